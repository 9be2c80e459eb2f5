"""Work orders: open one by hand, give it to somebody, mend, see that it is mended (docs/maintenance.md).

Opening a heavy one blocks the room in the same commit. Housekeeping brings the room back when it hears the end.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.domain.cleaning import block, hold
from shared.domain.ids import PhotoId, RoomId, StaffId, WorkOrderId
from shared.domain.people import SERVICES, SHIFT_LEADS, STAFF, Role
from shared.domain.refusals import INVALID_FIELDS, Rule
from shared.domain.rooms import Block, BlockKind, Room
from shared.domain.staff import Staff
from shared.domain.tasks import Note, Priority, Severity
from shared.domain.words import Text, YesNo
from shared.domain.work_orders import MaintenanceCategory, WorkOrder, WorkOrderStatus, priority_of
from shared.flows.photos import attached_with_papers
from shared.flows.rows import keep_row, row
from shared.runtime.lists import ListRequest, several
from shared.runtime.routes import Request, command, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View, Work

NOT_YOURS_TO_GIVE = Rule(
    "MELMASTOON.MAINTENANCE.NOT_YOURS_TO_GIVE",
    403,
    "You may take a work order yourself; a shift lead gives it to others.",
)
CANNOT_MEND = Rule("MELMASTOON.MAINTENANCE.CANNOT_MEND", 422, "They do not mend rooms.")

MENDERS = SHIFT_LEADS | {Role.MAINTENANCE}

Words = Annotated[Text, Field(min_length=1, max_length=500)]
Photos = Annotated[tuple[PhotoId, ...], Field(max_length=20)]


class ListWorkOrders(ListRequest):
    """`status` may name several, with commas between."""

    status: Annotated[tuple[WorkOrderStatus, ...], several, Field(min_length=1)] | None = None
    room: RoomId | None = None
    assignee: StaffId | None = None


@query("GET /api/v1/maintenance/work-orders", allow=STAFF | SERVICES)
def list_work_orders(request: ListWorkOrders, view: View) -> Page[WorkOrder]:
    """List work orders, newest first. All filters given hold together."""
    equal = {"room_id": request.room, "assignee": request.assignee}
    where = [Where(field, "==", value) for field, value in equal.items() if value is not None]
    if request.status:
        where.append(Where("status", "in", [status.value for status in request.status]))
    return view.list(WorkOrder, *where, order_by=("-opened_at",), limit=request.limit, after=request.after)


class GetWorkOrder(Request):
    work_order_id: WorkOrderId


@query("GET /api/v1/maintenance/work-orders/{work_order_id}", allow=STAFF | SERVICES)
def get_work_order(request: GetWorkOrder, view: View) -> WorkOrder:
    """Return the work order with its notes and photos."""
    return view.get(WorkOrder, request.work_order_id)


class OpenWorkOrder(Request):
    """`light`: the room stays in use. `heavy`: it is out of order until the order is verified or cancelled.

    `takes_room_out` false, of a heavy one: the guest who is in the room or promised it keeps it, and it is only held back
    from `ready`. Without `priority` the severity decides.
    """

    room_id: RoomId
    severity: Severity
    category: MaintenanceCategory = MaintenanceCategory.OTHER
    description: Words
    priority: Priority | None = None
    photos: Photos = ()
    takes_room_out: YesNo = True


@command("POST /api/v1/maintenance/work-orders", allow=STAFF, status=201)
def open_work_order(request: OpenWorkOrder, work: Work) -> WorkOrder:
    """Report something to be mended. A heavy one blocks the room at once, and is refused where a guest is to have it."""
    room = row(work, request.room_id)
    order_id = work.new_id("wko")
    blocked = _blocked(request, work, room, order_id) if request.severity == "heavy" else None
    order = WorkOrder(
        work_order_id=order_id,
        room_id=room.room_id,
        category=request.category,
        description=request.description,
        severity=request.severity,
        priority=request.priority or priority_of(request.severity),
        source="manual",
        block_id=blocked.block_id if blocked else None,
        reported_by=work.actor.id,
        opened_at=work.now,
        photos=attached_with_papers(work, request.photos),
    )
    return work.keep(order.opened())


class AssignWorkOrder(Request):
    """`staff_id` null gives it back to everybody."""

    work_order_id: WorkOrderId
    staff_id: StaffId | None


@command("POST /api/v1/maintenance/work-orders/{work_order_id}/assign", allow=MENDERS, reads=(WorkOrder,))
def assign_work_order(request: AssignWorkOrder, work: Work) -> WorkOrder:
    """Give it to somebody who mends; who mends may also take what nobody has, and give back what is theirs."""
    order = work.get(WorkOrder, request.work_order_id)
    if not work.roles & SHIFT_LEADS and {request.staff_id, order.assignee} - {None, work.actor.id}:
        raise NOT_YOURS_TO_GIVE.refuse(staff_id=request.staff_id, assignee=order.assignee)
    person = work.get(Staff, request.staff_id) if request.staff_id else None
    if person is not None and person.role not in MENDERS:
        raise CANNOT_MEND.refuse(fields={"staff_id": f"is {person.role}, who does not mend rooms"})
    return work.keep(order.given_to(request.staff_id))


class StartWorkOrder(Request):
    work_order_id: WorkOrderId


@command("POST /api/v1/maintenance/work-orders/{work_order_id}/start", allow=MENDERS, reads=(WorkOrder,))
def start_work_order(request: StartWorkOrder, work: Work) -> WorkOrder:
    """Begin to mend. Who starts what nobody has takes it."""
    order = work.get(WorkOrder, request.work_order_id)
    return work.keep(order.started(_mender(work, order), work.now))


class ResolveWorkOrder(Request):
    work_order_id: WorkOrderId
    resolution: Words
    photos: Photos = ()


@command("POST /api/v1/maintenance/work-orders/{work_order_id}/resolve", allow=MENDERS, reads=(WorkOrder,))
def resolve_work_order(request: ResolveWorkOrder, work: Work) -> WorkOrder:
    """Say that it is mended, and how. The room comes back when a shift lead has seen it."""
    order = work.get(WorkOrder, request.work_order_id)
    return work.keep(
        order.resolved(_mender(work, order), request.resolution, attached_with_papers(work, request.photos), work.now)
    )


class VerifyWorkOrder(Request):
    """`note` says what is still wrong where it did not pass."""

    work_order_id: WorkOrderId
    passed: YesNo
    note: Annotated[Text, Field(max_length=500)] = ""


@command("POST /api/v1/maintenance/work-orders/{work_order_id}/verify", allow=SHIFT_LEADS, reads=(WorkOrder,))
def verify_work_order(request: VerifyWorkOrder, work: Work) -> WorkOrder:
    """Say whether it is mended. If so the room goes back to be cleaned; if not, who mended it has it again."""
    order = work.get(WorkOrder, request.work_order_id)
    note = Note(text=request.note, by=work.actor.id, at=work.now)
    if not request.passed and not request.note:
        raise INVALID_FIELDS.refuse(fields={"note": "say what is still wrong"})
    if not request.passed:
        return work.keep(order.reopened(note))
    noted = order.noted(note).state if request.note else order
    return work.keep(noted.verified(work.actor.id, work.now))


class CancelWorkOrder(Request):
    work_order_id: WorkOrderId
    reason: Words


@command("POST /api/v1/maintenance/work-orders/{work_order_id}/cancel", allow=MENDERS, reads=(WorkOrder,))
def cancel_work_order(request: CancelWorkOrder, work: Work) -> WorkOrder:
    """End it because nothing is to be mended; the room comes back as from one that was done."""
    return work.keep(work.get(WorkOrder, request.work_order_id).cancelled(request.reason, work.now))


class NoteWorkOrder(Request):
    work_order_id: WorkOrderId
    text: Annotated[Text, Field(min_length=1)]


@command("POST /api/v1/maintenance/work-orders/{work_order_id}/notes", allow=STAFF, reads=(WorkOrder,), status=201)
def note_work_order(request: NoteWorkOrder, work: Work) -> WorkOrder:
    """Write something on it; also on one that is over."""
    order = work.get(WorkOrder, request.work_order_id)
    if not work.is_late:
        order.check_notes()
    return work.keep(order.noted(Note(text=request.text, by=work.actor.id, at=work.tapped_at)))


def _blocked(request: OpenWorkOrder, work: Work, room: Room, order_id: str) -> Block:
    """Put the block of a heavy order on the row, and return it."""
    wanted = Block(
        block_id=work.new_id("blk"),
        kind=BlockKind.MAINTENANCE if request.takes_room_out else BlockKind.INSPECTION,
        reason=request.description,
        from_at=work.now,
        work_order_id=order_id,
    )
    if request.takes_room_out:
        keep_row(work, block(room, wanted, work.now, work.settings))
    else:
        keep_row(work, hold(room, wanted, work.now))
    return wanted


def _mender(view: View, order: WorkOrder) -> str:
    """Return who mends: a shift lead taps for who has the order, where somebody has it."""
    return order.assignee if order.assignee and view.roles & SHIFT_LEADS else view.actor.id
