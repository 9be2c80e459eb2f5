"""Who is on the floor, from when to when, and how many minutes of work they are good for.

A shift comes from the staff service by its events, or is kept by hand where a hotel has none. Which shift a person is on
stands on their worklist, so that it is one; what they have in hand when they leave is on the shift, to be given to others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from shared.domain.documents import Change, Document
from shared.domain.events import Event
from shared.domain.ids import ShiftId, StaffId, derived_id
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.settings import Language
from shared.domain.staff import Skill
from shared.domain.words import LONGEST_TEXT, Instant, Text, cut_to
from shared.domain.worklists import Worklist

SHIFT_IS_OVER = Rule("MELMASTOON.HOUSEKEEPING.SHIFT_IS_OVER", 409, "The shift is over.")
ON_ANOTHER_SHIFT = Rule("MELMASTOON.HOUSEKEEPING.ON_ANOTHER_SHIFT", 409, "They are on another shift.")
SHIFT_IS_ANOTHERS = Rule("MELMASTOON.HOUSEKEEPING.SHIFT_IS_ANOTHERS", 403, "Only a shift lead does this for others.")
SHIFT_IS_THE_LEADS = Rule(
    "MELMASTOON.HOUSEKEEPING.SHIFT_IS_THE_LEADS",
    403,
    "You may begin and end your shift; what it is good for stands in your record, or a shift lead says it.",
)
SHIFT_ENDS_EARLY = Rule("MELMASTOON.HOUSEKEEPING.SHIFT_ENDS_EARLY", 422, "A shift ends after it begins, within a day.")

LONGEST = timedelta(hours=24)
WITH_A_BREAK = timedelta(hours=6)
BREAK = timedelta(minutes=30)
GRACE = timedelta(minutes=30)
GRACE_AT_WORK = timedelta(hours=2)
"""How long after its planned end a shift ends by itself, and how long where something is in progress."""

Minutes = Annotated[int, Field(ge=0, le=1440)]


class ShiftStatus(StrEnum):
    PLANNED = "planned"
    ON = "on"
    ENDED = "ended"


class Shift(Document):
    """`starts_at` and `ends_at` are as planned, `started_at` and `ended_at` as it was. `floors` and `wing`: their section.

    `capacity_minutes` are what they can work of the whole shift. `left` are the tasks that were in hand when it ended.
    """

    collection: ClassVar[str] = "shifts"
    key: ClassVar[str] = "shift_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of staff.")

    shift_id: ShiftId
    staff_id: StaffId
    external_shift_id: str | None = None
    status: ShiftStatus = ShiftStatus.PLANNED
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    capacity_minutes: Minutes
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    floors: tuple[int, ...] = ()
    wing: str | None = None
    reason: Text = ""
    left: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        return self.status is ShiftStatus.ON

    @property
    def is_over(self) -> bool:
        return self.status is ShiftStatus.ENDED

    def minutes_left(self, at: datetime) -> int:
        """Return the minutes of work that are left until the planned end."""
        return self.minutes_between(at, self.ends_at)

    def minutes_between(self, at: datetime, until: datetime) -> int:
        """Return the minutes of work in that time; the break is spread evenly, for nobody says when it is taken."""
        if self.is_over:
            return 0
        here = max(timedelta(), min(until, self.ends_at) - max(at, self.starts_at))
        return round(self.capacity_minutes * min(1.0, here / (self.ends_at - self.starts_at)))

    def planned(self) -> Change[Shift]:
        """Put this new shift on the roster. Raises Refusal SHIFT_ENDS_EARLY."""
        self._lasts()
        return Change(self, (_said(self),))

    def started(self, at: datetime) -> Change[Shift]:
        """Begin it. Beginning it once more changes nothing. Raises Refusal SHIFT_IS_OVER or SHIFT_ENDS_EARLY."""
        if self.is_over:
            raise SHIFT_IS_OVER.refuse(shift_id=self.shift_id, ended_at=self.ended_at, attempted="start")
        if self.is_on:
            return Change(self)
        self._lasts()
        state = self.but(status=ShiftStatus.ON, started_at=at)
        return Change(state, (_said(state),))

    def ended(self, at: datetime, reason: str, left: Sequence[str] = ()) -> Change[Shift]:
        """End it, also one that never began; what was `left` in hand goes to others. Ending it once more changes nothing."""
        if self.is_over:
            return Change(self)
        state = self.but(status=ShiftStatus.ENDED, ended_at=at, reason=reason, left=tuple(left))
        return Change(state, (_said(state),))

    def is_before(self, other: Shift) -> bool:
        """Whether this is the earlier of two shifts of one person: they are on the later one."""
        return (self.starts_at, self.shift_id) < (other.starts_at, other.shift_id)

    def is_over_at(self, at: datetime, running: str | None) -> bool:
        """Whether its time has passed without anybody ending it; `running` is the task that they are at, if any."""
        return at >= self.ends_at + (GRACE_AT_WORK if self.is_on and running else GRACE)

    def is_missed(self, worklist: Worklist, at: datetime) -> bool:
        """Whether their time has come and gone for a while, and they are not there."""
        waits = self.status is ShiftStatus.PLANNED and worklist.shift_id is None and worklist.running is None
        return waits and self.starts_at + GRACE <= at

    def begins_with(self, worklist: Worklist, at: datetime) -> bool:
        """Whether they are at work, and on no shift, when the time of this one has come: then they are on it."""
        is_time = self.status is ShiftStatus.PLANNED and self.starts_at <= at < self.ends_at
        return is_time and worklist.shift_id is None and worklist.running is not None

    def _lasts(self) -> None:
        if not timedelta() < self.ends_at - self.starts_at <= LONGEST:
            raise SHIFT_ENDS_EARLY.refuse(fields={"ends_at": "must be later than starts_at, by a day at the most"})


def shift_id_of(external_shift_id: str, staff_id: str) -> str:
    """Return the one id that a person's part in a shift of the staff service has here."""
    return derived_id("sft", external_shift_id, staff_id)


