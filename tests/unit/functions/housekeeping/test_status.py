"""Flips and blocks over HTTP; the arrows themselves are held by the domain's tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.people import Role
from shared.domain.rooms import Cleaning, CleaningState, Expected, Occupancy, Occupant, Room
from shared.domain.settings import Settings
from shared.domain.stays import Stay, StayStatus
from shared.domain.tablets import Tablet
from tests.ground import FRONT_DESK, HOUSEKEEPER, NOON, SUPERVISOR, Ground, ground, person

BASE = "/api/v1/housekeeping/rooms"
MAINTENANCE = person(Role.MAINTENANCE)
STATUS_CHANGED = "melmastoon.housekeeping.room.status_changed.v1"
STAY = derived_id("rsv", "amina")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """204 is occupied and clean, 205 vacant and dirty, 301 vacant and ready and promised for tomorrow."""
    with ground() as stands:
        tomorrow = NOON + timedelta(days=1)
        here = Occupant(stay_id="rsv_0", guest_id="gst_0", checked_in_at=NOON, check_out_at=tomorrow)
        coming = Expected(stay_id=STAY, guest_id="gst_1", expected_at=tomorrow, until_at=NOON + timedelta(hours=96))
        stands.put(
            _room("204", Cleaning.CLEAN).but(occupancy=Occupancy.OCCUPIED, stay=here),
            _room("205", Cleaning.DIRTY),
            _room("301", Cleaning.READY).but(upcoming=(coming,)),
            Tablet(room_id="204", stay_id="rsv_0"),
            Tablet(room_id="205"),
            Tablet(room_id="301"),
            Stay(
                stay_id=STAY,
                status=StayStatus.CONFIRMED,
                guest_id="gst_1",
                guest_name="Amina",
                arrival_at=tomorrow,
                departure_at=NOON + timedelta(days=4),
            ),
        )
        yield stands


def _room(room_id: str, status: Cleaning) -> Room:
    return Room(
        room_id=room_id, number=room_id, floor=int(room_id[0]), cleaning=CleaningState(status=status, since=NOON)
    )


def flip(hotel: Ground, room_id: str, status: str, by: Any = HOUSEKEEPER, **said: str) -> Any:
    return hotel.data("POST", f"{BASE}/{room_id}/status", {"status": status, **said}, by=by)


def block(hotel: Ground, room_id: str, kind: str = "maintenance", by: Any = SUPERVISOR, **said: str) -> Any:
    return hotel.data("POST", f"{BASE}/{room_id}/block", {"kind": kind, "reason": "shower drips", **said}, by=by)


def hours(number: float) -> str:
    return (NOON + timedelta(hours=number)).isoformat()


def test_a_room_is_cleaned_inspected_and_ready_step_by_step(hotel: Ground) -> None:
    flip(hotel, "205", "cleaning")
    assert hotel.get(Tablet, "205").cleaning_in_progress
    assert flip(hotel, "205", "cleaned")["may_follow"] == ["dirty"]
    flip(hotel, "205", "inspected", SUPERVISOR)
    assert flip(hotel, "205", "ready", SUPERVISOR)["status"] == "ready"
    assert not hotel.get(Tablet, "205").cleaning_in_progress
    assert [event["status"] for event in hotel.payloads(STATUS_CHANGED)] == [
        "cleaning",
        "cleaned",
        "inspected",
        "ready",
    ]


def test_without_inspections_a_housekeeper_makes_a_room_ready() -> None:
    with ground(settings=Settings(inspections=False)) as hotel:
        hotel.put(_room("205", Cleaning.CLEANED), Tablet(room_id="205"))
        assert flip(hotel, "205", "ready")["status"] == "ready"


def test_with_inspections_a_housekeeper_does_not(hotel: Ground) -> None:
    flip(hotel, "205", "cleaning")
    flip(hotel, "205", "cleaned")
    found = hotel.refused("POST", f"{BASE}/205/status", {"status": "ready"}, by=HOUSEKEEPER)
    assert found == (409, "MELMASTOON.HOUSEKEEPING.STATUS_CANNOT_FOLLOW")


def test_a_supervisor_overrides_with_a_reason_that_audits_see(hotel: Ground) -> None:
    assert hotel.refused("POST", f"{BASE}/205/status", {"status": "ready"}, by=SUPERVISOR) == (
        422,
        "MELMASTOON.HOUSEKEEPING.REASON_NEEDED",
    )
    said = flip(hotel, "205", "ready", SUPERVISOR, reason="seen myself")
    assert said["cleaning"]["override"] is True
    assert said["cleaning"]["by"] == "supervisor@demo"
    (event,) = hotel.payloads(STATUS_CHANGED)
    assert (event["override"], event["reason"]) == (True, "seen myself")


def test_a_flip_made_offline_upon_another_status_is_refused_with_both(hotel: Ground) -> None:
    body = {"status": "ready", "reason": "looked fine", "seen": "cleaned"}
    response = hotel.call("POST", f"{BASE}/205/status", body, by=SUPERVISOR)
    assert response.status_code == 409
    assert response.get_json()["context"] == {"status": "dirty", "seen": "cleaned", "attempted": "ready"}


def test_an_occupied_room_is_never_ready(hotel: Ground) -> None:
    found = hotel.refused("POST", f"{BASE}/204/status", {"status": "ready", "reason": "so"}, by=SUPERVISOR)
    assert found == (409, "MELMASTOON.HOUSEKEEPING.ROOM_OCCUPIED")


def test_everybody_on_the_staff_may_say_that_a_room_is_dirty(hotel: Ground) -> None:
    assert flip(hotel, "301", "dirty", FRONT_DESK)["status"] == "dirty"


def test_the_status_is_read_with_who_flipped_it_last(hotel: Ground) -> None:
    flip(hotel, "205", "cleaning", reason="early")
    said = hotel.data("GET", f"{BASE}/205/status", by=HOUSEKEEPER)
    assert said["status"] == "cleaning"
    assert said["cleaning"]["by"] == "housekeeper@demo"
    assert said["may_follow"] == ["dirty", "cleaned"]


def test_a_block_takes_a_room_out_of_order_and_clearing_it_brings_it_back_dirty(hotel: Ground) -> None:
    blocked = block(hotel, "205", by=MAINTENANCE)
    assert blocked["status"] == "out_of_order"
    found = hotel.refused("POST", f"{BASE}/205/status", {"status": "dirty", "reason": "so"}, by=SUPERVISOR)
    assert found == (409, "MELMASTOON.HOUSEKEEPING.ROOM_BLOCKED")
    (block_id,) = (one["block_id"] for one in blocked["blocks"])
    cleared = hotel.data("DELETE", f"{BASE}/205/block/{block_id}", by=SUPERVISOR)
    assert (cleared["status"], cleared["blocks"]) == ("dirty", [])
    assert hotel.refused("DELETE", f"{BASE}/205/block/{block_id}", by=SUPERVISOR)[0] == 404


def test_an_occupied_or_promised_room_is_not_blocked(hotel: Ground) -> None:
    body = {"kind": "oos", "reason": "paint"}
    assert hotel.refused("POST", f"{BASE}/204/block", body, by=SUPERVISOR) == (
        409,
        "MELMASTOON.HOUSEKEEPING.ROOM_OCCUPIED",
    )
    assert hotel.refused("POST", f"{BASE}/301/block", body, by=SUPERVISOR) == (
        409,
        "MELMASTOON.HOUSEKEEPING.ROOM_PROMISED",
    )
    during = {**body, "from_at": hours(72), "until_at": hours(80)}
    assert hotel.refused("POST", f"{BASE}/301/block", during, by=SUPERVISOR)[0] == 409


def test_a_promised_room_is_blocked_before_the_arrival_and_after_the_departure(hotel: Ground) -> None:
    assert block(hotel, "301", "oos", until_at=hours(20))["status"] == "out_of_service"
    assert len(block(hotel, "301", "oos", from_at=hours(97))["blocks"]) == 2


def test_blocks_begin_and_end_on_their_dates_by_themselves(hotel: Ground) -> None:
    block(hotel, "205", "oos", from_at=hours(1), until_at=hours(2), returns_to="inspected")
    statuses = []
    for _ in range(3):
        assert hotel.call("POST", "/internal/cron/block_dates", by=None).status_code == 204
        statuses.append(hotel.get(Room, "205").cleaning.status)
        hotel.pass_time(hours=1)
    assert statuses == [Cleaning.DIRTY, Cleaning.OUT_OF_SERVICE, Cleaning.INSPECTED]
    assert hotel.get(Room, "205").blocks == ()


def test_dates_that_pass_without_a_change_leave_no_trace(hotel: Ground) -> None:
    block(hotel, "205")
    entries = len(hotel.journal())
    hotel.call("POST", "/internal/cron/block_dates", by=None)
    assert len(hotel.journal()) == entries


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "oos"},
        {"kind": "oos", "reason": " "},
        {"kind": "holiday", "reason": "x"},
        {"kind": "oos", "reason": "x", "until_at": "2020-01-01T00:00:00Z"},
        {"kind": "oos", "reason": "x", "until_at": "2030-01-01T00:00:00"},
        {"kind": "oos", "reason": "x", "returns_to": "cleaning"},
    ],
)
def test_what_is_no_block_is_refused(hotel: Ground, body: dict[str, str]) -> None:
    assert hotel.refused("POST", f"{BASE}/205/block", body, by=SUPERVISOR)[0] == 422


def test_a_housekeeper_does_not_block_rooms(hotel: Ground) -> None:
    found = hotel.refused("POST", f"{BASE}/205/block", {"kind": "oos", "reason": "x"}, by=HOUSEKEEPER)
    assert found == (403, "MELMASTOON.GENERAL.FORBIDDEN")


def test_a_vacant_room_untouched_for_a_week_turns_dirty_before_the_day_begins(hotel: Ground) -> None:
    hotel.pass_time(days=7)
    hotel.call("POST", "/internal/cron/untouched_rooms", by=None)  # noon
    assert hotel.get(Room, "301").cleaning.status is Cleaning.READY
    hotel.pass_time(hours=16.5)  # half past four
    hotel.call("POST", "/internal/cron/untouched_rooms", by=None)
    assert hotel.get(Room, "301").cleaning.status is Cleaning.DIRTY
    assert hotel.get(Room, "204").cleaning.status is Cleaning.CLEAN  # somebody lives there


def test_a_room_touched_within_the_week_stays_as_it_is(hotel: Ground) -> None:
    hotel.pass_time(days=6, hours=16.5)
    hotel.call("POST", "/internal/cron/untouched_rooms", by=None)
    assert hotel.get(Room, "301").cleaning.status is Cleaning.READY


@pytest.mark.parametrize("status", [Cleaning.CLEANED, Cleaning.READY])
def test_where_nobody_inspects_a_cleaned_room_is_ready_once_nothing_holds_it_back(status: Cleaning) -> None:
    with ground(settings=Settings(zone="Asia/Kabul", inspections=False)) as hotel:
        hotel.put(_room("205", status))
        held = block(hotel, "205", "inspection")
        assert held["status"] in ("cleaned", "inspected")
        cleared = hotel.data("DELETE", f"{BASE}/205/block/{held['blocks'][0]['block_id']}", by=MAINTENANCE)
        assert (cleared["status"], cleared["cleaning"]["by"]) == ("ready", "maintenance@demo")


def test_where_nobody_inspects_a_block_that_ends_by_itself_makes_a_cleaned_room_ready() -> None:
    with ground(settings=Settings(zone="Asia/Kabul", inspections=False)) as hotel:
        hotel.put(_room("205", Cleaning.CLEANED))
        block(hotel, "205", "cleaning", until_at=hours(1))
        hotel.pass_time(hours=1)
        hotel.data("POST", "/internal/cron/block_dates", by=None)
        assert hotel.get(Room, "205").cleaning.status is Cleaning.READY


@pytest.mark.parametrize("other", ["inspection", "oos"])
def test_a_cleaned_room_that_another_block_holds_back_waits_on(other: str) -> None:
    with ground(settings=Settings(zone="Asia/Kabul", inspections=False)) as hotel:
        hotel.put(_room("205", Cleaning.CLEANED))
        held = block(hotel, "205", "cleaning")
        block(hotel, "205", other)
        hotel.data("DELETE", f"{BASE}/205/block/{held['blocks'][0]['block_id']}", by=MAINTENANCE)
        assert hotel.get(Room, "205").cleaning.status is not Cleaning.READY
