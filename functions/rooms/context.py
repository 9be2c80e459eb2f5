"""Everything an agent needs to answer one message from a room, in one call."""

from __future__ import annotations

from datetime import date, datetime

from functions.rooms.walls import Local, local
from shared.domain.documents import Value
from shared.domain.guests import Guest
from shared.domain.ids import RoomId
from shared.domain.people import DESK, SERVICES
from shared.domain.rooms import Cleaning, Expected, GuestFlag, Occupancy, Room
from shared.domain.settings import Settings
from shared.domain.stays import Stay
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket, TicketKind, TicketStatus
from shared.flows.rows import row
from shared.runtime.routes import Request, query
from shared.runtime.work import View


class WhoIsHere(Value):
    """`preferences` by their key, as remembered of earlier stays; `welcome_back` the same in words."""

    guest_id: str
    name: str | None
    language: str | None
    stays_count: int = 0
    preferences: dict[str, str]
    welcome_back: tuple[str, ...]


class StayHere(Value):
    stay_id: str
    party: int
    vip: bool
    checked_in_at: datetime
    check_out_at: datetime
    check_out_date: date | None
    check_out_time: str | None


class TicketHere(Value):
    ticket_id: str
    kind: TicketKind
    text: str
    status: TicketStatus
    assignee: str | None
    opened_by: str
    opened_at: datetime


class Hotel(Value):
    name: str
    zone: str
    check_in_time: str
    check_out_time: str
    languages: tuple[str, ...]


class RoomContext(Value):
    room_id: str
    floor: int
    wing: str
    room_type: str
    occupancy: Occupancy
    stay: StayHere | None
    guest: WhoIsHere | None
    guest_flag: GuestFlag
    cleaning: Cleaning
    temperature_preset: float | None
    tickets: tuple[TicketHere, ...]
    next_arrival: Expected | None
    hotel: Hotel
    local: Local
    revision: int


class GetContext(Request):
    room_id: RoomId


@query("GET /api/v1/properties/{property_id}/rooms/{room_id}/context", allow=SERVICES | DESK)
def room_context(request: GetContext, view: View) -> RoomContext:
    """Return who is in the room, what they like and asked for, and what time it is and check-out is there."""
    room = row(view, request.room_id)
    wanted = [view.place.key(Ticket.collection, one.ticket_id) for one in room.tickets]
    if room.stay:
        wanted += [
            view.place.key(Stay.collection, room.stay.stay_id),
            view.place.key(Guest.collection, room.stay.guest_id),
        ]
    view.read(wanted)
    said = local(view.settings, view.now, room.stay.check_out_at if room.stay else None)
    return RoomContext(
        room_id=room.room_id,
        floor=room.floor,
        wing=room.wing,
        room_type=room.room_type,
        occupancy=room.occupancy,
        stay=_stay(room, said),
        guest=_guest(view, room),
        guest_flag=room.guest_flag.value,
        cleaning=room.cleaning.status,
        temperature_preset=room.temperature_preset,
        tickets=_tickets(view, room),
        next_arrival=room.next_arrival(view.now, view.settings),
        hotel=_hotel(view.settings),
        local=said,
        revision=room.revision,
    )


def _stay(room: Room, said: Local) -> StayHere | None:
    if room.stay is None:
        return None
    return StayHere(
        stay_id=room.stay.stay_id,
        party=room.stay.party,
        vip=room.stay.vip,
        checked_in_at=room.stay.checked_in_at,
        check_out_at=room.stay.check_out_at,
        check_out_date=said.check_out_date,
        check_out_time=said.check_out_time,
    )


def _guest(view: View, room: Room) -> WhoIsHere | None:
    """Return who is here. The stay has a name even where no profile is kept, or it was erased."""
    if room.stay is None:
        return None
    stay, guest = view.gather((Stay, room.stay.stay_id), (Guest, room.stay.guest_id))
    tablet = view.find(Tablet, room.room_id)
    return WhoIsHere(
        guest_id=room.stay.guest_id,
        name=guest.name if guest else stay.guest_name if stay else None,
        language=room.stay.language or (guest.language if guest else None),
        stays_count=guest.stays_count if guest else 0,
        preferences={key: known.value for key, known in guest.preferences.items()} if guest else {},
        welcome_back=tablet.welcome_back if tablet and tablet.stay_id == room.stay.stay_id else (),
    )


def _tickets(view: View, room: Room) -> tuple[TicketHere, ...]:
    found = view.gather_all(Ticket, [one.ticket_id for one in room.tickets])
    return tuple(TicketHere.model_validate(dict(ticket)) for ticket in found if ticket is not None)


def _hotel(settings: Settings) -> Hotel:
    return Hotel.model_validate(dict(settings))
