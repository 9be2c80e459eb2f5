"""The board and a paired tablet in Chromium, each noting by itself when what it shows became another thing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from emulators import toolbox
from emulators.demo import PASSWORD
from tests.benchmarks.figures import MILLISECONDS, Figure
from tests.benchmarks.local import API, DESK, PLACE, Local

PATIENCE = 20.0  # seconds
_BREATH = 0.02
# In each page: every change of what is shown of the watched room, with the moment in milliseconds since 1970.
_NOTE = """
(() => {
  window.__shown = [];
  window.__taps = [];
  const now = () => performance.timeOrigin + performance.now();
  const find = (id) => document.querySelector(`[data-testid="${id}"]`);
  const state = () => {
    const tile = window.__room && find(`room-${window.__room}`);
    if (tile) return `${tile.dataset.occupancy} ${tile.dataset.flag}`;
    const flag = find('flag-do_not_disturb');
    if (flag) return `occupied ${flag.getAttribute('aria-checked') === 'true' ? 'do_not_disturb' : 'none'}`;
    return find('neutral') || find('idle') ? 'vacant none' : '';
  };
  let last = '';
  const look = () => {
    const found = state();
    if (found === last) return;
    last = found;
    window.__shown.push([now(), found]);
  };
  window.__watch = (room) => {
    window.__room = room;
    last = '';
    look();
  };
  addEventListener('click', () => window.__taps.push(now()), true);
  new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true});
})();
"""


@dataclass(frozen=True)
class Seen:
    """When each screen showed it, in seconds since 1970."""

    board: float
    tablet: float


@dataclass
class Screens:
    browser: Browser
    board: Page
    tablet: Page

    def pair(self, here: Local, room: str) -> None:
        """Have a new tablet paired with this room, and the board watched for it."""
        made = here.ask("POST", f"{API}/rooms/{room}/tablets", {"for": "room"}, here.token(DESK)).json()["data"]
        self.tablet.context.close()
        self.tablet = _page(self.browser)
        self.tablet.goto(f"{here.house.url}/tablet/")
        self.tablet.get_by_test_id("pairing-code").fill(made["code"])
        self.tablet.get_by_test_id("pairing-submit").click()
        self.board.evaluate("room => window.__watch(room)", room)
        _first_shown(self.tablet, "", 0)

    def saw(self, state: str, since: float) -> Seen:
        """Wait until both show a state that begins so. Raises TimeoutError."""
        return Seen(_first_shown(self.board, state, since), _first_shown(self.tablet, state, since))

    def tap(self) -> float:
        """Tap do-not-disturb on the tablet; return when the finger came down."""
        self.tablet.evaluate("window.__taps.length = 0")
        self.tablet.get_by_test_id("flag-do_not_disturb").click()
        return float(self.tablet.evaluate("window.__taps[0]")) / MILLISECONDS


def taps(here: Local, screens: Screens, times: int) -> list[Figure]:
    """A guest's tap until the board shows it, and a command of the desk's until the tablet shows it.

    The floor is a bare commit of the same field until the same screen shows it: what Firestore and the browser take.
    """
    room, token = here.occupied(), here.token(DESK)
    path = f"{API}/rooms/{room}/guest-flag"
    here.ask("PUT", path, {"flag": "none"}, token)
    screens.pair(here, room)
    _first_shown(screens.tablet, "occupied none", 0)
    tapped = Figure("tap in Chromium → board in Chromium", bound="150 p95", floor_is="bare commit → board")
    told = Figure("command → tablet in Chromium", bound="150 p95", floor_is="bare commit → tablet")
    for number in range(times + 1):
        began = screens.tap()
        tap = _first_shown(screens.board, "occupied do_not_disturb", began) - began
        # Until its own tap is answered a tablet shows that, whatever else it is told.
        screens.tablet.locator("[data-testid='flag-do_not_disturb'][data-pending='true']").wait_for(state="detached")
        asked = time.time()
        here.ask("PUT", path, {"flag": "none"}, token)
        command = screens.saw("occupied none", asked).tablet - asked
        bare_tablet = _committed(here, f"tablets/{room}", {"guest_flag": "do_not_disturb"}, screens.tablet)
        bare_board = _committed(here, f"rooms/{room}", {"guest_flag.value": "do_not_disturb"}, screens.board)
        again = time.time()
        here.ask("PUT", path, {"flag": "none"}, token)
        screens.saw("occupied none", again)
        if number:
            tapped.samples.append(tap * MILLISECONDS)
            tapped.floor.append(bare_board * MILLISECONDS)
            told.samples.append(command * MILLISECONDS)
            told.floor.append(bare_tablet * MILLISECONDS)
    return [tapped, told]


def _committed(here: Local, path: str, fields: dict[str, str], page: Page) -> float:
    began = time.time()
    here.documents.document(f"{PLACE}/{path}").update(fields)
    return _first_shown(page, "occupied do_not_disturb", began) - began


def _first_shown(page: Page, state: str, since: float) -> float:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for at, shown in page.evaluate("window.__shown"):
            if at / MILLISECONDS >= since and shown and shown.startswith(state):
                return float(at) / MILLISECONDS
        time.sleep(_BREATH)
    raise TimeoutError(f"{page.url} never showed {state!r}")


@contextmanager
def screens(here: Local) -> Iterator[Screens]:
    """Open the board, signed in, and a tablet that is not paired yet. Raises toolbox.Missing without a Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=toolbox.chromium(), args=["--no-sandbox"])
        try:
            board, tablet = _page(browser), _page(browser)
            board.goto(f"{here.house.url}/board/rooms")
            board.get_by_test_id("email").fill(DESK)
            board.get_by_test_id("password").fill(PASSWORD)
            board.get_by_test_id("sign-in").click()
            board.locator("[data-tile]").first.wait_for()
            yield Screens(browser, board, tablet)
        finally:
            browser.close()


def _page(browser: Browser) -> Page:
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    context.add_init_script(_NOTE)
    return context.new_page()
