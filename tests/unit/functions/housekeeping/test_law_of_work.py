"""A vacant room that is not ready always has exactly its next piece of work; it is ready only when nobody is at work in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main
import functions.identity.settings
import functions.maintenance.main
import functions.rooms.main
import functions.stays.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.people import Role
from shared.domain.rooms import Cleaning, CleaningState, Expected, GuestFlag, Room
from shared.domain.settings import Settings
from shared.domain.standard_checklists import standard_checklist
from shared.domain.stays import StayStatus
from shared.domain.tablets import Tablet
from shared.domain.tasks import Priority, Task, TaskCancelled, TaskKind, TaskStatus
from shared.domain.work_orders import WorkOrder
from shared.domain.worklists import Worklist
from tests.ground import AGENT, FRONT_DESK, MANAGER, NOON, SUPERVISOR, Ground, ground, person
from tests.unit.functions.housekeeping.test_tasks import ANA, BEHNAZ, TASKS, cleaning, do, furnish, given, housekeeper

ROOMS, SHIFTS = "/api/v1/housekeeping/rooms", "/api/v1/housekeeping/shifts"
INSPECTION, TURNOVER = TaskKind.INSPECTION, TaskKind.TURNOVER
LINES = [item.item_id for item in standard_checklist(INSPECTION).items]


def standing(**chosen: object) -> Iterator[Ground]:
    """205 and 206 are vacant and dirty, 301 vacant and ready, and everything that follows is delivered when a test says so."""
    with ground(settings=Settings(zone="Asia/Kabul", auto_assign=False, **chosen)) as stands:
        furnish(stands)
        ready = CleaningState(status=Cleaning.READY, since=stands.now - timedelta(days=1))
        stands.put(Room(room_id="301", number="301", floor=3, cleaning=ready), Tablet(room_id="301"))
        yield stands


@pytest.fixture
def hotel() -> Iterator[Ground]:
    yield from standing()


@pytest.fixture
def uninspected() -> Iterator[Ground]:
    yield from standing(inspections=False)


def flip(hotel: Ground, status: str, by: Any = SUPERVISOR, room: str = "205", **said: object) -> Any:
    return hotel.call("POST", f"{ROOMS}/{room}/status", {"status": status, "reason": "seen", **said}, by=by).get_json()


def work(hotel: Ground, room: str = "205") -> list[TaskKind]:
    """Return what is to be done in a room, once everybody has heard of everything."""
    hotel.deliver()
    return sorted(TaskKind(one.kind) for one in hotel.get(Room, room).tasks)


def two_at_work(hotel: Ground) -> tuple[str, str]:
    """Ana turns 205 over, and Behnaz deep-cleans it."""
    first, second = given(hotel, ANA), given(hotel, BEHNAZ, kind="deep_clean")
    do(hotel, first, "start", housekeeper(ANA))
    do(hotel, second, "start", housekeeper(BEHNAZ))
    return first, second


def passed(hotel: Ground, room: str = "205") -> Any:
    (asking,) = [one for one in hotel.get(Room, room).tasks if one.kind == INSPECTION]
    answers = [{"item_id": item, "answer": "pass"} for item in LINES]
    return hotel.data("POST", f"{TASKS}/{asking.task_id}/inspections", {"answers": answers}, by=SUPERVISOR)


# Nobody is at work in a room that is ready.


@pytest.mark.parametrize("pauses", [True, False])
def test_a_room_is_being_cleaned_until_the_last_who_began_is_done(hotel: Ground, *, pauses: bool) -> None:
    """H1."""
    first, second = two_at_work(hotel)
    if pauses:
        do(hotel, first, "pause", housekeeper(ANA))
    do(hotel, second, "complete", housekeeper(BEHNAZ))
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.CLEANING, [TURNOVER])
    if pauses:
        do(hotel, first, "resume", housekeeper(ANA))
    do(hotel, first, "complete", housekeeper(ANA))
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.CLEANED, [INSPECTION])


def test_where_nobody_inspects_the_last_who_is_done_makes_it_ready(uninspected: Ground) -> None:
    first, second = two_at_work(uninspected)
    do(uninspected, first, "complete", housekeeper(ANA))
    assert cleaning(uninspected, "205") is Cleaning.CLEANING
    do(uninspected, second, "complete", housekeeper(BEHNAZ))
    assert (cleaning(uninspected, "205"), work(uninspected)) == (Cleaning.READY, [])


@pytest.mark.parametrize("deed", ["fail", "cancel"])
def test_who_ends_undone_after_the_other_leaves_a_dirty_room_with_work(hotel: Ground, deed: str) -> None:
    first, second = two_at_work(hotel)
    do(hotel, second, "complete", housekeeper(BEHNAZ))
    do(hotel, first, deed, SUPERVISOR, reason="no water")
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.DIRTY, [TURNOVER])


def test_a_paused_room_that_goes_into_other_hands_is_dirty_until_they_begin(hotel: Ground) -> None:
    task = given(hotel, ANA)
    do(hotel, task, "start", housekeeper(ANA))
    do(hotel, task, "pause", housekeeper(ANA))
    assert cleaning(hotel, "205") is Cleaning.CLEANING
    do(hotel, task, "assign", staff_id=BEHNAZ)
    assert cleaning(hotel, "205") is Cleaning.DIRTY
    do(hotel, task, "start", housekeeper(BEHNAZ))
    assert cleaning(hotel, "205") is Cleaning.CLEANING


def test_a_room_that_is_cleaned_anew_is_looked_at_after_that_only(hotel: Ground) -> None:
    done = given(hotel, ANA)
    do(hotel, done, "start", housekeeper(ANA))
    do(hotel, done, "complete", housekeeper(ANA))
    again = given(hotel, BEHNAZ, kind="deep_clean")
    assert work(hotel) == [TaskKind.DEEP_CLEAN, INSPECTION]
    do(hotel, again, "start", housekeeper(BEHNAZ))
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.CLEANING, [TaskKind.DEEP_CLEAN])
    do(hotel, again, "complete", housekeeper(BEHNAZ))
    assert work(hotel) == [INSPECTION]
    passed(hotel)
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.READY, [])


@pytest.mark.parametrize(
    ("status", "by"), [("ready", SUPERVISOR), ("cleaned", housekeeper(BEHNAZ)), ("clean", MANAGER)]
)
def test_a_flip_over_the_head_of_who_is_inside_is_refused_and_says_who(hotel: Ground, status: str, by: Any) -> None:
    """H2."""
    task = given(hotel, ANA)
    do(hotel, task, "start", housekeeper(ANA))
    said = flip(hotel, status, by)
    assert (said["code"], said["context"]["who"]) == ("MELMASTOON.HOUSEKEEPING.SOMEBODY_AT_WORK", ANA)
    assert (cleaning(hotel, "205"), hotel.get(Task, task).status) == (Cleaning.CLEANING, TaskStatus.IN_PROGRESS)


def test_an_override_ends_that_work_with_its_reason_and_both_are_told(hotel: Ground) -> None:
    task = given(hotel, ANA)
    do(hotel, task, "start", housekeeper(ANA))
    said = flip(hotel, "ready", override=True, reason="sold as it is")["data"]
    assert (said["status"], said["cleaning"]["override"]) == ("ready", True)
    ended = hotel.get(Task, task)
    assert (ended.status, ended.outcome, hotel.get(Worklist, ANA).running) == (
        TaskStatus.CANCELLED,
        "sold as it is",
        None,
    )
    (told,) = hotel.payloads(TaskCancelled.subject)
    assert (told["staffId"], told["reason"]) == (ANA, "sold as it is")
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.READY, [])


def test_an_override_is_a_shift_leads_and_says_why(hotel: Ground) -> None:
    do(hotel, given(hotel, ANA), "start", housekeeper(ANA))
    assert flip(hotel, "cleaned", housekeeper(BEHNAZ), override=True)["code"].endswith("SOMEBODY_AT_WORK")
    assert flip(hotel, "ready", override=True, reason="")["code"].endswith("REASON_NEEDED")


def test_who_looks_is_not_flipped_over_either(hotel: Ground) -> None:
    flip(hotel, "cleaned")
    assert work(hotel) == [INSPECTION]
    (asking,) = hotel.get(Room, "205").tasks
    do(hotel, asking.task_id, "assign", staff_id=BEHNAZ)
    do(hotel, asking.task_id, "start", housekeeper(BEHNAZ))
    assert flip(hotel, "ready")["context"]["who"] == BEHNAZ


def test_nobody_begins_to_look_at_a_room_that_was_made_ready_a_moment_ago(hotel: Ground) -> None:
    """The flip is not told of yet, so the inspection is still on somebody's list: it goes from there, and is not begun."""
    flip(hotel, "cleaned")
    assert work(hotel) == [INSPECTION]
    (asking,) = hotel.get(Room, "205").tasks
    do(hotel, asking.task_id, "assign", staff_id=BEHNAZ)
    flip(hotel, "ready")
    code = "MELMASTOON.HOUSEKEEPING.ALREADY_INSPECTED"
    assert hotel.refused("POST", f"{TASKS}/{asking.task_id}/start", {}, by=housekeeper(BEHNAZ)) == (409, code)
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.READY, [])


