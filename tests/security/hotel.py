"""A hotel of two properties and a stranger's, in memory, with the real identity before it: who knocks, and how."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

import flask
from werkzeug.test import EnvironBuilder

from functions.identity.accounts.memory import MemoryAccounts
from functions.identity.accounts.port import Account
from shared.domain.documents import Document
from shared.domain.ids import derived_id
from shared.domain.people import STAFF, Role
from shared.domain.rooms import Occupancy, Occupant, Room
from shared.domain.sessions import Session
from shared.domain.staff import Staff, staff_id_of
from shared.domain.stays import Stay, StayStatus
from shared.domain.tablets import Tablet
from shared.runtime.bus.memory import MemoryBus
from shared.runtime.clock import utc_now
from shared.runtime.cloud import Cloud
from shared.runtime.documents import to_data
from shared.runtime.http import answer
from shared.runtime.identity.certificates import Certificates
from shared.runtime.identity.devices import Device
from shared.runtime.identity.environment import Trust
from shared.runtime.identity.google import GoogleIdentity
from shared.runtime.place import Place
from shared.runtime.routes import Route
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Delete, Key, Put, Snapshot, Store
from tests.security.google import AUDIENCE, BOT, PROJECT, PUSHER, FakeTransport, firebase, oidc, signed

HOME = Place("demo", "demo-hotel")
SISTER = Place("demo", "sister-hotel")
FOREIGN = Place("other", "other-hotel")
ROOM = "204"
STAY = "rsv_01J00000000000000000000001"
NEXT_STAY = "rsv_01J00000000000000000000002"
GUEST = "gst_01J00000000000000000000001"

DEVICE = "dev_01J00000000000000000000001"

PASSWORD = "demo-password"
PRODUCTION = Trust(PROJECT, production=True, audiences=(AUDIENCE,), push_account=PUSHER)


@cache
def opened() -> datetime:
    """Return the moment at which every hotel of this process opens: one furnished then serves all."""
    return utc_now()


@cache
def _furnished() -> Sequence[Snapshot]:
    hotel = Hotel(bare=True)
    hotel.furnish()
    return hotel.memory.everything()


@dataclass
class Hotel:
    """`at` is the hotel's clock: it stands still until somebody moves it. A `bare` one has no property yet."""

    trust: Trust = PRODUCTION
    at: datetime = field(default_factory=opened)
    transport: FakeTransport = field(default_factory=FakeTransport)
    bare: bool = False

    def __post_init__(self) -> None:
        self.memory = MemoryStore(self.clock)
        self.store: Store = self.memory
        self.identity = GoogleIdentity(self.trust, Certificates(self.transport))
        self.cloud = Cloud(self.store, MemoryBus(), self.identity, self.clock, sleep=lambda _: None)
        self.accounts = MemoryAccounts(PROJECT, self.clock)
        if not self.bare:
            self.memory.load(_furnished())

    def furnish(self) -> None:
        """Register the properties, each with its one room."""
        for place in (HOME, SISTER, FOREIGN):
            facts = {"tenant_id": place.tenant_id, "property_id": place.property_id, "name": place.property_id}
            self.put(Key(place.path), facts)
            self.put(place.key("settings", "current"), {"settings_id": "current", "name": "Hotel", "revision": 1})
            self.put_document(place, Room(room_id=ROOM, number=ROOM, floor=2, revision=1))
            self.put_document(place, Tablet(room_id=ROOM, revision=1))
            self.pair(place)
            for role in sorted(STAFF):
                self.put_document(
                    place, Staff(staff_id=uid_of(role, place), name=role, email=f"{role}@x.y", role=role, revision=1)
                )
                self.sign_in(uid_of(role, place), place)
        self.put(Key(f"integrations/{BOT}"), {"tenant_id": "demo", "property_ids": ["demo-hotel"]})

    def sign_in(self, staff_id: str, place: Place = HOME, *, pin: bool = False) -> str:
        """Have somebody signed in there, and return the id of their session."""
        session_id = session_id_of(staff_id, pin=pin)
        made = (
            Session.by_pin(session_id, staff_id, DEVICE, "A phone", self.at)
            if pin
            else Session.by_password(session_id, staff_id, "A browser", self.at)
        )
        self.put_document(place, made.but(revision=1))
        return session_id

    def employ_as(self, staff_id: str, role: Role, place: Place = HOME) -> None:
        self.put_document(place, Staff(staff_id=staff_id, name="Somebody", email="a@b.c", role=role, revision=1))

    def dismiss(self, staff_id: str, place: Place = HOME) -> None:
        self.store.commit([Delete(place.key(Staff.collection, staff_id), None)])

    def pair(self, place: Place = HOME, **facts: Any) -> Device:
        said = {"device_id": DEVICE, "room_id": ROOM, "bound_to": "room", "paired_by": "stf_1", **facts}
        device = Device(tenant_id=place.tenant_id, property_id=place.property_id, paired_at=self.at, revision=1, **said)
        self.put_document(place, device)
        return device

    def clock(self) -> datetime:
        return self.at

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)

    def put(self, key: Key, data: Mapping[str, Any]) -> None:
        self.store.commit([Put(key, data, None)])

    def put_document(self, place: Place, document: Document) -> None:
        self.put(place.key(document.collection, document.id), to_data(document))

    def check_in(self, stay_id: str = STAY, place: Place = HOME) -> None:
        stay = Occupant(
            stay_id=stay_id, guest_id=GUEST, checked_in_at=self.at, check_out_at=self.at + timedelta(days=2)
        )
        room = Room(room_id=ROOM, number=ROOM, floor=2, occupancy=Occupancy.OCCUPIED, stay=stay, revision=2)
        self.put_document(place, room)
        self.put_document(place, Tablet(room_id=ROOM, stay_id=stay_id, guest_name="A Guest", revision=2))
        self.put_document(
            place,
            Stay(
                stay_id=stay_id,
                status=StayStatus.CHECKED_IN,
                guest_id=GUEST,
                guest_name="A Guest",
                room_id=ROOM,
                arrival_at=self.at,
                departure_at=self.at + timedelta(days=2),
                revision=1,
            ),
        )

    def check_out(self, place: Place = HOME) -> None:
        self.put_document(place, Room(room_id=ROOM, number=ROOM, floor=2, revision=3))
        self.put_document(place, Tablet(room_id=ROOM, revision=3))

    def employ(self, role: str, email: str, place: Place = HOME) -> str:
        """Return the uid of somebody who works there and can sign in."""
        staff_id = staff_id_of(place.tenant_id, email)
        self.put_document(place, Staff(staff_id=staff_id, name="Somebody", email=email, role=Role(role), revision=1))
        self.accounts.put(Account(staff_id, email, "Somebody", {"tenant": place.tenant_id}))
        self.accounts.set_password(staff_id, PASSWORD)
        return staff_id


