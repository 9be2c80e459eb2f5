"""The audit trail as people read it. Replies are left out: they may hold names, and the journal's readers need none."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from shared.domain.documents import Document
from shared.domain.ids import RoomId
from shared.domain.people import SHIFT_LEADS
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.words import Instant, Name
from shared.runtime.journal import COMMITTED_AT, JOURNAL
from shared.runtime.lists import ListRequest
from shared.runtime.routes import query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View


class JournalLine(Document):
    """Who did what, when, to which rooms, and what was told of it. `causation_id` names the event that brought it about.

    `offline_since` is when it was tapped, where it waited on a device; `refusal` is the code where it was refused then.
    """

    collection: ClassVar[str] = JOURNAL
    key: ClassVar[str] = "entry_id"

    entry_id: str
    kind: str
    name: str
    actor: dict[str, str]
    at: datetime
    committed_at: datetime | None = None
    request_id: str
    correlation_id: str
    causation_id: str
    cause: str | None = None
    offline_since: datetime | None = None
    refusal: str | None = None
    room_ids: tuple[str, ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    pending: bool = False


class ListJournal(ListRequest):
    room_id: RoomId | None = None
    actor: Name | None = None
    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None


@query("GET /api/v1/properties/{property_id}/journal", allow=SHIFT_LEADS)
def list_journal(request: ListJournal, view: View) -> Page[JournalLine]:
    """What happened, newest first; of one room or one person where asked. `from` is included, `to` is not."""
    if request.from_ and request.to and request.from_ >= request.to:
        raise INVALID_FIELDS.refuse(fields={"to": "must be after from"})
    where = [
        *([Where("room_ids", "array_contains", request.room_id)] if request.room_id else []),
        *([Where("actor.id", "==", request.actor)] if request.actor else []),
        *([Where(COMMITTED_AT, ">=", request.from_)] if request.from_ else []),
        *([Where(COMMITTED_AT, "<", request.to)] if request.to else []),
    ]
    return view.list(JournalLine, *where, order_by=(f"-{COMMITTED_AT}",), limit=request.limit, after=request.after)
