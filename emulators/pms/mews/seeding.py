"""Moves the demo hotel into Mews: its words become Mews' words, its keys become UUIDs that are always the same."""

from datetime import datetime, time, timedelta
from typing import Literal

from emulators.demo import Cleaning, DemoGuest, DemoHotel, DemoRoom, DemoStay, StayStatus

from .entities import (
    Assignment,
    Category,
    Customer,
    Reservation,
    ReservationState,
    Resource,
    ResourceState,
    Service,
    identify,
    whole_second,
)
from .ledger import Ledger

_STATES: dict[Cleaning, ResourceState] = {"dirty": "Dirty", "clean": "Clean", "inspected": "Inspected"}
_STAYS: dict[StayStatus, ReservationState] = {
    "confirmed": "Confirmed",
    "checked_in": "Started",
    "checked_out": "Processed",
    "cancelled": "Canceled",
    "no_show": "Canceled",
}
_CULTURES = {
    "ps": "ps-AF",
    "tg": "tg-TJ",
    "ur": "ur-PK",
    "uz": "uz-UZ",
    "tr": "tr-TR",
    "hi": "hi-IN",
    "en": "en-GB",
    "de": "de-DE",
    "ja": "ja-JP",
}


def move_in(ledger: Ledger, hotel: DemoHotel) -> None:
    """Fill an empty ledger. Nobody is told: it was like this before anyone subscribed."""
    opened = ledger.house.opened
    ledger.services.seed(Service(ledger.house.service_id, "Stay", opened, opened))
    for order, kind in enumerate(hotel.room_types):
        category_id = identify(hotel.property_id, "category", kind.code)
        ledger.categories.seed(
            Category(category_id, kind.code, kind.name, order, kind.sleeps, kind.extra_beds, opened, opened)
        )
    morning = min(whole_second(ledger.clock()), ledger.house.instant(hotel.business_date, time(6)))
    for room in hotel.rooms:
        resource = ledger.resources.seed(_resource(room, ledger, morning))
        link = identify(hotel.property_id, "assignment", room.number)
        ledger.assignments.seed(Assignment(link, resource.id, resource.category_id, opened, opened))
    _move_people_in(ledger, hotel)


def _move_people_in(ledger: Ledger, hotel: DemoHotel) -> None:
    numbers = {guest.key: str(101 + order) for order, guest in enumerate(hotel.guests)}
    returning = {stay.guest for stay in hotel.stays if stay.status == "checked_out"}
    first_booked = {stay.guest: stay.booked_at for stay in sorted(hotel.stays, key=_newest_first)}
    for guest in hotel.guests:
        known_since = whole_second(first_booked.get(guest.key, ledger.house.opened))
        ledger.customers.seed(
            _customer(guest, ledger, numbers[guest.key], known_since, returning=guest.key in returning)
        )
    for stay in hotel.stays:
        ledger.reservations.seed(_reservation(stay, ledger, numbers[stay.guest]))


def _newest_first(stay: DemoStay) -> float:
    return -stay.booked_at.timestamp()


def _resource(room: DemoRoom, ledger: Ledger, morning: datetime) -> Resource:
    key = ledger.house.key
    return Resource(
        id=identify(key, "resource", room.number),
        name=room.number,
        floor=str(room.floor),
        location_notes=f"{room.wing.capitalize()} wing",
        category_id=identify(key, "category", room.type),
        state=_STATES[room.cleaning],
        idle_since=morning - timedelta(hours=18),
        created=ledger.house.opened,
        updated=morning,
    )


def _customer(guest: DemoGuest, ledger: Ledger, number: str, known_since: datetime, *, returning: bool) -> Customer:
    return Customer(
        id=identify(ledger.house.key, "customer", number),
        number=number,
        first_name=guest.given_name,
        last_name=guest.family_name,
        sex=guest.sex.capitalize(),
        language_code=_CULTURES.get(guest.language, guest.language),
        nationality_code=guest.nationality,
        email=guest.email,
        phone=guest.phone,
        notes="; ".join(f"{taste.kind}: {taste.value}" for taste in guest.preferences),
        classifications=("Returning",) if returning else (),
        created=known_since,
        updated=known_since,
    )


def _reservation(stay: DemoStay, ledger: Ledger, customer_number: str) -> Reservation:
    key = ledger.house.key
    moments = (stay.booked_at, stay.checked_in_at, stay.checked_out_at, stay.cancelled_at)
    return Reservation(
        id=identify(key, "reservation", stay.number),
        number=stay.number,
        customer_id=identify(key, "customer", customer_number),
        state=_STAYS[stay.status],
        category_id=identify(key, "category", stay.room_type),
        resource_id=None if stay.room is None else identify(key, "resource", stay.room),
        scheduled_start=stay.arrives,
        scheduled_end=stay.departs,
        adults=stay.adults,
        children=stay.children,
        purpose=stay.purpose.capitalize(),
        origin="Distributor",
        created=whole_second(stay.booked_at),
        updated=whole_second(max(moment for moment in moments if moment is not None)),
        actual_start=stay.checked_in_at,
        actual_end=stay.checked_out_at,
        cancelled=stay.cancelled_at,
        cancellation_reason=_why_lost(stay.status),
    )


def _why_lost(status: StayStatus) -> Literal["NoShow", "RequestedByGuest"] | None:
    if status == "no_show":
        return "NoShow"
    return "RequestedByGuest" if status == "cancelled" else None
