"""The whole system on this machine for one run, as scripts/dev starts it, and beside it the floor."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from google.cloud import firestore
from google.pubsub_v1 import PublisherClient

from emulators import screens
from emulators.cloud import PROJECT
from emulators.connect import NAMES
from emulators.demo import PASSWORD
from emulators.house import House, Plan
from emulators.ports import Port
from emulators.processes import Process, Supervisor
from emulators.toolbox import ROOT

API = "/api/v1/properties/demo-hotel"
PLACE = "tenants/demo/properties/demo-hotel"
DESK, MANAGER = "frontdesk@demo.hotel", "manager@demo.hotel"
BARE = Path(__file__).parent / "bare" / "main.py"
_TOPIC = f"projects/{PROJECT}/topics/bare"


@dataclass(frozen=True)
class Local:
    """Where everything is: the house, the floor's address, a client for both, and the documents as an owner sees them."""

    house: House
    bare: str
    http: httpx.Client
    documents: firestore.Client
    logs: Path

    def token(self, email: str) -> str:
        """Sign in by our own door, the only one that opens anything."""
        said = {"email": email, "password": PASSWORD}
        answer = self.http.post(f"{self.house.url}/auth/login", json=said).raise_for_status()
        self.http.cookies.clear()
        return str(answer.json()["data"]["id_token"])

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> httpx.Response:
        """Send a request to the gateway. Raises httpx.HTTPStatusError where it is refused."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = {} if body is None else {"json": body}
        return self.http.request(method, f"{self.house.url}{path}", headers=headers, **sent).raise_for_status()

    def by_hand(self, does: str, **arguments: str) -> None:
        self.http.post(f"{self.bare}/{does}", params=arguments, content=b"x" * 200).raise_for_status()

    def desk(self, deed: str, **how: Any) -> Any:
        """Have the receptionist at the PMS do something."""
        return self.http.post(f"{self.house.mews_url}/_desk/{deed}", json=how).raise_for_status().json()

    def arrivals(self) -> list[dict[str, Any]]:
        """Return who arrives today at the PMS, with a room."""
        desk = self.http.get(f"{self.house.mews_url}/_desk").raise_for_status().json()
        fit = {room["Room"] for room in desk["Rooms"] if room["State"] in ("Inspected", "Clean")}
        return [one for one in self.desk("arrivals") if one["Room"] in fit]

    def webhook(self) -> str:
        """Return the path of a webhook whose notices only we send; the stand-in's own are silenced."""
        said = {"vendor": "mews", "base_url": self.house.mews_url, "secrets": NAMES, "rotate_webhook_secret": True}
        self.http.put(f"{self.house.mews_url}/_desk/webhooks", json={"url": None}).raise_for_status()
        made = self.ask("PUT", f"{API}/pms", said, self.token(MANAGER)).json()["data"]
        return str(made["webhook_path"])

    def occupied(self) -> str:
        """Return a room that somebody is in."""
        found = self.documents.collection(f"{PLACE}/rooms").where(
            filter=firestore.FieldFilter("occupancy", "==", "occupied")
        )
        return str(next(iter(found.limit(1).stream())).id)


@contextmanager
def local(say: Callable[[str], None]) -> Iterator[Local]:
    """Start everything on free ports; leave nothing running."""
    logs = ROOT / ".local" / "logs" / f"bench-{os.getpid()}"
    with ExitStack() as stack:
        build = screens.begin(logs)
        house = stack.enter_context(House(logs, Plan(ticker=False), say))
        if build:
            build.finish(say)
        os.environ.update(house.cloud.environment)
        documents = firestore.Client(project=PROJECT)
        stack.callback(documents.close)
        _furnish(documents)
        port = Port.take()
        stack.callback(port.release)
        supervisor = Supervisor(logs, say)
        stack.callback(supervisor.stop)
        supervisor.start(_by_hand(port.number, house))
        http = stack.enter_context(httpx.Client(timeout=60))
        _settle(house, http)
        yield Local(house, f"http://127.0.0.1:{port.number}", http, documents, logs)


def _by_hand(port: int, house: House) -> Process:
    framework = (sys.executable, "-m", "functions_framework", "--target", "bare", "--source", str(BARE))
    return Process(
        name="Floor",
        command=[*framework, "--host", "127.0.0.1", "--port", str(port)],
        health=f"http://127.0.0.1:{port}/read",
        environment={**house.environment, "BARE_TOPIC": _TOPIC, "PORT": str(port)},
        directory=ROOT,
    )


def _furnish(documents: firestore.Client) -> None:
    for name in ("one", "two"):
        documents.document(f"bare/{name}").set({"count": 0, "body": "x" * 500})
    PublisherClient().create_topic(name=_TOPIC)


def _settle(house: House, http: httpx.Client, quiet: float = 2.0) -> None:
    """Return when the first sweep of the PMS is over: nothing was asked of it for a while."""
    asked, since = -1, time.monotonic()
    while time.monotonic() - since < quiet:
        counts = http.get(f"{house.mews_url}/_desk/requests").raise_for_status().json()["ByOperation"]
        if sum(counts.values()) != asked:
            asked, since = sum(counts.values()), time.monotonic()
        time.sleep(0.2)
