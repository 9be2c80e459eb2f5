"""How much one guest may ask for, so that it never keeps staff from their work. Declared on the route.

What guests' commands took is kept in one document per stay (per device while nobody is in the room), read and written with
the command itself: it costs no round trip, and a command that came to nothing took nothing. What they only look at is
counted in this process. Of all requests that are not staff's, those of one tenant may take a share of a process's threads
at any moment (`Shares`); staff are counted nowhere.
"""

from __future__ import annotations

import os
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import Field

from shared.domain.documents import Document, Value
from shared.domain.people import Actor
from shared.domain.privacy import AboutGuest, keep
from shared.runtime import telemetry
from shared.runtime.problems import TOO_MANY, Problem

HOUR = timedelta(hours=1)
MOST_LOOKERS = 5_000
"""Guests whose looks one process remembers; of more, the one who looked first is forgotten."""
SHARE = max(2, int(os.environ.get("THREADS", "64")) // 4)


@dataclass(frozen=True)
class Quota:
    """At most so many of one kind for one guest, in a window that begins with the first of them."""

    name: str
    most: int
    per: timedelta = HOUR


TAPS = Quota("taps", 120)
"""Of any command of a guest whose route says nothing else."""
WISHES = Quota("wishes", 20)
"""Of what somebody has to come for."""
LOOKS = Quota("looks", 1_200)
"""Of anything that a guest only reads."""


def holder_of(actor: Actor) -> str:
    """Return whose quotas a guest uses: those of the stay, on whatever device; of the device while nobody stays."""
    return actor.stay_id or actor.id


class Taken(Value):
    count: int = 0
    until: datetime

    def one_more(self, quota: Quota, now: datetime) -> Taken:
        """Return the window with one more, a new one where the last is over. Raises Problem TOO_MANY."""
        if self.until <= now:
            return Taken(count=1, until=now + quota.per)
        if self.count >= quota.most:
            telemetry.count("over_quota", quota=quota.name)
            seconds = max(1, round((self.until - now).total_seconds()))
            said = {"quota": quota.name, "most": quota.most, "minutes": quota.per // timedelta(minutes=1)}
            raise Problem(TOO_MANY, context=said, headers={"Retry-After": str(seconds)})
        return Taken(count=self.count + 1, until=self.until)


class Used(Document):
    """What one guest has used of their quotas. Counts only; it leaves by itself when the last window is over."""

    collection: ClassVar[str] = "quotas"
    key: ClassVar[str] = "holder_id"
    about_guest: ClassVar[AboutGuest] = keep("It counts, by the id of a stay.")

    holder_id: str
    quotas: dict[str, Taken] = Field(default_factory=dict)
    expires_at: datetime

    def one_more(self, quota: Quota, now: datetime) -> Used:
        """Raises Problem TOO_MANY."""
        taken = self.quotas.get(quota.name, Taken(until=now)).one_more(quota, now)
        standing = {name: one for name, one in self.quotas.items() if one.until > now}
        return self.but(
            quotas={**standing, quota.name: taken}, expires_at=max(one.until for one in (*standing.values(), taken))
        )


@dataclass
class Looks:
    """What guests looked at, in this process."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _taken: OrderedDict[tuple[str, str, str], Taken] = field(default_factory=OrderedDict)

    def one_more(self, quota: Quota, tenant_id: str, holder_id: str, now: datetime) -> None:
        """Raises Problem TOO_MANY."""
        key = (tenant_id, holder_id, quota.name)
        with self._lock:
            self._taken[key] = self._taken.get(key, Taken(until=now)).one_more(quota, now)
            if len(self._taken) > MOST_LOOKERS:
                self._taken.popitem(last=False)


@dataclass
class Shares:
    """Who holds this process's threads. One tenant's guests and services together hold no more than a share of them."""

    share: int = SHARE
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _held: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def hold(self, tenant_id: str) -> Iterator[None]:
        """Raises Problem TOO_MANY where the share is taken."""
        with self._lock:
            if self._held[tenant_id] >= self.share:
                telemetry.count("over_share", tenant=tenant_id)
                raise Problem(TOO_MANY, "Too many requests of this hotel's guests and services at once.", headers=_SOON)
            self._held[tenant_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._held[tenant_id] -= 1
                self._held += Counter()  # only what is above zero stays


_SOON = {"Retry-After": "1"}
