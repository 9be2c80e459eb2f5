"""A task, the row that lists it and the worklists that have it in hand: kept together, by whoever opens or moves one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.domain.checklists import Checklist, checklist_ids_of
from shared.domain.documents import Change
from shared.domain.estimates import Estimate, estimate_id_of, minutes_for
from shared.domain.refusals import NOT_FOUND
from shared.domain.rooms import Room
from shared.domain.staff import Staff
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tablets import Tablet
from shared.domain.tasks import BoundChecklist, Note, Priority, Source, Task, TaskKind, Urgency
from shared.domain.turnovers import linen_is_due
from shared.domain.worklists import Worklist
from shared.flows.rows import keep_row
from shared.runtime.store.port import Key
from shared.runtime.work import Work


@dataclass(frozen=True)
class Need:
    """Why a task is opened, and for whom. `priority` is one given by hand; None leaves it to the next arrival."""

    kind: TaskKind
    source: Source
    created_by: str
    source_event_id: str | None = None
    stay_id: str | None = None
    language: str | None = None
    business_date: date | None = None
    scheduled_for: datetime | None = None
    urgency: Urgency | None = None
    priority: Priority | None = None
    vacated_at: datetime | None = None
    parked_since: datetime | None = None
    of_task_id: str | None = None
    wrong: tuple[str, ...] = ()
    unticked: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def task_with_row(work: Work, task_id: str, *staff_ids: str) -> tuple[Task, Room]:
    """Return the task and its row, read with the worklists of who has it and of these people in one round trip."""
    task = work.get(Task, task_id)
    work.read([key for key in around(work, task, *staff_ids) if key not in work.snapshots])
    room = work.find(Room, task.room_id)
    if room is None:
        raise NOT_FOUND.refuse(f"There is no task {task_id}.", id=task_id)
    return task, room


def around(work: Work, task: Task, *staff_ids: str) -> list[Key]:
    """Return what is read with a task: its row, the worklists of who has it and of these people, and what would be bound."""
    people = dict.fromkeys(filter(None, (task.assignee, *staff_ids)))
    keys = [work.place.key(kind.collection, task.room_id) for kind in (Room, Tablet)]
    keys += [work.place.key(Worklist.collection, staff_id) for staff_id in people]
    keys += [work.place.key(Staff.collection, staff_id) for staff_id in staff_ids]
    if task.checklist is None and staff_ids:
        keys += [work.place.key(Checklist.collection, one) for one in checklist_ids_of(task.kind, task.room_type)]
    return keys


def open_task(work: Work, task_id: str, need: Need, room: Room) -> Task:
    """Open a task in this room; it stands on the row at once. One that has this id already must not be there."""
    kind = need.kind
    mine, common = checklist_ids_of(kind, room.room_type)
    of_type, of_all, learned = work.peek(
        (Checklist, mine), (Checklist, common), (Estimate, estimate_id_of(room.room_type, kind))
    )
    checklist = _newest(kind, of_type, of_all)
    urgency = need.urgency or Urgency(priority=Priority.NORMAL)
    task = Task(
        task_id=task_id,
        room_id=room.room_id,
        floor=room.floor,
        wing=room.wing,
        room_type=room.room_type,
        kind=kind,
        priority=need.priority or urgency.priority,
        priority_by_hand=need.priority is not None,
        source=need.source,
        source_event_id=need.source_event_id,
        stay_id=need.stay_id,
        language=need.language,
        business_date=need.business_date or work.settings.business_date(work.now),
        created_at=work.now,
        created_by=need.created_by,
        scheduled_for=need.scheduled_for,
        due_at=urgency.due_at,
        vacated_at=need.vacated_at,
        parked_since=need.parked_since,
        linen_due=kind is TaskKind.MID_STAY_CLEAN and linen_is_due(room, work.now, work.settings),
        estimated_minutes=minutes_for(kind, room.room_type, learned, work.settings),
        checklist_id=checklist.checklist_id,
        checklist_version=checklist.version,
        of_task_id=need.of_task_id,
        wrong=need.wrong,
        unticked=need.unticked,
        notes=need.notes,
    )
    hint = need.language or work.settings.languages[0]
    return keep_task(work, task.created(work.place.tenant_id, work.place.property_id, hint), room)


def keep_task(work: Work, change: Change[Task] | Task, row: Change[Room] | Room) -> Task:
    """Keep the task; an open one stands on the row and in the hands of who has it, and in nobody else's."""
    before = work.as_read(Task, change.state.id if isinstance(change, Change) else change.id)
    task = work.keep(change)
    room, events = (row.state, row.events) if isinstance(row, Change) else (row, ())
    listed = room.with_task(task.on_row) if task.is_open else room.without_task(task.id)
    keep_row(work, Change(listed, events))
    hands = {one.assignee for one in (before, task) if one is not None and one.assignee}
    for staff_id in sorted(hands):
        work.keep(worklist_of(work, staff_id).following(task, work.now))
    return task


def worklist_of(work: Work, staff_id: str) -> Worklist:
    return work.find(Worklist, staff_id) or Worklist(staff_id=staff_id)


def checklist_for(work: Work, kind: TaskKind, room_type: str) -> BoundChecklist:
    """Return the newest checklist for this work: for rooms of that type, else for all, else the standard one."""
    return _newest(kind, *work.gather_all(Checklist, checklist_ids_of(kind, room_type)))


def open_tasks_of(work: Work, room: Room) -> list[Task]:
    """Return the open tasks of a room, read by their ids with the worklists they are on."""
    tasks = [task for task in work.gather_all(Task, [one.task_id for one in room.tasks]) if task is not None]
    work.gather_all(Worklist, [task.assignee for task in tasks if task.assignee])
    return tasks


def _newest(kind: TaskKind, *own: Checklist | None) -> BoundChecklist:
    return next((one for one in own if one is not None and one.active), standard_checklist(kind)).bound()
