"""What time alone brings about on the floor: the job of every minute, and the calls that somebody has to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main
import functions.stays.main
import functions.tickets.main  # noqa: F401 - what is called here
from shared.domain.people import Role
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.staff import Staff, staff_id_of
from shared.domain.staffing import Staffing
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tablets import Tablet
from shared.domain.tasks import Priority, Task, TaskKind, TaskStatus, inspection_task_id
from shared.domain.tickets import Ticket
from shared.domain.worklists import Worklist
from shared.runtime.store.port import Put, Write
from tests.ground import FRONT_DESK, HOUSEKEEPER, NOON, SUPERVISOR, Ground, ground

ANA, BEHNAZ = (staff_id_of("demo", f"{name}@demo.hotel") for name in ("ana", "behnaz"))
SHIFTS, TASKS = "/api/v1/housekeeping/shifts", "/api/v1/housekeeping/tasks"
ESCALATED = "melmastoon.housekeeping.task.escalated.v1"
GAP = "melmastoon.housekeeping.shift.staffing_gap_detected.v1"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Five vacant, dirty rooms that nobody is promised; Ana and Behnaz, neither on shift."""
    with ground() as stands:
        for number in ("201", "202", "203", "204", "205"):
            stands.put(Room(room_id=number, number=number, floor=2), Tablet(room_id=number))
        for staff_id, name in ((ANA, "Ana"), (BEHNAZ, "Behnaz")):
            email = f"{name.lower()}@demo.hotel"
            stands.put(Staff(staff_id=staff_id, name=name, email=email, role=Role.HOUSEKEEPER))
        yield stands


def minute(hotel: Ground, **later: float) -> None:
    """Let so much time go by, then the job run."""
    hotel.pass_time(**later)
    assert hotel.call("POST", "/internal/cron/watch_the_floor", by=None).status_code == 204
    hotel.deliver()


def on_shift(hotel: Ground, staff_id: str = ANA, hours: float = 8) -> str:
    body = {"staff_id": staff_id, "ends_at": (hotel.now + timedelta(hours=hours)).isoformat()}
    return str(hotel.data("POST", SHIFTS, body, by=SUPERVISOR)["shift_id"])


def end(hotel: Ground, shift_id: str) -> None:
    hotel.data("POST", f"{SHIFTS}/{shift_id}/end", {"reason": "sick"}, by=SUPERVISOR)
    hotel.deliver()


def expected(hotel: Ground, room_id: str, **in_: float) -> str:
    """Have somebody arrive in this room in so much time."""
    arrives = hotel.now + timedelta(**in_)
    body = {
        "guest": {"name": "Amina"},
        "room_id": room_id,
        "arrival_at": arrives.isoformat(),
        "departure_at": (arrives + timedelta(days=2)).isoformat(),
        "status": "confirmed",
    }
    return str(hotel.data("POST", "reservations", body, by=FRONT_DESK)["stay_id"])


def turnover(hotel: Ground, room_id: str = "201") -> str:
    return str(hotel.data("POST", TASKS, {"room_id": room_id, "kind": "turnover"}, by=SUPERVISOR)["task_id"])


def do(hotel: Ground, task_id: str, deed: str, **said: Any) -> None:
    hotel.data("POST", f"{TASKS}/{task_id}/{deed}", said, by=SUPERVISOR)


def priority(hotel: Ground, task_id: str) -> Priority:
    return hotel.get(Task, task_id).priority


def calls(hotel: Ground) -> list[tuple[str, int]]:
    return [(said["reason"], said["told"]) for said in hotel.payloads(ESCALATED)]


def be(hotel: Ground, room_id: str, status: Cleaning) -> None:
    hotel.put(hotel.get(Room, room_id).but(cleaning=CleaningState(status=status, since=hotel.now)))


