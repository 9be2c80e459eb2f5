"""The connection to the property's PMS: made, shown and changed by a manager; reached by everything else of this context.

A property has one. It names the secrets it needs and never holds one; the webhook's secret is shown once, when made.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from functions.pms.line import DENIED_THERE, TIMEOUT, Line
from functions.pms.vendors import VENDORS
from functions.pms.vendors.port import Enterprise, House, Vendor
from shared.domain.ids import derived_id
from shared.domain.people import DESK, MANAGERS, SHIFT_LEADS
from shared.domain.pms import (
    NOT_CONNECTED,
    AcceptConditions,
    Connection,
    ConnectionChanged,
    Drift,
    Notice,
    ReconcileRequested,
    RoomMap,
    Sweep,
    Trouble,
    map_rooms,
)
from shared.domain.refusals import INVALID_FIELDS, Refusal, Rule
from shared.domain.rooms import Room
from shared.domain.words import YesNo, one_line, written
from shared.runtime.cloud import cloud
from shared.runtime.parking import DeadLetter
from shared.runtime.place import Place
from shared.runtime.routes import ROUTES, Nothing, Request, ShownOnce, command, handler, query
from shared.runtime.secrets import SecretMissing
from shared.runtime.store.port import Key, Put, Where
from shared.runtime.units import Units
from shared.runtime.work import View, Work

ANOTHER_PMS = Rule("MELMASTOON.PMS.ANOTHER_IS_CONNECTED", 409, "The property is connected to another PMS.")
NO_SECRET = Rule("MELMASTOON.PMS.SECRET_MISSING", 422, "There is no secret of that name for this property.")

MOST_ROOMS = 2000
LATEST = 50
MOST_LETTERS = 500

SecretName = Annotated[
    str, written(r"^[a-z0-9][a-z0-9-]{0,62}$", "the name of a secret: small Latin letters, figures and hyphens")
]
SecretRole = Annotated[str, written(r"^[a-z][a-z_]{0,39}$", "small Latin letters and underscores")]


class ConnectPms(Request):
    """`secrets` maps what the vendor needs (`client_token`) to the name it is kept under (`mews-client-token`)."""

    vendor: Annotated[str, written(r"^[a-z]{2,30}$", "the name of a PMS in small Latin letters")]
    base_url: Annotated[str, StringConstraints(max_length=300), BeforeValidator(one_line)]
    secrets: dict[SecretRole, SecretName] = Field(max_length=10)
    accept_condition: AcceptConditions = AcceptConditions.DIRTY_ONLY
    push: YesNo = True
    rotate_webhook_secret: YesNo = False


class Connected(ShownOnce):
    """The connection made. `webhook_path` (and `webhook_url`, where our address is known) hold a fresh secret."""

    shown_once: ClassVar[tuple[str, ...]] = ("webhook_path", "webhook_url")

    connection_id: str
    vendor: str
    enterprise_id: str
    enterprise: str
    rooms: int
    only_theirs: list[str]
    only_ours: list[str]
    webhook_path: str | None = None
    webhook_url: str | None = None


class ConnectionShown(BaseModel):
    """A connection as managers see it. Lags are in seconds: from received to handled, and since the last sweep.

    `letters_waiting`: what of the PMS could not be handled, and waits for a person.
    """

    model_config = ConfigDict(defer_build=True, frozen=True)

    connection_id: str
    vendor: str
    base_url: str
    status: str
    trouble: Trouble | None
    enterprise_id: str
    enterprise: str
    accept_condition: AcceptConditions
    push: bool
    rooms: int
    only_theirs: list[str]
    only_ours: list[str]
    cursor: datetime | None
    sweep: Sweep | None
    last_sweep_at: datetime | None
    seconds_since_sweep: float | None
    last_notice_at: datetime | None
    notices_waiting: int
    letters_waiting: int
    notice_lag_seconds: float | None
    open_drifts: int
    last_errors: list[Trouble]


class ConnectionsShown(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True)

    connections: list[ConnectionShown]


class Registered(BaseModel):
    """What a webhook finds without knowing a tenant: `connections/{connection_id}` in the default database."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    tenant_id: str
    property_id: str
    vendor: str
    sha256: str
    previous_sha256: str = ""
    rotated_at: datetime | None = None


