"""How badly the fake bus delivers, which is what makes simulations worth something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.bus.memory import Delivery, Endpoint, MemoryBus
from shared.runtime.bus.port import Message, PublishFailed

TOPIC = "melmastoon.rooms.a.v1"
MESSAGES = [Message(TOPIC, f"{key} {n}".encode(), key) for n in range(10) for key in ("201", "202", "")]
seeds = st.integers(0, 10_000)


def delivered(bus: MemoryBus, refused: frozenset[int] = frozenset()) -> list[tuple[Message, Delivery]]:
    """Publish all, deliver all; refuse the deliveries of these numbers."""
    made: list[tuple[Message, Delivery]] = []

    def take(message: Message, delivery: Delivery) -> bool:
        made.append((message, delivery))
        return len(made) not in refused

    bus.subscribe(TOPIC, take)
    bus.publish(MESSAGES)
    bus.deliver_all()
    return made


def taking(into: list[Message]) -> Endpoint:
    def take(message: Message, _: Delivery) -> bool:
        into.append(message)
        return True

    return take


@given(seeds)
def test_the_same_seed_delivers_the_same(seed: int) -> None:
    assert delivered(MemoryBus(seed)) == delivered(MemoryBus(seed))


def test_another_seed_delivers_otherwise() -> None:
    assert len({tuple(message.data for message, _ in delivered(MemoryBus(seed))) for seed in range(5)}) == 5


@given(seeds, st.frozensets(st.integers(1, 40), max_size=15))
def test_everything_comes_at_least_once_or_is_dead(seed: int, refused: frozenset[int]) -> None:
    bus = MemoryBus(seed, duplicates=0.3, max_attempts=2)
    made = delivered(bus, refused)
    taken = {message.data for number, (message, _) in enumerate(made, 1) if number not in refused}
    assert taken | {dead.message.data for dead in bus.dead} == {message.data for message in MESSAGES}
    assert bus.pending == 0


@given(seeds, st.frozensets(st.integers(1, 40), max_size=15))
def test_first_deliveries_of_a_key_keep_their_order(seed: int, refused: frozenset[int]) -> None:
    made = [message for message, _ in delivered(MemoryBus(seed, duplicates=0.3), refused)]
    for key in ("201", "202"):
        first = list(dict.fromkeys(message.data for message in made if message.ordering_key == key))
        assert first == [message.data for message in MESSAGES if message.ordering_key == key]


def test_some_come_twice_and_keys_overtake_each_other() -> None:
    made = [message for message, _ in delivered(MemoryBus(1, duplicates=0.3))]
    assert len(made) > len(MESSAGES)
    assert list(dict.fromkeys(message.data for message in made)) != [message.data for message in MESSAGES]


def test_what_is_always_refused_is_dead_after_its_attempts_and_blocks_nothing() -> None:
    bus = MemoryBus(max_attempts=3)
    attempts: list[tuple[bytes, int]] = []

    def refuse_the_first(message: Message, delivery: Delivery) -> bool:
        attempts.append((message.data, delivery.attempt))
        return message.data != b"1"

    bus.subscribe(TOPIC, refuse_the_first)
    bus.publish([Message(TOPIC, b"1", "204"), Message(TOPIC, b"2", "204")])
    bus.deliver_all()
    assert attempts[:4] == [(b"1", 1), (b"1", 2), (b"1", 3), (b"2", 1)]
    assert [(dead.message.data, dead.attempts) for dead in bus.dead] == [(b"1", 3)]


def test_each_subscription_gets_its_own() -> None:
    bus = MemoryBus(duplicates=0)
    one: list[Message] = []
    two: list[Message] = []
    bus.subscribe(TOPIC, taking(one))
    bus.subscribe(TOPIC, taking(two))
    bus.publish([Message(TOPIC, b"1")])
    assert bus.deliver_all() == 2
    assert one == two == bus.published


def test_an_endpoint_that_dies_gets_it_again() -> None:
    bus = MemoryBus(duplicates=0)
    attempts: list[int] = []

    def die_once(_: Message, delivery: Delivery) -> bool:
        attempts.append(delivery.attempt)
        if delivery.attempt == 1:
            raise RuntimeError("died")
        return True

    bus.subscribe(TOPIC, die_once)
    bus.publish([Message(TOPIC, b"1")])
    with pytest.raises(RuntimeError):
        bus.deliver()
    bus.deliver_all()
    assert attempts == [1, 2]


def test_an_endpoint_may_publish() -> None:
    bus = MemoryBus(duplicates=0)

    def echo(message: Message, _: Delivery) -> bool:
        bus.publish([Message("melmastoon.rooms.b.v1", message.data)])
        return True

    heard: list[Message] = []
    bus.subscribe(TOPIC, echo)
    bus.subscribe("melmastoon.rooms.b.v1", taking(heard))
    bus.publish([Message(TOPIC, b"1")])
    bus.deliver_all()
    assert [message.data for message in heard] == [b"1"]


def fail(_: Message) -> None:
    raise PublishFailed("as asked")


def test_publishing_can_fail_before_anything_is_on_the_bus() -> None:
    bus = MemoryBus()
    bus.before_publish = fail
    with pytest.raises(PublishFailed):
        bus.publish(MESSAGES)
    assert bus.published == []


def test_publishing_can_fail_half_way() -> None:
    bus = MemoryBus()
    bus.after_publish = fail
    with pytest.raises(PublishFailed):
        bus.publish(MESSAGES)
    assert bus.published == MESSAGES[:1]
