"""What happens to a tap that arrives late: the table of docs/offline.md, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main
import functions.maintenance.main
import functions.stays.main
import functions.tickets.main  # noqa: F401 - what is called here
from shared.domain import tasks
from shared.domain.ids import derived_id
from shared.domain.linen import LinenLine
from shared.domain.lost_and_found import LostItem
from shared.domain.people import Actor, Role
from shared.domain.photos import Photo, PhotoState
from shared.domain.rooms import Cleaning, Occupancy, Occupant, Room
from shared.domain.staff import Staff
from shared.domain.stays import Stay, StayStatus
from shared.domain.tasks import LinenCount, Note, Task, TaskStatus, inspection_task_id
from shared.domain.worklists import Worklist
from shared.runtime.journal import Entry
from tests.ground import SUPERVISOR, Ground, ground
from tests.unit.functions.housekeeping.test_tasks import (
    ANA,
    BEHNAZ,
    STAY,
    TASKS,
    cleaning,
    do,
    furnish,
    given,
    hands,
    housekeeper,
    opened,
)

ROOMS, LINEN, LOST = (f"/api/v1/housekeeping/{name}" for name in ("rooms", "linen", "lost-and-found"))
PHOTO = derived_id("pho", "sink")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Amina is in 204; 205 and 206 are vacant and dirty. Nothing is delivered unless a test says so."""
    with ground() as stands:
        furnish(stands)
        photo = Photo(photo_id=PHOTO, content_type="image/jpeg", bytes=9, by=ANA, at=stands.now, state=PhotoState.KEPT)
        stands.put(photo)
        yield stands


def late(hotel: Ground, path: str, body: Any, by: Actor = SUPERVISOR, *, minutes: int = 30, key: str = "late") -> Any:
    """Send what was tapped so many minutes ago; return the answer, whatever it is."""
    since = (hotel.now - timedelta(minutes=minutes)).isoformat()
    return hotel.call("POST", path, body, by=by, X_Offline_Since=since, Idempotency_Key=key).get_json()


def tapped(hotel: Ground, task_id: str, deed: str, by: Actor, **said: Any) -> Any:
    return late(hotel, f"{TASKS}/{task_id}/{deed}", said, by, key=f"{task_id}-{deed}")


def judgment(hotel: Ground) -> Entry:
    """Return the entry of what was judged last, and hold that it says when it was tapped."""
    entry = [one for one in hotel.journal() if one.offline_since is not None][-1]
    assert entry.offline_since is not None
    assert entry.offline_since <= entry.at
    return entry


def under_way(hotel: Ground, by: str = ANA, room_id: str = "205", kind: str = "turnover") -> str:
    """Return a task that somebody has begun and been at for a quarter of an hour."""
    task_id = given(hotel, by, room_id, kind)
    do(hotel, task_id, "start", housekeeper(by))
    hotel.pass_time(minutes=15)
    return task_id


def put_back(hotel: Ground, task_id: str, by: str = ANA) -> None:
    """Have a shift lead put back what somebody is at."""
    do(hotel, task_id, "pause", housekeeper(by))
    do(hotel, task_id, "assign", staff_id=None)


def moved_in(hotel: Ground, room_id: str = "205") -> None:
    tomorrow = hotel.now + timedelta(days=1)
    here = Occupant(stay_id=STAY, guest_id="gst_1", checked_in_at=hotel.now, check_out_at=tomorrow)
    hotel.put(hotel.get(Room, room_id).but(occupancy=Occupancy.OCCUPIED, stay=here))


# start, pause, resume | somebody already did | no change, said so


@pytest.mark.parametrize(
    ("before", "tap"),
    [
        (["start"], "start"),
        (["start", "pause"], "start"),
        (["start", "pause"], "pause"),
        (["start", "pause", "resume"], "resume"),
    ],
)
def test_start_pause_resume_when_somebody_already_did_change_nothing_and_say_so(
    hotel: Ground, before: list[str], tap: str
) -> None:
    task_id = given(hotel)
    for deed in before:
        do(hotel, task_id, deed)
    hotel.pass_time(minutes=20)
    task, told = hotel.get(Task, task_id), len(hotel.told())
    answer = tapped(hotel, task_id, tap, housekeeper(ANA))
    assert (answer["data"]["status"], answer["meta"]) == (task.status, {"unchanged": True, "cause": "sync_conflict"})
    assert (hotel.get(Task, task_id), len(hotel.told())) == (task, told)
    assert judgment(hotel).cause == "sync_conflict"