def test_a_minute_in_which_nothing_is_due_leaves_no_trace(hotel: Ground) -> None:
    on_shift(hotel)
    expected(hotel, "201", hours=5)
    turnover(hotel)
    hotel.deliver()
    entries = len(hotel.journal())
    minute(hotel)
    minute(hotel, minutes=1)
    assert len(hotel.journal()) == entries


def test_a_task_becomes_more_urgent_as_its_arrival_comes_near(hotel: Ground) -> None:
    on_shift(hotel)
    expected(hotel, "201", hours=2)
    task = turnover(hotel)
    found = []
    for minutes in (0, 35, 85):
        minute(hotel, minutes=minutes)
        found.append(priority(hotel, task))
    assert found == [Priority.NORMAL, Priority.HIGH, Priority.URGENT]
    assert hotel.get(Room, "201").tasks[0].priority == "urgent"


def test_what_did_not_pass_and_its_inspection_become_urgent_too(hotel: Ground) -> None:
    on_shift(hotel)
    task = turnover(hotel)
    do(hotel, task, "start", staff_id=ANA)
    do(hotel, task, "complete")
    expected(hotel, "201", hours=2)
    look = inspection_task_id(task)
    answers = [{"item_id": item.item_id, "answer": "fail"} for item in standard_checklist(TaskKind.INSPECTION).items]
    found = []
    for minutes in (0, 35):
        minute(hotel, minutes=minutes)
        found.append(priority(hotel, look))
    do(hotel, task, "inspections", answers=answers)
    again = hotel.get(Task, task).again
    for minutes in (0, 85):
        minute(hotel, minutes=minutes)
        found.append(priority(hotel, again))
    assert found == [Priority.NORMAL, Priority.HIGH, Priority.HIGH, Priority.URGENT]


def test_tomorrows_arrival_is_todays_when_the_day_begins(hotel: Ground) -> None:
    expected(hotel, "201", hours=24)
    task = turnover(hotel)
    assert (priority(hotel, task), hotel.get(Task, task).due_at) == (Priority.LOW, None)
    minute(hotel, hours=17)
    assert priority(hotel, task) is Priority.NORMAL
    assert hotel.get(Task, task).due_at == NOON + timedelta(hours=24) - timedelta(minutes=20)


def test_a_room_that_its_arrival_was_moved_away_from_can_wait(hotel: Ground) -> None:
    stay_id = expected(hotel, "201", hours=1)
    task = turnover(hotel)
    assert priority(hotel, task) is Priority.HIGH
    hotel.data("PUT", f"reservations/{stay_id}/room", {"room_id": "202"}, by=FRONT_DESK)
    minute(hotel)
    assert priority(hotel, task) is Priority.LOW


def test_a_priority_given_by_hand_is_left_alone(hotel: Ground) -> None:
    expected(hotel, "201", hours=1)
    task = turnover(hotel)
    hotel.data("PUT", f"{TASKS}/{task}/priority", {"priority": "low"}, by=SUPERVISOR)
    minute(hotel)
    assert priority(hotel, task) is Priority.LOW


def test_a_call_is_repeated_every_quarter_of_an_hour_until_somebody_answers(hotel: Ground) -> None:
    do(hotel, task := turnover(hotel), "escalate", reason="room not vacated")
    for minutes in (14, 1, 14, 1):
        minute(hotel, minutes=minutes)
    assert calls(hotel) == [("room not vacated", told) for told in (1, 2, 3)]
    do(hotel, task, "escalation/answer")
    minute(hotel, minutes=60)
    assert len(calls(hotel)) == 3
    assert hotel.get(Task, task).escalation.answered_by == "supervisor@demo"


def test_only_a_shift_lead_answers(hotel: Ground) -> None:
    do(hotel, task := turnover(hotel), "escalate", reason="room not vacated")
    assert hotel.refused("POST", f"{TASKS}/{task}/escalation/answer", {}, by=HOUSEKEEPER)[0] == 403


