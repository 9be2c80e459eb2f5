"""Looking for tasks: each filter, together, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.tasks import Priority, Source, Task, TaskKind, TaskStatus
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
