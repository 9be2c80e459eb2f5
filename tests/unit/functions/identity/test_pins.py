"""A shared device is taken over by PIN: by whom, how often somebody may be wrong, and what is known of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.people import Actor, Role
from shared.domain.pins import Pin
from shared.domain.staff import staff_id_of
from shared.runtime.store.port import Key
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, MANAGER, STRANGER, SUPERVISOR, Ground, ground, guest_of, person

EMAIL = "laila@demo.hotel"
LAILA = staff_id_of("demo", EMAIL)
HERSELF = Actor("user", LAILA, "demo", {"demo-hotel": frozenset({Role.HOUSEKEEPER})})
PIN = {"pin": "2580"}
MINE = {"staff_id": LAILA, "pin": "2580"}
WRONG = {"staff_id": LAILA, "pin": "2581"}


@pytest.fixture
def firebase() -> MemoryAccounts:
    return MemoryAccounts("hotel-project")


@pytest.fixture
def hotel(firebase: MemoryAccounts) -> Iterator[Ground]:
    """Laila works here and has a PIN."""
    with ground() as stands, accounts.use(firebase):
        stands.data("POST", "staff", {"name": "Laila", "email": EMAIL, "role": "housekeeper"})
        stands.deliver()
        stands.data("PUT", f"staff/{LAILA}/pin", PIN, by=HERSELF)
        yield stands


def wrong(hotel: Ground) -> dict[str, Any]:
    problem: dict[str, Any] = hotel.call("POST", "/auth/pin", WRONG, by=HOUSEKEEPER).get_json()
    return problem


def test_a_colleague_takes_over_with_a_token_of_their_own_account(hotel: Ground, firebase: MemoryAccounts) -> None:
    taken = hotel.data("POST", "/auth/pin", MINE, by=HOUSEKEEPER)

    assert taken == {"staff_id": LAILA, "custom_token": firebase.custom_token(LAILA, {})}


def test_who_tries_the_pins_of_the_whole_house_is_stopped_and_a_colleague_is_not(hotel: Ground) -> None:
    for number in range(30):
        other = {"staff_id": staff_id_of("demo", f"{number}@demo.hotel"), "pin": "2580"}
        assert hotel.call("POST", "/auth/pin", other, by=HOUSEKEEPER).status_code == 401

    assert hotel.call("POST", "/auth/pin", MINE, by=HOUSEKEEPER).status_code == 429
    assert hotel.call("POST", "/auth/pin", MINE, by=SUPERVISOR).status_code == 200


def test_a_wrong_pin_says_how_many_tries_are_left_and_then_there_is_a_pause(hotel: Ground) -> None:
    said = [wrong(hotel) for _ in range(5)]
    stopped = hotel.call("POST", "/auth/pin", MINE, by=HOUSEKEEPER)

    assert {one["code"] for one in said} == {"MELMASTOON.IDENTITY.WRONG_PIN"}
    assert [one["context"]["tries_left"] for one in said] == [4, 3, 2, 1, 0]
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "300")
    hotel.pass_time(minutes=5)
    assert hotel.call("POST", "/auth/pin", MINE, by=HOUSEKEEPER).status_code == 200


def test_who_tries_all_day_is_stopped_for_the_day(hotel: Ground) -> None:
    for _ in range(6):
        assert [wrong(hotel)["status"] for _ in range(5)] == [401] * 5
        hotel.pass_time(minutes=5)

    assert wrong(hotel)["status"] == 429
    hotel.pass_time(days=1)
    assert wrong(hotel)["status"] == 401


def test_a_right_pin_and_a_new_one_forgive_the_wrong_ones(hotel: Ground) -> None:
    for _ in range(4):
        wrong(hotel)
    hotel.data("POST", "/auth/pin", MINE, by=HOUSEKEEPER)
    assert wrong(hotel)["context"]["tries_left"] == 4

    hotel.data("PUT", f"staff/{LAILA}/pin", {"pin": "1357"}, by=MANAGER)
    assert wrong(hotel)["context"]["tries_left"] == 4


def test_nobody_without_a_pin_is_taken_for_anybody(hotel: Ground) -> None:
    hotel.data("PUT", f"staff/{LAILA}/pin", {"pin": None}, by=HERSELF)

    assert hotel.refused("POST", "/auth/pin", MINE, by=HOUSEKEEPER)[0] == 401
    nobody = {"staff_id": staff_id_of("demo", "nobody@demo.hotel"), "pin": "2580"}
    assert hotel.refused("POST", "/auth/pin", nobody, by=HOUSEKEEPER)[0] == 401


def test_the_old_pin_is_worth_nothing_once_there_is_a_new_one(hotel: Ground) -> None:
    hotel.data("PUT", f"staff/{LAILA}/pin", {"pin": "1357"}, by=HERSELF)

    assert hotel.refused("POST", "/auth/pin", MINE, by=HOUSEKEEPER)[0] == 401
    assert hotel.data("POST", "/auth/pin", MINE | {"pin": "1357"}, by=HOUSEKEEPER)["staff_id"] == LAILA


def test_who_has_left_takes_nothing_over_and_leaves_no_pin_behind(hotel: Ground) -> None:
    hotel.data("DELETE", f"staff/{LAILA}")

    assert hotel.refused("POST", "/auth/pin", MINE, by=HOUSEKEEPER)[0] == 401
    assert hotel.find(Pin, LAILA) is None


def test_a_closed_account_is_not_opened_by_a_pin(hotel: Ground, firebase: MemoryAccounts) -> None:
    del firebase.accounts[LAILA]

    assert hotel.refused("POST", "/auth/pin", MINE, by=HOUSEKEEPER)[0] == 404


def test_one_sets_ones_own_pin_and_a_manager_that_of_others(hotel: Ground) -> None:
    assert hotel.call("PUT", f"staff/{LAILA}/pin", PIN, by=MANAGER).status_code == 200
    for other in (SUPERVISOR, FRONT_DESK, HOUSEKEEPER):
        assert hotel.refused("PUT", f"staff/{LAILA}/pin", PIN, by=other)[0] == 403
    assert hotel.refused("PUT", f"staff/{staff_id_of('demo', 'nobody@demo.hotel')}/pin", PIN, by=MANAGER)[0] == 404


@pytest.mark.parametrize("by", [AGENT, guest_of("204", "rsv_1")])
def test_only_staff_hand_a_device_over(hotel: Ground, by: Actor) -> None:
    assert hotel.refused("POST", "/auth/pin", MINE, by=by)[0] == 403


def test_a_device_of_another_house_is_no_place_to_try(hotel: Ground) -> None:
    assert hotel.refused("POST", "/auth/pin", MINE, by=STRANGER)[0] == 404
    assert hotel.refused("POST", "/auth/pin", MINE | {"property_id": "demo-hotel"}, by=STRANGER)[0] == 404


def test_who_works_in_two_houses_says_where_the_device_is(hotel: Ground) -> None:
    here = person(Role.HOUSEKEEPER)
    both = Actor("user", here.id, "demo", {**here.roles, "sister-hotel": frozenset({Role.MANAGER})})

    assert hotel.refused("POST", "/auth/pin", MINE, by=both)[0] == 422
    assert hotel.call("POST", "/auth/pin", MINE | {"property_id": "demo-hotel"}, by=both).status_code == 200


def test_the_journal_says_who_let_whom_take_over_and_never_the_pin(hotel: Ground) -> None:
    hotel.data("POST", "/auth/pin", MINE, by=HOUSEKEEPER)
    entries = {entry.name: entry for entry in hotel.journal()}

    assert entries["set_pin"].reply.data == {"staff_id": LAILA, "has_pin": True}
    assert (entries["take_over"].actor["id"], entries["take_over"].reply.data) == (HOUSEKEEPER.id, {"staff_id": LAILA})
    assert not [entry for entry in entries.values() if "2580" in entry.model_dump_json()]


def test_a_pin_is_where_no_list_of_staff_shows_it(hotel: Ground) -> None:
    proof = hotel.get(Pin, LAILA).proof

    assert proof not in str(hotel.data("GET", "staff"))
    assert proof not in str(hotel.store.read([Key(f"{hotel.place.path}/staff/{LAILA}")])[0].data)
