"""Chromium as a member of staff and as a guest have it before them: on a desk, on a phone, on a device whose battery runs out."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Request, expect
from playwright.sync_api import Error as PlaywrightError

from tests.whole import PASSWORD, Shared, Whole, until

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
    caches: {}, files: [], workers: [],
  };
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const said = /json|html/.test(answer.headers.get('content-type') ?? '') ? await answer.text() : '';
      found.caches[`${name} ${request.url}`] = said;
    }
  }
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) found.files.push(name);
  for (const { scope } of await navigator.serviceWorker.getRegistrations()) found.workers.push(scope);
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


def _from_device(store: str, ask: str, shown: str) -> str:
    """Return what asks a store of the device's database for everything in it, each shown as that function does."""
    return f"""() => new Promise((done, failed) => {{
      const opening = indexedDB.open('room-state-sync');
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => {{
        const db = opening.result;
        const all = db.transaction('{store}').objectStore('{store}').{ask}();
        all.onsuccess = () => {{
          db.close();
          done(all.result.map({shown}));
        }};
      }};
    }})"""


_TAPS = _from_device("taps", "getAll", "({ key, command, at }) => ({ key, name: command.name, at: at.toISOString() })")
_COPIES = _from_device("documents", "getAllKeys", "([, id]) => id")
_GO = """(address) => {
  history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
}"""
_READY = """async () => {
  await navigator.serviceWorker.ready;
  return (await caches.match('/config.json')) !== undefined;
}"""

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
PHOTO = {
    "name": "sink.gif",
    "mimeType": "image/gif",
    "buffer": base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="),
}
WALL = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
_FAILED = pytest.StashKey[bool]()
_GOODBYE = 3_000  # milliseconds to wait at most until what was said last is heard
_BREATH = 20
_BEGUN, _ENDED = re.compile(r'"targetId":(\d+)'), re.compile(r'"removeTarget":(\d+)')


@dataclass(frozen=True)
class Tap:
    """What waits on a device to be sent."""

    key: str
    name: str
    at: datetime


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    return {"executable_path": chromium, "args": [*_FLAGS]}


class Heard:
    """The listeners that Firestore has heard a page begin, and not end."""

    def __init__(self, page: Page) -> None:
        self.listeners: set[str] = set()
        page.on("requestfinished", self._note)

    def _note(self, request: Request) -> None:
        if "/Listen/channel" in request.url and request.method == "POST":
            said = unquote(request.post_data or "")
            self.listeners |= set(_BEGUN.findall(said))
            self.listeners -= set(_ENDED.findall(said))


@dataclass
class Screen:
    """One page, and how to find things on it."""

    page: Page
    errors: list[str]
    heard: Heard

    def __getitem__(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    def tile(self, room_id: str) -> Locator:
        return self[f"room-{room_id}"]

    def go(self, address: str) -> None:
        """Follow an address of the board without loading the page anew, as a link in it does."""
        self.page.evaluate(_GO, address)

    def leave(self) -> None:
        """Go when the goodbye is heard: the emulator of Firestore goes on telling pages that are gone without a word.

        Twenty pages that it still tells make each write forty times dearer.
        """
        if self.page.is_closed():
            return
        with suppress(PlaywrightError):
            self.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
            for _ in range(0, _GOODBYE, _BREATH):
                if not self.heard.listeners:
                    break
                self.page.wait_for_timeout(_BREATH)

    def speak(self, language: str) -> None:
        self["account"].click()
        self["language"].select_option(language)
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.page.keyboard.press("Escape")
        expect(self["account-sheet"]).to_have_count(0)

    def taps(self) -> list[Tap]:
        """Return what this device keeps to be sent, in the order of tapping."""
        kept = [Tap(one["key"], one["name"], datetime.fromisoformat(one["at"])) for one in self.page.evaluate(_TAPS)]
        return sorted(kept, key=lambda tap: tap.at)

    def copies(self) -> set[str]:
        """Return the ids of the documents that this device keeps a copy of: not of those that others only name."""
        return set(self.page.evaluate(_COPIES))

    def works_offline(self) -> None:
        """Wait until this device has what it needs to open the board without a network."""
        until(lambda: self.page.evaluate(_READY), "the board is on the device")

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture
def open_screen(
    request: pytest.FixtureRequest, whole: Whole, browser: Browser, built_screens: None
) -> Iterator[Callable[..., Screen]]:
    """Return how to open a page on a device of its own; afterwards, that none of them ran into an error is asserted.

    What they show at the end of a test that failed is reported with it.
    """
    contexts: list[BrowserContext] = []
    screens: list[Screen] = []

    def opened(path: str, **device: Any) -> Screen:
        desk = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "service_workers": _workers(path)}
        context = browser.new_context(base_url=whole.house.url, **{**desk, **device})
        contexts.append(context)
        screen = _screen(context.new_page())
        screens.append(screen)
        screen.page.goto(path)
        return screen

    yield opened
    if request.node.stash.get(_FAILED, False):
        for screen in (one for one in screens if not one.page.is_closed()):
            request.node.add_report_section("teardown", screen.page.url, screen.page.locator("body").aria_snapshot())
    errors = [error for screen in screens for error in screen.errors]
    for screen in screens:
        screen.leave()
    for context in contexts:
        context.close()
    assert not errors


