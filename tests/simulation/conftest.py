"""Which worlds are simulated: some hundreds in the suite, one with `--seed 4711`, more with `--seeds 10000`."""

from __future__ import annotations

import pytest

from tests.simulation.world import found_hotels

SEEDS = 250


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("simulation")
    group.addoption("--seed", type=int, default=None, help="simulate this world only")
    group.addoption("--seeds", type=int, default=SEEDS, help="how many worlds to simulate")
    group.addoption("--first-seed", type=int, default=0, help="where to begin")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "world_seed" in metafunc.fixturenames:
        one = metafunc.config.getoption("--seed", None)
        first = metafunc.config.getoption("--first-seed", 0)
        many = metafunc.config.getoption("--seeds", SEEDS)
        metafunc.parametrize("world_seed", [one] if one is not None else range(first, first + many))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--seed`, nothing else of the simulation runs."""
    if config.getoption("--seed", None) is None:
        return
    others = [item for item in items if "world_seed" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


@pytest.fixture(autouse=True)
def _founded() -> None:
    """Have the hotel stand before anything is broken on purpose, so that every world begins the same."""
    found_hotels()
