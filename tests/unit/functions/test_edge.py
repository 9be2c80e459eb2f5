"""Whatever field of whatever request: text comes in clean and bounded, or is refused in words; no type passes for another.

Walks every request there is, so a field that is added tomorrow is asked too (R13, R20, H25).
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

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


def of(*kinds: type) -> list[Leaf]:
    found = [leaf for leaf in (TEXT if str in kinds else LEAVES) if leaf.kind in kinds and leaf.name not in AS_SENT]
    assert 0 < len(found) == len({leaf.path for leaf in found})
    return found


def let_in(leaf: Leaf, sent: Any) -> Any:
    """Return what comes of it, or None where it is refused; in words."""
    try:
        return TypeAdapter(leaf.annotation).validate_python(sent)
    except ValidationError as refused:
        for fault in faults(refused):
            assert fault.message, leaf.path
            assert not set(fault.message) & set("^\\$[{|"), (leaf.path, fault.message)
            assert "validation" not in fault.message, (leaf.path, fault.message)
        return None


def taken(leaves: list[Leaf], others: list[Any]) -> dict[str, list[Any]]:
    """Return which of the others each field takes for what it asks for, where it takes any."""
    found = {leaf.path: [other for other in others if let_in(leaf, other) is not None] for leaf in leaves}
    return {path: passed for path, passed in found.items() if passed}


def test_text_comes_in_clean_and_bounded_or_is_refused_in_words() -> None:
    kept = {
        leaf.path: [let_in(leaf, sent) for sent in (DIRTY, f"{DIRTY}@{DIRTY}.{DIRTY}", "a" * 100_000)]
        for leaf in of(str)
    }
    dirty = {
        path: texts
        for path, texts in kept.items()
        if set("\x00\x1b\u202e\u2066\ufeff") & set("".join(filter(None, texts)))
    }
    endless = [path for path, texts in kept.items() if any(len(text or "") > LONGEST for text in texts)]
    assert (dirty, endless) == ({}, [])


def test_what_is_no_text_is_not_taken_for_it() -> None:
    assert taken(of(str), [True, 1.5, ["a"], {"a": "b"}]) == {}


def test_what_is_no_number_is_not_taken_for_one() -> None:
    assert taken(of(int, float), [True, False, "yes", "", [1], {"a": 1}]) == {}


def test_only_yes_and_no_are_yes_and_no() -> None:
    assert taken(of(bool), [0, 1, "yes", "1", "on", ["true"]]) == {}
    said = {leaf.path: let_in(leaf, "true") for leaf in of(bool)}
    assert said == {leaf.path: True if leaf.root in OF_QUERIES else None for leaf in of(bool)}


def test_a_number_is_no_moment_and_no_day() -> None:
    assert taken(of(date, datetime), [0, 1, True, 1_700_000_000, 1.5, "1700000000", "yes"]) == {}


def test_every_field_is_of_a_kind_that_is_asked_here() -> None:
    assert {leaf.kind for leaf in LEAVES} <= {str, int, float, bool, date, datetime}
