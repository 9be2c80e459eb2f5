"""What a stay may become, and what is news of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.domain.ids import derived_id
from shared.domain.refusals import Refusal
from shared.domain.stays import (
    TRANSITIONS,
    BookedGuest,
    Booking,
    Source,
    Stay,
    StayStatus,
    becoming,
    cannot_be,
    hear,
    is_news,
    version_at,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(status: StayStatus = StayStatus.CONFIRMED, version: str = "2", **facts: object) -> Booking:
    booking = Booking(
        stay_id=derived_id("rsv", "mews", "1"),
        status=status,
        guest=BookedGuest(guest_id=derived_id("gst", "mews", "1"), name="Amina"),
        room_id="204",
        arrival_at=NOON,
        departure_at=NOON + timedelta(days=1),
        source=Source(vendor="mews", external_id="1", version=version),
    )
    return booking.but(**facts)


def known(status: StayStatus = StayStatus.CONFIRMED) -> Stay:
    return hear(told(status), None, NOON)


@pytest.mark.parametrize(
    ("status", "came_at", "leaves_at", "wrong"),
    [
        (StayStatus.CHECKED_IN, NOON - 5 * HOUR, NOON - 2 * HOUR, ""),
        (StayStatus.CHECKED_IN, NOON - 5 * HOUR, NOON, ""),
        (StayStatus.CHECKED_IN, NOON - 5 * HOUR, NOON - 5 * HOUR, "departure_at must be later than arrival_at"),
        (StayStatus.CHECKED_IN, NOON + HOUR, NOON + HOUR / 2, ""),
        (StayStatus.CHECKED_IN, None, NOON - 2 * HOUR, "departure_at must be later than arrival_at"),
        (StayStatus.CONFIRMED, None, NOON - 2 * HOUR, "departure_at must be later than arrival_at"),
        (StayStatus.CHECKED_OUT, None, NOON - 2 * HOUR, ""),
    ],
)
def test_who_came_before_their_time_may_leave_before_it(
    status: StayStatus, came_at: datetime | None, leaves_at: datetime, wrong: str
) -> None:
    assert cannot_be(told(status, checked_in_at=came_at, departure_at=leaves_at)) == wrong


@pytest.mark.parametrize("before", StayStatus)
@pytest.mark.parametrize("after", StayStatus)
def test_the_desk_does_what_the_table_allows_and_nothing_else(before: StayStatus, after: StayStatus) -> None:
    if after in TRANSITIONS[before]:
        assert hear(becoming(known(before), after, NOON), known(before), NOON).status is after
    else:
        with pytest.raises(Refusal) as refused:
            becoming(known(before), after, NOON)
        assert (refused.value.rule.status, refused.value.context["attempted"]) == (409, after)


@pytest.mark.parametrize(
    ("booking", "news"),
    [
        (told(version="1"), False),
        (told(version="1", room_id="205"), False),
        (told(), False),
        (told(room_id="205"), True),
        (told(version="3"), True),
        (told(source=None), True),
        (told(source=Source(vendor="sheet", external_id="1", version="1")), True),
    ],
)
def test_news_is_what_is_newer_or_was_not_heard_before(booking: Booking, news: bool) -> None:  # noqa: FBT001
    assert is_news(booking, known()) is news


def test_versions_of_moments_sort_by_time_whatever_their_zone_and_precision() -> None:
    kabul = timezone(timedelta(hours=4, minutes=30))
    moments = [NOON, (NOON + timedelta(microseconds=1)).astimezone(kabul), NOON + timedelta(seconds=1)]
    versions = [version_at(moment) for moment in moments]
    assert versions == sorted(versions)
    assert version_at(NOON) == version_at(NOON.astimezone(kabul))


def test_a_booking_that_says_nothing_of_sharing_has_the_digest_it_always_had() -> None:
    """Else every reservation kept by an earlier release were news once, and the desk's word on it undone."""
    source = known().source
    assert source is not None
    assert source.digest == "dc8a82f8df1eb7b6"
    assert is_news(told(share_id="rsv_other"), known())


def test_only_the_desk_takes_back_with_whom_somebody_shares() -> None:
    apart = hear(told(), None, NOON)
    shares = hear(apart.as_booking().but(share_id="rsv_other"), apart, NOON)
    told_again = hear(told(version="3"), shares, NOON)
    assert [stay.share_key for stay in (apart, shares, told_again)] == [apart.stay_id, "rsv_other", "rsv_other"]
    assert hear(told_again.as_booking().but(share_id=None), told_again, NOON).share_key == apart.stay_id
    assert hear(told(version="4", share_id="group-7"), told_again, NOON).share_key == "group-7"


def test_what_the_desk_decides_keeps_the_version_that_was_told() -> None:
    stay = hear(becoming(known(), StayStatus.CANCELLED, NOON), known(), NOON)
    assert stay.source == known().source


def test_a_move_that_nobody_dated_happened_when_we_saw_it() -> None:
    stay = hear(
        told(StayStatus.CHECKED_IN, "3", room_id="205"), known(StayStatus.CHECKED_IN), NOON + timedelta(hours=3)
    )
    assert stay.in_room_since == NOON + timedelta(hours=3)
