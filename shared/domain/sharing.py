"""Who of several stays in one room is in it: who shares it, who is its next guest, and whose visit goes on.

Pure, and asked of stays as they last were told, never of the order in which that came (docs/decisions/sharing-a-room.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from shared.domain.rooms import Expected, Occupant, Room
from shared.domain.settings import Choices
from shared.domain.stays import Stay, StayStatus


def shares_with(one: Occupant, other: Occupant, house: Choices) -> bool:
    """Whether two stays that the front office has in one room are in it together.

    By intent (`share_key`); as one guest on two bookings, whose visit goes on; or because who came first was not due out
    by the day that the other came. Who comes on that day or later is the next guest: that the first has left is then news
    on its way. Days are the hotel's business dates.
    """
    if one.share_key == other.share_key or one.guest_id == other.guest_id:
        return True
    first, second = sorted((one, other), key=came)
    return house.business_date(came(second)[0]) < house.business_date(first.check_out_at)


def party_of(inside: Iterable[Occupant], house: Choices) -> tuple[tuple[Occupant, ...], tuple[Occupant, ...]]:
    """Return who is in the room, in the order in which they came, and who is presumed gone, the latest first.

    In it are those who share it with who came last; the first of them is who it is shown to be.
    """
    by_coming = sorted(inside, key=came)
    here = tuple(one for one in by_coming if shares_with(one, by_coming[-1], house))
    return here, tuple(one for one in reversed(by_coming) if one not in here)


def goes_on(before: Sequence[Occupant], after: Sequence[Occupant], house: Choices) -> bool:
    """Whether somebody who was in the room is in it still, by themselves or by who shares it: it was not handed over."""
    return any(one.stay_id == two.stay_id or shares_with(one, two, house) for one in before for two in after)


def staying_on(left: Occupant, stay: Stay, promised: Sequence[Expected], house: Choices) -> Occupant | None:
    """Return who is in the room from the moment this stay left it: the same guest, on a booking that begins by that day.

    None where there is none such. They are in the room before the front office checks them in on it.
    """
    if stay.status is not StayStatus.CHECKED_OUT or stay.checked_out_at is None:
        return None
    day = house.business_date(stay.checked_out_at)
    following = [
        one for one in promised if one.guest_id == stay.guest_id and house.business_date(one.expected_at) <= day
    ]
    if not following:
        return None
    first = following[0]
    return Occupant(
        stay_id=first.stay_id,
        guest_id=first.guest_id,
        checked_in_at=stay.checked_out_at,
        check_out_at=first.until_at,
        in_room_since=stay.checked_out_at,
        visit_since=visit_began(left),
        party=left.party,
        vip=first.vip,
        language=left.language,
        share_id=first.share_id,
        awaits_check_in=True,
    )


def still_staying_on(waiting: Occupant, stay: Stay, house: Choices) -> bool:
    """Whether a guest who stays on under this stay still does, now that it is told of anew and not checked in yet."""
    day = house.business_date(waiting.checked_in_at)
    return stay.status is StayStatus.CONFIRMED and house.business_date(stay.arrival_at) <= day


def is_at_home(stay: Stay, room: Room) -> bool:
    """Whether the guest of this stay is in the room already, on it or on another booking: nothing is given to them anew."""
    return any(one.stay_id == stay.stay_id or one.guest_id == stay.guest_id for one in in_it(room))


def in_it_until(room: Room, house: Choices) -> dict[str, datetime]:
    """Return until when each stay that is in the room keeps its guest there, with the bookings they stay on under."""
    return {one.stay_id: _until(one, room.upcoming, house) for one in in_it(room)}


def _until(one: Occupant, upcoming: Sequence[Expected], house: Choices) -> datetime:
    until = one.check_out_at
    for promise in upcoming:
        if promise.guest_id == one.guest_id and house.business_date(promise.expected_at) <= house.business_date(until):
            until = max(until, promise.until_at)
    return until


def everybody_in(room: Room) -> tuple[Occupant, ...]:
    """Return all whom the row has in the room, also those who are presumed gone."""
    return (*(() if room.stay is None else (room.stay, *room.also_here)), *room.presumed_gone)


def in_it(room: Room) -> tuple[Occupant, ...]:
    return () if room.stay is None else (room.stay, *room.also_here)


def came(one: Occupant) -> tuple[datetime, str]:
    """Return what sorts by when they came into the room."""
    return (one.in_room_since or one.checked_in_at, one.stay_id)


def visit_began(one: Occupant) -> datetime:
    """Return when the guest came into the room, on this booking or one that their visit began with."""
    return one.visit_since or came(one)[0]
