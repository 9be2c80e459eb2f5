"""Counts tries in the store, so that passwords and codes cannot be guessed through any number of instances.

    tries = count((PER_ADDRESS, address), (PER_PERSON, email))   # before it is tried; Problem TOO_MANY where one is spent
    forgive((PER_PERSON, email))                                 # it was right: forget the wrong ones before it
    tries.take_back()                                            # it was right: it alone does not count

Whatever is counted at once is one read and one commit. `throttles/{id}` in the default database; each document says when
it may be swept (`expires_at`, a TTL policy).
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from shared.domain.documents import Value
from shared.runtime import telemetry
from shared.runtime.cloud import Cloud, cloud
from shared.runtime.documents import to_data
from shared.runtime.problems import TOO_MANY, Problem
from shared.runtime.store.port import Delete, GuardFailed, Key, Put, Snapshot

ATTEMPTS = 8
FIRST_PAUSE = 0.005  # seconds; doubled with each attempt, jittered between half and the whole


@dataclass(frozen=True)
class Limit:
    """At most so many tries of one kind in a window that begins with the first of them.

    `shards`: over how many documents one subject's tries are spread, each with its share of `most`, where many people
    share the subject: one document takes a few writes a second. A window may then be full a little early, never late.
    """

    name: str
    most: int
    window: timedelta
    shards: int = 1

    @property
    def share(self) -> int:
        """Return how many tries one document allows."""
        return max(1, self.most // self.shards)


Subject = tuple[Limit, str]
"""A limit and whom it counts: `(PER_ADDRESS, "203.0.113.7")`."""


class Tries(Value):
    collection: ClassVar[str] = "throttles"

    count: int = 0
    expires_at: datetime


@dataclass(frozen=True)
class Counted:
    """A try that was counted. `left`: how many more there may be, of what has the fewest left."""

    left: int
    _keys: tuple[Key, ...]

    def take_back(self) -> None:
        """Have this one try not count, for it was right; those of others still do. Where many try at once it may count."""
        ground = cloud()
        for attempt in range(ATTEMPTS):
            found = [snapshot for snapshot in ground.store.read(self._keys) if snapshot.data is not None]
            before = [Tries.model_validate(dict(snapshot.data or {})) for snapshot in found]
            fewer = [to_data(tries.but(count=max(0, tries.count - 1))) for tries in before]
            try:
                ground.store.commit([Put(was.key, data, was) for was, data in zip(found, fewer, strict=True)])
            except GuardFailed:
                _pause(ground, attempt)
                continue
            return


def count(*subjects: Subject) -> Counted:
    """Count one more try of each, before it is made. Raises Problem TOO_MANY, and counts none, where one has none left."""
    ground = cloud()
    keys = {_key(limit, who, _shard(ground, limit)): limit for limit, who in subjects}
    for attempt in range(ATTEMPTS):
        found = {snapshot.key: snapshot for snapshot in ground.store.read(list(keys))}
        now = ground.wall()
        tries = {key: _running(found[key], limit, now) for key, limit in keys.items()}
        spent = [(limit, tries[key]) for key, limit in keys.items() if tries[key].count >= limit.share]
        if spent:
            limit, longest = max(spent, key=lambda one: one[1].expires_at)
            raise _too_many(limit, (longest.expires_at - now).total_seconds())
        try:
            ground.store.commit(
                [Put(key, to_data(one.but(count=one.count + 1)), found[key]) for key, one in tries.items()]
            )
        except GuardFailed:
            _pause(ground, attempt)
            continue
        return Counted(min(limit.share - tries[key].count - 1 for key, limit in keys.items()), tuple(keys))
    raise _too_many(subjects[0][0], 1)  # so many at the same moment are no person


def forgive(*subjects: Subject) -> None:
    """Forget all tries of each: the last one was right."""
    keys = [_key(limit, who, shard) for limit, who in subjects for shard in range(limit.shards)]
    cloud().store.commit([Delete(key, None) for key in keys])


def _running(found: Snapshot, limit: Limit, now: datetime) -> Tries:
    """Return the tries of the window that runs now; of a new one where the last is over."""
    tries = Tries.model_validate(dict(found.data)) if found.data is not None else None
    return tries if tries is not None and tries.expires_at > now else Tries(expires_at=now + limit.window)


def _too_many(limit: Limit, seconds: float) -> Problem:
    telemetry.warning("too many tries", limit=limit.name)
    telemetry.count("throttled", limit=limit.name)
    return Problem(TOO_MANY, headers={"Retry-After": str(max(1, round(seconds)))})


def _key(limit: Limit, who: str, shard: int) -> Key:
    about = hashlib.sha256(who.encode()).hexdigest()[:40]
    return Key(f"{Tries.collection}/{limit.name}-{about}" + (f"-{shard}" if limit.shards > 1 else ""))


def _shard(ground: Cloud, limit: Limit) -> int:
    """Return one of the limit's documents by chance, which the cloud's ids bring: in tests it is always the same chance."""
    if limit.shards == 1:
        return 0
    return int.from_bytes(hashlib.sha256(ground.new_ulid().encode()).digest()[:4]) % limit.shards


def _pause(ground: Cloud, attempt: int) -> None:
    ground.sleep(FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
