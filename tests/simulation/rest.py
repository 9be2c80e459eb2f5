"""How a world comes to rest: the weather clears, what is pending is done, what lies parked is mended and sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from emulators.pms.mews import AT_ONCE
from shared.domain.rooms import Room
from shared.domain.settings import Settings
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

LONGEST_REST = timedelta(minutes=20)
"""Within which a world has come to rest, and was asked whether it rests."""


def rest(world: World) -> None:
    """Come to rest, and check on the way what a later step would heal."""
    world.storm.rages = False
    world.mews.faults.clear()
    world.mews.webhooks.settings = AT_ONCE
    for wish in world.waiting:
        world.call(wish)
    world.waiting.clear()
    world.pass_time(minutes=20)
    _wait_for_a_calm_hour(world)
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


def _wait_for_a_calm_hour(world: World) -> None:
    """Let time pass until no day begins, and no block begins or ends, while the world comes to rest.

    What turned since the jobs ran, a minute or a quarter of an hour ago in any hotel, is not wrong until they run again.
    """
    while turns := [moment for moment in _turns(world) if moment <= world.ground.now + LONGEST_REST]:
        world.pass_time(seconds=(min(turns) - world.ground.now).total_seconds())


def _turns(world: World) -> list[datetime]:
    """Return when something is another thing by the clock alone, from now on."""
    house, now = world.all_of(Settings)["current"], world.ground.now
    _, day_ends = house.hours_of(house.business_date(now))
    blocks = [block for room in world.all_of(Room).values() for block in room.blocks]
    moments = [day_ends, *(moment for block in blocks for moment in (block.from_at, block.until_at) if moment)]
    return [moment for moment in moments if moment > now]


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
