"""What Pub/Sub must have for events and jobs to flow, read from the function map. For terraform and the local cloud."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.events import EVENTS
from shared.runtime.routes import ROUTES


@dataclass(frozen=True, order=True)
class Subscription:
    """One context that hears one topic, however many of its handlers do. `path` is below the context's own address.

    Events of one aggregate come in their order; the runs of a job wait for none.
    """

    context: str
    topic: str
    path: str
    ordered: bool = True

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


def job_topic(job: str) -> str:
    """Return the topic that the runs of this job are published to, one message for each property."""
    return f"roomstatesync.job.{job}"


def job_subscriptions() -> list[Subscription]:
    """Return one subscription per job, so that what keeps failing slows down no other job's pushes."""
    return sorted(
        Subscription(route.context, job_topic(route.job), route.path, ordered=False)
        for route in ROUTES.values()
        if route.kind == "run"
    )