# A vacant room that is not ready has its next piece of work.

DESK_AND_PMS = [("clean", MANAGER), ("cleaned", SUPERVISOR), ("cleaned", person(Role.MANAGER))]


@pytest.mark.parametrize(("status", "by"), DESK_AND_PMS)
def test_whoever_calls_a_vacant_room_clean_has_it_looked_at(hotel: Ground, status: str, by: Any) -> None:
    """H3 d."""
    flip(hotel, status, by)
    assert work(hotel) == [INSPECTION]
    passed(hotel)
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.READY, [])


def test_what_a_housekeeper_cleans_without_a_task_is_looked_at(hotel: Ground) -> None:
    """H3 b: and not by who cleaned it."""
    flip(hotel, "cleaning", housekeeper(ANA))
    assert work(hotel) == [TURNOVER]
    flip(hotel, "cleaned", housekeeper(ANA))
    assert work(hotel) == [INSPECTION]


@pytest.mark.parametrize("status", ["clean", "cleaned", "inspected"])
def test_where_nobody_inspects_it_is_ready_by_that(uninspected: Ground, status: str) -> None:
    flip(uninspected, status)
    assert (work(uninspected), cleaning(uninspected, "205")) == ([], Cleaning.READY)


def test_what_passed_is_ready_unless_a_block_holds_it_back_and_once_that_is_gone(hotel: Ground) -> None:
    hotel.data("POST", f"{ROOMS}/205/block", {"kind": "inspection", "reason": "paint"}, by=SUPERVISOR)
    flip(hotel, "inspected")
    assert (work(hotel), cleaning(hotel, "205")) == ([], Cleaning.INSPECTED)
    (held,) = hotel.get(Room, "205").blocks
    hotel.data("DELETE", f"{ROOMS}/205/block/{held.block_id}", by=SUPERVISOR)
    assert (work(hotel), cleaning(hotel, "205")) == ([], Cleaning.READY)


