"""What a hotel costs a month at list price: a day in the life, from the same counts that hold commands to their budget.

Free tiers are left out, and so are logs, traces, egress to screens and the vendor's side. What is assumed is in HOTEL,
what is charged in PRICES: change either, and the table follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.people import Actor
from shared.domain.rooms import Cleaning, Room
from shared.runtime.routes import ROUTES, Route
from shared.runtime.schedules import Schedule
from tests.budget import Hotel, Spent, hotel
from tests.ground import AGENT, HOUSEKEEPER, SUPERVISOR, guest_of

DAYS = 30
MEMORY_GIB = 0.5  # of an instance, which has one CPU


@dataclass(frozen=True)
class Prices:
    """List prices in US dollars, for where terraform puts things.

    Firestore in eur3 (a multi-region; a single region costs about half), functions in europe-west1 (tier 1). Written down
    in November 2026 from copies, without a date, of https://cloud.google.com/firestore/pricing, and of /run/pricing,
    /pubsub/pricing and /scheduler/pricing there: look there before you plan with them.
    """

    read: float = 0.06 / 100_000
    write: float = 0.18 / 100_000
    delete: float = 0.02 / 100_000
    stored_gib_month: float = 0.18
    pubsub_tib: float = 40.0
    request: float = 0.40 / 1_000_000
    cpu_second: float = 0.000024
    memory_gib_second: float = 0.0000025
    idle_cpu_second: float = 0.0000025
    scheduled_job: float = 0.10


@dataclass(frozen=True)
class Assumed:
    """A day of a hotel, per day where nothing else is said. `screens` are the staff's that are open at any time.

    `busy_seconds`: how long an instance is charged for one request, rounded up to Cloud Run's 100 ms. `kept_warm` is
    terraform's `min_instances`.
    """

    rooms: int = 200
    occupied: float = 0.7
    nights: float = 2.0
    taps_per_occupied_room: float = 2.0
    tickets_per_occupied_room: float = 0.5
    asked_by_agents_per_occupied_room: float = 10.0
    screens: int = 15
    screen_loads: int = 45
    busy_seconds: float = 0.1
    kept_warm: int = 2
    journal_days: int = 90
    journal_bytes: int = 4_000


HOTEL, PRICES = Assumed(), Prices()


@dataclass(frozen=True)
class Line:
    """One kind of thing that happens: how often a day, and what one of them takes with all that comes of it."""

    what: str
    a_day: float
    each: Spent


def day(assumed: Assumed = HOTEL) -> list[Line]:
    """Return what happens on one day, counted by letting each thing happen once in memory."""
    slept_in = assumed.rooms * assumed.occupied
    arrivals = slept_in / assumed.nights
    often: Mapping[str, tuple[float, Callable[[Hotel], Spent]]] = {
        "arrival: booked, then checked in at the PMS": (arrivals, _arrival),
        "departure: checked out at the PMS": (arrivals, _departure),
        "tap on a tablet": (slept_in * assumed.taps_per_occupied_room, _tap),
        "ticket: opened, begun, done": (slept_in * assumed.tickets_per_occupied_room, _ticket),
        "room cleaned, inspected, told to the PMS": (slept_in, _clean),
        "asked by the agent": (slept_in * assumed.asked_by_agents_per_occupied_room, _context),
    }
    with hotel() as here:
        lines = [Line(what, a_day, happens(here)) for what, (a_day, happens) in often.items()]
        jobs = [
            Line(f"job: {route.name}", _runs_a_day(route.schedule), _job(here, route.path, assumed))
            for route in _jobs()
        ]
    return [*lines, *jobs, *_screens(lines, assumed)]


def bill(lines: Sequence[Line], assumed: Assumed = HOTEL, prices: Prices = PRICES) -> dict[str, float]:
    """Return what a month costs, by what is charged, in US dollars."""
    month = sum((line.each * (line.a_day * DAYS) for line in lines), Spent())
    kept = month.commits / 2 * assumed.journal_days / DAYS * assumed.journal_bytes / 2**30
    warm = assumed.kept_warm * DAYS * 86_400
    busy = month.requests * assumed.busy_seconds
    return {
        "Firestore reads": month.documents_read * prices.read,
        "Firestore writes": month.documents_written * prices.write,
        "Firestore deletes, journal expiry": (month.documents_deleted + month.commits / 2) * prices.delete,
        "Firestore storage, mostly the journal": kept * prices.stored_gib_month,
        "Pub/Sub": month.bytes / 2**40 * prices.pubsub_tib,
        "Cloud Run requests": month.requests * prices.request,
        "Cloud Run, while it works": busy * (prices.cpu_second + MEMORY_GIB * prices.memory_gib_second),
        "Cloud Run, kept warm": warm * (prices.idle_cpu_second + MEMORY_GIB * prices.memory_gib_second),
        "Cloud Scheduler": len(_jobs()) * prices.scheduled_job,
    }


def _arrival(here: Hotel) -> Spent:
    desk = here.bridge.mews.desk
    room = here.vacant()
    desk.set_room_state(room=room, state="Inspected")
    here.bridge.settle()
    with here.counted() as spent:
        stay = desk.create_reservation(room=room)
        here.bridge.settle()
        desk.check_in(reservation=stay.id)
        here.bridge.settle()
    return spent


def _departure(here: Hotel) -> Spent:
    room = next(stay for stay in here.bridge.mews.desk.due_outs() if stay.resource_id)
    with here.counted() as spent:
        here.bridge.mews.desk.check_out(reservation=room.id)
        here.bridge.settle()
    return spent


def _tap(here: Hotel) -> Spent:
    room = str(here.guest.room_id)
    return _asked(here, ("PUT", f"rooms/{room}/guest-flag", {"flag": "do_not_disturb"}, _guest(here)))


def _ticket(here: Hotel) -> Spent:
    ground, room = here.bridge.ground, str(here.guest.room_id)
    with here.counted() as spent:
        ticket = ground.data("POST", f"rooms/{room}/tickets", {"kind": "towels"}, by=_guest(here))["ticket_id"]
        for status in ("in_progress", "done"):
            ground.data("PUT", f"tickets/{ticket}/status", {"status": status}, by=HOUSEKEEPER)
        here.bridge.settle()
    return spent


def _clean(here: Hotel) -> Spent:
    path = f"/api/v1/housekeeping/rooms/{here.vacant()}/status"
    steps = (Cleaning.DIRTY, Cleaning.CLEANING, Cleaning.CLEANED, Cleaning.INSPECTED)
    return _asked(here, *(("POST", path, {"status": step, "reason": "a day"}, SUPERVISOR) for step in steps))


def _context(here: Hotel) -> Spent:
    return _asked(here, ("GET", f"rooms/{here.guest.room_id}/context", None, AGENT))


def _guest(here: Hotel) -> Actor:
    return guest_of(str(here.guest.room_id), here.guest.stay_id)


def _asked(here: Hotel, *requests: tuple[str, str, Any, Actor]) -> Spent:
    with here.counted() as spent:
        for method, path, body, by in requests:
            here.bridge.ground.data(method, path, body, by=by)
        here.bridge.settle()
    return spent


def _jobs() -> list[Route]:
    return sorted((route for route in ROUTES.values() if route.kind == "job"), key=lambda route: route.name)


def _job(here: Hotel, path: str, assumed: Assumed) -> Spent:
    """Run a job that has run before. One that looks at every room takes as much more as the hotel is larger."""
    _run(here, path)
    spent, rooms = _run(here, path), len(here.bridge.ground.all(Room))
    if spent.documents_read < rooms:
        return spent
    return replace(spent * (assumed.rooms / rooms), requests=spent.requests)


def _run(here: Hotel, path: str) -> Spent:
    with here.counted() as spent:
        here.bridge.ground.call("POST", path, by=None)
        here.bridge.settle()
    return spent


def _runs_a_day(schedule: str) -> float:
    """Count how often a schedule comes in a month, and say it per day."""
    parsed, first = Schedule.parse(schedule), datetime(2026, 6, 1, tzinfo=UTC)
    at, runs = first - timedelta(minutes=1), 0
    while (at := parsed.after(at)) < first + timedelta(days=DAYS):
        runs += 1
    return runs / DAYS


def _screens(lines: Sequence[Line], assumed: Assumed) -> list[Line]:
    """Every change of a row is a read for each screen that listens, and one for the tablet."""
    changes = sum(line.each.rows_changed * line.a_day for line in lines)
    return [
        Line("screen of the staff opened: the whole board", assumed.screen_loads, Spent(documents_read=assumed.rooms)),
        Line("row changed: told to the open screens", changes, Spent(documents_read=assumed.screens + 1)),
    ]
