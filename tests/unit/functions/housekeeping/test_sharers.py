"""Guests who share a room, who follow each other in it, and who stay on in it: the row, the tablet and the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.guests.main
import functions.tickets.main  # noqa: F401 - what is called here
from shared.domain.day import day_of
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.rooms import Cleaning, GuestFlag, Room
from shared.domain.settings import Settings
from shared.domain.stays import GuestCheckedOut, Stay
from shared.domain.tablets import Tablet
from shared.domain.tasks import TaskKind
from shared.domain.tickets import Ticket
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, Ground, guest_of
from tests.unit.functions.housekeeping.guests import kinds, make_day_list, open_tasks, opened_hotel

AMINA, ZAHRA = "amina", "zahra"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with opened_hotel() as stands:
        yield stands


def stay_of(name: str) -> str:
    return derived_id("rsv", "sheet", name)


def tells(hotel: Ground, name: str, status: str, *, guest: str = "", room_id: str = "201", **days: float) -> str:
    """Have the front office's list say so of this reservation: it `came` and is to `leave` so many days from now."""
    came, leaves = (hotel.now + timedelta(days=days.get(end, default)) for end, default in (("came", 0), ("leaves", 2)))
    line: dict[str, Any] = {
        "guest": {"name": (guest or name).title(), "external_id": guest or name, "language": "en"},
        "room_id": room_id,
        "status": status,
        "arrival_at": came.isoformat(),
        "departure_at": leaves.isoformat(),
        "source": {"vendor": "sheet", "external_id": name},
    }
    if status in ("checked_in", "checked_out"):
        line["checked_in_at"] = came.isoformat()
    if status == "checked_out":
        line["checked_out_at"] = hotel.now.isoformat()
    hotel.data("POST", "reservations/bulk", [line], by=AGENT)
    hotel.deliver()
    return stay_of(name)


def wishes(hotel: Ground, stay_id: str, celsius: float = 25.5) -> None:
    """Have the tablet of 201 say that nobody is to disturb, and how warm it shall be."""
    by = guest_of("201", stay_id)
    hotel.data("PUT", "rooms/201/guest-flag", {"flag": "do_not_disturb"}, by=by)
    hotel.data("PUT", "rooms/201/temperature-preset", {"celsius": celsius}, by=by)
    hotel.deliver()


def wanted(hotel: Ground) -> tuple[str, float | None]:
    room, tablet = hotel.get(Room, "201"), hotel.get(Tablet, "201")
    assert (tablet.guest_flag, tablet.temperature_preset) == (room.guest_flag.value, room.temperature_preset)
    return (room.guest_flag.value, room.temperature_preset)


def test_two_who_share_a_room_are_guests_of_it_until_the_last_leaves(hotel: Ground) -> None:
    """R7."""
    amina = tells(hotel, AMINA, "checked_in", came=-1)
    wishes(hotel, amina)
    asked = hotel.data("POST", "rooms/201/tickets", {"kind": "towels"}, by=guest_of("201", amina))["ticket_id"]
    tells(hotel, ZAHRA, "checked_in", leaves=5)
    assert hotel.get(Tablet, "201").stay_id == amina
    assert wanted(hotel) == (GuestFlag.DO_NOT_DISTURB, 25.5)
    assert [one.ticket_id for one in hotel.get(Tablet, "201").tickets] == [asked]

    hotel.pass_time(days=2)
    tells(hotel, AMINA, "checked_out", came=-3, leaves=0)
    room, tablet = hotel.get(Room, "201"), hotel.get(Tablet, "201")
    assert wanted(hotel) == (GuestFlag.DO_NOT_DISTURB, 25.5)
    assert (tablet.stay_id, tablet.guest_name) == (stay_of(ZAHRA), "Zahra")
    assert [one.ticket_id for one in tablet.tickets] == [asked]
    assert hotel.get(Ticket, asked).left_by == amina
    assert (room.cleaning.status, TaskKind.TURNOVER in kinds(hotel)) == (Cleaning.CLEAN, False)
    assert hotel.payloads(GuestCheckedOut.subject)[-1]["occupiedBy"] == stay_of(ZAHRA)
    assert hotel.refused("PUT", "rooms/201/guest-flag", {"flag": "none"}, by=guest_of("201", amina))[0] == 404

    hotel.pass_time(hours=1)
    tells(hotel, ZAHRA, "checked_out", came=-2, leaves=0)
    assert wanted(hotel) == (GuestFlag.NONE, None)
    assert hotel.get(Room, "201").cleaning.status is Cleaning.DIRTY
    assert [(task.kind, task.stay_id) for task in open_tasks(hotel)] == [(TaskKind.TURNOVER, stay_of(ZAHRA))]
    assert hotel.get(Ticket, asked).status == "cancelled"
    temperatures = [hotel.get(Guest, derived_id("gst", "sheet", who)).remembered_temperature for who in (AMINA, ZAHRA)]
    assert temperatures == [25.5, None]


