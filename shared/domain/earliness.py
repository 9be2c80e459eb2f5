"""What the desk seldom means: a status told long before its time. It is asked about first; the answer is an undo away.

Beside the tables of `shared.domain.stays`: those say what may follow, this says what may follow without a question.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.domain.refusals import Rule
from shared.domain.settings import Choices
from shared.domain.stays import Stay, StayStatus

TOO_EARLY = Rule("MELMASTOON.STAYS.TOO_EARLY", 409, "It is early for that; say that it is meant.")

LATE_ARRIVAL = timedelta(hours=4)
"""How long after their time a guest who has not come may still be on the way: a flight, a road, a border."""
EARLY_DEPARTURE = timedelta(hours=3)
"""How long before their time a guest leaves without anybody wondering: after breakfast, where check-out is at noon."""


def in_time(stay: Stay, status: StayStatus, at: datetime, house: Choices) -> None:
    """Return if it is late enough to tell this of a stay unasked. Raises Refusal TOO_EARLY, with by how many hours.

    A no-show is early until LATE_ARRIVAL after the time of arrival, a check-out until EARLY_DEPARTURE before that of
    departure, a check-in on an earlier business day than that of the arrival.
    """
    due_at = _may_be_told_from(stay, status, house)
    if due_at is None or at >= due_at:
        return
    planned_at = stay.departure_at if status is StayStatus.CHECKED_OUT else stay.arrival_at
    hours = round((planned_at - at) / timedelta(hours=1), 1)
    raise TOO_EARLY.refuse(
        f"It is {abs(hours):g} h {'before' if hours > 0 else 'after'} the planned time.",
        stay_id=stay.stay_id,
        status=stay.status,
        attempted=status,
        early=True,
        hours=hours,
        planned_at=planned_at,
    )


def _may_be_told_from(stay: Stay, status: StayStatus, house: Choices) -> datetime | None:
    if status is StayStatus.NO_SHOW:
        return stay.arrival_at + LATE_ARRIVAL
    if status is StayStatus.CHECKED_OUT:
        return stay.departure_at - EARLY_DEPARTURE
    if status is StayStatus.CHECKED_IN and stay.status is not StayStatus.CHECKED_OUT:
        begins, _ = house.hours_of(house.business_date(stay.arrival_at))
        return begins
    return None
