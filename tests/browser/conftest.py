"""Chromium as a member of staff and as a guest have it before them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.whole import PASSWORD, Whole

_FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A machine that runs everything at once is slow: what is asserted is that it comes, never how soon.
expect.set_options(timeout=30_000)

_STORED = """async () => {
  const found = {
    local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie, databases: {},
    caches: 'caches' in self ? await caches.keys() : [],
  };
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done, failed) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => failed(opening.error);
    });
    found.databases[name] = {};
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      found.databases[name][store] = await new Promise((done) => { all.onsuccess = () => done(all.result); });
    }
    db.close();
  }
  return JSON.stringify(found);
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    return {"executable_path": chromium, "args": [*_FLAGS]}


@dataclass
class Screen:
    """One page, and how to find things on it."""

    page: Page
    errors: list[str]

    def __getitem__(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    def tile(self, room_id: str) -> Locator:
        return self[f"room-{room_id}"]

    def stored(self) -> str:
        """Return everything that this page keeps on its device, tokens opened."""
        raw = self.page.evaluate(_STORED)
        return f"{raw}\n{json.dumps([_opened(word) for word in raw.replace(chr(92), '').split(chr(34))])}"


def _opened(word: str) -> str:
    """Return what a token says, where the word is one."""
    parts = word.split(".")
    if len(parts) != 3 or len(word) < 60:
        return ""
    try:
        return base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)).decode()
    except ValueError:
        return ""


@pytest.fixture
def open_screen(whole: Whole, browser: Browser, built_screens: None) -> Iterator[Callable[[str], Screen]]:
    """Return how to open a page on a device of its own; afterwards, that none of them ran into an error is asserted."""
    contexts: list[BrowserContext] = []
    screens: list[Screen] = []

    def opened(path: str) -> Screen:
        context = browser.new_context(base_url=whole.house.url, locale="en-GB", viewport={"width": 1280, "height": 800})
        contexts.append(context)
        page = context.new_page()
        screen = Screen(page, [])
        page.on("pageerror", lambda error: screen.errors.append(str(error)))
        page.goto(path)
        screens.append(screen)
        return screen

    yield opened
    errors = [error for screen in screens for error in screen.errors]
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def board(open_screen: Callable[[str], Screen]) -> Callable[..., Screen]:
    """Return how to sign in at a board."""

    def signed_in(email: str, query: str = "") -> Screen:
        screen = open_screen(f"/board/rooms{query}")
        screen["email"].fill(email)
        screen["password"].fill(PASSWORD)
        screen["sign-in"].click()
        expect(screen["status"]).to_have_attribute("data-live", "true")
        return screen

    return signed_in


@pytest.fixture
def tablet(open_screen: Callable[[str], Screen], board: Callable[..., Screen]) -> Callable[[str, Screen], Screen]:
    """Return how to hang up a tablet: its code is made at this board."""

    def paired(room_id: str, desk: Screen) -> Screen:
        desk.tile(room_id).click()
        desk["pair-tablet"].click()
        code = desk["pairing-code"].inner_text()
        desk.page.keyboard.press("Escape")
        desk["panel-close"].click()
        screen = open_screen("/tablet/")
        screen["pairing-code"].fill(code)
        screen["pairing-submit"].click()
        expect(screen["room-number"]).to_contain_text(room_id)
        return screen

    return paired
