"""The row as it is: one, or those that somebody is looking for."""

from __future__ import annotations

from functions.rooms.history import room_at
from functions.rooms.walls import Local, local
from shared.domain.folding import folded
from shared.domain.ids import RoomId, RoomName
from shared.domain.people import GUESTS, SERVICES, STAFF
from shared.domain.refusals import Rule
from shared.domain.rooms import Cleaning, GuestFlag, Occupancy, Room
from shared.domain.tablets import Tablet
from shared.domain.words import Instant, Whole
from shared.flows.rows import row
from shared.runtime.lists import ListRequest
from shared.runtime.routes import Request, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View

NOT_FOR_GUESTS = Rule("MELMASTOON.ROOM.HISTORY_NOT_FOR_GUESTS", 403, "What a room was like is for staff.")


class RoomNow(Room):
    """The row, and its moments as the hotel's clocks show them."""

    local: Local


class TabletNow(Tablet):
    """What the guest may see, and the moments in it as the hotel's clocks show them."""

    local: Local


class GetRoom(Request):
    """`at`: a moment in the past to see the row as it was then."""

    room_id: RoomId
    at: Instant | None = None


@query("GET /api/v1/properties/{property_id}/rooms/{room_id}", allow=STAFF | SERVICES | GUESTS)
def get_room(request: GetRoom, view: View) -> RoomNow | TabletNow:
    """Who is in the room, until when, and how it is; a guest gets what their tablet shows.

    Answers "what time is check-out for room 204?" (`local.check_out_time`) and "is the guest still in 315?"
    (`occupancy`, `stay`).
    """
    room = row(view, request.room_id)
    if request.at is not None:
        if view.actor.is_guest:
            raise NOT_FOR_GUESTS.refuse()
        room = room_at(view, room, request.at)
    said = local(view.settings, request.at or view.now, room.stay.check_out_at if room.stay else None)
    if view.actor.is_guest:
        return TabletNow(**dict(view.get(Tablet, request.room_id)), local=said)
    return RoomNow(**dict(room), local=said)


class ListRooms(ListRequest):
    """`ready_by`: only rooms that an arrival is expected in by then. `name`: the room that is called so, however it is typed."""

    name: RoomName | None = None
    floor: Whole | None = None
    occupancy: Occupancy | None = None
    cleaning: Cleaning | None = None
    flag: GuestFlag | None = None
    ready_by: Instant | None = None


@query("GET /api/v1/properties/{property_id}/rooms", allow=STAFF | SERVICES)
def list_rooms(request: ListRooms, view: View) -> Page[Room]:
    """List the property's rooms by number. All filters given hold together."""
    asked = {
        "archived": False,
        "floor": request.floor,
        "occupancy": request.occupancy and request.occupancy.value,
        "cleaning.status": request.cleaning and request.cleaning.value,
        "guest_flag.value": request.flag and request.flag.value,
    }
    where = [Where(field, "==", value) for field, value in asked.items() if value is not None]
    page = view.list(Room, *where, limit=request.limit, after=request.after)
    return Page([room for room in page.items if _is_meant(view, room, request)], page.after)


def _is_meant(view: View, room: Room, asked: ListRooms) -> bool:
    """Whether it is what no query can ask of a list, so that it is asked of each page: its name, and when it is awaited."""
    called = asked.name is None or folded(room.number) == folded(asked.name)
    arrival = room.next_arrival(view.now, view.settings)
    return called and (asked.ready_by is None or (arrival is not None and arrival.expected_at <= asked.ready_by))
