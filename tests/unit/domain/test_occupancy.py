"""One booking after another, in any order: what a stay, its guest and the rows become."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.documents import Change
from shared.domain.events import Event
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.occupancy import Known, Settlement, settle
from shared.domain.rooms import (
    Cleaning,
    CleaningState,
    Discrepancy,
    DiscrepancyKind,
    DiscrepancyResolved,
    Flag,
    GuestFlag,
    GuestFlagChanged,
    Occupancy,
    OccupancyChanged,
    OpenTicket,
    Room,
)
from shared.domain.settings import Settings
from shared.domain.sharing import everybody_in
from shared.domain.stays import (
    BookedGuest,
    Booking,
    GuestCheckedIn,
    GuestCheckedOut,
    GuestLeftEarly,
    ReservationConfirmed,
    ReservationModified,
    RoomMoved,
    Source,
    Stay,
    StayStatus,
    version_at,
)
from shared.domain.tickets import Ticket, TicketClosed, TicketKind, TicketStatus

HOUSE = Settings(zone="Asia/Kabul")
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ROOMS = ("101", "102", "103")
LATER = NOON + timedelta(hours=1)
CONFIRMED, IN, OUT = StayStatus.CONFIRMED, StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT


def booking(number: int, status: StayStatus, room_id: str | None = None, version: int = 1, **facts: object) -> Booking:
    facts.setdefault("guest", BookedGuest(guest_id=derived_id("gst", "mews", str(number)), name=f"Guest {number}"))
    told = {
        "stay_id": derived_id("rsv", "mews", str(number)),
        "status": status,
        "room_id": room_id,
        "arrival_at": NOON,
        "departure_at": NOON + timedelta(days=2),
        "checked_in_at": NOON + timedelta(minutes=number) if status in (IN, OUT) else None,
        "checked_out_at": NOON + timedelta(days=2) if status is OUT else None,
        "source": Source(vendor="mews", external_id=str(number), version=f"{version:06}"),
        **facts,
    }
    return Booking.model_validate(told)


def due_out_today(number: int, room_id: str = "101", **facts: object) -> Booking:
    """Return a guest in the room since yesterday, who is to leave it today."""
    dated = {"checked_in_at": NOON - timedelta(days=1), "departure_at": NOON + timedelta(hours=1)}
    return booking(number, IN, room_id, **{**dated, **facts})


class Hotel:
    """Three rooms and what has been told of them."""

    def __init__(self, *rooms: Room) -> None:
        self.rooms = {room.room_id: room for room in rooms or [a_room(number) for number in ROOMS]}
        self.stays: dict[str, Stay] = {}
        self.guests: dict[str, Guest] = {}
        self.tickets: dict[str, Ticket] = {}
        self.now = NOON
        self.told: list[Event] = []

    def hear(self, *bookings: Booking) -> Settlement:
        for told in bookings:
            stay = self.stays.get(told.stay_id)
            tickets = tuple(one for one in self.tickets.values() if stay and one.room_id == stay.room_id)
            others = [
                one
                for one in self.stays.values()
                if one.guest_id == told.guest.guest_id and one.stay_id != told.stay_id
            ]
            known = Known(stay, self.guests.get(told.guest.guest_id), self.rooms, tickets, tuple(others))
            made = settle(told, known, self.now, HOUSE)
            self.stays[told.stay_id] = made.stay.state
            self.rooms = {**self.rooms, **{room_id: change.state for room_id, change in made.rows.items()}}
            if made.guest:
                self.guests[made.guest.state.guest_id] = made.guest.state
            self.tickets.update({change.state.ticket_id: change.state for change in made.tickets})
            changes: list[Change[Any]] = [made.stay, *made.rows.values(), *made.tickets]
            changes += [made.guest] if made.guest else []
            self.told += [event for change in changes for event in change.events]
        return made

    def who_is_in(self, room_id: str) -> str | None:
        stay = self.rooms[room_id].stay
        return self.stays[stay.stay_id].guest_name if stay else None

    def forget_what_was_told(self) -> None:
        self.told = []


def a_room(number: str, cleaning: Cleaning = Cleaning.READY) -> Room:
    state = CleaningState(status=cleaning, since=NOON - timedelta(days=1))
    return Room(room_id=number, number=number, floor=1, cleaning=state)


def kinds(events: list[Event]) -> set[type[Event]]:
    return {type(event) for event in events}


@pytest.fixture
def hotel() -> Hotel:
    return Hotel()


def test_a_confirmed_stay_is_promised_its_room_in_the_order_of_arrival(hotel: Hotel) -> None:
    hotel.hear(
        booking(1, CONFIRMED, "101", arrival_at=NOON + timedelta(days=3), departure_at=NOON + timedelta(days=4)),
        booking(2, CONFIRMED, "101"),
    )
    assert [one.stay_id for one in hotel.rooms["101"].upcoming] == [booking(n, CONFIRMED).stay_id for n in (2, 1)]
    assert hotel.rooms["101"].occupancy is Occupancy.VACANT
    assert kinds(hotel.told) == {ReservationConfirmed}


def test_a_tentative_stay_is_promised_nothing(hotel: Hotel) -> None:
    hotel.hear(booking(1, StayStatus.TENTATIVE, "101"))
    assert not hotel.rooms["101"].upcoming
    assert not hotel.told


def test_a_check_in_fills_the_row_and_ends_the_promise(hotel: Hotel) -> None:
    hotel.hear(booking(1, CONFIRMED, "101"), booking(1, IN, "101", 2))
    room = hotel.rooms["101"]
    assert (room.occupancy, room.upcoming, room.cleaning.status) == (Occupancy.OCCUPIED, (), Cleaning.CLEAN)
    assert room.stay is not None
    assert room.stay.check_out_at == NOON + timedelta(days=2)
    assert {GuestCheckedIn, OccupancyChanged} <= kinds(hotel.told)


def test_a_check_out_empties_the_row_of_the_guest_and_of_what_they_set(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"))
    hotel.rooms["101"] = hotel.rooms["101"].but(
        guest_flag=Flag(value=GuestFlag.DO_NOT_DISTURB, since=NOON),
        temperature_preset=19.5,
        discrepancy=Discrepancy(kind=DiscrepancyKind.SKIP, detected_at=NOON),
    )
    hotel.now = NOON + timedelta(days=2)
    hotel.hear(booking(1, OUT, "101", 2))
    room = hotel.rooms["101"]
    assert (room.occupancy, room.stay, room.guest_flag.value) == (Occupancy.VACANT, None, GuestFlag.NONE)
    assert (room.temperature_preset, room.cleaning.status, room.discrepancy) == (None, Cleaning.DIRTY, None)
    assert {GuestCheckedOut, OccupancyChanged, GuestFlagChanged, DiscrepancyResolved} <= kinds(hotel.told)


def test_check_out_says_who_comes_next(hotel: Hotel) -> None:
    later = NOON + timedelta(days=2, hours=3)
    hotel.hear(
        booking(1, IN, "101"), booking(2, CONFIRMED, "101", arrival_at=later, departure_at=later + timedelta(days=1))
    )
    hotel.hear(booking(1, OUT, "101", 2))
    (left,) = [event for event in hotel.told if isinstance(event, GuestCheckedOut)]
    assert (left.room_id, left.next_arrival_at, left.occupied_by) == ("101", later, None)
    assert left.next_reservation_id == booking(2, CONFIRMED).stay_id


def test_the_next_guest_displaces_one_whose_check_out_is_still_on_its_way(hotel: Hotel) -> None:
    hotel.hear(due_out_today(1), booking(2, IN, "101"))
    assert hotel.who_is_in("101") == "Guest 2"
    assert [one.stay_id for one in hotel.rooms["101"].presumed_gone] == [booking(1, IN).stay_id]
    hotel.hear(booking(1, OUT, "101", 2))
    assert hotel.who_is_in("101") == "Guest 2"
    assert not hotel.rooms["101"].presumed_gone
    (left,) = [event for event in hotel.told if isinstance(event, GuestCheckedOut)]
    assert left.occupied_by == booking(2, IN).stay_id


@pytest.mark.parametrize("earlier", [booking(1, IN, "101"), booking(1, IN, "101", departure_at=NOON)])
def test_a_late_word_of_an_earlier_guest_never_costs_the_present_one_the_room(hotel: Hotel, earlier: Booking) -> None:
    hotel.hear(booking(2, IN, "101"), earlier, booking(1, OUT, "101", 2))
    assert hotel.who_is_in("101") == "Guest 2"


def test_a_late_check_out_leaves_the_next_guests_flag_and_a_clean_room_alone(hotel: Hotel) -> None:
    hotel.hear(due_out_today(1), booking(2, IN, "101"))
    hotel.rooms["101"] = hotel.rooms["101"].but(
        guest_flag=Flag(value=GuestFlag.DO_NOT_DISTURB, since=NOON), cleaning=CleaningState(status=Cleaning.CLEAN)
    )
    hotel.hear(booking(1, OUT, "101", 2))
    assert hotel.rooms["101"].guest_flag.value is GuestFlag.DO_NOT_DISTURB
    assert hotel.rooms["101"].cleaning.status is Cleaning.CLEAN


def test_who_shares_a_room_keeps_it_when_the_other_leaves(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"), booking(2, IN, "101"), booking(2, OUT, "101", 2))
    assert hotel.who_is_in("101") == "Guest 1"
    assert hotel.rooms["101"].occupancy is Occupancy.OCCUPIED


def with_wishes(hotel: Hotel, celsius: float = 25.5) -> None:
    """Have whoever is in 101 hang out do-not-disturb and set how warm they want it."""
    room = hotel.rooms["101"].flagged(GuestFlag.DO_NOT_DISTURB, hotel.now).state
    hotel.rooms["101"] = room.preset(celsius, HOUSE.preset_lowest, HOUSE.preset_highest).state


def wishes_of(room: Room) -> tuple[GuestFlag, float | None]:
    return (room.guest_flag.value, room.temperature_preset)


SHARERS = [
    (booking(1, IN, "101"), booking(2, IN, "101")),
    (due_out_today(1), booking(2, IN, "101", share_id=booking(1, IN).stay_id)),
    (due_out_today(1, share_id="friends"), booking(2, IN, "101", share_id="friends")),
]
"""Not due out when the other came; by intent; by intent, as a third system calls it."""


@pytest.mark.parametrize(("first", "second"), SHARERS)
@pytest.mark.parametrize("leaves_first", [1, 2])
def test_what_sharers_set_stays_until_the_last_of_them_leaves(
    hotel: Hotel, first: Booking, second: Booking, leaves_first: int
) -> None:
    """R7: flag and preset stay, and the room turns dirty when the last leaves; whoever that is."""
    hotel.hear(first)
    with_wishes(hotel)
    hotel.hear(second)
    room = hotel.rooms["101"]
    assert (hotel.who_is_in("101"), len(room.also_here)) == ("Guest 1", 1)
    assert (wishes_of(room), room.cleaning.status) == ((GuestFlag.DO_NOT_DISTURB, 25.5), Cleaning.CLEAN)

    hotel.now = NOON + timedelta(days=2)
    told = {1: first, 2: second}
    out = told.pop(leaves_first)
    hotel.hear(out.but(status=OUT, checked_out_at=hotel.now, source=None))
    room, (stays,) = hotel.rooms["101"], told
    assert (hotel.who_is_in("101"), room.also_here) == (f"Guest {stays}", ())
    assert (wishes_of(room), room.cleaning.status) == ((GuestFlag.DO_NOT_DISTURB, 25.5), Cleaning.CLEAN)

    hotel.hear(told[stays].but(status=OUT, checked_out_at=hotel.now, source=None))
    room = hotel.rooms["101"]
    assert (room.occupancy, room.cleaning.status) == (Occupancy.VACANT, Cleaning.DIRTY)
    assert wishes_of(room) == (GuestFlag.NONE, None)


def test_who_comes_on_the_day_that_another_is_due_out_is_the_next_guest(hotel: Hotel) -> None:
    hotel.hear(due_out_today(1))
    with_wishes(hotel)
    hotel.hear(booking(2, IN, "101"))
    assert wishes_of(hotel.rooms["101"]) == (GuestFlag.NONE, None)
    assert (hotel.who_is_in("101"), hotel.rooms["101"].also_here) == ("Guest 2", ())


def test_a_room_that_its_next_guest_came_into_was_dirty_when_they_came(hotel: Hotel) -> None:
    """R9: heard ten minutes late, and yet before they came: so that it is cleaned for who is in it."""
    hotel.hear(due_out_today(1))
    hotel.now = NOON + timedelta(minutes=12)
    hotel.hear(booking(2, IN, "101"))
    assert hotel.rooms["101"].cleaning.status is Cleaning.DIRTY
    since = hotel.rooms["101"].cleaning.since
    assert since is not None
    assert since < NOON + timedelta(minutes=2)


@pytest.mark.parametrize("left", [timedelta(minutes=-10), timedelta()])
def test_dirt_is_of_who_left_it_however_late_that_is_heard(hotel: Hotel, left: timedelta) -> None:
    """Ten minutes before the next one came, or in the same minute."""
    came = NOON + timedelta(minutes=2)
    hotel.hear(due_out_today(1))
    hotel.now = NOON + timedelta(minutes=30)
    hotel.hear(due_out_today(1).but(status=OUT, checked_out_at=came + left, source=None), booking(2, IN, "101"))
    since = hotel.rooms["101"].cleaning.since
    assert since is not None
    assert since < came
    assert hotel.rooms["101"].cleaning.status is Cleaning.DIRTY


@pytest.mark.parametrize("early", [timedelta(minutes=1), timedelta(hours=3)])
def test_who_left_early_shared_the_room_with_nobody_who_came_after(hotel: Hotel, early: timedelta) -> None:
    """In whatever order it is told: the room was sold again on the day that they left it."""
    first = booking(1, IN, "101", checked_in_at=NOON - timedelta(days=1))
    left = first.but(status=OUT, checked_out_at=NOON + timedelta(minutes=2) - early, source=None)
    in_order = Hotel()
    for stands, told in ((in_order, [left, booking(2, IN, "101")]), (hotel, [booking(2, IN, "101"), left])):
        stands.hear(first)
        with_wishes(stands)
        stands.now = NOON + timedelta(minutes=5)
        stands.hear(*told)
        assert (stands.who_is_in("101"), wishes_of(stands.rooms["101"])) == ("Guest 2", (GuestFlag.NONE, None))
        assert stands.rooms["101"].cleaning.status is Cleaning.DIRTY


def test_what_a_guest_set_since_they_came_is_theirs_when_it_is_heard_that_the_other_had_left(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"), booking(2, IN, "101"))
    hotel.now = NOON + timedelta(hours=1)
    with_wishes(hotel)
    hotel.hear(booking(1, OUT, "101", 2, checked_out_at=NOON + timedelta(minutes=1)))
    assert hotel.rooms["101"].guest_flag.value is GuestFlag.DO_NOT_DISTURB


def test_a_sharer_who_comes_or_goes_settles_what_housekeeping_saw_and_is_told_of(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"))
    for number, status in ((2, IN), (2, OUT)):
        seen = Discrepancy(kind=DiscrepancyKind.PERSON, detected_at=NOON)
        hotel.rooms["101"] = hotel.rooms["101"].but(discrepancy=seen)
        hotel.forget_what_was_told()
        hotel.hear(booking(number, status, "101", 1 + (status is OUT)))
        assert hotel.rooms["101"].discrepancy is None
        (moved,) = [event for event in hotel.told if isinstance(event, OccupancyChanged)]
        assert (moved.occupancy, moved.stay_id) == (Occupancy.OCCUPIED, booking(2, IN).stay_id)


@pytest.mark.parametrize("goes", [booking(1, CONFIRMED, "101", 2), booking(1, IN, "102", 2, in_room_since=LATER)])
def test_a_sharer_who_was_not_in_it_after_all_or_moves_leaves_the_room_to_the_other(
    hotel: Hotel, goes: Booking
) -> None:
    hotel.hear(booking(1, IN, "101"))
    with_wishes(hotel, 19.5)
    hotel.hear(booking(2, IN, "101"), goes)
    assert (hotel.who_is_in("101"), wishes_of(hotel.rooms["101"])) == ("Guest 2", (GuestFlag.DO_NOT_DISTURB, 19.5))
    assert hotel.rooms["101"].cleaning.status is Cleaning.CLEAN
    assert wishes_of(hotel.rooms["102"]) == (GuestFlag.NONE, 19.5 if goes.room_id == "102" else None)


def test_a_wish_is_learned_from_who_had_the_room_alone_and_from_nobody_where_it_was_shared(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"))
    with_wishes(hotel, 19.5)
    hotel.hear(booking(2, IN, "101"), booking(1, OUT, "101", 2), booking(2, OUT, "101", 2))
    learned = [hotel.guests[booking(number, IN).guest.guest_id].remembered_temperature for number in (1, 2)]
    assert learned == [19.5, None]

    hotel.hear(booking(3, IN, "102"), booking(4, IN, "102"))
    hotel.rooms["102"] = hotel.rooms["102"].preset(23.5, HOUSE.preset_lowest, HOUSE.preset_highest).state
    hotel.hear(booking(4, OUT, "102", 2), booking(3, OUT, "102", 2))
    learned = [hotel.guests[booking(number, IN).guest.guest_id].remembered_temperature for number in (3, 4)]
    assert learned == [None, None]


def test_who_stays_of_two_sharers_has_what_both_asked_for(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"), booking(2, IN, "101"))
    asked = [a_ticket(hotel, kind).ticket_id for kind in (TicketKind.TOWELS, TicketKind.MAINTENANCE)]
    hotel.hear(booking(1, OUT, "101", 2))
    one, two = booking(1, IN).stay_id, booking(2, IN).stay_id
    assert [(hotel.tickets[ticket].stay_id, hotel.tickets[ticket].left_by) for ticket in asked] == [(two, one)] * 2
    assert {ticket.ticket_id for ticket in hotel.rooms["101"].tickets} == set(asked)
    hotel.hear(booking(2, OUT, "101", 2))
    assert [hotel.tickets[ticket].status for ticket in asked] == [TicketStatus.CANCELLED, TicketStatus.OPEN]


FIRST, NEXT = due_out_today(1), booking(2, CONFIRMED, "101").but(guest=booking(1, IN).guest)
"""One guest on two bookings, back to back in one room."""


@pytest.mark.parametrize("leaves_first", [True, False])
def test_the_visit_of_a_guest_on_two_bookings_goes_on(hotel: Hotel, leaves_first: bool) -> None:  # noqa: FBT001
    """R19: flag, preset and what they asked for stay, whichever of check-out and check-in is told first."""
    hotel.hear(FIRST, NEXT)
    with_wishes(hotel)
    towels = a_ticket(hotel, TicketKind.TOWELS)
    left = FIRST.but(status=OUT, checked_out_at=NOON, source=None)
    came = NEXT.but(status=IN, checked_in_at=NOON + timedelta(minutes=30), source=None)
    for told in (left, came) if leaves_first else (came, left):
        hotel.hear(told)
        room = hotel.rooms["101"]
        assert (room.occupancy, room.cleaning.status) == (Occupancy.OCCUPIED, Cleaning.CLEAN)
        assert wishes_of(room) == (GuestFlag.DO_NOT_DISTURB, 25.5)
    assert room.stay is not None
    assert (room.stay.stay_id, room.stay.awaits_check_in) == (NEXT.stay_id, False)
    assert room.stay.visit_since == FIRST.checked_in_at
    ticket = hotel.tickets[towels.ticket_id]
    assert (ticket.stay_id, ticket.left_by, ticket.status) == (NEXT.stay_id, None, TicketStatus.OPEN)


@pytest.mark.parametrize(
    "told",
    [
        NEXT.but(status=StayStatus.CANCELLED),
        NEXT.but(status=StayStatus.NO_SHOW),
        NEXT.but(room_id="102"),
        NEXT.but(arrival_at=NOON + timedelta(days=1), departure_at=NOON + timedelta(days=4)),
    ],
)
def test_a_guest_whose_next_booking_is_not_to_be_left_when_the_last_one_ended(hotel: Hotel, told: Booking) -> None:
    hotel.hear(FIRST, NEXT, FIRST.but(status=OUT, checked_out_at=NOON, source=None))
    with_wishes(hotel)
    hotel.now = NOON + timedelta(hours=2)
    hotel.hear(told.but(source=None))
    room = hotel.rooms["101"]
    assert (room.occupancy, room.cleaning.status) == (Occupancy.VACANT, Cleaning.DIRTY)
    assert wishes_of(room) == (GuestFlag.NONE, None)


def test_a_guest_who_stays_on_and_was_not_to_leave_after_all_is_in_the_room_as_before(hotel: Hotel) -> None:
    hotel.hear(FIRST, NEXT, FIRST.but(status=OUT, checked_out_at=NOON, source=None), FIRST.but(source=None))
    room = hotel.rooms["101"]
    assert room.stay is not None
    assert (room.stay.stay_id, room.also_here, len(room.upcoming)) == (FIRST.stay_id, (), 1)


def test_a_guest_who_comes_again_on_a_later_day_has_left(hotel: Hotel) -> None:
    tomorrow = NOON + timedelta(days=1)
    hotel.hear(FIRST, NEXT.but(arrival_at=tomorrow), FIRST.but(status=OUT, checked_out_at=NOON, source=None))
    assert hotel.rooms["101"].occupancy is Occupancy.VACANT


@pytest.mark.parametrize("rooms", [("101", "102", "103"), ("101", "101", "101")])
def test_a_visit_counts_once_in_however_many_rooms_and_stays(hotel: Hotel, rooms: tuple[str, ...]) -> None:
    """R18, R19: in several rooms at once, and back to back in one; told in this order and in the other."""
    who = booking(1, IN).guest
    days = [timedelta(days=2 * order if len(set(rooms)) == 1 else 0) for order in range(3)]
    stays = [
        booking(n, OUT, room, guest=who, checked_in_at=NOON + ago, checked_out_at=NOON + ago + timedelta(days=2))
        for n, (room, ago) in enumerate(zip(rooms, days, strict=True))
    ]
    for told in (stays, stays[::-1], [stays[0], stays[2], stays[1]]):
        stands = Hotel()
        stands.hear(*told)
        assert stands.guests[who.guest_id].stays_count == 1
        stands.hear(told[0].but(status=IN, checked_out_at=None, source=None))
        stands.hear(told[0].but(source=None))
        assert stands.guests[who.guest_id].stays_count == 1


def test_who_comes_again_the_day_after_they_left_makes_another_visit(hotel: Hotel) -> None:
    who = booking(1, IN).guest
    again = {"checked_in_at": NOON + timedelta(days=3), "checked_out_at": NOON + timedelta(days=4)}
    hotel.hear(booking(1, OUT, "101"), booking(2, OUT, "102", guest=who, **again))
    assert hotel.guests[who.guest_id].stays_count == 2


@pytest.mark.parametrize("rooms", [2, 3])
def test_who_pays_for_several_rooms_is_not_who_likes_one_of_them_warm(hotel: Hotel, rooms: int) -> None:
    """R18: neither learned from the one that set it, nor from the last to leave, nor set in all of them."""
    payer = booking(1, IN).guest
    of_payer = [booking(n, IN, ROOMS[n], guest=payer) for n in range(rooms)]
    hotel.hear(*of_payer)
    with_wishes(hotel, 28.0)
    hotel.hear(*(booking(n, OUT, ROOMS[n], 2, guest=payer) for n in reversed(range(rooms))))
    assert hotel.guests[payer.guest_id].remembered_temperature is None

    liked = hotel.guests[payer.guest_id].learning("temperature", "19.5", "staff", NOON).state
    hotel.guests[payer.guest_id] = liked
    hotel.hear(*(told.but(source=None) for told in of_payer))
    assert {hotel.rooms[room].temperature_preset for room in ROOMS[:rooms]} == {None}


def test_a_room_cleaned_since_the_guest_really_left_stays_clean_when_the_news_comes_late(hotel: Hotel) -> None:
    left = NOON + timedelta(days=2)
    hotel.hear(booking(1, IN, "101"))
    cleaned = CleaningState(status=Cleaning.CLEAN, since=left + timedelta(hours=1))
    hotel.rooms["101"] = hotel.rooms["101"].but(cleaning=cleaned)
    hotel.now = left + timedelta(hours=2)
    hotel.hear(booking(1, OUT, "101", 2, checked_out_at=left))
    assert hotel.rooms["101"].cleaning == cleaned


def test_a_check_in_and_check_out_that_are_both_told_late_leave_the_room_dirty(hotel: Hotel) -> None:
    hotel.now = NOON + timedelta(days=3)
    hotel.hear(booking(1, IN, "101"), booking(1, OUT, "101", 2))
    assert hotel.rooms["101"].cleaning.status is Cleaning.DIRTY


def test_a_move_carries_the_preset_along_and_ends_do_not_disturb(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"))
    hotel.rooms["101"] = hotel.rooms["101"].but(
        guest_flag=Flag(value=GuestFlag.DO_NOT_DISTURB, since=NOON), temperature_preset=19.5
    )
    hotel.hear(booking(1, IN, "102", 2))
    old, new = hotel.rooms["101"], hotel.rooms["102"]
    assert (old.occupancy, old.guest_flag.value, old.cleaning.status) == (
        Occupancy.VACANT,
        GuestFlag.NONE,
        Cleaning.DIRTY,
    )
    assert (hotel.who_is_in("102"), new.temperature_preset, new.guest_flag.value) == ("Guest 1", 19.5, GuestFlag.NONE)
    (moved,) = [event for event in hotel.told if isinstance(event, RoomMoved)]
    assert (moved.from_room_id, moved.room_id) == ("101", "102")
    assert ReservationModified not in kinds(hotel.told)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_guests_who_swap_rooms_end_up_in_each_others(hotel: Hotel, order: tuple[int, int]) -> None:
    hotel.hear(booking(1, IN, "101"), booking(2, IN, "102"))
    swapped = {1: booking(1, IN, "102", 2), 2: booking(2, IN, "101", 2)}
    hotel.hear(*(swapped[number] for number in order))
    assert (hotel.who_is_in("101"), hotel.who_is_in("102")) == ("Guest 2", "Guest 1")


def test_a_guest_who_moves_into_a_room_just_left_is_seen_there_before_the_check_out_is_told(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "102"), due_out_today(2))
    hotel.now = NOON + timedelta(hours=5)
    hotel.hear(booking(1, IN, "101", 2))
    assert hotel.who_is_in("101") == "Guest 1"


def test_an_undone_check_in_leaves_a_promise_and_an_unused_room(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"), booking(1, CONFIRMED, "101", 2))
    room = hotel.rooms["101"]
    assert (room.occupancy, len(room.upcoming), room.cleaning.status) == (Occupancy.VACANT, 1, Cleaning.READY)
    (undone,) = [event for event in hotel.told if isinstance(event, ReservationModified)]
    assert "status" in undone.changed


def test_an_undone_check_out_brings_the_guest_back(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"), booking(1, OUT, "101", 2), booking(1, IN, "101", 3))
    assert hotel.who_is_in("101") == "Guest 1"
    assert hotel.guests[booking(1, IN).guest.guest_id].stays_count == 0


@pytest.mark.parametrize("end", [StayStatus.CANCELLED, StayStatus.NO_SHOW])
def test_a_stay_that_will_not_be_frees_its_room(hotel: Hotel, end: StayStatus) -> None:
    hotel.hear(booking(1, CONFIRMED, "101"), booking(1, end, "101", 2))
    assert not hotel.rooms["101"].upcoming


def test_what_is_older_or_was_heard_before_changes_nothing_and_says_nothing(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101", 2))
    hotel.forget_what_was_told()
    rooms = dict(hotel.rooms)
    assert not hotel.hear(booking(1, CONFIRMED, "102", 1)).news
    assert not hotel.hear(booking(1, IN, "101", 2)).news
    assert (hotel.rooms, hotel.told) == (rooms, [])


def test_a_change_within_one_tick_of_the_vendors_clock_is_not_lost(hotel: Hotel) -> None:
    hotel.hear(booking(1, CONFIRMED, "101", 2), booking(1, IN, "101", 2))
    assert hotel.who_is_in("101") == "Guest 1"


def test_what_the_desk_did_since_is_not_undone_by_hearing_the_same_again(hotel: Hotel) -> None:
    told = booking(1, CONFIRMED, "101")
    hotel.hear(told, booking(1, IN, "101", source=None), told)
    assert hotel.who_is_in("101") == "Guest 1"


@pytest.mark.parametrize("room_id", ["999", "a/b"])
def test_a_stay_in_a_room_that_is_not_ours_is_kept_and_reported(hotel: Hotel, room_id: str) -> None:
    made = hotel.hear(booking(1, IN, room_id))
    assert (made.unplaced, made.stay.state.room_id) == (room_id, room_id)


def test_a_room_that_we_get_later_learns_who_is_in_it_when_the_same_is_heard_again(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "104"))
    hotel.rooms["104"] = a_room("104")
    made = hotel.hear(booking(1, IN, "104"))
    assert (hotel.who_is_in("104"), made.unplaced, made.news) == ("Guest 1", None, False)


def test_leaving_on_an_earlier_day_of_the_hotels_calendar_is_early(hotel: Hotel) -> None:
    before_midnight_in_kabul = datetime(2026, 3, 11, 19, 0, tzinfo=UTC)
    planned = datetime(2026, 3, 11, 20, 0, tzinfo=UTC)
    hotel.hear(booking(1, IN, "101", departure_at=planned))
    hotel.hear(booking(1, OUT, "101", 2, departure_at=planned, checked_out_at=before_midnight_in_kabul))
    assert GuestLeftEarly in kinds(hotel.told)


def test_leaving_some_hours_before_the_planned_hour_is_not_early(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"), booking(1, OUT, "101", 2, checked_out_at=NOON + timedelta(days=2, hours=-4)))
    assert GuestLeftEarly not in kinds(hotel.told)


def test_a_vendor_that_shortens_the_stay_as_the_guest_leaves_does_not_hide_that_it_was_early(hotel: Hotel) -> None:
    left = NOON + timedelta(days=1)
    hotel.hear(booking(1, IN, "101"), booking(1, OUT, "101", 2, departure_at=left, checked_out_at=left))
    (early,) = [event for event in hotel.told if isinstance(event, GuestLeftEarly)]
    assert early.planned_departure_at == NOON + timedelta(days=2)


def test_a_check_out_that_names_no_room_is_of_the_room_that_was_used(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"), booking(1, OUT, None, 2))
    assert hotel.rooms["101"].occupancy is Occupancy.VACANT
    (left,) = [event for event in hotel.told if isinstance(event, GuestCheckedOut)]
    assert left.room_id == "101"


def test_no_event_carries_a_name(hotel: Hotel) -> None:
    hotel.hear(
        booking(1, CONFIRMED, "101"), booking(1, IN, "102", 2), booking(1, IN, "101", 3), booking(1, OUT, "101", 4)
    )
    assert hotel.told
    assert not [event for event in hotel.told if "Guest 1" in event.model_dump_json()]


def a_ticket(hotel: Hotel, kind: TicketKind, number: int = 1) -> Ticket:
    ticket = Ticket(
        ticket_id=derived_id("tkt", kind),
        room_id="101",
        stay_id=derived_id("rsv", "mews", str(number)),
        kind=kind,
        opened_by="guest",
        opened_at=NOON,
    )
    hotel.tickets[ticket.ticket_id] = ticket
    hotel.rooms["101"] = hotel.rooms["101"].with_ticket(ticket.on_row)
    return ticket


def test_what_a_guest_asked_for_ends_when_they_leave_and_what_is_broken_stays_with_the_room(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"))
    towels, tap = a_ticket(hotel, TicketKind.TOWELS), a_ticket(hotel, TicketKind.MAINTENANCE)
    hotel.hear(booking(1, OUT, "101", 2))
    assert hotel.tickets[towels.ticket_id].status is TicketStatus.CANCELLED
    assert hotel.tickets[tap.ticket_id].status is TicketStatus.OPEN
    assert hotel.tickets[tap.ticket_id].stay_id is None
    assert [one.ticket_id for one in hotel.rooms["101"].tickets] == [tap.ticket_id]
    assert TicketClosed in kinds(hotel.told)


def test_what_a_guest_asked_for_goes_with_them_to_another_room(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"))
    towels = a_ticket(hotel, TicketKind.TOWELS)
    hotel.hear(booking(1, IN, "102", 2))
    assert hotel.tickets[towels.ticket_id].room_id == "102"
    assert hotel.rooms["101"].tickets == ()
    expected = OpenTicket(ticket_id=towels.ticket_id, kind="towels", status="open", opened_by="guest", opened_at=NOON)
    assert hotel.rooms["102"].tickets == (expected,)


def test_the_warmth_a_guest_liked_waits_for_them_next_time(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101"))
    hotel.rooms["101"] = hotel.rooms["101"].but(temperature_preset=19.5)
    hotel.hear(booking(1, OUT, "101", 2))
    later = NOON + timedelta(days=9)
    again = booking(5, IN, "103", checked_in_at=later, departure_at=later + timedelta(days=1))
    again = again.but(guest=booking(1, IN).guest)
    hotel.hear(again)
    assert hotel.rooms["103"].temperature_preset == 19.5
    assert hotel.guests[again.guest.guest_id].preferences["temperature"].learned_from == booking(1, IN).stay_id


@pytest.mark.parametrize(
    ("said", "preset"), [("\u06f2\u06f1\u066b\u06f5", 21.5), ("21", 21.0), ("100", None), ("nan", None), ("warm", None)]
)
def test_a_warmth_that_staff_wrote_down_is_set_only_if_the_house_can(
    hotel: Hotel, said: str, preset: float | None
) -> None:
    who = booking(1, IN).guest
    guest = Guest(guest_id=who.guest_id, name=who.name).learning("temperature", said, "staff", NOON)
    hotel.guests[who.guest_id] = guest.state
    hotel.hear(booking(1, IN, "101"))
    assert hotel.rooms["101"].temperature_preset == preset


def test_a_guest_is_addressed_in_the_language_they_asked_for_before(hotel: Hotel) -> None:
    first = booking(1, OUT, "101")
    hotel.hear(first.but(guest=first.guest.but(language="fa-AF")))
    hotel.hear(booking(5, IN, "103").but(guest=first.guest))
    assert hotel.rooms["103"].stay is not None
    assert hotel.rooms["103"].stay.language == "fa-AF"


def test_a_stay_is_counted_once_however_often_its_end_is_told(hotel: Hotel) -> None:
    hotel.hear(
        booking(1, OUT, "101", 2), booking(1, OUT, "101", 2), booking(1, OUT, "101", 3), booking(1, IN, "101", 1)
    )
    assert hotel.guests[booking(1, OUT).guest.guest_id].stays_count == 1


def test_who_was_checked_in_anew_has_been_in_the_room_since_then(hotel: Hotel) -> None:
    hotel.hear(booking(1, IN, "101", 1, checked_in_at=NOON))
    again = NOON + timedelta(minutes=2)

    hotel.hear(booking(1, IN, "101", 3, checked_in_at=again))  # that it was undone in between never reached us

    assert hotel.rooms["101"].stay is not None
    assert hotel.rooms["101"].stay.in_room_since == again


# A small hotel whose desk does as it likes, and its notices.

STAYS = range(5)
SAME_GUEST = {4: 3}
"""Who comes on two bookings: the fifth stay is the fourth guest's."""
SHARES_WITH = {2: 1}
"""Who shares with whom by intent."""
DEEDS = (
    *("onward", "onward", "onward", "move", "move", "swap", "wait"),
    *("undo_check_in", "undo_check_out", "cancel", "no_show", "reinstate", "extend"),
)
deeds = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(STAYS), st.sampled_from(STAYS), st.sampled_from([*ROOMS, "999"])),
    min_size=1,
    max_size=40,
)


