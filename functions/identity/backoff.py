"""Counts wrong tries at what is short enough to be tried through, and makes the pauses between them longer and longer.

Counted before a try is made, so that a thousand at once are not a thousand tries; a right one is taken back. `throttles/{id}`
in the default database, as in `throttle`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from shared.domain.documents import Value
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.problems import TOO_MANY, Problem
from shared.runtime.store.port import Delete, GuardFailed, Key, Put

ATTEMPTS = 6


@dataclass(frozen=True)
class Backoff:
    """So many wrong tries, then the first pause; so many again, then the next. All is forgotten a while after the last."""

    name: str
    tries: int
    pauses: tuple[timedelta, ...]
    forgotten_after: timedelta = timedelta(days=1)

    def pause_after(self, wrong: int) -> timedelta:
        """Return how long to wait once so many were wrong, in all."""
        rounds, rest = divmod(wrong, self.tries)
        return self.pauses[min(rounds, len(self.pauses)) - 1] if rounds and not rest else timedelta()


class Wrong(Value):
    collection: ClassVar[str] = "throttles"

    count: int = 0
    paused_until: datetime | None = None
    expires_at: datetime


def count_wrong(backoff: Backoff, who: str) -> int:
    """Count a try as wrong until it proves right; return how many are left before a pause. Raises Problem TOO_MANY."""
    store, now, key = cloud().store, cloud().wall(), _key(backoff, who)
    for _ in range(ATTEMPTS):
        found = store.read([key])[0]
        wrong = Wrong.model_validate(dict(found.data or {"expires_at": now}))
        if wrong.expires_at <= now:
            wrong = Wrong(expires_at=now)
        if wrong.paused_until is not None and wrong.paused_until > now:
            raise _too_many(backoff, (wrong.paused_until - now).total_seconds())
        pause = backoff.pause_after(wrong.count + 1)
        after = Wrong(
            count=wrong.count + 1,
            paused_until=now + pause if pause else None,
            expires_at=now + pause + backoff.forgotten_after,
        )
        try:
            store.commit([Put(key, to_data(after), found)])
        except GuardFailed:
            continue
        return backoff.tries - 1 - (wrong.count % backoff.tries)
    raise _too_many(backoff, 1)  # so many at the same moment are no person


def was_right(backoff: Backoff, who: str) -> None:
    """Take the last try back: it was right. The wrong ones before it stay counted."""
    store, key = cloud().store, _key(backoff, who)
    for _ in range(ATTEMPTS):
        found = store.read([key])[0]
        if found.data is None:
            return
        wrong = Wrong.model_validate(dict(found.data))
        try:
            store.commit([Put(key, to_data(wrong.but(count=max(0, wrong.count - 1), paused_until=None)), found)])
        except GuardFailed:
            continue
        return


def forget_wrong(backoff: Backoff, who: str) -> None:
    """Forget all of it: whose secret it was has proved themselves, or has a new one."""
    cloud().store.commit([Delete(_key(backoff, who), None)])


def _too_many(backoff: Backoff, seconds: float) -> Problem:
    telemetry.warning("too many tries", limit=backoff.name)
    telemetry.count("throttled", limit=backoff.name)
    return Problem(TOO_MANY, headers={"Retry-After": str(max(1, round(seconds)))})


def _key(backoff: Backoff, who: str) -> Key:
    return Key(f"{Wrong.collection}/{backoff.name}-{hashlib.sha256(who.encode()).hexdigest()[:40]}")
