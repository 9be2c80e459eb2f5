"""Signing in, saying who one is, signing out."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie

import flask
import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from functions.identity import accounts
from functions.identity.accounts.port import Account
from shared.runtime import cloud, tenancy
from shared.runtime.identity.environment import Trust
from shared.runtime.routes import ROUTES
from tests.security.google import PROJECT
from tests.security.hotel import HOME, ROOM, STAY, Hotel, cookie_of, data_of, knock

LOGIN, ME, LOGOUT = ROUTES["sign_in"], ROUTES["who_am_i"], ROUTES["sign_out"]
EMAIL, PASSWORD = "frontdesk@demo.hotel", "demo-password"
OWN_PAGE = {"Origin": "http://localhost"}


@pytest.fixture
def hotel() -> Iterator[Hotel]:
    hotel = Hotel(Trust(PROJECT, unsigned_tokens=True))
    hotel.employ("front_desk", EMAIL)
    tenancy.memory.clear()
    with cloud.use(hotel.cloud), accounts.use(hotel.accounts):
        yield hotel


def login(email: str = EMAIL, password: str = PASSWORD, **said: str) -> flask.Response:
    return knock(LOGIN, body={"email": email, "password": password, **said})


def test_a_person_who_signs_in_gets_a_token_that_says_who_they_are(hotel: Hotel) -> None:
    session = data_of(login(property_id="demo-hotel"))
    me = data_of(knock(ME, session["id_token"]))

    assert session["roles"] == me["roles"] == {"demo-hotel": ["front_desk"]}
    assert (me["type"], me["tenant_id"]) == ("user", "demo")
    assert me["staff"]["email"] == EMAIL


def test_a_browser_keeps_the_session_in_a_cookie_that_no_script_and_no_other_site_gets(hotel: Hotel) -> None:
    response = login()

    assert knock(ME, cookie=cookie_of(response)).status_code == 200
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(response.headers["Set-Cookie"].split("; "))


def test_on_cloud_run_the_cookie_travels_encrypted_only(hotel: Hotel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K_SERVICE", "identity")

    assert "Secure" in login().headers["Set-Cookie"].split("; ")


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@demo.hotel", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_look_alike(hotel: Hotel, email: str, password: str) -> None:
    response = login(email, password)

    assert (response.status_code, data_of(response)["code"]) == (401, "MELMASTOON.IDENTITY.WRONG_PASSWORD")


@pytest.mark.parametrize("property_id", ["other-hotel", "sister-hotel", "no-hotel"])
def test_a_property_where_one_has_no_role_is_not_there(hotel: Hotel, property_id: str) -> None:
    assert login(property_id=property_id).status_code == 404


def test_an_address_is_the_same_in_capitals(hotel: Hotel) -> None:
    assert login(" FrontDesk@Demo.Hotel ").status_code == 200


def test_guessing_passwords_is_stopped_and_a_right_one_is_not_believed_meanwhile(hotel: Hotel) -> None:
    answers = [login(password=f"guess {number}").status_code for number in range(10)]
    stopped = login()

    assert answers == [401] * 10
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "900")
    hotel.later(minutes=15)
    assert login().status_code == 200


def test_a_right_password_forgives_the_wrong_ones(hotel: Hotel) -> None:
    for _ in range(3):
        assert [login(password="wrong").status_code for _ in range(5)] == [401] * 5
        assert login().status_code == 200


def test_an_account_of_no_hotel_does_not_come_in(hotel: Hotel) -> None:
    account = next(iter(hotel.accounts.accounts.values()))
    hotel.accounts.accounts[account.uid] = Account(account.uid, account.email, account.name)

    assert login().status_code == 401


def test_signing_out_ends_the_token_and_the_cookie_at_once(hotel: Hotel) -> None:
    response = login()
    token, cookie = data_of(response)["id_token"], cookie_of(response)

    out = knock(LOGOUT, token, cookie=cookie, body={})

    assert out.status_code == 200
    assert SimpleCookie(out.headers["Set-Cookie"])["__session"]["max-age"] == "0"
    assert knock(ME, token).status_code == 401
    assert knock(ME, cookie=cookie).status_code == 401
    assert hotel.accounts.signed_out == [next(iter(hotel.accounts.accounts))]


def test_after_signing_out_one_can_sign_in_again_at_once(hotel: Hotel) -> None:
    hotel.at = hotel.at.replace(microsecond=0)
    knock(LOGOUT, data_of(login())["id_token"], body={})
    hotel.later(seconds=1)

    assert knock(ME, data_of(login())["id_token"]).status_code == 200


def test_signing_out_without_a_valid_sign_in_still_takes_the_cookie(hotel: Hotel) -> None:
    out = knock(LOGOUT, cookie="old", headers=OWN_PAGE, body={})

    assert out.status_code == 200
    assert "__session=;" in out.headers["Set-Cookie"]


def test_another_site_cannot_sign_somebody_out(hotel: Hotel) -> None:
    cookie = cookie_of(login())

    assert knock(LOGOUT, cookie=cookie, headers={"Origin": "https://evil.example"}, body={}).status_code == 403
    assert knock(ME, cookie=cookie).status_code == 200


def test_a_guest_is_told_their_room_and_stay(hotel: Hotel) -> None:
    claims = {"tenant": "demo", "property": HOME.property_id, "role": "guest", "room": ROOM, "stay": STAY}
    me = data_of(knock(ME, hotel.accounts.id_token("dev_1", claims)))

    assert (me["type"], me["room_id"], me["stay_id"], me["staff"]) == ("guest", ROOM, STAY, None)
