"""AsyncAPI 3.0 of the events: a channel per topic, who of us hears it, and the payload in the common envelope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.generation.events import envelope
from scripts.generation.text import Json
from shared.domain.events import topic_short
from shared.runtime.cloud import VERSION
from shared.runtime.routes import Route

_ATTRIBUTES = ("eventType", "tenantId", "propertyId", "schemaVersion", "traceparent", "idempotencyKey")


def describe(routes: Sequence[Route], schemas: Mapping[str, Json]) -> Json:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "RoomStateSync events",
            "version": VERSION,
            "description": "Everything that happens to a room, told on Cloud Pub/Sub: at least once, in order per "
            "aggregate but for what is delivered again. Dedupe on (subject, id); ignore a revision older than one "
            "already seen; tolerate new fields.",
        },
        "defaultContentType": "application/json",
        "channels": {topic_short(subject): _channel(subject) for subject in schemas},
        "operations": _operations(routes, schemas),
        "components": {
            "messages": {topic_short(subject): _message(subject, schema) for subject, schema in schemas.items()},
            "schemas": {"Envelope": envelope()},
            "messageTraits": {
                "attributes": {
                    "headers": {
                        "type": "object",
                        "properties": {name: {"type": "string"} for name in _ATTRIBUTES},
                        "required": list(_ATTRIBUTES),
                    }
                }
            },
        },
    }


def _channel(subject: str) -> Json:
    short = topic_short(subject)
    return {
        "address": subject,
        "messages": {"event": {"$ref": f"#/components/messages/{short}"}},
        "bindings": {"googlepubsub": {"bindingVersion": "0.2.0"}},
    }


def _message(subject: str, schema: Json) -> Json:
    return {
        "name": subject,
        "title": schema.get("title", subject),
        **({"summary": schema["description"].split("\n")[0]} if "description" in schema else {}),
        "traits": [{"$ref": "#/components/messageTraits/attributes"}],
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/Envelope"},
                {"type": "object", "properties": {"subject": {"const": subject}, "payload": schema}},
            ]
        },
    }


def _operations(routes: Sequence[Route], schemas: Mapping[str, Json]) -> Json:
    operations: Json = {}
    for subject in schemas:
        short = topic_short(subject)
        operations[f"publish.{short}"] = _operation("send", short)
        for context in sorted({route.context for route in routes if route.event and route.event.subject == subject}):
            heard = [route for route in routes if route.context == context and _hears(route, subject)]
            operations[f"{context}.{short}"] = {
                **_operation("receive", short),
                "summary": "; ".join(route.summary.split("\n")[0] for route in heard),
                "x-handlers": [route.name for route in heard],
            }
    return operations


def _hears(route: Route, subject: str) -> bool:
    return route.event is not None and route.event.subject == subject


def _operation(action: str, short: str) -> Json:
    channel = f"#/channels/{short}"
    return {"action": action, "channel": {"$ref": channel}, "messages": [{"$ref": f"{channel}/messages/event"}]}
