"""Passwords: one's own, changed by saying the old one; the first, and a forgotten one, by a code that works once.

The code is made by who manages every property of that person, shown once, and read out to them. It gives nothing away later:
when it is used, whoever made it must still manage all of it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from functions.identity.accounts import accounts
from functions.identity.accounts.port import EmailTaken, NoAccount, TooManyTries, Unreachable, WrongPassword
from functions.identity.addresses import address_of
from functions.identity.backoff import Backoff, count_wrong, forget_wrong
from functions.identity.journaled import caller_of, journaled, place_of_call
from functions.identity.pairing import ALPHABET, as_written
from functions.identity.pins import PROVE_YOURSELF
from functions.identity.staff import Done, sync_account
from functions.identity.tenure import jobs_of, manages_all_of, prove_may_set_secret
from functions.identity.throttle import Limit, count, forgive
from shared.domain.documents import Value
from shared.domain.ids import StaffId
from shared.domain.people import MANAGERS, STAFF
from shared.domain.refusals import NOT_FOUND, Rule
from shared.domain.staff import Staff
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.http import Http
from shared.runtime.identity.sessions import end_sessions
from shared.runtime.identity.standing import revoke, whole_second
from shared.runtime.journal import Reply
from shared.runtime.problems import BUSY, Problem
from shared.runtime.routes import Request, endpoint
from shared.runtime.store.port import GuardFailed, Key, Put
from shared.runtime.tenancy import place_of
from shared.runtime.work import Work

SIGN_IN_CODE_UNKNOWN = Rule(
    "MELMASTOON.IDENTITY.SIGN_IN_CODE_UNKNOWN", 404, "This code is not known, was used already, or is too old."
)
LENGTH = 12  # 30^12
LIFE = timedelta(hours=24)
PER_ADDRESS = Limit("sign-in-code", 10, timedelta(minutes=10))
OLD = Backoff("password-old", 5, tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240)))

Password = Annotated[str, StringConstraints(min_length=10, max_length=200), Field(repr=False)]


class MakeSignInCode(Request):
    staff_id: StaffId


class UseSignInCode(Request):
    code: Annotated[str, StringConstraints(min_length=1, max_length=40), BeforeValidator(as_written), Field(repr=False)]
    password: Password


class ChangePassword(Request):
    old_password: Annotated[str, StringConstraints(min_length=1, max_length=200), Field(repr=False)]
    password: Password


class SetPassword(Request):
    staff_id: StaffId
    password: Password


class SignInCode(Value):
    """Shown once, to be read out."""

    code: str
    expires_at: datetime


class Address(Value):
    """Whose password it is now, to sign in with."""

    email: str


class _Code(Value):
    """`sign_in_codes/{slow hash}` in the default database."""

    collection: ClassVar[str] = "sign_in_codes"

    tenant_id: str
    staff_id: str
    made_by: str
    expires_at: datetime
    used_at: datetime | None = None


@endpoint("POST /api/v1/properties/{property_id}/staff/{staff_id}/sign-in-code", allow=MANAGERS, status=201)
def make_sign_in_code(request: MakeSignInCode, http: Http, property_id: str) -> SignInCode:  # noqa: ARG001 - http.place
    """Make a code by which somebody sets their password themselves: the first one, or after they forgot it."""
    place, actor = place_of_call(http), caller_of(http)
    prove_may_set_secret(actor, request.staff_id, place.property_id)
    expires_at = cloud().wall() + LIFE

    def decide(work: Work) -> Reply:
        staff = work.get(Staff, request.staff_id)
        return Reply(status=201, data={"staff_id": staff.staff_id, "expires_at": expires_at})

    journaled(make_sign_in_code, http, place, decide)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    kept = _Code(tenant_id=place.tenant_id, staff_id=request.staff_id, made_by=actor.id, expires_at=expires_at)
    cloud().store.commit([Put(_key(code), to_data(kept), None)])
    return SignInCode(code="-".join(code[at : at + 4] for at in range(0, LENGTH, 4)), expires_at=expires_at)


@endpoint("POST /auth/password")
def use_sign_in_code(request: UseSignInCode, http: Http) -> Address:
    """Set one's password by a code. Every sign-in of before ends."""
    address = address_of(http.request)
    count((PER_ADDRESS, address))
    code = _used(request.code)
    forgive((PER_ADDRESS, address))
    jobs = jobs_of(code.tenant_id, code.staff_id)
    if not jobs or not manages_all_of(code.made_by, code.tenant_id, code.staff_id):
        raise Problem(SIGN_IN_CODE_UNKNOWN, "Who made it does not manage every property that you work in.")
    _set(code.tenant_id, code.staff_id, request.password)
    return Address(email=jobs[min(jobs)].email)