def default_capacity(starts_at: datetime, ends_at: datetime) -> int:
    """Return the minutes of a shift that nobody said the capacity of: its length, less a break from six hours on."""
    length = min(max(timedelta(), ends_at - starts_at), LONGEST)
    return int((length - BREAK if length >= WITH_A_BREAK else length).total_seconds() // 60)


class ShiftStarted(Event):
    """Consumed: the staff service says that somebody is on. `shiftId` is the staff service's, of whatever shape."""

    subject: ClassVar[str] = "melmastoon.staff.shift.started.v1"
    aggregate: ClassVar[str] = "shift_id"
    named_outside: ClassVar[frozenset[str]] = frozenset({"shift_id"})

    shift_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    staff_id: StaffId
    starts_at: Instant
    ends_at: Instant
    capacity_minutes: Minutes | None = None
    languages: tuple[Language, ...] = ()
    skills: tuple[Skill, ...] = ()


class ShiftEnded(Event):
    """Consumed: the staff service says that somebody has left, on time or because they fell ill."""

    subject: ClassVar[str] = "melmastoon.staff.shift.ended.v1"
    aggregate: ClassVar[str] = "shift_id"
    named_outside: ClassVar[frozenset[str]] = frozenset({"shift_id"})

    shift_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    staff_id: StaffId
    ended_at: Instant
    reason: Annotated[Text, cut_to(LONGEST_TEXT)] | None = None


class ShiftChanged(Event):
    """A shift was planned, began or ended. `left` is how many tasks were in hand then. Why it ended is nobody else's."""

    subject: ClassVar[str] = "melmastoon.housekeeping.shift.changed.v1"
    aggregate: ClassVar[str] = "shift_id"

    shift_id: str
    staff_id: str
    status: ShiftStatus
    starts_at: datetime
    ends_at: datetime
    left: int = 0


def _said(shift: Shift) -> ShiftChanged:
    return ShiftChanged(
        shift_id=shift.shift_id,
        staff_id=shift.staff_id,
        status=shift.status,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        left=len(shift.left),
    )
