"""Documents as they were validated last: a version of a document never changes, so it is decoded and validated once.

A process remembers the few thousand that it read last, for some minutes; an erased guest's words are gone from it by then.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any, TypeVar

from shared.domain.documents import Document
from shared.runtime.cloud import cloud
from shared.runtime.store.port import Key, Snapshot

MOST = 2_000
REMEMBERED = timedelta(minutes=5)

D = TypeVar("D", bound=Document)
_Name = tuple[type[Document], Key, datetime | None, tuple[str, ...]]


def model_of(kind: type[D], snapshot: Snapshot, without: tuple[str, ...] = ()) -> D:
    """Return the document that this snapshot is of, which must be there; `without` are fields that it was read without."""
    return cloud().once("models", _Models).of(kind, snapshot, without)


class _Models:
    """The models by kind, key and version, the one that was of use last at the end; and until when each is remembered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[_Name, tuple[Any, datetime]] = OrderedDict()

    def of(self, kind: type[D], snapshot: Snapshot, without: tuple[str, ...]) -> D:
        name, now = (kind, snapshot.key, snapshot.version, without), cloud().clock()
        with self._lock:
            model, until = self._known.get(name, (None, now))
            if model is not None and now < until:
                self._known.move_to_end(name)
                return model  # type: ignore[no-any-return]  # kept under its kind
        model = kind.model_validate(dict(snapshot.data or {}))
        with self._lock:
            self._known[name] = model, now + REMEMBERED
            self._known.move_to_end(name)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return model
