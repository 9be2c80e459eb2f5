"""What a house learns from how long its tasks took."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.estimates import DEFAULT_MINUTES, ENOUGH, expected_minutes, first_estimate, learned
from shared.domain.settings import Choices, RoomTypeChoices

pytestmark = pytest.mark.unit

HOUSE = Choices(room_types={"suite": RoomTypeChoices(turnover_minutes=50)})


def after(*minutes: int):
    return reduce(learned, minutes, first_estimate("standard", "turnover", HOUSE))


def test_before_anything_is_learned_the_default_of_the_kind_is_expected():
    assert expected_minutes(None, "standard", "turnover", HOUSE) == DEFAULT_MINUTES["turnover"]


def test_a_room_type_may_say_its_own_minutes():
    assert expected_minutes(None, "suite", "turnover", HOUSE) == 50


def test_a_room_type_that_says_nothing_of_a_kind_takes_the_default():
    assert expected_minutes(None, "suite", "mid_stay_clean", HOUSE) == DEFAULT_MINUTES["mid_stay_clean"]


def test_a_few_tasks_do_not_replace_the_default():
    assert expected_minutes(after(*[45] * (ENOUGH - 1)), "standard", "turnover", HOUSE) == 30


def test_enough_tasks_do():
    assert 40 <= expected_minutes(after(*[45] * ENOUGH), "standard", "turnover", HOUSE) <= 45


def test_many_tasks_bring_the_estimate_to_what_they_take():
    assert after(*[45] * 60).minutes == 45


def test_a_task_that_somebody_forgot_to_end_moves_the_estimate_by_a_tenth_of_it_at_most():
    steady = after(*[30] * 60)
    assert learned(steady, 14 * 60).mean == pytest.approx(33)


@given(st.lists(st.integers(0, 10_000), max_size=60))
def test_an_estimate_is_never_less_than_a_minute(minutes):
    assert after(*minutes).minutes >= 1


@given(st.lists(st.integers(20, 40), min_size=1, max_size=60))
def test_an_estimate_stays_among_what_was_seen_and_assumed(minutes):
    assert min(*minutes, 30) - 1e-9 <= after(*minutes).mean <= max(*minutes, 30) + 1e-9


def test_one_pair_of_room_type_and_kind_has_one_id():
    assert first_estimate("standard", "turnover", HOUSE).id == first_estimate("standard", "turnover", HOUSE).id