def test_a_pause_that_nobody_made_yet_is_made_and_is_no_conflict(hotel: Ground) -> None:
    task_id = under_way(hotel)
    answer = tapped(hotel, task_id, "pause", housekeeper(ANA), reason="break")
    assert (answer["data"]["status"], answer.get("meta")) == ("paused", None)
    assert judgment(hotel).cause is None


# start | given to somebody else | refused, shows to whom


def test_start_of_what_was_given_to_somebody_else_is_refused_and_shows_to_whom(hotel: Ground) -> None:
    task_id = given(hotel, BEHNAZ)
    answer = tapped(hotel, task_id, "start", housekeeper(ANA))
    assert (answer["status"], answer["context"]["who"]) == (409, BEHNAZ)
    entry = judgment(hotel)
    assert (entry.name, entry.cause, entry.refusal) == ("start_task", "sync_conflict", answer["code"])
    assert hotel.get(Task, task_id).status is TaskStatus.ASSIGNED


# complete | completed or cancelled | work, photos, linen and minutes are kept on the task; state stays


@pytest.mark.parametrize("ended", ["complete", "cancel"])
def test_complete_of_what_is_over_keeps_work_photos_linen_and_minutes_and_the_state_stays(
    hotel: Ground, ended: str
) -> None:
    task_id, line_id = under_way(hotel), towels(hotel)
    do(hotel, task_id, ended, **({"reason": "stays on"} if ended == "cancel" else {}))
    before = hotel.get(Task, task_id)
    said = {"minutes": 12, "photos": [PHOTO], "note": "one lamp is broken", "linen_returned": {line_id: 2}}
    answer = tapped(hotel, task_id, "complete", housekeeper(ANA), **said)
    task = hotel.get(Task, task_id)
    assert answer["meta"] == {"cause": "sync_conflict"}
    assert (task.status, task.finished_at, task.finished_by) == (before.status, before.finished_at, before.finished_by)
    assert (task.photos, [note.text for note in task.notes]) == ((PHOTO,), ["one lamp is broken"])
    assert task.linen == (LinenCount(line_id=line_id, returned=2, told=2),)
    assert task.minutes == (12 if ended == "cancel" else before.minutes)
    assert judgment(hotel).cause == "sync_conflict"


# complete | put back meanwhile, or given to somebody who has not begun | ended by who did it


def test_complete_of_what_was_put_back_meanwhile_ends_it_in_the_name_of_who_did_it(hotel: Ground) -> None:
    task_id = under_way(hotel)
    put_back(hotel, task_id)
    answer = tapped(hotel, task_id, "complete", housekeeper(ANA), photos=[PHOTO], note="done")
    task = hotel.get(Task, task_id)
    assert (task.status, task.finished_by, task.minutes, task.photos) == (TaskStatus.COMPLETED, ANA, 15, (PHOTO,))
    assert (cleaning(hotel, "205"), hands(hotel, ANA)) == (Cleaning.CLEANED, [])
    assert hotel.get(Worklist, ANA).done.checkouts == 1
    assert hotel.find(Task, inspection_task_id(task_id)) is not None
    assert answer["meta"] == {"cause": "sync_conflict"}
    assert judgment(hotel).cause == "sync_conflict"


def test_complete_of_what_a_shifts_end_put_back_ends_it_in_the_name_of_who_did_it(hotel: Ground) -> None:
    said = {"staff_id": ANA, "ends_at": (hotel.now + timedelta(hours=8)).isoformat()}
    shift = hotel.data("POST", "/api/v1/housekeeping/shifts", said, by=SUPERVISOR)
    task_id = under_way(hotel)
    hotel.data("POST", f"/api/v1/housekeeping/shifts/{shift['shift_id']}/end", {}, by=SUPERVISOR)
    hotel.deliver()
    assert hotel.get(Task, task_id).status is TaskStatus.PENDING
    tapped(hotel, task_id, "complete", housekeeper(ANA))
    task = hotel.get(Task, task_id)
    assert (task.status, task.finished_by) == (TaskStatus.COMPLETED, ANA)


def test_complete_of_what_somebody_else_has_and_has_not_begun_ends_it_in_the_name_of_who_did_it(hotel: Ground) -> None:
    task_id = under_way(hotel)
    put_back(hotel, task_id)
    do(hotel, task_id, "assign", staff_id=BEHNAZ)
    tapped(hotel, task_id, "complete", housekeeper(ANA), minutes=25)
    task = hotel.get(Task, task_id)
    assert (task.status, task.finished_by, task.minutes) == (TaskStatus.COMPLETED, ANA, 25)
    assert hands(hotel, BEHNAZ) == []
    assert cleaning(hotel, "205") is Cleaning.CLEANED


