"""What of a guest's stays is one visit, and in which of them they sleep.

A visit is derived, never kept: the same guest, on dates that overlap or touch, in whatever rooms. Days are the hotel's
business dates. Who pays for several rooms at once is one guest with several stays: one visit, and nobody knows in which
of the rooms they sleep.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from shared.domain.settings import Choices
from shared.domain.stays import Booking, Stay, StayStatus

ONE_DAY = timedelta(days=1)
_ROOM_IS_THEIRS = frozenset({StayStatus.CONFIRMED, StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT})


def visits(stays: Iterable[Stay], house: Choices) -> int:
    """Count the visits that ended: those of a guest who has not been forgotten since."""
    ended = sorted(_days(stay, house) for stay in stays if stay.status is StayStatus.CHECKED_OUT and not stay.forgotten)
    count, until = 0, date.min
    for came, left in ended:
        count += came > until
        until = max(until, left)
    return count


def sleeps_in(stay: Stay, others: Iterable[Stay], house: Choices) -> bool:
    """Whether the guest of this stay is who sleeps in its room: not where they have another one in the same night."""
    came, left = _nights(stay, house)
    return not any(
        one.room_id != stay.room_id and came < until and since < left
        for one in others
        if one.stay_id != stay.stay_id and one.guest_id == stay.guest_id and one.status in _ROOM_IS_THEIRS
        for since, until in (_nights(one, house),)
    )


def ends_of(stay: Stay | Booking) -> tuple[datetime, datetime]:
    """Return when it began and ended: as it was, and as it is planned where it is not yet."""
    begins = stay.checked_in_at or stay.arrival_at
    return begins, max(begins, stay.checked_out_at or stay.departure_at)


def _days(stay: Stay, house: Choices) -> tuple[date, date]:
    begins, ends = ends_of(stay)
    return house.business_date(begins), house.business_date(ends)


def _nights(stay: Stay, house: Choices) -> tuple[date, date]:
    """Return the days of arrival and departure; who leaves on the day they came has the room for that day."""
    came, left = _days(stay, house)
    return came, max(left, came + ONE_DAY)
