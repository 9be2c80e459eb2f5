"""General webhooks: what changed, told in messages that hold ids only, late, perhaps twice, perhaps never.

`announce` collects, `due` gives what must be sent now, `settle` notes how it went. It sends nothing itself and has no
lock: the stand-in calls it holding the ledger's.

Mews docs: events/wh-general.md (body; "all events … that occur simultaneously" in one message); events/wh-faq.md
(success is 2xx within 5 seconds, otherwise "re-sent after a few minutes", after repeated attempts "discarded"; messages
roll over at "hundreds" of events); events/communicate.md ("typically up to 2 to 5 minutes" late). How often Mews tries
is not documented: `attempts` is our guess.
"""

import json
from collections import Counter, deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import ClassVar

from pydantic import ConfigDict

from .house import House
from .ledger import Clock

ANSWER_WITHIN_SECONDS = 5.0
_REMEMBERED = 1000
_FIRST_FAILURE, _FIRST_SUCCESS = 300, 200


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Seconds are Mews' own and are divided by `speed`. `repeat_*`, `shuffle` and `drop` are shares from 0 to 1."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    lag_seconds: tuple[float, float] = (120.0, 300.0)
    window_seconds: float = 1.0
    most_events: int = 200
    retry_seconds: float = 180.0
    attempts: int = 5
    speed: float = 1.0
    repeat_event: float = 0.0
    repeat_message: float = 0.0
    shuffle: float = 0.0
    drop: float = 0.0

    def scaled(self, seconds: float) -> timedelta:
        return timedelta(seconds=seconds / self.speed)


AT_ONCE = WebhookSettings(lag_seconds=(0.0, 0.0), window_seconds=0.0)


@dataclass(frozen=True, slots=True)
class Event:
    discriminator: str
    id: str


@dataclass(frozen=True, slots=True)
class Message:
    number: int
    events: tuple[Event, ...]
    due: datetime
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one attempt went; `status` is 0 when nobody answered."""

    message: Message
    at: datetime
    status: int

    @property
    def arrived(self) -> bool:
        return _FIRST_SUCCESS <= self.status < _FIRST_FAILURE


class Webhooks:
    def __init__(self, house: House, clock: Clock, settings: WebhookSettings, seed: int) -> None:
        self.settings = settings
        self.url: str | None = None
        self.deliveries: deque[Delivery] = deque(maxlen=_REMEMBERED)
        self.counts: Counter[str] = Counter()
        self._house = house
        self._clock = clock
        self._seed = seed
        self._number = 0
        self._opened_at: datetime | None = None
        self._events: list[Event] = []
        self._queue: list[Message] = []

    def announce(self, discriminator: str, entity_id: str) -> None:
        if self.url is None:
            return
        now = self._clock()
        if self._is_full() or self._window_passed(now, still=False):
            self._seal()
        if self._opened_at is None:
            self._opened_at = now
        self._events.append(Event(discriminator, entity_id))
        self.counts["events"] += 1

    def due(self) -> list[Message]:
        """Take what must be sent now."""
        now = self._clock()
        if self._window_passed(now, still=True):
            self._seal()
        due = sorted((message for message in self._queue if message.due <= now), key=_order)
        self._queue = [message for message in self._queue if message.due > now]
        if due and self._chance(due[0].number, "order").random() < self.settings.shuffle:
            self._chance(due[0].number, "reorder").shuffle(due)
        return due

    def next_due(self) -> datetime | None:
        """Tell a simulation how far it may move its clock."""
        moments = [message.due for message in self._queue]
        if self._opened_at is not None:
            moments.append(self._opened_at + self.settings.scaled(self.settings.window_seconds))
        return min(moments, default=None)

    def settle(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)
        message = delivery.message
        if delivery.arrived:
            self.counts["delivered"] += 1
        elif message.attempt >= self.settings.attempts:
            self.counts["discarded"] += 1
        else:
            self.counts["retried"] += 1
            due = delivery.at + self.settings.scaled(self.settings.retry_seconds)
            self._queue.append(replace(message, attempt=message.attempt + 1, due=due))

    def body(self, message: Message) -> bytes:
        return json.dumps(
            {
                "EnterpriseId": self._house.enterprise_id,
                "IntegrationId": self._house.integration_id,
                "Events": [{"Discriminator": e.discriminator, "Value": {"Id": e.id}} for e in message.events],
            }
        ).encode()

    def _is_full(self) -> bool:
        return len(self._events) >= self.settings.most_events

    def _window_passed(self, now: datetime, *, still: bool) -> bool:
        """Say whether the open message is closed by time; at the window's very end only when asked to send."""
        if self._opened_at is None:
            return False
        ends = self._opened_at + self.settings.scaled(self.settings.window_seconds)
        return now >= ends if still else now > ends

    def _seal(self) -> None:
        if self._opened_at is None:
            return
        opened_at, events = self._opened_at, self._events
        self._opened_at, self._events = None, []
        self._number += 1
        if self._draw("drop") < self.settings.drop:
            self.counts["dropped"] += 1
            return
        message = Message(self._number, tuple(self._disturb(events)), opened_at + self._lag("lag"))
        self._queue.append(message)
        if self._draw("repeat") < self.settings.repeat_message:
            self.counts["repeated"] += 1
            self._queue.append(replace(message, due=opened_at + self._lag("second lag")))

    def _disturb(self, events: list[Event]) -> list[Event]:
        repeats = self._chance(self._number, "events")
        disturbed = [
            e for event in events for e in [event] * (2 if repeats.random() < self.settings.repeat_event else 1)
        ]
        if self._draw("shuffle") < self.settings.shuffle:
            self._chance(self._number, "shuffled").shuffle(disturbed)
        return disturbed

    def _lag(self, what: str) -> timedelta:
        return self.settings.scaled(self._chance(self._number, what).uniform(*self.settings.lag_seconds))

    def _draw(self, what: str) -> float:
        return self._chance(self._number, what).random()

    def _chance(self, number: int, what: str) -> Random:
        """Give each decision dice of its own, so that one setting never changes what another does."""
        return Random(f"{self._seed}:{number}:{what}")  # noqa: S311 - faults that can be played again


def _order(message: Message) -> tuple[datetime, int]:
    return message.due, message.number