def test_complete_of_what_a_shift_lead_taps_late_is_in_the_name_of_who_was_at_it(hotel: Ground) -> None:
    task_id = under_way(hotel)
    put_back(hotel, task_id)
    tapped(hotel, task_id, "complete", SUPERVISOR)
    assert hotel.get(Task, task_id).finished_by == ANA


def test_complete_of_what_somebody_else_is_at_by_now_keeps_the_work_and_theirs_goes_on(hotel: Ground) -> None:
    task_id = under_way(hotel)
    put_back(hotel, task_id)
    do(hotel, task_id, "start", housekeeper(BEHNAZ))
    answer = tapped(hotel, task_id, "complete", housekeeper(ANA), minutes=20, photos=[PHOTO], note="all but the floor")
    task = hotel.get(Task, task_id)
    assert (answer["data"]["status"], answer["meta"]) == ("in_progress", {"cause": "sync_conflict"})
    assert (task.status, task.assignee, task.photos, task.minutes) == (TaskStatus.IN_PROGRESS, BEHNAZ, (PHOTO,), None)
    assert [note.text for note in task.notes] == ["all but the floor"]
    assert task.worked_seconds == 20 * 60
    assert cleaning(hotel, "205") is Cleaning.CLEANING
    hotel.pass_time(minutes=10)
    do(hotel, task_id, "complete", housekeeper(BEHNAZ))
    assert (hotel.get(Task, task_id).finished_by, hotel.get(Task, task_id).minutes) == (BEHNAZ, 30)


def test_complete_by_who_never_was_at_what_another_has_keeps_the_work_there(hotel: Ground) -> None:
    task_id = given(hotel, BEHNAZ)
    assert tapped(hotel, task_id, "start", housekeeper(ANA))["status"] == 409
    tapped(hotel, task_id, "complete", housekeeper(ANA), minutes=20, photos=[PHOTO])
    task = hotel.get(Task, task_id)
    assert (task.status, task.assignee, task.photos) == (TaskStatus.ASSIGNED, BEHNAZ, (PHOTO,))
    assert task.worked(hotel.now) == timedelta(minutes=20)


def test_complete_of_a_room_that_was_begun_while_another_was_not_ended_yet_is_done_all_the_same(hotel: Ground) -> None:
    """The taps of one room keep their order; those of two rooms need not."""
    first, second = given(hotel, ANA, "205"), given(hotel, ANA, "206")
    do(hotel, first, "start", housekeeper(ANA))
    assert tapped(hotel, second, "start", housekeeper(ANA))["code"].endswith("AT_WORK_ELSEWHERE")
    tapped(hotel, second, "complete", housekeeper(ANA), minutes=20)
    assert (hotel.get(Task, second).status, cleaning(hotel, "206")) == (TaskStatus.COMPLETED, Cleaning.CLEANED)
    assert hotel.get(Worklist, ANA).running == first


def test_complete_of_what_was_put_back_is_refused_to_who_is_online(hotel: Ground) -> None:
    task_id = under_way(hotel)
    put_back(hotel, task_id)
    refused = hotel.refused("POST", f"{TASKS}/{task_id}/complete", {}, by=housekeeper(ANA))
    assert refused == (409, "MELMASTOON.HOUSEKEEPING.TASK_UNASSIGNED")


def test_complete_of_a_turnover_whose_guest_is_there_keeps_the_work_and_not_the_end(hotel: Ground) -> None:
    task_id = given(hotel, ANA, "204")
    tapped(hotel, task_id, "complete", housekeeper(ANA), photos=[PHOTO])
    task = hotel.get(Task, task_id)
    assert (task.status, task.photos, cleaning(hotel, "204")) == (TaskStatus.ASSIGNED, (PHOTO,), Cleaning.CLEAN)


# complete | next guest checked in | task completes, room stays


def test_complete_when_the_next_guest_checked_in_completes_the_task_and_the_room_stays(hotel: Ground) -> None:
    task_id = under_way(hotel)
    moved_in(hotel)
    tapped(hotel, task_id, "complete", housekeeper(ANA))
    assert hotel.get(Task, task_id).status is TaskStatus.COMPLETED
    assert cleaning(hotel, "205") not in (Cleaning.CLEANED, Cleaning.READY)
    assert judgment(hotel).cause == "sync_conflict"


