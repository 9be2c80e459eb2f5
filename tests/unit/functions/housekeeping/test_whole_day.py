"""The morning's plan deals out the whole day, and the evening's drafts tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from functions.housekeeping.situation import day
from shared.domain.ids import derived_id
from shared.domain.people import Role
from shared.domain.rooms import Cleaning, CleaningState, Expected, Occupancy, Occupant, Room
from shared.domain.routing import Plan, Row, violations
from shared.domain.settings import Settings
from shared.domain.shifts import Shift, ShiftStatus, shift_id_of
from shared.domain.staff import Staff, staff_id_of
from shared.domain.suggestions import RoutedRow, RoutingSuggested, Suggestion
from shared.domain.tablets import Tablet
from shared.domain.tasks import Given, Task, TaskKind, TaskStatus
from shared.domain.worklists import Worklist
from shared.runtime.execution import view_of
from tests.ground import NOON, SUPERVISOR, Ground, ground

PLANS, TASKS = "/api/v1/housekeeping/plans", "/api/v1/housekeeping/tasks"
EARLY = tuple(staff_id_of("demo", f"{name}@demo.hotel") for name in ("ana", "behnaz", "chaman", "dil"))
LATE = tuple(staff_id_of("demo", f"{name}@demo.hotel") for name in ("elham", "farah"))
TODAY = date(2026, 6, 15)
DAY = datetime.combine(TODAY, datetime.min.time(), NOON.tzinfo)


def at(hour: float, days: int = 0) -> datetime:
    return DAY + timedelta(days=days, hours=hour)


def shift(staff_id: str, begins: datetime, ends: datetime, status: ShiftStatus) -> Shift:
    return Shift(
        shift_id=shift_id_of(str(begins), staff_id),
        staff_id=staff_id,
        status=status,
        starts_at=begins,
        started_at=begins if status is ShiftStatus.ON else None,
        ends_at=ends,
        capacity_minutes=450,
    )


def in_house(number: int, leaves: datetime, **facts: Any) -> Room:
    room_id = f"{number // 8 + 1}{number % 8:02}"
    stay_id = derived_id("rsv", room_id)
    guest = Occupant(
        stay_id=stay_id, guest_id=derived_id("gst", room_id), checked_in_at=at(14, -2), check_out_at=leaves
    )
    return Room(
        room_id=room_id,
        number=room_id,
        floor=number // 8 + 1,
        occupancy=Occupancy.OCCUPIED,
        stay=guest,
        cleaning=CleaningState(status=Cleaning.CLEAN, since=at(10, -1)),
        **facts,
    )


def furnish(stands: Ground) -> None:
    """Twelve guests leave at noon, four stay on; at 07:45 four people are on, and two come at nine."""
    for number in range(16):
        next_id = derived_id("rsv", "next", str(number))
        arrival = Expected(stay_id=next_id, guest_id="gst_1", expected_at=at(15), until_at=at(11, 3))
        leaves = in_house(number, at(12), upcoming=(arrival,) if number < 6 else ())
        room = leaves if number < 12 else in_house(number, at(12, days=1))
        stands.put(room, Tablet(room_id=room.room_id))
    for place, staff_id in enumerate((*EARLY, *LATE)):
        stands.put(Staff(staff_id=staff_id, name=f"P{place}", email=f"p{place}@demo.hotel", role=Role.HOUSEKEEPER))
    for staff_id in EARLY:
        on = shift(staff_id, at(7), at(15), ShiftStatus.ON)
        stands.put(on, Worklist(staff_id=staff_id, shift_id=on.shift_id))
    for staff_id in LATE:
        stands.put(shift(staff_id, at(9), at(17), ShiftStatus.PLANNED))
    assert stands.call("POST", "/internal/cron/day_list", by=None).status_code == 204
    stands.deliver()


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground(settings=Settings(zone="UTC", auto_assign=False)) as stands:
        stands.now = at(7.75)
        furnish(stands)
        yield stands


def planned(hotel: Ground, **said: object) -> Suggestion:
    made = hotel.data("POST", PLANS, {"seconds": 0.2, **said}, by=SUPERVISOR)
    return hotel.get(Suggestion, made["suggestion_id"])


def accepted(hotel: Ground, plan: Suggestion) -> Suggestion:
    hotel.data("POST", f"{PLANS}/{plan.suggestion_id}/accept", {}, by=SUPERVISOR)
    return hotel.get(Suggestion, plan.suggestion_id)


def departures(plan: Suggestion) -> list[Any]:
    return [line for line in plan.lines if line.kind is TaskKind.TURNOVER]


def test_every_departure_of_the_day_is_dealt_out_from_when_its_guest_is_due_out(hotel: Ground) -> None:
    """H15."""
    plan = planned(hotel)
    leaving = departures(plan)
    assert len(leaving) == 12
    assert all(line.staff_id and line.starts_at and line.starts_at >= at(12) for line in leaving)
    assert {(line.not_before, line.waits_for_guest) for line in leaving} == {(at(12), True)}
    assert all("guest_due_out" in {reason.code for reason in line.reasons} for line in leaving)
    assert [line.task_id for line in plan.lines if line.staff_id is None] == []


def test_who_comes_later_has_a_list_too_and_begins_it_when_they_are_there(hotel: Ground) -> None:
    plan = planned(hotel)
    assert {one.staff_id for one in plan.people} == {*EARLY, *LATE}
    assert {one.starts_at for one in plan.people if one.staff_id in LATE} == {at(9)}
    theirs = [line for line in plan.lines if line.staff_id in LATE]
    assert {line.staff_id for line in theirs} == set(LATE)
    assert all(line.starts_at and line.starts_at >= at(9) for line in theirs)


def test_the_plan_of_a_day_breaks_no_rule(hotel: Ground) -> None:
    plan = planned(hotel)
    floor = day(view_of(hotel.place, SUPERVISOR), TODAY)
    rows = [
        Row(task_id=line.task_id, staff_id=line.staff_id, position=line.position, starts_at=line.starts_at)
        for line in plan.lines
    ]
    assert violations(Plan(rows=tuple(rows)), floor.open, floor.staff, floor.constraints) == []


def test_nobody_stands_before_closed_doors_while_there_is_something_to_do(hotel: Ground) -> None:
    plan = planned(hotel)
    for staff_id in (*EARLY, *LATE):
        lines = sorted((line for line in plan.lines if line.staff_id == staff_id), key=lambda line: line.position)
        waits = [line.waits_for_guest for line in lines]
        assert waits == sorted(waits), "what can be begun comes before what waits for noon"


@pytest.mark.parametrize("who", [EARLY[2], LATE[1]], ids=["somebody who is here", "somebody who comes later"])
def test_what_was_given_by_hand_stays_with_whom_it_is(hotel: Ground, who: str) -> None:
    turnovers = [task for task in hotel.all(Task) if task.kind is TaskKind.TURNOVER][:3]
    for task in turnovers:
        hotel.data("POST", f"{TASKS}/{task.task_id}/assign", {"staff_id": who}, by=SUPERVISOR)
    plan = accepted(hotel, planned(hotel))
    ids = {task.task_id for task in turnovers}
    assert {line.staff_id for line in plan.lines if line.task_id in ids} == {who}
    assert {hotel.get(Task, one).given for one in ids} == {Given.BY_HAND}


def test_accepted_everybody_has_their_day_and_a_departure_begins_only_when_its_guest_has_left(hotel: Ground) -> None:
    plan = accepted(hotel, planned(hotel))
    assert {line.decision for line in plan.lines} == {"accepted"}
    for staff_id in (*EARLY, *LATE):
        mine = sorted((line for line in plan.lines if line.staff_id == staff_id), key=lambda line: line.position)
        assert [one.task_id for one in hotel.get(Worklist, staff_id).tasks] == [line.task_id for line in mine]
    task = hotel.get(Task, departures(plan)[0].task_id)
    assert (task.status, task.vacated_at) == (TaskStatus.ASSIGNED, None)
    refused = hotel.refused("POST", f"{TASKS}/{task.task_id}/start", {}, by=SUPERVISOR)
    assert refused == (409, "MELMASTOON.HOUSEKEEPING.ROOM_NOT_VACATED")


def test_a_guest_who_should_have_left_is_expected_in_a_while(hotel: Ground) -> None:
    hotel.now = at(12.5)
    assert {line.not_before for line in departures(planned(hotel))} == {at(12.75)}


def test_who_has_not_come_half_an_hour_after_their_time_is_not_planned_with(hotel: Ground) -> None:
    hotel.now = at(9.4)
    assert set(LATE) <= {one.staff_id for one in planned(hotel).people}
    hotel.now = at(9.6)
    assert {one.staff_id for one in planned(hotel).people} == set(EARLY)


def test_an_outside_routers_departure_is_shown_with_its_room_and_time_and_can_be_accepted(hotel: Ground) -> None:
    """H17."""
    task = next(task for task in hotel.all(Task) if task.kind is TaskKind.TURNOVER)
    rows = (RoutedRow(task_id=task.task_id, staff_id=EARLY[0], reason="nearest"),)
    hotel.hear(RoutingSuggested(suggestion_id="r-1", model_version="v9", generated_at=hotel.now, rows=rows))
    held = hotel.get(Suggestion, derived_id("sug", "r-1"))
    (line,) = held.lines
    assert (line.room_id, line.kind, line.not_before) == (task.room_id, TaskKind.TURNOVER, at(12))
    assert line.starts_at == at(12)
    assert held.breaches == ()
    (done,) = accepted(hotel, held).lines
    assert (done.decision, hotel.get(Task, task.task_id).assignee) == ("accepted", EARLY[0])


@pytest.mark.parametrize(("revisions", "whose"), [((1, 2), 1), ((9, 4), 0), ((3, 3), 0)])
def test_a_routers_newer_word_takes_the_place_of_its_older_one(
    hotel: Ground, revisions: tuple[int, int], whose: int
) -> None:
    """H6."""
    task = hotel.all(Task)[0]
    for staff_id, revision in zip(EARLY, revisions, strict=False):
        rows = (RoutedRow(task_id=task.task_id, staff_id=staff_id),)
        hotel.hear(RoutingSuggested(suggestion_id="r-1", generated_at=hotel.now, rows=rows), revision=revision)
    (line,) = hotel.get(Suggestion, derived_id("sug", "r-1")).lines
    assert line.staff_id == EARLY[whose]


@pytest.fixture
def evening(hotel: Ground) -> Ground:
    """At eight in the evening; tomorrow the other four leave, and two people come at eight."""
    hotel.now = at(20)
    for staff_id in EARLY[:2]:
        hotel.put(shift(staff_id, at(8, 1), at(16, 1), ShiftStatus.PLANNED))
    return hotel


def test_tomorrow_is_drafted_by_who_leaves_and_who_comes_then(evening: Ground) -> None:
    draft = planned(evening, business_date="2026-06-16")
    assert draft.business_date == date(2026, 6, 16)
    assert {one.staff_id for one in draft.people} == set(EARLY[:2])
    leaving = departures(draft)
    assert len(leaving) == 4
    assert [line.kind for line in draft.lines if line not in leaving] == [TaskKind.MID_STAY_CLEAN] * 6
    assert all(line.starts_at and line.starts_at >= at(12, 1) and line.staff_id in EARLY[:2] for line in leaving)


def test_a_guest_who_comes_today_and_stays_is_served_tomorrow_in_the_draft(evening: Ground) -> None:
    room = in_house(0, at(12))
    comes = Expected(stay_id=derived_id("rsv", "x"), guest_id="gst_1", expected_at=at(21), until_at=at(12, 3))
    evening.put(room.but(upcoming=(comes,)))
    drafted = planned(evening, business_date="2026-06-16").lines
    assert [line.kind for line in drafted if line.room_id == room.room_id] == [TaskKind.MID_STAY_CLEAN]


def test_a_draft_is_carried_out_on_its_day_on_the_tasks_that_the_day_brings(evening: Ground) -> None:
    draft = planned(evening, business_date="2026-06-16")
    path = f"{PLANS}/{draft.suggestion_id}/accept"
    assert evening.refused("POST", path, {}, by=SUPERVISOR) == (409, "MELMASTOON.HOUSEKEEPING.PLAN_OF_A_LATER_DAY")
    evening.now = at(6, 1)
    assert evening.call("POST", "/internal/cron/day_list", by=None).status_code == 204
    evening.deliver()
    done = accepted(evening, draft)
    assert {line.decision for line in departures(done)} == {"accepted"}
    assert {evening.get(Task, line.task_id).assignee for line in departures(done)} <= set(EARLY[:2])


@pytest.mark.parametrize("asked", ["2026-06-14", "2026-06-23"])
def test_a_day_that_is_over_or_far_away_is_not_planned(hotel: Ground, asked: str) -> None:
    assert hotel.refused("POST", PLANS, {"business_date": asked}, by=SUPERVISOR)[0] == 422


def minute(hotel: Ground) -> None:
    assert hotel.call("POST", "/internal/cron/watch_the_floor", by=None).status_code == 204
    hotel.deliver()


def test_what_was_dealt_to_who_did_not_come_is_for_others_again_and_what_people_gave_stays(hotel: Ground) -> None:
    by_hand = next(task for task in hotel.all(Task) if task.kind is TaskKind.TURNOVER)
    hotel.data("POST", f"{TASKS}/{by_hand.task_id}/assign", {"staff_id": LATE[0]}, by=SUPERVISOR)
    accepted(hotel, planned(hotel))
    comes, stays_away = LATE[1], LATE[0]
    hotel.now = at(9)
    shift_id = shift_id_of(str(at(9)), comes)
    hotel.data("POST", f"/api/v1/housekeeping/shifts/{shift_id}/start", {}, by=SUPERVISOR)
    hotel.deliver()
    before = {one: hotel.get(Worklist, one).tasks for one in LATE}
    assert all(len(tasks) > 1 for tasks in before.values())
    hotel.now = at(9.4)
    minute(hotel)
    assert hotel.get(Worklist, stays_away).tasks == before[stays_away]
    hotel.now = at(9.5)
    minute(hotel)
    assert [one.task_id for one in hotel.get(Worklist, stays_away).tasks] == [by_hand.task_id]
    assert hotel.get(Worklist, comes).tasks == before[comes]
    told = hotel.payloads("melmastoon.housekeeping.task.reassigned.v1")
    back = [said for said in told if said["fromStaffId"] == stays_away]
    assert len(back) == len(before[stays_away]) - 1
    assert {said["reason"] for said in back} == {"did not come on shift"}
