"""A hotel whose guests come and go as the desk taps, and what is open in its rooms by that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import functions.housekeeping.main
import functions.rooms.main
import functions.stays.main  # noqa: F401 - what is called here
from shared.domain.people import Role
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.settings import Settings
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tablets import Tablet
from shared.domain.tasks import Task, TaskKind
from shared.runtime.envelope import Envelope, EnvelopeActor
from tests.ground import FRONT_DESK, NOON, SUPERVISOR, Ground, ground

ANA = staff_id_of("demo", "ana@demo.hotel")
TASKS = "/api/v1/housekeeping/tasks"


@contextmanager
def opened_hotel(seed: int = 0, **chosen: object) -> Iterator[Ground]:
    """Rooms 201 to 203 are vacant and ready."""
    with ground(seed, settings=Settings(zone="Asia/Kabul", **chosen)) as stands:
        for number in ("201", "202", "203"):
            ready = CleaningState(status=Cleaning.READY, since=NOON - timedelta(days=1))
            stands.put(Room(room_id=number, number=number, floor=2, cleaning=ready), Tablet(room_id=number))
        stands.put(Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role=Role.HOUSEKEEPER))
        yield stands


def booked(hotel: Ground, room_id: str = "201", arrives: float = 0, nights: float = 3, **guest: object) -> str:
    """Book a stay that begins in so many hours."""
    arrival = hotel.now + timedelta(hours=arrives)
    body = {
        "guest": {"name": "Amina", **guest},
        "room_id": room_id,
        "arrival_at": arrival.isoformat(),
        "departure_at": (arrival + timedelta(days=nights)).isoformat(),
    }
    return str(hotel.data("POST", "reservations", body, by=FRONT_DESK)["stay_id"])


def cleaned(hotel: Ground, room_id: str = "201", status: str = "ready") -> None:
    """Have a supervisor say so, whoever cleaned it."""
    body = {"status": status, "reason": "seen"}
    hotel.data("POST", f"/api/v1/housekeeping/rooms/{room_id}/status", body, by=SUPERVISOR)


def becomes(hotel: Ground, stay_id: str, status: str) -> None:
    body = {"status": status, "even_if_not_ready": True, "even_if_early": True}
    hotel.data("PUT", f"reservations/{stay_id}/status", body, by=FRONT_DESK)


def in_house(hotel: Ground, room_id: str = "201", nights: float = 3, **guest: object) -> str:
    stay_id = booked(hotel, room_id, nights=nights, **guest)
    becomes(hotel, stay_id, "checked_in")
    hotel.deliver()
    return stay_id


def leaves(hotel: Ground, stay_id: str) -> None:
    becomes(hotel, stay_id, "checked_out")
    hotel.deliver()


def told(hotel: Ground, subject: str, payload: dict[str, object], as_sent: Callable[[bytes], bytes] = bytes) -> None:
    """Have somebody tell this, and everybody hear it; `as_sent` makes of the message what they really sent."""
    count = len(hotel.bus.published)
    envelope = Envelope(
        id=f"evt_{count}",
        subject=subject,
        tenant_id=hotel.place.tenant_id,
        property_id=hotel.place.property_id,
        occurred_at=hotel.now,
        producer="others",
        actor=EnvelopeActor(type="system", id="others"),
        correlation_id="others",
        causation_id="others",
        revision=0,
        payload=payload,
    )
    message = envelope.message()
    hotel.bus.publish([replace(message, data=as_sent(message.data))])
    hotel.deliver()


def make_day_list(hotel: Ground) -> None:
    assert hotel.call("POST", "/internal/cron/day_list", by=None).status_code == 204
    hotel.deliver()


def open_tasks(hotel: Ground, room_id: str = "201") -> list[Task]:
    listed = [hotel.get(Task, one.task_id) for one in hotel.get(Room, room_id).tasks]
    assert sorted(task.task_id for task in hotel.all(Task) if task.is_open and task.room_id == room_id) == sorted(
        task.task_id for task in listed
    )
    return listed


def kinds(hotel: Ground, room_id: str = "201") -> list[TaskKind]:
    return [task.kind for task in open_tasks(hotel, room_id)]


def begun(hotel: Ground, task: Task) -> Task:
    """Have Ana begin it."""
    hotel.data("POST", f"{TASKS}/{task.task_id}/assign", {"staff_id": ANA}, by=SUPERVISOR)
    hotel.data("POST", f"{TASKS}/{task.task_id}/start", {}, by=SUPERVISOR)
    return hotel.get(Task, task.task_id)


def completed(hotel: Ground, task: Task) -> None:
    hotel.data("POST", f"{TASKS}/{task.task_id}/complete", {}, by=SUPERVISOR)
    hotel.deliver()
