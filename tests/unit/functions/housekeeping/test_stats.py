"""How turnovers went, over some business dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.inspections import Inspection, Verdict
from shared.domain.tasks import Source, Task, TaskKind, TaskStatus
from tests.ground import HOUSEKEEPER, NOON, SUPERVISOR, Ground, ground

STATS = "/api/v1/housekeeping/stats/turnover"
ANA, BEHNAZ = derived_id("stf", "ana"), derived_id("stf", "behnaz")
TODAY = date(2026, 6, 15)


def done(name: str, minutes: int | None, ready_after: int | None, by: str = ANA, **facts: Any) -> Task:
    said = {
        "task_id": derived_id("hkt", name),
        "room_id": name,
        "floor": int(name[0]),
        "kind": TaskKind.TURNOVER,
        "source": Source.EVENT,
        "status": TaskStatus.COMPLETED,
        "stay_id": derived_id("rsv", name),
        "business_date": TODAY,
        "created_at": NOON,
        "created_by": "house",
        "estimated_minutes": 30,
        "vacated_at": NOON,
        "ready_at": None if ready_after is None else NOON + timedelta(minutes=ready_after),
        "minutes": minutes,
        "finished_by": by,
    }
    return Task(**{**said, **facts})


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Ana turned over 201, 202 and 301, Behnaz 302 and cleaned 303; 203 is still to be done."""
    with ground() as stands:
        stands.put(
            done("201", 28, 40),
            done("202", 32, 50),
            done("301", 40, 100),
            done("302", 20, 60, BEHNAZ),
            done("303", 15, None, BEHNAZ, kind=TaskKind.MID_STAY_CLEAN, vacated_at=None, estimated_minutes=18),
            done("203", None, None, status=TaskStatus.PENDING, finished_by=None),
            done("204", 90, 240, business_date=TODAY - timedelta(days=1)),
        )
        stands.put(judged("201", Verdict.PASSED), judged("301", Verdict.FAILED), judged("302", Verdict.PASSED))
        yield stands


def judged(name: str, verdict: Verdict) -> Inspection:
    return Inspection(
        inspection_id=derived_id("ins", name),
        task_id=derived_id("hkt", name),
        room_id=name,
        inspector=derived_id("stf", "laila"),
        at=NOON + timedelta(hours=2),
        checklist_id=derived_id("chl", "standard"),
        checklist_version=1,
        answers=(),
        score=1.0,
        verdict=verdict,
    )


def asked(hotel: Ground, begins: str = "2026-06-15", ends: str = "2026-06-15") -> Any:
    return hotel.data("GET", f"{STATS}?from={begins}&to={ends}", by=SUPERVISOR)


def test_the_time_from_check_out_to_ready(hotel: Ground) -> None:
    found = asked(hotel)
    spread = found["time_to_ready"]
    assert found["turnovers"] == 5
    assert [spread[name] for name in ("count", "p50", "p75", "p90", "p95", "longest")] == [4, 50, 60, 100, 100, 100]


def test_both_days_are_within(hotel: Ground) -> None:
    assert asked(hotel, "2026-06-14")["time_to_ready"]["longest"] == 240
    assert asked(hotel, "2026-06-14", "2026-06-14")["turnovers"] == 1


def test_floor_by_floor(hotel: Ground) -> None:
    floors = {one["floor"]: (one["turnovers"], one["time_to_ready"]["p50"]) for one in asked(hotel)["floors"]}
    assert floors == {2: (3, 40), 3: (2, 60)}


def test_kind_by_kind_with_what_was_planned(hotel: Ground) -> None:
    kinds = {one["kind"]: (one["completed"], one["minutes"], one["planned_minutes"]) for one in asked(hotel)["kinds"]}
    assert kinds == {"turnover": (4, 30.0, 30.0), "mid_stay_clean": (1, 15.0, 18.0)}


def test_person_by_person_with_what_passed_inspection(hotel: Ground) -> None:
    people = {one["staff_id"]: one for one in asked(hotel)["people"]}
    assert [people[ANA][name] for name in ("completed", "minutes", "inspected", "pass_rate")] == [3, 100, 2, 0.5]
    assert [people[BEHNAZ][name] for name in ("completed", "minutes", "inspected", "pass_rate")] == [2, 35, 1, 1.0]


def test_a_departure_whose_turnover_was_begun_anew_is_one_departure(hotel: Ground) -> None:
    hotel.put(done("202", 10, None, task_id=derived_id("hkt", "failed"), status=TaskStatus.FAILED))
    assert asked(hotel)["turnovers"] == 5


def test_the_three_numbers_are_of_now_whatever_days_are_asked_for(hotel: Ground) -> None:
    assert asked(hotel, "2026-01-01", "2026-01-02")["now"]["time_to_ready"] == 60


def test_days_on_which_nothing_happened(hotel: Ground) -> None:
    found = asked(hotel, "2026-01-01", "2026-01-02")
    assert (found["turnovers"], found["time_to_ready"]["p50"], found["people"]) == (0, None, [])


@pytest.mark.parametrize("days", [("2026-06-15", "2026-06-14"), ("2026-01-01", "2026-04-03")])
def test_a_range_that_is_none_or_too_long_is_refused(hotel: Ground, days: tuple[str, str]) -> None:
    found = hotel.refused("GET", f"{STATS}?from={days[0]}&to={days[1]}", by=SUPERVISOR)
    assert found == (422, "MELMASTOON.GENERAL.INVALID_FIELDS")


def test_what_people_did_is_for_shift_leads(hotel: Ground) -> None:
    assert hotel.call("GET", f"{STATS}?from=2026-06-15&to=2026-06-15", by=HOUSEKEEPER).status_code == 403
