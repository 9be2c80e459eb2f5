"""What Mews keeps: resources, categories, reservations, customers, blocks, in Mews' own words.

Frozen: the ledger replaces them. How they look on the wire is `wire.py`'s business.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias, get_args
from uuid import NAMESPACE_DNS, UUID, uuid5

ResourceState: TypeAlias = Literal["Dirty", "Clean", "Inspected", "OutOfService", "OutOfOrder"]
ReservationState: TypeAlias = Literal[
    "Inquired", "Confirmed", "Started", "Processed", "Canceled", "Optional", "Requested"
]
CancellationReason: TypeAlias = Literal["Other", "NoShow", "RequestedByGuest", "BookedElsewhere", "InputError"]
BlockType: TypeAlias = Literal["OutOfOrder", "InternalUse"]

RESOURCE_STATES: dict[str, ResourceState] = {state: state for state in get_args(ResourceState)}
RESERVATION_STATES: dict[str, ReservationState] = {state: state for state in get_args(ReservationState)}
BLOCK_TYPES: dict[str, BlockType] = {kind: kind for kind in get_args(BlockType)}

_NAMESPACE = uuid5(NAMESPACE_DNS, "mews.stand-in.invalid")


@lru_cache(4096)
def identify(*parts: str) -> str:
    """Derive the UUID that something always has, from what it is."""
    return str(uuid5(_NAMESPACE, "/".join(parts)))


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends belong to it. Mews docs: guidelines/serialization.md, "Datetimes"."""

    start: datetime
    end: datetime

    def holds(self, instant: datetime | None) -> bool:
        return instant is not None and self.start <= instant <= self.end

    def meets(self, start: datetime, end: datetime) -> bool:
        return self.start <= end and start <= self.end


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    code: str
    name: str
    ordering: int
    capacity: int
    extra_capacity: int
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Assignment:
    """A resource is of a category."""

    id: str
    resource_id: str
    category_id: str
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Service:
    id: str
    name: str
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Resource:
    """`state` is never OutOfOrder: that follows from blocks. `idle_since`: last left by a guest or by a cleaner."""

    id: str
    name: str
    floor: str
    location_notes: str
    category_id: str
    state: ResourceState
    idle_since: datetime
    created: datetime
    updated: datetime
    state_reason: str | None = None
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    number: str
    first_name: str
    last_name: str
    sex: str | None
    language_code: str | None
    nationality_code: str | None
    email: str | None
    phone: str | None
    notes: str
    classifications: tuple[str, ...]
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Reservation:
    id: str
    number: str
    customer_id: str
    state: ReservationState
    category_id: str
    resource_id: str | None
    scheduled_start: datetime
    scheduled_end: datetime
    adults: int
    children: int
    purpose: str
    origin: str
    created: datetime
    updated: datetime
    actual_start: datetime | None = None
    actual_end: datetime | None = None
    cancelled: datetime | None = None
    cancellation_reason: CancellationReason | None = None

    @property
    def start(self) -> datetime:
        """Mews docs: operations/reservations.md: `StartUtc` is the check-in time "if it's earlier than scheduled"."""
        return min(self.scheduled_start, self.actual_start or self.scheduled_start)

    @property
    def holds_its_room(self) -> bool:
        return self.state in {"Confirmed", "Optional", "Started"}


@dataclass(frozen=True, slots=True)
class Block:
    id: str
    resource_id: str
    type: BlockType
    start: datetime
    end: datetime
    name: str
    notes: str | None
    created: datetime
    updated: datetime
    deleted: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.deleted is None

    def covers(self, instant: datetime) -> bool:
        return self.is_active and self.start <= instant < self.end


def utc(instant: datetime) -> str:
    """Write an instant as Mews does. Mews docs: guidelines/serialization.md: `YYYY-MM-DDThh:mm:ssZ`."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def whole_second(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


ONE_SECOND = timedelta(seconds=1)
