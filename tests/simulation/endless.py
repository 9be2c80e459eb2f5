"""An end to what has none: a broken product that asks its store for ever is stopped by its steps, never by a clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Key, Query, Snapshot, Write

MOST_STEPS = 20_000
"""Of one world or one walk; the busiest take a tenth of that."""

A_LITTLE_MORE = 300


class Endless(BaseException):
    """It never comes to an end. Nobody in the product may catch it; who does meets it again at the next step."""


class TiringStore(MemoryStore):
    """The store in memory, which is asked so many times and no more."""

    steps = 0

    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        self._tire()
        return super().read(keys)

    def query(self, query: Query) -> list[Snapshot]:
        self._tire()
        return super().query(query)

    def count(self, query: Query) -> int:
        self._tire()
        return super().count(query)

    def commit(self, writes: Sequence[Write]) -> datetime:
        self._tire()
        return super().commit(writes)

    def soon_tired(self) -> None:
        """Answer little more: what is broken already may show in other ways as well, but need not come to an end."""
        self.steps = max(self.steps, MOST_STEPS - A_LITTLE_MORE)

    def _tire(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Endless(f"endless: still at it after {MOST_STEPS} steps")
