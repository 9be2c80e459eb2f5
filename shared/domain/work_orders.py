"""Something to be mended in a room, from the report of it until a shift lead has seen that it is.

`MOVES` is the whole state machine; a test holds the diagram in docs/ to it. A heavy order has a block on the room; what
taking that block off does to the row is in `cleaning.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal

from shared.domain.documents import Change, Document
from shared.domain.events import Event
from shared.domain.ids import derived_id
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.tasks import MaintenanceRequired, Note, Priority, Severity
from shared.domain.words import Told, ToldText

ORDER_NOT_ALLOWED = Rule("MELMASTOON.MAINTENANCE.STATUS_NOT_ALLOWED", 409, "The work order cannot go there from here.")
ORDER_STANDS = Rule(
    "MELMASTOON.MAINTENANCE.ORDER_STANDS", 409, "The block belongs to an open work order: it ends with that."
)
ORDER_IS_ANOTHERS = Rule("MELMASTOON.MAINTENANCE.ORDER_IS_ANOTHERS", 409, "The work order is somebody else's.")
TOO_MANY_NOTES = Rule("MELMASTOON.MAINTENANCE.TOO_MANY_NOTES", 409, "The work order has as many notes as it can have.")

MOST_NOTES = 200


class MaintenanceCategory(StrEnum):
    PLUMBING = "plumbing"
    ELECTRICITY = "electricity"
    HEATING_AND_COOLING = "heating_and_cooling"
    FURNITURE = "furniture"
    BEDDING = "bedding"
    APPLIANCE = "appliance"
    DOOR_OR_WINDOW = "door_or_window"
    PESTS = "pests"
    OTHER = "other"


class WorkOrderStatus(StrEnum):
    OPEN = "open"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    CANCELLED = "cancelled"


class Move(StrEnum):
    ASSIGN = "assign"
    PUT_BACK = "put_back"
    START = "start"
    RESOLVE = "resolve"
    VERIFY = "verify"
    REOPEN = "reopen"
    CANCEL = "cancel"


_BEGUN = (WorkOrderStatus.ASSIGNED, WorkOrderStatus.IN_PROGRESS)
_UNRESOLVED = (WorkOrderStatus.OPEN, *_BEGUN)

MOVES: Mapping[Move, Mapping[WorkOrderStatus, WorkOrderStatus]] = {
    Move.ASSIGN: dict.fromkeys(_UNRESOLVED, WorkOrderStatus.ASSIGNED),
    Move.PUT_BACK: dict.fromkeys(_BEGUN, WorkOrderStatus.OPEN),
    Move.START: dict.fromkeys((WorkOrderStatus.OPEN, WorkOrderStatus.ASSIGNED), WorkOrderStatus.IN_PROGRESS),
    Move.RESOLVE: {WorkOrderStatus.IN_PROGRESS: WorkOrderStatus.RESOLVED},
    Move.VERIFY: {WorkOrderStatus.RESOLVED: WorkOrderStatus.VERIFIED},
    Move.REOPEN: {WorkOrderStatus.RESOLVED: WorkOrderStatus.ASSIGNED},
    Move.CANCEL: dict.fromkeys(_UNRESOLVED, WorkOrderStatus.CANCELLED),
}
"""What each move makes of each status; from a status that is not named, the move is refused."""


def order_id_of(task_id: str, severity: str, category: str, description: str) -> str:
    """Return the one id of the order that a report from a cleaning task asks for."""
    return derived_id("wko", task_id, severity, category, description)


class WorkOrder(Document):
    """`block_id`: heavy, and the block that keeps guests out of the room. `task_id`: the cleaning task that found it.

    `resolution` is what the person who mended it says they did; it stands until a shift lead has seen it.
    """

    collection: ClassVar[str] = "work_orders"
    key: ClassVar[str] = "work_order_id"
    about_guest: ClassVar[AboutGuest] = keep(
        "It is of a thing that is broken, and whoever mends it needs its words.",
        texts=("description", "resolution", "cancelled_for", "notes.*.text"),
    )

    work_order_id: str
    room_id: str
    category: str
    description: str
    severity: Severity
    status: WorkOrderStatus = WorkOrderStatus.OPEN
    priority: Priority
    source: Literal["manual", "housekeeping"]
    task_id: str | None = None
    block_id: str | None = None
    reported_by: str
    opened_at: datetime
    assignee: str | None = None
    started_at: datetime | None = None
    resolved_at: datetime | None = None
    resolution: str = ""
    verified_at: datetime | None = None
    verified_by: str | None = None
    cancelled_at: datetime | None = None
    cancelled_for: str = ""
    photos: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @classmethod
    def required(cls, found: MaintenanceRequired, at: datetime) -> WorkOrder:
        """Return the order that housekeeping's report asks for: the same one whenever it is reported again."""
        return cls(
            work_order_id=order_id_of(found.task_id, found.severity, found.category, found.description),
            room_id=found.room_id,
            category=found.category,
            description=found.description,
            severity=found.severity,
            priority=priority_of(found.severity),
            source="housekeeping",
            task_id=found.task_id,
            block_id=found.block_id,
            reported_by=found.reported_by,
            opened_at=at,
            photos=found.photos,
        )

    @property
    def is_over(self) -> bool:
        return self.status in (WorkOrderStatus.VERIFIED, WorkOrderStatus.CANCELLED)

    def opened(self) -> Change[WorkOrder]:
        """Begin this new order."""
        event = WorkOrderOpened(
            **self._said(),
            category=self.category,
            priority=self.priority,
            source=self.source,
            reported_by=self.reported_by,
            opened_at=self.opened_at,
        )
        return Change(self, (event,))

    def given_to(self, staff_id: str | None) -> Change[WorkOrder]:
        """Give it to somebody, also out of another one's hands; with None back to everybody."""
        if staff_id == self.assignee:
            return Change(self)
        status = self._after(Move.ASSIGN if staff_id else Move.PUT_BACK)
        event = WorkOrderAssigned(**self._said(), staff_id=staff_id)
        return Change(self.but(status=status, assignee=staff_id), (event,))

    def started(self, by: str, at: datetime) -> Change[WorkOrder]:
        """Begin to mend; who begins what nobody has, has it. Beginning once more changes nothing."""
        self._of(by, Move.START)
        if self.status is WorkOrderStatus.IN_PROGRESS:
            return Change(self)
        status = self._after(Move.START)
        state = self.but(status=status, assignee=by, started_at=self.started_at or at)
        return Change(state, (WorkOrderStarted(**self._said(), staff_id=by),))

    def resolved(self, by: str, resolution: str, photos: tuple[str, ...], at: datetime) -> Change[WorkOrder]:
        """Say that it is mended. Saying so once more only adds photos."""
        self._of(by, Move.RESOLVE)
        shown = self.but(photos=tuple(dict.fromkeys((*self.photos, *photos))))
        if self.status is WorkOrderStatus.RESOLVED:
            return Change(shown)
        state = shown.but(status=self._after(Move.RESOLVE), resolution=resolution, resolved_at=at)
        return Change(state, (WorkOrderResolved(**self._said(), staff_id=by, photos=len(photos)),))

    def verified(self, by: str, at: datetime) -> Change[WorkOrder]:
        """Find it mended. Finding so once more changes nothing."""
        if self.status is WorkOrderStatus.VERIFIED:
            return Change(self)
        state = self.but(status=self._after(Move.VERIFY), verified_by=by, verified_at=at)
        event = WorkOrderCompleted(**self._said(), outcome=state.status, resolution=self.resolution)
        return Change(state, (event,))

    def reopened(self, wrong: Note) -> Change[WorkOrder]:
        """Find it not mended; who said it was has it again, and reads what is still wrong."""
        status = self._after(Move.REOPEN)
        noted = self.noted(wrong).state
        state = noted.but(status=status, resolution="", resolved_at=None)
        return Change(state, (WorkOrderAssigned(**self._said(), staff_id=self.assignee, again=True),))

    def cancelled(self, reason: str, at: datetime) -> Change[WorkOrder]:
        """End it because nothing is to be mended. Cancelling once more changes nothing."""
        if self.status is WorkOrderStatus.CANCELLED:
            return Change(self)
        state = self.but(status=self._after(Move.CANCEL), cancelled_at=at, cancelled_for=reason)
        return Change(state, (WorkOrderCancelled(**self._said(), reason=reason),))

    def noted(self, note: Note) -> Change[WorkOrder]:
        """Write something on it; also on one that is over, for what was written offline is always kept."""
        return Change(self.but(notes=(*self.notes, note)))

    def check_notes(self) -> None:
        """Raise Refusal TOO_MANY_NOTES where it is full. Of what comes late nobody asks: it is kept beyond that."""
        if len(self.notes) >= MOST_NOTES:
            raise TOO_MANY_NOTES.refuse(notes=len(self.notes))

    def _of(self, by: str, attempted: Move) -> None:
        if self.assignee not in (None, by):
            raise ORDER_IS_ANOTHERS.refuse(
                f"The work order is {self.assignee}'s.",
                work_order_id=self.work_order_id,
                who=self.assignee,
                attempted=attempted,
            )

    def _after(self, move: Move) -> WorkOrderStatus:
        after = MOVES[move].get(self.status)
        if after is None:
            raise ORDER_NOT_ALLOWED.refuse(
                f"The work order is {self.status}; you cannot {move.replace('_', ' ')} it.",
                work_order_id=self.work_order_id,
                status=self.status,
                attempted=move,
            )
        return after

    def _said(self) -> dict[str, Any]:
        return {
            "work_order_id": self.work_order_id,
            "room_id": self.room_id,
            "severity": self.severity,
            "task_id": self.task_id,
            "block_id": self.block_id,
        }