@command("PUT /api/v1/properties/{property_id}/pms", allow=MANAGERS)
def connect_pms(request: ConnectPms, work: Work) -> Connected:
    """Connect the property to its PMS, or change how; proves itself by asking the PMS who it is.

    Asks the vendor before it decides, which reads and changes nothing there, so it may run twice.
    """
    known = connection_of(work)
    if known is not None and known.vendor != request.vendor:
        raise ANOTHER_PMS.refuse(f"It is connected to {known.vendor}.", vendor=known.vendor)
    _check(request)
    wanted = {"base_url": request.base_url.rstrip("/"), "secrets": dict(request.secrets)}
    enterprise, rooms = _meet(request.vendor, request.base_url.rstrip("/"), request.secrets, work)
    facts = {
        **wanted,
        "vendor": request.vendor,
        "accept_condition": request.accept_condition,
        "push": request.push,
        **_facts_of(enterprise),
        "rooms": rooms,
    }
    connection_id = derived_id("pcn", work.place.tenant_id, work.place.property_id, request.vendor)
    connection = known.but(**facts).mended() if known else Connection(connection_id=connection_id, **facts)
    if known is not None and known.enterprise_id != connection.enterprise_id:
        connection = connection.but(cursor=None, last_sweep_at=None)
    secret = ""
    if known is None or request.rotate_webhook_secret:
        secret = secrets.token_urlsafe(32)
        connection = connection.rotating(sha256_of(secret), work.now)
    work.keep(with_sweep(connection, work))
    work.tell(ConnectionChanged(vendor=connection.vendor, connection_id=connection.connection_id))
    return _answer(connection, secret)


@query("GET /api/v1/properties/{property_id}/pms", allow=MANAGERS | DESK | SHIFT_LEADS)
def show_pms(request: Nothing, view: View) -> ConnectionsShown:  # noqa: ARG001 - every query is asked something
    """Show the connection: whether it works, how far behind it is, and what went wrong lately."""
    connection = connection_of(view)
    return ConnectionsShown(connections=[] if connection is None else [_shown(connection, view)])


@handler(ConnectionChanged)
def register_webhook_when_connection_changed(event: ConnectionChanged, units: Units) -> None:
    """Let the webhook find the property by the connection's id. In the default database, whatever the property's is."""
    connection = connected(units.view(), event.vendor)
    registered = Registered(
        tenant_id=units.place.tenant_id,
        property_id=units.place.property_id,
        vendor=connection.vendor,
        sha256=connection.webhook_sha256,
        previous_sha256=connection.webhook_previous_sha256,
        rotated_at=connection.webhook_rotated_at,
    )
    cloud().store.commit([Put(registry_key(connection.connection_id), registered.model_dump(), None)])


def connection_of(view: View) -> Connection | None:
    """Return the property's connection, read by its few possible ids."""
    return next((found for found in view.gather_all(Connection, list(VENDORS)) if found is not None), None)


def connected(view: View, vendor: str = "") -> Connection:
    """Return the connection. Raises Refusal NOT_CONNECTED."""
    found = connection_of(view)
    if found is None or vendor not in ("", found.vendor):
        raise NOT_CONNECTED.refuse(vendor=vendor)
    return found


@contextmanager
def reached(connection: Connection, units: Units) -> Iterator[Vendor]:
    """Reach the vendor. Where it does not take our credentials, the connection is shown as broken, and it is refused."""
    line = _line(connection.vendor, connection.base_url, connection.secrets, units.place)
    try:
        yield VENDORS[connection.vendor](line, house_of(connection))
    except Refusal as refusal:
        if refusal.rule is DENIED_THERE:
            _forget_line(connection, units.place)
            _mark_broken(connection.vendor, refusal, units)
        raise


def house_of(connection: Connection) -> House:
    rooms = {**connection.rooms.only_theirs, **connection.rooms.stays}
    return House(connection.enterprise_id, connection.services, connection.types, rooms)


def with_sweep(connection: Connection, work: Work) -> Connection:
    """Return the connection with a sweep asked for, and have it told."""
    sweep = Sweep(sweep_id=work.new_id("swp"), requested_at=work.now)
    work.tell(ReconcileRequested(vendor=connection.vendor, sweep_id=sweep.sweep_id))
    return connection.but(sweep=sweep)


def pms_handlers() -> set[str]:
    """Return the names of all that hears the PMS, or tells it something."""
    return {route.name for route in ROUTES.values() if route.context == "pms"}


def registry_key(connection_id: str) -> Key:
    return Key(f"connections/{connection_id}")


def sha256_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def rooms_here(view: View) -> list[Room]:
    """Return the rooms that the property has; a list, so never guarded."""
    return [room for room in view.list(Room, limit=MOST_ROOMS).items if not room.archived]


def names_of(view: View) -> dict[str, str]:
    """Return what each room is called, by its id."""
    return {room.room_id: room.number for room in rooms_here(view)}


def secret_id(place: Place, name: str) -> str:
    """Return the secret's whole name. The tenant and property are part of it, so none can name another one's."""
    return f"pms_{place.tenant_id}_{place.property_id}_{name}"


def _check(request: ConnectPms) -> None:
    """Raise Refusal INVALID_FIELDS, all fields at once."""
    vendor = VENDORS.get(request.vendor)
    wrong: dict[str, str] = {}
    if vendor is None:
        raise INVALID_FIELDS.refuse(fields={"vendor": f"must be one of: {', '.join(sorted(VENDORS))}"})
    if set(request.secrets) != set(vendor.secret_names):
        wrong["secrets"] = f"must name exactly: {', '.join(vendor.secret_names)}"
    try:
        address = urlsplit(request.base_url)
        host, credentials = address.hostname or "", address.username or address.password
    except ValueError:
        host, credentials, address = "", None, urlsplit("")
    if credentials or address.query or address.fragment or not host:
        wrong["base_url"] = "must be an address without credentials, query or fragment"
    elif "K_SERVICE" in os.environ and (address.scheme != "https" or host not in vendor.hosts):
        wrong["base_url"] = f"must be https at one of: {', '.join(vendor.hosts)}"
    elif address.scheme not in ("http", "https"):
        wrong["base_url"] = "must be http or https"
    if wrong:
        raise INVALID_FIELDS.refuse(fields=wrong)


