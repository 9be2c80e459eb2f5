"""What the bridge asks of a vendor, in our words. One class per vendor implements it; the contract test holds them to it.

Every call may raise TryAgain (it passes) or Refusal (it does not); every reading call may be made as often as one likes,
and every writing one brings about a state, so that making it twice is making it once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import ClassVar, Protocol

from functions.pms.line import Line, Pace
from shared.domain.pms import Condition, Report
from shared.domain.refusals import Rule
from shared.domain.stays import Booking

NOT_A_NOTICE = Rule("MELMASTOON.PMS.NOT_A_NOTICE", 422, "This is not a notice of that PMS.")


@dataclass(frozen=True)
class Heard:
    """What a notice names, each once: ids of the vendor. `garbled` are parts that could not be read."""

    reservations: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    garbled: tuple[str, ...] = ()

    def __add__(self, other: Heard) -> Heard:
        """Return what both name, each once."""
        both = {one.name: dict.fromkeys(getattr(self, one.name) + getattr(other, one.name)) for one in fields(self)}
        return Heard(**{name: tuple(ids) for name, ids in both.items()})


@dataclass(frozen=True)
class Enterprise:
    """The hotel as the vendor knows it. `types` are room types by the vendor's id of them."""

    id: str
    name: str
    zone: str
    services: tuple[str, ...]
    types: Mapping[str, str]


@dataclass(frozen=True)
class House:
    """What a vendor's words need to become ours: which resource is which room, which services are stays."""

    enterprise_id: str = ""
    services: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """Reservations as bookings; those that could not be translated with the reason, by the vendor's id.

    `newest` is the latest change among them, by the vendor's clock.
    """

    bookings: tuple[Booking, ...] = ()
    garbled: Mapping[str, str] = field(default_factory=dict)
    newest: datetime | None = None

    def __add__(self, other: Found) -> Found:
        """Return both; of a reservation that is in both, what was fetched later."""
        bookings = {booking.stay_id: booking for booking in (*self.bookings, *other.bookings)}
        moments = [moment for moment in (self.newest, other.newest) if moment is not None]
        return Found(tuple(bookings.values()), {**self.garbled, **other.garbled}, max(moments, default=None))


@dataclass(frozen=True)
class BlockWanted:
    """`marker` is our block's id: the vendor keeps it with the block, so that asking twice finds the first."""

    resource_id: str
    marker: str
    name: str
    from_at: datetime
    until_at: datetime


class Vendor(Protocol):
    """`secret_names` are the credentials it needs; `hosts` are the vendor's own, the only ones they are sent to."""

    name: ClassVar[str]
    secret_names: ClassVar[tuple[str, ...]]
    hosts: ClassVar[tuple[str, ...]]
    pace: ClassVar[Pace]

    def __init__(self, line: Line, house: House) -> None: ...

    def interpret(self, body: str) -> Heard:
        """Say what a notice names. Pure. Raises Refusal NOT_A_NOTICE."""

    def enterprise(self) -> Enterprise: ...

    def rooms(self, resource_ids: Collection[str] | None = None) -> list[Report]:
        """Return these rooms, or all."""

    def blocked_rooms(self, block_ids: Collection[str]) -> list[str]:
        """Return the resource ids of the rooms that these blocks are on, ended ones included."""

    def reservations(self, external_ids: Collection[str]) -> Found: ...

    def reservations_of(self, guest_ids: Collection[str], since: datetime, until: datetime) -> Found:
        """Return the reservations of these guests that touch this time."""

    def reservations_touching(self, since: datetime, until: datetime) -> Found: ...

    def reservations_changed(self, since: datetime, until: datetime) -> Found:
        """Return what changed in this time, by the vendor's clock; a change of its guest is one of a reservation."""

    def in_house(self, at: datetime) -> Found: ...

    def set_condition(self, resource_id: str, condition: Condition) -> None: ...

    def block(self, wanted: BlockWanted) -> str:
        """Put the room out of order and return the vendor's id of the block; the first one's where it is there."""

    def unblock(self, external_id: str) -> None:
        """Take our block off, if it is still there."""
