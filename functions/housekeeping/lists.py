"""Tasks as somebody looks for them: one, or a list of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shared.domain.ids import RoomId, StaffId, StayId, TaskId
from shared.domain.people import SERVICES, STAFF
from shared.domain.tasks import Priority, Task, TaskKind, TaskStatus
from shared.domain.words import Day, Whole
from shared.runtime.lists import ListRequest, several
from shared.runtime.routes import Request, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View


class ListTasks(ListRequest):
    """`status` may name several, with commas between; `assignee` none: tasks that nobody has."""

    status: Annotated[tuple[TaskStatus, ...], several, Field(min_length=1)] | None = None
    assignee: StaffId | Literal["none"] | None = None
    priority: Priority | None = None
    kind: TaskKind | None = None
    room: RoomId | None = None
    floor: Whole | None = None
    business_date: Day | None = None
    stay: StayId | None = None


@query("GET /api/v1/housekeeping/tasks", allow=STAFF | SERVICES)
def list_tasks(request: ListTasks, view: View) -> Page[Task]:
    """List tasks, newest first. All filters given hold together."""
    equal = {
        "priority": request.priority and request.priority.value,
        "kind": request.kind and request.kind.value,
        "room_id": request.room,
        "floor": request.floor,
        "business_date": request.business_date and request.business_date.isoformat(),
        "stay_id": request.stay,
    }
    where = [Where(field, "==", value) for field, value in equal.items() if value is not None]
    if request.assignee:
        where.append(Where("assignee", "==", None if request.assignee == "none" else request.assignee))
    if request.status:
        where.append(Where("status", "in", [status.value for status in request.status]))
    return view.list(Task, *where, order_by=("-created_at",), limit=request.limit, after=request.after)


class GetTask(Request):
    task_id: TaskId


@query("GET /api/v1/housekeeping/tasks/{task_id}", allow=STAFF | SERVICES)
def get_task(request: GetTask, view: View) -> Task:
    """Return the task with its checklist, notes, photos and linen."""
    return view.get(Task, request.task_id)
