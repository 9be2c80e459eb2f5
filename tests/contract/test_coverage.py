"""All that housekeeping was asked for is there, and some test carries it. Which ones: docs/contracts/housekeeping.md."""

from __future__ import annotations

import re

import pytest

from functions import load_all
from scripts.generation.coverage import Row, rows
from scripts.generation.housekeeping import AGGREGATES
from shared.domain import ids
from shared.domain.events import EVENTS
from shared.runtime.routes import ROUTES
from tests.ground import REPOSITORY

load_all()
FOUND = rows(REPOSITORY, [route for route in ROUTES.values() if route.context != "tests"], EVENTS)
ASKED = [pytest.param(row, id=row.asked) for some in FOUND.values() for row in some]
PREFIXES = [one.identity for one in AGGREGATES if re.fullmatch(r"[a-z]+_", one.identity)]


@pytest.mark.parametrize("row", ASKED)
def test_something_carries_it(row: Row) -> None:
    assert row.carried_by


@pytest.mark.parametrize("row", ASKED)
def test_some_test_carries_it(row: Row) -> None:
    assert [test.name for test in row.tests]


def test_nothing_that_was_asked_for_was_left_out() -> None:
    counts = {heading: len(some) for heading, some in FOUND.items()}
    assert counts == {"Endpoints": 26, "Events published": 20, "Events consumed": 9, "Aggregates": 8}


def test_each_consumed_event_has_a_handler_of_its_own() -> None:
    handlers = [row.carried_by for row in FOUND["Events consumed"] if row.carried_by]
    assert len(set(handlers)) == len(handlers)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_each_aggregate_that_has_a_prefix_has_ids_with_it(prefix: str) -> None:
    known = [str(getattr(ids, name).__metadata__) for name in dir(ids) if name.endswith("Id") and name != "RoomId"]
    assert any(f"^{prefix}" in one for one in known)
