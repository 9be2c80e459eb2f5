"""What an inspector's answers come to, and what a verdict does to the room and to the task that asked for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.cleaning import in_step
from shared.domain.ids import derived_id
from shared.domain.inspections import (
    ALREADY_INSPECTED,
    ITEMS_UNANSWERED,
    NO_INSPECTOR,
    NOTHING_JUDGED,
    NOTHING_TO_INSPECT,
    OWN_WORK,
    SKILL,
    Answer,
    Answered,
    Inspection,
    InspectionFailed,
    InspectionPassed,
    Seen,
    Verdict,
    check_inspector,
    concluded,
    is_worth_doing_again,
    judge,
    room_after,
)
from shared.domain.people import Role
from shared.domain.refusals import Refusal
from shared.domain.rooms import Cleaning, CleaningState, Occupancy, Occupant, Room
from shared.domain.tasks import (
    MOVES,
    BoundChecklist,
    Given,
    Item,
    Source,
    Task,
    TaskCompleted,
    TaskKind,
    TaskStatus,
    inspection_task_id,
)

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
ANA, BEHNAZ, ROYA = (derived_id("stf", name) for name in ("ana", "behnaz", "roya"))
CHECKLIST = BoundChecklist(
    checklist_id="chl_1",
    version=3,
    items=tuple(Item(item_id=one, words={"en": one.title()}, required=True) for one in ("bed", "bathroom", "floor")),
)
CLEAN = Task(
    task_id="hkt_1",
    room_id="205",
    kind=TaskKind.TURNOVER,
    status=TaskStatus.COMPLETED,
    source=Source.EVENT,
    stay_id="rsv_1",
    business_date=date(2026, 3, 10),
    created_at=NOW,
    created_by="house",
    vacated_at=NOW,
    estimated_minutes=30,
    assignee=ANA,
    finished_by=ANA,
    finished_at=NOW,
)
ASKING = CLEAN.but(
    task_id=inspection_task_id("hkt_1"),
    kind=TaskKind.INSPECTION,
    status=TaskStatus.PENDING,
    of_task_id="hkt_1",
    assignee=None,
    finished_by=None,
    finished_at=None,
)
ROOM = Room(room_id="205", number="205", floor=2, cleaning=CleaningState(status=Cleaning.CLEANED))
HERE = Occupant(stay_id="rsv_2", guest_id="gst_2", checked_in_at=NOW, check_out_at=NOW + timedelta(days=1))
OCCUPIED = ROOM.but(occupancy=Occupancy.OCCUPIED, stay=HERE, cleaning=CleaningState(status=Cleaning.CLEAN))


def seen(**answers: str) -> Seen:
    return Seen(
        by=ROYA,
        at=NOW + timedelta(minutes=5),
        answers=tuple(Answered(item_id=one, answer=Answer(answer)) for one, answer in answers.items()),
    )


def inspected(**answers: str) -> Inspection:
    return judge(CLEAN, CHECKLIST, seen(**{"bed": "pass", "bathroom": "pass", "floor": "pass", **answers}), None)


PASSED, FAILED = inspected(), inspected(bed="fail")
answers = st.fixed_dictionaries({item.item_id: st.sampled_from(Answer) for item in CHECKLIST.items})


@given(answers)
def test_work_fails_exactly_where_a_line_does_and_its_score_is_a_part_of_one(said: dict[str, Answer]) -> None:
    if set(said.values()) == {Answer.NOT_APPLICABLE}:
        with pytest.raises(Refusal) as refusal:
            judge(CLEAN, CHECKLIST, seen(**said), None)
        assert refusal.value.rule is NOTHING_JUDGED
        return
    inspection = judge(CLEAN, CHECKLIST, seen(**said), None)
    assert 0 <= inspection.score <= 1
    assert (inspection.verdict is Verdict.FAILED) == (Answer.FAIL in said.values()) == (inspection.score < 1)
    assert set(inspection.failed_items) == {one for one, answer in said.items() if answer is Answer.FAIL}


@given(answers, st.sets(st.sampled_from([item.item_id for item in CHECKLIST.items]), min_size=1))
def test_there_is_no_verdict_before_every_line_is_answered(said: dict[str, Answer], left_out: set[str]) -> None:
    with pytest.raises(Refusal) as refusal:
        judge(CLEAN, CHECKLIST, seen(**{one: said[one] for one in said.keys() - left_out}), None)
    assert refusal.value.rule is ITEMS_UNANSWERED
    assert set(refusal.value.fields) == left_out


def test_lines_that_do_not_apply_count_for_nothing() -> None:
    assert inspected(bed="fail", floor="not_applicable").score == 0.5


def test_lines_missing_unknown_and_answered_twice_are_named_at_once() -> None:
    said = seen(bed="pass", minibar="pass")
    with pytest.raises(Refusal) as refusal:
        judge(CLEAN, CHECKLIST, said.but(answers=(*said.answers, said.answers[0])), None)
    assert refusal.value.fields.keys() == {"bathroom", "floor", "minibar", "bed"}


def test_answers_keep_the_words_they_were_given_to_in_the_order_of_the_checklist() -> None:
    said = seen(floor="pass", bed="pass", bathroom="fail")
    lines = judge(CLEAN, CHECKLIST, said, None).answers
    assert [one.words["en"] for one in lines] == ["Bed", "Bathroom", "Floor"]


def test_work_is_inspected_once() -> None:
    with pytest.raises(Refusal) as refusal:
        judge(CLEAN, CHECKLIST, seen(bed="pass"), FAILED)
    assert refusal.value.rule is ALREADY_INSPECTED
    assert refusal.value.context["verdict"] == "failed"


@pytest.mark.parametrize("status", [status for status in TaskStatus if status is not TaskStatus.COMPLETED])
def test_only_work_that_is_done_is_inspected(status: TaskStatus) -> None:
    with pytest.raises(Refusal) as refusal:
        judge(CLEAN.but(status=status), CHECKLIST, seen(bed="pass"), None)
    assert refusal.value.rule is NOTHING_TO_INSPECT


def test_nobody_inspects_their_own_work_and_others_only_with_the_skill() -> None:
    check_inspector(CLEAN, BEHNAZ, {Role.HOUSEKEEPER}, [SKILL])
    for by, skills, rule in ((ANA, [SKILL], OWN_WORK), (BEHNAZ, ["deep_clean"], NO_INSPECTOR)):
        with pytest.raises(Refusal) as refusal:
            check_inspector(CLEAN, by, {Role.HOUSEKEEPER}, skills)
        assert refusal.value.rule is rule


def test_a_shift_lead_inspects_whatever_their_shift_says_and_in_a_small_house_their_own_work_too() -> None:
    check_inspector(CLEAN.but(assignee=ROYA, finished_by=ROYA), ROYA, {Role.SUPERVISOR}, [])


def test_each_verdict_has_its_event() -> None:
    (passed,), (failed,) = PASSED.recorded(None).events, FAILED.recorded("hkt_2").events
    assert isinstance(passed, InspectionPassed)
    assert isinstance(failed, InspectionFailed)
    assert (failed.failed_items, failed.re_clean_task_id) == (("bed",), "hkt_2")


def test_a_cleaned_room_that_passes_is_ready_and_one_that_fails_is_dirty() -> None:
    assert room_after(PASSED, ROOM).state.cleaning.status is Cleaning.READY
    assert room_after(FAILED, ROOM).state.cleaning.status is Cleaning.DIRTY


def test_a_room_that_is_called_inspected_while_somebody_looks_at_it_is_ready_or_dirty_when_they_have() -> None:
    begun = ASKING.but(status=TaskStatus.IN_PROGRESS, assignee=BEHNAZ, started_at=NOW)
    called_so = ROOM.but(cleaning=CleaningState(status=Cleaning.INSPECTED, since=NOW), tasks=(begun.on_row,))
    assert in_step(called_so, NOW, inspects=True).state == called_so

    seen = called_so.without_task(begun.task_id)
    assert room_after(PASSED, seen).state.cleaning.status is Cleaning.READY
    assert room_after(FAILED, seen).state.cleaning.status is Cleaning.DIRTY


LATER = CLEAN.but(task_id="hkt_9", stay_id="rsv_9", status=TaskStatus.PENDING, assignee=None)
GONE_ON = {
    "somebody has moved in": OCCUPIED,
    "somebody has left it again": ROOM.but(cleaning=CleaningState(status=Cleaning.DIRTY), tasks=(LATER.on_row,)),
    "it was cleaned once more": ROOM.but(tasks=(ASKING.but(task_id="hkt_8", of_task_id="hkt_9").on_row,)),
}


@pytest.mark.parametrize("room", GONE_ON.values(), ids=GONE_ON)
@pytest.mark.parametrize("inspection", [PASSED, FAILED], ids=["passed", "failed"])
def test_a_room_that_has_gone_on_is_left_alone(room: Room, inspection: Inspection) -> None:
    assert room_after(inspection, room).state == room


@pytest.mark.parametrize("room", GONE_ON.values(), ids=GONE_ON)
def test_and_nobody_cleans_it_for_that(room: Room) -> None:
    assert is_worth_doing_again(CLEAN, ROOM)
    assert not is_worth_doing_again(CLEAN, room)


def test_a_stayover_clean_is_done_again_while_its_guest_is_here() -> None:
    service = CLEAN.but(kind=TaskKind.MID_STAY_CLEAN, stay_id="rsv_2")
    assert is_worth_doing_again(service, OCCUPIED)
    assert not is_worth_doing_again(service, ROOM)


WAITING = {
    "nobody": ASKING,
    "the inspector": ASKING.but(status=TaskStatus.ASSIGNED, assignee=ROYA, given=Given.BY_HAND),
    "the inspector, begun": ASKING.but(status=TaskStatus.IN_PROGRESS, assignee=ROYA, running_since=NOW),
    "the inspector, paused": ASKING.but(status=TaskStatus.PAUSED, assignee=ROYA, worked_seconds=60),
    "another": ASKING.but(status=TaskStatus.ASSIGNED, assignee=BEHNAZ),
    "another, begun": ASKING.but(status=TaskStatus.IN_PROGRESS, assignee=BEHNAZ, running_since=NOW),
    "another, paused": ASKING.but(status=TaskStatus.PAUSED, assignee=BEHNAZ, worked_seconds=60),
}


@pytest.mark.parametrize("asking", WAITING.values(), ids=WAITING)
def test_the_task_that_asked_is_completed_by_the_inspector_whoever_had_it(asking: Task) -> None:
    change = concluded(asking, PASSED, CHECKLIST, ROOM)
    ended = change.state
    assert (ended.status, ended.assignee, ended.finished_by) == (TaskStatus.COMPLETED, ROYA, ROYA)
    assert (ended.inspection_id, ended.running_since) == (PASSED.inspection_id, None)
    assert [type(event) for event in change.events][-1:] == [TaskCompleted]


def test_an_inspection_that_was_begun_counts_its_minutes() -> None:
    assert concluded(WAITING["the inspector, begun"], PASSED, CHECKLIST, ROOM).state.minutes == 5
    assert concluded(ASKING, PASSED, CHECKLIST, ROOM).state.minutes == 0


def test_what_the_inspector_wrote_goes_to_the_cleaner() -> None:
    said = (
        Answered(item_id="bed", answer=Answer.FAIL, note="hair"),
        Answered(item_id="floor", answer=Answer.PASS, note="ok"),
    )
    others = (Answered(item_id="bathroom", answer=Answer.PASS),)
    inspection = judge(CLEAN, CHECKLIST, Seen(by=ROYA, at=NOW, answers=said + others, note="again, please"), None)
    assert [note.text for note in inspection.words_to_cleaner] == ["again, please", "bed: hair"]


def test_every_status_an_inspection_may_wait_in_is_tried_above() -> None:
    waiting = {task.status for task in WAITING.values()}
    assert waiting == {status for moves in MOVES.values() for status in moves}
