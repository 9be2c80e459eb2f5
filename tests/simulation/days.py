"""Some days in a world: who acts next, how much time passes, and in the end a rest, after which all must be true."""

from __future__ import annotations

from random import Random

from emulators.pms.mews import Rules
from shared.domain.rooms import Room
from tests.simulation.endless import Endless
from tests.simulation.housekeepers import begin_the_day
from tests.simulation.people import desk, desk_at_the_same_stay, somebody
from tests.simulation.rest import rest
from tests.simulation.troubles import trouble
from tests.simulation.truths import broken
from tests.simulation.weather import Weather, notices
from tests.simulation.world import World, world

STEPS = 45


def live(seed: int, weather: Weather | None = None, steps: int = STEPS) -> list[str]:
    """Live through one world and return what is broken in it; the same seed lives the same days."""
    try:
        return _lived(seed, weather, steps)
    except Endless as endless:
        return [str(endless)]


def _lived(seed: int, weather: Weather | None, steps: int) -> list[str]:
    dice = Random(f"{seed}:choices")
    rules = Rules(
        dirty_at_check_in=dice.random() < 0.3,
        fit_for_check_in=frozenset({"Inspected", "Clean"}),
        versions=dice.choice(("advancing", "clock")),
    )
    with world(seed, weather or Weather.of(dice), webhooks=notices(dice), rules=rules) as lived:
        lived.meanwhile = meanwhile
        lived.storm.rages = True
        begin_the_day(lived)
        for _ in range(steps):
            step(lived)
        rest(lived)
        found = broken(lived)
        return found or restless(lived)


def step(world: World) -> None:
    """Let one thing happen: somebody acts, time passes, or what is on its way arrives."""
    chance = world.dice.random()
    if chance < 0.55:
        somebody(world)
    elif chance < 0.75:
        world.deliver(world.dice.randint(1, 12))
    elif chance < 0.94:
        pass_time(world)
    elif chance < 0.97:
        trouble(world)
    else:
        world.break_mews()


def pass_time(world: World) -> None:
    """Let seconds, minutes or hours pass, and what is due by then come."""
    world.pass_time(seconds=world.dice.choice((1, 5, 30, 90, 400, 1_800, 7_200, 20_000)))
    world.mews.tick()
    world.run_jobs()
    world.deliver(world.dice.randint(0, 10))


def meanwhile(world: World) -> None:
    """Let somebody else act while a commit is about to be made."""
    world.pass_time(milliseconds=world.dice.randint(0, 3_000))
    chance = world.dice.random()
    if world.settling and chance < 0.4:
        desk_at_the_same_stay(world)
    elif chance < 0.6:
        somebody(world)
    elif chance < 0.8:
        world.deliver_again()
    else:
        desk(world)
        world.mews.tick()


def restless(world: World) -> list[str]:
    """Return what still moves in a world at rest where nothing new is to be done."""
    rows = {room_id: row.revision for room_id, row in world.all_of(Room).items()}
    writes = len(world.mews.requests.writes())
    world.reconcile()
    moved = {room_id: row.revision for room_id, row in world.all_of(Room).items() if row.revision != rows[room_id]}
    more = len(world.mews.requests.writes()) - writes
    found = [f"at rest, and rows move: {moved}"] if moved else []
    return found + ([f"at rest, and Mews is told {more} things more"] if more else [])
