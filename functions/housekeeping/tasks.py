"""Tasks: open one, give it to somebody, work on it, end it. What each move does to the room is kept in the same commit.

Who works and who taps may be two people: on a shared screen a shift lead taps for whoever has the task.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.housekeeping.linen import Handful, returned_with
from shared.domain.cleaning import (
    CLEANERS,
    ROOM_OCCUPIED,
    ROOM_PROMISED,
    begin_cleaning,
    block,
    break_off_cleaning,
    finish_cleaning,
    hold,
)
from shared.domain.documents import Change
from shared.domain.ids import LinenId, PhotoId, RoomId, StaffId, TaskId, derived_id
from shared.domain.inspections import ALREADY_INSPECTED
from shared.domain.people import GUESTS, SERVICES, SHIFT_LEADS, STAFF, Role
from shared.domain.reasons import HouseReason, NotNeeded
from shared.domain.refusals import INVALID_FIELDS, Refusal, Rule
from shared.domain.rooms import NOT_OCCUPIED, Block, BlockKind, Cleaning, GuestFlag, Room, RoomStatusChanged
from shared.domain.sharing import visit_began
from shared.domain.staff import Staff
from shared.domain.tablets import TabletTask
from shared.domain.tasks import (
    OF_VACANT_ROOMS,
    TASK_UNASSIGNED,
    Done,
    Given,
    ItemId,
    MaintenanceRequired,
    Note,
    PauseReason,
    Priority,
    Severity,
    Source,
    Task,
    TaskKind,
    TaskStatus,
    Urgency,
    inspection_task_id,
    urgency,
)
from shared.domain.words import Instant, Text, Whole
from shared.domain.work_orders import MaintenanceCategory, order_id_of
from shared.flows.houses import check_alone
from shared.flows.photos import attached
from shared.flows.rows import row
from shared.flows.tasks import Need, checklist_for, keep_task, open_task, open_tasks_of, task_with_row
from shared.flows.upkeep import settle_work
from shared.runtime.journal import SYNC_CONFLICT
from shared.runtime.quotas import WISHES
from shared.runtime.routes import Request, command
from shared.runtime.work import Work

NOT_YOURS_TO_GIVE = Rule(
    "MELMASTOON.HOUSEKEEPING.NOT_YOURS_TO_GIVE", 403, "You may take a task yourself; a shift lead gives it to others."
)
NOT_YOURS_TO_HURRY = Rule(
    "MELMASTOON.HOUSEKEEPING.NOT_YOURS_TO_HURRY", 403, "How urgent it is, a shift lead or the front desk says."
)
NOT_FOR_GUESTS = Rule("MELMASTOON.HOUSEKEEPING.NOT_FOR_GUESTS", 403, "A guest may ask for the room to be cleaned.")
ALREADY_WANTED = Rule("MELMASTOON.HOUSEKEEPING.ALREADY_WANTED", 409, "The room has such a task already.")
INSPECTION_OF_NOTHING = Rule(
    "MELMASTOON.HOUSEKEEPING.INSPECTION_OF_NOTHING", 422, "An inspection is of a task that was done."
)
VERDICT_NEEDED = Rule("MELMASTOON.HOUSEKEEPING.VERDICT_NEEDED", 409, "An inspection ends with its verdict.")
CANNOT_CLEAN = Rule("MELMASTOON.HOUSEKEEPING.NOT_A_CLEANER", 422, "They do not clean rooms.")

PRIORITISERS = SHIFT_LEADS | {Role.FRONT_DESK} | SERVICES
Reason = Annotated[Text, Field(min_length=1, max_length=500)]


class CreateTask(Request):
    """Without `priority`, which is said by who may change it, the next arrival decides on it.

    A guest asks for `mid_stay_clean` of their own room.
    """

    room_id: RoomId
    kind: TaskKind = TaskKind.MID_STAY_CLEAN
    priority: Priority | None = None
    scheduled_for: Instant | None = None
    note: Text = ""


@command("POST /api/v1/housekeeping/tasks", allow=STAFF | SERVICES | GUESTS, status=201, quota=WISHES)
def create_task(request: CreateTask, work: Work) -> Task | TabletTask:
    """Open a task in a room. Refused where the room has an open one of that kind; a guest's wish joins it instead."""
    room = row(work, request.room_id)
    house = work.as_house()
    if request.kind is TaskKind.INSPECTION:
        raise INSPECTION_OF_NOTHING.refuse(fields={"kind": "inspect a task at /tasks/{task_id}/inspections"})
    if request.kind is TaskKind.MID_STAY_CLEAN and room.stay is None:
        raise NOT_OCCUPIED.refuse(f"Nobody is in {room.room_id}.", occupancy=room.occupancy, attempted=request.kind)
    if request.priority is not None and not work.actor.is_guest and not work.roles & PRIORITISERS:
        raise NOT_YOURS_TO_HURRY.refuse(fields={"priority": "is not yours to say"})
    same = [task for task in open_tasks_of(house, room) if task.kind is request.kind]
    if work.actor.is_guest:
        return TabletTask.of(_wished(request, house, room, same))
    if same:
        raise ALREADY_WANTED.refuse(
            f"{room.room_id} has an open {request.kind.replace('_', ' ')}.", task_id=same[0].task_id, kind=request.kind
        )
    return open_task(house, work.new_id("hkt"), _need(request, work, room), room)


