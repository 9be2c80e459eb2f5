"""A whole cloud in memory for tests: store, bus, clock and people, with functions called as over HTTP.

    answer = ground.call("PUT /rooms/204/guest-flag", {"flag": "do_not_disturb"}, by=FRONT_DESK)

A path that does not begin with /api is one of the property. Only functions that a test has imported are there.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import flask
from ulid import ULID

from shared.domain.documents import Document
from shared.domain.events import Event, topic_short
from shared.domain.ids import derived_id
from shared.domain.people import Actor, Role
from shared.domain.settings import Settings
from shared.runtime import cloud as clouds
from shared.runtime import tenancy
from shared.runtime.bus.memory import MemoryBus
from shared.runtime.bus.port import Message
from shared.runtime.cloud import Cloud
from shared.runtime.documents import to_data
from shared.runtime.envelope import Envelope, EnvelopeActor
from shared.runtime.journal import JOURNAL, Entry
from shared.runtime.place import Place
from shared.runtime.problems import unauthenticated
from shared.runtime.routes import routes
from shared.runtime.service import serve
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Key, Put, Query

TENANT, PROPERTY = "demo", "demo-hotel"
PLACE = Place(TENANT, PROPERTY)
MORNING = datetime(2026, 3, 10, 5, 30, tzinfo=UTC)  # ten o'clock in Kabul
INDEXES = json.loads((Path(__file__).parent.parent / "firestore.indexes.json").read_text())
_APP = flask.Flask("ground")

D = TypeVar("D", bound=Document)


def person(role: Role, number: int = 1) -> Actor:
    """Return somebody with this one role in the demo hotel."""
    return Actor("user", derived_id("stf", f"{role}-{number}"), TENANT, {PROPERTY: frozenset({role})})


def guest(room_id: str, stay_id: str) -> Actor:
    """Return the tablet of this room, paired while this stay was in it ("" for nobody's)."""
    return Actor(
        "guest", f"tablet-{room_id}", TENANT, {PROPERTY: frozenset({Role.GUEST})}, room_id=room_id, stay_id=stay_id
    )


HOUSEKEEPER = person(Role.HOUSEKEEPER)
MAINTENANCE = person(Role.MAINTENANCE)
FRONT_DESK = person(Role.FRONT_DESK)
SUPERVISOR = person(Role.SUPERVISOR)
MANAGER = person(Role.MANAGER)
AGENT = Actor("integration", "agent-builder", TENANT, {PROPERTY: frozenset({Role.INTEGRATION})})
STRANGER = Actor("user", derived_id("stf", "stranger"), "other", {"other-hotel": frozenset({Role.MANAGER})})


class Names:
    """The fake of Identity: a token is the name of an actor that the test brought, and every push is Pub/Sub's."""

    def __init__(self) -> None:
        self._actors: dict[str, Actor] = {}

    def token(self, actor: Actor) -> str:
        token = f"{actor.tenant_id}:{actor.type}:{actor.id}:{actor.stay_id}"
        self._actors[token] = actor
        return token

    def caller(self, request: flask.Request) -> Actor:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self._actors:
            raise unauthenticated()
        return self._actors[token]

    def prove_push(self, request: flask.Request) -> None:
        pass


@dataclass
class Clock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def data(self) -> Any:
        """What was asked for; fails with the problem where there was one."""
        assert self.status < 300, self.body
        return self.body["data"] if self.body else None

    @property
    def code(self) -> str:
        """The code of the refusal; fails where there was none."""
        assert self.status >= 400, self.body
        return str(self.body["code"])

    @property
    def fields(self) -> set[str]:
        return {error["field"] for error in self.body["errors"]}


@dataclass
class Ground:
    clock: Clock
    store: MemoryStore
    bus: MemoryBus
    names: Names = field(default_factory=Names)
    delivered: int = 0

    def call(
        self,
        route: str,
        body: Mapping[str, Any] | list[Any] | str | None = None,
        *,
        by: Actor | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one request. Text is sent as CSV; `key` is the Idempotency-Key."""
        method, path = route.split(" ", 1)
        path = path if path.startswith(("/api", "/internal", "/auth")) else f"/api/v1/properties/{PROPERTY}{path}"
        said = {**(headers or {})}
        if by is not None:
            said["Authorization"] = f"Bearer {self.names.token(by)}"
        if key is not None:
            said["Idempotency-Key"] = key
        return self._request(_context_of(method, path.split("?")[0]), method, path, body, said)

    def _request(self, context: str, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        sent = body if isinstance(body, str) else None if body is None else json.dumps(body)
        kind = "text/csv" if isinstance(body, str) else "application/json"
        with _APP.test_request_context(
            path, method=method, data=sent, headers=dict(headers), content_type=None if sent is None else kind
        ):
            response = serve(context)(flask.request)
            text = response.get_data(as_text=True)
        return Answer(response.status_code, json.loads(text) if text else None, dict(response.headers))

    def run_job(self, name: str) -> Answer:
        return self.call(f"POST /internal/cron/{name}")

    def hear(self, event: Event) -> None:
        """Have an event of another system delivered to every context that handles it."""
        envelope = Envelope(
            id=f"evt_{ULID()}",
            subject=event.subject,
            tenant_id=TENANT,
            property_id=PROPERTY,
            occurred_at=self.clock.now,
            producer="elsewhere@1",
            actor=EnvelopeActor(type="system", id="elsewhere"),
            correlation_id="elsewhere",
            causation_id="elsewhere",
            revision=1,
            payload=event.model_dump(mode="json", by_alias=True),
        )
        for context in sorted({route.context for route in routes() if route.event is type(event)}):
            self._push(envelope.message(), context)

    def settle(self) -> None:
        """Deliver every event published so far, and what comes of it, to the handlers there are; once each, in order."""
        contexts = {(route.event.subject, route.context) for route in routes() if route.event is not None}
        while self.delivered < len(self.bus.published):
            message = self.bus.published[self.delivered]
            self.delivered += 1
            for context in sorted(context for subject, context in contexts if subject == message.topic):
                self._push(message, context)

    def put(self, *documents: Document, place: Place = PLACE) -> None:
        """Have documents be there, as if they always had been."""
        for document in documents:
            kept = document.but(revision=document.revision or 1, updated_at=document.updated_at or self.clock.now)
            self.store.commit([Put(place.key(kept.collection, kept.id), to_data(kept), None)])

    def get(self, kind: type[D], document_id: str) -> D:
        found = self.find(kind, document_id)
        assert found is not None, f"there is no {kind.collection}/{document_id}"
        return found

    def find(self, kind: type[D], document_id: str) -> D | None:
        data = self.store.read([PLACE.key(kind.collection, document_id)])[0].data
        return None if data is None else kind.model_validate(dict(data))

    def all(self, kind: type[D]) -> list[D]:
        found = self.store.query(Query(kind.collection, PLACE.path, limit=10_000))
        return [kind.model_validate(dict(snapshot.data or {})) for snapshot in found]

    def journal(self) -> list[Entry]:
        found = self.store.query(Query(JOURNAL, PLACE.path, order_by=("committed_at",), limit=10_000))
        return [Entry.model_validate(dict(snapshot.data or {})) for snapshot in found]

    def told(self, kind: type[Event]) -> list[Any]:
        """Return the events of this kind that were published, in order."""
        messages = [message for message in self.bus.published if message.topic == kind.subject]
        return [Envelope.model_validate_json(message.data).event() for message in messages]

    def _push(self, message: Message, context: str) -> None:
        pushed = {
            "data": base64.b64encode(message.data).decode(),
            "attributes": dict(message.attributes),
            "orderingKey": message.ordering_key,
        }
        answer = self._request(context, "POST", _events_path(message.topic), {"message": pushed}, {})
        assert answer.status == 204, answer.body


def _context_of(method: str, path: str) -> str:
    """Return the context that serves this, as the gateway would find it."""
    for route in routes():
        if route.method == method and re.fullmatch(re.sub(r"{\w+}", r"[^/]+", route.path), path):
            return route.context
    raise AssertionError(f"no function that was imported is at {method} {path}")


def _events_path(subject: str) -> str:
    return f"/internal/events/{topic_short(subject)}"


@contextmanager
def on_ground(settings: Settings | None = None) -> Iterator[Ground]:
    """Stand on a fresh cloud that has the demo hotel and nothing in it."""
    clock = Clock()
    ground = Ground(clock, MemoryStore(clock, INDEXES), MemoryBus())
    tenancy.memory.clear()
    registered = {"tenant_id": TENANT, "property_id": PROPERTY, "database": "(default)"}
    ground.store.commit([Put(Key(PLACE.path), registered, None)])
    ground.put(settings or Settings(name="Demo Hotel", zone="Asia/Kabul"))
    with clouds.use(Cloud(ground.store, ground.bus, ground.names, clock, sleep=lambda _: None)):
        yield ground
