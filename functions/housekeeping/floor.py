"""The floor as it is this minute: the open tasks and the shifts, each read in one query, and whether the two fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from shared.domain.documents import Change
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.staffing import Staffing, load_of
from shared.domain.tasks import OPEN, Task
from shared.runtime.store.port import Where
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_MANY = 5_000  # more open tasks than any property has
_AHEAD = timedelta(hours=12)
_OPEN = sorted(status.value for status in OPEN)


@dataclass(frozen=True)
class Floor:
    """All open tasks without their checklists, and the shifts that are on or should have begun or will begin in the next hours."""

    tasks: list[Task]
    shifts: list[Shift]

    @property
    def people_on_shift(self) -> int:
        return sum(shift.is_on for shift in self.shifts)


def floor_of(view: View, until: datetime | None = None) -> Floor:
    """Look at the floor now; `until`: with the shifts that begin before then, else those of the next hours."""
    not_over = [ShiftStatus.ON.value, ShiftStatus.PLANNED.value]
    return Floor(
        view.list(Task, Where("status", "in", _OPEN), limit=_MANY, without=("checklist",)).items,
        view.list(
            Shift,
            Where("status", "in", not_over),
            Where("starts_at", "<=", until or view.now + _AHEAD),
            order_by=("starts_at",),
            limit=_MANY,
        ).items,
    )


def check_staffing(units: Units, floor: Floor) -> None:
    """Tell a staffing gap, once per gap. Nothing is written while nothing changes."""
    view = units.view()
    (known,) = view.peek((Staffing, "current"))
    staffing = known or Staffing()
    if _weighed(view, staffing, floor).state != staffing:
        units.run("staffing", partial(_keep_staffing, floor=floor))


def _keep_staffing(work: Work, floor: Floor) -> None:
    work.keep(_weighed(work, work.find(Staffing, "current") or Staffing(), floor))


def _weighed(view: View, staffing: Staffing, floor: Floor) -> Change[Staffing]:
    house = view.settings
    load = load_of(floor.tasks, floor.shifts, view.now, timedelta(minutes=house.arrival_window_minutes))
    return staffing.weighed(load, house.staffing_gap_minutes, view.place.property_id, view.now)
