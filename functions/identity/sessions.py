"""Sign in, who am I and what do I speak, sign out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import flask
from pydantic import Field, StringConstraints

from functions.identity.accounts import accounts
from functions.identity.accounts.port import SignedIn, TooManyTries, Unreachable, WrongPassword
from functions.identity.addresses import address_of
from functions.identity.cookies import answered, is_secure, with_cookie
from functions.identity.journaled import caller_of, journaled
from functions.identity.throttle import Limit, count, forgive
from shared.domain.documents import Value
from shared.domain.ids import SessionId, Slug
from shared.domain.people import MANAGERS, STAFF, Actor, Role
from shared.domain.refusals import NOT_FOUND, Rule
from shared.domain.sessions import Session
from shared.domain.staff import EmailAddress, Languages, Staff
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.execution import view_of
from shared.runtime.http import Http
from shared.runtime.identity.devices import hashed, is_credential, new_secret
from shared.runtime.identity.google import COOKIE, bearer_of
from shared.runtime.identity.memberships import properties_of
from shared.runtime.identity.sessions import end_sessions, open_session
from shared.runtime.identity.standing import COOKIE_LIFE, revoke, whole_second
from shared.runtime.journal import Reply
from shared.runtime.problems import BUSY, TOO_MANY, UNAUTHENTICATED, Problem
from shared.runtime.routes import Nothing, Request, command, endpoint, query
from shared.runtime.store.port import Delete, Key, Put, Where
from shared.runtime.tenancy import memory, place_of
from shared.runtime.work import View, Work

WRONG_PASSWORD = Rule("MELMASTOON.IDENTITY.WRONG_PASSWORD", 401, "The e-mail address or the password is not right.")
PER_ADDRESS = Limit("login-address", 300, timedelta(minutes=15))
FROM_THERE = Limit("login", 10, timedelta(minutes=15))
"""Of one account from one address: who guesses from elsewhere locks the owner out of nothing."""
FROM_ANYWHERE = Limit("login-account", 200, timedelta(hours=1))
"""Of one account from everywhere, but for the devices that it was signed in on before."""
ON_KNOWN = Limit("login-known", 10, timedelta(minutes=15))
KNOWN_LIFE = timedelta(days=400)
EVERYBODY = STAFF | {Role.GUEST, Role.INTEGRATION}
_MOST = 200


class SignIn(Request):
    """`property_id` is where to begin; it may be left out. `device` is what an earlier sign-in on this device answered."""

    email: EmailAddress
    password: Annotated[str, StringConstraints(min_length=1, max_length=200), Field(repr=False)]
    property_id: Slug | None = None
    device: Annotated[str | None, Field(repr=False, max_length=100)] = None


class SwitchProperty(Request):
    property_id: Slug


class EndSession(Request):
    session_id: SessionId


class SignedInSession(Value):
    """`expires_in` is in seconds; `refresh_token` is Firebase's, for securetoken.googleapis.com.

    `custom_token` is the same sign-in for a screen, by signInWithCustomToken. `device` is to be kept and said next time.
    """

    id_token: str
    refresh_token: str
    expires_in: int
    custom_token: str
    staff_id: str
    tenant_id: str
    property_id: str
    session_id: str
    roles: dict[str, list[str]]
    device: str


class Me(Value):
    """`staff` is None for guests and services; `room_id` and `stay_id` are "" for everybody but guests.

    `property_id` is where one is signed in; `by_pin` says that it is floor work there, and nothing else.
    """

    type: str
    id: str
    tenant_id: str
    roles: dict[str, list[str]]
    room_id: str = ""
    stay_id: str = ""
    property_id: str = ""
    session_id: str = ""
    by_pin: bool = False
    staff: Staff | None = None


class KnownDevice(Value):
    """A device that somebody signed in on: `known_devices/{hash of what it keeps}` in the default database."""

    collection: ClassVar[str] = "known_devices"

    email_hash: str
    expires_at: datetime


@endpoint("POST /auth/login")
def sign_in(request: SignIn, http: Http) -> flask.Response:
    """Sign in with e-mail address and password. Answers tokens, and sets the session cookie for browsers."""
    address, known = address_of(http.request), _known_by(request)
    own = (ON_KNOWN, request.device or "") if known else (FROM_THERE, f"{request.email} {address}")
    count((PER_ADDRESS, address), own, *(() if known else ((FROM_ANYWHERE, request.email),)))
    account = _signed_in(request)
    forgive(own)
    begun = _begin(http, account, request.property_id, _remember(request))
    return _with_session(begun, http)


@endpoint("POST /auth/property", allow=STAFF)
def switch_property(request: SwitchProperty, http: Http) -> flask.Response:
    """Go on in another property that one works in: a sign-in of its own, made from this one."""
    actor = caller_of(http)
    account = SignedIn(actor.id, "", "", 0, {"tenant": actor.tenant_id})
    return _with_session(_begin(http, account, request.property_id, ""), http)


@endpoint("GET /auth/me", allow=EVERYBODY, by_pin=True)
def who_am_i(_: Nothing, http: Http) -> Me:
    """Say who the caller is, and where they may do what."""
    return _me(caller_of(http))


@query("GET /api/v1/properties/{property_id}/sessions", allow=MANAGERS)
def list_sessions(_: Nothing, view: View) -> list[Session]:
    """List who is signed in to this property, on what, and when that was last used; the latest first."""
    return _open(view.list(Session, limit=_MOST).items, cloud().wall())


@command("DELETE /api/v1/properties/{property_id}/sessions/{session_id}", allow=MANAGERS, reads=(Session,))
def end_session(request: EndSession, work: Work) -> Session:
    """End a sign-in: its token counts for nothing within seconds, here and for whoever listens."""
    session = work.get(Session, request.session_id)
    work.forget(session)
    return session


@endpoint("GET /auth/me/sessions", allow=STAFF)
def list_own_sessions(_: Nothing, http: Http) -> list[Session]:
    """List where oneself is signed in to the property at hand."""
    actor = caller_of(http)
    view = view_of(place_of(actor.tenant_id, actor.property_id), actor)
    return _open(view.list(Session, Where("staff_id", "==", actor.id), limit=_MOST).items, cloud().wall())


@endpoint("DELETE /auth/me/sessions/{session_id}", allow=STAFF)
def end_own_session(request: EndSession, http: Http) -> Session:
    """End one of one's own sign-ins, such as that on a phone that was lost."""
    actor = caller_of(http)
    ended: list[Session] = []

    def decide(work: Work) -> Reply:
        session = work.find(Session, request.session_id)
        if session is None or session.staff_id != actor.id:
            raise NOT_FOUND.refuse("You are not signed in there, or no longer.", session_id=request.session_id)
        ended.append(session)
        work.forget(session)
        return Reply(data={"session_id": session.session_id})

    journaled(end_own_session, http, place_of(actor.tenant_id, actor.property_id), decide)
    return ended[-1]


