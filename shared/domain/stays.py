"""Reservations and stays: one document from the first request until the guest has left.

A Booking is what somebody says of a reservation: a PMS, an import, or the desk itself. A Stay is what we know of it.
`hear` makes the one from the other, and is the only thing that does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic.alias_generators import to_camel

from shared.domain.documents import Document, Value
from shared.domain.events import Event
from shared.domain.ids import GuestId, StayId
from shared.domain.privacy import AboutGuest, blank
from shared.domain.refusals import Rule
from shared.domain.words import Instant, Told, ToldText


class StayStatus(StrEnum):
    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


LONGEST = timedelta(days=730)
"""Nobody stays longer without a new contract; what says so is a date that was mistyped, or stands for "without end"."""

OVER = frozenset({StayStatus.CHECKED_OUT, StayStatus.CANCELLED, StayStatus.NO_SHOW})

TRANSITIONS: dict[StayStatus, frozenset[StayStatus]] = {
    StayStatus.TENTATIVE: frozenset({StayStatus.CONFIRMED, StayStatus.CANCELLED}),
    StayStatus.CONFIRMED: frozenset({StayStatus.CHECKED_IN, StayStatus.CANCELLED, StayStatus.NO_SHOW}),
    StayStatus.CHECKED_IN: frozenset({StayStatus.CHECKED_OUT, StayStatus.CONFIRMED}),
    StayStatus.CHECKED_OUT: frozenset({StayStatus.CHECKED_IN}),
    StayStatus.CANCELLED: frozenset({StayStatus.CONFIRMED}),
    StayStatus.NO_SHOW: frozenset({StayStatus.CONFIRMED, StayStatus.CHECKED_IN}),
}
"""What the desk may do. A PMS is believed whatever it says: between two of its notices anything may have happened."""

NOT_FROM_HERE = Rule("MELMASTOON.STAYS.STATUS_NOT_ALLOWED", 409, "The stay cannot become that from what it is.")
OVER_ALREADY = Rule("MELMASTOON.STAYS.OVER", 409, "The stay is over.")


class Source(Value):
    """The system that owns the reservation, its id there, and what of it we know.

    `version` is text that sorts as the vendor's changes do: `version_at` of its time of change, or a zero-padded count.
    `digest` is ours: it tells a repeated notice from a change that came within one tick of the vendor's clock.
    """

    vendor: Told
    external_id: Told
    version: Told
    digest: Told = ""


class BookedGuest(Value):
    guest_id: GuestId
    name: Told
    language: Told | None = None
    email: Told | None = None
    phone: Told | None = None
    vip: bool = False


class Booking(Value):
    """What one system says of one reservation now, in nobody's dialect.

    `stay_id` is `derived_id("rsv", vendor, external_id)` where a PMS owns it. `room_id` is the room's number as the
    property has it, ours or not. `departure_at` is the planned check-out. `checked_in_at`, `checked_out_at` and
    `in_room_since` (later than check-in after a room move) are given where the source knows them; while they are
    missing, the arrival, the moment we heard and the check-in stand for them. `source` is None for what was decided here.

    `share_id` is the same for all who share a room by intent; a system that does not say leaves what is known of it.
    """

    stay_id: StayId
    status: StayStatus
    guest: BookedGuest
    room_id: Told | None = None
    room_type: Told | None = None
    party: int = 1
    arrival_at: Instant
    departure_at: Instant
    checked_in_at: Instant | None = None
    checked_out_at: Instant | None = None
    in_room_since: Instant | None = None
    share_id: Told | None = None
    source: Source | None = None

    @property
    def share_key(self) -> str:
        return self.share_id or self.stay_id


class Stay(Document):
    """`departure_at` is the planned check-out; `checked_in_at` and `checked_out_at` are what happened.

    `guest_name` is "" once the guest asked to be forgotten. Two stays share a room by intent if their `share_key` is one:
    who says so takes the key of the other, which need not be written for it.
    """

    collection: ClassVar[str] = "stays"
    key: ClassVar[str] = "stay_id"
    about_guest: ClassVar[AboutGuest] = blank(guest="guest_id", stays=("stay_id",), fields=("guest_name", "language"))

    stay_id: str
    status: StayStatus
    guest_id: str
    guest_name: str
    language: str | None = None
    party: int = 1
    vip: bool = False
    room_id: str | None = None
    room_type: str | None = None
    arrival_at: datetime
    departure_at: datetime
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    in_room_since: datetime | None = None
    share_id: str | None = None
    source: Source | None = None

    @property
    def share_key(self) -> str:
        return self.share_id or self.stay_id

    @property
    def in_house(self) -> bool:
        return self.status is StayStatus.CHECKED_IN

    @property
    def forgotten(self) -> bool:
        return not self.guest_name

    def without_guest(self) -> Self:
        """Return the stay without anything that tells who it was; counts and dates stay, and what comes late is no news."""
        return super().without_guest().but(source=self.source.but(digest="") if self.source else None)

    def as_booking(self) -> Booking:
        """Return what we know, for a decision made here to change."""
        guest = BookedGuest(guest_id=self.guest_id, name=self.guest_name, language=self.language, vip=self.vip)
        facts = {name: getattr(self, name) for name in Booking.model_fields if name not in ("guest", "source")}
        return Booking.model_validate({**facts, "guest": guest})


def wrong_dates(arrival_at: datetime, departure_at: datetime) -> dict[str, str]:
    """Return what cannot be meant of these dates, by field: an end that is not after the beginning, or years after it."""
    if departure_at <= arrival_at:
        return {"departure_at": "must be later than arrival_at"}
    if departure_at - arrival_at > LONGEST:
        return {"departure_at": f"must be within {LONGEST.days} days of arrival_at"}
    return {}


def cannot_be(booking: Booking) -> str:
    """Return in words what cannot be true of a reservation; "" of one that can be, or that is over, whatever its dates.

    A guest in house stays from when they came: who came before their time may leave before it.
    """
    begins = min(booking.arrival_at, booking.checked_in_at or booking.arrival_at)
    wrong = {} if booking.status in OVER else wrong_dates(begins, booking.departure_at)
    return "; ".join(f"{name} {said}" for name, said in wrong.items())


def version_at(changed_at: datetime) -> str:
    """Return a version that sorts by time, of whatever precision and zone the vendor gave."""
    return changed_at.astimezone(UTC).isoformat(timespec="microseconds")


def is_news(booking: Booking, stay: Stay | None) -> bool:
    """Whether a booking tells more than is known: not what is older, and not what was heard before.

    The same version with other facts is believed, for some vendors' clocks tick in seconds; what was decided here since
    is not undone by hearing the same facts again.
    """
    told = booking.source
    known = stay.source if stay else None
    if told is None or known is None or (told.vendor, told.external_id) != (known.vendor, known.external_id):
        return True
    if told.version != known.version:
        return told.version > known.version
    return bool(known.digest) and _digest(booking) != known.digest


def hear(booking: Booking, stay: Stay | None, at: datetime) -> Stay:
    """Return the stay as this booking has it, believed whole. `at` is when we heard."""
    arrived = booking.checked_in_at or booking.arrival_at
    forget = stay is not None and stay.forgotten and booking.status in OVER
    facts: dict[str, Any] = {
        "status": booking.status,
        "guest_id": booking.guest.guest_id,
        "guest_name": "" if forget else booking.guest.name,
        "language": None if forget else booking.guest.language,
        "party": booking.party,
        "vip": booking.guest.vip,
        "room_id": _last_room(booking, stay),
        "room_type": booking.room_type,
        "arrival_at": booking.arrival_at,
        "departure_at": booking.departure_at,
        "checked_in_at": arrived if booking.status in (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT) else None,
        "checked_out_at": _left_at(booking, stay, at) if booking.status is StayStatus.CHECKED_OUT else None,
        "in_room_since": _since(booking, stay, arrived, at) if booking.status is StayStatus.CHECKED_IN else None,
        "share_id": _share(booking, stay),
    }
    if booking.source is not None:
        facts["source"] = booking.source.but(digest="" if forget else _digest(booking))
    if stay is None:
        return Stay.model_validate({**facts, "stay_id": booking.stay_id})
    return stay.but(**facts)


def becoming(stay: Stay, status: StayStatus, at: datetime) -> Booking:
    """Return what is to be told when the desk makes a stay this. Raises Refusal NOT_FROM_HERE."""
    if status not in TRANSITIONS[stay.status]:
        raise NOT_FROM_HERE.refuse(
            f"A stay that is {stay.status} cannot become {status}.",
            stay_id=stay.stay_id,
            status=stay.status,
            attempted=status,
            allowed=sorted(TRANSITIONS[stay.status]),
        )
    told = stay.as_booking().but(status=status)
    if status is StayStatus.CHECKED_OUT:
        return told.but(checked_out_at=at)
    if status is StayStatus.CHECKED_IN and stay.status is not StayStatus.CHECKED_OUT:
        return told.but(checked_in_at=at)
    return told.but(checked_out_at=None, in_room_since=None)


def not_over(stay: Stay, attempted: str) -> Stay:
    """Return the stay if there is still something to decide about it. Raises Refusal OVER_ALREADY."""
    if stay.status in OVER:
        raise OVER_ALREADY.refuse(
            f"The stay is {stay.status}.", stay_id=stay.stay_id, status=stay.status, attempted=attempted
        )
    return stay


def stay_events(before: Stay | None, after: Stay, left: Mapping[str, Departure], zone: tzinfo) -> Iterator[Event]:
    """Say what has become of a stay. `left` is what the rooms that it had look like now, by their id."""
    facts = {name: getattr(after, name) for name in ReservationEvent.model_fields if name in Stay.model_fields}
    facts["reservation_id"] = after.stay_id
    moved_from = before.room_id if before and before.in_house and before.room_id != after.room_id else None
    if moved_from and after.room_id and after.status in (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT):
        yield RoomMoved(**facts, **dict(left.get(moved_from, Departure())), from_room_id=moved_from)
    if before is None or before.status is not after.status:
        yield from _status_events(before, after, facts, left.get(after.room_id or "", Departure()), zone)
    elif changed := [name for name in _changed(before, after) if not (moved_from and name == "roomId")]:
        yield ReservationModified(**facts, changed=tuple(changed))


class Departure(Value):
    """A room that somebody left: who is promised it next, and who is in it already."""

    next_reservation_id: str | None = None
    next_arrival_at: datetime | None = None
    next_vip: bool = False
    occupied_by: str | None = None


class ReservationEvent(Event):
    """What every reservation event says. Ids only; who the guest is stands in guests/."""

    aggregate: ClassVar[str] = "reservation_id"

    reservation_id: str
    guest_id: str
    status: StayStatus
    room_id: str | None = None
    room_type: str | None = None
    arrival_at: datetime
    departure_at: datetime
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    party: int = 1
    vip: bool = False
    language: str | None = None


class ReservationConfirmed(ReservationEvent):
    subject: ClassVar[str] = "melmastoon.reservation.confirmed.v1"


class ReservationModified(ReservationEvent):
    """`changed` names the fields that are not what they were; `status` is among them where a check-in was undone."""

    subject: ClassVar[str] = "melmastoon.reservation.modified.v1"

    changed: tuple[str, ...]


class ReservationCancelled(ReservationEvent):
    subject: ClassVar[str] = "melmastoon.reservation.cancelled.v1"


class GuestCheckedIn(ReservationEvent):
    """Also when a check-out was undone: the guest is in the room after all."""

    subject: ClassVar[str] = "melmastoon.reservation.checked_in.v1"


class Leaving(ReservationEvent):
    """What is known of a room when somebody leaves it: who comes next, and who is in it already, if anybody."""

    next_reservation_id: str | None = None
    next_arrival_at: datetime | None = None
    next_vip: bool = False
    occupied_by: str | None = None


class GuestCheckedOut(Leaving):
    subject: ClassVar[str] = "melmastoon.reservation.checked_out.v1"


class GuestLeftEarly(Leaving):
    """Beside checked_out, when the guest left on an earlier day, by the hotel's calendar, than was planned."""

    subject: ClassVar[str] = "melmastoon.reservation.early_checkout.v1"

    planned_departure_at: datetime


