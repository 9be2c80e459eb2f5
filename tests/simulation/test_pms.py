"""A hotel's day at the PMS and here, with everything that goes wrong between: it ends as if nothing had.

Notices come twice, late, in any order, or never; requests fail before or after they took effect; Pub/Sub repeats itself.
After a sweep both sides agree, and the rows are those of a day on which everything came in order.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from emulators.pms.mews import AT_ONCE, Fault, Malformed, Refused, Rules, WebhookSettings
from shared.domain.pms import Connection, Drift
from shared.domain.rooms import Room
from shared.domain.stays import Stay
from shared.runtime.parking import DeadLetter
from shared.runtime.store.port import OutcomeUnknown, Query
from tests.bridge import HOTEL, Bridge, Died, bridge

SEEDS = range(int(os.environ.get("SEEDS", "8")))
DEEDS = 30
MOST_ROUNDS = 4
TROUBLED = WebhookSettings(
    lag_seconds=(0.0, 240.0), repeat_event=0.3, repeat_message=0.3, shuffle=0.5, drop=0.3, retry_seconds=60.0
)
FAULTS = (
    Fault("broken", share=0.2),
    Fault("broken", share=0.1, when="after"),
    Fault("too_many", share=0.1, retry_after=3),
    Fault("too_many", share=0.1),
    Fault("timeout", share=0.05),
    Fault("refuse_connection", share=0.1),
    Fault("down", seconds=60),
)


def _day(hotel: Bridge, random: Random, between: Callable[[Bridge], None]) -> None:
    """Play one day at the PMS's desk: the same random gives the same deeds, whatever happens between."""
    for _ in range(DEEDS):
        _deed(hotel, random)
        hotel.ground.pass_time(seconds=random.randint(1, 600))
        between(hotel)


def _deed(hotel: Bridge, random: Random) -> None:
    desk, room, other = hotel.mews.desk, random.choice(HOTEL.rooms).number, random.choice(HOTEL.rooms).number
    in_house = sorted(one.id for one in desk.reservations() if one.state == "Started")
    arriving = sorted(one.id for one in desk.arrivals())
    staying, coming = random.choice(in_house), random.choice(arriving) if arriving else ""
    leaving = random.choice(sorted(one.id for one in desk.due_outs()) or [staying])
    deeds: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (desk.check_out, {"reservation": leaving}),
        (desk.check_out, {"reservation": leaving}),
        (desk.depart_early, {"reservation": staying}),
        (desk.check_in, {"reservation": coming}),
        (desk.check_in, {"reservation": coming}),
        (desk.undo_check_in, {"reservation": staying}),
        (desk.move_room, {"reservation": staying, "to": room}),
        (desk.assign_room, {"reservation": coming, "room": other}),
        (desk.extend, {"reservation": staying}),
        (desk.cancel, {"reservation": coming}),
        (desk.no_show, {"reservation": coming}),
        (desk.create_reservation, {"room": room, "nights": 2}),
        (desk.set_room_state, {"room": room, "state": "Dirty"}),
    ]
    deed, how = random.choice(deeds)
    with suppress(Refused, Malformed):
        deed(**how)


def _quietly(hotel: Bridge) -> None:
    """Let what is under way arrive, and let both sides be compared until that moves nothing any more."""
    hotel.mews.faults.clear()
    hotel.mews.webhooks.settings = AT_ONCE
    for _ in range(MOST_ROUNDS):
        before = _versions(hotel)
        hotel.wait(600)
        hotel.ground.call("POST", "/internal/cron/relay", {})
        hotel.settle()
        hotel.sweep()
        hotel.settle()
        if _versions(hotel) == before:
            return


def _versions(hotel: Bridge) -> tuple[Any, ...]:
    """Return what is another one whenever anything of a room has moved, on either side."""
    store, above = hotel.ground.store, hotel.ground.place.path
    kinds = (Room, Stay, Drift, DeadLetter)
    ours = [
        (one.key, one.version) for kind in kinds for one in store.query(Query(kind.collection, above, limit=10_000))
    ]
    return ours, hotel.ground.bus.pending, hotel.pushes()


def _rows(hotel: Bridge) -> dict[str, Any]:
    """Return what a row says of stays. When it was noticed is left out: notices come late."""
    return {
        row.room_id: (
            row.occupancy,
            row.stay and row.stay.stay_id,
            [one.stay_id for one in row.upcoming],
            row.cleaning.status,
        )
        for row in hotel.ground.all(Room)
    }