class SpeakLanguages(Request):
    languages: Languages


@endpoint("PUT /auth/me/languages", allow=STAFF, by_pin=True)
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
    """Sign out: by password everywhere, by PIN on this device. Without a valid sign-in only the cookie goes."""
    tokens = [token for token in (bearer_of(http.request), http.request.cookies.get(COOKIE, "")) if token]
    try:
        actor = cloud().identity.caller(http.request) if tokens else None
    except Problem as problem:
        if problem.rule is not UNAUTHENTICATED:
            raise
        actor = None
    if actor is not None and actor.type == "user":
        _end(actor, tokens)
    response = answered(None)
    if not is_credential(http.request.cookies.get(COOKIE, "")):  # a paired device stays paired, whoever leaves it
        response.delete_cookie(COOKIE, path="/", secure=is_secure(), httponly=True, samesite="Strict")
    return response


def _end(actor: Actor, tokens: list[str]) -> None:
    if actor.by_pin:
        place = place_of(actor.tenant_id, actor.property_id)
        cloud().store.commit([Delete(place.key(Session.collection, actor.session_id), None)])
        memory.clear()
        return
    revoke(actor.id, *tokens, signed_in_after=whole_second(cloud().wall()))
    end_sessions(actor.tenant_id, actor.id)
    accounts().sign_out(actor.id)


