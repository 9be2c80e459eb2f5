"""The devices of a property: what staff share, what hangs in rooms, what guests brought. Listed, and sent away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import flask
from pydantic import StringConstraints

from functions.identity.cookies import answered, with_cookie
from functions.identity.journaled import caller_of, journaled, place_of_call
from shared.domain.documents import Value
from shared.domain.ids import RoomId
from shared.domain.people import DESK, SHIFT_LEADS
from shared.domain.sessions import Session
from shared.domain.words import Name
from shared.runtime.cloud import cloud
from shared.runtime.http import Http
from shared.runtime.identity.devices import Binding, Device, credential, hashed, is_credential, new_secret, prove_device
from shared.runtime.identity.environment import trust_from_environment
from shared.runtime.identity.google import COOKIE
from shared.runtime.identity.origins import prove_origin
from shared.runtime.identity.tokens import Untrusted
from shared.runtime.journal import Reply
from shared.runtime.problems import unauthenticated
from shared.runtime.routes import Nothing, Request, command, endpoint, query
from shared.runtime.store.port import Where
from shared.runtime.work import View, Work

DEVICE_LIFE = timedelta(days=400)  # the longest that browsers keep a cookie
_MOST = 500
DeviceId = Annotated[str, StringConstraints(pattern=r"^dev_[0-9A-Z]{26}$")]


class ShareDevice(Request):
    """`label` is what colleagues call it: "Phone of the third floor"."""

    label: Name


class UnpairDevice(Request):
    device_id: DeviceId


class UnpairTablets(Request):
    room_id: RoomId


class Unpaired(Value):
    device_ids: tuple[str, ...]


class PairedDevice(Value):
    """A device without what proves it. `seen_at` is when it last asked for something, to a quarter of an hour."""

    device_id: str
    bound_to: Binding
    room_id: str
    label: str
    paired_at: datetime
    paired_by: str
    seen_at: datetime


@endpoint("POST /api/v1/properties/{property_id}/devices", allow=SHIFT_LEADS | DESK, status=201)
def share_device(request: ShareDevice, http: Http, property_id: str) -> flask.Response:  # noqa: ARG001 - http.place
    """Have the device that asks be one that colleagues share: from now on they take it over by PIN."""
    place, actor = place_of_call(http), caller_of(http)
    secret = new_secret()
    device = Device(
        device_id=f"dev_{cloud().new_ulid()}",
        tenant_id=place.tenant_id,
        property_id=place.property_id,
        label=request.label,
        bound_to="staff",
        secret_hash=hashed(secret),
        paired_at=cloud().wall(),
        paired_by=actor.id,
    )

    def decide(work: Work) -> Reply:
        work.keep(device)
        return Reply(status=201, data={"device_id": device.device_id, "label": device.label})

    journaled(share_device, http, place, decide)
    response = answered(as_listed(device).model_dump(mode="json"), 201)
    return with_cookie(response, credential(device, secret), DEVICE_LIFE)


@query("GET /api/v1/properties/{property_id}/devices", allow=SHIFT_LEADS | DESK)
def list_devices(_: Nothing, view: View) -> list[PairedDevice]:
    """List what is paired with this property, the one last seen first."""
    found = view.list(Device, limit=_MOST).items
    return sorted(map(as_listed, found), key=lambda one: (one.seen_at, one.device_id), reverse=True)


@command("DELETE /api/v1/properties/{property_id}/devices/{device_id}", allow=SHIFT_LEADS | DESK, reads=(Device,))
def unpair_device(request: UnpairDevice, work: Work) -> Unpaired:
    """End a pairing, within seconds: for a device that is lost, broken or sold. Who took it over is signed out with it."""
    return _sent_away(work, [work.get(Device, request.device_id)])


@command("DELETE /api/v1/properties/{property_id}/rooms/{room_id}/tablets", allow=SHIFT_LEADS | DESK)
def unpair_tablets(request: UnpairTablets, work: Work) -> Unpaired:
    """End every pairing of this room. May run twice."""
    return _sent_away(work, work.list(Device, Where("room_id", "==", request.room_id)).items)


def shared_device(http: Http) -> Device:
    """Return the shared device that asks, by its cookie alone. Raises Problem UNAUTHENTICATED, FOREIGN_ORIGIN."""
    cookie = http.request.cookies.get(COOKIE, "")
    prove_origin(http.request, trust_from_environment(""))
    try:
        device = prove_device(cookie) if is_credential(cookie) else None
    except Untrusted:
        device = None
    if device is None or device.bound_to != "staff":
        raise unauthenticated("This device is not shared, or no longer is.")
    return device


def as_listed(device: Device) -> PairedDevice:
    facts = {name: getattr(device, name) for name in PairedDevice.model_fields if name != "seen_at"}
    return PairedDevice(seen_at=device.seen_at or device.paired_at, **facts)


def _sent_away(work: Work, devices: list[Device]) -> Unpaired:
    for device in devices:
        work.forget(device)
        if device.bound_to == "staff":
            for session in work.list(Session, Where("device_id", "==", device.device_id)).items:
                work.forget(session)
    return Unpaired(device_ids=tuple(device.device_id for device in devices))
