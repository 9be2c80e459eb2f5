"""Why a room will not be ready for its next guest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ids import derived_id
from shared.domain.readiness import NotReady, is_known, task_towards_ready, why_not_ready
from shared.domain.rooms import Block, BlockKind, Cleaning, CleaningState, Expected, Occupancy, Occupant, Room
from shared.domain.settings import Choices
from shared.domain.tasks import Escalation, Source, Task, TaskKind
from tests.ground import NOON

HOUSE = Choices()
ANA = derived_id("stf", "ana")


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def room(status: Cleaning = Cleaning.DIRTY, arrives_in: float = 60, **said: Any) -> Room:
    coming = Expected(stay_id="rsv_1", guest_id="gst_1", expected_at=NOON + minutes(arrives_in))
    return Room(room_id="204", number="204", floor=2, cleaning=CleaningState(status=status), upcoming=(coming,), **said)


def occupied(leaves_in: float, **said: Any) -> Room:
    leaves_at = NOON + minutes(leaves_in)
    here = Occupant(stay_id="rsv_0", guest_id="gst_0", checked_in_at=NOON, check_out_at=leaves_at)
    return room(Cleaning.CLEAN, occupancy=Occupancy.OCCUPIED, stay=here, **said)


def out(until: float | None) -> Room:
    ends = None if until is None else NOON + minutes(until)
    block = Block(block_id="blk_1", kind=BlockKind.MAINTENANCE, reason="x", from_at=NOON - minutes(60), until_at=ends)
    return room(Cleaning.OUT_OF_ORDER, blocks=(block,))


def task(kind: TaskKind = TaskKind.TURNOVER, takes: int = 30, assignee: str | None = ANA) -> Task:
    return Task(
        task_id=f"hkt_{kind}",
        room_id="204",
        kind=kind,
        source=Source.EVENT,
        business_date=NOON.date(),
        created_at=NOON,
        created_by="house",
        estimated_minutes=takes,
        assignee=assignee,
    )


def why(row: Room, of: Task | None = None, people: int = 1) -> NotReady | None:
    return why_not_ready(row, of, people, NOON, HOUSE)


@pytest.mark.parametrize(
    ("row", "of", "people", "reason"),
    [
        (room(Cleaning.READY), None, 0, None),
        (room(), task(), 1, None),
        (room(arrives_in=45), task(), 1, NotReady.LATE),
        (room(), task(assignee=None), 1, None),
        (room(), task(assignee=None), 0, NotReady.NOBODY_ON_SHIFT),
        (room(), None, 1, NotReady.NO_TASK),
        (occupied(leaves_in=5), task(), 1, None),
        (occupied(leaves_in=15), task(), 1, NotReady.GUEST_NOT_LEFT),
        (occupied(leaves_in=5), None, 1, None),
        (out(until=None), None, 1, NotReady.OUT_OF_USE),
        (out(until=5), None, 1, None),
        (out(until=30), None, 1, NotReady.OUT_OF_USE),
        (room(Cleaning.CLEANED, arrives_in=15), task(TaskKind.INSPECTION, takes=8), 1, None),
        (room(Cleaning.CLEANED, arrives_in=5), task(TaskKind.INSPECTION, takes=8), 1, NotReady.WAITING_FOR_INSPECTION),
    ],
)
def test_why_a_room_will_not_be_ready(row: Room, of: Task | None, people: int, reason: NotReady | None) -> None:
    assert why(row, of, people) == reason


@given(st.sampled_from(list(Cleaning)), st.none() | st.integers(0, 90), st.integers(0, 3), st.integers(-60, 0))
def test_at_the_moment_of_arrival_a_room_is_ready_or_there_is_a_reason(
    status: Cleaning, takes: int | None, people: int, arrives_in: int
) -> None:
    reason = why(room(status, arrives_in=arrives_in), None if takes is None else task(takes=takes), people)
    assert (reason is None) == (status is Cleaning.READY)


def test_a_room_that_nobody_is_promised_needs_no_reason() -> None:
    assert why(room().but(upcoming=())) is None


def test_a_room_waits_for_its_cleaning_first_and_then_for_the_inspection() -> None:
    clean, inspect, serve = task(), task(TaskKind.INSPECTION), task(TaskKind.MID_STAY_CLEAN)
    assert task_towards_ready([serve, inspect, clean]) is clean
    assert task_towards_ready([serve, inspect]) is inspect
    assert task_towards_ready([serve]) is None


def call(told: float) -> Escalation:
    at = NOON + minutes(told)
    return Escalation(reason="x", by="house", at=at, last_told_at=at)


def test_a_call_since_the_arrival_came_near_is_not_repeated_for_it() -> None:
    assert is_known(call(-20), room(), NOON, HOUSE)


def test_a_call_from_before_was_about_something_else() -> None:
    assert not is_known(call(-40), room(), NOON, HOUSE)


def test_a_room_that_a_defect_holds_back_says_so_whether_or_not_somebody_cleans_it() -> None:
    held = Block(block_id="blk_1", kind=BlockKind.INSPECTION, reason="no water", from_at=NOON - minutes(60))
    assert why(room(blocks=(held,))) == why(room(blocks=(held,)), task()) == NotReady.HELD_BACK
