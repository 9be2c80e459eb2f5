"""One eventful hour, lived through again and again, with a death at another step each time, until none is left."""

from __future__ import annotations

import pytest

from shared.domain.people import Actor
from tests.ground import MANAGER, SUPERVISOR, guest_of
from tests.simulation.rest import rest
from tests.simulation.truths import broken
from tests.simulation.weather import CALM
from tests.simulation.world import PROPERTY, Wish, World, world

SHARES = 4
"""Into how many tests the steps are divided, so that they can run side by side."""


@pytest.mark.parametrize("share", range(SHARES))
def test_a_process_that_dies_at_any_step_leaves_nothing_half_done(share: int) -> None:
    """After every other death the client repeats, after the others it gives up."""
    last = _an_hour(0, repeats=True)
    assert last > 60, "the hour has become too short to show anything"
    for step in range(1 + share, last + 1, SHARES):
        _an_hour(step, repeats=step // SHARES % 2 == 0)


def _an_hour(dies_at: int, *, repeats: bool) -> int:
    """Return how many steps it took; the whole of it is one seed, so each step is the same every time."""
    with world(1, CALM) as lived:
        lived.storm.kills_at, lived.storm.rages = dies_at, True
        room = next(row for row in lived.raw("rooms") if row["room_id"] == "101")
        guest = guest_of("101", room["stay"]["stay_id"])
        _send(
            lived,
            _wish("POST", f"{PROPERTY}/rooms/101/tickets", {"kind": "towels", "text": "two towels"}, guest),
            repeats=repeats,
        )
        lived.mews.desk.depart_early(room="101")
        lived.mews.tick()
        lived.deliver(40)
        flip = {"status": "cleaning", "reason": "simulated"}
        _send(lived, _wish("POST", "/api/v1/housekeeping/rooms/103/status", flip, SUPERVISOR), repeats=repeats)
        lived.deliver(40)
        lines = [_line("one", "104"), _line("two", "105")]
        _send(lived, _wish("POST", f"{PROPERTY}/reservations/bulk", {"reservations": lines}, MANAGER), repeats=repeats)
        lived.deliver(40)
        steps = lived.storm.steps
        rest(lived)
        found = broken(lived)
        assert not found, f"after a death at step {dies_at}: {found}"
        assert lived.buried == (1 if 0 < dies_at <= steps else 0)
        return steps


def _wish(method: str, path: str, body: object, by: Actor) -> Wish:
    return Wish(
        method,
        path,
        body,
        by,
        {"Idempotency-Key": "once", "X-Property-Id": "demo-hotel"},
        token="two towels" if "tickets" in path else "",
    )


def _line(name: str, room_id: str) -> dict[str, object]:
    return {
        "guest": {"name": name},
        "room_id": room_id,
        "status": "confirmed",
        "arrival_at": "2026-06-16T10:00:00Z",
        "departure_at": "2026-06-17T08:00:00Z",
    }


def _send(world: World, wish: Wish, *, repeats: bool) -> None:
    world.wishes.append(wish)
    world.call(wish)
    if repeats and not wish.done:
        world.call(wish)
