"""A task's way through the house, with the room, the worklists and what everybody hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.people import Actor, Role
from shared.domain.rooms import Cleaning, CleaningState, Expected, Occupancy, Occupant, Room
from shared.domain.settings import Settings
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tablets import Tablet, TabletTask
from shared.domain.tasks import Task, TaskKind, TaskStatus, inspection_task_id
from shared.domain.worklists import Worklist
from tests.ground import FRONT_DESK, NOON, SUPERVISOR, Ground, ground, guest_of

STAY = derived_id("rsv", "amina")
AMINA = guest_of("204", STAY)
ANA, BEHNAZ, IDRIS = (staff_id_of("demo", f"{name}@demo.hotel") for name in ("ana", "behnaz", "idris"))
TASKS = "/api/v1/housekeeping/tasks"


def housekeeper(staff_id: str) -> Actor:
    return Actor("user", staff_id, "demo", {"demo-hotel": frozenset({Role.HOUSEKEEPER})})


def furnish(stands: Ground) -> Ground:
    here = Occupant(stay_id=STAY, guest_id="gst_1", checked_in_at=NOON, check_out_at=NOON + timedelta(days=1))
    stands.put(
        Room(
            room_id="204",
            number="204",
            floor=2,
            occupancy=Occupancy.OCCUPIED,
            stay=here,
            cleaning=CleaningState(status=Cleaning.CLEAN),
        ),
        Room(room_id="205", number="205", floor=2),
        Room(room_id="206", number="206", floor=2),
        Tablet(room_id="204", stay_id=STAY),
        Tablet(room_id="205"),
        Tablet(room_id="206"),
        Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role=Role.HOUSEKEEPER),
        Staff(staff_id=BEHNAZ, name="Behnaz", email="behnaz@demo.hotel", role=Role.HOUSEKEEPER),
        Staff(staff_id=IDRIS, name="Idris", email="idris@demo.hotel", role=Role.FRONT_DESK),
    )
    return stands


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Amina is in 204; 205 and 206 are vacant and dirty. Nothing is delivered unless a test says so."""
    with ground() as stands:
        yield furnish(stands)


@pytest.fixture
def uninspected() -> Iterator[Ground]:
    with ground(settings=Settings(zone="Asia/Kabul", inspections=False)) as stands:
        yield furnish(stands)


def opened(hotel: Ground, room_id: str = "205", kind: str = "turnover", **said: object) -> str:
    body = {"room_id": room_id, "kind": kind, **said}
    return str(hotel.data("POST", TASKS, body, by=SUPERVISOR)["task_id"])


def do(hotel: Ground, task_id: str, deed: str, by: Actor = SUPERVISOR, **said: object) -> None:
    hotel.data("POST", f"{TASKS}/{task_id}/{deed}", said, by=by)


def given(hotel: Ground, staff_id: str = ANA, room_id: str = "205", kind: str = "turnover") -> str:
    task_id = opened(hotel, room_id, kind)
    do(hotel, task_id, "assign", staff_id=staff_id)
    return task_id


def hands(hotel: Ground, staff_id: str) -> list[str]:
    return [one.task_id for one in hotel.get(Worklist, staff_id).tasks]


def cleaning(hotel: Ground, room_id: str) -> Cleaning:
    return hotel.get(Room, room_id).cleaning.status


def test_a_task_stands_on_its_row_from_its_first_moment_to_its_last(hotel: Ground) -> None:
    task_id = opened(hotel)
    assert [one.task_id for one in hotel.get(Room, "205").tasks] == [task_id]
    do(hotel, task_id, "cancel", reason="sold as it is")
    assert hotel.get(Room, "205").tasks == ()


