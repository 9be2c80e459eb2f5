"""In: what happens at the PMS reaches stays and rows, through the real webhook and the vendor's API."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from emulators.pms.mews import Fault
from emulators.pms.mews.entities import Reservation
from shared.domain.ids import derived_id
from shared.domain.pms import Notice, ReservationNamed
from shared.domain.rooms import Cleaning, Occupancy, Room
from shared.domain.stays import Stay, StayStatus
from shared.domain.tablets import Tablet
from shared.runtime.parking import DeadLetter
from shared.runtime.store.port import Put, StoreError, Write
from tests.bridge import HOTEL, Bridge, bridge


@pytest.fixture
def hotel() -> Iterator[Bridge]:
    with bridge(connect={}) as connected:
        yield connected


def test_the_first_sweep_brings_the_whole_house(hotel: Bridge) -> None:
    occupied = {room.room_id for room in hotel.ground.all(Room) if room.occupancy is Occupancy.OCCUPIED}

    assert occupied == {stay.room for stay in HOTEL.in_house()}
    assert hotel.row("204").cleaning.status is Cleaning.DIRTY
    assert hotel.connection().sweep.status == "done"
    assert hotel.parked() == []


def test_a_first_sweep_takes_over_the_conditions_of_the_pms_and_pushes_nothing(hotel: Bridge) -> None:
    assert hotel.row(hotel.vacant("Inspected")).cleaning.status is Cleaning.READY
    assert hotel.mews.requests.count("resources/update") == 0


def test_a_check_in_at_the_pms_occupies_the_row(hotel: Bridge) -> None:
    arriving = next(one for one in hotel.mews.desk.arrivals() if _ready(hotel, one.resource_id))
    room = hotel.mews.desk.room_number(arriving.resource_id)

    hotel.mews.desk.check_in(reservation=arriving.id)
    hotel.settle()

    assert hotel.row(room).occupancy is Occupancy.OCCUPIED
    assert hotel.ground.get(Stay, hotel.row(room).stay.stay_id).source.external_id == arriving.id


def test_a_check_out_at_the_pms_empties_and_dirties_the_row_with_no_word_back(hotel: Bridge) -> None:
    hotel.mews.desk.check_out(room="315")
    hotel.settle()

    assert hotel.row("315").occupancy is Occupancy.VACANT
    assert hotel.row("315").cleaning.status is Cleaning.DIRTY
    assert hotel.mews.desk.room_state("315") == "Dirty"
    assert hotel.drift("315") is None


def test_a_check_in_taken_back_empties_the_row(hotel: Bridge) -> None:
    stay_id = hotel.row("204").stay.stay_id

    hotel.mews.desk.undo_check_in(room="204")
    hotel.settle()

    assert hotel.row("204").occupancy is Occupancy.VACANT
    assert hotel.ground.get(Stay, stay_id).status is StayStatus.CONFIRMED


def test_a_guest_who_does_not_come_is_a_no_show_not_a_cancellation(hotel: Bridge) -> None:
    lost = next(one for one in hotel.mews.desk.arrivals() if one.resource_id is None)

    hotel.mews.desk.no_show(reservation=lost.id)
    hotel.settle()

    stay = next(one for one in hotel.ground.all(Stay) if one.source.external_id == lost.id)
    assert stay.status is StayStatus.NO_SHOW
    assert stay.room_id is None


def test_a_move_to_another_room_moves_the_guest(hotel: Bridge) -> None:
    stay_id, free = hotel.row("204").stay.stay_id, hotel.vacant()

    hotel.mews.desk.move_room(room="204", to=free)
    hotel.settle()

    assert hotel.row("204").stay is None
    assert hotel.row(free).stay.stay_id == stay_id


def test_a_guest_who_is_named_anew_at_the_pms_is_named_anew_here(hotel: Bridge) -> None:
    customer = hotel.mews.desk.in_house("204").customer_id

    hotel.mews.desk.change_customer(customer=customer, language_code="tg-TJ")
    hotel.settle()

    assert hotel.row("204").stay.language == "tg"


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("Ali\ud800", "Rezai\x00\n", "Ali\ufffd Rezai"),
        ("A" * 3_000, "B", "A" * 200),
        ("\u202eAli\u200f", "\u200e", "Ali"),
    ],
)
def test_a_guest_whose_name_is_of_any_text_is_here_by_what_can_be_seen_of_it(
    hotel: Bridge, first: str, last: str, kept: str
) -> None:
    """R20."""
    customers = hotel.mews.desk.ledger.customers
    guest = customers.get(hotel.mews.desk.in_house("204").customer_id)
    customers.keep(replace(guest, first_name=first, last_name=last))

    hotel.mews.desk.change_customer(customer=guest.id, language_code="tg-TJ")
    hotel.settle()

    assert hotel.ground.get(Stay, hotel.row("204").stay.stay_id).guest_name == kept
    assert hotel.ground.get(Tablet, "204").guest_name == kept
    assert hotel.parked() == []


def test_a_notice_that_is_no_notice_is_kept_and_parked(hotel: Bridge) -> None:
    assert hotel.ground.call("POST", hotel.webhook, b"\xff\x00 not even text", by=None).status_code == 202
    assert hotel.ground.call("POST", hotel.webhook, b'{"hello": 1}', by=None).status_code == 202
    hotel.settle()

    assert len(hotel.notices()) == 2
    assert {letter.reason.code for letter in hotel.parked()} == {"MELMASTOON.PMS.NOT_A_NOTICE"}


def test_one_garbled_event_leaves_the_others_of_its_notice_alone(hotel: Bridge) -> None:
    stay = hotel.mews.desk.in_house("315")
    hotel.mews.webhooks.url = None
    hotel.mews.desk.check_out(room="315")
    body = {
        "Events": [
            {"Discriminator": "ServiceOrderUpdated"},
            _event(stay.id),
            _event(stay.id),
            {"Discriminator": "MessageAdded"},
        ]
    }

    hotel.ground.call("POST", hotel.webhook, json.dumps(body), by=None)
    hotel.ground.deliver()

    assert hotel.row("315").occupancy is Occupancy.VACANT
    assert [letter.reason.code for letter in hotel.parked()] == ["MELMASTOON.PMS.NOT_A_NOTICE"]


def test_a_notice_that_was_read_in_part_is_read_again_when_it_is_replayed(hotel: Bridge) -> None:
    body = {"Events": [{"Discriminator": "ServiceOrderUpdated"}, _event(hotel.mews.desk.in_house("315").id)]}
    hotel.ground.call("POST", hotel.webhook, json.dumps(body), by=None)
    hotel.ground.deliver()

    hotel.ground.data("POST", f"dead-letters/{hotel.parked()[0].id}/replay", {})
    hotel.ground.deliver()

    assert [letter.failures for letter in hotel.parked()] == [2]
    assert [notice.handled_at for notice in hotel.notices()] == [None]


def test_a_notice_of_something_nobody_knows_is_handled_and_done(hotel: Bridge) -> None:
    body = {"Events": [_event("00000000-0000-4000-8000-000000000000")]}

    hotel.ground.call("POST", hotel.webhook, json.dumps(body), by=None)
    hotel.settle()

    assert [notice.handled_at is not None for notice in hotel.notices()] == [True]
    assert hotel.parked() == []


def test_a_notice_that_cannot_be_fetched_now_is_handled_when_it_can(hotel: Bridge) -> None:
    for fault in (
        Fault("broken", requests=2),
        Fault("too_many", requests=2, retry_after=7),
        Fault("refuse_connection", requests=2),
    ):
        hotel.mews.faults.set(fault)
    hotel.mews.desk.check_out(room="315")

    hotel.wait(30)

    assert hotel.row("315").occupancy is Occupancy.VACANT
    assert hotel.ground.all(DeadLetter) == []


def test_a_pms_that_is_down_for_a_minute_loses_nothing(hotel: Bridge) -> None:
    hotel.mews.faults.set(Fault("down", seconds=60))
    hotel.mews.desk.check_out(room="315")

    hotel.wait(20)
    assert hotel.row("315").occupancy is Occupancy.OCCUPIED
    hotel.wait(60)

    assert hotel.row("315").occupancy is Occupancy.VACANT
    assert all(notice.handled_at for notice in hotel.ground.all(Notice))


def test_one_reservation_that_cannot_be_read_is_parked_alone_and_replayed_when_it_can(hotel: Bridge) -> None:
    table, odd = hotel.mews.ledger.reservations, hotel.mews.desk.in_house("204")
    table.keep(replace(odd, state="Sideways"))
    hotel.mews.desk.check_out(room="315")
    hotel.settle()

    assert hotel.row("315").occupancy is Occupancy.VACANT
    assert [letter.handler for letter in hotel.parked()] == ["settle_when_reservation_named"]
    assert all(notice.handled_at for notice in hotel.notices())

    table.seed(replace(odd, state="Processed", actual_end=hotel.ground.now))
    hotel.ground.data("POST", f"dead-letters/{hotel.parked()[0].dead_letter_id}/replay", {})
    hotel.settle()
    assert hotel.row("204").occupancy is Occupancy.VACANT


def test_one_reservation_over_which_we_stumble_does_not_hold_up_the_others(hotel: Bridge) -> None:
    stumbling = hotel.row("204").stay.stay_id

    def stumble(writes: Sequence[Write]) -> None:
        if any(isinstance(write, Put) and write.key.id == stumbling for write in writes):
            raise ValueError("a bug of ours")

    hotel.ground.store.before_commit = stumble
    hotel.mews.desk.depart_early(room="204")
    hotel.mews.desk.check_out(room="315")
    hotel.settle()

    assert hotel.row("315").occupancy is Occupancy.VACANT
    assert hotel.row("204").occupancy is Occupancy.OCCUPIED
    assert [letter.handler for letter in hotel.parked()] == ["settle_when_reservation_named"]


def test_a_store_that_stumbles_over_one_reservation_gets_it_again(hotel: Bridge) -> None:
    stumbling, times = hotel.row("204").stay.stay_id, [2]

    def stumble(writes: Sequence[Write]) -> None:
        if times[0] and any(isinstance(write, Put) and write.key.id == stumbling for write in writes):
            times[0] -= 1
            raise StoreError("not now")

    hotel.ground.store.before_commit = stumble
    hotel.mews.desk.depart_early(room="204")
    hotel.settle()

    assert hotel.row("204").occupancy is Occupancy.VACANT
    assert hotel.ground.all(DeadLetter) == []


def test_a_reservation_that_the_pms_names_and_will_not_give_is_parked(hotel: Bridge) -> None:
    odd = hotel.mews.desk.in_house("204")
    del hotel.mews.ledger.reservations._rows[odd.id]

    hotel.ground.call("POST", hotel.webhook, json.dumps({"Events": [_event(odd.id)]}), by=None)
    hotel.settle()

    assert [letter.handler for letter in hotel.parked()] == ["settle_when_reservation_named"]
    assert hotel.row("204").occupancy is Occupancy.OCCUPIED


def test_a_reservation_that_is_not_given_is_missed_still_when_another_of_its_room_is_settled(hotel: Bridge) -> None:
    """What that one did to the row they are both of is no word about this one."""
    missed = next(one for one in hotel.mews.desk.reservations() if _is_expected_after_another(hotel, one))
    room = hotel.mews.desk.room_number(missed.resource_id)
    table, other = hotel.mews.ledger.reservations, hotel.mews.desk.in_house(room)
    del table._rows[missed.id]
    hotel.ground.call("POST", hotel.webhook, json.dumps({"Events": [_event(missed.id)]}), by=None)
    hotel.settle()
    (letter,) = hotel.parked()
    hotel.wait(60)

    hotel.mews.webhooks.url = None
    hotel.mews.desk.check_out(reservation=other.id)
    hotel.ground.hear(ReservationNamed(vendor="mews", external_id=other.id, reason="stumbled over"))
    hotel.ground.deliver()
    hotel.wait(60)
    assert hotel.ground.call("POST", "/internal/cron/heal_letters", by=None).status_code == 204

    assert hotel.row(room).occupancy is Occupancy.VACANT
    assert hotel.parked() == [letter]


def test_a_notice_delivered_twice_settles_once(hotel: Bridge) -> None:
    hotel.mews.desk.check_out(room="315")
    hotel.settle()
    told = [one for one in hotel.ground.bus.published if one.topic == "melmastoon.pms.notice.received.v1"]
    asked, rows = hotel.mews.requests.count(), hotel.row("315").revision

    hotel.ground.bus.publish(told)
    hotel.settle()

    assert (hotel.mews.requests.count(), hotel.row("315").revision) == (asked, rows)


def _ready(hotel: Bridge, resource_id: str | None) -> bool:
    room = hotel.mews.desk.room_number(resource_id)
    return (
        room is not None and hotel.mews.desk.room_state(room) == "Inspected" and hotel.mews.desk.in_house(room) is None
    )


def _is_expected_after_another(hotel: Bridge, one: Reservation) -> bool:
    inside = hotel.mews.desk.in_house(hotel.mews.desk.room_number(one.resource_id)) if one.resource_id else None
    return one.state == "Confirmed" and inside is not None


def _event(external_id: str) -> dict[str, object]:
    return {"Discriminator": "ServiceOrderUpdated", "Value": {"Id": external_id}}


@pytest.mark.parametrize("nights", [0, -3, 900])
def test_a_reservation_with_dates_that_cannot_be_is_shown_and_kept_when_it_is_put_right(
    hotel: Bridge, nights: int
) -> None:
    """R23: never silently, and it keeps nobody else from being settled."""
    room = hotel.vacant("Inspected")
    wrong = hotel.mews.desk.create_reservation(nights=nights)
    fine = hotel.mews.desk.create_reservation(room=room)
    hotel.settle()
    stay_id = derived_id("rsv", "mews", wrong.id)
    shown = hotel.drift(stay_id)
    assert shown is not None
    difference = shown.of_kind("reservation")
    assert difference is not None
    assert (difference.external_id, shown.status) == (wrong.id, "open")
    assert "departure_at" in difference.detail
    assert hotel.ground.find(Stay, stay_id) is None
    assert hotel.ground.find(Stay, derived_id("rsv", "mews", fine.id)) is not None

    hotel.ground.pass_time(minutes=1)
    ledger = hotel.mews.desk.ledger
    right = replace(wrong, scheduled_end=wrong.scheduled_start + timedelta(hours=20), updated=ledger.now())
    ledger.reservations.keep(right)
    hotel.sweep()
    healed = hotel.drift(stay_id)
    assert healed is not None
    assert (healed.status, healed.differences) == ("healed", ())
    assert hotel.ground.get(Stay, stay_id).status is StayStatus.CONFIRMED


def test_a_reservation_that_cannot_even_be_read_is_parked_and_shown_in_words(hotel: Bridge) -> None:
    """R23: the year 9999."""
    booked = hotel.mews.desk.create_reservation()
    ledger = hotel.mews.desk.ledger
    ledger.reservations.keep(
        replace(booked, scheduled_end=datetime(9999, 12, 31, 12, tzinfo=UTC), updated=ledger.now())
    )
    hotel.settle()
    shown = hotel.drift(derived_id("rsv", "mews", booked.id))
    assert shown is not None
    assert "is not a moment of our times" in shown.differences[0].detail
    assert [letter.reason.code for letter in hotel.parked()] == ["MELMASTOON.PMS.MISUNDERSTOOD"]
