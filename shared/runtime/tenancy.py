"""From a caller and the property asked for to the place of its documents. The registry is in the default database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from shared.domain.people import Actor
from shared.domain.refusals import NOT_FOUND
from shared.domain.settings import Settings
from shared.runtime.cloud import cloud
from shared.runtime.place import Place
from shared.runtime.store.port import DEFAULT_DATABASE, Key, Query

REMEMBERED = timedelta(seconds=10)
_HELD = {Settings.collection, "staff", "sessions", "devices"}
REGISTRY_PAGE = 500
T = TypeVar("T")


class _Memory:
    """What was read a moment ago. Settings and the registry may be as old as REMEMBERED, and never guard a commit."""

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[datetime, Any]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        now = cloud().wall()
        with self._lock:
            known = self._held.get(key)
        if known and timedelta() <= now - known[0] < REMEMBERED:
            return known[1]  # type: ignore[no-any-return]  # put here by the same key's read
        value = read()
        with self._lock:
            self._held[key] = (now, value)
        return value

    def put(self, key: Hashable, value: object) -> None:
        """Remember what was just written."""
        with self._lock:
            self._held[key] = (cloud().wall(), value)

    def written(self, keys: Iterable[Key]) -> None:
        """Read anew what a commit of this process may have changed: whoever sent a device away sees that it is gone."""
        if any(key.collection in _HELD for key in keys):
            self.clear()

    def clear(self) -> None:
        with self._lock:
            self._held.clear()


memory = _Memory()


def settings_of(place: Place) -> Settings:
    """Return a property's settings, at most REMEMBERED old."""

    def read() -> Settings:
        found = cloud().store.read([place.key(Settings.collection, "current")])[0]
        return Settings.model_validate(dict(found.data or {}))

    return memory.get((id(cloud().store), "settings", place), read)


def place_of(tenant_id: str, property_id: str) -> Place:
    """Return where a property is. Raises Refusal NOT_FOUND where the registry does not know it."""

    def read() -> Place | None:
        found = cloud().store.read([Key(Place(tenant_id, property_id).path)])[0]
        if found.data is None:
            return None
        return Place(tenant_id, property_id, str(found.data.get("database") or DEFAULT_DATABASE))

    place = memory.get((id(cloud().store), "place", tenant_id, property_id), read)
    if place is None:
        raise NOT_FOUND.refuse(f"There is no property {property_id}.", property_id=property_id)
    return place


def places_of(tenant_id: str) -> Iterator[Place]:
    """Yield every property of one tenant, as the registry knows them now; read by pages."""
    return _paged(f"tenants/{tenant_id}")


def place_for(actor: Actor, property_id: str) -> Place:
    """Return the place, if the actor has any role there; another tenant's property is as if it were not."""
    if not actor.roles_in(property_id):
        raise NOT_FOUND.refuse(f"There is no property {property_id}.", property_id=property_id)
    return place_of(actor.tenant_id, property_id)


def all_places() -> Iterator[Place]:
    """Yield every property of every tenant, as the registry knows them now; read by pages."""
    return _paged("")


@dataclass(frozen=True)
class RegistryPage:
    """Some of the registered properties. `after` is where the next page begins; None: this is the last one."""

    places: tuple[Place, ...]
    after: str | None


def registry_page(after: str | None = None, tenant: str = "", limit: int = REGISTRY_PAGE) -> RegistryPage:
    """Read one page of the registry, of all tenants or of the one whose path is given."""
    asked = Query("properties", tenant, limit=limit, after=(after,) if after else None, group=not tenant)
    found = cloud().store.query(asked)
    whole = len(found) == limit
    last = (found[-1].key.id if tenant else found[-1].key.path) if whole else None
    return RegistryPage(tuple(_registered(one.data) for one in found if one.data is not None), last)


def _paged(tenant: str) -> Iterator[Place]:
    after = None
    while True:
        page = registry_page(after, tenant)
        yield from page.places
        if page.after is None:
            return
        after = page.after


def _registered(data: Mapping[str, Any]) -> Place:
    return Place(str(data["tenant_id"]), str(data["property_id"]), str(data.get("database") or DEFAULT_DATABASE))
