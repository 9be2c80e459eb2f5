"""The newest word that a handler has heard of an aggregate: an older one, or the same once more, changes nothing by it.

For handlers that take over what an event says by value (`@handler(..., newest=True)`), whatever order the events come in. Who
counts is the sender: each numbers its own aggregates. A revision of 0 says nothing, and is taken as it comes. What is
ignored stands in the journal with the cause SUPERSEDED, and both revisions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from shared.domain.documents import Document
from shared.domain.privacy import AboutGuest, keep
from shared.runtime.envelope import Envelope
from shared.runtime.journal import SUPERSEDED, Reply
from shared.runtime.work import Work

REMEMBERED = timedelta(days=400)
"""Longer than any event waits: Pub/Sub keeps it for a week, and a parked letter goes with the journal."""


class Heard(Document):
    """`newest` is the latest revision heard, and `event_id` the event that said it."""

    collection: ClassVar[str] = "heard"
    key: ClassVar[str] = "heard_id"
    about_guest: ClassVar[AboutGuest] = keep("It counts revisions, by ids.")

    heard_id: str
    newest: int
    event_id: str
    expires_at: datetime


@dataclass(frozen=True)
class Word:
    """What an event says of its own age: of whom (`heard_id`), which revision, and under which id it was sent."""

    heard_id: str
    revision: int
    event_id: str

    @classmethod
    def of(cls, handler: str, envelope: Envelope, aggregate_id: str) -> Word | None:
        """Return it; None where the event does not say which revision it is of."""
        if envelope.revision < 1:
            return None
        sender = envelope.producer.partition("@")[0]
        about = f"{handler}\x1f{sender}\x1f{aggregate_id}"
        return cls(hashlib.sha256(about.encode()).hexdigest()[:40], envelope.revision, envelope.id)


def if_news(word: Word | None, decide: Callable[[Work], Reply]) -> Callable[[Work], Reply]:
    """Return the decision as it is to be made for this word: only where nothing newer was heard, in the same commit."""
    if word is None:
        return decide

    def decided(work: Work) -> Reply:
        known = work.find(Heard, word.heard_id)
        if known is not None and known.newest >= word.revision and known.event_id != word.event_id:
            work.cause = SUPERSEDED
            return Reply(status=204, unchanged=True, data={"revision": word.revision, "heard": known.newest})
        heard = known or Heard(heard_id=word.heard_id, newest=0, event_id="", expires_at=work.now)
        expires_at = work.now + REMEMBERED
        work.keep(heard.but(newest=word.revision, event_id=word.event_id, expires_at=expires_at))
        return decide(work)

    return decided
