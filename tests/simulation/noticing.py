"""Whether the simulation notices a fault that was planted in the product, and in which seeds it did so last."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.days import live
from tests.simulation.machine import Housekeeping
from tests.simulation.walks import broken_on_a_walk
from tests.simulation.world import found_hotels

Break = Callable[[pytest.MonkeyPatch], None]

NOTICED = Path(__file__).with_name("noticed.json")
REMEMBERED = 3
"""In how many seeds each is known to be noticed: the first is lived, the others where a change has led that elsewhere."""
TRIED, SEARCHED = 20, 60
"""In how many seeds a broken product must have shown itself: where a test looks, and where somebody searches."""
FIND = "python -m tests.simulation.mutants --find"


@dataclass(frozen=True)
class Mutant:
    """One fault and where it is met: on walks `through` a house, or in whole worlds (None).

    `noticed_by` is the check that must notice it by itself, whatever other does; None: any.
    """

    plant: Break
    noticed_by: Callable[..., Any] | None = None
    through: type[Housekeeping] | None = None

    @property
    def name(self) -> str:
        """Return what was done to the product, where it is met, and the check that must notice it there."""
        return f"{self.plant.__name__} {self.through.__name__ if self.through else 'World'}.{self._check}".rstrip(".")

    @property
    def seeds(self) -> list[int]:
        """Return the seeds that noticed it last."""
        return _noticed().get(self.name, [])

    def is_noticed(self, seed: int) -> bool:
        with pytest.MonkeyPatch.context() as patch:
            self.plant(patch)
            said = live(seed) if self.through is None else broken_on_a_walk(seed, self.through)
        return any(one.startswith(self._check) for one in said)

    def noticing(self, seeds: Iterable[int]) -> Iterator[int]:
        """Yield the seeds that notice it, as they are tried."""
        return (seed for seed in seeds if self.is_noticed(seed))

    def why_not(self) -> str:
        """Say what to do about this mutant, which none of its seeds notices any more; tries others for it."""
        other = next(self.noticing(seed for seed in range(TRIED) if seed not in self.seeds), None)
        if other is None:
            return f"{self.name} is noticed in none of {TRIED} seeds more: is it not met now, or does it do no harm? {FIND}"
        return f"{self.name} is noticed no more by {self.seeds}, but by {other}: {FIND} writes it down"

    @property
    def _check(self) -> str:
        return self.noticed_by.__name__ if self.noticed_by else ""


def _noticed() -> dict[str, list[int]]:
    found: dict[str, list[int]] = json.loads(NOTICED.read_text()) if NOTICED.exists() else {}
    return found


def write_down_what_notices(mutants: Sequence[Mutant]) -> int:
    """Find seeds for each mutant, those first that it has, and write them down; return 1 where one is not noticed at all."""
    options = argparse.ArgumentParser(prog="python -m tests.simulation.mutants", description=__doc__)
    options.add_argument(
        "--find", nargs="*", metavar="WORD", required=True, help="only mutants with one of these words"
    )
    words = options.parse_args().find
    found_hotels()
    chosen = [one for one in mutants if not words or any(word in one.name for word in words)]
    known = _noticed()
    found = {one.name: known.get(one.name, []) for one in mutants}
    for one in chosen:
        found[one.name] = _seeds_for(one)
        print(f"{one.name}: {found[one.name] or 'NOT NOTICED'}", file=sys.__stdout__, flush=True)
        lines = ",\n".join(f'  "{name}": {json.dumps(seeds)}' for name, seeds in sorted(found.items()))
        NOTICED.write_text(f"{{\n{lines}\n}}\n")
    return int(not all(found.values()))


def _seeds_for(mutant: Mutant) -> list[int]:
    tried = [*mutant.seeds, *(seed for seed in range(SEARCHED) if seed not in mutant.seeds)]
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return list(islice(mutant.noticing(tried), REMEMBERED))
