"""Pub/Sub as other services use it: the staff service tells of shifts, and somebody listens to what housekeeping tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple, Self
from uuid import uuid4

from google.api_core.exceptions import GoogleAPICallError
from google.pubsub_v1 import SubscriberClient

from emulators.demo import PROPERTY, TENANT
from emulators.people import Unreachable
from shared.domain.events import Event
from shared.runtime.bus.port import PublishFailed
from shared.runtime.bus.pubsub import PubSubBus
from shared.runtime.clock import hotel_now
from shared.runtime.envelope import Envelope, EnvelopeActor

_MANY = 200
_SECONDS = 5.0


class Told(NamedTuple):
    """An event that was heard: its subject, and what it says in the words of the wire."""

    subject: str
    payload: dict[str, Any]


class StaffService:
    """The service that keeps the hotel's rosters, as far as anybody hears of it."""

    def __init__(self, project: str) -> None:
        self._bus = PubSubBus(project)

    def tells(self, event: Event) -> None:
        """Publish the event. Raises Unreachable."""
        event_id = uuid4().hex
        envelope = Envelope(
            id=event_id,
            subject=event.subject,
            tenant_id=TENANT,
            property_id=PROPERTY,
            occurred_at=hotel_now(),
            producer="staff-service",
            actor=EnvelopeActor(type="integration", id="staff-service"),
            correlation_id=event_id,
            causation_id=event_id,
            aggregate_id=event.aggregate_id,
            revision=0,
            payload=event.model_dump(mode="json", by_alias=True),
        )
        try:
            self._bus.publish([envelope.message()])
        except PublishFailed as lost:
            raise Unreachable(str(lost)) from lost


class Listener:
    """Hears these subjects from now on, each event once. Use it as a context; nothing of it stays behind."""

    def __init__(self, project: str, *subjects: str) -> None:
        self._line = SubscriberClient()
        name = f"play-{uuid4().hex[:8]}"
        self._ears = {
            f"projects/{project}/subscriptions/{name}.{subject}": f"projects/{project}/topics/{subject}"
            for subject in subjects
        }
        self._heard: set[str] = set()

    def __enter__(self) -> Self:
        """Raises Unreachable."""
        try:
            for name, topic in self._ears.items():
                self._line.create_subscription(name=name, topic=topic, retry=None, timeout=_SECONDS)
        except GoogleAPICallError as lost:
            self.__exit__()
            raise Unreachable(f"Pub/Sub: {lost.message}") from lost
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._ears:
            with suppress(GoogleAPICallError):
                self._line.delete_subscription(subscription=name, retry=None, timeout=_SECONDS)

    def hears(self) -> Iterator[Told]:
        """Yield what was told since the last time."""
        for name in self._ears:
            yield from self._pulled(name)

    def _pulled(self, name: str) -> Iterator[Told]:
        with suppress(GoogleAPICallError):  # then it is heard the next time
            asked = {"subscription": name, "max_messages": _MANY, "return_immediately": True}
            answer = self._line.pull(request=asked, retry=None, timeout=_SECONDS)
            if answer.received_messages:
                received = [one.ack_id for one in answer.received_messages]
                self._line.acknowledge(subscription=name, ack_ids=received, timeout=_SECONDS)
            for one in answer.received_messages:
                envelope = json.loads(one.message.data)
                if envelope["id"] not in self._heard:
                    self._heard.add(envelope["id"])
                    yield Told(envelope["subject"], envelope["payload"])
