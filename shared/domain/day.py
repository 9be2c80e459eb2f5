"""What the business day holds for a room: who comes, stays and goes, as a housekeeping board has it (OPERA, Optii)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from shared.domain.rooms import Room
from shared.domain.settings import Choices
from shared.domain.sharing import in_it_until


class DayStatus(StrEnum):
    """Of the guest who is there, else of who has left today, else of who comes."""

    ARRIVAL = "arrival"
    ARRIVED = "arrived"
    STAYOVER = "stayover"
    DUE_OUT = "due_out"
    DEPARTED = "departed"
    DAY_USE = "day_use"
    NOT_RESERVED = "not_reserved"


def day_of(room: Room, house: Choices, at: datetime, left_at: datetime | None = None) -> DayStatus:
    """Say what this business day holds for the room. `left_at` is when the last guest left it, as far as is known.

    Whoever should have left on an earlier day, and has not, is due today; whoever should have come then is not awaited.

    Of who share the room the last to leave decides; a guest who stays on under another booking does not leave.
    """
    today = house.business_date(at)
    if room.stay is not None:
        came_today = house.business_date(room.stay.visit_since or room.stay.checked_in_at) == today
        if house.business_date(max(in_it_until(room, house).values())) <= today:
            return DayStatus.DAY_USE if came_today else DayStatus.DUE_OUT
        return DayStatus.ARRIVED if came_today else DayStatus.STAYOVER
    if left_at is not None and house.business_date(left_at) == today:
        return DayStatus.DEPARTED
    following = room.next_arrival(at, house)
    awaited = following is not None and house.business_date(following.expected_at) <= today
    return DayStatus.ARRIVAL if awaited else DayStatus.NOT_RESERVED
