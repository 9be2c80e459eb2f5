"""Tasks as somebody looks for them: one, or a list of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from shared.domain.ids import RoomId, ShiftId, StaffId, StayId, TaskId
from shared.domain.people import SERVICES, STAFF
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.shifts import Shift
from shared.domain.tasks import Priority, Task, TaskKind, TaskStatus
from shared.domain.words import Day, Whole
from shared.domain.worklists import Worklist
from shared.flows.pace import sees_pace
from shared.runtime.documents import to_data
from shared.runtime.lists import ListRequest, several
from shared.runtime.routes import Request, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View

_MANY = 1_000  # more tasks than anybody ends in one shift


class ListTasks(ListRequest):
    """`status` may name several, with commas between; `assignee` none: tasks that nobody has.

    `shift`: what its person has in hand for it, and what ended in their hands while they were on it.
    """

    status: Annotated[tuple[TaskStatus, ...], several, Field(min_length=1)] | None = None
    assignee: StaffId | Literal["none"] | None = None
    priority: Priority | None = None
    kind: TaskKind | None = None
    room: RoomId | None = None
    floor: Whole | None = None
    business_date: Day | None = None
    stay: StayId | None = None
    shift: ShiftId | None = None


@query("GET /api/v1/housekeeping/tasks", allow=STAFF | SERVICES)
def list_tasks(request: ListTasks, view: View) -> Page[Task]:
    """List tasks, newest first. All filters given hold together. How long others took is shown to shift leads."""
    found = _found(request, view)
    if sees_pace(view):
        return found
    return Page([task.as_colleagues_see(view.actor.id) for task in found.items], found.after)


def _found(request: ListTasks, view: View) -> Page[Task]:
    if request.shift is not None:
        return _of_shift(view, view.get(Shift, request.shift), request)
    where = [Where(field, "==", value) for field, value in _equal(request).items()]
    if request.assignee:
        where.append(Where("assignee", "==", None if request.assignee == "none" else request.assignee))
    if request.status:
        where.append(Where("status", "in", [status.value for status in request.status]))
    return view.list(Task, *where, order_by=("-created_at",), limit=request.limit, after=request.after)


def _equal(request: ListTasks) -> dict[str, str | int]:
    asked: dict[str, str | int | None] = {
        "priority": request.priority and request.priority.value,
        "kind": request.kind and request.kind.value,
        "room_id": request.room,
        "floor": request.floor,
        "business_date": request.business_date.isoformat() if request.business_date else None,
        "stay_id": request.stay,
    }
    return {field: value for field, value in asked.items() if value is not None}


def _of_shift(view: View, shift: Shift, request: ListTasks) -> Page[Task]:
    """Return a page of one shift's tasks: as many as one person does in a day, so they are read whole."""
    begins = request.after
    if begins is not None and [type(one) for one in begins] != [datetime, str]:
        raise INVALID_FIELDS.refuse(fields={"cursor": "is of another list; leave it out to begin at the first page"})
    (hands,) = view.gather((Worklist, shift.staff_id))
    tasks = {task.task_id: task for task in (*_in_hand(view, shift, hands), *_ended_in(view, shift))}
    equal = _equal(request)
    found = [task for task in tasks.values() if equal.items() <= to_data(task).items() and _is_asked_for(task, request)]
    ordered = sorted(found, key=lambda task: (task.created_at, task.task_id), reverse=True)
    rest = [task for task in ordered if begins is None or (task.created_at, task.task_id) < begins]
    page = rest[: request.limit]
    return Page(page, (page[-1].created_at, page[-1].task_id) if len(rest) > len(page) else None)


def _in_hand(view: View, shift: Shift, hands: Worklist | None) -> list[Task]:
    """Return what they have for this shift: the one they are on, or without one that which comes."""
    if hands is None or shift.is_over or hands.shift_id not in (None, shift.shift_id):
        return []
    return [task for task in view.gather_all(Task, [one.task_id for one in hands.tasks]) if task is not None]


def _ended_in(view: View, shift: Shift) -> list[Task]:
    if shift.started_at is None:
        return []
    during = (
        Where("assignee", "==", shift.staff_id),
        Where("finished_at", ">=", shift.started_at),
        Where("finished_at", "<=", shift.ended_at or view.now),
    )
    return view.list(Task, *during, order_by=("finished_at",), limit=_MANY).items


def _is_asked_for(task: Task, request: ListTasks) -> bool:
    has = None if request.assignee == "none" else request.assignee
    return (not request.status or task.status in request.status) and (not request.assignee or task.assignee == has)


class GetTask(Request):
    task_id: TaskId


@query("GET /api/v1/housekeeping/tasks/{task_id}", allow=STAFF | SERVICES)
def get_task(request: GetTask, view: View) -> Task:
    """Return the task with its checklist, notes, photos and linen."""
    task = view.get(Task, request.task_id)
    return task if sees_pace(view) else task.as_colleagues_see(view.actor.id)