@pytest.mark.parametrize("last", [AMINA, ZAHRA])
def test_the_planned_turnover_waits_for_the_last_of_them(hotel: Ground, last: str) -> None:
    for name in (AMINA, ZAHRA):
        tells(hotel, name, "checked_in", came=-1, leaves=0.2 if name == last else 0.1)
    make_day_list(hotel)
    (planned,) = open_tasks(hotel)
    assert (planned.stay_id, planned.may_begin) == (stay_of(last), False)
    hotel.pass_time(hours=1)
    first, second = sorted((AMINA, ZAHRA), key=lambda name: name == last)
    tells(hotel, first, "checked_out", came=-1, leaves=0)
    assert [task.may_begin for task in open_tasks(hotel)] == [False]
    tells(hotel, second, "checked_out", came=-1, leaves=0)
    assert [(task.task_id, task.may_begin) for task in open_tasks(hotel)] == [(planned.task_id, True)]


@pytest.mark.parametrize("hours", [0.0, 0.5, 3.0])
def test_the_room_of_a_guest_who_came_before_the_old_one_had_left_is_cleaned_for_them(
    hotel: Ground, hours: float
) -> None:
    """R9: the next one is checked in by the PMS, and heard of so many hours later; the old one leaves later still."""
    tells(hotel, AMINA, "checked_in", came=-1, leaves=0.2)
    hotel.pass_time(hours=6)
    tells(hotel, ZAHRA, "checked_in", came=-hours / 24)
    hotel.pass_time(hours=1)
    tells(hotel, AMINA, "checked_out", came=-1.5, leaves=0)
    room = hotel.get(Room, "201")
    assert (room.stay and room.stay.stay_id, room.cleaning.status) == (stay_of(ZAHRA), Cleaning.DIRTY)
    assert [(task.kind, task.stay_id) for task in open_tasks(hotel)] == [(TaskKind.MID_STAY_CLEAN, stay_of(ZAHRA))]


@pytest.mark.parametrize("leaves_first", [True, False])
def test_a_guest_on_two_bookings_back_to_back_stays_on(hotel: Ground, leaves_first: bool) -> None:  # noqa: FBT001
    """R19: one visit; whichever of the check-out and the check-in comes first."""
    first = tells(hotel, "first", "checked_in", guest=AMINA, came=-2, leaves=0)
    tells(hotel, "next", "confirmed", guest=AMINA, leaves=3)
    hotel.data("POST", "rooms/201/tickets", {"kind": "towels"}, by=guest_of("201", first))
    wishes(hotel, first)
    make_day_list(hotel)
    assert kinds(hotel) == [TaskKind.MID_STAY_CLEAN]
    steps: list[Callable[[], str]] = [
        lambda: tells(hotel, "first", "checked_out", guest=AMINA, came=-2, leaves=0),
        lambda: tells(hotel, "next", "checked_in", guest=AMINA, leaves=3),
    ]
    for step in steps if leaves_first else steps[::-1]:
        step()
        tablet = hotel.get(Tablet, "201")
        assert wanted(hotel) == (GuestFlag.DO_NOT_DISTURB, 25.5)
        assert (tablet.guest_name, len(tablet.tickets)) == ("Amina", 1)
        assert (hotel.get(Room, "201").cleaning.status, kinds(hotel)) == (Cleaning.CLEAN, [TaskKind.MID_STAY_CLEAN])
    assert hotel.get(Tablet, "201").stay_id == stay_of("next")

    hotel.pass_time(days=3)
    tells(hotel, "next", "checked_out", guest=AMINA, came=-3, leaves=0)
    guest = hotel.get(Guest, derived_id("gst", "sheet", AMINA))
    assert (guest.stays_count, guest.remembered_temperature) == (1, 25.5)
    assert kinds(hotel) == [TaskKind.TURNOVER]
    assert hotel.get(Tablet, "201").guest_name is None


@pytest.mark.parametrize("leaves_first", [True, False])
def test_the_desk_checks_a_guest_in_who_is_in_the_room_already(hotel: Ground, leaves_first: bool) -> None:  # noqa: FBT001
    """Neither is their room taken by themselves, nor not ready, nor are they an arrival that it must be ready for."""
    tells(hotel, "first", "checked_in", guest=AMINA, came=-2, leaves=0)
    next_one = tells(hotel, "next", "confirmed", guest=AMINA, leaves=3)
    if leaves_first:
        tells(hotel, "first", "checked_out", guest=AMINA, came=-2, leaves=0)
    (line,) = hotel.data("GET", "arrivals", by=FRONT_DESK)
    assert (line["ready"], line["in_the_way"]) == (True, [])
    room = hotel.get(Room, "201")
    assert room.next_arrival is None
    assert day_of(room, Settings(zone="Asia/Kabul"), hotel.now) == "stayover"
    hotel.data("PUT", f"reservations/{next_one}/status", {"status": "checked_in"}, by=FRONT_DESK)
    hotel.deliver()
    assert hotel.get(Stay, next_one).in_house


def test_what_a_guest_asked_for_who_stays_on_is_still_to_be_done(hotel: Ground) -> None:
    first = tells(hotel, "first", "checked_in", guest=AMINA, came=-2, leaves=0)
    tells(hotel, "next", "confirmed", guest=AMINA, leaves=3)
    hotel.data("PUT", "rooms/201/guest-flag", {"flag": "make_up_room"}, by=guest_of("201", first))
    hotel.deliver()
    (asked,) = open_tasks(hotel)
    tells(hotel, "first", "checked_out", guest=AMINA, came=-2, leaves=0)
    tells(hotel, "next", "checked_in", guest=AMINA, leaves=3)
    assert [(task.task_id, task.stay_id) for task in open_tasks(hotel)] == [(asked.task_id, stay_of("next"))]


@pytest.mark.parametrize("rooms", [("201", "202"), ("201", "202", "203")])
def test_a_payer_of_several_rooms_visits_once_and_sleeps_in_none_of_them(hotel: Ground, rooms: tuple[str, ...]) -> None:
    """R18: counted once, though checked out in one request; neither warmth nor pillow are the payer's."""
    for room_id in rooms:
        tells(hotel, room_id, "checked_in", guest="payer", room_id=room_id)
    wishes(hotel, stay_of("201"), 28.0)
    pillow = {"kind": "pillow", "text": "feather"}
    asked = hotel.data("POST", "rooms/201/tickets", pillow, by=guest_of("201", stay_of("201")))["ticket_id"]
    hotel.data("PUT", f"tickets/{asked}/status", {"status": "done"}, by=HOUSEKEEPER)
    hotel.deliver()
    hotel.pass_time(days=2)
    line = {"guest": {"name": "Payer", "external_id": "payer"}, "status": "checked_out"}
    dates = {"arrival_at": (hotel.now - timedelta(days=2)).isoformat(), "departure_at": hotel.now.isoformat()}
    lines = [
        {**line, **dates, "room_id": room_id, "source": {"vendor": "sheet", "external_id": room_id}}
        for room_id in rooms
    ]
    hotel.data("POST", "reservations/bulk", lines, by=AGENT)
    hotel.deliver()
    guest = hotel.get(Guest, derived_id("gst", "sheet", "payer"))
    assert (guest.stays_count, sorted(guest.preferences)) == (1, ["language"])


def test_a_pillow_that_one_of_two_asked_for_is_remembered_of_neither(hotel: Ground) -> None:
    amina = tells(hotel, AMINA, "checked_in", came=-1)
    tells(hotel, ZAHRA, "checked_in")
    said = {"kind": "pillow", "text": "feather"}
    asked = [hotel.data("POST", "rooms/201/tickets", said, by=guest_of("201", amina))["ticket_id"] for _ in range(2)]
    hotel.data("PUT", f"tickets/{asked[0]}/status", {"status": "done"}, by=HOUSEKEEPER)
    hotel.deliver()
    tells(hotel, AMINA, "checked_out", came=-1)
    hotel.data("PUT", f"tickets/{asked[1]}/status", {"status": "done"}, by=HOUSEKEEPER)
    hotel.deliver()
    assert [sorted(guest.preferences) for guest in hotel.all(Guest)] == [["language"], ["language"]]


def test_a_sharer_who_has_left_is_forgotten_and_the_other_stays(hotel: Ground) -> None:
    tells(hotel, AMINA, "checked_in", came=-1)
    tells(hotel, ZAHRA, "checked_in")
    refused = hotel.refused("DELETE", f"guests/{derived_id('gst', 'sheet', AMINA)}")
    assert refused == (409, "MELMASTOON.GUESTS.STILL_IN_HOUSE")
    tells(hotel, AMINA, "checked_out", came=-1)
    hotel.data("DELETE", f"guests/{derived_id('gst', 'sheet', AMINA)}")
    hotel.deliver()
    assert hotel.get(Tablet, "201").guest_name == "Zahra"
    assert [guest.name for guest in hotel.all(Guest)] == ["Zahra"]


def test_a_guest_who_stays_on_is_here_and_not_forgotten(hotel: Ground) -> None:
    """Between the check-out of one booking and the check-in of the next no stay says so; the room does."""
    tells(hotel, "first", "checked_in", guest=AMINA, came=-2, leaves=0)
    tells(hotel, "next", "confirmed", guest=AMINA, leaves=3)
    tells(hotel, "first", "checked_out", guest=AMINA, came=-2, leaves=0)
    refused = hotel.refused("DELETE", f"guests/{derived_id('gst', 'sheet', AMINA)}")
    assert refused == (409, "MELMASTOON.GUESTS.STILL_IN_HOUSE")
    tells(hotel, "next", "cancelled", guest=AMINA, leaves=3)
    hotel.data("DELETE", f"guests/{derived_id('gst', 'sheet', AMINA)}")


def test_forget_me_on_the_tablet_of_two_forgets_who_it_greets(hotel: Ground) -> None:
    for name in (AMINA, ZAHRA):
        guest_id = derived_id("gst", "sheet", name)
        tells(hotel, name, "checked_in", came=-1 if name == AMINA else 0)
        hotel.data("PUT", f"guests/{guest_id}/preferences", {"preferences": {"floor": "high"}})
    hotel.data("POST", "rooms/201/forget-me", by=guest_of("201", stay_of(AMINA)))
    known = {guest.name: sorted(guest.preferences) for guest in hotel.all(Guest)}
    assert known == {"Amina": [], "Zahra": ["floor", "language"]}
