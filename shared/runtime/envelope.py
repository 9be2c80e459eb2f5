"""The envelope around every event on Pub/Sub, and its attributes (docs/contracts/events)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_serializer
from pydantic.alias_generators import to_camel

from shared.domain.people import ActorType
from shared.runtime.bus.port import Message

OUR_CONTEXTS = frozenset(
    {"guests", "housekeeping", "identity", "maintenance", "operations", "pms", "rooms", "stays", "tickets"}
)
"""Whose events are our own: an envelope's producer is `<context>@<version>`."""


class EnvelopeActor(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True)

    type: ActorType
    id: str


class Envelope(BaseModel):
    """An event with who, where, when and why. Receivers dedupe on `(subject, id)` and tolerate new fields.

    `revision` is that of the aggregate the event is about; a receiver that has seen a later one ignores this one.
    """

    model_config = ConfigDict(
        defer_build=True, frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore"
    )

    spec_version: Literal["1.0"] = "1.0"
    id: str
    subject: str
    tenant_id: str
    property_id: str
    occurred_at: datetime
    producer: str
    traceparent: str = ""
    actor: EnvelopeActor
    correlation_id: str
    causation_id: str
    aggregate_id: str = ""
    revision: int
    payload: dict[str, Any]
    metadata: dict[str, Any] = Field(default_factory=dict)

    @property
    def teller(self) -> str:
        """Return the service that tells it, whatever its version."""
        return self.producer.partition("@")[0]

    @property
    def is_ours(self) -> bool:
        return self.teller in OUR_CONTEXTS

    @field_serializer("occurred_at")
    def _milliseconds(self, moment: datetime) -> str:
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def message(self) -> Message:
        return Message(
            topic=self.subject,
            data=json.dumps(self.wire(), ensure_ascii=False, separators=(",", ":")).encode(),
            ordering_key=f"{self.tenant_id}:{self.aggregate_id}",
            attributes={
                "eventType": self.subject,
                "tenantId": self.tenant_id,
                "propertyId": self.property_id,
                "schemaVersion": self.subject.rsplit(".", 1)[1],
                "traceparent": self.traceparent,
                "googclient_traceparent": self.traceparent,
                "idempotencyKey": self.id,
            },
        )

    def wire(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True)
