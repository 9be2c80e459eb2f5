"""A found item's life, arrow by arrow; how long it is kept, and whose it probably is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from shared.domain.documents import Change
from shared.domain.lost_and_found import (
    IN_THE_HOUSE,
    LIFECYCLE,
    STATUS_CANNOT_FOLLOW,
    STILL_KEPT,
    Claim,
    Disposal,
    Disposing,
    LostCategory,
    LostItem,
    LostItemDisposed,
    LostItemMatched,
    LostItemRecorded,
    LostItemUnmatched,
    LostStatus,
    kept_for,
    left_behind_by,
)
from shared.domain.people import Role
from shared.domain.refusals import INVALID_FIELDS, Refusal
from shared.domain.settings import Settings
from shared.domain.stays import Stay, StayStatus

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
DESK = frozenset({Role.FRONT_DESK})
MANAGER = frozenset({Role.MANAGER})
CLAIM = Claim(matched_by="stf_1", matched_at=NOW)
RING = LostItem(
    item_id="laf_1",
    room_id="204",
    stay_id="rsv_1",
    guest_id="gst_1",
    category=LostCategory.VALUABLE,
    description="A silver ring",
    found_by="stf_2",
    found_at=NOW,
    recorded_by="stf_2",
    keep_until=NOW + timedelta(days=183),
)
ALLOWED = [(before, after) for before, following in LIFECYCLE.items() for after in sorted(following)]
OTHERS = [pair for pair in product(LostStatus, LostStatus) if pair not in ALLOWED and pair[0] is not pair[1]]


def at(status: LostStatus) -> LostItem:
    return RING.but(status=status, claim=CLAIM if status is LostStatus.MATCHED else None)


def gone(
    how: Disposing = Disposing.RETURNED, *, to: str = "Farid Ahmadi", days: float = 0, reason: str = ""
) -> Disposal:
    return Disposal(how=how, to=to, reason=reason, by="stf_1", at=NOW + timedelta(days=days))


def moved(item: LostItem, status: LostStatus) -> Change[LostItem]:
    match status:
        case LostStatus.MATCHED:
            return item.matched(CLAIM)
        case LostStatus.RECORDED:
            return item.unmatched()
        case _:
            return item.disposed(gone(), DESK)


def refusal_of(item: LostItem, disposal: Disposal, roles: frozenset[Role] = DESK) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        item.disposed(disposal, roles)
    return refusal.value


def test_the_lifecycle_names_every_status_and_ends_in_disposed() -> None:
    assert set(LIFECYCLE) == set(LostStatus)
    assert set(LostStatus) - IN_THE_HOUSE == {LostStatus.DISPOSED}


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_an_item_goes_where_the_lifecycle_leads(before: LostStatus, after: LostStatus) -> None:
    told = {
        LostStatus.MATCHED: LostItemMatched,
        LostStatus.RECORDED: LostItemUnmatched,
        LostStatus.DISPOSED: LostItemDisposed,
    }
    change = moved(at(before), after)
    assert change.state.status is after
    assert [type(event) for event in change.events] == [told[after]]


@pytest.mark.parametrize(("before", "after"), OTHERS)
def test_an_item_goes_nowhere_else(before: LostStatus, after: LostStatus) -> None:
    with pytest.raises(Refusal) as refusal:
        moved(at(before), after)
    assert refusal.value.rule is STATUS_CANNOT_FOLLOW
    assert refusal.value.context["status"] == before


def test_recording_is_told_with_ids_and_not_with_what_it_is() -> None:
    (told,) = RING.recorded().events
    assert isinstance(told, LostItemRecorded)
    assert "ring" not in told.model_dump_json()


def test_a_second_claim_waits_until_the_first_is_taken_back() -> None:
    with pytest.raises(Refusal) as refusal:
        at(LostStatus.MATCHED).matched(CLAIM)
    assert refusal.value.context["may_follow"] == ["disposed", "recorded"]


def test_a_match_that_is_taken_back_leaves_no_claim() -> None:
    assert at(LostStatus.MATCHED).unmatched().state == RING


def test_a_match_that_there_is_not_is_taken_back_without_a_word() -> None:
    assert RING.unmatched() == Change(RING)


@pytest.mark.parametrize("status", sorted(IN_THE_HOUSE))
def test_an_item_goes_back_to_its_owner_any_time(status: LostStatus) -> None:
    item = at(status).disposed(gone(), DESK).state
    assert item.disposal == gone(to="")


@pytest.mark.parametrize("how", [how for how in Disposing if how is not Disposing.RETURNED])
def test_an_item_goes_nowhere_else_until_it_was_kept_long_enough(how: Disposing) -> None:
    refusal = refusal_of(RING, gone(how, days=182))
    assert refusal.rule is STILL_KEPT
    assert refusal.context["keep_until"] == RING.keep_until
    assert RING.disposed(gone(how, days=183), DESK).state.status is LostStatus.DISPOSED


def test_what_somebody_claims_is_kept_for_them_also_when_it_is_due() -> None:
    assert refusal_of(at(LostStatus.MATCHED), gone(Disposing.DONATED, days=200)).rule is STILL_KEPT


def test_a_manager_with_a_reason_decides_otherwise() -> None:
    early = gone(Disposing.AUTHORITIES, to="Police, district 4", reason="asked for in writing")
    assert RING.disposed(early, MANAGER).state.status is LostStatus.DISPOSED


def test_a_manager_without_a_reason_does_not() -> None:
    assert refusal_of(RING, gone(Disposing.DONATED), MANAGER).rule is STILL_KEPT


def test_a_reason_of_anybody_else_does_not() -> None:
    assert refusal_of(RING, gone(Disposing.DONATED, reason="no space")).rule is STILL_KEPT


def test_what_is_given_is_given_to_somebody() -> None:
    refusal = refusal_of(RING, gone(to=""))
    assert (refusal.rule, list(refusal.fields)) == (INVALID_FIELDS, ["to"])


def test_what_is_destroyed_goes_to_nobody() -> None:
    assert RING.disposed(gone(Disposing.DESTROYED, to="", days=200), DESK).state.status is LostStatus.DISPOSED


def test_neither_the_item_nor_an_event_names_who_got_it_back() -> None:
    change = RING.disposed(gone(), DESK)
    assert not [one for one in (change.state, *change.events) if "Farid" in one.model_dump_json()]


def test_whom_it_was_given_away_to_stands_on_the_item() -> None:
    given_away = gone(Disposing.DONATED, to="The orphanage", days=200)
    assert RING.disposed(given_away, DESK).state.disposal == given_away


@pytest.mark.parametrize(
    ("category", "days"), [(LostCategory.VALUABLE, 183), (LostCategory.OTHER, 92), (LostCategory.PERISHABLE, 3)]
)
def test_an_item_is_kept_by_its_kind(category: LostCategory, days: int) -> None:
    assert kept_for(category, Settings()) == timedelta(days=days)


def stay(number: int, came: timedelta, left: timedelta | None) -> Stay:
    return Stay(
        stay_id=f"rsv_{number}",
        status=StayStatus.CHECKED_IN if left is None else StayStatus.CHECKED_OUT,
        guest_id=f"gst_{number}",
        guest_name="",
        arrival_at=NOW + came,
        departure_at=NOW + timedelta(days=9),
        checked_in_at=NOW + came,
        checked_out_at=None if left is None else NOW + left,
    )


def found(*stays: Stay) -> str | None:
    probably = left_behind_by(stays, NOW, WEEK)
    return probably.stay_id if probably else None


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST_WEEK, YESTERDAY = stay(1, -9 * DAY, -5 * DAY), stay(2, -4 * DAY, -DAY)


def test_it_is_probably_of_who_left_last() -> None:
    assert found(LAST_WEEK, YESTERDAY) == "rsv_2"


def test_it_is_probably_of_who_is_in_the_room() -> None:
    assert found(stay(3, -HOUR, None), YESTERDAY) == "rsv_3"


def test_who_came_after_it_was_found_did_not_leave_it() -> None:
    assert found(stay(3, HOUR, None), YESTERDAY) == "rsv_2"


def test_who_was_there_then_left_it_also_if_they_have_gone_by_now() -> None:
    assert found(YESTERDAY, stay(3, -HOUR, HOUR)) == "rsv_3"


def test_who_moved_in_after_it_was_found_did_not_leave_it() -> None:
    moved_in = stay(3, -2 * DAY, None).but(in_room_since=NOW + HOUR)
    assert found(moved_in, YESTERDAY) == "rsv_2"


def test_who_left_a_week_ago_is_still_asked_and_nobody_before() -> None:
    assert found(stay(1, -9 * DAY, -WEEK)) == "rsv_1"
    assert found(stay(1, -9 * DAY, -WEEK - HOUR)) is None


def test_a_room_that_nobody_had_links_to_nobody() -> None:
    assert found() is None
