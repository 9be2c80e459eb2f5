"""A hotel and its Mews, both in memory: the ground with the demo hotel's rooms, connected to the stand-in.

What the stand-in sends goes through the real webhook; what we ask goes through the real adapter. Time is the ground's.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import httpx

import functions.housekeeping.main
import functions.operations.main
import functions.pms.main
from emulators.demo import DemoHotel, demo_hotel
from emulators.pms.mews import AT_ONCE, DEMO_CREDENTIALS, MewsStandIn, RequestLimit, Rules, WebhookSettings
from emulators.pms.mews.saving import saved
from shared.domain.pms import Connection, Drift, Notice, PmsRoom
from shared.domain.rooms import Cleaning, Room
from shared.runtime.bus.port import Message
from shared.runtime.cloud import cloud
from shared.runtime.parking import DeadLetter
from shared.runtime.secrets import SecretMissing
from shared.runtime.store.port import Snapshot
from tests.ground import Ground, ground

assert functions.pms.main.pms
assert functions.housekeeping.main
assert functions.operations.main

DAY = date(2026, 6, 15)
HOTEL = demo_hotel(DAY)
OURS = "https://bridge.invalid"
SECRETS = {
    "pms_demo_demo-hotel_mews-client-token": DEMO_CREDENTIALS.client_token,
    "pms_demo_demo-hotel_mews-access-token": DEMO_CREDENTIALS.access_token,
}
MEWS = {
    "vendor": "mews",
    "base_url": "http://mews.invalid",
    "secrets": {"client_token": "mews-client-token", "access_token": "mews-access-token"},
}


class Died(BaseException):
    """The process is gone, between any two steps: nothing that would have come next comes."""


@dataclass
class KnownSecrets:
    known: dict[str, str]

    def read(self, name: str) -> str:
        if name not in self.known:
            raise SecretMissing(name)
        return self.known[name]


@dataclass
class Bridge:
    ground: Ground
    mews: MewsStandIn
    secrets: KnownSecrets
    webhook: str = ""

    def connect(self, **how: Any) -> Any:
        """Connect as a manager would, tell Mews where to send notices, and let the first sweep run."""
        made = self.ground.data("PUT", "pms", {**MEWS, **how})
        self.webhook = made["webhook_path"] or self.webhook
        self.mews.webhooks.url = OURS + self.webhook
        self.ground.deliver()
        return made

    def send(self, url: str, body: bytes) -> int:
        """Take a message of the PMS; 0 where nobody answers, for our process died over it."""
        try:
            return self.ground.call("POST", url.removeprefix(OURS), body, by=None).status_code
        except Died:
            return 0

    def settle(self) -> None:
        """Let notices come and events be handled, until neither is left."""
        while self.mews.tick() + self.ground.deliver():
            pass

    def wait(self, seconds: float) -> None:
        """Let time pass, five seconds at a time, with everything that comes of it; Pub/Sub too waits between tries."""
        for _ in range(0, int(seconds), 5):
            self.ground.pass_time(seconds=5)
            self.mews.tick()
            for _ in range(self.ground.bus.pending):
                self.ground.bus.deliver()

    def sweep(self) -> None:
        self.ground.data("POST", "pms/reconcile", {})
        self.ground.deliver()

    def row(self, room_id: str) -> Room:
        return self.ground.get(Room, room_id)

    def known(self, room_id: str) -> PmsRoom:
        return self.ground.get(PmsRoom, room_id)

    def clean(self, room_id: str, status: Cleaning | str) -> None:
        """Flip a room as a supervisor, through housekeeping's own command."""
        body = {"status": status, "reason": "a test says so"}
        self.ground.data("POST", f"/api/v1/housekeeping/rooms/{room_id}/status", body)

    def pushes(self) -> int:
        return self.mews.requests.count("resources/update")

    def drift(self, room_id: str) -> Drift | None:
        return self.ground.find(Drift, room_id)

    def connection(self) -> Connection:
        return self.ground.get(Connection, "mews")

    def parked(self) -> list[DeadLetter]:
        return [letter for letter in self.ground.all(DeadLetter) if letter.status == "parked"]

    def notices(self) -> list[Notice]:
        return self.ground.all(Notice)

    def vacant(self, state: str = "Inspected") -> str:
        """Return a room nobody is in or expected in, that Mews shows so."""
        taken = {
            self.mews.desk.room_number(one.resource_id) for one in self.mews.desk.reservations() if one.holds_its_room
        }
        return next(
            room.number
            for room in HOTEL.rooms
            if room.number not in taken and self.mews.desk.room_state(room.number) == state
        )


def rooms_of(hotel: DemoHotel) -> list[Room]:
    return [
        Room(room_id=room.number, number=room.number, floor=room.floor, wing=room.wing, room_type=room.type)
        for room in hotel.rooms
    ]


@dataclass(frozen=True)
class Foundation:
    """What is there when the hotel has just been connected: that takes a second, and is the same whatever comes after."""

    kept: Sequence[Snapshot]
    published: Sequence[Message]
    luck: tuple[int, Any]  # the bus's step and the state of its dice
    said: int  # ids given out
    webhook: str

    @classmethod
    def of(cls, stands: Bridge) -> Foundation:
        ground = stands.ground
        assert not ground.bus.pending
        assert not ground.bus.dead
        luck = (ground.bus._step, ground.bus._random.getstate())
        said = int(ground.new_ulid().removeprefix("01J"))
        return cls(ground.store.everything(), tuple(ground.bus.published), luck, said, stands.webhook)

    def carry(self, stands: Bridge, seed: int) -> None:
        """Have it there. Whoever stands on another seed than the foundation has other luck from now on."""
        ground = stands.ground
        ground.store.load(self.kept)
        ground.bus.published = list(self.published)
        if seed == 0:
            ground.bus._step, dice = self.luck
            ground.bus._random.setstate(dice)
        ground.numbers = itertools.count(self.said)
        stands.webhook = self.webhook
        stands.mews.webhooks.url = OURS + self.webhook


@cache
def _connected() -> Foundation:
    with bridge() as stands:
        before = saved(stands.mews.ledger)
        stands.connect()
        assert saved(stands.mews.ledger) == before, "connecting changes nothing at the PMS, or it cannot be left out"
        return Foundation.of(stands)


@contextmanager
def bridge(
    seed: int = 0,
    *,
    webhooks: WebhookSettings = AT_ONCE,
    rules: Rules | None = None,
    limit: RequestLimit | None = None,
    connect: Mapping[str, Any] | None = None,
) -> Iterator[Bridge]:
    """Stand on both. `connect` {} or settings connects; None leaves it to the test.

    Connecting moves nothing at the PMS and no notice, so it is the same under all rules and however badly notices come.
    """
    foundation = _connected() if connect == {} and limit is None else None
    with ground(seed) as stands:
        made: list[Bridge] = []
        mews = MewsStandIn(
            HOTEL,
            clock=lambda: stands.now,
            rules=rules,
            webhooks=webhooks,
            limit=limit,
            seed=seed,
            send=lambda url, body: made[0].send(url, body),  # noqa: PLW0108 - made below
            sleep=lambda _: None,
        )
        secrets = KnownSecrets(dict(SECRETS))
        cloud().transport = httpx.WSGITransport(app=mews.wsgi)
        cloud().secrets = secrets
        made.append(Bridge(stands, mews, secrets))
        if foundation is not None:
            foundation.carry(made[0], seed)
        else:
            stands.put(*rooms_of(HOTEL))
            if connect is not None:
                made[0].connect(**connect)
                mews.requests.forget()
        yield made[0]
