"""Completed tasks teach the house how long things take: each once, however often it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.estimates import ENOUGH_SAMPLES, Estimate, estimate_id_of
from shared.domain.people import Role
from shared.domain.rooms import Room
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tablets import Tablet
from shared.domain.tasks import Task, TaskKind
from tests.ground import SUPERVISOR, Ground, ground

TASKS = "/api/v1/housekeeping/tasks"
ANA = staff_id_of("demo", "ana@demo.hotel")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Every room is a vacant suite, and Ana cleans them."""
    with ground() as stands:
        stands.put(Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role=Role.HOUSEKEEPER))
        for number in range(201, 208):
            stands.put(
                Room(room_id=str(number), number=str(number), floor=2, room_type="suite"), Tablet(room_id=str(number))
            )
        yield stands


def cleaned(hotel: Ground, room_id: str, minutes: int) -> None:
    opened = hotel.data("POST", TASKS, {"room_id": room_id, "kind": "turnover"}, by=SUPERVISOR)
    for deed, said in (("assign", {"staff_id": ANA}), ("start", {}), ("complete", {"minutes": minutes})):
        hotel.data("POST", f"{TASKS}/{opened['task_id']}/{deed}", said, by=SUPERVISOR)
    hotel.deliver()


def known(hotel: Ground, room_type: str = "suite") -> Estimate | None:
    return hotel.find(Estimate, estimate_id_of(room_type, TaskKind.TURNOVER))


def test_what_a_task_took_is_learned_of_its_kind_and_type_of_room(hotel: Ground) -> None:
    cleaned(hotel, "201", 40)
    cleaned(hotel, "202", 44)
    found = known(hotel)
    assert found is not None
    assert (found.minutes, found.samples) == (42, 2)
    assert known(hotel, "standard") is None


def test_a_completion_that_is_told_twice_is_learned_once(hotel: Ground) -> None:
    cleaned(hotel, "201", 40)
    for message in list(hotel.bus.published):
        hotel.bus.publish([message])
    hotel.deliver()
    found = known(hotel)
    assert found is not None
    assert found.samples == 1


def test_a_task_ticked_off_afterwards_teaches_nothing(hotel: Ground) -> None:
    cleaned(hotel, "201", 1)
    assert known(hotel) is None


def test_the_next_task_is_planned_with_what_was_learned(hotel: Ground) -> None:
    for number in range(ENOUGH_SAMPLES):
        cleaned(hotel, str(201 + number), 44)
    opened = hotel.data("POST", TASKS, {"room_id": "207", "kind": "turnover"}, by=SUPERVISOR)
    assert hotel.get(Task, opened["task_id"]).estimated_minutes == 44
