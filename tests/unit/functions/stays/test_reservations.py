"""Reservations as the desk takes, moves and ends them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.rooms import Block, BlockKind, Cleaning, CleaningState, Room
from shared.domain.stays import Stay
from shared.domain.tablets import Tablet
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, NOON, STRANGER, Ground, guest_of


def wish(room_id: str | None = "201", name: str = "Amina", days: int = 0, **said: Any) -> dict[str, Any]:
    arrival = NOON + timedelta(days=days)
    return {
        "guest": {"name": name},
        "room_id": room_id,
        "arrival_at": arrival.isoformat(),
        "departure_at": (arrival + timedelta(days=2)).isoformat(),
        **said,
    }


def booked(hotel: Ground, *args: Any, **said: Any) -> str:
    return str(hotel.data("POST", "reservations", wish(*args, **said), by=FRONT_DESK)["stay_id"])


def turned(hotel: Ground, stay_id: str, status: str, **said: Any) -> dict[str, Any]:
    told: dict[str, Any] = hotel.data(
        "PUT", f"reservations/{stay_id}/status", {"status": status, **said}, by=FRONT_DESK
    )
    return told


def test_a_reservation_stands_on_the_row_and_makes_a_profile(hotel: Ground) -> None:
    stay_id = booked(hotel)
    assert [one.stay_id for one in hotel.get(Room, "201").upcoming] == [stay_id]
    assert hotel.get(Guest, hotel.get(Stay, stay_id).guest_id).name == "Amina"
    assert "melmastoon.reservation.confirmed.v1" in hotel.told()


def test_a_guest_we_know_is_not_made_twice(hotel: Ground) -> None:
    guest_id = hotel.get(Stay, booked(hotel)).guest_id
    again = booked(hotel, "202", guest={"guest_id": guest_id})
    assert hotel.get(Stay, again).guest_name == "Amina"
    assert len(hotel.all(Guest)) == 1


def test_a_whole_stay_fills_and_empties_the_row_and_the_tablet(hotel: Ground) -> None:
    stay_id = booked(hotel)
    turned(hotel, stay_id, "checked_in")
    tablet = hotel.get(Tablet, "201")
    assert (tablet.stay_id, tablet.guest_name) == (stay_id, "Amina")
    hotel.pass_time(days=2)
    assert turned(hotel, stay_id, "checked_out")["checked_out_at"]
    tablet, room = hotel.get(Tablet, "201"), hotel.get(Room, "201")
    assert (tablet.stay_id, tablet.guest_name, tablet.welcome_back) == ("", None, ())
    assert (room.stay, room.cleaning.status) == (None, Cleaning.DIRTY)


def test_the_same_status_again_changes_nothing(hotel: Ground) -> None:
    stay_id = booked(hotel)
    turned(hotel, stay_id, "checked_in")
    revision = hotel.get(Stay, stay_id).revision
    assert turned(hotel, stay_id, "checked_in")["revision"] == revision


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        (["cancelled", "checked_in"], "MELMASTOON.STAYS.STATUS_NOT_ALLOWED"),
        (["checked_in", "cancelled"], "MELMASTOON.STAYS.STATUS_NOT_ALLOWED"),
        (["tentative"], "MELMASTOON.STAYS.STATUS_NOT_ALLOWED"),
        (["checked_out"], "MELMASTOON.STAYS.STATUS_NOT_ALLOWED"),
    ],
)
def test_a_status_that_cannot_follow_is_refused(hotel: Ground, path: list[str], refused: str) -> None:
    stay_id = booked(hotel)
    for status in path[:-1]:
        turned(hotel, stay_id, status)
    answer = hotel.refused("PUT", f"reservations/{stay_id}/status", {"status": path[-1]}, by=FRONT_DESK)
    assert answer == (409, refused)


def test_a_refusal_says_what_the_stay_is_and_what_it_may_become(hotel: Ground) -> None:
    stay_id = booked(hotel)
    answer = hotel.call("PUT", f"reservations/{stay_id}/status", {"status": "checked_out"}, by=FRONT_DESK)
    context = answer.get_json()["context"]
    assert (context["status"], context["attempted"]) == ("confirmed", "checked_out")
    assert context["allowed"] == ["cancelled", "checked_in", "no_show"]


def test_nobody_is_checked_in_without_a_room(hotel: Ground) -> None:
    stay_id = booked(hotel, None)
    answer = hotel.refused("PUT", f"reservations/{stay_id}/status", {"status": "checked_in"}, by=FRONT_DESK)
    assert answer == (409, "MELMASTOON.STAYS.NO_ROOM_ASSIGNED")


def test_nobody_is_checked_in_over_another_guest(hotel: Ground) -> None:
    first = booked(hotel)
    other = booked(hotel, "201", "Bashir", days=2)
    turned(hotel, first, "checked_in")
    hotel.pass_time(days=2)
    answer = hotel.refused("PUT", f"reservations/{other}/status", {"status": "checked_in"}, by=FRONT_DESK)
    assert answer == (409, "MELMASTOON.STAYS.ROOM_TAKEN")


def test_a_room_that_is_not_ready_is_given_only_if_the_desk_says_so(hotel: Ground) -> None:
    stay_id = booked(hotel, "204")
    answer = hotel.refused("PUT", f"reservations/{stay_id}/status", {"status": "checked_in"}, by=FRONT_DESK)
    assert answer == (409, "MELMASTOON.STAYS.ROOM_NOT_READY")
    turned(hotel, stay_id, "checked_in", even_if_not_ready=True)
    assert hotel.get(Room, "204").is_occupied


def test_a_room_out_of_order_is_given_to_nobody(hotel: Ground) -> None:
    stay_id = booked(hotel, "201")
    block = Block(block_id=derived_id("blk", "1"), kind=BlockKind.MAINTENANCE, reason="leak", from_at=NOON)
    closed = CleaningState(status=Cleaning.OUT_OF_ORDER)
    hotel.put(hotel.get(Room, "201").but(cleaning=closed, blocks=(block,)))
    said = {"status": "checked_in", "even_if_not_ready": True}
    assert hotel.refused("PUT", f"reservations/{stay_id}/status", said, by=FRONT_DESK)[0] == 409


def test_an_undone_check_in_promises_the_room_again(hotel: Ground) -> None:
    stay_id = booked(hotel)
    turned(hotel, stay_id, "checked_in")
    told = turned(hotel, stay_id, "confirmed")
    room = hotel.get(Room, "201")
    assert (told["checked_in_at"], room.stay, len(room.upcoming)) == (None, None, 1)
    assert hotel.get(Tablet, "201").guest_name is None


def test_an_undone_check_out_brings_the_guest_back_to_the_tablet(hotel: Ground) -> None:
    stay_id = booked(hotel)
    for status in ("checked_in", "checked_out", "checked_in"):
        told = turned(hotel, stay_id, status, even_if_early=True)
    assert (told["checked_in_at"] is None, told["checked_out_at"]) == (False, None)
    assert hotel.get(Tablet, "201").guest_name == "Amina"


def test_a_promise_moves_to_another_room(hotel: Ground) -> None:
    stay_id = booked(hotel)
    hotel.data("PUT", f"reservations/{stay_id}/room", {"room_id": "202"}, by=FRONT_DESK)
    assert (len(hotel.get(Room, "201").upcoming), len(hotel.get(Room, "202").upcoming)) == (0, 1)


def test_a_guest_in_house_moves_with_their_name_and_leaves_none_behind(hotel: Ground) -> None:
    stay_id = booked(hotel)
    turned(hotel, stay_id, "checked_in")
    hotel.pass_time(hours=3)
    told = hotel.data("PUT", f"reservations/{stay_id}/room", {"room_id": "202"}, by=FRONT_DESK)
    assert told["in_room_since"] > told["checked_in_at"]
    assert (hotel.get(Tablet, "201").guest_name, hotel.get(Tablet, "202").guest_name) == (None, "Amina")
    assert "melmastoon.reservation.room_moved.v1" in hotel.told()


def test_a_guest_in_house_needs_a_room(hotel: Ground) -> None:
    stay_id = booked(hotel)
    turned(hotel, stay_id, "checked_in")
    answer = hotel.refused("PUT", f"reservations/{stay_id}/room", {"room_id": None}, by=FRONT_DESK)
    assert answer == (409, "MELMASTOON.STAYS.NO_ROOM_ASSIGNED")


def test_a_room_that_is_not_there_is_not_given(hotel: Ground) -> None:
    assert hotel.refused("POST", "reservations", wish("999"), by=FRONT_DESK)[0] == 404
    stay_id = booked(hotel)
    assert hotel.refused("PUT", f"reservations/{stay_id}/room", {"room_id": "999"}, by=FRONT_DESK)[0] == 404


def test_a_room_promised_to_somebody_else_in_that_time_is_not_given(hotel: Ground) -> None:
    booked(hotel, "201", days=1)
    answer = hotel.refused("POST", "reservations", wish("201", "Bashir"), by=FRONT_DESK)
    assert answer == (409, "MELMASTOON.STAYS.ROOM_PROMISED")


def test_a_stay_is_extended_until_the_next_arrival_and_no_longer(hotel: Ground) -> None:
    stay_id = booked(hotel)
    turned(hotel, stay_id, "checked_in")
    booked(hotel, "201", "Bashir", days=3)
    later = (NOON + timedelta(days=2, hours=6)).isoformat()
    hotel.data("PUT", f"reservations/{stay_id}/check-out-time", {"check_out_at": later}, by=FRONT_DESK)
    assert hotel.get(Tablet, "201").check_out_at == NOON + timedelta(days=2, hours=6)
    too_late = {"check_out_at": (NOON + timedelta(days=4)).isoformat()}
    answer = hotel.refused("PUT", f"reservations/{stay_id}/check-out-time", too_late, by=FRONT_DESK)
    assert answer == (409, "MELMASTOON.STAYS.ROOM_PROMISED")


def test_a_check_out_before_the_arrival_is_refused(hotel: Ground) -> None:
    stay_id = booked(hotel)
    said = {"check_out_at": (NOON - timedelta(days=1)).isoformat()}
    assert hotel.refused("PUT", f"reservations/{stay_id}/check-out-time", said, by=FRONT_DESK)[0] == 422


def test_nothing_is_decided_about_a_stay_that_is_over(hotel: Ground) -> None:
    stay_id = booked(hotel)
    turned(hotel, stay_id, "cancelled")
    answer = hotel.refused("PUT", f"reservations/{stay_id}/room", {"room_id": "202"}, by=FRONT_DESK)
    assert answer == (409, "MELMASTOON.STAYS.OVER")


@pytest.mark.parametrize(
    "wrong",
    [
        {"guest": {}},
        {"guest": {"guest_id": "rsv_1"}},
        {"departure_at": NOON.isoformat()},
        {"arrival_at": "2026-06-15T12:00"},
        {"party": 0},
        {"status": "checked_in"},
        {"colour": "blue"},
    ],
)
def test_what_can_never_be_right_is_refused(hotel: Ground, wrong: dict[str, Any]) -> None:
    assert hotel.refused("POST", "reservations", {**wish(), **wrong}, by=FRONT_DESK)[0] == 422


def test_reservations_are_found_by_status_and_by_the_hotels_day(hotel: Ground) -> None:
    today, cancelled, tomorrow = booked(hotel), booked(hotel, "202"), booked(hotel, "203", days=1)
    turned(hotel, cancelled, "cancelled")
    early = booked(hotel, None, arrival_at="2026-06-16T02:00:00+04:30", departure_at="2026-06-17T12:00:00+04:30")

    def found(asked: str) -> set[str]:
        return {stay["stay_id"] for stay in hotel.data("GET", f"reservations?{asked}", by=AGENT)}

    assert found("status=confirmed,tentative") == {today, tomorrow, early}
    assert found("arriving_on=2026-06-15") == {today, cancelled, early}
    assert found("arriving_on=2026-06-15&status=confirmed") == {today, early}
    assert found("departing_on=2026-06-18") == {tomorrow}
    assert found("") == {today, cancelled, tomorrow, early}


def test_pages_of_reservations_follow_each_other(hotel: Ground) -> None:
    made = {booked(hotel, room_id) for room_id in ("201", "202", "203")}
    first = hotel.call("GET", "reservations?limit=2", by=AGENT).get_json()
    rest = hotel.data("GET", f"reservations?limit=2&cursor={first['meta']['next_cursor']}", by=AGENT)
    assert {stay["stay_id"] for stay in [*first["data"], *rest]} == made


def test_names_are_for_the_desk_and_not_for_the_house(hotel: Ground) -> None:
    stay_id = booked(hotel)
    tablet = guest_of("201", stay_id)
    for path in (f"reservations/{stay_id}", "reservations", "arrivals", "departures"):
        assert hotel.call("GET", path, by=HOUSEKEEPER).status_code == 403
        assert hotel.call("GET", path, by=tablet).status_code == 403
        assert hotel.call("GET", path, by=STRANGER).status_code == 404


def test_a_request_that_is_sent_twice_books_once(hotel: Ground) -> None:
    first = hotel.data("POST", "reservations", wish(), by=FRONT_DESK, Idempotency_Key="once")
    assert hotel.data("POST", "reservations", wish(), by=FRONT_DESK, Idempotency_Key="once") == first
    assert len(hotel.all(Stay)) == 1
