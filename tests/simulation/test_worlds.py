"""Whole worlds, each from a seed, lived through with everything that can go wrong; in the end all must be true."""

from __future__ import annotations

import pytest

from tests.simulation.days import live
from tests.simulation.mutants import MUTANTS, NOTICED_BY

ENOUGH = 60
"""In how many worlds a broken product must have shown itself."""


def test_whatever_happens_to_a_world_it_comes_to_rest_with_all_that_must_be_true(world_seed: int) -> None:
    found = live(world_seed)
    if found:
        said = "\n  ".join(found)
        pytest.fail(
            f"seed {world_seed}:\n  {said}\nrerun: scripts/test tests/simulation --seed {world_seed}", pytrace=False
        )


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_product_does_not_get_away_with_it(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    MUTANTS[mutant](monkeypatch)
    check = NOTICED_BY.get(mutant, "")
    noticed = any(said.startswith(check) for seed in range(ENOUGH) for said in live(seed))
    assert noticed, f"{mutant} was not noticed in {ENOUGH} worlds" + (f" by {check}" if check else "")
