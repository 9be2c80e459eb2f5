"""Cleaning, arrow by arrow: the tables themselves, and what blocks, arrivals and departures make of a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from shared.domain.cleaning import (
    BLOCK_ENDS_EARLY,
    BLOCK_RETURNS_NOWHERE,
    DIRTIEST_FIRST,
    MOST_BLOCKS,
    NEEDS_A_BLOCK,
    OF_VACANT_ROOMS,
    OUT,
    REASON_NEEDED,
    ROOM_BLOCKED,
    ROOM_OCCUPIED,
    ROOM_PROMISED,
    STATUS_CANNOT_FOLLOW,
    STATUS_CHANGED_SINCE,
    STEP_IS_NOT_YOURS,
    STEPS,
    TOO_MANY_BLOCKS,
    Flip,
    Step,
    after_check_in,
    after_check_out,
    as_of,
    block,
    clear_block,
    finish_cleaning,
    flip,
    hold,
    may_follow,
    mended,
)
from shared.domain.documents import Change
from shared.domain.people import Role
from shared.domain.refusals import NOT_FOUND, Refusal, Rule
from shared.domain.rooms import (
    Block,
    BlockKind,
    Cleaning,
    CleaningState,
    DiscrepancyResolved,
    Expected,
    Flag,
    GuestFlag,
    GuestFlagChanged,
    Observation,
    Occupancy,
    Occupant,
    OpenTask,
    Room,
    RoomStatusChanged,
)
from shared.domain.settings import Choices

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOUSE = Choices()
HOUSEKEEPER, SUPERVISOR, FRONT_DESK = ({role} for role in (Role.HOUSEKEEPER, Role.SUPERVISOR, Role.FRONT_DESK))
GUEST = Occupant(stay_id="rsv_1", guest_id="gst_1", checked_in_at=NOW - HOUR, check_out_at=NOW + 24 * HOUR)
WORKING = [status for status in Cleaning if status not in OUT]


def room(status: Cleaning = Cleaning.DIRTY, occupancy: Occupancy = Occupancy.VACANT, **facts: object) -> Room:
    stay = GUEST if occupancy is Occupancy.OCCUPIED else None
    cleaning = CleaningState(status=status, since=NOW - HOUR)
    return Room(room_id="204", number="204", floor=2, occupancy=occupancy, stay=stay, cleaning=cleaning).but(**facts)


def wish(status: Cleaning, roles: set[Role], reason: str = "", seen: Cleaning | None = None) -> Flip:
    return Flip(status, "stf_1", roles, reason, seen)


def a_block(kind: BlockKind, *, begins: float = 0, ends: float | None = None, back: Cleaning = Cleaning.DIRTY) -> Block:
    until = None if ends is None else NOW + ends * HOUR
    return Block(
        block_id=f"blk_{kind}_{begins:g}",
        kind=kind,
        reason="why",
        from_at=NOW + begins * HOUR,
        until_at=until,
        returns_to=back,
    )


def blocked(of: Room, *blocks: Block) -> Room:
    for one in blocks:
        of = block(of, one, NOW, HOUSE).state
    return of


def refused(rule: Rule, refusal: pytest.ExceptionInfo[Refusal]) -> bool:
    return refusal.value.rule is rule


def inspecting(step: Step) -> bool:
    return step.inspected is not False


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.before}-{step.after}")
def test_every_step_of_the_table_is_made_by_whom_it_names_and_told(step: Step) -> None:
    for occupancy, role in product([step.within] if step.within else Occupancy, step.by):
        before = room(step.before, occupancy)
        if occupancy is Occupancy.OCCUPIED and step.before in OF_VACANT_ROOMS:
            continue
        change = flip(before, wish(step.after, {role}), NOW, inspects=inspecting(step))
        assert change.state.cleaning == CleaningState(status=step.after, since=NOW, by="stf_1")
        assert change.events == (RoomStatusChanged(room_id="204", status=step.after, previous=step.before),)
        assert step.after in may_follow(before, {role}, NOW, inspects=inspecting(step))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.before}-{step.after}")
def test_no_step_is_made_by_whom_it_does_not_name(step: Step) -> None:
    others = {Role.HOUSEKEEPER, Role.MAINTENANCE, Role.FRONT_DESK} - step.by
    for role in others:
        with pytest.raises(Refusal) as refusal:
            flip(
                room(step.before, step.within or Occupancy.VACANT),
                wish(step.after, {role}),
                NOW,
                inspects=inspecting(step),
            )
        assert refused(STEP_IS_NOT_YOURS, refusal)
        assert refusal.value.context["status"] == step.before
        assert refusal.value.context["attempted"] == step.after


@pytest.mark.parametrize(("before", "after"), [*product(WORKING, WORKING)])
@pytest.mark.parametrize("occupancy", Occupancy)
@pytest.mark.parametrize("inspects", [True, False])
def test_what_is_no_step_is_refused_to_a_housekeeper(
    before: Cleaning, after: Cleaning, occupancy: Occupancy, *, inspects: bool
) -> None:
    steps = {
        step.after for step in STEPS if step.before is before and step.fits(room(before, occupancy), inspects=inspects)
    }
    if before is after or after in steps:
        return
    with pytest.raises(Refusal) as refusal:
        flip(room(before, occupancy), wish(after, HOUSEKEEPER), NOW, inspects=inspects)
    impossible = after in OF_VACANT_ROOMS and occupancy is Occupancy.OCCUPIED
    assert refused(ROOM_OCCUPIED if impossible else STATUS_CANNOT_FOLLOW, refusal)


@pytest.mark.parametrize(("before", "after"), [*product(WORKING, WORKING)])
def test_a_shift_lead_overrides_to_any_status_of_a_vacant_room_with_a_reason(before: Cleaning, after: Cleaning) -> None:
    change = flip(room(before), wish(after, SUPERVISOR, "seen myself"), NOW, inspects=True)
    assert change.state.cleaning.status is after
    ordinary = any(
        (step.before, step.after) == (before, after)
        and step.inspected is None
        and step.within is not Occupancy.OCCUPIED
        for step in STEPS
    )
    assert [event.override for event in change.events if isinstance(event, RoomStatusChanged)] == (
        [] if before is after else [not ordinary]
    )


def test_an_override_without_a_reason_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        flip(room(Cleaning.DIRTY), wish(Cleaning.READY, SUPERVISOR), NOW, inspects=True)
    assert refused(REASON_NEEDED, refusal)


@pytest.mark.parametrize("status", sorted(OF_VACANT_ROOMS))
def test_not_even_a_shift_lead_makes_an_occupied_room_ready_or_nearly(status: Cleaning) -> None:
    with pytest.raises(Refusal) as refusal:
        flip(room(Cleaning.CLEAN, Occupancy.OCCUPIED), wish(status, SUPERVISOR, "why"), NOW, inspects=True)
    assert refused(ROOM_OCCUPIED, refusal)


@pytest.mark.parametrize("status", sorted(OUT))
def test_a_room_goes_out_of_use_by_a_block_only(status: Cleaning) -> None:
    with pytest.raises(Refusal) as refusal:
        flip(room(), wish(status, SUPERVISOR, "why"), NOW, inspects=True)
    assert refused(NEEDS_A_BLOCK, refusal)


@pytest.mark.parametrize("status", WORKING)
def test_a_room_out_of_use_comes_back_by_clearing_its_block_only(status: Cleaning) -> None:
    out = blocked(room(), a_block(BlockKind.MAINTENANCE))
    with pytest.raises(Refusal) as refusal:
        flip(out, wish(status, SUPERVISOR, "why"), NOW, inspects=True)
    assert refused(ROOM_BLOCKED, refusal)


def test_the_status_it_has_already_changes_nothing_and_tells_nothing() -> None:
    before = room(Cleaning.CLEANED)
    assert flip(before, wish(Cleaning.CLEANED, HOUSEKEEPER), NOW, inspects=True).state == before
    assert flip(before, wish(Cleaning.CLEANED, HOUSEKEEPER), NOW, inspects=True).events == ()


def test_a_flip_decided_upon_another_status_is_refused_with_both() -> None:
    with pytest.raises(Refusal) as refusal:
        flip(room(Cleaning.CLEANING), wish(Cleaning.DIRTY, SUPERVISOR, "why", seen=Cleaning.READY), NOW, inspects=True)
    assert refused(STATUS_CHANGED_SINCE, refusal)
    assert refusal.value.context == {"status": "cleaning", "seen": "ready", "attempted": "dirty"}


def test_a_stay_over_clean_that_is_done_ends_the_make_up_room() -> None:
    wished = room(Cleaning.CLEANING, Occupancy.OCCUPIED, guest_flag=Flag(value=GuestFlag.MAKE_UP_ROOM, since=NOW))
    change = flip(wished, wish(Cleaning.CLEAN, HOUSEKEEPER), NOW, inspects=True)
    assert change.state.guest_flag.value is GuestFlag.NONE
    assert [type(event) for event in change.events] == [RoomStatusChanged, GuestFlagChanged]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Cleaning.READY, Cleaning.CLEAN),
        (Cleaning.INSPECTED, Cleaning.CLEAN),
        (Cleaning.CLEANED, Cleaning.CLEAN),
        (Cleaning.CLEAN, Cleaning.CLEAN),
        (Cleaning.DIRTY, Cleaning.DIRTY),
        (Cleaning.CLEANING, Cleaning.CLEANING),
        (Cleaning.OUT_OF_ORDER, Cleaning.OUT_OF_ORDER),
        (Cleaning.OUT_OF_SERVICE, Cleaning.OUT_OF_SERVICE),
    ],
)
def test_an_arrival_makes_what_was_ready_clean_and_leaves_the_rest(before: Cleaning, after: Cleaning) -> None:
    change = after_check_in(room(before, Occupancy.OCCUPIED), NOW)
    assert change.state.cleaning.status is after
    assert len(change.events) == (before is not after)


@pytest.mark.parametrize("before", WORKING)
def test_a_departure_leaves_a_dirty_room(before: Cleaning) -> None:
    assert after_check_out(room(before), NOW).state.cleaning.status is Cleaning.DIRTY


def test_a_departure_ends_the_flag_the_preset_and_what_was_seen() -> None:
    seen = Observation(occupancy=Occupancy.VACANT, at=NOW)
    stayed = room(Cleaning.CLEAN, Occupancy.OCCUPIED, temperature_preset=21.5).observed(seen).state
    stayed = stayed.flagged(GuestFlag.DO_NOT_DISTURB, NOW).state
    left = after_check_out(stayed.but(occupancy=Occupancy.VACANT, stay=None), NOW)
    assert left.state.guest_flag.value is GuestFlag.NONE
    assert (left.state.temperature_preset, left.state.observation, left.state.discrepancy) == (None, None, None)
    assert [type(event) for event in left.events] == [DiscrepancyResolved, GuestFlagChanged, RoomStatusChanged]


def test_an_arrival_settles_what_was_seen_before() -> None:
    slept_in = room(Cleaning.READY).observed(Observation(occupancy=Occupancy.OCCUPIED, at=NOW)).state
    arrived = after_check_in(slept_in.but(occupancy=Occupancy.OCCUPIED, stay=GUEST), NOW)
    assert (arrived.state.observation, arrived.state.discrepancy) == (None, None)
    assert DiscrepancyResolved in map(type, arrived.events)


def test_a_service_that_ends_after_its_guest_has_left_makes_no_room_ready() -> None:
    for inspects in (True, False):
        ended = finish_cleaning(room(Cleaning.CLEANING), "stf_1", NOW, inspects=inspects, whole=False)
        assert ended.state.cleaning.status is Cleaning.DIRTY


def test_a_room_out_of_use_stays_so_when_a_guest_leaves_and_returns_dirty() -> None:
    out = blocked(room(), a_block(BlockKind.OOS, back=Cleaning.INSPECTED))
    left = after_check_out(out, NOW).state
    assert left.cleaning.status is Cleaning.OUT_OF_SERVICE
    assert clear_block(left, left.blocks[0].block_id, NOW).state.cleaning.status is Cleaning.DIRTY


@pytest.mark.parametrize(
    ("kind", "status"), [(BlockKind.MAINTENANCE, Cleaning.OUT_OF_ORDER), (BlockKind.OOS, Cleaning.OUT_OF_SERVICE)]
)
@pytest.mark.parametrize("back", DIRTIEST_FIRST)
def test_a_block_takes_a_room_out_of_use_and_gives_it_back(kind: BlockKind, status: Cleaning, back: Cleaning) -> None:
    out = block(room(Cleaning.READY), a_block(kind, back=back), NOW, HOUSE)
    assert out.state.cleaning.status is status
    assert out.events == (RoomStatusChanged(room_id="204", status=status, previous=Cleaning.READY, reason="why"),)
    assert clear_block(out.state, out.state.blocks[0].block_id, NOW).state.cleaning.status is back


@pytest.mark.parametrize("kind", [BlockKind.CLEANING, BlockKind.INSPECTION])
def test_a_cleaning_or_inspection_block_only_holds_a_room_back_from_ready(kind: BlockKind) -> None:
    held = blocked(room(Cleaning.READY), a_block(kind))
    assert held.cleaning.status is Cleaning.INSPECTED
    with pytest.raises(Refusal) as refusal:
        flip(held, wish(Cleaning.READY, SUPERVISOR, "why"), NOW, inspects=True)
    assert refused(ROOM_BLOCKED, refusal)
    assert Cleaning.READY not in may_follow(held, SUPERVISOR, NOW, inspects=True)
    freed = clear_block(held, held.blocks[0].block_id, NOW).state
    assert flip(freed, wish(Cleaning.READY, SUPERVISOR), NOW, inspects=True).state.cleaning.status is Cleaning.READY


@pytest.mark.parametrize("kind", BlockKind)
def test_no_block_is_put_on_an_occupied_room(kind: BlockKind) -> None:
    with pytest.raises(Refusal) as refusal:
        block(room(Cleaning.CLEAN, Occupancy.OCCUPIED), a_block(kind), NOW, HOUSE)
    assert refused(ROOM_OCCUPIED, refusal)


def test_a_block_may_wait_for_the_guest_in_the_room_to_leave() -> None:
    waiting = blocked(room(Cleaning.CLEAN, Occupancy.OCCUPIED), a_block(BlockKind.MAINTENANCE, begins=25))
    assert waiting.cleaning.status is Cleaning.CLEAN
    assert as_of(waiting, NOW + 26 * HOUR).state.cleaning.status is Cleaning.CLEAN
    left = after_check_out(waiting.but(occupancy=Occupancy.VACANT, stay=None), NOW + 27 * HOUR)
    assert left.state.cleaning.status is Cleaning.OUT_OF_ORDER


@pytest.mark.parametrize(
    ("begins", "ends", "allowed"),
    [(0, None, False), (0, 4, True), (0, 6, False), (6, 8, False), (48, None, True), (-2, 5, True)],
)
def test_no_block_is_put_on_a_room_promised_to_an_arrival_in_that_time(
    begins: float, ends: float | None, *, allowed: bool
) -> None:
    comes, leaves = NOW + 5 * HOUR, NOW + 40 * HOUR
    promised = room(upcoming=(Expected(stay_id="rsv_2", guest_id="gst_2", expected_at=comes, until_at=leaves),))
    wanted = a_block(BlockKind.OOS, begins=begins, ends=ends)
    if allowed:
        assert block(promised, wanted, NOW, HOUSE).state.blocks == (wanted,)
        return
    with pytest.raises(Refusal) as refusal:
        block(promised, wanted, NOW, HOUSE)
    assert refused(ROOM_PROMISED, refusal)
    assert refusal.value.context["stay_ids"] == ["rsv_2"]


@pytest.mark.parametrize(("begins", "ends"), [(2, 1), (2, 2), (-2, -1)])
def test_a_block_that_ends_before_it_begins_or_in_the_past_is_never_right(begins: float, ends: float) -> None:
    with pytest.raises(Refusal) as refusal:
        block(room(), a_block(BlockKind.OOS, begins=begins, ends=ends), NOW, HOUSE)
    assert refused(BLOCK_ENDS_EARLY, refusal)


@pytest.mark.parametrize("back", [Cleaning.CLEANING, *sorted(OUT)])
def test_no_room_returns_to_being_cleaned_or_out_of_use(back: Cleaning) -> None:
    with pytest.raises(Refusal) as refusal:
        block(room(), a_block(BlockKind.OOS, back=back), NOW, HOUSE)
    assert refused(BLOCK_RETURNS_NOWHERE, refusal)


def test_a_room_has_only_so_many_blocks() -> None:
    full = blocked(room(), *(a_block(BlockKind.CLEANING, begins=number) for number in range(MOST_BLOCKS)))
    with pytest.raises(Refusal) as refusal:
        block(full, a_block(BlockKind.OOS), NOW, HOUSE)
    assert refused(TOO_MANY_BLOCKS, refusal)


def test_out_of_order_is_stronger_than_out_of_service_and_each_block_is_cleared_by_itself() -> None:
    both = blocked(room(), a_block(BlockKind.OOS), a_block(BlockKind.MAINTENANCE, back=Cleaning.CLEAN))
    assert both.cleaning.status is Cleaning.OUT_OF_ORDER
    one = clear_block(both, "blk_maintenance_0", NOW).state
    assert one.cleaning.status is Cleaning.OUT_OF_SERVICE
    assert clear_block(one, "blk_oos_0", NOW).state.cleaning.status is Cleaning.DIRTY


def test_what_the_dirtier_of_two_blocks_wanted_is_not_forgotten_when_it_is_cleared_first() -> None:
    both = blocked(
        room(), a_block(BlockKind.MAINTENANCE), a_block(BlockKind.MAINTENANCE, begins=-1, back=Cleaning.INSPECTED)
    )
    one = clear_block(both, "blk_maintenance_0", NOW).state
    assert clear_block(one, "blk_maintenance_-1", NOW).state.cleaning.status is Cleaning.DIRTY


def test_blocks_begin_and_end_on_their_dates() -> None:
    before = blocked(room(Cleaning.READY), a_block(BlockKind.OOS, begins=2, ends=4, back=Cleaning.CLEANED))
    assert as_of(before, NOW + HOUR).state == before
    during = as_of(before, NOW + 2 * HOUR)
    assert during.state.cleaning.status is Cleaning.OUT_OF_SERVICE
    after = as_of(during.state, NOW + 4 * HOUR)
    assert after.state.cleaning.status is Cleaning.CLEANED
    assert after.state.blocks == ()


def test_a_block_that_never_began_changes_nothing_when_it_is_cleared() -> None:
    later = blocked(room(Cleaning.CLEANED), a_block(BlockKind.MAINTENANCE, begins=2))
    assert clear_block(later, "blk_maintenance_2", NOW).state.cleaning.status is Cleaning.CLEANED


@pytest.mark.parametrize("back", DIRTIEST_FIRST)
def test_a_mended_room_is_dirty_at_once_whatever_its_block_was_to_return_to(back: Cleaning) -> None:
    repair = a_block(BlockKind.MAINTENANCE, back=back)
    out = block(room(Cleaning.READY), repair, NOW, HOUSE).state
    change = mended(out, repair.block_id, NOW)
    assert (change.state.cleaning.status, change.state.blocks) == (Cleaning.DIRTY, ())
    assert len(change.events) == 1


def test_a_mended_room_that_another_block_keeps_out_of_use_will_return_dirty() -> None:
    repair, paint = a_block(BlockKind.MAINTENANCE), a_block(BlockKind.OOS, back=Cleaning.READY)
    out = block(block(room(Cleaning.READY), repair, NOW, HOUSE).state, paint, NOW, HOUSE).state
    left = mended(out, repair.block_id, NOW).state
    assert left.cleaning.status is Cleaning.OUT_OF_SERVICE
    assert clear_block(left, paint.block_id, NOW).state.cleaning.status is Cleaning.DIRTY


def test_a_room_that_is_mended_around_its_guest_keeps_its_status() -> None:
    held = hold(room(Cleaning.CLEAN, Occupancy.OCCUPIED), a_block(BlockKind.INSPECTION), NOW).state
    assert mended(held, held.blocks[0].block_id, NOW).state == held.but(blocks=())


def test_a_repair_whose_block_is_gone_changes_nothing() -> None:
    assert mended(room(Cleaning.READY), "blk_gone", NOW) == Change(room(Cleaning.READY))


@pytest.mark.parametrize(
    ("back", "kind", "returns"),
    [
        (Cleaning.READY, "inspection", Cleaning.CLEANED),
        (Cleaning.INSPECTED, "inspection", Cleaning.CLEANED),
        (Cleaning.CLEAN, "inspection", Cleaning.CLEAN),
        (Cleaning.DIRTY, "inspection", Cleaning.DIRTY),
        (Cleaning.READY, "turnover", Cleaning.CLEANING),
    ],
)
@pytest.mark.parametrize("status", ["in_progress", "paused"])
def test_a_room_does_not_return_from_a_block_over_the_head_of_who_is_at_work_in_it(
    back: Cleaning, kind: str, returns: Cleaning, status: str
) -> None:
    inside = OpenTask(task_id="hkt_1", kind=kind, status=status, priority="normal", created_at=NOW)
    paint = a_block(BlockKind.OOS, back=back)
    out = block(room(Cleaning.CLEANED, tasks=(inside,)), paint, NOW, HOUSE).state
    assert clear_block(out, paint.block_id, NOW).state.cleaning.status is returns


def test_a_block_that_is_not_there_cannot_be_cleared() -> None:
    with pytest.raises(Refusal) as refusal:
        clear_block(room(), "blk_other", NOW)
    assert refused(NOT_FOUND, refusal)
