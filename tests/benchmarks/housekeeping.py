"""The housekeeping board, a task given to another person, and twenty departures at once, each with the same done by hand."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud import firestore

from shared.domain.documents import Document
from shared.domain.ids import derived_id
from shared.domain.people import Role
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.staff import Staff, staff_id_of
from shared.runtime.documents import to_data
from tests.benchmarks.figures import MILLISECONDS, Figure, in_turn, timed
from tests.benchmarks.live import HOTEL, LARGE_HOTEL, PATIENCE, NeverSeen
from tests.benchmarks.local import API, DESK, MANAGER, PLACE, Local

HOUSEKEEPING = "/api/v1/housekeeping"
TASKS, PEOPLE, AT_ONCE = 120, 15, 20


def furnish(here: Local) -> tuple[list[str], list[str]]:
    """Make the house as large as the seeds' boards have it; return its tasks and its people."""
    token = here.token(MANAGER)
    rooms = [{"number": f"9{number:03}", "floor": 9} for number in range(LARGE_HOTEL - HOTEL)]
    here.ask("POST", f"{API}/rooms", {"rooms": rooms}, token)
    people = [_on_shift(here, f"bench{number}") for number in range(PEOPLE)]
    tasks = []
    for room, person in zip(rooms[:TASKS], itertools.cycle(people), strict=False):
        said = {"room_id": room["number"], "kind": "deep_clean"}
        task = here.ask("POST", f"{HOUSEKEEPING}/tasks", said, token).json()["data"]["task_id"]
        here.ask("POST", f"{HOUSEKEEPING}/tasks/{task}/assign", {"staff_id": person}, token)
        tasks.append(task)
    return tasks, people


def given_task(here: Local) -> tuple[str, list[str]]:
    """Return a task that the first of two people on shift has."""
    token, people = here.token(MANAGER), [_on_shift(here, f"drag{number}") for number in range(2)]
    said = {"room_id": here.occupied(), "kind": "mid_stay_clean"}
    task = here.ask("POST", f"{HOUSEKEEPING}/tasks", said, token).json()["data"]["task_id"]
    here.ask("POST", f"{HOUSEKEEPING}/tasks/{task}/assign", {"staff_id": people[0]}, token)
    return str(task), people


def board(here: Local, times: int) -> Figure:
    """The whole answer, and the queries that it is made of: by hand they bring every field."""
    token, today = here.token(DESK), datetime.now(UTC).replace(hour=0, minute=0).isoformat()
    name = f"GET /board: {LARGE_HOTEL} rooms, {TASKS} tasks, {PEOPLE} people"
    return in_turn(
        Figure(name, bound="250 p99", floor_is="the bare queries, at once"),
        lambda: here.ask("GET", f"{HOUSEKEEPING}/board", token=token),
        lambda: here.by_hand("board", place=PLACE, since=today),
        max(10, times // 2),
    )


def reassignments(here: Local, tasks: Sequence[str], people: Sequence[str], times: int) -> Figure:
    token, who, which = here.token(MANAGER), itertools.cycle(people), itertools.cycle(tasks[:-1])
    return in_turn(
        Figure("POST /tasks/{id}/assign, with publish", bound="400 p99", floor_is="read, guarded commit, publish"),
        lambda: here.ask("POST", f"{HOUSEKEEPING}/tasks/{next(which)}/assign", {"staff_id": next(who)}, token),
        lambda: here.by_hand("update"),
        times,
    )


def departures(here: Local, rounds: int) -> Figure:
    """From sending a check-out, twenty at once, until a listener has the turnover that may begin."""
    figure = Figure(
        f"{AT_ONCE} check-outs at once → turnovers", bound="2000 p95", floor_is=f"{AT_ONCE} commits at once"
    )
    token = here.token(DESK)
    with ThreadPoolExecutor(AT_ONCE) as hands, _turnovers(here) as seen:
        for number in range(rounds + 1):
            stays = [_arrived(here, f"9{room + LARGE_HOTEL - HOTEL - AT_ONCE:03}") for room in range(AT_ONCE)]
            _rest(here)
            sent = list(hands.map(lambda stay: _leaves(here, stay, token), stays))
            took = [seen.when(stay) - began for stay, began in zip(stays, sent, strict=True)]
            floor = list(hands.map(lambda _: timed(lambda: here.by_hand("keep")), stays))
            if number:
                figure.samples += [one * MILLISECONDS for one in took]
                figure.floor += floor
    return figure


class _Turnovers:
    """When the turnover of each stay first was there to begin with."""

    def __init__(self) -> None:
        self._first: dict[str, float] = {}
        self._news = threading.Condition()

    def on_snapshot(self, documents: Sequence[firestore.DocumentSnapshot], *_: object) -> None:
        at = time.time()
        with self._news:
            for task in (one.to_dict() or {} for one in documents):
                if task.get("vacated_at") and task.get("stay_id"):
                    self._first.setdefault(task["stay_id"], at)
            self._news.notify_all()

    def when(self, stay_id: str) -> float:
        with self._news:
            if not self._news.wait_for(lambda: stay_id in self._first, PATIENCE):
                raise NeverSeen(f"the turnover of {stay_id}")
            return self._first[stay_id]


@contextmanager
def _turnovers(here: Local) -> Iterator[_Turnovers]:
    seen = _Turnovers()
    asked = here.documents.collection(f"{PLACE}/tasks").where(filter=firestore.FieldFilter("kind", "==", "turnover"))
    watch = asked.on_snapshot(seen.on_snapshot)
    try:
        yield seen
    finally:
        watch.unsubscribe()


def _rest(here: Local, quiet: float = 1.5) -> None:
    """Return when nothing was handled for a while, so that the departures do not queue behind the arrivals."""
    known, since = -1, time.monotonic()
    while time.monotonic() - since < quiet:
        entries = int(here.documents.collection(f"{PLACE}/journal").count().get()[0][0].value)
        if entries != known:
            known, since = entries, time.monotonic()
        time.sleep(0.2)


def _leaves(here: Local, stay_id: str, token: str) -> float:
    began = time.time()
    here.ask("PUT", f"{API}/reservations/{stay_id}/status", {"status": "checked_out", "even_if_early": True}, token)
    return began


def _arrived(here: Local, room_id: str) -> str:
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


def _on_shift(here: Local, name: str) -> str:
    email, now = f"{name}@demo.hotel", datetime.now(UTC)
    staff_id = staff_id_of("demo", email)
    shift = Shift(
        shift_id=derived_id("sft", name),
        staff_id=staff_id,
        status=ShiftStatus.ON,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=7),
        started_at=now,
        capacity_minutes=450,
    )
    person = Staff(staff_id=staff_id, name=name.title(), email=email, role=Role.HOUSEKEEPER, languages=("fa-AF",))
    for document in (person, shift):
        _put(here, document)
    return staff_id


def _put(here: Local, document: Document) -> None:
    kept = to_data(document.but(revision=1, updated_at=datetime.now(UTC)))
    here.documents.document(f"{PLACE}/{document.collection}/{document.id}").set(kept)
