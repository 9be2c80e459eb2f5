"""What can go wrong with a request: faults that a test sets, and the limit that Mews sets.

Mews docs: guidelines/environments.md, "Request limits": 200 requests per AccessToken within 30 seconds;
guidelines/requests.md: 429 carries `Retry-After` (integrators have seen it missing, so it can be switched off).
"""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from threading import Lock
from typing import ClassVar, Literal

from pydantic import ConfigDict

from .ledger import Clock
from .refusals import BY_STATUS, Refused, TooMany

FaultKind = Literal["bad_request", "refused", "timeout", "too_many", "broken", "down", "refuse_connection", "latency"]
_STATUS: dict[FaultKind, int] = {
    "bad_request": 400,
    "refused": 403,
    "timeout": 408,
    "too_many": 429,
    "broken": 500,
    "down": 503,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Lasts for so many requests or seconds, whichever ends first; without either until it is cleared.

    `when="after"`: the operation takes effect, and only its answer is lost. `share` of the requests are hit.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: FaultKind
    requests: int | None = None
    seconds: float | None = None
    operation: str | None = None
    share: float = 1.0
    when: Literal["before", "after"] = "before"
    retry_after: int | None = None
    milliseconds: int = 0

    def refusal(self) -> Refused | None:
        status = _STATUS.get(self.kind)
        return None if status is None else BY_STATUS[status](retry_after=self.retry_after)


@dataclass(frozen=True, slots=True)
class RequestLimit:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    requests: int = 200
    seconds: float = 30.0
    with_retry_after: bool = True


@dataclass(slots=True)
class _Standing:
    fault: Fault
    until: datetime | None
    left: int | None
    random: Random = field(default_factory=Random)


class Faults:
    """The faults that stand now. Every draw is seeded."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock = clock
        self._seed = seed
        self._lock = Lock()
        self._standing: list[_Standing] = []
        self._set = 0

    def set(self, fault: Fault) -> None:
        with self._lock:
            until = None if fault.seconds is None else self._clock() + timedelta(seconds=fault.seconds)
            dice = Random(f"{self._seed}:fault:{self._set}")  # noqa: S311 - faults that can be played again
            self._set += 1
            self._standing.append(_Standing(fault, until, fault.requests, dice))

    def clear(self) -> None:
        with self._lock:
            self._standing.clear()

    def standing(self) -> list[Fault]:
        with self._lock:
            return [standing.fault for standing in self._unspent()]

    def strike(self, operation: str) -> list[Fault]:
        """Take the faults that hit this request; each is spent by one."""
        with self._lock:
            self._standing = self._unspent()
            hit = [standing for standing in self._standing if _hits(standing, operation)]
            for standing in hit:
                standing.left = None if standing.left is None else standing.left - 1
            return [standing.fault for standing in hit]

    def _unspent(self) -> list[_Standing]:
        now = self._clock()
        return [s for s in self._standing if (s.until is None or now < s.until) and (s.left is None or s.left > 0)]


class Limiter:
    """Counts the requests of each access token in a sliding window; refused ones do not count."""

    def __init__(self, clock: Clock, limit: RequestLimit) -> None:
        self.limit = limit
        self._clock = clock
        self._lock = Lock()
        self._seen: dict[str, deque[datetime]] = {}

    def admit(self, access_token: str) -> None:
        """Raise `TooMany` over the limit."""
        with self._lock:
            now, window = self._clock(), timedelta(seconds=self.limit.seconds)
            seen = self._seen.setdefault(access_token, deque())
            while seen and seen[0] <= now - window:
                seen.popleft()
            if len(seen) >= self.limit.requests:
                wait = max(1, math.ceil((seen[0] + window - now).total_seconds())) if seen else 1
                raise TooMany(retry_after=wait if self.limit.with_retry_after else None)
            seen.append(now)


def _hits(standing: _Standing, operation: str) -> bool:
    if standing.fault.operation not in (None, operation):
        return False
    return standing.random.random() < standing.fault.share
