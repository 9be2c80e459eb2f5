"""Taking over a device that the house shares, by PIN: floor work in one property, on that device, for a while.

The device proves itself by its cookie; who is there says their PIN. Endpoints, so that no PIN and no token gets into the
journal, which says who took over what. Tries are counted per person, and per device over all people.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from functions.identity.accounts import accounts
from functions.identity.accounts.port import TooManyTries, Unreachable, WrongPassword
from functions.identity.addresses import address_of
from functions.identity.backoff import Backoff, count_wrong, forget_wrong, was_right
from functions.identity.devices import shared_device
from functions.identity.journaled import caller_of, journaled, place_of_call
from functions.identity.staff import Done
from functions.identity.tenure import prove_may_set_secret
from shared.domain.documents import Excerpt, Value
from shared.domain.ids import StaffId
from shared.domain.people import FLOOR, STAFF, Role, system
from shared.domain.pins import Digits, Pin, PinGuessed
from shared.domain.privacy import AboutGuest
from shared.domain.refusals import NOT_FOUND, Refusal, Rule
from shared.domain.sessions import Session
from shared.domain.staff import Languages, Staff, StaffRole
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.execution import view_of
from shared.runtime.http import Http
from shared.runtime.identity.devices import Device
from shared.runtime.journal import Reply
from shared.runtime.place import Place
from shared.runtime.problems import BUSY, FORBIDDEN, Problem
from shared.runtime.routes import Nothing, Request, endpoint
from shared.runtime.store.port import Where
from shared.runtime.tenancy import place_of
from shared.runtime.work import Work

WRONG_PIN = Rule("MELMASTOON.IDENTITY.WRONG_PIN", 401, "The PIN is not right.")
PROVE_YOURSELF = Rule("MELMASTOON.IDENTITY.PROVE_YOURSELF", 403, "Say your old PIN, or your password.")
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 1440))
OF_PERSON = Backoff("pin", 5, _PAUSES)
OF_DEVICE = Backoff("pin-device", 10, _PAUSES)
"""Over all people: one device does not try the PINs of the whole house, one colleague after the other."""
OF_ADDRESS = Backoff("pin-address", 40, _PAUSES)
"""Of whoever asks: many devices behind one address are one asker."""
_MANY = 500


class SetPin(Request):
    """`pin` null: none any more. One's own is changed by who says the old one or their password."""

    staff_id: StaffId
    pin: Annotated[Digits | None, Field(repr=False)]
    old_pin: Annotated[Digits | None, Field(repr=False)] = None
    password: Annotated[str | None, Field(repr=False, max_length=200)] = None


class TakeOver(Request):
    staff_id: StaffId
    pin: Annotated[Digits, Field(repr=False)]


class TakenOver(Value):
    """`custom_token` is for signInWithCustomToken."""

    staff_id: str
    custom_token: str
    property_id: str


class Colleague(Value):
    """Who may take this device over: a name to choose, in their own script too, and the language to go on in."""

    staff_id: str
    name: str
    name_local: str = ""
    languages: Languages


class _Known(Excerpt):
    collection: ClassVar[str] = Staff.collection
    key: ClassVar[str] = Staff.key
    about_guest: ClassVar[AboutGuest] = Staff.about_guest

    staff_id: str
    name: str
    name_local: str = ""
    role: StaffRole
    languages: Languages = ("en",)


@endpoint("PUT /api/v1/properties/{property_id}/staff/{staff_id}/pin", allow=STAFF)
def set_pin(request: SetPin, http: Http, property_id: str) -> Done:  # noqa: ARG001 - http.place
    """Set one's own PIN in this property, saying the old one or one's password; or that of who works under one alone."""
    place, actor = place_of_call(http), caller_of(http)
    own = actor.id == request.staff_id
    if not own:
        if Role.MANAGER not in actor.roles_in(place.property_id):
            raise Problem(FORBIDDEN, "Set your own PIN; a manager may set that of others.")
        prove_may_set_secret(actor, request.staff_id, place.property_id)
    by_password = own and request.password is not None and _prove_password(place, request)
    made = Pin.of(request.staff_id, request.pin, secrets.token_hex(16)) if request.pin is not None else None
    if own and not by_password:
        count_wrong(OF_PERSON, _who(place, request.staff_id))

    def decide(work: Work) -> Reply:
        staff, before = work.get(Staff, request.staff_id), work.find(Pin, request.staff_id)
        if own and not by_password and not _is_old_pin(request, before):
            raise PROVE_YOURSELF.refuse()
        if made is not None:
            pin = made.for_role(staff.role)
            work.keep(before.but(salt=pin.salt, proof=pin.proof, length=pin.length) if before else pin)
        elif before is not None:
            work.forget(before)
        work.keep(staff.but(pin_set_at=work.now if made else None, pin_guessed_at=None))
        return Reply(data={"staff_id": staff.staff_id, "has_pin": made is not None})

    journaled(set_pin, http, place, decide, [place.key(kind.collection, request.staff_id) for kind in (Staff, Pin)])
    forget_wrong(OF_PERSON, _who(place, request.staff_id))
    return Done(staff_id=request.staff_id)


