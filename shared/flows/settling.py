"""Settle a booking: read what it concerns, decide, keep it all in one commit. For the desk, imports and every PMS.

Safe to call again, with older bookings, in any order, and several times within one work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.documents import Change
from shared.domain.erasures import Erasure
from shared.domain.guests import Guest
from shared.domain.occupancy import Known, Settlement, asks_for_others, leaves_its_room, rooms_of, settle
from shared.domain.rooms import Room
from shared.domain.stays import OVER, Booking, Stay, StayStatus
from shared.domain.tablets import Tablet
from shared.domain.tasks import Task, turnover_id
from shared.domain.tickets import Ticket
from shared.domain.visits import ends_of
from shared.flows.rows import is_room_id, keep_row, rooms_here, tablet_of
from shared.flows.upkeep import turn_over
from shared.runtime import telemetry
from shared.runtime.store.port import Where
from shared.runtime.work import Work

MOST_STAYS = 400
A_VISIT_APART = timedelta(days=2)


@dataclass(frozen=True)
class Settled:
    """`stay` is as it will be kept. `unplaced` names a room that the stay needs and the property does not have.

    `news` is False for what was known already, or older than what is; `created` is True for a stay that was not known.
    """

    stay: Stay
    unplaced: str | None
    news: bool
    created: bool


def settle_booking(booking: Booking, work: Work) -> Settled:
    """Bring the stay, its guest, their tickets, the rows and the tablets to what the booking says.

    Reads in one batch, in another where the guest had another room, in another where they had open tickets and leave, and
    where a stay ends, or its guest likes it some degrees warm, what other stays they have.
    Refuses nothing: a room that is not ours is kept on the stay and reported.
    """
    read_for([booking], work)
    stay = work.find(Stay, booking.stay_id)
    rooms = rooms_here(work, rooms_of(booking, stay))
    tickets: tuple[Ticket, ...] = ()
    if stay is not None and stay.room_id in rooms and leaves_its_room(booking, stay):
        tickets = _open_tickets(work, rooms[stay.room_id])
    guest = work.find(Guest, booking.guest.guest_id)
    others = other_stays(work, booking) if asks_for_others(booking, stay, guest) else ()
    known = Known(stay, guest, rooms, tickets, others, forgotten=guest is None and _is_forgotten(booking, work))
    settlement = settle(booking, known, work.now, work.settings)
    if settlement.unplaced:
        telemetry.warning("stay without a room of ours", stay=booking.stay_id, room=settlement.unplaced)
    return Settled(_kept(settlement, work), settlement.unplaced, settlement.news, stay is None)


def read_for(bookings: Sequence[Booking], work: Work, other_stays: Iterable[str] = ()) -> None:
    """Read what is sure to be needed for these bookings, in one batch: also the room that a stay read before has.

    `other_stays` are the ids of stays that the decision looks at beside them.
    """
    keys = [work.place.key(Stay.collection, stay_id) for stay_id in other_stays]
    for booking in bookings:
        key = work.place.key(Stay.collection, booking.stay_id)
        stay = work.find(Stay, booking.stay_id) if key in work.snapshots else None
        keys += [key, work.place.key(Guest.collection, booking.guest.guest_id)]
        for room_id in filter(is_room_id, rooms_of(booking, stay)):
            keys += [work.place.key(kind.collection, room_id) for kind in (Room, Tablet)]
        if stay is not None and stay.in_house and stay.room_id and booking.status is StayStatus.CHECKED_OUT:
            keys.append(work.place.key(Task.collection, turnover_id(stay.stay_id, stay.room_id)))
    work.read([key for key in dict.fromkeys(keys) if key not in work.snapshots])


def other_stays(work: Work, one: Booking | Stay) -> tuple[Stay, ...]:
    """Return the guest's other stays. Those of the same visit are guarded: two that end at once are counted one by one."""
    guest_id = one.guest.guest_id if isinstance(one, Booking) else one.guest_id
    listed = {stay.stay_id: stay for stay in work.list(Stay, Where("guest_id", "==", guest_id), limit=MOST_STAYS).items}
    listed |= {stay.stay_id: stay for stay in work.kept.values() if isinstance(stay, Stay)}
    near = work.gather_all(Stay, [stay_id for stay_id, stay in listed.items() if _is_near(one, stay)])
    listed |= {stay.stay_id: stay for stay in near if stay is not None}
    return tuple(stay for stay in listed.values() if stay.guest_id == guest_id and stay.stay_id != one.stay_id)


def _is_near(one: Booking | Stay, other: Stay) -> bool:
    """Whether the two may be of one visit: so many days apart, in whatever zone, they are not."""
    (came, left), (since, until) = ends_of(one), ends_of(other)
    return since - A_VISIT_APART < left and came < until + A_VISIT_APART


def _is_forgotten(booking: Booking, work: Work) -> bool:
    """Whether this is a late word of somebody who asked to be forgotten. Who comes again is a guest like any other."""
    return booking.status in OVER and work.find(Erasure, booking.guest.guest_id) is not None


def _kept(settlement: Settlement, work: Work) -> Stay:
    stay = work.keep(settlement.stay)
    if settlement.guest is not None:
        work.keep(settlement.guest)
    for change in settlement.rows.values():
        _greet(work, keep_row(work, _going_on(work, change)))
    for ticket in settlement.tickets:
        kept = work.keep(ticket)
        if kept.room_id in settlement.rows:
            work.keep(tablet_of(work, kept.room_id).following(kept, work.now))
    for room_id in settlement.rows:
        turn_over(work, room_id, stay)
    return stay


def _going_on(work: Work, change: Change[Room]) -> Change[Room]:
    """Have the tablet go on with a guest whose next booking has begun, and return the row that says so."""
    before, after = work.get(Room, change.state.room_id).stay, change.state.stay
    if before and after and before.guest_id == after.guest_id and before.stay_id != after.stay_id:
        work.keep(tablet_of(work, change.state.room_id).going_on(after.stay_id))
    return change


def _greet(work: Work, room: Room) -> None:
    """Have the tablet know the guest it shows. Another stay's is read only when it comes back into view."""
    tablet = tablet_of(work, room.room_id)
    if room.stay is None:
        return
    settled = work.place.key(Stay.collection, room.stay.stay_id) in work.kept
    if tablet.guest_name is not None and not settled:
        return
    stay, guest = work.find(Stay, room.stay.stay_id), work.find(Guest, room.stay.guest_id)
    work.keep(tablet.welcoming(stay.guest_name if stay else "", guest))


def _open_tickets(work: Work, room: Room) -> tuple[Ticket, ...]:
    found = work.gather_all(Ticket, [one.ticket_id for one in room.tickets])
    return tuple(ticket for ticket in found if ticket is not None)
