"""Sign in, who am I and what do I speak, sign out."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Annotated, Any

import flask
from pydantic import Field, StringConstraints

from functions.identity.accounts import accounts
from functions.identity.accounts.port import SignedIn, TooManyTries, Unreachable, WrongPassword
from functions.identity.addresses import address_of
from functions.identity.journaled import caller_of, journaled
from functions.identity.throttle import Limit, count, forgive
from shared.domain.documents import Value
from shared.domain.ids import Slug
from shared.domain.people import STAFF, Actor, Role
from shared.domain.refusals import NOT_FOUND, Rule
from shared.domain.staff import EmailAddress, Languages, Staff
from shared.runtime.cloud import cloud
from shared.runtime.http import Http
from shared.runtime.identity.claims import actor_of
from shared.runtime.identity.google import COOKIE, bearer_of
from shared.runtime.identity.standing import COOKIE_LIFE, revoke, whole_second
from shared.runtime.identity.tokens import Untrusted, read_unproved
from shared.runtime.journal import Reply
from shared.runtime.problems import BUSY, TOO_MANY, UNAUTHENTICATED, Problem
from shared.runtime.routes import Nothing, Request, endpoint
from shared.runtime.tenancy import place_of
from shared.runtime.work import Work

WRONG_PASSWORD = Rule("MELMASTOON.IDENTITY.WRONG_PASSWORD", 401, "The e-mail address or the password is not right.")
PER_PERSON = Limit("login", 10, timedelta(minutes=15))
PER_ADDRESS = Limit("login-address", 300, timedelta(minutes=15))
EVERYBODY = STAFF | {Role.GUEST, Role.INTEGRATION}


class SignIn(Request):
    """`property_id` may be left out; it is checked where it is given."""

    email: EmailAddress
    password: Annotated[str, StringConstraints(min_length=1, max_length=200), Field(repr=False)]
    property_id: Slug | None = None


class Session(Value):
    """`expires_in` is in seconds; `refresh_token` is Firebase's, for securetoken.googleapis.com."""

    id_token: str
    refresh_token: str
    expires_in: int
    staff_id: str
    tenant_id: str
    roles: dict[str, list[str]]


class Me(Value):
    """`staff` is None for guests and services; `room_id` and `stay_id` are "" for everybody but guests."""

    type: str
    id: str
    tenant_id: str
    roles: dict[str, list[str]]
    room_id: str = ""
    stay_id: str = ""
    staff: Staff | None = None


@endpoint("POST /auth/login")
def sign_in(request: SignIn, http: Http) -> flask.Response:
    """Sign in with e-mail address and password. Answers tokens, and sets the session cookie for browsers."""
    count((PER_ADDRESS, address_of(http.request)), (PER_PERSON, request.email))
    signed_in = _signed_in(request)
    actor = _actor(signed_in)
    if request.property_id and not actor.roles_in(request.property_id):
        raise NOT_FOUND.refuse(f"There is no property {request.property_id}.", property_id=request.property_id)
    forgive((PER_PERSON, request.email))
    session = Session(
        id_token=signed_in.id_token,
        refresh_token=signed_in.refresh_token,
        expires_in=signed_in.expires_in,
        staff_id=actor.id,
        tenant_id=actor.tenant_id,
        roles=_named(actor),
    )
    cookie = accounts().session_cookie(signed_in.id_token, int(COOKIE_LIFE.total_seconds()))
    return with_cookie(answered(session.model_dump(mode="json")), cookie, COOKIE_LIFE)


@endpoint("GET /auth/me", allow=EVERYBODY)
def who_am_i(_: Nothing, http: Http) -> Me:
    """Say who the caller is, and where they may do what."""
    return _me(caller_of(http))


class SpeakLanguages(Request):
    languages: Languages


@endpoint("PUT /auth/me/languages", allow=STAFF)
def set_own_languages(request: SpeakLanguages, http: Http) -> Me:
    """Say what one speaks, the language of one's screens first, in every property one works in. May run twice."""
    actor = caller_of(http)

    def decide(work: Work) -> Reply:
        staff = work.find(Staff, actor.id)
        if staff is not None:
            work.keep(staff.changed(staff.name, staff.role, request.languages, by=actor.id))
        return Reply(data={"staff_id": actor.id, "languages": request.languages})

    for property_id in sorted(actor.roles):
        place = place_of(actor.tenant_id, property_id)
        journaled(set_own_languages, http, place, decide, [place.key(Staff.collection, actor.id)])
    return _me(actor)


@endpoint("POST /auth/logout")
def sign_out(_: Nothing, http: Http) -> flask.Response:
    """Sign out everywhere: every session of this person ends. Without a valid sign-in only the cookie goes."""
    tokens = [token for token in (bearer_of(http.request), http.request.cookies.get(COOKIE, "")) if token]
    try:
        actor = cloud().identity.caller(http.request) if tokens else None
    except Problem as problem:
        if problem.rule is not UNAUTHENTICATED:
            raise
        actor = None
    if actor is not None and actor.type == "user":
        uid = str(read_unproved(tokens[0])[1]["sub"])
        revoke(uid, *tokens, signed_in_after=whole_second(cloud().wall()))
        accounts().sign_out(uid)
    response = answered(None)
    if actor is None or not actor.is_guest:  # a tablet on the wall stays paired, whatever is tapped on it
        response.delete_cookie(COOKIE, path="/", secure=_is_secure(), httponly=True, samesite="Strict")
    return response


def answered(data: Any) -> flask.Response:
    """Return a success that may carry a cookie."""
    body = json.dumps({"success": True, "data": data}, ensure_ascii=False)
    return flask.Response(body, content_type="application/json")


def with_cookie(response: flask.Response, value: str, life: timedelta) -> flask.Response:
    """Set the session cookie: not for scripts, not for other sites, and not over plain HTTP but on this machine."""
    response.set_cookie(COOKIE, value, max_age=life, path="/", secure=_is_secure(), httponly=True, samesite="Strict")
    return response


def _is_secure() -> bool:
    return bool(os.environ.get("K_SERVICE"))


def _signed_in(request: SignIn) -> SignedIn:
    try:
        return accounts().sign_in(request.email, request.password)
    except WrongPassword:
        raise Problem(WRONG_PASSWORD) from None
    except TooManyTries:
        raise Problem(TOO_MANY, headers={"Retry-After": "60"}) from None
    except Unreachable:
        raise Problem(BUSY, "Sign-in cannot be reached right now.", headers={"Retry-After": "5"}) from None


def _actor(signed_in: SignedIn) -> Actor:
    try:
        return actor_of(signed_in.uid, signed_in.claims)
    except Untrusted:
        raise Problem(WRONG_PASSWORD, "This account belongs to no hotel.") from None


def _me(actor: Actor) -> Me:
    return Me(
        type=actor.type,
        id=actor.id,
        tenant_id=actor.tenant_id,
        roles=_named(actor),
        room_id=actor.room_id,
        stay_id=actor.stay_id,
        staff=_staff(actor) if actor.type == "user" else None,
    )


def _staff(actor: Actor) -> Staff | None:
    places = [place_of(actor.tenant_id, property_id) for property_id in sorted(actor.roles)]
    for place in places:
        data = cloud().store.read([place.key(Staff.collection, actor.id)])[0].data
        if data is not None:
            return Staff.model_validate(dict(data))
    return None


def _named(actor: Actor) -> dict[str, list[str]]:
    return {name: sorted(roles) for name, roles in actor.roles.items()}
