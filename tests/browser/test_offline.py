"""The table of docs/offline.md in Chromium: two devices are cut off, tapped on, killed and opened again, while others go on.

Each row ends as it is written, each refusal stands on the board, and the journal has each tap once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from shared.runtime.journal import command_entry_id
from tests.browser.conftest import PHOTO, Device, Screen, Tap, complete, sign_in
from tests.whole import HOUSEKEEPER, SUPERVISOR, Whole, staff_id, until, until_equal

GULALAI, ZEBO, NAJIB, STORAI = (f"housekeeper{number}@demo.hotel" for number in range(2, 6))


@dataclass(frozen=True)
class Work:
    """A housekeeper's tasks, each named for what becomes of it while their phone is cut off; one is in an empty room."""

    rooms: list[str]
    vacant: str
    paused: str
    given_away: str
    cancelled: str
    put_back: str
    noted: str
    moved_into: str
    line: str


def test_what_a_housekeeper_tapped_without_a_network_ends_as_the_table_says(
    whole: Whole, device: Callable[[str], Device]
) -> None:
    work = _work(whole)
    shelf = whole.documents("linen")[work.line]["stock"]
    phone = device("phone")
    screen = _signed_in(phone, HOUSEKEEPER, *(one for one in vars(work).values() if isinstance(one, str)))

    phone.network(there=False)
    expect(screen["status"]).to_have_attribute("data-live", "false")
    _tap_everything(screen, work)
    tapped = _kept(screen, 9)
    phone.kill()
    guest = _others_go_on(whole, work)
    before = {task: whole.task_now(task) for task in (work.paused, work.cancelled)}

    screen = phone.open("/board/rooms", online=False)
    expect(screen["status"]).to_have_attribute("data-live", "false")
    _open(screen, work.put_back)
    expect(screen["task-state"]).to_have_attribute("data-state", "completed")
    assert _kept(screen, 9) == tapped
    phone.network(there=True)
    _through(screen)

    # start, pause, resume | somebody already did | no change, said so
    assert whole.task_now(work.paused) == before[work.paused]
    # start | given to somebody else | refused, shows to whom
    refused = _refusals(screen)
    expect(refused).to_have_count(2)
    expect(refused.filter(has_text="Gulalai Wardak")).to_have_count(1)
    expect(refused.filter(has_text=work.rooms[0])).to_have_count(1)
    # complete | somebody else has it and who tapped never was | the work is kept on the task, which goes on
    now = whole.task_now(work.given_away)
    assert (now["status"], now["assignee"]) == ("assigned", staff_id(GULALAI))
    # complete | cancelled | work, photos, linen and minutes are kept on the task; state stays
    now = whole.task_now(work.cancelled)
    assert (now["status"], now["finished_at"]) == ("cancelled", before[work.cancelled]["finished_at"])
    assert (len(now["photos"]), len(now["linen"])) == (1, 1)
    assert whole.documents("linen")[work.line]["stock"] == shelf + 1
    # complete | put back | completed by who did it
    now = whole.task_now(work.put_back)
    assert (now["status"], now["finished_by"]) == ("completed", staff_id(HOUSEKEEPER))
    # complete | next guest checked in | task completes, room stays
    assert whole.task_now(work.moved_into)["status"] == "completed"
    assert whole.row(work.vacant)["cleaning"]["status"] == "clean"
    # notes, photos, found items, linen counts | anything | always kept
    now = whole.task_now(work.noted)
    assert (now["status"], [note["text"] for note in now["notes"]]) == ("cancelled", ["The curtain hangs loose"])
    finds = [item for item in whole.documents("lost_and_found").values() if "green stone" in item["description"]]
    assert [(item["room_id"], item["found_by"]) for item in finds] == [(work.rooms[2], staff_id(HOUSEKEEPER))]

    _each_once(whole, HOUSEKEEPER, tapped)
    whole.leave(guest)


