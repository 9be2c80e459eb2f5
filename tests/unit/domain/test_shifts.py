"""A shift's minutes, and its way from the roster to its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ids import derived_id
from shared.domain.refusals import Refusal
from shared.domain.shifts import Shift, ShiftStatus, default_capacity, shift_id_of
from tests.ground import NOON

ANA = derived_id("stf", "ana")
HOURS = timedelta(hours=1)


def shift(begins: datetime = NOON, hours: float = 8, **said: Any) -> Shift:
    ends = begins + hours * HOURS
    facts = {"capacity_minutes": default_capacity(begins, ends), "status": ShiftStatus.ON, **said}
    return Shift(shift_id=derived_id("sft", str(begins)), staff_id=ANA, starts_at=begins, ends_at=ends, **facts)


@pytest.mark.parametrize(("hours", "minutes"), [(8, 450), (6, 330), (5.5, 330), (4, 240)])
def test_a_shift_from_six_hours_on_has_half_an_hour_of_break(hours: float, minutes: int) -> None:
    assert default_capacity(NOON, NOON + hours * HOURS) == minutes


@pytest.mark.parametrize(("hours", "left"), [(-1, 450), (0, 450), (4, 225), (7, 56), (8, 0), (9, 0)])
def test_minutes_run_down_evenly_over_the_shift(hours: float, left: int) -> None:
    assert shift().minutes_left(NOON + hours * HOURS) == left


def test_nobody_works_after_the_end() -> None:
    assert shift().ended(NOON, "sick").state.minutes_left(NOON) == 0


def test_minutes_until_a_moment_leave_out_what_comes_later() -> None:
    assert shift().minutes_between(NOON + HOURS, NOON + 3 * HOURS) == 112


@given(st.floats(-3, 12), st.floats(-3, 12), st.floats(-3, 12), st.integers(0, 600))
def test_minutes_of_two_spans_are_those_of_both(a: float, b: float, c: float, capacity: int) -> None:
    first, second, third = (NOON + hours * HOURS for hours in sorted((a, b, c)))
    one = shift(capacity_minutes=capacity)
    parts = one.minutes_between(first, second) + one.minutes_between(second, third)
    assert abs(parts - one.minutes_between(first, third)) <= 1


def test_a_shift_begins_once_and_ends_once() -> None:
    began = shift(status=ShiftStatus.PLANNED).started(NOON)
    ended = began.state.ended(NOON + HOURS, "sick", ["hkt_1"])
    assert [change.events[0].status for change in (began, ended)] == ["on", "ended"]
    assert not began.state.started(NOON + HOURS).events
    assert ended.state.ended(NOON + 2 * HOURS, "again").state == ended.state


def test_what_has_ended_does_not_begin_again() -> None:
    with pytest.raises(Refusal, match="SHIFT_IS_OVER"):
        shift().ended(NOON, "sick").state.started(NOON)


@pytest.mark.parametrize("hours", [-1, 0, 24.1])
def test_a_shift_lasts_and_not_longer_than_a_day(hours: float) -> None:
    with pytest.raises(Refusal, match="SHIFT_ENDS_EARLY"):
        shift(hours=hours, status=ShiftStatus.PLANNED).planned()


def test_why_somebody_left_is_told_to_nobody() -> None:
    (event,) = shift().ended(NOON, "sick").events
    assert "sick" not in event.model_dump_json()


def test_a_shift_of_the_staff_service_has_an_id_for_each_person() -> None:
    assert (
        len({shift_id_of("early", ANA), shift_id_of("early", ANA), shift_id_of("early", derived_id("stf", "b"))}) == 2
    )
