"""Taking over a shared device by PIN: a colleague is signed in, and says who it is now.

Their PIN is tried a few times, then there is a pause; a password always works. Endpoints, so that no PIN and no token gets
into the journal, which says who let whom take over.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from functions.identity.accounts import accounts
from functions.identity.accounts.port import Unreachable
from functions.identity.journaled import caller_of, journaled, place_of_call
from functions.identity.staff import Done
from functions.identity.throttle import Limit, count, forgive
from shared.domain.documents import Value
from shared.domain.ids import Slug, StaffId
from shared.domain.people import STAFF, Actor, Role
from shared.domain.pins import Digits, Pin
from shared.domain.refusals import INVALID_FIELDS, NOT_FOUND, Rule
from shared.domain.staff import Staff
from shared.runtime import telemetry
from shared.runtime.http import Http
from shared.runtime.journal import Reply
from shared.runtime.place import Place
from shared.runtime.problems import BUSY, FORBIDDEN, Problem
from shared.runtime.routes import Request, endpoint
from shared.runtime.tenancy import place_for
from shared.runtime.work import Work

WRONG_PIN = Rule("MELMASTOON.IDENTITY.WRONG_PIN", 401, "The PIN is not right.")
A_FEW = Limit("pin", 5, timedelta(minutes=5))
A_DAY = Limit("pin-day", 30, timedelta(days=1))
ASKED = Limit("pin-asked", 30, timedelta(hours=1))
"""By who is signed in: one device does not try the PINs of the whole house, one colleague after the other."""


class SetPin(Request):
    """`pin` null: none any more."""

    staff_id: StaffId
    pin: Annotated[Digits | None, Field(repr=False)]


class TakeOver(Request):
    """`property_id` is where the device is; it may be left out by who has one property only."""

    staff_id: StaffId
    pin: Annotated[Digits, Field(repr=False)]
    property_id: Slug | None = None


class TakenOver(Value):
    """`custom_token` is for signInWithCustomToken."""

    staff_id: str
    custom_token: str


@endpoint("PUT /api/v1/properties/{property_id}/staff/{staff_id}/pin", allow=STAFF)
def set_pin(request: SetPin, http: Http, property_id: str) -> Done:  # noqa: ARG001 - http.place
    """Set one's own PIN in this property; a manager that of anybody. The journal says who did it."""
    place, actor = place_of_call(http), caller_of(http)
    if actor.id != request.staff_id and Role.MANAGER not in actor.roles_in(place.property_id):
        raise Problem(FORBIDDEN, "Set your own PIN; a manager may set that of others.")
    pin = Pin.of(request.staff_id, request.pin, secrets.token_hex(16)) if request.pin is not None else None

    def decide(work: Work) -> Reply:
        staff, before = work.get(Staff, request.staff_id), work.find(Pin, request.staff_id)
        if pin is not None:
            work.keep(before.but(salt=pin.salt, proof=pin.proof) if before else pin)
        elif before is not None:
            work.forget(before)
        return Reply(data={"staff_id": staff.staff_id, "has_pin": pin is not None})

    journaled(set_pin, http, place, decide, [place.key(kind.collection, request.staff_id) for kind in (Staff, Pin)])
    if pin is not None:
        _forgive(place, request.staff_id)
    return Done(staff_id=request.staff_id)


@endpoint("POST /auth/pin", allow=STAFF)
def take_over(request: TakeOver, http: Http) -> TakenOver:
    """Sign a colleague in on the device of who is signed in. A wrong PIN says how many tries are left before a pause."""
    actor = caller_of(http)
    place = _where(actor, request.property_id)
    left = _count_try(place, actor.id, request.staff_id)

    def decide(work: Work) -> Reply:
        staff, pin = work.gather((Staff, request.staff_id), (Pin, request.staff_id))
        if staff is None or pin is None or not pin.is_proved_by(request.pin):
            telemetry.count("wrong_pin")
            raise WRONG_PIN.refuse(tries_left=left)
        return Reply(data={"staff_id": staff.staff_id})

    journaled(take_over, http, place, decide, [place.key(kind.collection, request.staff_id) for kind in (Staff, Pin)])
    _forgive(place, request.staff_id)
    return TakenOver(staff_id=request.staff_id, custom_token=_token(request.staff_id))


def _where(actor: Actor, property_id: str | None) -> Place:
    """Return the property of the device, if the one who is signed in works there."""
    if property_id is None and len(actor.roles) != 1:
        raise INVALID_FIELDS.refuse(fields={"property_id": "must say which, for you have several"})
    place = place_for(actor, property_id or next(iter(actor.roles)))
    if not actor.roles_in(place.property_id) & STAFF:
        raise Problem(FORBIDDEN)
    return place


def _token(staff_id: str) -> str:
    """Return a token of their account, which then says itself what they may do."""
    try:
        account = accounts().find(staff_id)
        if account is None or account.disabled:
            raise NOT_FOUND.refuse("They have no account here: the address belongs to another hotel's.")
        return accounts().custom_token(staff_id, {})
    except Unreachable:
        raise Problem(BUSY, headers={"Retry-After": "5"}) from None


def _count_try(place: Place, asker: str, staff_id: str) -> int:
    """Count a try, the day's only where it is made. Raises Problem TOO_MANY."""
    who = f"{place.path}/{staff_id}"
    return count((ASKED, f"{place.path}/{asker}"), (A_FEW, who), (A_DAY, who)).left


def _forgive(place: Place, staff_id: str) -> None:
    who = f"{place.path}/{staff_id}"
    forgive((A_FEW, who), (A_DAY, who))