def _wished(request: CreateTask, house: Work, room: Room, same: list[Task]) -> Task:
    """Clean the guest's room when they wish. What they ask for again is asked for once, at the last time that they said."""
    if request.kind is not TaskKind.MID_STAY_CLEAN or request.priority is not None:
        raise NOT_FOR_GUESTS.refuse(attempted=request.kind)
    if not same:
        return open_task(house, house.new_id("hkt"), _need(request, house, room), room)
    notes = (Note(text=request.note, by="guest", at=house.now),) if request.note else ()
    time = request.scheduled_for or same[0].scheduled_for
    wanted = same[0].but(scheduled_for=time, notes=(*same[0].notes, *notes), parked_since=None)
    return keep_task(house, wanted, room)


def _need(request: CreateTask, work: Work, room: Room) -> Need:
    of_stay = room.stay if request.kind is TaskKind.MID_STAY_CLEAN else None
    flagged = room.guest_flag.value is GuestFlag.DO_NOT_DISTURB and of_stay is not None
    return Need(
        kind=request.kind,
        source=Source.MANUAL,
        created_by=work.actor.id,
        stay_id=of_stay.stay_id if of_stay else None,
        language=of_stay.language if of_stay else None,
        scheduled_for=request.scheduled_for,
        urgency=urgency(room.next_arrival(work.now, work.settings), work.now, work.settings)
        if request.kind in OF_VACANT_ROOMS
        else None,
        priority=request.priority,
        vacated_at=work.now if request.kind is TaskKind.TURNOVER and room.stay is None else None,
        parked_since=work.now if flagged and not work.actor.is_guest else None,
        notes=(Note(text=request.note, by=work.actor.id, at=work.now),) if request.note else (),
    )


class AssignTask(Request):
    """`staff_id` null puts the task back, so that nobody has it."""

    task_id: TaskId
    staff_id: StaffId | None


@command("POST /api/v1/housekeeping/tasks/{task_id}/assign", allow=CLEANERS, reads=(Task,))
def assign_task(request: AssignTask, work: Work) -> Task:
    """Give a task to somebody, or to another one. Refused once somebody works on it, naming who."""
    if not work.roles & SHIFT_LEADS and request.staff_id != work.actor.id:
        raise NOT_YOURS_TO_GIVE.refuse(staff_id=request.staff_id)
    if request.staff_id is None:
        task, room = task_with_row(work, request.task_id)
        return _keep(work, task.given_back(work.now), _stopped(work, task, room))
    task, room = task_with_row(work, request.task_id, request.staff_id)
    given = _given(work, task, request.staff_id, work.now)
    return _keep(work, given, _stopped(work, task, room) if given.state.status is TaskStatus.ASSIGNED else room)


def _stopped(work: Work, task: Task, room: Room) -> Change[Room]:
    """Return the row of a task that goes out of the hands of who began it: half cleaned, so it is dirty."""
    if task.status is not TaskStatus.PAUSED or not task.is_under_way_in(room):
        return Change(room)
    return break_off_cleaning(room, work.actor.id, work.now, reason=HouseReason.PUT_BACK, task_id=task.task_id)


class StartTask(Request):
    """`staff_id`: who starts, where a shift lead taps for them; left out, who has the task."""

    task_id: TaskId
    staff_id: StaffId | None = None


