"""Identity as Google and Firebase give it: from a request to the actor that sent it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

import flask

from shared.domain.people import Actor
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.identity import claims
from shared.runtime.identity.certificates import Certificates
from shared.runtime.identity.devices import check_paired, find_device, is_credential, prove_device, seat_of
from shared.runtime.identity.environment import Trust
from shared.runtime.identity.memberships import Memberships
from shared.runtime.identity.origins import prove_origin
from shared.runtime.identity.sessions import session_of
from shared.runtime.identity.standing import check_standing
from shared.runtime.identity.tokens import Proof, Tokens, Untrusted
from shared.runtime.problems import Problem, unauthenticated
from shared.runtime.store.port import Key
from shared.runtime.tenancy import memory

COOKIE = "__session"  # the only cookie that Firebase Hosting passes on


@dataclass
class GoogleIdentity:
    trust: Trust
    certificates: Certificates = field(default_factory=Certificates)

    def caller(self, request: flask.Request) -> Actor:
        """Return who calls. A bearer token counts alone, whatever cookie comes with it."""
        bearer, cookie = bearer_of(request), request.cookies.get(COOKIE, "")
        try:
            if bearer:
                return self._of_token(bearer)
            if cookie:
                prove_origin(request, self.trust)
                return self._of_cookie(cookie)
        except Untrusted as reason:
            raise _refused(reason) from None
        raise unauthenticated()

    def prove_push(self, request: flask.Request) -> None:
        if self.trust.unproved_pushes and not self.trust.production:
            return
        try:
            if not self.trust.push_account:
                raise Untrusted("PUSH_SERVICE_ACCOUNT is not set, so nobody may push")  # noqa: TRY301 - one way out
            proof = Tokens(self.trust, self.certificates).prove_oidc(bearer_of(request))
            if not hmac.compare_digest(str(proof.claims["email"]).encode(), self.trust.push_account.encode()):
                raise Untrusted("not the account that pushes")  # noqa: TRY301 - one way out
        except Untrusted as reason:
            raise _refused(reason) from None

    def prove_operator(self, request: flask.Request) -> str:
        """Return who it is, of those whom OPERATORS names; their token is Google's, made for one of our audiences."""
        try:
            proof = Tokens(self.trust, self.certificates).prove_oidc(bearer_of(request))
            email = str(proof.claims["email"])
            if email.casefold() not in self.trust.operators:
                raise Untrusted("no operator of this platform")  # noqa: TRY301 - one way out
        except Untrusted as reason:
            raise _refused(reason) from None
        return email

    def _of_token(self, token: str) -> Actor:
        proof = Tokens(self.trust, self.certificates).prove(token)
        if proof.kind == "session":
            raise Untrusted("a session cookie is not a bearer token")
        return _integration(proof) if proof.kind == "oidc" else _person(proof, token)

    def _of_cookie(self, cookie: str) -> Actor:
        if is_credential(cookie):
            device = prove_device(cookie)
            if device.bound_to == "staff":
                raise Untrusted("nobody is signed in on this device")
            seat = seat_of(device)
            return claims.guest(device.tenant_id, device.property_id, seat.room_id, seat.stay_id, device.device_id)
        proof = Tokens(self.trust, self.certificates).prove(cookie)
        if proof.kind != "session":
            raise Untrusted("only a session cookie may come as one")
        return _person(proof, cookie)


def bearer_of(request: flask.Request) -> str:
    """Return the bearer token, or "" where the request has none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _person(proof: Proof, token: str) -> Actor:
    said = proof.claims
    tenant_id = claims.tenant_of(said)
    if claims.is_guest(said):
        actor = claims.guest_of(said)
        check_paired(find_device(tenant_id, str(said["property"]), str(said["device"])))
        return actor
    check_standing(proof, token)
    session = session_of(tenant_id, proof.uid, said)
    return claims.person(tenant_id, str(said["property"]), session, Memberships(tenant_id, session.staff_id))


def _integration(proof: Proof) -> Actor:
    email, store = str(proof.claims["email"]), cloud().store
    if "/" in email:
        raise Untrusted("not an e-mail address")
    key = Key(f"integrations/{email}")
    registered = memory.get((id(store), "integration", email), lambda: store.read([key])[0].data)
    if registered is None:
        raise Untrusted("this service account is not registered")
    return claims.integration(email, registered)


def _refused(reason: Untrusted) -> Problem:
    telemetry.info("caller not proved", reason=str(reason))
    return unauthenticated("Your sign-in is not valid here, or no longer is.")
