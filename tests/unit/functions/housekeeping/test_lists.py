"""Looking for tasks: each filter, together, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.tasks import Priority, Source, Task, TaskKind, TaskStatus
from shared.domain.worklists import InHand, Worklist
from tests.ground import AGENT, HOUSEKEEPER, NOON, Ground, ground

TASKS = "/api/v1/housekeeping/tasks"
ANA = derived_id("stf", "ana")
STAY = derived_id("rsv", "amina")
TODAY, YESTERDAY = date(2026, 6, 15), date(2026, 6, 14)


def task(name: str, minutes_ago: int, **facts: Any) -> Task:
    return Task(
        **{
            "task_id": derived_id("hkt", name),
            "room_id": "204",
            "floor": 2,
            "kind": TaskKind.TURNOVER,
            "source": Source.MANUAL,
            "business_date": TODAY,
            "created_at": NOON - timedelta(minutes=minutes_ago),
            "created_by": "x",
            "estimated_minutes": 30,
            **facts,
        }
    )


KNOWN = {
    derived_id("hkt", name): name for name in ("hers", "urgent", "stay-over", "upstairs", "yesterday's", "cancelled")
}


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        stands.put(
            task("hers", 1, assignee=ANA, status=TaskStatus.ASSIGNED),
            task("urgent", 2, priority=Priority.URGENT),
            task("stay-over", 3, kind=TaskKind.MID_STAY_CLEAN, stay_id=STAY),
            task("upstairs", 4, room_id="301", floor=3),
            task("yesterday's", 5, business_date=YESTERDAY, status=TaskStatus.PAUSED, assignee=ANA),
            task("cancelled", 6, status=TaskStatus.CANCELLED),
        )
        yield stands


def found(hotel: Ground, asked: str = "") -> list[str]:
    return [KNOWN[one["task_id"]] for one in hotel.data("GET", f"{TASKS}{asked}", by=HOUSEKEEPER)]


def test_all_of_them_newest_first(hotel: Ground) -> None:
    assert found(hotel) == ["hers", "urgent", "stay-over", "upstairs", "yesterday's", "cancelled"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("status=assigned,paused", ["hers", "yesterday's"]),
        (f"assignee={ANA}", ["hers", "yesterday's"]),
        ("assignee=none", ["urgent", "stay-over", "upstairs", "cancelled"]),
        ("priority=urgent", ["urgent"]),
        ("kind=mid_stay_clean", ["stay-over"]),
        ("room=301", ["upstairs"]),
        ("floor=3", ["upstairs"]),
        ("business_date=2026-06-14", ["yesterday's"]),
        (f"stay={STAY}", ["stay-over"]),
        ("status=pending&assignee=none&floor=2", ["urgent", "stay-over"]),
    ],
)
def test_those_that_somebody_is_looking_for(hotel: Ground, asked: str, names: list[str]) -> None:
    assert found(hotel, f"?{asked}") == names


def test_all_filters_may_be_given_together(hotel: Ground) -> None:
    asked = f"?status=assigned&assignee={ANA}&priority=low&kind=turnover&room=204&floor=2&business_date=2026-06-15"
    assert found(hotel, asked) == ["hers"]


def test_page_by_page(hotel: Ground) -> None:
    first = hotel.call("GET", f"{TASKS}?limit=4", by=AGENT).get_json()
    assert found(hotel, f"?limit=4&cursor={first['meta']['next_cursor']}") == ["yesterday's", "cancelled"]


def test_what_is_no_status_is_refused_by_name(hotel: Ground) -> None:
    problem = hotel.call("GET", f"{TASKS}?status=lost", by=HOUSEKEEPER).get_json(force=True)
    assert [one["field"] for one in problem["errors"]] == ["status.0"]


def test_one_task_is_given_with_its_revision(hotel: Ground) -> None:
    answer = hotel.call("GET", f"{TASKS}/{derived_id('hkt', 'hers')}", by=HOUSEKEEPER)
    assert answer.get_json()["data"]["assignee"] == ANA
    assert answer.headers["ETag"] == '"v=1"'


def test_a_task_that_never_was_is_not_there(hotel: Ground) -> None:
    found = hotel.refused("GET", f"{TASKS}/{derived_id('hkt', 'nothing')}", by=HOUSEKEEPER)
    assert found == (404, "MELMASTOON.GENERAL.RESOURCE_NOT_FOUND")


SHIFT, WORKLIST = derived_id("sft", "today"), [derived_id("hkt", "hers"), derived_id("hkt", "yesterday's")]


@pytest.fixture
def on_shift(hotel: Ground) -> Ground:
    """Ana is on shift since an hour: two tasks in hand, one done by now, one done before."""
    hands = [InHand(task_id=one, room_id="204", kind="turnover", status="assigned", minutes=30) for one in WORKLIST]
    began = NOON - timedelta(hours=1)
    ended = {"status": TaskStatus.COMPLETED, "assignee": ANA, "finished_by": ANA}
    hotel.put(
        Shift(
            shift_id=SHIFT,
            staff_id=ANA,
            status=ShiftStatus.ON,
            starts_at=began,
            started_at=began,
            ends_at=NOON + timedelta(hours=7),
            capacity_minutes=450,
        ),
        Worklist(staff_id=ANA, shift_id=SHIFT, tasks=tuple(hands)),
        task("urgent", 2, finished_at=NOON - timedelta(minutes=5), kind=TaskKind.DEEP_CLEAN, **ended),
        task("upstairs", 4, finished_at=NOON - timedelta(minutes=65), **ended),
    )
    return hotel


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["hers", "urgent", "yesterday's"]),
        ("&status=completed", ["urgent"]),
        ("&status=assigned,paused", ["hers", "yesterday's"]),
        ("&business_date=2026-06-14", ["yesterday's"]),
        ("&kind=deep_clean", ["urgent"]),
        ("&assignee=none", []),
    ],
)
def test_the_tasks_of_a_shift_are_those_in_hand_and_those_that_ended_in_it(
    on_shift: Ground, asked: str, names: list[str]
) -> None:
    """H26."""
    assert found(on_shift, f"?shift={SHIFT}{asked}") == names


def test_the_tasks_of_a_shift_come_page_by_page(on_shift: Ground) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        answer = on_shift.call("GET", f"{TASKS}?shift={SHIFT}&limit=1{cursor}", by=HOUSEKEEPER).get_json()
        seen += [KNOWN[one["task_id"]] for one in answer["data"]]
        cursor = f"&cursor={answer['meta']['next_cursor']}"
    assert seen == ["hers", "urgent", "yesterday's"]
    assert answer["meta"]["next_cursor"] is None


def test_what_is_in_hand_for_another_shift_is_not_of_this_one(on_shift: Ground) -> None:
    on_shift.put(on_shift.get(Shift, SHIFT).but(status=ShiftStatus.ENDED, ended_at=NOON))
    assert found(on_shift, f"?shift={SHIFT}") == ["urgent"]
    assert on_shift.refused("GET", f"{TASKS}?shift={derived_id('sft', 'none')}", by=HOUSEKEEPER)[0] == 404
