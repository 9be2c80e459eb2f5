"""Where events go that cannot be handled: `dead_letters/`, with the reason, until a person replays or discards them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationError

from shared.domain.documents import Document, Value
from shared.domain.privacy import AboutGuest, erase
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.envelope import Envelope
from shared.runtime.place import Place
from shared.runtime.store.port import GuardFailed, Put

NOWHERE = Place("unknown", "unknown")
FAILURES_BEFORE_PARKING = 6


class Reason(Value):
    code: str
    detail: str
    context: dict[str, Any] = Field(default_factory=dict)


class DeadLetter(Document):
    """An event that one handler could not handle. `retrying` while it still comes, `parked` once given up."""

    collection: ClassVar[str] = "dead_letters"
    key: ClassVar[str] = "dead_letter_id"
    about_guest: ClassVar[AboutGuest] = erase(named_in=("data", "reason"))

    dead_letter_id: str
    status: Literal["retrying", "parked", "replayed"] = "parked"
    subject: str
    handler: str
    reason: Reason
    data: str
    attributes: dict[str, str] = Field(default_factory=dict)
    ordering_key: str = ""
    failures: int = 1
    first_failed_at: datetime
    last_failed_at: datetime


def letter_id(handler: str, data: str) -> str:
    """Return the letter's id: one per handler and event, so that a replay, which is written anew, is the same letter."""
    try:
        about = Envelope.model_validate_json(data).id
    except ValidationError:
        about = data
    return "ded_" + hashlib.sha256(f"{handler}\x1f{about}".encode()).hexdigest()[:40]


def park(letter: DeadLetter, place: Place) -> DeadLetter:
    """Keep the letter; an earlier one for the same handler and message counts on. Returns it as kept."""
    ground = cloud()
    key = place.key(DeadLetter.collection, letter.dead_letter_id)
    for _ in range(8):
        found = ground.store.read([key])[0]
        kept = letter
        if found.data is not None:
            before = DeadLetter.model_validate(dict(found.data))
            failures = before.failures + 1
            given_up = letter.status == "parked" or failures >= FAILURES_BEFORE_PARKING
            kept = letter.but(
                failures=failures,
                first_failed_at=before.first_failed_at,
                revision=before.revision,
                status="parked" if given_up else "retrying",
            )
        kept = kept.but(revision=kept.revision + 1, updated_at=ground.clock())
        try:
            ground.store.commit([Put(key, to_data(kept), found)])
        except GuardFailed:
            continue
        if kept.status == "parked":
            telemetry.error("parked an event", handler=kept.handler, subject=kept.subject, reason=kept.reason.code)
            telemetry.count("dead_letters", handler=kept.handler)
        return kept
    raise GuardFailed(f"could not park {letter.dead_letter_id}")
