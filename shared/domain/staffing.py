"""Whether who is on shift can do what is due, told once per gap.

Pure: `load_of` weighs the work against the people, `Staffing` remembers whether a gap is open. Rules: docs/shifts.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.privacy import AboutGuest, keep
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.tasks import Priority, Task, TaskKind
from shared.domain.turnovers import BEGUN

PRESSING = frozenset({Priority.HIGH, Priority.URGENT})


class Load(Value):
    """The minutes of work that are due until a moment, and those that people have until then; `tasks` is how many."""

    need_minutes: int
    have_minutes: int
    people_on_shift: int
    tasks: int
    until: datetime

    @property
    def short_minutes(self) -> int:
        return self.need_minutes - self.have_minutes


class Gap(Load):
    since: datetime


class Staffing(Document):
    """One per property. `gap` is as it was when it was told, until who is there can do what is due again."""

    collection: ClassVar[str] = "staffing"
    key: ClassVar[str] = "staffing_id"
    about_guest: ClassVar[AboutGuest] = keep("It counts work and hands.")

    staffing_id: str = "current"
    gap: Gap | None = None

    def weighed(self, load: Load, least: int, property_id: str, at: datetime) -> Change[Staffing]:
        """Open a gap from `least` minutes on, and close it when nothing is short any more.

        Between the two nothing changes, so that a gap is told once, however the minutes go up and down meanwhile.
        """
        if self.gap is not None:
            return Change(self.but(gap=None) if load.short_minutes <= 0 else self)
        if load.short_minutes < least:
            return Change(self)
        event = StaffingGapDetected(property_id=property_id, short_minutes=load.short_minutes, **dict(load))
        return Change(self.but(gap=Gap(since=at, **dict(load))), (event,))


def load_of(tasks: Sequence[Task], shifts: Sequence[Shift], at: datetime, window: timedelta) -> Load:
    """Return the load at its worst: work and people are compared at the end of each shift, never nearer than `window`.

    People who are still to come count from when they are due, those who are late do not. While nobody is on shift only
    pressing work that nobody has is looked at: what lies there at night can wait for the morning.
    """
    nearest = at + window
    on = [shift for shift in shifts if shift.is_on and shift.ends_at > at]
    coming = [shift for shift in shifts if shift.status is ShiftStatus.PLANNED and shift.starts_at > at]
    if not on:
        pressing = [task for task in tasks if task.assignee is None and task.priority in PRESSING]
        return _load(pressing, coming, at, nearest)
    ends = sorted({max(nearest, shift.ends_at) for shift in (*on, *coming)})
    loads = [
        _load([task for task in tasks if _is_due(task, until, ends[-1])], [*on, *coming], at, until) for until in ends
    ]
    return max(loads, key=lambda load: load.short_minutes)


def minutes_to_do(task: Task, at: datetime) -> int:
    """Return the minutes that a task still takes, by its estimate."""
    return max(0, math.ceil(task.estimated_minutes - task.worked(at) / timedelta(minutes=1)))


def _load(tasks: Sequence[Task], shifts: Sequence[Shift], at: datetime, until: datetime) -> Load:
    return Load(
        need_minutes=sum(minutes_to_do(task, at) for task in tasks),
        have_minutes=sum(shift.minutes_between(at, until) for shift in shifts),
        people_on_shift=sum(shift.is_on for shift in shifts),
        tasks=len(tasks),
        until=until,
    )


def _is_due(task: Task, until: datetime, last: datetime) -> bool:
    """Whether it has to be done until then; by the `last` who leaves, whatever the day still asks for."""
    if task.status in BEGUN:
        return True
    if task.parked_since is not None or (task.scheduled_for is not None and task.scheduled_for >= until):
        return False
    if until < last:
        return task.priority in PRESSING or (task.due_at is not None and task.due_at <= until)
    return task.priority is not Priority.LOW or task.kind is TaskKind.MID_STAY_CLEAN


class StaffingGapDetected(Event):
    """Who is on shift cannot do what is due `until` then. Told once per gap."""

    subject: ClassVar[str] = "melmastoon.housekeeping.shift.staffing_gap_detected.v1"
    aggregate: ClassVar[str] = "property_id"

    property_id: str
    need_minutes: int
    have_minutes: int
    short_minutes: int
    people_on_shift: int
    tasks: int
    until: datetime
