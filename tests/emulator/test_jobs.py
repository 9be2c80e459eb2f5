"""A minute of 300 properties: published, pushed and run as on Google Cloud, by the functions in this process."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FunctionType
from typing import TYPE_CHECKING, Any

import flask
import pytest
from werkzeug.serving import make_server

import functions.housekeeping.main
import functions.operations.main  # noqa: F401 - the jobs of every minute
from emulators import topics
from emulators.cloud import PROJECT, LocalCloud
from shared.runtime import jobs, tenancy
from shared.runtime.bus.breaker import BESIDE_US, Breaker
from shared.runtime.bus.pubsub import PubSubBus
from shared.runtime.clock import utc_now
from shared.runtime.cloud import Cloud, use
from shared.runtime.place import Place
from shared.runtime.relay import relay
from shared.runtime.routes import ROUTES, Route
from shared.runtime.service import serve
from shared.runtime.store.firestore import FirestoreStore
from shared.runtime.store.port import Delete, Key, Put, Query, Unavailable
from shared.runtime.subscriptions import job_subscriptions, job_topic
from tests.ground import Word
from tests.whole import until_equal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MANY = 300
LONG = 300.0  # so that a crowded machine fails no test; how long it takes on a quiet one, scripts/bench says
TENANT = "many"
PLACES = [Place(TENANT, f"p{number:03}") for number in range(MANY)]
HANGS, FAILS = PLACES[100], PLACES[200]
MINUTE = [route for route in ROUTES.values() if route.kind == "job" and route.schedule == "* * * * *"]


@dataclass
class Services:
    """Every context at an address of its own below `/_services/`, where Pub/Sub pushes, and schedules call."""

    app: flask.Flask = field(default_factory=lambda: flask.Flask("tests"))
    targets: dict[str, FunctionType] = field(
        default_factory=lambda: {route.context: serve(route.context) for route in MINUTE}
    )

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        _, _, context, rest = environ["PATH_INFO"].split("/", 3)
        environ["PATH_INFO"] = f"/{rest}"
        with self.app.request_context(environ) as made:
            return self.targets[context](made.request)(environ, start_response)  # type: ignore[no-any-return]

    def call(self, route: Route) -> int:
        """Call as the schedule does."""
        with self.app.test_request_context(route.path, method="POST", json={}) as made:
            return int(self.targets[route.context](made.request).status_code)


@dataclass
class Relays:
    """The relay of all properties: it hangs in one of ours until it is released, and in another it fails at first."""

    released: threading.Event = field(default_factory=threading.Event)
    tries: Counter[Place] = field(default_factory=Counter)
    done: set[tuple[str, Place]] = field(default_factory=set)

    def relay(self, place: Place) -> None:
        if place.tenant_id == TENANT:
            self.tries[place] += 1
        if place == HANGS:
            self.released.wait()
        if place == FAILS and self.tries[place] == 1:
            raise Unavailable("for now")
        relay(place)


@contextmanager
def served(services: Services) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, services, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def store(cloud: LocalCloud) -> Iterator[FirestoreStore]:
    """The functions in this process stand on the local cloud, with 300 properties in it, each with an entry to relay."""
    store = FirestoreStore(PROJECT)
    tenancy.memory.clear()
    for some in range(0, MANY, 100):
        store.commit([write for place in PLACES[some : some + 100] for write in _registered(place)])
    with use(Cloud(store, Breaker(PubSubBus(PROJECT), BESIDE_US), Word(), utc_now)):
        yield store
    store.commit([Delete(Key(place.path), None) for place in PLACES])  # or other tests' schedules would run in them
    tenancy.memory.clear()


def _registered(place: Place) -> list[Put]:
    now = utc_now()
    who = {"type": "user", "id": "stf_1"}
    ids = {"request_id": "r", "correlation_id": "r", "causation_id": ""}
    entry = {"entry_id": "cmd_1", "kind": "command", "name": "x", "actor": who, "at": now, "expires_at": now, **ids}
    waiting = {**entry, "events": [], "pending": True, "committed_at": now - jobs.REMEMBERED}
    registered = {"tenant_id": place.tenant_id, "property_id": place.property_id}
    return [Put(Key(place.path), registered, None), Put(place.key("journal", "cmd_1"), waiting, None)]


def waiting_in(store: FirestoreStore) -> set[Place]:
    keys = [place.key("journal", "cmd_1") for place in PLACES]
    found: list[dict[str, Any]] = [dict(one.data or {}) for one in store.read(keys)]
    return {place for place, entry in zip(PLACES, found, strict=True) if entry["pending"]}


def test_every_property_has_its_minute_though_one_hangs_and_one_fails(
    store: FirestoreStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    relays, everywhere = Relays(), {(route.job, place) for route in MINUTE for place in PLACES}
    monkeypatch.setattr("functions.operations.relay.relay", relays.relay)
    monkeypatch.setattr(jobs, "_measured", noting(relays.done, jobs._measured))
    heard = [one for one in job_subscriptions() if one.topic in {job_topic(route.job) for route in MINUTE}]
    services = Services()
    with served(services) as base:
        topics.create(PROJECT, base, heard)
        assert {services.call(route) for route in MINUTE} == {204}

        try:
            until_equal(lambda: relays.done, everywhere - {("relay", HANGS)}, "all is done but what hangs", LONG)
            assert waiting_in(store) == {HANGS}
        finally:
            relays.released.set()
        until_equal(lambda: relays.done, everywhere, "and that too, once it goes on", LONG)

    assert waiting_in(store) == set()
    assert relays.tries == {place: 2 if place == FAILS else 1 for place in PLACES}


def noting(done: set[tuple[str, Place]], measured: Callable[..., Any]) -> Callable[..., Any]:
    """Note the runs in our properties that have ended well."""

    @contextmanager
    def noted(route: Route, place: Place) -> Iterator[None]:
        with measured(route, place):
            yield
        if place.tenant_id == TENANT:
            done.add((route.job, place))

    return noted


def test_the_registry_is_paged_in_firestore_as_in_memory(store: FirestoreStore) -> None:
    pages = [tenancy.registry_page(tenant=f"tenants/{TENANT}", limit=128)]
    while pages[-1].after is not None:
        pages.append(tenancy.registry_page(pages[-1].after, f"tenants/{TENANT}", 128))

    assert [len(page.places) for page in pages] == [128, 128, 44]
    assert [place for page in pages for place in page.places] == PLACES
    assert set(PLACES) <= set(tenancy.all_places())
    assert len(store.query(Query("properties", f"tenants/{TENANT}", limit=1_000))) == MANY
