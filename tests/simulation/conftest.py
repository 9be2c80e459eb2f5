"""Seeds for the tests that ask for one, and the hotel that worlds begin with. Which seeds: seeds.py."""

from __future__ import annotations

import pytest

from tests.simulation import seeds
from tests.simulation.world import found_hotels


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name in seeds.SEEDED & set(metafunc.fixturenames):
        metafunc.parametrize(name, seeds.chosen(metafunc.config)[name])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--seed`, nothing else of the simulation runs."""
    if config.getoption("--seed") is None:
        return
    others = [item for item in items if not seeds.OF_THE_DAY & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


@pytest.fixture(autouse=True)
def _founded() -> None:
    """Have the hotel stand before anything is broken on purpose, so that every world begins the same."""
    found_hotels()


@pytest.fixture
def deaths(request: pytest.FixtureRequest) -> int:
    """How many of an hour's steps are died at each time it is lived."""
    return int(request.config.getoption("--deaths"))
