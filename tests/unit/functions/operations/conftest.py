"""A property of its own on a cloud in memory, and an application that serves this context on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import flask
import pytest
from flask.testing import FlaskClient

from functions.operations.main import operations
from shared.domain.people import Actor, Role
from shared.runtime.bus.memory import MemoryBus
from shared.runtime.cloud import Cloud, use
from shared.runtime.place import Place
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Key, Put
from shared.runtime.tenancy import memory

HERE = Place("demo", "demo-hotel")


@dataclass
class Clock:
    now: datetime = datetime(2026, 3, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Everybody:
    """An identity that believes whoever it was told calls."""

    role: Role = Role.MANAGER
    pushes: list[str] = field(default_factory=list)

    def caller(self, _: flask.Request) -> Actor:
        return Actor("user", "stf_1", HERE.tenant_id, {HERE.property_id: frozenset({self.role})})

    def prove_push(self, request: flask.Request) -> None:
        self.pushes.append(request.path)


@dataclass
class Hotel:
    store: MemoryStore
    bus: MemoryBus
    identity: Everybody
    clock: Clock
    client: FlaskClient

    def put(self, collection: str, document_id: str, data: dict[str, object], stamp: str | None = None) -> None:
        self.store.commit([Put(HERE.key(collection, document_id), data, None, stamp)])

    def read(self, collection: str, document_id: str) -> dict[str, object]:
        return dict(self.store.read([HERE.key(collection, document_id)])[0].data or {})


@pytest.fixture
def hotel() -> Iterator[Hotel]:
    clock, identity, bus = Clock(), Everybody(), MemoryBus()
    store = MemoryStore(clock)
    app = flask.Flask("operations")
    app.add_url_rule(
        "/<path:_>", view_func=lambda _: operations(flask.request), methods=["GET", "POST", "PUT", "DELETE"]
    )
    memory.clear()
    store.commit([Put(Key(HERE.path), {"tenant_id": HERE.tenant_id, "property_id": HERE.property_id}, None)])
    with use(Cloud(store, bus, identity, clock, sleep=lambda _: None)):
        yield Hotel(store, bus, identity, clock, app.test_client())
