"""The shelf: what may leave it and come back, when it is told to be low, and how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.documents import Change
from shared.domain.linen import HALF_LIFE, NOT_AS_MUCH_OUT, NOT_ENOUGH_LINEN, LinenLine, LinenLow, runway_minutes
from shared.domain.refusals import Refusal

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
TOWELS = LinenLine(line_id="lin_1", name="Bath towel", stock=40, in_use=60, low_watermark=20)


def test_what_is_issued_is_out_and_no_more_on_the_shelf() -> None:
    after = TOWELS.issued(15, NOW).state
    assert (after.stock, after.in_use) == (25, 75)


def test_what_returns_is_on_the_shelf_again() -> None:
    after = TOWELS.returned(60, NOW).state
    assert (after.stock, after.in_use) == (100, 0)


def test_more_than_lies_on_the_shelf_is_refused_with_both_figures() -> None:
    with pytest.raises(Refusal) as refusal:
        TOWELS.issued(41, NOW)
    assert refusal.value.rule is NOT_ENOUGH_LINEN
    assert refusal.value.context == {"stock": 40, "asked": 41}


def test_more_than_is_out_does_not_return() -> None:
    with pytest.raises(Refusal) as refusal:
        TOWELS.returned(61, NOW)
    assert refusal.value.rule is NOT_AS_MUCH_OUT
    assert refusal.value.context == {"in_use": 60, "asked": 61}


def test_the_watermark_itself_is_not_low_yet() -> None:
    assert TOWELS.issued(20, NOW).events == ()
    (told,) = TOWELS.issued(21, NOW).events
    assert isinstance(told, LinenLow)
    assert (told.aggregate_id, told.stock, told.in_use, told.low_watermark) == ("lin_1", 19, 81, 20)


def test_a_low_line_is_told_once_and_again_only_after_it_recovered() -> None:
    low = TOWELS.issued(21, NOW).state
    assert low.issued(5, NOW).events == low.returned(0, NOW).events == ()
    recovered = low.returned(1, NOW).state
    assert (recovered.low_since, recovered.issued(1, NOW).events != ()) == (None, True)


def test_a_low_line_says_since_when() -> None:
    low = TOWELS.issued(21, NOW).state.issued(1, NOW + timedelta(hours=1)).state
    assert low.low_since == NOW


def test_a_new_line_that_is_low_already_is_told() -> None:
    assert len(TOWELS.but(stock=3).set_up(NOW).events) == 1


def test_a_watermark_that_is_raised_above_the_shelf_is_told_once() -> None:
    raised = TOWELS.but(low_watermark=41).set_up(NOW)
    assert len(raised.events) == 1
    assert raised.state.but(low_watermark=42).set_up(NOW).events == ()


def test_a_count_is_believed_and_says_what_was_believed_before() -> None:
    after = TOWELS.counted(30, 50, by="stf_1", reason="month end", at=NOW).state
    assert (after.stock, after.in_use) == (30, 50)
    assert after.stocktake is not None
    assert (after.stocktake.believed_stock, after.stocktake.believed_in_use) == (40, 60)


def test_a_count_of_the_shelf_alone_leaves_what_is_out() -> None:
    assert TOWELS.counted(30, None, by="stf_1", reason="month end", at=NOW).state.in_use == 60


def test_a_count_that_finds_a_line_low_is_told() -> None:
    assert len(TOWELS.counted(2, None, by="stf_1", reason="found mould", at=NOW).events) == 1


def test_nothing_that_was_used_means_no_runway() -> None:
    assert runway_minutes([], NOW) is None
    assert runway_minutes([TOWELS], NOW) is None


def test_the_runway_is_that_of_the_scarcest_line() -> None:
    towels = TOWELS.issued(10, NOW).state
    sheets = TOWELS.but(line_id="lin_2", stock=12).issued(10, NOW).state
    assert runway_minutes([towels, sheets, TOWELS], NOW) == sheets.lasts_minutes(NOW)


def test_at_a_steady_pace_the_runway_is_what_is_left_divided_by_it() -> None:
    """One piece each two minutes, for a day; two hundred left last about four hundred minutes."""
    line = TOWELS.but(stock=920)
    for minute in range(0, 24 * 60, 2):
        line = line.issued(1, NOW + timedelta(minutes=minute)).state
    assert line.lasts_minutes(NOW + timedelta(days=1)) == pytest.approx(2 * line.stock, rel=0.02)


def test_pieces_count_half_after_the_half_life() -> None:
    assert TOWELS.issued(8, NOW).state.used_of_late(NOW + HALF_LIFE) == pytest.approx(4)


def test_use_that_is_long_ago_is_no_pace() -> None:
    assert runway_minutes([TOWELS.issued(8, NOW).state], NOW + timedelta(days=1)) is None


def test_an_empty_shelf_that_should_not_be_lasts_no_minute_however_long_nobody_could_use_it() -> None:
    empty = TOWELS.issued(40, NOW).state
    assert runway_minutes([empty], NOW + timedelta(days=9)) == 0


def test_an_empty_shelf_that_nobody_watches_is_not_missed() -> None:
    assert runway_minutes([TOWELS.but(stock=0, low_watermark=0)], NOW) is None


def test_a_clock_that_goes_back_makes_no_more_of_what_was_used() -> None:
    assert TOWELS.issued(8, NOW).state.used_of_late(NOW - timedelta(hours=5)) == 8


@dataclass(frozen=True)
class Step:
    what: str
    count: int

    def of(self, line: LinenLine, at: datetime) -> Change[LinenLine]:
        match self.what:
            case "issue":
                return line.issued(self.count, at)
            case "return":
                return line.returned(self.count, at)
            case "count":
                return line.counted(self.count, None, by="stf_1", reason="counted", at=at)
            case _:
                return line.but(low_watermark=self.count).set_up(at)


def lived(line: LinenLine, steps: list[Step]) -> list[tuple[Step, LinenLine, Change[LinenLine]]]:
    """Return each step that was not refused, with the line before it and what it made of it."""
    taken = []
    for number, step in enumerate(steps):
        try:
            change = step.of(line, NOW + timedelta(minutes=number))
        except Refusal:
            continue
        taken.append((step, line, change))
        line = change.state
    return taken


LINES = st.builds(
    lambda stock, in_use, watermark: (
        LinenLine(line_id="lin_1", name="Bath towel", stock=stock, in_use=in_use, low_watermark=watermark)
        .set_up(NOW)
        .state
    ),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 20),
)
STEPS = st.lists(
    st.builds(Step, st.sampled_from(["issue", "return", "issue", "return", "count", "watch"]), st.integers(0, 25)),
    max_size=40,
)


@given(LINES, STEPS)
def test_the_shelf_never_holds_less_than_nothing(line: LinenLine, steps: list[Step]) -> None:
    assert all(change.state.stock >= 0 and change.state.in_use >= 0 for _, _, change in lived(line, steps))


@given(LINES, STEPS)
def test_only_a_count_makes_linen_appear_or_vanish(line: LinenLine, steps: list[Step]) -> None:
    moved = [(before, change.state) for step, before, change in lived(line, steps) if step.what != "count"]
    assert all(before.stock + before.in_use == after.stock + after.in_use for before, after in moved)


@given(LINES, STEPS)
def test_an_alert_is_told_exactly_when_a_line_becomes_low(line: LinenLine, steps: list[Step]) -> None:
    for _, before, change in lived(line, steps):
        assert len(change.events) == (change.state.is_low and not before.is_low)
        assert (change.state.low_since is not None) == change.state.is_low


@given(LINES, STEPS, st.integers(0, 10_000))
def test_the_runway_never_grows_by_issuing(line: LinenLine, steps: list[Step], minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    last = max((change.state for _, _, change in lived(line, steps)), key=lambda one: one.stock, default=line)
    before = runway_minutes([last], at)
    after = runway_minutes([last.issued(last.stock // 2, at).state], at)
    assert before is None or (after is not None and after <= before)
