"""Calls for the supervisor: repeated until somebody answers, and made by the house where an arrival's room will not be ready.

Every arrival gets a ready room or a call that says why not: on the task that the room waits for, or where there is none by a
ticket that the front desk sees. Once per arrival; a minute in which nothing is to be told writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from functions.housekeeping.floor import Floor
from shared.domain.ids import TaskId, derived_id
from shared.domain.people import SHIFT_LEADS
from shared.domain.readiness import NotReady, is_known, task_towards_ready, why_not_ready
from shared.domain.reasons import HouseReason
from shared.domain.rooms import Room
from shared.domain.tasks import Note, Task
from shared.domain.tickets import Ticket, TicketKind
from shared.flows.houses import Elsewhere, at_work_elsewhere
from shared.flows.rows import row
from shared.flows.tasks import keep_task, open_tasks_of, task_with_row
from shared.flows.tickets import keep_ticket
from shared.runtime.routes import Request, command
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_JUST_BEGUN = timedelta(minutes=3)


class AnswerEscalation(Request):
    task_id: TaskId


@command("POST /api/v1/housekeeping/tasks/{task_id}/escalation/answer", allow=SHIFT_LEADS, reads=(Task,))
def answer_escalation(request: AnswerEscalation, work: Work) -> Task:
    """Say that one knows, so that the call is not repeated. Whatever a shift lead does with the task says so too."""
    return work.keep(work.get(Task, request.task_id).answered(work.actor.id, work.now))


def call_again(units: Units, view: View, tasks: Sequence[Task]) -> None:
    """Repeat each call that has been without an answer for too long."""
    for task in tasks:
        if _is_unanswered(view, task):
            units.run(f"call again {task.task_id}", partial(_call_again, task_id=task.task_id))


def call_who_works_twice(units: Units, view: View, tasks: Sequence[Task]) -> None:
    """Call somebody about each task whose person is at work in another house too: they began both in the same moment."""
    begun = {
        task.assignee: task
        for task in tasks
        if task.assignee and task.running_since and timedelta() <= view.now - task.running_since < _JUST_BEGUN
    }
    twice = at_work_elsewhere(view, list(begun)) if begun else {}
    for staff_id, there in twice.items():
        task = begun[staff_id]
        units.run(
            f"twice {task.task_id} {task.running_since}", partial(_call_about_twice, task_id=task.task_id, there=there)
        )


def _call_about_twice(work: Work, task_id: str, there: Elsewhere) -> None:
    task, room = task_with_row(work, task_id)
    if task.is_open and all(note.by != "house" or there.house not in note.text for note in task.notes):
        note = Note(text=f"at work in {there.room_id or 'a room'} of {there.house} too", by="house", at=work.now)
        keep_task(work, task.noted(note).state.escalated("house", HouseReason.IN_TWO_HOUSES, work.now), room)


def look_after_arrivals(units: Units, view: View, rooms: Sequence[Room], floor: Floor) -> None:
    """Call somebody for each of these rooms that will not be ready when its next guest comes, if nobody was called yet."""
    for room in rooms:
        task = task_towards_ready([task for task in floor.tasks if task.room_id == room.room_id])
        reason = why_not_ready(room, task, floor.people_on_shift, view.now, view.settings)
        if reason is not None and not _is_told(view, room, task):
            decide = partial(_tell, room_id=room.room_id, people_on_shift=floor.people_on_shift)
            units.run(f"not ready {room.room_id}", decide)


def _is_unanswered(view: View, task: Task) -> bool:
    call = task.escalation
    patience = timedelta(minutes=view.settings.escalate_again_minutes)
    return call is not None and call.answered_at is None and view.now - call.last_told_at >= patience


def _call_again(work: Work, task_id: str) -> None:
    task = work.get(Task, task_id)
    if _is_unanswered(work, task):
        work.keep(task.called_again(work.now))


def _is_told(view: View, room: Room, task: Task | None) -> bool:
    if task is not None:
        return is_known(task.escalation, room, view.now, view.settings)
    return view.peek((Ticket, _ticket_id(view, room))) != (None,)


def _tell(work: Work, room_id: str, people_on_shift: int) -> None:
    room = row(work, room_id)
    task = task_towards_ready(open_tasks_of(work, room))
    reason = why_not_ready(room, task, people_on_shift, work.now, work.settings)
    if reason is None:
        return
    if task is None:
        _open_ticket(work, room, reason)
    elif not is_known(task.escalation, room, work.now, work.settings):
        keep_task(work, task.escalated("house", reason.value, work.now), room)


def _open_ticket(work: Work, room: Room, reason: NotReady) -> None:
    arrival = room.next_arrival(work.now, work.settings)
    if arrival is None or work.find(Ticket, _ticket_id(work, room)) is not None:
        return
    expected = work.settings.local(arrival.expected_at)
    ticket = Ticket(
        ticket_id=_ticket_id(work, room),
        room_id=room.room_id,
        kind=TicketKind.OTHER,
        text=f"Promised for {expected:%H:%M} and not ready: {reason.replace('_', ' ')}",
        opened_by="system",
        opened_at=work.now,
    )
    keep_ticket(work, ticket.opened(room), room)


def _ticket_id(view: View, room: Room) -> str:
    """Return the one ticket of this arrival in this room, so that it is told once."""
    arrival = room.next_arrival(view.now, view.settings)
    return derived_id("tkt", "not_ready", room.room_id, arrival.stay_id if arrival else "")
