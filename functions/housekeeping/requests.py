"""Work that a guest asks for: by a flag on the door, a ticket, or somebody who asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from shared.domain.ids import derived_id
from shared.domain.reasons import NotNeeded
from shared.domain.rooms import GuestFlag, GuestFlagChanged, Room
from shared.domain.stays import ModificationRequested, Stay
from shared.domain.tasks import Note, Source, Task, TaskCompleted, TaskKind
from shared.domain.tickets import Ticket, TicketClosed, TicketKind, TicketOpened, TicketStatus
from shared.flows.rows import rooms_here
from shared.flows.tasks import Need, keep_task, open_task, open_tasks_of
from shared.flows.tickets import keep_ticket
from shared.flows.upkeep import settle_work
from shared.runtime.routes import handler
from shared.runtime.work import Work


@handler(GuestFlagChanged)
def follow_flag_when_guest_flag_changed(event: GuestFlagChanged, work: Work) -> None:
    """Do as the flag on the door says now, whatever it said when this was told.

    Make-up-room has the room cleaned soon, service declined takes it off the day's list, and do-not-disturb puts what was
    to be done to the end of the list. What the guest asked for after they hung it out is done all the same.
    """
    settle_work(work, event.room_id)
    for room in _rooms(work, event.room_id):
        flag = room.guest_flag
        if flag.value is not GuestFlag.DO_NOT_DISTURB or flag.since is None or room.stay is None:
            continue
        for task in open_tasks_of(work, room):
            if task.stay_id == room.stay.stay_id and task.created_at <= flag.since:
                keep_task(work, task.parked(work.now), work.get(Room, room.room_id))


@handler(ModificationRequested)
def clean_mid_stay_when_asked_for(event: ModificationRequested, work: Work) -> None:
    """Clean the room of a guest in house who asks for it; any other wish, or of somebody who is not here, is not ours."""
    asked = event.modification
    if asked.type != TaskKind.MID_STAY_CLEAN:
        return
    stay = work.find(Stay, event.reservation_id)
    for room in _rooms(work, stay.room_id if stay else None):
        note = Note(text=asked.note, by=event.requested_by or "guest", at=work.now) if asked.note else None
        _serve(work, room, event.reservation_id, work.caused_by, note=note, scheduled_for=asked.scheduled_for)


@handler(TicketOpened)
def clean_mid_stay_when_ticket_opened(event: TicketOpened, work: Work) -> None:
    """Clean the room of a guest whose ticket asks for it, and who is still there."""
    ticket = work.find(Ticket, event.ticket_id)
    if ticket is None or ticket.is_closed or ticket.kind is not TicketKind.CLEANING or ticket.stay_id is None:
        return
    for room in _rooms(work, ticket.room_id):
        _serve(work, room, ticket.stay_id, ticket.ticket_id)


@handler(TicketClosed)
def end_task_when_ticket_closed(event: TicketClosed, work: Work) -> None:
    """End the cleaning that a ticket asked for and that nobody has begun: it is done, or not wanted any more."""
    task = work.find(Task, _task_id(event.ticket_id))
    if task is None or not task.is_open or not task.is_untouched:
        return
    for room in _rooms(work, task.room_id):
        keep_task(work, task.cancelled(NotNeeded.REQUEST_IS_CLOSED, work.now), room)


@handler(TaskCompleted)
def close_ticket_when_task_completed(event: TaskCompleted, work: Work) -> None:
    """Close the tickets by which this guest asked for what was done now."""
    task = work.find(Task, event.task_id)
    if task is None or task.kind is not TaskKind.MID_STAY_CLEAN or task.finished_at is None:
        return
    for room in _rooms(work, task.room_id):
        for ticket in work.gather_all(Ticket, [one.ticket_id for one in room.tickets]):
            if ticket is not None and _asked_for(ticket, task, task.finished_at):
                keep_ticket(work, ticket.moved(TicketStatus.DONE, work.now), work.get(Room, room.room_id))


def _asked_for(ticket: Ticket, task: Task, by: datetime) -> bool:
    same = ticket.kind is TicketKind.CLEANING and ticket.stay_id == task.stay_id
    return same and not ticket.is_closed and ticket.opened_at <= by


def _serve(
    work: Work,
    room: Room,
    stay_id: str,
    asked_by: str,
    *,
    note: Note | None = None,
    scheduled_for: datetime | None = None,
) -> None:
    """Have the guest's room cleaned, once for each request; a task that is open for that already takes it up."""
    guest = next((one for one in (room.stay, *room.also_here) if one and one.stay_id == stay_id), None)
    if guest is None or work.find(Task, _task_id(asked_by)) is not None:
        return
    notes = (note,) if note else ()
    for task in open_tasks_of(work, room):
        if task.kind is TaskKind.MID_STAY_CLEAN and task.stay_id == stay_id:
            time = scheduled_for or task.scheduled_for
            wished = task.but(scheduled_for=time, parked_since=None, notes=(*task.notes, *notes))
            keep_task(work, wished, room)
            return
    need = Need(
        kind=TaskKind.MID_STAY_CLEAN,
        source=Source.EVENT,
        created_by="guest",
        source_event_id=work.caused_by,
        stay_id=stay_id,
        language=guest.language,
        scheduled_for=scheduled_for,
        notes=notes,
    )
    open_task(work, _task_id(asked_by), need, room)


def _task_id(asked_by: str) -> str:
    """Return the id of the cleaning that this event or ticket asks for."""
    return derived_id("hkt", "asked_by", asked_by)


def _rooms(work: Work, room_id: str | None) -> Iterator[Room]:
    """Yield the room, if it is one of ours; read with its tablet."""
    yield from rooms_here(work, (room_id,) if room_id else ()).values()