@command("POST /api/v1/housekeeping/tasks/{task_id}/start", allow=CLEANERS, reads=(Task,))
def start_task(request: StartTask, work: Work) -> Task:
    """Begin to work. Who starts a task that nobody has takes it. Refused while they are at work elsewhere, naming where.

    Told late of one that was begun and paused since, the pause stands.
    """
    task, room, who = _worker(work, request.task_id, request.staff_id)
    if work.is_late and task.is_in_work_of(who):
        return task
    taken = task.status is TaskStatus.PENDING
    if taken:
        task = _keep(work, _given(work, task, who, work.tapped_at), room)
        room = work.get(Room, room.room_id)
    return _at_work(work, task, task.started(who, work.tapped_at, room), room, who)


def _at_work(work: Work, task: Task, begun: Change[Task], room: Room, who: str) -> Task:
    """Keep the task that goes on from here; the room is being cleaned, and is to be looked at after that, not before.

    Raises Refusal ALREADY_INSPECTED for a look at a room that is ready, and so anybody's: it was only not told of yet.
    """
    if begun.state != task:
        check_alone(work, who)
        _is_still_to_be_looked_at(task, room)
    if begun.state == task or task.kind is TaskKind.INSPECTION:
        return _keep(work, begun, room)
    moved_at = begun.state.moved_at or work.now
    kept = _keep(work, begun, begin_cleaning(room, begun.state.begun_by or "", moved_at))
    if not room.is_occupied:
        _look_later(work, room.room_id, NotNeeded.NOTHING_TO_INSPECT)
    return kept


def _is_still_to_be_looked_at(task: Task, room: Room) -> None:
    if task.kind is TaskKind.INSPECTION and room.cleaning.status is Cleaning.READY:
        raise ALREADY_INSPECTED.refuse(
            f"{room.room_id} is ready.", room_id=room.room_id, task_id=task.task_id, status=room.cleaning.status
        )


def _look_later(work: Work, room_id: str, reason: str) -> None:
    """Cancel what is to be looked at in the room: it is not as it was left any more."""
    room = work.get(Room, room_id)
    for asking in open_tasks_of(work, room.but(tasks=[one for one in room.tasks if one.is_look])):
        keep_task(work, asking.cancelled(reason, work.now), work.get(Room, room_id))


class PauseTask(Request):
    task_id: TaskId
    reason: PauseReason = PauseReason.BREAK
    staff_id: StaffId | None = None


@command("POST /api/v1/housekeeping/tasks/{task_id}/pause", allow=CLEANERS, reads=(Task,))
def pause_task(request: PauseTask, work: Work) -> Task:
    """Stop for a while; the minutes stand still."""
    task, room, who = _worker(work, request.task_id, request.staff_id)
    return _keep(work, task.paused(who, request.reason, work.tapped_at), room)


class ResumeTask(Request):
    task_id: TaskId
    staff_id: StaffId | None = None


@command("POST /api/v1/housekeeping/tasks/{task_id}/resume", allow=CLEANERS, reads=(Task,))
def resume_task(request: ResumeTask, work: Work) -> Task:
    """Go on after a pause."""
    task, room, who = _worker(work, request.task_id, request.staff_id)
    return _at_work(work, task, task.resumed(who, work.tapped_at, room), room, who)


class CompleteTask(Request):
    """`ticked` are the lines of the checklist that are done; `minutes` the time spent, where the clock does not know.

    `linen_returned` is how many clean pieces came back to the shelf, by line.
    """

    task_id: TaskId
    ticked: Annotated[tuple[ItemId, ...], Field(max_length=100)] = ()
    linen_returned: Annotated[dict[LinenId, Handful], Field(max_length=50)] = Field(default_factory=dict)
    minutes: Annotated[Whole, Field(ge=0, le=1440)] | None = None
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=20)] = ()
    note: Text = ""
    staff_id: StaffId | None = None


