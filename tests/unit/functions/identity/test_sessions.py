"""Signing in, saying who one is, signing out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.cookies import SimpleCookie

import flask
import pytest
from werkzeug.test import EnvironBuilder

import functions.identity.main
import functions.rooms.main  # noqa: F401 - declare the functions that are called here
from functions.identity import accounts
from functions.identity.accounts.port import Account
from shared.domain.people import Role
from shared.domain.staff import staff_id_of
from shared.runtime import cloud, tenancy
from shared.runtime.http import answer
from shared.runtime.identity.environment import Trust
from shared.runtime.place import Place
from shared.runtime.routes import ROUTES
from shared.runtime.store.port import Key
from tests.security.google import PROJECT
from tests.security.hotel import DEVICE, HOME, ROOM, STAY, Hotel, cookie_of, data_of, knock, session_id_of, uid_of

LOGIN, ME, LOGOUT = ROUTES["sign_in"], ROUTES["who_am_i"], ROUTES["sign_out"]
SWITCH, LIST, END = ROUTES["switch_property"], ROUTES["list_sessions"], ROUTES["end_session"]
STREAM = ROUTES["stream_rooms"]
LIST_OWN, END_OWN = ROUTES["list_own_sessions"], ROUTES["end_own_session"]
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
    hotel.dismiss(staff_id_of("demo", EMAIL))
    assert login().status_code == 401

    account = next(iter(hotel.accounts.accounts.values()))
    hotel.accounts.accounts[account.uid] = Account(account.uid, account.email, account.name)
    assert login().status_code == 401


def test_who_signs_in_past_our_own_door_is_nobody(hotel: Hotel) -> None:
    """P6: what Firebase itself gives for the password names no session, so it is worth nothing."""
    token = hotel.accounts.sign_in(EMAIL, PASSWORD).id_token

    assert knock(ME, token).status_code == 401


def test_a_screen_signs_in_with_what_the_door_gave(hotel: Hotel) -> None:
    given = data_of(login())["custom_token"]

    assert data_of(knock(ME, hotel.accounts.sign_in_with(given).id_token))["property_id"] == "demo-hotel"


def from_(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.identity.sessions.address_of", lambda _: address)


def test_who_guesses_from_elsewhere_locks_the_owner_out_of_nothing(
    hotel: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P6."""
    from_("203.0.113.9", monkeypatch)
    guesses = [login(password=f"guess {number}").status_code for number in range(12)]
    from_("198.51.100.7", monkeypatch)

    assert guesses == [401] * 10 + [429] * 2
    assert login().status_code == 200


def test_many_who_guess_from_everywhere_are_stopped_and_a_known_device_is_not(
    hotel: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P6."""
    known = data_of(login())["device"]
    for number in range(210):
        from_(f"203.0.{number // 100}.{number % 100}", monkeypatch)
        login(password="guess")

    from_("198.51.100.7", monkeypatch)
    assert login().status_code == 429
    assert login(device=known).status_code == 200
    assert login(device="invented").status_code == 429


def test_a_known_device_is_known_for_its_person_only_and_guesses_there_are_counted_too(hotel: Hotel) -> None:
    """P6."""
    known = data_of(login())["device"]
    hotel.employ("manager", "manager@demo.hotel")
    others = [login("manager@demo.hotel", "guess", device=known).status_code for _ in range(11)]
    own = [login(password="guess", device=known).status_code for _ in range(11)]

    assert others == own == [401] * 10 + [429]


def test_a_person_of_two_hundred_properties_signs_in_to_one_and_goes_on_in_another(hotel: Hotel) -> None:
    """P8."""
    uid = staff_id_of("demo", EMAIL)
    for number in range(200):
        place = Place("demo", f"hotel-{number:03}")
        hotel.put(Key(place.path), {"tenant_id": "demo", "property_id": place.property_id})
        hotel.employ_as(uid, Role.MANAGER, place)
    first = data_of(login(property_id="hotel-150"))
    switched = data_of(knock(SWITCH, first["id_token"], body={"property_id": "hotel-007"}))
    refused = knock(SWITCH, first["id_token"], body={"property_id": "sister-hotel"})

    assert (first["property_id"], len(first["roles"])) == ("hotel-150", 201)
    assert len(json.dumps(hotel.accounts.accounts[uid].claims)) < 100
    assert data_of(knock(ME, switched["id_token"]))["property_id"] == "hotel-007"
    assert refused.status_code == 404


def test_sessions_are_listed_and_ended_by_their_person_and_by_a_manager(hotel: Hotel) -> None:
    """P9."""
    mine, phone = data_of(login()), data_of(login())
    manager = token_at(hotel, Role.MANAGER)
    listed = data_of(knock(LIST_OWN, mine["id_token"]))
    hotel.later(minutes=1)
    ended = knock(END_OWN, mine["id_token"], session_id=phone["session_id"])

    assert {one["session_id"] for one in listed} == {mine["session_id"], phone["session_id"]}
    assert {one["staff_id"] for one in listed} == {mine["staff_id"]}
    assert ended.status_code == 200
    assert knock(ME, phone["id_token"]).status_code == 401
    assert mine["session_id"] in {one["session_id"] for one in data_of(knock(LIST, manager, property_id="demo-hotel"))}
    knock(END, manager, property_id="demo-hotel", session_id=mine["session_id"])
    assert knock(ME, mine["id_token"]).status_code == 401


@pytest.mark.parametrize("how", ["dismissed", "signed out", "another role"])
def test_an_open_stream_ends_when_its_reader_may_read_no_more(
    hotel: Hotel, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """P9: a role that may read it still goes on."""
    monkeypatch.setattr("shared.runtime.streams.GONE_SECONDS", 0)
    monkeypatch.setattr("shared.runtime.streams.KEEP_ALIVE_SECONDS", 0)
    uid, token = staff_id_of("demo", EMAIL), data_of(login())["id_token"]
    environ = EnvironBuilder("/", headers=[("Authorization", f"Bearer {token}")]).get_environ()
    with flask.Flask("tests").request_context(environ):
        lines = iter(answer(STREAM, flask.request, {"property_id": "demo-hotel"}).response)
        assert str(next(lines)).startswith("retry:")
        if how == "dismissed":
            hotel.dismiss(uid)
        elif how == "signed out":
            knock(LOGOUT, token, body={})
        else:
            hotel.employ_as(uid, Role.HOUSEKEEPER)
        hotel.later(seconds=10)
        after = next(lines, None)

    assert (after is None) == (how != "another role")


def test_nobody_ends_anothers_session_as_their_own(hotel: Hotel) -> None:
    mine = data_of(login())
    others = session_id_of(uid_of(Role.MANAGER))

    assert knock(END_OWN, mine["id_token"], session_id=others).status_code == 404
    assert knock(LIST, mine["id_token"], property_id="demo-hotel").status_code == 403


def token_at(hotel: Hotel, role: Role) -> str:
    claims = {"tenant": "demo", "property": "demo-hotel", "session": session_id_of(uid_of(role))}
    return hotel.accounts.id_token(uid_of(role), claims)


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
    where = {"tenant": "demo", "property": HOME.property_id, "device": DEVICE}
    me = data_of(knock(ME, hotel.accounts.id_token("dev_1", where | {"role": "guest", "room": ROOM, "stay": STAY})))

    assert (me["type"], me["room_id"], me["stay_id"], me["staff"]) == ("guest", ROOM, STAY, None)