def _workers(path: str) -> str:
    """Keep a board from laying in all its files for a day without a network, which is a `device`'s to have: it takes two seconds.

    A tablet lays in nothing, and is free to be caught at it.
    """
    return "block" if path.startswith("/board") else "allow"


@pytest.fixture
def board(open_screen: Callable[..., Screen]) -> Callable[..., Screen]:
    """Return how to sign in at a board: somebody, at a page of it, on some device."""

    def signed_in(email: str, query: str = "", page: str = "rooms", **device: Any) -> Screen:
        screen = open_screen(f"/board/{page}{query}", **device)
        sign_in(screen, email)
        return screen

    return signed_in


@dataclass
class Device:
    """A browser of its own that can be killed, as a phone dies: what its profile keeps is all that is left."""

    playwright: Playwright
    command: tuple[str, ...]
    profile: Path
    url: str
    errors: list[str]
    _running: subprocess.Popen[bytes] | None = None
    _screen: Screen | None = None

    def open(self, path: str, *, online: bool = True, before: str = "") -> Screen:
        """Start it and open this page; `before` runs in it first. The network is there or not before anything is asked."""
        address = self.profile / "DevToolsActivePort"
        address.unlink(missing_ok=True)
        command = [*self.command, f"--user-data-dir={self.profile}", "--remote-debugging-port=0", "about:blank"]
        self._running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        port = until(lambda: address.exists() and address.read_text().split("\n")[0], "the browser listens")
        browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        context = browser.contexts[0]
        self._screen = _screen(context.new_page(), self.errors)
        context.set_offline(not online)
        if before:
            context.add_init_script(before)
        self._screen.page.goto(f"{self.url}{path}")
        return self._screen

    def network(self, *, there: bool) -> None:
        if self._screen:
            self._screen.page.context.set_offline(not there)

    def kill(self) -> None:
        """End it in the middle of whatever it does: nothing is said to the page, nothing is tidied up."""
        self._end(signal.SIGKILL)

    def switch_off(self) -> None:
        """End it as somebody does who presses its button: what it holds is written down."""
        if self._screen:
            browser = self._screen.page.context.browser
            assert browser
            browser.new_browser_cdp_session().send("Browser.close")
        if self._running:
            self._running.wait(timeout=20)
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._running:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, how)
            self._running.wait(timeout=20)
            self._running = None


@pytest.fixture
def device(
    whole: Whole, shared_house: Shared, playwright: Playwright, chromium: str, built_screens: None, tmp_path: Path
) -> Iterator[Callable[[str], Device]]:
    """Return how to take a device into one's hand; afterwards, that none of its pages ran into an error is asserted."""
    shared_house.wear_out()
    devices: list[Device] = []

    def taken(name: str) -> Device:
        command = (chromium, *_FLAGS, "--headless=new", "--lang=en-GB", "--window-size=1280,900")
        devices.append(Device(playwright, command, tmp_path / name, whole.house.url, []))
        return devices[-1]

    yield taken
    for one in devices:
        one.kill()
    assert not [error for one in devices for error in one.errors]


def sign_in(screen: Screen, email: str) -> None:
    screen["email"].fill(email)
    screen["password"].fill(PASSWORD)
    screen["sign-in"].click()
    # A server that did not answer is asked once more, as by anybody who reads that.
    expect(screen["status"].or_(screen["sign-in-failure"])).to_be_visible()
    if screen["sign-in-failure"].is_visible():
        screen["sign-in"].click()
    expect(screen["status"]).to_have_attribute("data-live", "true")


def complete(screen: Screen, linen: str = "") -> None:
    """Go through the end of the task in sight: every line ticked, and one piece of linen brought back where it is named."""
    screen["task-complete"].click()
    for line in screen.page.locator("[data-testid^=check-]").all():
        line.check()
    if linen:
        more = screen[f"linen-{linen}-more"]
        if more.count() == 0:
            screen["linen-all"].click()
        more.click()
        expect(screen[f"linen-{linen}"]).to_have_attribute("data-count", "1")
    screen["task-finish"].click()


def _screen(page: Page, errors: list[str] | None = None) -> Screen:
    screen = Screen(page, [] if errors is None else errors, Heard(page))
    page.on("pageerror", lambda error: screen.errors.append(error.stack or str(error)))
    return screen


@pytest.fixture
def tablet(open_screen: Callable[..., Screen], board: Callable[..., Screen]) -> Callable[..., Screen]:
    """Return how to hang up a tablet: its code is made at this board."""

    def paired(room_id: str, desk: Screen, **device: Any) -> Screen:
        desk.go(f"/board/rooms?room={room_id}")
        desk["pair-tablet"].click()
        code = desk["pairing-code"].inner_text()
        screen = open_screen("/tablet/", **device)
        screen["pairing-code"].fill(code)
        screen["pairing-submit"].click()
        expect(screen["room-number"]).to_contain_text(room_id)
        expect(desk["pairing-code"]).to_have_count(0)  # it has served
        desk["panel-close"].click()
        return screen

    return paired