@command("POST /api/v1/housekeeping/tasks/{task_id}/complete", allow=CLEANERS, reads=(Task,))
def complete_task(request: CompleteTask, work: Work) -> Task:
    """End the work well: the room is cleaned, and ready where nobody inspects.

    Of a task that is over by now, work, photos, linen and minutes are kept and its status stays: it was done, only later
    told. Told late of one that went through other hands since, it is ended by who did it, or what they did is kept on it.
    """
    task, room, who = _worker(work, request.task_id, request.staff_id or _last_at(work, request.task_id))
    note = Note(text=request.note, by=work.actor.id, at=work.tapped_at) if request.note else None
    done = Done(ticked=request.ticked, minutes=request.minutes, photos=attached(work, request.photos), note=note)
    if task.is_open and task.kind is TaskKind.INSPECTION:
        raise VERDICT_NEEDED.refuse(f"Give a verdict on it at /tasks/{task.task_id}/inspections.", task_id=task.task_id)
    returned = returned_with(work, task, request.linen_returned)
    through_other_hands = work.is_late and task.is_open and not task.is_in_work_of(who)
    if through_other_hands or not task.is_open or _has_another_guest(room, task):
        work.cause = SYNC_CONFLICT
    if not task.is_open:
        return _keep(work, returned.completed(who, done, work.tapped_at), room)
    if not through_other_hands:
        completed = returned.completed(who, done, work.tapped_at)
        return _ended(work, completed, _finished(work, completed.state, room, who))
    if not task.may_be_ended_late(who, room):
        return _keep(work, returned.with_work_of_another(done), room)
    taken = _keep(work, _given(work, returned, who, work.tapped_at), room)
    room = work.get(Room, room.room_id)
    begun = taken.started(who, work.tapped_at, room)
    completed = begun.state.completed(who, done, work.tapped_at)
    told = Change(completed.state, (*begun.events, *completed.events))
    return _ended(work, told, _finished_late(work, completed.state, room, who))


def _last_at(work: Work, task_id: str) -> str | None:
    """Return who did what a shift lead tells late, and does not say of whom: the task may be in other hands by now."""
    task = work.get(Task, task_id)
    return (task.begun_by or task.assignee or work.actor.id) if work.is_late else None


def _finished(work: Work, task: Task, room: Room, who: str) -> Change[Room]:
    return finish_cleaning(
        room,
        who,
        work.now,
        inspects=work.settings.inspections,
        whole=task.kind in OF_VACANT_ROOMS,
        task_id=task.task_id,
        done_at=task.finished_at,
    )


def _finished_late(work: Work, task: Task, room: Room, who: str) -> Change[Room]:
    """Return the row that was cleaned while it did not show it; one that has gone on since is left alone."""
    waits = room.cleaning.status in (Cleaning.DIRTY, Cleaning.CLEAN, Cleaning.CLEANING)
    moved_in = room.stay is not None and room.stay.stay_id != task.stay_id
    if not waits or moved_in:
        return Change(room)
    begun = begin_cleaning(room, who, task.finished_at or work.now)
    finished = _finished(work, task, begun.state, who)
    return Change(finished.state, (*begun.events, *finished.events))


def _ended(work: Work, completed: Change[Task], cleaned: Change[Room]) -> Task:
    """Keep what is done, and have its room's next piece of work follow in the same commit, where no flip tells of it."""
    kept = _keep(work, completed, Change(_with_fresh_linen(cleaned.state, completed.state), cleaned.events))
    made_so, flipped = cleaned.state.cleaning, any(isinstance(event, RoomStatusChanged) for event in cleaned.events)
    if flipped and made_so.status is Cleaning.CLEANED and made_so.task_id:
        _ask_for_inspection(work, work.get(Task, made_so.task_id))
    elif not flipped and not cleaned.state.is_occupied:
        settle_work(work, kept.room_id)
    return kept


def _with_fresh_linen(room: Room, task: Task) -> Room:
    return room.but(linen_changed_at=task.finished_at) if task.linen_due else room


class FailTask(Request):
    task_id: TaskId
    reason: Reason
    staff_id: StaffId | None = None


@command("POST /api/v1/housekeeping/tasks/{task_id}/fail", allow=CLEANERS, reads=(Task,))
def fail_task(request: FailTask, work: Work) -> Task:
    """End the work undone. Another task takes its place, carries the reason, and goes to whoever comes next."""
    task, room, who = _worker(work, request.task_id, request.staff_id)
    failed = task.failed(who, request.reason, work.tapped_at)
    if failed.state == task:
        return task
    stopped = break_off_cleaning(room, who, work.tapped_at, reason=request.reason, task_id=task.task_id)
    kept = _keep(work, failed, stopped if task.is_under_way_in(room) else room)
    why = Note(text=request.reason, by=work.actor.id, at=work.tapped_at)
    room = work.get(Room, task.room_id)
    need = Need(
        kind=task.kind,
        source=task.source,
        created_by=work.actor.id,
        source_event_id=task.source_event_id,
        stay_id=task.stay_id,
        language=task.language,
        business_date=task.business_date,
        scheduled_for=task.scheduled_for,
        urgency=Urgency(priority=task.priority, due_at=task.due_at),
        priority=task.priority if task.priority_by_hand else None,
        vacated_at=task.vacated_at,
        of_task_id=task.of_task_id,
        wrong=task.wrong,
        notes=(*task.notes, why),
    )
    open_task(work, task.again, need, room)
    return kept


