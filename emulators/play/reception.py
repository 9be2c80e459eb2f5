"""The desk: who leaves, who books, who arrives into which room, who moves, who does not come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from emulators.demo import PROPERTY, DemoGuest
from emulators.people import HOTEL, HOUSEKEEPING_TASKS, Data, Refused
from emulators.play.house import BOARD, House, day_of
from emulators.play.reckoning import GUEST_IS_HERE, NOT_READY, Arrival, Reckoning
from emulators.play.story import Story
from emulators.pms.mews.entities import identify
from shared.domain.ids import derived_id

IN_HOUSE = 40
"""How many rooms are slept in tonight, where nothing comes in between: others book for today, and for the next days."""
_EARLY, _WALK_INS, _MOST_BOOKINGS = 3, 2, 8
_AHEAD = 14 * 60
NEVER_SENT_AWAY = frozenset({"204"})
_WAITS = 15
_MOST_WAITS = 3
_LATEST = 20 * 60
_FIRST_OUT, _LAST_OUT, _OVERSLEPT = 9 * 60, 12 * 60 + 10, 13 * 60 + 25
_TOWARDS_READY = ("turnover", "deep_clean", "post_maintenance", "post_renovation", "inspection")


class Reception:
    """`leaving` are the rooms whose guests leave today."""

    def __init__(self, house: House, story: Story, day: Reckoning, strangers: Sequence[DemoGuest], today: date) -> None:
        self.leaving: set[str] = set()
        self._house = house
        self._story = story
        self._day = day
        self._strangers = iter(strangers)
        self._today = today
        self._names: dict[str, str] = {}
        self._overslept = ""

    def plan(self) -> None:
        """Have guests leave and come at their hours, and a few of them change their mind."""
        stays, self._names = self._house.stays(), self._house.names()
        expected = [stay for stay in stays if self._is_expected(stay)]
        started = [stay for stay in stays if stay["State"] == "Started" and stay["Room"] not in NEVER_SENT_AWAY]
        due = [stay for stay in started if day_of(stay["EndUtc"]) <= self._today]
        others = [stay for stay in started if stay not in due]
        early = self._story.some(others, _EARLY) if self._story.began < _FIRST_OUT else []
        self.leaving = {stay["Room"] for stay in due + early}
        stayers = [stay for stay in others if stay not in early]
        self._plan_departures(due, early, {stay["Room"] for stay in expected})
        self._plan_arrivals(expected, len(stayers))
        for stay in self._story.some(stayers, 2):
            self._story.at(self._story.between(9 * 60, 11 * 60 + 30), self._extend, stay)
        for stay in self._story.some(stayers, 1):
            self._story.at(self._story.between(15 * 60, 17 * 60), self._move, stay)

    def _plan_departures(self, due: list[Data], early: list[Data], promised: set[str]) -> None:
        """One guest oversleeps though the room is promised to another, who comes early; one leaves and comes back."""
        story = self._story
        late = next((stay for stay in story.shuffled(due) if stay["Room"] in promised), None)
        self._overslept = late["Room"] if late else ""
        back = next((stay for stay in early if stay["Room"] not in promised), None)
        for stay in story.shuffled(due + early):
            leaves = _OVERSLEPT if stay is late else story.between(_FIRST_OUT, _LAST_OUT)
            story.at(story.due(leaves), self._depart, stay, early=stay in early, comes_back=stay is back)

    def _plan_arrivals(self, expected: list[Data], staying: int) -> None:
        story = self._story
        missing = story.some([stay for stay in expected if stay["Room"] not in (None, self._overslept)], 1)
        for stay in missing:
            story.at(story.between(20 * 60 + 30, 21 * 60 + 30), self._miss, stay)
        coming = [stay for stay in expected if stay not in missing]
        for stay in story.shuffled(coming):
            early = stay["Room"] == self._overslept
            story.at(story.due(13 * 60 + 40 if early else story.between(13 * 60, _LATEST)), self._arrive, stay)
        story.at(story.between(8 * 60, 9 * 60), self._book_for_the_day)
        for _ in range(max(_WALK_INS, min(_MOST_BOOKINGS, IN_HOUSE - staying - len(coming)))):
            story.at(story.between(7 * 60 + 30, 15 * 60), self._book)
        story.since(_AHEAD, self._book_ahead)
        story.at(23 * 60, self.find_beds_elsewhere)

    def _is_expected(self, stay: Data) -> bool:
        return bool(stay["State"] == "Confirmed" and day_of(stay["ScheduledStartUtc"]) <= self._today)

    # Who goes.

    def _depart(self, stay: Data, *, early: bool, comes_back: bool = False) -> None:
        now = next((one for one in self._house.stays() if one["Id"] == stay["Id"]), stay)
        self._house.reception.does("depart_early" if early else "check_out", reservation=stay["Id"])
        self._left(now["Room"])
        self._story.tell(f"{self._name(stay)} leaves {now['Room']}{', earlier than planned' if early else ''}")
        if comes_back:
            self._story.soon(12, self._come_back, stay)

    def _left(self, room: str) -> None:
        self._story.count("check-out")
        self._day.leaves(room, self._story.minute)

    def _come_back(self, stay: Data) -> None:
        """Undo a check-out: the bags are still in the room. The PMS cannot; the desk does it on the board."""
        if self._house.desk.does("GET", _reservation(stay))["status"] != "checked_out":
            self._story.soon(5, self._come_back, stay)  # the PMS has not told it yet
            return
        self._house.desk.does("PUT", f"{_reservation(stay)}/status", status="checked_in", even_if_early=True)
        self._day.left.pop(stay["Room"], None)
        self._story.count("guest back")
        self._story.tell(f"{self._name(stay)} is back in {stay['Room']} to wait for a car: the check-out is undone")
        self._story.soon(50, self._leave_again, stay)

    def _leave_again(self, stay: Data) -> None:
        self._house.desk.does("PUT", f"{_reservation(stay)}/status", status="checked_out", even_if_early=True)
        self._day.leaves(stay["Room"], self._story.minute)
        self._story.tell(f"{self._name(stay)} leaves {stay['Room']} for good")

    # Who books.

    def _book(self) -> None:
        """Have somebody book a room for tonight."""
        kind = self._story.dice.choice(("standard", "standard", "twin", "family"))
        nights = self._story.dice.randint(1, 4)
        stay = self._booked(kind, nights)
        if stay is None:
            return
        room = self._promise_a_room(stay)
        promise = f" and is promised {room}" if room else ""
        comes = max(self._story.between(13 * 60, 14 * 60), self._story.minute + self._story.between(60, 300))
        self._story.tell(
            f"{self._name(stay)} books a {kind} room for {nights} night{'s' if nights > 1 else ''}{promise}"
        )
        self._story.at(min(comes, _LATEST), self._arrive, stay)

    def _book_for_the_day(self) -> None:
        """Have somebody come for some hours of daylight (day use): the room is turned over twice today."""
        stay = self._booked("standard", 1)
        if stay is None:
            return
        self._story.tell(f"{self._name(stay)} asks for a room for the day, between two flights")
        self._story.soon(self._story.between(20, 60), self._arrive, stay, goes=self._story.between(15 * 60, 16 * 60))

    def _book_ahead(self) -> None:
        """Have others book for the next two days, so that as many come as leave; some are promised a room at once."""
        stays = self._house.stays()
        for ahead in (1, 2):
            day = self._today + timedelta(days=ahead)
            leave = sum(stay["State"] == "Started" and day_of(stay["EndUtc"]) == day for stay in stays)
            come = sum(stay["State"] == "Confirmed" and day_of(stay["ScheduledStartUtc"]) == day for stay in stays)
            for _ in range(max(0, min(_MOST_BOOKINGS, leave - come))):
                self._story.soon(self._story.between(0, 6 * 60), self._book_for, day)

    def _book_for(self, day: date) -> None:
        kind, nights = (
            self._story.dice.choice(("standard", "standard", "twin", "family")),
            self._story.dice.randint(1, 4),
        )
        stay = self._booked(kind, nights, arrives=day)
        if stay is not None:
            room = self._promise_a_room(stay) if self._story.dice.random() < 1 / 2 else ""
            promise = f" and is promised {room}" if room else ""
            self._story.tell(f"{self._name(stay)} books a {kind} room from {day:%d %B}{promise}")

    def _booked(self, kind: str, nights: int, arrives: date | None = None) -> Data | None:
        guest = next(self._strangers, None)
        if guest is None:
            return None
        customer = self._house.reception.does(
            "create_customer",
            first_name=guest.given_name,
            last_name=guest.family_name,
            language_code=guest.language,
            nationality_code=guest.nationality,
        )
        stay = self._house.reception.does(
            "create_reservation",
            customer=customer["Id"],
            category=kind,
            nights=nights,
            adults=self._story.dice.randint(1, 2),
            **({"arrives": arrives.isoformat()} if arrives else {}),
        )
        self._names[stay["Id"]] = f"{guest.given_name} {guest.family_name}"
        return stay

    def _promise_a_room(self, stay: Data) -> str:
        """Assign a vacant room, cleaned or not, of the type that was booked where there is one. Return it, or ""."""
        rows = self._house.rows()
        promised = {other["Room"] for other in self._house.stays() if other["State"] == "Confirmed"}
        free = [
            room
            for room, row in sorted(rows.items())
            if not (row["stay"] or row["blocks"] or row["upcoming"] or room in promised)
        ]
        alike = [room for room in _like(stay, rows) if room in free]
        for room in self._story.some(alike, 3) or self._story.some(free, 3):
            try:
                self._house.reception.does("assign_room", reservation=stay["Id"], room=room)
            except Refused:
                continue
            return room
        return ""

    # Who comes.

    def _arrive(self, known: Data, waits: int = 0, goes: float = 0) -> None:
        """Check in into a room that is ready on both sides; else have the guest wait, and see that somebody says why."""
        rows, stays = self._house.rows(), self._house.stays()
        stay = next((one for one in stays if one["Id"] == known["Id"]), known)
        if stay["State"] != "Confirmed":
            return
        came = self._day.arrivals.setdefault(stay["Id"], Arrival(self._name(stay), self._story.minute))
        for room in self._rooms_for(stay, stays, rows, anything=waits >= _MOST_WAITS - 1):
            try:
                if room != stay["Room"]:
                    self._house.reception.does("assign_room", reservation=stay["Id"], room=room)
                self._house.reception.does("check_in", reservation=stay["Id"])
            except Refused:
                continue
            self._is_in(stay, came, room, goes)
            return
        self._wait_for_a_room(stay, came, waits, goes)

    def _is_in(self, stay: Data, came: Arrival, room: str, goes: float) -> None:
        came.room = room
        came.waited = self._story.minute - came.came
        waited = f" after {came.waited:.0f} minutes in the lobby" if came.waited else ""
        instead = f", instead of {stay['Room']}" if stay["Room"] not in (None, room) else ""
        self._story.tell(f"{self._name(stay)} arrives in {room}{instead}{waited}")
        if goes:
            self._story.at(max(goes, self._story.minute + 60), self._depart, {**stay, "Room": room}, early=True)

    def _wait_for_a_room(self, stay: Data, came: Arrival, waits: int, goes: float) -> None:
        room = stay["Room"] or self._promise_a_room(stay)
        if waits == 0:
            self._story.tell(f"{self._name(stay)} is here, {room or 'no room'} is not ready: tea in the lobby")
        elif waits == _MOST_WAITS:
            manager = self._house.manager.name
            waited = self._story.minute - came.came
            self._story.tell(
                f"{self._name(stay)} has waited {waited:.0f} minutes: {manager} apologises, any room will do"
            )
        if room:
            self._call_for(came, room, waits)
        self._story.soon(_WAITS, self._arrive, stay, waits + 1, goes)

    def _call_for(self, came: Arrival, room: str, waits: int) -> None:
        """Find out whom the house called because of this room, and why; the desk calls where nobody was called yet."""
        board = self._house.desk.does("GET", BOARD)
        tasks = [task for task in board["tasks"] if task["room_id"] == room and task["finished_at"] is None]
        task = next((one for kind in _TOWARDS_READY for one in tasks if one["kind"] == kind), None)
        if waits == 0 and task is not None and task["priority"] != "urgent":
            path = f"{HOUSEKEEPING_TASKS}/{task['task_id']}/priority"
            self._house.desk.does("PUT", path, priority="urgent")
            self._story.tell(f"the desk says that the guest of {room} stands there: urgent")
        if not came.why:
            came.why = self._why(room, tasks) or self._call(room, task)

    def _why(self, room: str, tasks: Sequence[Data]) -> str:
        """Return what the house itself says of this room, by a call on a task or by a ticket."""
        call = next((task["escalation"] for task in tasks if task["escalation"]), None)
        if call is not None:
            return _words(call["reason"])
        asked = {"status": "open,accepted,in_progress", "room": room}
        tickets = [one["text"] for one in self._house.desk.lists(f"{HOTEL}/tickets", **asked)]
        told = next((text for text in tickets if NOT_READY in text), "")
        return told.rpartition(NOT_READY)[2]

    def _call(self, room: str, task: Data | None) -> str:
        if task is None:
            ready = self._house.row(room)["cleaning"]["status"] == "ready"
            reason = "ready, but the PMS has not heard it" if ready else "nothing is being done in the room"
            path, text = f"{HOTEL}/rooms/{room}/tickets", f"{GUEST_IS_HERE}{room} is {NOT_READY}{reason}"
            self._house.desk.does("POST", path, kind="other", text=text, about="room")
            return f"{reason}, as the desk says"
        reason = f"{task['kind'].replace('_', ' ')} is {task['status'].replace('_', ' ')}"
        path = f"{HOUSEKEEPING_TASKS}/{task['task_id']}/escalate"
        self._house.desk.does("POST", path, reason=f"{GUEST_IS_HERE}{reason}")
        self._story.tell(f"the desk calls {self._house.supervisor.name} about {room}: {reason}")
        return f"{reason}, as the desk says"

    def _rooms_for(self, stay: Data, stays: Sequence[Data], rows: dict[str, Data], *, anything: bool) -> list[str]:
        """Return rooms that are ready for this guest, the promised one first, and none that is promised to another."""
        fit = self._fit_rooms(rows)
        if stay["Room"] in fit:
            return [stay["Room"]]
        if stay["Room"] and not anything and self._story.minute < 17 * 60:
            return []
        promised = {other["Room"] for other in stays if other["State"] == "Confirmed"}
        alike = _like(stay, rows)
        free = [room for room in fit if room not in promised]
        return [room for room in free if room in alike] + ([r for r in free if r not in alike] if anything else [])

    def _fit_rooms(self, rows: dict[str, Data]) -> list[str]:
        there = {
            room["Room"]
            for room in self._house.reception.looks()["Rooms"]
            if room["State"] == "Inspected" and room["Reservation"] is None
        }
        return [r for r, row in sorted(rows.items()) if r in there and row["cleaning"]["status"] == "ready"]

    # Who changes plans.

    def _miss(self, stay: Data) -> None:
        self._house.reception.does("no_show", reservation=stay["Id"])
        self._story.count("no-show")
        self._story.tell(f"{self._name(stay)} has not come and does not answer: a no-show, {stay['Room']} is free")

    def _extend(self, stay: Data) -> None:
        try:
            self._house.reception.does("extend", reservation=stay["Id"], nights=1)
        except Refused:
            self._story.tell(
                f"{self._name(stay)} would like another night in {stay['Room']}; it is promised to somebody else"
            )
            return
        self._story.count("stay extended")
        self._story.tell(f"{self._name(stay)} stays another night in {stay['Room']}")

    def _move(self, stay: Data) -> None:
        rows, stays = self._house.rows(), self._house.stays()
        promised = {other["Room"] for other in stays if other["State"] == "Confirmed"}
        for room in [r for r in self._fit_rooms(rows) if r not in promised]:
            try:
                self._house.reception.does("move_room", reservation=stay["Id"], to=room)
            except Refused:
                continue
            self._day.leaves(stay["Room"], self._story.minute)
            self._story.count("move")
            self._story.tell(f"{self._name(stay)} moves from {stay['Room']} to {room}: the street is loud")
            return
        self._story.tell(f"{self._name(stay)} would like to move from {stay['Room']}; nothing else is ready")

    def find_beds_elsewhere(self) -> None:
        """Send away, with an apology, who came and whom no room became ready for."""
        for stay in self._house.stays():
            if self._is_expected(stay) and stay["Id"] in self._day.arrivals:
                try:
                    self._house.reception.does("cancel", reservation=stay["Id"], reason="BookedElsewhere")
                except Refused:
                    continue
                self._day.arrivals[stay["Id"]].elsewhere = True
                self._story.tell(f"no room has become ready for {self._name(stay)}: the desk finds another hotel")

    def _name(self, stay: Data) -> str:
        return self._names.get(stay["Id"]) or f"The guest of reservation {stay['Number']}"


def _like(stay: Data, rows: dict[str, Data]) -> list[str]:
    """Return the rooms of the type that was booked."""
    booked = stay["RequestedResourceCategoryId"]
    return [room for room, row in sorted(rows.items()) if identify(PROPERTY, "category", row["room_type"]) == booked]


def _reservation(stay: Data) -> str:
    return f"{HOTEL}/reservations/{derived_id('rsv', 'mews', stay['Id'])}"


def _words(reason: str) -> str:
    return reason.removeprefix(GUEST_IS_HERE).replace("_", " ")
