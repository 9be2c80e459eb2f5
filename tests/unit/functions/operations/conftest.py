from __future__ import annotations

from collections.abc import Iterator

import pytest

import functions.operations.main  # noqa: F401 - its functions are what the tests call
from tests.ground import Ground, ground


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands
