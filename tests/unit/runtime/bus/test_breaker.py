"""What happens while the bus is away: who tries, who waits and for how long. Counted, on a clock that only a try moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from shared.runtime.bus.breaker import Breaker, Patience
from shared.runtime.bus.port import BusAway, Message, PublishFailed
from shared.runtime.cloud import cloud
from shared.runtime.relay import relay
from shared.runtime.tenancy import memory
from tests.budget import EXAMPLES, Hotel, hotel

EVENT = Message("melmastoon.rooms.a.v1", b"")


@dataclass
class Pubsub:
    """A bus that hangs while `away`: whoever publishes waits as long as they may, and gets no answer."""

    now: float = 1000.0
    away: bool = False
    waits: list[float] = field(default_factory=list)
    during: Callable[[], None] = lambda: None
    deliver: Callable[[Sequence[Message]], None] = lambda _: None

    def publish(self, messages: Sequence[Message], within: float) -> None:
        self.waits.append(within)
        self.during()
        if self.away:
            self.now += within
            raise BusAway("no answer")
        self.deliver(messages)

    def reach(self) -> None:
        if self.away:
            raise PublishFailed("no answer")


@pytest.fixture
def pubsub() -> Pubsub:
    return Pubsub()


@pytest.fixture
def breaker(pubsub: Pubsub) -> Breaker:
    return Breaker(pubsub, Patience(), lambda: pubsub.now)


def left(breaker: Breaker) -> bool:
    """Publish one event; whether it was left to the relay."""
    try:
        breaker.publish([EVENT])
    except BusAway:
        return True
    return False


def test_while_all_is_well_each_one_tries_with_all_patience(breaker: Breaker, pubsub: Pubsub) -> None:
    assert [left(breaker) for _ in range(3)] == [False] * 3
    assert pubsub.waits == [1.0] * 3


def test_after_one_that_got_no_answer_none_tries_for_a_second(breaker: Breaker, pubsub: Pubsub) -> None:
    pubsub.away = True

    assert [left(breaker) for _ in range(50)] == [True] * 50
    assert pubsub.waits == [1.0]


def test_then_one_probes_and_the_pause_doubles_up_to_its_longest(breaker: Breaker, pubsub: Pubsub) -> None:
    pubsub.away = True
    begins = pubsub.now
    tried_at = []
    for _ in range(6000):
        before = len(pubsub.waits)
        left(breaker)
        if len(pubsub.waits) > before:
            tried_at.append(round(pubsub.now - begins - pubsub.waits[-1], 2))
        pubsub.now += 0.01

    pauses = [round(later - sooner) for sooner, later in pairwise(tried_at)]
    assert pubsub.waits[:5] == [1.0, 0.25, 0.25, 0.25, 0.25]
    assert pauses[:3] == [2, 2, 4]
    assert set(pauses[3:]) == {8}


def test_a_bus_that_is_away_for_20_seconds_costs_one_in_a_hundred_commands_no_more_than_a_probe(
    breaker: Breaker, pubsub: Pubsub
) -> None:
    """P15: 20 commands a second; what one of them may wait is its share of the promise of 300 ms."""
    pubsub.away = True
    ends, waited = pubsub.now + 20, []
    while pubsub.now < ends:
        before = pubsub.now
        left(breaker)
        waited.append(pubsub.now - before)
        pubsub.now += 0.05

    assert sorted(waited)[int(len(waited) * 0.99) - 1] <= Patience().probe


def test_only_one_probes_at_a_time(breaker: Breaker, pubsub: Pubsub) -> None:
    pubsub.away = True
    left(breaker)
    pubsub.now += 5
    others: list[bool] = []
    pubsub.during = lambda: others.append(left(breaker)) if not others else None
    left(breaker)

    assert others == [True]
    assert pubsub.waits == [1.0, 0.25]


def test_when_it_answers_again_everybody_tries_again(breaker: Breaker, pubsub: Pubsub) -> None:
    pubsub.away = True
    left(breaker)
    pubsub.now += 5
    pubsub.away = False

    assert [left(breaker) for _ in range(3)] == [False] * 3
    assert pubsub.waits == [1.0, 0.25, 1.0, 1.0]


def test_while_one_is_stuck_and_none_gets_through_the_others_do_not_begin(breaker: Breaker, pubsub: Pubsub) -> None:
    said: list[bool] = []

    def another() -> None:
        pubsub.during = lambda: None
        said.append(left(breaker))
        pubsub.now += 0.1
        said.append(left(breaker))
        pubsub.now += 0.2
        said.append(left(breaker))

    pubsub.during = another
    assert left(breaker) is False
    assert said == [False, False, True]


def test_several_that_were_stuck_together_are_one_failure(breaker: Breaker, pubsub: Pubsub) -> None:
    pubsub.away = True
    depth = [0]

    def nested() -> None:
        depth[0] += 1
        if depth[0] < 4:
            left(breaker)

    pubsub.during = nested
    left(breaker)
    pubsub.during = lambda: None
    pubsub.now += 1.01
    left(breaker)

    assert pubsub.waits == [1.0] * 4 + [0.25]


def test_an_answer_that_says_no_stops_nobody_else(breaker: Breaker, pubsub: Pubsub) -> None:
    def no_topic(_: Sequence[Message]) -> None:
        raise PublishFailed("there is no such topic")

    pubsub.deliver = no_topic
    with pytest.raises(PublishFailed):
        breaker.publish([EVENT])
    pubsub.deliver = lambda _: None

    assert left(breaker) is False
    assert pubsub.waits == [1.0, 1.0]


@pytest.fixture
def here(pubsub: Pubsub) -> Iterator[Hotel]:
    with hotel() as stands:
        ground = cloud()
        pubsub.deliver = ground.bus.publish
        ground.bus = Breaker(pubsub, Patience(), lambda: pubsub.now)
        yield stands


def test_commands_are_carried_out_without_the_bus_and_the_relay_tells_of_them_when_it_is_back(
    here: Hotel, pubsub: Pubsub
) -> None:
    """P15."""
    ground = here.bridge.ground
    asked = [EXAMPLES[name](here) for name in ("set_guest_flag", "open_ticket", "add_reservation", "record_lost_item")]
    here.bridge.settle()
    before, pubsub.waits, pubsub.away = len(ground.bus.published), [], True
    for one in asked:
        ground.data(one.method, one.path, one.body, by=one.by)
    assert pubsub.waits == [1.0]
    assert ground.data("GET", "/health")["status"] == "degraded"

    pubsub.away = False
    pubsub.now += 10
    ground.pass_time(seconds=30)
    memory.clear()
    relay(ground.place)

    assert not any(entry.pending for entry in ground.journal())
    assert len(ground.bus.published) > before
    assert ground.data("GET", "/health")["status"] == "ok"
