"""What the business day holds for a room, by the hotel's clock: it begins at four in the morning in Kabul."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.day import DayStatus, day_of
from shared.domain.rooms import Expected, Occupancy, Occupant, Room
from shared.domain.settings import Choices

NOON = datetime(2026, 6, 15, 7, 30, tzinfo=UTC)
YESTERDAY, TODAY, TOMORROW = NOON - timedelta(days=1), NOON, NOON + timedelta(days=1)
AFTER_MIDNIGHT = NOON + timedelta(hours=13)
KABUL = Choices(zone="Asia/Kabul")
VACANT = Room(room_id="204", number="204", floor=2)


def occupied(came: datetime, leaves: datetime) -> Room:
    stay = Occupant(stay_id="rsv_1", guest_id="gst_1", checked_in_at=came, check_out_at=leaves)
    return VACANT.but(occupancy=Occupancy.OCCUPIED, stay=stay)


def promised(room: Room, at: datetime) -> Room:
    return room.but(upcoming=(Expected(stay_id="rsv_2", guest_id="gst_2", expected_at=at),))


@pytest.mark.parametrize(
    ("room", "left_at", "day"),
    [
        (VACANT, None, "not_reserved"),
        (VACANT, YESTERDAY, "not_reserved"),
        (VACANT, TODAY, "departed"),
        (promised(VACANT, TODAY), None, "arrival"),
        (promised(VACANT, YESTERDAY), None, "not_reserved"),
        (promised(VACANT, AFTER_MIDNIGHT), None, "arrival"),
        (promised(VACANT, TOMORROW), None, "not_reserved"),
        (promised(VACANT, TODAY), TODAY, "departed"),
        (occupied(YESTERDAY, TOMORROW), None, "stayover"),
        (occupied(TODAY, TOMORROW), None, "arrived"),
        (occupied(TODAY, TOMORROW), TODAY, "arrived"),
        (occupied(YESTERDAY, TODAY), None, "due_out"),
        (occupied(YESTERDAY - timedelta(days=1), YESTERDAY), None, "due_out"),
        (occupied(YESTERDAY, AFTER_MIDNIGHT), None, "due_out"),
        (promised(occupied(YESTERDAY, TODAY), TODAY), None, "due_out"),
        (occupied(TODAY, AFTER_MIDNIGHT), None, "day_use"),
    ],
)
def test_the_day_of_a_room(room: Room, left_at: datetime | None, day: str) -> None:
    assert day_of(room, KABUL, NOON, left_at) == day


def test_the_night_still_belongs_to_the_day_before() -> None:
    assert day_of(occupied(YESTERDAY, TODAY), KABUL, AFTER_MIDNIGHT) is DayStatus.DUE_OUT
