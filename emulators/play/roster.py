"""Who is on shift: people come and go by the rota of the demo, and the next day's is written down in the afternoon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from emulators.demo import ROTA
from emulators.people import HOUSEKEEPING, Data, Member
from emulators.play.house import BOARD, House
from emulators.play.reckoning import Reckoning
from emulators.play.story import Story
from shared.runtime.clock import hotel_now

_LOOKS = 5
_WRITTEN = 16 * 60
_FALLS_ILL, _ILL_FROM, _ILL_UNTIL = 1, 12 * 60, 13 * 60
_RELIEF_COMES, _RELIEF_GOES = 45, 20 * 60
_RELIEF_CALLED_UNTIL = _RELIEF_GOES - 2 * 60
_SETTLES = 4  # minutes from the lockers to the first room
_FINISHES = timedelta(minutes=20)
"""How long somebody stays beyond the end for the room they are in."""
_SHIFTS = f"{HOUSEKEEPING}/shifts"


@dataclass(frozen=True)
class Turn:
    """A shift that somebody is on."""

    person: Member
    shift_id: str
    ends_at: datetime

    def minutes_left(self, at: datetime) -> float:
        return max(0.0, (self.ends_at - at) / timedelta(minutes=1))


class Roster:
    """`begin` is what a housekeeper does who is there; `somebody_left`: what is done where one had to go."""

    def __init__(self, house: House, story: Story, day: Reckoning) -> None:
        self._house = house
        self._story = story
        self._day = day
        self._people = {one.staff_id: one for one in (*house.housekeepers, *house.leads)}
        on_rota = {turn.email for turn in ROTA}
        self._at_home = [one for one in house.housekeepers if one.email not in on_rota]
        self._on: dict[str, Turn] = {}
        self._begin: Callable[[Member], None] = lambda _: None
        self._somebody_left: Callable[[], None] = lambda: None

    def plan(self, begin: Callable[[Member], None], somebody_left: Callable[[], None]) -> None:
        """Have people come and go; on two days of three one falls ill at noon."""
        self._begin, self._somebody_left = begin, somebody_left
        self._story.since(0, self._look)
        if self._story.day.toordinal() % 3:
            self._story.at(self._story.between(_ILL_FROM, _ILL_UNTIL), self._fall_ill)

    def minutes_left(self, person: Member) -> float:
        """Return how long they are still on shift; of who is not, 0."""
        turn = self._on.get(person.staff_id)
        return turn.minutes_left(hotel_now()) if turn else 0.0

    def on_shift(self) -> list[Member]:
        return [turn.person for turn in self._on.values() if turn.person in self._house.housekeepers]

    @property
    def lead(self) -> Member | None:
        """Who leads the shift now; at night nobody does."""
        return next((turn.person for turn in self._on.values() if turn.person in self._house.leads), None)

    def call_relief(self) -> None:
        """Have somebody come who is free today, if anybody is."""
        if not self._at_home or self._story.minute > _RELIEF_CALLED_UNTIL:
            return
        relief = self._at_home.pop()
        self._story.tell(f"{self._house.manager.name} asks {relief.name} to come in, who is free today")
        self._story.soon(_RELIEF_COMES, self._come_in, relief)

    def _look(self) -> None:
        """See who is on, whose time has come and whose is over; write down who works when nobody has."""
        self._story.soon(_LOOKS, self._look)
        shifts = list(self._house.supervisor.lists(_SHIFTS, status="on,planned,ended"))
        self._write_down(self._story.day, shifts)
        if self._story.minute >= _WRITTEN:
            self._write_down(self._story.day + timedelta(days=1), shifts)
        now = hotel_now()
        on = {shift["staff_id"]: shift for shift in shifts if shift["status"] == "on"}
        for staff_id in set(self._on) - set(on):
            del self._on[staff_id]
        for shift in on.values():
            self._is_on(shift)
            if datetime.fromisoformat(shift["ends_at"]) <= now:
                self._go_home(shift, now)
        for shift in shifts:
            begins, ends = (datetime.fromisoformat(shift[name]) for name in ("starts_at", "ends_at"))
            person = self._people.get(shift["staff_id"])
            if person and shift["status"] == "planned" and begins <= now < ends and person.staff_id not in on:
                self._is_on(person.does("POST", f"{_SHIFTS}/{shift['shift_id']}/start"), comes=True)

    def _write_down(self, day: date, shifts: list[Data]) -> None:
        """Have the manager plan that day, unless it is planned."""
        if any(datetime.fromisoformat(one["starts_at"]).astimezone(self._story.zone).date() == day for one in shifts):
            return
        for turn in ROTA:
            begins, ends = turn.on(day, self._story.zone)
            person = next(one for one in self._people.values() if one.email == turn.email)
            if ends > hotel_now():
                said = {"starts_at": begins.isoformat(), "ends_at": ends.isoformat()}
                self._house.manager.does("POST", _SHIFTS, staff_id=person.staff_id, **said)
        self._story.tell(f"{self._house.manager.name} writes down who works on {day:%d %B}")

    def _is_on(self, shift: Data, *, comes: bool = False) -> None:
        person = self._people.get(shift["staff_id"])
        if person is None or person.staff_id in self._on:
            return
        ends_at = datetime.fromisoformat(shift["ends_at"])
        self._on[person.staff_id] = Turn(person, shift["shift_id"], ends_at)
        if comes:
            self._story.count("shift")
            self._story.tell(f"{person.name} comes to work")
        if person in self._house.housekeepers:
            self._story.soon(_SETTLES, self._begin, person)

    def _go_home(self, shift: Data, now: datetime) -> None:
        person = self._people.get(shift["staff_id"])
        tasks = self._house.supervisor.does("GET", BOARD)["tasks"]
        in_the_room = any(one["status"] == "in_progress" and one["assignee"] == shift["staff_id"] for one in tasks)
        if in_the_room and now < datetime.fromisoformat(shift["ends_at"]) + _FINISHES:
            return
        (person or self._house.supervisor).does("POST", f"{_SHIFTS}/{shift['shift_id']}/end")
        self._on.pop(shift["staff_id"], None)
        if person:
            self._story.tell(f"{person.name} goes home")

    def _fall_ill(self) -> None:
        here = self.on_shift()
        if len(here) <= _FALLS_ILL:
            return
        turn = self._on.pop(here[_FALLS_ILL].staff_id)
        turn.person.does("POST", f"{_SHIFTS}/{turn.shift_id}/end", reason="fell ill")
        self._day.ill, self._day.ill_id = turn.person.name, turn.person.staff_id
        self._story.tell(f"{turn.person.name} falls ill and goes home: what was on the list goes to others")
        self._story.soon(3, self._somebody_left)
        self._story.soon(10, self.call_relief)

    def _come_in(self, relief: Member) -> None:
        said = {"staff_id": relief.staff_id, "ends_at": self._story.moment(_RELIEF_GOES).isoformat()}
        self._is_on(relief.does("POST", _SHIFTS, **said), comes=True)
