"""What a task may become, and what it says of itself on the way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from shared.domain.documents import Change
from shared.domain.ids import derived_id
from shared.domain.refusals import Refusal
from shared.domain.rooms import Expected, Occupancy, Occupant, Room
from shared.domain.settings import Settings
from shared.domain.tasks import (
    FINAL,
    MOVES,
    OPEN,
    BoundChecklist,
    Done,
    Given,
    Item,
    Move,
    Note,
    PauseReason,
    Priority,
    Source,
    Task,
    TaskEscalated,
    TaskKind,
    TaskStatus,
    turnover_id,
    urgency,
)
from shared.domain.worklists import Worklist
from tests.ground import NOON

ANA, BEHNAZ = derived_id("stf", "ana"), derived_id("stf", "behnaz")
STAY = derived_id("rsv", "amina")
KABUL = Settings(zone="Asia/Kabul")
VACANT = Room(room_id="204", number="204", floor=2)
LIST = BoundChecklist(
    checklist_id=derived_id("chl", "turnover", ""),
    version=3,
    items=(Item(item_id="bed", words={"en": "Bed made"}, required=True), Item(item_id="tea", words={"en": "Tea"})),
)


def task(status: TaskStatus = TaskStatus.PENDING, **facts: object) -> Task:
    held = status not in (TaskStatus.PENDING, TaskStatus.CANCELLED)
    running = NOON if status is TaskStatus.IN_PROGRESS else None
    known = {
        "task_id": turnover_id(STAY, "204"),
        "room_id": "204",
        "floor": 2,
        "kind": TaskKind.TURNOVER,
        "status": status,
        "source": Source.EVENT,
        "stay_id": STAY,
        "business_date": date(2026, 6, 15),
        "created_at": NOON,
        "created_by": "house",
        "vacated_at": NOON,
        "estimated_minutes": 30,
        "assignee": ANA if held else None,
        "running_since": running,
    }
    return Task.model_validate({**known, **facts})


def do(move: Move, one: Task) -> Change[Task]:
    later = NOON + timedelta(minutes=10)
    return {
        Move.ASSIGN: lambda: one.assigned(BEHNAZ, Given.BY_HAND, None, later),
        Move.PUT_BACK: lambda: one.put_back("left", later),
        Move.START: lambda: one.started(ANA, later, VACANT),
        Move.PAUSE: lambda: one.paused(ANA, PauseReason.BREAK, later),
        Move.RESUME: lambda: one.resumed(ANA, later, VACANT),
        Move.COMPLETE: lambda: one.completed(ANA, Done(), later),
        Move.FAIL: lambda: one.failed(ANA, "no key", later),
        Move.HAND_TO_MAINTENANCE: lambda: one.handed_to_maintenance(ANA, "no water", later),
        Move.CANCEL: lambda: one.cancelled("not needed", later),
    }[move]()


CHANGES_NOTHING = {
    (Move.PUT_BACK, TaskStatus.PENDING),
    (Move.START, TaskStatus.IN_PROGRESS),
    (Move.PAUSE, TaskStatus.PAUSED),
    (Move.RESUME, TaskStatus.IN_PROGRESS),
    (Move.FAIL, TaskStatus.FAILED),
    *((Move.COMPLETE, status) for status in FINAL),
    *((Move.CANCEL, status) for status in FINAL),
}
ALSO = {(Move.START, TaskStatus.PAUSED): TaskStatus.IN_PROGRESS}
ALL = list(product(Move, TaskStatus))


@pytest.mark.parametrize(("move", "status"), ALL, ids=str)
def test_each_move_does_what_the_table_says_and_no_other(move: Move, status: TaskStatus) -> None:
    before = task(status)
    after = MOVES[move].get(status) or ALSO.get((move, status))
    if after is not None:
        change = do(move, before)
        assert change.state.status is after
        assert change.events or move is Move.HAND_TO_MAINTENANCE
    elif (move, status) in CHANGES_NOTHING:
        assert do(move, before) == Change(before)
    else:
        with pytest.raises(Refusal) as no:
            do(move, before)
        assert no.value.rule.status == 409


def test_what_is_over_is_over_by_every_move() -> None:
    ends = {after for moves in MOVES.values() for after in moves.values()} & FINAL
    assert ends == FINAL
    assert not any(status in FINAL for moves in MOVES.values() for status in moves)
    assert set(TaskStatus) == OPEN | FINAL


def test_minutes_stand_still_in_a_pause_and_go_with_the_task_to_the_next_person() -> None:
    running = task(TaskStatus.IN_PROGRESS)
    paused = running.paused(ANA, PauseReason.AWAITING_LINEN, NOON + timedelta(minutes=10)).state
    assert paused.worked(NOON + timedelta(hours=3)) == timedelta(minutes=10)
    given = paused.assigned(BEHNAZ, Given.BY_HAND, None, NOON + timedelta(hours=3)).state
    again = given.started(BEHNAZ, NOON + timedelta(hours=3), VACANT).state
    done = again.completed(BEHNAZ, Done(), NOON + timedelta(hours=3, minutes=12)).state
    assert (done.minutes, done.finished_by) == (22, BEHNAZ)


@pytest.mark.parametrize(
    ("reason", "told"),
    [(PauseReason.BREAK, "break"), (PauseReason.GUEST_CAME_BACK, "other"), (PauseReason.CALLED_ELSEWHERE, "other")],
)
def test_a_reason_that_came_after_the_event_was_published_is_kept_and_told_as_another(
    reason: PauseReason, told: str
) -> None:
    change = task(TaskStatus.IN_PROGRESS).paused(ANA, reason, NOON)
    assert (change.state.paused_for, change.events[0].reason) == (reason, told)


def test_a_person_may_know_better_than_the_clock_how_long_it_took() -> None:
    done = task(TaskStatus.IN_PROGRESS).completed(ANA, Done(minutes=41), NOON).state
    assert done.minutes == 41


def test_a_checklist_is_frozen_with_the_first_assignment() -> None:
    given = task().assigned(ANA, Given.BY_HAND, LIST, NOON).state
    newer = LIST.but(version=4, items=LIST.items[:1])
    assert given.assigned(BEHNAZ, Given.BY_HAND, newer, NOON).state.checklist == LIST


def test_required_lines_are_ticked_and_none_that_the_list_does_not_have() -> None:
    running = task(TaskStatus.IN_PROGRESS, checklist=LIST)
    with pytest.raises(Refusal) as missing:
        running.completed(ANA, Done(ticked=("tea",)), NOON)
    assert missing.value.fields == {"bed": "is required"}
    with pytest.raises(Refusal) as unknown:
        running.completed(ANA, Done(ticked=("bed", "sea")), NOON)
    assert set(unknown.value.fields) == {"sea"}
    assert running.completed(ANA, Done(ticked=("bed",)), NOON).state.ticked == ("bed",)


def test_what_was_done_is_kept_of_a_task_that_is_over_and_its_status_stays() -> None:
    gone = task(TaskStatus.CANCELLED, checklist=LIST)
    note = Note(text="did it anyway", by=ANA, at=NOON)
    late = gone.completed(ANA, Done(ticked=("bed",), minutes=20, photos=("pho_1",), note=note), NOON)
    assert late.events == ()
    kept = late.state
    assert (kept.status, kept.ticked, kept.minutes, kept.photos, kept.notes) == (
        TaskStatus.CANCELLED,
        ("bed",),
        20,
        ("pho_1",),
        (note,),
    )
    assert kept.completed(ANA, Done(ticked=("bed",), minutes=20, photos=("pho_1",), note=note), NOON).state == kept


def test_nobody_begins_a_turnover_while_the_guest_is_there() -> None:
    inside = Occupant(stay_id=STAY, guest_id="gst_1", checked_in_at=NOON, check_out_at=NOON)
    occupied = VACANT.but(occupancy=Occupancy.OCCUPIED, stay=inside)
    with pytest.raises(Refusal) as no:
        task(TaskStatus.ASSIGNED).started(ANA, NOON, occupied)
    assert no.value.rule.code.endswith("ROOM_NOT_VACATED")


def test_a_task_in_hand_is_not_given_away_and_the_refusal_names_who_is_in_the_room() -> None:
    with pytest.raises(Refusal) as no:
        task(TaskStatus.IN_PROGRESS).assigned(BEHNAZ, Given.BY_HAND, None, NOON)
    assert no.value.context["who"] == ANA


def test_starting_ends_the_parking_and_what_is_begun_is_not_parked() -> None:
    parked = task(TaskStatus.ASSIGNED).parked(NOON).state
    assert parked.parked_since == NOON
    started = parked.started(ANA, NOON, VACANT).state
    assert started.parked_since is None
    assert started.parked(NOON).state == started


@pytest.mark.parametrize("minutes", [4, 14])
def test_another_reason_is_added_to_a_call_and_the_first_clock_runs_on(minutes: int) -> None:
    """H24."""
    later = NOON + timedelta(minutes=minutes)
    called = task(TaskStatus.ASSIGNED).escalated(ANA, "guest still there", NOON).state
    again = called.escalated("house", "late", later)
    call = again.state.escalation
    assert call is not None
    assert (call.reason, call.by, call.at, call.last_told_at, call.told) == ("guest still there", ANA, NOON, NOON, 1)
    assert [(one.reason, one.by, one.at) for one in call.also] == [("late", "house", later)]
    assert [event.reason for event in again.events if isinstance(event, TaskEscalated)] == ["guest still there; late"]
    assert again.state.escalated(ANA, "late", later).events == ()
    answered = again.state.answered("lead", later).state
    fresh = answered.escalated(ANA, "late", later).state.escalation
    assert fresh is not None
    assert (fresh.at, fresh.also) == (later, ())


def test_a_call_is_made_once_for_a_reason_and_repeated_until_somebody_answers() -> None:
    called = task(TaskStatus.ASSIGNED).escalated(ANA, "guest still there", NOON)
    assert [event.model_dump()["told"] for event in called.events] == [1]
    assert called.state.escalated(ANA, "guest still there", NOON).events == ()
    again = called.state.called_again(NOON + timedelta(minutes=15))
    assert [event.model_dump()["told"] for event in again.events] == [2]
    answered = again.state.answered(BEHNAZ, NOON + timedelta(minutes=16)).state
    assert answered.called_again(NOON + timedelta(minutes=30)) == Change(answered)


@pytest.mark.parametrize(
    ("minutes", "vip", "priority"),
    [
        (None, False, Priority.LOW),
        (24 * 60, False, Priority.LOW),
        (24 * 60, True, Priority.LOW),
        (300, False, Priority.NORMAL),
        (300, True, Priority.NORMAL),
        (90, False, Priority.HIGH),
        (91, False, Priority.NORMAL),
        (90, True, Priority.URGENT),
        (1, False, Priority.HIGH),
        (0, False, Priority.URGENT),
        (-60, False, Priority.URGENT),
    ],
)
def test_who_comes_next_and_when_says_how_urgent_a_turnover_is(
    minutes: int | None, *, vip: bool, priority: Priority
) -> None:
    arrival = (
        None
        if minutes is None
        else Expected(stay_id=STAY, guest_id="gst_1", expected_at=NOON + timedelta(minutes=minutes), vip=vip)
    )
    weighed = urgency(arrival, NOON, KABUL)
    assert weighed.priority is priority
    if priority is not Priority.LOW:
        assert arrival is not None
        assert weighed.due_at == arrival.expected_at - timedelta(minutes=20)


@pytest.mark.parametrize(
    ("minutes", "vip", "priority"),
    [
        (29, True, Priority.URGENT),
        (29, False, Priority.HIGH),
        (90, False, Priority.HIGH),
        (91, True, Priority.LOW),
    ],
)
def test_an_arrival_within_the_window_presses_also_when_it_is_of_the_next_business_date(
    minutes: int, *, vip: bool, priority: Priority
) -> None:
    """H14: ten minutes before the audit hour."""
    before_audit = KABUL.at(date(2026, 6, 16), "03:50")
    comes = before_audit + timedelta(minutes=minutes)
    assert KABUL.business_date(comes) > KABUL.business_date(before_audit)
    arrival = Expected(stay_id=STAY, guest_id="gst_1", expected_at=comes, vip=vip)
    assert urgency(arrival, before_audit, KABUL).priority is priority


def test_a_priority_given_by_hand_stays() -> None:
    by_hand = task().prioritised(Priority.URGENT).state
    assert by_hand.weighed(urgency(None, NOON, KABUL)).state.priority is Priority.URGENT


def test_one_person_is_at_work_in_one_room_and_the_refusal_names_the_first() -> None:
    first = task(TaskStatus.IN_PROGRESS)
    second = task(TaskStatus.IN_PROGRESS, task_id=turnover_id(STAY, "205"), room_id="205")
    at_work = Worklist(staff_id=ANA).following(first, NOON)
    with pytest.raises(Refusal) as no:
        at_work.following(second, NOON)
    assert no.value.context["room_id"] == "204"
    paused = at_work.following(first.paused(ANA, PauseReason.BREAK, NOON).state, NOON)
    assert paused.following(second, NOON).running == second.task_id


def test_a_worklist_keeps_its_order_and_parks_at_the_end() -> None:
    rooms = ("201", "202", "203")
    tasks = {room: task(TaskStatus.ASSIGNED, task_id=turnover_id(STAY, room), room_id=room) for room in rooms}
    hands = Worklist(staff_id=ANA)
    for one in tasks.values():
        hands = hands.following(one, NOON)
    parked = hands.following(tasks["201"].parked(NOON).state, NOON)
    assert [one.room_id for one in parked.tasks] == ["202", "203", "201"]
    ordered = parked.in_order(tuple(tasks[room].task_id for room in ("203", "202")))
    assert [one.room_id for one in ordered.tasks] == ["203", "202", "201"]
    left = ordered.following(tasks["203"].put_back("left", NOON).state, NOON)
    assert [one.room_id for one in left.tasks] == ["202", "201"]


def test_a_worklist_counts_what_was_done_in_the_shift_and_begins_anew_with_the_next() -> None:
    running = task(TaskStatus.IN_PROGRESS)
    at_work = Worklist(staff_id=ANA, shift_id="sft_1").following(running, NOON)
    later = NOON + timedelta(minutes=30)
    done = running.completed(ANA, Done(), later).state
    finished = at_work.following(done, later)
    assert (finished.done.minutes, finished.done.checkouts, finished.done.rooms) == (30, 1, {"standard": 1})
    assert (finished.tasks, finished.running, finished.last_room_id) == ((), None, "204")
    assert finished.following(done, later) == finished
    assert finished.but(shift_id="sft_2").done.minutes == 0
