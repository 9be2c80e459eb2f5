"""Letters that somebody may find healed: what could not be handled once is right now, by another way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from shared.runtime.parking import DeadLetter
from shared.runtime.store.port import Where
from shared.runtime.work import View

_MOST = 500


def parked_letters(view: View, handlers: Collection[str], before: datetime) -> list[DeadLetter]:
    """Return the letters of these handlers that wait since before then: what was right then heals no later one."""
    parked = view.list(DeadLetter, Where("status", "==", "parked"), limit=_MOST).items
    return [letter for letter in parked if letter.handler in handlers and letter.last_failed_at < before]