def test_complete_when_it_was_put_back_and_the_next_guest_checked_in_leaves_the_room_alone(hotel: Ground) -> None:
    task_id = under_way(hotel)
    put_back(hotel, task_id)
    moved_in(hotel)
    tapped(hotel, task_id, "complete", housekeeper(ANA))
    assert hotel.get(Task, task_id).status is TaskStatus.COMPLETED
    assert cleaning(hotel, "205") is Cleaning.DIRTY


def test_complete_of_what_was_never_begun_by_the_books_leaves_the_room_of_the_next_guest_alone(hotel: Ground) -> None:
    task_id = given(hotel)
    task = hotel.get(Task, task_id)
    hotel.put(task.but(vacated_at=hotel.now, stay_id=derived_id("rsv", "left"), revision=task.revision + 1))
    moved_in(hotel)
    tapped(hotel, task_id, "complete", housekeeper(ANA))
    assert (hotel.get(Task, task_id).status, cleaning(hotel, "205")) == (TaskStatus.COMPLETED, Cleaning.DIRTY)


def test_complete_by_a_shift_lead_of_what_nobody_had_is_in_their_own_name(hotel: Ground) -> None:
    task_id, soraya = opened(hotel), derived_id("stf", "soraya")
    hotel.put(Staff(staff_id=soraya, name="Soraya", email="soraya@demo.hotel", role=Role.SUPERVISOR))
    lead = Actor("user", soraya, "demo", {"demo-hotel": frozenset({Role.SUPERVISOR})})
    tapped(hotel, task_id, "complete", lead, minutes=20)
    assert (hotel.get(Task, task_id).finished_by, cleaning(hotel, "205")) == (soraya, Cleaning.CLEANED)


# reassign | started | refused, shows who is in the room


@pytest.mark.parametrize("staff_id", [BEHNAZ, None])
def test_reassign_of_what_is_started_is_refused_and_shows_who_is_in_the_room(
    hotel: Ground, staff_id: str | None
) -> None:
    task_id = under_way(hotel)
    answer = tapped(hotel, task_id, "assign", SUPERVISOR, staff_id=staff_id)
    assert (answer["status"], answer["context"]["who"]) == (409, ANA)
    assert (judgment(hotel).cause, judgment(hotel).refusal) == ("sync_conflict", answer["code"])


def test_reassign_to_who_has_started_already_changes_nothing(hotel: Ground) -> None:
    task_id = under_way(hotel)
    assert tapped(hotel, task_id, "assign", SUPERVISOR, staff_id=ANA)["meta"]["unchanged"] is True
    assert hotel.get(Task, task_id).status is TaskStatus.IN_PROGRESS


# status override | another flip since | refused with both values; the person decides again


def test_a_status_override_after_another_flip_is_refused_with_both_values(hotel: Ground) -> None:
    body = {"status": "ready", "reason": "looked fine", "seen": "dirty"}
    hotel.data("POST", f"{ROOMS}/205/status", {"status": "cleaning"}, by=housekeeper(ANA))
    answer = late(hotel, f"{ROOMS}/205/status", body)
    assert answer["context"] == {"status": "cleaning", "seen": "dirty", "attempted": "ready"}
    assert (judgment(hotel).cause, judgment(hotel).refusal) == ("sync_conflict", answer["code"])
    again = late(hotel, f"{ROOMS}/205/status", {**body, "seen": "cleaning"}, key="decided-again")
    assert again["data"]["status"] == "ready"


# notes, photos, found items, linen counts | anything | always kept (append only)


def test_a_note_is_always_kept_also_on_what_is_over_and_full(hotel: Ground) -> None:
    task_id = opened(hotel)
    do(hotel, task_id, "cancel", reason="not needed")
    note = Note(text="so", by=ANA, at=hotel.now)
    hotel.put(hotel.get(Task, task_id).but(notes=(note,) * tasks.MOST_NOTES))
    online = hotel.refused("POST", f"{TASKS}/{task_id}/notes", {"text": "found a scarf"}, by=housekeeper(ANA))
    assert online == (409, "MELMASTOON.HOUSEKEEPING.TOO_MANY_NOTES")
    tapped(hotel, task_id, "notes", housekeeper(ANA), text="found a scarf")
    assert [note.text for note in hotel.get(Task, task_id).notes[tasks.MOST_NOTES :]] == ["found a scarf"]


