"""The journal: one record of each command and each handled event, with six jobs (docs/architecture.md).

It is the idempotency key, the inbox, the outbox, the audit trail, a room's history and a stream's resume point.
Written only in the commit it tells of; afterwards only `pending` changes, and erasure of a guest blanks the reply.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.documents import Value

JOURNAL = "journal"
COMMITTED_AT = "committed_at"
SYNC_CONFLICT = "sync_conflict"
"""The cause of an entry whose command came late, or upon what was not so any more, and ended otherwise than who tapped saw it."""

SUPERSEDED = "superseded"
"""The cause of an entry whose event was older than what had been heard by then, and so changed nothing."""


class Reply(Value):
    """What the caller gets, kept so that a repeated request gets the same.

    `unchanged`: all was so already. `problem` is the refusal of a command from offline, as the caller reads it.
    `shown_once` is for the caller whose request was carried out, and never kept: a reply out of the journal has none.
    """

    status: int = 200
    data: Any = None
    revision: int | None = None
    unchanged: bool = False
    problem: dict[str, Any] | None = None
    shown_once: dict[str, Any] = Field(default_factory=dict, exclude=True, repr=False)


class Entry(BaseModel):
    """One command or event that had its effect. `rooms` holds each changed row as it became, for its history.

    `guest_ids` are the guests whom it may name, `about` the documents that it kept or let go and the stays that it may name.
    `heard_of` is what the event that it handled was about, and nothing beside: what else it came upon is none of it.

    `pending` while its events may not be on the bus; `committed_at` is the store's own clock. `offline_since` is when a
    command was tapped that waited on a device; such a one is judged once, and `refusal` is the code where it was refused.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    entry_id: str
    kind: Literal["command", "event", "job"]
    name: str
    actor: Mapping[str, str]
    at: datetime
    committed_at: datetime | None = None
    request_id: str
    correlation_id: str
    causation_id: str
    traceparent: str = ""
    fingerprint: str = ""
    cause: str | None = None
    offline_since: datetime | None = None
    refusal: str | None = None
    reply: Reply = Reply()
    room_ids: tuple[str, ...] = ()
    guest_ids: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    heard_of: tuple[str, ...] = ()
    rooms: dict[str, dict[str, Any]] = Field(default_factory=dict)
    events: tuple[dict[str, Any], ...] = ()
    pending: bool = False
    expires_at: datetime


def command_entry_id(actor_id: str, idempotency_key: str) -> str:
    """Return the entry id of a caller's key. The actor is part of it, so nobody gets another one's reply."""
    return "cmd_" + hashlib.sha256(f"{actor_id}\x1f{idempotency_key}".encode()).hexdigest()[:40]


def fingerprint(name: str, request: BaseModel) -> str:
    """Return what tells two requests apart that came with one idempotency key."""
    return hashlib.sha256(f"{name}\x1f{request.model_dump_json()}".encode()).hexdigest()[:40]
