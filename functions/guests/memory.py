"""What guests teach us by what they ask for."""

from __future__ import annotations

from shared.domain.guests import PILLOW, Guest
from shared.domain.rooms import Room
from shared.domain.sharing import in_it
from shared.domain.stays import Stay
from shared.domain.tickets import Ticket, TicketClosed, TicketKind, TicketStatus
from shared.domain.visits import sleeps_in
from shared.flows.settling import other_stays
from shared.runtime.routes import handler
from shared.runtime.work import Work

LONGEST = 200


@handler(TicketClosed)
def learn_pillow_when_ticket_closed(event: TicketClosed, work: Work) -> None:
    """Remember the pillow that a guest asked for and got, where nobody else can be who asked."""
    if event.outcome is not TicketStatus.DONE or event.stay_id is None:
        return
    ticket, stay = work.gather((Ticket, event.ticket_id), (Stay, event.stay_id))
    if ticket is None or stay is None or ticket.kind is not TicketKind.PILLOW or not ticket.text:
        return
    guest, room = work.gather((Guest, stay.guest_id), (Room, ticket.room_id))
    if guest is None or not guest.learns_in(stay.stay_id) or not guest.has_room_for(PILLOW):
        return
    shared = room is not None and any(one.guest_id != stay.guest_id for one in in_it(room)) and stay.in_house
    if ticket.left_by is None and not shared and sleeps_in(stay, other_stays(work, stay), work.settings):
        work.keep(guest.learning(PILLOW, ticket.text[:LONGEST].strip(), ticket.id, ticket.closed_at or work.now))
