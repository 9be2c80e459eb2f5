"""The board: everything that housekeeping looks at, in one answer and without a guest's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.linen import LinenLine
from shared.domain.lost_and_found import LostCategory, LostItem, LostStatus
from shared.domain.people import Actor, Role
from shared.domain.rooms import Block, BlockKind, Expected, Occupancy, Occupant, OpenTask, OpenTicket, Room
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.staff import Staff, staff_id_of
from shared.domain.stays import Stay, StayStatus
from shared.domain.tasks import Source, Task, TaskKind, TaskStatus
from shared.domain.worklists import InHand, Worklist
from tests.ground import AGENT, HOUSEKEEPER, NOON, SUPERVISOR, Ground, ground, guest_of

BOARD = "/api/v1/housekeeping/board"
ANA, BEHNAZ = (staff_id_of("demo", f"{name}@demo.hotel") for name in ("ana", "behnaz"))
STAY, NEXT = derived_id("rsv", "amina"), derived_id("rsv", "next")
HERS, DONE, LONG_AGO = (derived_id("hkt", name) for name in ("hers", "done", "long ago"))


def task(task_id: str, room_id: str, **facts: Any) -> Task:
    said = {
        "task_id": task_id,
        "room_id": room_id,
        "kind": TaskKind.TURNOVER,
        "source": Source.EVENT,
        "business_date": date(2026, 6, 15),
        "created_at": NOON - timedelta(hours=3),
        "created_by": "house",
        "estimated_minutes": 30,
    }
    return Task(**{**said, **facts})


def shift(staff_id: str, **facts: Any) -> Shift:
    begins = NOON - timedelta(hours=4)
    said = {
        "shift_id": derived_id("sft", staff_id),
        "staff_id": staff_id,
        "status": ShiftStatus.ON,
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=8),
        "capacity_minutes": 450,
    }
    return Shift(**{**said, **facts})


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Amina is in 204 and due out; 205 was left an hour ago and is wanted in 45 minutes; 206 is blocked; Ana is on."""
    with ground() as stands:
        stands.put(
            Room(
                room_id="204",
                number="204",
                floor=2,
                occupancy=Occupancy.OCCUPIED,
                stay=Occupant(
                    stay_id=STAY,
                    guest_id="gst_1",
                    checked_in_at=NOON - timedelta(days=2),
                    check_out_at=NOON + timedelta(hours=1),
                    language="fa-AF",
                ),
                tickets=(OpenTicket(ticket_id="tkt_1", kind="towels", status="open", opened_at=NOON),),
            ),
            Room(
                room_id="205",
                number="205",
                floor=2,
                upcoming=(
                    Expected(stay_id=NEXT, guest_id="gst_2", expected_at=NOON + timedelta(minutes=45), vip=True),
                ),
                tasks=(
                    OpenTask(task_id=HERS, kind="turnover", status="in_progress", priority="high", created_at=NOON),
                ),
            ),
            Room(
                room_id="206",
                number="206",
                floor=2,
                blocks=(Block(block_id="blk_1", kind=BlockKind.MAINTENANCE, reason="the tap drips", from_at=NOON),),
            ),
            Room(room_id="207", number="207", floor=2, archived=True),
            Stay(
                stay_id=STAY,
                status=StayStatus.CHECKED_IN,
                guest_id="gst_1",
                guest_name="Amina",
                arrival_at=NOON,
                departure_at=NOON,
            ),
            task(
                HERS,
                "205",
                status=TaskStatus.IN_PROGRESS,
                assignee=ANA,
                stay_id=STAY,
                vacated_at=NOON - timedelta(hours=1),
            ),
            task(
                DONE,
                "206",
                status=TaskStatus.COMPLETED,
                finished_at=NOON - timedelta(hours=1),
                stay_id=NEXT,
                vacated_at=NOON - timedelta(minutes=100),
                ready_at=NOON - timedelta(minutes=58),
            ),
            task(LONG_AGO, "206", status=TaskStatus.COMPLETED, finished_at=NOON - timedelta(days=1)),
            Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role=Role.HOUSEKEEPER, languages=("fa-AF", "en")),
            Staff(staff_id=BEHNAZ, name="Behnaz", email="behnaz@demo.hotel", role=Role.HOUSEKEEPER),
            shift(ANA, skills=("deep_clean",)),
            shift(BEHNAZ, status=ShiftStatus.ENDED),
            Worklist(
                staff_id=ANA,
                running=HERS,
                tasks=(
                    InHand(
                        task_id=HERS,
                        room_id="205",
                        kind=TaskKind.TURNOVER,
                        status=TaskStatus.IN_PROGRESS,
                        minutes=30,
                    ),
                ),
            ),
            LinenLine(line_id="lin_1", name="Towels", stock=3, low_watermark=10, recent_use=12, used_at=NOON),
            LinenLine(line_id="lin_2", name="Sheets", stock=30, low_watermark=10),
            found_item("laf_1", LostStatus.RECORDED),
            found_item("laf_2", LostStatus.DISPOSED),
        )
        yield stands