class Desk:
    """A PMS: it lets one guest into a room unless `shares`, and dates moves if it `dates_moves`."""

    def __init__(self, *, shares: bool, dates_moves: bool) -> None:
        self.shares, self.dates_moves = shares, dates_moves
        self.now = NOON
        self.facts: dict[int, Booking] = {}
        self.said: dict[int, list[Booking]] = {number: [] for number in STAYS}

    def do(self, deed: str, number: int, other: int, room_id: str) -> None:
        self.now += timedelta(minutes=1)
        getattr(self, f"_{deed}")(number, other, room_id)

    def _wait(self, _: int, other: int, __: str) -> None:
        """Let hours pass, so that guests come on the day that others are due out, and before, and after."""
        self.now += timedelta(hours=5 * (1 + other))

    def _onward(self, number: int, other: int, room_id: str) -> None:
        """Take a stay to its natural next step."""
        known = self.facts.get(number)
        if known is None:
            arrival = self.now + timedelta(hours=other)
            dates = {"arrival_at": arrival, "departure_at": arrival + timedelta(days=1 + number % 2)}
            guest = booking(SAME_GUEST.get(number, number), CONFIRMED).guest
            with_whom = SHARES_WITH.get(number)
            share_id = None if with_whom is None else booking(with_whom, CONFIRMED).stay_id
            self._say(number, booking(number, CONFIRMED, room_id, guest=guest, share_id=share_id, **dates))
        elif known.status is CONFIRMED and self._free_for(number):
            self._turn(number, CONFIRMED, IN, checked_in_at=self.now)
        else:
            self._turn(number, IN, OUT, checked_out_at=self.now, in_room_since=None)

    def _cancel(self, number: int, _: int, __: str) -> None:
        self._turn(number, CONFIRMED, StayStatus.CANCELLED)

    def _no_show(self, number: int, _: int, __: str) -> None:
        self._turn(number, CONFIRMED, StayStatus.NO_SHOW)

    def _reinstate(self, number: int, _: int, __: str) -> None:
        self._turn(number, StayStatus.CANCELLED, CONFIRMED)
        self._turn(number, StayStatus.NO_SHOW, CONFIRMED)

    def _undo_check_in(self, number: int, _: int, __: str) -> None:
        self._turn(number, IN, CONFIRMED, checked_in_at=None, in_room_since=None)

    def _undo_check_out(self, number: int, _: int, __: str) -> None:
        if self._free_for(number):
            self._turn(number, OUT, IN, checked_out_at=None)

    def _move(self, number: int, _: int, room_id: str) -> None:
        known = self.facts.get(number)
        if known and (known.status is CONFIRMED or (known.status is IN and self._free(room_id, number))):
            self._say(number, self._in_room(known, room_id))

    def _swap(self, number: int, other: int, _: str) -> None:
        one, two = self.facts.get(number), self.facts.get(other)
        if one and two and one.status is two.status is IN and one.room_id != two.room_id:
            self._say(number, self._in_room(one, two.room_id))
            self._say(other, self._in_room(two, one.room_id))

    def _extend(self, number: int, other: int, _: str) -> None:
        known = self.facts.get(number)
        if known:
            self._say(number, known.but(departure_at=known.departure_at + timedelta(hours=12 * (other - 2))))

    def _turn(self, number: int, before: StayStatus, after: StayStatus, **facts: object) -> None:
        known = self.facts.get(number)
        if known and known.status is before:
            self._say(number, known.but(status=after, **facts))

    def _in_room(self, known: Booking, room_id: str | None) -> Booking:
        dated = self.now if self.dates_moves and known.status is IN else None
        return known.but(room_id=room_id, in_room_since=dated)

    def _free_for(self, number: int) -> bool:
        known = self.facts.get(number)
        return known is not None and self._free(known.room_id, number)

    def _free(self, room_id: str | None, number: int) -> bool:
        inside = [
            n for n, known in self.facts.items() if known.status is IN and known.room_id == room_id and n != number
        ]
        return self.shares or not inside

    def _say(self, number: int, facts: Booking) -> None:
        source = Source(vendor="mews", external_id=str(number), version=version_at(self.now))
        self.facts[number] = facts.but(source=source)
        self.said[number].append(self.facts[number])


