"""Paired devices: a room's tablet, the phone that belongs to a guest's stay, and what the staff of a floor share.

`devices/{device_id}` of the property, where the rules see it. The device keeps a secret in an HttpOnly cookie; we keep its
hash. A device is paired as long as its document is there.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from shared.domain.documents import Document
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Refusal
from shared.domain.rooms import Room
from shared.runtime.cloud import cloud
from shared.runtime.identity.tokens import Untrusted
from shared.runtime.store.port import GuardFailed, Key, Patch
from shared.runtime.tenancy import memory, place_of

PREFIX = "device."
NOTICED = timedelta(minutes=15)
"""How old `seen_at` may grow before it is written again."""
_CREDENTIAL = re.compile(
    r"device\.(?P<tenant>[a-z0-9-]{1,63})\.(?P<place>[a-z0-9-]{1,63})\.(?P<id>dev_[0-9A-Z]{26})\.(?P<secret>[\w-]{20,100})"
)
Binding = Literal["room", "stay", "staff"]


class Device(Document):
    """`bound_to` the room: shows whoever is in it, and has a secret to prove itself with when the guest changes.

    Bound to the stay: a guest's phone; it has no secret, and its one token ends with the stay. Bound to the staff: a phone
    or a board that colleagues share, each by PIN; `label` is what they call it.
    """

    collection: ClassVar[str] = "devices"
    key: ClassVar[str] = "device_id"
    about_guest: ClassVar[AboutGuest] = keep("It names a stay by its id only, and is worth nothing after it.")

    device_id: str
    tenant_id: str
    property_id: str
    room_id: str = ""
    label: str = ""
    bound_to: Binding
    stay_id: str = ""
    secret_hash: str = ""
    paired_at: datetime
    paired_by: str
    seen_at: datetime | None = None

    @property
    def store_key(self) -> Key:
        return place_of(self.tenant_id, self.property_id).key(self.collection, self.device_id)


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


def credential(device: Device, secret: str) -> str:
    return f"{PREFIX}{device.tenant_id}.{device.property_id}.{device.device_id}.{secret}"


def is_credential(cookie: str) -> bool:
    return cookie.startswith(PREFIX)


def prove_device(cookie: str) -> Device:
    """Return the device whose credential this is. Raises Untrusted."""
    said = _CREDENTIAL.fullmatch(cookie)
    device = find_device(said["tenant"], said["place"], said["id"]) if said else None
    if said is None or device is None or not device.secret_hash:
        raise Untrusted("not a device of ours, or no longer paired")
    if not hmac.compare_digest(device.secret_hash, hashed(said["secret"])):
        raise Untrusted("not a device of ours")
    return device


def check_paired(device: Device | None) -> None:
    if device is None:
        raise Untrusted("this device is no longer paired")


def find_device(tenant_id: str, property_id: str, device_id: str) -> Device | None:
    """Return the device as it was at most `tenancy.REMEMBERED` ago, and note that it was seen."""
    store = cloud().store
    try:
        place = place_of(tenant_id, property_id)
    except Refusal:
        return None
    key, name = place.key(Device.collection, device_id), (id(store), "device", place, device_id)

    def read() -> Device | None:
        data = store.read([key])[0].data
        return Device.model_validate(dict(data)) if data is not None else None

    device, now = memory.get(name, read), cloud().wall()
    if device is None or now - (device.seen_at or device.paired_at) < NOTICED:
        return device
    try:
        store.commit([Patch(key, {"seen_at": now})])
    except GuardFailed:
        return None  # unpaired a moment ago
    memory.put(name, seen := device.but(seen_at=now))
    return seen


def seat_of(device: Device) -> Seat:
    """Return where the tablet is at this moment, and for whom. Raises Untrusted where its room is gone."""
    place = place_of(device.tenant_id, device.property_id)
    data = cloud().store.read([place.key(Room.collection, device.room_id)])[0].data
    room = Room.model_validate(dict(data)) if data is not None else None
    if room is None or room.archived:
        raise Untrusted("the room of this device is gone")
    return Seat(room.room_id, room.stay.stay_id if room.stay else "")
