"""Who is on shift by the play's clock, as the staff service tells it.

The house's own clock is the real one, on which a day of the play takes minutes. So every quarter of an hour the staff service
tells anew how many minutes each person has left, and what the house then thinks of its people holds by the play's clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from emulators.people import Member
from emulators.play.house import House
from emulators.play.reckoning import Reckoning
from emulators.play.story import Story
from emulators.play.wire import StaffService
from shared.domain.shifts import ShiftEnded, ShiftStarted, default_capacity
from shared.runtime.clock import hotel_now

_TURNS = (
    (7 * 60 + 30, 13 * 60 + 30),
    (7 * 60 + 30, 14 * 60 + 30),
    (8 * 60, 14 * 60),
    (9 * 60 + 30, 15 * 60 + 30),
)
_FALLS_ILL, _ILL = 1, 12 * 60
_RELIEF_COMES, _RELIEF_GOES = 45, 20 * 60
_RELIEF_CALLED_UNTIL = _RELIEF_GOES - 2 * 60
_SETTLES = 4  # minutes from the lockers to the first room


@dataclass(frozen=True)
class Turn:
    """Somebody's part in the day: from when to when by the play's clock, and since when by the house's."""

    person: Member
    begins: float
    ends: float
    shift_id: str
    told_at: datetime

    def started(self, minute: float) -> ShiftStarted:
        """Return what the staff service says of it now: the hours it was planned for, and the minutes that are left."""
        length = timedelta(minutes=self.ends - self.begins)
        left = max(0.0, (self.ends - minute) / (self.ends - self.begins))
        return ShiftStarted(
            shift_id=self.shift_id,
            staff_id=self.person.staff_id,
            starts_at=self.told_at,
            ends_at=self.told_at + length,
            capacity_minutes=round(left * default_capacity(self.told_at, self.told_at + length)),
        )


class Roster:
    def __init__(self, house: House, story: Story, day: Reckoning, staff_service: StaffService) -> None:
        self._story = story
        self._day = day
        self._staff_service = staff_service
        self._at_work = house.housekeepers[: len(_TURNS)]
        self._at_home = house.housekeepers[len(_TURNS) :]
        self._manager = house.manager
        self._on: dict[str, Turn] = {}
        self._begin: Callable[[Member], None] = lambda _: None

    def plan(self, begin: Callable[[Member], None], somebody_left: Callable[[], None]) -> None:
        """Have four people come in the morning, of whom one falls ill at noon; `begin` is what they do when they are there."""
        self._begin = begin
        for number, (person, (begins, ends)) in enumerate(zip(self._at_work, _TURNS, strict=True)):
            self._story.at(begins, self._comes, person, ends)
            if number == _FALLS_ILL:
                self._story.at(_ILL, self._falls_ill, person, somebody_left)

    def minutes_left(self, person: Member) -> float:
        """Return how long they are still on shift, by the play's clock; of who is not, 0."""
        turn = self._on.get(person.staff_id)
        return max(0.0, turn.ends - self._story.minute) if turn else 0.0

    def on_shift(self) -> list[Member]:
        return [turn.person for turn in self._on.values()]

    def tell_what_is_left(self) -> None:
        for turn in self._on.values():
            self._staff_service.tells(turn.started(self._story.minute))

    def call_relief(self) -> None:
        """Have somebody come who is free today, if anybody is."""
        if not self._at_home or self._story.minute > _RELIEF_CALLED_UNTIL:
            return
        relief = self._at_home.pop()
        self._story.tell(f"{self._manager.name} asks {relief.name} to come in, who is free today")
        self._story.soon(_RELIEF_COMES, self._comes, relief, _RELIEF_GOES)

    def _comes(self, person: Member, ends: float) -> None:
        turn = Turn(person, self._story.minute, ends, f"roster-{uuid4().hex[:12]}", hotel_now())
        self._on[person.staff_id] = turn
        self._staff_service.tells(turn.started(self._story.minute))
        self._story.count("shift")
        self._story.tell(f"{person.name} comes to work")
        self._story.at(ends, self._goes, person)
        self._story.soon(_SETTLES, self._begin, person)

    def _goes(self, person: Member) -> None:
        if person.staff_id in self._on:
            self._leaves(person)
            self._story.tell(f"{person.name} goes home")

    def _falls_ill(self, person: Member, somebody_left: Callable[[], None]) -> None:
        self._leaves(person, "fell ill")
        self._day.ill, self._day.ill_id = person.name, person.staff_id
        self._story.tell(f"{person.name} falls ill and goes home: what was on the list goes to others")
        self._story.soon(3, somebody_left)

    def _leaves(self, person: Member, reason: str | None = None) -> None:
        turn = self._on.pop(person.staff_id)
        self._staff_service.tells(
            ShiftEnded(shift_id=turn.shift_id, staff_id=person.staff_id, ended_at=hotel_now(), reason=reason)
        )

    def close(self) -> None:
        """Send everybody home who is still there."""
        for turn in list(self._on.values()):
            self._goes(turn.person)
