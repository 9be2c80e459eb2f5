"""Whole worlds, each from a seed, lived through with everything that can go wrong; in the end all must be true."""

from __future__ import annotations

import pytest

from tests.simulation.days import live


def test_whatever_happens_to_a_world_it_comes_to_rest_with_all_that_must_be_true(world_seed: int) -> None:
    found = live(world_seed)
    if found:
        said = "\n  ".join(found)
        pytest.fail(
            f"seed {world_seed}:\n  {said}\nrerun: scripts/test tests/simulation --seed {world_seed}", pytrace=False
        )
