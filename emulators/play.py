"""A day in the demo hotel, in fast motion: guests arrive, ask and leave, rooms are cleaned and inspected, boards move.

    python -m emulators.play                 # one day from seven to ten in the evening, two minutes of it a second
    python -m emulators.play --pace 10 --days 3

Everybody does it as people would: the receptionist at the PMS's desk, staff signed in, guests at paired tablets. The
clock in the narration is the play's; rows and screens carry the real time. The same seed on the same house plays the same
day; what the house says no to is told, and the day goes on.
"""

from __future__ import annotations

import argparse
import heapq
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import NoReturn, TypeVar

from emulators.demo import PROPERTY, ZONE, DemoGuest, DemoStaff, demo_hotel
from emulators.people import HOTEL, HOUSEKEEPING, Data, Member, Receptionist, Refused, Tablet, Unreachable
from emulators.pms.mews.entities import identify

T = TypeVar("T")
Deed = Callable[[], None]
OPENS, CLOSES = 7 * 60, 22 * 60
DEPARTURES, ARRIVALS = 10, 10
"""How many there are at least; where the PMS expects fewer, guests leave early and others book for today."""
NEVER_SENT_AWAY = frozenset({"204"})
_LOOK_AGAIN = 8  # minutes between two looks of somebody who has nothing to do
_WAITS = 15
_MOST_WAITS = 3
_FAILS_INSPECTION = 1 / 12
_OUT = frozenset({"out_of_order", "out_of_service"})
_CLOSED = frozenset({"do_not_disturb", "service_declined"})
_WISHES = (
    ("towels", "Two more towels, please", "two more towels"),
    ("food", "چای سبز با هیل برای دو نفر", "green tea with cardamom for two"),
    ("pillow", "یک بالش نرم لطفاً", "a soft pillow"),
    ("maintenance", "The heating stays cold", "somebody to look at the cold heating"),
    ("amenities", "Дандоншӯяк, лутфан", "a toothbrush"),
    ("other", "A taxi to the airport at six", "a taxi at six"),
    ("noise", "پورته ډېر شور دی", "quiet: there is noise above"),
    ("cleaning", "Tea was spilt on the carpet", "somebody for spilt tea"),
    ("towels", "دو جان‌پاک دیگر", "two more bath towels"),
    ("food", "Breakfast in the room at seven", "breakfast in the room tomorrow"),
)
_MANY = {
    "arrival": "arrivals",
    "departure": "departures",
    "discrepancy": "discrepancies",
    "guest had to wait": "guests had to wait",
    "guest sent elsewhere": "guests sent elsewhere",
    "move": "moves",
    "refusal": "refusals",
    "request": "requests",
    "request done": "requests done",
    "room cleaned": "rooms cleaned",
    "room inspected": "rooms inspected",
    "room repaired": "rooms repaired",
    "sign on a door": "signs on doors",
    "stay extended": "stays extended",
}
_REPAIRS = ("The shower does not drain", "The window does not close", "The lock of the door sticks")


@dataclass
class Story:
    """The play's own clock, in minutes of the day, and what has happened so far."""

    pace: float
    say: Callable[[str], None]
    minute: float = OPENS
    began: float = field(default_factory=time.monotonic)
    counted: Counter[str] = field(default_factory=Counter)

    def tell(self, line: str) -> None:
        hours, minutes = divmod(int(self.minute), 60)
        self.say(f"{hours:02}:{minutes:02}  {line}")

    def reach(self, minute: float) -> None:
        """Wait until the play's clock shows this minute; after a slow answer it is simply late."""
        self.minute = max(self.minute, minute)
        wait = self.began + (self.minute - OPENS) / self.pace - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        else:
            self.began -= wait


