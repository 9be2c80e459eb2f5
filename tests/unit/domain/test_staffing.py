"""The minutes of work against the minutes of people, and a gap that is told once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ids import derived_id
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.staffing import Load, Staffing, load_of, minutes_to_do
from shared.domain.tasks import Priority, Source, Task, TaskKind, TaskStatus
from tests.ground import NOON

HOUR = timedelta(hours=1)
WINDOW = timedelta(minutes=90)


def work(minutes: int = 30, due: float | None = 2, **said: Any) -> Task:
    facts = {"kind": TaskKind.TURNOVER, "priority": Priority.NORMAL if due is not None else Priority.LOW, **said}
    return Task(
        task_id="hkt_1",
        room_id="204",
        source=Source.EVENT,
        business_date=NOON.date(),
        created_at=NOON,
        created_by="house",
        estimated_minutes=minutes,
        due_at=None if due is None else NOON + due * HOUR,
        **facts,
    )


def person(hours: float = 8, begins: float = 0, status: ShiftStatus = ShiftStatus.ON) -> Shift:
    starts, ends = NOON + begins * HOUR, NOON + (begins + hours) * HOUR
    return Shift(
        shift_id=derived_id("sft", str(begins)),
        staff_id=derived_id("stf", "ana"),
        status=status,
        starts_at=starts,
        ends_at=ends,
        capacity_minutes=int(hours * 60),
    )


def load(tasks: list[Task], shifts: list[Shift], at: datetime = NOON) -> Load:
    return load_of(tasks, shifts, at, WINDOW)


def figures(found: Load) -> tuple[int, int, int]:
    return found.need_minutes, found.have_minutes, found.people_on_shift


def test_what_is_due_by_the_end_of_the_shift_is_weighed_against_its_minutes() -> None:
    assert figures(load([work(30), work(45, due=7), work(60, due=None)], [person()])) == (75, 480, 1)


def test_who_leaves_last_does_what_would_be_due_after_them() -> None:
    assert load([work(30, due=9)], [person()]).tasks == 1


def test_a_task_in_progress_counts_with_what_is_left_of_it() -> None:
    begun = work(30, due=None, status=TaskStatus.IN_PROGRESS, running_since=NOON - HOUR / 3)
    assert minutes_to_do(begun, NOON) == 10
    assert figures(load([begun], [person()])) == (10, 480, 1)


def test_a_task_that_takes_longer_than_thought_counts_nothing_less_than_nothing() -> None:
    assert minutes_to_do(work(30, worked_seconds=3600), NOON) == 0


@pytest.mark.parametrize(
    ("task", "counted"),
    [
        (work(due=None), 0),
        (work(due=None, priority=Priority.NORMAL), 1),
        (work(due=None, priority=Priority.URGENT), 1),
        (work(due=None, kind=TaskKind.MID_STAY_CLEAN), 1),
        (work(parked_since=NOON), 0),
        (work(scheduled_for=NOON + 9 * HOUR), 0),
    ],
    ids=["nobody comes", "by hand", "urgent", "stay-over", "do not disturb", "later"],
)
def test_what_counts_as_due(task: Task, counted: int) -> None:
    assert load([task], [person()]).tasks == counted


def test_a_morning_too_short_is_not_made_up_for_by_the_evening() -> None:
    evening = person(begins=8, status=ShiftStatus.PLANNED)
    found = load([work(60) for _ in range(9)], [person(), evening])
    assert (found.short_minutes, found.until) == (60, NOON + 8 * HOUR)


def test_what_has_no_time_may_be_done_by_who_comes_later() -> None:
    evening = person(begins=8, status=ShiftStatus.PLANNED)
    stayovers = [work(60, due=None, kind=TaskKind.MID_STAY_CLEAN) for _ in range(9)]
    assert load(stayovers, [person()]).short_minutes == 60
    assert load(stayovers, [person(), evening]).short_minutes <= 0


def test_who_should_have_come_and_has_not_is_not_counted_on() -> None:
    late = person(begins=-0.25, status=ShiftStatus.PLANNED)
    assert figures(load([work()], [person(), late])) == (30, 480, 1)


def test_the_last_minutes_of_one_shift_are_no_gap_while_another_goes_on() -> None:
    leaving = person(hours=0.1)
    assert load([work(30, due=-1)], [leaving, person()]).short_minutes <= 0


def test_at_night_only_pressing_work_that_nobody_has_is_looked_at() -> None:
    calm = [work(due=None), work(due=12), work(priority=Priority.URGENT, assignee=derived_id("stf", "ana"))]
    assert load(calm, []).short_minutes == 0
    assert load([*calm, work(priority=Priority.HIGH)], []).short_minutes == 30


def test_at_night_who_is_about_to_come_is_counted_on() -> None:
    soon = person(begins=0.5, status=ShiftStatus.PLANNED)
    assert figures(load([work(priority=Priority.HIGH)], [soon])) == (30, 60, 0)


def short_by(minutes: int) -> Load:
    return Load(need_minutes=100 + minutes, have_minutes=100, people_on_shift=2, tasks=5, until=NOON + HOUR)


def test_a_gap_is_told_with_its_figures() -> None:
    (event,) = Staffing().weighed(short_by(20), 15, "demo-hotel", NOON).events
    assert event.model_dump(by_alias=True) == {
        "propertyId": "demo-hotel",
        "needMinutes": 120,
        "haveMinutes": 100,
        "shortMinutes": 20,
        "peopleOnShift": 2,
        "tasks": 5,
        "until": NOON + HOUR,
    }


@given(st.lists(st.integers(-60, 120)), st.integers(1, 60))
def test_a_gap_is_told_once_until_it_is_closed(shortfalls: list[int], least: int) -> None:
    staffing, is_open = Staffing(), False
    for minutes in shortfalls:
        change = staffing.weighed(short_by(minutes), least, "demo-hotel", NOON)
        opens = not is_open and minutes >= least
        assert len(change.events) == opens
        is_open = opens or (is_open and minutes > 0)
        assert (change.state.gap is not None) == is_open
        staffing = change.state


@given(st.lists(st.tuples(st.integers(1, 90), st.floats(-2, 12)), max_size=20), st.integers(0, 3))
def test_one_more_person_never_makes_it_worse(lines: list[tuple[int, float]], people: int) -> None:
    tasks = [work(minutes, due=due) for minutes, due in lines]
    fewer, more = [person() for _ in range(people)], [person() for _ in range(people + 1)]
    if people:
        assert load(tasks, more).short_minutes <= load(tasks, fewer).short_minutes