def _version(said: Booking) -> str:
    assert said.source is not None
    return said.source.version


def rows_of(hotel: Hotel, *, dated: bool) -> Mapping[str, object]:
    """Return the rows by what stays make of them; what began on an earlier booking is history, like what guests set."""
    dropped = {"visit_since", *(() if dated else ("in_room_since",))}
    return {
        number: (
            room.occupancy,
            [one.model_dump(exclude=dropped) for one in (room.stay, *room.also_here) if one],
            [one.stay_id for one in room.presumed_gone],
            [one.stay_id for one in room.upcoming],
        )
        for number, room in hotel.rooms.items()
    }


def rows_by_the_facts(desk: Desk, *, dated: bool) -> Mapping[str, object]:
    """Work the rows out of the final facts alone, with nothing of the code under test."""
    rows = {}
    for number in ROOMS:
        here = [one for one in desk.facts.values() if one.room_id == number]
        inside = sorted((one for one in here if one.status is IN), key=_came)
        together = [one for one in inside if _together(one, inside[-1])]
        shown = [
            {
                "stay_id": one.stay_id,
                "guest_id": one.guest.guest_id,
                "checked_in_at": one.checked_in_at,
                "check_out_at": one.departure_at,
                "party": 1,
                "vip": False,
                "language": None,
                "share_id": one.share_id,
                "awaits_check_in": False,
                **({"in_room_since": one.in_room_since or one.checked_in_at} if dated else {}),
            }
            for one in together
        ]
        gone = [one.stay_id for one in reversed(inside) if one not in together]
        promised = sorted((one.arrival_at, one.stay_id) for one in here if one.status is CONFIRMED)
        occupancy = Occupancy.OCCUPIED if inside else Occupancy.VACANT
        rows[number] = (occupancy, shown, gone, [stay_id for _, stay_id in promised])
    return rows


