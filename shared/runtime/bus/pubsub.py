"""The bus on Cloud Pub/Sub. Wired in production and against the emulator (PUBSUB_EMULATOR_HOST); never in unit tests.

Speaks the generated client, not the batching one: no thread of its own, no ordering key that stays paused after an error.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from google.api_core.exceptions import (
    Aborted,
    Cancelled,
    DeadlineExceeded,
    GoogleAPICallError,
    InternalServerError,
    ResourceExhausted,
    RetryError,
    ServiceUnavailable,
    Unknown,
)
from google.api_core.retry import Retry, if_exception_type
from google.pubsub_v1 import PublisherClient
from google.pubsub_v1.types import ListTopicsRequest, PublishRequest, PubsubMessage

from shared.runtime.bus.port import BusAway, Message, PublishFailed

PUBLISH_SECONDS = 3.0
MAX_AT_ONCE = 4
MAX_MESSAGES = 1_000
MAX_BYTES = 9_000_000

_PASSING = (
    Aborted,
    Cancelled,
    DeadlineExceeded,
    InternalServerError,
    ResourceExhausted,
    ServiceUnavailable,
    Unknown,
)


_AGAIN = Retry(if_exception_type(*_PASSING), initial=0.05, maximum=0.5, multiplier=2)


class PubSubBus:
    def __init__(self, project: str, *, patience: float = PUBLISH_SECONDS) -> None:
        """`patience`: how long a call goes on trying while errors are passing ones, where it does not say so, in seconds."""
        self._project = project
        self._patience = patience
        self._lock = Lock()
        self._made: PublisherClient | None = None

    def publish(self, messages: Sequence[Message], within: float | None = None) -> None:
        """Publish within so many seconds, however many requests that takes. Raises BusAway, PublishFailed."""
        until = time.monotonic() + (self._patience if within is None else within)
        try:
            self._send_at_once(_lines(messages), until)
        except (*_PASSING, RetryError) as error:
            raise BusAway(str(error)) from error
        except GoogleAPICallError as error:
            raise PublishFailed(str(error)) from error

    def reach(self) -> None:
        request = ListTopicsRequest(project=f"projects/{self._project}", page_size=1)
        try:
            self._api().list_topics(request=request, retry=None, timeout=self._patience)
        except GoogleAPICallError as error:
            raise PublishFailed(str(error)) from error

    def _send_at_once(self, lines: Sequence[Sequence[Message]], until: float) -> None:
        """Send one line from this thread and the others from a small pool, which ends with the call."""
        if len(lines) > 1:
            with ThreadPoolExecutor(min(len(lines), MAX_AT_ONCE) - 1) as pool:
                others = [pool.submit(self._send, line, until) for line in lines[1:]]
                self._send(lines[0], until)
            for other in others:
                other.result()
        elif lines:
            self._send(lines[0], until)

    def _send(self, line: Sequence[Message], until: float) -> None:
        topic = f"projects/{self._project}/topics/{line[0].topic}"
        for part in _requests(line):
            left = until - time.monotonic()
            if left <= 0:
                raise BusAway("the time for this call is up")
            request = PublishRequest(topic=topic, messages=[_on_the_wire(message) for message in part])
            self._api().publish(request=request, retry=_AGAIN.with_timeout(left), timeout=left)

    def _api(self) -> PublisherClient:
        with self._lock:
            if self._made is None:
                self._made = PublisherClient()
            return self._made


def _lines(messages: Sequence[Message]) -> list[list[Message]]:
    """Group by topic and ordering key: Pub/Sub takes one key per request, and order only matters within it."""
    lines: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        lines.setdefault((message.topic, message.ordering_key), []).append(message)
    return list(lines.values())


def _requests(line: Sequence[Message]) -> Iterator[list[Message]]:
    part: list[Message] = []
    size = 0
    for message in line:
        if part and (len(part) == MAX_MESSAGES or size + _size(message) > MAX_BYTES):
            yield part
            part, size = [], 0
        part.append(message)
        size += _size(message)
    yield part


def _size(message: Message) -> int:
    return len(message.data) + sum(len(name) + len(value) for name, value in message.attributes.items()) + 200


def _on_the_wire(message: Message) -> PubsubMessage:
    return PubsubMessage(data=message.data, ordering_key=message.ordering_key, attributes=dict(message.attributes))
