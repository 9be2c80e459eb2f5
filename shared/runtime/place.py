"""Where a property's documents are: its tenant, its id and the database it lives in."""

from __future__ import annotations

from dataclasses import dataclass

from shared.runtime.store.port import DEFAULT_DATABASE, Key


@dataclass(frozen=True)
class Place:
    tenant_id: str
    property_id: str
    database: str = DEFAULT_DATABASE

    @property
    def path(self) -> str:
        return f"tenants/{self.tenant_id}/properties/{self.property_id}"

    def key(self, collection: str, document_id: str) -> Key:
        return Key(f"{self.path}/{collection}/{document_id}", self.database)
