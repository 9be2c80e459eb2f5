"""What a room will need on a business date that has not begun, if everybody comes and goes as they said.

Pure, and asks nothing of its own: the row as it will be then is asked what it needs, as any row is (`turnovers.wanted`), so what
is drafted today has the ids of the tasks that the day's list will open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from shared.domain.rooms import Cleaning, CleaningState, Expected, Flag, GuestFlag, Occupancy, Occupant, Room
from shared.domain.settings import Choices
from shared.domain.turnovers import Wish, wanted


def needs_on(room: Room, day: date, house: Choices) -> tuple[Wish, ...]:
    """Return the work that the room is to have open when that business date begins."""
    begins, _ = house.hours_of(day)
    return wanted(as_of(room, begins), None, begins, house)


def as_of(room: Room, moment: datetime) -> Room:
    """Return the row of a later moment: who is due out by then has left, who is due is in, and the room was cleaned for them."""
    here = [one for one in (room.stay, *room.also_here) if one is not None and one.check_out_at > moment]
    here += [_come(one) for one in room.upcoming if one.expected_at <= moment < one.until_at]
    to_come = tuple(one for one in room.upcoming if one.expected_at > moment)
    stays_on = bool(here) and room.stay is not None and here[0].stay_id == room.stay.stay_id
    return room.but(
        occupancy=Occupancy.OCCUPIED if here else Occupancy.VACANT,
        stay=here[0] if here else None,
        also_here=tuple(here[1:]),
        upcoming=to_come,
        guest_flag=_next_morning(room.guest_flag) if stays_on else Flag(),
        cleaning=_cleaned(room, here, moment),
        tasks=(),
    )


def _come(expected: Expected) -> Occupant:
    return Occupant(
        stay_id=expected.stay_id,
        guest_id=expected.guest_id,
        checked_in_at=expected.expected_at,
        check_out_at=expected.until_at,
        vip=expected.vip,
    )


def _next_morning(flag: Flag) -> Flag:
    """Return what a flag is the next day: a room that is to be made up has been (docs/cleaning.md)."""
    return Flag() if flag.value is GuestFlag.MAKE_UP_ROOM else flag


def _cleaned(room: Room, here: Sequence[Occupant], moment: datetime) -> CleaningState:
    if room.cleaning.status in (Cleaning.OUT_OF_ORDER, Cleaning.OUT_OF_SERVICE):
        return room.cleaning
    status = Cleaning.CLEAN if here else Cleaning.READY
    return CleaningState(status=status, since=moment - timedelta(hours=12))
