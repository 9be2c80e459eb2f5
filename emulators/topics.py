"""Pub/Sub's topics and push subscriptions on one machine, as terraform makes them: from the function map.

    python -m emulators.topics --base http://127.0.0.1:8000

May run twice: what is there stays, and a subscription that pushes elsewhere is pointed here.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from google.api_core.exceptions import AlreadyExists
from google.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1.types import PushConfig, RetryPolicy
from google.pubsub_v1.types import Subscription as PushSubscription

from functions import load_all
from shared.runtime.subscriptions import Subscription, job_subscriptions, subscriptions, topics

ACK_SECONDS = 60
RUN_SECONDS = 330  # longer than a function may take: a run is not given to another while it is under way
_AT_ONCE = 8
FIRST_RETRY = timedelta(milliseconds=200)  # a person is waiting to see it work; terraform begins with a second
LAST_RETRY = timedelta(seconds=20)


def create(project: str, base: str, wanted: Sequence[Subscription] = ()) -> None:
    """Have every topic there and every subscription, or these. `base` is the gateway, which mounts each context as a service."""
    publisher, subscriber = PublisherClient(), SubscriberClient()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda topic: _topic(publisher, f"projects/{project}/topics/{topic}"), _topics()))
        list(pool.map(lambda one: _subscription(subscriber, _request(project, one, base)), wanted or _all()))


def _all() -> list[Subscription]:
    return [*subscriptions(), *job_subscriptions()]


def _topics() -> list[str]:
    return [*topics(), *(one.topic for one in job_subscriptions())]


def _topic(publisher: PublisherClient, name: str) -> None:
    try:
        publisher.create_topic(name=name)
    except AlreadyExists:
        return


def _request(project: str, wanted: Subscription, base: str) -> PushSubscription:
    """The emulator pushes two messages of a subscription at once, counts no deliveries and gives nothing up."""
    return PushSubscription(
        name=f"projects/{project}/subscriptions/{wanted.name}",
        topic=f"projects/{project}/topics/{wanted.topic}",
        push_config=PushConfig(push_endpoint=f"{base}/_services/{wanted.context}{wanted.path}"),
        ack_deadline_seconds=ACK_SECONDS if wanted.ordered else RUN_SECONDS,
        enable_message_ordering=wanted.ordered,
        retry_policy=RetryPolicy(minimum_backoff=FIRST_RETRY, maximum_backoff=LAST_RETRY),
    )


def _subscription(subscriber: SubscriberClient, request: PushSubscription) -> None:
    try:
        subscriber.create_subscription(request=request)
    except AlreadyExists:
        subscriber.modify_push_config(subscription=request.name, push_config=request.push_config)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulators.topics", description=__doc__)
    parser.add_argument("--base", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
    arguments = parser.parse_args()
    load_all()
    create(os.environ["GOOGLE_CLOUD_PROJECT"], arguments.base)
    print(f"{len(_topics())} topics, {len(_all())} subscriptions pushed to {arguments.base}")


if __name__ == "__main__":
    main()
