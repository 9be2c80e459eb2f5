"""What is asked about before it is believed, because it comes long before its time (R22)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.earliness import TOO_EARLY, in_time
from shared.domain.refusals import Refusal
from shared.domain.settings import Choices
from shared.domain.stays import Stay, StayStatus

KABUL = Choices(zone="Asia/Kabul")
ARRIVAL = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)  # 14:00 in Kabul, whose day begins at 04:00
HOUR = timedelta(hours=1)


def stay(status: StayStatus) -> Stay:
    leaves = ARRIVAL + 22 * HOUR
    return Stay(
        stay_id="rsv_1", status=status, guest_id="gst_1", guest_name="Amina", arrival_at=ARRIVAL, departure_at=leaves
    )


@pytest.mark.parametrize(
    ("before", "after", "from_arrival", "hours"),
    [
        (StayStatus.CONFIRMED, StayStatus.NO_SHOW, -6, 6),
        (StayStatus.CONFIRMED, StayStatus.NO_SHOW, 3.9, -3.9),
        (StayStatus.CONFIRMED, StayStatus.NO_SHOW, 4, None),
        (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT, 18, 4),
        (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT, 1, 21),
        (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT, 19, None),
        (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT, 40, None),
        (StayStatus.CONFIRMED, StayStatus.CHECKED_IN, -72, 72),
        (StayStatus.CONFIRMED, StayStatus.CHECKED_IN, -10.5, 10.5),
        (StayStatus.CONFIRMED, StayStatus.CHECKED_IN, -10, None),
        (StayStatus.NO_SHOW, StayStatus.CHECKED_IN, -72, 72),
        (StayStatus.CHECKED_OUT, StayStatus.CHECKED_IN, -72, None),
        (StayStatus.CONFIRMED, StayStatus.CANCELLED, -72, None),
        (StayStatus.CHECKED_IN, StayStatus.CONFIRMED, -72, None),
    ],
)
def test_what_comes_long_before_its_time_is_refused_with_by_how_much(
    before: StayStatus, after: StayStatus, from_arrival: float, hours: float | None
) -> None:
    at = ARRIVAL + from_arrival * HOUR
    if hours is None:
        in_time(stay(before), after, at, KABUL)
        return
    with pytest.raises(Refusal) as refused:
        in_time(stay(before), after, at, KABUL)
    assert refused.value.rule is TOO_EARLY
    assert (refused.value.context["early"], refused.value.context["hours"]) == (True, hours)
