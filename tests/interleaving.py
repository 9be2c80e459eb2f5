"""Several requests at once, one step of the store at a time: every order that real threads may meet in, told by a seed.

Each request runs in a thread of its own; only one runs at any moment, until its next read, query or commit. Then the dice
say who goes on. So what is found is found again with the same seed, and nothing depends on the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from random import Random
from threading import Condition, Lock, Thread, get_ident
from typing import Generic, TypeVar

from shared.runtime.cloud import cloud
from shared.runtime.store.port import Key, Query, Snapshot, Store, Write

T = TypeVar("T")


class Turns:
    """Lets one of several threads run at a time. Only those that `run` began take turns; others are not held."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)
        self._lock = Lock()
        self._calls: dict[int, Condition] = {}
        """How each of those that are not done is called to its turn: that one alone wakes. In the order they were begun."""
        self._waiting: set[int] = set()
        self._chosen: int | None = None

    def yield_(self) -> None:
        """Let somebody else go on, or oneself."""
        me = get_ident()
        with self._lock:
            if me in self._calls:
                self._wait(me)

    def run(self, work: Callable[[], None]) -> None:
        me = get_ident()
        with self._lock:
            self._wait(me)
        try:
            work()
        finally:
            with self._lock:
                del self._calls[me]
                self._choose()

    def expect(self, threads: Sequence[Thread]) -> None:
        """Begin these, and hold all of them back until the last has come to its first turn."""
        with self._lock:
            for thread in threads:
                thread.start()
                self._calls[int(thread.ident or 0)] = Condition(self._lock)

    def _wait(self, me: int) -> None:
        self._waiting.add(me)
        self._choose()
        while self._chosen != me:
            self._calls[me].wait()
        self._chosen = None
        self._waiting.remove(me)

    def _choose(self) -> None:
        if self._chosen is None and self._waiting and len(self._waiting) == len(self._calls):
            self._chosen = self._dice.choice(list(self._calls))
            self._calls[self._chosen].notify()


class Interleaved:
    """A store that lets others go on before each thing asked of it."""

    def __init__(self, behind: Store, turns: Turns) -> None:
        self._behind = behind
        self._turns = turns

    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        self._turns.yield_()
        return self._behind.read(keys)

    def commit(self, writes: Sequence[Write]) -> datetime:
        self._turns.yield_()
        return self._behind.commit(writes)

    def query(self, query: Query) -> list[Snapshot]:
        self._turns.yield_()
        return self._behind.query(query)

    def count(self, query: Query) -> int:
        self._turns.yield_()
        return self._behind.count(query)

    def watch(self, query: Query, wake: Callable[[], None]) -> Callable[[], None]:
        return self._behind.watch(query, wake)


class At(Generic[T]):
    """One of the requests, and what it returned or raised."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._result: T | None = None
        self._failure: BaseException | None = None

    def __call__(self) -> None:
        try:
            self._result = self._ask()
        except BaseException as reason:  # noqa: BLE001 - whoever asked hears of it
            self._failure = reason

    @property
    def result(self) -> T:
        if self._failure is not None:
            raise self._failure
        return self._result  # type: ignore[return-value]  # there is one unless it failed


def at_once(asks: Sequence[Callable[[], T]], seed: int) -> list[T]:
    """Run these at once, interleaved at the store's every step as the seed says; return what each returned."""
    turns, all_ = Turns(seed), [At(ask) for ask in asks]
    threads = [Thread(target=turns.run, args=(one,), daemon=True) for one in all_]
    with _interleaved(turns):
        turns.expect(threads)
        for thread in threads:
            thread.join(timeout=60)
            assert not thread.is_alive(), "one waits for another that waits for its turn"
    return [one.result for one in all_]


@contextmanager
def _interleaved(turns: Turns) -> Iterator[None]:
    ground = cloud()
    behind, ground.store = ground.store, Interleaved(ground.store, turns)
    try:
        yield
    finally:
        ground.store = behind
