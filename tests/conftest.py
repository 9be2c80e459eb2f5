from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ground import Ground, on_ground


@pytest.fixture
def ground() -> Iterator[Ground]:
    """A fresh cloud in memory with the demo hotel."""
    with on_ground() as fresh:
        yield fresh
