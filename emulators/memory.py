"""The product in memory, with a clock that goes where it is told: there the demo hotel lives what it has behind it.

Decisions, commits, journal and handlers are the product's own; only store, bus, accounts and clock are in memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.people import Actor
from shared.domain.refusals import Refusal
from shared.runtime import tenancy
from shared.runtime.bus.memory import Delivery as Try
from shared.runtime.bus.memory import MemoryBus
from shared.runtime.bus.port import Message
from shared.runtime.cloud import Cloud, use
from shared.runtime.events_in import Delivery, receive
from shared.runtime.execution import Call, Contended, execute, view_of
from shared.runtime.files.memory import MemoryFiles
from shared.runtime.jobs import run
from shared.runtime.journal import Reply
from shared.runtime.place import Place
from shared.runtime.problems import Problem
from shared.runtime.routes import ROUTES, Route
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import StoreError
from shared.runtime.subscriptions import job_topic
from shared.runtime.units import TryAgain, Units
from shared.runtime.work import View, Work

T = TypeVar("T")


class _Nobody:
    """Nobody asks here over HTTP."""


@dataclass
class Memory:
    """`does` is a command of somebody, `runs` a job; afterwards every event has reached its handlers."""

    place: Place
    now: datetime
    store: MemoryStore
    bus: MemoryBus
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def does(self, actor: Actor, name: str, decide: Callable[[Work], T]) -> T:
        """Have somebody do what the function of that name decides. Raises Refusal."""
        said: list[T] = []

        def decided(work: Work) -> Reply:
            said[:] = [decide(work)]
            return Reply(status=200)

        execute(self._call(actor, name), decided)
        self.bus.deliver_all()
        return said[0]

    def runs(self, actor: Actor, job: Callable[[Units], None]) -> None:
        job(Units(self._call(actor, job.__name__)))
        self.bus.deliver_all()

    def view(self, actor: Actor) -> View:
        return view_of(self.place, actor)

    def _call(self, actor: Actor, name: str) -> Call:
        entry = f"lived-{next(self._numbers)}"
        context = ROUTES[name].context
        kind = ROUTES[name].kind
        return Call(
            "job" if kind == "job" else "command", name, context, entry, actor, self.place, entry, entry, "", ""
        )


@contextmanager
def remembering(place: Place, now: datetime, seed: int) -> Iterator[Memory]:
    """Stand on an empty cloud in memory, where every context hears what it handles."""
    made: list[Memory] = []
    store = MemoryStore(lambda: made[0].now if made else now)
    memory = Memory(place, now, store, MemoryBus(seed, duplicates=0, longest_delay=0, max_attempts=50))
    made.append(memory)
    subscribe(memory.bus)
    here = Cloud(store, memory.bus, _Nobody(), lambda: memory.now, files=MemoryFiles())  # type: ignore[arg-type]
    tenancy.memory.clear()
    with accounts.use(MemoryAccounts("demo-memory")), use(here):
        yield memory
    tenancy.memory.clear()


def subscribe(bus: MemoryBus, of: Callable[[Route], bool] = lambda _: True) -> None:
    """Subscribe every context, or those functions that are chosen, to the events they handle, as the function map says."""
    groups: dict[tuple[str, str], list[Route]] = {}
    for route in ROUTES.values():
        if route.kind == "handler" and route.event is not None and of(route):
            groups.setdefault((route.context, route.event.subject), []).append(route)
    for (_, subject), handlers in sorted(groups.items()):
        bus.subscribe(subject, _pushed(partial(receive, handlers)))


def subscribe_jobs(bus: MemoryBus) -> None:
    """Have what the schedules of jobs publish run in each property, as Pub/Sub pushes it."""
    for route in sorted((route for route in ROUTES.values() if route.kind == "run"), key=lambda route: route.job):
        bus.subscribe(job_topic(route.job), _pushed(partial(run, route, request_id="")))


def _pushed(take: Callable[[Delivery], None]) -> Callable[[Message, Try], bool]:
    """Return an endpoint that takes a message where nothing is raised; what is a mistake of ours is heard by the caller."""

    def push(message: Message, this: Try) -> bool:
        try:
            take(Delivery(message.data.decode(), message.attributes, message.ordering_key, this.attempt))
        except (Problem, Refusal, TryAgain, Contended, StoreError):
            return False
        return True

    return push
