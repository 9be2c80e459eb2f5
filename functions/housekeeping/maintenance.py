"""What the end of a work order does to its room and to the task that found it."""

from __future__ import annotations

from datetime import datetime

from shared.domain.cleaning import mended
from shared.domain.ids import derived_id
from shared.domain.rooms import Block, BlockKind, Cleaning, Room
from shared.domain.tablets import Tablet
from shared.domain.tasks import OF_VACANT_ROOMS, Note, PauseReason, Source, Task, TaskKind, TaskStatus, urgency
from shared.domain.work_orders import WorkOrderCancelled, WorkOrderCompleted, WorkOrderEvent
from shared.flows.rows import keep_row
from shared.flows.tasks import Need, open_task
from shared.runtime.routes import handler
from shared.runtime.work import Work

_HOUSE = "house"
_NOT_BEGUN = (TaskStatus.PENDING, TaskStatus.ASSIGNED)


@handler(WorkOrderCompleted)
def return_room_when_work_order_completed(event: WorkOrderCompleted, work: Work) -> None:
    """Bring the room back to be cleaned, or tell who waits for a light repair that it is done."""
    _tell_who_waits(event, work, f"work order done: {event.resolution}".removesuffix(": "))
    _return_room(event, work)


@handler(WorkOrderCancelled)
def return_room_when_work_order_cancelled(event: WorkOrderCancelled, work: Work) -> None:
    """Bring the room back as from an order that was done: somebody was in it, or nobody looked at it since."""
    _tell_who_waits(event, work, f"work order cancelled: {event.reason}".removesuffix(": "))
    _return_room(event, work)


def _tell_who_waits(event: WorkOrderEvent, work: Work, text: str) -> None:
    task = work.find(Task, event.task_id) if event.task_id else None
    if task is None or task.paused_for is not PauseReason.AWAITING_MAINTENANCE:
        return
    if all(note.text != text for note in task.notes):
        work.keep(task.noted(Note(text=text, by=_HOUSE, at=work.now)))


def _return_room(event: WorkOrderEvent, work: Work) -> None:
    """Take the order's block off, and have the room cleaned once nothing else keeps it out of use."""
    if event.block_id is None and event.severity != "heavy":
        return
    room, _ = work.gather((Room, event.room_id), (Tablet, event.room_id))
    if room is None or room.archived:
        return
    theirs = _block_of(event, room, work.now)
    if theirs is None and event.block_id is None:
        return
    if theirs is not None:
        room = keep_row(work, mended(room, theirs.block_id, work.now))
    task_id = derived_id("hkt", event.work_order_id)
    if _nobody_is_to_clean(room) and work.find(Task, task_id) is None:
        need = Need(
            kind=TaskKind.POST_MAINTENANCE,
            source=Source.EVENT,
            created_by=_HOUSE,
            urgency=urgency(room.next_arrival(work.now, work.settings), work.now, work.settings),
            vacated_at=work.now,
            of_task_id=event.task_id,
        )
        open_task(work, task_id, need, room)


def _block_of(event: WorkOrderEvent, room: Room, at: datetime) -> Block | None:
    """Return the block that an order takes off by its end: the one it made, never that of another order.

    A heavy order of another service that names none means the only repair that nobody's order stands behind, if there is
    but one.
    """
    may = [one for one in room.blocks if one.work_order_id in (None, event.work_order_id)]
    if event.block_id is not None:
        return next((one for one in may if one.block_id == event.block_id), None)
    made = [one for one in may if one.work_order_id == event.work_order_id]
    standing = [one for one in may if one.kind is BlockKind.MAINTENANCE and one.stands(at)]
    return made[0] if made else standing[0] if len(standing) == 1 else None


def _nobody_is_to_clean(room: Room) -> bool:
    """Whether a vacant room is dirty and no task that will clean the whole of it is still to begin."""
    if room.is_occupied or room.cleaning.status is not Cleaning.DIRTY:
        return False
    return not any(one.kind in OF_VACANT_ROOMS and one.status in _NOT_BEGUN for one in room.tasks)
