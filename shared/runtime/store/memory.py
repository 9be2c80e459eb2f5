"""The store in memory, with Firestore's semantics. For unit tests and simulations; the same contract tests run on both.

`before_commit` and `after_commit` are where a simulation steps in: they may write something else first, raise
OutcomeUnknown (before: nothing was written; after: all of it was), or raise anything to die between two steps.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import ge, gt, le, lt
from threading import RLock
from typing import Any

from shared.runtime.clock import utc_now
from shared.runtime.store.index_rules import Indexes, declaration
from shared.runtime.store.limits import (
    INEQUALITIES,
    MAX_DOCUMENT,
    MAX_REQUEST,
    MAX_VALUE,
    Plain,
    asks_for_nothing,
    check_path,
    check_query,
    check_writes,
    guard_of,
    is_nan,
    key_of,
    one_database,
    plain,
)
from shared.runtime.store.port import (
    Delete,
    GuardFailed,
    IndexMissing,
    Key,
    Patch,
    Put,
    Query,
    Snapshot,
    TooLarge,
    Where,
    Write,
)

Rank = Any  # what sorts as Firestore does

_TICK = timedelta(microseconds=1)
_ABSENT = object()
_MOST_PER_LETTER = 8  # bytes that a letter of what Python writes can stand for: a whole number of one digit
_UNCHANGEABLE = frozenset({type(None), bool, int, float, str, bytes, datetime})
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True)
class _Kept:
    data: dict[str, Any]
    version: datetime


class MemoryStore:
    def __init__(self, clock: Callable[[], datetime] = utc_now, indexes: Mapping[str, Any] | None = None) -> None:
        """`indexes`: firestore.indexes.json, parsed; queries that need more then raise IndexMissing. None allows all."""
        self._clock = clock
        self._indexes = None if indexes is None else Indexes(indexes)
        self._lock = RLock()
        self._kept: dict[tuple[str, str], dict[str, dict[Key, _Kept]]] = defaultdict(lambda: defaultdict(dict))
        """By database and collection, and in that by the path above."""
        self._last = datetime(1970, 1, 1, tzinfo=UTC)
        self._watchers: dict[object, tuple[Query, Callable[[], None]]] = {}
        self.before_commit: Callable[[Sequence[Write]], None] = lambda _: None
        self.after_commit: Callable[[Sequence[Write]], None] = lambda _: None

    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        if not keys:
            return []
        one_database(keys)
        for key in keys:
            check_path(key.path, document=True)
        with self._lock:
            return [self._snapshot(key) for key in keys]

    def commit(self, writes: Sequence[Write]) -> datetime:
        check_writes(writes)
        prepared = {write.key: plain(write.data) for write in writes if isinstance(write, Put | Patch)}
        self.before_commit(writes)
        with self._lock:
            moment = max(self._clock().astimezone(UTC), self._last + _TICK)
            changes = self._changes(writes, prepared, moment)
            self._last = moment
            self._apply(changes, moment)
            wakes = [wake for query, wake in self._watchers.values() if any(_lies_in(query, key) for key in changes)]
        for wake in wakes:
            wake()
        self.after_commit(writes)
        return moment

    def query(self, query: Query) -> list[Snapshot]:
        with self._lock:
            found = self._matching(query)
            for field in reversed(_whole_order(query)):
                found.sort(key=lambda snapshot: _place(snapshot, field), reverse=field[0] == "-")
            if query.after is not None:
                found = [snapshot for snapshot in found if _is_after(snapshot, query, query.after)]
            return [self._snapshot(snapshot.key, query.only) for snapshot in found[: query.limit]]

    def count(self, query: Query) -> int:
        with self._lock:
            return len(self._matching(query))

    def everything(self) -> list[Snapshot]:
        """Return every document of every database, by its path."""
        with self._lock:
            shelves = (shelf for group in self._kept.values() for shelf in group.values())
            return [self._snapshot(key) for key in sorted(key for shelf in shelves for key in shelf)]

    def load(self, documents: Iterable[Snapshot]) -> None:
        """Have these there, in the versions that they had elsewhere. They are shared with whoever loads them too."""
        with self._lock:
            for one in documents:
                if one.data is not None and one.version is not None:
                    self._shelf(one.key)[one.key] = _Kept(dict(one.data), one.version)
                    self._last = max(self._last, one.version)

    def watch(self, query: Query, wake: Callable[[], None]) -> Callable[[], None]:
        check_query(query)
        self._require_index(query)
        token = object()
        with self._lock:
            self._watchers[token] = query, wake
        return lambda: self._forget(token)

    def _forget(self, token: object) -> None:
        with self._lock:
            self._watchers.pop(token, None)

    def _shelf(self, key: Key) -> dict[Key, _Kept]:
        above, collection = _place_of(key.path)
        return self._kept[key.database, collection][above]

    def _shelves(self, query: Query) -> list[dict[Key, _Kept]]:
        """Return where documents of this collection are: below the query's parent, or wherever there are any."""
        group = self._kept[query.database, query.collection]
        return list(group.values()) if query.group else [group[query.parent]]

    def _snapshot(self, key: Key, only: Sequence[str] = ()) -> Snapshot:
        kept = self._shelf(key).get(key)
        if kept is None:
            return Snapshot(key, None, None)
        data = {name: kept.data[name] for name in only if name in kept.data} if only else kept.data
        return Snapshot(key, _copied(data), kept.version)

    def _changes(self, writes: Sequence[Write], prepared: Mapping[Key, Any], moment: datetime) -> dict[Key, Any]:
        """Return the data of each document that becomes another one, None where it goes. Changes nothing."""
        for write in writes:
            self._check_guard(write)
        changes: dict[Key, Any] = {}
        for write in writes:
            key = key_of(write)
            if isinstance(write, Put):
                stamped = {} if write.stamp is None else {write.stamp: _to_milliseconds(moment)}
                changes[key] = {**prepared[key], **stamped}
            elif isinstance(write, Patch):
                changes[key] = {**self._shelf(key)[key].data, **prepared[key]}
            elif isinstance(write, Delete):
                changes[key] = None
        _check_sizes(changes)
        return {key: data for key, data in changes.items() if data is None or not self._is_already(key, data)}

    def _check_guard(self, write: Write) -> None:
        key, guard = key_of(write), guard_of(write)
        kept = self._shelf(key).get(key)
        if guard is not None and guard.version != (kept and kept.version):
            raise GuardFailed(f"{guard.key.path} is not as it was read")
        if isinstance(write, Patch) and kept is None:
            raise GuardFailed(f"{write.key.path} is not there")

    def _is_already(self, key: Key, data: Plain) -> bool:
        kept = self._shelf(key).get(key)
        return kept is not None and _is_same(kept.data, data)

    def _apply(self, changes: Mapping[Key, Any], moment: datetime) -> None:
        for key, data in changes.items():
            if data is None:
                self._shelf(key).pop(key, None)
            else:
                self._shelf(key)[key] = _Kept(data, moment)

    def _matching(self, query: Query) -> list[Snapshot]:
        check_query(query)
        self._require_index(query)
        if asks_for_nothing(query):
            return []
        answers = _answering(query)
        return [
            Snapshot(key, kept.data, kept.version)
            for shelf in self._shelves(query)
            for key, kept in shelf.items()
            if answers(kept.data)
        ]

    def _require_index(self, query: Query) -> None:
        missing = self._indexes.missing(query) if self._indexes else None
        if missing is not None:
            raise IndexMissing(f"add to firestore.indexes.json: {json.dumps(declaration(missing))}")


