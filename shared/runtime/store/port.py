"""The store as the runtime sees it: batched reads, one atomic guarded commit, simple queries.

StoreError
├── GuardFailed     somebody else was first: nothing was written; read again and decide again
├── OutcomeUnknown  the commit may or may not have happened; the journal entry tells
├── TooLarge        the commit or a document is over the store's limits; nothing was written
├── IndexMissing    the query needs an index that firestore.indexes.json does not name
└── Unavailable     the store does not answer just now; nothing was written; asking again later is right

What can never be right (a path, a kind of data, two writes of one document) is a ValueError or TypeError: a mistake of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

Data = Mapping[str, Any]
Operator = Literal["==", "<", "<=", ">", ">=", "in", "array_contains"]
DEFAULT_DATABASE = "(default)"


class StoreError(Exception):
    pass


class GuardFailed(StoreError):
    pass


class OutcomeUnknown(StoreError):
    pass


class TooLarge(StoreError):
    pass


class IndexMissing(StoreError):
    pass


class Unavailable(StoreError):
    pass


@dataclass(frozen=True, order=True)
class Key:
    """A document's place: the database and the path in it, `tenants/demo/properties/demo-hotel/rooms/204`."""

    path: str
    database: str = DEFAULT_DATABASE

    @property
    def id(self) -> str:
        return self.path.rsplit("/", 1)[1]

    @property
    def collection(self) -> str:
        return self.path.rsplit("/", 2)[-2]


@dataclass(frozen=True)
class Snapshot:
    """A document as it was when read. `data` is None where there was none; `version` is then None too."""

    key: Key
    data: Data | None
    version: datetime | None

    @property
    def exists(self) -> bool:
        return self.data is not None


@dataclass(frozen=True)
class Put:
    """Write the whole document. `guard`: a Snapshot it must still be as; None writes whatever was there.

    `stamp` names a top-level field that the store fills with its own clock, to the millisecond. Data is None, bool,
    int, float, str, bytes, zoned datetime (kept to the microsecond, in UTC), and lists and maps of these; no list
    directly in a list. Writing what is there already changes nothing, not even the version.
    """

    key: Key
    data: Data
    guard: Snapshot | None
    stamp: str | None = None


@dataclass(frozen=True)
class Patch:
    """Write these top-level fields of a document, and leave its others alone; GuardFailed if it is not there."""

    key: Key
    data: Data


@dataclass(frozen=True)
class Delete:
    key: Key
    guard: Snapshot | None


@dataclass(frozen=True)
class Unchanged:
    """Write nothing, but fail the commit unless the document still is (or still is not there) as it was read."""

    guard: Snapshot


Write = Put | Patch | Delete | Unchanged


@dataclass(frozen=True)
class Where:
    field: str
    operator: Operator
    value: Any


@dataclass(frozen=True)
class Query:
    """Documents of one collection. `parent` is the path above it ("" with `group`: wherever such a collection is).

    Ordered by `order_by` (a leading "-" is descending), then by id, in the direction of the last of them. `after` is the
    last document's values of `order_by` and its id (of a group query: its whole path), for the next page.

    A document without a field that is filtered or ordered by is not in the answer; one that has None in it is, and comes
    first. Values compare within their kind only. A field compared by `<`, `<=`, `>` or `>=` must be in `order_by`. `in`
    takes up to 30 values (of several, multiplied), none of them None; without any, the answer is empty. Fields are
    dotted paths into maps.

    `only` names the top-level fields that the answer has of each document, where the others would be carried and decoded
    for nothing; all of them where it is empty.
    """

    collection: str
    parent: str = ""
    where: tuple[Where, ...] = ()
    order_by: tuple[str, ...] = ()
    limit: int = 500
    after: tuple[Any, ...] | None = None
    group: bool = False
    database: str = DEFAULT_DATABASE
    only: tuple[str, ...] = ()


class Store(Protocol):
    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        """Read these documents of one database in one round trip, in the order asked for. Strongly consistent."""

    def commit(self, writes: Sequence[Write]) -> datetime:
        """Write all of it or nothing, if every guard holds; return the commit time, the version of all that it changed.

        All keys are of one database; a document is written, patched, deleted or looked at once in a commit.
        """

    def query(self, query: Query) -> list[Snapshot]: ...

    def count(self, query: Query) -> int:
        """Count the documents of all pages: `limit` and `after` do not matter."""

    def watch(self, query: Query, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` (from any thread) soon after the query's answer may have changed; return what ends that.

        A hint, not a promise: a listener may stall, so the caller looks for itself now and then, and it may wake for
        nothing (at its beginning, for one). `wake` must not raise.
        """
