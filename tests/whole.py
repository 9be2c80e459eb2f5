"""The whole product as it runs, seen from outside: over HTTP, in Firestore, on Pub/Sub, at the PMS's desk, by a guest.

Nothing here is in memory and nothing is replaced: a test that uses it sees what a hotel would see.
"""

from __future__ import annotations

import itertools
import json
import os
import ssl
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import grpc
import httpx
import pytest
from google.api_core.exceptions import DeadlineExceeded, GoogleAPICallError
from google.cloud import firestore
from google.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PubsubMessage

from emulators import demo
from emulators.cloud import PROJECT
from emulators.demo import PASSWORD
from emulators.house import GATEWAY, House, Plan
from emulators.toolbox import ROOT
from shared.domain.ids import derived_id
from shared.domain.staff import staff_id_of
from shared.runtime.clock import hotel_now
from shared.runtime.journal import JOURNAL
from shared.runtime.place import Place

T = TypeVar("T")
HOME = Place("demo", "demo-hotel")
MANAGER, DESK, SUPERVISOR, HOUSEKEEPER, MAINTENANCE = (
    f"{who}@demo.hotel" for who in ("manager", "frontdesk", "supervisor", "housekeeper", "maintenance")
)
PATIENCE = 40.0
RELAY_SECONDS = 5.0
RUNS_SOON = 0.5
BUSY = 503
_BREATH = 0.05
_houses = itertools.count()


def until(wanted: Callable[[], T], what: str = "", within: float = PATIENCE) -> T:
    """Return what `wanted` gives as soon as it gives something true.

    Fails, saying what was waited for and the last three states that were seen instead, if it never does.
    """
    return _seen(wanted, bool, what or str(wanted), within)


def until_equal(state: Callable[[], T], wanted: T, what: str, within: float = PATIENCE) -> None:
    """Wait until the state is this one. Fails as `until` does, with the states that were seen."""
    _seen(state, lambda found: bool(found == wanted), f"{what} ({wanted!r})", within)


def _seen(state: Callable[[], T], good: Callable[[T], bool], what: str, within: float) -> T:
    began = time.monotonic()
    states: deque[tuple[str, float]] = deque(maxlen=3)
    while True:
        found = state()
        if good(found):
            return found
        waited = time.monotonic() - began
        shown = str(found)[:300]
        if not states or states[-1][0] != shown:
            states.append((shown, waited))
        if waited > within:
            told = "".join(f"\n  from {since:.1f} s: {shown}" for shown, since in states)
            pytest.fail(f"within {within:g} s it never came to: {what}{told}")
        time.sleep(_BREATH)