@lru_cache(16_384)
def _place_of(path: str) -> tuple[str, str]:
    """Return the path above the document's collection, and the collection."""
    above, _, collection = path.rpartition("/")[0].rpartition("/")
    return above, collection


def _lies_in(query: Query, key: Key) -> bool:
    if key.database != query.database or key.collection != query.collection:
        return False
    above = f"{query.parent}/{query.collection}" if query.parent else query.collection
    return query.group or key.path.rpartition("/")[0] == above


def _answering(query: Query) -> Callable[[Mapping[str, Any]], bool]:
    """Return whether a document is one of those asked for."""
    ordered = [field.removeprefix("-").split(".") for field in query.order_by]
    conditions = [(where.field.split("."), _holding(where)) for where in query.where]

    def answers(data: Mapping[str, Any]) -> bool:
        for parts in ordered:
            if _value_in(data, parts) is _ABSENT:
                return False
        for parts, holds in conditions:
            value = _value_in(data, parts)
            if value is _ABSENT or not holds(value):
                return False
        return True

    return answers


def _holding(where: Where) -> Callable[[Plain], bool]:
    """Return whether a condition holds for a value that is there."""
    if where.operator in INEQUALITIES:
        bound, compare = _rank(plain(where.value)), _COMPARE[where.operator]
        return lambda value: (here := _rank(value))[0] == bound[0] and not is_nan(value) and compare(here, bound)
    if where.operator == "array_contains":
        wanted = _rank(plain(where.value))
        return lambda value: isinstance(value, list) and wanted in map(_rank, value)
    any_of = [_rank(plain(one)) for one in (where.value if where.operator == "in" else [where.value])]
    return lambda value: _rank(value) in any_of