def test_from_pending_to_inspected_every_step_is_told_once(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    assert cleaning(hotel, "205") is Cleaning.CLEANING
    do(hotel, task_id, "pause", housekeeper(ANA), reason="awaiting_linen")
    do(hotel, task_id, "resume", housekeeper(ANA))
    do(hotel, task_id, "complete", housekeeper(ANA))
    assert cleaning(hotel, "205") is Cleaning.CLEANED
    told = [subject for subject in hotel.told() if ".task." in subject]
    words = ["created", "assigned", "started", "paused", "resumed", "completed", "created"]
    assert told == [f"melmastoon.housekeeping.task.{word}.v1" for word in words]
    assert [one.task_id for one in hotel.get(Room, "205").tasks] == [inspection_task_id(task_id)]
    assert hands(hotel, ANA) == []


def test_without_inspections_the_room_is_ready_with_the_last_tick(uninspected: Ground) -> None:
    task_id = given(uninspected)
    do(uninspected, task_id, "start", housekeeper(ANA))
    do(uninspected, task_id, "complete", housekeeper(ANA))
    assert cleaning(uninspected, "205") is Cleaning.READY
    statuses = [one["status"] for one in uninspected.payloads("melmastoon.housekeeping.room.status_changed.v1")]
    assert statuses == ["cleaning", "cleaned", "ready"]


def test_a_stayover_clean_ends_in_clean_and_nobody_inspects_it(hotel: Ground) -> None:
    task_id = given(hotel, room_id="204", kind="mid_stay_clean")
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "complete", housekeeper(ANA))
    assert cleaning(hotel, "204") is Cleaning.CLEAN
    assert hotel.get(Room, "204").tasks == ()


def test_who_starts_a_task_that_nobody_has_takes_it(hotel: Ground) -> None:
    task_id = opened(hotel)
    do(hotel, task_id, "start", housekeeper(BEHNAZ))
    task = hotel.get(Task, task_id)
    assert (task.assignee, task.status) == (BEHNAZ, TaskStatus.IN_PROGRESS)
    assert hotel.get(Worklist, BEHNAZ).running == task_id


def test_one_task_in_progress_per_person_and_the_refusal_names_the_first(hotel: Ground) -> None:
    first, second = given(hotel, room_id="205"), given(hotel, room_id="206")
    do(hotel, first, "start", housekeeper(ANA))
    refused = hotel.call("POST", f"{TASKS}/{second}/start", {}, by=housekeeper(ANA))
    assert refused.status_code == 409
    assert refused.get_json()["context"]["room_id"] == "205"
    assert cleaning(hotel, "206") is Cleaning.DIRTY


def test_reassigning_moves_it_from_hand_to_hand(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "assign", staff_id=BEHNAZ)
    assert (hands(hotel, ANA), hands(hotel, BEHNAZ)) == ([], [task_id])
    assert hotel.payloads("melmastoon.housekeeping.task.reassigned.v1")[0]["fromStaffId"] == ANA
    do(hotel, task_id, "assign", staff_id=None)
    assert hands(hotel, BEHNAZ) == []
    assert hotel.get(Task, task_id).status is TaskStatus.PENDING


