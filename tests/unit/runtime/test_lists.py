"""Cursors: what a list gave is read back, and whatever else comes is refused by name."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.refusals import INVALID_FIELDS, Refusal
from shared.domain.settings import Settings
from shared.domain.tickets import Ticket
from shared.runtime.lists import from_cursor, to_cursor
from shared.runtime.store.memory import MemoryStore
from shared.runtime.work import View
from tests.ground import PLACE, SUPERVISOR

AT = datetime(2026, 6, 15, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("after", [("204",), (AT, "tkt_1"), (None, 7, 2.5, "مهمان", True, "x")])
def test_a_cursor_is_read_as_it_was_made(after: tuple[Any, ...]) -> None:
    assert from_cursor(to_cursor(after)) == after


@pytest.mark.parametrize(
    "said",
    [
        None,
        7,
        "x",
        {},
        [],
        [7],
        [None],
        [""],
        ["."],
        ["../.."],
        ["a/b"],
        ["__x__"],
        [["x"], "x"],
        [{}, "x"],
        [{"at": 7}, "x"],
        [{"at": "2026-06-15T08:30:00"}, "x"],
        [1 << 63, "x"],
        [-(1 << 63) - 1, "x"],
        ["x" * 1_501],
    ],
    ids=str,
)
def test_a_cursor_that_is_none_of_ours_is_refused(said: Any) -> None:
    with pytest.raises(ValueError, match="is not a cursor of ours"):
        from_cursor(base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("="))


@pytest.mark.parametrize("after", [("x",), (1, 2, "x")])
def test_a_cursor_of_a_list_in_another_order_is_refused(after: tuple[Any, ...]) -> None:
    view = View(MemoryStore(), PLACE, SUPERVISOR, AT, lambda _: Settings())

    with pytest.raises(Refusal) as refused:
        view.list(Ticket, order_by=("-opened_at",), after=after)

    assert refused.value.rule is INVALID_FIELDS
    assert "cursor" in refused.value.fields
