"""Paired devices: the tablet that belongs to a room, and the phone that belongs to a guest's stay.

`devices/{device_id}` in the default database. The device keeps a secret in an HttpOnly cookie; we keep its hash.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.domain.documents import Value
from shared.domain.rooms import Room
from shared.runtime.cloud import cloud
from shared.runtime.identity.tokens import Untrusted
from shared.runtime.store.port import Key
from shared.runtime.tenancy import memory, place_of

PREFIX = "device."
_ID = re.compile(r"dev_[0-9A-Z]{26}")
Binding = Literal["room", "stay"]


class Device(Value):
    """`bound_to` the room: shows whoever is in it, and has a secret to prove itself with when the guest changes.

    Bound to the stay: a guest's phone; it has no secret, and its one token ends with the stay.
    """

    collection: ClassVar[str] = "devices"

    device_id: str
    tenant_id: str
    property_id: str
    room_id: str
    bound_to: Binding
    stay_id: str = ""
    secret_hash: str = ""
    paired_at: datetime
    paired_by: str
    revoked_at: datetime | None = None

    @property
    def store_key(self) -> Key:
        return key_of(self.device_id)


@dataclass(frozen=True)
class Seat:
    """Where a device is now: the room, and the stay that is in it ("" where nobody is)."""

    room_id: str
    stay_id: str


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what is kept of a secret of 256 random bits; a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def credential(device_id: str, secret: str) -> str:
    return f"{PREFIX}{device_id}.{secret}"


def is_credential(cookie: str) -> bool:
    return cookie.startswith(PREFIX)


def prove_device(cookie: str) -> Device:
    """Return the device whose credential this is. Raises Untrusted."""
    device_id, _, secret = cookie.removeprefix(PREFIX).partition(".")
    device = find_device(device_id) if _ID.fullmatch(device_id) else None
    if device is None or not device.secret_hash or not hmac.compare_digest(device.secret_hash, hashed(secret)):
        raise Untrusted("not a device of ours")
    check_paired(device)
    return device


def check_paired(device: Device | None) -> None:
    if device is None or device.revoked_at is not None:
        raise Untrusted("this device is no longer paired")


def find_device(device_id: str) -> Device | None:
    """Return the device as it was at most `tenancy.REMEMBERED` ago."""
    store = cloud().store

    def read() -> Device | None:
        data = store.read([key_of(device_id)])[0].data
        return Device.model_validate(dict(data)) if data is not None else None

    return memory.get((id(store), "device", device_id), read)


def seat_of(device: Device) -> Seat:
    """Return where the tablet is at this moment, and for whom. Raises Untrusted where its room is gone."""
    place = place_of(device.tenant_id, device.property_id)
    data = cloud().store.read([place.key(Room.collection, device.room_id)])[0].data
    room = Room.model_validate(dict(data)) if data is not None else None
    if room is None or room.archived:
        raise Untrusted("the room of this device is gone")
    return Seat(room.room_id, room.stay.stay_id if room.stay else "")


def key_of(device_id: str) -> Key:
    return Key(f"{Device.collection}/{device_id}")
