"""Auto-assign: whatever can be begun and nobody has goes to whom it costs least, at once, where the property wants it so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
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
    """Whose turn it is to give out, in one process and property; `asked` counts who wanted to, `evenly`: also anew."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: int = 0
    evenly: bool = False

    def give(self) -> None:
        self.asked += 1

    def even(self) -> None:
        self.evenly = True
        self.asked += 1


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
    _in_turn(units, _Turn.give)


def even_out(units: Units) -> None:
    """Somebody has come: deal out anew what the house gave to others and nobody has touched, where that costs less.

    What people gave, what a plan gave that somebody accepted, and what anybody began or wrote on stays with whom it is.
    """
    if not units.view().settings.auto_assign:
        return
    _in_turn(units, _Turn.even)


def _in_turn(units: Units, ask: Callable[[_Turn], None]) -> None:
    turn = cloud().once(("give out", units.place), _Turn)
    ask(turn)
    done = -1
    while done != turn.asked and turn.lock.acquire(blocking=False):
        try:
            done, evenly, turn.evenly = turn.asked, turn.evenly, False
            _give_what_waits(units, evenly=evenly)
        finally:
            turn.lock.release()


def _give_what_waits(units: Units, *, evenly: bool) -> None:
    for _ in range(_LOOKS):
        floor = situation(units.view())
        loose = [task for task in floor.open if _may_go(floor.tasks[task.task_id], evenly=evenly)]
        if not (loose and floor.staff):
            return
        try:
            _give_all(units, _rows(floor, loose), floor)
        except _Overtaken:
            continue
        return
    telemetry.info("left for the next minute", tasks=len(loose))


def _may_go(task: Task, *, evenly: bool) -> bool:
    given_by_the_house = task.given is Given.AUTOMATICALLY and task.is_untouched and task.parked_since is None
    return task.waits_for_somebody or (evenly and given_by_the_house)


def _give_all(units: Units, rows: Sequence[Row], floor: Situation) -> None:
    """Give row after row. Raises _Overtaken where a list is not the one that was planned with."""
    revisions = {staff_id: one.revision for staff_id, one in floor.worklists.items()}
    for row in rows:
        staff_id, holder = str(row.staff_id), floor.holders[row.task_id]
        seen = {one: revisions[one] for one in (staff_id, holder) if one in revisions}
        step = f"give {row.task_id}" if holder is None else f"move {row.task_id} {staff_id} {holder}"
        given = units.run(step, partial(_give, row=row, holder=holder, seen=seen))
        for one in seen:
            revisions[one] += bool(given.events)


def _rows(floor: Situation, loose: Sequence[OpenTask]) -> list[Row]:
    """Return who is to have what may go, everybody keeping the rest. What goes to another is worth it, or nothing goes."""
    ids, holders = {task.task_id for task in loose}, floor.holders
    kept = [task.but(held_by=holders[task.task_id]) for task in floor.open if holders[task.task_id]]
    waiting = [task for task in loose if holders[task.task_id] is None]
    plan = greedy([*kept, *waiting], floor.staff, floor.constraints, floor.at)
    if len(waiting) < len(loose):
        held = [task for task in kept if task.task_id not in ids]
        anew = greedy([*held, *loose], floor.staff, floor.constraints, floor.at)
        plan = anew if anew.cost.total < plan.cost.total else plan
    return [row for row in plan.rows if row.task_id in ids and row.staff_id not in (None, holders[row.task_id])]


def _give(work: Work, row: Row, holder: str | None, seen: Mapping[str, int]) -> None:
    staff_id = str(row.staff_id)
    task, room = task_with_row(work, row.task_id, staff_id)
    if task.assignee != holder or not _may_go(task, evenly=holder is not None):
        return
    if any(worklist_of(work, one).revision != revision for one, revision in seen.items()):
        raise _Overtaken
    checklist = checklist_for(work, task.kind, task.room_type)
    keep_task(work, task.assigned(staff_id, Given.AUTOMATICALLY, checklist, work.now), room)
    work.keep(worklist_of(work, staff_id).inserted(task.task_id, row.position))
