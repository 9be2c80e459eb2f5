"""The demo hotel as a fresh cloud gets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from emulators.demo import PASSWORD, ZONE, DemoHotel, demo_hotel
from emulators.seed import open_accounts, seed
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.checklists import Checklist
from shared.domain.guests import Guest
from shared.domain.inspections import Inspection, Verdict
from shared.domain.linen import LinenLine, runway_minutes
from shared.domain.lost_and_found import LostItem
from shared.domain.people import FLOOR
from shared.domain.pins import Pin
from shared.domain.rooms import Cleaning, GuestFlag, Occupancy, Room
from shared.domain.settings import Settings
from shared.domain.staff import Staff
from shared.domain.stays import Stay
from shared.domain.tablets import Tablet
from shared.domain.tasks import Task, TaskKind
from shared.domain.work_orders import WorkOrder
from shared.runtime.identity.memberships import properties_of
from shared.runtime.store.port import Key
from tests.ground import NOON, Ground, ground

KINDS = (Room, Tablet, Stay, Guest, Staff, LinenLine, LostItem, Task, Inspection)


@pytest.fixture(scope="module")
def people() -> Iterator[MemoryAccounts]:
    with accounts.use(MemoryAccounts("demo-x")) as made:
        assert isinstance(made, MemoryAccounts)
        yield made


@pytest.fixture(scope="module")
def hotel() -> DemoHotel:
    return demo_hotel(NOON.astimezone(ZONE).date())


@pytest.fixture(scope="module")
def seeded(people: MemoryAccounts, hotel: DemoHotel) -> Iterator[Ground]:
    """All of these tests look at the same hotel; one that changes something takes `mine`."""
    with ground() as stands:
        seed(hotel)
        open_accounts(hotel)
        yield stands


@pytest.fixture
def mine(hotel: DemoHotel) -> Iterator[Ground]:
    with ground() as stands:
        seed(hotel)
        yield stands


def test_the_house_has_a_checklist_of_its_own_for_each_kind_of_work(seeded: Ground) -> None:
    assert {one.kind for one in seeded.all(Checklist)} == set(TaskKind)
    assert {one.version for one in seeded.all(Checklist)} == {1}


def test_one_room_has_passed_inspection_and_one_is_to_be_cleaned_again(seeded: Ground) -> None:
    verdicts = {one.verdict: one for one in seeded.all(Inspection)}
    failed = seeded.get(Room, verdicts[Verdict.FAILED].room_id)

    assert seeded.get(Room, verdicts[Verdict.PASSED].room_id).cleaning.status is Cleaning.READY
    assert [one.task_id for one in failed.tasks] == [verdicts[Verdict.FAILED].re_clean_task_id]


def test_every_room_has_its_row_and_its_tablet(seeded: Ground, hotel: DemoHotel) -> None:
    numbers = {room.number for room in hotel.rooms}

    assert {room.room_id for room in seeded.all(Room)} == {tablet.room_id for tablet in seeded.all(Tablet)} == numbers


def test_who_is_in_house_is_on_the_rows(seeded: Ground, hotel: DemoHotel) -> None:
    occupied = {room.room_id for room in seeded.all(Room) if room.occupancy is Occupancy.OCCUPIED}

    assert occupied == {stay.room for stay in hotel.in_house()}
    assert len(seeded.all(Stay)) == len(hotel.stays)


def test_rooms_are_as_clean_as_the_demo_says(seeded: Ground, hotel: DemoHotel) -> None:
    rooms = {room.room_id: room for room in seeded.all(Room)}
    blocked = {block.room for block in hotel.blocks}
    wanted = Counter(
        Cleaning.OUT_OF_ORDER
        if room.number in blocked
        else Cleaning.CLEAN
        if room.cleaning == "inspected" and rooms[room.number].stay
        else Cleaning.READY
        if room.cleaning == "inspected"
        else Cleaning(room.cleaning)
        for room in hotel.rooms
    )

    assert Counter(room.cleaning.status for room in rooms.values()) == wanted


def test_most_rooms_in_house_were_made_up_yesterday(seeded: Ground) -> None:
    occupied = [room for room in seeded.all(Room) if room.is_occupied]
    made_up = [room for room in occupied if room.cleaning.status is Cleaning.CLEAN]

    assert len(made_up) > len(occupied) * 2 / 3


def test_signs_hang_on_doors_requests_are_under_way_and_a_room_is_out_of_order(
    seeded: Ground, hotel: DemoHotel
) -> None:
    rooms = {room.room_id: room for room in seeded.all(Room)}

    assert {r for r, room in rooms.items() if room.guest_flag.value is GuestFlag.DO_NOT_DISTURB} == {
        wish.room for wish in hotel.wishes if wish.flag == "do_not_disturb"
    }
    assert {r: room.tickets[0].status for r, room in rooms.items() if room.tickets} == {
        request.room: request.status for request in hotel.requests
    }
    assert [room.blocks[0].reason for room in rooms.values() if room.blocks] == [hotel.blocks[0].reason]


def test_the_room_out_of_order_has_somebody_who_mends_it(seeded: Ground, hotel: DemoHotel) -> None:
    (order,) = seeded.all(WorkOrder)
    (block,) = seeded.get(Room, order.room_id).blocks

    assert order.block_id == block.block_id
    assert seeded.get(Staff, str(order.assignee)).email == hotel.blocks[0].mender


def test_linen_is_on_the_shelf_and_in_use_and_the_shelf_lasts_a_while(seeded: Ground, hotel: DemoHotel) -> None:
    lines = seeded.all(LinenLine)

    assert Counter((line.name, line.stock, line.in_use) for line in lines) == Counter(
        (line.name, line.on_shelf, line.out) for line in hotel.linen
    )
    assert [line.name for line in lines if line.low_since] == ["Bath towel"]
    assert runway_minutes(lines, seeded.now)


def test_found_items_wait_for_who_left_them_and_one_is_due(seeded: Ground) -> None:
    items = {item.category: item for item in seeded.all(LostItem)}

    assert [items[category].stay_id is not None for category in ("valuable", "other", "perishable")] == [
        True,
        False,
        False,
    ]
    assert [category for category, item in items.items() if item.keep_until < seeded.now] == ["perishable"]


def test_what_a_guest_asked_for_is_on_their_tablet(seeded: Ground, hotel: DemoHotel) -> None:
    asked = {request.room for request in hotel.requests if request.by_guest}

    assert {tablet.room_id for tablet in seeded.all(Tablet) if tablet.tickets} == asked


def test_the_guest_of_204_is_welcomed_back_with_what_they_like(seeded: Ground) -> None:
    tablet = seeded.get(Tablet, "204")
    guest = seeded.get(Guest, seeded.get(Stay, tablet.stay_id).guest_id)

    assert (tablet.guest_name, len(tablet.remembered)) == ("Farid Ahmadi", 2)
    assert len(tablet.welcome_back) == 2
    assert guest.stays_count > 0


def test_everybody_who_works_there_can_sign_in_as_what_they_are(
    seeded: Ground, people: MemoryAccounts, hotel: DemoHotel
) -> None:
    uids = {person.email: people.sign_in(person.email, PASSWORD).uid for person in hotel.staff}

    assert {email: properties_of("demo", uid) for email, uid in uids.items()} == {
        person.email: {"demo-hotel": person.role} for person in hotel.staff
    }
    assert {pin.staff_id for pin in seeded.all(Pin)} == {
        uids[person.email] for person in hotel.staff if person.role in FLOOR
    }
    assert len(seeded.all(Staff)) == len(hotel.staff)
    assert people.sign_in("manager@other.hotel", PASSWORD).claims["tenant"] == "other"


def test_seeding_again_changes_nothing(mine: Ground, hotel: DemoHotel) -> None:
    before = [document.model_dump() for kind in KINDS for document in mine.all(kind)]
    entries = len(mine.journal())
    seed(hotel)

    assert before == [document.model_dump() for kind in KINDS for document in mine.all(kind)]
    assert len(mine.journal()) == entries


def test_what_a_manager_chose_since_is_kept(mine: Ground, hotel: DemoHotel) -> None:
    mine.put(mine.get(Settings, "current").but(audit_hour=2))
    seed(hotel)

    assert mine.get(Settings, "current").audit_hour == 2


def test_the_registry_names_both_hotels(seeded: Ground) -> None:
    paths = ("tenants/demo/properties/demo-hotel", "tenants/other/properties/other-hotel")
    registered = seeded.store.read([Key(path) for path in paths])

    assert [(found.data or {})["property_id"] for found in registered] == ["demo-hotel", "other-hotel"]
