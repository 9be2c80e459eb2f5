"""The bus on Cloud Pub/Sub. Wired in production and against the emulator (PUBSUB_EMULATOR_HOST); never in unit tests.

Calls Pub/Sub itself, without the batching client: no thread of its own, no ordering key that stays paused after an error.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from threading import Lock
from typing import Any

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
from google.pubsub_v1 import types
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport

from shared.runtime.bus.port import BusAway, Message, PublishFailed
from shared.runtime.calls import Begun, Unary, channel, routed

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
_Publish: Any = types.PublishRequest.pb()
_ListTopics: Any = types.ListTopicsRequest.pb()


class _Api:
    """The two methods of Pub/Sub's publisher that we call, over one channel."""

    def __init__(self) -> None:
        over = channel(PublisherGrpcTransport, os.environ.get("PUBSUB_EMULATOR_HOST"))
        self.publish = Unary(over, "/google.pubsub.v1.Publisher/Publish", types.PublishRequest, types.PublishResponse)
        self.list_topics = Unary(
            over, "/google.pubsub.v1.Publisher/ListTopics", types.ListTopicsRequest, types.ListTopicsResponse
        )


class PubSubBus:
    def __init__(self, project: str, *, patience: float = PUBLISH_SECONDS) -> None:
        """`patience`: how long a call goes on trying while errors are passing ones, where it does not say so, in seconds."""
        self._project = project
        self._patience = patience
        self._lock = Lock()
        self._made: _Api | None = None

    def publish(self, messages: Sequence[Message], within: float | None = None) -> None:
        """Publish within so many seconds, however many requests that takes. Raises BusAway, PublishFailed."""
        until = time.monotonic() + (self._patience if within is None else within)
        lines = iter(_lines(messages))
        try:
            while some := list(islice(lines, MAX_AT_ONCE)):
                self._send_at_once(some, until)
        except (*_PASSING, RetryError) as error:
            raise BusAway(str(error)) from error
        except GoogleAPICallError as error:
            raise PublishFailed(str(error)) from error

    def reach(self) -> None:
        project = f"projects/{self._project}"
        request = _ListTopics(project=project, page_size=1)
        try:
            self._api().list_topics(request, [routed("project", project)], self._patience)
        except GoogleAPICallError as error:
            raise PublishFailed(str(error)) from error

    def _send_at_once(self, lines: Sequence[Sequence[Message]], until: float) -> None:
        """Have one request of each line under way at a time: what follows in a line waits for what was before it."""
        for requests in zip_longest(*map(self._requests, lines)):
            under_way = [(one, self._begin(one, until)) for one in requests if one is not None]
            failed = [reason for request, begun in under_way if (reason := self._end(request, begun, until))]
            if failed:
                raise failed[0]

    def _begin(self, request: Any, until: float) -> Begun:
        return self._api().publish.begin(request, [routed("topic", request.topic)], _left(until))

    def _end(self, request: Any, begun: Begun, until: float) -> Exception | None:
        """Wait for a request, and send it anew while errors are passing ones. Return why it failed all the same."""
        first = iter((begun,))

        def attempt() -> None:
            (next(first, None) or self._begin(request, until)).end()

        try:
            _AGAIN.with_timeout(max(0.0, until - time.monotonic()))(attempt)()
        except (GoogleAPICallError, RetryError, BusAway) as reason:
            return reason
        return None

    def _requests(self, line: Sequence[Message]) -> Iterator[Any]:
        """Return one request after the other: of one topic and key, each as large as Pub/Sub takes it."""
        topic = f"projects/{self._project}/topics/{line[0].topic}"
        for part in _parts(line):
            request = _Publish(topic=topic)
            for message in part:
                request.messages.add(
                    data=message.data, ordering_key=message.ordering_key, attributes=message.attributes
                )
            yield request

    def _api(self) -> _Api:
        with self._lock:
            if self._made is None:
                self._made = _Api()
            return self._made


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise BusAway("the time for this call is up")
    return left


def _lines(messages: Sequence[Message]) -> list[list[Message]]:
    """Group by topic and ordering key: Pub/Sub takes one key per request, and order only matters within it."""
    lines: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        lines.setdefault((message.topic, message.ordering_key), []).append(message)
    return list(lines.values())


def _parts(line: Sequence[Message]) -> Iterator[list[Message]]:
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
