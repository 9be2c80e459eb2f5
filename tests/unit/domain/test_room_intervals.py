"""May this room be had from then until then, beside whom and what it has already? And why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.cleaning import OUT_OF_USE
from shared.domain.refusals import Refusal
from shared.domain.room_intervals import (
    ROOM_BLOCKED,
    ROOM_PROMISED,
    ROOM_TAKEN,
    ClaimKind,
    Wanted,
    may_have,
    stands_against,
)
from shared.domain.rooms import Block, BlockKind, Expected, Occupancy, Occupant, Room
from shared.domain.settings import Choices

NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOUSE = Choices()
FREE = Room(room_id="101", number="101", floor=1)


def promised(begins: timedelta, ends: timedelta, stay_id: str = "rsv_other", share_id: str | None = None) -> Expected:
    return Expected(stay_id=stay_id, guest_id="gst_1", expected_at=NOW + begins, until_at=NOW + ends, share_id=share_id)


def occupied(ends: timedelta, begins: timedelta = -DAY, **said: str) -> Room:
    guest = Occupant(
        **{"stay_id": "rsv_other", "guest_id": "gst_1", **said}, checked_in_at=NOW + begins, check_out_at=NOW + ends
    )
    return FREE.but(occupancy=Occupancy.OCCUPIED, stay=guest)


def blocked(begins: timedelta, ends: timedelta | None, kind: BlockKind = BlockKind.MAINTENANCE) -> Room:
    until = None if ends is None else NOW + ends
    return FREE.but(blocks=(Block(block_id="blk_1", kind=kind, reason="leak", from_at=NOW + begins, until_at=until),))


def wanted(begins: timedelta, ends: timedelta, stay_id: str = "rsv_mine", share_key: str = "") -> Wanted:
    return Wanted(NOW + begins, NOW + ends, stay_id, share_key or stay_id)


def refused(room: Room, wish: Wanted) -> Refusal | None:
    try:
        may_have(room, wish, NOW, HOUSE)
    except Refusal as no:
        return no
    return None


@pytest.mark.parametrize(
    ("has", "wants"),
    [
        ((DAY, 5 * DAY), (3 * DAY, 7 * DAY)),
        ((DAY, 13 * DAY), (7 * DAY, 8 * DAY)),
        ((2 * HOUR, 20 * HOUR), (5 * HOUR, 20 * HOUR)),
        ((3 * DAY, 4 * DAY), (DAY, 9 * DAY)),
        ((DAY, 2 * DAY), (DAY, 2 * DAY)),
        ((DAY, 2 * DAY), (2 * DAY - timedelta(milliseconds=1), 3 * DAY)),
    ],
)
def test_a_promise_is_kept_to_its_last_minute_wherever_the_other_begins(
    has: tuple[timedelta, timedelta], wants: tuple[timedelta, timedelta]
) -> None:
    """R1: a promise has two ends."""
    no = refused(FREE.but(upcoming=(promised(*has),)), wanted(*wants))
    assert no is not None
    assert no.rule is ROOM_PROMISED
    assert (no.context["stay_id"], no.context["from_at"], no.context["until_at"]) == (
        "rsv_other",
        f"{NOW + has[0]:%Y-%m-%dT%H:%M:%SZ}",
        f"{NOW + has[1]:%Y-%m-%dT%H:%M:%SZ}",
    )
    assert "rsv_other" in no.detail


@pytest.mark.parametrize("wants", [(5 * DAY, 6 * DAY), (HOUR, DAY)])
def test_who_leaves_at_noon_and_who_comes_at_noon_do_not_meet(wants: tuple[timedelta, timedelta]) -> None:
    assert refused(FREE.but(upcoming=(promised(DAY, 5 * DAY),)), wanted(*wants)) is None
    assert refused(blocked(DAY, 5 * DAY), wanted(*wants)) is None


def test_who_is_in_the_room_has_it_until_they_leave() -> None:
    """R2: the occupant's stay is an interval like any other."""
    here = occupied(4 * DAY)
    no = refused(here, wanted(DAY, 3 * DAY))
    assert no is not None
    assert (no.rule, no.context["stay_id"]) == (ROOM_TAKEN, "rsv_other")
    assert refused(here, wanted(4 * DAY, 5 * DAY)) is None


def test_who_should_have_left_is_in_the_way_now_and_not_of_tonight() -> None:
    late = occupied(-HOUR)
    now, tonight = refused(late, wanted(timedelta(0), DAY)), refused(late, wanted(6 * HOUR, DAY))
    assert now is not None
    assert (now.rule, tonight) == (ROOM_TAKEN, None)


