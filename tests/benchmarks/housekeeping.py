"""The housekeeping board, and a task given to another person, each with the same done by hand."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared.domain.documents import Document
from shared.domain.ids import derived_id
from shared.domain.people import Role
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.staff import Staff, staff_id_of
from shared.runtime.documents import to_data
from tests.benchmarks.figures import Figure, in_turn
from tests.benchmarks.live import HOTEL, LARGE_HOTEL
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