def found_item(item_id: str, status: LostStatus) -> LostItem:
    return LostItem(
        item_id=item_id,
        category=LostCategory.OTHER,
        description="a scarf",
        found_by=ANA,
        found_at=NOON,
        recorded_by=ANA,
        status=status,
        keep_until=NOON + timedelta(days=90),
    )


def board(hotel: Ground, by: Actor = SUPERVISOR) -> Any:
    return hotel.data("GET", BOARD, by=by)


def test_every_room_that_the_hotel_has_with_what_the_day_holds_for_it(hotel: Ground) -> None:
    found = {room["room_id"]: room["day"] for room in board(hotel)["rooms"]}
    assert found == {"204": "due_out", "205": "departed", "206": "departed"}


def test_a_room_says_who_comes_next_and_in_how_many_minutes(hotel: Ground) -> None:
    room = next(room for room in board(hotel)["rooms"] if room["room_id"] == "205")
    coming = room["next_arrival"]
    assert (coming["stay_id"], coming["minutes"], coming["vip"]) == (NEXT, 45, True)
    assert room["task_ids"] == [HERS]


def test_a_room_says_what_is_in_the_way(hotel: Ground) -> None:
    rooms = {room["room_id"]: room for room in board(hotel)["rooms"]}
    assert [block["reason"] for block in rooms["206"]["blocks"]] == ["the tap drips"]
    assert rooms["204"]["tickets"] == 1


def test_tasks_are_those_to_do_and_those_that_ended_today(hotel: Ground) -> None:
    assert {task["task_id"] for task in board(hotel)["tasks"]} == {HERS, DONE}


def test_who_is_on_shift_with_what_they_have_in_hand(hotel: Ground) -> None:
    [person] = board(hotel)["staff"]
    assert (person["name"], person["languages"], person["skills"]) == ("Ana", ["fa-AF", "en"], ["deep_clean"])
    assert (person["capacity_minutes"], person["minutes_left"]) == (450, 225)
    assert (person["load_minutes"], person["active_task_count"]) == (30, 1)
    assert (person["task_ids"], person["running"]) == ([HERS], HERS)


def test_somebody_who_works_here_no_more_is_not_on_shift(hotel: Ground) -> None:
    hotel.put(shift(derived_id("stf", "gone")))
    assert [person["staff_id"] for person in board(hotel)["staff"]] == [ANA]


def test_what_runs_short_and_what_was_found(hotel: Ground) -> None:
    found = board(hotel)
    assert [line["name"] for line in found["linen_low"]] == ["Towels"]
    assert found["lost_items"] == 1


def test_the_three_numbers_of_the_day(hotel: Ground) -> None:
    assert board(hotel)["headlines"] == {
        "time_to_ready": 42,
        "pending_tasks_at_arrival_window": 1,
        "linen_runway_minutes": 43,
    }


def test_the_day_and_the_choices_that_a_board_shows(hotel: Ground) -> None:
    found = board(hotel)
    assert (found["business_date"], found["generated_at"]) == ("2026-06-15", "2026-06-15T07:30:00Z")
    assert found["settings"]["zone"] == "Asia/Kabul"


def test_no_guests_name_stands_on_it(hotel: Ground) -> None:
    answer = hotel.call("GET", BOARD, by=AGENT)
    assert answer.status_code == 200
    assert "Amina" not in answer.get_data(as_text=True)


def test_no_guest_sees_it(hotel: Ground) -> None:
    assert hotel.call("GET", BOARD, by=guest_of("204", STAY)).status_code == 403


def test_an_empty_house_has_a_board_too() -> None:
    with ground() as stands:
        found = stands.data("GET", BOARD, by=HOUSEKEEPER)
    assert (found["rooms"], found["tasks"], found["staff"]) == ([], [], [])
    assert set(found["headlines"].values()) == {None, 0}
