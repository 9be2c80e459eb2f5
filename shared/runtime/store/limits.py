"""What every store refuses before it starts: paths, data, writes and queries that can never be right.

Both adapters call these, so that the fake says no where Firestore would. A refusal here is a mistake in our code, hence
ValueError and TypeError, not StoreError. The numbers are Firestore's: https://firebase.google.com/docs/firestore/quotas
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from shared.runtime.store.port import Key, Patch, Put, Query, Snapshot, Unchanged, Where, Write

Plain = Any  # None, bool, int, float, str, bytes, datetime, and lists and maps of these

MAX_DOCUMENT = 1_048_576
MAX_VALUE = 1_048_487
MAX_REQUEST = 10 * 1_048_576
MAX_NAME = 1_500
MAX_DEPTH = 20
MAX_DISJUNCTIONS = 30
INEQUALITIES = frozenset({"<", "<=", ">", ">="})

_RESERVED = re.compile(r"__.*__", re.DOTALL)
_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_writes(writes: Sequence[Write]) -> str:
    """Return the one database these writes go to."""
    keys = [key_of(write) for write in writes]
    if len(set(keys)) < len(keys):
        raise ValueError(f"one write per document in a commit: {sorted(keys)}")
    for write, key in zip(writes, keys, strict=True):
        check_path(key.path, document=True)
        guard = guard_of(write)
        if guard is not None and guard.key != key:
            raise ValueError(f"{key.path} is guarded by a snapshot of {guard.key.path}")
        if isinstance(write, Put) and write.stamp is not None:
            check_field_name(write.stamp)
    return one_database(keys)


def key_of(write: Write) -> Key:
    return write.guard.key if isinstance(write, Unchanged) else write.key


def guard_of(write: Write) -> Snapshot | None:
    return None if isinstance(write, Patch) else write.guard


def one_database(keys: Iterable[Key]) -> str:
    databases = {key.database for key in keys}
    if len(databases) != 1:
        raise ValueError(f"all documents of a call are of one database, not of {sorted(databases) or 'none'}")
    return databases.pop()


def check_path(path: str, *, document: bool) -> None:
    """A document's path has an even number of parts, a collection's an odd one."""
    parts = path.split("/")
    if len(parts) % 2 == int(document) or any(not _is_name(part) for part in parts):
        raise ValueError(f"not a {'document' if document else 'collection'} path: {path[:200]!r}")


def check_field_name(name: object) -> None:
    if not isinstance(name, str) or not _is_name(name):
        raise ValueError(f"not a field name: {name!r}")


@lru_cache(4096)
def _is_name(name: str) -> bool:
    fits = 0 < len(name) <= MAX_NAME and (name.isascii() or len(name.encode()) <= MAX_NAME)
    return fits and name not in {".", ".."} and "/" not in name and not (name[0] == "_" and _RESERVED.fullmatch(name))


def quoted(field: str) -> str:
    """Return the dotted path as Firestore wants it: a part that is no plain identifier (`204`) stands in backticks."""
    return ".".join(map(quoted_name, field.split(".")))


def quoted_name(name: str) -> str:
    """Return one field's name as part of a path; a dot in it is no step into a map."""
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return name if _SIMPLE.fullmatch(name) else f"`{escaped}`"


def check_query(query: Query) -> None:
    check_path(f"{query.parent}/{query.collection}" if query.parent else query.collection, document=False)
    ordered = ordered_fields(query)
    if len(set(ordered)) < len(ordered):
        raise ValueError(f"a field orders once: {query.order_by}")
    for field in (*ordered, *(where.field for where in query.where)):
        for part in field.split("."):
            check_field_name(part)
    for where in query.where:
        _check_where(where, ordered)
    if sum(where.operator == "array_contains" for where in query.where) > 1:
        raise ValueError("one array_contains per query")
    if _disjunctions(query) > MAX_DISJUNCTIONS:
        raise ValueError(f"`in` may name at most {MAX_DISJUNCTIONS} values, all of a query's multiplied")
    if query.group and query.parent:
        raise ValueError("a group is asked for from the root only")
    if query.limit < 1:
        raise ValueError(f"a page holds at least one document: {query.limit}")
    if query.after is not None and len(query.after) != len(query.order_by) + 1:
        raise ValueError("`after` has a value for each of order_by, then the id")


def _check_where(where: Where, ordered: Sequence[str]) -> None:
    if where.operator in INEQUALITIES and where.field not in ordered:
        raise ValueError(f"order by {where.field} to compare it")
    values = where.value if where.operator == "in" else [where.value]
    if where.operator != "==" and any(value is None for value in values):
        raise ValueError(f"{where.field}: None can only be asked for with ==")
    if where.operator in {"in", "array_contains"} and any(isinstance(value, list | tuple) for value in values):
        raise ValueError(f"{where.field}: a list is no element")
    if any(is_nan(value) for value in values):
        raise ValueError(f"{where.field}: nothing equals NaN")


def is_nan(value: Plain) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _disjunctions(query: Query) -> int:
    number = 1
    for where in query.where:
        number *= len(where.value) if where.operator == "in" else 1
    return number


def ordered_fields(query: Query) -> list[str]:
    return [field.removeprefix("-") for field in query.order_by]


def asks_for_nothing(query: Query) -> bool:
    """Whether an `in` names no value: then there is no answer, and Firestore would not even take the question."""
    return any(where.operator == "in" and not where.value for where in query.where)


_AS_IT_IS = frozenset({type(None), bool, float, str, bytes})  # exactly these, not what derives from them


def plain(value: Plain, depth: int = 0) -> Plain:
    """Return a copy as Firestore would give it back: lists for tuples, UTC for any zone, no shared parts."""
    if type(value) in _AS_IT_IS:  # most values are, so this comes first
        return value
    if isinstance(value, dict | list):
        return _plain_parts(value, depth)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Enum):
        raise TypeError(f"dump enums first: {value!r}")
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, bytes | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple | Mapping):
        return _plain_parts(value, depth)
    raise TypeError(f"the store holds no {type(value).__name__}: {value!r}")


def _plain_parts(value: Plain, depth: int) -> Plain:
    if depth > MAX_DEPTH:
        raise ValueError(f"data is nested deeper than {MAX_DEPTH}")
    if isinstance(value, list | tuple):
        return [plain(flat(item), depth + 1) for item in value]
    return {
        field(name, depth): item if type(item) in _AS_IT_IS else plain(item, depth + 1) for name, item in value.items()
    }


def whole(value: int) -> int:
    if not -(2**63) <= value < 2**63:
        raise ValueError(f"not a 64-bit integer: {value}")
    return int(value)


def instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone is no instant: {value!r}")
    if type(value) is datetime and value.tzinfo is UTC and not value.fold:
        return value
    utc = value.astimezone(UTC)
    return datetime(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, UTC)


def flat(item: Plain) -> Plain:
    if isinstance(item, list | tuple):
        raise ValueError("a list directly in a list cannot be stored")  # noqa: TRY004 - it is the place that is wrong
    return item


def field(name: object, depth: int) -> str:
    """Check a field's name; only those of the document itself may not be reserved ones."""
    if not isinstance(name, str) or not name or (depth == 0 and not _is_field(name)):
        raise ValueError(f"not a field name: {name!r}")
    return name


@lru_cache(4096)
def _is_field(name: str) -> bool:
    return not (name[0] == "_" and _RESERVED.fullmatch(name)) and len(name.encode()) <= MAX_NAME