def test_a_call_about_what_is_over_is_not_repeated(hotel: Ground) -> None:
    do(hotel, task := turnover(hotel), "escalate", reason="room not vacated")
    do(hotel, task, "cancel", reason="not needed")
    minute(hotel, minutes=60)
    assert len(calls(hotel)) == 1


def test_a_call_that_is_answered_at_the_same_moment_is_not_repeated(hotel: Ground) -> None:
    do(hotel, task := turnover(hotel), "escalate", reason="room not vacated")
    answered: list[bool] = []

    def somebody_answers_first(writes: Sequence[Write]) -> None:
        about = any(isinstance(write, Put) and write.key.collection == Task.collection for write in writes)
        if about and not answered:
            answered.append(True)
            do(hotel, task, "escalation/answer")

    hotel.store.before_commit = somebody_answers_first
    minute(hotel, minutes=15)
    assert len(calls(hotel)) == 1


def test_an_arrival_whose_room_nobody_can_clean_is_told_once(hotel: Ground) -> None:
    turnover(hotel)
    expected(hotel, "201", minutes=80)
    minute(hotel)
    minute(hotel, minutes=1)
    assert calls(hotel) == [("nobody_on_shift", 1)]


def test_an_arrival_whose_room_is_being_cleaned_in_time_is_not_told(hotel: Ground) -> None:
    on_shift(hotel)
    do(hotel, task := turnover(hotel), "assign", staff_id=ANA)
    expected(hotel, "201", minutes=80)
    do(hotel, task, "start")
    for _ in range(3):
        minute(hotel, minutes=10)
    do(hotel, task, "complete")
    minute(hotel, minutes=1)
    assert calls(hotel) == []


def test_work_that_will_not_be_done_in_time_is_told(hotel: Ground) -> None:
    on_shift(hotel)
    do(hotel, turnover(hotel), "assign", staff_id=ANA)
    expected(hotel, "201", minutes=80)
    for _ in range(8):
        minute(hotel, minutes=5)
    assert calls(hotel) == [("late", 1)]


def test_each_arrival_in_a_room_is_told_for_itself(hotel: Ground) -> None:
    task = turnover(hotel)
    first = expected(hotel, "201", minutes=60)
    minute(hotel)
    do(hotel, task, "escalation/answer")
    hotel.data("PUT", f"reservations/{first}/status", {"status": "cancelled"}, by=FRONT_DESK)
    expected(hotel, "201", hours=5)
    minute(hotel, hours=4)
    assert calls(hotel) == [("nobody_on_shift", 1), ("nobody_on_shift", 1)]


def test_a_room_out_of_order_is_told_to_the_desk_by_one_ticket(hotel: Ground) -> None:
    block = {"kind": "maintenance", "reason": "no water", "until_at": (hotel.now + timedelta(minutes=60)).isoformat()}
    hotel.data("POST", "/api/v1/housekeeping/rooms/201/block", block, by=SUPERVISOR)
    expected(hotel, "201", minutes=60)
    minute(hotel)
    minute(hotel, minutes=1)
    (ticket,) = hotel.all(Ticket)
    assert (ticket.room_id, ticket.text) == ("201", "Promised for 13:00 and not ready: out of use")


def test_a_ticket_that_was_dealt_with_does_not_come_again(hotel: Ground) -> None:
    expected(hotel, "201", minutes=60)
    minute(hotel)
    (ticket,) = hotel.all(Ticket)
    hotel.data("PUT", f"tickets/{ticket.ticket_id}/status", {"status": "done"}, by=FRONT_DESK)
    minute(hotel, minutes=1)
    assert [one.status for one in hotel.all(Ticket)] == ["done"]


def test_a_room_that_is_ready_is_nobodys_trouble(hotel: Ground) -> None:
    expected(hotel, "201", minutes=60)
    be(hotel, "201", Cleaning.READY)
    minute(hotel)
    assert hotel.all(Ticket) == []


