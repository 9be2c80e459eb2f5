"""A whole world from one seed: the hotel, its Mews, everybody who works with either, time that passes, and what breaks.

Everything runs in this thread: the world decides what happens next, and at every commit whether somebody else acts
first. Requests, pushes and schedules go through the real HTTP path; a death is a BaseException that ends one of them.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from random import Random
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from emulators.pms.mews import AT_ONCE, Fault, MewsStandIn, Rules, WebhookSettings
from emulators.pms.mews.faults import FaultKind
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.documents import Document
from shared.domain.events import Event
from shared.domain.people import Actor
from shared.domain.settings import Settings
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.tasks import FINAL, Task
from shared.domain.work_orders import WorkOrder, WorkOrderStatus
from shared.runtime import tenancy
from shared.runtime.bus.memory import Delivery, MemoryBus
from shared.runtime.bus.port import Message, PublishFailed
from shared.runtime.cloud import Cloud, cloud, use
from shared.runtime.documents import to_data
from shared.runtime.envelope import Envelope, EnvelopeActor
from shared.runtime.journal import JOURNAL
from shared.runtime.place import Place
from shared.runtime.routes import ROUTES, Route
from shared.runtime.service import serve
from shared.runtime.store.limits import key_of
from shared.runtime.store.port import Key, OutcomeUnknown, Put, Query, Snapshot, Unavailable, Write
from tests.bridge import MEWS, OURS, SECRETS, KnownSecrets
from tests.ground import (
    MANAGER,
    PLACE,
    REPOSITORY,
    SUPERVISOR,
    Ground,
    Word,
    is_run,
    pushed_body,
    request_of,
    taken_runs,
)
from tests.simulation.endless import TiringStore
from tests.simulation.hotel import HOTEL, LINEN, MORNING, STAFF
from tests.simulation.weather import CALM, Died, Storm, Weather

if TYPE_CHECKING:
    from tests.simulation.troubles import Planted

CONTEXTS = ("guests", "housekeeping", "identity", "maintenance", "operations", "pms", "rooms", "stays", "tickets")
D = TypeVar("D", bound=Document)
for _context in CONTEXTS:
    import_module(f"functions.{_context}.main")

GIVEN_UP_AFTER = 100  # deliveries, as terraform/pubsub.tf says
TROUBLES: tuple[FaultKind, ...] = ("too_many", "broken", "down", "refuse_connection", "timeout")
HOT = ("101", "204")
"""Where people get into each other's way."""
_RECENT = 40
_MOST_ROUNDS = 30
_MOST_DELIVERIES = 800  # until all is quiet; more is a storm of echoes
_FINAL: Mapping[str, frozenset[str]] = {
    Task.collection: frozenset(FINAL),
    WorkOrder.collection: frozenset({WorkOrderStatus.VERIFIED, WorkOrderStatus.CANCELLED}),
    Shift.collection: frozenset({ShiftStatus.ENDED}),
}
"""Of what is there for ever, the statuses that it ends with."""


class StormyStore(TiringStore):
    """The store in memory, in bad weather: reading may fail or be the last thing that a process did."""

    storm = Storm(CALM, Random(0))

    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        self._weather()
        return super().read(keys)

    def query(self, query: Query) -> list[Snapshot]:
        self._weather()
        return super().query(query)

    def count(self, query: Query) -> int:
        self._weather()
        return super().count(query)

    def _weather(self) -> None:
        self.storm.may_kill()
        if self.storm.hits("unread"):
            raise Unavailable("simulated")


