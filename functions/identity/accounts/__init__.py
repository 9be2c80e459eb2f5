"""Accounts for signing in. `port` is what this context needs; `firebase` and `memory` are the same thing twice."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from functions.identity.accounts.port import Accounts
from shared.runtime.cloud import project_id

_lock = threading.Lock()
_current: Accounts | None = None


def accounts() -> Accounts:
    """Return the process's accounts, made when first needed."""
    global _current  # noqa: PLW0603 - one per process, made late so that importing a function costs nothing
    if _current is None:
        with _lock:
            if _current is None:
                _current = _from_environment()
    return _current


@contextmanager
def use(other: Accounts) -> Iterator[Accounts]:
    """Keep accounts elsewhere within the block; for tests."""
    global _current  # noqa: PLW0603 - see above
    before, _current = _current, other
    try:
        yield other
    finally:
        _current = before


def _from_environment() -> Accounts:
    from functions.identity.accounts.firebase import FirebaseAccounts  # noqa: PLC0415 - loaded when first needed

    return FirebaseAccounts(project_id(), os.environ.get("FIREBASE_API_KEY", "local"))
