"""Shifts: by hand and by the staff service, and what becomes of the tasks of who leaves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import settings
from hypothesis import strategies as st

import functions.housekeeping.main
import functions.identity.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.people import Actor, Role
from shared.domain.rooms import Cleaning, Room
from shared.domain.shifts import Shift, ShiftStatus, shift_id_of
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tablets import Tablet
from shared.domain.tasks import Task, TaskStatus
from shared.domain.worklists import Worklist
from shared.runtime.envelope import Envelope, EnvelopeActor
from shared.runtime.parking import DeadLetter
from shared.runtime.store.port import Put, Unavailable, Write
from tests.ground import NOON, SUPERVISOR, Ground, ground

ANA, BEHNAZ = (staff_id_of("demo", f"{name}@demo.hotel") for name in ("ana", "behnaz"))
SHIFTS, TASKS = "/api/v1/housekeeping/shifts", "/api/v1/housekeeping/tasks"
STARTED, ENDED = "melmastoon.staff.shift.started.v1", "melmastoon.staff.shift.ended.v1"
ROOMS = ("201", "202", "203", "204", "205")
NUMBERS = itertools.count()


def housekeeper(staff_id: str) -> Actor:
    return Actor("user", staff_id, "demo", {"demo-hotel": frozenset({Role.HOUSEKEEPER})})


def furnish(stands: Ground) -> Ground:
    for number in ROOMS:
        stands.put(Room(room_id=number, number=number, floor=2), Tablet(room_id=number))
    for staff_id, name in ((ANA, "Ana"), (BEHNAZ, "Behnaz")):
        email = f"{name.lower()}@demo.hotel"
        stands.put(Staff(staff_id=staff_id, name=name, email=email, role=Role.HOUSEKEEPER, languages=("fa-AF", "en")))
    return stands


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Five vacant, dirty rooms; Ana and Behnaz, neither on shift."""
    with ground() as stands:
        yield furnish(stands)


def hours(number: float) -> str:
    return (NOON + timedelta(hours=number)).isoformat()


def on_shift(hotel: Ground, staff_id: str = ANA, by: Actor = SUPERVISOR, **said: Any) -> str:
    body = {"staff_id": staff_id, "ends_at": hours(8), **said}
    return str(hotel.data("POST", SHIFTS, body, by=by)["shift_id"])


def end(hotel: Ground, shift_id: str, by: Actor = SUPERVISOR) -> Any:
    return hotel.data("POST", f"{SHIFTS}/{shift_id}/end", {"reason": "sick"}, by=by)


def given(hotel: Ground, room_id: str, staff_id: str = ANA) -> str:
    task = hotel.data("POST", TASKS, {"room_id": room_id, "kind": "turnover"}, by=SUPERVISOR)["task_id"]
    hotel.data("POST", f"{TASKS}/{task}/assign", {"staff_id": staff_id}, by=SUPERVISOR)
    return str(task)


def begun(hotel: Ground, room_id: str, staff_id: str = ANA) -> str:
    task = given(hotel, room_id, staff_id)
    hotel.data("POST", f"{TASKS}/{task}/start", {}, by=SUPERVISOR)
    return task


def hear(hotel: Ground, subject: str, event_id: str | None = None, revision: int | None = None, **payload: Any) -> None:
    """Have the staff service say something, and everything come of it."""
    number = next(NUMBERS)
    envelope = Envelope(
        id=derived_id("evt", event_id or str(number)),
        subject=subject,
        tenant_id="demo",
        property_id="demo-hotel",
        occurred_at=hotel.now,
        producer="staff@1",
        actor=EnvelopeActor(type="integration", id="staff-service"),
        correlation_id="c",
        causation_id="c",
        aggregate_id=str(payload["shiftId"]),
        revision=number + 1 if revision is None else revision,
        payload=payload,
    )
    hotel.bus.publish([envelope.message()])
    hotel.deliver()


