"""Counts tries in the store, so that passwords and pairing codes cannot be guessed through any number of instances.

`throttles/{id}` in the default database; each document says when it may be swept (`expires_at`, a TTL policy).
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import flask

from shared.domain.documents import Value
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.problems import TOO_MANY, Problem
from shared.runtime.store.port import Delete, GuardFailed, Key, Put

ATTEMPTS = 6


@dataclass(frozen=True)
class Limit:
    """At most so many tries of one kind in a span of time that begins with the first."""

    name: str
    tries: int
    within: timedelta


class Tries(Value):
    collection: ClassVar[str] = "throttles"

    count: int = 0
    expires_at: datetime


def count_try(limit: Limit, who: str) -> int:
    """Count one more try, before it is made, and return how many are left. Raises Problem TOO_MANY where none was."""
    store, now, key = cloud().store, cloud().clock(), _key(limit, who)
    for _ in range(ATTEMPTS):
        found = store.read([key])[0]
        tries = Tries.model_validate(dict(found.data or {"expires_at": now}))
        if tries.expires_at <= now:
            tries = Tries(expires_at=now + limit.within)
        if tries.count >= limit.tries:
            raise _too_many(limit, (tries.expires_at - now).total_seconds())
        try:
            store.commit([Put(key, to_data(tries.but(count=tries.count + 1)), found)])
        except GuardFailed:
            continue
        return limit.tries - tries.count - 1
    raise _too_many(limit, 1)  # so many at the same moment are no person


def forgive(limit: Limit, who: str) -> None:
    """Forget the tries: the last one was right."""
    cloud().store.commit([Delete(_key(limit, who), None)])


def address_of(request: flask.Request) -> str:
    """Return where the request came from: on Cloud Run the last address that a proxy of ours wrote down.

    TRUSTED_PROXIES says how many proxies of ours stand in front (Google's own is one, Firebase Hosting another); what
    stands further left in X-Forwarded-For was written by the caller and proves nothing.
    """
    if not os.environ.get("K_SERVICE"):
        return request.remote_addr or "unknown"
    proxies = max(1, int(os.environ.get("TRUSTED_PROXIES", "1")))
    route = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return route[-proxies] if len(route) >= proxies else request.remote_addr or "unknown"


def _too_many(limit: Limit, seconds: float) -> Problem:
    telemetry.warning("too many tries", limit=limit.name)
    telemetry.count("throttled", limit=limit.name)
    return Problem(TOO_MANY, headers={"Retry-After": str(max(1, round(seconds)))})


def _key(limit: Limit, who: str) -> Key:
    return Key(f"{Tries.collection}/{limit.name}-{hashlib.sha256(who.encode()).hexdigest()[:40]}")