def test_a_room_that_fails_its_look_is_dirty_with_a_turnover_that_says_what_was_wrong(hotel: Ground) -> None:
    flip(hotel, "cleaned")
    assert work(hotel) == [INSPECTION]
    (asking,) = hotel.get(Room, "205").tasks
    answers = [{"item_id": item, "answer": "fail" if at == 0 else "pass"} for at, item in enumerate(LINES)]
    hotel.data("POST", f"{TASKS}/{asking.task_id}/inspections", {"answers": answers}, by=SUPERVISOR)
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.DIRTY, [TURNOVER])
    (again,) = hotel.get(Room, "205").tasks
    assert hotel.get(Task, again.task_id).wrong == (LINES[0],)


def test_inspections_switched_off_release_what_waits_and_switched_on_have_it_looked_at(hotel: Ground) -> None:
    """H3 c."""
    for room in ("205", "206"):
        flip(hotel, "cleaned", room=room)
    hotel.deliver()
    hotel.data("PUT", "settings", {"inspections": False}, by=MANAGER)
    assert [(work(hotel, room), cleaning(hotel, room)) for room in ("205", "206")] == [([], Cleaning.READY)] * 2
    hotel.data("POST", f"{ROOMS}/205/block", {"kind": "cleaning", "reason": "paint"}, by=SUPERVISOR)
    flip(hotel, "cleaned", room="205")
    assert work(hotel) == []
    hotel.data("PUT", "settings", {"inspections": True}, by=MANAGER)
    assert work(hotel) == [INSPECTION]


