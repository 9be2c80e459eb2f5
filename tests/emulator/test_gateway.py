"""The whole system behind its one port: processes, real Pub/Sub pushes, real listeners."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from emulators.cloud import PROJECT, LocalCloud
from emulators.demo import PASSWORD
from emulators.ports import Port
from emulators.processes import Process, Supervisor
from emulators.toolbox import ROOT
from shared.domain.rooms import RoomStateChanged
from shared.runtime.bus.pubsub import PubSubBus
from shared.runtime.parking import DeadLetter, Reason, letter_id
from shared.runtime.place import Place
from shared.runtime.store.firestore import FirestoreStore
from shared.runtime.store.port import Patch, Put
from tests.whole import until

HERE = Place("demo", "demo-hotel")
PATIENCE = 30.0  # until something that is on its way counts as lost, in seconds


@dataclass
class Gateway:
    url: str
    client: httpx.Client
    store: FirestoreStore

    @property
    def hotel(self) -> str:
        return f"{self.url}/api/v1/properties/{HERE.property_id}"

    def data(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.client.request(method, f"{self.hotel}/{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()["data"]

    @contextmanager
    def stream(self, path: str, last: str = "") -> Iterator[Iterator[dict[str, str]]]:
        """Listen; the first that comes is the greeting."""
        headers = {"Last-Event-ID": last} if last else {}
        with self.client.stream("GET", f"{self.hotel}/{path}", headers=headers, timeout=PATIENCE) as answer:
            assert answer.status_code == httpx.codes.OK
            yield _messages(answer.iter_lines())


def _messages(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    message: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            message[name] = value
        elif message:
            yield message
            message = {}


def _at(messages: Iterator[dict[str, str]], revision: int) -> Iterator[dict[str, str]]:
    """Yield what tells of this revision of the row; housekeeping writes on it too, whenever it hears of something."""
    return (message for message in messages if json.loads(message.get("data", "{}")).get("revision") == revision)


def _take(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=True, timeout=120)


@pytest.fixture(scope="module")
def gateway(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    port = Port.take(None)
    url = f"http://127.0.0.1:{port.number}"
    _take("emulators.topics", "--base", url)
    _take("emulators.founding")
    supervisor = Supervisor(tmp_path_factory.mktemp("logs"), lambda _: None)
    environment = {**os.environ, **cloud.environment, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "emulators.gateway", "--port", str(port.number)]
    supervisor.start(
        Process(name="Gateway", command=command, health=f"{url}/health", environment=environment, directory=ROOT)
    )
    try:
        with httpx.Client(timeout=PATIENCE) as client:
            who = {"email": "manager@demo.hotel", "password": PASSWORD}
            token = client.post(f"{url}/auth/login", json=who).json()["data"]["id_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            yield Gateway(url, client, FirestoreStore(PROJECT))
    finally:
        supervisor.stop()
        port.release()


def _flag(gateway: Gateway, flag: str, room_id: str = "204") -> int:
    """Set the flag and return the row's revision."""
    return int(gateway.data("PUT", f"rooms/{room_id}/guest-flag", {"flag": flag})["revision"])


def test_a_tap_reaches_who_listens_to_the_room(gateway: Gateway) -> None:
    with gateway.stream("rooms/204/stream") as messages:
        next(messages)
        told = _at(messages, _flag(gateway, "make_up_room"))
        flagged, row = next(told), next(told)

    assert [flagged["event"], row["event"]] == ["room.guest_flag.changed.v1", "room.state.changed.v1"]
    assert json.loads(row["data"])["payload"]["room"]["guest_flag"]["value"] == "make_up_room"


def test_who_comes_back_has_missed_nothing(gateway: Gateway) -> None:
    with gateway.stream("rooms/204/stream") as messages:
        next(messages)
        first = _flag(gateway, "do_not_disturb")
        last = next(_at(messages, first))["id"]
    now = _flag(gateway, "none")
    seen: dict[int, str] = {}
    with gateway.stream("rooms/204/stream", last) as messages:
        while now not in seen:
            row = json.loads(next(messages).get("data", "{}")).get("payload", {}).get("room")
            seen |= {row["revision"]: row["guest_flag"]["value"]} if row else {}

    assert seen.keys() >= set(range(first, now + 1))
    assert (seen[first], seen[now]) == ("do_not_disturb", "none")


def test_an_event_of_one_context_is_handled_in_another_and_its_trail_is_kept(gateway: Gateway) -> None:
    """Archiving tells property.room.archived, which Pub/Sub pushes back to the rooms service's own address."""
    gateway.data("POST", "rooms", {"rooms": [{"number": "999", "floor": 9}]})
    with gateway.stream("rooms/stream") as messages:
        next(messages)
        gateway.data("DELETE", "rooms/999")
        assert any("999" in message.get("data", "") for message in messages)


def test_what_a_crash_left_pending_is_published_by_the_relay(gateway: Gateway) -> None:
    _flag(gateway, "service_declined", "315")
    entry = gateway.data("GET", "journal?room_id=315&limit=1")[0]
    key = HERE.key("journal", entry["entry_id"])
    gateway.store.commit([Patch(key, {"pending": True})])

    def relayed() -> bool:
        gateway.client.post(f"{gateway.url}/internal/cron/relay", json={}).raise_for_status()
        return not (gateway.store.read([key])[0].data or {})["pending"]

    until(relayed, "the relay has published it")
    assert gateway.data("GET", "journal?room_id=315&limit=1")[0]["entry_id"] == entry["entry_id"]


def test_a_parked_event_is_sent_again_on_one_command(gateway: Gateway) -> None:
    entry = gateway.data("GET", "journal?room_id=204&limit=1")[0]
    data = json.dumps(next(event for event in entry["events"] if event["subject"] == RoomStateChanged.subject))
    parked = DeadLetter(
        dead_letter_id=letter_id("somebody", data),
        subject=RoomStateChanged.subject,
        handler="somebody",
        reason=Reason(code="INTERNAL_ERROR", detail="it was a bug"),
        data=data,
        first_failed_at=entry["at"],
        last_failed_at=entry["at"],
        revision=1,
    )
    gateway.store.commit([Put(HERE.key("dead_letters", parked.dead_letter_id), parked.model_dump(), None)])

    assert gateway.data("GET", "dead-letters?status=parked")[0]["handler"] == "somebody"
    assert gateway.data("POST", f"dead-letters/{parked.dead_letter_id}/replay", {})["status"] == "replayed"


def test_it_says_how_it_is(gateway: Gateway) -> None:
    health = gateway.client.get(f"{gateway.url}/health").json()["data"]

    assert (health["store"], health["bus"]) == ("reachable", "reachable")
    assert "requests" in gateway.client.get(f"{gateway.url}/metrics").text


def test_the_description_it_serves_is_the_one_that_was_generated(gateway: Gateway) -> None:
    served = gateway.client.get(f"{gateway.url}/api/openapi.json").text

    assert served == Path(ROOT, "docs/contracts/openapi.json").read_text()


def test_topics_may_be_made_again(gateway: Gateway) -> None:
    before = gateway.data("GET", "rooms/204")["revision"]
    _take("emulators.topics", "--base", gateway.url)

    assert gateway.data("GET", "rooms/204")["revision"] == before
    PubSubBus(PROJECT).reach()
