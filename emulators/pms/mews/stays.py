"""What may happen to a reservation, and when Mews says no. The desk and the API go through the same doors.

Mews docs: operations/reservations.md, "Start reservation", "Process reservation", "Cancel reservations",
"Service order state". Where the docs fall silent the docstring says so.
"""

from dataclasses import replace
from datetime import datetime

from .entities import CancellationReason, Interval, Reservation, ReservationState
from .ledger import Ledger
from .refusals import RuleViolated

_ALLOWED_IN: dict[str, frozenset[ReservationState]] = {
    "started": frozenset({"Confirmed"}),
    "processed": frozenset({"Started"}),
    "put back to confirmed": frozenset({"Started"}),
    "canceled": frozenset({"Inquired", "Confirmed", "Optional", "Requested"}),
    "moved": frozenset({"Inquired", "Confirmed", "Optional", "Requested", "Started"}),
    "changed": frozenset({"Inquired", "Confirmed", "Optional", "Requested", "Started"}),
}


def start(ledger: Ledger, stay: Reservation) -> Reservation:
    """Check in: confirmed, not for a later day, with an assigned room that is fit and empty."""
    _require(stay, "started")
    if ledger.house.day_of(stay.scheduled_start) > ledger.house.day_of(ledger.now()):
        raise RuleViolated("The reservation starts in the future.")
    if stay.resource_id is None:
        raise RuleViolated("The reservation has no space assigned.")
    _require_fit_and_empty(ledger, stay.resource_id)
    started = ledger.reservations.keep(replace(stay, state="Started", actual_start=ledger.now()))
    if ledger.house.rules.dirty_at_check_in:
        ledger.set_state(stay.resource_id, "Dirty", "Check-in")
    return started


def process(ledger: Ledger, stay: Reservation) -> Reservation:
    """Check out: started, and not sooner than the last day of the planned stay."""
    _require(stay, "processed")
    now = ledger.now()
    if ledger.house.day_of(now) < ledger.house.day_of(stay.scheduled_end):
        raise RuleViolated("The reservation cannot be checked out sooner than the last day of its planned stay.")
    processed = ledger.reservations.keep(replace(stay, state="Processed", actual_end=now))
    _vacate(ledger, stay.resource_id)
    return processed


def undo_start(ledger: Ledger, stay: Reservation) -> Reservation:
    """Take a check-in back: Started becomes Confirmed. The room keeps its state (the docs do not say)."""
    _require(stay, "put back to confirmed")
    return ledger.reservations.keep(replace(stay, state="Confirmed", actual_start=None))


def cancel(ledger: Ledger, stay: Reservation, reason: CancellationReason) -> Reservation:
    """Cancel; a no-show is a cancellation with that reason."""
    _require(stay, "canceled")
    return ledger.reservations.keep(replace(stay, state="Canceled", cancelled=ledger.now(), cancellation_reason=reason))


def assign(ledger: Ledger, stay: Reservation, room_id: str | None) -> Reservation:
    """Give a reservation a room, or none; for a guest in house it is a move, which leaves a room as check-out does."""
    _require(stay, "moved")
    if room_id == stay.resource_id:
        return stay
    if room_id is not None:
        require_free(ledger, stay, room_id, (stay.start, stay.scheduled_end))
    if stay.state != "Started":
        return ledger.reservations.keep(replace(stay, resource_id=room_id))
    return _move_in_house(ledger, stay, room_id)


def reschedule(ledger: Ledger, stay: Reservation, end: datetime) -> Reservation:
    """Let a stay end on another day, if its room is free until then."""
    _require(stay, "changed")
    if end <= stay.start:
        raise RuleViolated("The reservation must end after it starts.")
    if stay.resource_id is not None:
        require_free(ledger, stay, stay.resource_id, (stay.start, end))
    return ledger.reservations.keep(replace(stay, scheduled_end=end))


def require_unbooked(ledger: Ledger, room_id: str, interval: Interval) -> None:
    """Refuse a block over a reservation or another block. The docs name the status (403), not the rule."""
    if any(_collides(stay, room_id, interval) for stay in ledger.reservations):
        raise RuleViolated("The space is reserved in the given interval.")
    if any(
        block.is_active and block.resource_id == room_id and interval.start < block.end and block.start < interval.end
        for block in ledger.blocks
    ):
        raise RuleViolated("The space is already blocked in the given interval.")


def _move_in_house(ledger: Ledger, stay: Reservation, room_id: str | None) -> Reservation:
    if room_id is None:
        raise RuleViolated("A started reservation must have a space assigned.")
    _require_fit_and_empty(ledger, room_id)
    moved = ledger.reservations.keep(replace(stay, resource_id=room_id))
    _vacate(ledger, stay.resource_id)
    if ledger.house.rules.dirty_at_check_in:
        ledger.set_state(room_id, "Dirty", "Check-in")
    return moved


def _require(stay: Reservation, deed: str) -> None:
    if stay.state not in _ALLOWED_IN[deed]:
        message = f"Reservation {stay.number} is {stay.state} and cannot be {deed}."
        raise RuleViolated(message)


def _require_fit_and_empty(ledger: Ledger, room_id: str) -> None:
    room = ledger.resources[room_id]
    shown = ledger.shown_state(room)
    if shown not in ledger.house.rules.fit_for_check_in:
        message = f"Space {room.name} is not ready for check-in: it is {shown}."
        raise RuleViolated(message)
    if ledger.occupant(room_id) is not None:
        message = f"Space {room.name} is occupied by another reservation."
        raise RuleViolated(message)


def require_free(ledger: Ledger, stay: Reservation, room_id: str, nights: tuple[datetime, datetime]) -> None:
    interval = Interval(*nights)
    if any(other.id != stay.id and _collides(other, room_id, interval) for other in ledger.reservations):
        message = f"Space {ledger.resources[room_id].name} is not available for the whole stay."
        raise RuleViolated(message)


def _collides(stay: Reservation, room_id: str, interval: Interval) -> bool:
    if stay.resource_id != room_id or not stay.holds_its_room:
        return False
    return interval.start < stay.scheduled_end and stay.start < interval.end


def _vacate(ledger: Ledger, room_id: str | None) -> None:
    if room_id is None:
        return
    ledger.leave(room_id)
    if ledger.house.rules.dirty_at_check_out:
        ledger.set_state(room_id, "Dirty", "Check-out")
