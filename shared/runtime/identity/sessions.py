"""Sign-ins: a token counts as long as the session that it names is there. Ended by forgetting it, idle by not using it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.domain.refusals import Refusal
from shared.domain.sessions import Session
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.identity.tokens import Untrusted
from shared.runtime.place import Place
from shared.runtime.store.port import Delete, GuardFailed, Patch, Put, Query, Where
from shared.runtime.tenancy import memory, place_of, places_of


def open_session(place: Place, session: Session) -> Session:
    """Have somebody signed in there from now on."""
    kept = session.but(revision=1, updated_at=session.opened_at)
    cloud().store.commit([Put(place.key(Session.collection, session.session_id), to_data(kept), None)])
    return kept


def session_of(tenant_id: str, staff_id: str, claims: Mapping[str, Any]) -> Session:
    """Return the session that a person's token names, and note that it was used. Raises Untrusted where it is over."""
    property_id, session_id = claims.get("property"), claims.get("session")
    if not isinstance(property_id, str) or not isinstance(session_id, str) or not session_id or "/" in session_id:
        raise Untrusted("signed in past our own door")
    try:
        place = place_of(tenant_id, property_id)
    except Refusal:
        raise Untrusted("signed in to a property that is gone") from None
    found = _find(place, session_id)
    now = cloud().wall()
    if found is None or found.staff_id != staff_id or not found.is_open(now):
        raise Untrusted("this sign-in was ended, or lay idle too long")
    return found if found.goes_unnoticed(now) else _noted(place, found.used(now))


def end_sessions(tenant_id: str, staff_id: str, property_id: str = "") -> None:
    """Forget every sign-in of somebody, in one property or in all of the tenant's. May run twice."""
    store = cloud().store
    for database in sorted({place.database for place in places_of(tenant_id)}):
        asked = Query(Session.collection, where=(Where("staff_id", "==", staff_id),), group=True, database=database)
        found = [one.key for one in store.query(asked)]
        inside = [
            key
            for key in found
            if not property_id or key.path.startswith(f"tenants/{tenant_id}/properties/{property_id}/")
        ]
        for key in inside:
            store.commit([Delete(key, None)])
    memory.clear()


def _find(place: Place, session_id: str) -> Session | None:
    store, key = cloud().store, place.key(Session.collection, session_id)

    def read() -> Session | None:
        data = store.read([key])[0].data
        return Session.model_validate(dict(data)) if data is not None else None

    return memory.get(_name(place, session_id), read)


def _noted(place: Place, session: Session) -> Session:
    """Write down when it was used last. One that was ended meanwhile stays ended."""
    used = {"seen_at": session.seen_at, "idle_until": session.idle_until}
    try:
        cloud().store.commit([Patch(place.key(Session.collection, session.session_id), used)])
    except GuardFailed:
        raise Untrusted("this sign-in was ended") from None
    memory.put(_name(place, session.session_id), session)
    return session


def _name(place: Place, session_id: str) -> tuple[object, ...]:
    return (id(cloud().store), "session", place, session_id)
