"""The ground that tests stand on: a whole cloud in memory, with the real functions on it and a clock that stands still.

Requests go through the real HTTP path and events through real envelopes; only store, bus, clock and the proof of who
calls are in memory.
"""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import flask
from werkzeug.test import EnvironBuilder, TestResponse

from emulators.memory import subscribe
from shared.domain.documents import Document
from shared.domain.events import Event
from shared.domain.people import Actor, Role
from shared.domain.roster import Roster
from shared.domain.settings import Settings
from shared.runtime import tenancy
from shared.runtime.bus.memory import MemoryBus
from shared.runtime.bus.port import Message
from shared.runtime.cloud import Cloud, use
from shared.runtime.documents import to_data
from shared.runtime.envelope import Envelope, EnvelopeActor
from shared.runtime.files.memory import MemoryFiles
from shared.runtime.journal import JOURNAL, Entry
from shared.runtime.place import Place
from shared.runtime.problems import unauthenticated
from shared.runtime.routes import ROUTES
from shared.runtime.service import serve
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Key, Put, Query
from shared.runtime.subscriptions import job_topic

D = TypeVar("D", bound=Document)
CRON, NO_CONTENT = "/internal/cron/", 204
REPOSITORY = Path(__file__).parents[1]
NOON = datetime(2026, 6, 15, 7, 30, tzinfo=UTC)  # 12:00 in Kabul
PLACE = Place("demo", "demo-hotel")
_RUNS = job_topic("")


def person(role: Role, *, tenant: str = "demo", property_id: str = "demo-hotel") -> Actor:
    kind: Literal["system", "user", "integration"] = (
        "integration" if role is Role.INTEGRATION else "system" if role is Role.SYSTEM else "user"
    )
    return Actor(kind, f"{role}@{tenant}", tenant, {property_id: frozenset({role})})


def guest_of(room_id: str, stay_id: str, *, tenant: str = "demo") -> Actor:
    roles = {"demo-hotel": frozenset({Role.GUEST})}
    return Actor("guest", f"tablet-{room_id}", tenant, roles, room_id=room_id, stay_id=stay_id)


FRONT_DESK = person(Role.FRONT_DESK)
HOUSEKEEPER = person(Role.HOUSEKEEPER)
SUPERVISOR = person(Role.SUPERVISOR)
MANAGER = person(Role.MANAGER)
AGENT = person(Role.INTEGRATION)
STRANGER = person(Role.MANAGER, tenant="other", property_id="other-hotel")


OPERATOR = "operator@platform.example"


class Word:
    """Takes the caller's word for who they are: the bearer token is a number that `token_of` gave to an actor."""

    def __init__(self) -> None:
        self._actors: dict[str, Actor] = {}

    def token_of(self, actor: Actor) -> str:
        token = f"token-{actor.tenant_id}-{actor.id}-{actor.room_id}-{actor.stay_id}"
        self._actors[token] = actor
        return token

    def caller(self, request: flask.Request) -> Actor:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self._actors:
            raise unauthenticated()
        return self._actors[token]

    def prove_push(self, request: flask.Request) -> None:
        pass

    def prove_operator(self, request: flask.Request) -> str:
        if request.headers.get("Authorization") != f"Bearer {OPERATOR}":
            raise unauthenticated()
        return OPERATOR


class Form(dict[str, Any]):
    """A multipart body; a file is `(io.BytesIO(b"…"), "name")`."""


def request_of(method: str, path: str, body: Any, headers: Mapping[str, str]) -> flask.Request:
    """Return a request as it comes to a function; a body that is no bytes, text nor form goes as JSON."""
    sent = {"json": body} if body is not None and not isinstance(body, bytes | str | Form) else {"data": body}
    return flask.Request(EnvironBuilder(path, method=method, headers=headers, **sent).get_environ())


