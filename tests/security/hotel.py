"""A hotel of two properties and a stranger's, in memory, with the real identity before it: who knocks, and how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

import flask
from werkzeug.test import EnvironBuilder

from functions.identity.accounts.memory import MemoryAccounts
from functions.identity.accounts.port import Account
from shared.domain.people import Role
from shared.domain.rooms import Occupancy, Occupant, Room
from shared.domain.staff import Staff, staff_id_of
from shared.domain.stays import Stay, StayStatus
from shared.domain.tablets import Tablet
from shared.runtime.bus.memory import MemoryBus
from shared.runtime.clock import utc_now
from shared.runtime.cloud import Cloud
from shared.runtime.documents import to_data
from shared.runtime.http import answer
from shared.runtime.identity.certificates import Certificates
from shared.runtime.identity.environment import Trust
from shared.runtime.identity.google import GoogleIdentity
from shared.runtime.place import Place
from shared.runtime.routes import Route
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Key, Put, Store
from tests.security.google import AUDIENCE, BOT, PROJECT, PUSHER, FakeTransport, firebase, oidc, signed

HOME = Place("demo", "demo-hotel")
SISTER = Place("demo", "sister-hotel")
FOREIGN = Place("other", "other-hotel")
ROOM = "204"
STAY = "rsv_01J00000000000000000000001"
NEXT_STAY = "rsv_01J00000000000000000000002"
GUEST = "gst_01J00000000000000000000001"

PASSWORD = "demo-password"
PRODUCTION = Trust(PROJECT, production=True, audiences=(AUDIENCE,), push_account=PUSHER)


@dataclass
class Hotel:
    """`at` is the hotel's clock: it stands still until somebody moves it."""

    trust: Trust = PRODUCTION
    at: datetime = field(default_factory=utc_now)
    transport: FakeTransport = field(default_factory=FakeTransport)

    def __post_init__(self) -> None:
        self.store: Store = MemoryStore(self.clock)
        self.identity = GoogleIdentity(self.trust, Certificates(self.transport))
        self.cloud = Cloud(self.store, MemoryBus(), self.identity, self.clock, sleep=lambda _: None)
        self.accounts = MemoryAccounts(PROJECT, self.clock)
        self.furnish()

    def furnish(self) -> None:
        """Register the properties, each with its one room."""
        for place in (HOME, SISTER, FOREIGN):
            facts = {"tenant_id": place.tenant_id, "property_id": place.property_id, "name": place.property_id}
            self.put(Key(place.path), facts)
            self.put(place.key("settings", "current"), {"settings_id": "current", "name": "Hotel", "revision": 1})
            self.put_document(place, Room(room_id=ROOM, number=ROOM, floor=2, revision=1))
            self.put_document(place, Tablet(room_id=ROOM, revision=1))
        self.put(Key(f"integrations/{BOT}"), {"tenant_id": "demo", "property_ids": ["demo-hotel"]})

    def clock(self) -> datetime:
        return self.at

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)

    def put(self, key: Key, data: Mapping[str, Any]) -> None:
        self.store.commit([Put(key, data, None)])

    def put_document(self, place: Place, document: Room | Tablet | Stay | Staff) -> None:
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
        claims = {"tenant": place.tenant_id, "roles": {place.property_id: role}, "staff_id": staff_id}
        self.accounts.put(Account(staff_id, email, "Somebody", claims))
        self.accounts.set_password(staff_id, PASSWORD)
        return staff_id


def token_of(role: str, place: Place = HOME, **claims: Any) -> str:
    """Return a token, signed by Google, of somebody with this role in this place."""
    if role == Role.INTEGRATION:
        return signed(oidc(BOT if place == HOME else "nobody@elsewhere.iam.gserviceaccount.com"))
    if role == Role.SYSTEM:
        return signed(oidc(PUSHER))
    if role == Role.GUEST:
        facts = {"tenant": place.tenant_id, "property": place.property_id, "role": "guest", "room": ROOM, "stay": STAY}
        return signed(firebase("dev_1.rsv", **facts | claims))
    roles = {"tenant": place.tenant_id, "roles": {place.property_id: role}, "staff_id": f"stf_{role}"}
    return signed(firebase(f"stf_{role}", **roles | claims))


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
