"""Is it well? What load balancers, alerts and people ask. The answer is remembered for some seconds: asking is free."""

from __future__ import annotations

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
from shared.runtime.problems import BUSY, Problem
from shared.runtime.routes import Nothing, endpoint
from shared.runtime.store.port import Query, StoreError, Where
from shared.runtime.tenancy import all_places, memory

FRESH = timedelta(days=1)
BEHIND = timedelta(minutes=3)  # the relay runs every minute: older than this, it does not get through

Reach = Literal["reachable", "unreachable"]


class Health(BaseModel):
    """`pending` entries are committed but not yet on the bus; `oldest_pending_seconds` is how long the first waits.

    `unread` events came within the last day, name no property of ours or cannot be read, and nobody has discarded them.
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
    """Return how many entries wait, over all databases, and since when the oldest."""
    count, oldest = 0, None
    waiting = (Where("pending", "==", value=True),)
    try:
        for database in sorted({place.database for place in all_places()}):
            count += cloud().store.count(Query(JOURNAL, where=waiting, group=True, database=database))
            first = cloud().store.query(
                Query(JOURNAL, where=waiting, order_by=(COMMITTED_AT,), limit=1, group=True, database=database)
            )
            since = [snapshot.data[COMMITTED_AT] for snapshot in first if snapshot.data is not None]
            oldest = min([*since, *([oldest] if oldest else [])], default=None)
    except StoreError as reason:
        telemetry.warning("the journal cannot be counted", reason=str(reason))
        return None
    return count, oldest


def _unread() -> int | None:
    """Return how many events of nobody are fresh: somebody sends us what we cannot read, now."""
    parked = (Where("status", "==", "parked"), Where("last_failed_at", ">", cloud().clock() - FRESH))
    asked = Query(DeadLetter.collection, NOWHERE.path, parked, ("-last_failed_at",), database=NOWHERE.database)
    try:
        return cloud().store.count(asked)
    except StoreError as reason:
        telemetry.warning("unread events cannot be counted", reason=str(reason))
        return None
