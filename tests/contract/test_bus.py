"""What every bus promises its publishers, run on both: in memory, and on Pub/Sub's emulator.

Delivery by push is tested with the runtime's events; here a pull subscription shows what arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from google.pubsub_v1 import PublisherClient, SubscriberClient

from shared.runtime.bus.memory import Delivery, MemoryBus
from shared.runtime.bus.port import Bus, BusAway, Message, PublishFailed
from shared.runtime.bus.pubsub import PubSubBus
from tests.contract.lossy import lossy_proxy

TOPICS = ["melmastoon.rooms.a.v1", "melmastoon.rooms.b.v1"]
ONE, TWO = TOPICS


@dataclass
class Subject:
    """The bus under test, what a subscriber of a topic has got (at least so many), how to lose the publisher's answer."""

    bus: Bus
    received: Callable[[str, int], list[Message]]
    lose_answers: Callable[[], None]


@pytest.fixture(params=["memory", pytest.param("pubsub", marks=pytest.mark.emulator)])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    if request.param == "memory":
        yield memory_subject()
    else:
        yield from pubsub_subject(request)


def memory_subject() -> Subject:
    bus = MemoryBus(seed=7, topics=TOPICS, duplicates=0)
    arrived: list[Message] = []

    def take(message: Message, _: Delivery) -> bool:
        arrived.append(message)
        return True

    for topic in TOPICS:
        bus.subscribe(topic, take)

    def received(topic: str, at_least: int) -> list[Message]:
        del at_least
        bus.deliver_all()
        return [message for message in arrived if message.topic == topic]

    def lose(_: Message) -> None:
        raise PublishFailed("the answer is lost")

    return Subject(bus, received, lambda: setattr(bus, "after_publish", lose))


def pubsub_subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    host: str = request.getfixturevalue("pubsub_host")
    project: str = request.getfixturevalue("project")
    with pytest.MonkeyPatch.context() as patch, lossy_proxy(host) as (proxy, address):
        patch.setenv("PUBSUB_EMULATOR_HOST", host)
        subscriber, publisher = SubscriberClient(), PublisherClient()
        for topic in TOPICS:
            name = f"projects/{project}/topics/{topic}"
            publisher.create_topic(name=name)
            subscription = {"name": _subscription(project, topic), "topic": name, "enable_message_ordering": True}
            subscriber.create_subscription(request=subscription)
        if "lost" in request.node.name:
            patch.setenv("PUBSUB_EMULATOR_HOST", address)

        def received(topic: str, at_least: int) -> list[Message]:
            return _pulled(subscriber, project, topic, at_least)

        yield Subject(
            PubSubBus(project, patience=0.5 if "lost" in request.node.name else 3.0),
            received,
            lambda: setattr(proxy, "losing", lambda method: method.endswith("/Publish")),
        )


def _subscription(project: str, topic: str) -> str:
    return f"projects/{project}/subscriptions/{topic}"


def _pulled(subscriber: SubscriberClient, project: str, topic: str, at_least: int) -> list[Message]:
    found: list[Message] = []
    for _ in range(50):
        request = {"subscription": _subscription(project, topic), "max_messages": 1000}
        answer = subscriber.pull(request=request, timeout=10)
        for received in answer.received_messages:
            wire = received.message
            found.append(Message(topic, wire.data, wire.ordering_key, dict(wire.attributes)))
        acknowledged = [received.ack_id for received in answer.received_messages]
        if acknowledged:
            subscriber.acknowledge(subscription=_subscription(project, topic), ack_ids=acknowledged)
        if len(found) >= at_least:
            break
    return found


@pytest.fixture
def bus(subject: Subject) -> Bus:
    return subject.bus


def numbered(topic: str, key: str, count: int) -> list[Message]:
    return [Message(topic, str(n).encode(), key, {"n": str(n)}) for n in range(count)]


def test_a_message_arrives_as_it_was_published(subject: Subject) -> None:
    message = Message(ONE, '{"name": "زرغونه"}\x00'.encode(), "204", {"event-id": "evt_1", "دری": "x"})
    subject.bus.publish([message])
    assert subject.received(ONE, 1) == [message]


def test_publishing_nothing_is_fine(bus: Bus) -> None:
    bus.publish([])


def test_every_message_reaches_its_topic(subject: Subject) -> None:
    messages = [
        Message(topic, f"{topic} {n}".encode(), key) for n in range(5) for topic in TOPICS for key in ("", "204")
    ]
    subject.bus.publish(messages)
    for topic in TOPICS:
        sent = {message.data for message in messages if message.topic == topic}
        assert {message.data for message in subject.received(topic, len(sent) * 2)} == sent


def test_messages_of_a_key_keep_their_order(subject: Subject) -> None:
    lines = [numbered(ONE, key, 20) for key in ("201", "202", "203")]
    subject.bus.publish([message for together in zip(*lines, strict=True) for message in together])
    arrived = subject.received(ONE, 60)
    assert [[message for message in arrived if message.ordering_key == line[0].ordering_key] for line in lines] == lines


def test_more_than_one_request_holds_arrives_in_order(subject: Subject) -> None:
    messages = numbered(ONE, "204", 1100)
    subject.bus.publish(messages)
    assert subject.received(ONE, 1100) == messages


def test_a_topic_that_is_not_there_fails(subject: Subject) -> None:
    with pytest.raises(PublishFailed):
        subject.bus.publish([Message("melmastoon.rooms.none.v1", b"")])
    with pytest.raises(PublishFailed):
        subject.bus.publish([Message(ONE, b"1"), Message("melmastoon.rooms.none.v1", b"")])


def test_a_key_goes_on_after_a_failure(subject: Subject) -> None:
    with pytest.raises(PublishFailed):
        subject.bus.publish([Message("melmastoon.rooms.none.v1", b"", "204")])
    subject.bus.publish([Message(ONE, b"1", "204")])
    assert [message.data for message in subject.received(ONE, 1)] == [b"1"]


def test_a_lost_answer_is_a_failure_though_the_message_may_be_there(subject: Subject) -> None:
    subject.lose_answers()
    with pytest.raises(PublishFailed):
        subject.bus.publish([Message(ONE, b"1", "204")])
    assert {message.data for message in subject.received(ONE, 1)} == {b"1"}


@pytest.mark.emulator
def test_a_bus_that_is_not_there_fails_in_time(monkeypatch: pytest.MonkeyPatch, pubsub_host: str) -> None:
    del pubsub_host
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", "127.0.0.1:9")
    many = [Message(ONE, b"", str(number)) for number in range(9)]  # more lines than are sent at once
    with pytest.raises(BusAway):
        PubSubBus("demo-nowhere").publish(many, within=0.2)
