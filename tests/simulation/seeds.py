"""Which seeds a run lives: others every day of the hotel, so that the suite sees some nine thousand worlds in a year.

    scripts/test tests/simulation --first-seed 44376000    those of another day, as its run has said at its end
    scripts/test tests/simulation --seed 44376017          one of them, and nothing else
    scripts/test tests/simulation --seeds 10000            many, as every night does (.github/workflows/nightly.yml)
    scripts/test tests/simulation --steps 200000           further on walks through housekeeping
    scripts/test tests/simulation --deaths 1               one death in each life of an hour, so that it meets nothing but that

A walk of some hundred steps has a seed as well. What is broken on purpose keeps to the seeds that notice it (noticing.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from shared.runtime.clock import hotel_clock

SEEDS = 24
STEPS = 1_200
STEPS_OF_A_SEED = 600
DEATHS = 8
MOST_TWICE = 24
"""What is lived twice and compared begins at 0 every day; so many of it are lived where there are thousands of worlds."""
OF_THE_DAY = frozenset({"world_seed", "walk_seed", "biased_seed"})
SEEDED = OF_THE_DAY | {"twice_seed", "notices_seed"}
"""The fixtures that a test asks for a seed by."""


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("simulation")
    group.addoption("--seed", type=int, default=None, help="simulate this seed only")
    group.addoption("--seeds", type=int, default=SEEDS, help="how many worlds to simulate")
    group.addoption("--first-seed", type=int, default=None, help="where to begin; else the day says")
    group.addoption("--steps", type=int, default=STEPS, help="how many steps to walk through housekeeping")
    group.addoption(
        "--deaths", type=int, default=DEATHS, help="how many steps of an hour are died at each time it is lived"
    )


def chosen(config: pytest.Config) -> Mapping[str, range]:
    """Return the seeds of this run, by the fixture that a test asks for one by."""
    one, worlds = config.getoption("--seed"), config.getoption("--seeds")
    first = config.getoption("--first-seed")
    if first is None:
        first = hotel_clock().start.date().toordinal() * worlds
    walks = max(1, config.getoption("--steps") // STEPS_OF_A_SEED)
    found = {
        "world_seed": range(first, first + worlds),
        "walk_seed": range(first, first + walks),
        # With half the rules of the whole walk, half the steps take them all.
        "biased_seed": range(first, first + max(1, walks // 2)),
        "twice_seed": range(min(MOST_TWICE, max(1, worlds // 6))),
        "notices_seed": range(min(MOST_TWICE, max(1, worlds // 2))),
    }
    return found if one is None else {**found, **dict.fromkeys(OF_THE_DAY, range(one, one + 1))}


def told(config: pytest.Config) -> str:
    """Return which seeds these are, in words, for a run to say."""
    seeds = chosen(config)
    worlds, walks = seeds["world_seed"], seeds["walk_seed"]
    return (
        f"worlds of the seeds {worlds[0]} to {worlds[-1]}, walks of {walks[0]} to {walks[-1]}: "
        f"again with tests/simulation --first-seed {worlds[0]}"
    )
