"""Work that nobody has finds somebody by itself, once, and never somebody who has just gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.people import Role
from shared.domain.rooms import Flag, GuestFlag, Occupancy, Occupant, Room
from shared.domain.settings import Settings
from shared.domain.shifts import Shift, ShiftStatus, shift_id_of
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tablets import Tablet
from shared.domain.tasks import Given, Task, TaskStatus, inspection_task_id
from shared.domain.worklists import Worklist
from tests.ground import SUPERVISOR, Ground, ground

TASKS = "/api/v1/housekeeping/tasks"
ANA, BEHNAZ, CHAMAN = (staff_id_of("demo", f"{name}@demo.hotel") for name in ("ana", "behnaz", "chaman"))


def furnish(stands: Ground) -> Ground:
    for floor in (1, 2, 3):
        for number in range(1, 5):
            room_id = f"{floor}0{number}"
            stands.put(Room(room_id=room_id, number=room_id, floor=floor), Tablet(room_id=room_id))
    for staff_id, name in ((ANA, "ana"), (BEHNAZ, "behnaz"), (CHAMAN, "chaman")):
        stands.put(Staff(staff_id=staff_id, name=name, email=f"{name}@demo.hotel", role=Role.HOUSEKEEPER))
    return stands


def on_shift(hotel: Ground, staff_id: str, floor: int = 1, hours: float = 6, **facts: object) -> None:
    shift_id = shift_id_of("morning", staff_id)
    shift = Shift(
        shift_id=shift_id,
        staff_id=staff_id,
        status=ShiftStatus.ON,
        starts_at=hotel.now,
        ends_at=hotel.now + timedelta(hours=hours),
        started_at=hotel.now,
        capacity_minutes=int(hours * 60),
    )
    hotel.put(
        shift.but(**facts),
        Worklist(staff_id=staff_id, shift_id=shift_id, last_floor=floor, last_wing="", last_room_id=f"{floor}01"),
    )


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield furnish(stands)


@pytest.fixture
def by_hand() -> Iterator[Ground]:
    with ground(settings=Settings(zone="Asia/Kabul", auto_assign=False)) as stands:
        yield furnish(stands)


def wanted(hotel: Ground, room_id: str, kind: str = "turnover") -> str:
    task_id = str(hotel.data("POST", TASKS, {"room_id": room_id, "kind": kind}, by=SUPERVISOR)["task_id"])
    hotel.deliver()
    return task_id


def who(hotel: Ground, task_id: str) -> str | None:
    return hotel.get(Task, task_id).assignee


def test_a_new_task_goes_to_who_is_on_that_floor(hotel: Ground) -> None:
    on_shift(hotel, ANA, floor=1)
    on_shift(hotel, BEHNAZ, floor=3)
    assert [who(hotel, wanted(hotel, room)) for room in ("102", "302")] == [ANA, BEHNAZ]
    given = hotel.get(Task, hotel.get(Worklist, ANA).tasks[0].task_id)
    assert (given.given, given.status) == (Given.AUTOMATICALLY, TaskStatus.ASSIGNED)
    assert given.checklist is not None


def test_what_the_house_gives_out_keeps_the_checklist_it_was_given_with(hotel: Ground) -> None:
    on_shift(hotel, ANA)
    task_id = wanted(hotel, "101")
    before = hotel.get(Task, task_id).checklist
    made_anew = {"kind": "turnover", "name": "Anew", "items": [{"item_id": "bed", "words": {"en": "Bed"}}]}
    hotel.data("POST", "/api/v1/housekeeping/checklists", made_anew, by=SUPERVISOR)
    hotel.data("POST", f"{TASKS}/{task_id}/assign", {"staff_id": BEHNAZ}, by=SUPERVISOR)
    assert before is not None
    assert hotel.get(Task, task_id).checklist == before


def test_what_a_guest_keeps_us_out_of_is_given_to_nobody_by_itself(hotel: Ground) -> None:
    on_shift(hotel, ANA)
    guest = Occupant(
        stay_id="rsv_1", guest_id="gst_1", checked_in_at=hotel.now, check_out_at=hotel.now + timedelta(days=2)
    )
    flag = Flag(value=GuestFlag.DO_NOT_DISTURB, since=hotel.now)
    room = hotel.get(Room, "101")
    hotel.put(room.but(occupancy=Occupancy.OCCUPIED, stay=guest, guest_flag=flag))
    assert who(hotel, wanted(hotel, "101", "mid_stay_clean")) is None


def test_work_is_spread_over_who_is_there(hotel: Ground) -> None:
    on_shift(hotel, ANA)
    on_shift(hotel, BEHNAZ)
    for room in ("101", "102", "103", "104", "201", "202", "203", "204"):
        wanted(hotel, room)
    counts = [len(hotel.get(Worklist, person).tasks) for person in (ANA, BEHNAZ)]
    assert sum(counts) == 8
    assert min(counts) >= 3


def test_nobody_on_shift_leaves_it_to_the_next_minute(hotel: Ground) -> None:
    task_id = wanted(hotel, "101")
    assert who(hotel, task_id) is None
    on_shift(hotel, ANA)
    hotel.call("POST", "/internal/cron/watch_the_floor", by=SUPERVISOR)
    assert who(hotel, task_id) == ANA


def test_a_deep_clean_goes_to_who_is_trained_for_it(hotel: Ground) -> None:
    on_shift(hotel, ANA, floor=1)
    on_shift(hotel, BEHNAZ, floor=3, skills=("deep_clean",))
    assert who(hotel, wanted(hotel, "101", "deep_clean")) == BEHNAZ


def test_nobody_gets_more_than_fits_into_the_shift(hotel: Ground) -> None:
    on_shift(hotel, ANA, hours=0.75)
    assert [who(hotel, wanted(hotel, room)) for room in ("101", "102")] == [ANA, None]


def test_a_property_may_want_people_to_give_tasks(by_hand: Ground) -> None:
    on_shift(by_hand, ANA)
    assert who(by_hand, wanted(by_hand, "101")) is None


def test_what_is_given_by_hand_first_stays_so(hotel: Ground) -> None:
    on_shift(hotel, ANA)
    task_id = str(hotel.data("POST", TASKS, {"room_id": "101", "kind": "turnover"}, by=SUPERVISOR)["task_id"])
    hotel.data("POST", f"{TASKS}/{task_id}/assign", {"staff_id": CHAMAN}, by=SUPERVISOR)
    hotel.deliver()
    assert who(hotel, task_id) == CHAMAN


def test_who_left_between_the_look_and_the_giving_gets_nothing(hotel: Ground) -> None:
    """The list changes after it was looked at, as by a shift that ends: the floor is looked at anew."""
    on_shift(hotel, ANA, floor=1)
    on_shift(hotel, BEHNAZ, floor=3)
    commit, left = hotel.store.commit, []

    def leaving(writes: object) -> object:
        if not left and any(
            write.key.collection == "tasks" and getattr(write, "data", {}).get("assignee") for write in writes
        ):
            left.append(ANA)
            hotel.put(hotel.get(Worklist, ANA).but(shift_id=None, revision=9))
        return commit(writes)

    hotel.store.commit = leaving
    assert who(hotel, wanted(hotel, "102")) == BEHNAZ
    assert left == [ANA]


def test_a_failed_task_finds_somebody_again(hotel: Ground) -> None:
    on_shift(hotel, ANA)
    task_id = wanted(hotel, "101")
    hotel.data("POST", f"{TASKS}/{task_id}/start", {}, by=SUPERVISOR)
    hotel.data("POST", f"{TASKS}/{task_id}/fail", {"reason": "no sheets"}, by=SUPERVISOR)
    hotel.deliver()
    assert who(hotel, hotel.get(Task, task_id).again) == ANA


def test_redelivered_it_gives_nothing_twice(hotel: Ground) -> None:
    on_shift(hotel, ANA)
    wanted(hotel, "101")
    told = len(hotel.payloads("melmastoon.housekeeping.task.assigned.v1"))
    for message in [one for one in hotel.bus.published if one.topic.endswith("task.created.v1")]:
        hotel.bus.publish([message])
    hotel.deliver()
    assert len(hotel.payloads("melmastoon.housekeeping.task.assigned.v1")) == told == 1
    assert len(hotel.get(Worklist, ANA).tasks) == 1


def test_a_shift_lead_is_sent_to_look_at_rooms_and_not_to_clean_them(hotel: Ground) -> None:
    on_shift(hotel, BEHNAZ)
    hotel.put(hotel.get(Staff, BEHNAZ).but(role=Role.SUPERVISOR))
    assert who(hotel, wanted(hotel, "101")) is None
    on_shift(hotel, ANA)
    clean = wanted(hotel, "102")
    assert who(hotel, clean) == ANA
    for deed in ("start", "complete"):
        hotel.data("POST", f"{TASKS}/{clean}/{deed}", {}, by=SUPERVISOR)
    hotel.deliver()
    assert who(hotel, inspection_task_id(clean)) == BEHNAZ


def comes(hotel: Ground, staff_id: str) -> None:
    body = {"staff_id": staff_id, "ends_at": (hotel.now + timedelta(hours=6)).isoformat()}
    hotel.data("POST", "/api/v1/housekeeping/shifts", body, by=SUPERVISOR)


def loads(hotel: Ground) -> dict[str, int]:
    return {one: len(hotel.get(Worklist, one).tasks) for one in (ANA, BEHNAZ, CHAMAN)}


@pytest.fixture
def laden(hotel: Ground) -> Ground:
    """Ana came first, and the house gave her all eight tasks."""
    for room in ("101", "102", "103", "104", "201", "202", "203", "204"):
        wanted(hotel, room)
    comes(hotel, ANA)
    hotel.deliver()
    assert len(hotel.get(Worklist, ANA).tasks) == 8
    return hotel


@pytest.mark.parametrize("seconds", [0, 5])
def test_three_who_come_within_seconds_have_as_much_to_do_each(hotel: Ground, seconds: int) -> None:
    """H16."""
    for room in ("101", "102", "103", "104", "201", "202", "203", "204"):
        wanted(hotel, room)
    for staff_id in (ANA, BEHNAZ, CHAMAN):
        comes(hotel, staff_id)
        hotel.pass_time(seconds=seconds)
        if seconds:
            hotel.deliver()
    hotel.deliver()
    assert sorted(loads(hotel).values()) == [2, 3, 3]


def test_one_who_joins_later_takes_their_share_and_the_lists_hold_each_task_once(laden: Ground) -> None:
    comes(laden, BEHNAZ)
    laden.deliver()
    assert {len(laden.get(Worklist, one).tasks) for one in (ANA, BEHNAZ)} <= {3, 4, 5}
    listed = [one.task_id for who in (ANA, BEHNAZ) for one in laden.get(Worklist, who).tasks]
    assert len(listed) == len(set(listed)) == 8
    for staff_id in (ANA, BEHNAZ):
        assert {laden.get(Task, one.task_id).assignee for one in laden.get(Worklist, staff_id).tasks} == {staff_id}


@pytest.mark.parametrize("how", ["by hand", "by plan", "begun", "written on"])
def test_what_people_decided_or_touched_stays_when_somebody_joins(laden: Ground, how: str) -> None:
    tasks = [one.task_id for one in laden.get(Worklist, ANA).tasks]
    for task_id in tasks[:1] if how == "begun" else tasks:
        if how == "by hand":
            laden.data("POST", f"{TASKS}/{task_id}/assign", {"staff_id": ANA}, by=SUPERVISOR)
        elif how == "by plan":
            laden.put(laden.get(Task, task_id).but(given=Given.BY_PLAN))
        elif how == "written on":
            laden.data("POST", f"{TASKS}/{task_id}/notes", {"text": "two keys"}, by=SUPERVISOR)
        else:
            laden.data("POST", f"{TASKS}/{task_id}/start", {}, by=SUPERVISOR)
    comes(laden, BEHNAZ)
    laden.deliver()
    kept = tasks[:1] if how == "begun" else tasks
    assert {who(laden, task_id) for task_id in kept} == {ANA}


def test_nothing_changes_hands_for_nothing(laden: Ground) -> None:
    comes(laden, BEHNAZ)
    laden.deliver()
    before = {task.task_id: task.assignee for task in laden.all(Task)}
    comes(laden, CHAMAN)
    laden.deliver()
    moved = {task_id for task_id, had in before.items() if who(laden, task_id) != had}
    assert {who(laden, task_id) for task_id in moved} == {CHAMAN}


def test_in_a_house_that_does_not_give_out_nobody_is_dealt_anything(by_hand: Ground) -> None:
    task_id = wanted(by_hand, "101")
    for staff_id in (ANA, BEHNAZ):
        comes(by_hand, staff_id)
    by_hand.deliver()
    assert who(by_hand, task_id) is None
