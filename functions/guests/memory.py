"""What guests teach us by what they ask for."""

from __future__ import annotations

from shared.domain.guests import PILLOW, Guest
from shared.domain.stays import Stay
from shared.domain.tickets import Ticket, TicketClosed, TicketKind, TicketStatus
from shared.runtime.routes import handler
from shared.runtime.work import Work

LONGEST = 200


@handler(TicketClosed)
def learn_pillow_when_ticket_closed(event: TicketClosed, work: Work) -> None:
    """Remember the pillow that a guest asked for and got."""
    if event.outcome is not TicketStatus.DONE or event.stay_id is None:
        return
    ticket, stay = work.gather((Ticket, event.ticket_id), (Stay, event.stay_id))
    if ticket is None or stay is None or ticket.kind is not TicketKind.PILLOW or not ticket.text:
        return
    guest = work.find(Guest, stay.guest_id)
    if guest is not None and guest.learns_in(stay.stay_id) and guest.has_room_for(PILLOW):
        work.keep(guest.learning(PILLOW, ticket.text[:LONGEST].strip(), ticket.id, ticket.closed_at or work.now))
