"""The demo hotel: sixty rooms in Kabul, who sleeps in them, who is coming, who works there and when.

The one description of it. Our own seeding and every PMS stand-in read it, each into its own words.
The same date and seed always give the same hotel; it shows the house at breakfast of that business date. What comes of it
until a later hour is in `living`.
It must never hold a real person.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

TENANT = "demo"
PROPERTY = "demo-hotel"
PASSWORD = "demo-password"  # noqa: S105 - printed in the README: the demo's people have nothing to hide
PIN = "483917"  # likewise; six digits, for supervisors need as many
# In Kabul, unless somebody wants to see it live elsewhere.
ZONE = ZoneInfo(os.environ.get("HOTEL_ZONE", "Asia/Kabul"))
AUDIT_HOUR = 4  # of the night: until then the house counts the day before
CHECK_IN_AT = time(14)
CHECK_OUT_AT = time(12)

Cleaning = Literal["dirty", "clean", "inspected"]
RoomTypeCode = Literal["standard", "twin", "family", "suite"]
StayStatus = Literal["confirmed", "checked_in", "checked_out", "cancelled", "no_show"]
Role = Literal["housekeeper", "supervisor", "front_desk", "maintenance", "manager"]
Sex = Literal["female", "male"]
Wish = Literal["do_not_disturb", "make_up_room"]
RequestKind = Literal["towels", "pillow", "amenities", "maintenance", "food", "other"]
RequestStatus = Literal["open", "accepted", "in_progress"]
FindCategory = Literal["valuable", "perishable", "other"]


@dataclass(frozen=True, slots=True)
class RoomType:
    code: RoomTypeCode
    name: str
    sleeps: int
    extra_beds: int


@dataclass(frozen=True, slots=True)
class DemoRoom:
    number: str
    floor: int
    wing: Literal["east", "west"]
    type: RoomTypeCode
    cleaning: Cleaning


@dataclass(frozen=True, slots=True)
class Preference:
    kind: Literal["pillow", "floor", "quiet", "tea"]
    value: str


@dataclass(frozen=True, slots=True)
class DemoGuest:
    """`language` is a BCP 47 tag; `key` is stable for a date and seed."""

    key: str
    given_name: str
    family_name: str
    sex: Sex
    language: str
    nationality: str
    email: str
    phone: str
    preferences: tuple[Preference, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoStay:
    """Instants are UTC. `room` is None while nobody has assigned one."""

    key: str
    number: str
    guest: str
    room: str | None
    room_type: RoomTypeCode
    status: StayStatus
    booked_at: datetime
    arrives: datetime
    departs: datetime
    adults: int
    children: int
    purpose: Literal["leisure", "business"]
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DemoStaff:
    email: str
    name: str
    role: Role
    languages: tuple[str, ...]
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoTurn:
    """Somebody's part of every day, by the hotel's clock; one that ends earlier than it begins ends on the next day."""

    email: str
    begins: time
    ends: time

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when it begins and ends on that day, in UTC."""
        ends = day if self.begins < self.ends else day + timedelta(days=1)
        return _at(day, self.begins, zone), _at(ends, self.ends, zone)


@dataclass(frozen=True, slots=True)
class DemoRequest:
    """Something asked for in a room and not done yet. `by_guest`: about the stay; else about the room."""

    room: str
    kind: RequestKind
    text: str
    status: RequestStatus
    minutes_ago: int
    by_guest: bool
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class DemoWish:
    """What a guest has hung on the door."""

    room: str
    flag: Wish
    minutes_ago: int


@dataclass(frozen=True, slots=True)
class DemoBlock:
    """A room out of order, and who mends it. Ours alone: a PMS stand-in learns of it from us."""

    room: str
    reason: str
    until: datetime
    mender: str


@dataclass(frozen=True, slots=True)
class DemoLinen:
    """A line of linen at breakfast; `this_morning` of what is out left the shelf with the first carts."""

    name: str
    dari: str
    on_shelf: int
    out: int
    low_watermark: int
    this_morning: int