def test_a_task_in_progress_is_not_given_away(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    for staff_id in (BEHNAZ, None):
        refused = hotel.call("POST", f"{TASKS}/{task_id}/assign", {"staff_id": staff_id}, by=SUPERVISOR)
        assert (refused.status_code, refused.get_json()["context"]["who"]) == (409, ANA)


def test_a_housekeeper_takes_a_task_but_gives_none_to_others(hotel: Ground) -> None:
    task_id = opened(hotel)
    do(hotel, task_id, "assign", housekeeper(ANA), staff_id=ANA)
    assert hotel.refused("POST", f"{TASKS}/{task_id}/assign", {"staff_id": BEHNAZ}, by=housekeeper(ANA))[0] == 403


def test_only_who_cleans_is_given_a_room(hotel: Ground) -> None:
    task_id = opened(hotel)
    assert hotel.refused("POST", f"{TASKS}/{task_id}/assign", {"staff_id": IDRIS}, by=SUPERVISOR)[0] == 422
    unknown = derived_id("stf", "nobody")
    assert hotel.refused("POST", f"{TASKS}/{task_id}/assign", {"staff_id": unknown}, by=SUPERVISOR)[0] == 404


def test_a_supervisor_taps_for_who_has_the_task(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start")
    do(hotel, task_id, "complete", minutes=25)
    task = hotel.get(Task, task_id)
    assert (task.finished_by, task.minutes) == (ANA, 25)


def test_a_failed_task_leaves_the_room_dirty_and_another_takes_its_place_with_the_reason(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "fail", housekeeper(ANA), reason="no clean sheets anywhere")
    failed = hotel.get(Task, task_id)
    again = hotel.get(Task, failed.again)
    assert (failed.status, again.status) == (TaskStatus.FAILED, TaskStatus.PENDING)
    assert [note.text for note in again.notes] == ["no clean sheets anywhere"]
    assert cleaning(hotel, "205") is Cleaning.DIRTY
    assert [one.task_id for one in hotel.get(Room, "205").tasks] == [again.task_id]


@pytest.mark.parametrize("deed", ["cancel", "fail"])
def test_a_paused_task_that_ends_undone_leaves_the_room_dirty(hotel: Ground, deed: str) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "pause", housekeeper(ANA))
    do(hotel, task_id, deed, reason="too much to do")
    assert cleaning(hotel, "205") is Cleaning.DIRTY


def test_a_begun_task_that_is_put_back_leaves_the_room_dirty(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "pause", housekeeper(ANA))
    do(hotel, task_id, "assign", staff_id=None)
    assert cleaning(hotel, "205") is Cleaning.DIRTY


def test_a_begun_task_that_another_person_was_given_leaves_the_room_dirty_when_it_is_cancelled(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "pause", housekeeper(ANA))
    do(hotel, task_id, "assign", staff_id=BEHNAZ)
    do(hotel, task_id, "cancel", reason="not needed")
    assert cleaning(hotel, "205") is Cleaning.DIRTY


@pytest.mark.parametrize("deed", ["cancel", "fail"])
def test_a_task_that_was_never_begun_ends_without_a_word_on_who_cleans_there(hotel: Ground, deed: str) -> None:
    turnover, deep = given(hotel, ANA), given(hotel, BEHNAZ, kind="deep_clean")
    do(hotel, turnover, "start", housekeeper(ANA))
    do(hotel, deep, deed, reason="not today")
    assert cleaning(hotel, "205") is Cleaning.CLEANING


def test_a_heavy_defect_takes_a_vacant_room_out_and_ends_the_task(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "maintenance-required", housekeeper(ANA), severity="heavy", description="ceiling leaks")
    room = hotel.get(Room, "205")
    assert (room.cleaning.status, room.tasks) == (Cleaning.OUT_OF_ORDER, ())
    assert hotel.get(Task, task_id).status is TaskStatus.REQUIRES_MAINTENANCE
    told = hotel.payloads("melmastoon.housekeeping.room.maintenance_required.v1")
    assert [(one["takenOut"], one["blockId"]) for one in told] == [(True, room.blocks[0].block_id)]


def test_a_heavy_defect_in_a_room_that_is_promised_holds_it_back_and_says_so(hotel: Ground) -> None:
    comes = Expected(stay_id=STAY, guest_id="gst_1", expected_at=NOON + timedelta(hours=2))
    hotel.put(Room(room_id="301", number="301", floor=3, upcoming=(comes,)), Tablet(room_id="301"))
    task_id = given(hotel, room_id="301")
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "maintenance-required", housekeeper(ANA), severity="heavy", description="no water")
    assert cleaning(hotel, "301") is Cleaning.DIRTY
    assert hotel.payloads("melmastoon.housekeeping.room.maintenance_required.v1")[0]["takenOut"] is False
    flipped = hotel.refused(
        "POST", "/api/v1/housekeeping/rooms/301/status", {"status": "ready", "reason": "looks fine"}, by=SUPERVISOR
    )
    assert flipped == (409, "MELMASTOON.HOUSEKEEPING.ROOM_BLOCKED")


def test_a_light_defect_only_pauses_the_task(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "maintenance-required", housekeeper(ANA), severity="light", description="tap drips")
    task = hotel.get(Task, task_id)
    assert (task.status, task.paused_for) == (TaskStatus.PAUSED, "awaiting_maintenance")
    assert cleaning(hotel, "205") is Cleaning.CLEANING


