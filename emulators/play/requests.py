"""What is asked for and what is broken: tickets go to whose hands they are for, work orders to who mends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from emulators.people import HOTEL, Data, Member
from emulators.play.house import House
from emulators.play.reckoning import NOT_READY, Reckoning
from emulators.play.story import CLOSES, Story

_LOOK_AGAIN = 8
_ORDERS = "/api/v1/maintenance/work-orders"
_MENDED = {"light": (8, 16), "heavy": (60, 110)}
_AT_THE_DESK = ("food", "noise", "other")


class Requests:
    """`on_shift` are the housekeepers who are there. Cleaning that is asked for becomes a task, and is theirs anyway."""

    def __init__(self, house: House, story: Story, day: Reckoning, on_shift: Callable[[], Sequence[Member]]) -> None:
        self._house = house
        self._story = story
        self._day = day
        self._on_shift = on_shift
        self._followed: set[str] = set()
        self._mending: set[str] = set()

    def plan(self) -> None:
        self._story.since(0, self._take_tickets_up)
        self._story.since(8 * 60, self._take_orders_up)
        self._story.at(10 * 60 + 20, self._find_a_bed_unslept)

    def _take_tickets_up(self) -> None:
        self._story.soon(_LOOK_AGAIN, self._take_tickets_up)
        for ticket in self._house.supervisor.lists(f"{HOTEL}/tickets", status="open,accepted,in_progress"):
            if ticket["ticket_id"] in self._followed or ticket["kind"] == "cleaning":
                continue
            self._followed.add(ticket["ticket_id"])
            if NOT_READY in ticket["text"]:
                self._take_down(ticket)
            else:
                self._story.soon(self._story.dice.randint(3, 12), self._take_up, ticket)

    def _take_down(self, ticket: Data) -> None:
        """Follow what is told of a room that will not be ready, and for which there is no task."""
        self._story.soon(_LOOK_AGAIN, self._close, ticket)
        if ticket["opened_by"] == "system":
            reason = ticket["text"].rpartition(NOT_READY)[2]
            self._day.calls[reason] += 1
            self._story.tell(f"the house tells the desk that {ticket['room_id']} will not be ready: {reason}")

    def _close(self, ticket: Data) -> None:
        if self._house.row(ticket["room_id"])["cleaning"]["status"] not in ("ready", "clean"):
            self._story.soon(_LOOK_AGAIN, self._close, ticket)
            return
        path = f"{HOTEL}/tickets/{ticket['ticket_id']}/status"
        self._house.desk.does("PUT", path, status="done")

    def _hands_for(self, ticket: Data) -> Member:
        if ticket["kind"] == "maintenance":
            return self._house.maintenance
        if ticket["kind"] in _AT_THE_DESK:
            return self._house.desk
        return self._somebody()

    def _somebody(self) -> Member:
        return self._story.dice.choice(self._on_shift() or [self._house.supervisor])

    def _take_up(self, ticket: Data) -> None:
        person, path = self._hands_for(ticket), f"{HOTEL}/tickets/{ticket['ticket_id']}"
        self._story.soon(8, self._work_on, ticket, person)
        self._story.soon(self._story.dice.randint(18, 45), self._fulfil, ticket, person)
        if ticket["status"] == "open":
            person.does("PUT", f"{path}/assignee", assignee=person.staff_id)
            person.does("PUT", f"{path}/status", status="accepted")
            self._story.tell(f"{person.name} takes the request of {ticket['room_id']} ({ticket['kind']})")

    def _work_on(self, ticket: Data, person: Member) -> None:
        path = f"{HOTEL}/tickets/{ticket['ticket_id']}"
        if person.does("GET", path)["status"] == "accepted":
            person.does("PUT", f"{path}/status", status="in_progress")

    def _fulfil(self, ticket: Data, person: Member) -> None:
        path = f"{HOTEL}/tickets/{ticket['ticket_id']}"
        if person.does("GET", path)["status"] in ("done", "cancelled"):
            return
        person.does("PUT", f"{path}/status", status="done")
        self._story.count("request done")
        self._story.tell(f"{ticket['room_id']} has what was asked for ({ticket['kind']})")

    # What is broken.

    def _take_orders_up(self) -> None:
        """Mend one thing after the other, what keeps a room closed first."""
        if self._story.minute > CLOSES - 60:
            return
        orders = list(self._house.maintenance.lists(_ORDERS, status="open,assigned,in_progress"))
        for order in orders:
            if order["work_order_id"] not in self._mending:
                self._mending.add(order["work_order_id"])
                self._story.count("work order opened")
        if not orders:
            self._story.soon(_LOOK_AGAIN, self._take_orders_up)
            return
        worst = min(orders, key=lambda one: (one["severity"] != "heavy", one["opened_at"]))
        self._story.soon(4, self._mend, worst)

    def _mend(self, order: Data) -> None:
        person = self._house.maintenance
        if order["status"] != "in_progress":
            person.does("POST", f"{_ORDERS}/{order['work_order_id']}/start")
        self._story.tell(f"{person.name} mends in {order['room_id']}: {order['description'].lower()}")
        self._story.soon(self._story.dice.randint(*_MENDED[order["severity"]]), self._is_mended, order)

    def _is_mended(self, order: Data) -> None:
        self._story.soon(6, self._take_orders_up)
        person = self._house.maintenance
        person.does("POST", f"{_ORDERS}/{order['work_order_id']}/resolve", resolution="Mended and tried out")
        self._story.count("work order mended")
        self._story.tell(f"{person.name} is done in {order['room_id']}")

    # What does not fit.

    def _find_a_bed_unslept(self) -> None:
        """Have housekeeping see nobody in a room that the front desk has somebody in (a skip), who turns up again."""
        slept_in = [
            (room, row)
            for room, row in sorted(self._house.rows().items())
            if row["stay"] and row["guest_flag"]["value"] == "none"
        ]
        if not slept_in:
            return
        room, row = self._story.dice.choice(slept_in)
        person = self._somebody()
        person.does("POST", f"{HOTEL}/rooms/{room}/occupancy-observation", occupancy="vacant")
        self._story.count("discrepancy")
        self._story.tell(
            f"{person.name} finds {room} empty, bags gone: front desk still has {self._house.name_in(row)} there"
        )
        self._story.soon(50, self._turn_up, room)

    def _turn_up(self, room: str) -> None:
        row = self._house.row(room)
        if row["stay"] is None or row["discrepancy"] is None:
            return
        self._house.desk.does("POST", f"{HOTEL}/rooms/{room}/occupancy-observation", occupancy="occupied")
        self._story.tell(f"{self._house.name_in(row)} was on an outing; {room} is as it should be")