@endpoint("POST /auth/pin")
def take_over(request: TakeOver, http: Http) -> TakenOver:
    """Sign a colleague in on the shared device that asks. A wrong PIN says how many tries are left before a pause."""
    device = shared_device(http)
    place, address = place_of(device.tenant_id, device.property_id), address_of(http.request)
    counted = [(OF_ADDRESS, address), (OF_DEVICE, device.device_id), (OF_PERSON, _who(place, request.staff_id))]
    left = min(count_wrong(backoff, who) for backoff, who in counted)
    session = Session.by_pin(
        f"ses_{cloud().new_ulid()}", request.staff_id, device.device_id, device.label, cloud().wall()
    )

    def decide(work: Work) -> Reply:
        staff, pin = work.gather((Staff, request.staff_id), (Pin, request.staff_id))
        if staff is None or pin is None or not pin.is_proved_by(request.pin) or not pin.serves(staff.role):
            telemetry.count("wrong_pin")
            raise WRONG_PIN.refuse(tries_left=left)
        for former in work.list(Session, Where("device_id", "==", device.device_id)).items:
            work.forget(former)
        work.keep(session)
        return Reply(data={"staff_id": staff.staff_id, "device_id": device.device_id})

    by = system(place.tenant_id, place.property_id, device.device_id)
    try:
        reads = [place.key(kind.collection, request.staff_id) for kind in (Staff, Pin)]
        journaled(take_over, http, place, decide, reads, by)
    except Refusal as wrong:
        if wrong.rule is WRONG_PIN and left == 0:
            _tell(http, place, request.staff_id, device)
        raise
    for backoff, who in counted[:2]:
        was_right(backoff, who)
    forget_wrong(OF_PERSON, _who(place, request.staff_id))
    return TakenOver(
        staff_id=request.staff_id,
        custom_token=_token(place, session),
        property_id=place.property_id,
    )


@endpoint("GET /auth/pin/people")
def list_colleagues(_: Nothing, http: Http) -> list[Colleague]:
    """List who may take this shared device over, by name: the device asks, so that it can be asked whom it is for."""
    device = shared_device(http)
    place = place_of(device.tenant_id, device.property_id)
    view = view_of(place, system(place.tenant_id, place.property_id, device.device_id))
    known = [one for one in view.list(_Known, limit=_MANY).items if one.role in FLOOR]
    return [
        Colleague(staff_id=one.staff_id, name=one.name, name_local=one.name_local, languages=one.languages)
        for one in sorted(known, key=lambda one: (one.name, one.staff_id))
    ]


def _tell(http: Http, place: Place, staff_id: str, device: Device) -> None:
    """Have the person and their managers see that somebody tried: on their document, and in the journal."""

    def decide(work: Work) -> Reply:
        staff = work.find(Staff, staff_id)
        if staff is not None:
            work.keep(staff.but(pin_guessed_at=work.now))
            work.tell(PinGuessed(staff_id=staff_id, device_id=device.device_id), revision=staff.revision + 1)
        return Reply(data={"staff_id": staff_id, "device_id": device.device_id, "guessed": True})

    by = system(place.tenant_id, place.property_id, device.device_id)
    journaled(take_over, http, place, decide, [place.key(Staff.collection, staff_id)], by)


def _is_old_pin(request: SetPin, before: Pin | None) -> bool:
    return before is not None and request.old_pin is not None and before.is_proved_by(request.old_pin)


def _prove_password(place: Place, request: SetPin) -> bool:
    """Raises Problem PROVE_YOURSELF where it is not their password."""
    data = cloud().store.read([place.key(Staff.collection, request.staff_id)])[0].data
    if data is None:
        raise NOT_FOUND.refuse("They do not work here.")
    count_wrong(OF_PERSON, who := f"password of {_who(place, request.staff_id)}")
    try:
        accounts().sign_in(str(data["email"]), request.password or "")
    except (WrongPassword, TooManyTries):
        raise PROVE_YOURSELF.refuse() from None
    except Unreachable:
        raise Problem(BUSY, headers={"Retry-After": "5"}) from None
    forget_wrong(OF_PERSON, who)
    return True


def _token(place: Place, session: Session) -> str:
    """Return a token of their account that says: this session, in this property. What it opens, the session says."""
    claims = {"tenant": place.tenant_id, "property": place.property_id, "session": session.session_id}
    try:
        account = accounts().find(session.staff_id)
        if account is None or account.disabled:
            raise NOT_FOUND.refuse("They have no account here: the address belongs to another hotel's.")
        return accounts().custom_token(session.staff_id, claims)
    except Unreachable:
        raise Problem(BUSY, headers={"Retry-After": "5"}) from None


def _who(place: Place, staff_id: str) -> str:
    return f"{place.path}/{staff_id}"
