"""What guests ask for: by the flag on the door, by a ticket, or through somebody who asks for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import functions.tickets.main  # noqa: F401 - what is called here
from shared.domain.rooms import GuestFlagChanged, Room
from shared.domain.tasks import Priority, Task, TaskKind
from shared.domain.tickets import Ticket, TicketStatus
from shared.runtime.parking import DeadLetter
from tests.ground import FRONT_DESK, HOUSEKEEPER, Ground
from tests.unit.functions.housekeeping.guests import (
    TASKS,
    begun,
    completed,
    in_house,
    kinds,
    leaves,
    make_day_list,
    open_tasks,
    opened_hotel,
    told,
)

MID_STAY = TaskKind.MID_STAY_CLEAN
REQUESTED = "melmastoon.reservation.modification.requested.v1"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with opened_hotel() as stands:
        yield stands


@pytest.fixture
def stay_id(hotel: Ground) -> str:
    """A guest in 201 whose second day it is; their service is on the list."""
    stay_id = in_house(hotel, nights=5)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    return stay_id


def flag(hotel: Ground, value: str) -> None:
    hotel.data("PUT", "rooms/201/guest-flag", {"flag": value}, by=FRONT_DESK)
    hotel.deliver()
    hotel.pass_time(minutes=1)


def ask(hotel: Ground, stay_id: str, kind: str = "mid_stay_clean", **said: object) -> None:
    told(hotel, REQUESTED, {"reservationId": stay_id, "modification": {"type": kind, **said}})


def ticket(hotel: Ground, kind: str = "cleaning") -> str:
    ticket_id = str(hotel.data("POST", "rooms/201/tickets", {"kind": kind}, by=FRONT_DESK)["ticket_id"])
    hotel.deliver()
    return ticket_id


def test_what_others_send_is_kept_without_what_no_store_or_eye_can_hold(hotel: Ground, stay_id: str) -> None:
    """R20: half a surrogate pair, as JSON may escape it, a NUL, an override of direction, and far too much."""
    note = rb"extra\ud800 towels\u0000\u202e" + b"!" * 5_000
    said: dict[str, object] = {"reservationId": stay_id, "modification": {"type": "mid_stay_clean", "note": "NOTE"}}
    told(hotel, REQUESTED, said, as_sent=lambda data: data.replace(b"NOTE", note))
    (kept,) = [note.text for task in open_tasks(hotel) for note in task.notes]
    assert (kept[:15], len(kept)) == ("extra\ufffd towels!!", 2_000)
    assert hotel.all(DeadLetter) == []


@pytest.mark.usefixtures("stay_id")
def test_do_not_disturb_puts_the_service_last_and_taking_it_away_brings_it_back(hotel: Ground) -> None:
    flag(hotel, "do_not_disturb")
    assert [task.parked_since is not None for task in open_tasks(hotel)] == [True]
    flag(hotel, "none")
    assert [task.parked_since for task in open_tasks(hotel)] == [None]


def test_a_service_listed_while_the_guest_does_not_want_to_be_disturbed_is_put_last(hotel: Ground) -> None:
    in_house(hotel)
    flag(hotel, "do_not_disturb")
    hotel.pass_time(days=1)
    make_day_list(hotel)
    assert [task.parked_since for task in open_tasks(hotel)] == [hotel.now]


@pytest.mark.usefixtures("stay_id")
def test_make_up_room_lifts_the_service_that_is_listed(hotel: Ground) -> None:
    flag(hotel, "do_not_disturb")
    flag(hotel, "make_up_room")
    assert [(task.kind, task.priority, task.parked_since) for task in open_tasks(hotel)] == [
        (MID_STAY, Priority.HIGH, None)
    ]


@pytest.mark.usefixtures("stay_id")
def test_make_up_room_has_the_room_cleaned_once_more_after_its_service(hotel: Ground) -> None:
    completed(hotel, begun(hotel, open_tasks(hotel)[0]))
    assert open_tasks(hotel) == []
    for _ in range(2):
        hotel.pass_time(hours=1)
        flag(hotel, "make_up_room")
        (task,) = open_tasks(hotel)
        assert (task.kind, task.priority) == (MID_STAY, Priority.HIGH)
        completed(hotel, begun(hotel, task))
        assert hotel.get(Room, "201").guest_flag.value == "none"


@pytest.mark.usefixtures("stay_id")
def test_declined_service_takes_it_off_the_list_until_it_is_welcome_again(hotel: Ground) -> None:
    flag(hotel, "service_declined")
    make_day_list(hotel)
    assert open_tasks(hotel) == []
    flag(hotel, "none")
    assert kinds(hotel) == [MID_STAY]


def test_declined_service_leaves_what_was_asked_for_by_hand(hotel: Ground) -> None:
    in_house(hotel)
    hotel.data("POST", TASKS, {"room_id": "201"}, by=FRONT_DESK)
    flag(hotel, "service_declined")
    assert kinds(hotel) == [MID_STAY]


def test_a_flag_told_late_does_what_the_door_says_now(hotel: Ground, stay_id: str) -> None:
    late = {"roomId": "201", "flag": "do_not_disturb", "previous": "none", "stayId": stay_id}
    told(hotel, GuestFlagChanged.subject, late)
    assert [task.parked_since for task in open_tasks(hotel)] == [None]


def test_a_guest_who_asks_has_the_room_cleaned_when_they_like(hotel: Ground) -> None:
    stay_id = in_house(hotel, language="ps")
    ask(hotel, stay_id, scheduledFor="2026-06-15T12:00:00Z", note="new towels")
    (task,) = open_tasks(hotel)
    assert (task.kind, task.stay_id, task.language, task.notes[0].text) == (MID_STAY, stay_id, "ps", "new towels")
    assert task.scheduled_for is not None
    assert (task.source, str(task.source_event_id)[:4]) == ("event", "evt_")


def test_what_is_asked_for_joins_what_is_listed_already(hotel: Ground, stay_id: str) -> None:
    flag(hotel, "do_not_disturb")
    ask(hotel, stay_id, note="come at three")
    (task,) = open_tasks(hotel)
    assert (task.parked_since, task.notes[0].text) == (None, "come at three")


def test_each_request_is_done_once_and_another_one_again(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    for _ in range(2):
        ask(hotel, stay_id)
        completed(hotel, begun(hotel, open_tasks(hotel)[0]))
    assert [task.kind for task in hotel.all(Task)] == [MID_STAY, MID_STAY]


@pytest.mark.parametrize("kind", ["late_check_out", ""])
def test_another_wish_is_not_housekeepings(hotel: Ground, kind: str) -> None:
    ask(hotel, in_house(hotel), kind)
    assert open_tasks(hotel) == []
    assert hotel.bus.dead == []


def test_who_has_left_asks_for_nothing_any_more(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    leaves(hotel, stay_id)
    ask(hotel, stay_id)
    assert kinds(hotel) == [TaskKind.TURNOVER]


def test_a_ticket_for_cleaning_is_a_task_and_is_done_with_it(hotel: Ground) -> None:
    in_house(hotel)
    ticket_id = ticket(hotel)
    completed(hotel, begun(hotel, open_tasks(hotel)[0]))
    assert hotel.get(Ticket, ticket_id).status is TicketStatus.DONE
    assert hotel.get(Room, "201").tickets == ()


def test_a_ticket_taken_back_takes_its_task_with_it(hotel: Ground) -> None:
    in_house(hotel)
    ticket_id = ticket(hotel)
    hotel.data("PUT", f"tickets/{ticket_id}/status", {"status": "cancelled"}, by=HOUSEKEEPER)
    hotel.deliver()
    assert open_tasks(hotel) == []


def test_another_ticket_is_no_task(hotel: Ground) -> None:
    in_house(hotel)
    ticket(hotel, "towels")
    assert open_tasks(hotel) == []