@pytest.mark.parametrize(("begins", "ends"), [(timedelta(0), 2 * DAY), (timedelta(0), None), (30 * HOUR, 31 * HOUR)])
def test_a_room_out_of_use_is_not_to_be_had_meanwhile(begins: timedelta, ends: timedelta | None) -> None:
    """R3."""
    no = refused(blocked(begins, ends), wanted(DAY, 3 * DAY))
    assert no is not None
    assert (no.rule, no.context["block_id"]) == (ROOM_BLOCKED, "blk_1")
    assert "leak" in no.detail


@pytest.mark.parametrize("kind", BlockKind)
def test_only_what_takes_a_room_out_of_use_keeps_it_from_being_promised(kind: BlockKind) -> None:
    assert kind.takes_out is (kind in OUT_OF_USE)
    assert (refused(blocked(timedelta(0), None, kind), wanted(DAY, 3 * DAY)) is None) is not kind.takes_out


def test_who_shares_by_intent_is_in_nobodys_way_and_others_are() -> None:
    both = FREE.but(
        upcoming=(promised(DAY, 3 * DAY, "rsv_a"), promised(DAY, 3 * DAY, "rsv_b", share_id="rsv_a")),
    )
    assert refused(both, wanted(DAY, 3 * DAY, share_key="rsv_a")) is None
    no = refused(both, wanted(DAY, 3 * DAY))
    assert no is not None
    assert [claim["stay_id"] for claim in no.context["claims"]] == ["rsv_a", "rsv_b"]


def test_who_did_not_come_on_their_day_has_nothing_any_more() -> None:
    """R6."""
    assert refused(FREE.but(upcoming=(promised(-2 * DAY, 2 * DAY),)), wanted(HOUR, DAY)) is None
    assert refused(FREE.but(upcoming=(promised(-2 * HOUR, 2 * DAY),)), wanted(HOUR, DAY)) is not None


def test_the_answer_names_all_who_stand_in_the_way_those_inside_first() -> None:
    busy = occupied(2 * DAY, stay_id="rsv_in").but(
        upcoming=(promised(3 * DAY, 4 * DAY, "rsv_next"),), blocks=blocked(5 * DAY, None).blocks
    )
    claims = stands_against(busy, wanted(HOUR, 9 * DAY), NOW, HOUSE)
    assert [(claim.kind, claim.stay_id or claim.block_id) for claim in claims] == [
        (ClaimKind.OCCUPIED, "rsv_in"),
        (ClaimKind.PROMISED, "rsv_next"),
        (ClaimKind.BLOCKED, "blk_1"),
    ]


def test_what_overlaps_already_keeps_nobody_from_what_makes_it_no_worse() -> None:
    twice = FREE.but(upcoming=(promised(HOUR, 3 * DAY, "rsv_mine"), promised(2 * DAY, 4 * DAY)))
    assert refused(twice, wanted(HOUR, 3 * DAY)) is None
    assert refused(twice, wanted(timedelta(0), 3 * DAY)) is None
    assert refused(twice, wanted(HOUR, 3 * DAY + HOUR)) is not None


def test_who_stops_sharing_is_in_the_way_of_whom_they_shared_with() -> None:
    shared = FREE.but(upcoming=(promised(DAY, 3 * DAY), promised(DAY, 3 * DAY, "rsv_mine", share_id="rsv_other")))
    assert refused(shared, wanted(DAY, 3 * DAY, share_key="rsv_other")) is None
    no = refused(shared, wanted(DAY, 3 * DAY, share_key="shr_apart"))
    assert no is not None
    assert no.rule is ROOM_PROMISED


hours = st.integers(1, 200)
spans = st.lists(st.tuples(hours, hours), max_size=4).map(
    lambda pairs: [(min(pair) * HOUR, max(pair) * HOUR + HOUR) for pair in pairs]
)


@given(spans, st.tuples(hours, hours))
def test_a_room_is_refused_exactly_where_some_minute_would_be_had_twice(
    others: list[tuple[timedelta, timedelta]], wish: tuple[int, int]
) -> None:
    """Counted hour by hour, with nothing of the code under test."""
    begins, ends = min(wish), max(wish) + 1
    had = {hour for start, stop in others for hour in range(start // HOUR, stop // HOUR)}
    room = FREE.but(upcoming=tuple(promised(*span, f"rsv_{place}") for place, span in enumerate(others)))
    no = refused(room, wanted(begins * HOUR, ends * HOUR))
    assert (no is not None) is bool(had & set(range(begins, ends)))