def _work(whole: Whole) -> Work:
    whole.relieve(HOUSEKEEPER)
    vacant, rooms = whole.free_room(), whole.all_slept_in(5)
    paused, given_away, cancelled, put_back, noted = (whole.task(room, to=HOUSEKEEPER) for room in rooms)
    moved_into = whole.task(vacant, "deep_clean", to=HOUSEKEEPER)
    for begun in (cancelled, put_back, moved_into):
        whole.deed(begun, "start")
        whole.deed(begun, "pause", reason="other")
    whole.deed(paused, "start")
    line = min(whole.documents("linen"))
    return Work(rooms, vacant, paused, given_away, cancelled, put_back, noted, moved_into, line)


def _tap_everything(screen: Screen, work: Work) -> None:
    _open(screen, work.paused)
    screen["task-pause"].click()
    screen["pause-reason-break"].click()
    expect(screen["task-state"]).to_have_attribute("data-state", "paused")
    _open(screen, work.given_away)
    screen["task-start"].click()
    expect(screen["task-state"]).to_have_attribute("data-state", "in_progress")
    _complete(screen)
    _open(screen, work.cancelled)
    screen["task-found"].click()
    screen["found-what"].fill("A ring with a green stone")
    screen["found-send"].click()
    expect(screen["found-sheet"]).to_have_count(0)
    screen["task-photo"].set_input_files(PHOTO)
    _complete(screen, linen=work.line)
    for task in (work.put_back, work.moved_into):
        _open(screen, task)
        _complete(screen)
    _open(screen, work.noted)
    screen["note-text"].fill("The curtain hangs loose")
    screen["note-send"].click()


def _others_go_on(whole: Whole, work: Work) -> dict[str, Any]:
    """Do the opposite of each tap elsewhere; return the next guest of the empty room."""
    whole.deed(work.paused, "pause", reason="awaiting_linen")
    whole.deed(work.given_away, "assign", staff_id=staff_id(GULALAI))
    whole.deed(work.cancelled, "cancel", reason="The guest stays in bed")
    whole.deed(work.put_back, "assign", staff_id=None)
    whole.deed(work.noted, "cancel", reason="The guest stays in bed")
    booked = whole.book(work.vacant)
    whole.notices_of_the_pms(drop=1)  # the reception takes the room for ready, though somebody is at work in it
    whole.desk("set_room_state", room=work.vacant, state="Inspected")
    whole.settled()
    whole.no_faults()
    guest = whole.desk("check_in", reservation=booked["Id"])
    whole.occupied(work.vacant)
    return {**booked, **guest}


def test_what_a_supervisor_tapped_without_a_network_is_refused_with_who_and_what_is_so_now(
    whole: Whole, device: Callable[[str], Device]
) -> None:
    for who in (NAJIB, STORAI):
        whole.relieve(who)
    vacant, rooms = whole.free_room(), whole.all_slept_in(3)
    reassigned, started = whole.task(rooms[0], to=NAJIB), whole.task(rooms[1], to=STORAI)
    prioritised = whole.task(rooms[2])
    desk = device("desk")
    screen = _signed_in(desk, SUPERVISOR, reassigned, started, prioritised)

    desk.network(there=False)
    expect(screen["status"]).to_have_attribute("data-live", "false")
    _open(screen, reassigned)
    screen["task-assign"].select_option(staff_id(ZEBO))
    _open(screen, started)
    screen["task-start"].click()
    _open(screen, prioritised)
    screen["note-text"].fill("Knock twice")
    screen["note-send"].click()
    screen.go(f"/board/rooms?room={vacant}")
    screen["set-cleaning-dirty"].click()
    expect(screen.tile(vacant)).to_have_attribute("data-cleaning", "dirty")
    tapped = _kept(screen, 4)
    desk.kill()

    whole.deed(reassigned, "start", by=NAJIB)
    whole.deed(started, "start", by=STORAI)
    whole.flip(vacant, "cleaned")
    before = {task: whole.task_now(task) for task in (reassigned, started)}

    screen = desk.open("/board/rooms", online=False)
    expect(screen.tile(vacant)).to_have_attribute("data-cleaning", "dirty")
    assert _kept(screen, 4) == tapped
    desk.network(there=True)
    _through(screen)

    # reassign | started | refused, shows who is in the room
    refused = _refusals(screen)
    expect(refused).to_have_count(3)
    expect(refused.filter(has_text="Najib Haidari")).to_have_count(1)
    # start | somebody already did | no change, said so
    assert {task: whole.task_now(task) for task in before} == before
    # status override | another flip since | refused with both values; the person decides again
    flipped = refused.filter(has_text=vacant)
    expect(flipped).to_contain_text("Cleaned")
    expect(flipped).to_contain_text("Dirty")
    expect(screen.tile(vacant)).to_have_attribute("data-cleaning", "cleaned")
    assert [note["text"] for note in whole.task_now(prioritised)["notes"]] == ["Knock twice"]
    _each_once(whole, SUPERVISOR, tapped)

    screen.go(f"/board/rooms?room={vacant}")
    screen["set-cleaning-dirty"].click()
    until_equal(lambda: whole.row(vacant)["cleaning"]["status"], "dirty", "who decides again is heard")
    expect(_refusals(screen)).to_have_count(2)
    for who in (NAJIB, STORAI):
        whole.relieve(who)