def test_a_guest_who_never_came_yesterday_is_not_waited_for(hotel: Ground) -> None:
    expected(hotel, "201", minutes=60)
    be(hotel, "201", Cleaning.READY)
    hotel.pass_time(days=1)
    be(hotel, "201", Cleaning.DIRTY)
    minute(hotel)
    assert hotel.all(Ticket) == []


def busy(hotel: Ground) -> None:
    """Have four rooms to clean for who comes in two hours."""
    for room in ("201", "202", "203", "204"):
        expected(hotel, room, hours=2)
        turnover(hotel, room)


def test_two_people_can_do_it_and_one_alone_cannot(hotel: Ground) -> None:
    sick = on_shift(hotel, hours=2)
    on_shift(hotel, BEHNAZ, hours=1.5)
    busy(hotel)
    minute(hotel)
    assert hotel.payloads(GAP) == []
    end(hotel, sick)
    (gap,) = hotel.payloads(GAP)
    assert (gap["needMinutes"], gap["haveMinutes"], gap["peopleOnShift"], gap["tasks"]) == (120, 90, 1, 4)


def test_a_gap_is_told_once_and_again_after_it_was_closed(hotel: Ground) -> None:
    on_shift(hotel, BEHNAZ, hours=1.5)
    busy(hotel)
    minute(hotel)
    minute(hotel, minutes=1)
    assert len(hotel.payloads(GAP)) == 1
    relief = on_shift(hotel, hours=2)
    hotel.deliver()
    assert hotel.get(Staffing, "current").gap is None
    end(hotel, relief)
    assert len(hotel.payloads(GAP)) == 2


def test_a_calm_night_without_anybody_is_no_gap(hotel: Ground) -> None:
    turnover(hotel)
    minute(hotel)
    assert hotel.payloads(GAP) == []


def test_a_shift_that_nobody_ended_ends_by_itself(hotel: Ground) -> None:
    shift_id = on_shift(hotel, hours=1)
    do(hotel, task := turnover(hotel), "assign", staff_id=ANA)
    minute(hotel, minutes=89)
    assert hotel.get(Shift, shift_id).is_on
    minute(hotel, minutes=1)
    assert hotel.get(Shift, shift_id).is_over
    assert hotel.get(Task, task).status is TaskStatus.PENDING


def test_who_is_still_at_work_in_a_room_is_given_longer(hotel: Ground) -> None:
    shift_id = on_shift(hotel, hours=1)
    do(hotel, task := turnover(hotel), "assign", staff_id=ANA)
    do(hotel, task, "start")
    minute(hotel, minutes=179)
    assert hotel.get(Shift, shift_id).is_on
    do(hotel, task, "complete")
    minute(hotel)
    assert hotel.get(Shift, shift_id).is_over


def test_who_is_at_work_when_their_shift_has_come_is_on_it(hotel: Ground) -> None:
    body = {
        "staff_id": ANA,
        "starts_at": (NOON + timedelta(hours=1)).isoformat(),
        "ends_at": (NOON + timedelta(hours=5)).isoformat(),
    }
    shift_id = hotel.data("POST", SHIFTS, body, by=SUPERVISOR)["shift_id"]
    do(hotel, task := turnover(hotel), "assign", staff_id=ANA)
    do(hotel, task, "start")
    minute(hotel, minutes=59)
    assert hotel.get(Shift, shift_id).status is ShiftStatus.PLANNED
    minute(hotel, minutes=1)
    assert hotel.get(Worklist, ANA).shift_id == shift_id


def test_a_shift_that_nobody_came_for_ends_too(hotel: Ground) -> None:
    starts = NOON + timedelta(hours=1)
    body = {"staff_id": ANA, "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=4)).isoformat()}
    hotel.data("POST", SHIFTS, body, by=SUPERVISOR)
    minute(hotel, hours=6)
    assert [shift.status for shift in hotel.all(Shift)] == [ShiftStatus.ENDED]
    assert hotel.find(Worklist, ANA) is None
