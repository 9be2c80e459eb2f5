"""From proved claims to an actor. Pure; the shapes of the claims are in docs/identity.md.

staff   {"tenant": "demo", "property": "demo-hotel", "session": "ses_..."}
tablet  {"tenant": "demo", "property": "demo-hotel", "role": "guest", "room": "204", "stay": "rsv_..." or "", "device"}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from shared.domain.people import FLOOR, STAFF, Actor, Role
from shared.domain.sessions import Session
from shared.runtime.identity.tokens import Untrusted

_SLUG = re.compile(r"[a-z0-9][a-z0-9\-]{0,62}")


def tenant_of(claims: Mapping[str, Any]) -> str:
    """Return whose token it is. Raises Untrusted for an account of no hotel."""
    tenant = claims.get("tenant")
    if not _is_slug(tenant):
        raise Untrusted("this account belongs to no hotel")
    return str(tenant)


def is_guest(claims: Mapping[str, Any]) -> bool:
    return claims.get("role") == Role.GUEST


def person(tenant_id: str, property_id: str, session: Session, roles: Mapping[str, frozenset[Role]]) -> Actor:
    """Return who is signed in. Of who came by PIN, what they are on the floor of this one property, and nothing else."""
    if session.kind == "pin":
        held = roles.get(property_id, frozenset()) & FLOOR
        roles = {property_id: held} if held else {}
    return Actor(
        "user",
        session.staff_id,
        tenant_id,
        roles,
        property_id=property_id,
        session_id=session.session_id,
        by_pin=session.kind == "pin",
    )


def guest(tenant_id: str, property_id: str, room_id: str, stay_id: str, device_id: str) -> Actor:
    """Return the guest of this stay. Known by the stay, so that the next guest never shares an idempotency key.

    While nobody is in the room it is the device that acts.
    """
    roles = {property_id: frozenset({Role.GUEST})}
    return Actor("guest", stay_id or device_id, tenant_id, roles, room_id, stay_id)


def guest_of(claims: Mapping[str, Any]) -> Actor:
    """Return the guest that a device's token is about. Raises Untrusted for a token of no room."""
    tenant_id = tenant_of(claims)
    place, room, stay, device = (claims.get(name) for name in ("property", "room", "stay", "device"))
    if not _is_slug(place) or not isinstance(room, str) or not room or not isinstance(stay, str):
        raise Untrusted("a tablet of no room")
    if not isinstance(device, str) or not device or "/" in device:
        raise Untrusted("a guest of no device")
    return guest(tenant_id, str(place), room, stay, device)


def integration(email: str, registered: Mapping[str, Any]) -> Actor:
    """Return the service that the registry knows by this e-mail address. Raises Untrusted for a broken entry."""
    tenant, properties = registered.get("tenant_id"), registered.get("property_ids") or ()
    if not _is_slug(tenant):
        raise Untrusted("registered for no hotel")
    held = _known(registered.get("roles") or [Role.INTEGRATION], STAFF | {Role.INTEGRATION})
    return Actor("integration", email, str(tenant), {str(name): held for name in properties if _is_slug(name)})


def _known(said: Any, among: frozenset[Role]) -> frozenset[Role]:
    names = said if isinstance(said, Iterable) else ()
    return frozenset(role for role in among if role.value in {str(name) for name in names})


def _is_slug(value: Any) -> bool:
    return isinstance(value, str) and _SLUG.fullmatch(value) is not None