def started(hotel: Ground, shift: str = "early/42", begins: float = 0, **said: Any) -> None:
    hear(hotel, STARTED, shiftId=shift, staffId=ANA, startsAt=hours(begins), endsAt=hours(begins + 8), **said)


def ended(hotel: Ground, shift: str = "early/42", at: float = 2, **said: Any) -> None:
    hear(hotel, ENDED, shiftId=shift, staffId=ANA, endedAt=hours(at), **said)


def hands(hotel: Ground, staff_id: str = ANA) -> list[str]:
    return [one.task_id for one in hotel.get(Worklist, staff_id).tasks]


def current(hotel: Ground) -> str | None:
    return hotel.get(Worklist, ANA).shift_id


def told_back(hotel: Ground) -> list[str]:
    return [
        said["taskId"] for said in hotel.payloads("melmastoon.housekeeping.task.reassigned.v1") if not said["staffId"]
    ]


def test_a_shift_by_hand_has_the_persons_languages_and_a_break(hotel: Ground) -> None:
    shift = hotel.get(Shift, on_shift(hotel))
    assert (shift.languages, shift.capacity_minutes, shift.status) == (("fa-AF", "en"), 450, ShiftStatus.ON)
    assert current(hotel) == shift.shift_id


def test_a_planned_shift_begins_when_somebody_says_so(hotel: Ground) -> None:
    shift_id = on_shift(hotel, starts_at=hours(1), ends_at=hours(9))
    assert hotel.get(Shift, shift_id).status is ShiftStatus.PLANNED
    hotel.data("POST", f"{SHIFTS}/{shift_id}/start", {}, by=housekeeper(ANA))
    assert current(hotel) == shift_id


def test_nobody_is_on_two_shifts(hotel: Ground) -> None:
    on_shift(hotel)
    body = {"staff_id": ANA, "ends_at": hours(4)}
    assert hotel.refused("POST", SHIFTS, body, by=SUPERVISOR) == (409, "MELMASTOON.HOUSEKEEPING.ON_ANOTHER_SHIFT")


def test_a_person_begins_and_ends_their_own_shift_and_nobody_elses(hotel: Ground) -> None:
    mine = on_shift(hotel, ANA, by=housekeeper(ANA))
    refused = (403, "MELMASTOON.HOUSEKEEPING.SHIFT_IS_ANOTHERS")
    assert hotel.refused("POST", f"{SHIFTS}/{mine}/end", {}, by=housekeeper(BEHNAZ)) == refused
    assert hotel.refused("POST", SHIFTS, {"staff_id": BEHNAZ, "ends_at": hours(4)}, by=housekeeper(ANA)) == refused
    assert end(hotel, mine, by=housekeeper(ANA))["status"] == "ended"


@pytest.mark.parametrize(
    "said",
    [
        {"skills": ["inspection"]},
        {"capacity_minutes": 0},
        {"floors": [1]},
        {"wing": "east"},
        {"languages": ["fr"]},
        {"starts_at": hours(1), "ends_at": hours(9)},
    ],
    ids=lambda said: next(iter(said)),
)
def test_nobody_says_of_themself_what_their_shift_is_good_for(hotel: Ground, said: dict[str, Any]) -> None:
    """H5."""
    body = {"staff_id": ANA, "ends_at": hours(8), **said}
    found = hotel.refused("POST", SHIFTS, body, by=housekeeper(ANA))
    assert found == (403, "MELMASTOON.HOUSEKEEPING.SHIFT_IS_THE_LEADS")
    assert hotel.all(Shift) == []
    hotel.data("POST", SHIFTS, body, by=SUPERVISOR)


def test_skills_are_those_of_the_persons_record_unless_a_lead_says_others(hotel: Ground) -> None:
    hotel.put(hotel.get(Staff, ANA).but(skills=("deep_clean",)))
    by_herself = on_shift(hotel, ANA, by=housekeeper(ANA))
    assert hotel.get(Shift, by_herself).skills == ("deep_clean",)
    assert hotel.get(Shift, on_shift(hotel, BEHNAZ, skills=["inspection"])).skills == ("inspection",)
    end(hotel, by_herself)
    started(hotel, skills=[])
    assert hotel.get(Shift, shift_id_of("early/42", ANA)).skills == ("deep_clean",)


