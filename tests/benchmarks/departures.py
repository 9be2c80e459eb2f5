"""Check-outs, twenty at once and one alone, until their turnovers stand, and what processor time each takes.

When a turnover may begin is read afterwards from the journal's own commit times, so that measuring takes nothing from what is
measured; one listener with a narrow query is measured apart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from google.cloud import firestore

from shared.domain.tasks import turnover_id
from tests.benchmarks.figures import MILLISECONDS, Figure, timed
from tests.benchmarks.housekeeping import HOUSEKEEPING
from tests.benchmarks.live import HOTEL, LARGE_HOTEL, PATIENCE, NeverSeen
from tests.benchmarks.local import API, DESK, MANAGER, PLACE, Local
from tests.benchmarks.processor import Meter, Taken, together

AT_ONCE, ALONE = 20, 10


@dataclass(frozen=True)
class Departures:
    figures: tuple[Figure, ...]
    taken: tuple[Taken, ...]


def departures(here: Local, rounds: int) -> Departures:
    """Check guests out of rooms of a large house: from sending the request until the commit that has their turnover."""
    token = here.token(DESK)
    figures, many = _at_once(here, rounds, token)
    alone, one = _alone(here, token)
    return Departures((*figures, alone), (many, one))


def _at_once(here: Local, rounds: int, token: str) -> tuple[tuple[Figure, ...], Taken]:
    floor_is = f"{AT_ONCE} commits at once"
    stood = Figure(f"{AT_ONCE} check-outs at once → turnovers", bound="2000 p95", aim="500 p95", floor_is=floor_is)
    answered = Figure(f"{AT_ONCE} check-outs at once → answered")
    heard = Figure(f"{AT_ONCE} check-outs at once → one listener", floor_is=floor_is)
    every: list[Taken] = []
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for number in range(rounds + 1):
            stays = _arrived(here)
            meter = Meter()
            with _Listener(here, stays[-1]) as listener:
                sent = list(hands.map(lambda stay: _leaves(here, stay, token), stays))
                _rest(here)
            taken = meter.taken(stood.name, AT_ONCE)
            floor = list(hands.map(lambda _: timed(lambda: here.by_hand("keep")), stays))
            if number:
                every.append(taken)
                stood.samples += [_stood(here, stay, left.began) for stay, left in zip(stays, sent, strict=True)]
                answered.samples += [left.took for left in sent]
                heard.samples.append((listener.when() - sent[-1].began) * MILLISECONDS)
                stood.floor += floor
                heard.floor += floor
    return (stood, answered, heard), together(every)


def _alone(here: Local, token: str) -> tuple[Figure, Taken]:
    figure = Figure("one check-out → turnover", aim="60 p95", floor_is="read, guarded commit, publish")
    every: list[Taken] = []
    for number, stay in enumerate(_arrived(here)[: ALONE + 1]):
        meter = Meter()
        left = _leaves(here, stay, token)
        _rest(here)
        taken = meter.taken(figure.name, 1)
        floor = timed(lambda: here.by_hand("update"))
        if number:
            every.append(taken)
            figure.samples.append(_stood(here, stay, left.began))
            figure.floor.append(floor)
    return figure, together(every)


@dataclass(frozen=True)
class _Left:
    """When the request was sent, in seconds of the wall clock, and how many milliseconds its answer took."""

    began: float
    took: float


def _leaves(here: Local, stay_id: str, token: str) -> _Left:
    began = time.time()
    said = {"status": "checked_out", "even_if_early": True}
    return _Left(began, timed(lambda: here.ask("PUT", f"{API}/reservations/{stay_id}/status", said, token)))


def _stood(here: Local, stay_id: str, began: float) -> float:
    """Return after how many milliseconds the turnover that may begin was committed, by the store's own clock."""
    journal = here.documents.collection(f"{PLACE}/journal")
    room_id = here.documents.document(f"{PLACE}/stays/{stay_id}").get(["room_id"]).get("room_id")
    about = firestore.FieldFilter("about", "array_contains", turnover_id(stay_id, room_id))
    found = journal.where(filter=about).select(["committed_at"]).stream()
    times = sorted(one.get("committed_at").timestamp() for one in found)
    stood = next((at for at in times if at >= began), None)
    if stood is None:
        raise NeverSeen(f"the turnover of {stay_id}")
    return (stood - began) * MILLISECONDS


class _Listener:
    """A real listener on the turnover of one stay: when it first told of one that may begin."""

    def __init__(self, here: Local, stay_id: str) -> None:
        tasks = here.documents.collection(f"{PLACE}/tasks")
        self._asked = tasks.where(filter=firestore.FieldFilter("stay_id", "==", stay_id))
        self._stay_id = stay_id
        self._began, self._told = threading.Event(), threading.Event()
        self._at = 0.0
        self._watch: Any = None

    def __enter__(self) -> Self:
        self._watch = self._asked.on_snapshot(self._on_snapshot)
        if not self._began.wait(PATIENCE):
            raise NeverSeen(f"the tasks of {self._stay_id}")
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.unsubscribe()

    def when(self) -> float:
        if not self._told.wait(PATIENCE):
            raise NeverSeen(f"the turnover of {self._stay_id}")
        return self._at

    def _on_snapshot(self, documents: Sequence[firestore.DocumentSnapshot], *_: object) -> None:
        at = time.time()
        self._began.set()
        vacated = any((one.to_dict() or {}).get("vacated_at") for one in documents)
        if vacated and not self._told.is_set():
            self._at = at
            self._told.set()


def _rest(here: Local, quiet: float = 1.0) -> None:
    """Return when nothing was handled for a while, so that the departures do not queue behind the arrivals."""
    known, since = -1, time.monotonic()
    while time.monotonic() - since < quiet:
        entries = int(here.documents.collection(f"{PLACE}/journal").count().get()[0][0].value)
        if entries != known:
            known, since = entries, time.monotonic()
        time.sleep(0.25)


def _arrived(here: Local) -> list[str]:
    """Have somebody in each of the last rooms, and return their stays when all of the house is quiet."""
    stays = [_arrives(here, f"9{room + LARGE_HOTEL - HOTEL - AT_ONCE:03}") for room in range(AT_ONCE)]
    _rest(here)
    return stays


def _arrives(here: Local, room_id: str) -> str:
    """Have somebody in the room, whatever state it was in; return their stay."""
    token, now = here.token(MANAGER), datetime.now(UTC)
    said: dict[str, Any] = {"status": "ready", "reason": "measuring"}
    here.ask("POST", f"{HOUSEKEEPING}/rooms/{room_id}/status", said, token)
    said = {
        "guest": {"name": "Somebody"},
        "room_id": room_id,
        "arrival_at": now.isoformat(),
        "departure_at": (now + timedelta(hours=1)).isoformat(),
    }
    stay = here.ask("POST", f"{API}/reservations", said, token).json()["data"]["stay_id"]
    here.ask("PUT", f"{API}/reservations/{stay}/status", {"status": "checked_in"}, token)
    return str(stay)
