"""Two boards and a paired tablet in Chromium, each noting by itself when what it shows became another thing.

Every moment is taken inside a page, in milliseconds since 1970 of this machine's clock; nothing is asked in between.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from google.cloud import firestore, pubsub_v1
from playwright.sync_api import Browser, Page, sync_playwright

from emulators import toolbox
from emulators.cloud import PROJECT
from emulators.demo import PASSWORD
from shared.domain.tasks import TaskReassigned
from tests.benchmarks.figures import MILLISECONDS, Figure
from tests.benchmarks.local import API, DESK, MANAGER, PLACE, Local

PATIENCE = 20.0  # seconds
FLAGS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
CHANGES, SECONDS = 200, 10  # of the burst
WARMING = (
    30  # rounds that count for nothing: the emulator's first hundred commits take three times as long as later ones
)
_BREATH = 0.02
# In each page: every change of what is shown of the watched room and task; every tap; and frames, when asked for.
NOTE = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const find = (id) => document.querySelector(`[data-testid="${id}"]`);
  const looks = {
    room: () => {
      const tile = window.__room && find(`room-${window.__room}`);
      if (tile) return `${tile.dataset.occupancy} ${tile.dataset.flag}`;
      const flag = find('flag-do_not_disturb');
      if (flag) return `occupied ${flag.getAttribute('aria-checked') === 'true' ? 'do_not_disturb' : 'none'}`;
      return find('neutral') || find('dimmed') ? 'vacant none' : '';
    },
    task: () => {
      const card = window.__task && find(`task-${window.__task}`);
      return card?.closest('[data-testid^="column-"]')?.dataset.testid ?? '';
    },
  };
  window.__taps = [];
  window.__shown = { room: [], task: [] };
  const last = { room: '', task: '' };
  const look = () => {
    for (const what of ['room', 'task']) {
      const found = looks[what]();
      if (found === last[what]) continue;
      last[what] = found;
      window.__shown[what].push([now(), found]);
    }
  };
  window.__watch = (room, task) => {
    window.__room = room;
    window.__task = task;
    last.room = last.task = '';
    look();
  };
  const tapped = (event) => window.__taps.push(performance.timeOrigin + event.timeStamp);
  addEventListener('click', tapped, true);
  addEventListener('mouseup', tapped, true);
  new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true});
  window.__frames = (milliseconds) => new Promise((done) => {
    const [at, long] = [[], []];
    const tasks = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)));
    tasks.observe({ type: 'longtask' });
    const end = performance.now() + milliseconds;
    const frame = (moment) => {
      at.push(moment);
      if (performance.now() < end) return requestAnimationFrame(frame);
      tasks.disconnect();
      done({ gaps: at.slice(1).map((each, index) => each - at[index]), long });
    };
    requestAnimationFrame(frame);
  });
})();
"""


@dataclass
class Frames:
    """How a page was drawn for a while: the time between frames, and what kept it busy for longer than 50 ms."""

    what: str
    gaps: list[float]
    long: list[float]
    usual: float = 0.0

    @property
    def dropped(self) -> int:
        """Frames that should have been drawn and were not, by the pace of the idle page."""
        return sum(max(0, round(gap / (self.usual or median(self.gaps))) - 1) for gap in self.gaps)

    def to_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "frames": len(self.gaps),
            "dropped": self.dropped,
            "longest_milliseconds": round(max(self.gaps), 1),
            "long_tasks": len(self.long),
            "longest_task_milliseconds": round(max(self.long, default=0.0), 1),
        }


@dataclass
class Screens:
    browser: Browser
    board: Page
    other: Page
    tablet: Page

    def pair(self, here: Local, room: str) -> None:
        """Have a new tablet paired with this room, and the boards watched for it."""
        made = here.ask("POST", f"{API}/rooms/{room}/tablets", {"for": "room"}, here.token(DESK)).json()["data"]
        self.tablet.context.close()
        self.tablet = _page(self.browser)
        self.tablet.goto(f"{here.house.url}/tablet/")
        self.tablet.get_by_test_id("pairing-code").fill(made["code"])
        self.tablet.get_by_test_id("pairing-submit").click()
        for board in (self.board, self.other):
            board.evaluate("room => window.__watch(room)", room)
        first_shown(self.tablet, "room", "", 0)

    def saw(self, state: str, since: float) -> Seen:
        """Wait until all show a state that begins so. Raises TimeoutError."""
        return Seen(*(first_shown(page, "room", state, since) for page in (self.board, self.other, self.tablet)))


@dataclass(frozen=True)
class Seen:
    """When each screen showed it, in seconds since 1970."""

    board: float
    other: float
    tablet: float


