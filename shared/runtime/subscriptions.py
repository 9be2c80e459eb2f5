"""What Pub/Sub must have for events to flow, read from the function map. For terraform's input and the local cloud."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.events import EVENTS
from shared.runtime.routes import ROUTES


@dataclass(frozen=True, order=True)
class Subscription:
    """One context that hears one topic, however many of its handlers do. `path` is below the context's own address."""

    context: str
    topic: str
    path: str

    @property
    def name(self) -> str:
        return f"{self.context}.{self.topic}"


def topics() -> list[str]:
    return sorted(EVENTS)


def subscriptions() -> list[Subscription]:
    found = {
        Subscription(route.context, route.event.subject, route.path)
        for route in ROUTES.values()
        if route.kind == "handler" and route.event is not None
    }
    return sorted(found)
