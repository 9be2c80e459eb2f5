"""What front desk and supervisors do at a board: guests in, and back again by a tap; a room looked over; a screen handed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from emulators import demo
from emulators.demo import PIN
from emulators.names import OWN_SCRIPT
from shared.runtime.clock import hotel_now
from tests.browser.conftest import Screen
from tests.whole import DESK, HOUSEKEEPER, SUPERVISOR, Whole, staff_id, until, until_equal

Board = Callable[..., Screen]
GULALAI = "housekeeper2@demo.hotel"


@pytest.fixture
def expected(whole: Whole) -> Iterator[dict[str, Any]]:
    """Return the stay of a guest who is booked at the PMS for today, in a room that is ready."""
    booked = whole.book(whole.free_room())
    yield until(lambda: _stay_of(whole, booked["Id"]), "the booking is known here")
    whole.desk("cancel", reservation=booked["Id"])


def test_a_guest_is_checked_in_at_the_list_of_arrivals_and_it_can_be_taken_back(
    whole: Whole, board: Board, expected: dict[str, Any]
) -> None:
    desk, other = board(DESK, page="arrivals"), board(SUPERVISOR)
    line = desk[f"arrival-{expected['stay_id']}"]
    expect(line).to_have_attribute("data-ready", "true")

    line.get_by_test_id("check-in").click()
    desk["undo"].first.hover()

    expect(line).to_have_count(0)  # is awaited no longer
    expect(other.tile(expected["room_id"])).to_have_attribute("data-occupancy", "occupied")
    whole.occupied(expected["room_id"])

    desk["undo"].first.click()

    expect(line).to_be_visible()
    expect(other.tile(expected["room_id"])).to_have_attribute("data-occupancy", "vacant")
    whole.vacant(expected["room_id"])
    assert _status(whole, expected) == "confirmed"


def test_a_guest_is_checked_out_at_the_list_of_departures_and_it_can_be_taken_back(whole: Whole, board: Board) -> None:
    stay = _leaves_today(whole)
    room = stay["room_id"]
    desk, other = board(DESK, query="?tab=departures", page="arrivals"), board(SUPERVISOR)
    line = desk[f"departure-{stay['stay_id']}"]
    expect(line).to_have_attribute("data-done", "false")

    line.get_by_test_id("check-out").click()
    _it_is_meant(desk)
    desk["undo"].first.hover()  # it stays for as long as somebody points at it

    expect(line).to_have_attribute("data-done", "true")
    expect(other.tile(room)).to_have_attribute("data-occupancy", "vacant")
    assert whole.vacant(room)["cleaning"]["status"] == "dirty"

    desk["undo"].first.click()

    expect(line).to_have_attribute("data-done", "false")
    expect(other.tile(room)).to_have_attribute("data-occupancy", "occupied")
    assert whole.occupied(room)["stay"]["stay_id"] == stay["stay_id"]


def test_a_guest_who_did_not_come_is_marked_so_and_comes_after_all(
    whole: Whole, board: Board, expected: dict[str, Any]
) -> None:
    desk = board(DESK, page="arrivals")
    line = desk[f"arrival-{expected['stay_id']}"]
    line.get_by_test_id("arrival-change").click()
    desk["stay-no_show"].click()
    _it_is_meant(desk)
    desk["undo"].first.hover()
    until_equal(lambda: _status(whole, expected), "no_show", "nobody came")

    desk["undo"].first.click()

    until_equal(lambda: _status(whole, expected), "confirmed", "they are awaited")
    expect(line).to_have_attribute("data-done", "false")


def _it_is_meant(desk: Screen) -> None:
    """Say so where the board asks, as it does long before the time: when this runs, nobody knows."""
    asked = desk["ask-yes"]
    expect(asked.or_(desk["undo"]).first).to_be_visible()
    if asked.is_visible():
        asked.click()


def test_a_room_that_is_not_right_goes_back_to_who_cleaned_it_and_is_ready_when_it_is(
    whole: Whole, board: Board
) -> None:
    whole.relieve(HOUSEKEEPER)
    whole.on_shift(HOUSEKEEPER)
    room = whole.free_room()
    whole.flip(room, "dirty")
    task = whole.task(room, "turnover", to=HOUSEKEEPER)
    _clean(whole, task)
    screen = board(SUPERVISOR, query=f"?task={task}", page="tasks")

    screen["task-inspect"].click()
    screen.page.locator("[data-testid^=answer-][data-testid$=-fail]").first.check()
    screen.page.locator("[data-testid^=remark-]").fill("A hair in the basin")
    screen["inspect-pass"].click()
    screen["inspect-send"].click()

    again = until(lambda: _work_in(whole, room), "it is to be done again")
    assert (again["assignee"], len(again["wrong"])) == (staff_id(HOUSEKEEPER), 1)
    assert whole.row(room)["cleaning"]["status"] == "dirty"
    _clean(whole, again["task_id"])
    screen.go(f"/board/tasks?task={again['task_id']}")
    screen["task-inspect"].click()
    screen["inspect-pass"].click()
    screen["inspect-send"].click()

    until_equal(lambda: whole.row(room)["cleaning"]["status"], "ready", "the room is ready")
    whole.relieve(HOUSEKEEPER)


def test_a_screen_is_handed_to_somebody_else_by_their_pin(whole: Whole, board: Board) -> None:
    whole.relieve(GULALAI)
    screen = board(SUPERVISOR, page="mine")
    screen["account"].click()
    screen["account-sheet"].get_by_test_id("switch-person").click()
    screen["share-label"].fill("Phone of the third floor")
    screen["share-device"].click()
    screen[f"switch-{staff_id(GULALAI)}"].click()
    _type(screen, "1111")
    expect(screen["pin-message"]).not_to_be_empty()
    expect(screen["account"]).to_contain_text(OWN_SCRIPT[SUPERVISOR])

    _type(screen, PIN)

    expect(screen["account"]).to_contain_text(OWN_SCRIPT[GULALAI])
    expect(screen["status"]).to_have_attribute("data-live", "true")
    expect(screen["mine-start-shift"]).to_be_visible()
    screen["mine-start-shift"].click()
    until(lambda: _on_shift(whole, GULALAI), "the shift is hers, not that of who signed in")
    whole.relieve(GULALAI)


def _stay_of(whole: Whole, reservation: str) -> dict[str, Any]:
    stays = whole.documents("stays").values()
    found = [stay for stay in stays if stay["source"] and stay["source"]["external_id"] == reservation]
    return found[0] if found and found[0]["room_id"] else {}


def _leaves_today(whole: Whole) -> dict[str, Any]:
    """Return the stay of a guest who is in the house and is to leave it on this day, of whom nobody awaits the room already."""
    now, rows = hotel_now(), whole.documents("rooms")
    inside = [one for one in whole.documents("stays").values() if one["status"] == "checked_in"]
    leaving = [one for one in inside if demo.business_date(one["departure_at"]) == demo.business_date(now)]
    return next(one for one in leaving if all(after["expected_at"] > now for after in rows[one["room_id"]]["upcoming"]))


def _status(whole: Whole, stay: dict[str, Any]) -> str:
    return str((whole.document("stays", stay["stay_id"]) or {}).get("status"))


def _clean(whole: Whole, task: str) -> None:
    whole.deed(task, "start", by=HOUSEKEEPER)
    ticked = [item["item_id"] for item in whole.task_now(task)["checklist"]["items"]]
    whole.deed(task, "complete", by=HOUSEKEEPER, ticked=ticked, minutes=20)


def _work_in(whole: Whole, room: str) -> dict[str, Any]:
    open_tasks = [one for one in whole.documents("tasks").values() if one["room_id"] == room and one["wrong"]]
    return next((one for one in open_tasks if one["finished_at"] is None), {})


def _type(screen: Screen, pin: str) -> None:
    for digit in pin:
        screen[f"pin-digit-{digit}"].click()
    screen["pin-send"].click()


def _on_shift(whole: Whole, email: str) -> bool:
    shifts = whole.documents("shifts").values()
    return any(one["staff_id"] == staff_id(email) and one["status"] == "on" for one in shifts)