@pytest.mark.parametrize(("newer", "older"), [(10, 9), (2, 1), (5, 5)])
def test_an_older_word_of_the_staff_service_does_not_undo_a_newer_one(hotel: Ground, newer: int, older: int) -> None:
    """H6."""
    started(hotel, revision=newer, capacityMinutes=300)
    started(hotel, revision=older, capacityMinutes=120)
    assert hotel.get(Shift, shift_id_of("early/42", ANA)).capacity_minutes == 300


def test_a_shift_is_somebodys_who_works_here(hotel: Ground) -> None:
    body = {"staff_id": derived_id("stf", "nobody"), "ends_at": hours(4)}
    assert hotel.refused("POST", SHIFTS, body, by=SUPERVISOR)[0] == 404


def test_a_shift_that_ends_before_it_begins_is_refused(hotel: Ground) -> None:
    found = hotel.refused("POST", SHIFTS, {"staff_id": ANA, "ends_at": hours(-1)}, by=SUPERVISOR)
    assert found == (422, "MELMASTOON.HOUSEKEEPING.SHIFT_ENDS_EARLY")


def test_the_list_is_of_now_and_the_next_day(hotel: Ground) -> None:
    on = on_shift(hotel)
    soon = on_shift(hotel, BEHNAZ, starts_at=hours(20), ends_at=hours(28))
    on_shift(hotel, BEHNAZ, starts_at=hours(30), ends_at=hours(38))
    gone = on_shift(hotel, BEHNAZ)
    end(hotel, gone)
    assert [one["shift_id"] for one in hotel.data("GET", SHIFTS, by=SUPERVISOR)] == [on, soon]
    assert [one["shift_id"] for one in hotel.data("GET", f"{SHIFTS}?staff_id={ANA}", by=SUPERVISOR)] == [on]
    assert [one["shift_id"] for one in hotel.data("GET", f"{SHIFTS}?status=ended", by=SUPERVISOR)] == [gone]


def test_sick_at_noon_everything_in_hand_goes_back_and_what_was_worked_stays_counted(hotel: Ground) -> None:
    shift_id = on_shift(hotel)
    running, other = begun(hotel, "201"), given(hotel, "202")
    hotel.pass_time(minutes=12)
    end(hotel, shift_id)
    hotel.deliver()
    task = hotel.get(Task, running)
    assert (task.status, task.assignee, task.worked_seconds) == (TaskStatus.PENDING, None, 720)
    assert hotel.get(Task, other).status is TaskStatus.PENDING
    assert [hotel.get(Room, room).cleaning.status for room in ("201", "202")] == [Cleaning.DIRTY, Cleaning.DIRTY]
    worklist = hotel.get(Worklist, ANA)
    assert (worklist.tasks, worklist.running, worklist.shift_id) == ((), None, None)


def test_somebody_else_takes_over_where_they_stopped(hotel: Ground) -> None:
    shift_id, task = on_shift(hotel), begun(hotel, "201")
    hotel.pass_time(minutes=10)
    end(hotel, shift_id)
    hotel.deliver()
    on_shift(hotel, BEHNAZ)
    hotel.data("POST", f"{TASKS}/{task}/start", {"staff_id": BEHNAZ}, by=SUPERVISOR)
    hotel.pass_time(minutes=20)
    hotel.data("POST", f"{TASKS}/{task}/complete", {}, by=SUPERVISOR)
    assert hotel.get(Task, task).minutes == 30


def test_tasks_in_five_rooms_go_back_each_once(hotel: Ground) -> None:
    shift_id = on_shift(hotel)
    tasks = [given(hotel, room) for room in ROOMS]
    end(hotel, shift_id)
    hotel.deliver()
    assert sorted(told_back(hotel)) == sorted(tasks)
    assert hands(hotel) == []


