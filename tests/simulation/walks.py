"""Walks through housekeeping, each from a seed: the same steps every time."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.endless import Endless
from tests.simulation.machine import STEPS_OF_A_WALK, Housekeeping

WALKS = 10
"""How many walks one seed makes; of more, Hypothesis makes most by varying those it has."""


def walk(walk_seed: int, *phases: Phase, through: type[Housekeeping] = Housekeeping) -> None:
    """Make the walks of one seed. With Phase.shrink, the shortest that breaks a law is told."""
    chosen = settings(
        max_examples=WALKS,
        stateful_step_count=STEPS_OF_A_WALK,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(seed(walk_seed)(_afresh(through)), settings=chosen)


def broken_on_a_walk(walk_seed: int, through: type[Housekeeping]) -> list[str]:
    """Return what is broken on the first walk of this seed on which anything is."""
    try:
        walk(walk_seed, Phase.generate, through=through)
    except (AssertionError, Endless) as broken:
        return str(broken).splitlines()
    return []


def _afresh(through: type[Housekeeping]) -> type[Housekeeping]:
    """Return a machine of its own: what Hypothesis notes on the class is of this walk only."""
    return type(through.__name__, (through,), {})
