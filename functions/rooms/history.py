"""A room's past, out of the journal: what it was like at a moment, and who changed what."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any, ClassVar

from pydantic import Field

from shared.domain.documents import Document, Value
from shared.domain.ids import RoomId
from shared.domain.people import SERVICES, STAFF
from shared.domain.refusals import Rule
from shared.domain.rooms import Room
from shared.flows.rows import row
from shared.runtime.cloud import cloud
from shared.runtime.journal import COMMITTED_AT, JOURNAL
from shared.runtime.lists import ListRequest
from shared.runtime.routes import query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View

NOT_REMEMBERED = Rule("MELMASTOON.ROOM.NOT_REMEMBERED", 404, "Nothing is known of the room at that moment.")
_NOT_NEWS = frozenset({"revision", "updated_at"})


class _Change(Document):
    """The part of a journal entry that tells of rows. Replies are left out: they may hold names."""

    collection: ClassVar[str] = JOURNAL
    key: ClassVar[str] = "entry_id"

    entry_id: str
    kind: str
    name: str
    actor: dict[str, str]
    at: datetime
    committed_at: datetime
    cause: str | None = None
    correlation_id: str
    rooms: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Difference(Value):
    """`field` is the dotted path in the row."""

    field: str
    before: Any = None
    after: Any = None


class HistoryLine(Document):
    """One change of one row: who, what, when, and each field before and after. `name` is the command or handler.

    Of the oldest line that the journal still has, no changes are known.
    """

    collection: ClassVar[str] = JOURNAL
    key: ClassVar[str] = "entry_id"

    entry_id: str
    name: str
    kind: str
    actor: dict[str, str]
    at: datetime
    cause: str | None = None
    correlation_id: str
    room_revision: int
    changes: tuple[Difference, ...]


class RoomHistory(ListRequest):
    room_id: RoomId


@query("GET /api/v1/properties/{property_id}/rooms/{room_id}/history", allow=STAFF | SERVICES)
def room_history(request: RoomHistory, view: View) -> Page[HistoryLine]:
    """List what changed the room, newest first, as far back as the property keeps its journal."""
    row(view, request.room_id)
    found = _changes(view, request.room_id, limit=request.limit + 1, after=request.after)
    lines = [_line(change, before, request.room_id) for change, before in pairwise([*found, None]) if change]
    more = len(found) > request.limit
    last = found[request.limit - 1] if more else None
    return Page(lines[: request.limit], (last.committed_at, last.entry_id) if last else None)


def room_at(view: View, room: Room, at: datetime) -> Room:
    """Return the row as it was at a moment; one query. Raises Refusal NOT_REMEMBERED."""
    if room.updated_at is not None and room.updated_at <= at:
        return room
    found = _changes(view, room.room_id, Where(COMMITTED_AT, "<=", cloud().stored_at(at)), limit=1)
    if not found:
        raise NOT_REMEMBERED.refuse(f"Nothing is known of {room.room_id} at {at.isoformat()}.", at=at.isoformat())
    return Room.model_validate(found[0].rooms[room.room_id])


def _changes(
    view: View, room_id: str, *where: Where, limit: int, after: tuple[Any, ...] | None = None
) -> list[_Change]:
    on_room = Where("room_ids", "array_contains", room_id)
    return view.list(_Change, on_room, *where, order_by=(f"-{COMMITTED_AT}",), limit=limit, after=after).items


def _line(change: _Change, earlier: _Change | None, room_id: str) -> HistoryLine:
    after = change.rooms[room_id]
    before: dict[str, Any] | None = earlier.rooms[room_id] if earlier else {} if after.get("revision") == 1 else None
    return HistoryLine(
        entry_id=change.entry_id,
        name=change.name,
        kind=change.kind,
        actor=change.actor,
        at=change.at,
        cause=change.cause,
        correlation_id=change.correlation_id,
        room_revision=after.get("revision", 0),
        changes=() if before is None else tuple(differences(before, after)),
    )


def differences(before: dict[str, Any], after: dict[str, Any], path: str = "") -> list[Difference]:
    """Return what is not the same in two states of a row: maps field by field, anything else whole."""
    found: list[Difference] = []
    for name in sorted({*before, *after} - (_NOT_NEWS if not path else set())):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new, f"{path}{name}.")
        elif old != new:
            found.append(Difference(field=f"{path}{name}", before=old, after=new))
    return found
