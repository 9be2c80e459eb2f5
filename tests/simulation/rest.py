"""How a world comes to rest: the weather clears, what is pending is done, what lies parked is mended and sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from emulators.pms.mews import AT_ONCE
from tests.simulation.troubles import (
    mend,
    what_is_parked_is_shown,
    what_was_mended_is_gone_and_the_rest_is_parked_again,
    what_was_planted_is_parked,
)
from tests.simulation.truths import rows_show_who_stays_in_them, stays_are_what_the_pms_has
from tests.simulation.world import World

NEVER_MENDED = {"MELMASTOON.PMS.NOT_A_NOTICE", "NOT_OUR_SCHEMA"}
"""Letters for which a stay is never late: what they are about names none."""


def rest(world: World) -> None:
    """Come to rest, and check on the way what a later step would heal."""
    world.storm.rages = False
    world.mews.faults.clear()
    world.mews.webhooks.settings = AT_ONCE
    for wish in world.waiting:
        world.call(wish)
    world.waiting.clear()
    world.pass_time(minutes=20)
    steps: tuple[Callable[[World], None], ...] = (
        World.drain,
        _checking(notices_alone_tell_of_every_stay),
        World.run_jobs,
        World.drain,
        _checking(what_was_planted_is_parked),
        _checking(what_is_parked_is_shown),
        mend,
        World.replay,
        _checking(what_was_mended_is_gone_and_the_rest_is_parked_again),
        _checking(what_is_parked_is_shown),
        World.reconcile,
    )
    for step in steps:
        if not world.failures:
            step(world)


def notices_alone_tell_of_every_stay(world: World) -> Iterator[str]:
    """Where every notice came, no sweep is needed: what one would heal is wrong already."""
    counts, rules = world.mews.webhooks.counts, world.mews.house.rules
    parked = {letter["reason"]["code"] for letter in world.raw("dead_letters") if letter["status"] == "parked"}
    if counts["dropped"] or counts["discarded"] or rules.versions != "advancing" or parked - NEVER_MENDED:
        return
    yield from stays_are_what_the_pms_has(world)
    yield from rows_show_who_stays_in_them(world)


def _checking(check: Callable[[World], Iterator[str]]) -> Callable[[World], None]:
    def checked(world: World) -> None:
        world.failures.extend(f"{check.__name__}: {said}" for said in check(world))

    return checked
