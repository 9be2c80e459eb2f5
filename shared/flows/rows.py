"""The row and the tablet that mirrors it: read together, kept together, in every context that touches a room."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from shared.domain.documents import Change
from shared.domain.ids import RoomId
from shared.domain.refusals import NOT_FOUND
from shared.domain.rooms import Room
from shared.domain.settings import Settings
from shared.domain.tablets import Tablet
from shared.runtime.work import View, Work

_ROOM_ID: TypeAdapter[str] = TypeAdapter(RoomId)


def row(view: View, room_id: str) -> Room:
    """Return the live row; read with its tablet in one round trip. An archived room is not there."""
    room, _ = view.gather((Room, room_id), (Tablet, room_id))
    if room is None or room.archived:
        raise NOT_FOUND.refuse(f"There is no room {room_id}.", room_id=room_id)
    return room


def rooms_here(work: View, room_ids: tuple[str, ...]) -> dict[str, Room]:
    """Return those of these rooms that the property has, read with their tablets in one batch."""
    named = [room_id for room_id in room_ids if is_room_id(room_id)]
    keys = [work.place.key(kind.collection, room_id) for room_id in named for kind in (Room, Tablet)]
    work.read([key for key in keys if key not in work.snapshots])
    found = {room_id: work.find(Room, room_id) for room_id in named}
    return {room_id: room for room_id, room in found.items() if room is not None and not room.archived}


def is_room_id(room_id: str) -> bool:
    """Whether a room of ours could be called so; other systems call theirs as they like."""
    try:
        return _ROOM_ID.validate_python(room_id) == room_id
    except ValidationError:
        return False


def keep_row(work: Work, change: Change[Room] | Room) -> Room:
    """Keep the row and have its tablet show what this guest may see of it, in the same commit."""
    room = work.keep(change)
    tablet = tablet_of(work, room.room_id)
    work.keep(tablet.mirroring(room, _settings_for(tablet, work)))
    return room


def tablet_of(work: Work, room_id: str) -> Tablet:
    return work.find(Tablet, room_id) or Tablet(room_id=room_id)


def _settings_for(tablet: Tablet, work: Work) -> Settings:
    """Return the settings as remembered; read anew where the tablet shows later ones already."""
    if work.settings.revision >= tablet.settings_revision:
        return work.settings
    key = work.place.key(Settings.collection, "current")
    work.read([key] if key not in work.snapshots else [])
    return Settings.model_validate(dict(work.snapshots[key].data or {}))