class GuestDidNotCome(ReservationEvent):
    subject: ClassVar[str] = "melmastoon.reservation.no_show.v1"


class RoomMoved(Leaving):
    """A guest in house went to another room; what is said of a room left is said of `from_room_id`."""

    subject: ClassVar[str] = "melmastoon.reservation.room_moved.v1"

    from_room_id: str


class Modification(Event):
    """What somebody in house asks for. Only a `mid_stay_clean` is housekeeping's; `note` is what they said of it."""

    type: Told = ""
    scheduled_for: datetime | None = None
    note: ToldText = ""


class ModificationRequested(Event):
    """From who serves guests outside the house: they would like something of their stay to be otherwise."""

    subject: ClassVar[str] = "melmastoon.reservation.modification.requested.v1"
    aggregate: ClassVar[str] = "reservation_id"

    reservation_id: str
    requested_by: Told = ""
    modification: Modification


_SAID: dict[StayStatus, type[ReservationEvent]] = {
    StayStatus.CONFIRMED: ReservationConfirmed,
    StayStatus.CHECKED_IN: GuestCheckedIn,
    StayStatus.CANCELLED: ReservationCancelled,
    StayStatus.NO_SHOW: GuestDidNotCome,
}
_TOLD_CHANGES = (
    *("status", "guest_id", "guest_name", "language", "party", "vip"),
    *("room_id", "room_type", "arrival_at", "departure_at", "checked_in_at", "share_id"),
)