def test_the_tasks_of_others_stay_with_them_and_what_was_left_is_theirs_too(hotel: Ground) -> None:
    mine, others = on_shift(hotel), on_shift(hotel, BEHNAZ)
    left = given(hotel, "201")
    theirs = begun(hotel, "202", BEHNAZ)
    end(hotel, mine)
    hotel.deliver()
    assert hands(hotel, BEHNAZ) == [theirs, left]
    assert hotel.get(Shift, others).status is ShiftStatus.ON


def test_what_was_given_to_somebody_else_meanwhile_stays_there(hotel: Ground) -> None:
    shift_id, task = on_shift(hotel), given(hotel, "201")
    end(hotel, shift_id)
    hotel.data("POST", f"{TASKS}/{task}/assign", {"staff_id": BEHNAZ}, by=SUPERVISOR)
    hotel.deliver()
    assert hotel.get(Task, task).assignee == BEHNAZ


def test_a_shift_that_is_ended_twice_puts_back_once(hotel: Ground) -> None:
    shift_id, task = on_shift(hotel), given(hotel, "201")
    first = end(hotel, shift_id)
    hotel.deliver()
    assert end(hotel, shift_id)["ended_at"] == first["ended_at"]
    hotel.deliver()
    assert told_back(hotel) == [task]


def test_a_crash_in_the_middle_of_putting_back_leaves_nothing_behind(hotel: Ground) -> None:
    shift_id = on_shift(hotel)
    tasks = [given(hotel, room) for room in ROOMS]
    end(hotel, shift_id)
    put_back: list[str] = []

    def dies_at_the_third(writes: Sequence[Write]) -> None:
        puts = [write.key for write in writes if isinstance(write, Put)]
        put_back.extend(key.id for key in puts if key.collection == Task.collection)
        if len(put_back) == 3:
            raise Unavailable("died")

    hotel.store.before_commit = dies_at_the_third
    hotel.deliver()
    assert [hotel.get(Task, task).status for task in tasks] == [TaskStatus.PENDING] * 5
    assert sorted(told_back(hotel)) == sorted(tasks)


def test_somebody_who_comes_by_the_staff_service_is_on_shift(hotel: Ground) -> None:
    started(hotel, languages=["ps"], skills=["deep_clean"], capacityMinutes=400)
    shift = hotel.get(Shift, shift_id_of("early/42", ANA))
    assert (shift.status, shift.languages, shift.skills, shift.capacity_minutes) == (
        "on",
        ("ps",),
        ("deep_clean",),
        400,
    )
    assert current(hotel) == shift.shift_id


def test_who_does_not_clean_is_not_on_the_floor(hotel: Ground) -> None:
    hotel.put(Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role=Role.FRONT_DESK))
    started(hotel)
    assert hotel.all(Shift) == []
    body = {"staff_id": ANA, "ends_at": hours(4)}
    assert hotel.refused("POST", SHIFTS, body, by=SUPERVISOR) == (422, "MELMASTOON.HOUSEKEEPING.NOT_A_CLEANER")


def test_somebody_who_leaves_by_the_staff_service_leaves_nothing_in_hand(hotel: Ground) -> None:
    started(hotel)
    given(hotel, "201")
    ended(hotel, reason="sick")
    assert (hands(hotel), current(hotel)) == ([], None)
    assert hotel.get(Shift, shift_id_of("early/42", ANA)).reason == "sick"


def test_a_shift_that_is_known_to_have_ended_does_not_begin_any_more(hotel: Ground) -> None:
    task = given(hotel, "201")
    ended(hotel)
    started(hotel)
    shift = hotel.get(Shift, shift_id_of("early/42", ANA))
    assert (shift.status, shift.capacity_minutes, current(hotel)) == (ShiftStatus.ENDED, 450, None)
    assert told_back(hotel) == [task]


