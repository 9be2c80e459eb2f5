"""The bus as the runtime sees it: publish, at least once, ordered per key.

PublishFailed   not all messages are known to be on the bus; the journal entry stays pending, the relay tries again
└── BusAway     because it does not answer, so that others need not try
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class PublishFailed(Exception):
    pass


class BusAway(PublishFailed):
    pass


@dataclass(frozen=True)
class Message:
    topic: str
    data: bytes
    ordering_key: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


class Bus(Protocol):
    def publish(self, messages: Sequence[Message]) -> None:
        """Return when every message is on the bus, or raise PublishFailed. No thread outlives the call.

        Messages of one ordering key keep their order.
        """

    def reach(self) -> None:
        """Return if the bus answers, or raise PublishFailed. For health checks."""