@pytest.mark.parametrize("kind", ["turnover", "deep_clean"])
def test_the_last_task_of_a_dirty_vacant_room_that_is_cancelled_is_followed_at_once(hotel: Ground, kind: str) -> None:
    """H4."""
    do(hotel, given(hotel, ANA, kind=kind), "cancel", reason="not needed")
    assert work(hotel) == [TURNOVER]
    do(hotel, hotel.get(Room, "205").tasks[0].task_id, "cancel", reason="still not needed")
    assert work(hotel) == [TURNOVER]


def test_a_cancelled_inspection_is_asked_for_anew_and_decides(hotel: Ground) -> None:
    task = given(hotel, ANA)
    do(hotel, task, "start", housekeeper(ANA))
    do(hotel, task, "complete", housekeeper(ANA))
    for _ in range(2):
        (asking,) = hotel.get(Room, "205").tasks
        do(hotel, asking.task_id, "cancel", reason="no time")
        assert work(hotel) == [INSPECTION]
    assert passed(hotel)["task_id"] == task
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.READY, [])


def test_a_room_dirtied_under_who_is_at_it_is_cleaned_once_more_when_they_are_done(hotel: Ground) -> None:
    task = given(hotel, ANA)
    do(hotel, task, "start", housekeeper(ANA))
    hotel.pass_time(minutes=5)
    flip(hotel, "dirty", reason="water from above")
    assert work(hotel) == [TURNOVER]
    do(hotel, task, "complete", housekeeper(ANA))
    assert (cleaning(hotel, "205"), work(hotel)) == (Cleaning.DIRTY, [TURNOVER])


def test_a_room_that_the_property_has_from_now_on_or_again_is_to_be_cleaned(hotel: Ground) -> None:
    hotel.data("POST", "rooms", {"rooms": [{"number": "207", "floor": 2}]}, by=MANAGER)
    assert work(hotel, "207") == [TURNOVER]
    hotel.data("DELETE", "rooms/207", by=MANAGER)
    assert work(hotel, "207") == []
    hotel.data("POST", "rooms", {"rooms": [{"number": "207", "floor": 2}]}, by=MANAGER)
    assert work(hotel, "207") == [TURNOVER]


# An undone check-in.


def checked_in(hotel: Ground, room: str = "301") -> Callable[[], None]:
    """Check somebody in, and return what undoes it."""
    dates = {"arrival_at": hotel.now.isoformat(), "departure_at": (hotel.now + timedelta(days=2)).isoformat()}
    asked = {"guest": {"name": "Amina"}, "room_id": room, **dates}
    path = f"reservations/{hotel.data('POST', 'reservations', asked, by=FRONT_DESK)['stay_id']}/status"
    hotel.data("PUT", path, {"status": StayStatus.CHECKED_IN}, by=FRONT_DESK)
    hotel.deliver()
    return lambda: hotel.data("PUT", path, {"status": StayStatus.CONFIRMED}, by=FRONT_DESK)


@pytest.mark.parametrize("minutes", [0, 10, 60])
def test_an_undone_check_in_gives_the_room_back_as_it_was(hotel: Ground, minutes: int) -> None:
    """R11, H3 a."""
    undo = checked_in(hotel)
    hotel.pass_time(minutes=minutes)
    undo()
    assert (cleaning(hotel, "301"), work(hotel, "301")) == (Cleaning.READY, [])


def test_an_undone_check_in_of_a_while_ago_has_the_room_looked_at(hotel: Ground) -> None:
    undo = checked_in(hotel)
    hotel.pass_time(minutes=61)
    undo()
    assert (cleaning(hotel, "301"), work(hotel, "301")) == (Cleaning.CLEAN, [INSPECTION])


def _hung_out_a_flag(hotel: Ground) -> None:
    hotel.data("PUT", "rooms/301/guest-flag", {"flag": GuestFlag.DO_NOT_DISTURB}, by=FRONT_DESK)


def _was_seen(hotel: Ground) -> None:
    hotel.data("POST", "rooms/301/occupancy-observation", {"occupancy": "occupied"}, by=SUPERVISOR)


