"""How anybody in a simulated world asks for something: under one key, repeated while there is no answer, or given up."""

from __future__ import annotations

from typing import Any

from shared.domain.people import Actor
from tests.simulation.hotel import ROOMS
from tests.simulation.world import PROPERTY, Wish, World

MOST_TRIES = 3


def ask(world: World, method: str, path: str, body: Any, by: Actor, *, token: str = "", **headers: str) -> Wish:
    """Send a request under a key of its own; what got no answer is repeated now, later, or never."""
    whole = path if path.startswith("/") else f"{PROPERTY}/{path}"
    key = f"key-{len(world.wishes)}"
    wish = Wish(method, whole, body, by, {"Idempotency-Key": key, **headers}, token=token)
    world.wishes.append(wish)
    for _ in range(world.dice.randint(1, MOST_TRIES)):
        world.call(wish)
        if wish.done:
            break
    if (not wish.done and world.dice.random() < 0.7) or world.dice.random() < 0.05:
        world.waiting.append(wish)
    return wish


def rooms(world: World) -> dict[str, dict[str, Any]]:
    return {str(room["room_id"]): room for room in world.raw("rooms")}


def a_room(world: World) -> str:
    """Return a room; mostly one of few, and while somebody commits to a room mostly that one."""
    return world.dice.choice(world.focus if world.dice.random() < 0.6 else ROOMS)


def at_home() -> dict[str, str]:
    return {"X-Property-Id": "demo-hotel"}
