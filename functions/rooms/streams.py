"""The rooms as they change, for services and screens that hold a connection instead of asking again.

Guests have no stream: rows name the stays that come after theirs. A tablet listens to its own document.
"""

from __future__ import annotations

from collections.abc import Iterator

from shared.domain.ids import RoomId
from shared.domain.people import SERVICES, STAFF
from shared.domain.rooms import Room
from shared.runtime.routes import Nothing, Request, stream
from shared.runtime.streams import follow
from shared.runtime.work import View


class OneRoom(Request):
    room_id: RoomId


@stream("GET /api/v1/properties/{property_id}/rooms/stream", allow=STAFF | SERVICES)
def stream_rooms(_: Nothing, view: View, last_event_id: str | None) -> Iterator[str]:
    """Send every event that is about a room, as Server-Sent Events."""
    return follow(view.store, view.place, last_event_id, lambda sent: bool(sent.rooms))


@stream("GET /api/v1/properties/{property_id}/rooms/{room_id}/stream", allow=STAFF | SERVICES)
def stream_room(request: OneRoom, view: View, last_event_id: str | None) -> Iterator[str]:
    """Send every event that is about this room, as Server-Sent Events."""
    room_id = view.get(Room, request.room_id).room_id
    return follow(view.store, view.place, last_event_id, lambda sent: room_id in sent.rooms)
