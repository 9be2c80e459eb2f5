"""Commands, queries, webhooks and listeners against the gateway, each in turn with the same thing done by hand."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from google.cloud import firestore

from tests.benchmarks.figures import MILLISECONDS, Figure, in_turn
from tests.benchmarks.local import API, DESK, MANAGER, PLACE, Local
from tests.benchmarks.screens import Screens

PATIENCE = 20.0  # seconds to wait for something to show before the run is given up
PACE = 0.55  # seconds between notices: our line asks a PMS at most 180 times in 30 s, and a notice makes it ask thrice
HOTEL, LARGE_HOTEL = 60, 200  # rooms: of the demo hotel, and as many as the seeds' boards have
_FLAGS = itertools.cycle(("do_not_disturb", "none"))


class NeverSeen(Exception):
    """What was waited for did not show."""


@dataclass
class Listener:
    """A real listener on one document: when each state of it came. Moments are of this machine's clock, in seconds."""

    reference: firestore.DocumentReference
    _watch: Any = None
    _told: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> Self:
        self._watch = self.reference.on_snapshot(self._on_snapshot)
        self.when(lambda _: True, since=0)
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.unsubscribe()

    def when(self, wanted: Callable[[dict[str, Any]], bool], since: float) -> float:
        """Return when it was first told of such a state after that moment."""
        with self._news:
            if not self._news.wait_for(lambda: self._first(wanted, since) is not None, PATIENCE):
                raise NeverSeen(self.reference.path)
            return self._first(wanted, since) or 0.0

    def _first(self, wanted: Callable[[dict[str, Any]], bool], since: float) -> float | None:
        return next((at for at, data in self._told if at >= since and wanted(data)), None)

    def _on_snapshot(self, documents: list[firestore.DocumentSnapshot], *_: object) -> None:
        at = time.time()
        with self._news:
            self._told = [*self._told[-20:], *((at, one.to_dict() or {}) for one in documents)]
            self._news.notify_all()


def commands(here: Local, times: int) -> Figure:
    """A command with all it does, and the same reads, commit and publish done by hand."""
    token, room = here.token(DESK), here.occupied()
    return in_turn(
        Figure("PUT guest-flag, with publish", aim="60 p99", floor_is="read, guarded commit, publish"),
        lambda: here.ask("PUT", f"{API}/rooms/{room}/guest-flag", {"flag": next(_FLAGS)}, token),
        lambda: here.by_hand("update"),
        times,
    )


def queries(here: Local, times: int) -> list[Figure]:
    """One row, and the whole board of two hotels: ours gets the rooms it lacks in between."""
    token, room = here.token(DESK), here.occupied()
    one = in_turn(
        Figure("GET /rooms/{id}", floor_is="one document"),
        lambda: here.ask("GET", f"{API}/rooms/{room}", token=token),
        lambda: here.by_hand("row", path=f"{PLACE}/rooms/{room}"),
        times,
    )
    small = _board(here, Figure(f"GET /rooms of {HOTEL}", aim="1.5×", floor_is="the bare query"), token, times)
    new = [{"number": f"9{number:03}", "floor": 9} for number in range(LARGE_HOTEL - HOTEL)]
    here.ask("POST", f"{API}/rooms", {"rooms": new}, here.token(MANAGER))
    large = Figure(f"GET /rooms of {LARGE_HOTEL}", bound="250 p99", aim="1.5×", floor_is="the bare query")
    return [one, small, _board(here, large, token, times)]


def _board(here: Local, figure: Figure, token: str, times: int) -> Figure:
    return in_turn(
        figure,
        lambda: here.ask("GET", f"{API}/rooms?limit=500", token=token),
        lambda: here.by_hand("rows", path=f"{PLACE}/rooms", limit="500"),
        max(10, times // 4),
    )


def listeners(here: Local, times: int) -> Figure:
    """From sending a command until the tablet's listener has it; by hand, from reading until its listener has it."""
    token, room = here.token(DESK), here.occupied()
    figure = Figure("command → tablet's listener", bound="150 p95", aim="2×", floor_is="read, guarded commit, listen")
    with (
        Listener(here.documents.document(f"{PLACE}/tablets/{room}")) as tablet,
        Listener(here.documents.document("bare/one")) as by_hand,
    ):
        for number in range(times + 1):
            ours = _command_until_told(here, tablet, f"{API}/rooms/{room}/guest-flag", token)
            floor = _commit_until_told(here, by_hand)
            if number:
                figure.samples.append(ours)
                figure.floor.append(floor)
    return figure


def _command_until_told(here: Local, tablet: Listener, path: str, token: str) -> float:
    flag, began = next(_FLAGS), time.time()
    here.ask("PUT", path, {"flag": flag}, token)
    return (tablet.when(lambda told: told["guest_flag"] == flag, began) - began) * MILLISECONDS


def _commit_until_told(here: Local, listener: Listener) -> float:
    began = time.time()
    found = listener.reference.get()
    count = (found.to_dict() or {})["count"] + 1
    guard = here.documents.write_option(last_update_time=found.update_time)
    listener.reference.update({"count": count}, option=guard)
    return (listener.when(lambda told: told["count"] == count, began) - began) * MILLISECONDS


def notices(here: Local, times: int, screens: Screens | None) -> list[Figure]:
    """From sending the PMS's notice of a check-in, or of one undone, until it is answered, kept, and on each screen.

    One room's guest arrives and is sent back, again and again; every notice is news.
    """
    webhook = here.webhook()
    stay = here.arrivals()[0]
    room = stay["Room"]
    answered = Figure("PMS notice → answered", bound="2000", aim="50 p99", floor_is="functions-framework, one commit")
    kept = Figure("PMS notice → row in Firestore", bound="5000", aim="300")
    board = Figure("PMS notice → board in Chromium", bound="5000", aim="300")
    tablet = Figure("PMS notice → tablet in Chromium", bound="5000", aim="300")
    body = {"Events": [{"Discriminator": "ServiceOrderUpdated", "Value": {"Id": stay["Id"]}}]}
    if screens:
        screens.pair(here, room)
    with Listener(here.documents.document(f"{PLACE}/rooms/{room}")) as row:
        for number in range(times + 1):
            arrives = number % 2 == 0
            if arrives:
                here.desk("set_room_state", room=room, state="Inspected")
            here.desk("check_in" if arrives else "undo_check_in", reservation=stay["Id"])
            occupancy = "occupied" if arrives else "vacant"
            began = time.time()
            here.ask("POST", webhook, body)
            answer = time.time()
            told = row.when(lambda data, wanted=occupancy: data["occupancy"] == wanted, began)
            floor_began = time.time()
            here.by_hand("keep")
            floor = time.time() - floor_began
            seen = screens.saw(occupancy, began) if screens else None
            if number:
                answered.samples.append((answer - began) * MILLISECONDS)
                answered.floor.append(floor * MILLISECONDS)
                kept.samples.append((told - began) * MILLISECONDS)
                if seen:
                    board.samples.append((seen.board - began) * MILLISECONDS)
                    tablet.samples.append((seen.tablet - began) * MILLISECONDS)
            time.sleep(max(0.0, PACE - (time.time() - began)))
    return [answered, kept, *([board, tablet] if screens else [])]
