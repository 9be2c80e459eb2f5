"""Turnovers come, wait, hurry and go with the guests, in whatever order it is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from shared.domain.reasons import NotNeeded
from shared.domain.rooms import Cleaning, Room
from shared.domain.stays import GuestCheckedOut
from shared.domain.tasks import Priority, Task, TaskKind, TaskStatus, turnover_id
from shared.runtime.store.port import Put
from tests.ground import FRONT_DESK, NOON, SUPERVISOR, Ground
from tests.unit.functions.housekeeping.guests import (
    ANA,
    TASKS,
    becomes,
    begun,
    booked,
    cleaned,
    completed,
    in_house,
    kinds,
    leaves,
    make_day_list,
    open_tasks,
    opened_hotel,
    told,
)

TURNOVER, MID_STAY = TaskKind.TURNOVER, TaskKind.MID_STAY_CLEAN
CREATED = "melmastoon.housekeeping.task.created.v1"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with opened_hotel() as stands:
        yield stands


def cancelled(hotel: Ground) -> list[tuple[TaskKind, str]]:
    return [(task.kind, task.outcome) for task in hotel.all(Task) if task.status is TaskStatus.CANCELLED]


def test_a_check_out_opens_the_turnover_of_that_stay_and_says_what_it_came_from(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    leaves(hotel, stay_id)
    (task,) = open_tasks(hotel)
    assert (task.kind, task.stay_id, task.vacated_at, task.task_id) == (
        TURNOVER,
        stay_id,
        NOON,
        turnover_id(stay_id, "201"),
    )
    (told,) = hotel.payloads(CREATED)
    assert (told["source"], told["reservationId"]) == ("event", stay_id)
    assert told["sourceEventId"].startswith("evt_")


def test_a_new_task_is_told_with_everything_that_others_need_of_it(hotel: Ground) -> None:
    leaves(hotel, in_house(hotel))
    (told,) = hotel.payloads(CREATED)
    (task,) = open_tasks(hotel)
    assert {name: told[name] for name in ("taskId", "tenantId", "propertyId", "roomId", "kind", "priority")} == {
        "taskId": task.task_id,
        "tenantId": "demo",
        "propertyId": "demo-hotel",
        "roomId": "201",
        "kind": "turnover",
        "priority": "low",
    }
    assert {"scheduledFor", "checklistId", "checklistVersion", "localeHint", "source", "sourceEventId"} <= set(told)
    assert told["checklistId"] == task.checklist_id
    assert told["localeHint"] == "en"


@pytest.mark.parametrize(
    ("arrives_in", "vip", "priority"),
    [(1, False, "high"), (5, False, "normal"), (30, False, "low"), (1, True, "urgent"), (-1, False, "urgent")],
)
def test_the_next_arrival_decides_how_urgent_it_is(
    hotel: Ground, arrives_in: float, *, vip: bool, priority: str
) -> None:
    stay_id = in_house(hotel, nights=0.2)
    arrival = hotel.now + timedelta(hours=arrives_in)
    line = {"room_id": "201", "arrival_at": str(arrival), "departure_at": str(arrival + timedelta(days=1))}
    hotel.data("POST", "reservations/bulk", [{"guest": {"name": "Zahra", "vip": vip}, **line}], by=FRONT_DESK)
    leaves(hotel, stay_id)
    assert [task.priority for task in open_tasks(hotel)] == [priority]


def test_a_check_out_told_again_after_the_work_is_done_opens_nothing(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    leaves(hotel, stay_id)
    completed(hotel, begun(hotel, open_tasks(hotel)[0]))
    told(hotel, GuestCheckedOut.subject, hotel.payloads(GuestCheckedOut.subject)[-1])
    assert [task.kind for task in open_tasks(hotel)] == [TaskKind.INSPECTION]


def test_a_check_out_told_late_opens_nothing_in_a_room_that_was_cleaned_since_or_has_another_guest(
    hotel: Ground,
) -> None:
    becomes(hotel, in_house(hotel), "checked_out")
    hotel.pass_time(minutes=20)
    cleaned(hotel)
    hotel.deliver()
    assert open_tasks(hotel) == []
    in_house(hotel)
    told(hotel, GuestCheckedOut.subject, hotel.payloads(GuestCheckedOut.subject)[-1])
    assert open_tasks(hotel) == []


def test_who_leaves_a_second_time_leaves_a_second_turnover(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    leaves(hotel, stay_id)
    completed(hotel, begun(hotel, open_tasks(hotel)[0]))
    hotel.pass_time(minutes=30)
    becomes(hotel, stay_id, "checked_in")
    hotel.deliver()
    hotel.pass_time(minutes=30)
    leaves(hotel, stay_id)
    assert [task.task_id for task in open_tasks(hotel)] == [turnover_id(stay_id, "201", 1)]


def test_a_planned_turnover_waits_for_the_guest_and_begins_when_they_left(hotel: Ground) -> None:
    stay_id = in_house(hotel, nights=1)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    (planned,) = open_tasks(hotel)
    assert (planned.kind, planned.vacated_at, planned.stay_id) == (TURNOVER, None, stay_id)
    assert hotel.get(Room, "201").cleaning.status is Cleaning.CLEAN
    leaves(hotel, stay_id)
    (freed,) = open_tasks(hotel)
    assert (freed.task_id, freed.vacated_at) == (planned.task_id, hotel.now)


@pytest.mark.parametrize("planned", [True, False])
def test_a_turnover_stands_with_the_check_out_itself_before_anybody_hears_of_it(
    hotel: Ground, *, planned: bool
) -> None:
    stay_id = in_house(hotel, nights=1)
    hotel.pass_time(days=1)
    if planned:
        make_day_list(hotel)
    commits: list[list[str]] = []
    hotel.store.after_commit = lambda writes: commits.append(
        [write.key.collection for write in writes if isinstance(write, Put)]
    )
    hotel.data("PUT", f"reservations/{stay_id}/status", {"status": "checked_out"}, by=FRONT_DESK)
    assert [(task.vacated_at, task.stay_id) for task in open_tasks(hotel)] == [(hotel.now, stay_id)]
    assert [set(one) >= {"stays", "rooms", "tasks", "journal"} for one in commits if one] == [True]


def test_a_planned_turnover_goes_to_who_is_on_shift_when_the_guest_has_left_and_not_before(hotel: Ground) -> None:
    stay_id = in_house(hotel, nights=1)
    hotel.pass_time(days=1)
    shift = {"staff_id": ANA, "ends_at": (hotel.now + timedelta(hours=8)).isoformat()}
    hotel.data("POST", "/api/v1/housekeeping/shifts", shift, by=SUPERVISOR)
    make_day_list(hotel)
    assert [task.assignee for task in open_tasks(hotel)] == [None]
    leaves(hotel, stay_id)
    assert [task.assignee for task in open_tasks(hotel)] == [ANA]


def test_a_check_out_after_midnight_belongs_to_the_day_it_was_due(hotel: Ground) -> None:
    stay_id = in_house(hotel, nights=1)
    hotel.pass_time(days=1, hours=20)  # 08:00 on the day after
    leaves(hotel, stay_id)
    assert open_tasks(hotel)[0].business_date == date(2026, 6, 16)


def test_leaving_early_takes_the_turnover_one_step_up(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    leaves(hotel, stay_id)
    assert [task.priority for task in open_tasks(hotel)] == [Priority.NORMAL]
    assert "melmastoon.reservation.early_checkout.v1" in hotel.told()


def test_the_untouched_service_of_a_guest_who_left_is_cancelled_and_one_in_progress_goes_on(hotel: Ground) -> None:
    first, second = in_house(hotel, "201"), in_house(hotel, "202")
    hotel.pass_time(days=1)
    make_day_list(hotel)
    begun(hotel, open_tasks(hotel, "202")[0])
    leaves(hotel, first)
    leaves(hotel, second)
    assert kinds(hotel, "201") == [TURNOVER]
    assert kinds(hotel, "202") == [MID_STAY, TURNOVER]
    completed(hotel, open_tasks(hotel, "202")[0])
    assert hotel.get(Room, "202").cleaning.status is Cleaning.DIRTY
    assert kinds(hotel, "202") == [TURNOVER]


def test_a_room_move_turns_the_old_room_over_and_leaves_the_new_one_for_tomorrow(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    hotel.data("PUT", f"reservations/{stay_id}/room", {"room_id": "202"}, by=FRONT_DESK)
    hotel.deliver()
    make_day_list(hotel)
    (task,) = open_tasks(hotel)
    assert (task.kind, task.stay_id, task.vacated_at) == (TURNOVER, stay_id, hotel.now)
    assert cancelled(hotel) == [(MID_STAY, NotNeeded.GUEST_IS_GONE)]
    assert open_tasks(hotel, "202") == []
    hotel.pass_time(days=1)
    make_day_list(hotel)
    assert kinds(hotel, "202") == [MID_STAY]


def test_an_arrival_ends_the_untouched_turnover_and_has_the_dirty_room_cleaned_soon(hotel: Ground) -> None:
    leaves(hotel, in_house(hotel))
    hotel.pass_time(minutes=10)
    newcomer = in_house(hotel)
    (task,) = open_tasks(hotel)
    assert (task.kind, task.stay_id, task.priority) == (MID_STAY, newcomer, Priority.HIGH)
    assert cancelled(hotel) == [(TURNOVER, NotNeeded.NEXT_GUEST_IS_IN)]


def test_a_turnover_in_progress_goes_on_when_the_next_guest_is_in(hotel: Ground) -> None:
    leaves(hotel, in_house(hotel))
    task = begun(hotel, open_tasks(hotel)[0])
    in_house(hotel)
    assert [one.task_id for one in open_tasks(hotel)] == [task.task_id]
    completed(hotel, task)
    assert hotel.get(Room, "201").cleaning.status is Cleaning.CLEAN
    assert open_tasks(hotel) == []


def test_a_room_found_dirty_while_it_was_cleaned_is_cleaned_once_more(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    leaves(hotel, stay_id)
    task = begun(hotel, open_tasks(hotel)[0])
    hotel.pass_time(minutes=5)
    flip = {"status": "dirty", "reason": "water from above"}
    hotel.data("POST", "/api/v1/housekeeping/rooms/201/status", flip, by=SUPERVISOR)
    hotel.deliver()
    hotel.pass_time(minutes=5)
    completed(hotel, task)
    make_day_list(hotel)
    assert kinds(hotel) == [TURNOVER]


def test_an_undone_check_out_takes_the_turnover_back_even_from_who_is_at_it(hotel: Ground) -> None:
    first, second = in_house(hotel, "201"), in_house(hotel, "202")
    leaves(hotel, first)
    leaves(hotel, second)
    begun(hotel, open_tasks(hotel, "202")[0])
    for stay_id in (first, second):
        becomes(hotel, stay_id, "checked_in")
    hotel.deliver()
    assert (open_tasks(hotel, "201"), open_tasks(hotel, "202")) == ([], [])
    assert cancelled(hotel) == [(TURNOVER, NotNeeded.GUEST_IS_BACK)] * 2
    assert hotel.get(Room, "202").cleaning.status is Cleaning.DIRTY


def test_a_check_out_undone_on_the_day_it_was_due_has_the_turnover_wait_again(hotel: Ground) -> None:
    stay_id = in_house(hotel, nights=0.3)
    leaves(hotel, stay_id)
    becomes(hotel, stay_id, "checked_in")
    hotel.deliver()
    assert [(task.kind, task.vacated_at) for task in open_tasks(hotel)] == [(TURNOVER, None)]


def test_day_use_is_turned_over_and_not_served(hotel: Ground) -> None:
    stay_id = in_house(hotel, nights=0.3)
    assert [(task.kind, task.vacated_at) for task in open_tasks(hotel)] == [(TURNOVER, None)]
    leaves(hotel, stay_id)
    assert kinds(hotel) == [TURNOVER]


def test_a_check_in_undone_leaves_the_room_without_work_and_without_a_guest(hotel: Ground) -> None:
    stay_id = in_house(hotel, nights=0.3)
    becomes(hotel, stay_id, "confirmed")
    hotel.deliver()
    assert open_tasks(hotel) == []
    assert cancelled(hotel) == [(TURNOVER, NotNeeded.ROOM_IS_CLEAN)]


def test_who_stays_on_is_served_instead_of_turned_over(hotel: Ground) -> None:
    stay_id = in_house(hotel, nights=1)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    until = {"check_out_at": (hotel.now + timedelta(days=2)).isoformat()}
    hotel.data("PUT", f"reservations/{stay_id}/check-out-time", until, by=FRONT_DESK)
    hotel.deliver()
    assert kinds(hotel) == [MID_STAY]
    assert cancelled(hotel) == [(TURNOVER, NotNeeded.GUEST_STAYS_ON)]


def test_another_arrival_weighs_the_turnover_at_once_and_its_end_does_too(hotel: Ground) -> None:
    leaves(hotel, in_house(hotel, nights=0.3))
    arrival = booked(hotel, arrives=1)
    hotel.deliver()
    assert [task.priority for task in open_tasks(hotel)] == [Priority.HIGH]
    becomes(hotel, arrival, "no_show")
    hotel.deliver()
    assert [task.priority for task in open_tasks(hotel)] == [Priority.LOW]


@pytest.mark.parametrize(
    ("hours", "vip", "priority"), [(5, False, "normal"), (1, False, "high"), (1, True, "urgent"), (0, False, "urgent")]
)
def test_who_comes_earlier_or_is_a_vip_after_all_weighs_the_turnover_at_once(
    hotel: Ground, hours: float, *, vip: bool, priority: str
) -> None:
    leaves(hotel, in_house(hotel, nights=0.3))
    for version, (later, is_vip) in enumerate([(5, False), (hours, vip)]):
        arrival = hotel.now + timedelta(hours=later)
        line = {
            "guest": {"name": "Zahra", "vip": is_vip},
            "room_id": "201",
            "arrival_at": arrival.isoformat(),
            "departure_at": (arrival + timedelta(days=1)).isoformat(),
            "source": {"vendor": "other", "external_id": "r-1", "version": str(version)},
        }
        hotel.data("POST", "reservations/bulk", [line], by=FRONT_DESK)
        hotel.deliver()
    assert [task.priority for task in open_tasks(hotel)] == [priority]


def test_a_priority_given_by_hand_stays(hotel: Ground) -> None:
    leaves(hotel, in_house(hotel))
    task_id = open_tasks(hotel)[0].task_id
    hotel.data("PUT", f"{TASKS}/{task_id}/priority", {"priority": "low"}, by=SUPERVISOR)
    booked(hotel, arrives=1)
    hotel.deliver()
    assert [task.priority for task in open_tasks(hotel)] == [Priority.LOW]


def test_a_reservation_that_changes_nothing_for_housekeeping_writes_nothing(hotel: Ground) -> None:
    booked(hotel)
    hotel.deliver()
    assert [entry.name for entry in hotel.journal() if entry.kind == "event" and "weigh" in entry.name] == []


def test_a_room_that_is_archived_has_no_work_any_more(hotel: Ground) -> None:
    leaves(hotel, in_house(hotel))
    hotel.data("DELETE", "rooms/201")
    hotel.deliver()
    assert hotel.get(Room, "201").tasks == ()
    assert cancelled(hotel) == [(TURNOVER, NotNeeded.ROOM_IS_ARCHIVED)]


def test_an_archiving_that_is_refused_elsewhere_leaves_the_work_alone(hotel: Ground) -> None:
    in_house(hotel, nights=0.3)
    told(hotel, "melmastoon.property.room.archived.v1", {"roomId": "201"})
    assert kinds(hotel) == [TURNOVER]
