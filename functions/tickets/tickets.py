"""Tickets: open one in a room, follow it, move it on, give it to somebody, write on it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shared.domain.documents import Change
from shared.domain.ids import RoomId, StaffId, TicketId
from shared.domain.people import GUESTS, SERVICES, STAFF
from shared.domain.refusals import NOT_FOUND
from shared.domain.rooms import NOT_OCCUPIED, Room
from shared.domain.tablets import Tablet, TabletTicket
from shared.domain.tickets import Note, Ticket, TicketKind, TicketStatus
from shared.domain.words import Text
from shared.flows.rows import row
from shared.flows.tickets import keep_ticket
from shared.runtime.lists import ListRequest, several
from shared.runtime.quotas import WISHES
from shared.runtime.routes import Request, command, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View, Work


class ListTickets(ListRequest):
    """`status` may name several, with commas between."""

    status: Annotated[tuple[TicketStatus, ...], several, Field(min_length=1)] | None = None
    room: RoomId | None = None
    kind: TicketKind | None = None
    assignee: StaffId | None = None


@query("GET /api/v1/properties/{property_id}/tickets", allow=STAFF | SERVICES)
def list_tickets(request: ListTickets, view: View) -> Page[Ticket]:
    """List tickets, newest first. All filters given hold together."""
    equal = {"room_id": request.room, "kind": request.kind and request.kind.value, "assignee": request.assignee}
    where = [Where(field, "==", value) for field, value in equal.items() if value is not None]
    if request.status:
        where.append(Where("status", "in", [status.value for status in request.status]))
    return view.list(Ticket, *where, order_by=("-opened_at",), limit=request.limit, after=request.after)


class GetTicket(Request):
    ticket_id: TicketId


@query("GET /api/v1/properties/{property_id}/tickets/{ticket_id}", allow=STAFF | SERVICES | GUESTS)
def get_ticket(request: GetTicket, view: View) -> Ticket | TabletTicket:
    """Return the ticket; a guest gets what the tablet shows of their own."""
    ticket = view.get(Ticket, request.ticket_id)
    if view.actor.is_guest:
        row(view, ticket.room_id)  # who has left sees nothing any more
    return _as_seen(view, ticket)


class OpenTicket(Request):
    """`about` the stay: its guest follows it on the tablet; about the room: only staff see it.

    Left out, it is about the stay where somebody is in the room, else about the room.
    """

    room_id: RoomId
    kind: TicketKind
    text: Text = ""
    about: Literal["stay", "room"] | None = None


@command(
    "POST /api/v1/properties/{property_id}/rooms/{room_id}/tickets",
    allow=GUESTS | STAFF | SERVICES,
    reads=(Room, Tablet),
    status=201,
    quota=WISHES,
)
def open_ticket(request: OpenTicket, work: Work) -> Ticket | TabletTicket:
    """Ask for something in this room. It stands on the row at once, and on the tablet if it is the guest's."""
    room = row(work, request.room_id)
    if request.about == "stay" and room.stay is None:
        raise NOT_OCCUPIED.refuse(f"Nobody is in {room.room_id}.", occupancy=room.occupancy, attempted="open a ticket")
    for_guest = room.stay if work.actor.is_guest or request.about != "room" else None
    ticket = Ticket(
        ticket_id=work.new_id("tkt"),
        room_id=room.room_id,
        stay_id=for_guest.stay_id if for_guest else None,
        kind=request.kind,
        text=request.text,
        opened_by="guest" if work.actor.is_guest else "staff",
        opened_at=work.now,
    )
    return _as_seen(work, keep_ticket(work, ticket.opened(room), room))


class SetTicketStatus(Request):
    ticket_id: TicketId
    status: TicketStatus


@command(
    "PUT /api/v1/properties/{property_id}/tickets/{ticket_id}/status", allow=GUESTS | STAFF | SERVICES, reads=(Ticket,)
)
def set_ticket_status(request: SetTicketStatus, work: Work) -> Ticket | TabletTicket:
    """Take the ticket a step on; done or cancelled takes it off the row. A guest may take back what is not begun."""
    ticket = work.get(Ticket, request.ticket_id)
    move = ticket.moved_by_guest if work.actor.is_guest else ticket.moved
    return _as_seen(work, _keep(work, move(request.status, work.now)))


class AssignTicket(Request):
    """`assignee` null gives it back to everybody."""

    ticket_id: TicketId
    assignee: StaffId | None


@command("PUT /api/v1/properties/{property_id}/tickets/{ticket_id}/assignee", allow=STAFF | SERVICES, reads=(Ticket,))
def assign_ticket(request: AssignTicket, work: Work) -> Ticket:
    """Give the ticket to somebody."""
    return work.keep(work.get(Ticket, request.ticket_id).given_to(request.assignee))


class NoteTicket(Request):
    ticket_id: TicketId
    text: Annotated[Text, Field(min_length=1)]


@command(
    "POST /api/v1/properties/{property_id}/tickets/{ticket_id}/notes",
    allow=STAFF | SERVICES,
    reads=(Ticket,),
    status=201,
)
def note_ticket(request: NoteTicket, work: Work) -> Ticket:
    """Write something on the ticket; notes are for staff, and none is ever taken away."""
    ticket = work.get(Ticket, request.ticket_id)
    if not work.is_late:
        ticket.check_notes()
    return work.keep(ticket.noted(Note(text=request.text, by=work.actor.id, at=work.tapped_at)))


def _keep(work: Work, change: Change[Ticket]) -> Ticket:
    """Keep a ticket with its row. A room that is off the books has none to list it on.

    A guest who has left does not see the row any more, and so has no ticket either.
    """
    room, _ = work.gather((Room, change.state.room_id), (Tablet, change.state.room_id))
    if room is None:
        raise NOT_FOUND.refuse(f"There is no ticket {change.state.id}.", id=change.state.id)
    return work.keep(change) if room.archived else keep_ticket(work, change, room)


def _as_seen(view: View, ticket: Ticket) -> Ticket | TabletTicket:
    """Return the ticket to staff, and to a guest the part of it that the tablet shows: notes are among staff."""
    if not view.actor.is_guest:
        return ticket
    return TabletTicket.of(ticket, ticket.updated_at or view.now)
