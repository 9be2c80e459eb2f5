"""The cloud this process stands on: store, bus, clock and identity, made from the environment when first needed.

Tests and simulations put their own in its place with `use`.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from ulid import ULID

from shared.runtime.bus.port import Bus
from shared.runtime.clock import hotel_clock, hotel_now, utc_now
from shared.runtime.files.port import Files
from shared.runtime.files.storage import files_from_environment
from shared.runtime.secrets import Secrets, secrets_from_environment
from shared.runtime.store.port import Store

if TYPE_CHECKING:
    import httpx

    from shared.runtime.identity import Identity

VERSION = "0.1.0"
T = TypeVar("T")


@dataclass
class Cloud:
    """`transport` is how other companies' APIs are reached: None is the network; tests bring stand-ins.

    `clock` is the hotel's; `wall` is real time, for what other clocks decide (shared.runtime.clock). Tests that bring a clock
    of their own mean both.
    """

    store: Store
    bus: Bus
    identity: Identity
    clock: Callable[[], datetime] = hotel_now
    new_ulid: Callable[[], str] = field(default=lambda: str(ULID()))
    sleep: Callable[[float], None] = time.sleep
    secrets: Secrets = field(default_factory=secrets_from_environment)
    files: Files = field(default_factory=files_from_environment)
    transport: httpx.BaseTransport | None = None
    _made: dict[Hashable, object] = field(default_factory=dict, repr=False)
    _making: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def wall(self) -> datetime:
        """Return the real moment."""
        return utc_now() if self.clock is hotel_now else self.clock()

    def stored_at(self, at: datetime) -> datetime:
        """Return when this was by the store's own clock, which is the real one: to ask for what was committed until then."""
        return hotel_clock().real(at) if self.clock is hotel_now else at

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for this key; it lives as long as this cloud. For clients that are costly to make."""
        with self._making:
            if key not in self._made:
                self._made[key] = make()
            return self._made[key]  # type: ignore[return-value]  # put here by the same key's make

    def unmake(self, key: Hashable) -> None:
        """Have it made anew when next needed."""
        with self._making:
            self._made.pop(key, None)


_lock = threading.Lock()
_current: Cloud | None = None


def cloud() -> Cloud:
    """Return the process's cloud."""
    global _current  # noqa: PLW0603 - one per process, made late so that importing a function costs nothing
    if _current is None:
        with _lock:
            _current = _current or _from_environment()
    return _current


@contextmanager
def use(other: Cloud) -> Iterator[Cloud]:
    """Stand on another cloud within the block; for tests."""
    global _current  # noqa: PLW0603 - see above
    before, _current = _current, other
    try:
        yield other
    finally:
        _current = before


def project_id() -> str:
    project = os.environ.get("GOOGLE_CLOUD_PROJECT") or os.environ.get("GCLOUD_PROJECT")
    if not project:
        raise RuntimeError("GOOGLE_CLOUD_PROJECT is not set: say which project this runs in")
    return project


def _from_environment() -> Cloud:
    from shared.runtime.bus.breaker import BESIDE_US, Breaker, Patience  # noqa: PLC0415 - with the next
    from shared.runtime.bus.pubsub import PubSubBus  # noqa: PLC0415 - heavy: loaded when first needed
    from shared.runtime.identity import identity_from_environment  # noqa: PLC0415 - likewise
    from shared.runtime.store.firestore import FirestoreStore  # noqa: PLC0415 - likewise

    project = project_id()
    patience = BESIDE_US if os.environ.get("PUBSUB_EMULATOR_HOST") else Patience()
    bus = Breaker(PubSubBus(project), patience)
    return Cloud(FirestoreStore(project), bus, identity_from_environment(project))