def changes(here: Local, screens: Screens, times: int) -> list[Figure]:
    """A guest's tap until both boards show it; a tap on a board until the other one and the tablet show it.

    The floor is a bare commit of the same fields until the same screens show it: what Firestore and the browser take.
    """
    room, token = here.occupied(), here.token(DESK)
    here.ask("PUT", f"{API}/rooms/{room}/guest-flag", {"flag": "none"}, token)
    screens.pair(here, room)
    first_shown(screens.tablet, "room", "occupied none", 0)
    go(screens.board, f"/board/rooms?room={room}")
    by_guest = Figure("tap on a tablet → two boards", bound="150 p95", floor_is="bare commit → the same")
    by_staff = Figure("tap on a board → other board, tablet", bound="150 p95", floor_is="bare commit → the same")
    for number in range(WARMING + times):
        began = tap(screens.tablet, "flag-do_not_disturb")
        seen = screens.saw("occupied do_not_disturb", began)
        guest = max(seen.board, seen.other) - began
        _settled(screens.tablet, "[data-testid='flag-do_not_disturb'][data-pending='true']")
        began = tap(screens.board, "set-flag-none")
        seen = screens.saw("occupied none", began)
        staff = max(seen.other, seen.tablet) - began
        _settled(screens.board, f"[data-testid='room-{room}'][data-pending='true']")
        bare = time.time()
        with here.documents.batch() as both:
            both.update(here.documents.document(f"{PLACE}/rooms/{room}"), {"guest_flag.value": "do_not_disturb"})
            both.update(here.documents.document(f"{PLACE}/tablets/{room}"), {"guest_flag": "do_not_disturb"})
        seen = screens.saw("occupied do_not_disturb", bare)
        again = time.time()
        here.ask("PUT", f"{API}/rooms/{room}/guest-flag", {"flag": "none"}, token)
        screens.saw("occupied none", again)
        if number >= WARMING:
            by_guest.samples.append(guest * MILLISECONDS)
            by_guest.floor.append((max(seen.board, seen.other) - bare) * MILLISECONDS)
            by_staff.samples.append(staff * MILLISECONDS)
            by_staff.floor.append((max(seen.other, seen.tablet) - bare) * MILLISECONDS)
    return [by_guest, by_staff]


def burst(here: Local, page: Page, rooms: int) -> tuple[Figure, list[Frames]]:
    """Draw the board while rooms change on it, twenty a second; and while nothing does, the machine being as busy."""
    numbers = [one.id for one in here.documents.collection(f"{PLACE}/rooms").limit(60).stream()]
    idle = _drawn(page, f"idle, {rooms} rooms", lambda number: _elsewhere(here, number))
    busy = _drawn(
        page, f"{CHANGES} changes in {SECONDS} s, {rooms} rooms", lambda number: _change(here, numbers, number)
    )
    busy.usual = idle.usual = median(idle.gaps)
    name = f"frame, {CHANGES} changes in {SECONDS} s, {rooms} rooms"
    return Figure(name, busy.gaps, idle.gaps, floor_is="idle board, as many commits elsewhere"), [idle, busy]


def _drawn(page: Page, what: str, act: Callable[[int], None]) -> Frames:
    def at_pace() -> None:
        began = time.monotonic()
        for number in range(CHANGES):
            act(number)
            time.sleep(max(0.0, began + (number + 1) * SECONDS / CHANGES - time.monotonic()))

    hands = threading.Thread(target=at_pace)
    hands.start()
    drawn = page.evaluate("milliseconds => window.__frames(milliseconds)", SECONDS * MILLISECONDS)
    hands.join()
    return Frames(what, drawn["gaps"], drawn["long"])


