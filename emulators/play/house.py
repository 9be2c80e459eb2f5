"""Everybody who works in the demo hotel, its tablets, and what they see when they look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from emulators.demo import DemoStaff, business_date
from emulators.people import HOTEL, Data, Member, Receptionist, Tablet

BOARD = "/api/v1/housekeeping/board"


class House:
    def __init__(self, gateway: str, mews: str, staff: Sequence[DemoStaff]) -> None:
        by_role: dict[str, list[Member]] = {}
        for person in staff:
            by_role.setdefault(person.role, []).append(Member(gateway, person.email, person.name))
        self.reception = Receptionist(mews)
        self.housekeepers, self.leads = by_role["housekeeper"], by_role["supervisor"]
        self.supervisor, self.desk, self.maintenance, self.manager = (
            by_role[role][0] for role in ("supervisor", "front_desk", "maintenance", "manager")
        )
        self.people = {person.staff_id: person.name for some in by_role.values() for person in some}
        self._gateway = gateway
        self._tablets: dict[str, Tablet] = {}
        self._names: dict[str, str] = {}

    def rows(self) -> dict[str, Data]:
        return {row["room_id"]: row for row in self.supervisor.lists(f"{HOTEL}/rooms")}

    def row(self, room: str) -> Data:
        return self.supervisor.does("GET", f"{HOTEL}/rooms/{room}")

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


def day_of(instant: str) -> date:
    return business_date(datetime.fromisoformat(instant))
