"""firestore.indexes.json is read by Firebase, by terraform and by the store in memory, and holds no index nobody needs.

That every query has its index, the store in memory sees to in every functional test. Here it is the other way round.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shared.domain.documents import Document
from shared.runtime.store.index_rules import Indexes
from shared.runtime.store.port import Query, Where

ROOT = Path(__file__).parents[3]
DECLARED: dict[str, Any] = json.loads((ROOT / "firestore.indexes.json").read_text())
COMPOSITES: list[dict[str, Any]] = DECLARED["indexes"]
OVERRIDES: list[dict[str, Any]] = DECLARED["fieldOverrides"]
SCOPES = {"COLLECTION", "COLLECTION_GROUP"}
ORDERS = {"ASCENDING", "DESCENDING"}


def _title(index: dict[str, Any]) -> str:
    fields = (f"{'-' if field.get('order') == 'DESCENDING' else ''}{field['fieldPath']}" for field in index["fields"])
    return f"{index['collectionGroup']}({', '.join(fields)}){'*' if index['queryScope'] == 'COLLECTION_GROUP' else ''}"


@dataclass(frozen=True)
class Vocabulary:
    """What a module that asks the store could ask: the collections it knows, and every text that stands in it."""

    module: str
    collections: frozenset[str]
    words: frozenset[str]
    asks_groups: bool

    def may_ask(self, index: dict[str, Any]) -> bool:
        *filters, last = index["fields"]
        ordered = f"-{last['fieldPath']}" if last.get("order") == "DESCENDING" else last["fieldPath"]
        return (
            index["collectionGroup"] in self.collections
            and {field["fieldPath"] for field in filters} | {ordered} <= self.words
            and (index["queryScope"] == "COLLECTION" or self.asks_groups)
        )


@cache
def vocabularies() -> list[Vocabulary]:
    """Return the modules in which a query stands: `Query(…)`, or `.list(…)` of a view."""
    paths = chain((ROOT / "functions").rglob("*.py"), (ROOT / "shared").rglob("*.py"))
    return [
        _vocabulary(path) for path in sorted(paths) if any(name in path.read_text() for name in ("Query(", ".list("))
    ]


def _vocabulary(path: Path) -> Vocabulary:
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    tree = ast.parse(path.read_text())
    words = frozenset(chain(_texts(tree, module), _field_names(module)))
    documents = {
        value.collection
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Document) and hasattr(value, "collection")
    }
    groups = any(isinstance(node, ast.keyword) and node.arg == "group" for node in ast.walk(tree))
    return Vocabulary(module.__name__, frozenset(documents) | words, words, groups)


def _texts(tree: ast.AST, module: ModuleType) -> Iterator[str]:
    """Yield each text, whether it is written out, the value of a constant, or put together of such (f"-{AT}")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name) and isinstance(vars(module).get(node.id), str):
            yield str(vars(module)[node.id])
        elif isinstance(node, ast.JoinedStr):
            parts = [_part(value, module) for value in node.values]
            if None not in parts:
                yield "".join(part for part in parts if part is not None)


def _part(node: ast.expr, module: ModuleType) -> str | None:
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name):
        value = vars(module).get(node.value.id)
        return value if isinstance(value, str) else None
    return str(node.value) if isinstance(node, ast.Constant) else None


def _field_names(module: ModuleType) -> Iterator[str]:
    """Yield the fields of the module's own requests: filters are often named as what is asked for."""
    for value in vars(module).values():
        if inspect.isclass(value) and value.__module__ == module.__name__:
            yield from getattr(value, "model_fields", ())


@pytest.mark.parametrize("index", COMPOSITES, ids=_title)
def test_some_module_may_ask_for_this_index(index: dict[str, Any]) -> None:
    asking = [found.module for found in vocabularies() if found.may_ask(index)]
    assert asking, f"nothing in functions/ or shared/ asks for {_title(index)} any more: remove it"


@pytest.mark.parametrize("index", COMPOSITES, ids=_title)
def test_no_other_index_does_what_this_one_does(index: dict[str, Any]) -> None:
    others = Indexes({**DECLARED, "indexes": [other for other in COMPOSITES if other is not index]})
    assert others.missing(_query_for(index)) is not None, f"the others answer all that {_title(index)} answers"


def _query_for(index: dict[str, Any]) -> Query:
    """Return the query that this index answers alone: equal to something in all fields but the last, ordered by that."""
    *filters, last = [field for field in index["fields"] if field["fieldPath"] != "__name__"]
    where = tuple(
        Where(field["fieldPath"], "array_contains" if "arrayConfig" in field else "==", "x") for field in filters
    )
    order = f"-{last['fieldPath']}" if last.get("order") == "DESCENDING" else last["fieldPath"]
    group = index["queryScope"] == "COLLECTION_GROUP"
    if "arrayConfig" in last:
        return Query(
            index["collectionGroup"], where=(*where, Where(last["fieldPath"], "array_contains", "x")), group=group
        )
    return Query(index["collectionGroup"], where=where, order_by=(order,), group=group)


def test_the_file_says_no_more_than_firebase_and_terraform_read() -> None:
    assert set(DECLARED) == {"indexes", "fieldOverrides"}
    for index in COMPOSITES:
        assert set(index) == {"collectionGroup", "queryScope", "fields"}
        assert index["queryScope"] in SCOPES
        assert len(index["fields"]) > 1, f"{_title(index)}: a single field is an override"
        assert all(_is_one_mode(field, {"fieldPath"}) for field in index["fields"])
    for override in OVERRIDES:
        assert (
            {"collectionGroup", "fieldPath", "indexes"}
            <= set(override)
            <= {"collectionGroup", "fieldPath", "indexes", "ttl"}
        )
        assert override.get("ttl", True) is True
        assert all(
            _is_one_mode(index, {"queryScope"}) and index["queryScope"] in SCOPES for index in override["indexes"]
        )


def _is_one_mode(field: dict[str, Any], beside: set[str]) -> bool:
    ordered, contains = field.get("order") in ORDERS, field.get("arrayConfig") == "CONTAINS"
    return ordered is not contains and set(field) == beside | {"order" if ordered else "arrayConfig"}


def test_nothing_is_declared_twice() -> None:
    indexes = Counter(json.dumps(index, sort_keys=True) for index in COMPOSITES)
    fields = Counter((override["collectionGroup"], override["fieldPath"]) for override in OVERRIDES)
    assert [name for name, times in (indexes + fields).items() if times > 1] == []


@pytest.mark.parametrize(
    "collection", ["dead_letters", "journal", "notices", "pairings", "presence", "quotas", "throttles"]
)
def test_what_expires_leaves_by_itself(collection: str) -> None:
    assert [_override(collection, "expires_at").get(name) for name in ("ttl", "indexes")] == [True, []]


@pytest.mark.parametrize("field", ["events", "reply", "rooms"])
def test_the_journals_big_maps_are_not_indexed(field: str) -> None:
    assert _override("journal", field)["indexes"] == []


def _override(collection: str, field: str) -> dict[str, Any]:
    asked = (collection, field)
    found = (override for override in OVERRIDES if (override["collectionGroup"], override["fieldPath"]) == asked)
    return next(found, {})
