"""Auto-assign: whatever can be begun and nobody has goes to whom it costs least, at once, where the property wants it so."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from functions.housekeeping.situation import Situation, situation
from shared.domain.routing import OpenTask, Row, greedy
from shared.domain.tasks import Given, Task, TaskCreated
from shared.domain.worklists import Worklist
from shared.flows.tasks import around, checklist_for, keep_task, task_with_row, worklist_of
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.journal import Reply
from shared.runtime.routes import handler
from shared.runtime.units import Units
from shared.runtime.work import Work

_AT_ONCE = 10  # tasks given with one commit
_LOOKS = 6
"""How often the floor is looked at anew when others give tasks at the same moment; then the minute's job does the rest."""


class _Overtaken(Exception):
    """Somebody was given something since the floor was looked at: what is best may be another by now."""


@dataclass(frozen=True)
class _Move:
    """A task that goes to somebody's list, at this place, from nobody's or from who holds it."""

    task_id: str
    to: str
    position: int
    holder: str | None


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
    """Give some rows with each commit. Raises _Overtaken where a list is not the one that was planned with."""
    revisions = {staff_id: one.revision for staff_id, one in floor.worklists.items()}
    every = [_Move(row.task_id, str(row.staff_id), row.position, floor.holders[row.task_id]) for row in rows]
    for start in range(0, len(every), _AT_ONCE):
        moves = every[start : start + _AT_ONCE]
        seen = {one: revisions[one] for move in moves for one in (move.to, move.holder) if one in revisions}
        given = units.run(f"give {_name(moves)}", partial(_give, moves=moves, seen=seen))
        for staff_id in given.reply.data:
            revisions[staff_id] = revisions.get(staff_id, 0) + 1


def _name(moves: Sequence[_Move]) -> str:
    """Return what is as long as one move, however many there are, and another for any others."""
    return hashlib.sha256("\n".join(map(str, moves)).encode()).hexdigest()[:40]


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


def _give(work: Work, moves: Sequence[_Move], seen: Mapping[str, int]) -> Reply:
    """Give what may still go; the reply names whose lists are others by that."""
    _read_for(work, moves)
    if any(worklist_of(work, one).revision != revision for one, revision in seen.items()):
        raise _Overtaken
    changed: set[str] = set()
    for move in moves:
        task, room = task_with_row(work, move.task_id, move.to)
        if task.assignee != move.holder or not _may_go(task, evenly=move.holder is not None):
            continue
        checklist = checklist_for(work, task.kind, task.room_type)
        keep_task(work, task.assigned(move.to, Given.AUTOMATICALLY, checklist, work.now), room)
        work.keep(worklist_of(work, move.to).inserted(task.task_id, move.position))
        changed |= {one for one in (move.to, move.holder) if one is not None}
    return Reply(status=204, data=sorted(changed))


def _read_for(work: Work, moves: Sequence[_Move]) -> None:
    """Read the tasks in one batch, and in another what they concern."""
    tasks = work.gather_all(Task, [move.task_id for move in moves])
    keys = [work.place.key(Worklist.collection, move.holder) for move in moves if move.holder]
    for move, task in zip(moves, tasks, strict=True):
        keys += around(work, task, move.to) if task is not None else []
    work.read([key for key in dict.fromkeys(keys) if key not in work.snapshots])
