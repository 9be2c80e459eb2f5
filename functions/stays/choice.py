"""Which rooms a stay could have, and where the house is overbooked: so that who moves somebody need not guess."""

from __future__ import annotations

from functions.stays.day import AskedDay
from shared.domain.documents import Value
from shared.domain.ids import StayId
from shared.domain.people import DESK, SERVICES
from shared.domain.room_choice import Overbooking, RoomChoice, overbookings, room_choices
from shared.domain.room_intervals import Claim
from shared.domain.rooms import Room
from shared.domain.stays import Stay, not_over
from shared.runtime.routes import Request, query
from shared.runtime.store.port import Where
from shared.runtime.work import View

MOST_ROOMS = 5_000
OFFERED = 12
"""So many free rooms are named for each who could move: enough to choose from."""


class ListRoomChoices(Request):
    stay_id: StayId


@query("GET /api/v1/properties/{property_id}/reservations/{stay_id}/rooms", allow=DESK | SERVICES)
def list_room_choices(request: ListRoomChoices, view: View) -> list[RoomChoice]:
    """List the other rooms for a stay, the best first: whether it could have each, and what `PUT …/room` would say if not."""
    stay = not_over(view.get(Stay, request.stay_id), attempted="give a room")
    return list(room_choices(stay, _rooms(view), view.now, view.settings))


class CouldMove(Value):
    """One of the stays that want a room, and the free rooms that it could have instead, the best first."""

    stay: Stay
    could_have: tuple[RoomChoice, ...]


class OverbookedRoom(Value):
    """A room that its stays have at the same time on that day; `blocks` are what takes it out of use meanwhile."""

    room_id: str
    number: str
    stays: tuple[CouldMove, ...]
    blocks: tuple[Claim, ...]


@query("GET /api/v1/properties/{property_id}/overbooked", allow=DESK | SERVICES)
def list_overbooked(request: AskedDay, view: View) -> list[OverbookedRoom]:
    """List the rooms that are wanted twice on a day, as other systems may say: who wants each, and who could move where."""
    begins, ends = view.settings.hours_of(request.on or view.settings.business_date(view.now))
    rooms = _rooms(view)
    found = list(overbookings(rooms, begins, ends, view.now, view.settings))
    ids = list(dict.fromkeys(stay_id for one in found for stay_id in one.stay_ids))
    stays = {stay.stay_id: stay for stay in view.gather_all(Stay, ids) if stay is not None}
    return [_overbooked(one, stays, rooms, view) for one in found]


def _overbooked(one: Overbooking, stays: dict[str, Stay], rooms: list[Room], view: View) -> OverbookedRoom:
    return OverbookedRoom(
        room_id=one.room.room_id,
        number=one.room.number,
        stays=tuple(_could_move(stays[stay_id], rooms, view) for stay_id in one.stay_ids if stay_id in stays),
        blocks=one.blocks,
    )


def _could_move(stay: Stay, rooms: list[Room], view: View) -> CouldMove:
    free = [choice for choice in room_choices(stay, rooms, view.now, view.settings) if choice.free]
    return CouldMove(stay=stay, could_have=tuple(free[:OFFERED]))


def _rooms(view: View) -> list[Room]:
    return view.list(Room, Where("archived", "==", value=False), limit=MOST_ROOMS).items
