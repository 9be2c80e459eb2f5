"""A housekeeper's whole shift on a phone, in Dari: from right to left, by the Jalali calendar, in Dari digits; and the server has it all."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from playwright.sync_api import Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from emulators.demo import ZONE
from emulators.names import OWN_SCRIPT
from shared.runtime.clock import hotel_now
from tests.browser.conftest import PHONE, PHOTO, Screen, complete, sign_in
from tests.whole import HOUSEKEEPER, SUPERVISOR, Whole, staff_id, until, until_equal

MONTHS = ["حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله", "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت"]
RING = "انگشتر نقره"
# What this browser's ICU makes of the day by the Persian calendar, in numbers: the words are ours.
_DAY = """([at, zone]) => {
  const parts = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
    timeZone: zone, day: 'numeric', month: 'numeric',
  }).formatToParts(new Date(at));
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return [of('day'), of('month')];
}"""
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def test_a_whole_shift_on_a_phone_in_dari(whole: Whole, open_screen: Callable[..., Screen]) -> None:
    whole.relieve(HOUSEKEEPER)
    tasks = [whole.task(room, to=HOUSEKEEPER) for room in whole.all_slept_in(2)]
    line = min(whole.documents("linen"))
    shelf = whole.documents("linen")[line]["stock"]
    began = hotel_now()
    screen = open_screen("/board/", **PHONE)

    screen["language"].select_option("fa-AF")
    sign_in(screen, HOUSEKEEPER)
    screen.speak("fa-AF")  # hers by herself, unless she has chosen another since
    expect(screen.page).to_have_url(re.compile(r"/board/mine"))
    expect(screen["mine-start-shift"]).to_be_visible()
    expect(screen["account"]).to_contain_text(OWN_SCRIPT[HOUSEKEEPER])
    # A phone has room for a name, and says the role aloud only.
    expect(screen["role"]).to_have_css("position", "absolute")
    _is_dari(screen)
    first, second = tasks
    _choose(screen, first)
    screen["mine-start-shift"].tap()
    expect(screen["mine-end-shift"]).to_be_visible()

    _start(screen, first)
    _work(screen, line, then=second)
    _start(screen, second)
    complete(screen)
    expect(screen[f"mine-row-{second}"]).to_have_count(0)
    _is_dari(screen)
    _end_shift(screen)

    until_equal(lambda: _shift(whole, began).get("status"), "ended", "the shift is over")
    expect(screen["refused"]).to_have_count(0)
    assert {task: whole.task_now(task)["status"] for task in tasks} == dict.fromkeys(tasks, "completed")
    _is_done(whole.task_now(first), line)
    assert _deeds(whole, first, began) == ["start_task", "pause_task", "resume_task", "complete_task"]
    assert whole.documents("linen")[line]["stock"] == shelf + 1
    [find] = [item for item in whole.documents("lost_and_found").values() if item["description"] == RING]
    room = whole.task_now(first)["room_id"]
    assert (find["room_id"], find["found_by"]) == (room, staff_id(HOUSEKEEPER))
    assert whole.row(room)["cleaning"]["status"] == "clean"


def test_the_next_room_and_the_end_of_the_shift_wait_for_a_photo_that_takes_its_time(
    whole: Whole, open_screen: Callable[..., Screen]
) -> None:
    whole.relieve(HOUSEKEEPER)
    first, second = (whole.task(room, to=HOUSEKEEPER) for room in whole.all_slept_in(2))
    began = hotel_now()
    screen = open_screen("/board/mine", **PHONE)
    sign_in(screen, HOUSEKEEPER)
    _choose(screen, first)
    screen["mine-start-shift"].tap()
    uploads: list[Route] = []
    screen.page.route("**/uploads/photo", lambda route: uploads.append(route))  # noqa: PLW0108 - Playwright takes no built-ins

    _start(screen, first)
    _choose(screen, second)
    screen["task-photo"].set_input_files(PHOTO)
    complete(screen)
    _start(screen, second)
    complete(screen)
    expect(screen[f"mine-row-{second}"]).to_have_count(0)
    _end_shift(screen)

    def on_its_way() -> bool:
        screen.page.title()  # requests are told to who speaks with the browser, and to nobody who only waits
        return len(uploads) == 1 and whole.task_now(first)["status"] == "in_progress"

    until(on_its_way, "the photo is on its way")
    assert (whole.task_now(second)["status"], _shift(whole, began).get("status")) == ("assigned", "on")
    uploads[0].continue_()

    until_equal(lambda: _shift(whole, began).get("status"), "ended", "the shift is over")
    assert {whole.task_now(task)["status"] for task in (first, second)} == {"completed"}
    assert len(whole.task_now(first)["photos"]) == 1
    expect(screen["refused"]).to_have_count(0)


def _choose(screen: Screen, task: str) -> None:
    """Have this one next: the house may give her others at any moment, and what nobody chose makes room for them."""
    screen[f"mine-row-{task}"].tap()


def _start(screen: Screen, task: str) -> None:
    """Begin what was chosen, as soon as it is before her eyes."""
    expect(screen.page.locator(f"[data-testid=mine-task][data-task={task}]")).to_be_visible()
    screen["task-start"].tap()
    expect(screen["task-state"]).to_have_attribute("data-state", "in_progress")


def _end_shift(screen: Screen) -> None:
    """Say yes as often as she is asked, once at least: what comes into her hands before she has said it is asked anew."""
    tapped = set()

    def is_over() -> bool:
        with suppress(PlaywrightTimeout):
            tapped.add(screen["mine-end-shift"].inner_text(timeout=1_000))
            screen["mine-end-shift"].tap(timeout=1_000)
        return screen["mine-start-shift"].is_visible()

    until(is_over, "she has gone home")
    assert len(tapped) == 2, f"the wish and the yes have words of their own: {tapped}"


def _work(screen: Screen, line: str, then: str) -> None:
    """Wait for linen, go on, find something, take a photo, and end it with every line of the checklist."""
    screen["task-pause"].tap()
    screen["pause-reason-awaiting_linen"].tap()
    expect(screen["task-state"]).to_have_attribute("data-state", "paused")
    screen["task-resume"].tap()
    expect(screen["task-state"]).to_have_attribute("data-state", "in_progress")
    _choose(screen, then)
    screen["task-found"].tap()
    screen["found-what"].fill(RING)
    screen["found-send"].tap()
    expect(screen["found-sheet"]).to_have_count(0)
    screen["task-photo"].set_input_files(PHOTO)
    _is_dari(screen)
    complete(screen, linen=line)


def _is_done(task: dict[str, Any], line: str) -> None:
    assert task["finished_by"] == staff_id(HOUSEKEEPER)
    assert set(task["ticked"]) == {item["item_id"] for item in task["checklist"]["items"]}
    assert len(task["photos"]) == 1
    assert [(one["line_id"], one["returned"]) for one in task["linen"]] == [(line, 1)]


def _deeds(whole: Whole, task_id: str, since: datetime) -> list[str]:
    room = whole.task_now(task_id)["room_id"]
    entries = [entry for entry in whole.journal() if room in entry["room_ids"] and entry["at"] >= since]
    return [entry["name"] for entry in entries if entry["name"].endswith("_task")]


def test_the_day_of_the_house_is_a_jalali_one_in_dari_digits(whole: Whole, open_screen: Callable[..., Screen]) -> None:
    screen = open_screen("/board/rooms", viewport={"width": 1440, "height": 900})
    screen["language"].select_option("fa-AF")
    sign_in(screen, SUPERVISOR)
    screen.speak("fa-AF")

    day, month = screen.page.evaluate(_DAY, [hotel_now().timestamp() * 1000, ZONE.key])
    shown = screen.page.locator("header").first
    expect(shown).to_contain_text(f"{day}".translate(_DIGITS))
    expect(shown).to_contain_text(MONTHS[month - 1])
    assert not re.search(r"[0-9]", shown.inner_text())


def _is_dari(screen: Screen) -> None:
    """Hold that the page runs from right to left, and counts in Dari digits: others stand only on doors and in what people wrote."""
    html = screen.page.locator("html")
    expect(html).to_have_attribute("dir", "rtl")
    expect(html).to_have_attribute("lang", "fa-AF")
    assert re.fullmatch(
        r"[\u06f0-\u06f9]{1,2}:[\u06f0-\u06f9]{2}", screen.page.locator("header time").inner_text().strip()
    )
    said = screen.page.locator("main").inner_text()
    assert re.search(r"[\u06f0-\u06f9]", said)
    assert not re.search(r"(?<![0-9])[0-9]{1,2}(?![0-9])", said), said
    assert not screen.page.evaluate("document.scrollingElement.scrollWidth > innerWidth + 1")


def _shift(whole: Whole, began: datetime) -> dict[str, object]:
    mine = [one for one in whole.documents("shifts").values() if one["staff_id"] == staff_id(HOUSEKEEPER)]
    return next((one for one in mine if one["started_at"] and one["started_at"] >= began), {})
