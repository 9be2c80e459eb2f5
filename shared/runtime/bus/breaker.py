"""A breaker before the bus: while it is away, a command commits, leaves its events to the relay and does not wait.

    closed      each publish may take USUAL; while one is stuck and none gets through, the others do not begin
    open        after one that got no answer: none is tried for a second, twice as long after each further one, up to LONGEST
    half-open   the next one tries for PROBE: an answer closes the breaker, none opens it again

One per process, for what one process finds out costs the next one a single probe. An answer that says no (there is no such
topic) is an answer: it is that publisher's trouble alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from shared.runtime import telemetry
from shared.runtime.bus.port import BusAway, Message, PublishFailed


@dataclass(frozen=True)
class Patience:
    """In seconds. `stuck`: after how long a publish without an answer says that the bus may be away.

    At 20 commands a second and a bus that is away for 20 seconds, less than one in a hundred waits longer than `probe`.
    """

    usual: float = 1.0
    probe: float = 0.25
    stuck: float = 0.15
    first_pause: float = 1.0
    longest_pause: float = 8.0


BESIDE_US = Patience(usual=3.0, probe=1.0, stuck=3.0)
"""For an emulator, which shares a few cores with everything else."""


class PatientBus(Protocol):
    def publish(self, messages: Sequence[Message], within: float) -> None:
        """Publish within so many seconds. Raises BusAway where it got no answer, PublishFailed where that was no."""

    def reach(self) -> None: ...


@dataclass(eq=False)
class _Try:
    began: float
    seconds: float
    probes: bool


@dataclass
class Breaker:
    """`clock` is of seconds that only ever grow."""

    bus: PatientBus
    patience: Patience = Patience()
    clock: Callable[[], float] = time.monotonic
    _lock: Lock = field(default_factory=Lock, repr=False)
    _flying: set[_Try] = field(default_factory=set, repr=False)
    _answered_at: float = field(default=float("-inf"), repr=False)
    _failures: int = 0
    _open_until: float = 0.0

    def publish(self, messages: Sequence[Message]) -> None:
        if not messages:
            return
        with self._try() as one:
            self.bus.publish(messages, one.seconds)

    def reach(self) -> None:
        """Ask the bus itself, whatever the breaker thinks of it."""
        self.bus.reach()

    @contextmanager
    def _try(self) -> Iterator[_Try]:
        one = self._begin()
        try:
            yield one
        except BusAway as reason:
            self._end(one)
            self._no_answer(one, reason)
            raise
        except PublishFailed:
            self._end(one)
            self._answer()
            raise
        except BaseException:
            self._end(one)
            raise
        self._end(one)
        self._answer()

    def _begin(self) -> _Try:
        """Raises BusAway where it is not to be tried now."""
        with self._lock:
            now = self.clock()
            if self._failures:
                if now < self._open_until or any(one.probes for one in self._flying):
                    raise BusAway("left at once: the bus did not answer a moment ago")
                one = _Try(now, self.patience.probe, probes=True)
            else:
                waits_since = min((max(one.began, self._answered_at) for one in self._flying), default=now)
                if now - waits_since > self.patience.stuck:
                    raise BusAway("left at once: another one gets no answer")
                one = _Try(now, self.patience.usual, probes=False)
            self._flying.add(one)
            return one

    def _end(self, one: _Try) -> None:
        with self._lock:
            self._flying.discard(one)

    def _answer(self) -> None:
        with self._lock:
            self._answered_at = self.clock()
            was_open, self._failures = bool(self._failures), 0
        if was_open:
            telemetry.info("the bus answers again")

    def _no_answer(self, one: _Try, reason: BusAway) -> None:
        """Open, or stay open for longer. Several that were stuck together are one failure."""
        with self._lock:
            if self._failures and not one.probes:
                return
            self._failures += 1
            pause = min(self.patience.longest_pause, self.patience.first_pause * 2 ** (self._failures - 1))
            self._open_until = self.clock() + pause
        telemetry.warning("the bus does not answer", failures=self._failures, pause=pause, reason=str(reason))
        telemetry.count("bus_away")
