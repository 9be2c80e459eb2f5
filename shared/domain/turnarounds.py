"""How fast rooms turn over: from the guest's leaving until the room can be given to the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from math import ceil
from typing import ClassVar

from shared.domain.documents import Excerpt, Value
from shared.domain.rooms import Room
from shared.domain.settings import Choices
from shared.domain.tasks import Task, TaskKind, TaskStatus

BARS = (0, 15, 30, 45, 60, 90, 120, 180, 240)
"""Where the bars of a histogram begin, in minutes; the last has no end."""


class Timed(Excerpt):
    """What statistics want of a task."""

    collection: ClassVar[str] = Task.collection
    key: ClassVar[str] = Task.key

    task_id: str
    room_id: str
    floor: int = 0
    kind: TaskKind
    status: TaskStatus
    stay_id: str | None = None
    business_date: date
    created_at: datetime
    vacated_at: datetime | None = None
    ready_at: datetime | None = None
    estimated_minutes: int = 0
    minutes: int | None = None
    finished_by: str | None = None
    of_task_id: str | None = None

    @property
    def minutes_to_ready(self) -> int | None:
        """Return how long the room that a guest left took to be ready; None where it is not, or nobody left it."""
        if self.stay_id is None or self.vacated_at is None or self.ready_at is None:
            return None
        return (self.ready_at - self.vacated_at) // timedelta(minutes=1)


class Bar(Value):
    from_minutes: int
    until_minutes: int | None
    count: int


class Spread(Value):
    """Minutes, by nearest rank; None where nothing was measured."""

    count: int
    p50: int | None
    p75: int | None
    p90: int | None
    p95: int | None
    longest: int | None
    histogram: tuple[Bar, ...]


def spread(minutes: Iterable[int]) -> Spread:
    found = sorted(minutes)
    ends = (*BARS[1:], None)
    bars = [
        Bar(
            from_minutes=begin,
            until_minutes=end,
            count=sum(begin <= one and (end is None or one < end) for one in found),
        )
        for begin, end in zip(BARS, ends, strict=True)
    ]
    p50, p75, p90, p95, longest = (percentile(found, rank) for rank in (50, 75, 90, 95, 100))
    return Spread(count=len(found), p50=p50, p75=p75, p90=p90, p95=p95, longest=longest, histogram=tuple(bars))


def percentile(ascending: Sequence[int], rank: int) -> int | None:
    """Return the smallest that so many per cent are at or below; None of nothing."""
    return ascending[max(0, ceil(len(ascending) * rank / 100) - 1)] if ascending else None


def first_ready(vacated: Mapping[str, datetime], ready: Sequence[datetime]) -> dict[str, datetime]:
    """Return when one room first was ready after each departure; `vacated` says when its guest left, by turnover.

    A room that became ready only after the next guest had left was never ready for the first one. Of two turnovers of one
    departure, because the first was not finished, the later one made it ready.
    """
    departures = sorted(vacated.items(), key=lambda one: one[1])
    within = {
        task_id: [moment for moment in ready if left_at <= moment and (end is None or moment < end[1])]
        for (task_id, left_at), end in zip_longest(departures, departures[1:])
    }
    return {task_id: min(moments) for task_id, moments in within.items() if moments}


def awaited_turnovers(rooms: Iterable[Room], at: datetime, house: Choices) -> int:
    """Count the open turnovers of rooms that an arrival is expected in by the end of the window, or was already."""
    until = at + timedelta(minutes=house.arrival_window_minutes)
    arrivals = ((room, room.next_arrival(at, house)) for room in rooms)
    return sum(
        task.kind == TaskKind.TURNOVER
        for room, arrival in arrivals
        if arrival is not None and arrival.expected_at <= until
        for task in room.tasks
    )