class House:
    """Everybody who works there, the tablets, and what they see when they look."""

    def __init__(self, gateway: str, mews: str, staff: Sequence[DemoStaff]) -> None:
        by_role: dict[str, list[Member]] = {}
        for person in staff:
            by_role.setdefault(person.role, []).append(Member(gateway, person.email, person.name))
        self.reception = Receptionist(mews)
        self.housekeepers = by_role["housekeeper"]
        self.supervisor, self.desk, self.maintenance, self.manager = (
            by_role[role][0] for role in ("supervisor", "front_desk", "maintenance", "manager")
        )
        self._gateway = gateway
        self._tablets: dict[str, Tablet] = {}
        self._names: dict[str, str] = {}

    def rows(self) -> dict[str, Data]:
        return {row["room_id"]: row for row in self.supervisor.lists(f"{HOTEL}/rooms")}

    def stays(self) -> list[Data]:
        return list(self.reception.looks()["Reservations"])

    def tablet(self, room: str) -> Tablet:
        return self._tablets.setdefault(room, Tablet(self._gateway, room, self.desk))

    def name_in(self, row: Data) -> str:
        """Return the name of who is in the room, as the front desk knows it."""
        stay_id = row["stay"]["stay_id"]
        if stay_id not in self._names:
            self._names[stay_id] = self.desk.does("GET", f"{HOTEL}/reservations/{stay_id}")["guest_name"]
        return self._names[stay_id] or "A guest"

    def names(self) -> dict[str, str]:
        """Return the guests' names by the PMS's id of their reservation."""
        wanted = "confirmed,checked_in"
        stays = self.desk.lists(f"{HOTEL}/reservations", status=wanted)
        return {stay["source"]["external_id"]: stay["guest_name"] for stay in stays if stay["source"]}


