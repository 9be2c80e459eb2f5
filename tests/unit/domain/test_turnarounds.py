"""How long rooms take to be ready, and how that is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.rooms import Expected, OpenTask, Room
from shared.domain.settings import Choices
from shared.domain.turnarounds import awaited_turnovers, first_ready, percentile, spread

NOON = datetime(2026, 6, 15, 7, 30, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(("rank", "found"), [(50, 20), (75, 30), (90, 40), (95, 40), (100, 40)])
def test_percentiles_are_of_the_nearest_rank(rank: int, found: int) -> None:
    assert percentile([10, 20, 30, 40], rank) == found


def test_of_nothing_there_is_no_percentile() -> None:
    assert percentile([], 50) is None


def test_a_histogram_counts_each_once_and_its_last_bar_has_no_end() -> None:
    found = spread([14, 15, 44, 500])
    bars = {(bar.from_minutes, bar.until_minutes): bar.count for bar in found.histogram if bar.count}
    assert bars == {(0, 15): 1, (15, 30): 1, (30, 45): 1, (240, None): 1}
    assert (found.count, found.longest) == (4, 500)


def test_a_room_is_ready_for_a_departure_when_it_first_was_after_it() -> None:
    assert first_ready({"a": at(0)}, [at(90), at(40)]) == {"a": at(40)}


def test_what_was_ready_before_the_guest_left_does_not_count() -> None:
    assert first_ready({"a": at(0)}, [at(-5)]) == {}


def test_a_room_ready_after_the_next_guest_left_is_ready_for_that_one_alone() -> None:
    assert first_ready({"a": at(0), "b": at(100)}, [at(130)]) == {"b": at(130)}


def test_of_two_turnovers_of_one_departure_the_later_one_made_it_ready() -> None:
    assert first_ready({"failed": at(0), "again": at(0)}, [at(60)]) == {"again": at(60)}


def room(arrives: int | None, *kinds: str) -> Room:
    tasks = tuple(
        OpenTask(task_id=f"hkt_{kind}", kind=kind, status="pending", priority="low", created_at=NOON) for kind in kinds
    )
    coming = () if arrives is None else (Expected(stay_id="rsv_1", guest_id="gst_1", expected_at=at(arrives)),)
    return Room(room_id="204", number="204", floor=2, tasks=tasks, upcoming=coming)


@pytest.mark.parametrize(
    ("found", "count"),
    [
        (room(90, "turnover"), 1),
        (room(91, "turnover"), 0),
        (room(-30, "turnover"), 1),
        (room(None, "turnover"), 0),
        (room(30, "inspection"), 0),
        (room(30), 0),
    ],
)
def test_an_open_turnover_is_awaited_where_somebody_comes_within_the_window(found: Room, count: int) -> None:
    assert awaited_turnovers([found], NOON, Choices()) == count


def test_a_room_that_nobody_left_was_ready_for_nobody() -> None:
    assert first_ready({}, [NOON]) == {}
