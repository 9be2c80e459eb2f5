"""Inspections: run one on a task that was done, read one, list them (docs/inspections.md)."""

from __future__ import annotations

from itertools import chain
from typing import Annotated

from pydantic import Field

from shared.domain.checklists import MOST_ITEMS, Checklist, checklist_ids_of
from shared.domain.cleaning import CLEANERS
from shared.domain.documents import Document
from shared.domain.ids import InspectionId, PhotoId, RoomId, TaskId
from shared.domain.inspections import (
    MOST_PHOTOS,
    Answered,
    Inspection,
    Seen,
    Verdict,
    check_inspector,
    concluded,
    inspection_id_of,
    is_worth_doing_again,
    judge,
    room_after,
)
from shared.domain.people import SERVICES, SHIFT_LEADS, STAFF
from shared.domain.photos import Photo
from shared.domain.rooms import Room
from shared.domain.shifts import Shift
from shared.domain.tablets import Tablet
from shared.domain.tasks import (
    TOWARDS_READY,
    Given,
    Priority,
    Source,
    Task,
    TaskKind,
    Urgency,
    inspection_task_id,
    urgency,
)
from shared.domain.words import Text
from shared.domain.worklists import Worklist
from shared.flows.photos import attached
from shared.flows.rows import keep_row, row
from shared.flows.tasks import Need, checklist_for, keep_task, open_task, worklist_of
from shared.runtime.lists import ListRequest
from shared.runtime.routes import Request, command, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View, Work


class InspectTask(Request):
    """`task_id`: the work that was done, or the task that asks for its inspection."""

    task_id: TaskId
    answers: Annotated[tuple[Answered, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    note: Annotated[Text, Field(max_length=1000)] = ""
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=MOST_PHOTOS)] = ()


@command("POST /api/v1/housekeeping/tasks/{task_id}/inspections", allow=CLEANERS, reads=(Task,), status=201)
def inspect_task(request: InspectTask, work: Work) -> Inspection:
    """Say of each line whether it is right. Passed, the room is ready; failed, it is dirty and goes back to who did it.

    A room that has gone on since, because somebody came, left or blocked it, is left alone; the verdict stands.
    """
    clean, asking = _inspected(work, request)
    roles, room = work.roles, row(work, clean.room_id)
    check_inspector(clean, work.actor.id, roles, () if roles & SHIFT_LEADS else _skills(work), room.cleaning.by)
    checklist = (asking and asking.checklist) or checklist_for(work, TaskKind.INSPECTION, clean.room_type)
    answers = tuple(
        one.but(photos=attached(work, one.photos, f"answers.{place}.photos"))
        for place, one in enumerate(request.answers)
    )
    photos = attached(work, request.photos)
    seen = Seen(by=work.actor.id, at=work.tapped_at, answers=answers, note=request.note, photos=photos)
    inspection = judge(clean, checklist, seen, work.find(Inspection, inspection_id_of(clean.task_id)))
    after = room_after(inspection, room.without_task(asking.task_id) if asking else room, work.now)
    if asking is not None and asking.is_open:
        keep_task(work, concluded(asking, inspection, checklist, room), after)
    else:
        keep_row(work, after)
    work.keep(work.get(Task, clean.task_id).but(inspection_id=inspection.inspection_id))
    return work.keep(inspection.recorded(_done_again(work, clean, inspection)))


class GetInspection(Request):
    inspection_id: InspectionId


@query("GET /api/v1/housekeeping/inspections/{inspection_id}", allow=STAFF | SERVICES)
def get_inspection(request: GetInspection, view: View) -> Inspection:
    """Return the inspection with each line as it was worded then."""
    return view.get(Inspection, request.inspection_id)


class ListInspections(ListRequest):
    task: TaskId | None = None
    room: RoomId | None = None
    verdict: Verdict | None = None


@query("GET /api/v1/housekeeping/inspections", allow=STAFF | SERVICES)
def list_inspections(request: ListInspections, view: View) -> Page[Inspection]:
    """List inspections, newest first. All filters given hold together."""
    equal = {"task_id": request.task, "room_id": request.room, "verdict": request.verdict and request.verdict.value}
    where = [Where(field, "==", value) for field, value in equal.items() if value is not None]
    return view.list(Inspection, *where, order_by=("-at",), limit=request.limit, after=request.after)


def _inspected(work: Work, request: InspectTask) -> tuple[Task, Task | None]:
    """Return the work and the task that asks for its inspection, read together with what any verdict looks at.

    Where a room is looked at that no work made clean, the two are the same task.
    """
    named = work.get(Task, request.task_id)
    clean_id = (named.kind is TaskKind.INSPECTION and named.of_task_id) or named.task_id
    wanted: list[tuple[type[Document], str]] = [
        (Task, clean_id),
        (Task, inspection_task_id(clean_id)),
        (Inspection, inspection_id_of(clean_id)),
    ]
    wanted += [(Room, named.room_id), (Tablet, named.room_id), (Worklist, work.actor.id)]
    wanted += [(Checklist, one) for one in checklist_ids_of(TaskKind.INSPECTION, named.room_type)]
    wanted += [(Photo, one) for one in chain(request.photos, *(line.photos for line in request.answers))]
    keys = [work.place.key(kind.collection, document_id) for kind, document_id in wanted]
    work.read([key for key in dict.fromkeys(keys) if key not in work.snapshots])
    clean = work.get(Task, clean_id)
    asked = [one.task_id for one in row(work, clean.room_id).tasks if one.is_look]
    asking = [task for task in work.gather_all(Task, asked) if task and clean_id in (task.of_task_id, task.task_id)]
    return clean, asking[0] if asking else work.find(Task, inspection_task_id(clean_id))


def _skills(work: Work) -> tuple[str, ...]:
    """Return what who taps is good at, as their shift says; off shift, nothing."""
    worklist = work.find(Worklist, work.actor.id)
    shift = work.find(Shift, worklist.shift_id) if worklist and worklist.shift_id else None
    return shift.skills if shift else ()


def _done_again(work: Work, clean: Task, inspection: Inspection) -> str | None:
    """Have failed work done again, by who did it while they are on shift; return the id of that task, if there is one."""
    room = work.get(Room, clean.room_id)
    if inspection.verdict is Verdict.PASSED or not is_worth_doing_again(clean, room):
        return None
    arrival = (
        urgency(room.next_arrival(work.now, work.settings), work.now, work.settings)
        if clean.kind in TOWARDS_READY
        else None
    )
    waited_for = arrival is not None and arrival.priority is Priority.URGENT
    need = Need(
        kind=clean.kind if clean.kind is not TaskKind.INSPECTION else TaskKind.TURNOVER,
        source=Source.EVENT,
        created_by=work.actor.id,
        stay_id=clean.stay_id,
        language=clean.language,
        urgency=Urgency(
            priority=Priority.URGENT if waited_for else Priority.HIGH, due_at=arrival.due_at if arrival else None
        ),
        vacated_at=clean.vacated_at or (work.now if clean.kind is TaskKind.INSPECTION else None),
        of_task_id=clean.task_id,
        wrong=inspection.failed_items,
        notes=inspection.words_to_cleaner,
    )
    again = open_task(work, clean.again, need, room)
    did = clean.assignee if clean.kind is not TaskKind.INSPECTION else None
    if did and worklist_of(work, did).shift_id is not None:
        checklist = checklist_for(work, again.kind, again.room_type)
        given = again.assigned(did, Given.BY_HAND, checklist, work.now)
        keep_task(work, given, work.get(Room, clean.room_id))
    return again.task_id