def patiently(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Return the first answer that is not "busy, try again"; the last one where there is no other."""
    for _ in range(5):
        response = ask()
        if response.status_code != BUSY or "Retry-After" not in response.headers:
            break
        time.sleep(min(float(response.headers["Retry-After"]), 5))
    return response


def line(base_url: httpx.URL | str = "", timeout: float = 60) -> httpx.Client:
    """Return a client of what is on this machine; whom one may trust beyond it is read once, for that takes longest."""
    return httpx.Client(base_url=base_url, timeout=timeout, verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()


@dataclass
class Caller:
    """Somebody with a token, in one property. Paths that do not begin with a slash are below it."""

    http: httpx.Client
    token: str
    place: Place = HOME

    def call(self, method: str, path: str, body: Any = None, *, key: str = "", **options: Any) -> httpx.Response:
        """Call the API as it is; what comes back may be a refusal. `key` is the Idempotency-Key."""
        headers = {"X-Property-Id": self.place.property_id, **options.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        url = path if path.startswith("/") else f"/api/v1/properties/{self.place.property_id}/{path}"
        if body is not None:
            options["json"] = body
        return self.http.request(method, url, headers=headers, **options)

    def data(self, method: str, path: str, body: Any = None, *, key: str = "", **options: Any) -> Any:
        """Call the API and return the data of its success; anything else fails the test with what was said.

        A server that is too busy to answer is asked again with the same key, as any client would.
        """
        key = key or f"test-{uuid4()}"
        response = patiently(lambda: self.call(method, path, body, key=key, **options))
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text[:800]}"
        return response.json()["data"] if response.content else None

    def status(self, method: str, path: str, body: Any = None, **options: Any) -> int:
        return self.call(method, path, body, **options).status_code


@dataclass
class Tablet:
    """A device paired with a room: its cookie, and the token it holds now."""

    http: httpx.Client
    sign_in: Callable[[str], str]
    room_id: str
    place: Place
    token: str = ""
    stay_id: str = ""

    def take(self, answer: httpx.Response) -> Tablet:
        assert answer.is_success, answer.text
        said = answer.json()["data"]
        self.token, self.stay_id = self.sign_in(said["custom_token"]), said["stay_id"]
        return self

    def renew(self) -> Tablet:
        origin = str(self.http.base_url).rstrip("/")
        return self.take(self.http.post("/auth/tablets/renew", json={}, headers={"Origin": origin}))

    def caller(self) -> Caller:
        """Return who calls with the token it holds now; it goes on calling with it after a renewal."""
        return Caller(line(self.http.base_url), self.token, self.place)


@dataclass
class Ears:
    """A pull subscription on each topic, listened to from the moment it was made. What was heard is kept."""

    subscriber: SubscriberClient
    names: Mapping[str, str]
    messages: list[PubsubMessage] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def hear(self, wanted: Callable[[dict[str, Any]], bool], within: float = PATIENCE) -> PubsubMessage:
        """Return the first message whose envelope is wanted, waiting for it."""

        def look() -> PubsubMessage | None:
            return next((message for message in list(self.messages) if wanted(envelope(message))), None)

        found = until(look, f"an event among {', '.join(self.names)}", within)
        assert found is not None
        return found

    def listen(self) -> None:
        for name in self.names.values():
            threading.Thread(target=self._listen, args=(name,), name=f"ears {name}", daemon=True).start()

    def end(self) -> None:
        self._ended.set()
        for name in self.names.values():
            self.subscriber.delete_subscription(request={"subscription": name})

    def _listen(self, name: str) -> None:
        """Pull with long patience: a pull that is given up keeps for a while what it was about to bring."""
        request = {"subscription": name, "max_messages": 1000}
        while not self._ended.is_set():
            try:
                answer = self.subscriber.pull(request=request, timeout=30, retry=None)
                ids = [received.ack_id for received in answer.received_messages]
                if ids:
                    self.messages += [received.message for received in answer.received_messages]
                    self.subscriber.acknowledge(request={"subscription": name, "ack_ids": ids})
            except DeadlineExceeded:
                continue
            except GoogleAPICallError:
                if not self._ended.is_set():
                    raise


def envelope(message: PubsubMessage) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(message.data)
    return found


class Whole:
    """The house under test, and everybody who has to do with it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.http = line(house.url)
        self.mews = line(house.mews_url)
        self.emulators = line()
        self._tokens: dict[str, str] = {}
        self._stores: dict[str, firestore.Client] = {}
        self._used_rooms: dict[str, int] = {}
        pubsub = grpc.insecure_channel(house.cloud.pubsub)
        self.publisher = PublisherClient(transport=PublisherGrpcTransport(channel=pubsub))
        self.subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=pubsub))

    def close(self) -> None:
        for client in (self.http, self.mews, self.emulators):
            client.close()

    def renew(self) -> None:
        """Have the house as it was founded, and forget what was known of it."""
        self.house.renew()
        for known in (self._tokens, self._stores, self._used_rooms):
            known.clear()

    # Who calls

    def token(self, email: str, password: str = PASSWORD) -> str:
        """Sign in by our own door, the only one that opens anything; once, for it counts how often."""
        if email not in self._tokens:
            said = {"email": email, "password": password}
            answer = patiently(lambda: self.http.post("/auth/login", json=said)).raise_for_status()
            self.http.cookies.clear()
            self._tokens[email] = str(answer.json()["data"]["id_token"])
        return self._tokens[email]

    def as_(self, email: str, place: Place = HOME, password: str = PASSWORD) -> Caller:
        return Caller(self.http, self.token(email, password), place)

    def nobody(self, place: Place = HOME) -> Caller:
        return Caller(self.http, "", place)

    def pair(self, room_id: str, by: Caller | None = None, bound_to: str = "room") -> Tablet:
        desk = by or self.as_(DESK)
        code = desk.data("POST", f"rooms/{room_id}/tablets", {"for": bound_to})["code"]
        tablet = Tablet(line(self.house.url), self.sign_in_custom, room_id, desk.place)
        return tablet.take(tablet.http.post("/auth/tablets/claim", json={"code": code}))

    def sign_in_custom(self, custom_token: str) -> str:
        return self._auth("signInWithCustomToken", {"token": custom_token, "returnSecureToken": True})

    def _auth(self, deed: str, said: Mapping[str, Any]) -> str:
        url = f"http://{self.house.cloud.auth}/identitytoolkit.googleapis.com/v1/accounts:{deed}?key=demo"
        return str(self.emulators.post(url, json=said).raise_for_status().json()["idToken"])

    # What is kept

    def store(self, database: str = "(default)") -> firestore.Client:
        """Return a client that the rules do not bind."""
        if database not in self._stores:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("FIRESTORE_EMULATOR_HOST", self.house.cloud.firestore)
                self._stores[database] = firestore.Client(project=PROJECT, database=database)
        return self._stores[database]

    def document(self, collection: str, document_id: str, place: Place = HOME) -> dict[str, Any] | None:
        found = self.store(place.database).document(f"{place.path}/{collection}/{document_id}").get()
        return found.to_dict()

    def documents(self, collection: str, place: Place = HOME) -> dict[str, dict[str, Any]]:
        found = self.store(place.database).collection(f"{place.path}/{collection}").stream()
        return {one.id: one.to_dict() or {} for one in found}

    def row(self, room_id: str, place: Place = HOME) -> dict[str, Any]:
        return self.document("rooms", room_id, place) or {}

    def journal(self, place: Place = HOME, **where: Any) -> list[dict[str, Any]]:
        """Return the entries with these fields, oldest first."""
        entries = [
            entry
            for entry in self.documents(JOURNAL, place).values()
            if all(entry.get(name) == value for name, value in where.items())
        ]
        return sorted(entries, key=lambda entry: entry["committed_at"])

    def pending(self, place: Place = HOME) -> int:
        """Return how many entries promise events that are not known to be told."""
        journal = self.store(place.database).collection(f"{place.path}/{JOURNAL}")
        found = journal.where(filter=firestore.FieldFilter("pending", "==", value=True)).count().get()
        return int(found[0][0].value)

    def looks(self, token: str, path: str, place: Place = HOME) -> int:
        """Return the status that a web client with this token gets for a document, under the rules."""
        url = f"http://{self.house.cloud.firestore}/v1/projects/{PROJECT}/databases/{place.database}/documents"
        headers = {"Authorization": f"Bearer {token}"}
        return self.emulators.get(f"{url}/{place.path}/{path}", headers=headers).status_code

    # What is told

    @contextmanager
    def ears(self, *topics: str) -> Iterator[Ears]:
        names = {}
        for topic in topics:
            name = f"projects/{PROJECT}/subscriptions/ears-{uuid4().hex[:12]}"
            self.subscriber.create_subscription(
                request={"name": name, "topic": topic_name(topic), "enable_message_ordering": True}
            )
            names[topic] = name
        ears = Ears(self.subscriber, names)
        ears.listen()
        try:
            yield ears
        finally:
            ears.end()

    def publish(self, topic: str, data: bytes, **attributes: str) -> None:
        message = PubsubMessage(data=data, attributes=attributes)
        self.publisher.publish(request={"topic": topic_name(topic), "messages": [message]})

    def run_job(self, name: str) -> None:
        """Do what Cloud Scheduler would: ask for it. It runs in each property soon after, as Pub/Sub pushes it."""
        response = self.http.post(f"/internal/cron/{name}", json={})
        assert response.status_code == 204, response.text
        threading.Event().wait(RUNS_SOON)  # who waits for the effect asks again: not faster than it can be run

    # The PMS

    def desk(self, deed: str, **how: Any) -> Any:
        """Have the receptionist at the PMS do something."""
        response = self.mews.post(f"/_desk/{deed}", json=how)
        assert response.is_success, f"{deed} {how}: {response.text}"
        return response.json()

    def fault(self, kind: str, **how: Any) -> None:
        self.mews.post("/_faults", json={"kind": kind, **how}).raise_for_status()

    def no_faults(self) -> None:
        self.mews.delete("/_faults").raise_for_status()

    def asked(self) -> dict[str, Any]:
        """Return what the PMS was asked so far: by operation, by status, and every write."""
        found: dict[str, Any] = self.mews.get("/_desk/requests").raise_for_status().json()
        return found

    def forget_requests(self) -> None:
        """Have the PMS count what it is asked from zero."""
        self.mews.delete("/_desk/requests").raise_for_status()

    def pushes(self, room_id: str = "") -> list[int]:
        """Return how each try to set a room's state was answered, oldest first; what failed before it was read has no room."""
        resource = self.there(room_id)["ResourceId"] if room_id else ""
        tries = [one for one in self.asked()["Writes"] if one["Operation"] == "resources/update"]
        return [one["Status"] for one in tries if not one["Body"] or resource in str(one["Body"])]

    def there(self, room_id: str) -> dict[str, Any]:
        """Return the room as the PMS has it."""
        rooms = self.mews.get("/_desk").raise_for_status().json()["Rooms"]
        return next(dict(room) for room in rooms if room["Room"] == room_id)

    def free_room(self) -> str:
        """Return a room that is ready on both sides, with nobody in it, at work or expected; the one not used for longest."""
        desk = self.mews.get("/_desk").raise_for_status().json()
        held = {one["Room"] for one in desk["Reservations"] if one["State"] in ("Confirmed", "Started", "Optional")}
        rows = self.documents("rooms")
        free = [
            number
            for number, row in sorted(rows.items())
            if number not in held and row["occupancy"] == "vacant" and not row["upcoming"] and not row["blocks"]
            if not {task["status"] for task in row["tasks"]} & {"in_progress", "paused"}
        ]
        assert free, "somebody is in every room of the demo hotel"
        chosen = min(free, key=lambda number: self._used_rooms.get(number, 0))
        self._used_rooms[chosen] = len(self._used_rooms) + max(self._used_rooms.values(), default=0) + 1
        if rows[chosen]["cleaning"]["status"] != "ready":
            self.flip(chosen, "ready")
        until_equal(lambda: self.there(chosen)["State"], "Inspected", f"{chosen} is ready at the PMS too")
        until(lambda: not self._is_being_told(chosen), f"the PMS has been told of {chosen}")
        return chosen

    def _is_being_told(self, room_id: str) -> bool:
        """Whether our side is still about to tell the PMS of this room: what is done to it now may be told twice."""
        pushed = (self.document("pms_rooms", room_id) or {}).get("pushed")
        return bool(pushed) and not (pushed["done"] or pushed["refused"])

    def flip(self, room_id: str, status: str, by: str = SUPERVISOR) -> dict[str, Any]:
        """Set the cleaning status as housekeeping does."""
        body = {"status": status, "reason": "seen so"}
        found: dict[str, Any] = self.as_(by).data("POST", f"/api/v1/housekeeping/rooms/{room_id}/status", body)
        return found

    def book(self, room_id: str, **customer: Any) -> dict[str, Any]:
        """Book this room at the PMS from today, for a new guest. Returns the reservation there, with its Guest."""
        said = {"last_name": f"Rahimi-{uuid4().hex[:6]}", "first_name": "Laila", "language_code": "en-GB", **customer}
        guest = self.desk("create_customer", **said)
        booked = self.desk("create_reservation", customer=guest["Id"], room=room_id, nights=2)
        return {**booked, "Guest": f"{said['first_name']} {said['last_name']}"}

    def arrive(self, room_id: str, **customer: Any) -> dict[str, Any]:
        """Book this room at the PMS for a new guest and check them in. Returns the reservation there, with its Guest."""
        booked = self.book(room_id, **customer)
        return {**booked, **self.desk("check_in", reservation=booked["Id"])}

    def leave(self, reservation: Mapping[str, Any]) -> None:
        """Have a guest check out at the PMS, before their time, and wait until it is known here: nobody else meets them."""
        self.desk("depart_early", reservation=reservation["Id"])
        stay_id = derived_id("rsv", "mews", reservation["Id"])
        until_equal(
            lambda: (self.document("stays", stay_id) or {}).get("status"), "checked_out", "they are gone here too"
        )

    def notices_of_the_pms(self, **settings: Any) -> None:
        """Have the PMS's notices come so, until `no_faults`: `drop=1`, say."""
        self.mews.put("/_faults/webhooks", json=settings).raise_for_status()

    def settled(self, within: float = PATIENCE) -> None:
        """Wait until every notice that the PMS sent so far is handled, or parked."""

        def quiet() -> bool:
            if self.mews.get("/_desk/webhooks").raise_for_status().json()["NextDueUtc"] is not None:
                return False
            parked = "".join(letter["data"] for letter in self.documents("dead_letters").values())
            waiting = [key for key, notice in self.documents("notices").items() if not notice["handled_at"]]
            return all(notice_id in parked for notice_id in waiting)

        until(quiet, "every notice is handled", within)

    def reconcile(self, within: float = PATIENCE) -> dict[str, Any]:
        """Compare both sides now, and return what the sweep found when it is done."""
        manager = self.as_(MANAGER)
        asked = manager.data("POST", "pms/reconcile")["sweep_id"]

        def sweep() -> dict[str, Any]:
            return dict(manager.data("GET", "pms")["connections"][0]["sweep"])

        return _seen(
            sweep, lambda one: one["sweep_id"] == asked and one["status"] == "done", f"{asked} is done", within
        )

    def occupied(self, room_id: str, place: Place = HOME) -> dict[str, Any]:
        """Return the row once somebody is in it."""
        until_equal(lambda: self.row(room_id, place).get("occupancy"), "occupied", f"{room_id} is occupied")
        return self.row(room_id, place)

    def vacant(self, room_id: str, place: Place = HOME) -> dict[str, Any]:
        until_equal(lambda: self.row(room_id, place).get("occupancy"), "vacant", f"{room_id} is vacant")
        return self.row(room_id, place)

    # Work

    def slept_in(self) -> str:
        """Return a room whose guest stays on, with nothing hung out and nothing to do in it."""
        return self.all_slept_in(1)[0]

    def all_slept_in(self, count: int) -> list[str]:
        today = demo.business_date(hotel_now())
        found = [
            number
            for number, row in sorted(self.documents("rooms").items())
            if row["stay"] and demo.business_date(row["stay"]["check_out_at"]) > today
            if not row["tasks"] and row["guest_flag"]["value"] == "none"
        ]
        assert len(found) >= count, f"{len(found)} rooms are slept in, left alone and without work; {count} are wanted"
        return found[:count]

    def task(self, room_id: str, kind: str = "mid_stay_clean", to: str = "") -> str:
        """Have work made by hand, and given to somebody where they are named; what the house has made already is taken."""
        said = {"room_id": room_id, "kind": kind}
        answer = self.as_(SUPERVISOR).call("POST", "/api/v1/housekeeping/tasks", said)
        told = answer.json()
        assert answer.is_success or told["code"].endswith("ALREADY_WANTED"), answer.text
        task_id = str((told["data"] if answer.is_success else told["context"])["task_id"])
        if to:
            self.deed(task_id, "assign", staff_id=staff_id(to))
        return task_id

    def deed(self, task_id: str, deed: str, by: str = SUPERVISOR, **said: Any) -> dict[str, Any]:
        path = f"/api/v1/housekeeping/tasks/{task_id}/{deed}"
        found: dict[str, Any] = self.as_(by).data("POST", path, said)
        return found

    def on_shift(self, email: str) -> None:
        """Have somebody on shift from now, for eight hours."""
        said = {"staff_id": staff_id(email), "ends_at": _instant(hotel_now().timestamp() + 8 * 3600)}
        self.as_(SUPERVISOR).data("POST", "/api/v1/housekeeping/shifts", said)

    def relieve(self, email: str) -> None:
        """Have somebody off shift, with nothing in hand and nothing begun."""
        who, lead = staff_id(email), self.as_(SUPERVISOR)
        for task_id, task in self.documents("tasks").items():
            if task["assignee"] == who and task["finished_at"] is None:
                self.deed(task_id, "cancel", reason="The test is over")
        for shift_id, shift in self.documents("shifts").items():
            if shift["staff_id"] == who and shift["status"] == "on":
                lead.data("POST", f"/api/v1/housekeeping/shifts/{shift_id}/end", {})

    def task_now(self, task_id: str) -> dict[str, Any]:
        return self.document("tasks", task_id) or {}

    # Other hotels

    def open_property(self, place: Place, rooms: Sequence[str]) -> Caller:
        """Open a property as operators do, with scripts/hotel, and add its rooms as its manager. Return the manager."""
        email = f"manager@{place.property_id}.example"
        command = [sys.executable, "scripts/opening.py", "--project", PROJECT, "--tenant", place.tenant_id]
        command += ["--property", place.property_id, "--name", place.property_id, "--zone", "Asia/Kabul"]
        command += ["--languages", "en,fa-AF", "--database", place.database]
        command += ["--manager-name", "Nobody Real", "--manager-email", email]
        # In a session of its own, so that the password is read from its input and not from somebody's terminal.
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", **self.house.environment},
            input=f"{PASSWORD}\n",
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
        assert done.returncode == 0, done.stderr
        manager = self.as_(email, place)
        lines = [{"number": number, "floor": int(number) // 100} for number in rooms]
        assert manager.data("POST", "rooms", {"rooms": lines})["created"] == len(rooms)
        return manager

    def check_in(self, caller: Caller, room_id: str, name: str = "Laila Rahimi") -> dict[str, Any]:
        """Book a stay in a property without a PMS and check it in. Returns the stay."""
        now = hotel_now().timestamp()
        said = {
            "guest": {"name": name},
            "room_id": room_id,
            "room_type": "standard",
            "arrival_at": _instant(now - 3600),
            "departure_at": _instant(now + 2 * 86_400),
        }
        stay = caller.data("POST", "reservations", said)
        wanted = {"status": "checked_in", "even_if_not_ready": True}
        checked_in: dict[str, Any] = caller.data("PUT", f"reservations/{stay['stay_id']}/status", wanted)
        return checked_in

    # The gateway's process

    def kill_gateway(self) -> None:
        self.house.kill(GATEWAY)

    def start_gateway(self) -> None:
        self.house.restart(GATEWAY)


class Shared:
    """The house of one test process, had by one file after another."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._used = self._worn = False

    def as_it_is(self) -> Whole:
        """Return it as files left it that keep it whole."""
        if self._worn:
            self._renew()
        self._used = True
        return self._whole

    def as_founded(self) -> Whole:
        """Return it as nobody used it, for a file that wears it out."""
        if self._used:
            self._renew()
        self.wear_out()
        return self._whole

    def wear_out(self) -> None:
        """Have the next file find another: a page ended without a word, and the emulator of Firestore goes on telling it."""
        self._used = self._worn = True

    def _renew(self) -> None:
        self._whole.renew()
        self._used = self._worn = False


@contextmanager
def standing() -> Iterator[Shared]:
    """Yield a house that stands: its jobs run when a test says so, but for the relay."""
    with House(logs(), Plan(ticker=False, notice_speed=3000)) as house, relaying(house.url):
        seen = Whole(house)
        try:
            yield Shared(seen)
        finally:
            seen.close()


@contextmanager
def relaying(url: str) -> Iterator[None]:
    """Have the gateway there relay every few seconds, as it does every minute of a hotel's day, dead or alive.

    On a busy machine the bus may take longer than a command waits for it; what is then left for the relay is not lost.
    """
    ended = threading.Event()

    def relay() -> None:
        with line(url) as http:
            while not ended.wait(RELAY_SECONDS):
                with suppress(httpx.TransportError):  # killed by a test: the next one asks again
                    http.post("/internal/cron/relay", json={})

    relays = threading.Thread(target=relay, name="relay", daemon=True)
    relays.start()
    try:
        yield
    finally:
        ended.set()
        relays.join()


def staff_id(email: str) -> str:
    return staff_id_of(HOME.tenant_id, email)


def topic_name(topic: str) -> str:
    return f"projects/{PROJECT}/topics/{topic}"


def _instant(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def logs() -> Path:
    """Return a folder for the logs of one house of this test process."""
    return ROOT / ".local" / "logs" / f"tests-{os.getpid()}-{next(_houses)}"