@pytest.mark.parametrize("happened", [_hung_out_a_flag, _was_seen])
def test_a_room_in_which_something_happened_meanwhile_is_looked_at(
    hotel: Ground, happened: Callable[[Ground], None]
) -> None:
    undo = checked_in(hotel)
    happened(hotel)
    undo()
    assert (cleaning(hotel, "301"), work(hotel, "301")) == (Cleaning.CLEAN, [INSPECTION])


# A room that another system takes off its guest's reservation in the same word.


def told_of(hotel: Ground, status: StayStatus, room: str | None) -> None:
    line = {
        "guest": {"name": "Farid"},
        "status": status,
        "room_id": room,
        "arrival_at": NOON.isoformat(),
        "departure_at": (NOON + timedelta(days=2)).isoformat(),
        "source": {"vendor": "theirs", "external_id": "1"},
    }
    hotel.data("POST", "reservations/bulk", [line], by=AGENT)
    hotel.deliver()
    hotel.pass_time(minutes=61)


@pytest.mark.parametrize("found", [Cleaning.CLEAN, Cleaning.READY])
@pytest.mark.parametrize(
    ("status", "room"),
    [
        (StayStatus.NO_SHOW, None),
        (StayStatus.CANCELLED, None),
        (StayStatus.TENTATIVE, None),
        (StayStatus.CONFIRMED, "205"),
    ],
)
def test_a_room_that_its_guest_never_came_into_after_all_is_looked_at_whatever_room_they_have_now(
    hotel: Ground, found: Cleaning, status: StayStatus, room: str | None
) -> None:
    hotel.put(hotel.get(Room, "301").but(cleaning=CleaningState(status=found)))
    told_of(hotel, StayStatus.CHECKED_IN, "301")
    assert work(hotel, "301") == []

    told_of(hotel, status, room)

    assert (hotel.get(Room, "301").is_occupied, cleaning(hotel, "301")) == (False, Cleaning.CLEAN)
    assert work(hotel, "301") == [INSPECTION]


def test_the_room_of_a_guest_in_house_who_has_none_from_now_on_is_turned_over(hotel: Ground) -> None:
    told_of(hotel, StayStatus.CHECKED_IN, "301")

    told_of(hotel, StayStatus.CHECKED_IN, None)

    assert (cleaning(hotel, "301"), work(hotel, "301")) == (Cleaning.DIRTY, [TURNOVER])


# At the door, on the list, and by the clock of the tap.


@pytest.mark.parametrize("assigned", [True, False])
def test_a_heavy_defect_seen_at_the_door_is_taken(hotel: Ground, *, assigned: bool) -> None:
    """H22: assigned, or taken by who tells it."""
    task = given(hotel, ANA)
    if not assigned:
        do(hotel, task, "assign", staff_id=None)
    do(hotel, task, "maintenance-required", housekeeper(ANA), severity="heavy", description="no water")
    hotel.deliver()
    assert (hotel.get(Task, task).status, cleaning(hotel, "205")) == (
        TaskStatus.REQUIRES_MAINTENANCE,
        Cleaning.OUT_OF_ORDER,
    )
    assert [order.task_id for order in hotel.all(WorkOrder)] == [task]


@pytest.mark.parametrize("status", [Cleaning.CLEAN, Cleaning.CLEANED])
def test_a_promised_room_whose_inspection_is_handed_to_maintenance_is_looked_at_again(
    hotel: Ground, status: Cleaning
) -> None:
    """It is not taken out of use, so no flip tells of it, and what held it back from ready asked for nothing."""
    flip(hotel, status, override=True)
    hotel.deliver()
    (before,) = [one for one in hotel.get(Room, "205").tasks if one.kind == INSPECTION]
    coming = Expected(
        stay_id=derived_id("rsv", "1"),
        guest_id=derived_id("gst", "1"),
        expected_at=hotel.now + timedelta(hours=4),
        until_at=hotel.now + timedelta(days=2),
    )
    hotel.put(hotel.get(Room, "205").but(upcoming=(coming,)))
    said = {"severity": "heavy", "description": "it drips"}

    do(hotel, before.task_id, "maintenance-required", housekeeper(ANA), **said)

    assert (cleaning(hotel, "205"), work(hotel)) == (status, [INSPECTION])
    assert hotel.get(Room, "205").tasks[0].task_id != before.task_id
    assert [one.until_mended for one in hotel.get(Room, "205").blocks] == [True]