def _status_events(
    before: Stay | None, after: Stay, facts: dict[str, Any], departure: Departure, zone: tzinfo
) -> Iterator[Event]:
    if after.status is StayStatus.CHECKED_OUT:
        yield GuestCheckedOut(**facts, **dict(departure))
        planned = max(before.departure_at, after.departure_at) if before else after.departure_at
        if after.checked_out_at and after.checked_out_at.astimezone(zone).date() < planned.astimezone(zone).date():
            yield GuestLeftEarly(**facts, **dict(departure), planned_departure_at=planned)
        return
    undone = before is not None and before.status in (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT)
    said = _SAID.get(after.status)
    if said is not None and not (undone and after.status is StayStatus.CONFIRMED):
        yield said(**facts)
    elif before is not None:
        yield ReservationModified(**facts, changed=tuple(_changed(before, after)))


def _changed(before: Stay, after: Stay) -> list[str]:
    return [to_camel(name) for name in _TOLD_CHANGES if getattr(before, name) != getattr(after, name)]


def _left_at(booking: Booking, stay: Stay | None, at: datetime) -> datetime:
    return booking.checked_out_at or (stay.checked_out_at if stay else None) or at


def _since(booking: Booking, stay: Stay | None, arrived: datetime, at: datetime) -> datetime:
    """Return when they came into this room, never before they checked in. A move that nobody dated happened when we saw it."""
    if booking.in_room_since is not None:
        return booking.in_room_since
    if stay is None or not stay.in_house:
        return arrived
    return max(stay.in_room_since or arrived, arrived) if stay.room_id == booking.room_id else at


def _last_room(booking: Booking, stay: Stay | None) -> str | None:
    """Return the room; some vendors take it off a reservation at check-out, and the room stays the one that was used."""
    gone = booking.room_id is None and booking.status is StayStatus.CHECKED_OUT
    return stay.room_id if gone and stay is not None else booking.room_id


def _share(booking: Booking, stay: Stay | None) -> str | None:
    """Return with whom they share. Only the desk takes it back: a system that knows of no sharing says nothing of it."""
    unsaid = booking.source is not None and booking.share_id is None
    return stay.share_id if unsaid and stay is not None else booking.share_id


def _digest(booking: Booking) -> str:
    """Digest what is told. Of who says nothing of sharing it is what it was before that could be said."""
    facts = booking.model_dump_json(exclude={"source"} if booking.share_id else {"source", "share_id"})
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