@dataclass(frozen=True, slots=True)
class DemoFind:
    """Something a guest left behind. Without a room it was found elsewhere in the house."""

    category: FindCategory
    description: str
    where: str
    room: str | None
    hours_ago: int
    finder: str


@dataclass(frozen=True, slots=True)
class DemoInspection:
    """A room that was cleaned at night and looked at before breakfast. `wrong` says, by line of the checklist, what was not right."""

    room: str
    cleaner: str
    wrong: dict[str, str]
    minutes_ago: int
    """Since it was clean."""


@dataclass(frozen=True, slots=True)
class DemoHotel:
    tenant: str
    property_id: str
    name: str
    zone: ZoneInfo
    business_date: date
    seed: int
    room_types: tuple[RoomType, ...]
    rooms: tuple[DemoRoom, ...]
    guests: tuple[DemoGuest, ...]
    stays: tuple[DemoStay, ...]
    staff: tuple[DemoStaff, ...]
    requests: tuple[DemoRequest, ...]
    wishes: tuple[DemoWish, ...]
    blocks: tuple[DemoBlock, ...]
    linen: tuple[DemoLinen, ...]
    finds: tuple[DemoFind, ...]
    inspections: tuple[DemoInspection, ...]

    def room(self, number: str) -> DemoRoom:
        return next(room for room in self.rooms if room.number == number)

    def guest(self, key: str) -> DemoGuest:
        return next(guest for guest in self.guests if guest.key == key)

    def in_house(self) -> tuple[DemoStay, ...]:
        return tuple(stay for stay in self.stays if stay.status == "checked_in")

    def due_out(self) -> tuple[DemoStay, ...]:
        return tuple(stay for stay in self.in_house() if self._local_date(stay.departs) == self.business_date)

    def arrivals(self) -> tuple[DemoStay, ...]:
        return tuple(
            stay
            for stay in self.stays
            if stay.status == "confirmed" and self._local_date(stay.arrives) == self.business_date
        )

    def _local_date(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()


ROOM_TYPES = (
    RoomType("standard", "Standard", sleeps=2, extra_beds=0),
    RoomType("twin", "Twin", sleeps=2, extra_beds=1),
    RoomType("family", "Family", sleeps=4, extra_beds=1),
    RoomType("suite", "Suite", sleeps=3, extra_beds=1),
)

# Per floor: how many rooms, and the type that starts at each position.
_FLOORS: dict[int, tuple[int, dict[int, RoomTypeCode]]] = {
    1: (15, {1: "standard", 9: "twin"}),
    2: (15, {1: "standard", 7: "twin", 13: "family"}),
    3: (20, {1: "standard", 11: "twin", 17: "family"}),
    4: (10, {1: "family", 5: "suite"}),
}

STAFF = (
    DemoStaff("housekeeper@demo.hotel", "Marzia Sultani", "housekeeper", ("fa-AF", "ps")),
    DemoStaff("housekeeper2@demo.hotel", "Gulalai Wardak", "housekeeper", ("ps", "fa-AF")),
    DemoStaff("housekeeper3@demo.hotel", "Zebo Sharifzoda", "housekeeper", ("tg", "fa-AF")),
    DemoStaff("housekeeper4@demo.hotel", "Najib Haidari", "housekeeper", ("fa-AF",)),
    DemoStaff("housekeeper5@demo.hotel", "Storai Safi", "housekeeper", ("ps",)),
    DemoStaff("housekeeper6@demo.hotel", "Parwana Rasuli", "housekeeper", ("fa-AF", "tg"), ("deep_clean",)),
    DemoStaff("housekeeper7@demo.hotel", "Gulmina Zadran", "housekeeper", ("ps", "fa-AF"), ("deep_clean",)),
    DemoStaff("supervisor@demo.hotel", "Roya Noorzad", "supervisor", ("fa-AF", "en")),
    DemoStaff("lead@demo.hotel", "Laila Ahmadi", "supervisor", ("en", "fa-AF")),
    DemoStaff("frontdesk@demo.hotel", "Idris Karimi", "front_desk", ("fa-AF", "ps", "en")),
    DemoStaff("maintenance@demo.hotel", "Zmarai Momand", "maintenance", ("ps", "fa-AF")),
    DemoStaff("manager@demo.hotel", "Shirin Azizi", "manager", ("fa-AF", "en", "tg")),
)

# Somebody is on at every hour. Who is missing here is free, and comes when somebody falls ill.
ROTA = (
    DemoTurn("lead@demo.hotel", time(6, 45), time(15, 15)),
    DemoTurn("housekeeper@demo.hotel", time(7), time(15, 15)),
    DemoTurn("housekeeper2@demo.hotel", time(7), time(15, 30)),
    DemoTurn("housekeeper3@demo.hotel", time(7, 30), time(15, 45)),
    DemoTurn("housekeeper4@demo.hotel", time(9, 30), time(17, 45)),
    DemoTurn("housekeeper6@demo.hotel", time(14, 30), time(22, 30)),
    DemoTurn("supervisor@demo.hotel", time(15), time(23, 15)),
    DemoTurn("housekeeper7@demo.hotel", time(22), time(7, 15)),
)


@dataclass(frozen=True, slots=True)
class _Origin:
    """People who share a language: any of their given names goes with any of their family names."""

    language: str
    nationality: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    guests: int


_ORIGINS = (
    _Origin(
        "fa-AF",
        "AF",
        ("Nasrin", "Shabnam", "Laila", "Freshta"),
        ("Homayoun", "Rahim", "Jawed", "Sohrab"),
        ("Ahmadi", "Rahimi", "Sharifi", "Haidari", "Sultani"),
        guests=18,
    ),
    _Origin(
        "ps",
        "AF",
        ("Spozhmai", "Malalai", "Palwasha"),
        ("Gulab", "Zalmai", "Wali"),
        ("Stanekzai", "Wardak", "Zadran", "Momand"),
        guests=11,
    ),
    _Origin(
        "tg",
        "TJ",
        ("Zarina", "Mehrangez", "Nigina"),
        ("Farrukh", "Rustam", "Firdavs"),
        ("Sharifzoda", "Nazarzoda", "Saidzoda"),
        guests=9,
    ),
    _Origin(
        "fa-IR",
        "IR",
        ("Niloufar", "Mahsa", "Shirin"),
        ("Arash", "Kaveh", "Babak"),
        ("Moradi", "Jafari", "Tehrani"),
        guests=9,
    ),
    _Origin("ur", "PK", ("Ayesha",), ("Bilal", "Hamza"), ("Qureshi", "Chaudhry"), guests=3),
    _Origin("uz", "UZ", ("Dilnoza",), ("Jasur",), ("Yuldasheva", "Karimov"), guests=2),
    _Origin("tr", "TR", ("Elif",), ("Emre",), ("Yilmaz", "Demir"), guests=2),
    _Origin("hi", "IN", ("Priya",), ("Rohan",), ("Mehta",), guests=2),
    _Origin("en", "GB", ("Harriet",), ("Oliver",), ("Whitcombe", "Ashdown"), guests=2),
    _Origin("de", "DE", ("Katrin",), ("Matthias",), ("Brandner",), guests=2),
    _Origin("ja", "JP", ("Haruka",), ("Kenji",), ("Morita",), guests=1),
)

_TASTES = (
    Preference("pillow", "firm"),
    Preference("pillow", "feather"),
    Preference("pillow", "two extra"),
    Preference("floor", "high"),
    Preference("floor", "low, near the stairs"),
    Preference("quiet", "away from the lift"),
    Preference("tea", "green with cardamom"),
)

_REQUESTS: tuple[tuple[RequestKind, str, RequestStatus, str | None], ...] = (
    ("towels", "Two more bath towels, please", "open", None),
    ("maintenance", "The tap in the bathroom drips", "in_progress", "maintenance@demo.hotel"),
    ("food", "Green tea with cardamom, for two", "accepted", "frontdesk@demo.hotel"),
    ("pillow", "A firm pillow", "open", None),
    ("other", "An adapter for a British plug", "open", None),
)

_LINEN = (
    DemoLinen("Sheet, single", "روجایی یک‌نفره", on_shelf=84, out=96, low_watermark=40, this_morning=12),
    DemoLinen("Sheet, double", "روجایی دونفره", on_shelf=52, out=78, low_watermark=30, this_morning=10),
    DemoLinen("Duvet cover", "پوش لحاف", on_shelf=61, out=69, low_watermark=30, this_morning=8),
    DemoLinen("Pillowcase", "پوش بالشت", on_shelf=140, out=180, low_watermark=60, this_morning=24),
    DemoLinen("Bath towel", "جان‌پاک", on_shelf=34, out=146, low_watermark=40, this_morning=22),
    DemoLinen("Hand towel", "دست‌پاک", on_shelf=97, out=123, low_watermark=40, this_morning=20),
    DemoLinen("Bath mat", "پای‌پاک", on_shelf=48, out=52, low_watermark=20, this_morning=6),
    DemoLinen("Bathrobe", "چپن حمام", on_shelf=14, out=10, low_watermark=6, this_morning=2),
)
_DUE_OUTS = 12
_NOT_MADE_UP = 9
_DO_NOT_DISTURB = 4
_MAKE_UP_ROOM = 2
_OCCUPIED = 38
_REPEAT_GUESTS = 14
_TOMORROWS = 8
_WEEK = 7


def business_date(at: datetime, zone: ZoneInfo = ZONE) -> date:
    """Return the day that the house counts at this moment: the day before until the night audit."""
    local = at.astimezone(zone)
    return local.date() if local.hour >= AUDIT_HOUR else local.date() - timedelta(days=1)


def demo_hotel(on: date, seed: int = 204, zone: ZoneInfo = ZONE) -> DemoHotel:
    """Describe the house on a business date."""
    return _Builder(on, seed, zone).build()


def write_hotel(hotel: DemoHotel, path: Path) -> None:
    path.write_bytes(TypeAdapter(DemoHotel).dump_json(hotel))


def read_hotel(path: Path) -> DemoHotel:
    return TypeAdapter(DemoHotel).validate_json(path.read_bytes())


def with_last_week(hotel: DemoHotel) -> DemoHotel:
    """Return the house as it remembers who left within the last days, each from a room that somebody else then came to."""
    dice = Random(f"{hotel.seed}:{hotel.business_date.isoformat()}:last week")  # noqa: S311 - a demo, not a secret
    known = {(guest.given_name, guest.family_name) for guest in hotel.guests}
    strangers = [person for person in _everybody() if person[:2] not in known]
    dice.shuffle(strangers)
    guests, stays = list(hotel.guests), list(hotel.stays)
    for stay, left_on in _last_to_leave(hotel, dice):
        if not strangers:
            break
        guests.append(_guest(strangers.pop(), len(guests), ()))
        arrives = _at(left_on - timedelta(days=dice.randint(1, 3)), CHECK_IN_AT, hotel.zone)
        departs = _at(left_on, CHECK_OUT_AT, hotel.zone)
        stays.append(
            replace(
                stay,
                key=f"stay-{len(stays) + 1:03}",
                number=str(1001 + len(stays)),
                guest=guests[-1].key,
                status="checked_out",
                booked_at=arrives - timedelta(days=dice.randint(2, 30)),
                arrives=arrives,
                departs=departs,
                checked_in_at=arrives + timedelta(minutes=dice.randint(-30, 300)),
                checked_out_at=departs - timedelta(minutes=dice.randint(0, 200)),
            )
        )
    return replace(hotel, guests=tuple(guests), stays=tuple(stays))


def _last_to_leave(hotel: DemoHotel, dice: Random) -> Iterator[tuple[DemoStay, date]]:
    """Yield who is in house now with the day on which their room was left before them, the latest first."""
    held = sorted(hotel.in_house(), key=lambda stay: (stay.arrives, stay.key), reverse=True)
    for stay in held:
        yield stay, stay.arrives.astimezone(hotel.zone).date()
    first = hotel.business_date - timedelta(days=_WEEK)
    late = [stay for stay in held if stay.arrives.astimezone(hotel.zone).date() > first + timedelta(days=5)]
    for stay in dice.sample(late, min(12, len(late))):
        yield stay, first + timedelta(days=dice.randint(0, 1))


class _Builder:
    """Fills the house step by step; every draw comes from one generator, so the order of steps matters."""

    def __init__(self, on: date, seed: int, zone: ZoneInfo) -> None:
        self.on = on
        self.zone = zone
        self.seed = seed
        self.random = Random(f"{seed}:{on.isoformat()}")  # noqa: S311 - a demo, not a secret
        self.guests = list(_people(self.random))
        self.strangers = iter(self.guests[1:])
        self.rooms = list(_rooms())
        self.stays: list[DemoStay] = []
        self._out_of_order = ""

    def build(self) -> DemoHotel:
        occupied, due_out = self._choose_occupied()
        self._put_guests_in(occupied, due_out)
        vacant_ready = self._clean_up(occupied)
        self._expect_arrivals(vacant_ready, due_out)
        self._expect_tomorrow()
        self._lose_some()
        self._remember_repeat_guests()
        wishes = self._hang_signs_out(occupied)
        return DemoHotel(
            tenant=TENANT,
            property_id=PROPERTY,
            name="Demo Hotel Kabul",
            zone=self.zone,
            business_date=self.on,
            seed=self.seed,
            room_types=ROOM_TYPES,
            rooms=tuple(self.rooms),
            guests=tuple(self.guests),
            stays=tuple(self.stays),
            staff=STAFF,
            requests=tuple(self._ask(occupied)),
            wishes=wishes,
            blocks=(self._take_one_out_of_order(),),
            linen=_LINEN,
            finds=self._find(occupied),
            inspections=tuple(self._inspect(occupied)),
        )

    def _choose_occupied(self) -> tuple[list[str], list[str]]:
        """204 and 315 are always in house; 315 leaves today, 204 tomorrow."""
        others = [room.number for room in self.rooms if room.number not in ("204", "315")]
        occupied = sorted(["204", "315", *self.random.sample(others, _OCCUPIED - 2)])
        leaving = self.random.sample([room for room in occupied if room not in ("204", "315")], _DUE_OUTS - 1)
        return occupied, sorted(["315", *leaving])

    def _put_guests_in(self, occupied: list[str], due_out: list[str]) -> None:
        for number in occupied:
            guest = self.guests[0] if number == "204" else next(self.strangers)
            came = self.on - timedelta(days=self.random.randint(1, 5))
            leaves = self.on if number in due_out else self.on + timedelta(days=self.random.randint(1, 4))
            if number == "204":
                leaves = self.on + timedelta(days=1)
            self._book(guest, number, self._type_of(number), (came, leaves), "checked_in")

    def _clean_up(self, occupied: list[str]) -> list[str]:
        """Set every room's cleaning; return the vacant rooms that could be given out now.

        A room in use was made up yesterday; the dirty ones were refused or forgotten then.
        """
        vacant = [room.number for room in self.rooms if room.number not in occupied]
        self.random.shuffle(vacant)
        not_made_up = self.random.sample([number for number in occupied if number != "204"], _NOT_MADE_UP)
        dirty = {*vacant[:5], *not_made_up, "204"}
        clean = {*vacant[5:9], *occupied} - dirty
        self._out_of_order = vacant[0]
        self.rooms = [
            DemoRoom(room.number, room.floor, room.wing, room.type, _cleaning(room.number, dirty, clean))
            for room in self.rooms
        ]
        return sorted(vacant[9:])

    def _expect_arrivals(self, ready: list[str], due_out: list[str]) -> None:
        """Six come to rooms that wait for them, four to rooms still slept in, two have no room yet."""
        turned_over = ["315", *self.random.sample([room for room in due_out if room != "315"], 3)]
        for number in [*self.random.sample(ready, 6), *turned_over]:
            self._book(next(self.strangers), number, self._type_of(number), self._nights(self.on), "confirmed")
        for kind in ("twin", "standard"):
            self._book(next(self.strangers), None, kind, self._nights(self.on), "confirmed")

    def _expect_tomorrow(self) -> None:
        kinds: tuple[RoomTypeCode, ...] = ("standard", "twin", "family", "standard")
        for index in range(_TOMORROWS):
            came = self.on + timedelta(days=1 + index // 4)
            self._book(next(self.strangers), None, kinds[index % 4], self._nights(came), "confirmed")

    def _lose_some(self) -> None:
        self._book(next(self.strangers), None, "suite", self._nights(self.on), "cancelled")
        self._book(next(self.strangers), None, "standard", self._nights(self.on - timedelta(days=1)), "no_show")

    def _remember_repeat_guests(self) -> None:
        """Give the first guests one to three earlier stays, each in a window of days of its own."""
        window = 0
        for guest in self.guests[:_REPEAT_GUESTS]:
            for _ in range(self.random.randint(1, 3)):
                came = self.on - timedelta(days=30 + 4 * window)
                number = self.random.choice(self.rooms).number
                nights = (came, came + timedelta(days=self.random.randint(1, 3)))
                self._book(guest, number, self._type_of(number), nights, "checked_out")
                window += 1

    def _hang_signs_out(self, occupied: list[str]) -> tuple[DemoWish, ...]:
        doors = self.random.sample([room for room in occupied if room != "204"], _DO_NOT_DISTURB + _MAKE_UP_ROOM)
        asleep, out = doors[:_DO_NOT_DISTURB], doors[_DO_NOT_DISTURB:]
        return (
            *(DemoWish(room, "do_not_disturb", self.random.randint(300, 600)) for room in sorted(asleep)),
            *(DemoWish(room, "make_up_room", self.random.randint(5, 40)) for room in sorted(out)),
        )

    def _ask(self, occupied: list[str]) -> Iterator[DemoRequest]:
        rooms = self.random.sample(occupied, len(_REQUESTS))
        for room, (kind, text, status, assignee) in zip(rooms, _REQUESTS, strict=True):
            yield DemoRequest(room, kind, text, status, self.random.randint(4, 55), by_guest=True, assignee=assignee)
        bulb = "Bulb in the corridor mirror is out"
        yield DemoRequest(self._out_of_order, "maintenance", bulb, "open", self.random.randint(60, 200), by_guest=False)

    def _take_one_out_of_order(self) -> DemoBlock:
        until = _at(self.on + timedelta(days=2), CHECK_OUT_AT, self.zone)
        return DemoBlock(self._out_of_order, "Water damage", until, "maintenance@demo.hotel")

    def _find(self, occupied: list[str]) -> tuple[DemoFind, ...]:
        """One by who is still there, one by who is gone, and one that was kept long enough."""
        vacant = [room.number for room in self.rooms if room.number not in occupied]
        slept_in, empty = self.random.choice(occupied), self.random.choice(vacant)
        first, second, third = (person.email for person in STAFF[:3])
        return (
            DemoFind("valuable", "A silver ring with a blue stone", "Under the bed", slept_in, 15, first),
            DemoFind("other", "A grey wool scarf", "In the wardrobe", empty, 20, second),
            DemoFind("perishable", "A bag of pomegranates", "Breakfast room, by the window", None, 96, third),
        )

    def _inspect(self, occupied: list[str]) -> Iterator[DemoInspection]:
        """One room passed, and is ready; one did not, and is dirty still."""
        vacant = [room for room in self.rooms if room.number not in (*occupied, self._out_of_order)]
        good = next(room.number for room in vacant if room.cleaning == "inspected")
        bad = next(room.number for room in vacant if room.cleaning == "dirty")
        by_night = next(turn.email for turn in ROTA if turn.ends < turn.begins)
        yield DemoInspection(good, by_night, {}, minutes_ago=55)
        wrong = {"bathroom": "Hair in the drain", "glass": "The mirror has streaks"}
        yield DemoInspection(bad, by_night, wrong, minutes_ago=20)

    def _book(
        self,
        guest: DemoGuest,
        room: str | None,
        room_type: RoomTypeCode,
        nights: tuple[date, date],
        status: StayStatus,
    ) -> None:
        arrives, departs = _at(nights[0], CHECK_IN_AT, self.zone), _at(nights[1], CHECK_OUT_AT, self.zone)
        booked = arrives - timedelta(days=self.random.randint(2, 40), minutes=self.random.randint(0, 600))
        came = arrives + timedelta(minutes=self.random.randint(-30, 300))
        left = departs - timedelta(minutes=self.random.randint(0, 240))
        sleeps = next(kind.sleeps for kind in ROOM_TYPES if kind.code == room_type)
        adults = self.random.randint(1, 2)
        order = len(self.stays) + 1
        self.stays.append(
            DemoStay(
                key=f"stay-{order:03}",
                number=str(1000 + order),
                guest=guest.key,
                room=room,
                room_type=room_type,
                status=status,
                booked_at=booked,
                arrives=arrives,
                departs=departs,
                adults=adults,
                children=self.random.randint(0, max(0, sleeps - adults)) if room_type == "family" else 0,
                purpose=self.random.choice(("leisure", "business")),
                checked_in_at=came if status in ("checked_in", "checked_out") else None,
                checked_out_at=left if status == "checked_out" else None,
                cancelled_at=_when_lost(status, booked, arrives),
            )
        )

    def _nights(self, came: date) -> tuple[date, date]:
        return came, came + timedelta(days=self.random.randint(1, 4))

    def _type_of(self, number: str) -> RoomTypeCode:
        return next(room.type for room in self.rooms if room.number == number)


def _rooms() -> Iterator[DemoRoom]:
    for floor, (count, types) in _FLOORS.items():
        kind: RoomTypeCode = types[1]
        for position in range(1, count + 1):
            kind = types.get(position, kind)
            wing: Literal["east", "west"] = "east" if position <= count // 2 else "west"
            yield DemoRoom(f"{floor}{position:02}", floor, wing, kind, "inspected")


def _people(random: Random) -> Iterator[DemoGuest]:
    """Yield the guest of 204 first, then everybody else in an order the seed decides."""
    crowd = [person for origin in _ORIGINS for person in _of_origin(origin, random)]
    random.shuffle(crowd)
    everybody = [("Farid", "Ahmadi", "male", "fa-AF", "AF"), *crowd]
    for order, (given, family, sex, language, nationality) in enumerate(everybody):
        returning = order < _REPEAT_GUESTS
        tastes = tuple(random.sample(_TASTES[3:], 1) + random.sample(_TASTES[:3], 1)) if returning else ()
        liked = (Preference("pillow", "firm"), Preference("floor", "high")) if order == 0 else tastes
        yield _guest((given, family, sex, language, nationality), order, liked)


def _guest(person: tuple[str, str, str, str, str], order: int, liked: tuple[Preference, ...]) -> DemoGuest:
    given, family, sex, language, nationality = person
    return DemoGuest(
        key=f"guest-{order + 1:03}",
        given_name=given,
        family_name=family,
        sex="female" if sex == "female" else "male",
        language=language,
        nationality=nationality,
        email=f"{given}.{family}.{order + 1}@example.com".lower(),
        phone=f"+9370000{order + 1:04}",
        preferences=liked,
    )


def _of_origin(origin: _Origin, random: Random) -> list[tuple[str, str, str, str, str]]:
    everyone = list(_all_of(origin))
    return random.sample(everyone, min(origin.guests, len(everyone)))


def _all_of(origin: _Origin) -> Iterator[tuple[str, str, str, str, str]]:
    named = [(name, "female") for name in origin.women] + [(name, "male") for name in origin.men]
    for (given, sex), family in product(named, origin.families):
        yield given, family, sex, origin.language, origin.nationality


def _everybody() -> list[tuple[str, str, str, str, str]]:
    return [person for origin in _ORIGINS for person in _all_of(origin)]


def _cleaning(number: str, dirty: set[str], clean: set[str]) -> Cleaning:
    if number in dirty:
        return "dirty"
    return "clean" if number in clean else "inspected"


def _when_lost(status: StayStatus, booked: datetime, arrives: datetime) -> datetime | None:
    if status == "cancelled":
        return booked + timedelta(days=1)
    return arrives + timedelta(hours=9) if status == "no_show" else None


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
