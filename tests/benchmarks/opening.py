"""How the screens open: each page's first paint and weight, and a house of 500 rooms from the device, with and without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page
from rich.table import Table

from tests.benchmarks import screens
from tests.benchmarks.figures import Figure, shown, table
from tests.benchmarks.local import API, MANAGER, PLACE, Local

ROOMS = 500
_KB = 1_000
# Notes when all tiles are there, and when the frame that shows them was drawn; both since the navigation began.
_NOTE = """
(() => {
  window.__opened = {};
  const wanted = Number(sessionStorage.getItem('tiles') ?? '1');
  const watch = new MutationObserver(() => {
    if (document.querySelectorAll('[data-tile]').length < wanted) return;
    watch.disconnect();
    window.__opened.there = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => (window.__opened.drawn = performance.now())));
  });
  watch.observe(document, { subtree: true, childList: true });
  window.__seen = { paint: 0, shift: 0, long: 0 };
  const of = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  of('largest-contentful-paint', (entry) => (window.__seen.paint = entry.startTime));
  of('layout-shift', (entry) => entry.hadRecentInput || (window.__seen.shift += entry.value));
  of('longtask', (entry) => (window.__seen.long = Math.max(window.__seen.long, entry.duration)));
})();
"""
_LOADED = """() => {
  const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter(({ name }) => name.startsWith(location.origin) || name === document.URL);
  const of = (kinds) => all.filter(({ name }) => kinds.test(new URL(name).pathname));
  const sum = (entries) => entries.reduce((bytes, { transferSize }) => bytes + transferSize, 0);
  return {
    first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    largest: window.__seen.paint, shift: window.__seen.shift, longest: window.__seen.long,
    requests: all.length, bytes: sum(all), scripts: sum(of(/[.]js$/)), fonts: sum(of(/[.]woff2$/)),
  };
}"""
_BARE = "<!doctype html><title>Bare</title><p>A line of text</p>"
# A tap on a page with many rooms until its own tile has changed; beside it a bare button that changes itself.
_TAPS = """() => {
  window.__took = [];
  const bare = document.createElement('button');
  bare.dataset.testid = 'bare';
  bare.style = 'position:fixed;inset:40% auto auto 40%;z-index:99;inline-size:4rem;block-size:4rem';
  bare.onclick = () => bare.toggleAttribute('data-on');
  document.body.append(bare);
  let began = 0;
  addEventListener('click', (event) => { began = event.timeStamp; }, true);
  const note = () => { if (began) window.__took.push(performance.now() - began); began = 0; };
  const watch = new MutationObserver(note);
  watch.observe(bare, { attributes: true, attributeFilter: ['data-on'] });
  window.__watchTile = (room) =>
    watch.observe(document.querySelector(`[data-tile="${room}"]`), { attributes: true, attributeFilter: ['data-flag'] });
}"""


@dataclass
class Load:
    """How a page opened, each figure the median of several loads without anything in the browser's cache."""

    page: str
    first_paint: float
    largest_paint: float
    floor_first_paint: float
    requests: int
    transferred_kb: float
    scripts_kb: float
    fonts_kb: float
    layout_shift: float
    longest_task: float


def loads(here: Local, running: Browser, times: int = 5) -> list[Load]:
    """Open each page of the manager's with an empty HTTP cache and no service worker, and the pages before signing in."""
    pages = list(_pages(here, running))
    found: list[Load] = []
    for name, page, address in pages:
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.send("Network.setCacheDisabled", {"cacheDisabled": True})
        client.send("Network.setBypassServiceWorker", {"bypass": True})
        ours, bare = [], []
        for _ in range(times):
            ours.append(_open(page, f"{here.house.url}{address}"))
            bare.append(_open(page, f"{here.house.url}/bare"))
        found.append(_load(name, ours, bare))
    return found


def _pages(here: Local, running: Browser) -> Iterator[tuple[str, Page, str]]:
    for name, address in (("sign-in", "/board/"), ("tablet: pairing", "/tablet/")):
        yield name, _page(running), address
    board = _page(running)
    screens.sign_in(here, board, MANAGER)
    for link in board.locator("nav a[data-testid^=page-]").all():
        name = (link.get_attribute("data-testid") or "").removeprefix("page-")
        yield name, board, f"/board/{name}"


def _open(page: Page, address: str) -> dict[str, float]:
    page.goto(address, wait_until="load")
    page.wait_for_timeout(700)  # the largest paint is known when nothing larger comes
    found: dict[str, float] = page.evaluate(_LOADED)
    return found


def _load(name: str, ours: Sequence[dict[str, float]], bare: Sequence[dict[str, float]]) -> Load:
    def of(what: str) -> float:
        return median(one[what] for one in ours)

    return Load(
        page=name,
        first_paint=of("first"),
        largest_paint=of("largest"),
        floor_first_paint=median(one["first"] for one in bare),
        requests=round(of("requests")),
        transferred_kb=of("bytes") / _KB,
        scripts_kb=of("scripts") / _KB,
        fonts_kb=of("fonts") / _KB,
        layout_shift=of("shift"),
        longest_task=of("longest"),
    )