def test_signing_out_leaves_nothing_of_the_hotel_and_nothing_to_be_sent(
    whole: Whole, device: Callable[[str], Device]
) -> None:
    room = whole.slept_in()
    desk = device("left")
    screen = _signed_in(desk, SUPERVISOR)
    desk.network(there=False)
    screen.go(f"/board/rooms?room={room}")
    screen["set-flag-make_up_room"].click()
    _kept(screen, 1)

    screen["account"].click()
    screen["sign-out"].click()
    with screen.page.expect_navigation():
        screen["sign-out"].click()
    expect(screen["email"]).to_be_visible()
    desk.network(there=True)

    stored = screen.stored()
    assert not [word for word in ("set_guest_flag", staff_id(SUPERVISOR), "guest_flag") if word in stored]
    assert whole.row(room)["guest_flag"]["value"] == "none"


def _signed_in(device: Device, email: str, *needed: str) -> Screen:
    """Sign in, and wait until everything is on the device that a day without a network needs, by its ids."""
    screen = device.open("/board/rooms")
    sign_in(screen, email)
    screen.works_offline()
    expect(screen.page.locator("[data-tile]").first).to_be_visible()
    expect(screen.page.locator("header .whom")).not_to_contain_text("@")  # who works here is known
    screen.speak("en")
    screen.page.wait_for_timeout(2_500)  # the rest is listened to after the first page stands
    until(lambda: screen.copies() >= set(needed), f"{needed} are on the device")
    return screen


def _open(screen: Screen, task_id: str) -> None:
    screen.go(f"/board/rooms?task={task_id}")
    expect(screen["task-sheet"]).to_have_attribute("data-task", task_id)
    expect(screen["task-state"]).to_be_visible()


def _complete(screen: Screen, linen: str = "") -> None:
    complete(screen, linen)
    expect(screen["task-state"]).to_have_attribute("data-state", "completed")


def _kept(screen: Screen, count: int) -> list[Tap]:
    """Return what waits on the device, once all of it is written down."""
    until_equal(lambda: len(screen.taps()), count, "so many taps are on the device", within=10)
    return screen.taps()


def _through(screen: Screen) -> None:
    expect(screen["status"]).to_have_attribute("data-live", "true", timeout=90_000)
    until(lambda: not screen.taps(), "nothing waits any more")


def _refusals(screen: Screen) -> Locator:
    screen["waiting"].click()
    return screen["refused-list"].locator("li")


def _each_once(whole: Whole, email: str, tapped: list[Tap]) -> None:
    """Hold that the journal has one entry for each tap, with the moment of it, and no other of theirs from that time."""
    who = staff_id(email)
    expected = {command_entry_id(f"user:{who}:", tap.key): tap for tap in tapped}
    theirs = [entry for entry in whole.journal(kind="command") if entry["actor"].get("id") == who]
    late = [entry for entry in theirs if entry.get("offline_since")]
    since = min(tap.at for tap in tapped)
    found = {entry["entry_id"]: entry for entry in late if entry["offline_since"] >= since}
    # A photo is put in steps, each with an entry of its own.
    of_taps = {key for key, entry in found.items() if key in expected or entry["name"] != "upload_photo"}
    assert of_taps == set(expected)
    assert [found[key]["name"] for key in expected] == [tap.name for tap in expected.values()]
    assert [found[key]["offline_since"] for key in expected] == [tap.at for tap in expected.values()]
