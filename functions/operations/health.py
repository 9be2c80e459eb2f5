"""Is it well? What load balancers, alerts and people ask. The answer is remembered for some seconds: asking is free."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import flask
from pydantic import BaseModel

from shared.runtime import telemetry
from shared.runtime.bus.port import PublishFailed
from shared.runtime.cloud import VERSION, cloud
from shared.runtime.http import Http
from shared.runtime.journal import COMMITTED_AT, JOURNAL
from shared.runtime.parking import NOWHERE, DeadLetter
from shared.runtime.place import Place
from shared.runtime.problems import BUSY, Problem
from shared.runtime.routes import Nothing, endpoint
from shared.runtime.store.port import Query, StoreError, Where
from shared.runtime.tenancy import memory, registry_page

FRESH = timedelta(days=1)
AT_A_LOOK = 20  # properties whose journal is asked
MOST_WAITING = 100  # entries that are counted in each
BEHIND = timedelta(minutes=3)  # the relay runs every minute: older than this, it does not get through

Reach = Literal["reachable", "unreachable"]


class Health(BaseModel):
    """`pending` entries are committed but not yet on the bus; `oldest_pending_seconds` is how long the first waits.

    Where there are many properties, each is as it was when it was last looked at, some at each look. `unread` events came within the last day, name no property of ours or cannot be read, and nobody has discarded them.
    """

    status: Literal["ok", "degraded"]
    version: str
    store: Reach
    bus: Reach
    pending: int | None
    oldest_pending_seconds: float | None
    unread: int | None = None


@endpoint("GET /health")
def health(_: Nothing, http: Http) -> Health:  # noqa: ARG001 - every endpoint gets it
    """Say how it is. Answers 200 as long as it can answer at all."""
    return _health()


@endpoint("GET /ready")
def ready(_: Nothing, http: Http) -> Health:  # noqa: ARG001 - likewise
    """Answer 200 if commands would be served now, 503 if not."""
    found = _health()
    if "unreachable" in (found.store, found.bus):
        raise Problem(BUSY, context=found.model_dump(), headers={"Retry-After": "5"})
    return found


@endpoint("GET /metrics")
def metrics(_: Nothing, http: Http) -> flask.Response:
    """This process's metrics, as Prometheus reads them; for scrapers that prove themselves as Pub/Sub does."""
    cloud().identity.prove_push(http.request)
    return flask.Response(telemetry.prometheus(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _health() -> Health:
    return memory.get((id(cloud().store), "health"), _look)


def _look() -> Health:
    store, bus = _store(), _bus()
    pending = _pending() if store == "reachable" else None
    oldest = pending[1] if pending else None
    waits = (cloud().wall() - oldest).total_seconds() if oldest else None
    unread = _unread() if store == "reachable" else None
    well = store == bus == "reachable" and (waits is None or waits < BEHIND.total_seconds()) and not unread
    return Health(
        status="ok" if well else "degraded",
        version=VERSION,
        store=store,
        bus=bus,
        pending=pending[0] if pending else None,
        oldest_pending_seconds=waits,
        unread=unread,
    )


def _store() -> Reach:
    try:
        cloud().store.query(Query("tenants", limit=1))
    except StoreError as reason:
        telemetry.warning("the store does not answer", reason=str(reason))
        return "unreachable"
    return "reachable"


def _bus() -> Reach:
    try:
        cloud().bus.reach()
    except PublishFailed as reason:
        telemetry.warning("the bus does not answer", reason=str(reason))
        return "unreachable"
    return "reachable"


def _pending() -> tuple[int, datetime | None] | None:
    """Return how many entries wait, and since when the oldest: of each property as it was when last looked at."""
    try:
        cloud().once("rounds of health", _Rounds).look()
    except StoreError as reason:
        telemetry.warning("the journal cannot be counted", reason=str(reason))
        return None
    return cloud().once("rounds of health", _Rounds).found()


@dataclass
class _Rounds:
    """Goes round all properties, some at each look: every one asks its own journal, so that no index has to span them all.

    What few properties have waiting is known exactly; of many, each is as it was a round ago at the most.
    """

    _after: str | None = None
    _waiting: dict[Place, tuple[int, datetime]] = field(default_factory=dict)
    _before: dict[Place, tuple[int, datetime]] = field(default_factory=dict)

    def look(self) -> None:
        """Raises StoreError."""
        page = registry_page(self._after, limit=AT_A_LOOK)
        for place in page.places:
            self._before.pop(place, None)
            if found := _waits(place):
                self._waiting[place] = found
        self._after = page.after
        if page.after is None:
            self._waiting, self._before = {}, self._waiting

    def found(self) -> tuple[int, datetime | None]:
        known = [*self._waiting.values(), *self._before.values()]
        return sum(count for count, _ in known), min((since for _, since in known), default=None)


def _waits(place: Place) -> tuple[int, datetime] | None:
    """Return how many of its entries wait, up to MOST_WAITING, and since when the oldest."""
    pending = Where("pending", "==", value=True)
    found = cloud().store.query(
        Query(
            JOURNAL,
            place.path,
            (pending,),
            (COMMITTED_AT,),
            MOST_WAITING,
            database=place.database,
            only=(COMMITTED_AT,),
        )
    )
    since = [snapshot.data[COMMITTED_AT] for snapshot in found if snapshot.data is not None]
    return (len(since), since[0]) if since else None


def _unread() -> int | None:
    """Return how many events of nobody are fresh: somebody sends us what we cannot read, now."""
    parked = (Where("status", "==", "parked"), Where("last_failed_at", ">", cloud().clock() - FRESH))
    asked = Query(DeadLetter.collection, NOWHERE.path, parked, ("-last_failed_at",), database=NOWHERE.database)
    try:
        return cloud().store.count(asked)
    except StoreError as reason:
        telemetry.warning("unread events cannot be counted", reason=str(reason))
        return None
