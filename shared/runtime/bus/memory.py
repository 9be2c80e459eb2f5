"""The bus in memory, delivering as badly as Pub/Sub may. For unit tests and simulations; deterministic by its seed.

At least once: twice now and then. In order within a key, but for what is delivered again. Across keys, in any order and
late. What is refused comes again, until it has used up its attempts and lies in `dead`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from threading import RLock

from shared.runtime.bus.port import Message, PublishFailed


@dataclass(frozen=True)
class Delivery:
    """One try: the message's id is the same in every try; `attempt` counts from 1."""

    message_id: str
    attempt: int


Endpoint = Callable[[Message, Delivery], bool]


@dataclass(frozen=True)
class Dead:
    message: Message
    endpoint: Endpoint
    attempts: int


@dataclass(eq=False)
class _Item:
    message: Message
    id: str
    due: int
    attempts: int = 0
    under_way: bool = False


@dataclass
class _Subscription:
    topic: str
    endpoint: Endpoint
    lines: dict[str, deque[_Item]] = field(default_factory=dict)

    def add(self, item: _Item, line: str) -> None:
        self.lines.setdefault(line, deque()).append(item)


class MemoryBus:
    def __init__(
        self,
        seed: int = 0,
        topics: Collection[str] | None = None,
        *,
        duplicates: float = 0.1,
        longest_delay: int = 5,
        max_attempts: int = 5,
    ) -> None:
        """`topics`: those that exist; None: any. `duplicates`: the share of taken messages that come once more.

        The hooks step in around each message put on the bus, and may raise PublishFailed (before: this one and those
        after it are not on the bus; after: it is, but its publisher is told otherwise) or anything to die there.
        """
        self._random = Random(seed)  # noqa: S311 - a simulation, not a secret
        self._topics = topics
        self._duplicates = duplicates
        self._longest_delay = longest_delay
        self._max_attempts = max_attempts
        self._lock = RLock()
        self._step = 0
        self._subscriptions: list[_Subscription] = []
        self.published: list[Message] = []
        self.dead: list[Dead] = []
        self.before_publish: Callable[[Message], None] = lambda _: None
        self.after_publish: Callable[[Message], None] = lambda _: None

    def publish(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if self._topics is not None and message.topic not in self._topics:
                raise PublishFailed(f"there is no topic {message.topic}")
            self.before_publish(message)
            self._put(message)
            self.after_publish(message)

    def reach(self) -> None:
        """It is always there."""

    def subscribe(self, topic: str, endpoint: Endpoint) -> None:
        """Have what is published from now on delivered to `endpoint`, which says whether it took it.

        Where it raises, it has not taken it, and whoever called `deliver` hears of the error.
        """
        with self._lock:
            self._subscriptions.append(_Subscription(topic, endpoint))

    @property
    def pending(self) -> int:
        with self._lock:
            return sum(len(line) for subscription in self._subscriptions for line in subscription.lines.values())

    def deliver(self) -> bool:
        """Make one delivery; return whether there was one to make. Several threads make several at once."""
        with self._lock:
            chosen = self._choose()
            if chosen is None:
                return False
            subscription, line, item = chosen
            item.attempts += 1
            item.under_way = True
        taken = False
        try:
            taken = subscription.endpoint(item.message, Delivery(item.id, item.attempts))
        finally:
            with self._lock:
                self._settle(subscription, line, item, taken=taken)
        return True

    def deliver_all(self, at_most: int = 100_000) -> int:
        """Deliver until nothing is left, also what comes of it; return how many deliveries that took."""
        for made in range(at_most):
            if not self.deliver():
                return made
        raise AssertionError(f"still {self.pending} to deliver after {at_most} deliveries")

    def _put(self, message: Message) -> None:
        with self._lock:
            self.published.append(message)
            id_ = str(len(self.published))
            for subscription in self._subscriptions:
                if subscription.topic == message.topic:
                    item = _Item(message, id_, self._later())
                    subscription.add(item, _line_of(item))

    def _choose(self) -> tuple[_Subscription, str, _Item] | None:
        """Only the head of a line may go, to one at a time; without any that is due, time passes until the first one is."""
        self._step += 1
        due = self._due()
        if not due:
            soonest = min((line[0].due for line in self._lines() if not line[0].under_way), default=None)
            if soonest is None:
                self._step -= 1
                return None
            self._step = soonest
            due = self._due()
        return self._random.choice(due)

    def _due(self) -> list[tuple[_Subscription, str, _Item]]:
        step = self._step
        return [
            (subscription, name, head)
            for subscription in self._subscriptions
            for name, line in subscription.lines.items()
            if (head := line[0]).due <= step and not head.under_way
        ]

    def _lines(self) -> Iterator[deque[_Item]]:
        return (line for subscription in self._subscriptions for line in subscription.lines.values())

    def _settle(self, subscription: _Subscription, line: str, item: _Item, *, taken: bool) -> None:
        item.under_way = False
        spent = item.attempts >= self._max_attempts
        if not taken and not spent:
            item.due = self._later()
            return
        if not taken:
            self.dead.append(Dead(item.message, subscription.endpoint, item.attempts))
        items = subscription.lines[line]
        items.remove(item)
        if not items:
            del subscription.lines[line]
        if taken and self._random.random() < self._duplicates:
            again = _Item(item.message, item.id, self._later())
            subscription.add(again, f"again {item.id} {self._step}")

    def _later(self) -> int:
        return self._step + self._random.randint(0, self._longest_delay)


def _line_of(item: _Item) -> str:
    """Messages of one key wait for each other; one without a key waits for none."""
    return f"key {item.message.ordering_key}" if item.message.ordering_key else f"id {item.id}"
