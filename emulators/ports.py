"""Free ports that stay ours: two runs on one machine never take the same one."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import Self

_LOCKS = Path(tempfile.gettempdir()) / f"room-state-sync-ports-{os.getuid()}"
# Below the range from which systems number outgoing connections, so that none of them takes a port we chose.
_RANGE = range(20_000, 30_000)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Port:
    """One port of this machine, kept by a file lock until released or until this process ends."""

    def __init__(self, number: int, lock: int) -> None:
        self.number = number
        self._lock: int | None = lock

    @classmethod
    def take(cls, preferred: int | None = None) -> Self:
        """Take the preferred port where it is free, else any that is."""
        tries = [preferred] if preferred else []
        tries += random.sample(_RANGE, 200)
        for number in tries:
            if taken := cls._try(number):
                return taken
        raise OSError("no free port found between 20000 and 30000")

    def release(self) -> None:
        """May be called twice."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @classmethod
    def _try(cls, number: int) -> Self | None:
        _LOCKS.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(_LOCKS / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return None
        if is_free(number):
            return cls(number, lock)
        os.close(lock)
        return None
