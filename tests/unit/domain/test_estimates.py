"""How long work takes here: by what was assumed, until there is enough to learn from."""

from __future__ import annotations

import pytest

from shared.domain.estimates import ENOUGH_SAMPLES, Estimate, minutes_for
from shared.domain.settings import Choices, RoomTypeChoices
from shared.domain.tasks import TaskKind

UNKNOWN = Estimate(estimate_id="est_1")


def after(*minutes: int, planned: int = 30) -> Estimate:
    known = UNKNOWN
    for one in minutes:
        known = known.learning(one, planned)
    return known


def test_the_first_samples_count_alike() -> None:
    assert after(20, 30, 40).minutes == pytest.approx(30)


def test_it_follows_what_changes_in_the_house() -> None:
    assert after(*[30] * 20, *[45] * 40).minutes == pytest.approx(45, abs=0.5)


def test_one_odd_day_among_many_moves_it_little() -> None:
    assert after(*[30] * 20, 60).minutes == pytest.approx(33)


def test_what_was_begun_and_completed_at_once_teaches_nothing() -> None:
    assert after(30, 0, 7) == after(30)


def test_what_nobody_ended_for_hours_counts_as_three_times_the_plan() -> None:
    assert after(600).minutes == 90


def test_an_assumption_that_is_far_off_is_still_left_behind() -> None:
    known = UNKNOWN
    for _ in range(40):
        planned = minutes_for(TaskKind.INSPECTION, "suite", known, Choices())
        known = known.learning(60, planned)
    assert minutes_for(TaskKind.INSPECTION, "suite", known, Choices()) == pytest.approx(60, abs=3)


@pytest.mark.parametrize(
    ("samples", "planned"), [(0, 45), (ENOUGH_SAMPLES - 1, 45), (ENOUGH_SAMPLES, 22), (ENOUGH_SAMPLES + 1, 22)]
)
def test_what_the_house_chose_holds_until_there_is_enough_to_learn_from(samples: int, planned: int) -> None:
    house = Choices(room_types={"suite": RoomTypeChoices(turnover_minutes=45)})
    assert minutes_for(TaskKind.TURNOVER, "suite", after(*[22] * samples), house) == planned


def test_of_a_type_that_nobody_described_the_kind_of_work_says() -> None:
    assert minutes_for(TaskKind.MID_STAY_CLEAN, "suite", None, Choices()) == 18
