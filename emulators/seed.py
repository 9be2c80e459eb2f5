"""What the demo hotel begins with: properties, people who work there, rooms, and who stays in them.

Stays are settled as the bridge would settle them, under the ids that the Mews stand-in's entities have: what the PMS says
later is news about the same stays. May run twice; what is there is left alone. A second tenant, `other`, has a hotel too,
so that isolation can be tried by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from emulators.demo import (
    AUDIT_HOUR,
    PASSWORD,
    PIN,
    DemoBlock,
    DemoFind,
    DemoGuest,
    DemoHotel,
    DemoInspection,
    DemoLinen,
    DemoRequest,
    DemoRoom,
    DemoStaff,
    DemoStay,
    DemoWish,
)
from emulators.names import OWN_SCRIPT
from emulators.pms.mews.entities import identify
from functions.housekeeping.inspections import InspectTask, inspect_task
from functions.identity.accounts import accounts
from functions.identity.accounts.port import Account
from shared.domain.checklists import Checklist
from shared.domain.cleaning import block
from shared.domain.documents import Change
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.inspections import Answer, Answered
from shared.domain.linen import LinenLine
from shared.domain.lost_and_found import LostCategory, LostItem, kept_for
from shared.domain.people import Actor, Role, system
from shared.domain.pins import Pin
from shared.domain.rooms import Block, BlockKind, Cleaning, CleaningState, GuestFlag, Room
from shared.domain.settings import Settings
from shared.domain.staff import Staff, staff_id_of
from shared.domain.standard_checklists import standard_checklist
from shared.domain.stays import BookedGuest, Booking, Source, StayStatus, version_at
from shared.domain.tasks import Priority, Task, TaskKind, TaskStatus
from shared.domain.tasks import Source as TaskSource
from shared.domain.tickets import Ticket, TicketKind, TicketStatus
from shared.domain.work_orders import MaintenanceCategory, WorkOrder
from shared.flows.rows import keep_row
from shared.flows.settling import settle_booking
from shared.flows.tickets import keep_ticket
from shared.runtime.cloud import cloud
from shared.runtime.execution import Call
from shared.runtime.place import Place
from shared.runtime.store.port import Key, Put
from shared.runtime.tenancy import memory
from shared.runtime.units import Units
from shared.runtime.work import Work

T = TypeVar("T")
OTHER = Place("other", "other-hotel")
_CHUNK = 20  # per commit
_LANGUAGES = ("fa-AF", "ps", "tg", "fa", "en")
_WELCOME = {
    "en": "Welcome. Breakfast is served from six to ten on the first floor.",
    "fa-AF": "خوش آمدید. صبحانه از ساعت شش تا ده در منزل اول آماده است.",
    "fa": "خوش آمدید. صبحانه از ساعت شش تا ده در طبقهٔ اول سرو می‌شود.",
    "ps": "ښه راغلاست. ناشته له شپږو تر لسو بجو په لومړي پوړ کې ده.",
    "tg": "Хуш омадед. Наҳорӣ аз соати шаш то даҳ дар ошёнаи аввал.",
}
_INFORMATION = {
    "en": "Wi-Fi: DemoHotel, no password. The hammam in the yard is open until nine in the evening. For the front desk, dial 9.",
    "fa-AF": "وای‌فای: DemoHotel، بدون رمز. حمام حویلی تا ساعت نه شب باز است. برای پذیرش شمارهٔ ۹ را بگیرید.",
    "fa": "وای‌فای: DemoHotel، بدون رمز. حمام حیاط تا ساعت نه شب باز است. برای پذیرش شمارهٔ ۹ را بگیرید.",
    "ps": "وای‌فای: DemoHotel، بې پټنومه. د انګړ حمام د ماښام تر نهو بجو پرانیستی دی. د هرکلي لپاره ۹ ووهئ.",
    "tg": "Wi-Fi: DemoHotel, рамз надорад. Ҳаммоми ҳавлӣ то соати нӯҳи шаб кушода аст. Рақами қабулгоҳ: 9.",
}
_ORDER = {
    status: order for order, status in enumerate(("checked_out", "checked_in", "confirmed", "no_show", "cancelled"))
}


def seed(hotel: DemoHotel) -> None:
    """Have the demo hotel and its neighbour there."""
    open_house(hotel)
    furnish(hotel)


def open_house(hotel: DemoHotel) -> None:
    """Have both hotels registered, and everybody hired who works there."""
    _register(_here(hotel), _settings(hotel))
    _register(OTHER, Settings(name="Other Hotel", zone="Asia/Dushanbe", languages=("tg", "en")))
    for place, people in _employers(hotel):
        _employ(place, people)


def furnish(hotel: DemoHotel) -> None:
    """Have the rooms there as they are at breakfast, with who is in them and what is asked for, found and broken."""
    here = _here(hotel)
    _once(here, "checklists", _hand_out_checklists)
    _build(here, hotel.rooms)
    _move_in(here, hotel)
    _once(here, "signs on doors", partial(_hang_signs_out, wishes=hotel.wishes))
    _once(here, "requests", partial(_ask_all, hotel=hotel))
    _once(here, "blocks", partial(_block_all, blocks=hotel.blocks))
    _once(here, "linen", partial(_stock_all, lines=hotel.linen))
    _once(here, "finds", partial(_find_all, hotel=hotel))
    _once(here, "inspections", partial(_inspect_all, hotel=hotel))
    _build(OTHER, [DemoRoom("204", 2, "east", "standard", "inspected"), DemoRoom("205", 2, "east", "twin", "dirty")])


def open_accounts(hotel: DemoHotel) -> None:
    """Have everybody able to sign in who was hired."""
    for place, people in _employers(hotel):
        for person in people:
            staff = _staff(place, person)
            if accounts().put(Account(staff.staff_id, staff.email, staff.name, {"tenant": place.tenant_id})):
                accounts().set_password(staff.staff_id, PASSWORD)


def _here(hotel: DemoHotel) -> Place:
    return Place(hotel.tenant, hotel.property_id)


def _employers(hotel: DemoHotel) -> Iterator[tuple[Place, Sequence[DemoStaff]]]:
    yield _here(hotel), hotel.staff
    yield OTHER, (DemoStaff("manager@other.hotel", "Nozim Rahmonov", "manager", ("tg", "en")),)


def _settings(hotel: DemoHotel) -> Settings:
    return Settings(
        name=hotel.name,
        zone=hotel.zone.key,
        audit_hour=AUDIT_HOUR,
        languages=_LANGUAGES,
        welcome_message=_WELCOME,
        house_information=_INFORMATION,
    )


def _register(place: Place, settings: Settings) -> None:
    """Write the registry's documents and, where there are none yet, the property's settings."""
    store = cloud().store
    facts = {"tenant_id": place.tenant_id, "property_id": place.property_id, "database": place.database}
    store.commit([Put(Key(f"tenants/{place.tenant_id}"), {"tenant_id": place.tenant_id}, None)])
    screens = settings.model_dump(include={"name", "zone", "check_in_time", "check_out_time"}, mode="json")
    store.commit([Put(Key(place.path), {**facts, **screens, "languages": list(settings.languages)}, None)])
    _once(place, "settings", partial(_choose, settings=settings))
    memory.clear()  # of the settings as they were: what is built next is to show the hotel's name


def _choose(work: Work, settings: Settings) -> None:
    if work.find(Settings, settings.settings_id) is None:
        work.keep(settings)


def _employ(place: Place, people: Sequence[DemoStaff]) -> None:
    hired = [_staff(place, person) for person in people]

    _once(place, "staff", partial(_hire, people=hired))
    _once(place, "pins", partial(_give_pins, people=hired))


def _hire(work: Work, people: Sequence[Staff]) -> None:
    for staff in people:
        if work.find(Staff, staff.staff_id) is None:
            work.keep(staff)


def _give_pins(work: Work, people: Sequence[Staff]) -> None:
    """Give the floor the PIN of the demo, whose slow hash is made once."""
    pin = Pin.of("", PIN, "00" * 16)
    for staff in people:
        if pin.serves(staff.role) and work.find(Pin, staff.staff_id) is None:
            work.keep(pin.but(staff_id=staff.staff_id))


def _hand_out_checklists(work: Work) -> None:
    """Give the house the standard ones as its own, to be changed as it likes."""
    for standard in map(standard_checklist, TaskKind):
        if work.find(Checklist, standard.checklist_id) is None:
            work.keep(standard.but(version=1))


def _staff(place: Place, person: DemoStaff) -> Staff:
    return Staff(
        staff_id=staff_id_of(place.tenant_id, person.email),
        name=person.name,
        name_local=OWN_SCRIPT.get(person.email, ""),
        email=person.email,
        role=Role(person.role),
        languages=person.languages,
        skills=person.skills,
    )


def _build(place: Place, rooms: Sequence[DemoRoom]) -> None:
    for chunk in _chunks(rooms):
        _once(place, f"rooms from {chunk[0].number}", partial(_build_all, rooms=chunk))


def _build_all(work: Work, rooms: Sequence[DemoRoom]) -> None:
    for room in rooms:
        if work.find(Room, room.number) is None:
            keep_row(work, _row(room, work.now))


def _row(room: DemoRoom, now: datetime) -> Room:
    return Room(
        room_id=room.number,
        number=room.number,
        floor=room.floor,
        wing=room.wing,
        room_type=room.type,
        cleaning=CleaningState(status=_cleaning(room, occupied=False), since=now),
    )


def _cleaning(room: DemoRoom, *, occupied: bool) -> Cleaning:
    """A vacant room that was inspected is ready; one that is slept in is clean at best."""
    if room.cleaning == "inspected":
        return Cleaning.CLEAN if occupied else Cleaning.READY
    return Cleaning(room.cleaning)


def _move_in(place: Place, hotel: DemoHotel) -> None:
    """Settle every stay, the past ones first; then every slept-in room is as the demo has it this morning."""
    stays = sorted(hotel.stays, key=lambda stay: (_ORDER[stay.status], stay.arrives))
    for number, chunk in enumerate(_chunks(stays)):
        _once(place, f"stays {number}", partial(_settle_all, hotel=hotel, stays=chunk))
    slept_in = [hotel.room(stay.room) for stay in hotel.in_house() if stay.room]
    for rooms in _chunks(slept_in):
        _once(place, f"cleaning from {rooms[0].number}", partial(_wake_up, rooms=rooms))


def _settle_all(work: Work, hotel: DemoHotel, stays: Sequence[DemoStay]) -> None:
    for stay in stays:
        settle(work, hotel, stay, stay.booked_at)


def settle(work: Work, hotel: DemoHotel, stay: DemoStay, told_at: datetime) -> None:
    """Settle the stay as the bridge does, once the PMS has told of it."""
    guest = hotel.guest(stay.guest)
    booking = _booking(hotel, stay, guest, told_at)
    known = work.find(Guest, booking.guest.guest_id)
    work.keep(_remembering(known or Guest(guest_id=booking.guest.guest_id, name=booking.guest.name), guest, booking))
    settle_booking(booking, work)


def _remembering(known: Guest, guest: DemoGuest, booking: Booking) -> Guest:
    for taste in guest.preferences:
        known = known.learning(taste.kind, taste.value, booking.stay_id, booking.arrival_at).state
    return known


def _booking(hotel: DemoHotel, stay: DemoStay, guest: DemoGuest, told_at: datetime) -> Booking:
    external_id = identify(hotel.property_id, "reservation", stay.number)
    customer = str(101 + hotel.guests.index(guest))
    return Booking(
        stay_id=derived_id("rsv", "mews", external_id),
        status=StayStatus(stay.status),
        guest=BookedGuest(
            guest_id=derived_id("gst", "mews", identify(hotel.property_id, "customer", customer)),
            name=f"{guest.given_name} {guest.family_name}",
            language=guest.language,
            email=guest.email,
            phone=guest.phone,
        ),
        room_id=stay.room,
        room_type=stay.room_type,
        party=stay.adults + stay.children,
        arrival_at=stay.arrives,
        departure_at=stay.departs,
        checked_in_at=stay.checked_in_at,
        checked_out_at=stay.checked_out_at,
        source=Source(vendor="mews", external_id=external_id, version=version_at(told_at)),
    )


def _wake_up(work: Work, rooms: Sequence[DemoRoom]) -> None:
    for wanted in rooms:
        room = work.get(Room, wanted.number)
        status = _cleaning(wanted, occupied=room.stay is not None)
        keep_row(work, room.but(cleaning=CleaningState(status=status, since=work.now)))


def _hang_signs_out(work: Work, wishes: Sequence[DemoWish]) -> None:
    for wish in wishes:
        keep_row(work, work.get(Room, wish.room).flagged(GuestFlag(wish.flag), _ago(work, wish.minutes_ago)))


def _block_all(work: Work, blocks: Sequence[DemoBlock]) -> None:
    for wanted in blocks:
        stands = Block(
            block_id=derived_id("blk", "demo", wanted.room),
            kind=BlockKind.MAINTENANCE,
            reason=wanted.reason,
            from_at=work.now,
            until_at=wanted.until,
        )
        keep_row(work, block(work.get(Room, wanted.room), stands, work.now, work.settings))
        _have_mended(work, wanted, stands)


def _have_mended(work: Work, wanted: DemoBlock, stands: Block) -> None:
    order = WorkOrder(
        work_order_id=derived_id("wko", "demo", wanted.room),
        room_id=wanted.room,
        category=MaintenanceCategory.PLUMBING,
        description=wanted.reason,
        severity="heavy",
        priority=Priority.HIGH,
        source="manual",
        block_id=stands.block_id,
        reported_by=work.actor.id,
        opened_at=work.now,
    )
    opened = order.opened()
    given = opened.state.given_to(staff_id_of(work.place.tenant_id, wanted.mender))
    work.keep(Change(given.state, (*opened.events, *given.events)))


def _ask_all(work: Work, hotel: DemoHotel) -> None:
    for order, request in enumerate(hotel.requests):
        ask(work, hotel, request, derived_id("tkt", "demo", str(hotel.business_date), str(order)))


def ask(work: Work, hotel: DemoHotel, request: DemoRequest, ticket_id: str) -> None:
    """Have a request there, asked for some minutes ago and come as far as it says."""
    room = work.get(Room, request.room)
    asked = Ticket(
        ticket_id=ticket_id,
        room_id=room.room_id,
        stay_id=room.stay.stay_id if room.stay and request.by_guest else None,
        kind=TicketKind(request.kind),
        text=request.text,
        opened_by="guest" if request.by_guest else "staff",
        opened_at=_ago(work, request.minutes_ago),
    )
    opened = asked.opened(room)
    given = opened.state.given_to(staff_id_of(hotel.tenant, request.assignee) if request.assignee else None)
    moved = given.state.moved(TicketStatus(request.status), work.now)
    keep_ticket(work, Change(moved.state, (*opened.events, *given.events, *moved.events)), room)


def _stock_all(work: Work, lines: Sequence[DemoLinen]) -> None:
    for line in lines:
        overnight = LinenLine(
            line_id=derived_id("lin", "demo", line.name),
            name=line.name,
            translations={"fa-AF": line.dari},
            stock=line.on_shelf + line.this_morning,
            in_use=line.out - line.this_morning,
            low_watermark=line.low_watermark,
        )
        set_up = overnight.set_up(_ago(work, 60))
        issued = set_up.state.issued(line.this_morning, _ago(work, 30))
        work.keep(Change(issued.state, (*set_up.events, *issued.events)))


def _find_all(work: Work, hotel: DemoHotel) -> None:
    for order, find in enumerate(hotel.finds):
        _find(work, hotel, find, derived_id("laf", "demo", str(hotel.business_date), str(order)))


def _find(work: Work, hotel: DemoHotel, find: DemoFind, item_id: str) -> None:
    stay = work.get(Room, find.room).stay if find.room else None
    category, finder = LostCategory(find.category), staff_id_of(hotel.tenant, find.finder)
    found_at = _ago(work, 60 * find.hours_ago)
    item = LostItem(
        item_id=item_id,
        room_id=find.room,
        stay_id=stay.stay_id if stay else None,
        guest_id=stay.guest_id if stay else None,
        category=category,
        description=find.description,
        where=find.where,
        found_by=finder,
        found_at=found_at,
        recorded_by=finder,
        keep_until=found_at + kept_for(category, work.settings),
    )
    work.keep(item.recorded())


def _inspect_all(work: Work, hotel: DemoHotel) -> None:
    lead = next(person.email for person in hotel.staff if person.role == "supervisor")
    roles = {hotel.property_id: frozenset({Role.SUPERVISOR})}
    supervisor = Actor("user", staff_id_of(hotel.tenant, lead), hotel.tenant, roles)
    for inspection in hotel.inspections:
        _inspect(replace(work, actor=supervisor), hotel, inspection)


def _inspect(work: Work, hotel: DemoHotel, inspection: DemoInspection) -> None:
    """Have the room cleaned before, and looked at now."""
    ago = partial(_ago, work)
    done = inspection.minutes_ago
    cleaner = staff_id_of(hotel.tenant, inspection.cleaner)
    room = work.get(Room, inspection.room)
    keep_row(work, room.but(cleaning=CleaningState(status=Cleaning.CLEANED, since=ago(done), by=cleaner)))
    clean = Task(
        task_id=derived_id("hkt", "demo", str(hotel.business_date), inspection.room),
        room_id=room.room_id,
        floor=room.floor,
        wing=room.wing,
        room_type=room.room_type,
        kind=TaskKind.TURNOVER,
        status=TaskStatus.COMPLETED,
        source=TaskSource.MANUAL,
        business_date=hotel.business_date,
        created_at=ago(done + 50),
        created_by=work.actor.id,
        vacated_at=ago(done + 50),
        estimated_minutes=30,
        assignee=cleaner,
        assigned_at=ago(done + 40),
        started_at=ago(done + 30),
        worked_seconds=1800,
        minutes=30,
        finished_at=ago(done),
        finished_by=cleaner,
    )
    work.keep(clean)
    answers = tuple(
        Answered(item_id=item.item_id, answer=Answer.FAIL, note=inspection.wrong[item.item_id])
        if item.item_id in inspection.wrong
        else Answered(item_id=item.item_id, answer=Answer.PASS)
        for item in standard_checklist(TaskKind.INSPECTION).items
    )
    inspect_task(InspectTask(task_id=clean.task_id, answers=answers), work)


def _ago(work: Work, minutes: int) -> datetime:
    return work.now - timedelta(minutes=minutes)


def _once(place: Place, step: str, decide: Callable[[Work], object]) -> None:
    """Run a step that its journal entry keeps from running twice."""
    actor = system(place.tenant_id, place.property_id, "seed")
    Units(Call("job", "seed", "seed", "seed", actor, place, "seed", "seed", "")).run(step.replace(" ", "-"), decide)


def _chunks(things: Sequence[T]) -> Iterator[Sequence[T]]:
    yield from (things[start : start + _CHUNK] for start in range(0, len(things), _CHUNK))
