"""Every notice twice, shuffled and late must leave the same rows as every notice once and in order."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

from emulators.pms.mews import AT_ONCE, Malformed, RuleViolated, WebhookSettings
from emulators.pms.mews.entities import Resource
from shared.domain.rooms import Occupant, Room
from tests.simulation.people import desk
from tests.simulation.world import World, world

BADLY = WebhookSettings(lag_seconds=(0.0, 400.0), window_seconds=0.0, repeat_event=0.5, repeat_message=1.0, shuffle=0.8)


def test_notices_twice_shuffled_and_late_make_the_rows_that_notices_once_and_in_order_make(notices_seed: int) -> None:
    assert _rows_after(notices_seed, BADLY) == _rows_after(notices_seed, AT_ONCE)


def _rows_after(number: int, webhooks: WebhookSettings) -> dict[str, Any]:
    """Return the rows after some hours at the desk. Nothing is pushed, so that what the desk may do is the same."""
    with world(number, webhooks=webhooks, push=False) as lived:
        lived.dice = Random(f"{number}:desk")
        dirtied = _dirtied_by_hand(lived)
        for _ in range(25):
            with suppress(RuleViolated, Malformed):
                desk(lived)
            lived.pass_time(seconds=lived.dice.choice((2, 30, 600)))
            lived.mews.tick()
            lived.deliver(3 if webhooks is BADLY else 1_000)
        _settle(lived)
        unseen = {room for room in dirtied if lived.mews.desk.room_state(room) != "Dirty"}
        return {room_id: _lasting(row, unseen=room_id in unseen) for room_id, row in lived.all_of(Room).items()}


def _dirtied_by_hand(world: World) -> set[str]:
    """Return the rooms that the desk will have called dirty. Who hears late of one called clean since never knows."""
    dirtied: set[str] = set()
    set_state = world.mews.desk.set_room_state

    def noted(*, room: str, state: Any) -> Resource:
        changed = set_state(room=room, state=state)
        if state == "Dirty":
            dirtied.add(room)
        return changed

    world.mews.desk.set_room_state = noted  # type: ignore[assignment]  # only this world's desk
    return dirtied


def _settle(lived: World) -> None:
    """Come to rest by notices alone: no sweep helps."""
    lived.pass_time(minutes=20)
    lived.drain()
    assert not lived.failures


def _lasting(row: Room, *, unseen: bool) -> dict[str, Any]:
    """Return what a row says but for when it was heard."""
    return {
        "occupancy": row.occupancy,
        "stay": row.stay and _who(row.stay),
        "also_here": {one.stay_id for one in row.also_here},
        "upcoming": row.upcoming,
        "cleaning": None if unseen else row.cleaning.status,
    }


def _who(one: Occupant) -> Occupant:
    return one.but(in_room_since=None)
