"""What a person is in each property, as the property's own document says: never what a token was made with.

A token would have to be made anew with each change, and no token holds two hundred properties. So a change of role, and
a dismissal, hold once `tenancy.REMEMBERED` has passed, whatever the bus does meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from shared.domain.people import STAFF, Role
from shared.domain.refusals import Refusal
from shared.domain.staff import Staff
from shared.runtime.cloud import cloud
from shared.runtime.tenancy import memory, place_of, places_of


class Memberships(Mapping[str, frozenset[Role]]):
    """Property to roles. Asked for one property it reads one document; only to go through all it asks the registry."""

    def __init__(self, tenant_id: str, staff_id: str) -> None:
        self._tenant_id = tenant_id
        self._staff_id = staff_id

    def __getitem__(self, property_id: str) -> frozenset[Role]:
        role = role_in(self._tenant_id, property_id, self._staff_id)
        if role is None:
            raise KeyError(property_id)
        return frozenset({role})

    def __iter__(self) -> Iterator[str]:
        return iter(self._properties)

    def __len__(self) -> int:
        return len(self._properties)

    def __repr__(self) -> str:
        return f"Memberships({self._tenant_id}, {self._staff_id})"

    @cached_property
    def _properties(self) -> list[str]:
        return sorted(properties_of(self._tenant_id, self._staff_id))


def role_in(tenant_id: str, property_id: str, staff_id: str) -> Role | None:
    """Return what somebody is in a property, at most REMEMBERED old; None where they do not work there."""
    store = cloud().store

    def read() -> Role | None:
        try:
            key = place_of(tenant_id, property_id).key(Staff.collection, staff_id)
        except Refusal:
            return None
        return _role(store.read([key])[0].data)

    return memory.get((id(store), "role", tenant_id, property_id, staff_id), read)


def properties_of(tenant_id: str, staff_id: str) -> dict[str, Role]:
    """Return where in the tenant somebody works and as what: one round trip to the registry, one to each database."""
    store, found = cloud().store, dict[str, Role]()
    places = list(places_of(tenant_id))
    for database in sorted({place.database for place in places}):
        inside = [place for place in places if place.database == database]
        snapshots = store.read([place.key(Staff.collection, staff_id) for place in inside])
        for place, snapshot in zip(inside, snapshots, strict=True):
            role = _role(snapshot.data)
            memory.put((id(store), "role", tenant_id, place.property_id, staff_id), role)
            if role is not None:
                found[place.property_id] = role
    return found


def _role(data: Mapping[str, object] | None) -> Role | None:
    said = data.get("role") if data is not None else None
    return next((role for role in STAFF if role.value == said), None)
