"""When scheduled jobs come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from functions import load_all
from shared.runtime.routes import ROUTES
from shared.runtime.schedules import Schedule

SATURDAY = datetime(2026, 3, 21, 9, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "comes"),
    [
        ("* * * * *", datetime(2026, 3, 21, 9, 1, tzinfo=UTC)),
        ("*/15 * * * *", datetime(2026, 3, 21, 9, 15, tzinfo=UTC)),
        ("5,40 * * * *", datetime(2026, 3, 21, 9, 5, tzinfo=UTC)),
        ("17 3 * * *", datetime(2026, 3, 22, 3, 17, tzinfo=UTC)),
        ("0 8-10/2 * * *", datetime(2026, 3, 21, 10, 0, tzinfo=UTC)),
        ("0 0 1 * *", datetime(2026, 4, 1, 0, 0, tzinfo=UTC)),
        ("0 12 * * 0", datetime(2026, 3, 22, 12, 0, tzinfo=UTC)),
        ("0 12 * * 7", datetime(2026, 3, 22, 12, 0, tzinfo=UTC)),
        ("0 12 * * 1-5", datetime(2026, 3, 23, 12, 0, tzinfo=UTC)),
        ("0 12 25 * 1", datetime(2026, 3, 23, 12, 0, tzinfo=UTC)),
        ("0 0 29 2 *", datetime(2028, 2, 29, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_schedule_comes_when_crontab_says(schedule: str, comes: datetime) -> None:
    assert Schedule.parse(schedule).after(SATURDAY) == comes


@pytest.mark.parametrize("text", ["", "* * * *", "60 * * * *", "* * 0 * *", "a * * * *", "5-1 * * * *", "@daily"])
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"fields|between|invalid"):
        Schedule.parse(text)


def test_every_job_has_a_schedule_that_can_be_played() -> None:
    load_all()
    jobs = [route for route in ROUTES.values() if route.kind == "job"]

    assert jobs
    assert all(Schedule.parse(job.schedule).after(SATURDAY) > SATURDAY for job in jobs)