class Day:
    """What is to happen, in the order of the play's clock. Each deed may plan others."""

    def __init__(self, house: House, story: Story, dice: Random, strangers: Sequence[DemoGuest], today: date) -> None:
        self._house = house
        self._story = story
        self._dice = dice
        self._strangers = iter(strangers)
        self._today = today
        self._planned: list[tuple[float, int, Deed]] = []
        self._order = count()
        self._names: dict[str, str] = {}
        self._leaving: set[str] = set()
        self._wanted: set[str] = set()
        self._passed: set[str] = set()
        self._followed: set[str] = set()

    def play(self) -> None:
        """Raises Unreachable."""
        self._plan_guests()
        self._plan_work()
        while self._planned:
            minute, _, deed = heapq.heappop(self._planned)
            if minute > CLOSES:
                break
            self._story.reach(minute)
            try:
                deed()
            except Refused as no:
                self._count("refusal")
                self._tell(f"the house says no: {no}")
        self._find_beds_elsewhere()

    # Who comes, who goes, who stays in.

    def _plan_guests(self) -> None:
        rows, stays, names = self._house.rows(), self._house.stays(), self._house.names()
        self._names = names
        started = [stay for stay in stays if stay["State"] == "Started" and stay["Room"] not in NEVER_SENT_AWAY]
        due = [stay for stay in started if self._day(stay["EndUtc"]) <= self._today]
        others = [stay for stay in started if stay not in due]
        early = self._some(others, DEPARTURES - len(due))
        for stay in self._shuffled(due + early):
            self._at(self._between(7 * 60 + 20, 12 * 60 + 10), self._depart, stay, early=stay in early)
        expected = [
            stay
            for stay in stays
            if stay["State"] == "Confirmed" and self._day(stay["ScheduledStartUtc"]) <= self._today
        ]
        for stay in self._shuffled(expected):
            self._at(self._between(13 * 60, 20 * 60), self._arrive, stay)
        for _ in range(ARRIVALS - len(expected)):
            self._at(self._between(7 * 60 + 30, 15 * 60), self._book)
        self._leaving = {stay["Room"] for stay in due + early}
        staying = [room for room, row in sorted(rows.items()) if row["stay"] and room not in self._leaving]
        self._plan_stayers(self._shuffled(staying), [stay for stay in others if stay not in early])

    def _plan_stayers(self, rooms: list[str], stays: list[Data]) -> None:
        for room in rooms[:4]:
            self._at(self._between(7 * 60 + 5, 9 * 60), self._hang, room, "do_not_disturb")
            self._at(self._between(10 * 60 + 30, 13 * 60), self._hang, room, "make_up_room")
        for room in rooms[4:9]:
            self._at(self._between(8 * 60, 11 * 60), self._hang, room, "make_up_room")
        for room in rooms[9:13]:
            self._at(self._between(19 * 60 + 30, 21 * 60 + 30), self._hang, room, "do_not_disturb")
        for room, wish in zip(self._some(rooms, len(_WISHES)), self._shuffled(list(_WISHES)), strict=False):
            self._at(self._between(7 * 60 + 30, 20 * 60 + 30), self._ask_for, room, *wish)
        for room in rooms[13:15]:
            self._at(self._between(17 * 60, 21 * 60), self._set_warmth, room)
        for stay in self._some(stays, 2):
            self._at(self._between(9 * 60, 11 * 60 + 30), self._extend, stay)
        for stay in self._some(stays, 1):
            self._at(self._between(15 * 60, 17 * 60), self._move, stay)

    def _plan_work(self) -> None:
        for order, person in enumerate(self._house.housekeepers):
            late = order == len(self._house.housekeepers) - 1
            begins, ends = (12 * 60, CLOSES) if late else (8 * 60, 17 * 60)
            self._at(begins + 3 * order, self._clean_next, person, ends)
        self._at(7 * 60 + 45, self._begin_the_daily_service)
        self._at(8 * 60 + 30, self._inspect_next)
        self._at(7 * 60 + 10, self._take_requests_up)
        self._at(9 * 60 + 20, self._take_a_room_out)
        self._at(10 * 60 + 20, self._find_a_bed_unslept)

    def _depart(self, stay: Data, *, early: bool) -> None:
        self._house.reception.does("depart_early" if early else "check_out", reservation=stay["Id"])
        self._count("departure")
        self._tell(f"{self._name(stay)} leaves {stay['Room']}{', earlier than planned' if early else ''}")

    def _book(self) -> None:
        """Have somebody book a room for tonight."""
        guest = next(self._strangers, None)
        if guest is None:
            return
        customer = self._house.reception.does(
            "create_customer",
            first_name=guest.given_name,
            last_name=guest.family_name,
            language_code=guest.language,
            nationality_code=guest.nationality,
        )
        kind = self._dice.choice(("standard", "standard", "twin", "family"))
        nights = self._dice.randint(1, 4)
        stay = self._house.reception.does(
            "create_reservation", customer=customer["Id"], category=kind, nights=nights, adults=self._dice.randint(1, 2)
        )
        self._names[stay["Id"]] = f"{guest.given_name} {guest.family_name}"
        room = self._promise_a_room(stay)
        comes = max(13 * 60.0, self._story.minute + self._between(60, 300))
        self._tell(f"{self._name(stay)} books a {kind} room for {nights} night{'s' if nights > 1 else ''}{room}")
        self._at(min(comes, 20 * 60 + 30), self._arrive, stay)

    def _promise_a_room(self, stay: Data) -> str:
        """Assign a vacant room of the type that was booked, cleaned or not. Return the words for it."""
        rows = self._house.rows()
        promised = {other["Room"] for other in self._house.stays() if other["State"] == "Confirmed"}
        alike = [rows[room] for room in _like(stay, rows)]
        free = [row["room_id"] for row in alike if not (row["stay"] or row["blocks"] or row["room_id"] in promised)]
        for room in self._some(free, 3):
            try:
                self._house.reception.does("assign_room", reservation=stay["Id"], room=room)
            except Refused:
                continue
            return f" and is promised {room}"
        return ""

    def _arrive(self, known: Data, waits: int = 0) -> None:
        """Check in into a room that is ready on both sides; else have the guest wait, and say so to somebody."""
        rows, stays = self._house.rows(), self._house.stays()
        stay = next((one for one in stays if one["Id"] == known["Id"]), known)
        if stay["State"] != "Confirmed":
            return
        for room in self._rooms_for(stay, stays, rows, anything=waits >= _MOST_WAITS - 1):
            try:
                if room != stay["Room"]:
                    self._house.reception.does("assign_room", reservation=stay["Id"], room=room)
                self._house.reception.does("check_in", reservation=stay["Id"])
            except Refused:
                continue
            self._wanted.discard(room)
            self._count("arrival")
            waited = f" after {waits * _WAITS} minutes in the lobby" if waits else ""
            instead = f", instead of {stay['Room']}" if stay["Room"] not in (None, room) else ""
            self._tell(f"{self._name(stay)} arrives in {room}{instead}{waited}")
            return
        self._wait_for_a_room(stay, rows, waits)

    def _wait_for_a_room(self, stay: Data, rows: dict[str, Data], waits: int) -> None:
        room = stay["Room"] or "a room"
        if waits == 0:
            self._count("guest had to wait")
            self._tell(f"{self._name(stay)} is here, {room} is not ready: tea in the lobby")
        elif waits == 1:
            self._tell(f"{self._name(stay)} still waits for {room}: the desk asks housekeeping to take it next")
        elif waits == _MOST_WAITS:
            manager = self._house.manager.name
            self._tell(
                f"{self._name(stay)} has waited {waits * _WAITS} minutes: {manager} apologises, any room will do"
            )
        self._wanted |= {stay["Room"]} if stay["Room"] else set(_like(stay, rows))
        self._at(self._story.minute + _WAITS, self._arrive, stay, waits + 1)

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

    def _find_beds_elsewhere(self) -> None:
        stays = self._house.stays()
        for stay in stays:
            if stay["State"] == "Confirmed" and self._day(stay["ScheduledStartUtc"]) <= self._today:
                try:
                    self._house.reception.does("cancel", reservation=stay["Id"], reason="BookedElsewhere")
                except Refused:
                    continue
                self._count("guest sent elsewhere")
                self._tell(f"no room has become ready for {self._name(stay)}: the desk finds another hotel")

    def _extend(self, stay: Data) -> None:
        try:
            self._house.reception.does("extend", reservation=stay["Id"], nights=1)
        except Refused:
            self._tell(
                f"{self._name(stay)} would like another night in {stay['Room']}; it is promised to somebody else"
            )
            return
        self._count("stay extended")
        self._tell(f"{self._name(stay)} stays another night in {stay['Room']}")

    def _move(self, stay: Data) -> None:
        rows, stays = self._house.rows(), self._house.stays()
        promised = {other["Room"] for other in stays if other["State"] == "Confirmed"}
        for room in [r for r in self._fit_rooms(rows) if r not in promised]:
            try:
                self._house.reception.does("move_room", reservation=stay["Id"], to=room)
            except Refused:
                continue
            self._count("move")
            self._tell(f"{self._name(stay)} moves from {stay['Room']} to {room}: the street is loud")
            return
        self._tell(f"{self._name(stay)} would like to move from {stay['Room']}; nothing else is ready")

    # What guests do at their tablets.

    def _hang(self, room: str, flag: str) -> None:
        row = self._seen(room)
        if row["stay"] is None or row["guest_flag"]["value"] == flag:
            return
        self._house.tablet(room).does("PUT", f"rooms/{room}/guest-flag", flag=flag)
        words = {"do_not_disturb": "wishes not to be disturbed", "make_up_room": "asks to have the room made up"}
        self._count("sign on a door")
        self._tell(f"{self._house.name_in(row)} in {room} {words[flag]}")

    def _ask_for(self, room: str, kind: str, text: str, english: str) -> None:
        row = self._seen(room)
        if row["stay"] is None:
            return
        self._house.tablet(room).does("POST", f"rooms/{room}/tickets", kind=kind, text=text)
        self._count("request")
        self._tell(f"{self._house.name_in(row)} in {room} asks for {english}")

    def _set_warmth(self, room: str) -> None:
        row = self._seen(room)
        if row["stay"] is None:
            return
        celsius = self._dice.choice((19.5, 21.0, 23.0))
        self._house.tablet(room).does("PUT", f"rooms/{room}/temperature-preset", celsius=celsius)
        self._tell(f"{self._house.name_in(row)} in {room} sets the room to {celsius:g} °C")

    # What staff do.

    def _begin_the_daily_service(self) -> None:
        """Have every room made up in which somebody slept and stays on, unless its guest wishes otherwise."""
        marked = 0
        for room, row in sorted(self._house.rows().items()):
            open_door = row["stay"] is not None and row["guest_flag"]["value"] not in _CLOSED
            if open_door and row["cleaning"]["status"] == "clean" and not self._leaves_today(row):
                self._house.supervisor.does("POST", f"{HOUSEKEEPING}/{room}/status", status="dirty", seen="clean")
                marked += 1
        self._tell(f"{self._house.supervisor.name} has {marked} rooms made up in which guests stay on")

    def _clean_next(self, person: Member, ends: float) -> None:
        """Take the most urgent dirty room; when there is none, look again a little later."""
        if self._story.minute > ends - 30:
            return
        rows = self._house.rows()
        dirty = [room for room, row in sorted(rows.items()) if self._may_clean(row)]
        self._pass_closed_doors(person, rows)
        if not dirty:
            self._at(self._story.minute + _LOOK_AGAIN, self._clean_next, person, ends)
            return
        room = min(dirty, key=lambda one: self._urgency(rows[one]))
        took = self._dice.randint(22, 38) if rows[room]["stay"] is None else self._dice.randint(12, 20)
        try:
            person.does(
                "POST", f"{HOUSEKEEPING}/{room}/status", status="cleaning", seen=rows[room]["cleaning"]["status"]
            )
        except Refused:
            self._at(self._story.minute + 2, self._clean_next, person, ends)
            raise
        self._tell(f"{person.name} cleans {room}")
        self._at(self._story.minute + took, self._finish, person, room, ends)

    def _finish(self, person: Member, room: str, ends: float) -> None:
        self._at(self._story.minute + self._dice.randint(2, 6), self._clean_next, person, ends)
        row = self._seen(room)
        if row["cleaning"]["status"] != "cleaning":
            self._tell(f"{person.name} leaves {room}: it has changed hands meanwhile")
            return
        done = "clean" if row["stay"] else "cleaned"
        person.does("POST", f"{HOUSEKEEPING}/{room}/status", status=done, seen="cleaning")
        self._count("room cleaned")
        self._tell(f"{room} is clean{'' if row['stay'] else ' and waits for inspection'}")

    def _may_clean(self, row: Data) -> bool:
        if row["guest_flag"]["value"] in _CLOSED or row["blocks"]:
            return False
        if row["stay"] is not None and row["guest_flag"]["value"] == "make_up_room":
            return row["cleaning"]["status"] in ("dirty", "clean")
        return row["cleaning"]["status"] == "dirty" and not (row["stay"] and self._leaves_today(row))

    def _leaves_today(self, row: Data) -> bool:
        return self._day(row["stay"]["check_out_at"]) <= self._today

    def _urgency(self, row: Data) -> tuple[int, str]:
        if row["room_id"] in self._wanted:
            return 0, row["room_id"]
        if row["guest_flag"]["value"] == "make_up_room":
            return 1, row["room_id"]
        if row["stay"] is None:
            return 2 if row["upcoming"] else 3, row["room_id"]
        return 4, row["room_id"]

    def _pass_closed_doors(self, person: Member, rows: dict[str, Data]) -> None:
        for room, row in sorted(rows.items()):
            closed = row["guest_flag"]["value"] == "do_not_disturb" and row["cleaning"]["status"] == "dirty"
            if closed and room not in self._passed:
                self._passed.add(room)
                self._tell(f"{person.name} passes {room}: do not disturb")
                return

    def _inspect_next(self) -> None:
        if self._story.minute > CLOSES - 15:
            return
        rows = self._house.rows()
        waiting = [
            room
            for room, row in sorted(rows.items())
            if row["stay"] is None
            and not row["blocks"]
            and row["cleaning"]["status"] in ("clean", "cleaned", "inspected")
        ]
        self._at(self._story.minute + (4 if waiting else _LOOK_AGAIN), self._inspect_next)
        if not waiting:
            return
        room = min(waiting, key=lambda one: self._urgency(rows[one]))
        supervisor, found = self._house.supervisor, rows[room]["cleaning"]["status"]
        if found == "cleaned" and self._dice.random() < _FAILS_INSPECTION:
            supervisor.does(
                "POST", f"{HOUSEKEEPING}/{room}/status", status="dirty", seen=found, reason="Dust on the shelf"
            )
            self._count("sent back")
            self._tell(f"{supervisor.name} finds dust in {room}: once more")
            return
        for seen, status in (((found, "inspected"),) if found != "inspected" else ()) + (("inspected", "ready"),):
            supervisor.does("POST", f"{HOUSEKEEPING}/{room}/status", status=status, seen=seen)
        self._count("room inspected")
        self._tell(f"{supervisor.name} inspects {room}: ready")

    def _take_requests_up(self) -> None:
        self._at(self._story.minute + _LOOK_AGAIN, self._take_requests_up)
        for ticket in self._house.supervisor.lists(f"{HOTEL}/tickets", status="open,accepted,in_progress"):
            if ticket["ticket_id"] in self._followed:
                continue
            self._followed.add(ticket["ticket_id"])
            person = self._hands_for(ticket)
            begins = self._story.minute + self._dice.randint(3, 12)
            if ticket["status"] == "open":
                self._at(begins, self._accept, ticket, person)
            self._at(begins + 8, self._work_on, ticket, person)
            self._at(begins + self._dice.randint(18, 45), self._fulfil, ticket, person)

    def _hands_for(self, ticket: Data) -> Member:
        if ticket["kind"] == "maintenance":
            return self._house.maintenance
        if ticket["kind"] in ("food", "noise", "other"):
            return self._house.desk
        return self._dice.choice(self._house.housekeepers)

    def _accept(self, ticket: Data, person: Member) -> None:
        me = person.does("GET", "/auth/me")["id"]
        person.does("PUT", f"{HOTEL}/tickets/{ticket['ticket_id']}/assignee", assignee=me)
        person.does("PUT", f"{HOTEL}/tickets/{ticket['ticket_id']}/status", status="accepted")
        self._tell(f"{person.name} takes the request of {ticket['room_id']} ({ticket['kind']})")

    def _work_on(self, ticket: Data, person: Member) -> None:
        path = f"{HOTEL}/tickets/{ticket['ticket_id']}"
        if person.does("GET", path)["status"] == "accepted":
            person.does("PUT", f"{path}/status", status="in_progress")

    def _fulfil(self, ticket: Data, person: Member) -> None:
        path = f"{HOTEL}/tickets/{ticket['ticket_id']}"
        if person.does("GET", path)["status"] in ("done", "cancelled"):
            return
        person.does("PUT", f"{path}/status", status="done")
        self._count("request done")
        self._tell(f"{ticket['room_id']} has what was asked for ({ticket['kind']})")

    def _take_a_room_out(self) -> None:
        free = [
            room
            for room, row in sorted(self._house.rows().items())
            if row["stay"] is None and not row["upcoming"] and not row["blocks"]
        ]
        if not free:
            return
        room, reason, person = self._dice.choice(free), self._dice.choice(_REPAIRS), self._house.maintenance
        until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        blocked = person.does(
            "POST",
            f"{HOUSEKEEPING}/{room}/block",
            kind="maintenance",
            reason=reason,
            until_at=until,
            returns_to="dirty",
        )
        block_id = blocked["blocks"][-1]["block_id"]
        self._count("room repaired")
        self._tell(f"{person.name} takes {room} out of order: {reason[0].lower()}{reason[1:]}")
        self._at(self._story.minute + self._between(150, 260), self._give_back, room, block_id)

    def _give_back(self, room: str, block_id: str) -> None:
        self._house.maintenance.does("DELETE", f"{HOUSEKEEPING}/{room}/block/{block_id}")
        self._tell(f"{room} is repaired and has to be cleaned")

    def _find_a_bed_unslept(self) -> None:
        """Have housekeeping see nobody in a room that the front desk has somebody in (a skip), who turns up again."""
        slept_in = [
            (room, row)
            for room, row in sorted(self._house.rows().items())
            if row["stay"] and row["guest_flag"]["value"] == "none" and room not in self._leaving
        ]
        if not slept_in:
            return
        room, row = self._dice.choice(slept_in)
        person = self._dice.choice(self._house.housekeepers)
        person.does("POST", f"{HOTEL}/rooms/{room}/occupancy-observation", occupancy="vacant")
        self._count("discrepancy")
        self._tell(
            f"{person.name} finds {room} empty, bags gone: front desk still has {self._house.name_in(row)} there"
        )
        self._at(self._story.minute + 50, self._turn_up, room)

    def _turn_up(self, room: str) -> None:
        row = self._seen(room)
        if row["stay"] is None or row["discrepancy"] is None:
            return
        self._house.desk.does("POST", f"{HOTEL}/rooms/{room}/occupancy-observation", occupancy="occupied")
        self._tell(f"{self._house.name_in(row)} was on an outing; {room} is as it should be")

    # Small things.

    def _seen(self, room: str) -> Data:
        return self._house.supervisor.does("GET", f"{HOTEL}/rooms/{room}")

    def _name(self, stay: Data) -> str:
        return self._names.get(stay["Id"]) or f"The guest of reservation {stay['Number']}"

    def _at(self, minute: float, deed: Callable[..., None], *what: object, **how: object) -> None:
        planned: Deed = partial(deed, *what, **how)
        heapq.heappush(self._planned, (minute, next(self._order), planned))

    def _between(self, earliest: float, latest: float) -> float:
        return self._dice.uniform(earliest, latest)

    def _shuffled(self, things: list[T]) -> list[T]:
        return self._dice.sample(things, len(things))

    def _some(self, things: list[T], many: int) -> list[T]:
        return self._dice.sample(things, max(0, min(many, len(things))))

    def _day(self, instant: str) -> date:
        return datetime.fromisoformat(instant).astimezone(ZONE).date()

    def _tell(self, line: str) -> None:
        self._story.tell(line)

    def _count(self, what: str) -> None:
        self._story.counted[what] += 1