class EscalateTask(Request):
    task_id: TaskId
    reason: Reason


@command("POST /api/v1/housekeeping/tasks/{task_id}/escalate", allow=STAFF, reads=(Task,))
def escalate_task(request: EscalateTask, work: Work) -> Task:
    """Call the supervisor, because the guest has not left, say. The call is repeated until somebody answers."""
    task, room = task_with_row(work, request.task_id)
    return keep_task(work, task.escalated(work.actor.id, request.reason, work.now), room)


class RequireMaintenance(Request):
    """`light`: the work waits or goes on. `heavy`: the room cannot be given to anybody until it is mended."""

    task_id: TaskId
    severity: Severity
    category: MaintenanceCategory = MaintenanceCategory.OTHER
    description: Reason
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=20)] = ()
    staff_id: StaffId | None = None


@command("POST /api/v1/housekeeping/tasks/{task_id}/maintenance-required", allow=CLEANERS, reads=(Task,))
def require_maintenance(request: RequireMaintenance, work: Work) -> Task:
    """Tell that something is to be mended. Heavy ends the task, begun or not, and takes the room out of order.

    Who tells it of a task that nobody has takes it by that, as who starts it does. A room with a guest in it, or promised
    to one, is not taken out (OPERA): it is held back from `ready` until it is mended, and the event says so, for the front
    desk has to find another room. What it needs beside that is seen to here, where no flip tells of it.
    """
    task, room, who = _worker(work, request.task_id, request.staff_id)
    attached(work, request.photos)
    if request.severity == "light":
        running = task.status is TaskStatus.IN_PROGRESS
        paused = task.paused(who, PauseReason.AWAITING_MAINTENANCE, work.tapped_at) if running else task
        kept = _keep(work, paused, room)
        work.tell(_required(request, work, None, taken_out=False), revision=kept.revision)
        return kept
    if task.status is TaskStatus.PENDING:
        task = _keep(work, _given(work, task, who, work.tapped_at), room)
        room = work.get(Room, room.room_id)
    ended = task.handed_to_maintenance(who, request.description, work.tapped_at)
    wanted = Block(
        block_id=derived_id("blk", task.task_id),
        kind=BlockKind.MAINTENANCE,
        reason=request.description,
        from_at=work.now,
        work_order_id=order_id_of(task.task_id, request.severity, request.category, request.description),
    )
    stopped = break_off_cleaning(room, who, work.tapped_at, reason=request.description, task_id=task.task_id)
    out, taken_out = _taken_out(work, stopped.state, wanted)
    kept = _keep(work, ended, Change(out.state, (*stopped.events, *out.events)))
    work.tell(_required(request, work, wanted.block_id, taken_out=taken_out), revision=kept.revision)
    if not (stopped.events or out.events):
        settle_work(work, kept.room_id)
    return kept


class CancelTask(Request):
    task_id: TaskId
    reason: Reason


@command("POST /api/v1/housekeeping/tasks/{task_id}/cancel", allow=SHIFT_LEADS, reads=(Task,))
def cancel_task(request: CancelTask, work: Work) -> Task:
    """End a task because nobody needs it any more. What its vacant room needs all the same is opened anew by that."""
    task, room = task_with_row(work, request.task_id)
    stopped = break_off_cleaning(room, work.actor.id, work.now, reason=request.reason, task_id=task.task_id)
    leaves = task.is_open and task.is_under_way_in(room)
    return _keep(work, task.cancelled(request.reason, work.now), stopped if leaves else room)


class PrioritiseTask(Request):
    task_id: TaskId
    priority: Priority


@command("PUT /api/v1/housekeeping/tasks/{task_id}/priority", allow=PRIORITISERS, reads=(Task,))
def prioritise_task(request: PrioritiseTask, work: Work) -> Task:
    """Say how urgent it is, because the guest stands at the desk, say. Arrivals do not change it any more."""
    task, room = task_with_row(work, request.task_id)
    return _keep(work, task.prioritised(request.priority), room)


