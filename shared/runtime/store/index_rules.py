"""Which indexes a query needs, and whether firestore.indexes.json gives them. The emulator does not check; this does.

The rules are https://firebase.google.com/docs/firestore/query-data/index-overview: equality and array_contains filters
are answered by merging any indexes that share the same order; an order (and every inequality is in it) must stand at the
end of each merged index; no index is read backwards. `in` counts as equality.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.runtime.store.limits import INEQUALITIES
from shared.runtime.store.port import Query

Mode = Literal["ASCENDING", "DESCENDING", "CONTAINS"]
Scope = Literal["COLLECTION", "COLLECTION_GROUP"]
Part = tuple[str, Mode]
_AUTOMATIC: tuple[tuple[Mode, Scope], ...] = (
    ("ASCENDING", "COLLECTION"),
    ("DESCENDING", "COLLECTION"),
    ("CONTAINS", "COLLECTION"),
)


@dataclass(frozen=True)
class Index:
    """One sorted list the store keeps. `by_id` is the direction in which equal entries stand."""

    collection: str
    scope: Scope
    parts: tuple[Part, ...]
    by_id: Mode = "ASCENDING"


@dataclass(frozen=True)
class Need:
    """What a query asks of indexes: fields that must equal something, lists that must contain it, then an order."""

    collection: str
    scope: Scope
    equal: frozenset[str]
    contains: frozenset[str]
    order: tuple[Part, ...]
    by_id: Mode

    @property
    def filters(self) -> frozenset[str]:
        return self.equal | self.contains

    def fitting(self, indexes: Iterable[Index]) -> Iterator[frozenset[str]]:
        """Yield, of each index that may take part in the answer, the filters it answers."""
        for index in indexes:
            split = len(index.parts) - len(self.order)
            head, tail = index.parts[: max(split, 0)], index.parts[max(split, 0) :]
            if tail == self.order and index.by_id == self.by_id and all(map(self._filters_by, head)):
                yield frozenset(field for field, _ in head)

    def _filters_by(self, part: Part) -> bool:
        field, mode = part
        return field in (self.contains if mode == "CONTAINS" else self.equal)

    def met_by(self, indexes: Iterable[Index]) -> bool:
        if not self.filters and not self.order:
            return True
        answered = list(self.fitting(indexes))
        return bool(answered) and self.filters <= frozenset[str]().union(*answered)

    def composite(self) -> Index:
        """Return the one index that answers it alone."""
        filters: list[Part] = [(field, "ASCENDING") for field in sorted(self.equal)]
        filters += [(field, "CONTAINS") for field in sorted(self.contains)]
        return Index(self.collection, self.scope, (*filters, *self.order), self.by_id)


def need_of(query: Query) -> Need:
    equal = frozenset(where.field for where in query.where if where.operator in {"==", "in"})
    order = tuple(_ordered(field) for field in query.order_by)
    compared = {where.field for where in query.where if where.operator in INEQUALITIES}
    return Need(
        collection=query.collection,
        scope="COLLECTION_GROUP" if query.group else "COLLECTION",
        equal=equal - compared,
        contains=frozenset(where.field for where in query.where if where.operator == "array_contains"),
        order=tuple(part for part in order if part[0] not in equal - compared),
        by_id=order[-1][1] if order else "ASCENDING",
    )


def _ordered(field: str) -> Part:
    return (field[1:], "DESCENDING") if field.startswith("-") else (field, "ASCENDING")


class Indexes:
    """The indexes of a deployed project: those of firestore.indexes.json and those Firestore keeps by itself."""

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self._composites = [_composite(entry) for entry in declared.get("indexes", ())]
        self._overrides = {
            (entry["collectionGroup"], entry["fieldPath"]): [
                (_mode(index), index.get("queryScope", "COLLECTION")) for index in entry.get("indexes", ())
            ]
            for entry in declared.get("fieldOverrides", ())
        }

    def missing(self, query: Query) -> Index | None:
        """Return the index to declare before this query works, None if it works already."""
        need = need_of(query)
        return None if need.met_by(self._offered(need)) else need.composite()

    def _offered(self, need: Need) -> Iterator[Index]:
        for index in self._composites:
            if (index.collection, index.scope) == (need.collection, need.scope):
                yield index
        for field in sorted(need.filters | {field for field, _ in need.order}):
            for mode, scope in self._of_field(need.collection, field):
                if scope == need.scope:
                    by_id: Mode = "DESCENDING" if mode == "DESCENDING" else "ASCENDING"
                    yield Index(need.collection, scope, ((field, mode),), by_id)

    def _of_field(self, collection: str, field: str) -> Iterable[tuple[Mode, Scope]]:
        """A field's own override, or the nearest one of a map it lies in, or that of all fields, or the automatic ones."""
        parts = field.split(".")
        paths = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
        found = (self._overrides.get((collection, path)) for path in (*paths, "*"))
        return next((indexes for indexes in found if indexes is not None), _AUTOMATIC)


def declaration(index: Index) -> dict[str, Any]:
    """Return the entry for firestore.indexes.json: among `indexes`, or among `fieldOverrides` for a single field."""
    if len(index.parts) == 1:
        field, mode = index.parts[0]
        kept = [{**_kind(kind), "queryScope": scope} for kind, scope in (*_AUTOMATIC, (mode, index.scope))]
        return {"collectionGroup": index.collection, "fieldPath": field, "indexes": kept}
    fields = [{"fieldPath": field, **_kind(mode)} for field, mode in index.parts]
    last = "DESCENDING" if index.parts[-1][1] == "DESCENDING" else "ASCENDING"
    if index.by_id != last:
        fields.append({"fieldPath": "__name__", "order": index.by_id})
    return {"collectionGroup": index.collection, "queryScope": index.scope, "fields": fields}


def _kind(mode: Mode) -> dict[str, str]:
    return {"arrayConfig": mode} if mode == "CONTAINS" else {"order": mode}


def _composite(entry: Mapping[str, Any]) -> Index:
    parts = tuple((field["fieldPath"], _mode(field)) for field in entry["fields"])
    by_id: Mode = "DESCENDING" if parts[-1][1] == "DESCENDING" else "ASCENDING"
    if parts[-1][0] == "__name__":
        parts = parts[:-1]
    return Index(entry["collectionGroup"], entry.get("queryScope", "COLLECTION"), parts, by_id)


def _mode(field: Mapping[str, Any]) -> Mode:
    if "arrayConfig" in field:
        return "CONTAINS"
    return "DESCENDING" if field.get("order") == "DESCENDING" else "ASCENDING"