def test_a_late_clean_after_the_next_check_in_completes_the_task_and_makes_nothing_ready(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    room = hotel.get(Room, "205")
    here = Occupant(stay_id=STAY, guest_id="gst_1", checked_in_at=NOON, check_out_at=NOON + timedelta(days=1))
    hotel.put(room.but(occupancy=Occupancy.OCCUPIED, stay=here))
    do(hotel, task_id, "complete", housekeeper(ANA))
    assert hotel.get(Task, task_id).status is TaskStatus.COMPLETED
    assert cleaning(hotel, "205") is Cleaning.CLEAN
    assert {entry.name: entry.cause for entry in hotel.journal()}["complete_task"] == "sync_conflict"


def test_a_clean_that_ends_as_it_was_begun_is_no_conflict(hotel: Ground) -> None:
    for room_id, kind in (("205", "turnover"), ("204", "mid_stay_clean")):
        task_id = given(hotel, room_id=room_id, kind=kind)
        hotel.pass_time(minutes=1)
        do(hotel, task_id, "start", housekeeper(ANA))
        do(hotel, task_id, "complete", housekeeper(ANA))
    assert {entry.cause for entry in hotel.journal()} == {None}


@pytest.mark.parametrize(
    ("before", "late"), [(["start"], "start"), (["start", "pause"], "pause"), (["start", "pause", "resume"], "resume")]
)
def test_what_somebody_did_already_changes_nothing_not_even_the_room(
    hotel: Ground, before: list[str], late: str
) -> None:
    task_id = given(hotel)
    for deed in before:
        do(hotel, task_id, deed, housekeeper(ANA))
    hotel.data("POST", "/api/v1/housekeeping/rooms/205/status", {"status": "dirty"}, by=SUPERVISOR)
    task, told = hotel.get(Task, task_id), len(hotel.told())
    do(hotel, task_id, late)
    assert hotel.get(Task, task_id) == task
    assert (cleaning(hotel, "205"), len(hotel.told())) == (Cleaning.DIRTY, told)


def test_to_start_what_was_given_to_somebody_else_is_refused_and_says_to_whom(hotel: Ground) -> None:
    task_id = given(hotel, BEHNAZ)
    refused = hotel.call("POST", f"{TASKS}/{task_id}/start", {}, by=housekeeper(ANA))
    assert (refused.status_code, refused.get_json()["context"]["who"]) == (409, BEHNAZ)
    assert cleaning(hotel, "205") is Cleaning.DIRTY


def test_what_a_supervisor_tells_late_is_kept_of_a_task_that_nobody_had(hotel: Ground) -> None:
    task_id = opened(hotel)
    do(hotel, task_id, "cancel", reason="done by the night shift")
    do(hotel, task_id, "complete", minutes=12)
    assert hotel.get(Task, task_id).minutes == 12


def test_what_was_done_of_a_cancelled_task_is_kept(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "cancel", reason="guest stays on")
    do(hotel, task_id, "complete", housekeeper(ANA), minutes=12, note="bed was made already")
    task = hotel.get(Task, task_id)
    assert (task.status, task.minutes) == (TaskStatus.CANCELLED, 12)
    causes = {entry.name: entry.cause for entry in hotel.journal()}
    assert causes["complete_task"] == "sync_conflict"


def test_a_guest_asks_for_their_room_to_be_cleaned_once_however_often_they_ask(hotel: Ground) -> None:
    asked = {"room_id": "204", "kind": "mid_stay_clean"}
    first = hotel.data("POST", TASKS, asked, by=AMINA)
    at_six = (NOON + timedelta(hours=6)).isoformat()
    second = hotel.data("POST", TASKS, {**asked, "scheduled_for": at_six}, by=AMINA)
    assert first["task_id"] == second["task_id"]
    assert set(second) == {"task_id", "kind", "status", "scheduled_for"}
    task = hotel.get(Task, first["task_id"])
    assert (task.stay_id, task.scheduled_for) == (STAY, NOON + timedelta(hours=6))


def test_a_guest_follows_the_clean_they_asked_for_on_their_tablet_until_it_is_done(hotel: Ground) -> None:
    at_six = NOON + timedelta(hours=6)
    asked = {"room_id": "204", "kind": "mid_stay_clean", "scheduled_for": at_six.isoformat()}
    task_id = hotel.data("POST", TASKS, asked, by=AMINA)["task_id"]
    shown = TabletTask(task_id=task_id, kind=TaskKind.MID_STAY_CLEAN, status=TaskStatus.PENDING, scheduled_for=at_six)
    assert hotel.get(Tablet, "204").tasks == (shown,)
    do(hotel, task_id, "assign", staff_id=ANA)
    assert hotel.get(Tablet, "204").tasks == (shown.but(status=TaskStatus.ASSIGNED),)
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "complete", housekeeper(ANA))
    assert hotel.get(Tablet, "204").tasks == ()