class NoteTask(Request):
    """Words, photos, or both."""

    task_id: TaskId
    text: Text = ""
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=20)] = ()


@command("POST /api/v1/housekeeping/tasks/{task_id}/notes", allow=STAFF, reads=(Task,), status=201)
def note_task(request: NoteTask, work: Work) -> Task:
    """Write something on a task, or put photos to it; also to one that is over. What comes late is always kept."""
    if not request.text and not request.photos:
        raise INVALID_FIELDS.refuse(fields={"text": "say something, or add photos"})
    task = work.get(Task, request.task_id).with_photos(attached(work, request.photos))
    if not request.text:
        return work.keep(task)
    if not work.is_late:
        task.check_notes()
    return work.keep(task.noted(Note(text=request.text, by=work.actor.id, at=work.tapped_at)))


def _has_another_guest(room: Room, task: Task) -> bool:
    """Whether somebody came into the room since the task was begun: then the work ends otherwise than who did it saw it."""
    if room.stay is None or task.started_at is None:
        return False
    return visit_began(room.stay) >= task.started_at


def _worker(work: Work, task_id: str, named: str | None) -> tuple[Task, Room, str]:
    """Return the task, its row and who works on it: who is named, else who taps, else who has the task.

    Of a task that is over nobody need have it: what is told of it late is kept all the same.
    """
    task = work.get(Task, task_id)
    if not work.roles & SHIFT_LEADS:
        who: str | None = work.actor.id
    else:
        who = named or task.assignee or (None if task.is_open else work.actor.id)
    if who is None:
        raise TASK_UNASSIGNED.refuse(task_id=task_id, status=task.status, fields={"staff_id": "say who works on it"})
    task, room = task_with_row(work, task_id, *([who] if task.assignee != who else []))
    return task, room, who


def _given(work: Work, task: Task, staff_id: str, at: datetime) -> Change[Task]:
    person = work.get(Staff, staff_id)
    if person.role not in CLEANERS:
        raise CANNOT_CLEAN.refuse(fields={"staff_id": f"is {person.role}, who does not clean rooms"})
    checklist = task.checklist or checklist_for(work, task.kind, task.room_type)
    return task.assigned(staff_id, Given.BY_HAND, checklist, at)


def _keep(work: Work, change: Change[Task] | Task, row: Change[Room] | Room) -> Task:
    """Keep the task. What a shift lead does with an escalated one answers the call."""
    state, events = (change.state, change.events) if isinstance(change, Change) else (change, ())
    answered = state.answered(work.actor.id, work.now) if work.roles & SHIFT_LEADS else Change(state)
    return keep_task(work, Change(answered.state, (*events, *answered.events)), row)


def _ask_for_inspection(work: Work, task: Task) -> None:
    """Have the newest work inspected; what was to be looked at before it is not there any more."""
    _look_later(work, task.room_id, HouseReason.CLEANED_AGAIN)
    room = work.get(Room, task.room_id)
    need = Need(
        kind=TaskKind.INSPECTION,
        source=Source.EVENT,
        created_by="house",
        stay_id=task.stay_id,
        business_date=task.business_date,
        urgency=urgency(room.next_arrival(work.now, work.settings), work.now, work.settings),
        of_task_id=task.task_id,
        unticked=task.unticked,
    )
    open_task(work, inspection_task_id(task.task_id), need, room)


def _taken_out(work: Work, room: Room, wanted: Block) -> tuple[Change[Room], bool]:
    try:
        return block(room, wanted, work.now, work.settings), True
    except Refusal as no:
        if no.rule not in (ROOM_OCCUPIED, ROOM_PROMISED):
            raise
        return hold(room, wanted.but(kind=BlockKind.INSPECTION, until_mended=not room.is_occupied), work.now), False


def _required(request: RequireMaintenance, work: Work, block_id: str | None, *, taken_out: bool) -> MaintenanceRequired:
    return MaintenanceRequired(
        room_id=work.get(Task, request.task_id).room_id,
        task_id=request.task_id,
        severity=request.severity,
        category=request.category,
        description=request.description,
        photos=request.photos,
        block_id=block_id,
        taken_out=taken_out,
        reported_by=work.actor.id,
    )
