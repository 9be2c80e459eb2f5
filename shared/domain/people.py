"""Who acts: roles, least first, and the actor that travels with every command, event and journal entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    GUEST = "guest"
    HOUSEKEEPER = "housekeeper"
    MAINTENANCE = "maintenance"
    FRONT_DESK = "front_desk"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    INTEGRATION = "integration"
    SYSTEM = "system"


STAFF = frozenset({Role.HOUSEKEEPER, Role.MAINTENANCE, Role.FRONT_DESK, Role.SUPERVISOR, Role.MANAGER})
SHIFT_LEADS = frozenset({Role.SUPERVISOR, Role.MANAGER})
DESK = frozenset({Role.FRONT_DESK, Role.MANAGER})
MANAGERS = frozenset({Role.MANAGER})
FLOOR = frozenset({Role.HOUSEKEEPER, Role.MAINTENANCE, Role.SUPERVISOR})
"""Whom a PIN may bring to a shared device: never the desk, nor a manager."""
FLOOR_WORK = frozenset({"housekeeping", "maintenance", "rooms", "tickets"})
"""The contexts whose functions a PIN opens unless they say otherwise; those of others say so one by one."""
SERVICES = frozenset({Role.INTEGRATION})
GUESTS = frozenset({Role.GUEST})

ActorType = Literal["system", "user", "integration", "guest"]


@dataclass(frozen=True)
class Actor:
    """Somebody whose token was proved. `roles` maps each property to the roles held there.

    A guest has one room and one stay; `stay_id` is "" while the room is empty. `property_id` is where a person is signed
    in: what is meant where a request names none. `by_pin`: they took a shared device over, and do floor work only.
    """

    type: ActorType
    id: str
    tenant_id: str
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    room_id: str = ""
    stay_id: str = ""
    property_id: str = ""
    session_id: str = ""
    by_pin: bool = False

    def roles_in(self, property_id: str) -> frozenset[Role]:
        return self.roles.get(property_id, frozenset())

    @property
    def is_guest(self) -> bool:
        return self.type == "guest"


def system(tenant_id: str, property_id: str, name: str) -> Actor:
    """Return the actor of a handler or a scheduled job."""
    return Actor("system", name, tenant_id, {property_id: frozenset({Role.SYSTEM})})
