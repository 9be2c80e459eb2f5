"""Housekeeping walked by rules, in any order, with every law held at every commit; that it can fail is in test_mutants."""

from __future__ import annotations

import pytest

from shared.runtime.routes import ROUTES
from tests.simulation.biases import Crowded, Deserted, Shared
from tests.simulation.machine import Housekeeping
from tests.simulation.walks import walk


def test_no_walk_through_housekeeping_breaks_a_law(walk_seed: int) -> None:
    walk(walk_seed)


@pytest.mark.parametrize("through", [Crowded, Deserted])
def test_no_walk_where_rooms_and_work_most_easily_part_breaks_a_law(
    through: type[Housekeeping], biased_seed: int
) -> None:
    """H1-H4: two in one room, and nobody in any. `--steps 20000` walks each of them 10,000 steps."""
    walk(biased_seed, through=through)


def test_no_walk_where_guests_come_and_go_by_ones_breaks_a_law(biased_seed: int) -> None:
    walk(biased_seed, through=Shared)


APART = {"open_upload", "upload_photo", "confirm_upload"}
"""Commands that no walk takes: nothing that is walked looks into a photo."""


def test_a_walk_may_take_every_command_of_housekeeping() -> None:
    asked = {name for name in vars(Housekeeping) if not name.startswith("_")}
    commands = {
        route.name
        for route in ROUTES.values()
        if route.kind == "command" and route.context in ("housekeeping", "maintenance")
    }

    assert commands - APART <= asked
