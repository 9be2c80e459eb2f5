"""Pairing a tablet with its room, or a guest's phone with their stay, by a code that staff read out.

A code lives ten minutes and works once. `pairings/{hash}` in the default database keeps its slow hash only, because a
device that claims says nothing but the code; so do not look for the codes, there are none.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import flask
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from functions.identity.accounts import accounts
from functions.identity.accounts.port import Unreachable
from functions.identity.addresses import address_of
from functions.identity.cookies import answered, with_cookie
from functions.identity.devices import DEVICE_LIFE
from functions.identity.journaled import caller_of, journaled, place_of_call
from functions.identity.throttle import Limit, count, forgive
from shared.domain.documents import Value
from shared.domain.ids import RoomId
from shared.domain.people import DESK, SHIFT_LEADS
from shared.domain.refusals import Rule
from shared.domain.rooms import Room
from shared.domain.words import latin_digits, one_line
from shared.flows.rows import row
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.http import Http
from shared.runtime.identity.devices import (
    Binding,
    Device,
    Seat,
    credential,
    hashed,
    is_credential,
    new_secret,
    prove_device,
    seat_of,
)
from shared.runtime.identity.environment import trust_from_environment
from shared.runtime.identity.google import COOKIE
from shared.runtime.identity.origins import prove_origin
from shared.runtime.identity.tokens import Untrusted
from shared.runtime.journal import Reply
from shared.runtime.place import Place
from shared.runtime.problems import BUSY, Problem, unauthenticated
from shared.runtime.routes import Nothing, Request, endpoint
from shared.runtime.store.port import GuardFailed, Key, Put
from shared.runtime.work import Work

CODE_UNKNOWN = Rule(
    "MELMASTOON.IDENTITY.PAIRING_CODE_UNKNOWN", 404, "This code is not known, was used already, or is too old."
)
NOBODY_IN_ROOM = Rule("MELMASTOON.IDENTITY.NOBODY_IN_ROOM", 409, "Nobody is checked in to this room.")

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads like something else: no 0 O, 1 I L, U V
LENGTH = 8
HOUSE = 2  # how many of them name the house; the other six are 30^6 to one, and GUESSES allows 60 in a code's life
CODE_LIFE = timedelta(minutes=10)
PER_ADDRESS = Limit("claim-address", 10, timedelta(minutes=10))
GUESSES = Limit("claim", 60, CODE_LIFE, shards=4)
"""Of wrong codes that name one house, from anywhere. A house's guesses stop nobody else's tablets, and one who knows a code
is not counted, however many tablets they set up."""


class PairTablet(Request):
    """`for` "room": a tablet that stays in the room. "stay": the phone of the guest who is in it now."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", populate_by_name=False)

    room_id: RoomId
    bound_to: Annotated[Binding, Field(alias="for")] = "room"


def as_written(value: object) -> object:
    if not isinstance(value, str):
        return value
    return str(latin_digits(one_line(value))).upper().replace("-", "").replace(" ", "")


Code = Annotated[str, StringConstraints(min_length=1, max_length=32), BeforeValidator(as_written)]


class ClaimTablet(Request):
    code: Code


class PairingCode(Value):
    code: str
    expires_at: datetime
    room_id: str


class TabletToken(Value):
    """`custom_token` is for signInWithCustomToken; `stay_id` is "" while nobody is in the room."""

    custom_token: str
    device_id: str
    tenant_id: str
    property_id: str
    room_id: str
    stay_id: str


class Pairing(Value):
    """A code that waits to be claimed. `stay_id` is the stay it was given for, where it is for a phone."""

    collection: ClassVar[str] = "pairings"

    tenant_id: str
    property_id: str
    room_id: str
    bound_to: Binding
    stay_id: str = ""
    made_by: str
    expires_at: datetime
    used_at: datetime | None = None


@endpoint("POST /api/v1/properties/{property_id}/rooms/{room_id}/tablets", allow=SHIFT_LEADS | DESK, status=201)
def make_pairing_code(request: PairTablet, http: Http, property_id: str) -> PairingCode:  # noqa: ARG001 - http.place
    """Make a code that pairs a device with this room. Each call makes another one; no key gives the same code again."""
    place = place_of_call(http)
    code = _house(place) + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - HOUSE))
    expires_at = cloud().clock() + CODE_LIFE
    room = _journaled(http, request, expires_at)
    pairing = Pairing(
        tenant_id=place.tenant_id,
        property_id=place.property_id,
        room_id=room.room_id,
        bound_to=request.bound_to,
        stay_id=room.stay.stay_id if room.stay and request.bound_to == "stay" else "",
        made_by=caller_of(http).id,
        expires_at=expires_at,
    )
    cloud().store.commit([Put(_pairing_key(code), to_data(pairing), None)])
    half = LENGTH // 2
    return PairingCode(code=f"{code[:half]}-{code[half:]}", expires_at=expires_at, room_id=room.room_id)