def test_nobody_hands_the_task_of_another_to_maintenance(hotel: Ground) -> None:
    said = {"severity": "heavy", "description": "no water"}
    found = hotel.refused("POST", f"{TASKS}/{given(hotel, BEHNAZ)}/maintenance-required", said, by=housekeeper(ANA))
    assert found == (409, "MELMASTOON.HOUSEKEEPING.TASK_IS_ANOTHERS")


def test_work_that_did_not_pass_comes_first_after_what_is_begun(hotel: Ground) -> None:
    """H18."""
    ends_at = (hotel.now + timedelta(hours=8)).isoformat()
    hotel.data("POST", SHIFTS, {"staff_id": ANA, "ends_at": ends_at}, by=SUPERVISOR)
    done = given(hotel, ANA)
    do(hotel, done, "start", housekeeper(ANA))
    do(hotel, done, "complete", housekeeper(ANA))
    hotel.put(*(Room(room_id=f"40{n}", number=f"40{n}", floor=4) for n in range(6)))
    others = [given(hotel, ANA, f"40{n}") for n in range(6)]
    do(hotel, others[3], "start", housekeeper(ANA))
    answers = [{"item_id": item, "answer": "fail"} for item in LINES]
    hotel.data("POST", f"{TASKS}/{done}/inspections", {"answers": answers}, by=SUPERVISOR)
    listed = hotel.get(Worklist, ANA).tasks
    assert [(one.room_id, one.again) for one in listed[:3]] == [("403", False), ("205", True), ("400", False)]
    assert hotel.get(Task, listed[1].task_id).priority is Priority.HIGH


@pytest.mark.parametrize(("began", "ended", "minutes"), [(90, 5, 85), (60, 15, 45), (40, 0, 40)])
def test_taps_that_come_late_count_by_their_own_moments(hotel: Ground, began: int, ended: int, minutes: int) -> None:
    """H9."""
    task = given(hotel, ANA)
    hotel.pass_time(minutes=100)
    for deed, ago in (("start", began), ("complete", ended)):
        since = (hotel.now - timedelta(minutes=ago)).isoformat()
        by = housekeeper(ANA)
        hotel.data("POST", f"{TASKS}/{task}/{deed}", {}, by=by, X_Offline_Since=since, Idempotency_Key=f"late-{deed}")
    found = hotel.get(Task, task)
    assert (found.minutes, found.finished_at) == (minutes, hotel.now - timedelta(minutes=ended))
    assert hotel.get(Room, "205").cleaning.since == hotel.now - timedelta(minutes=ended)
    assert work(hotel) == [INSPECTION]


def test_the_minutes_of_a_device_whose_clock_is_behind_are_right_all_the_same(hotel: Ground) -> None:
    task = given(hotel, ANA)
    for deed, ago in (("start", 90), ("complete", 5)):
        since = (hotel.now - timedelta(minutes=ago)).isoformat()
        by = housekeeper(ANA)
        hotel.data("POST", f"{TASKS}/{task}/{deed}", {}, by=by, X_Offline_Since=since, Idempotency_Key=f"late-{deed}")
    found = hotel.get(Task, task)
    assert (found.minutes, found.started_at, found.finished_at) == (85, hotel.now, hotel.now)


@pytest.mark.parametrize(("began", "ended"), [(-600, -300), (500, 400), (5, 90)])
def test_no_late_tap_is_before_what_was_done_before_it_nor_in_the_future(hotel: Ground, began: int, ended: int) -> None:
    opened_at, task = hotel.now, given(hotel, ANA)
    hotel.pass_time(minutes=100)
    for deed, ago in (("start", began), ("complete", ended)):
        since = (hotel.now - timedelta(minutes=ago)).isoformat()
        by = housekeeper(ANA)
        hotel.data("POST", f"{TASKS}/{task}/{deed}", {}, by=by, X_Offline_Since=since, Idempotency_Key=f"late-{deed}")
    found = hotel.get(Task, task)
    assert found.started_at is not None
    assert found.finished_at is not None
    assert opened_at <= found.started_at <= found.finished_at <= hotel.now
