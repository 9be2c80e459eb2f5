"""Whose account was closed, and who signed out everywhere, since a token was made: `revocations/{uid}` in the default database.

A token lives for an hour; this holds within `tenancy.REMEMBERED` instead. What somebody may do is no matter of their token.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from pydantic import Field

from shared.domain.documents import Value
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.identity.tokens import Proof, Untrusted
from shared.runtime.store.port import GuardFailed, Key, Put
from shared.runtime.tenancy import memory

TOKEN_LIFE = timedelta(hours=1)
COOKIE_LIFE = timedelta(days=5)


class Revocation(Value):
    """`disabled` refuses every token; `signed_in_after` those of earlier sign-ins.

    `ended` are the fingerprints of single tokens, until they would have expired anyway.
    """

    collection: ClassVar[str] = "revocations"

    uid: str
    disabled: bool = False
    signed_in_after: datetime | None = None
    ended: dict[str, datetime] = Field(default_factory=dict)


def check_standing(proof: Proof, token: str) -> None:
    """Raise Untrusted where the person of this token has lost the right to use it."""
    store = cloud().store
    key = _key(proof.uid)
    found: Revocation | None = memory.get((id(store), "revocation", proof.uid), lambda: _read(key))
    if found is None:
        return
    if found.disabled:
        raise Untrusted("this account is closed")
    if found.signed_in_after and _instant(proof.claims.get("auth_time")) < found.signed_in_after:
        raise Untrusted("signed out since")
    if fingerprint(token) in found.ended:
        raise Untrusted("signed out")


def revoke(uid: str, *tokens: str, **changes: Any) -> None:
    """Write down what of this person's tokens no longer counts. May run twice."""
    store, now = cloud().store, cloud().wall()
    for _ in range(8):
        snapshot = store.read([_key(uid)])[0]
        before = Revocation.model_validate(dict(snapshot.data or {"uid": uid}))
        ended = {name: until for name, until in before.ended.items() if until > now}
        ended |= {fingerprint(token): now + COOKIE_LIFE for token in tokens}
        try:
            store.commit([Put(_key(uid), to_data(before.but(ended=ended, **changes)), snapshot)])
        except GuardFailed:
            continue
        memory.clear()
        return
    raise GuardFailed(f"could not revoke {uid}")


def whole_second(moment: datetime) -> datetime:
    """Return the second a moment is in; tokens know no finer time."""
    return moment.replace(microsecond=0)


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:40]


def _read(key: Key) -> Revocation | None:
    data = cloud().store.read([key])[0].data
    return Revocation.model_validate(dict(data)) if data is not None else None


def _key(uid: str) -> Key:
    return Key(f"{Revocation.collection}/{uid}")


def _instant(seconds: Any) -> datetime:
    return datetime.fromtimestamp(seconds if isinstance(seconds, int) else 0, UTC)
