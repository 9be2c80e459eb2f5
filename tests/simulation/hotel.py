"""The small hotel that a simulated world is about: ten rooms, some guests in house, some expected, some with no room yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from emulators.demo import PROPERTY, ROOM_TYPES, TENANT, ZONE, Cleaning, DemoGuest, DemoHotel, DemoRoom, DemoStay
from shared.domain.ids import derived_id
from shared.domain.linen import LinenLine
from shared.domain.people import Actor, Role
from shared.domain.staff import Staff, StaffRole, staff_id_of

DAY = date(2026, 6, 15)
MORNING = datetime(2026, 6, 15, 4, 30, tzinfo=UTC)  # 09:00 in Kabul
ROOMS = ("101", "102", "103", "104", "105", "201", "202", "203", "204", "205")
_CLEANING: tuple[Cleaning, ...] = ("dirty", "clean", "inspected", "inspected", "clean")


def _staff(name: str, role: StaffRole, *languages: str) -> Staff:
    email = f"{name.lower()}@example.com"
    return Staff(staff_id=staff_id_of(TENANT, email), name=name, email=email, role=role, languages=languages)


CLEANERS = (
    _staff("Gul", Role.HOUSEKEEPER, "fa-AF"),
    _staff("Sher", Role.HOUSEKEEPER, "ps", "fa-AF"),
    _staff("Mah", Role.HOUSEKEEPER, "fa-AF", "en"),
)
LEAD = _staff("Nur", Role.SUPERVISOR, "en")
MENDER = _staff("Baz", Role.MAINTENANCE, "ps")
STAFF = (*CLEANERS, LEAD, MENDER)
SKILLED = CLEANERS[2]
"""Who may inspect what others have cleaned, and is trained in deep cleans."""
LINEN = tuple(
    LinenLine(line_id=derived_id("lin", name), name=name, stock=40, low_watermark=36) for name in ("sheets", "towels")
)


def at_screen(person: Staff) -> Actor:
    return Actor("user", person.staff_id, TENANT, {PROPERTY: frozenset({person.role})})


def _guest(order: int) -> DemoGuest:
    return DemoGuest(
        key=f"guest-{order:03}",
        given_name=f"Given{order}",
        family_name=f"Family{order}",
        sex="female" if order % 2 else "male",
        language=("fa-AF", "ps", "en")[order % 3],
        nationality="AF",
        email=f"guest{order}@example.com",
        phone=f"+9370000{order:04}",
    )


def _stay(order: int, room: str | None, comes: int, leaves: int) -> DemoStay:
    """`comes` and `leaves` are days from today; who came before today is in house."""
    arrives = datetime.combine(DAY + timedelta(days=comes), datetime.min.time(), ZONE) + timedelta(hours=14)
    departs = datetime.combine(DAY + timedelta(days=leaves), datetime.min.time(), ZONE) + timedelta(hours=12)
    return DemoStay(
        key=f"stay-{order:03}",
        number=str(1000 + order),
        guest=f"guest-{order:03}",
        room=room,
        room_type="standard",
        status="checked_in" if comes < 0 else "confirmed",
        booked_at=(arrives - timedelta(days=9)).astimezone(UTC),
        arrives=arrives.astimezone(UTC),
        departs=departs.astimezone(UTC),
        adults=1 + order % 2,
        children=0,
        purpose="leisure",
        checked_in_at=arrives.astimezone(UTC) if comes < 0 else None,
    )


HOTEL = DemoHotel(
    tenant=TENANT,
    property_id=PROPERTY,
    name="Small Hotel",
    zone=ZONE,
    business_date=DAY,
    seed=0,
    room_types=ROOM_TYPES,
    rooms=tuple(
        DemoRoom(number, int(number[0]), "east", "standard", _CLEANING[order % 5]) for order, number in enumerate(ROOMS)
    ),
    guests=tuple(_guest(order) for order in range(1, 11)),
    stays=(
        _stay(1, "101", -2, 0),
        _stay(2, "102", -1, 1),
        _stay(3, "201", -1, 0),
        _stay(4, "202", -3, 2),
        _stay(5, "103", 0, 2),
        _stay(6, "101", 0, 1),
        _stay(7, "203", 0, 1),
        _stay(8, None, 0, 2),
        _stay(9, "102", 1, 3),
        _stay(10, "204", 1, 2),
    ),
    staff=(),
    requests=(),
    wishes=(),
    blocks=(),
    linen=(),
    finds=(),
    inspections=(),
)
