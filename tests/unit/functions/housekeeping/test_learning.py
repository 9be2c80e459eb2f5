"""Completed tasks teach the house how long things take: each once, however often it is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.estimates import Estimate, estimate_id_of
from shared.domain.ids import derived_id
from shared.domain.tasks import Source, Task, TaskCompleted, TaskKind, TaskStatus
from tests.ground import NOON, Ground, ground, tell

ANA = derived_id("stf", "ana")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands
