"""Who comes, who goes, and what is in the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.domain.ids import derived_id
from shared.domain.rooms import Cleaning, CleaningState, Flag, GuestFlag, OpenTicket, Room
from tests.ground import FRONT_DESK, NOON, Ground


def line(number: int, room_id: str | None, status: str, starts: timedelta, lasts: timedelta) -> dict[str, Any]:
    arrival, departure = NOON + starts, NOON + starts + lasts
    return {
        "guest": {"name": f"Guest {number}"},
        "room_id": room_id,
        "status": status,
        "arrival_at": arrival.isoformat(),
        "departure_at": departure.isoformat(),
        "checked_in_at": arrival.isoformat() if status.startswith("checked") else None,
        "checked_out_at": departure.isoformat() if status == "checked_out" else None,
        "source": {"vendor": "sheet", "external_id": str(number)},
    }


def told(hotel: Ground, *lines: dict[str, Any]) -> None:
    hotel.data("POST", "reservations/bulk", {"reservations": list(lines)}, by=FRONT_DESK)


def day(hotel: Ground, path: str) -> dict[str, dict[str, Any]]:
    return {found["stay"]["guest_name"]: found for found in hotel.data("GET", path, by=FRONT_DESK)}


def in_the_way(found: dict[str, Any]) -> list[str]:
    return [obstacle["what"] for obstacle in found["in_the_way"]]


HOUR, NIGHT = timedelta(hours=1), timedelta(days=1)


def test_an_arrival_says_what_its_room_still_needs(hotel: Ground) -> None:
    told(
        hotel,
        line(1, "201", "confirmed", 2 * HOUR, NIGHT),
        line(2, "202", "confirmed", 2 * HOUR, NIGHT),
        line(3, "202", "checked_in", -NIGHT, NIGHT + HOUR),
        line(4, "204", "confirmed", 2 * HOUR, NIGHT),
        line(5, None, "confirmed", 2 * HOUR, NIGHT),
        line(6, "999", "confirmed", 2 * HOUR, NIGHT),
        line(7, "203", "checked_in", -HOUR, NIGHT),
        line(8, "203", "confirmed", NIGHT, NIGHT),
    )
    found = day(hotel, "arrivals")
    assert {name: in_the_way(line) for name, line in found.items()} == {
        "Guest 1": [],
        "Guest 2": ["occupied", "not_ready"],
        "Guest 4": ["not_ready"],
        "Guest 5": ["no_room"],
        "Guest 6": ["no_such_room"],
        "Guest 7": [],
    }
    assert found["Guest 1"]["ready"]
    assert found["Guest 2"]["in_the_way"][0]["detail"] == derived_id("rsv", "sheet", "3")


def test_who_was_expected_yesterday_and_did_not_come_is_still_expected(hotel: Ground) -> None:
    told(hotel, line(1, "201", "confirmed", -NIGHT, 2 * NIGHT), line(2, "202", "checked_in", -NIGHT, 2 * NIGHT))
    found = day(hotel, "arrivals")
    assert list(found) == ["Guest 1"]
    assert found["Guest 1"]["overdue"]


def test_departures_are_who_should_leave_and_who_has_left_today(hotel: Ground) -> None:
    told(
        hotel,
        line(1, "201", "checked_in", -NIGHT, NIGHT + HOUR),
        line(2, "202", "checked_in", -2 * NIGHT, NIGHT),
        line(3, "203", "checked_out", -NIGHT, NIGHT - HOUR),
        line(4, "204", "checked_in", -NIGHT, 3 * NIGHT),
        line(5, "204", "checked_out", -3 * NIGHT, NIGHT),
    )
    found = day(hotel, "departures")
    assert set(found) == {"Guest 1", "Guest 2", "Guest 3"}
    assert [found[name]["overdue"] for name in ("Guest 1", "Guest 2", "Guest 3")] == [False, True, False]


def test_a_departure_says_what_to_look_at_before_they_leave(hotel: Ground) -> None:
    told(hotel, line(1, "201", "checked_in", -NIGHT, NIGHT + HOUR))
    ticket = OpenTicket(ticket_id=derived_id("tkt", "1"), kind="towels", status="open", opened_at=NOON)
    hotel.put(
        hotel.get(Room, "201").but(
            guest_flag=Flag(value=GuestFlag.DO_NOT_DISTURB),
            tickets=(ticket,),
            cleaning=CleaningState(status=Cleaning.CLEAN),
        )
    )
    assert in_the_way(day(hotel, "departures")["Guest 1"]) == ["do_not_disturb", "open_tickets"]


def test_another_day_may_be_asked_for(hotel: Ground) -> None:
    told(hotel, line(1, "201", "confirmed", 3 * NIGHT, NIGHT))
    assert not day(hotel, "arrivals")
    assert list(day(hotel, "arrivals?on=2026-06-18")) == ["Guest 1"]