def _meet(vendor: str, base_url: str, names: dict[str, str], work: Work) -> tuple[Enterprise, RoomMap]:
    """Ask the PMS who it is and which rooms it has. Raises as a Vendor does, and NO_SECRET."""
    line = _line(vendor, base_url, names, work.place, fresh=True)
    there = VENDORS[vendor](line, House())
    return there.enterprise(), map_rooms(there.rooms(), names_of(work))


def _facts_of(enterprise: Enterprise) -> dict[str, object]:
    return {
        "enterprise_id": enterprise.id,
        "enterprise": enterprise.name,
        "zone": enterprise.zone,
        "services": enterprise.services,
        "types": dict(enterprise.types),
    }


def _line(vendor: str, base_url: str, names: dict[str, str], place: Place, *, fresh: bool = False) -> Line:
    key = _line_key(vendor, base_url, names, place)
    if fresh:
        cloud().unmake(key)
    return cloud().once(key, lambda: _new_line(vendor, base_url, names, place))


def _new_line(vendor: str, base_url: str, names: dict[str, str], place: Place) -> Line:
    try:
        values = {role: cloud().secrets.read(secret_id(place, name)) for role, name in names.items()}
    except SecretMissing as missing:
        raise NO_SECRET.refuse(str(missing)) from None
    client = httpx.Client(transport=cloud().transport, timeout=TIMEOUT, follow_redirects=False)
    return Line(base_url, values, client, VENDORS[vendor].pace)


def _forget_line(connection: Connection, place: Place) -> None:
    """Have the secrets read anew next time: they may have been rotated."""
    cloud().unmake(_line_key(connection.vendor, connection.base_url, connection.secrets, place))


def _line_key(vendor: str, base_url: str, names: dict[str, str], place: Place) -> tuple[object, ...]:
    return ("pms line", place, vendor, base_url, tuple(sorted(names.items())))


def _mark_broken(vendor: str, refusal: Refusal, units: Units) -> None:
    def mark(work: Work) -> None:
        connection = work.find(Connection, vendor)
        if connection is not None and connection.status != "broken":
            trouble = Trouble(code=refusal.rule.code, detail=refusal.detail, at=work.now)
            work.keep(connection.broken(trouble))

    known = connected(units.view(), vendor)
    if known.status != "broken":
        units.run(f"broken:{known.revision}", mark)


def _answer(connection: Connection, secret: str) -> Connected:
    path = f"/webhooks/pms/{connection.vendor}/{connection.connection_id}/{secret}" if secret else None
    ours = os.environ.get("PUBLIC_URL", "").rstrip("/")
    return Connected(
        connection_id=connection.connection_id,
        vendor=connection.vendor,
        enterprise_id=connection.enterprise_id,
        enterprise=connection.enterprise,
        rooms=len(connection.rooms.conditions),
        only_theirs=sorted(connection.rooms.only_theirs.values()),
        only_ours=list(connection.rooms.only_ours),
        webhook_path=path,
        webhook_url=f"{ours}{path}" if ours and path else None,
    )


def _shown(connection: Connection, view: View) -> ConnectionShown:
    notices = view.list(Notice, order_by=("-received_at",), limit=LATEST).items
    handled = next((notice for notice in notices if notice.handled_at is not None), None)
    parked = view.list(DeadLetter, Where("status", "==", "parked"), limit=MOST_LETTERS).items
    letters = [letter for letter in parked if letter.handler in pms_handlers()]
    errors = [
        Trouble(code=letter.reason.code, detail=f"{letter.handler}: {letter.reason.detail}", at=letter.last_failed_at)
        for letter in sorted(letters, key=lambda one: one.last_failed_at, reverse=True)
    ]
    facts = connection.model_dump(include=set(ConnectionShown.model_fields) - {"rooms"})
    return ConnectionShown(
        **facts,
        rooms=len(connection.rooms.conditions),
        only_theirs=sorted(connection.rooms.only_theirs.values()),
        only_ours=list(connection.rooms.only_ours),
        seconds_since_sweep=_seconds(connection.last_sweep_at, view.now),
        last_notice_at=notices[0].received_at if notices else None,
        notices_waiting=sum(notice.handled_at is None for notice in notices),
        letters_waiting=len(letters),
        notice_lag_seconds=_seconds(handled.received_at, handled.handled_at) if handled else None,
        open_drifts=view.count(Drift, Where("status", "==", "open")),
        last_errors=errors[:5],
    )


def _seconds(since: datetime | None, until: datetime | None) -> float | None:
    return None if since is None or until is None else (until - since).total_seconds()