def large_house(here: Local, running: Browser, times: int) -> tuple[list[Figure], list[screens.Frames]]:
    """Open 500 rooms from the device, change one by hand, and many from outside."""
    _furnish(here)
    page = _page(running)
    screens.sign_in(here, page, MANAGER)
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.evaluate("count => sessionStorage.setItem('tiles', String(count))", ROOMS)
    page.wait_for_function("count => document.querySelectorAll('[data-tile]').length >= count", arg=ROOMS)
    page.wait_for_timeout(3_000)  # what is listened to besides is on the device too
    floor = [_open(page, f"{here.house.url}/bare")["first"] for _ in range(times)]
    online = _reloads(
        here, page, times, Figure(f"reload → {ROOMS} rooms drawn, online", floor=floor, floor_is="a bare page")
    )
    page.context.set_offline(True)
    offline = _reloads(
        here, page, times, Figure(f"reload → {ROOMS} rooms drawn, offline", floor=floor, floor_is="a bare page")
    )
    page.context.set_offline(False)
    page.reload()
    page.locator("[data-testid=status][data-live=true]").wait_for()
    own = _own_taps(here, page, times * 2)
    frame, frames = screens.burst(here, page, ROOMS)
    return [online, offline, own, frame], frames


def _reloads(here: Local, page: Page, times: int, figure: Figure) -> Figure:
    for _ in range(times):
        page.goto(f"{here.house.url}/board/rooms")
        page.wait_for_function("() => window.__opened.drawn !== undefined")
        figure.samples.append(page.evaluate("window.__opened.drawn"))
    return figure


def _own_taps(here: Local, page: Page, times: int) -> Figure:
    room = here.occupied()
    figure = Figure(f"tap → its own tile, {ROOMS} rooms", aim="16.7 p95", floor_is="a bare button")
    screens.go(page, f"/board/rooms?room={room}")
    page.get_by_test_id("set-flag-none").wait_for()
    page.evaluate(_TAPS)
    page.evaluate("room => window.__watchTile(room)", room)
    for number in range(times + 1):
        flag = ("do_not_disturb", "make_up_room")[number % 2]
        page.get_by_test_id(f"set-flag-{flag}").click()
        page.get_by_test_id("bare").click()
        ours, bare = page.evaluate("window.__took.splice(0)")
        page.locator(f"[data-testid='room-{room}'][data-pending='true']").wait_for(state="detached")
        page.evaluate("window.__took.length = 0")
        if number:
            figure.samples.append(ours)
            figure.floor.append(bare)
    return figure


def _furnish(here: Local) -> None:
    """Add the rooms that the house lacks."""
    known = int(here.documents.collection(f"{PLACE}/rooms").count().get()[0][0].value)
    lacking = [{"number": f"8{number:03}", "floor": 5 + number // 60} for number in range(ROOMS - known)]
    token = here.token(MANAGER)
    for start in range(0, len(lacking), 100):
        here.ask("POST", f"{API}/rooms", {"rooms": lacking[start : start + 100]}, token)


def _page(running: Browser) -> Page:
    context = running.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(_NOTE)
    context.add_init_script(screens.NOTE)
    context.route("**/bare", lambda route: route.fulfill(body=_BARE, content_type="text/html"))
    return context.new_page()


def shown_loads(found: Sequence[Load]) -> Table:
    columns = (
        ">first paint",
        ">largest",
        ">floor first",
        ">requests",
        ">kB",
        ">scripts",
        ">fonts",
        ">shift",
        ">longest task",
    )
    made = table("How each page opens with an empty cache, in milliseconds; floor: a line of text", "page", *columns)
    for one in found:
        times = (one.first_paint, one.largest_paint, one.floor_first_paint)
        sizes = (one.transferred_kb, one.scripts_kb, one.fonts_kb)
        made.add_row(
            one.page,
            *map(shown, times),
            str(one.requests),
            *(f"{size:.0f}" for size in sizes),
            f"{one.layout_shift:.3f}",
            shown(one.longest_task),
        )
    return made


def shown_frames(found: Sequence[screens.Frames]) -> Table:
    made = table("Frames", "what", ">frames", ">dropped", ">longest, ms", ">long tasks", ">longest task, ms")
    for one in (each.to_json() for each in found):
        numbers = ("frames", "dropped", "longest_milliseconds", "long_tasks", "longest_task_milliseconds")
        made.add_row(one["what"], *(str(one[name]) for name in numbers))
    return made


def to_json(found: Sequence[Load]) -> list[dict[str, Any]]:
    return [asdict(one) for one in found]