def _change(here: Local, rooms: Sequence[str], number: int) -> None:
    flag = "make_up_room" if (number // len(rooms)) % 2 == 0 else "none"
    fields = {"guest_flag.value": flag, "revision": firestore.Increment(1)}
    here.documents.document(f"{PLACE}/rooms/{rooms[number % len(rooms)]}").update(fields)


def _elsewhere(here: Local, number: int) -> None:
    here.documents.document("bare/two").update({"count": number})


@dataclass
class Heard:
    """A subscription of our own: when each message of a topic came, in seconds since 1970."""

    _at: dict[str, float] = field(default_factory=dict)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def note(self, message: Any) -> None:
        at = time.time()
        message.ack()
        with self._news:
            self._at[bytes(message.data).decode()] = at
            self._news.notify_all()

    def when(self, named: Sequence[str], since: float) -> float:
        """Return when the first message after that moment came that names all of these."""

        def first() -> float | None:
            return min(
                (at for said, at in self._at.items() if at >= since and all(one in said for one in named)), default=None
            )

        with self._news:
            if not self._news.wait_for(lambda: first() is not None, PATIENCE):
                raise TimeoutError(f"nobody was told of {named}")
            return first() or 0.0


@contextmanager
def _heard(topic: str) -> Iterator[Heard]:
    heard, subscriber = Heard(), pubsub_v1.SubscriberClient()
    name = subscriber.subscription_path(PROJECT, f"bench-{time.time_ns()}")
    subscriber.create_subscription(name=name, topic=f"projects/{PROJECT}/topics/{topic}")
    pulling = subscriber.subscribe(name, callback=heard.note)
    try:
        yield heard
    finally:
        pulling.cancel()
        pulling.result(timeout=10)
        subscriber.delete_subscription(subscription=name)
        subscriber.close()


def drags(here: Local, screens: Screens, task: str, people: Sequence[str], times: int, told: Any) -> list[Figure]:
    """A card is let go on another person until Firestore has it, a subscriber was told, and the other board shows it.

    `told` listens to the task's document. Who drags is the manager: the front desk only looks.
    """
    aim, floor = "400 p99", "read, guarded commit, publish"
    kept, heard, shown = (
        Figure(f"drag onto a person → {where}", aim=aim, floor_is=floor)
        for where in ("Firestore", "Pub/Sub subscriber", "other board")
    )
    for board in (screens.board, screens.other):
        go(board, "/board/tasks")
        board.get_by_test_id("tasks-by-person").check()
        board.get_by_test_id(f"task-{task}").wait_for()
        board.get_by_test_id(f"column-{people[1]}").wait_for()
        board.evaluate("task => window.__watch('', task)", task)
    with _heard(TaskReassigned.subject) as ears:
        for number, to in zip(range(times + 1), itertools.cycle(people[::-1])):
            screens.other.evaluate("window.__taps.length = 0")
            drag(screens.other, f"task-{task}", f"column-{to}")
            began = float(screens.other.evaluate("window.__taps[0]")) / MILLISECONDS
            took = (
                told.when(lambda data, wanted=to: data["assignee"] == wanted, began - 1) - began,
                ears.when((task, to), began) - began,
                first_shown(screens.board, "task", f"column-{to}", began) - began,
            )
            bare = time.time()
            here.by_hand("update")
            bare = time.time() - bare
            _settled(screens.other, f"[data-testid='task-{task}'][data-pending='true']")
            if number:
                for figure, one in zip((kept, heard, shown), took, strict=True):
                    figure.samples.append(one * MILLISECONDS)
                    figure.floor.append(bare * MILLISECONDS)
    return [kept, heard, shown]


def drag(page: Page, card: str, onto: str) -> None:
    """Take a card with the mouse, carry it over a column as a hand would, and let it go."""
    mouse = page.mouse
    page.get_by_test_id(card).hover(position={"x": 40, "y": 20})
    held, there = (page.get_by_test_id(one).bounding_box() for one in (card, onto))
    if not held or not there:
        raise TimeoutError(f"{card} or {onto} is not in sight")
    mouse.down()
    mouse.move(held["x"] + 48, held["y"] + 28, steps=4)
    mouse.move(there["x"] + there["width"] / 2, there["y"] + min(60, there["height"] / 2), steps=12)
    page.wait_for_timeout(300)  # what lies there makes room
    mouse.up()


def tap(page: Page, test_id: str) -> float:
    """Tap; return when the finger came down, in seconds since 1970."""
    page.evaluate("window.__taps.length = 0")
    page.get_by_test_id(test_id).click()
    return float(page.evaluate("window.__taps.at(-1)")) / MILLISECONDS


def go(page: Page, address: str) -> None:
    page.evaluate("(to) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }", address)


def first_shown(page: Page, what: str, state: str, since: float) -> float:
    """Return when this page first showed a state that begins so, in seconds since 1970. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for at, shown in page.evaluate("what => window.__shown[what]", what):
            if at / MILLISECONDS >= since and shown and shown.startswith(state):
                return float(at) / MILLISECONDS
        time.sleep(_BREATH)
    raise TimeoutError(f"{page.url} never showed {state!r}")


def _settled(page: Page, pending: str) -> None:
    """Return when a screen's own tap is confirmed: until then it shows that, whatever else it is told."""
    page.locator(pending).wait_for(state="detached")


@contextmanager
def screens(here: Local) -> Iterator[Screens]:
    """Open two boards, signed in, and a tablet that is not paired yet. Raises toolbox.Missing without a Chromium."""
    with browser() as running:
        boards = [_page(running), _page(running)]
        for page, email in zip(boards, (DESK, MANAGER), strict=True):
            sign_in(here, page, email)
        yield Screens(running, *boards, _page(running))


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=toolbox.chromium(), args=[*FLAGS])
        try:
            yield running
        finally:
            running.close()


def sign_in(here: Local, page: Page, email: str) -> None:
    page.goto(f"{here.house.url}/board/rooms")
    page.get_by_test_id("email").fill(email)
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("sign-in").click()
    page.locator("[data-testid=status][data-live=true]").wait_for()
    page.locator("[data-tile]").first.wait_for()


def _page(running: Browser) -> Page:
    context = running.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    context.add_init_script(NOTE)
    return context.new_page()