def _like(stay: Data, rows: dict[str, Data]) -> list[str]:
    """Return the rooms of the type that was booked."""
    booked = stay["RequestedResourceCategoryId"]
    return [room for room, row in sorted(rows.items()) if identify(PROPERTY, "category", row["room_type"]) == booked]


def play(house: House, *, seed: int, pace: float, days: int) -> None:
    """Play so many days, one after the other. Raises Unreachable."""
    for number in range(days):
        today = datetime.now(ZONE).date()
        dice = Random(f"{seed}:{number}")  # noqa: S311 - a play that can be played again
        strangers = demo_hotel(today, seed + len(house.stays())).guests[1:]  # nobody twice who was here already
        story = Story(pace, lambda line: print(f"  {line}".rstrip(), flush=True))
        story.say("")
        story.say(f"A day begins. {pace:g} minutes of it pass in a second.")
        try:
            Day(house, story, dice, strangers, today).play()
        finally:
            story.say("")
            story.say(_summary(story.counted))


def _summary(counted: Counter[str]) -> str:
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    told = [f"{number} {_MANY.get(what, what) if number > 1 else what}" for what, number in ordered]
    return f"The day in numbers: {', '.join(told)}." if told else "Nothing has happened yet."


def main(argv: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _stop)
    house = House(asked.gateway, asked.mews, demo_hotel(datetime.now(ZONE).date()).staff)
    try:
        play(house, seed=asked.seed, pace=asked.pace, days=asked.days)
    except KeyboardInterrupt:
        return 0
    except (Unreachable, Refused) as reason:
        print(f"the play ends: {reason}", file=sys.stderr, flush=True)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m emulators.play", description=__doc__.partition("\n")[0])
    parser.add_argument("--pace", type=_positive, default=2.0, help="minutes of the hotel per second (default: 2)")
    parser.add_argument("--days", type=int, default=1, help="how many days, one after the other (default: 1)")
    parser.add_argument("--seed", type=int, default=204, help="of everything that is left to chance (default: 204)")
    parser.add_argument("--gateway", default=os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000"))
    parser.add_argument("--mews", default=os.environ.get("MEWS_URL", "http://127.0.0.1:9101"))
    return parser


def _positive(text: str) -> float:
    number = float(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("must be more than nothing")
    return number


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