def _agrees(hotel: Bridge) -> None:
    """Assert that our rows say what the PMS says, room by room."""
    shown = {"out_of_service": "OutOfService", "out_of_order": "OutOfOrder"}
    for row in hotel.ground.all(Room):
        theirs = hotel.mews.desk.in_house(row.room_id)
        assert (row.stay is not None) == (theirs is not None), row.room_id
        believed = hotel.known(row.room_id).believed
        assert believed is not None
        assert shown.get(believed, believed.capitalize()) == hotel.mews.desk.room_state(row.room_id), row.room_id
    assert [drift for drift in hotel.ground.all(Drift) if drift.status == "open"] == []
    assert hotel.ground.all(DeadLetter) == []
    assert hotel.ground.get(Connection, "mews").sweep.status == "done"


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_becomes_of_the_notices_both_sides_end_alike(seed: int) -> None:
    rules = Rules(dirty_at_check_in=seed % 2 == 1, versions="clock" if seed % 3 == 0 else "advancing")
    with bridge(seed, connect={}, rules=rules) as hotel:
        hotel.mews.webhooks.settings = TROUBLED
        chance = Random(seed)

        def between(hotel: Bridge) -> None:
            if chance.random() < 0.3:
                hotel.mews.faults.set(replace(chance.choice(FAULTS), requests=chance.randint(1, 6)))
            hotel.wait(chance.choice([5, 30, 120]))

        _day(hotel, Random(seed), between)
        _quietly(hotel)
        _agrees(hotel)


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_troubled_notices_and_a_sweep_end_in_the_same_rows_as_notices_in_order(seed: int) -> None:
    with bridge(seed, connect={}) as orderly:
        _day(orderly, Random(seed), lambda hotel: hotel.settle())
        _quietly(orderly)
        expected = _rows(orderly)

    with bridge(seed, connect={}, webhooks=TROUBLED) as troubled:
        _day(troubled, Random(seed), lambda hotel: hotel.mews.tick() and hotel.ground.deliver())
        _quietly(troubled)
        assert _rows(troubled) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_a_process_that_dies_between_any_two_steps_leaves_nothing_undone(seed: int) -> None:
    with bridge(seed, connect={}) as hotel:
        chance, mortal = Random(seed), [True]

        def perish(_: object) -> None:
            if mortal[0] and chance.random() < 0.04:
                raise Died

        def perish_or_forget(_: object) -> None:
            perish(_)
            if mortal[0] and chance.random() < 0.04:
                raise OutcomeUnknown

        hotel.ground.store.before_commit = hotel.ground.store.after_commit = perish_or_forget
        hotel.ground.bus.before_publish = hotel.ground.bus.after_publish = perish

        def between(hotel: Bridge) -> None:
            room = chance.choice(HOTEL.rooms).number
            body = {"status": chance.choice(["dirty", "cleaning", "cleaned", "inspected"]), "reason": "a simulated day"}
            with suppress(Died):
                hotel.ground.call("POST", f"/api/v1/housekeeping/rooms/{room}/status", body)
            for _ in range(20):
                with suppress(Died):
                    hotel.wait(5)

        _day(hotel, Random(seed), between)
        mortal[0] = False
        _quietly(hotel)
        _agrees(hotel)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_housekeeping_and_the_desk_at_once_end_alike(seed: int) -> None:
    """Flips here race with what the PMS does by itself; no echo goes round for ever."""
    with bridge(seed, connect={}) as hotel:
        hotel.mews.webhooks.settings = TROUBLED
        chance = Random(seed)

        def between(hotel: Bridge) -> None:
            room = chance.choice(HOTEL.rooms).number
            status = chance.choice(["dirty", "cleaning", "cleaned", "clean", "inspected", "ready"])
            body = {"status": status, "reason": "a simulated day"}
            hotel.ground.call("POST", f"/api/v1/housekeeping/rooms/{room}/status", body)
            if chance.random() < 0.2:
                hotel.mews.faults.set(replace(chance.choice(FAULTS), requests=chance.randint(1, 6)))
            hotel.wait(chance.choice([0, 5, 60]))

        _day(hotel, Random(seed), between)
        _quietly(hotel)
        _agrees(hotel)
        made = hotel.pushes()
        _quietly(hotel)
        assert hotel.pushes() == made