class DeadlyLine(httpx.BaseTransport):
    """The line to Mews, on which our process may die before the call and after Mews has done what we asked."""

    def __init__(self, world: World, line: httpx.BaseTransport) -> None:
        self._world, self._line = world, line

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._world.storm.may_kill()
        response = self._line.handle_request(request)
        self._world.storm.may_kill()
        return self._without_hidden(request, response)

    def _without_hidden(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        """Return the answer without what the PMS keeps from us for now."""
        if not self._world.hidden or "reservations/getAll" not in request.url.path or response.status_code >= 300:
            return response
        said = json.loads(response.read())
        given = [one for one in said["Reservations"] if one["Id"] not in self._world.hidden]
        return httpx.Response(response.status_code, json={**said, "Reservations": given})


@dataclass
class Wish:
    """One request of one client under one key, however often it is sent. `answers` are the statuses and data it got."""

    method: str
    path: str
    body: Any
    by: Actor
    headers: dict[str, str]
    token: str = ""
    answers: list[tuple[int, Any]] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return any(status < 500 for status, _ in self.answers)


@dataclass
class World:
    seed: int
    dice: Random
    storm: Storm
    ground: Ground
    mews: MewsStandIn
    webhook: str
    jobs_until: datetime
    wishes: list[Wish] = field(default_factory=list)
    waiting: list[Wish] = field(default_factory=list)
    buried: int = 0
    depth: int = 0
    focus: tuple[str, ...] = HOT
    settling: frozenset[str] = frozenset()
    failures: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    entries_put: Counter[str] = field(default_factory=Counter)
    shown: dict[str, list[str]] = field(default_factory=dict)
    overruled: set[str] = field(default_factory=set)
    planted: list[Planted] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    versions: dict[str, str] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    heard: int = 0
    seen: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    seen_at: datetime | None = None
    meanwhile: Callable[[World], None] = lambda _: None

    def request(self, context: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Send one request and return status and JSON. Died passes through: whoever sent it sees the line go dead."""
        with closing(request_of(method, path, body, headers)) as request:
            response = _target(context, len(ROUTES))(request)
            status, said = response.status_code, response.get_data()
        self.trace.append(f"{method} {path.partition('/webhooks/')[0] or 'a notice'} {status}")
        if status == 500:
            self.failures.append(f"{method} {path} failed: {said.decode()}")
        return status, json.loads(said) if said else None

    def call(self, wish: Wish) -> int:
        """Send a client's request; return its status, 0 where the process died over it."""
        route = route_of(wish.method, wish.path)
        token = self.ground.identity.token_of(wish.by)
        try:
            status, said = self.request(
                route.context, wish.method, wish.path, wish.body, Authorization=f"Bearer {token}", **wish.headers
            )
        except Died:
            self.bury(f"{wish.method} {wish.path}")
            return 0
        wish.answers.append((status, said.get("data") if status < 300 else said.get("code")))
        return status

    def bury(self, what: str) -> None:
        """The next request meets a new process, which remembers nothing."""
        self.buried += 1
        self.trace.append(f"died in {what}")
        tenancy.memory.clear()
        cloud()._made.clear()

    def internally(self, route: Route, body: Any = None) -> int:
        """Call what only the cloud itself calls; return the status, 0 where the process died over it."""
        try:
            return self.request(route.context, "POST", route.path, body)[0]
        except Died:
            self.bury(route.path)
            return 0

    def send_notice(self, url: str, body: bytes) -> int:
        try:
            return self.request("pms", "POST", url.removeprefix(OURS), body)[0]
        except Died:
            self.bury("webhook")
            return 0

    def notice(self, body: bytes) -> str:
        """Send this to the webhook at once; return the notice's id, or "" where nobody said that it was kept."""
        try:
            status, said = self.request("pms", "POST", self.webhook, body)
        except Died:
            self.bury("webhook")
            return ""
        return str(said["data"]["notice_id"]) if status == 202 else ""

    def naming(self, reservation: str) -> bytes:
        """Return a notice that names this reservation."""
        event = {"Discriminator": "ServiceOrderUpdated", "Value": {"Id": reservation}}
        return json.dumps({"EnterpriseId": self.mews.house.enterprise_id, "Events": [event]}).encode()

    def pass_time(self, **by: float) -> None:
        self.ground.pass_time(**by)

    def run_jobs(self) -> None:
        """Run each scheduled job once that was due since they last ran."""
        since, self.jobs_until = self.jobs_until, self.ground.now
        for route in jobs():
            if is_due(route.schedule, since, self.ground.now):
                self.run_job(route)

    def run_job(self, job: Route) -> None:
        """Have a schedule call, and what it publishes be pushed once; what fails is left to the job's next turn."""
        self.internally(job)
        for message in taken_runs(self.ground.bus):
            self.internally(_run_of(job), pushed_body(message))

    def deliver(self, at_most: int) -> int:
        """Make some deliveries; what Pub/Sub gives up on goes to the dead-letter topic, until somebody takes it."""
        made = 0
        while made < at_most and self.ground.bus.deliver():
            made += 1
        given_up = ROUTES["park_given_up"]
        for dead in self.ground.bus.dead[:]:
            body = pushed_body(dead.message)
            body["message"]["attributes"]["CloudPubSubDeadLetterSourceSubscription"] = "simulated"
            if self.internally(given_up, body) == 204:
                self.ground.bus.dead.remove(dead)
        return made

    def deliver_again(self) -> None:
        """Deliver a recent message once more, right now, whoever is handling it at the same time."""
        recent = self.ground.bus.published[-_RECENT:]
        if recent:
            self._deliver(self.dice.choice(recent))

    def deliver_at_once(self, topic: str) -> None:
        """Deliver the latest message of a topic before all that wait: it overtakes what is being handled."""
        latest = next((one for one in reversed(self.ground.bus.published) if one.topic == topic), None)
        if latest is not None:
            self._deliver(latest)

    def _deliver(self, message: Message) -> None:
        endpoints = [one.endpoint for one in self.ground.bus._subscriptions if one.topic == message.topic]
        if endpoints:
            self.dice.choice(endpoints)(message, Delivery("again", 2))

    def break_mews(self) -> None:
        kind = self.dice.choice(TROUBLES)
        self.mews.faults.set(
            Fault(
                kind,
                requests=self.dice.randint(1, 12),
                seconds=self.dice.choice((5.0, 120.0, 900.0)),
                share=self.dice.choice((0.3, 1.0)),
                when=self.dice.choice(("before", "after")),
                retry_after=self.dice.choice((None, 3)),
            )
        )

    def drain(self) -> None:
        """Let notices come and events be handled until neither is left."""
        made = 0
        for _ in range(_MOST_ROUNDS):
            self.pass_time(seconds=6)
            self.run_job(ROUTES["relay_pending"])
            moved = self.mews.tick() + self.deliver(_MOST_DELIVERIES)
            made += moved
            if not moved and self.mews.webhooks.next_due() is None:
                return
            if made > _MOST_DELIVERIES:
                break
        self.failures.append(
            f"does not come to rest: {made} deliveries, {self.ground.bus.pending} are still to be made"
        )

    def reconcile(self) -> None:
        self.call(Wish("POST", f"{PROPERTY}/pms/reconcile", {}, SUPERVISOR, {}))
        self.drain()

    def replay(self) -> None:
        """Do what a supervisor does once the cause is gone."""
        for letter in self.raw("dead_letters"):
            if letter["status"] == "parked":
                path = f"{PROPERTY}/dead-letters/{letter['dead_letter_id']}/replay"
                self.call(Wish("POST", path, {}, SUPERVISOR, {}))
        self.drain()

    def slip_in(self, message: Message) -> None:
        """Have the bus deliver what none of us published."""
        self.ground.bus._put(message)
        self.ground.bus.published.remove(message)

    def hear(self, event: Event, times: int = 1) -> None:
        """Have another service say this, so many times; what it said before may come later."""
        self.heard += 1
        said = f"outside-{self.heard}"
        envelope = Envelope(
            id=f"evt_{said}",
            subject=event.subject,
            tenant_id=PLACE.tenant_id,
            property_id=PLACE.property_id,
            occurred_at=self.ground.now,
            producer="simulated@1",
            actor=EnvelopeActor(type="system", id="simulated"),
            correlation_id=said,
            causation_id=said,
            aggregate_id=said,
            revision=self.heard,
            payload=event.model_dump(mode="json", by_alias=True),
        )
        for _ in range(times):
            self.slip_in(envelope.message())

    def raw(self, collection: str, place: Place = PLACE) -> list[dict[str, Any]]:
        """Return what is there, looked up once for as long as nothing is written."""
        return self._once((collection, place), lambda: self._looked_up(collection, place))

    def all_of(self, kind: type[D]) -> dict[str, D]:
        """Return the documents of a kind by id."""
        models = map(kind.model_validate, self.raw(kind.collection))
        return self._once((kind,), lambda: {document.id: document for document in models})

    def _looked_up(self, collection: str, place: Place) -> list[dict[str, Any]]:
        with self.storm.held():
            found = self.ground.store.query(Query(collection, place.path, limit=100_000))
        return [dict(snapshot.data or {}) for snapshot in found]

    def _once(self, what: tuple[Any, ...], look: Callable[[], Any]) -> Any:
        if self.seen_at != self.ground.store._last:
            self.seen_at = self.ground.store._last
            self.seen.clear()
        if what not in self.seen:
            self.seen[what] = look()
        return self.seen[what]

    def before_commit(self, writes: Sequence[Write]) -> None:
        self.storm.may_kill()
        if self.storm.hits("unwritten"):
            raise Unavailable("simulated")
        if self.storm.hits("unknown"):
            raise OutcomeUnknown("simulated: nothing was written")
        if self.depth == 0 and self.storm.hits("overtaken"):
            concerned = [key_of(write).id for write in writes if key_of(write).collection == "rooms"]
            before, self.focus = self.focus, tuple(concerned) or self.focus
            self.settling = frozenset(key_of(write).id for write in writes if key_of(write).collection == "stays")
            self.depth += 1
            self.meanwhile(self)
            self.depth -= 1
            self.focus, self.settling = before, frozenset()

    def after_commit(self, writes: Sequence[Write]) -> None:
        for write in writes:
            if isinstance(write, Put) and write.key.collection == JOURNAL:
                self.entries_put[write.key.id] += 1
            if isinstance(write, Put) and write.key.collection == "rooms":
                stay = write.data.get("stay") or {}
                self.shown.setdefault(write.key.id, []).append(str(stay.get("stay_id", "")))
            if isinstance(write, Put) and write.key.collection == "stays" and write.data.get("source"):
                self._hear(write.key.id, str(write.data["source"]["version"]))
            if isinstance(write, Put) and write.key.collection in _FINAL:
                self._end(write.key, str(write.data["status"]))
        self.storm.may_kill()
        if self.storm.hits("unknown"):
            raise OutcomeUnknown("simulated: all was written")

    def _hear(self, stay_id: str, version: str) -> None:
        """Note of which version a stay is now known; it only ever becomes a later one."""
        if version < self.versions.get(stay_id, ""):
            self.failures.append(f"{stay_id} was known of {self.versions[stay_id]}, and {version} was believed")
        self.versions[stay_id] = version

    def _end(self, key: Key, status: str) -> None:
        """Note how a task or a work order ended; it stays so."""
        if self.ends.get(key.id, status) != status:
            self.failures.append(f"{key.path} was {self.ends[key.id]}, and became {status}")
        if status in _FINAL[key.collection]:
            self.ends[key.id] = status

    def before_publish(self, message: Message) -> None:
        if is_run(message):
            return  # whoever dies here dies as one who has not begun
        self.storm.may_kill()
        if self.storm.hits("unpublished"):
            raise PublishFailed("simulated")

    def after_publish(self, message: Message) -> None:
        if is_run(message):
            return
        self.storm.may_kill()
        if self.storm.hits("unsaid"):
            raise PublishFailed("simulated, though it was published")


PROPERTY = f"/api/v1/properties/{PLACE.property_id}"


@cache
def _target(context: str, _known: int) -> FunctionType:
    return serve(context)


@cache
def route_of(method: str, path: str) -> Route:
    asked = path.partition("?")[0].split("/")
    for route in ROUTES.values():
        parts = route.path.split("/")
        same = len(parts) == len(asked) and all(p == a or p.startswith("{") for p, a in zip(parts, asked, strict=True))
        if same and route.method == method and route.context in CONTEXTS:
            return route
    raise LookupError(f"no function serves {method} {path}")


def jobs() -> list[Route]:
    """In an order that does not depend on which module was imported first."""
    mine = [route for route in ROUTES.values() if route.kind == "job" and route.context in CONTEXTS]
    return sorted(mine, key=lambda route: route.path)


def is_due(schedule: str, since: datetime, until: datetime) -> bool:
    """Whether a unix-cron schedule of ours (minutes and hours only) names a minute after `since`, up to `until`."""
    minutes, hours, *_ = schedule.split()
    minute = since.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while minute <= until:
        if _names(minutes, minute.minute) and _names(hours, minute.hour):
            return True
        minute += timedelta(minutes=1)
    return False


def _names(part: str, value: int) -> bool:
    if part == "*":
        return True
    return value % int(part[2:]) == 0 if part.startswith("*/") else value == int(part)


@dataclass(frozen=True)
class Foundation:
    """A connected hotel on a calm morning, made once and copied into every world."""

    kept: tuple[Snapshot, ...]
    published: tuple[Message, ...]
    webhook: str
    numbers: int
    shown: dict[str, list[str]]
    entries_put: Counter[str]


_FOUNDATIONS: dict[bool, Foundation] = {}


def _foundation(*, push: bool) -> Foundation:
    if push not in _FOUNDATIONS:
        with _stand(0, CALM, AT_ONCE, None, push=push) as world:
            lines = [{"number": room.number, "floor": room.floor, "wing": room.wing} for room in HOTEL.rooms]
            world.call(Wish("POST", f"{PROPERTY}/rooms", {"rooms": lines}, MANAGER, {}))
            made = Wish("PUT", f"{PROPERTY}/pms", {**MEWS, "push": push}, MANAGER, {})
            world.call(made)
            world.drain()
            assert not world.failures, world.failures
            store, bus = world.ground.store, world.ground.bus
            number = int(cloud().new_ulid()[3:])
            _FOUNDATIONS[push] = Foundation(
                tuple(store.everything()),
                tuple(bus.published),
                made.answers[0][1]["webhook_path"],
                number,
                world.shown,
                world.entries_put,
            )
    return _FOUNDATIONS[push]


def found_hotels() -> None:
    """Make the hotels that worlds begin with, if that is still to do."""
    for push in (True, False):
        _foundation(push=push)


@contextmanager
def world(
    seed: int,
    weather: Weather = CALM,
    *,
    webhooks: WebhookSettings = AT_ONCE,
    rules: Rules | None = None,
    push: bool = True,
) -> Iterator[World]:
    """Stand in a world where the hotel is connected and all is well, so far."""
    foundation = _foundation(push=push)
    with _stand(seed, weather, webhooks, rules, push=push, foundation=foundation) as made:
        made.webhook = foundation.webhook
        made.mews.webhooks.url = OURS + foundation.webhook
        made.shown = {room_id: list(stays) for room_id, stays in foundation.shown.items()}
        made.entries_put = Counter(foundation.entries_put)
        yield made


@contextmanager
def _stand(
    seed: int,
    weather: Weather,
    webhooks: WebhookSettings,
    rules: Rules | None,
    *,
    push: bool,
    foundation: Foundation | None = None,
) -> Iterator[World]:
    numbers = itertools.count(foundation.numbers if foundation else 1)
    made: list[World] = []
    store = StormyStore(lambda: made[0].ground.now if made else MORNING, _indexes())
    store.storm = Storm(weather, Random(f"{seed}:storm"))
    bus = MemoryBus(seed, max_attempts=GIVEN_UP_AFTER)
    ground = Ground(store, bus, Word(), MORNING)
    if foundation is not None:
        store.load(foundation.kept)
        bus.published.extend(foundation.published)
        ground.now = MORNING + timedelta(minutes=5)
    else:
        chosen = Settings(name="Small Hotel", zone="Asia/Kabul", languages=("en", "fa-AF"), revision=1)
        registered = {"tenant_id": "demo", "property_id": "demo-hotel", "database": "(default)"}
        store.commit(
            [Put(Key(PLACE.path), registered, None), Put(PLACE.key("settings", "current"), to_data(chosen), None)]
        )
        ground.put(*STAFF, *LINEN)
    mews = MewsStandIn(
        HOTEL,
        clock=lambda: ground.now,
        rules=rules,
        webhooks=webhooks,
        seed=seed,
        send=lambda url, body: made[0].send_notice(url, body),  # noqa: PLW0108 - it is made after the stand-in
        sleep=lambda _: None,
    )
    this = World(seed, Random(f"{seed}:world"), store.storm, ground, mews, "", ground.now)
    made.append(this)
    store.before_commit, store.after_commit = this.before_commit, this.after_commit
    bus.before_publish, bus.after_publish = this.before_publish, this.after_publish
    _subscribe(this)
    tenancy.memory.clear()
    with (
        accounts.use(MemoryAccounts("demo", lambda: ground.now)),
        use(Cloud(store, bus, ground.identity, lambda: ground.now, lambda: f"01J{next(numbers):023d}", _no_sleep)),
    ):
        cloud().transport = DeadlyLine(this, httpx.WSGITransport(app=mews.wsgi))
        cloud().secrets = KnownSecrets(dict(SECRETS))
        yield this


def _subscribe(world: World) -> None:
    """Subscribe every context to what it handles, pushed over HTTP as Pub/Sub does."""
    pushed = {(route.context, route.event.subject): route for route in ROUTES.values() if _is_handler(route)}  # type: ignore[union-attr]  # see _is_handler
    for (_, subject), route in sorted(pushed.items()):
        world.ground.bus.subscribe(subject, _endpoint(world, route))


@cache
def _run_of(job: Route) -> Route:
    return next(route for route in ROUTES.values() if route.kind == "run" and route.job == job.job)


def handlers() -> dict[str, list[Route]]:
    """Return who handles what, by subject."""
    found: dict[str, list[Route]] = {}
    for route in filter(_is_handler, ROUTES.values()):
        found.setdefault(route.event.subject, []).append(route)  # type: ignore[union-attr]  # see _is_handler
    return found


def _is_handler(route: Route) -> bool:
    return route.kind == "handler" and route.event is not None and route.context in CONTEXTS


def _endpoint(world: World, route: Route) -> Callable[[Message, Delivery], bool]:
    def push(message: Message, _: Delivery) -> bool:
        return world.internally(route, pushed_body(message)) == 204

    return push


@cache
def _indexes() -> Any:
    return json.loads((REPOSITORY / "firestore.indexes.json").read_text())


def _no_sleep(_: float) -> None:
    pass
