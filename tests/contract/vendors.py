"""What the contract test needs of each vendor's stand-in. To add a vendor, add its class to `STANDINS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import httpx

from emulators.demo import demo_hotel
from emulators.pms.mews import DEMO_CREDENTIALS, Fault, MewsStandIn
from functions.pms.line import TIMEOUT, Line
from functions.pms.vendors import VENDORS
from functions.pms.vendors.port import House, Vendor
from shared.domain.pms import map_rooms

NOON = datetime(2026, 6, 15, 7, 30, tzinfo=UTC)  # 12:00 in Kabul
HOTEL = demo_hotel(NOON.date())


class StandIn(Protocol):
    """A vendor's stand-in with the demo hotel in it, as the contract test drives it."""

    notices: list[str]

    def line(self, **secrets: str) -> Line: ...

    def clock(self) -> datetime: ...

    def pass_time(self, seconds: float) -> None: ...

    def check_out(self, room: str) -> None: ...

    def state(self, room: str) -> str:
        """Return the condition it shows, in our words."""

    def fail(self, kind: str, *, requests: int = 1, after: float | None = None) -> None:
        """Have requests fail: "too_many", "broken", "down", "silent" (no connection), "refused" or "unreadable"."""

    def blocks_made(self) -> int: ...


@dataclass
class OurMews:
    """Mews: the stand-in in `emulators/pms/mews`."""

    def __post_init__(self) -> None:
        self.now = NOON
        self.notices: list[str] = []
        self.mews = MewsStandIn(HOTEL, clock=self.clock, webhook_url="https://bridge.invalid", send=self._hear)

    def _hear(self, _: str, body: bytes) -> int:
        self.notices.append(body.decode())
        return 200

    def line(self, **secrets: str) -> Line:
        known = {"client_token": DEMO_CREDENTIALS.client_token, "access_token": DEMO_CREDENTIALS.access_token}
        client = httpx.Client(transport=httpx.WSGITransport(app=self.mews.wsgi), timeout=TIMEOUT)
        return Line("http://mews.invalid", {**known, **secrets}, client, VENDORS["mews"].pace)

    def clock(self) -> datetime:
        return self.now

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def check_out(self, room: str) -> None:
        self.mews.desk.check_out(room=room)
        self.mews.tick()

    def state(self, room: str) -> str:
        words = {"OutOfService": "out_of_service", "OutOfOrder": "out_of_order"}
        state = self.mews.desk.room_state(room)
        return words.get(state, state.lower())

    def fail(self, kind: str, *, requests: int = 1, after: float | None = None) -> None:
        kinds = {"silent": "refuse_connection", "unreadable": "bad_request"}
        seconds = None if after is None else int(after)
        self.mews.faults.set(Fault(kinds.get(kind, kind), requests=requests, retry_after=seconds))  # type: ignore[arg-type]

    def blocks_made(self) -> int:
        return self.mews.requests.count("resourceBlocks/add")


STANDINS: dict[str, Callable[[], StandIn]] = {"mews": OurMews}


def meet(name: str, stand_in: StandIn) -> Vendor:
    """Return the vendor's adapter, knowing the house as a connection would."""
    kind = VENDORS[name]
    line = stand_in.line()
    stranger = kind(line, House())
    enterprise = stranger.enterprise()
    rooms = map_rooms(stranger.rooms(), {room.number: room.number for room in HOTEL.rooms})
    return kind(line, House(enterprise.id, enterprise.services, enterprise.types, rooms.stays))