def test_a_guest_who_asks_again_leaves_the_worklist_of_who_has_it_as_it_is(hotel: Ground) -> None:
    other = given(hotel, room_id="206")
    task_id = str(hotel.data("POST", TASKS, {"room_id": "204"}, by=AMINA)["task_id"])
    do(hotel, task_id, "assign", staff_id=ANA)
    hotel.data("POST", TASKS, {"room_id": "204", "note": "after six, please"}, by=AMINA)
    assert hands(hotel, ANA) == [other, task_id]


@pytest.mark.parametrize(
    ("wishes", "at"),
    [
        ([{"scheduled_for": 3}, {"note": "two pillows"}], 3),
        ([{"scheduled_for": 3}, {"scheduled_for": None}], 3),
        ([{"scheduled_for": 3}, {"scheduled_for": 5}, {}], 5),
        ([{}, {"scheduled_for": 4}], 4),
    ],
)
def test_what_a_guest_says_last_of_the_time_stays_until_they_say_another(
    hotel: Ground, wishes: list[dict[str, object]], at: int
) -> None:
    """H19."""
    for wish in wishes:
        hours = wish.get("scheduled_for")
        time = (NOON + timedelta(hours=hours)).isoformat() if isinstance(hours, int) else None
        said = {**wish, "scheduled_for": time} if "scheduled_for" in wish else wish
        task_id = str(hotel.data("POST", TASKS, {"room_id": "204", **said}, by=AMINA)["task_id"])
    assert hotel.get(Task, task_id).scheduled_for == NOON + timedelta(hours=at)


@pytest.mark.parametrize(
    ("ticked", "unticked"),
    [(("bed", "bath"), ["bin"]), ((), ["bed", "bath", "bin"]), (("bed", "bath", "bin"), [])],
)
def test_what_was_not_ticked_is_named_in_the_answer_and_stays_on_the_task(
    hotel: Ground, ticked: tuple[str, ...], unticked: list[str]
) -> None:
    """H23."""
    items = [{"item_id": one, "words": {"en": one}} for one in ("bed", "bath", "bin")]
    lines = {"kind": "turnover", "name": "Ours", "items": items}
    hotel.data("POST", "/api/v1/housekeeping/checklists", lines, by=SUPERVISOR)
    task_id = given(hotel)
    do(hotel, task_id, "start")
    answer = hotel.data("POST", f"{TASKS}/{task_id}/complete", {"ticked": ticked}, by=SUPERVISOR)
    assert answer["unticked"] == unticked
    assert hotel.get(Task, task_id).unticked == tuple(unticked)
    assert hotel.get(Task, inspection_task_id(task_id)).unticked == tuple(unticked)


def test_a_line_that_must_be_done_is_not_finished_without(hotel: Ground) -> None:
    items = [{"item_id": "bed", "words": {"en": "Bed"}, "required": True}, {"item_id": "bin", "words": {"en": "Bin"}}]
    lines = {"kind": "turnover", "name": "Ours", "items": items}
    hotel.data("POST", "/api/v1/housekeeping/checklists", lines, by=SUPERVISOR)
    task_id = given(hotel)
    do(hotel, task_id, "start")
    refused = hotel.refused("POST", f"{TASKS}/{task_id}/complete", {"ticked": ["bin"]}, by=SUPERVISOR)
    assert refused == (422, "MELMASTOON.HOUSEKEEPING.ITEMS_UNTICKED")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"room_id": "205", "kind": "mid_stay_clean"}, 404),
        ({"room_id": "204", "kind": "deep_clean"}, 403),
        ({"room_id": "204", "kind": "mid_stay_clean", "priority": "urgent"}, 403),
    ],
)
def test_a_guest_asks_for_no_more_than_that(hotel: Ground, asked: dict[str, str], status: int) -> None:
    assert hotel.refused("POST", TASKS, asked, by=AMINA)[0] == status


