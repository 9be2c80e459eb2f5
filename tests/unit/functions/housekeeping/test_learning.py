"""Completed tasks teach the house how long things take: each once, however often it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from tests.ground import Ground, ground

ANA = derived_id("stf", "ana")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands
