"""Who is right about a room: every verdict, with the state it is given upon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.pms import (
    HEALS_AT_MOST,
    PATIENCE,
    AcceptConditions,
    BlockThere,
    Condition,
    Difference,
    Drift,
    DriftDetected,
    DriftHealed,
    Look,
    PmsRoom,
    Push,
    Report,
    RoomMap,
    Verdict,
    judge,
    language_of,
    map_rooms,
)
from shared.domain.rooms import Cleaning, CleaningState, Occupancy, Occupant, Room

NOW = datetime(2026, 6, 15, 7, 30, tzinfo=UTC)
MET = PmsRoom(room_id="204", vendor="mews", shown=Condition.CLEAN, version="1")
DIRTY_ONLY, ALL, NONE = AcceptConditions.DIRTY_ONLY, AcceptConditions.ALL, AcceptConditions.NONE


def row(status: str, *, occupied: bool = False) -> Room:
    stay = Occupant(stay_id="rsv_1", guest_id="gst_1", checked_in_at=NOW, check_out_at=NOW) if occupied else None
    occupancy = Occupancy.OCCUPIED if occupied else Occupancy.VACANT
    cleaning = CleaningState(status=Cleaning(status))
    return Room(room_id="204", number="204", floor=2, cleaning=cleaning, occupancy=occupancy, stay=stay)


def look(theirs: str | None, *, accept: AcceptConditions = DIRTY_ONLY, sweeping: bool = False, **seen: object) -> Look:
    facts = {"resource_id": "r", "name": "204", "version": "2", "asked_at": NOW, "condition": theirs, **seen}
    return Look(Report.model_validate(facts), accept, NOW, sweeping)


def pushed(condition: str, *, shown: str | None = None, **state: object) -> PmsRoom:
    push = Push.model_validate({"condition": condition, "at": NOW, "done": True, **state})
    return MET.but(pushed=push, shown=shown or condition)


def test_the_same_on_both_sides_is_agreed() -> None:
    assert judge(row("ready"), MET, look("inspected")) is Verdict.AGREED
    assert judge(row("cleaning"), MET, look("dirty")) is Verdict.AGREED


def test_what_shows_what_we_pushed_is_an_echo_while_the_row_has_moved_on() -> None:
    assert judge(row("inspected"), pushed("clean"), look("clean")) is Verdict.ECHO


def test_a_sweep_pushes_again_what_should_have_arrived_by_itself() -> None:
    assert judge(row("inspected"), pushed("clean"), look("clean", sweeping=True)) is Verdict.HEAL


def test_a_push_under_way_is_left_to_arrive_until_patience_ends() -> None:
    under_way = pushed("inspected", shown="dirty", done=False)
    long_ago = pushed("inspected", shown="dirty", done=False, at=NOW - PATIENCE)

    assert judge(row("inspected"), under_way, look("dirty", sweeping=True)) is Verdict.ECHO
    assert judge(row("inspected"), long_ago, look("dirty", asked_at=NOW)) is Verdict.ECHO
    assert judge(row("inspected"), long_ago, look("clean", sweeping=True)) is Verdict.HEAL


def test_what_was_asked_before_we_pushed_is_stale() -> None:
    known = pushed("clean")

    assert judge(row("cleaned"), known, look("dirty", asked_at=NOW - timedelta(seconds=1))) is Verdict.STALE


def test_what_is_older_than_what_was_seen_is_stale() -> None:
    assert judge(row("cleaned"), MET.but(version="3"), look("dirty")) is Verdict.STALE


@pytest.mark.parametrize("status", ["clean", "cleaned", "inspected", "ready"])
def test_a_room_made_dirty_there_is_dirty(status: str) -> None:
    known = pushed("clean") if status in ("clean", "cleaned") else pushed("inspected")

    assert judge(row(status), known, look("dirty")) is Verdict.ACCEPT


@pytest.mark.parametrize("theirs", ["clean", "inspected"])
def test_a_room_made_clean_there_is_dirty_again_where_only_dirty_is_accepted(theirs: str) -> None:
    known = pushed("dirty")

    assert judge(row("dirty"), known, look(theirs)) is Verdict.HEAL
    assert judge(row("dirty"), known, look(theirs, accept=ALL)) is Verdict.ACCEPT
    assert judge(row("dirty", occupied=True), known, look(theirs, accept=ALL)) is Verdict.HEAL


def test_where_nothing_is_accepted_dirty_is_put_right_too() -> None:
    assert judge(row("clean"), pushed("clean"), look("dirty", accept=NONE)) is Verdict.HEAL


@pytest.mark.parametrize("theirs", ["out_of_order", "out_of_service"])
@pytest.mark.parametrize("accept", list(AcceptConditions))
def test_what_is_put_out_of_use_there_is_for_a_person(theirs: str, accept: AcceptConditions) -> None:
    assert judge(row("clean"), pushed("clean"), look(theirs, accept=accept)) is Verdict.REPORT
    assert judge(row("clean"), MET.but(shown=None), look(theirs, accept=accept)) is Verdict.REPORT


def test_a_block_of_ours_that_somebody_lifts_there_is_for_a_person_and_one_that_ran_out_is_made_again() -> None:
    until = BlockThere(external_id="b", until_at=NOW + timedelta(days=1))
    lifted = pushed("out_of_order").but(block=until)

    assert judge(row("out_of_order"), lifted, look("dirty")) is Verdict.REPORT
    assert judge(row("out_of_order"), lifted.but(block=until.but(until_at=NOW)), look("dirty")) is Verdict.HEAL


def test_what_the_pms_refused_is_not_tried_for_ever() -> None:
    known = pushed("out_of_order", shown="clean", done=False, refused=True)

    assert judge(row("out_of_order"), known, look("clean", sweeping=True)) is Verdict.REPORT


def test_at_first_meeting_theirs_holds() -> None:
    unmet = PmsRoom(room_id="204", vendor="mews")

    assert judge(row("dirty"), unmet, look("inspected", sweeping=True)) is Verdict.ACCEPT
    assert judge(row("dirty"), unmet, look("inspected", accept=NONE, sweeping=True)) is Verdict.HEAL
    assert judge(row("out_of_order"), unmet, look("clean", sweeping=True)) is Verdict.HEAL


def test_a_room_put_right_too_often_is_for_a_person() -> None:
    known = pushed("dirty")
    for _ in range(HEALS_AT_MOST):
        assert judge(row("dirty"), known, look("clean")) is Verdict.HEAL
        known = known.healing(NOW)

    assert judge(row("dirty"), known, look("clean")) is Verdict.REPORT
    later = Look(look("clean").report, DIRTY_ONLY, NOW + timedelta(hours=2))
    assert judge(row("dirty"), known, later) is Verdict.HEAL


def test_of_two_pushes_at_once_nobody_knows_which_came_last() -> None:
    known = MET.intending(Condition.CLEAN, NOW).intending(Condition.INSPECTED, NOW)

    assert known.told(Condition.CLEAN, None, NOW).believed is None
    assert known.told(Condition.INSPECTED, None, NOW).believed is Condition.INSPECTED


def test_a_drift_is_told_once_however_often_it_is_found() -> None:
    found = Difference(kind="condition", ours="dirty", theirs="clean", vendor="mews", detected_at=NOW)

    first = Drift(room_id="204").detecting(found)
    again = first.state.detecting(found.but(detected_at=NOW + timedelta(hours=1)))
    healed = again.state.healing(("condition",), NOW, "ours")

    assert [type(event) for event in (*first.events, *again.events, *healed.events)] == [DriftDetected, DriftHealed]
    assert healed.state.status == "healed"


def test_a_drift_that_a_person_lets_stand_is_not_opened_by_finding_it_again() -> None:
    found = Difference(kind="occupancy", ours="rsv_1", theirs="vacant", vendor="mews", detected_at=NOW)
    known = Drift(room_id="204").detecting(found).state.dismissing(NOW)

    assert known.detecting(found).state.status == "resolved"
    assert known.detecting(found.but(theirs="rsv_2")).state.status == "open"


def test_rooms_are_matched_by_their_names_as_people_read_them() -> None:
    """R12: also one that was renamed here, by what it was called first."""
    names = {"VILLA-3": "Villa 3", "12A": "12a", "3-QF0C7K": "اتاق ۳", "204": "Garden"}
    theirs = ["villa  3", "12A", "اتاق 3", "204"]
    reports = [look("clean", resource_id=name, name=name).report for name in theirs]
    assert map_rooms(reports, names).stays == dict(zip(theirs, names, strict=True))


def test_children_and_parents_of_a_room_are_that_room() -> None:
    def report(resource_id: str, name: str, parent_id: str | None = None) -> Report:
        return look("clean", resource_id=resource_id, name=name, parent_id=parent_id).report

    dormitory = [report("d", "101"), report("bed", "101A", "d")]
    suite = [report("s", "Suite"), report("a", "201", "s"), report("b", "202", "s")]
    assert map_rooms(
        [*dormitory, *suite, report("x", "Sauna")], {name: name for name in ("101", "201", "202", "301")}
    ) == RoomMap(
        stays={"d": "101", "bed": "101", "a": "201", "b": "202", "s": "201"},
        conditions={"101": "d", "201": "a", "202": "b"},
        only_theirs={"x": "Sauna"},
        only_ours=("301",),
    )


@pytest.mark.parametrize(
    ("culture", "language"),
    [
        ("fa-AF", "fa-AF"),
        ("prs", "fa-AF"),
        ("fa-IR", "fa"),
        ("ps-AF", "ps"),
        ("tg-TJ", "tg"),
        ("en_GB", "en"),
        ("", None),
    ],
)
def test_languages_go_by_the_names_of_our_screens(culture: str, language: str | None) -> None:
    assert language_of(culture) == language