def uid_of(role: str, place: Place = HOME) -> str:
    """Return who has this role there, and none elsewhere."""
    return derived_id("stf", place.tenant_id, place.property_id, role)


def session_id_of(staff_id: str, *, pin: bool = False) -> str:
    return derived_id("ses", staff_id, str(pin))


def token_of(role: str, place: Place = HOME, *, pin: bool = False, **claims: Any) -> str:
    """Return a token, signed by Google, of somebody with this role in this place; `pin`: who took a shared device over."""
    if role == Role.INTEGRATION:
        return signed(oidc(BOT if place == HOME else "nobody@elsewhere.iam.gserviceaccount.com"))
    if role == Role.SYSTEM:
        return signed(oidc(PUSHER))
    where = {"tenant": place.tenant_id, "property": place.property_id}
    if role == Role.GUEST:
        facts = {**where, "role": "guest", "room": ROOM, "stay": STAY, "device": DEVICE}
        return signed(firebase(f"{DEVICE}.rsv", **facts | claims))
    uid = uid_of(role, place)
    return signed(firebase(uid, **where | {"session": session_id_of(uid, pin=pin)} | claims))


def knock(
    route: Route,
    token: str | None = None,
    *,
    body: Any = None,
    cookie: str | None = None,
    headers: Mapping[str, str] | None = None,
    **parameters: str,
) -> flask.Response:
    """Call one function as the gateway would."""
    path = route.path
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", value)
    said = dict(headers or {})
    if token is not None:
        said["Authorization"] = f"Bearer {token}"
    if cookie is not None:
        said["Cookie"] = f"__session={cookie}"
    options = {"json": body} if body is not None else {}
    environ = EnvironBuilder(path, method=route.method, headers=[*said.items()], **options).get_environ()
    return answer(route, flask.Request(environ))


def data_of(response: flask.Response) -> Any:
    """Return the data of a success, or the problem of a failure."""
    said = json.loads(response.get_data())
    return said["data"] if said["success"] else said


def cookie_of(response: flask.Response) -> str:
    return SimpleCookie(response.headers["Set-Cookie"])["__session"].value
