"""Everybody can use it: axe finds nothing, every page is reached and used by keyboard, every target is large enough for a thumb.

Pages come from the navigation of each role, so one that is added is looked at too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from emulators.toolbox import ROOT
from tests.browser.conftest import PHONE, WALL, Screen, sign_in
from tests.whole import DESK, HOUSEKEEPER, MANAGER, SUPERVISOR, Whole

Board = Callable[..., Screen]
Hung = Callable[..., Screen]

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TARGET = 44
CALM = {"reduced_motion": "reduce"}
# Each language and each theme once: words do not depend on colours, nor colours on words.
LOOKS = [("en", "light"), ("fa-AF", "dark")]

_AXE = """async (only) => {
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`));
}"""
# A target counts with the label that may be tapped instead, and with what takes the tap around it. A link within a
# sentence may be as small as its words (WCAG 2.5.8).
_SMALL = """(least) => {
  const targets = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=option]';
  const within = (box) => box.width > 0 && box.height > 0;
  const small = (element) => {
    const label = element.closest('label') ?? element.labels?.[0];
    const boxes = [element, label].filter(Boolean).map((one) => one.getBoundingClientRect());
    if (boxes.some((box) => box.width >= least - 0.5 && box.height >= least - 0.5)) return false;
    const box = boxes.find(within);
    if (!box) return false;
    const [x, y, reach] = [box.x + box.width / 2, box.y + box.height / 2, least / 2 - 1];
    const takes = (x, y) => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && (element.contains(hit) || (label?.contains(hit) ?? false));
    };
    return ![[x - reach, y], [x + reach, y], [x, y - reach], [x, y + reach]].every(([x, y]) => takes(x, y));
  };
  const inline = (element) =>
    getComputedStyle(element).display === 'inline' &&
    [...element.parentElement.childNodes].some((near) => near.nodeType === 3 && near.data.trim());
  return [...document.querySelectorAll(targets)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]'))
    .filter((element) => !element.classList.contains('skip') && !inline(element) && small(element))
    .map((element) => {
      const { width, height } = element.getBoundingClientRect();
      const name = element.dataset.testid ?? element.getAttribute('aria-label') ?? element.textContent.trim();
      return `${element.localName} ${name.slice(0, 40)}: ${width.toFixed()}x${height.toFixed()}`;
    });
}"""
# Notes what the focus comes to, and what is amiss there: no ring, or hidden by something that lies over it.
_FOLLOW = """() => {
  window.__reached = new Set();
  window.__amiss = new Set();
  const name = (element) =>
    `${element.localName} ${element.dataset.testid ?? element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`;
  window.__name = name;
  const ring = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
  };
  window.__look = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return false;
    window.__reached.add(element);
    const around = [element, element.closest('label'), element.labels?.[0], element.parentElement, element.nextElementSibling];
    if (!around.some((one) => one && ring(one))) window.__amiss.add(`no ring: ${name(element)}`);
    const { x, y, width, height } = (element.closest('label') ?? element).getBoundingClientRect();
    const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
    const seen = points.some(([across, down]) => {
      const hit = document.elementFromPoint(x + width * across, y + height * down);
      return hit && (element.contains(hit) || hit.contains(element) || element.closest('label')?.contains(hit));
    });
    if (!seen) window.__amiss.add(`out of sight: ${name(element)}`);
    return true;
  };
}"""
# What Tab has to come to: of a group of radios only one, of a grid that arrows walk only one.
_MISSED = """() => {
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const usable = (element) =>
    element.tabIndex >= 0 && !element.disabled && !element.closest('[inert]') &&
    element.checkVisibility({ visibilityProperty: true });
  const reached = (element) =>
    window.__reached.has(element) ||
    (element.type === 'radio' && [...window.__reached].some((one) => one.type === 'radio' && one.name === element.name));
  return [...document.querySelectorAll(all)].filter((one) => usable(one) && !reached(one)).map(window.__name);
}"""
_WIDE = (
    "[document.scrollingElement, document.querySelector('main')].some((one) => one.scrollWidth > one.clientWidth + 1)"
)
_MOST_STOPS = 400


def pages(screen: Screen) -> list[str]:
    """Return the pages of who is at this board, as the navigation lists them."""
    names = [link.get_attribute("data-testid") or "" for link in screen.page.locator("nav a[data-testid^=page-]").all()]
    return [name.removeprefix("page-") for name in names]


def every_page(board: Board, **device: Any) -> Iterator[tuple[Screen, str]]:
    """Show every page there is: as the manager, who has them all, and a housekeeper's own as a housekeeper."""
    manager = board(MANAGER, **device)
    for page in pages(manager):
        show(manager, page)
        yield manager, page
    manager.leave()
    manager.page.context.close()
    housekeeper = board(HOUSEKEEPER, **device)
    for page in pages(housekeeper)[:1]:
        show(housekeeper, page)
        yield housekeeper, page


def show(screen: Screen, page: str, query: str = "") -> None:
    screen.go(f"/board/{page}{query}")
    stands(screen)


def stands(screen: Screen) -> None:
    """Wait until the page is there with what it has to show."""
    expect(screen.page.locator("main [aria-busy=true], main [data-testid=loading]")).to_have_count(0)
    expect(screen.page.locator("main > *").first).to_be_attached()
    screen.page.wait_for_timeout(250)  # what slides in has come to rest


def axe(screen: Screen, **only: Any) -> list[str]:
    page = screen.page
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(_AXE, only or {"type": "tag", "values": TAGS})
    return found


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_on_any_page_of_the_board(board: Board, language: str, theme: str) -> None:
    found: list[str] = []
    spoken: Screen | None = None
    for screen, page in every_page(board, color_scheme=theme, **CALM):
        if screen is not spoken:
            screen.speak(language)
            spoken = screen
        show(screen, page)
        found += [f"{page}: {one}" for one in axe(screen)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_beside_the_page_and_before_it(
    whole: Whole, open_screen: Callable[..., Screen], language: str, theme: str
) -> None:
    screen = open_screen("/board/rooms", color_scheme=theme, **CALM)
    screen["language"].select_option(language)
    found = {"sign-in": axe(screen)}
    sign_in(screen, SUPERVISOR)
    screen.speak(language)
    show(screen, "rooms", f"?room={whole.slept_in()}")
    expect(screen["panel"]).to_be_visible()
    found["room panel"] = axe(screen)
    screen.page.keyboard.press("Escape")
    show(screen, "tasks", f"?task={whole.task(whole.slept_in())}")
    expect(screen["task-sheet"]).to_be_visible()
    found["task sheet"] = axe(screen)
    screen.page.keyboard.press("Escape")
    screen["account"].click()
    found["account"] = axe(screen)
    screen.page.keyboard.press("Escape")
    screen.page.keyboard.press("?")
    found["keys"] = axe(screen)
    assert not any(found.values()), found


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_on_the_tablet_and_every_target_is_large_enough(
    whole: Whole, open_screen: Callable[..., Screen], board: Board, tablet: Hung, language: str, theme: str
) -> None:
    looks = {**WALL, **CALM, "color_scheme": theme}
    found: dict[str, list[str]] = {}

    def look(screen: Screen, where: str) -> None:
        found[where] = [*axe(screen), *screen.page.evaluate(_SMALL, TARGET)]

    unpaired = open_screen("/tablet/", **looks)
    unpaired[f"language-{language}"].click()
    look(unpaired, "pairing")
    room = whole.free_room()
    wall = tablet(room, board(DESK), **looks)
    expect(wall["neutral"]).to_be_visible()
    look(wall, "neutral")
    reservation = whole.arrive(room)
    expect(wall["guest-name"]).to_contain_text(reservation["Guest"])
    wall[f"language-{language}"].click()
    look(wall, "home")
    for opener, sheet in (("ask", "ask-sheet"), ("house-information", "house-information-sheet")):
        wall[opener].click()
        expect(wall[sheet]).to_be_visible()
        look(wall, sheet)
        wall.page.keyboard.press("Escape")
        expect(wall[sheet]).to_have_count(0)
    whole.leave(reservation)
    assert not any(found.values()), found


def test_on_a_phone_every_target_is_large_enough_for_a_thumb_and_nothing_is_wider_than_the_phone(
    whole: Whole, board: Board
) -> None:
    found: list[str] = []
    for screen, page in every_page(board, **PHONE, **CALM):
        found += [f"{page}: {one}" for one in screen.page.evaluate(_SMALL, TARGET)]
        if screen.page.evaluate(_WIDE):
            found.append(f"{page} is wider than the phone")
    show(screen, "rooms", f"?room={whole.slept_in()}")
    expect(screen["panel"]).to_be_visible()
    found += [f"room panel: {one}" for one in screen.page.evaluate(_SMALL, TARGET)]
    show(screen, "tasks", f"?task={whole.task(whole.slept_in())}")
    expect(screen["task-sheet"]).to_be_visible()
    found += [f"task sheet: {one}" for one in screen.page.evaluate(_SMALL, TARGET)]
    assert not found, "\n".join(found)


def test_tab_comes_to_everything_on_every_page_and_shows_where_it_is(board: Board) -> None:
    found: list[str] = []
    for screen, page in every_page(board, **CALM):
        found += [f"{page}: {one}" for one in _walk(screen)]
    assert not found, "\n".join(found)


def test_a_board_is_worked_without_a_mouse(whole: Whole, board: Board) -> None:
    room = whole.slept_in()
    screen = board(SUPERVISOR)
    keys = screen.page.keyboard

    keys.press("/")
    expect(screen.page.locator("input[type=search]")).to_be_focused()
    keys.type(room)
    keys.press("Escape")
    screen.tile(room).focus()
    keys.press("Enter")
    expect(screen["panel"]).to_be_visible()
    expect(screen.page.locator("#panel-title")).to_be_focused()
    keys.press("Escape")
    expect(screen["panel"]).to_have_count(0)
    expect(screen.tile(room)).to_be_focused()

    for page in pages(screen)[1:]:
        key = screen[f"page-{page}"].get_attribute("aria-keyshortcuts") or ""
        for one in key.split():
            keys.press(one)
        expect(screen[f"page-{page}"]).to_have_attribute("aria-current", "page")
        expect(screen.page.locator("h1")).to_be_focused()


def _walk(screen: Screen) -> list[str]:
    """Press Tab from the top of the page until it begins again; return what was missed or was amiss."""
    page = screen.page
    page.evaluate(_FOLLOW)
    page.evaluate("document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')")
    began = False
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate("window.__look()")
        if began and not here:
            break
        began = began or here
    return [*page.evaluate("[...window.__amiss]"), *(f"not reached: {one}" for one in page.evaluate(_MISSED))]
