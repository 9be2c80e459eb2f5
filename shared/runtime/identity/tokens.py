"""Proves tokens: signature by Google's keys, issuer, audience, times. Knows nothing of tenants or roles.

Untrusted   the token proves nothing; its text says why, for the log of who sent it, never for an attacker's use
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.runtime.identity.certificates import Certificates
from shared.runtime.identity.environment import Trust

Kind = Literal["firebase", "session", "oidc"]
LONGEST = 8192  # characters; Firebase's own are below 3,000
SKEW = 10  # seconds that Google's clock and ours may differ

FIREBASE_CERTIFICATES = "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"
SESSION_CERTIFICATES = "https://www.googleapis.com/identitytoolkit/v3/relyingparty/publicKeys"
OIDC_CERTIFICATES = "https://www.googleapis.com/oauth2/v1/certs"


class Untrusted(Exception):
    pass


@dataclass(frozen=True)
class Proof:
    """What a token proved to be. `claims` are all of its claims."""

    kind: Kind
    claims: Mapping[str, Any]

    @property
    def uid(self) -> str:
        return str(self.claims["sub"])


@dataclass(frozen=True)
class _Issuer:
    kind: Kind
    certificates: str
    audiences: tuple[str, ...]


@dataclass(frozen=True)
class Tokens:
    trust: Trust
    certificates: Certificates

    def prove(self, token: str) -> Proof:
        """Return what the token proves. Raises Untrusted, and Problem BUSY where Google's keys cannot be had."""
        header, claims = read_unproved(token)
        issuer = self._issuer(claims.get("iss"))
        if header.get("alg") == "none":
            self._accept_emulated(token, claims, issuer)
        else:
            self._check_signature(token, header, issuer)
        _check_subject(issuer.kind, claims)
        return Proof(issuer.kind, claims)

    def prove_oidc(self, token: str) -> Proof:
        """Return what a Google-signed token made for us proves. Never takes an unsigned one."""
        header, claims = read_unproved(token)
        issuer = self._issuer(claims.get("iss"))
        if issuer.kind != "oidc":
            raise Untrusted("not issued by Google's accounts")
        self._check_signature(token, header, issuer)
        _check_subject("oidc", claims)
        return Proof("oidc", claims)

    def _issuer(self, name: Any) -> _Issuer:
        project = self.trust.project
        match name:
            case str() if name == f"https://securetoken.google.com/{project}":
                return _Issuer("firebase", FIREBASE_CERTIFICATES, (project,))
            case str() if name == f"https://session.firebase.google.com/{project}":
                return _Issuer("session", SESSION_CERTIFICATES, (project,))
            case "https://accounts.google.com" | "accounts.google.com":
                return _Issuer("oidc", OIDC_CERTIFICATES, self.trust.audiences)
            case _:
                raise Untrusted("issued by somebody else, or for another project")

    def _check_signature(self, token: str, header: Mapping[str, Any], issuer: _Issuer) -> None:
        from google.auth import jwt  # noqa: PLC0415 - heavy: loaded when first needed
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - likewise

        key_id = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(key_id, str) or not key_id:
            raise Untrusted("not signed with RS256 by a named key")
        certificates = self.certificates.of(issuer.certificates, key_id)
        try:
            jwt.decode(  # type: ignore[no-untyped-call]  # google-auth's jwt carries no types
                token, certs=certificates, audience=list(issuer.audiences), clock_skew_in_seconds=SKEW
            )
        except (GoogleAuthError, ValueError, TypeError) as reason:
            raise Untrusted(str(reason)) from None

    def _accept_emulated(self, token: str, claims: Mapping[str, Any], issuer: _Issuer) -> None:
        if not self.trust.unsigned_tokens or self.trust.production:
            raise Untrusted("not signed")
        if token.rsplit(".", 1)[1]:
            raise Untrusted("says it is not signed, and yet is")
        now = time.time()
        if issuer.kind != "oidc" and claims.get("aud") not in issuer.audiences:
            raise Untrusted("for another audience")
        if not isinstance(claims.get("exp"), int) or claims["exp"] + SKEW < now:
            raise Untrusted("expired")
        if not isinstance(claims.get("iat"), int) or claims["iat"] - SKEW > now:
            raise Untrusted("used too early")


def read_unproved(token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return header and claims of a token that nobody has checked. Raises Untrusted where it is no token at all."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > LONGEST:  # noqa: PLR2004 - a JWT's three parts
        raise Untrusted("not a token")
    try:
        header, claims = (json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
    except (ValueError, RecursionError, binascii.Error):
        raise Untrusted("not a token") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise Untrusted("not a token")
    return header, claims


def _check_subject(kind: Kind, claims: Mapping[str, Any]) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 128 or "/" in subject:  # noqa: PLR2004 - Firebase's longest uid
        raise Untrusted("about nobody")
    if kind == "oidc" and (claims.get("email_verified") is not True or not isinstance(claims.get("email"), str)):
        raise Untrusted("without a verified e-mail address")
    if kind != "oidc" and (not isinstance(claims.get("auth_time"), int) or claims["auth_time"] - SKEW > time.time()):
        raise Untrusted("signed in at no possible time")