@dataclass
class Ground:
    """One tenant's hotel in memory. `call` is a request, `deliver` lets every published event reach its handlers."""

    store: MemoryStore
    bus: MemoryBus
    identity: Word
    now: datetime = NOON
    place: Place = PLACE
    files: MemoryFiles = field(default_factory=MemoryFiles)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    runs_wait: bool = False

    def new_ulid(self) -> str:
        return f"01J{next(self.numbers):023d}"

    def pass_time(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now

    def call(
        self, method: str, path: str, body: Any = None, *, by: Actor | None = MANAGER, **headers: str
    ) -> TestResponse:
        """Send a request to the context that serves it. A path that begins with "/" is whole, else the property's.

        Header names are written with underscores: `Idempotency_Key="tap-1"`. What a schedule's call publishes is run before
        it is answered, with the answer of the first run that was none; `runs_wait` leaves the runs on the bus.
        """
        whole = path if path.startswith("/") else f"/api/v1/properties/{self.place.property_id}/{path}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if by is not None:
            named["Authorization"] = f"Bearer {self.identity.token_of(by)}"
        response = self._send(method, whole, body, named)
        if self.runs_wait or not whole.startswith(CRON):
            return response
        answers = [self._send("POST", run_path(run), pushed_body(run), {}) for run in taken_runs(self.bus)]
        return next((one for one in (response, *answers) if one.status_code != NO_CONTENT), response)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> TestResponse:
        with closing(request_of(method, path, body, headers)) as request:
            response = _served(_context_of(method, path), len(ROUTES))(request)
        return TestResponse(response.iter_encoded(), response.status, response.headers, request=request)

    def data(self, method: str, path: str, body: Any = None, **how: Any) -> Any:
        """Send a request that must succeed, and return its data."""
        response = self.call(method, path, body, **how)
        assert response.status_code < 300, response.get_data(as_text=True)
        return (response.get_json(silent=True) or {}).get("data")

    def refused(self, method: str, path: str, body: Any = None, **how: Any) -> tuple[int, str]:
        """Send a request that must fail, and return its status and code."""
        response = self.call(method, path, body, **how)
        problem = json.loads(response.get_data())
        assert problem["success"] is False
        return response.status_code, str(problem["code"])

    def put(self, *documents: Document) -> None:
        """Have these documents there, as if they always had been."""
        for document in documents:
            key = self.place.key(document.collection, document.id)
            kept = document if document.revision else document.but(revision=1, updated_at=self.now)
            self.store.commit([Put(key, to_data(kept), None)])

    def get(self, kind: type[D], document_id: str) -> D:
        found = self.find(kind, document_id)
        assert found is not None, f"no {kind.__name__} {document_id}"
        return found

    def find(self, kind: type[D], document_id: str) -> D | None:
        data = self.store.read([self.place.key(kind.collection, document_id)])[0].data
        return None if data is None else kind.model_validate(dict(data))

    def all(self, kind: type[D]) -> list[D]:
        found = self.store.query(Query(kind.collection, self.place.path, limit=10_000))
        return [kind.model_validate(dict(snapshot.data or {})) for snapshot in found]

    def journal(self) -> list[Entry]:
        found = self.store.query(Query(JOURNAL, self.place.path, limit=100_000))
        entries = [Entry.model_validate(dict(snapshot.data or {})) for snapshot in found]
        return sorted(entries, key=lambda entry: (entry.committed_at, entry.entry_id))

    def told(self) -> list[str]:
        """Return the subjects of all events published so far."""
        return [message.topic for message in self.bus.published]

    def payloads(self, subject: str) -> list[dict[str, Any]]:
        return [json.loads(message.data)["payload"] for message in self.bus.published if message.topic == subject]

    def hear(self, event: Event, **said: Any) -> None:
        """Have another service publish this, and let it reach its handlers."""
        self.say(event, **said)
        self.deliver()

    def say(self, event: Event, *, revision: int | None = None, property_id: str | None = None) -> None:
        """Have another service publish this, under an id of its own, and as its newest word where no `revision` is said."""
        self.bus.publish([self.from_outside(event, revision, property_id).message()])

    def from_outside(self, event: Event, revision: int | None = None, property_id: str | None = None) -> Envelope:
        """Return this event as another service would publish it."""
        said = len(self.bus.published)
        return Envelope(
            id=f"evt_outside_{said}",
            subject=event.subject,
            tenant_id=self.place.tenant_id,
            property_id=self.place.property_id if property_id is None else property_id,
            occurred_at=self.now,
            producer="outside@1",
            actor=EnvelopeActor(type="system", id="outside"),
            correlation_id=f"outside-{said}",
            causation_id=f"outside-{said}",
            aggregate_id=event.aggregate_id,
            revision=said + 1 if revision is None else revision,
            payload=event.model_dump(mode="json", by_alias=True),
        )

    def deliver(self) -> int:
        """Let every published event reach its handlers, and what they publish too; return how many deliveries."""
        return self.bus.deliver_all()


@contextmanager
def ground(
    seed: int = 0, *, topics: bool = True, settings: Settings | None = None, kept_in: type[MemoryStore] = MemoryStore
) -> Iterator[Ground]:
    """Stand on a fresh cloud in memory with the demo property registered; contexts imported by then are subscribed."""
    made: list[Ground] = []
    store = kept_in(lambda: made[0].now if made else NOON, _indexes())
    stands = Ground(store, MemoryBus(seed, max_attempts=50), Word())
    made.append(stands)
    chosen = settings or Settings(name="Demo Hotel", zone="Asia/Kabul", languages=("en", "fa-AF"))
    store.commit(
        [
            Put(Key(PLACE.path), {"tenant_id": "demo", "property_id": "demo-hotel", "database": "(default)"}, None),
            Put(PLACE.key("settings", "current"), to_data(chosen.but(revision=1)), None),
            Put(PLACE.key("roster", "current"), to_data(Roster.of([MANAGER.id]).but(revision=1)), None),
        ]
    )
    if topics:
        subscribe(stands.bus)
    clock: Callable[[], datetime] = lambda: stands.now  # noqa: E731 - reads as what it is
    other = Cloud(store, stands.bus, stands.identity, clock, stands.new_ulid, lambda _: None, files=stands.files)
    tenancy.memory.clear()
    with use(other):
        yield stands


@cache
def _indexes() -> Any:
    return json.loads((REPOSITORY / "firestore.indexes.json").read_text())


def pushed_body(message: Message) -> dict[str, Any]:
    """Return the body that Pub/Sub would push for this message."""
    return {
        "message": {
            "data": base64.b64encode(message.data).decode(),
            "attributes": dict(message.attributes),
            "orderingKey": message.ordering_key,
            "messageId": "1",
        },
        "subscription": "projects/demo/subscriptions/test",
    }


def taken_runs(bus: MemoryBus) -> list[Message]:
    """Take the runs of jobs off the bus that schedules have published, for who runs them at once and in order."""
    runs = [one for one in bus.published if is_run(one)]
    if runs:
        bus.published[:] = [one for one in bus.published if not is_run(one)]
    return runs


def is_run(message: Message) -> bool:
    return message.topic.startswith(_RUNS)


def run_path(message: Message) -> str:
    """Return where Pub/Sub pushes this run of a job."""
    return f"/internal/jobs/{message.attributes['job']}"


@cache
def _served(context: str, _: int) -> Callable[[flask.Request], flask.Response]:
    """Return a context's target, made anew only when the function map has grown."""
    return serve(context)


@cache
def _paths(_: int) -> Mapping[tuple[str, int], Sequence[tuple[Sequence[str], str]]]:
    """Return the parts of every path and its context, by method and number of parts."""
    found: dict[tuple[str, int], list[tuple[Sequence[str], str]]] = {}
    for route in ROUTES.values():
        parts = route.path.split("/")
        found.setdefault((route.method, len(parts)), []).append((parts, route.context))
    return found


def _context_of(method: str, path: str) -> str:
    asked = path.partition("?")[0].rstrip("/").split("/")
    for parts, context in _paths(len(ROUTES)).get((method, len(asked)), ()):
        if all(p == a or p.startswith("{") for p, a in zip(parts, asked, strict=True)):
            return context
    raise LookupError(f"no function serves {method} {path}; import its context first")
