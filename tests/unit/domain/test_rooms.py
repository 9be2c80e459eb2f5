"""What a guest, a housekeeper and the house may do to a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.refusals import Refusal
from shared.domain.rooms import (
    NOT_OCCUPIED,
    PARTY_OF_NOBODY,
    PRESET_OUT_OF_RANGE,
    STILL_OCCUPIED,
    STILL_PROMISED,
    Cleaning,
    CleaningState,
    Discrepancy,
    DiscrepancyDetected,
    DiscrepancyKind,
    DiscrepancyResolved,
    Expected,
    GuestFlag,
    GuestFlagChanged,
    Observation,
    Occupancy,
    Occupant,
    OpenTicket,
    Room,
    RoomArchived,
)
from shared.domain.settings import Choices

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
HOUSE = Choices()
STAY = Occupant(stay_id="rsv_1", guest_id="gst_1", checked_in_at=NOW, check_out_at=LATER, party=2)
VACANT = Room(room_id="204", number="204", floor=2)
OCCUPIED = VACANT.but(occupancy=Occupancy.OCCUPIED, stay=STAY)

SHARED = OCCUPIED.but(also_here=(STAY.but(stay_id="rsv_2", party=1),))


def seen(occupancy: Occupancy, party: int | None = None, at: datetime = NOW) -> Observation:
    return Observation(occupancy=occupancy, party=party, at=at)


@pytest.mark.parametrize("flag", [flag for flag in GuestFlag if flag is not GuestFlag.NONE])
def test_a_guest_in_the_room_sets_a_flag_and_takes_it_away(flag: GuestFlag) -> None:
    flagged = OCCUPIED.flagged(flag, NOW)
    assert flagged.state.guest_flag.value is flag
    assert flagged.events == (GuestFlagChanged(room_id="204", flag=flag, previous=GuestFlag.NONE, stay_id="rsv_1"),)
    assert flagged.state.flagged(GuestFlag.NONE, LATER).state.guest_flag.value is GuestFlag.NONE


def test_the_same_flag_again_keeps_when_it_began_and_tells_nothing() -> None:
    once = OCCUPIED.flagged(GuestFlag.DO_NOT_DISTURB, NOW).state
    again = once.flagged(GuestFlag.DO_NOT_DISTURB, LATER)
    assert again.state == once
    assert again.events == ()


def test_nobody_in_the_room_has_no_flag() -> None:
    with pytest.raises(Refusal) as refusal:
        VACANT.flagged(GuestFlag.DO_NOT_DISTURB, NOW)
    assert refusal.value.rule is NOT_OCCUPIED
    assert VACANT.flagged(GuestFlag.NONE, NOW).state == VACANT


@pytest.mark.parametrize("celsius", [16, 21.5, 30, None])
def test_a_preset_within_the_house_s_range_is_taken(celsius: float | None) -> None:
    assert OCCUPIED.preset(celsius, 16, 30).state.temperature_preset == celsius


@pytest.mark.parametrize("celsius", [15.9, 30.1, -300])
def test_a_preset_outside_the_house_s_range_is_never_right(celsius: float) -> None:
    with pytest.raises(Refusal) as refusal:
        OCCUPIED.preset(celsius, 16, 30)
    assert refusal.value.rule is PRESET_OUT_OF_RANGE
    assert refusal.value.fields == {"celsius": "must be from 16 to 30"}


@pytest.mark.parametrize(
    ("room", "observation", "kind"),
    [
        (OCCUPIED, seen(Occupancy.VACANT), DiscrepancyKind.SKIP),
        (VACANT, seen(Occupancy.OCCUPIED), DiscrepancyKind.SLEEP),
        (VACANT, seen(Occupancy.OCCUPIED, 2), DiscrepancyKind.SLEEP),
        (OCCUPIED, seen(Occupancy.OCCUPIED, 3), DiscrepancyKind.PERSON),
        (OCCUPIED, seen(Occupancy.OCCUPIED, 2), None),
        (OCCUPIED, seen(Occupancy.OCCUPIED), None),
        (SHARED, seen(Occupancy.OCCUPIED, 2), None),
        (SHARED, seen(Occupancy.OCCUPIED, 3), None),
        (SHARED, seen(Occupancy.OCCUPIED, 4), DiscrepancyKind.PERSON),
        (VACANT, seen(Occupancy.VACANT), None),
        (VACANT, seen(Occupancy.VACANT, 0), None),
    ],
)
def test_what_was_seen_is_held_against_what_front_office_believes(
    room: Room, observation: Observation, kind: DiscrepancyKind | None
) -> None:
    change = room.observed(observation)
    assert change.state.observation == observation
    assert change.state.discrepancy == (kind and Discrepancy(kind=kind, detected_at=NOW))
    assert [type(event) for event in change.events] == ([DiscrepancyDetected] if kind else [])


def test_the_same_discrepancy_seen_again_is_told_once_and_keeps_when_it_was_detected() -> None:
    once = OCCUPIED.observed(seen(Occupancy.VACANT)).state
    again = once.observed(seen(Occupancy.VACANT, at=LATER))
    assert again.events == ()
    assert again.state.discrepancy == once.discrepancy


def test_another_discrepancy_resolves_the_one_before() -> None:
    change = OCCUPIED.observed(seen(Occupancy.VACANT)).state.observed(seen(Occupancy.OCCUPIED, 5, LATER))
    assert [type(event) for event in change.events] == [DiscrepancyResolved, DiscrepancyDetected]


def test_seeing_what_front_office_believes_resolves_the_discrepancy() -> None:
    change = OCCUPIED.observed(seen(Occupancy.VACANT)).state.observed(seen(Occupancy.OCCUPIED, 2, LATER))
    assert change.events == (DiscrepancyResolved(room_id="204", kind=DiscrepancyKind.SKIP, detected_at=NOW),)
    assert change.state.discrepancy is None


def test_nobody_cannot_be_counted() -> None:
    with pytest.raises(Refusal) as refusal:
        OCCUPIED.observed(seen(Occupancy.VACANT, 2))
    assert refusal.value.rule is PARTY_OF_NOBODY


def test_an_occupied_room_is_not_archived() -> None:
    with pytest.raises(Refusal) as refusal:
        OCCUPIED.archive(NOW, HOUSE)
    assert refusal.value.rule is STILL_OCCUPIED


def test_a_promised_room_is_not_archived() -> None:
    promised = VACANT.but(upcoming=(Expected(stay_id="rsv_2", guest_id="gst_2", expected_at=LATER),))
    with pytest.raises(Refusal) as refusal:
        promised.archive(NOW, HOUSE)
    assert refusal.value.rule is STILL_PROMISED


def test_a_row_of_an_earlier_release_is_read_with_promises_of_a_night_and_nobody_sharing() -> None:
    kept = {"stay_id": "rsv_2", "guest_id": "gst_2", "expected_at": "2026-03-10T14:00:00Z", "vip": True}
    row = Room.model_validate({**OCCUPIED.model_dump(exclude={"stay": {"share_id"}}), "upcoming": [kept]})
    assert row.stay == STAY
    assert [(one.until_at, one.share_key) for one in row.upcoming] == [(datetime(2026, 3, 11, 14, tzinfo=UTC), "rsv_2")]


def test_a_room_promised_to_somebody_who_did_not_come_on_their_day_is_archived() -> None:
    """R6: an expectation ends with its business day."""
    lapsed = VACANT.but(upcoming=(Expected(stay_id="rsv_2", guest_id="gst_2", expected_at=LATER),))
    night, morning = LATER.replace(hour=3) + timedelta(days=1), LATER.replace(hour=4) + timedelta(days=1)
    assert [one.stay_id for one in lapsed.awaited(night, HOUSE)] == ["rsv_2"]
    assert (lapsed.awaited(morning, HOUSE), lapsed.next_arrival(morning, HOUSE)) == ((), None)
    assert lapsed.archive(morning, HOUSE).state.archived


def test_an_archived_room_keeps_nothing_that_was_going_on_and_is_archived_once() -> None:
    busy = VACANT.observed(seen(Occupancy.OCCUPIED)).state.with_ticket(
        OpenTicket(ticket_id="tkt_1", kind="other", status="open", opened_at=NOW)
    )
    gone = busy.archive(NOW, HOUSE)
    assert gone.state == VACANT.but(archived=True)
    assert [type(event) for event in gone.events] == [DiscrepancyResolved, RoomArchived]
    assert gone.state.archive(NOW, HOUSE).events == ()


def test_a_room_that_comes_back_has_to_be_cleaned_first() -> None:
    was_ready = VACANT.but(cleaning=CleaningState(status=Cleaning.READY, since=NOW), archived=True)
    back = was_ready.built("204", 3, "north", "suite")
    assert (back.archived, back.floor, back.wing, back.room_type) == (False, 3, "north", "suite")
    assert back.cleaning.status is Cleaning.DIRTY


def test_the_row_lists_each_open_ticket_once_oldest_first() -> None:
    old, new = (OpenTicket(ticket_id=f"tkt_{at}", kind="towels", status="open", opened_at=at) for at in (NOW, LATER))
    listed = VACANT.with_ticket(new).with_ticket(old).with_ticket(new.but(status="accepted"))
    assert [(one.ticket_id, one.status) for one in listed.tickets] == [
        (old.ticket_id, "open"),
        (new.ticket_id, "accepted"),
    ]
    assert listed.without_ticket(old.ticket_id).without_ticket(new.ticket_id) == VACANT
