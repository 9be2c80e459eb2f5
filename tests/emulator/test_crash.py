"""Processes that die: the gateway killed again and again under load, the PMS away. Nothing is lost, nothing is done twice.

In a house as it was founded, which nobody has after it, for the PMS stand-in forgets its day when it is killed. `--kills 50`
is the proof; a few are enough to see that it still holds.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest

from emulators.house import MEWS
from functions import load_all
from shared.runtime.subscriptions import topics
from tests.whole import MANAGER, SUPERVISOR, Ears, Whole, envelope, line, until, until_equal

CLIENTS = 6
AWAY_SECONDS = 20.0  # a working day's outage would be longer, and no different: nothing gives up in between
LONG = 240.0


pytestmark = pytest.mark.wears_out


@pytest.fixture(scope="module", autouse=True)
def founded(whole: Whole) -> dict[str, tuple[Any, ...]]:
    return _rooms(whole)


@dataclass
class Answered:
    """One command that was sent under a key until somebody answered."""

    key: str
    method: str
    path: str
    body: dict[str, Any]
    status: int
    said: Any
    tries: int


@dataclass
class Load:
    """Several people who do things at once, and never give up on what they began."""

    whole: Whole
    rooms: list[str]
    answered: list[Answered] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        self.whole.token(MANAGER)
        for number in range(CLIENTS):
            self._go(self._work, random.Random(number))
        self._go(self._reception, random.Random("reception"))

    def end(self) -> None:
        """Have everybody finish what they began."""
        self.ended.set()
        for thread in self.threads:
            thread.join(LONG)
            assert not thread.is_alive()
        assert not self.broken, self.broken

    def _go(self, work: Any, dice: random.Random) -> None:
        def run() -> None:
            try:
                work(dice)
            except BaseException as reason:  # noqa: BLE001 - the main thread fails with it
                self.broken.append(repr(reason))

        self.threads.append(threading.Thread(target=run, daemon=True))
        self.threads[-1].start()

    def _work(self, dice: random.Random) -> None:
        with line(self.whole.house.url, timeout=20) as http:
            while not self.ended.is_set():
                self.answered.append(self._insist(http, *self._wish(dice)))

    def _wish(self, dice: random.Random) -> tuple[str, str, dict[str, Any]]:
        room = dice.choice(self.rooms)
        below = f"/api/v1/properties/demo-hotel/rooms/{room}"
        return dice.choice(
            [
                ("PUT", f"{below}/guest-flag", {"flag": dice.choice(["none", "do_not_disturb", "make_up_room"])}),
                ("PUT", f"{below}/temperature-preset", {"celsius": dice.choice([19, 20.5, 22, 23.5])}),
                ("POST", f"{below}/tickets", {"kind": "towels", "text": f"wish {uuid4().hex}"}),
                (
                    "POST",
                    f"/api/v1/housekeeping/rooms/{room}/status",
                    {"status": dice.choice(["dirty", "cleaning", "clean"]), "reason": "under load"},
                ),
            ]
        )

    def _insist(self, http: httpx.Client, method: str, path: str, body: dict[str, Any]) -> Answered:
        key, tries, deadline = uuid4().hex, 0, time.monotonic() + LONG
        headers = {
            "Authorization": f"Bearer {self.whole.token(MANAGER)}",
            "X-Property-Id": "demo-hotel",
            "Idempotency-Key": key,
        }
        while True:
            tries += 1
            try:
                response = http.request(method, path, json=body, headers=headers)
            except httpx.TransportError:
                response = None
            if response is not None and response.status_code < 500:
                return Answered(key, method, path, body, response.status_code, response.json(), tries)
            if response is not None and response.status_code != 503:
                raise AssertionError(f"{method} {path}: {response.status_code} {response.text}")
            assert time.monotonic() < deadline, f"nobody ever answered {method} {path}"
            time.sleep(0.1)  # as the screens do before they try again

    def _reception(self, dice: random.Random) -> None:
        """At the PMS: guests arrive without a room of ours being asked, and leave; each makes a notice."""
        inside: list[dict[str, Any]] = []
        with line(self.whole.house.mews_url, timeout=20) as desk:

            def do(deed: str, **how: Any) -> Any:
                response = desk.post(f"/_desk/{deed}", json=how)
                return response.json() if response.is_success else None

            while not self.ended.wait(0.3):
                held = {one["Room"] for one in desk.get("/_desk").json()["Reservations"] if one["State"] == "Started"}
                if inside and (len(inside) > 3 or dice.random() < 0.5):
                    do("depart_early", reservation=inside.pop(dice.randrange(len(inside)))["Id"])
                    continue
                guest = do("create_customer", last_name=f"Load-{uuid4().hex[:6]}", first_name="Laila")
                for number in dice.sample(self.empty, len(self.empty)):
                    if number in held:
                        continue
                    do("set_room_state", room=number, state="Inspected")
                    booked = do("create_reservation", customer=guest["Id"], room=number, nights=1)
                    started = booked and do("check_in", reservation=booked["Id"])
                    if started:
                        inside.append(started)
                        break

    @property
    def empty(self) -> list[str]:
        return [number for number in ROOMS_FOR_ARRIVALS if number not in self.rooms]


ROOMS_FOR_ARRIVALS: list[str] = []


def test_a_gateway_killed_under_load_loses_nothing_and_does_nothing_twice(
    whole: Whole, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = int(request.config.getoption("--kills"))
    load_all()
    until(lambda: _quiet(whole), "the first sweep is done", LONG)
    rows = whole.documents("rooms")
    ROOMS_FOR_ARRIVALS[:] = [
        number for number, row in rows.items() if row["occupancy"] == "vacant" and not row["upcoming"]
    ]
    load = Load(whole, [number for number, row in rows.items() if row["occupancy"] == "occupied"])
    before = set(whole.documents("journal"))
    pending: list[int] = []
    dice = random.Random("kills")

    with whole.ears(*topics()) as ears:
        load.begin()
        for _ in range(kills):
            threading.Event().wait(dice.uniform(0.3, 1.5))  # the moment is the point: anywhere in what is under way
            whole.kill_gateway()
            pending.append(whole.pending())
            whole.start_gateway()
        load.end()

        until(lambda: _relayed(whole), "nothing is pending", LONG)
        whole.settled(LONG)
        until(lambda: _quiet(whole), "nothing happens any more", LONG)
        journal = {key: entry for key, entry in whole.documents("journal").items() if key not in before}
        promised = {event["id"]: event for entry in journal.values() for event in entry["events"]}
        deadline = time.monotonic() + 60
        while (untold := promised.keys() - _heard(ears)) and time.monotonic() < deadline:
            threading.Event().wait(0.5)
        assert not untold, (len(promised), len(ears.messages), [promised[one]["subject"] for one in untold][:30])
        told = Counter(envelope(message)["id"] for message in ears.messages)

    committed = [one for one in load.answered if one.status < 300]
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what a person runs this for
            f"\n  {kills} kills: {len(load.answered)} commands of {CLIENTS} clients, {len(committed)} committed, "
            f"{sum(one.tries > 1 for one in load.answered)} interrupted and repeated; "
            f"{len(whole.documents('notices'))} notices; {len(journal)} journal entries, {len(promised)} events, "
            f"{sum(count > 1 for count in told.values())} of them told more than once; "
            f"entries found pending after a kill: up to {max(pending)}, in {sum(n > 0 for n in pending)} of the kills"
        )
    assert not [
        letter for letter in whole.documents("dead_letters").values() if letter["status"] not in ("replayed", "healed")
    ]
    _one_row_each_without_a_gap(whole, rows)
    _each_wish_once(whole, committed)
    _first_replies(whole, committed)
    whole.reconcile(LONG)
    until(lambda: _agree(whole), "both sides have the same guests", LONG)


def test_flips_made_while_the_pms_is_down_are_there_when_it_is_back(whole: Whole) -> None:
    rooms = [whole.free_room() for _ in range(3)]
    whole.settled()
    whole.house.kill(MEWS)
    for room in rooms:
        whole.flip(room, "dirty")
    threading.Event().wait(AWAY_SECONDS)

    whole.house.restart(MEWS)
    whole.house.connect()

    for room in rooms:
        until(lambda room=room: whole.there(room)["State"] == "Dirty", f"the PMS shows {room} dirty", LONG)  # type: ignore[misc]
        assert whole.row(room)["cleaning"]["status"] == "dirty"
    assert not [
        letter for letter in whole.documents("dead_letters").values() if letter["status"] not in ("replayed", "healed")
    ]


def test_a_gateway_killed_between_two_requests_answers_the_repeated_one_as_the_first(whole: Whole) -> None:
    room = whole.free_room()
    caller, key = whole.as_(SUPERVISOR), uuid4().hex
    body = {"status": "dirty", "reason": "seen so"}
    first = caller.call("POST", f"/api/v1/housekeeping/rooms/{room}/status", body, key=key)

    whole.kill_gateway()
    whole.start_gateway()

    again = caller.call("POST", f"/api/v1/housekeeping/rooms/{room}/status", body, key=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())


def test_a_house_that_is_renewed_is_as_it_was_founded(whole: Whole, founded: dict[str, tuple[Any, ...]]) -> None:
    whole.flip(whole.free_room(), "dirty")
    whole.kill_gateway()
    whole.publish("melmastoon.housekeeping.room.status_changed.v1", b"{nonsense")

    whole.renew()

    assert _rooms(whole) == founded
    ready = whole.free_room()
    whole.flip(ready, "dirty")
    until_equal(lambda: whole.there(ready)["State"], "Dirty", f"the PMS shows {ready} dirty")
    assert whole.documents("dead_letters") == {}


def _rooms(whole: Whole) -> dict[str, tuple[Any, ...]]:
    return {
        number: (row["occupancy"], row["cleaning"]["status"], (row["stay"] or {}).get("stay_id"))
        for number, row in whole.documents("rooms").items()
    }


def _heard(ears: Ears) -> set[str]:
    return {envelope(message)["id"] for message in list(ears.messages)}


def _relayed(whole: Whole) -> bool:
    whole.run_job("relay")
    return not whole.pending()


def _quiet(whole: Whole) -> bool:
    """Say whether the journal stood still for a while, with nothing left that is tried again."""
    before = set(whole.documents("journal"))
    threading.Event().wait(3)
    retrying = [one for one in whole.documents("dead_letters").values() if one["status"] == "retrying"]
    return not retrying and before == set(whole.documents("journal"))


def _one_row_each_without_a_gap(whole: Whole, rows: dict[str, dict[str, Any]]) -> None:
    now = whole.documents("rooms")
    assert now.keys() == rows.keys()
    revisions: dict[str, list[int]] = defaultdict(list)
    last: dict[str, dict[str, Any]] = {}
    for entry in whole.journal():
        for number, row in entry["rooms"].items():
            revisions[number].append(row["revision"])
            if row["revision"] == now[number]["revision"]:
                last[number] = row
    for number, row in now.items():
        assert row["room_id"] == row["number"] == number
        assert sorted(revisions[number]) == list(range(1, row["revision"] + 1)), number
        assert last[number] == row


def _each_wish_once(whole: Whole, committed: list[Answered]) -> None:
    texts = Counter(ticket["text"] for ticket in whole.documents("tickets").values())
    wished = [one.body["text"] for one in committed if "text" in one.body]
    assert {text: texts[text] for text in wished} == dict.fromkeys(wished, 1)
    assert sum(count for text, count in texts.items() if text.startswith("wish ")) == len(wished)


def _first_replies(whole: Whole, committed: list[Answered]) -> None:
    caller = whole.as_(MANAGER)
    for one in committed:
        again = caller.call(one.method, one.path, one.body, key=one.key)
        assert (again.status_code, again.json()) == (one.status, one.said)


def _agree(whole: Whole) -> bool:
    there = {room["Room"] for room in whole.mews.get("/_desk").json()["Rooms"] if room["Reservation"]}
    here = {number for number, row in whole.documents("rooms").items() if row["occupancy"] == "occupied"}
    return there == here
