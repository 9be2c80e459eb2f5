"""A ticket, the row that lists it and the tablet that shows it: kept together, in every context that opens or moves one."""

from __future__ import annotations

from shared.domain.documents import Change
from shared.domain.rooms import Room
from shared.domain.tickets import Ticket
from shared.flows.rows import keep_row, tablet_of
from shared.runtime.work import Work


def keep_ticket(work: Work, change: Change[Ticket], row: Room) -> Ticket:
    """Keep the ticket; an open one stands on the row, and on the tablet if it is of the stay that is there."""
    ticket = work.keep(change)
    room = keep_row(work, row.without_ticket(ticket.id) if ticket.is_closed else row.with_ticket(ticket.on_row))
    work.keep(tablet_of(work, room.room_id).following(ticket, work.now))
    return ticket
