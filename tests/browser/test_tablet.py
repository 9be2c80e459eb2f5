"""What a guest's tablet is for, and that nothing of a guest outlives their stay on it: not in what it keeps, not in any cache."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from playwright.sync_api import Response, expect

from tests.browser.conftest import WALL, Device, Screen
from tests.whole import DESK, Whole, until

Board = Callable[..., Screen]
Hung = Callable[..., Screen]
_TWO_MINUTES = 121_000
# Everything that the page ever showed, however short.
_REMEMBER = """
window.__shown = new Set();
new MutationObserver(() => window.__shown.add(document.documentElement.outerHTML))
  .observe(document, { subtree: true, childList: true, characterData: true });
"""


def test_a_tablet_that_slept_through_the_check_out_wakes_to_nobody_and_keeps_nothing(
    whole: Whole, device: Callable[[str], Device]
) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    stay = whole.occupied(room)["stay"]
    wall = device("wall")
    screen = wall.open("/tablet/")
    screen["pairing-code"].fill(whole.as_(DESK).data("POST", f"rooms/{room}/tablets", {"for": "room"})["code"])
    screen["pairing-submit"].click()
    expect(screen["guest-name"]).to_contain_text(reservation["Guest"])
    wall.switch_off()
    whole.leave(reservation)
    whole.vacant(room)

    screen = wall.open("/tablet/", before=_REMEMBER)
    expect(screen["neutral"]).to_be_visible()

    of_the_guest = [*reservation["Guest"].split(), stay["stay_id"], stay["guest_id"]]
    until(lambda: stay["stay_id"] not in screen.stored(), "the token of the guest is gone")
    shown = "".join(screen.page.evaluate("[...window.__shown]"))
    assert "RoomStateSync" in shown
    assert not [word for word in of_the_guest if word in shown or word in screen.stored()]


def test_a_guest_chooses_when_the_room_is_cleaned_and_sees_that_it_will_be(
    whole: Whole, board: Board, tablet: Hung
) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    whole.occupied(room)
    wall = tablet(room, board(DESK), **WALL)

    wall["ask"].click()
    wall["ask-kind-cleaning"].click()
    hour = wall.page.locator("[data-testid^=clean-at-]").last
    hour.check()
    chosen = datetime.fromisoformat(str(hour.get_attribute("data-testid")).removeprefix("clean-at-"))
    wall["clean-request"].click()

    made = until(lambda: _clean(whole, room), "the work is made")
    assert made["scheduled_for"] == chosen
    shown = wall[f"clean-{made['task_id']}"]
    expect(shown).to_have_attribute("data-status", made["status"])
    whole.deed(made["task_id"], "cancel", reason="The test is over")
    expect(shown).to_have_count(0)
    whole.leave(reservation)


def test_what_is_remembered_of_a_guest_is_forgotten_when_they_ask(whole: Whole, board: Board, tablet: Hung) -> None:
    shown = next(one for _, one in sorted(whole.documents("tablets").items()) if one["remembered"])
    room = whole.row(shown["room_id"])
    wall = tablet(shown["room_id"], board(DESK), **WALL)
    expect(wall["welcome-back"].locator("li")).to_have_count(len(shown["remembered"]))
    said = {_remembered(wall, language) for language in ("en", "ps", "tg")}
    assert len(said) == 3, said

    wall["forget-me"].click()
    expect(wall["remembered-sheet"].locator("li")).to_have_count(len(shown["remembered"]))
    wall["forget-confirm"].click()

    expect(wall["forget-state"]).to_have_attribute("data-pending", "false")
    wall.page.keyboard.press("Escape")
    expect(wall["welcome-back"]).to_have_count(0)
    assert not (whole.document("guests", room["stay"]["guest_id"]) or {})["preferences"]
    after = whole.document("tablets", shown["room_id"]) or {}
    assert not after["remembered"] + after["welcome_back"]


def test_a_guest_reads_about_the_house_in_the_language_they_turn_to(whole: Whole, board: Board, tablet: Hung) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    whole.occupied(room)
    wall = tablet(room, board(DESK), **WALL)
    told = (whole.document("tablets", room) or {})["information"]
    assert len(told) > 1

    for language, words in told.items():
        wall[f"language-{language}"].click()
        expect(wall.page.locator("html")).to_have_attribute("lang", language)
        wall["house-information"].click()
        expect(wall["house-information-sheet"]).to_contain_text(words)
        wall.page.keyboard.press("Escape")
        expect(wall["house-information-sheet"]).to_have_count(0)
    whole.leave(reservation)


def test_nothing_that_a_tablet_is_told_may_be_kept_on_the_way(whole: Whole, board: Board, tablet: Hung) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    whole.occupied(room)
    wall = tablet(room, board(DESK), **WALL)
    heard: list[Response] = []
    wall.page.on("response", lambda response: heard.append(response))  # noqa: PLW0108 - Playwright takes no built-ins

    wall["flag-make_up_room"].click()
    expect(wall["flag-make_up_room"]).to_have_attribute("data-pending", "false")
    wall.leave()
    wall.page.reload()
    expect(wall["guest-name"]).to_contain_text(reservation["Guest"])

    ours = [one for one in heard if one.url.startswith(f"{whole.house.url}/a") and "/assets/" not in one.url]
    assert ours
    assert [one.url for one in ours if "no-store" not in (one.header_value("cache-control") or "")] == []
    assert wall.page.evaluate("caches.keys()") == []
    assert wall.page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    whole.leave(reservation)


def test_a_tablet_at_rest_is_dark_and_a_touch_wakes_it(
    whole: Whole, board: Board, tablet: Hung, open_screen: Callable[..., Screen]
) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    wall = tablet(room, board(DESK), **WALL)
    expect(wall["guest-name"]).to_contain_text(reservation["Guest"])
    wall.page.clock.install()

    wall.page.clock.run_for(_TWO_MINUTES)

    expect(wall["dimmed"]).to_be_visible()
    brightness = wall["dimmed"].evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert brightness in ("rgb(0, 0, 0)", "oklch(0 0 0)", "color(srgb 0 0 0)"), brightness
    wall["dimmed"].tap()
    wall.page.clock.run_for(1_000)
    expect(wall["dimmed"]).to_have_count(0)
    whole.leave(reservation)


def test_the_home_of_a_guest_needs_no_scrolling_in_any_language(whole: Whole, board: Board, tablet: Hung) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    wall = tablet(room, board(DESK), **WALL)
    expect(wall["guest-name"]).to_contain_text(reservation["Guest"])

    for language in ("en", "fa", "fa-AF", "ps", "tg"):
        wall[f"language-{language}"].click()
        expect(wall.page.locator("html")).to_have_attribute("lang", language)
        assert not wall.page.evaluate(
            "[document.scrollingElement, document.querySelector('main')].some((one) => "
            "one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)"
        ), language
    whole.leave(reservation)


def _remembered(wall: Screen, language: str) -> str:
    """Turn the tablet to a language, and return in what words it has what is remembered of the guest."""
    wall[f"language-{language}"].click()
    expect(wall.page.locator("html")).to_have_attribute("lang", language)
    return wall["welcome-back"].locator("ul").inner_text()


def _clean(whole: Whole, room: str) -> dict[str, Any]:
    """Return the mid-stay clean that is to be done in this room, or nothing."""
    of_it = [one for one in whole.documents("tasks").values() if one["room_id"] == room and not one["finished_at"]]
    return next((one for one in of_it if one["kind"] == "mid_stay_clean"), {})