@endpoint("POST /auth/tablets/claim")
def claim_tablet(request: ClaimTablet, http: Http) -> flask.Response:
    """Turn a code into a token for the stay that is in the room now; a tablet of the room gets its credential too."""
    address = address_of(http.request)
    guess = count((PER_ADDRESS, address), (GUESSES, request.code[:HOUSE]))
    pairing = _used(request.code)
    forgive((PER_ADDRESS, address))
    guess.take_back()
    secret = new_secret() if pairing.bound_to == "room" else ""
    device = Device(
        device_id=f"dev_{cloud().new_ulid()}",
        tenant_id=pairing.tenant_id,
        property_id=pairing.property_id,
        room_id=pairing.room_id,
        bound_to=pairing.bound_to,
        stay_id=pairing.stay_id,
        secret_hash=hashed(secret) if secret else "",
        paired_at=cloud().wall(),
        paired_by=pairing.made_by,
    )
    seat = seat_of(device)
    if device.bound_to == "stay" and seat.stay_id != device.stay_id:
        raise Problem(CODE_UNKNOWN, "Its guest is no longer in this room.")
    kept = device.but(revision=1, updated_at=device.paired_at)
    cloud().store.commit([Put(device.store_key, to_data(kept), None)])
    response = answered(_token(device, seat).model_dump(mode="json"))
    return with_cookie(response, credential(device, secret), DEVICE_LIFE) if secret else response


@endpoint("POST /auth/tablets/renew")
def renew_tablet(_: Nothing, http: Http) -> flask.Response:
    """Give a room's tablet a token for the stay that is in the room now. Proves itself by its cookie alone."""
    cookie = http.request.cookies.get(COOKIE, "")
    prove_origin(http.request, trust_from_environment(""))
    try:
        if not is_credential(cookie):
            raise Untrusted("no device credential")  # noqa: TRY301 - one answer for every way to be wrong
        device = prove_device(cookie)
        if device.bound_to == "staff":
            raise Untrusted("of no room")  # noqa: TRY301 - likewise
        token = _token(device, seat_of(device))
    except Untrusted:
        raise unauthenticated("This device is not paired, or no longer is.") from None
    return with_cookie(answered(token.model_dump(mode="json")), cookie, DEVICE_LIFE)


def _journaled(http: Http, request: PairTablet, expires_at: datetime) -> Room:
    """Write down who made a code for which room, and return the room. The code itself is never written."""
    rooms: list[Room] = []

    def decide(work: Work) -> Reply:
        room = row(work, request.room_id)
        if request.bound_to == "stay" and room.stay is None:
            raise NOBODY_IN_ROOM.refuse(room_id=room.room_id, occupancy=room.occupancy)
        rooms.append(room)
        return Reply(status=201, data={"room_id": room.room_id, "for": request.bound_to, "expires_at": expires_at})

    journaled(make_pairing_code, http, place_of_call(http), decide)
    return rooms[-1]


def _used(code: str) -> Pairing:
    """Return the pairing of this code, which no longer works from now on. Raises Problem CODE_UNKNOWN."""
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise Problem(CODE_UNKNOWN)
    store, now, key = cloud().store, cloud().clock(), _pairing_key(code)
    found = store.read([key])[0]
    pairing = Pairing.model_validate(dict(found.data)) if found.data is not None else None
    if pairing is None or pairing.used_at is not None or pairing.expires_at <= now:
        raise Problem(CODE_UNKNOWN)
    try:
        store.commit([Put(key, to_data(pairing.but(used_at=now)), found)])
    except GuardFailed:
        raise Problem(CODE_UNKNOWN) from None
    return pairing


def _uid(device: Device, stay_id: str) -> str:
    """Return the account's uid: one per stay, so that a browser keeps what it cached for one guest from the next."""
    return f"{device.device_id}.{stay_id or 'vacant'}"


def _token(device: Device, seat: Seat) -> TabletToken:
    claims = {
        "tenant": device.tenant_id,
        "property": device.property_id,
        "role": "guest",
        "room": seat.room_id,
        "stay": seat.stay_id,
        "device": device.device_id,
    }
    try:
        token = accounts().custom_token(_uid(device, seat.stay_id), claims)
    except Unreachable:
        raise Problem(BUSY, headers={"Retry-After": "5"}) from None
    return TabletToken(
        custom_token=token,
        device_id=device.device_id,
        tenant_id=device.tenant_id,
        property_id=device.property_id,
        room_id=seat.room_id,
        stay_id=seat.stay_id,
    )


def _house(place: Place) -> str:
    """Return what the codes of this house begin with; a few houses may share it."""
    number = int.from_bytes(hashlib.sha256(place.path.encode()).digest()[:4])
    return "".join(ALPHABET[number // len(ALPHABET) ** digit % len(ALPHABET)] for digit in range(HOUSE))


def _pairing_key(code: str) -> Key:
    """Return where a code's pairing is: under a hash slow enough that the store's keys do not give the code away."""
    slow = hashlib.scrypt(code.encode(), salt=b"roomstatesync.pairing", n=2**13, r=8, p=1, dklen=20)
    return Key(f"{Pairing.collection}/{slow.hex()}")
