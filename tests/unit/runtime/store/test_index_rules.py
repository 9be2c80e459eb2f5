"""Which queries Firestore answers with which indexes."""

from __future__ import annotations

from typing import Any

import pytest

from shared.runtime.store.index_rules import Indexes, declaration
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import IndexMissing, Query, Where

ABOVE = "tenants/demo/properties/demo-hotel"
a, b, c = Where("a", "==", 1), Where("b", "==", 1), Where("c", "==", 1)
any_a, has_a = Where("a", "in", [1, 2]), Where("a", "array_contains", 1)
over_a, over_b = Where("a", ">", 1), Where("b", ">", 1)


def tasks(*where: Where, by: tuple[str, ...] = (), group: bool = False) -> Query:
    return Query("tasks", "" if group else ABOVE, where, by, group=group)


def composite(*fields: str, scope: str = "COLLECTION") -> dict[str, Any]:
    """`a` ascending, `-a` descending, `a[]` contains."""
    return {"collectionGroup": "tasks", "queryScope": scope, "fields": [_field(field) for field in fields]}


def _field(field: str) -> dict[str, str]:
    if field.endswith("[]"):
        return {"fieldPath": field[:-2], "arrayConfig": "CONTAINS"}
    return {"fieldPath": field.removeprefix("-"), "order": "DESCENDING" if field[0] == "-" else "ASCENDING"}


def override(path: str, *indexes: dict[str, str]) -> dict[str, Any]:
    return {"collectionGroup": "tasks", "fieldPath": path, "indexes": list(indexes)}


ASCENDING = {"order": "ASCENDING", "queryScope": "COLLECTION"}
IN_GROUP = {"order": "ASCENDING", "queryScope": "COLLECTION_GROUP"}


@pytest.mark.parametrize(
    "query",
    [
        tasks(),
        tasks(a),
        tasks(any_a),
        tasks(has_a),
        tasks(a, b, c),
        tasks(any_a, b),
        tasks(has_a, b),
        tasks(over_a, by=("a",)),
        tasks(over_a, Where("a", "<", 5), by=("-a",)),
        tasks(by=("-a",)),
        tasks(a, by=("a",)),
        tasks(a, over_a, by=("a",)),
        tasks(Where("map.x", "==", 1), Where("map.y", "==", 1)),
        tasks(group=True),
    ],
    ids=str,
)
def test_needs_no_index_of_ours(query: Query) -> None:
    assert Indexes({}).missing(query) is None


@pytest.mark.parametrize(
    ("query", "declared"),
    [
        (tasks(a, by=("b",)), composite("a", "b")),
        (tasks(a, by=("-b",)), composite("a", "-b")),
        (tasks(any_a, by=("b",)), composite("a", "b")),
        (tasks(has_a, by=("b",)), composite("a[]", "b")),
        (tasks(b, has_a, by=("-c",)), composite("b", "a[]", "-c")),
        (tasks(a, over_b, by=("b",)), composite("a", "b")),
        (tasks(over_a, over_b, by=("a", "b")), composite("a", "b")),
        (tasks(by=("a", "-b")), composite("a", "-b")),
        (tasks(a, b, by=("c",)), composite("a", "b", "c")),
        (tasks(a, by=("b",), group=True), composite("a", "b", scope="COLLECTION_GROUP")),
    ],
    ids=str,
)
def test_needs_exactly_the_index_it_names(query: Query, declared: dict[str, Any]) -> None:
    missing = Indexes({}).missing(query)
    assert missing is not None
    assert declaration(missing) == declared
    assert Indexes({"indexes": [declared]}).missing(query) is None
    elsewhere = {**declared, "collectionGroup": "rooms"}
    assert Indexes({"indexes": [elsewhere]}).missing(query) is not None


@pytest.mark.parametrize(
    ("query", "declared"),
    [
        (tasks(a, b, by=("c",)), [composite("a", "c"), composite("b", "c")]),
        (tasks(a, b, by=("c",)), [composite("b", "a", "c")]),
        (tasks(a, by=("b",)), [composite("-a", "b")]),
        (tasks(has_a, b, by=("c",)), [composite("a[]", "c"), composite("b", "c")]),
    ],
    ids=str,
)
def test_indexes_of_one_order_are_merged(query: Query, declared: list[dict[str, Any]]) -> None:
    assert Indexes({"indexes": declared}).missing(query) is None


@pytest.mark.parametrize(
    ("query", "declared"),
    [
        (tasks(a, by=("b",)), [composite("a", "-b")]),
        (tasks(a, by=("b",)), [composite("b", "a")]),
        (tasks(a, by=("b",)), [composite("a", "b", "c")]),
        (tasks(a, by=("b",)), [composite("a", "b", scope="COLLECTION_GROUP")]),
        (tasks(a, b, by=("c",)), [composite("a", "c")]),
        (tasks(by=("a", "b")), [composite("b", "a")]),
        (tasks(by=("a", "-b")), [composite("-a", "b")]),
        (tasks(has_a, by=("b",)), [composite("a", "b")]),
        (tasks(a, by=("b",), group=True), [composite("a", "b")]),
    ],
    ids=str,
)
def test_an_index_that_does_not_fit_is_no_help(query: Query, declared: list[dict[str, Any]]) -> None:
    assert Indexes({"indexes": declared}).missing(query) is not None


@pytest.mark.parametrize(
    "query", [tasks(a, group=True), tasks(by=("a",), group=True), tasks(over_a, by=("a",), group=True)]
)
def test_a_group_needs_an_override_of_each_single_field(query: Query) -> None:
    missing = Indexes({}).missing(query)
    assert missing is not None
    declared = declaration(missing)
    assert declared == override("a", ASCENDING, _kind("DESCENDING"), _contains(), IN_GROUP)
    assert Indexes({"fieldOverrides": [declared]}).missing(query) is None


def _kind(order: str) -> dict[str, str]:
    return {"order": order, "queryScope": "COLLECTION"}


def _contains() -> dict[str, str]:
    return {"arrayConfig": "CONTAINS", "queryScope": "COLLECTION"}


def test_a_field_may_be_exempt_and_takes_after_the_map_it_is_in() -> None:
    exempt = Indexes({"fieldOverrides": [override("map"), override("map.kept", ASCENDING)]})
    assert exempt.missing(tasks(Where("map.x", "==", 1))) is not None
    assert exempt.missing(tasks(Where("map.kept", "==", 1))) is None
    assert exempt.missing(tasks(by=("-map.kept",))) is not None
    assert exempt.missing(tasks(a)) is None
    assert Indexes({"fieldOverrides": [override("*")]}).missing(tasks(a)) is not None


def test_the_memory_store_enforces_them_and_says_what_to_add() -> None:
    store = MemoryStore(indexes={"indexes": [composite("a", "b")]})
    assert store.query(tasks(a, by=("b",))) == []
    for ask in (store.query, store.count, lambda query: store.watch(query, lambda: None)):
        with pytest.raises(IndexMissing, match='"fieldPath": "c"'):
            ask(tasks(a, by=("c",)))
