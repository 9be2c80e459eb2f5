"""Auto-assign: whatever can be begun and nobody has goes to whom it costs least, at once, where the property wants it so."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from functions.housekeeping.situation import Situation, situation
from shared.domain.routing import OpenTask, Row, greedy
from shared.domain.tasks import Given, Task, TaskCreated
from shared.flows.tasks import checklist_for, keep_task, task_with_row, worklist_of
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.routes import handler
from shared.runtime.units import Units
from shared.runtime.work import Work

_LOOKS = 6
"""How often the floor is looked at anew when others give tasks at the same moment; then the minute's job does the rest."""


class _Overtaken(Exception):
    """Somebody was given something since the floor was looked at: what is best may be another by now."""


@dataclass
class _Turn:
    """Whose turn it is to give out, in one process and property; `asked` counts who wanted to."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: int = 0


@handler(TaskCreated)
def give_task_out_when_task_created(event: TaskCreated, units: Units) -> None:
    """Give a new task to whom it costs least, unless it has to wait or somebody has it by now."""
    (task,) = units.view().peek((Task, event.task_id))
    if task is not None and task.waits_for_somebody:
        give_out(units)


def give_out(units: Units) -> None:
    """Give out what nobody has. What finds nobody stays as it is, for the next minute or a person.

    Of many at once, after a wave of departures, one does it for all: who finds another at it leaves word and goes.
    """
    if not units.view().settings.auto_assign:
        return
    turn = cloud().once(("give out", units.place), _Turn)
    turn.asked += 1
    done = -1
    while done != turn.asked and turn.lock.acquire(blocking=False):
        try:
            done = turn.asked
            _give_what_waits(units)
        finally:
            turn.lock.release()


def _give_what_waits(units: Units) -> None:
    for _ in range(_LOOKS):
        floor = situation(units.view())
        waiting = [task for task in floor.open if floor.tasks[task.task_id].waits_for_somebody]
        if not (waiting and floor.staff):
            return
        try:
            _give_all(units, _rows(floor, waiting), floor)
        except _Overtaken:
            continue
        return
    telemetry.info("left for the next minute", tasks=len(waiting))


def _give_all(units: Units, rows: Sequence[Row], floor: Situation) -> None:
    """Give row after row. Raises _Overtaken where a list is not the one that was planned with."""
    revisions = {staff_id: one.revision for staff_id, one in floor.worklists.items()}
    for row in rows:
        staff_id = str(row.staff_id)
        given = units.run(f"give {row.task_id}", partial(_give, row=row, revision=revisions[staff_id]))
        revisions[staff_id] += bool(given.events)


def _rows(floor: Situation, waiting: Sequence[OpenTask]) -> list[Row]:
    """Return who is to have what is waiting, everybody keeping what they have."""
    ids = {task.task_id for task in waiting}
    held = [
        task.but(held_by=floor.tasks[task.task_id].assignee)
        for task in floor.open
        if floor.tasks[task.task_id].assignee
    ]
    plan = greedy([*held, *waiting], floor.staff, floor.constraints, floor.at)
    return [row for row in plan.rows if row.task_id in ids and row.staff_id is not None]


def _give(work: Work, row: Row, revision: int) -> None:
    staff_id = str(row.staff_id)
    task, room = task_with_row(work, row.task_id, staff_id)
    if not task.waits_for_somebody:
        return
    if worklist_of(work, staff_id).revision != revision:
        raise _Overtaken
    checklist = checklist_for(work, task.kind, task.room_type)
    keep_task(work, task.assigned(staff_id, Given.AUTOMATICALLY, checklist, work.now), room)
    work.keep(worklist_of(work, staff_id).inserted(task.task_id, row.position))
