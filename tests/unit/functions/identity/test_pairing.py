"""Pairing tablets with rooms and phones with stays; and that a guest who has left is nobody."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import flask
import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from functions.identity import accounts
from functions.identity.pairing import ALPHABET
from shared.domain.people import Role
from shared.runtime import cloud, tenancy
from shared.runtime.identity.devices import Device
from shared.runtime.identity.environment import Trust
from shared.runtime.routes import ROUTES
from shared.runtime.store.port import Delete, Query
from tests.security.google import PROJECT
from tests.security.hotel import (
    DEVICE,
    FOREIGN,
    HOME,
    NEXT_STAY,
    ROOM,
    SISTER,
    STAY,
    Hotel,
    cookie_of,
    data_of,
    knock,
    session_id_of,
    uid_of,
)

PAIR, UNPAIR = ROUTES["make_pairing_code"], ROUTES["unpair_tablets"]
CLAIM, RENEW, ME = ROUTES["claim_tablet"], ROUTES["renew_tablet"], ROUTES["who_am_i"]
OWN_PAGE = {"Origin": "http://localhost"}
PHONE = {"for": "stay"}
UNKNOWN = (404, "MELMASTOON.IDENTITY.PAIRING_CODE_UNKNOWN")


@pytest.fixture
def hotel() -> Iterator[Hotel]:
    hotel = Hotel(Trust(PROJECT, unsigned_tokens=True))
    for place in (HOME, SISTER, FOREIGN):
        hotel.store.commit([Delete(place.key(Device.collection, DEVICE), None)])
    tenancy.memory.clear()
    with cloud.use(hotel.cloud), accounts.use(hotel.accounts):
        yield hotel


def by(hotel: Hotel, role: Role) -> str:
    uid = uid_of(role)
    claims = {"tenant": "demo", "property": HOME.property_id, "session": session_id_of(uid)}
    return hotel.accounts.id_token(uid, claims)


def pair(
    hotel: Hotel, body: dict[str, Any] | None = None, *, role: Role = Role.FRONT_DESK, room_id: str = ROOM
) -> flask.Response:
    return knock(PAIR, by(hotel, role), body=body or {}, property_id=HOME.property_id, room_id=room_id)


def code_of(hotel: Hotel, body: dict[str, Any] | None = None) -> str:
    return str(data_of(pair(hotel, body))["code"])


def claim(code: str) -> flask.Response:
    return knock(CLAIM, body={"code": code})


def renew(cookie: str | None, **headers: str) -> flask.Response:
    return knock(RENEW, cookie=cookie, body={}, headers=OWN_PAGE | headers)


def signed_in(hotel: Hotel, response: flask.Response) -> str:
    """Return the ID token that a device gets for its custom token."""
    token = data_of(response)["custom_token"]
    said = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return hotel.accounts.id_token(said["uid"], said["claims"])


def outcome(response: flask.Response) -> tuple[int, str]:
    return response.status_code, data_of(response)["code"]


def test_a_tablet_that_claims_the_code_shows_the_guest_of_its_room(hotel: Hotel) -> None:
    hotel.check_in()
    response = claim(code_of(hotel))
    said = data_of(response)

    assert (said["tenant_id"], said["property_id"], said["room_id"]) == ("demo", "demo-hotel", ROOM)
    assert said["stay_id"] == STAY
    assert data_of(knock(ME, signed_in(hotel, response)))["stay_id"] == STAY


def test_the_code_is_easy_to_read_and_is_kept_nowhere(hotel: Hotel) -> None:
    code = code_of(hotel)
    kept = json.dumps([dict(s.data or {}) for s in everything(hotel)], default=str) + str(everything(hotel))

    assert len(code) == 9
    assert code[4] == "-"
    assert set(code) <= set(ALPHABET) | {"-"}
    assert code not in kept
    assert code.replace("-", "") not in kept


def everything(hotel: Hotel) -> list[Any]:
    names = ("pairings", "devices", "journal", "throttles")
    return [snapshot for name in names for snapshot in hotel.store.query(Query(name, group=True))]


def test_who_made_the_code_is_in_the_journal(hotel: Hotel) -> None:
    pair(hotel, role=Role.SUPERVISOR)
    entry = hotel.store.query(Query("journal", HOME.path))[0].data

    assert entry is not None
    assert (entry["name"], entry["actor"]["id"]) == ("make_pairing_code", uid_of(Role.SUPERVISOR))
    assert entry["reply"]["data"]["room_id"] == ROOM


def test_the_code_may_be_typed_as_people_type(hotel: Hotel) -> None:
    code = code_of(hotel)

    assert claim(f" {code.lower().replace('-', ' ')} ").status_code == 200


def test_a_code_works_once(hotel: Hotel) -> None:
    code = code_of(hotel)

    assert claim(code).status_code == 200
    assert outcome(claim(code)) == UNKNOWN


def test_a_code_works_for_ten_minutes(hotel: Hotel) -> None:
    code = code_of(hotel)
    hotel.later(minutes=10)

    assert outcome(claim(code)) == UNKNOWN


@pytest.mark.parametrize("code", ["ABCD-2345", "0000-0000", "short", "ABCDEFGHJKMNP", "'; --"])
def test_a_code_that_nobody_made_is_not_known(hotel: Hotel, code: str) -> None:
    assert outcome(claim(code)) == UNKNOWN


def test_guessing_codes_is_stopped(hotel: Hotel) -> None:
    answers = [claim(f"ABCD-23{ALPHABET[number]}5").status_code for number in range(10)]
    code = code_of(hotel)

    assert answers == [404] * 10
    assert claim(code).status_code == 429


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K_SERVICE", "identity")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")


@pytest.mark.usefixtures("deployed")
def test_wrong_codes_of_one_house_stop_no_other_houses_tablets(hotel: Hotel) -> None:
    """P7: 600 claims from everywhere, each of another address."""
    code, other = (
        code_of(hotel),
        data_of(knock(PAIR, of_sister(hotel), body={}, property_id="sister-hotel", room_id=ROOM)),
    )
    wrong = [guess(code, number) for number in range(600)]
    answers = [claim_from(f"203.0.{number // 250}.{number % 250}", one) for number, one in enumerate(wrong)]

    assert answers.count(404) == 60
    assert answers.count(429) == 540
    assert claim_from("198.51.100.1", code) == 429
    assert claim_from("198.51.100.1", str(other["code"])) == 200


@pytest.mark.usefixtures("deployed")
def test_who_writes_addresses_into_the_request_is_stopped_all_the_same(hotel: Hotel) -> None:
    code = code_of(hotel)
    answers = [claim_from(f"10.0.0.{number}, 203.0.113.7", guess(code, number)) for number in range(12)]

    assert answers == [404] * 10 + [429] * 2


def of_sister(hotel: Hotel) -> str:
    uid = uid_of(Role.FRONT_DESK, SISTER)
    claims = {"tenant": "demo", "property": SISTER.property_id, "session": session_id_of(uid)}
    return hotel.accounts.id_token(uid, claims)


def guess(code: str, number: int) -> str:
    """Return a wrong code of the same house."""
    return code[:2] + "".join(ALPHABET[number // 30**digit % 30] for digit in range(6))


def claim_from(route: str, code: str) -> int:
    return knock(CLAIM, body={"code": code}, headers={"X-Forwarded-For": route}).status_code


def test_a_person_who_sets_up_sixty_tablets_is_not_stopped(hotel: Hotel) -> None:
    assert {claim(code_of(hotel)).status_code for _ in range(15)} == {200}


def test_the_tablets_cookie_is_for_no_script_and_no_other_site(hotel: Hotel) -> None:
    said = claim(code_of(hotel)).headers["Set-Cookie"].split("; ")

    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(said)


def test_in_an_empty_room_the_tablets_token_is_for_nobody(hotel: Hotel) -> None:
    response = claim(code_of(hotel))

    assert data_of(response)["stay_id"] == ""
    assert data_of(knock(ME, signed_in(hotel, response)))["stay_id"] == ""


def test_when_the_guest_changes_the_tablet_renews_its_token_for_the_next_one(hotel: Hotel) -> None:
    hotel.check_in()
    first = claim(code_of(hotel))
    hotel.check_out()
    between = data_of(renew(cookie_of(first)))
    hotel.check_in(NEXT_STAY)
    after = data_of(renew(cookie_of(first)))

    assert [between["stay_id"], after["stay_id"]] == ["", NEXT_STAY]
    assert after["device_id"] == data_of(first)["device_id"]


def test_each_stay_on_a_tablet_has_an_account_of_its_own(hotel: Hotel) -> None:
    hotel.check_in()
    first = claim(code_of(hotel))
    hotel.check_in(NEXT_STAY)
    second = renew(cookie_of(first))

    assert data_of(knock(ME, signed_in(hotel, first)))["id"] == STAY
    assert data_of(knock(ME, signed_in(hotel, second)))["id"] == NEXT_STAY


def test_the_tablets_cookie_proves_the_guest_who_is_in_the_room_now(hotel: Hotel) -> None:
    cookie = cookie_of(claim(code_of(hotel)))
    hotel.check_in()

    assert data_of(knock(ME, cookie=cookie))["stay_id"] == STAY


@pytest.mark.parametrize(
    "cookie",
    [
        None,
        "",
        "nonsense",
        "device.dev_1.x",
        "device.",
        "device.a/b.c",
        "device.__dev__.x",
        "device..",
        "é",
        f"device.demo.demo-hotel.{DEVICE}.secret",
        f"device.other.no-hotel.{DEVICE}.{'s' * 43}",
    ],
)
def test_without_its_cookie_a_device_renews_nothing(hotel: Hotel, cookie: str | None) -> None:
    assert renew(cookie).status_code == 401


def test_a_cookie_with_another_secret_renews_nothing(hotel: Hotel) -> None:
    cookie = cookie_of(claim(code_of(hotel)))

    assert renew(cookie[:-1] + ("A" if cookie[-1] != "A" else "B")).status_code == 401


def test_another_site_cannot_have_a_tablet_renew(hotel: Hotel) -> None:
    cookie = cookie_of(claim(code_of(hotel)))

    assert renew(cookie, Origin="https://evil.example").status_code == 403


def test_a_phone_is_paired_with_the_stay_and_keeps_no_credential(hotel: Hotel) -> None:
    hotel.check_in()
    response = claim(code_of(hotel, PHONE))

    assert data_of(response)["stay_id"] == STAY
    assert "Set-Cookie" not in response.headers


def test_a_phone_cannot_be_paired_with_an_empty_room(hotel: Hotel) -> None:
    assert outcome(pair(hotel, PHONE)) == (409, "MELMASTOON.IDENTITY.NOBODY_IN_ROOM")


def test_a_phones_code_is_worth_nothing_once_its_guest_has_left(hotel: Hotel) -> None:
    hotel.check_in()
    code = code_of(hotel, PHONE)
    hotel.check_in(NEXT_STAY)

    assert outcome(claim(code)) == UNKNOWN


def test_a_lost_tablet_that_is_unpaired_is_nobody_at_once(hotel: Hotel) -> None:
    hotel.check_in()
    response = claim(code_of(hotel))
    token = signed_in(hotel, response)
    assert knock(ME, token).status_code == 200

    gone = knock(UNPAIR, by(hotel, Role.FRONT_DESK), property_id=HOME.property_id, room_id=ROOM)

    assert data_of(gone)["device_ids"] == [data_of(response)["device_id"]]
    assert renew(cookie_of(response)).status_code == 401
    assert knock(ME, token).status_code == 401
    assert knock(ME, cookie=cookie_of(response)).status_code == 401


def test_unpairing_again_finds_nothing_to_do(hotel: Hotel) -> None:
    gone = knock(UNPAIR, by(hotel, Role.MANAGER), property_id=HOME.property_id, room_id=ROOM)

    assert data_of(gone)["device_ids"] == []


@pytest.mark.parametrize("room_id", ["999", "20499"])
def test_a_room_that_is_not_there_has_no_tablets(hotel: Hotel, room_id: str) -> None:
    assert pair(hotel, room_id=room_id).status_code == 404


@pytest.mark.parametrize("body", [{"for": "ever"}, {"bound_to": "room"}, {"extra": 1}])
def test_a_request_for_a_code_that_says_something_else_is_refused(hotel: Hotel, body: dict[str, Any]) -> None:
    assert pair(hotel, body).status_code == 422
