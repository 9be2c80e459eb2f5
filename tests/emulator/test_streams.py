"""Server-Sent Events from the running gateway: what changes comes, and across a restart nothing is missing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from shared.domain.rooms import RoomStateChanged
from shared.runtime.place import Place
from tests.whole import Caller, Whole, line, until

HOTEL = Place("streams", "streams-hotel")
ROOMS = ["301", "302"]


@pytest.fixture(scope="module")
def manager(whole: Whole) -> Caller:
    manager = whole.open_property(HOTEL, ROOMS)
    for room in ROOMS:
        whole.check_in(manager, room)
    return manager


@dataclass
class Reader:
    """One connection, read on a thread of its own until it ends."""

    events: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    last_id: str = ""
    opened: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def read(self, response: httpx.Response) -> None:
        try:
            for line in response.iter_lines():
                self.lines.append(line)
                if line.startswith("id: "):
                    self.last_id = line.removeprefix("id: ")
                    self.opened.set()
                if line.startswith("data: "):
                    self.events.append(json.loads(line.removeprefix("data: ")))
        except httpx.HTTPError:
            """The gateway went: what a reader does then is come back."""
        finally:
            self.ended.set()

    def rows(self, room: str) -> list[int]:
        """Return the revisions of this room's row in the order in which they came."""
        found = [one for one in self.events if one["subject"] == RoomStateChanged.subject]
        return [one["revision"] for one in found if one["payload"]["roomId"] == room]


@contextmanager
def reading(caller: Caller, path: str, last_event_id: str = "") -> Iterator[Reader]:
    headers = {"Authorization": f"Bearer {caller.token}"} | ({"Last-Event-ID": last_event_id} if last_event_id else {})
    url = f"/api/v1/properties/{caller.place.property_id}/{path}"
    with (
        line(caller.http.base_url, timeout=120) as http,
        http.stream("GET", url, headers=headers) as response,
    ):
        assert response.status_code == 200, response.read()
        assert response.headers["Content-Type"].startswith("text/event-stream")
        reader = Reader()
        thread = threading.Thread(target=reader.read, args=(response,), daemon=True)
        thread.start()
        assert reader.opened.wait(30)
        yield reader
        response.close()
        thread.join(30)


def flag(caller: Caller, room: str, value: str) -> int:
    """Set the flag and return the row's revision."""
    return int(caller.data("PUT", f"rooms/{room}/guest-flag", {"flag": value})["revision"])


def test_what_changes_comes_over_the_stream_in_its_order(manager: Caller) -> None:
    with reading(manager, "rooms/stream") as reader:
        made = [flag(manager, "301", value) for value in ("do_not_disturb", "none", "make_up_room", "none")]
        until(lambda: set(made) <= set(reader.rows("301")), "all of it came")

    seen = reader.rows("301")
    # Housekeeping may write on the row as well, whenever it hears of a flag: every revision comes, each in its turn.
    assert seen[seen.index(made[0]) : seen.index(made[-1]) + 1] == list(range(made[0], made[-1] + 1))
    assert all(event["propertyId"] == HOTEL.property_id for event in reader.events)


def test_the_stream_of_one_room_has_only_that_room(manager: Caller) -> None:
    with reading(manager, "rooms/302/stream") as reader:
        flag(manager, "301", "do_not_disturb")
        own = flag(manager, "302", "do_not_disturb")
        until(lambda: own in reader.rows("302"), "the own room's change came")
    assert not reader.rows("301")
    flag(manager, "301", "none")
    flag(manager, "302", "none")


def test_a_reader_that_was_away_while_the_gateway_died_misses_nothing(whole: Whole, manager: Caller) -> None:
    made: list[int] = []
    with reading(manager, "rooms/stream") as before:
        made += [flag(manager, "301", value) for value in ("do_not_disturb", "none")]
        until(lambda: set(made) <= set(before.rows("301")), "what happened before came")
        whole.kill_gateway()
        assert before.ended.wait(60)
    whole.start_gateway()
    made += [flag(manager, "301", value) for value in ("make_up_room", "none", "do_not_disturb", "none")]

    with reading(manager, "rooms/stream", before.last_id) as after:
        made += [flag(manager, "301", value) for value in ("service_declined", "none")]
        until(lambda: made[-1] in after.rows("301"), "the last of it came")

    seen = before.rows("301") + after.rows("301")
    assert set(range(made[0], made[-1] + 1)) <= set(seen)
    ids = [event["id"] for event in before.events + after.events]
    twice = {one for one in ids if ids.count(one) > 1}
    assert twice <= {event["id"] for event in before.events}  # only of the overlap, and told by their id


def test_a_position_that_is_none_is_refused(manager: Caller) -> None:
    response = manager.call("GET", "rooms/stream", headers={"Last-Event-ID": "yesterday"})

    assert response.status_code == 400
    assert response.json()["code"] == "MELMASTOON.GENERAL.MALFORMED_REQUEST"


def test_a_quiet_stream_says_that_it_lives(manager: Caller) -> None:
    with reading(manager, "rooms/stream") as reader:
        until(lambda: ": keep-alive" in reader.lines, "a sign of life")
        beat = reader.lines.index(": keep-alive")
        until(lambda: len(reader.lines) > beat + 1, "its position")
        assert reader.lines[beat + 1].startswith("id: ")


def test_nobody_reads_the_stream_of_another_hotel(whole: Whole, manager: Caller) -> None:
    stranger = Caller(whole.http, manager.token, Place("demo", "demo-hotel"))
    assert stranger.status("GET", "rooms/stream") == 404
    assert whole.nobody(HOTEL).status("GET", "rooms/stream") == 401
