"""Reservations that another service owns and tells of by event: settled as if it had sent them in bulk.

What we publish ourselves is none of this, nor is a stay of a PMS that is connected here: that alone is believed about it,
and who else tells of it is refused, which parks the event where people see it (docs/decisions/told-by-event.md).
"""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError

from shared.domain.guests import Guest
from shared.domain.ids import GuestId, StayId, derived_id
from shared.domain.pms import Connection
from shared.domain.refusals import NOT_FOUND, Rule
from shared.domain.stays import (
    BookedGuest,
    Booking,
    GuestCheckedIn,
    GuestCheckedOut,
    GuestDidNotCome,
    GuestLeftEarly,
    ReservationCancelled,
    ReservationConfirmed,
    ReservationEvent,
    ReservationModified,
    RoomMoved,
    Source,
    Stay,
    StayStatus,
    version_at,
)
from shared.flows.settling import settle_booking
from shared.runtime.envelope import Envelope
from shared.runtime.routes import handler_of_others
from shared.runtime.work import Work

NOT_OURS = Rule("MELMASTOON.STAYS.OWNED_BY_PMS", 409, "The PMS owns the stay, and it alone is believed about it.")

_STAY_ID: TypeAdapter[str] = TypeAdapter(StayId)
_GUEST_ID: TypeAdapter[str] = TypeAdapter(GuestId)


@handler_of_others(ReservationConfirmed)
def settle_when_told_that_reservation_is_confirmed(event: ReservationConfirmed, work: Work) -> None:
    """Promise the room to a reservation that another service owns."""
    _settle(work, event, StayStatus.CONFIRMED)


@handler_of_others(ReservationModified)
def settle_when_told_that_reservation_is_modified(event: ReservationModified, work: Work) -> None:
    """Believe what another service says of a reservation that it owns."""
    _settle(work, event, event.status)


@handler_of_others(ReservationCancelled)
def settle_when_told_that_reservation_is_cancelled(event: ReservationCancelled, work: Work) -> None:
    _settle(work, event, StayStatus.CANCELLED)


@handler_of_others(GuestDidNotCome)
def settle_when_told_that_guest_did_not_come(event: GuestDidNotCome, work: Work) -> None:
    _settle(work, event, StayStatus.NO_SHOW)


@handler_of_others(GuestCheckedIn)
def settle_when_told_that_guest_checked_in(event: GuestCheckedIn, work: Work) -> None:
    """Have the guest in the room whom another service checked in."""
    _settle(work, event, StayStatus.CHECKED_IN)


@handler_of_others(GuestCheckedOut)
def settle_when_told_that_guest_checked_out(event: GuestCheckedOut, work: Work) -> None:
    """Empty the room of the guest whom another service checked out."""
    _settle(work, event, StayStatus.CHECKED_OUT)


@handler_of_others(GuestLeftEarly)
def settle_when_told_that_guest_left_early(event: GuestLeftEarly, work: Work) -> None:
    """Empty the room, where the check-out beside this event was not heard yet."""
    _settle(work, event, StayStatus.CHECKED_OUT)


@handler_of_others(RoomMoved)
def settle_when_told_that_guest_moved(event: RoomMoved, work: Work) -> None:
    """Have the guest in the other room, from when the event occurred."""
    _settle(work, event, event.status)


def _settle(work: Work, event: ReservationEvent, status: StayStatus) -> None:
    """Settle what another service tells. Raises NOT_OURS, or NOT_FOUND for a guest of whom nobody said the name yet."""
    if work.heard is None:
        raise RuntimeError("told by nobody")
    stay_id = _id_of(_STAY_ID, "rsv", work.heard, event.reservation_id)
    stay = work.find(Stay, stay_id)
    _check_owner(work, stay)
    if not _is_overtaken(work.heard, stay):
        settle_booking(_booking(work, work.heard, event, status, stay_id, stay), work)


def _check_owner(work: Work, stay: Stay | None) -> None:
    owner = stay.source.vendor if stay is not None and stay.source is not None else None
    if stay is not None and owner is not None and work.find(Connection, owner) is not None:
        raise NOT_OURS.refuse(f"{owner} owns {stay.stay_id}; tell it there.", stay_id=stay.stay_id, vendor=owner)


def _is_overtaken(heard: Envelope, stay: Stay | None) -> bool:
    """Whether what has happened to the stay since is known here, from somebody else: its own versions tell the rest apart."""
    if stay is None or (stay.source is not None and stay.source.vendor == heard.teller):
        return False
    known = [at for at in (stay.checked_in_at, stay.checked_out_at) if at is not None]
    return any(_moment(heard) < at for at in known)


def _booking(
    work: Work, heard: Envelope, event: ReservationEvent, status: StayStatus, stay_id: str, stay: Stay | None
) -> Booking:
    moment = min(_moment(heard), work.now)
    begun = status in (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT)
    version = f"{max(heard.revision, 0):012d} {version_at(_moment(heard))}"
    return Booking(
        stay_id=stay_id,
        status=status,
        guest=_guest(work, heard, event, stay),
        room_id=event.room_id,
        room_type=event.room_type,
        party=event.party,
        arrival_at=event.arrival_at,
        departure_at=event.departure_at,
        checked_in_at=(event.checked_in_at or _when_came(stay) or moment) if begun else None,
        checked_out_at=(event.checked_out_at or moment) if status is StayStatus.CHECKED_OUT else None,
        in_room_since=moment if isinstance(event, RoomMoved) and status is StayStatus.CHECKED_IN else None,
        source=Source(vendor=heard.teller, external_id=event.reservation_id, version=version),
    )


def _guest(work: Work, heard: Envelope, event: ReservationEvent, stay: Stay | None) -> BookedGuest:
    """Return who it is. An event names nobody: their name is in the stay, or in the profile."""
    guest_id = _id_of(_GUEST_ID, "gst", heard, event.guest_id)
    name = stay.guest_name if stay is not None and stay.guest_id == guest_id else None
    if name is None:
        known = work.find(Guest, guest_id)
        if known is None:
            raise NOT_FOUND.refuse(
                f"Nobody said yet who {event.guest_id} is; send {event.reservation_id} in bulk, and replay this.",
                id=guest_id,
                reservation_id=event.reservation_id,
            )
        name = known.name
    return BookedGuest(guest_id=guest_id, name=name, language=event.language, vip=event.vip)


def _id_of(kind: TypeAdapter[str], prefix: str, heard: Envelope, said: str) -> str:
    """Return our id for what is named: ours as it is, another one as a list in bulk from the same service would have it."""
    try:
        return kind.validate_python(said)
    except ValidationError:
        return derived_id(prefix, heard.teller, said)


def _when_came(stay: Stay | None) -> datetime | None:
    return stay.checked_in_at if stay is not None else None


def _moment(heard: Envelope) -> datetime:
    """Return when it occurred; a service that names no zone means UTC."""
    at = heard.occurred_at
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