def _open(sessions: list[Session], now: datetime) -> list[Session]:
    found = [session for session in sessions if session.is_open(now)]
    return sorted(found, key=lambda session: (session.seen_at, session.session_id), reverse=True)


def _begin(http: Http, account: SignedIn, property_id: str | None, device: str) -> SignedInSession:
    """Open a session in the property asked for, or the first of theirs. Raises Problem WRONG_PASSWORD, NOT_FOUND."""
    tenant_id = str(account.claims.get("tenant") or "")
    roles = properties_of(tenant_id, account.uid) if tenant_id else {}
    if not roles:
        raise Problem(WRONG_PASSWORD, "This account belongs to no hotel.")
    if property_id is not None and property_id not in roles:
        raise NOT_FOUND.refuse(f"There is no property {property_id}.", property_id=property_id)
    place = place_of(tenant_id, property_id or min(roles))
    label = str(http.request.user_agent)[:200]
    session = Session.by_password(f"ses_{cloud().new_ulid()}", account.uid, label, cloud().wall())
    claims = {"tenant": tenant_id, "property": place.property_id, "session": session.session_id}
    try:
        custom_token = accounts().custom_token(account.uid, claims)
        whole = accounts().sign_in_with(custom_token)
    except (Unreachable, WrongPassword):
        raise Problem(BUSY, "Sign-in cannot be reached right now.", headers={"Retry-After": "5"}) from None
    open_session(place, session)
    return SignedInSession(
        id_token=whole.id_token,
        refresh_token=whole.refresh_token,
        expires_in=whole.expires_in,
        custom_token=custom_token,
        staff_id=account.uid,
        tenant_id=tenant_id,
        property_id=place.property_id,
        session_id=session.session_id,
        roles={name: [role.value] for name, role in sorted(roles.items())},
        device=device,
    )


def _with_session(begun: SignedInSession, http: Http) -> flask.Response:
    """Answer a sign-in with its cookie; a paired device keeps its own."""
    response = answered(begun.model_dump(mode="json"))
    if is_credential(http.request.cookies.get(COOKIE, "")):
        return response
    cookie = accounts().session_cookie(begun.id_token, int(COOKIE_LIFE.total_seconds()))
    return with_cookie(response, cookie, COOKIE_LIFE)


def _known_by(request: SignIn) -> bool:
    """Whether this person signed in on this device before: what others guess must not keep them out of it."""
    if not request.device:
        return False
    data = cloud().store.read([_known_key(request.device)])[0].data
    known = KnownDevice.model_validate(dict(data)) if data is not None else None
    return known is not None and known.email_hash == hashed(request.email) and known.expires_at > cloud().wall()


def _remember(request: SignIn) -> str:
    """Have the device be known from now on, and return what it is to say next time."""
    device = request.device if request.device and _known_by(request) else new_secret()
    known = KnownDevice(email_hash=hashed(request.email), expires_at=cloud().wall() + KNOWN_LIFE)
    cloud().store.commit([Put(_known_key(device), to_data(known), None)])
    return device


def _known_key(device: str) -> Key:
    return Key(f"{KnownDevice.collection}/{hashed(device)}")


def _signed_in(request: SignIn) -> SignedIn:
    try:
        return accounts().sign_in(request.email, request.password)
    except WrongPassword:
        raise Problem(WRONG_PASSWORD) from None
    except TooManyTries:
        raise Problem(TOO_MANY, headers={"Retry-After": "60"}) from None
    except Unreachable:
        raise Problem(BUSY, "Sign-in cannot be reached right now.", headers={"Retry-After": "5"}) from None


def _me(actor: Actor) -> Me:
    return Me(
        type=actor.type,
        id=actor.id,
        tenant_id=actor.tenant_id,
        roles=_named(actor),
        room_id=actor.room_id,
        stay_id=actor.stay_id,
        property_id=actor.property_id,
        session_id=actor.session_id,
        by_pin=actor.by_pin,
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
