"""Bookings settled through the store: rows and tablets in the same commit, by whoever comes first."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.ids import derived_id
from shared.domain.people import system
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.stays import BookedGuest, Booking, Source, Stay, StayStatus
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket, TicketKind
from shared.flows.settling import Settled, settle_booking
from shared.runtime.execution import Call
from shared.runtime.store.port import Put, Write
from shared.runtime.units import Units
from shared.runtime.work import Work
from tests.ground import NOON, PLACE, Ground, ground

CONFIRMED, IN, OUT = StayStatus.CONFIRMED, StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT
ROOMS = ("101", "102", "103")
NUMBERS = itertools.count()


def booking(number: int, status: StayStatus, room_id: str | None, version: int = 1) -> Booking:
    return Booking(
        stay_id=derived_id("rsv", "mews", str(number)),
        status=status,
        guest=BookedGuest(guest_id=derived_id("gst", "mews", str(number)), name=f"Guest {number}"),
        room_id=room_id,
        arrival_at=NOON,
        departure_at=NOON + timedelta(days=1),
        checked_in_at=NOON + timedelta(minutes=number) if status in (IN, OUT) else None,
        checked_out_at=NOON + timedelta(days=1) if status is OUT else None,
        source=Source(vendor="mews", external_id=str(number), version=f"{version:06}"),
    )


def tell(hotel: Ground, *bookings: Booking) -> list[Settled]:
    """Settle these in one commit."""
    heard: list[Settled] = []

    def decide(work: Work) -> None:
        heard[:] = [settle_booking(told, work) for told in bookings]

    entry = f"told-{next(NUMBERS)}"
    actor = system("demo", "demo-hotel", "pms")
    Units(Call("event", "tell", "tests", entry, actor, PLACE, entry, entry, entry)).run("settle", decide)
    return heard


def furnish(hotel: Ground) -> None:
    for number in ROOMS:
        ready = CleaningState(status=Cleaning.READY)
        hotel.put(Room(room_id=number, number=number, floor=1, cleaning=ready), Tablet(room_id=number))


def names(hotel: Ground) -> list[str | None]:
    return [hotel.get(Tablet, number).guest_name for number in ROOMS]


def test_a_tablet_greets_whoever_is_in_the_room_now() -> None:
    with ground() as hotel:
        furnish(hotel)
        tell(hotel, booking(1, IN, "101"))
        tell(hotel, booking(2, IN, "101"))
        assert names(hotel) == ["Guest 1", None, None]
        tell(hotel, booking(1, OUT, "101", 2))
        assert names(hotel) == ["Guest 2", None, None]
        tell(hotel, booking(2, OUT, "101", 2))
        assert names(hotel) == [None, None, None]


def test_a_notice_that_names_several_stays_is_settled_in_one_commit() -> None:
    with ground() as hotel:
        furnish(hotel)
        tell(hotel, booking(1, IN, "101"), booking(2, IN, "102"))
        before = len(hotel.journal())
        tell(hotel, booking(1, IN, "102", 2), booking(2, IN, "101", 2), booking(2, IN, "101", 2))
        assert names(hotel) == ["Guest 2", "Guest 1", None]
        assert len(hotel.journal()) == before + 1


def test_a_notice_that_comes_again_writes_nothing_and_says_nothing() -> None:
    with ground() as hotel:
        furnish(hotel)
        tell(hotel, booking(1, IN, "101"))
        rows, told = hotel.all(Room), hotel.told()
        (again,) = tell(hotel, booking(1, IN, "101"))
        assert not again.news
        assert (hotel.all(Room), hotel.told()) == (rows, told)


def test_a_name_that_is_put_right_is_put_right_on_the_tablet() -> None:
    with ground() as hotel:
        furnish(hotel)
        tell(hotel, booking(1, IN, "101"))
        right = booking(1, IN, "101", 2)
        tell(hotel, right.but(guest=right.guest.but(name="Amina")))
        assert names(hotel) == ["Amina", None, None]


def test_a_room_of_another_shape_than_ours_is_kept_on_the_stay() -> None:
    with ground() as hotel:
        furnish(hotel)
        (settled,) = tell(hotel, booking(1, IN, "Suite / 7"))
        assert (settled.unplaced, hotel.get(Stay, settled.stay.stay_id).room_id) == ("Suite / 7", "Suite / 7")


def test_a_request_that_moved_with_its_guest_is_on_their_new_tablet() -> None:
    with ground() as hotel:
        furnish(hotel)
        tell(hotel, booking(1, IN, "101"))
        towels = Ticket(
            ticket_id=derived_id("tkt", "1"),
            room_id="101",
            stay_id=booking(1, IN, "101").stay_id,
            kind=TicketKind.TOWELS,
            opened_by="guest",
            opened_at=NOON,
        )
        hotel.put(towels, hotel.get(Room, "101").with_ticket(towels.on_row))
        tell(hotel, booking(1, IN, "102", 2))
        assert [one.ticket_id for one in hotel.get(Tablet, "102").tickets] == [towels.ticket_id]
        assert not hotel.get(Tablet, "101").tickets
        tell(hotel, booking(1, OUT, "102", 3))
        assert hotel.get(Ticket, towels.ticket_id).is_closed
        assert not hotel.get(Room, "102").tickets


def test_two_who_are_told_of_one_room_at_once_both_count() -> None:
    with ground() as hotel:
        furnish(hotel)
        raced: list[bool] = []

        def somebody_else_first(writes: Sequence[Write]) -> None:
            if not raced and any(isinstance(write, Put) for write in writes):
                raced.append(True)
                tell(hotel, booking(2, CONFIRMED, "101"))

        hotel.store.before_commit = somebody_else_first
        tell(hotel, booking(1, CONFIRMED, "101"))
        assert len(hotel.get(Room, "101").upcoming) == 2


FACTS = st.tuples(st.sampled_from(range(4)), st.sampled_from([CONFIRMED, IN, OUT]), st.sampled_from([*ROOMS, "999"]))


@given(st.lists(FACTS, min_size=1, max_size=12), st.data())
@settings(max_examples=60, deadline=None)
def test_a_tablet_shows_who_its_row_has_and_nobody_else_whatever_is_told_in_whatever_order(
    facts: list[tuple[int, StayStatus, str]], data: st.DataObject
) -> None:
    told = [booking(number, status, room_id, at) for at, (number, status, room_id) in enumerate(facts)]
    with ground() as hotel:
        furnish(hotel)
        for each in data.draw(st.permutations(told)):
            tell(hotel, each)
            for room, tablet in zip(hotel.all(Room), hotel.all(Tablet), strict=True):
                shown = hotel.get(Stay, room.stay.stay_id) if room.stay else None
                assert tablet.stay_id == (shown.stay_id if shown else "")
                assert tablet.guest_name == (shown.guest_name if shown else None)
                assert shown is None or (shown.in_house and shown.room_id == room.room_id)
