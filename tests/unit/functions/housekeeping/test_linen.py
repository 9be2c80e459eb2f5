"""Linen over HTTP; what a line may become is held by the domain's tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.linen import LinenLine
from shared.domain.people import Role
from shared.domain.rooms import Room
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tasks import LinenCount, Source, Task, TaskKind, TaskStatus
from tests.ground import FRONT_DESK, HOUSEKEEPER, NOON, STRANGER, SUPERVISOR, Ground, ground

BASE = "/api/v1/housekeeping/linen"
TASKS = "/api/v1/housekeeping/tasks"
ALERT = "melmastoon.housekeeping.linen.low_stock_alert.v1"
TOWELS = {"name": "Bath towel", "translations": {"fa-AF": "جان‌پاک"}, "stock": 40, "in_use": 60, "low_watermark": 20}
TASK = Task(
    task_id=derived_id("hkt", "204"),
    room_id="204",
    kind=TaskKind.TURNOVER,
    source=Source.MANUAL,
    business_date=NOON.date(),
    created_at=NOON,
    created_by="stf_1",
    estimated_minutes=30,
)


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands


def added(hotel: Ground, **other: Any) -> str:
    return str(hotel.data("POST", BASE, {**TOWELS, **other}, by=SUPERVISOR)["line_id"])


def begun(hotel: Ground) -> str:
    """Return a task that somebody works on."""
    staff_id = staff_id_of("demo", "ana@demo.hotel")
    hotel.put(
        Room(room_id="205", number="205", floor=2),
        Staff(staff_id=staff_id, name="Ana", email="ana@demo.hotel", role=Role.HOUSEKEEPER),
    )
    task_id = str(hotel.data("POST", TASKS, {"room_id": "205", "kind": "deep_clean"}, by=SUPERVISOR)["task_id"])
    hotel.data("POST", f"{TASKS}/{task_id}/start", {"staff_id": staff_id}, by=SUPERVISOR)
    return task_id


def change(hotel: Ground, line_id: str, **said: Any) -> LinenLine:
    hotel.data("PUT", f"{BASE}/{line_id}", said, by=SUPERVISOR)
    return hotel.get(LinenLine, line_id)


def test_a_line_is_set_up_with_what_is_there(hotel: Ground) -> None:
    line = hotel.get(LinenLine, added(hotel))
    assert (line.name, line.stock, line.in_use, line.low_watermark) == ("Bath towel", 40, 60, 20)
    assert line.translations == {"fa-AF": "جان‌پاک"}


def test_issue_and_return_move_pieces_between_shelf_and_house(hotel: Ground) -> None:
    line_id = added(hotel)
    issued = hotel.data("POST", f"{BASE}/{line_id}/issue", {"count": 6}, by=HOUSEKEEPER)
    assert (issued["stock"], issued["in_use"]) == (34, 66)
    returned = hotel.data("POST", f"{BASE}/{line_id}/return", {"count": 2}, by=HOUSEKEEPER)
    assert (returned["stock"], returned["in_use"]) == (36, 64)


@pytest.mark.parametrize("status", [TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED])
def test_a_task_counts_what_was_issued_for_it_and_came_back_also_when_it_is_over(
    hotel: Ground, status: TaskStatus
) -> None:
    line_id = added(hotel)
    hotel.put(TASK.but(status=status))
    for move, count in (("issue", 6), ("issue", 2), ("return", 3)):
        hotel.data("POST", f"{BASE}/{line_id}/{move}", {"count": count, "task_id": TASK.task_id}, by=HOUSEKEEPER)
    assert hotel.get(Task, TASK.task_id).linen == (LinenCount(line_id=line_id, issued=8, returned=3),)
    assert hotel.get(LinenLine, line_id).stock == 35


def test_what_is_refused_is_counted_on_no_task(hotel: Ground) -> None:
    line_id = added(hotel)
    hotel.put(TASK)
    said = {"count": 41, "task_id": TASK.task_id}
    assert hotel.refused("POST", f"{BASE}/{line_id}/issue", said, by=HOUSEKEEPER)[0] == 409
    assert hotel.get(Task, TASK.task_id).linen == ()


def test_a_task_that_there_is_not_gets_no_linen(hotel: Ground) -> None:
    line_id = added(hotel)
    said = {"count": 1, "task_id": derived_id("hkt", "none")}
    assert hotel.refused("POST", f"{BASE}/{line_id}/issue", said, by=HOUSEKEEPER)[0] == 404
    assert hotel.get(LinenLine, line_id).stock == 40


def test_what_comes_back_with_finished_work_is_on_the_shelf_and_on_the_task(hotel: Ground) -> None:
    line_id = added(hotel)
    task_id = begun(hotel)
    hotel.data("POST", f"{TASKS}/{task_id}/complete", {"linen_returned": {line_id: 3}}, by=SUPERVISOR)
    assert hotel.get(Task, task_id).linen == (LinenCount(line_id=line_id, returned=3, told=3),)
    assert (hotel.get(LinenLine, line_id).stock, hotel.get(LinenLine, line_id).in_use) == (43, 57)


@pytest.mark.parametrize("count", [5, 500])
def test_more_than_is_out_does_not_come_back_with_work_either_and_the_work_goes_on(hotel: Ground, count: int) -> None:
    """H10."""
    line_id = added(hotel, in_use=2)
    task_id = begun(hotel)
    said = {"linen_returned": {line_id: count}}
    refused = hotel.refused("POST", f"{TASKS}/{task_id}/complete", said, by=SUPERVISOR)
    assert refused == (409, "MELMASTOON.HOUSEKEEPING.NOT_AS_MUCH_LINEN_OUT")
    assert hotel.get(Task, task_id).is_open
    assert hotel.get(LinenLine, line_id).stock == 40


def test_told_late_more_than_is_out_is_kept_and_named_for_a_stocktake(hotel: Ground) -> None:
    line_id = added(hotel, in_use=2)
    task_id = begun(hotel)
    since = (hotel.now + timedelta(minutes=1)).isoformat()
    hotel.pass_time(minutes=5)
    said = {"linen_returned": {line_id: 5}}
    hotel.data(
        "POST", f"{TASKS}/{task_id}/complete", said, by=SUPERVISOR, X_Offline_Since=since, Idempotency_Key="late"
    )
    line = hotel.get(LinenLine, line_id)
    assert (line.stock, line.in_use, line.beyond) == (42, 0, 3)
    assert hotel.get(Task, task_id).linen == (LinenCount(line_id=line_id, returned=5, told=5),)


@pytest.mark.parametrize(("first", "then", "stock"), [(3, 3, 43), (3, 5, 45), (5, 3, 45)])
def test_what_is_told_twice_of_one_task_came_back_once(hotel: Ground, first: int, then: int, stock: int) -> None:
    """H10."""
    line_id = added(hotel)
    task_id = begun(hotel)
    for count in (first, then):
        hotel.data("POST", f"{TASKS}/{task_id}/complete", {"linen_returned": {line_id: count}}, by=SUPERVISOR)
    assert hotel.get(LinenLine, line_id).stock == stock


@pytest.mark.parametrize("times", [1, 2])
def test_work_is_finished_whatever_line_is_named_and_the_answer_names_the_unknown_one(
    hotel: Ground, times: int
) -> None:
    line_id, unknown = added(hotel), derived_id("lin", "none")
    task_id = begun(hotel)
    said = {"linen_returned": {unknown: 2, line_id: 3}}
    answer = [hotel.data("POST", f"{TASKS}/{task_id}/complete", said, by=SUPERVISOR) for _ in range(times)][-1]
    assert answer["status"] == "completed"
    assert [note["text"] for note in answer["notes"]] == [f"unknown linen {unknown}: 2"]
    assert hotel.get(LinenLine, line_id).stock == 43


def test_linen_that_comes_back_late_is_kept_with_work_that_is_over(hotel: Ground) -> None:
    line_id = added(hotel)
    task_id = begun(hotel)
    for said in ({}, {"linen_returned": {line_id: 3}}):
        hotel.data("POST", f"{TASKS}/{task_id}/complete", said, by=SUPERVISOR)
    assert hotel.get(LinenLine, line_id).stock == 43


def test_a_count_may_be_typed_in_the_digits_of_the_house(hotel: Ground) -> None:
    line_id = added(hotel)
    assert hotel.data("POST", f"{BASE}/{line_id}/issue", {"count": "۱۲"}, by=HOUSEKEEPER)["stock"] == 28


def test_the_same_tap_twice_issues_once(hotel: Ground) -> None:
    line_id = added(hotel)
    for _ in range(2):
        hotel.data("POST", f"{BASE}/{line_id}/issue", {"count": 6}, by=HOUSEKEEPER, Idempotency_Key="tap-1")
    assert hotel.get(LinenLine, line_id).stock == 34


@pytest.mark.parametrize(
    ("move", "count", "code"), [("issue", 41, "NOT_ENOUGH_LINEN"), ("return", 61, "NOT_AS_MUCH_LINEN_OUT")]
)
def test_what_is_not_there_does_not_move(hotel: Ground, move: str, count: int, code: str) -> None:
    line_id = added(hotel)
    found = hotel.refused("POST", f"{BASE}/{line_id}/{move}", {"count": count}, by=HOUSEKEEPER)
    assert found == (409, f"MELMASTOON.HOUSEKEEPING.{code}")
    assert hotel.get(LinenLine, line_id).stock == 40


def test_a_fall_under_the_watermark_is_told_once(hotel: Ground) -> None:
    line_id = added(hotel)
    for _ in range(3):
        hotel.data("POST", f"{BASE}/{line_id}/issue", {"count": 12}, by=HOUSEKEEPER)
    assert [told["stock"] for told in hotel.payloads(ALERT)] == [16]


def test_a_count_anew_keeps_its_reason_and_who_took_it(hotel: Ground) -> None:
    line = change(hotel, added(hotel), stocktake={"stock": 35, "in_use": 55, "reason": "month end"})
    assert (line.stock, line.in_use) == (35, 55)
    assert line.stocktake is not None
    assert (line.stocktake.reason, line.stocktake.by) == ("month end", SUPERVISOR.id)


def test_a_count_anew_needs_a_reason(hotel: Ground) -> None:
    assert hotel.refused("PUT", f"{BASE}/{added(hotel)}", {"stocktake": {"stock": 1}}, by=SUPERVISOR)[0] == 422


def test_a_watermark_and_a_count_in_one_request_are_one_fall(hotel: Ground) -> None:
    line = change(hotel, added(hotel), low_watermark=50, stocktake={"stock": 45, "reason": "month end"})
    assert line.is_low
    assert len(hotel.payloads(ALERT)) == 1


def test_a_new_name_leaves_the_counts_alone(hotel: Ground) -> None:
    line_id = added(hotel)
    before = hotel.get(LinenLine, line_id)
    after = change(hotel, line_id, name="Large towel")
    assert after.but(name=before.name, revision=before.revision) == before


def test_lines_are_listed_by_name(hotel: Ground) -> None:
    for name in ("Sheet, twin", "Bath towel", "Pillowcase"):
        added(hotel, name=name)
    listed = hotel.data("GET", BASE, by=FRONT_DESK)
    assert [line["name"] for line in listed] == ["Bath towel", "Pillowcase", "Sheet, twin"]


def test_who_only_takes_from_the_shelf_does_not_set_it_up(hotel: Ground) -> None:
    assert hotel.refused("POST", BASE, TOWELS, by=HOUSEKEEPER)[0] == 403
    assert hotel.refused("PUT", f"{BASE}/{added(hotel)}", {"low_watermark": 1}, by=HOUSEKEEPER)[0] == 403


@pytest.mark.parametrize("count", [0, -1, "many", None])
def test_what_is_no_count_is_refused(hotel: Ground, count: object) -> None:
    assert hotel.refused("POST", f"{BASE}/{added(hotel)}/issue", {"count": count}, by=HOUSEKEEPER)[0] == 422


def test_another_tenant_finds_no_line(hotel: Ground) -> None:
    line_id = added(hotel)
    assert hotel.refused("POST", f"{BASE}/{line_id}/issue", {"count": 1}, by=STRANGER)[0] == 404
