"""The rooms as they change, for services and screens that hold a connection instead of asking again.

Guests have no stream: rows name the stays that come after theirs. A tablet listens to its own document.
"""

from __future__ import annotations

from collections.abc import Iterator

from shared.domain.ids import RoomId
from shared.domain.people import SERVICES, STAFF
from shared.domain.rooms import Room
from shared.domain.tasks import TaskCompleted
from shared.flows.pace import sees_pace
from shared.runtime.routes import Nothing, Request, stream
from shared.runtime.streams import Sent, follow
from shared.runtime.work import View


class OneRoom(Request):
    room_id: RoomId


@stream("GET /api/v1/properties/{property_id}/rooms/stream", allow=STAFF | SERVICES)
def stream_rooms(_: Nothing, view: View, last_event_id: str | None) -> Iterator[str]:
    """Send every event that is about a room, as Server-Sent Events."""
    return follow(view.store, view.place, last_event_id, lambda sent: bool(sent.rooms) and _may_hear(view, sent))


@stream("GET /api/v1/properties/{property_id}/rooms/{room_id}/stream", allow=STAFF | SERVICES)
def stream_room(request: OneRoom, view: View, last_event_id: str | None) -> Iterator[str]:
    """Send every event that is about this room, as Server-Sent Events."""
    room_id = view.get(Room, request.room_id).room_id
    return follow(view.store, view.place, last_event_id, lambda sent: room_id in sent.rooms and _may_hear(view, sent))


def _may_hear(view: View, sent: Sent) -> bool:
    """Whether it says nothing of how long a colleague took, or may be known by who listens."""
    envelope = sent.envelope
    is_pace = envelope["subject"] == TaskCompleted.subject and envelope["payload"].get("staffId") != view.actor.id
    return not is_pace or sees_pace(view)
