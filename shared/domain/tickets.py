"""What a guest asked for, or what a room needs, until it is done.

The row lists the open ones, the tablet those of its stay; `shared.flows.tickets` keeps the three together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.privacy import AboutGuest, blank
from shared.domain.refusals import Rule
from shared.domain.rooms import OpenTicket, Room

STATUS_CANNOT_FOLLOW = Rule("MELMASTOON.TICKET.STATUS_CANNOT_FOLLOW", 409, "The ticket cannot go there from here.")
NOT_FOR_GUESTS = Rule("MELMASTOON.TICKET.NOT_FOR_GUESTS", 403, "A guest may only take back what nobody has begun.")
TICKET_CLOSED = Rule("MELMASTOON.TICKET.CLOSED", 409, "The ticket is closed.")
TOO_MANY_OPEN = Rule("MELMASTOON.TICKET.TOO_MANY_OPEN", 409, "The room has as many open tickets as it can have.")
TOO_MANY_OF_GUESTS = Rule(
    "MELMASTOON.TICKET.TOO_MANY_OF_GUESTS", 429, "The room's guests have as many open wishes as they can have."
)
TOO_MANY_NOTES = Rule("MELMASTOON.TICKET.TOO_MANY_NOTES", 409, "The ticket has as many notes as it can have.")

MOST_OPEN = 50
MOST_OF_GUESTS = 10  # of those; the rest is for staff, whatever the tablet is tapped
MOST_NOTES = 100


class TicketKind(StrEnum):
    TOWELS = "towels"
    PILLOW = "pillow"
    AMENITIES = "amenities"
    CLEANING = "cleaning"
    MAINTENANCE = "maintenance"
    NOISE = "noise"
    FOOD = "food"
    OTHER = "other"


class TicketStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


LIFECYCLE: Mapping[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.OPEN: frozenset(
        {TicketStatus.ACCEPTED, TicketStatus.IN_PROGRESS, TicketStatus.DONE, TicketStatus.CANCELLED}
    ),
    TicketStatus.ACCEPTED: frozenset(
        {TicketStatus.OPEN, TicketStatus.IN_PROGRESS, TicketStatus.DONE, TicketStatus.CANCELLED}
    ),
    TicketStatus.IN_PROGRESS: frozenset({TicketStatus.ACCEPTED, TicketStatus.DONE, TicketStatus.CANCELLED}),
    TicketStatus.DONE: frozenset(),
    TicketStatus.CANCELLED: frozenset(),
}
"""Which status may follow which."""

CLOSED = frozenset(status for status, following in LIFECYCLE.items() if not following)

GUESTS_MAY = frozenset({(TicketStatus.OPEN, TicketStatus.CANCELLED), (TicketStatus.ACCEPTED, TicketStatus.CANCELLED)})
"""The arrows of the lifecycle that are a guest's too; all of them are staff's."""


class Note(Value):
    text: str
    by: str
    at: datetime


class Ticket(Document):
    """`stay_id` is None for a ticket about the room itself, which no guest sees. `opened_by`: guest, staff or system.

    `left_by` is the stay whose guest asked for it and has left, where it is the room's since, or of who shared the room.
    """

    collection: ClassVar[str] = "tickets"
    key: ClassVar[str] = "ticket_id"
    about_guest: ClassVar[AboutGuest] = blank(stays=("stay_id", "left_by"), texts=("text", "notes.*.text"))

    ticket_id: str
    room_id: str
    stay_id: str | None = None
    left_by: str | None = None
    kind: TicketKind
    text: str = ""
    status: TicketStatus = TicketStatus.OPEN
    assignee: str | None = None
    notes: tuple[Note, ...] = ()
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None = None

    def belongs_to(self, room_id: str, stay_id: str) -> bool:
        return self.room_id == room_id and self.stay_id == stay_id

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def on_row(self) -> OpenTicket:
        return OpenTicket(
            ticket_id=self.ticket_id,
            kind=self.kind,
            status=self.status,
            opened_by=self.opened_by,
            opened_at=self.opened_at,
        )

    def opened(self, room: Room) -> Change[Ticket]:
        """Begin this new ticket. Raises Refusal TOO_MANY_OPEN: the row lists them all, and must stay small.

        TOO_MANY_OF_GUESTS long before that, for guests. What the house itself asks for is never one too many.
        """
        of_guests = sum(ticket.opened_by == "guest" for ticket in room.tickets)
        if self.opened_by == "guest" and of_guests >= MOST_OF_GUESTS:
            raise TOO_MANY_OF_GUESTS.refuse(open=of_guests)
        if len(room.tickets) >= MOST_OPEN and self.opened_by != "system":
            raise TOO_MANY_OPEN.refuse(open=len(room.tickets))
        event = TicketOpened(
            ticket_id=self.ticket_id,
            room_id=self.room_id,
            stay_id=self.stay_id,
            kind=self.kind,
            opened_by=self.opened_by,
            opened_at=self.opened_at,
        )
        return Change(self, (event,))

    def moved_by_guest(self, status: TicketStatus, at: datetime) -> Change[Ticket]:
        """Do for the guest what a guest may; the status it has already changes nothing."""
        if status is not self.status and (self.status, status) not in GUESTS_MAY:
            raise NOT_FOR_GUESTS.refuse(status=self.status, attempted=status)
        return self.moved(status, at)

    def moved(self, status: TicketStatus, at: datetime) -> Change[Ticket]:
        """Take the ticket one step on; the status it has already changes nothing."""
        if status is self.status:
            return Change(self)
        if status not in LIFECYCLE[self.status]:
            raise STATUS_CANNOT_FOLLOW.refuse(
                f"The ticket is {self.status}; it cannot become {status}.",
                status=self.status,
                attempted=status,
                may_follow=sorted(LIFECYCLE[self.status]),
            )
        if status not in CLOSED:
            return self._updated(self.but(status=status))
        closed = self.but(status=status, closed_at=at)
        event = TicketClosed(ticket_id=self.ticket_id, room_id=self.room_id, stay_id=self.stay_id, outcome=status)
        return Change(closed, (event,))

    def given_to(self, staff_id: str | None) -> Change[Ticket]:
        """Give the ticket to somebody, or with None back to everybody."""
        if staff_id == self.assignee:
            return Change(self)
        if self.is_closed:
            raise TICKET_CLOSED.refuse(status=self.status, attempted="assign")
        return self._updated(self.but(assignee=staff_id))

    def inherited(self, stay_id: str, *, by_themselves: bool) -> Ticket:
        """Return the ticket as this stay's, whose guest stays on; it may be the same guest on another booking."""
        left_by = self.left_by if by_themselves else self.left_by or self.stay_id
        return self.but(stay_id=stay_id, left_by=left_by)

    def noted(self, note: Note) -> Change[Ticket]:
        """Add a note; also to a closed ticket, for what was written offline is always kept."""
        return self._updated(self.but(notes=(*self.notes, note)))

    def check_notes(self) -> None:
        """Raise Refusal TOO_MANY_NOTES where it is full. Of what comes late nobody asks: it is kept beyond that."""
        if len(self.notes) >= MOST_NOTES:
            raise TOO_MANY_NOTES.refuse(notes=len(self.notes))

    def _updated(self, state: Ticket) -> Change[Ticket]:
        event = TicketUpdated(
            ticket_id=state.ticket_id,
            room_id=state.room_id,
            stay_id=state.stay_id,
            status=state.status,
            assignee=state.assignee,
            notes=len(state.notes),
        )
        return Change(state, (event,))


class TicketOpened(Event):
    subject: ClassVar[str] = "melmastoon.ticket.opened.v1"
    aggregate: ClassVar[str] = "ticket_id"

    ticket_id: str
    room_id: str
    stay_id: str | None = None
    kind: TicketKind
    opened_by: str
    opened_at: datetime


class TicketUpdated(Event):
    """Status, assignee or notes became others; `notes` is how many there are now."""

    subject: ClassVar[str] = "melmastoon.ticket.updated.v1"
    aggregate: ClassVar[str] = "ticket_id"

    ticket_id: str
    room_id: str
    stay_id: str | None = None
    status: TicketStatus
    assignee: str | None = None
    notes: int = 0


class TicketClosed(Event):
    """`outcome` is done or cancelled."""

    subject: ClassVar[str] = "melmastoon.ticket.closed.v1"
    aggregate: ClassVar[str] = "ticket_id"

    ticket_id: str
    room_id: str
    stay_id: str | None = None
    outcome: TicketStatus