def _came(one: Booking) -> tuple[datetime, str]:
    return (one.in_room_since or one.checked_in_at or one.arrival_at, one.stay_id)


def _together(one: Booking, last: Booking) -> bool:
    """Whether one is in the room with who came last: by intent, as the same guest, or not due out on the day they came."""
    by_intent = (one.share_id or one.stay_id) == (last.share_id or last.stay_id)
    due = HOUSE.business_date(one.departure_at) <= HOUSE.business_date(_came(last)[0])
    return one is last or by_intent or one.guest == last.guest or not due


def bridged(*hotels: Hotel) -> set[str]:
    """Return the rooms in which a guest stays on who is not checked in anew yet: that hangs on what was known."""
    rooms = [room for hotel in hotels for room in hotel.rooms.values()]
    return {room.room_id for room in rooms if any(one.awaits_check_in for one in everybody_in(room))}


@given(deeds, st.data())
def test_rows_follow_from_the_facts_whatever_the_order_number_or_delay_of_notices(
    done: list[tuple[str, int, int, str]], data: st.DataObject
) -> None:
    dated = data.draw(st.booleans())
    desk = Desk(shares=dated, dates_moves=dated)  # who shares a room is shown by when they came, so that must be told
    for deed in done:
        desk.do(*deed)
    in_order, disordered = Hotel(), Hotel()
    everything = sorted((said for all_said in desk.said.values() for said in all_said), key=_version)
    in_order.hear(*everything) if everything else None
    repeated = data.draw(st.lists(st.sampled_from(everything), max_size=20)) if everything else []
    heard = data.draw(st.permutations([*desk.facts.values(), *repeated]))
    for notice in heard:
        disordered.now += timedelta(seconds=data.draw(st.integers(0, 300)))
        disordered.hear(notice)
    expected = rows_by_the_facts(desk, dated=dated)
    left_out = bridged(in_order, disordered)
    for hotel in (in_order, disordered):
        rows = rows_of(hotel, dated=dated)
        assert {number: row for number, row in rows.items() if number not in left_out} == {
            number: row for number, row in expected.items() if number not in left_out
        }