def _value_at(data: Mapping[str, Any], field: str) -> Plain:
    return _value_in(data, field.split("."))


def _value_in(data: Mapping[str, Any], parts: Sequence[str]) -> Plain:
    value: Plain = data
    for part in parts:
        if not isinstance(value, dict) or part not in value:
            return _ABSENT
        value = value[part]
    return value


def _whole_order(query: Query) -> tuple[str, ...]:
    """The last field's direction is that of the id too."""
    return (*query.order_by, "-__name__" if query.order_by and query.order_by[-1][0] == "-" else "__name__")


def _place(snapshot: Snapshot, field: str) -> Rank:
    name = field.removeprefix("-")
    return _path_rank(snapshot.key.path) if name == "__name__" else _rank(_value_at(snapshot.data or {}, name))


def _is_after(snapshot: Snapshot, query: Query, after: tuple[Any, ...]) -> bool:
    *values, last = after
    path = last if query.group else f"{snapshot.key.path.rpartition('/')[0]}/{last}"
    bounds = [*(_rank(plain(value)) for value in values), _path_rank(path)]
    for field, bound in zip(_whole_order(query), bounds, strict=True):
        here = _place(snapshot, field)
        if here != bound:
            return bool(here < bound if field[0] == "-" else here > bound)
    return False


def _path_rank(path: str) -> list[bytes]:
    return [part.encode() for part in path.split("/")]


def _rank(value: Plain) -> Rank:
    """Return what sorts as Firestore does: by kind first, then within the kind."""
    match value:
        case None:
            return (0,)
        case bool():
            return (1, value)
        case int() | float():
            return (2, -1, 0) if is_nan(value) else (2, 0, value)
        case datetime():
            return (3, value)
        case str():
            return (4, value.encode())
        case bytes():
            return (5, value)
        case list():
            return (6, [_rank(item) for item in value])
        case _:
            return (7, sorted((name.encode(), _rank(item)) for name, item in value.items()))


def _copied(value: Plain) -> Plain:
    """Return a copy of what is kept, which is plain already."""
    kind = type(value)
    if kind is dict:
        return {name: item if type(item) in _UNCHANGEABLE else _copied(item) for name, item in value.items()}
    if kind is list:
        return [item if type(item) in _UNCHANGEABLE else _copied(item) for item in value]
    return value


def _is_same(one: Plain, other: Plain) -> bool:
    """Whether both are the same stored value: 1 is not 1.0, nor 0.0 -0.0, and NaN is itself."""
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is dict:
        return one.keys() == other.keys() and all(
            item is other[name] or _is_same(item, other[name]) for name, item in one.items()
        )
    if kind is list:
        return len(one) == len(other) and all(map(_is_same, one, other))
    return repr(one) == repr(other) if kind is float else bool(one == other)


def _to_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


def _check_sizes(changes: Mapping[Key, Any]) -> None:
    if len(repr(changes)) * _MOST_PER_LETTER < MAX_VALUE:
        return  # it cannot be too much: not counted exactly, which takes longer than all the rest of a commit
    sizes = [_document_size(key, data) for key, data in changes.items() if data is not None]
    if sum(sizes) > MAX_REQUEST:
        raise TooLarge(f"a commit of {sum(sizes)} bytes; {MAX_REQUEST} is the most")


def _document_size(key: Key, data: Mapping[str, Any]) -> int:
    """Count as https://firebase.google.com/docs/firestore/storage-size does."""
    for name, value in data.items():
        if _size(value) > MAX_VALUE:
            raise TooLarge(f"{key.path}: {name} is over {MAX_VALUE} bytes")
    size = sum(len(part.encode()) + 1 for part in key.path.split("/")) + 16 + _size(data) + 32
    if size > MAX_DOCUMENT:
        raise TooLarge(f"{key.path} would be {size} bytes; {MAX_DOCUMENT} is the most")
    return size


def _size(value: Plain) -> int:
    kind = type(value)
    if kind is str:
        return (len(value) if value.isascii() else len(value.encode())) + 1
    if value is None or kind is bool:
        return 1
    if kind is dict:
        return sum(map(_size, value)) + sum(map(_size, value.values()))
    if kind is list:
        return sum(map(_size, value))
    return len(value) if kind is bytes else 8