def test_a_room_has_one_open_task_of_a_kind(hotel: Ground) -> None:
    task_id = opened(hotel)
    refused = hotel.call("POST", TASKS, {"room_id": "205", "kind": "turnover"}, by=FRONT_DESK)
    assert (refused.status_code, refused.get_json()["context"]["task_id"]) == (409, task_id)


def test_a_shift_lead_who_acts_on_a_call_has_answered_it(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "escalate", housekeeper(ANA), reason="the guest is still there")
    assert hotel.get(Task, task_id).escalation.answered_at is None  # type: ignore[union-attr]
    do(hotel, task_id, "assign", staff_id=BEHNAZ)
    assert hotel.get(Task, task_id).escalation.answered_by == SUPERVISOR.id  # type: ignore[union-attr]


@pytest.mark.parametrize("priority", ["urgent", "low"])
def test_nobody_makes_urgent_by_opening_what_they_may_not_make_urgent_after(hotel: Ground, priority: str) -> None:
    """H5: a right by a field."""
    body = {"room_id": "205", "kind": "deep_clean", "priority": priority}
    refused = hotel.refused("POST", TASKS, body, by=housekeeper(ANA))
    assert refused == (403, "MELMASTOON.HOUSEKEEPING.NOT_YOURS_TO_HURRY")
    assert hotel.data("POST", TASKS, body, by=FRONT_DESK)["priority"] == priority


def test_the_desk_says_that_the_guest_stands_there(hotel: Ground) -> None:
    task_id = opened(hotel)
    hotel.data("PUT", f"{TASKS}/{task_id}/priority", {"priority": "urgent"}, by=FRONT_DESK)
    assert hotel.get(Room, "205").tasks[0].priority == "urgent"


def test_a_note_is_kept_on_a_task_that_is_over(hotel: Ground) -> None:
    task_id = opened(hotel)
    do(hotel, task_id, "cancel", reason="not needed")
    do(hotel, task_id, "notes", housekeeper(ANA), text="found a scarf")
    assert [note.text for note in hotel.get(Task, task_id).notes] == ["found a scarf"]


@pytest.mark.parametrize("deed", ["fail", "cancel"])
def test_work_that_ends_undone_is_told_with_why(hotel: Ground, deed: str) -> None:
    task_id = given(hotel)
    do(hotel, task_id, deed, reason="no water")
    failed = hotel.payloads("melmastoon.housekeeping.task.failed.v1")
    cancelled = hotel.payloads("melmastoon.housekeeping.task.cancelled.v1")
    assert [(one["taskId"], one["reason"]) for one in (*failed, *cancelled)] == [(task_id, "no water")]


def test_an_inspection_ends_with_its_verdict_only(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    do(hotel, task_id, "complete", housekeeper(ANA))
    inspection = inspection_task_id(task_id)
    do(hotel, inspection, "start", SUPERVISOR, staff_id=BEHNAZ)
    assert hotel.refused("POST", f"{TASKS}/{inspection}/complete", {}, by=SUPERVISOR)[1].endswith("VERDICT_NEEDED")


def test_a_photo_that_nobody_uploaded_is_refused_by_name(hotel: Ground) -> None:
    task_id = given(hotel)
    do(hotel, task_id, "start", housekeeper(ANA))
    said = {"photos": [derived_id("pho", "never")]}
    refused = hotel.call("POST", f"{TASKS}/{task_id}/complete", said, by=housekeeper(ANA))
    assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "photos.0")


def test_cleaned_again_a_room_waits_for_one_inspection_that_of_the_newest_work(hotel: Ground) -> None:
    for number in range(2):
        task_id = given(hotel)
        do(hotel, task_id, "start", housekeeper(ANA))
        do(hotel, task_id, "complete", housekeeper(ANA))
        if number == 0:
            said = {"status": "dirty", "reason": "a tour went through"}
            hotel.data("POST", "/api/v1/housekeeping/rooms/205/status", said, by=SUPERVISOR)
    assert [one.task_id for one in hotel.get(Room, "205").tasks] == [inspection_task_id(task_id)]
