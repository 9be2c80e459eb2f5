"""The law of work, told without asking the product: what a vacant room needs next, and who is at work in which room.

A vacant room that is not ready always has exactly its next piece of work; a room is ready only when nobody is at work in it,
so one that a shift lead calls inspected while somebody looks at it waits for them, as one waits for its block to end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from shared.domain.rooms import Cleaning, Room
from shared.domain.tasks import OF_VACANT_ROOMS, Task, TaskKind, TaskStatus

DONE = frozenset({Cleaning.CLEAN, Cleaning.CLEANED, Cleaning.INSPECTED, Cleaning.READY})
AT_IT = frozenset({TaskStatus.IN_PROGRESS, TaskStatus.PAUSED})


def who_is_at_work(room: Room, tasks: Sequence[Task]) -> Iterator[str]:
    """Yield what is wrong at any moment: a room that is done while somebody has begun to clean it, or still looks at it."""
    begun = [task for task in tasks if task.status in AT_IT]
    cleans = [task.task_id for task in begun if task.kind is not TaskKind.INSPECTION]
    if room.cleaning.status in DONE and cleans and not room.archived:
        yield f"{room.room_id} is {room.cleaning.status} and {cleans} are begun in it"
    looks = [task.task_id for task in begun if task.kind is TaskKind.INSPECTION]
    if room.cleaning.status is Cleaning.READY and looks and not room.archived:
        yield f"{room.room_id} is ready and {looks} look at it"


def next_piece(room: Room, tasks: Sequence[Task], at: datetime, *, inspects: bool) -> Iterator[str]:
    """Yield what is wrong once everything has arrived. `tasks` are the open ones of the room."""
    if room.archived or room.is_occupied:
        return
    status, blocks = room.cleaning.status, [one for one in room.blocks if one.from_at <= at]
    looks = [task for task in tasks if task.kind is TaskKind.INSPECTION]
    idle = [task for task in looks if task.status not in AT_IT]
    cleans = [task for task in tasks if _cleans(task)]
    waits_for_repair = any(one.until_mended for one in blocks)
    has = {
        Cleaning.DIRTY: bool(cleans) or waits_for_repair,
        Cleaning.CLEANING: bool(cleans),
        Cleaning.CLEAN: len(looks) == 1 if inspects else bool(blocks or looks),
        Cleaning.CLEANED: len(looks) == 1 if inspects else bool(blocks or looks),
        Cleaning.INSPECTED: bool(blocks) or len(idle) < len(looks),
    }.get(status, True)
    if not has:
        yield f"{room.room_id} is {room.cleaning} under {blocks}, and its work is {tasks}"
    if idle and (status not in (Cleaning.CLEAN, Cleaning.CLEANED) or not inspects):
        yield f"{room.room_id} is {room.cleaning}, and {idle} are to look at it"


def _cleans(task: Task) -> bool:
    """Whether this makes a vacant room clean now, or is at it: not what was put off to some hour."""
    if task.status in AT_IT and task.kind is not TaskKind.INSPECTION:
        return True
    return (
        task.kind in OF_VACANT_ROOMS and task.may_begin and (task.kind is TaskKind.TURNOVER or not task.scheduled_for)
    )
