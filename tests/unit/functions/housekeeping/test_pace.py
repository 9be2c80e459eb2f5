"""How long colleagues take, and who is there when: theirs and the shift leads' to see, unless the house shares it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main
import functions.rooms.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.people import Actor, Role
from shared.domain.settings import Settings
from shared.domain.shifts import Shift, ShiftStatus, shift_id_of
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tasks import Source, Task, TaskKind, TaskStatus
from shared.domain.worklists import Worklist
from tests.ground import AGENT, FRONT_DESK, NOON, SUPERVISOR, Ground, ground

TASKS, SHIFTS = "/api/v1/housekeeping/tasks", "/api/v1/housekeeping/shifts"
BOARD = "/api/v1/housekeeping/board"
ANA, BEHNAZ = (staff_id_of("demo", f"{name}@demo.hotel") for name in ("ana", "behnaz"))
DONE, OPEN = derived_id("hkt", "done"), derived_id("hkt", "open")
HERSELF = Actor("user", ANA, "demo", {"demo-hotel": frozenset({Role.HOUSEKEEPER})})
COLLEAGUE = Actor("user", BEHNAZ, "demo", {"demo-hotel": frozenset({Role.HOUSEKEEPER})})


def furnish(hotel: Ground) -> None:
    """Ana finished one room in 41 minutes, and is at another."""
    facts: dict[str, Any] = {
        "room_id": "204",
        "kind": TaskKind.TURNOVER,
        "source": Source.MANUAL,
        "business_date": NOON.date(),
        "created_at": NOON,
        "created_by": "x",
        "estimated_minutes": 30,
        "assignee": ANA,
        "started_at": NOON - timedelta(minutes=50),
    }
    ended = {"finished_at": NOON - timedelta(minutes=9), "finished_by": ANA, "minutes": 41, "worked_seconds": 2460}
    hotel.put(
        Task(task_id=DONE, status=TaskStatus.COMPLETED, **facts, **ended),
        Task(task_id=OPEN, status=TaskStatus.IN_PROGRESS, running_since=NOON - timedelta(minutes=5), **facts),
    )
    for staff_id, name in ((ANA, "Ana"), (BEHNAZ, "Behnaz")):
        shift = Shift(
            shift_id=shift_id_of("early", staff_id),
            staff_id=staff_id,
            status=ShiftStatus.ON,
            starts_at=NOON - timedelta(hours=1),
            started_at=NOON - timedelta(hours=1),
            ends_at=NOON + timedelta(hours=6),
            capacity_minutes=390,
        )
        email = f"{name.lower()}@demo.hotel"
        hotel.put(shift, Worklist(staff_id=staff_id, shift_id=shift.shift_id))
        hotel.put(Staff(staff_id=staff_id, name=name, email=email, role=Role.HOUSEKEEPER))


@pytest.fixture(params=[False, True], ids=["kept to oneself", "shared"])
def hotel(request: pytest.FixtureRequest) -> Iterator[Ground]:
    with ground(settings=Settings(zone="Asia/Kabul", share_pace=request.param)) as stands:
        furnish(stands)
        yield stands


def sees(hotel: Ground, by: Actor) -> bool:
    return by in (HERSELF, SUPERVISOR, AGENT) or hotel.get(Settings, "current").share_pace


ANYBODY = pytest.mark.parametrize(
    "by",
    [HERSELF, COLLEAGUE, FRONT_DESK, SUPERVISOR, AGENT],
    ids=["herself", "a colleague", "the desk", "a lead", "a service"],
)


@ANYBODY
def test_how_long_it_took_is_told_to_who_may_know(hotel: Ground, by: Actor) -> None:
    """P17."""
    answers = [
        hotel.data("GET", f"{TASKS}/{DONE}", by=by),
        *(one for one in hotel.data("GET", TASKS, by=by) if one["task_id"] == DONE),
        *(one for one in hotel.data("GET", BOARD, by=by)["tasks"] if one["task_id"] == DONE),
        *(
            one
            for one in hotel.data("GET", f"{TASKS}?shift={shift_id_of('early', ANA)}", by=by)
            if one["task_id"] == DONE
        ),
    ]
    assert len(answers) == 4
    taken = {(one["minutes"], one["worked_seconds"], one["started_at"] is None) for one in answers}
    assert taken == ({(41, 2460, False)} if sees(hotel, by) else {(None, 0, True)})


@ANYBODY
def test_who_is_in_a_room_now_is_told_to_everybody(hotel: Ground, by: Actor) -> None:
    task = hotel.data("GET", f"{TASKS}/{OPEN}", by=by)
    assert (task["assignee"], task["running_since"] is not None) == (ANA, True)


@ANYBODY
def test_who_is_there_when_is_told_to_who_may_know(hotel: Ground, by: Actor) -> None:
    listed = {one["staff_id"] for one in hotel.data("GET", SHIFTS, by=by)}
    everybody = by in (SUPERVISOR, AGENT) or hotel.get(Settings, "current").share_pace
    assert listed == ({ANA, BEHNAZ} if everybody else {by.id} & {ANA, BEHNAZ})
    assert {one["staff_id"] for one in hotel.data("GET", BOARD, by=by)["staff"]} == listed
    asked = hotel.data("GET", f"{SHIFTS}?staff_id={ANA}", by=by)
    assert bool(asked) is sees(hotel, by)
