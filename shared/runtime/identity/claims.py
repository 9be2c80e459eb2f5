"""From proved claims to an actor. Pure; the shapes of the claims are in docs/identity.md.

staff   {"tenant": "demo", "roles": {"demo-hotel": "supervisor"}, "staff_id": "stf_..."}
tablet  {"tenant": "demo", "property": "demo-hotel", "role": "guest", "room": "204", "stay": "rsv_..." or "", "device"}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from shared.domain.people import STAFF, Actor, Role
from shared.runtime.identity.tokens import Untrusted

_SLUG = re.compile(r"[a-z0-9][a-z0-9\-]{0,62}")


def actor_of(uid: str, claims: Mapping[str, Any]) -> Actor:
    """Return the person or guest that a Firebase token is about. Raises Untrusted for an account of no property."""
    tenant = claims.get("tenant")
    if not _is_slug(tenant):
        raise Untrusted("this account belongs to no hotel")
    if claims.get("role") == Role.GUEST:
        return _guest(uid, str(tenant), claims)
    return Actor("user", str(claims.get("staff_id") or uid), str(tenant), _staff_roles(claims.get("roles")))


def guest(tenant_id: str, property_id: str, room_id: str, stay_id: str, device_id: str) -> Actor:
    """Return the guest of this stay. Known by the stay, so that the next guest never shares an idempotency key.

    While nobody is in the room it is the device that acts.
    """
    roles = {property_id: frozenset({Role.GUEST})}
    return Actor("guest", stay_id or device_id, tenant_id, roles, room_id, stay_id)


def integration(email: str, registered: Mapping[str, Any]) -> Actor:
    """Return the service that the registry knows by this e-mail address. Raises Untrusted for a broken entry."""
    tenant, properties = registered.get("tenant_id"), registered.get("property_ids") or ()
    if not _is_slug(tenant):
        raise Untrusted("registered for no hotel")
    held = _known(registered.get("roles") or [Role.INTEGRATION], STAFF | {Role.INTEGRATION})
    return Actor("integration", email, str(tenant), {str(name): held for name in properties if _is_slug(name)})


def _guest(uid: str, tenant: str, claims: Mapping[str, Any]) -> Actor:
    place, room, stay = claims.get("property"), claims.get("room"), claims.get("stay")
    if not _is_slug(place) or not isinstance(room, str) or not room or not isinstance(stay, str):
        raise Untrusted("a tablet of no room")
    return guest(tenant, str(place), room, stay, uid)


def _staff_roles(said: Any) -> dict[str, frozenset[Role]]:
    if not isinstance(said, Mapping):
        return {}
    held = {str(name): _known([role] if isinstance(role, str) else role, STAFF) for name, role in said.items()}
    return {name: roles for name, roles in held.items() if roles and _is_slug(name)}


def _known(said: Any, among: frozenset[Role]) -> frozenset[Role]:
    names = said if isinstance(said, Iterable) else ()
    return frozenset(role for role in among if role.value in {str(name) for name in names})


def _is_slug(value: Any) -> bool:
    return isinstance(value, str) and _SLUG.fullmatch(value) is not None
