"""Cloud Scheduler on one machine: runs each job by its schedule, in UTC, against a base address."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence
from threading import Event, Thread

from shared.runtime.clock import hotel_clock, hotel_now
from shared.runtime.routes import Route
from shared.runtime.schedules import Schedule

LEAST_SECONDS = 3.0
RELAY_SECONDS = 10.0  # Cloud Scheduler's finest is a minute; nobody who tries a crash by hand waits that long


def play(jobs: Sequence[Route], base: str, stop: Event) -> None:
    """Run the jobs until `stop` is set, each in a thread of its own, so that a long one keeps no other waiting."""
    for job in jobs:
        Thread(target=_play_one, args=(job, base, stop), name=f"ticker {job.path}", daemon=True).start()


def _play_one(job: Route, base: str, stop: Event) -> None:
    schedule = Schedule.parse(job.schedule)
    often = job.path.endswith("/relay")
    if often:
        _post(f"{base}{job.path}")
    while not stop.wait(RELAY_SECONDS if often else _seconds_until(schedule)):
        _post(f"{base}{job.path}")


def _seconds_until(schedule: Schedule) -> float:
    """Return how long to wait until the hotel's clock comes to the next run: at sixty times the speed a minute is a second.

    Where it runs fast a job has some seconds of its own all the same: the PMS counts by ours how often it is asked.
    """
    clock = hotel_clock()
    return max(LEAST_SECONDS if clock.speed > 1 else 0.0, clock.seconds_until(schedule.after(hotel_now())))


def _post(url: str) -> None:
    request = urllib.request.Request(url, b"{}", {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=300):
            pass
    except OSError as failure:
        print(f"ticker: {url}: {failure}", flush=True)
