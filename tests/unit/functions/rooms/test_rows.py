"""The row as people, tablets and services read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.domain.rooms import Expected, Room
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, NOON, STRANGER, Ground, guest_of
from tests.unit.functions.rooms.conftest import STAY


def numbers(hotel: Ground, asked: str = "") -> list[str]:
    return [room["room_id"] for room in hotel.data("GET", f"rooms{asked}", by=AGENT)]


def test_one_call_says_who_is_in_the_room_and_when_check_out_is_by_the_hotel_s_clock(hotel: Ground) -> None:
    room = hotel.data("GET", "rooms/204", by=AGENT)
    assert room["occupancy"] == "occupied"
    assert room["stay"]["stay_id"] == STAY
    assert room["local"] == {
        "zone": "Asia/Kabul",
        "today": "2026-06-15",
        "time": "12:00",
        "business_date": "2026-06-15",
        "check_out_date": "2026-06-16",
        "check_out_time": "12:00",
    }


def test_a_vacant_room_has_no_check_out_time(hotel: Ground) -> None:
    assert hotel.data("GET", "rooms/205", by=AGENT)["local"]["check_out_time"] is None


def test_a_room_may_be_asked_for_in_persian_digits(hotel: Ground) -> None:
    assert hotel.data("GET", "rooms/۲۰۴", by=HOUSEKEEPER)["room_id"] == "204"


def test_a_guest_gets_what_the_tablet_shows_and_nothing_of_who_comes_next(hotel: Ground) -> None:
    shown = hotel.data("GET", "rooms/204", by=guest_of("204", STAY))
    assert shown["guest_name"] == "Amina"
    assert shown["local"]["check_out_time"] == "12:00"
    assert "upcoming" not in shown


@pytest.mark.parametrize(("room_id", "stay_id"), [("205", STAY), ("204", "rsv_other"), ("204", "")])
def test_a_guest_of_another_room_or_stay_finds_nothing(hotel: Ground, room_id: str, stay_id: str) -> None:
    found = hotel.refused("GET", "rooms/204", by=guest_of(room_id, stay_id))
    assert found == (404, "MELMASTOON.GENERAL.RESOURCE_NOT_FOUND")


def test_another_tenant_finds_nothing(hotel: Ground) -> None:
    assert hotel.refused("GET", "rooms/204", by=STRANGER)[0] == 404


def test_rooms_are_listed_by_number_with_all_filters_together(hotel: Ground) -> None:
    assert numbers(hotel) == ["204", "205", "301"]
    assert numbers(hotel, "?floor=2") == ["204", "205"]
    assert numbers(hotel, "?floor=2&occupancy=vacant") == ["205"]
    assert numbers(hotel, "?cleaning=ready") == ["205", "301"]
    assert numbers(hotel, "?flag=do_not_disturb") == []
    assert numbers(hotel, "?floor=2&occupancy=occupied&cleaning=clean&flag=none") == ["204"]


def test_rooms_that_have_to_be_ready_by_a_moment_are_those_with_an_arrival_by_then(hotel: Ground) -> None:
    awaited = Expected(stay_id="rsv_2", guest_id="gst_2", expected_at=NOON + timedelta(hours=2))
    hotel.put(hotel.get(Room, "301").but(upcoming=(awaited,)))
    assert numbers(hotel, "?ready_by=2026-06-15T14:00:00+04:30") == ["301"]
    assert numbers(hotel, "?ready_by=2026-06-15T13:59:59%2B04:30") == []


def test_rooms_are_listed_page_by_page(hotel: Ground) -> None:
    first = hotel.call("GET", "rooms?limit=2", by=FRONT_DESK).get_json()
    assert [room["room_id"] for room in first["data"]] == ["204", "205"]
    assert numbers(hotel, f"?limit=2&cursor={first['meta']['next_cursor']}") == ["301"]


def test_an_archived_room_is_not_there(hotel: Ground) -> None:
    hotel.put(hotel.get(Room, "301").but(archived=True))
    assert numbers(hotel) == ["204", "205"]
    assert hotel.refused("GET", "rooms/301", by=FRONT_DESK)[0] == 404
