"""When a room that was left became ready: noted on its turnover once, whoever made it so and however late it is heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

import functions.housekeeping.main
import functions.stays.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.rooms import Room
from shared.domain.settings import Settings
from shared.domain.tablets import Tablet
from shared.domain.tasks import Source, Task, TaskKind, TaskStatus
from tests.ground import FRONT_DESK, NOON, SUPERVISOR, Ground, ground

ROOM = "/api/v1/housekeeping/rooms/204/status"
AMINA, NEXT = derived_id("rsv", "amina"), derived_id("rsv", "next")
FIRST, SECOND = derived_id("hkt", "first"), derived_id("hkt", "second")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Amina has just left 204. Nobody inspects here, and nothing is delivered unless a test says so."""
    with ground(settings=Settings(zone="Asia/Kabul", inspections=False)) as stands:
        stands.put(Room(room_id="204", number="204", floor=2), Tablet(room_id="204"), left(FIRST, AMINA, NOON))
        yield stands


def left(task_id: str, stay_id: str, at: datetime | None) -> Task:
    return Task(
        task_id=task_id,
        room_id="204",
        floor=2,
        kind=TaskKind.TURNOVER,
        source=Source.EVENT,
        stay_id=stay_id,
        business_date=date(2026, 6, 15),
        created_at=at or NOON,
        created_by="house",
        vacated_at=at,
        estimated_minutes=30,
    )


def flips(hotel: Ground, *statuses: str, after: int) -> datetime:
    """Flip the room so many minutes later; return when the last flip was."""
    hotel.pass_time(minutes=after)
    for status in statuses:
        hotel.data("POST", ROOM, {"status": status, "reason": "seen"}, by=SUPERVISOR)
    return hotel.now


def ready_at(hotel: Ground, task_id: str = FIRST) -> datetime | None:
    return hotel.get(Task, task_id).ready_at


def test_steps_of_a_cleaner_make_it_ready(hotel: Ground) -> None:
    moment = flips(hotel, "cleaning", "cleaned", "ready", after=40)
    hotel.deliver()
    assert ready_at(hotel) == moment


def test_so_does_a_shift_leads_override(hotel: Ground) -> None:
    moment = flips(hotel, "ready", after=12)
    hotel.deliver()
    assert ready_at(hotel) == moment


def test_another_status_says_nothing(hotel: Ground) -> None:
    flips(hotel, "cleaning", "dirty", after=40)
    hotel.deliver()
    assert ready_at(hotel) is None


def test_the_first_time_counts(hotel: Ground) -> None:
    moment = flips(hotel, "ready", after=20)
    hotel.deliver()
    flips(hotel, "dirty", "ready", after=30)
    hotel.deliver()
    assert ready_at(hotel) == moment


def test_heard_when_the_next_guest_is_in_the_room_it_is_still_known_when(hotel: Ground) -> None:
    moment = flips(hotel, "ready", after=20)
    hotel.pass_time(minutes=5)
    said = {
        "guest": {"name": "Next"},
        "room_id": "204",
        "arrival_at": hotel.now.isoformat(),
        "departure_at": (hotel.now + timedelta(days=1)).isoformat(),
    }
    stay = hotel.data("POST", "reservations", said, by=FRONT_DESK)
    hotel.data("PUT", f"reservations/{stay['stay_id']}/status", {"status": "checked_in"}, by=FRONT_DESK)
    hotel.deliver()
    assert ready_at(hotel) == moment


def test_heard_after_the_next_departure_it_is_told_apart_from_that_one(hotel: Ground) -> None:
    moment = flips(hotel, "ready", after=20)
    hotel.pass_time(minutes=60)
    hotel.put(left(SECOND, NEXT, hotel.now))
    later = flips(hotel, "dirty", "ready", after=30)
    hotel.deliver()
    assert (ready_at(hotel), ready_at(hotel, SECOND)) == (moment, later)


def test_cleaned_once_more_after_it_was_ready_a_departure_counts_once(hotel: Ground) -> None:
    moment = flips(hotel, "ready", after=20)
    hotel.deliver()
    hotel.put(left(SECOND, AMINA, NOON).but(created_at=hotel.now))
    flips(hotel, "dirty", "ready", after=30)
    hotel.deliver()
    assert (ready_at(hotel), ready_at(hotel, SECOND)) == (moment, None)


def test_a_turnover_whose_guest_is_still_there_is_left_alone(hotel: Ground) -> None:
    hotel.put(left(SECOND, NEXT, None))
    flips(hotel, "ready", after=20)
    hotel.deliver()
    assert ready_at(hotel, SECOND) is None


def test_told_twice_it_is_noted_once(hotel: Ground) -> None:
    flips(hotel, "ready", after=20)
    for message in list(hotel.bus.published):
        hotel.bus.publish([message])
    hotel.deliver()
    assert hotel.get(Task, FIRST).revision == 2
    assert hotel.get(Task, FIRST).status is TaskStatus.PENDING
