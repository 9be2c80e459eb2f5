"""What time it is in the hotel. The real time, unless HOTEL_NOW says another: for demos and tests on one's own machine.

    HOTEL_NOW=2026-11-30T12:00:00+04:30                     then it is noon in Kabul when the first process starts, and time runs on
    HOTEL_NOW=2026-11-30T12:00:00+04:30x60                  and an hour of the hotel is a minute of ours
    HOTEL_NOW=2026-11-30T12:00:00+04:30@1764489600.25x60    the same, as all processes of one local cloud are told: anchored at a real moment

Hotel time is what the house goes by: stays, tasks, schedules, what screens show. Real time stays real: whatever somebody
else's clock decides (tokens, the store's `committed_at`), how long to wait, and how often somebody may try (`Cloud.wall`).
A deployed service (K_SERVICE) has no other time than the real one: there HOTEL_NOW is an error, said at the start, and ignored.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

HOTEL_NOW = "HOTEL_NOW"
FASTEST = 3_600.0
_FORM = re.compile(r"(?P<start>[^@x]+)(?:@(?P<anchor>\d+(?:\.\d+)?))?(?:x(?P<speed>\d+(?:\.\d+)?))?")


@dataclass(frozen=True)
class HotelClock:
    """At the real moment `anchor` (seconds since 1970) it was `start` in the hotel, where time runs `speed` times as fast."""

    start: datetime
    anchor: float
    speed: float = 1.0

    def at(self, real: float) -> datetime:
        """Return the hotel's time at this real moment, to the millisecond."""
        return _to_milliseconds(self.start + timedelta(seconds=(real - self.anchor) * self.speed))

    def real(self, at: datetime) -> datetime:
        """Return the real moment at which it is this time in the hotel."""
        return datetime.fromtimestamp(self.anchor + (at - self.start).total_seconds() / self.speed, UTC)

    def seconds_until(self, at: datetime) -> float:
        """Return how long to wait, in real seconds, until it is this time in the hotel."""
        return self.real(at).timestamp() - time.time()

    def __str__(self) -> str:
        """Return what HOTEL_NOW must say for another process to have the same clock."""
        return f"{self.start.isoformat()}@{self.anchor:.6f}x{self.speed:g}"


REAL = HotelClock(datetime(1970, 1, 1, tzinfo=UTC), 0.0)


def utc_now() -> datetime:
    """Return the real moment, to the millisecond."""
    return REAL.at(time.time())


def hotel_now() -> datetime:
    """Return what time it is in the hotel, in UTC, to the millisecond, as every event and document carries it."""
    return hotel_clock().at(time.time())


def hotel_clock() -> HotelClock:
    """Return the clock that this process goes by. Raises ValueError where HOTEL_NOW is no time."""
    return _clock(os.environ.get(HOTEL_NOW, ""), bool(os.environ.get("K_SERVICE")))


def clock_of(said: str, real: float) -> HotelClock:
    """Read what HOTEL_NOW says; without an anchor it begins at the real moment given. Raises ValueError."""
    matched = _FORM.fullmatch(said.strip())
    try:
        start = datetime.fromisoformat(matched["start"] if matched else "")
    except ValueError:
        matched = None
    if matched is None:
        raise ValueError(f"{HOTEL_NOW} is an instant, 2026-11-30T12:00:00+04:30, perhaps with x<speed>, not {said!r}")
    speed = float(matched["speed"] or 1)
    if start.tzinfo is None:
        raise ValueError(f"{HOTEL_NOW} needs an offset, as in 2026-11-30T12:00:00+04:30: {said!r}")
    if not 0 < speed <= FASTEST:
        raise ValueError(f"{HOTEL_NOW} may run up to {FASTEST:g} times as fast: {said!r}")
    return HotelClock(start.astimezone(UTC), float(matched["anchor"] or real), speed)


def shared(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what to put into the environment of processes that are to go by one clock; {} where that is the real one."""
    said = (os.environ if environment is None else environment).get(HOTEL_NOW, "")
    return {HOTEL_NOW: str(clock_of(said, time.time()))} if said else {}


def mistake(environment: Mapping[str, str] | None = None) -> str:
    """Return what is wrong with HOTEL_NOW, for a process to say at its start; "" where nothing is."""
    said = os.environ if environment is None else environment
    if said.get(HOTEL_NOW) and said.get("K_SERVICE"):
        return f"{HOTEL_NOW} is ignored: {said['K_SERVICE']} is deployed, and goes by the real time"
    return ""


@cache
def _clock(said: str, deployed: bool) -> HotelClock:  # noqa: FBT001 - what the answer is remembered by
    return clock_of(said, time.time()) if said and not deployed else REAL


def _to_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
