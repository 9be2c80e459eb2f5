"""Walks through housekeeping, each from a seed: the same steps every time."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.endless import Endless
from tests.simulation.machine import STEPS_OF_A_WALK, Housekeeping

WALKS = 10
"""How many walks one seed makes; of more, Hypothesis makes most by varying those it has."""
NOTICING = 3
"""How many a seed makes that is to notice a broken product: there are seeds that need no more."""


class Noticed(BaseException):
    """A law is broken, and that is all that was asked: Hypothesis takes the walk no second time to tell of it."""


def walk(walk_seed: int, through: type[Housekeeping] = Housekeeping) -> None:
    """Make the walks of one seed. The shortest that breaks a law is told."""
    _walk(walk_seed, _afresh(through), WALKS, Phase.generate, Phase.shrink)


def broken_on_a_walk(walk_seed: int, through: type[Housekeeping]) -> list[str]:
    """Return what is broken on the first walk of this seed on which anything is."""
    try:
        _walk(walk_seed, _afresh(through, wrong=Noticed), NOTICING, Phase.generate)
    except (Noticed, Endless) as broken:
        return str(broken).splitlines()
    return []


def _walk(walk_seed: int, through: type[Housekeeping], walks: int, *phases: Phase) -> None:
    chosen = settings(
        max_examples=walks,
        stateful_step_count=STEPS_OF_A_WALK,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(seed(walk_seed)(through), settings=chosen)


def _afresh(through: type[Housekeeping], **said: object) -> type[Housekeeping]:
    """Return a machine of its own: what Hypothesis notes on the class is of this walk only."""
    return type(through.__name__, (through,), said)
