"""What people see: a guest arrives at the PMS, taps on the tablet, asks for something, leaves; staff see it on the board."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from shared.domain.rooms import GuestFlagChanged
from tests.browser.conftest import Screen, sign_in
from tests.whole import DESK, MANAGER, SUPERVISOR, Whole, envelope, until, until_equal

Board = Callable[..., Screen]
Hung = Callable[[str, Screen], Screen]
# Each language the page turns to, and whether the board stood already.
_WATCH_LANGUAGE = """() => {
  const root = document.documentElement;
  window.turned = [];
  const turn = () => window.turned.push([root.lang, document.querySelector('[data-testid=status]') !== null]);
  new MutationObserver(turn).observe(root, { attributeFilter: ['lang'] });
}"""


def test_a_board_never_turns_under_the_finger_of_who_signs_in(open_screen: Callable[..., Screen]) -> None:
    desk = open_screen("/board/rooms")
    expect(desk["email"]).to_be_visible()
    desk.page.evaluate(_WATCH_LANGUAGE)

    sign_in(desk, SUPERVISOR)

    expect(desk.page.locator("html")).to_have_attribute("lang", "fa-AF")
    assert desk.page.evaluate("turned") == [["fa-AF", False]]


def test_a_guest_who_checks_in_at_the_pms_is_on_the_board_and_greeted_by_name(
    whole: Whole, board: Board, tablet: Hung
) -> None:
    room = whole.free_room()
    desk = board(DESK)
    wall = tablet(room, desk)
    expect(wall["neutral"]).to_be_visible()
    expect(desk.tile(room)).to_have_attribute("data-occupancy", "vacant")

    reservation = whole.arrive(room)

    expect(desk.tile(room)).to_have_attribute("data-occupancy", "occupied")
    expect(wall["guest-name"]).to_contain_text(reservation["Guest"])
    expect(wall["check-out"]).to_be_visible()
    whole.leave(reservation)


def test_do_not_disturb_tapped_on_a_tablet_is_on_the_board_in_the_journal_and_told(
    whole: Whole, board: Board, tablet: Hung
) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    stay = whole.occupied(room)["stay"]["stay_id"]
    desk = board(DESK)
    wall = tablet(room, desk)
    expect(wall["guest-name"]).to_contain_text(reservation["Guest"])

    with whole.ears(GuestFlagChanged.subject) as ears:
        wall["flag-do_not_disturb"].click()

        expect(wall["flag-do_not_disturb"]).to_have_attribute("aria-checked", "true")
        expect(desk.tile(room)).to_have_attribute("data-flag", "do_not_disturb")
        told = envelope(ears.hear(lambda said: said["payload"]["roomId"] == room))
    expect(wall["flag-do_not_disturb"]).to_have_attribute("data-pending", "false")

    assert (told["payload"]["flag"], told["payload"]["stayId"]) == ("do_not_disturb", stay)
    assert told["actor"]["type"] == "guest"
    [entry] = whole.journal(name="set_guest_flag", room_ids=[room])
    assert entry["actor"]["type"] == "guest"
    assert told["id"] in [event["id"] for event in entry["events"]]
    assert whole.row(room)["guest_flag"]["value"] == "do_not_disturb"
    whole.leave(reservation)


def test_a_request_goes_from_the_tablet_to_the_board_and_its_progress_comes_back(
    whole: Whole, board: Board, tablet: Hung
) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    whole.occupied(room)
    desk = board(SUPERVISOR)
    wall = tablet(room, desk)

    wall["ask"].click()
    wall["ask-kind-towels"].click()
    wall["ask-text"].fill("two large ones, please")
    wall["ask-send"].click()

    until(lambda: whole.row(room)["tickets"], "the request is on the row")
    ticket = whole.row(room)["tickets"][0]["ticket_id"]
    mine = wall[f"ticket-{ticket}"]
    expect(mine).to_have_attribute("data-status", "open")
    desk.tile(room).click()
    expect(desk[f"ticket-{ticket}"]).to_contain_text("two large ones, please")
    for status in ("accepted", "in_progress", "done"):
        desk[f"ticket-next-{ticket}"].click()
        expect(mine).to_have_attribute("data-status", status)
    until(lambda: not whole.row(room)["tickets"], "the row lists it no more")
    whole.leave(reservation)


def test_when_a_guest_leaves_nothing_of_them_is_left_on_the_tablet(whole: Whole, board: Board, tablet: Hung) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    stay = whole.occupied(room)["stay"]
    wall = tablet(room, board(DESK))
    wall["flag-make_up_room"].click()
    expect(wall["flag-make_up_room"]).to_have_attribute("data-pending", "false")
    wall["ask"].click()
    wall["ask-kind-other"].click()
    wall["ask-text"].fill("my secret surprise")
    wall["ask-send"].click()
    until(lambda: whole.row(room)["tickets"], "the request is on the row")
    ticket = whole.row(room)["tickets"][0]["ticket_id"]
    expect(wall[f"ticket-{ticket}"]).to_be_visible()
    of_the_guest = [
        *reservation["Guest"].split(),
        stay["stay_id"],
        stay["guest_id"],
        ticket,
        "my secret surprise",
    ]
    assert reservation["Guest"] in wall.page.content()
    assert stay["stay_id"] in wall.stored()

    whole.leave(reservation)

    expect(wall["neutral"]).to_be_visible()
    expect(wall["connection-lost"]).to_have_count(0)
    until(lambda: stay["stay_id"] not in wall.stored(), "the token of the guest is gone")
    assert not [word for word in of_the_guest if word in wall.page.content()]
    assert not [word for word in of_the_guest if word in wall.stored()]
    document = str(whole.document("tablets", room))
    assert not [word for word in of_the_guest if word in document]

    following = whole.arrive(_ready_again(whole, room), first_name="Omar", last_name="Nazari")
    expect(wall["guest-name"]).to_contain_text(following["Guest"])
    expect(wall["flag-make_up_room"]).to_have_attribute("aria-checked", "false")
    assert not [word for word in of_the_guest if word in wall.page.content() + wall.stored()]
    whole.leave(following)


def test_a_supervisor_flips_a_room_on_the_board_and_the_pms_shows_it(whole: Whole, board: Board) -> None:
    room = whole.free_room()
    screen = board(SUPERVISOR, f"?room={room}")

    screen["set-cleaning-reason"].fill("a spill")
    screen["set-cleaning-dirty"].click()

    expect(screen.tile(room)).to_have_attribute("data-cleaning", "dirty")
    expect(screen.tile(room)).to_have_attribute("data-pending", "false")
    until_equal(lambda: whole.there(room)["State"], "Dirty", "the PMS shows it dirty")


def test_what_one_board_does_another_shows(whole: Whole, board: Board) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    whole.occupied(room)
    one, other = board(DESK, f"?room={room}"), board(MANAGER)

    one["set-flag-service_declined"].click()

    expect(other.tile(room)).to_have_attribute("data-flag", "service_declined")
    expect(other.tile(room)).to_have_attribute("data-revision", re.compile(r"\d+"))
    whole.leave(reservation)


def test_a_wrong_password_opens_no_board(open_screen: Callable[[str], Screen]) -> None:
    screen = open_screen("/board/")
    screen["email"].fill(DESK)
    screen["password"].fill("not the password")
    screen["sign-in"].click()

    expect(screen["sign-in-failure"]).to_be_visible()


def _ready_again(whole: Whole, room: str) -> str:
    whole.vacant(room)
    whole.flip(room, "ready")
    until_equal(lambda: whole.there(room)["State"], "Inspected", f"{room} is ready at the PMS too")
    return room
