"""The live row: what is going on in room N. One document per room, from the day the hotel has it until it is archived.

Occupancy, the guest's flag and cleaning are three independent facts; never one enum.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from shared.domain.documents import Document, Value
from shared.domain.events import Event
from shared.domain.ids import RoomId


class Occupancy(StrEnum):
    VACANT = "vacant"
    OCCUPIED = "occupied"


class GuestFlag(StrEnum):
    """One at a time (FIAS RS8-10, OPERA)."""

    NONE = "none"
    DO_NOT_DISTURB = "do_not_disturb"
    MAKE_UP_ROOM = "make_up_room"
    SERVICE_DECLINED = "service_declined"


class Cleaning(StrEnum):
    CLEAN = "clean"
    DIRTY = "dirty"
    CLEANING = "cleaning"
    CLEANED = "cleaned"
    INSPECTED = "inspected"
    READY = "ready"
    OUT_OF_ORDER = "out_of_order"
    OUT_OF_SERVICE = "out_of_service"


class BlockKind(StrEnum):
    CLEANING = "cleaning"
    INSPECTION = "inspection"
    MAINTENANCE = "maintenance"
    OOS = "oos"


class DiscrepancyKind(StrEnum):
    """skip: front office occupied, housekeeping saw it vacant; sleep: the reverse; person: head count differs."""

    SKIP = "skip"
    SLEEP = "sleep"
    PERSON = "person"


class Occupant(Value):
    """The stay that is in the room. Never a name: those stand in stays/ and guests/ only."""

    stay_id: str
    guest_id: str
    checked_in_at: datetime
    check_out_at: datetime
    party: int = 1
    vip: bool = False
    language: str | None = None


class Expected(Value):
    """A stay that this room is promised to."""

    stay_id: str
    guest_id: str
    expected_at: datetime
    vip: bool = False


class Flag(Value):
    value: GuestFlag = GuestFlag.NONE
    since: datetime | None = None


class CleaningState(Value):
    status: Cleaning = Cleaning.DIRTY
    since: datetime | None = None


class Block(Value):
    """Out of order (`maintenance`) leaves inventory, out of service (`oos`) does not; cleaning returns to `returns_to`."""

    block_id: str
    kind: BlockKind
    reason: str
    from_at: datetime
    until_at: datetime | None = None
    returns_to: Cleaning = Cleaning.DIRTY


class OpenTicket(Value):
    ticket_id: str
    kind: str
    status: str
    opened_at: datetime


class Observation(Value):
    """What housekeeping saw."""

    occupancy: Occupancy
    party: int | None = None
    at: datetime


class Discrepancy(Value):
    kind: DiscrepancyKind
    detected_at: datetime


class Room(Document):
    """The row. `upcoming` is sorted by `expected_at`: the first is the next arrival; `tickets` are the open ones."""

    collection: ClassVar[str] = "rooms"
    key: ClassVar[str] = "room_id"

    room_id: RoomId
    number: str
    floor: int
    wing: str = ""
    room_type: str = "standard"
    archived: bool = False
    occupancy: Occupancy = Occupancy.VACANT
    stay: Occupant | None = None
    upcoming: tuple[Expected, ...] = ()
    guest_flag: Flag = Flag()
    cleaning: CleaningState = CleaningState()
    blocks: tuple[Block, ...] = ()
    tickets: tuple[OpenTicket, ...] = ()
    temperature_preset: Annotated[float, Field(ge=5, le=40)] | None = None
    observation: Observation | None = None
    discrepancy: Discrepancy | None = None

    @property
    def next_arrival(self) -> Expected | None:
        return self.upcoming[0] if self.upcoming else None

    def belongs_to(self, room_id: str, stay_id: str) -> bool:
        return self.room_id == room_id and self.stay is not None and self.stay.stay_id == stay_id

    def announcements(self, before: Self | None) -> Sequence[Event]:  # noqa: ARG002 - the feed carries the whole row
        return (RoomStateChanged(room_id=self.room_id, room=self.model_dump(mode="json")),)


class RoomStateChanged(Event):
    """The whole row as it became; the feed for services that mirror rooms."""

    subject: ClassVar[str] = "melmastoon.room.state.changed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    room: dict[str, object]


class GuestFlagChanged(Event):
    """The flag became another one. `stay_id` is None where it ended with the stay."""

    subject: ClassVar[str] = "melmastoon.room.guest_flag.changed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    flag: GuestFlag
    previous: GuestFlag
    stay_id: str | None = None


class OccupancyChanged(Event):
    """Somebody moved in or out. `stay_id` and `guest_id` are those of who came, or of who left."""

    subject: ClassVar[str] = "melmastoon.room.occupancy.changed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    occupancy: Occupancy
    stay_id: str
    guest_id: str
    check_out_at: datetime | None = None


class DiscrepancyDetected(Event):
    """Housekeeping saw something else than the front office believes."""

    subject: ClassVar[str] = "melmastoon.room.discrepancy.detected.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    kind: DiscrepancyKind
    occupancy: Occupancy
    seen_occupancy: Occupancy
    party: int | None = None
    seen_party: int | None = None


class DiscrepancyResolved(Event):
    subject: ClassVar[str] = "melmastoon.room.discrepancy.resolved.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    kind: DiscrepancyKind
    detected_at: datetime


class RoomStatusChanged(Event):
    """Cleaning became another. `override`: a supervisor flipped it beside the steps, which audits look for."""

    subject: ClassVar[str] = "melmastoon.housekeeping.room.status_changed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    status: Cleaning
    previous: Cleaning
    reason: str = ""
    override: bool = False


class RoomArchived(Event):
    """The property has the room no more. Also consumed: property-service may be who says so."""

    subject: ClassVar[str] = "melmastoon.property.room.archived.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
