"""Whatever field of whatever request: text comes in clean and bounded, or is refused in words; no type passes for another.

Walks every request there is, so a field that is added tomorrow is asked too (R13, R20, H25).
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import pytest
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from functions import load_all
from functions.rooms.setup import RoomLine
from functions.stays.bulk import Line
from shared.domain.shifts import ShiftEnded
from shared.domain.stays import Booking, ModificationRequested
from shared.domain.suggestions import RoutingSuggested
from shared.domain.work_orders import WorkOrderCancelled, WorkOrderCompleted
from shared.runtime.faults import faults
from shared.runtime.routes import ROUTES, SentFile

load_all()

DIRTY = "a\x00\u202eb\u2066c\ufeff\x1bd"
LONGEST = 4_000
AS_SENT = {
    "csv": "a whole file: its cells are read as fields of lines",
    "password": "a secret is what was typed, and is never shown",
    "old_password": "likewise",
    "device": "a proof that we gave out: compared, never kept or shown",
    "cursor": "is ours, and refused where it is not",
    "rooms[0][0]": "names of the fields of a line, of which unknown ones are refused",
    "reservations[0][0]": "likewise",
}
"""Fields of text that is not cleaned, and why. One that joins them is a decision, so it is written down here."""


class Leaf(NamedTuple):
    path: str
    kind: Any
    annotation: Any
    root: Any

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


def leaves(  # noqa: C901 - one branch for each way to write a type
    kind: Any, path: str, root: Any, meta: tuple[Any, ...] = (), seen: frozenset[Any] = frozenset()
) -> Iterator[Leaf]:
    """Yield each field that is no model, at whatever depth, with the type that checks it."""
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *more = get_args(kind)
        yield from leaves(inner, path, root, (*more, *meta), seen)
    elif origin in (Union, types.UnionType):
        for one in get_args(kind):
            yield from leaves(one, path, root, meta, seen)
    elif origin is Literal or kind in (type(None), Ellipsis, Any, SentFile):
        return
    elif origin is not None:
        for place, one in enumerate(get_args(kind)):
            yield from leaves(one, f"{path}[{place}]", root, (), seen)
    elif issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items() if kind not in seen else ():
            yield from leaves(field.annotation, f"{path}.{name}", root, tuple(field.metadata), seen | {kind})
    elif not issubclass(kind, Enum):
        annotation = kind
        for one in meta:
            annotation = Annotated[annotation, one]
        yield Leaf(path, datetime if kind is AwareDatetime else kind, annotation, root)


ASKED = [route for route in ROUTES.values() if route.context != "tests"]
OF_QUERIES = {route.request for route in ASKED if route.kind in ("query", "stream")}
LEAVES = [
    leaf for root in {one.request for one in ASKED} | {RoomLine, Line} for leaf in leaves(root, root.__name__, root)
]
FROM_OUTSIDE = (Booking, ModificationRequested, ShiftEnded, RoutingSuggested, WorkOrderCompleted, WorkOrderCancelled)
"""What other systems say, where it is more than ids."""
TOLD = [leaf for root in FROM_OUTSIDE for leaf in leaves(root, root.__name__, root) if not leaf.name.endswith("_id")]
TEXT = [*LEAVES, *TOLD]


def of(*kinds: type) -> pytest.MarkDecorator:
    found = [leaf for leaf in (TEXT if str in kinds else LEAVES) if leaf.kind in kinds and leaf.name not in AS_SENT]
    wanted = sorted(found, key=lambda leaf: leaf.path)
    assert wanted
    return pytest.mark.parametrize("leaf", wanted, ids=[leaf.path for leaf in wanted])


def let_in(leaf: Leaf, sent: Any) -> Any:
    """Return what comes of it, or None where it is refused; in words."""
    try:
        return TypeAdapter(leaf.annotation).validate_python(sent)
    except ValidationError as refused:
        for fault in faults(refused):
            assert fault.message
            assert not set(fault.message) & set("^\\$[{|"), fault.message
            assert "validation" not in fault.message
        return None


def taken(leaf: Leaf, others: list[Any]) -> list[Any]:
    return [other for other in others if let_in(leaf, other) is not None]


@of(str)
def test_text_comes_in_clean_and_bounded_or_is_refused_in_words(leaf: Leaf) -> None:
    for dirty in (DIRTY, f"{DIRTY}@{DIRTY}.{DIRTY}"):
        kept = let_in(leaf, dirty)
        assert kept is None or not set(kept) & set("\x00\x1b\u202e\u2066\ufeff")
    long = let_in(leaf, "a" * 100_000)
    assert long is None or len(long) <= LONGEST


@of(str)
def test_what_is_no_text_is_not_taken_for_it(leaf: Leaf) -> None:
    assert taken(leaf, [True, 1.5, ["a"], {"a": "b"}]) == []


@of(int, float)
def test_what_is_no_number_is_not_taken_for_one(leaf: Leaf) -> None:
    assert taken(leaf, [True, False, "yes", "", [1], {"a": 1}]) == []


@of(bool)
def test_only_yes_and_no_are_yes_and_no(leaf: Leaf) -> None:
    assert taken(leaf, [0, 1, "yes", "1", "on", ["true"]]) == []
    assert let_in(leaf, "true") is (True if leaf.root in OF_QUERIES else None)


@of(date, datetime)
def test_a_number_is_no_moment_and_no_day(leaf: Leaf) -> None:
    assert taken(leaf, [0, 1, True, 1_700_000_000, 1.5, "1700000000", "yes"]) == []


def test_every_field_is_of_a_kind_that_is_asked_here() -> None:
    assert {leaf.kind for leaf in LEAVES} <= {str, int, float, bool, date, datetime}