def test_of_two_shifts_a_person_is_on_the_later_one_in_whatever_order_they_are_told(hotel: Ground) -> None:
    started(hotel, "late", begins=8)
    started(hotel, "early", begins=0)
    assert current(hotel) == shift_id_of("late", ANA)
    started(hotel, "later", begins=16)
    assert current(hotel) == shift_id_of("later", ANA)
    on = [one.shift_id for one in hotel.all(Shift) if one.is_on]
    assert on == [shift_id_of("later", ANA)]


def test_the_end_of_an_earlier_shift_takes_nothing_from_who_is_on_the_next(hotel: Ground) -> None:
    started(hotel, "early")
    started(hotel, "late", begins=8)
    task = given(hotel, "201")
    ended(hotel, "early", at=8)
    assert (hands(hotel), current(hotel)) == ([task], shift_id_of("late", ANA))


def test_the_same_notice_twice_is_one_shift(hotel: Ground) -> None:
    started(hotel)
    before = hotel.get(Shift, shift_id_of("early/42", ANA))
    started(hotel)
    assert hotel.all(Shift) == [before]


@pytest.mark.parametrize("order", list(itertools.permutations(("early started", "early ended", "late started"))))
def test_however_the_notices_come_they_end_on_the_late_shift(hotel: Ground, order: Sequence[str]) -> None:
    for one in order:
        if one == "early ended":
            ended(hotel, "early", at=8)
        else:
            started(hotel, one.split()[0], begins=0 if one.startswith("early") else 8)
    statuses = {one.external_shift_id: one.status for one in hotel.all(Shift)}
    assert statuses == {"early": "ended", "late": "on"}
    assert current(hotel) == shift_id_of("late", ANA)


def test_who_is_dismissed_is_off_shift_and_others_do_what_they_had_in_hand(hotel: Ground) -> None:
    on_shift(hotel, ANA)
    on_shift(hotel, BEHNAZ)
    task_id = given(hotel, "201")
    hotel.data("POST", f"{TASKS}/{task_id}/start", {}, by=SUPERVISOR)
    hotel.data("DELETE", f"staff/{ANA}")
    hotel.deliver()
    assert [one.status for one in hotel.all(Shift) if one.staff_id == ANA] == [ShiftStatus.ENDED]
    assert hotel.get(Task, task_id).assignee == BEHNAZ
    assert hotel.get(Worklist, ANA).tasks == ()


def test_who_is_dismissed_without_a_shift_keeps_no_task(hotel: Ground) -> None:
    task_id = given(hotel, "201")
    hotel.data("DELETE", f"staff/{ANA}")
    hotel.deliver()
    assert hotel.get(Task, task_id).status is TaskStatus.PENDING


NOTICES = st.lists(st.tuples(st.sampled_from(("started", "ended")), st.integers(0, 2)), max_size=8)


@settings(max_examples=60, deadline=None)
@hypothesis.given(NOTICES)
def test_whatever_is_told_nobody_is_on_two_shifts_and_what_ended_stays_so(notices: list[tuple[str, int]]) -> None:
    with ground() as hotel:
        furnish(hotel)
        for what, number in notices:
            if what == "started":
                started(hotel, f"shift {number}", begins=8 * number)
            else:
                ended(hotel, f"shift {number}", at=8 * number + 8)
        on = {one.external_shift_id: one.shift_id for one in hotel.all(Shift) if one.is_on}
        worklist = hotel.find(Worklist, ANA)
        assert [worklist.shift_id if worklist else None] == (list(on.values()) or [None])
        assert not on.keys() & {f"shift {number}" for what, number in notices if what == "ended"}


def test_a_notice_that_makes_no_sense_is_parked_and_changes_nothing(hotel: Ground) -> None:
    hear(hotel, STARTED, shiftId="x", staffId=ANA, startsAt=hours(8), endsAt=hours(0))
    assert hotel.all(Shift) == []
    assert [letter.reason.code for letter in hotel.all(DeadLetter)] == ["MELMASTOON.HOUSEKEEPING.SHIFT_ENDS_EARLY"]
