"""Inspections over HTTP: the verdict, the room, the task that asked for it and the one that does it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.inspections import Inspection, inspection_id_of
from shared.domain.people import Actor, Role
from shared.domain.rooms import Cleaning, CleaningState, Expected, Occupancy, Occupant, Room
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.staff import Staff, staff_id_of
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tablets import Tablet
from shared.domain.tasks import Priority, Task, TaskKind, TaskStatus, inspection_task_id
from shared.domain.worklists import Worklist
from tests.ground import AGENT, FRONT_DESK, NOON, Ground, ground

TASKS = "/api/v1/housekeeping/tasks"
INSPECTIONS = "/api/v1/housekeeping/inspections"
STATUS_CHANGED = "melmastoon.housekeeping.room.status_changed.v1"
PASSED = "melmastoon.housekeeping.inspection.passed.v1"
FAILED = "melmastoon.housekeeping.inspection.failed.v1"
ANA, BEHNAZ, ROYA = (staff_id_of("demo", f"{name}@demo.hotel") for name in ("ana", "behnaz", "roya"))
LINES = [item.item_id for item in standard_checklist(TaskKind.INSPECTION).items]


def who(staff_id: str, role: Role = Role.HOUSEKEEPER) -> Actor:
    return Actor("user", staff_id, "demo", {"demo-hotel": frozenset({role})})


LEAD = who(ROYA, Role.SUPERVISOR)


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """205 and 206 are vacant and dirty; Ana and Behnaz clean, and Roya leads them."""
    with ground() as stands:
        for room_id in ("205", "206"):
            stands.put(Room(room_id=room_id, number=room_id, floor=2), Tablet(room_id=room_id))
        for staff_id, name, role in (
            (ANA, "ana", Role.HOUSEKEEPER),
            (BEHNAZ, "behnaz", Role.HOUSEKEEPER),
            (ROYA, "roya", Role.SUPERVISOR),
        ):
            stands.put(Staff(staff_id=staff_id, name=name.title(), email=f"{name}@demo.hotel", role=role))
        yield stands


def do(hotel: Ground, task_id: str, deed: str, by: Actor = LEAD, **said: object) -> None:
    hotel.data("POST", f"{TASKS}/{task_id}/{deed}", said, by=by)


def cleaned(hotel: Ground, room_id: str = "205", kind: str = "turnover") -> str:
    """Have Ana clean a room, and return that task."""
    task_id = str(hotel.data("POST", TASKS, {"room_id": room_id, "kind": kind}, by=LEAD)["task_id"])
    do(hotel, task_id, "assign", staff_id=ANA)
    do(hotel, task_id, "start", who(ANA))
    do(hotel, task_id, "complete", who(ANA))
    return task_id


def answers(**other: str) -> list[dict[str, Any]]:
    return [{"item_id": one, "answer": other.get(one, "pass")} for one in LINES]


def inspect(hotel: Ground, task_id: str, by: Actor = LEAD, **other: str) -> dict[str, Any]:
    return dict(hotel.data("POST", f"{TASKS}/{task_id}/inspections", {"answers": answers(**other)}, by=by))


def refused(hotel: Ground, task_id: str, by: Actor = LEAD, said: Any = None) -> tuple[int, str]:
    return hotel.refused("POST", f"{TASKS}/{task_id}/inspections", said or {"answers": answers()}, by=by)


def on_shift(hotel: Ground, staff_id: str, *skills: str) -> None:
    shift = Shift(
        shift_id=derived_id("sft", staff_id),
        staff_id=staff_id,
        status=ShiftStatus.ON,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=8),
        capacity_minutes=450,
        skills=skills,
    )
    known = hotel.find(Worklist, staff_id) or Worklist(staff_id=staff_id)
    hotel.put(shift, known.but(shift_id=shift.shift_id))


def move_in(hotel: Ground, room_id: str = "205") -> None:
    here = Occupant(stay_id="rsv_2", guest_id="gst_2", checked_in_at=NOON, check_out_at=NOON + timedelta(days=1))
    room = hotel.get(Room, room_id)
    hotel.put(room.but(occupancy=Occupancy.OCCUPIED, stay=here, cleaning=CleaningState(status=Cleaning.CLEAN)))


def test_a_room_that_passes_is_inspected_and_ready_in_one_commit(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    inspection = inspect(hotel, task_id)
    assert (inspection["verdict"], inspection["score"]) == ("passed", 1.0)
    assert hotel.get(Room, "205").cleaning.status is Cleaning.READY
    assert [one["status"] for one in hotel.payloads(STATUS_CHANGED)][-2:] == ["inspected", "ready"]
    assert [(one["taskId"], one["roomId"], one["score"]) for one in hotel.payloads(PASSED)] == [(task_id, "205", 1.0)]
    assert hotel.get(Task, task_id).inspection_id == inspection["inspection_id"]


def test_the_task_that_asked_for_it_is_done_with_the_verdict(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    inspect(hotel, task_id)
    asked = hotel.get(Task, inspection_task_id(task_id))
    assert (asked.status, asked.finished_by, asked.started_at) == (TaskStatus.COMPLETED, ROYA, hotel.now)
    assert hotel.get(Room, "205").tasks == ()
    assert hotel.get(Worklist, ROYA).tasks == ()


def test_either_task_may_be_named(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    assert inspect(hotel, inspection_task_id(task_id))["task_id"] == task_id


def test_an_inspector_who_is_at_work_elsewhere_inspects_all_the_same(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    other = str(hotel.data("POST", TASKS, {"room_id": "206", "kind": "deep_clean"}, by=LEAD)["task_id"])
    do(hotel, other, "start", staff_id=ROYA)
    inspect(hotel, task_id)
    assert hotel.get(Worklist, ROYA).running == other
    assert hotel.get(Room, "205").cleaning.status is Cleaning.READY


def test_who_had_begun_to_inspect_is_free_when_another_is_faster(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    do(hotel, inspection_task_id(task_id), "assign", staff_id=BEHNAZ)
    do(hotel, inspection_task_id(task_id), "start", who(BEHNAZ))
    inspect(hotel, task_id)
    worklist = hotel.get(Worklist, BEHNAZ)
    assert (worklist.running, worklist.tasks) == (None, ())


def test_an_inspection_that_somebody_could_not_do_is_done_by_the_next(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    asked = inspection_task_id(task_id)
    do(hotel, asked, "assign", staff_id=BEHNAZ)
    do(hotel, asked, "fail", who(BEHNAZ), reason="no key")
    inspect(hotel, task_id)
    room = hotel.get(Room, "205")
    assert (room.cleaning.status, room.tasks) == (Cleaning.READY, ())
    assert hotel.get(Task, hotel.get(Task, asked).again).status is TaskStatus.COMPLETED


def test_a_room_that_fails_is_dirty_and_goes_back_to_who_cleaned_it_with_what_is_wrong(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    on_shift(hotel, ANA)
    said = [{**one, "note": "hair" if one["item_id"] == "bathroom" else ""} for one in answers(bathroom="fail")]
    hotel.data("POST", f"{TASKS}/{task_id}/inspections", {"answers": said, "note": "please"}, by=LEAD)
    clean = hotel.get(Task, task_id)
    again = hotel.get(Task, clean.again)
    assert hotel.get(Room, "205").cleaning.status is Cleaning.DIRTY
    assert (again.kind, again.of_task_id, again.wrong) == (TaskKind.TURNOVER, task_id, ("bathroom",))
    assert (again.status, again.assignee, again.priority) == (TaskStatus.ASSIGNED, ANA, Priority.HIGH)
    assert (again.priority_by_hand, again.vacated_at) == (False, clean.vacated_at)
    assert [note.text for note in again.notes] == ["please", "bathroom: hair"]
    assert [one.task_id for one in hotel.get(Worklist, ANA).tasks] == [again.task_id]
    assert [one.task_id for one in hotel.get(Room, "205").tasks] == [again.task_id]
    (told,) = hotel.payloads(FAILED)
    assert (told["failedItems"], told["reCleanTaskId"]) == (["bathroom"], again.task_id)


def test_who_has_gone_home_is_not_given_it_again(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    inspect(hotel, task_id, bed="fail")
    again = hotel.get(Task, hotel.get(Task, task_id).again)
    assert (again.status, again.assignee) == (TaskStatus.PENDING, None)


def test_a_guest_who_waits_for_the_room_makes_it_urgent(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    coming = Expected(stay_id="rsv_2", guest_id="gst_2", expected_at=hotel.now - timedelta(minutes=5))
    hotel.put(hotel.get(Room, "205").but(upcoming=(coming,)))
    inspect(hotel, task_id, bed="fail")
    assert hotel.get(Task, hotel.get(Task, task_id).again).priority is Priority.URGENT


def test_what_is_done_again_is_inspected_again(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    on_shift(hotel, ANA)
    first = inspect(hotel, task_id, bed="fail")
    do(hotel, first["re_clean_task_id"], "start", who(ANA))
    do(hotel, first["re_clean_task_id"], "complete", who(ANA))
    second = inspect(hotel, first["re_clean_task_id"])
    assert (first["verdict"], second["verdict"]) == ("failed", "passed")
    assert hotel.get(Room, "205").cleaning.status is Cleaning.READY


def test_a_verdict_stands_and_is_answered_again_to_the_same_key_only(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    path, said = f"{TASKS}/{task_id}/inspections", {"answers": answers()}
    first = hotel.data("POST", path, said, by=LEAD, Idempotency_Key="tap-1")
    assert hotel.data("POST", path, said, by=LEAD, Idempotency_Key="tap-1") == first
    again = hotel.call("POST", path, said, by=LEAD).get_json()
    assert (again["code"], again["context"]["verdict"]) == ("MELMASTOON.HOUSEKEEPING.ALREADY_INSPECTED", "passed")
    assert len(hotel.payloads(PASSED)) == 1


@pytest.mark.parametrize(("answer", "verdict"), [("pass", "passed"), ("fail", "failed")])
def test_a_guest_who_has_moved_in_since_is_left_alone_and_the_verdict_stands(
    hotel: Ground, answer: str, verdict: str
) -> None:
    task_id = cleaned(hotel)
    move_in(hotel)
    inspection = inspect(hotel, task_id, bed=answer)
    assert (inspection["verdict"], inspection["re_clean_task_id"]) == (verdict, None)
    assert hotel.get(Room, "205").cleaning.status is Cleaning.CLEAN
    assert hotel.get(Room, "205").tasks == ()


def test_a_block_holds_a_room_that_passed_back_from_ready(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    block = {"kind": "cleaning", "reason": "carpet is wet"}
    hotel.data("POST", "/api/v1/housekeeping/rooms/205/block", block, by=LEAD)
    inspect(hotel, task_id)
    assert hotel.get(Room, "205").cleaning.status is Cleaning.INSPECTED


def test_a_room_that_is_out_of_order_stays_so_and_is_cleaned_again_if_it_failed(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    block = {"kind": "maintenance", "reason": "no water"}
    hotel.data("POST", "/api/v1/housekeeping/rooms/205/block", block, by=LEAD)
    assert inspect(hotel, task_id, bed="fail")["re_clean_task_id"]
    assert hotel.get(Room, "205").cleaning.status is Cleaning.OUT_OF_ORDER


def test_the_checklist_of_the_inspection_is_frozen_when_it_is_given_to_somebody(hotel: Ground) -> None:
    early, late = cleaned(hotel, "205"), cleaned(hotel, "206")
    do(hotel, inspection_task_id(early), "assign", staff_id=BEHNAZ)
    ours = {"kind": "inspection", "name": "Ours", "items": [{"item_id": "all", "words": {"en": "All is well"}}]}
    hotel.data("POST", "/api/v1/housekeeping/checklists", ours, by=LEAD)
    assert inspect(hotel, early)["checklist_version"] == 0
    said = {"answers": [{"item_id": "all", "answer": "pass"}]}
    assert hotel.data("POST", f"{TASKS}/{late}/inspections", said, by=LEAD)["checklist_version"] == 1


def test_every_line_that_is_not_answered_is_named(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    said = {"answers": answers()[2:]}
    problem = hotel.call("POST", f"{TASKS}/{task_id}/inspections", said, by=LEAD).get_json()
    assert {one["field"] for one in problem["errors"]} == set(LINES[:2])
    assert hotel.find(Inspection, inspection_id_of(task_id)) is None


def test_a_photo_that_was_never_confirmed_is_named(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    said = answers()
    said[1] = {**said[1], "photos": [derived_id("pho", "blurred")]}
    problem = hotel.call("POST", f"{TASKS}/{task_id}/inspections", {"answers": said}, by=LEAD).get_json()
    assert [one["field"] for one in problem["errors"]] == ["answers.1.photos.0"]


def test_a_housekeeper_with_the_skill_inspects_what_others_did(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    for staff_id in (ANA, BEHNAZ):
        on_shift(hotel, staff_id, "inspection")
    assert refused(hotel, task_id, who(ANA)) == (403, "MELMASTOON.HOUSEKEEPING.OWN_WORK")
    assert inspect(hotel, task_id, who(BEHNAZ))["inspector"] == BEHNAZ


def test_a_housekeeper_without_the_skill_or_off_shift_does_not_inspect(hotel: Ground) -> None:
    task_id = cleaned(hotel)
    assert refused(hotel, task_id, who(BEHNAZ)) == (403, "MELMASTOON.HOUSEKEEPING.NO_INSPECTOR")
    on_shift(hotel, BEHNAZ, "deep_clean")
    assert refused(hotel, task_id, who(BEHNAZ)) == (403, "MELMASTOON.HOUSEKEEPING.NO_INSPECTOR")


def test_work_that_is_not_done_is_not_inspected(hotel: Ground) -> None:
    task_id = str(hotel.data("POST", TASKS, {"room_id": "205", "kind": "turnover"}, by=LEAD)["task_id"])
    assert refused(hotel, task_id) == (409, "MELMASTOON.HOUSEKEEPING.NOTHING_TO_INSPECT")


def test_inspections_are_read_and_listed_newest_first(hotel: Ground) -> None:
    first = inspect(hotel, cleaned(hotel, "205"))
    hotel.pass_time(minutes=10)
    second = inspect(hotel, cleaned(hotel, "206"), bed="fail")
    assert hotel.data("GET", f"{INSPECTIONS}/{first['inspection_id']}", by=AGENT) == first

    def listed(asked: str) -> list[str]:
        return [one["task_id"] for one in hotel.data("GET", f"{INSPECTIONS}{asked}", by=FRONT_DESK)]

    assert listed("") == [second["task_id"], first["task_id"]]
    assert listed("?room=205") == listed("?verdict=passed") == listed(f"?task={first['task_id']}") == [first["task_id"]]
    assert listed("?verdict=failed&room=205") == []
    page = hotel.call("GET", f"{INSPECTIONS}?limit=1", by=FRONT_DESK).get_json()
    assert listed(f"?limit=1&cursor={page['meta']['next_cursor']}") == [first["task_id"]]
