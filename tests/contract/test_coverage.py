"""All that housekeeping was asked for is there, and some test carries it. Which ones: docs/contracts/housekeeping.md."""

from __future__ import annotations

import re
from functools import cache

import pytest

from functions import load_all
from scripts.generation.coverage import Row, rows
from scripts.generation.housekeeping import AGGREGATES, CONSUMED, ENDPOINTS, PUBLISHED
from shared.domain import ids
from shared.domain.events import EVENTS
from shared.runtime.routes import ROUTES
from tests.ground import REPOSITORY

load_all()
ASKED = {
    "Endpoints": [f"{one.method} {one.path}" for one in ENDPOINTS],
    "Events published": [one.subject for one in PUBLISHED],
    "Events consumed": [one.subject for one in CONSUMED],
    "Aggregates": [one.name for one in AGGREGATES],
}
PREFIXES = [one.identity for one in AGGREGATES if re.fullmatch(r"[a-z]+_", one.identity)]


@cache
def found() -> dict[str, list[Row]]:
    """Return what is there, for which every test of the suite is read."""
    return rows(REPOSITORY, [route for route in ROUTES.values() if route.context != "tests"], EVENTS)


@pytest.mark.parametrize("heading", ASKED)
def test_something_carries_it(heading: str) -> None:
    assert [row.asked for row in found()[heading] if not row.carried_by] == []


@pytest.mark.parametrize("heading", ASKED)
def test_some_test_carries_it(heading: str) -> None:
    assert [row.asked for row in found()[heading] if not any(test.name for test in row.tests)] == []


@pytest.mark.parametrize("heading", ASKED)
def test_nothing_that_was_asked_for_is_left_out(heading: str) -> None:
    assert [row.asked for row in found()[heading]] == ASKED[heading]


def test_nothing_that_was_asked_for_was_struck_out() -> None:
    counts = {heading: len(some) for heading, some in ASKED.items()}
    assert counts == {"Endpoints": 26, "Events published": 20, "Events consumed": 9, "Aggregates": 8}


def test_each_consumed_event_has_a_handler_of_its_own() -> None:
    handlers = [row.carried_by for row in found()["Events consumed"] if row.carried_by]
    assert len(set(handlers)) == len(handlers)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_each_aggregate_that_has_a_prefix_has_ids_with_it(prefix: str) -> None:
    known = [str(getattr(ids, name).__metadata__) for name in dir(ids) if name.endswith("Id") and name != "RoomId"]
    assert any(f"^{prefix}" in one for one in known)