@pytest.mark.parametrize("what", ["tickets", "work orders"])
def test_a_note_is_always_kept_also_on_a_full_ticket_or_work_order(hotel: Ground, what: str) -> None:
    if what == "tickets":
        path = "/api/v1/properties/demo-hotel/rooms/204/tickets"
        made = hotel.data("POST", path, {"kind": "towels"}, by=SUPERVISOR)["ticket_id"]
        path, most = f"/api/v1/properties/demo-hotel/tickets/{made}/notes", 100
    else:
        said = {"room_id": "205", "severity": "light", "description": "the tap drips"}
        made = hotel.data("POST", "/api/v1/maintenance/work-orders", said, by=SUPERVISOR)["work_order_id"]
        path, most = f"/api/v1/maintenance/work-orders/{made}/notes", 200
    for _ in range(most):
        hotel.data("POST", path, {"text": "still so"}, by=SUPERVISOR)
    assert hotel.refused("POST", path, {"text": "one more"}, by=SUPERVISOR)[0] == 409
    assert [note["text"] for note in late(hotel, path, {"text": "told late"})["data"]["notes"]][most:] == ["told late"]


def test_a_photo_is_always_kept_also_of_what_is_over(hotel: Ground) -> None:
    task_id = opened(hotel)
    do(hotel, task_id, "cancel", reason="not needed")
    tapped(hotel, task_id, "notes", housekeeper(ANA), photos=[PHOTO])
    task = hotel.get(Task, task_id)
    assert (task.photos, task.notes) == ((PHOTO,), ())
    assert hotel.refused("POST", f"{TASKS}/{task_id}/notes", {}, by=housekeeper(ANA))[0] == 422


def test_a_found_item_is_always_kept_and_linked_to_who_was_there_when_it_was_found(hotel: Ground) -> None:
    left, came = derived_id("rsv", "left"), derived_id("rsv", "came")
    for stay_id, days, out in ((left, -3, hotel.now - timedelta(hours=3)), (came, 0, None)):
        arrival = hotel.now + timedelta(days=days) - timedelta(hours=1)
        hotel.put(
            Stay(
                stay_id=stay_id,
                status=StayStatus.CHECKED_OUT if out else StayStatus.CHECKED_IN,
                guest_id=derived_id("gst", stay_id),
                guest_name="Somebody",
                room_id="206",
                arrival_at=arrival,
                departure_at=arrival + timedelta(days=3),
                checked_in_at=arrival,
                checked_out_at=out,
            )
        )
    room = hotel.get(Room, "206")
    hotel.put(room.but(archived=True, revision=room.revision + 1))
    answer = late(hotel, LOST, {"room_id": "206", "description": "A ring"}, housekeeper(ANA), minutes=120)
    item = hotel.get(LostItem, answer["data"]["item_id"])
    assert (item.stay_id, item.found_at) == (left, hotel.now - timedelta(minutes=120))


def towels(hotel: Ground, stock: int = 4, in_use: int = 3) -> str:
    said = {"name": "Bath towel", "stock": stock, "in_use": in_use, "low_watermark": 0}
    return str(hotel.data("POST", LINEN, said, by=SUPERVISOR)["line_id"])


@pytest.mark.parametrize(("move", "shelf", "out"), [("issue", 0, 7), ("return", 7, 0)])
def test_a_linen_count_is_always_kept_also_of_more_than_was_believed_to_be_there(
    hotel: Ground, move: str, shelf: int, out: int
) -> None:
    line_id, task_id = towels(hotel), opened(hotel)
    do(hotel, task_id, "cancel", reason="not needed")
    late(hotel, f"{LINEN}/{line_id}/{move}", {"count": 6, "task_id": task_id}, housekeeper(ANA))
    line = hotel.get(LinenLine, line_id)
    assert (line.stock, line.in_use, line.stock + line.in_use) == (shelf, out, 7)
    assert line.beyond == 6 - (4 if move == "issue" else 3)
    assert sum((one.issued + one.returned) for one in hotel.get(Task, task_id).linen) == 6
    assert judgment(hotel).cause == "sync_conflict"
    counted = {"stocktake": {"stock": 5, "in_use": 5, "reason": "found in the laundry"}}
    hotel.data("PUT", f"{LINEN}/{line_id}", counted, by=SUPERVISOR)
    assert hotel.get(LinenLine, line_id).beyond == 0


def test_a_linen_count_of_what_is_there_is_no_conflict(hotel: Ground) -> None:
    line_id = towels(hotel)
    late(hotel, f"{LINEN}/{line_id}/issue", {"count": 2}, housekeeper(ANA))
    assert (hotel.get(LinenLine, line_id).stock, judgment(hotel).cause) == (2, None)
