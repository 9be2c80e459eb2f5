"""What the bridge relies on, of every vendor in the registry, against its stand-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.pms.line import DENIED_THERE, MISUNDERSTOOD, REFUSED_THERE
from functions.pms.vendors import VENDORS
from functions.pms.vendors.port import NOT_A_NOTICE, BlockWanted, House, Vendor
from shared.domain.ids import derived_id
from shared.domain.pms import Condition
from shared.domain.refusals import Refusal
from shared.domain.stays import StayStatus
from shared.runtime.cloud import cloud
from shared.runtime.units import TryAgain
from tests.contract.vendors import HOTEL, STANDINS, StandIn, meet
from tests.ground import ground

DUE_OUT = "315"


@pytest.fixture(params=sorted(VENDORS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there(name: str) -> Iterator[StandIn]:
    stand_in = STANDINS[name]()
    with ground(topics=False):
        cloud().clock = stand_in.clock
        yield stand_in


@pytest.fixture
def vendor(name: str, there: StandIn) -> Vendor:
    return meet(name, there)


def test_every_vendor_has_a_stand_in() -> None:
    assert set(STANDINS) == set(VENDORS)


def test_it_says_who_it_is(vendor: Vendor) -> None:
    enterprise = vendor.enterprise()

    assert enterprise.id
    assert enterprise.name == HOTEL.name
    assert enterprise.zone == str(HOTEL.zone)


def test_it_shows_every_room_with_its_condition(vendor: Vendor) -> None:
    reports = {report.name: report for report in vendor.rooms()}

    assert set(reports) == {room.number for room in HOTEL.rooms}
    assert {room.number: room.cleaning for room in HOTEL.rooms} == {
        name: str(one.condition) for name, one in reports.items()
    }


def test_one_room_can_be_asked_for(vendor: Vendor) -> None:
    wanted = next(report for report in vendor.rooms() if report.name == "204")

    assert [report.name for report in vendor.rooms([wanted.resource_id])] == ["204"]


def test_reservations_become_bookings_with_their_guest_and_room(name: str, vendor: Vendor, there: StandIn) -> None:
    bookings = {booking.room_id: booking for booking in vendor.in_house(there.clock()).bookings}
    told = next(stay for stay in HOTEL.in_house() if stay.room == "204")
    guest = HOTEL.guest(told.guest)

    assert set(bookings) == {stay.room for stay in HOTEL.in_house()}
    booking = bookings["204"]
    assert booking.status is StayStatus.CHECKED_IN
    assert (booking.guest.name, booking.guest.language) == (f"{guest.given_name} {guest.family_name}", guest.language)
    assert (booking.arrival_at, booking.departure_at) == (told.arrives, told.departs)
    assert booking.party == told.adults + told.children
    assert booking.room_type == told.room_type
    assert booking.stay_id == derived_id("rsv", name, booking.source.external_id)


def test_every_state_of_a_reservation_is_one_of_ours(vendor: Vendor, there: StandIn) -> None:
    found = vendor.reservations_touching(there.clock() - timedelta(days=80), there.clock() + timedelta(days=80))

    assert found.garbled == {}
    told = sorted(str(stay.status) for stay in HOTEL.stays if _touches(stay.departs, there))
    assert sorted(str(booking.status) for booking in found.bookings) == told


def test_a_room_that_nobody_assigned_is_no_room(vendor: Vendor, there: StandIn) -> None:
    found = vendor.reservations_touching(there.clock(), there.clock() + timedelta(days=3)).bookings

    assert any(booking.room_id is None for booking in found)


def test_a_notice_names_what_changed_and_the_fetched_entity_says_what(vendor: Vendor, there: StandIn) -> None:
    before = next(one for one in vendor.in_house(there.clock()).bookings if one.room_id == DUE_OUT)
    there.pass_time(60)
    there.check_out(DUE_OUT)

    heard = [vendor.interpret(notice) for notice in there.notices]
    named = [external_id for one in heard for external_id in one.reservations]
    after = vendor.reservations(named).bookings

    assert before.source.external_id in named
    assert [(one.status, one.source.external_id) for one in after] == [
        (StayStatus.CHECKED_OUT, before.source.external_id)
    ]
    assert after[0].source.version > before.source.version
    assert after[0].checked_out_at is not None


def test_what_changed_can_be_asked_for_by_time(vendor: Vendor, there: StandIn) -> None:
    there.pass_time(3600)
    since = there.clock()
    there.check_out(DUE_OUT)

    found = vendor.reservations_changed(since, there.clock() + timedelta(minutes=10))

    assert [booking.room_id for booking in found.bookings] == [DUE_OUT]
    assert found.newest is not None


@pytest.mark.parametrize(
    "garbage", ["", "{", "[]", "null", "7", '{"Events": 3}', '{"events": []}', "\x00", "[" * 100_000]
)
def test_what_is_no_notice_is_refused_as_such(vendor: Vendor, garbage: str) -> None:
    with pytest.raises(Refusal) as refused:
        vendor.interpret(garbage)
    assert refused.value.rule is NOT_A_NOTICE


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["Events", "Value", "Id", "Discriminator", "EnterpriseId"]), inner)
        ),
        max_leaves=12,
    )
)
@pytest.mark.parametrize("kind", sorted(VENDORS))
def test_whatever_is_sent_is_either_read_or_refused(kind: str, said: object) -> None:
    try:
        _listener(kind).interpret(json.dumps(said))
    except Refusal as refused:
        assert refused.rule is NOT_A_NOTICE  # noqa: PT017 - either is right


@pytest.mark.parametrize("condition", ["dirty", "clean", "inspected", "out_of_service"])
def test_a_condition_set_is_shown_and_setting_it_twice_is_setting_it(
    vendor: Vendor, there: StandIn, condition: str
) -> None:
    resource_id = _resource(vendor, "204")

    vendor.set_condition(resource_id, Condition(condition))
    vendor.set_condition(resource_id, Condition(condition))

    assert there.state("204") == condition
    assert [report.condition for report in vendor.rooms([resource_id])] == [condition]


def test_a_block_is_made_once_and_taken_off_once(vendor: Vendor, there: StandIn) -> None:
    room = _empty(vendor, there)
    wanted = BlockWanted(_resource(vendor, room), "blk_1", "No water", there.clock(), there.clock() + timedelta(days=1))

    first, again = vendor.block(wanted), vendor.block(wanted)
    assert first == again
    assert there.blocks_made() == 1
    assert there.state(room) == "out_of_order"

    vendor.unblock(first)
    vendor.unblock(first)
    assert there.state(room) != "out_of_order"


def test_the_rooms_of_a_block_are_found_when_it_has_ended_too(vendor: Vendor, there: StandIn) -> None:
    room = _empty(vendor, there)
    resource_id = _resource(vendor, room)
    made = vendor.block(BlockWanted(resource_id, "blk_1", "Paint", there.clock(), there.clock() + timedelta(days=1)))
    vendor.unblock(made)

    assert vendor.blocked_rooms([made]) == [resource_id]


@pytest.mark.parametrize("kind", ["too_many", "broken", "down", "silent"])
def test_what_will_pass_is_to_be_tried_again(vendor: Vendor, there: StandIn, kind: str) -> None:
    there.fail(kind)

    with pytest.raises(TryAgain) as again:
        vendor.rooms()

    assert again.value.after is not None
    assert vendor.rooms()


def test_it_is_tried_again_when_the_vendor_says(vendor: Vendor, there: StandIn) -> None:
    there.fail("too_many", after=17)

    with pytest.raises(TryAgain) as again:
        vendor.rooms()

    assert again.value.after == 17


@pytest.mark.parametrize(("kind", "rule"), [("refused", REFUSED_THERE), ("unreadable", MISUNDERSTOOD)])
def test_what_will_not_pass_is_refused(vendor: Vendor, there: StandIn, kind: str, rule: object) -> None:
    resource_id = _resource(vendor, "204")
    there.fail(kind)

    with pytest.raises(Refusal) as refused:
        vendor.set_condition(resource_id, Condition.CLEAN)

    assert refused.value.rule is rule


def test_credentials_that_are_not_taken_are_known_as_such_and_never_said(name: str, there: StandIn) -> None:
    secret = "a-wrong-secret"
    vendor = VENDORS[name](there.line(**dict.fromkeys(VENDORS[name].secret_names, secret)), House())

    with pytest.raises(Refusal) as refused:
        vendor.enterprise()

    assert refused.value.rule is DENIED_THERE
    assert secret not in str(refused.value)
    assert secret not in str(refused.value.context)


def test_it_keeps_under_the_vendors_limit_by_itself(vendor: Vendor, there: StandIn) -> None:
    resource_id = _resource(vendor, "204")
    there.pass_time(vendor.pace.seconds)
    for _ in range(vendor.pace.requests):
        vendor.rooms([resource_id])

    with pytest.raises(TryAgain) as again:
        vendor.rooms([resource_id])

    there.pass_time(again.value.after or 0)
    assert vendor.rooms([resource_id])


@cache
def _listener(kind: str) -> Vendor:
    return VENDORS[kind](STANDINS[kind]().line(), House())


def _resource(vendor: Vendor, room: str) -> str:
    return next(report.resource_id for report in vendor.rooms() if report.name == room)


def _empty(vendor: Vendor, there: StandIn) -> str:
    found = vendor.reservations_touching(there.clock() - timedelta(days=2), there.clock() + timedelta(days=30)).bookings
    taken = {booking.room_id for booking in found}
    return next(room.number for room in HOTEL.rooms if room.number not in taken)


def _touches(departs: datetime, there: StandIn) -> bool:
    return departs >= there.clock() - timedelta(days=80)
