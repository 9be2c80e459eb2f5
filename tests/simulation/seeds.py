"""Which seeds a run lives: others every day of the hotel, so that the suite sees some ten thousand worlds in a year.

    scripts/test tests/simulation --first-seed 44376000    those of another day, as its run has said at its end
    scripts/test tests/simulation --seed 44376017          one of them, and nothing else
    scripts/test tests/simulation --seeds 10000            many, as every night does (.github/workflows/nightly.yml)
    scripts/test tests/simulation --steps 100000           further on walks through housekeeping

A walk of some hundred steps has a seed as well. What is broken on purpose keeps to the seeds that notice it (noticing.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from shared.runtime.clock import hotel_clock

SEEDS = 60
STEPS = 1_200
STEPS_OF_A_SEED = 600


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("simulation")
    group.addoption("--seed", type=int, default=None, help="simulate this seed only")
    group.addoption("--seeds", type=int, default=SEEDS, help="how many worlds to simulate")
    group.addoption("--first-seed", type=int, default=None, help="where to begin; else the day says")
    group.addoption("--steps", type=int, default=STEPS, help="how many steps to walk through housekeeping")


def chosen(config: pytest.Config) -> Mapping[str, range]:
    """Return the seeds of this run, by the fixture that a test asks for one by."""
    one, worlds = config.getoption("--seed"), config.getoption("--seeds")
    first = config.getoption("--first-seed")
    if one is not None:
        return dict.fromkeys(("world_seed", "walk_seed"), range(one, one + 1))
    if first is None:
        first = hotel_clock().start.date().toordinal() * worlds
    walks = max(1, config.getoption("--steps") // STEPS_OF_A_SEED)
    return {"world_seed": range(first, first + worlds), "walk_seed": range(first, first + walks)}


def told(config: pytest.Config) -> str:
    """Return which seeds these are, in words, for a run to say."""
    worlds, walks = chosen(config).values()
    return (
        f"worlds of the seeds {worlds[0]} to {worlds[-1]}, walks of {walks[0]} to {walks[-1]}: "
        f"again with tests/simulation --first-seed {worlds[0]}"
    )
