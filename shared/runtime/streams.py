"""Server-Sent Events out of the journal: one feed per property and process, any number of readers.

A feed reads the journal when its listener wakes it, and every second whether it does or not (the Python listener is
known to stall). An entry's `committed_at` is when the store began its commit, not when it became visible, so entries
may appear behind ones already read: each wake looks a little way back, each second's look goes back OVERLAP, and what
was seen is not sent again. A reader that comes back with `Last-Event-ID` gets everything since, OVERLAP before it
included: never a gap, but events of those seconds may come twice, and receivers dedupe by the envelope's id. What was
missed is sent again up to MOST_MISSED entries of at most MISSED_FOR; whoever was away for longer is told to start anew.

A reader that does not keep up is dropped and comes back by itself; it never slows the feed.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from queue import Empty, Full, Queue
from typing import Any

import flask

from shared.domain.events import topic_short
from shared.domain.refusals import Rule
from shared.runtime import telemetry
from shared.runtime.journal import COMMITTED_AT, JOURNAL
from shared.runtime.place import Place
from shared.runtime.problems import BUSY, MALFORMED, Problem
from shared.runtime.store.port import Data, Query, Store, StoreError, Where

OVERLAP = timedelta(seconds=8)  # a commit is given up after 5; the rest is for a watchdog that comes late
GLANCE = timedelta(milliseconds=300)  # how far back a wake looks: commits that ran beside one another
WATCHDOG_SECONDS = 1.0
KEEP_ALIVE_SECONDS = 15.0
GONE_SECONDS = 2.0  # how often it is looked whether somebody is still there, and may be
STANDING = "roomstatesync.standing"
"""Where in a request's environment stands a function that says whether its caller may still read."""
RECONNECT_MILLISECONDS = 2_000
MOST_WAITING = 1_000  # entries, per reader
MOST_READERS = max(4, int(os.environ.get("THREADS", "64")) * 3 // 4)  # each holds one of the process's threads
PAGE = 200
MISSED_FOR = timedelta(hours=24)
MOST_MISSED = 5_000
LONGEST_POSITION = 300  # characters; ours have less than half
POSITION_TOO_OLD = Rule(
    "MELMASTOON.GENERAL.STREAM_POSITION_TOO_OLD", 409, "Too much has happened since. Read the state anew, then listen."
)
_START = datetime(1970, 1, 1, tzinfo=UTC)

Wanted = Callable[["Sent"], bool]


@dataclass(frozen=True)
class Position:
    """Where in the journal a reader is: after the event of this index (-1: before all) of this entry."""

    at: datetime = _START
    entry_id: str = ""
    index: int = -1

    def __str__(self) -> str:
        moment = self.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return f"{moment}_{self.index}_{self.entry_id}"

    @classmethod
    def parse(cls, text: str) -> Position:
        """Raises Problem MALFORMED for what no stream of ours gave."""
        try:
            moment, index, entry_id = text[: LONGEST_POSITION + 1].split("_", 2)
            at = datetime.fromisoformat(moment)
            if at.tzinfo is None or len(text) > LONGEST_POSITION:
                raise ValueError(text)  # noqa: TRY301 - one answer for every way to be wrong
            return cls(at.astimezone(UTC), entry_id, int(index))
        except (ValueError, OverflowError):
            problem = [{"field": "Last-Event-ID", "message": "is not a position of this stream; leave it out"}]
            raise Problem(MALFORMED, errors=problem) from None


@dataclass(frozen=True)
class Sent:
    """One event of one journal entry, with the rooms whose rows that entry changed."""

    position: Position
    envelope: Mapping[str, Any]
    changed_rooms: frozenset[str]

    @property
    def rooms(self) -> frozenset[str]:
        """Return which rooms it is about: the one it names, or else those that its entry changed."""
        named = self.envelope.get("payload", {}).get("roomId")
        return frozenset({str(named)}) if named else self.changed_rooms

    def __str__(self) -> str:
        data = json.dumps(self.envelope, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.position}\nevent: {topic_short(self.envelope['subject'])}\ndata: {data}\n\n"


@dataclass(eq=False)
class _Reader:
    """Where a feed puts entries for one connection. `None` in it says that the connection is to end."""

    waiting: Queue[Data | None] = field(default_factory=lambda: Queue(MOST_WAITING))
    dropped: bool = False

    def offer(self, entry: Data | None) -> bool:
        """Return whether it kept up."""
        try:
            self.waiting.put_nowait(entry)
        except Full:
            self.dropped = True
        return not self.dropped


class Feed:
    """The journal of one property as it grows. Runs a thread from its first reader until its last has gone."""

    def __init__(self, store: Store, place: Place) -> None:
        self._store = store
        self._place = place
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._readers: set[_Reader] = set()
        self._seen: dict[str, datetime] = {}
        self._newest: datetime | None = None
        self._awake = threading.Event()
        self._ended = threading.Event()
        self._ended.set()

    def join(self) -> tuple[_Reader, Position]:
        """Add a reader that gets what is committed from here on, and say where here is."""
        reader = _Reader()
        with self._looking:
            with self._lock:
                first = not self._readers
                self._readers.add(reader)
            if first:
                self._begin_for(reader)
            return reader, self.position

    @property
    def position(self) -> Position:
        """Return where the feed has come to."""
        return Position(self._newest or _START)

    def leave(self, reader: _Reader) -> None:
        with self._lock:
            self._readers.discard(reader)
            if not self._readers:
                self._ended.set()
                self._awake.set()

    def close(self) -> None:
        """End every connection; their clients come back elsewhere."""
        with self._lock:
            readers = list(self._readers)
        for reader in readers:
            reader.dropped = True
            reader.offer(None)

    def look(self, back: timedelta = OVERLAP) -> None:
        """Read what is new and give it to every reader. One look at a time."""
        with self._looking:
            fresh = [data for data in self._since(back) if data["entry_id"] not in self._seen]
            for data in fresh:
                self._notice(data)
            self._forget()
        for data in fresh:
            self._give(data)

    def history(self, after: Position) -> Iterator[Data]:
        """Yield every entry from OVERLAP before the position on."""
        yield from self._read(_before(after))

    def check_reach(self, after: Position, until: Position) -> None:
        """Raises Problem POSITION_TOO_OLD where more was missed than is sent again."""
        since = Where(COMMITTED_AT, ">=", _before(after))
        oldest = self._store.query(self._query(since, order_by=(COMMITTED_AT,), limit=1))
        missed = self._store.count(self._query(since, order_by=(COMMITTED_AT,), limit=1)) if oldest else 0
        goes_back = until.at - (oldest[0].data or {})[COMMITTED_AT] if oldest else timedelta()
        if missed > MOST_MISSED or goes_back > MISSED_FOR:
            raise Problem(POSITION_TOO_OLD, context={"hours": MISSED_FOR // timedelta(hours=1), "entries": MOST_MISSED})

    def _begin_for(self, reader: _Reader) -> None:
        try:
            self._begin()
        except BaseException:
            self.leave(reader)
            raise

    def _begin(self) -> None:
        self._seen.clear()
        self._newest = None
        last = self._store.query(self._query(order_by=(f"-{COMMITTED_AT}",), limit=1))
        if last and last[0].data is not None:
            self._newest = last[0].data[COMMITTED_AT]
            for data in self._since(OVERLAP):
                self._notice(data)
        self._ended = threading.Event()
        self._awake = threading.Event()
        threading.Thread(
            target=self._run, args=(self._ended, self._awake), name=f"feed {self._place.path}", daemon=True
        ).start()

    def _run(self, ended: threading.Event, awake: threading.Event) -> None:
        newest_first = self._query(order_by=(f"-{COMMITTED_AT}",), limit=3)
        stop = self._watch(newest_first, awake)
        try:
            while not ended.is_set():
                woken = awake.wait(WATCHDOG_SECONDS)
                awake.clear()
                if not ended.is_set():
                    self._look_safely(GLANCE if woken else OVERLAP)
        finally:
            stop()

    def _watch(self, query: Query, awake: threading.Event) -> Callable[[], None]:
        try:
            return self._store.watch(query, awake.set)
        except StoreError as reason:
            telemetry.warning("a feed has no listener, only its watchdog", reason=str(reason))
            return lambda: None

    def _look_safely(self, back: timedelta) -> None:
        """Whatever goes wrong with one look, the next one comes."""
        try:
            self.look(back)
        except Exception:  # noqa: BLE001 - see above
            telemetry.error("a feed could not look", place=self._place.path, stack_trace=traceback.format_exc())

    def _since(self, back: timedelta) -> Iterator[Data]:
        return self._read(self._newest - back if self._newest else _START)

    def _notice(self, data: Data) -> None:
        self._seen[data["entry_id"]] = data[COMMITTED_AT]
        self._newest = max(self._newest or _START, data[COMMITTED_AT])

    def _forget(self) -> None:
        """Forget what no look will reach again."""
        if self._newest is not None:
            until = self._newest - 2 * OVERLAP
            self._seen = {entry_id: at for entry_id, at in self._seen.items() if at >= until}

    def _give(self, data: Data) -> None:
        with self._lock:
            readers = list(self._readers)
        for reader in readers:
            if not reader.offer(data):
                telemetry.count("stream_readers_dropped")
                self.leave(reader)

    def _read(self, since: datetime) -> Iterator[Data]:
        after: tuple[object, ...] | None = None
        while True:
            page = self._store.query(
                self._query(Where(COMMITTED_AT, ">=", since), order_by=(COMMITTED_AT,), limit=PAGE, after=after)
            )
            yield from (snapshot.data for snapshot in page if snapshot.data is not None)
            if len(page) < PAGE:
                return
            after = ((page[-1].data or {})[COMMITTED_AT], page[-1].key.id)

    def _query(
        self, *where: Where, order_by: tuple[str, ...], limit: int, after: tuple[object, ...] | None = None
    ) -> Query:
        return Query(JOURNAL, self._place.path, where, order_by, limit, after, database=self._place.database)


class Feeds:
    """The feeds of one process, one per property."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._feeds: dict[tuple[int, Place], Feed] = {}
        self._reading = 0

    def of(self, store: Store, place: Place) -> Feed:
        with self._lock:
            return self._feeds.setdefault((id(store), place), Feed(store, place))

    def enter(self) -> None:
        """Raises Problem BUSY when every thread kept for streams is taken."""
        with self._lock:
            if self._reading >= MOST_READERS:
                raise Problem(BUSY, "Too many streams are open here.", headers={"Retry-After": "5"})
            self._reading += 1

    def exit(self) -> None:
        with self._lock:
            self._reading -= 1

    def close(self) -> None:
        with self._lock:
            feeds = list(self._feeds.values())
        for feed in feeds:
            feed.close()


feeds = Feeds()


def follow(store: Store, place: Place, last_event_id: str | None, wanted: Wanted) -> Connection:
    """Return the stream of one connection: from now on, or from where it was. It ends when the client goes, or may not read any more.

    Raises Problem MALFORMED, POSITION_TOO_OLD, BUSY before anything is sent.
    """
    resumed = Position.parse(last_event_id) if last_event_id else None
    over = _end_seen_by(flask.request) if flask.has_request_context() else lambda: False
    feeds.enter()
    try:
        feed = feeds.of(store, place)
        reader, here = feed.join()
    except BaseException:
        feeds.exit()
        raise

    def leave() -> None:
        feed.leave(reader)
        feeds.exit()

    try:
        if resumed:
            feed.check_reach(resumed, here)
    except BaseException:
        leave()
        raise
    return Connection(_lines(feed, reader, resumed, here, wanted, over), leave)


class Connection(Iterator[str]):
    """Leaves its feed when closed, also if it was never read: a generator not yet begun has no `finally`."""

    def __init__(self, lines: Iterator[str], leave: Callable[[], None]) -> None:
        self._lines = lines
        self._leave = leave
        self._open = True

    def __next__(self) -> str:
        try:
            return next(self._lines)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._open:
            self._open = False
            self._leave()


def _lines(
    feed: Feed, reader: _Reader, resumed: Position | None, here: Position, wanted: Wanted, over: Callable[[], bool]
) -> Iterator[str]:
    position = resumed or here
    yield f"retry: {RECONNECT_MILLISECONDS}\nid: {position}\n\n"
    told: set[str] = set()
    for data in feed.history(resumed) if resumed else ():
        told.add(data["entry_id"])
        yield from map(str, filter(wanted, _events(data, resumed)))
    quiet_until = _next_keep_alive()
    look_again = time.monotonic() + GONE_SECONDS
    while not reader.dropped or not reader.waiting.empty():
        position = feed.position
        if time.monotonic() >= look_again:  # however much there is to send
            if over():
                return
            look_again = time.monotonic() + GONE_SECONDS
        try:
            data_or_end = reader.waiting.get(timeout=max(0.0, min(look_again, quiet_until) - time.monotonic()))
        except Empty:
            if time.monotonic() >= quiet_until:
                yield f": keep-alive\nid: {position}\n\n"
                quiet_until = _next_keep_alive()
            continue
        if data_or_end is None:
            return
        for sent in _events(data_or_end, None):
            if sent.position.entry_id not in told and wanted(sent):
                yield str(sent)
                quiet_until = _next_keep_alive()


def _before(position: Position) -> datetime:
    """Return from when on to read for one who was here; nothing was ever committed before _START."""
    return max(position.at, _START + OVERLAP) - OVERLAP


def _next_keep_alive() -> float:
    return time.monotonic() + KEEP_ALIVE_SECONDS


def _end_seen_by(request: flask.Request) -> Callable[[], bool]:
    """Return how to see that there is nobody any more who may read: they went, or were sent away."""
    hung_up, may_read = _hang_up_seen_by(request), request.environ.get(STANDING, lambda: True)
    return lambda: hung_up() or not may_read()


def _hang_up_seen_by(request: flask.Request) -> Callable[[], bool]:
    """Return how to see that the client went: a write notices only the second time, half a minute later.

    gunicorn, here and in production, puts the connection into the environment; other servers wait for the write.
    """
    connection = request.environ.get("gunicorn.socket")

    def hung_up() -> bool:
        try:
            return connection is not None and not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    return hung_up


def _events(data: Data, resumed: Position | None) -> Sequence[Sent]:
    """Return what an entry told, without what a reader that was in the middle of it already has."""
    entry_id, at = data["entry_id"], data[COMMITTED_AT]
    changed = frozenset(data.get("room_ids", ()))
    first = resumed.index + 1 if resumed and resumed.entry_id == entry_id else 0
    return [
        Sent(Position(at, entry_id, index), envelope, changed)
        for index, envelope in enumerate(data.get("events", ()))
        if index >= first
    ]
