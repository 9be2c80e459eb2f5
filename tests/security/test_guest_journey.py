"""A tablet through the stays of two guests, on the local cloud: real tokens, real rules, real store.

The one before must find nothing any more, neither through the API nor at the documents, the moment they have left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import flask
import httpx
import pytest

import functions.identity.main
import functions.rooms.main
import functions.tickets.main  # noqa: F401 - these declare the functions that are called here
from emulators.cloud import PROJECT, LocalCloud
from functions.identity import accounts
from functions.identity.accounts.firebase import FirebaseAccounts
from functions.identity.accounts.port import Account
from shared.domain.people import Role
from shared.domain.staff import staff_id_of
from shared.runtime import cloud as running
from shared.runtime import tenancy
from shared.runtime.bus.memory import MemoryBus
from shared.runtime.cloud import Cloud
from shared.runtime.identity.devices import Device
from shared.runtime.identity.environment import trust_from_environment
from shared.runtime.identity.google import GoogleIdentity
from shared.runtime.routes import ROUTES
from shared.runtime.store.firestore import FirestoreStore
from shared.runtime.store.port import Delete
from tests.security.hotel import DEVICE, HOME, NEXT_STAY, PASSWORD, ROOM, STAY, Hotel, cookie_of, data_of, knock

DESK = "frontdesk@demo.hotel"
OWN_PAGE = {"Origin": "http://localhost"}


@dataclass
class Journey:
    """The hotel on the local cloud, and what a device does there."""

    hotel: Hotel
    local: LocalCloud

    def paired(self, bound_to: str = "room") -> flask.Response:
        signed_in = knock(ROUTES["sign_in"], body={"email": DESK, "password": PASSWORD})
        desk = data_of(signed_in)["id_token"]
        place = {"property_id": HOME.property_id, "room_id": ROOM}
        code = data_of(knock(ROUTES["make_pairing_code"], desk, body={"for": bound_to}, **place))["code"]
        return knock(ROUTES["claim_tablet"], body={"code": code})

    def renewed(self, paired: flask.Response) -> flask.Response:
        return knock(ROUTES["renew_tablet"], cookie=cookie_of(paired), body={}, headers=OWN_PAGE)

    def id_token(self, response: flask.Response) -> str:
        url = f"http://{self.local.auth}/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=local"
        said = {"token": data_of(response)["custom_token"], "returnSecureToken": True}
        return str(httpx.post(url, json=said).raise_for_status().json()["idToken"])

    def listens(self, token: str, path: str = f"tablets/{ROOM}") -> int:
        url = f"http://{self.local.firestore}/v1/projects/{PROJECT}/databases/(default)/documents/{HOME.path}/{path}"
        return httpx.get(url, headers={"Authorization": f"Bearer {token}"}).status_code

    def does(self, token: str) -> dict[str, int]:
        """Return how each thing that a guest may do is answered."""
        said: dict[str, Any] = {
            "get_room": None,
            "set_guest_flag": {"flag": "do_not_disturb"},
            "set_temperature_preset": {"celsius": 21},
            "open_ticket": {"kind": "towels", "text": "two, please"},
        }
        place = {"property_id": HOME.property_id, "room_id": ROOM}
        return {name: knock(ROUTES[name], token, body=body, **place).status_code for name, body in said.items()}


@pytest.fixture
def journey(empty_cloud: LocalCloud) -> Iterator[Journey]:
    hotel = Hotel()
    hotel.store = FirestoreStore(PROJECT)
    hotel.furnish()
    hotel.store.commit([Delete(HOME.key(Device.collection, DEVICE), None)])  # each test pairs its own
    firebase = FirebaseAccounts(PROJECT, "local")
    ground = Cloud(hotel.store, MemoryBus(), GoogleIdentity(trust_from_environment(PROJECT)), sleep=lambda _: None)
    tenancy.memory.clear()
    with running.use(ground), accounts.use(firebase):
        uid = staff_id_of("demo", DESK)
        hotel.employ_as(uid, Role.FRONT_DESK)
        firebase.put(Account(uid, DESK, "Desk", {"tenant": "demo"}))
        firebase.set_password(uid, PASSWORD)
        yield Journey(hotel, empty_cloud)
    firebase.close()


def test_a_tablet_serves_one_guest_after_the_other_and_each_only_their_own(journey: Journey) -> None:
    journey.hotel.check_in(STAY)
    tablet = journey.paired()
    first = journey.id_token(tablet)
    assert journey.listens(first) == 200
    assert set(journey.does(first).values()) <= {200, 201}

    journey.hotel.check_out()
    assert journey.listens(first) == 403
    assert set(journey.does(first).values()) == {404}
    between = journey.id_token(journey.renewed(tablet))
    assert journey.listens(between) == 200
    assert set(journey.does(between).values()) == {404}

    journey.hotel.check_in(NEXT_STAY)
    second = journey.id_token(journey.renewed(tablet))
    assert [journey.listens(token) for token in (first, between, second)] == [403, 403, 200]
    assert set(journey.does(first).values()) == {404}
    assert set(journey.does(second).values()) <= {200, 201}


def test_a_guests_phone_ends_with_the_stay(journey: Journey) -> None:
    journey.hotel.check_in(STAY)
    phone = journey.paired("stay")
    token = journey.id_token(phone)
    before = journey.listens(token), journey.does(token)["get_room"]

    journey.hotel.check_in(NEXT_STAY)

    assert before == (200, 200)
    assert "Set-Cookie" not in phone.headers
    assert journey.listens(token) == 403
    assert set(journey.does(token).values()) == {404}


def test_a_tablet_reads_nothing_but_its_own_document(journey: Journey) -> None:
    journey.hotel.check_in(STAY)
    token = journey.id_token(journey.paired())
    others = (f"rooms/{ROOM}", f"stays/{STAY}", "tablets/205", "tablets", "journal", "guests")

    assert {path: journey.listens(token, path) for path in others} == dict.fromkeys(others, 403)


def test_a_lost_tablet_that_is_unpaired_does_nothing_any_more(journey: Journey) -> None:
    journey.hotel.check_in(STAY)
    tablet = journey.paired()
    token = journey.id_token(tablet)
    desk = data_of(knock(ROUTES["sign_in"], body={"email": DESK, "password": PASSWORD}))["id_token"]
    assert set(journey.does(token).values()) <= {200, 201}

    gone = knock(ROUTES["unpair_tablets"], desk, property_id=HOME.property_id, room_id=ROOM)

    assert data_of(gone)["device_ids"] == [data_of(tablet)["device_id"]]
    assert set(journey.does(token).values()) == {401}
    assert journey.renewed(tablet).status_code == 401


def test_a_browsers_cookie_signs_its_person_in_and_out(journey: Journey) -> None:
    cookie = cookie_of(knock(ROUTES["sign_in"], body={"email": DESK, "password": PASSWORD}))
    assert knock(ROUTES["who_am_i"], cookie=cookie).status_code == 200

    out = knock(ROUTES["sign_out"], cookie=cookie, body={}, headers=OWN_PAGE)

    assert SimpleCookie(out.headers["Set-Cookie"])["__session"]["max-age"] == "0"
    assert knock(ROUTES["who_am_i"], cookie=cookie).status_code == 401