def priority_of(severity: Severity) -> Priority:
    """Return the priority of an order to which nobody gave another one."""
    return Priority.HIGH if severity == "heavy" else Priority.NORMAL


class WorkOrderEvent(Event):
    """`severity`, `taskId` and `blockId` are None where another maintenance service does not know them."""

    aggregate: ClassVar[str] = "work_order_id"
    named_outside: ClassVar[frozenset[str]] = frozenset({"work_order_id"})

    work_order_id: str
    room_id: str
    severity: Severity | None = None
    task_id: str | None = None
    block_id: str | None = None


class WorkOrderOpened(WorkOrderEvent):
    subject: ClassVar[str] = "melmastoon.maintenance.work_order.opened.v1"

    category: str
    priority: Priority
    source: str
    reported_by: str
    opened_at: datetime


class WorkOrderAssigned(WorkOrderEvent):
    """`staffId` is None where everybody may take it again. `again`: a shift lead found it not mended."""

    subject: ClassVar[str] = "melmastoon.maintenance.work_order.assigned.v1"

    staff_id: str | None
    again: bool = False


class WorkOrderStarted(WorkOrderEvent):
    subject: ClassVar[str] = "melmastoon.maintenance.work_order.started.v1"

    staff_id: str


class WorkOrderResolved(WorkOrderEvent):
    """Who mended it says so; the room comes back when it is verified. `photos` is how many."""

    subject: ClassVar[str] = "melmastoon.maintenance.work_order.resolved.v1"

    staff_id: str
    photos: int = 0


class WorkOrderCompleted(WorkOrderEvent):
    """It is mended, and somebody has seen it. Also consumed: another maintenance service may be who says so."""

    subject: ClassVar[str] = "melmastoon.maintenance.work_order.completed.v1"

    outcome: Told = ""
    resolution: ToldText = ""


class WorkOrderCancelled(WorkOrderEvent):
    """Nothing is to be mended. Also consumed, as `completed` is."""

    subject: ClassVar[str] = "melmastoon.maintenance.work_order.cancelled.v1"

    reason: ToldText = ""
