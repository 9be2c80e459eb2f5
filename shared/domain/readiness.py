"""Every arrival gets a ready room, or somebody is called and told why not: this is the why (docs/shifts.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.cleaning import OUT, OUT_OF_USE
from shared.domain.estimates import ASSUMED_MINUTES
from shared.domain.rooms import Cleaning, Room
from shared.domain.settings import Choices
from shared.domain.sharing import in_it_until
from shared.domain.staffing import minutes_to_do
from shared.domain.tasks import TOWARDS_READY, Escalation, Task, TaskKind


class NotReady(StrEnum):
    """Why a room will not be ready when its next guest comes; the reason that an escalation carries."""

    OUT_OF_USE = "out_of_use"
    HELD_BACK = "held_back"
    NO_TASK = "no_task"
    NOBODY_ON_SHIFT = "nobody_on_shift"
    GUEST_NOT_LEFT = "guest_not_left"
    WAITING_FOR_INSPECTION = "waiting_for_inspection"
    LATE = "late"


def task_towards_ready(tasks: Sequence[Task]) -> Task | None:
    """Return of a room's open tasks the one it waits for: cleaning first, then the inspection of that."""
    towards = [task for task in tasks if task.kind in TOWARDS_READY]
    return min(towards, key=lambda task: (task.kind is TaskKind.INSPECTION, task.created_at), default=None)


def why_not_ready(room: Room, task: Task | None, people_on_shift: int, at: datetime, house: Choices) -> NotReady | None:
    """Return what keeps this room from being ready for its next arrival; None while it can still be in time.

    `task` is the one it waits for. In time is when the work can be done by then, and inspected where it is cleaning.
    """
    arrival = room.next_arrival(at, house)
    if arrival is None or room.cleaning.status is Cleaning.READY:
        return None
    due_at = arrival.expected_at - timedelta(minutes=house.inspection_buffer_minutes)
    takes = timedelta(minutes=minutes_to_do(task, at) if task else ASSUMED_MINUTES[TaskKind.TURNOVER])
    if room.is_occupied:
        leave = in_it_until(room, house).values()
        return NotReady.GUEST_NOT_LEFT if max([at, *leave]) + takes > due_at else None
    if room.cleaning.status in OUT:
        return NotReady.OUT_OF_USE if _is_out_at(room, at, due_at - takes) else None
    if any(one.stands(arrival.expected_at) for one in room.blocks):
        return NotReady.HELD_BACK
    if task is None:
        return NotReady.NO_TASK
    if task.assignee is None and not people_on_shift:
        return NotReady.NOBODY_ON_SHIFT
    if task.kind is TaskKind.INSPECTION:
        return NotReady.WAITING_FOR_INSPECTION if at + takes > arrival.expected_at else None
    return NotReady.LATE if at + takes > due_at else None


def is_known(call: Escalation | None, room: Room, at: datetime, house: Choices) -> bool:
    """Whether somebody was called since the next arrival came near, by the house or by hand: then it is not said again."""
    near = timedelta(minutes=house.arrival_window_minutes)
    arrival = room.next_arrival(at, house)
    return call is not None and (arrival is None or call.last_said_at >= arrival.expected_at - near)


def _is_out_at(room: Room, at: datetime, then: datetime) -> bool:
    blocks = [one for one in room.blocks if one.kind in OUT_OF_USE and one.stands(at)]
    return then < at or any(one.until_at is None or one.until_at > then for one in blocks)
