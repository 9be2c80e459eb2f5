"""Which worlds are simulated: some hundreds in the suite, one with `--seed 4711`, more with `--seeds 10000`.

Walks through housekeeping have seeds as well: `--steps 100000` walks further than the suite does.
"""

from __future__ import annotations

import pytest

from tests.simulation.world import found_hotels

SEEDS = 250
STEPS = 1_200
STEPS_OF_A_SEED = 600
SEEDED = frozenset({"world_seed", "walk_seed"})


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("simulation")
    group.addoption("--seed", type=int, default=None, help="simulate this world only")
    group.addoption("--seeds", type=int, default=SEEDS, help="how many worlds to simulate")
    group.addoption("--first-seed", type=int, default=0, help="where to begin")
    group.addoption("--steps", type=int, default=STEPS, help="how many steps to walk through housekeeping")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    steps = metafunc.config.getoption("--steps", STEPS)
    many = {"world_seed": metafunc.config.getoption("--seeds", SEEDS), "walk_seed": max(1, steps // STEPS_OF_A_SEED)}
    one = metafunc.config.getoption("--seed", None)
    first = metafunc.config.getoption("--first-seed", 0)
    for name in SEEDED & set(metafunc.fixturenames):
        metafunc.parametrize(name, [one] if one is not None else range(first, first + many[name]))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--seed`, nothing else of the simulation runs."""
    if config.getoption("--seed", None) is None:
        return
    others = [item for item in items if not SEEDED & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


@pytest.fixture(autouse=True)
def _founded() -> None:
    """Have the hotel stand before anything is broken on purpose, so that every world begins the same."""
    found_hotels()
