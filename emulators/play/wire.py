"""Pub/Sub as other services use it: somebody listens to what housekeeping tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple, Self
from uuid import uuid4

from google.api_core.exceptions import GoogleAPICallError
from google.pubsub_v1 import SubscriberClient

from emulators.people import Unreachable

_MANY = 200
_SECONDS = 5.0


class Told(NamedTuple):
    """An event that was heard: its subject, and what it says in the words of the wire."""

    subject: str
    payload: dict[str, Any]


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