@endpoint("PUT /auth/me/password", allow=STAFF)
def change_password(request: ChangePassword, http: Http) -> Done:
    """Change one's own password by saying the old one. Every sign-in of before ends, this one too."""
    actor = caller_of(http)
    jobs = jobs_of(actor.tenant_id, actor.id)
    if not jobs:
        raise NOT_FOUND.refuse("You work nowhere here.")
    count_wrong(OLD, actor.id)
    try:
        accounts().sign_in(jobs[min(jobs)].email, request.old_password)
    except (WrongPassword, TooManyTries):
        raise PROVE_YOURSELF.refuse() from None
    except Unreachable:
        raise Problem(BUSY, headers={"Retry-After": "5"}) from None
    forget_wrong(OLD, actor.id)
    place = place_of(actor.tenant_id, min(jobs))
    journaled(change_password, http, place, lambda _: Reply(data={"staff_id": actor.id}))
    _set(actor.tenant_id, actor.id, request.password)
    return Done(staff_id=actor.id)


@endpoint("PUT /api/v1/properties/{property_id}/staff/{staff_id}/password", allow=MANAGERS)
def set_password(request: SetPassword, http: Http, property_id: str) -> Done:  # noqa: ARG001 - http.place
    """Give somebody a password, as who manages every property they work in. Their sign-ins end; the journal says who did it."""
    place = place_of_call(http)
    prove_may_set_secret(caller_of(http), request.staff_id, place.property_id)

    def decide(work: Work) -> Reply:
        return Reply(data={"staff_id": work.get(Staff, request.staff_id).staff_id})

    journaled(set_password, http, place, decide)
    _set(place.tenant_id, request.staff_id, request.password)
    return Done(staff_id=request.staff_id)


def _set(tenant_id: str, staff_id: str, password: str) -> None:
    """Have this be their password, and every sign-in of before be over. Raises Refusal NOT_FOUND, Problem BUSY."""
    try:
        sync_account(tenant_id, staff_id)
        accounts().set_password(staff_id, password)
        accounts().sign_out(staff_id)
    except (EmailTaken, NoAccount):
        raise NOT_FOUND.refuse("They have no account here: the address belongs to another hotel's.") from None
    except Unreachable:
        raise Problem(BUSY, headers={"Retry-After": "5"}) from None
    revoke(staff_id, signed_in_after=whole_second(cloud().wall()))
    end_sessions(tenant_id, staff_id)


def _used(code: str) -> _Code:
    """Return what this code is for; it no longer works from now on. Raises Problem SIGN_IN_CODE_UNKNOWN."""
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise Problem(SIGN_IN_CODE_UNKNOWN)
    store, now, key = cloud().store, cloud().wall(), _key(code)
    found = store.read([key])[0]
    kept = _Code.model_validate(dict(found.data)) if found.data is not None else None
    if kept is None or kept.used_at is not None or kept.expires_at <= now:
        raise Problem(SIGN_IN_CODE_UNKNOWN)
    try:
        store.commit([Put(key, to_data(kept.but(used_at=now)), found)])
    except GuardFailed:
        raise Problem(SIGN_IN_CODE_UNKNOWN) from None
    return kept


def _key(code: str) -> Key:
    slow = hashlib.scrypt(code.encode(), salt=b"roomstatesync.sign-in", n=2**13, r=8, p=1, dklen=20)
    return Key(f"{_Code.collection}/{slow.hex()}")
