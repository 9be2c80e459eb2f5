"""What a room needs, by its row and its open tasks alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.rooms import (
    Block,
    BlockKind,
    Cleaning,
    CleaningState,
    Expected,
    Flag,
    GuestFlag,
    Occupancy,
    Occupant,
    Room,
)
from shared.domain.settings import Cadence, Choices
from shared.domain.stays import Stay, StayStatus
from shared.domain.tasks import (
    OF_VACANT_ROOMS,
    Note,
    Priority,
    Source,
    Task,
    TaskKind,
    TaskStatus,
    inspection_task_id,
    turnover_id,
)
from shared.domain.turnovers import BEGUN, Left, NotNeeded, Wish, left_by, linen_is_due, upkeep, wanted
from tests.ground import NOON

HOUSE = Choices(zone="Asia/Kabul")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = date(2026, 6, 15)
AMINA, ZAHRA = "rsv_amina", "rsv_zahra"
DIRTY, CLEAN, READY = (
    CleaningState(status=one, since=NOON) for one in (Cleaning.DIRTY, Cleaning.CLEAN, Cleaning.READY)
)
VACANT = Room(room_id="201", number="201", floor=2, cleaning=DIRTY)


def guest(stay_id: str = AMINA, came: float = -1, leaves: float = 2, **facts: object) -> Occupant:
    """Return a guest who came and leaves so many days from now."""
    return Occupant(
        stay_id=stay_id, guest_id="gst_1", checked_in_at=NOON + came * DAY, check_out_at=NOON + leaves * DAY, **facts
    )


def lived_in(*guests: Occupant, cleaning: CleaningState = CLEAN, **facts: object) -> Room:
    made = {"occupancy": Occupancy.OCCUPIED, "stay": guests[0], "also_here": guests[1:], "cleaning": cleaning, **facts}
    return VACANT.but(**made)


def task(kind: TaskKind = TaskKind.TURNOVER, **facts: object) -> Task:
    return Task.model_validate(
        {
            "task_id": "hkt_1",
            "room_id": "201",
            "kind": kind,
            "source": Source.EVENT,
            "business_date": TODAY,
            "created_at": NOON - HOUR,
            "created_by": "house",
            "estimated_minutes": 30,
            **facts,
        }
    )


def wishes(room: Room, left: Left | None = None) -> list[tuple[TaskKind, str | None]]:
    return [(wish.kind, wish.stay_id) for wish in wanted(room, left, NOON, HOUSE)]


def ended(room: Room, *tasks: Task) -> list[str]:
    changes = upkeep(room, tasks, None, NOON, HOUSE).changes
    return [change.state.outcome for change in changes if not change.state.is_open]


def test_the_first_turnover_of_a_stay_has_the_id_that_everybody_can_derive() -> None:
    (wish,) = wanted(VACANT, Left(stay_id=AMINA, at=NOON, business_date=TODAY), NOON, HOUSE)
    assert [wish.task_id(time) for time in (0, 1)] == [turnover_id(AMINA, "201"), turnover_id(AMINA, "201", 1)]


NEXT_PIECE = {
    Cleaning.DIRTY: [TaskKind.TURNOVER],
    Cleaning.CLEANING: [TaskKind.TURNOVER],
    Cleaning.CLEAN: [TaskKind.INSPECTION],
    Cleaning.CLEANED: [TaskKind.INSPECTION],
}


@pytest.mark.parametrize("status", Cleaning)
def test_a_vacant_room_that_is_not_ready_has_its_next_piece_of_work(status: Cleaning) -> None:
    """H3: whoever made it so. What is inspected or out of use waits for nobody who cleans."""
    room = VACANT.but(cleaning=CleaningState(status=status))
    assert [kind for kind, _ in wishes(room)] == NEXT_PIECE.get(status, [])


@pytest.mark.parametrize("status", [Cleaning.CLEAN, Cleaning.CLEANED, Cleaning.INSPECTED])
def test_where_nobody_inspects_nothing_is_left_to_do_and_the_room_is_ready(status: Cleaning) -> None:
    found = upkeep(VACANT.but(cleaning=CleaningState(status=status)), (), None, NOON, HOUSE.but(inspections=False))
    assert (found.row.state.cleaning.status, found.wishes) == (Cleaning.READY, ())


def test_who_is_at_it_is_the_work_of_the_room_and_nobody_looks_at_it_meanwhile() -> None:
    at_it = task(status=TaskStatus.PAUSED, assignee="stf_1", started_at=NOON, vacated_at=NOON)
    asking = task(TaskKind.INSPECTION, task_id="hkt_2", of_task_id="hkt_0")
    room = VACANT.but(tasks=(at_it.on_row, asking.on_row), cleaning=CleaningState(status=Cleaning.CLEANED, since=NOON))
    found = upkeep(room, (at_it, asking), None, NOON, HOUSE)
    assert (found.row.state.cleaning.status, found.wishes) == (Cleaning.CLEANING, ())
    assert [(one.state.task_id, one.state.outcome) for one in found.changes] == [
        ("hkt_2", NotNeeded.NOTHING_TO_INSPECT)
    ]


def test_an_inspection_is_of_the_work_that_made_the_room_clean_or_of_the_room_where_none_did() -> None:
    cleaned = VACANT.but(cleaning=CleaningState(status=Cleaning.CLEANED, since=NOON, task_id="hkt_7"))
    (of_work,), (of_room,) = (wanted(room, None, NOON, HOUSE) for room in (cleaned, VACANT.but(cleaning=CLEAN)))
    assert [of_work.task_id(time) for time in (0, 1)] == [inspection_task_id("hkt_7"), inspection_task_id("hkt_7", 1)]
    assert of_room.of_task_id is None


def test_what_was_ended_by_hand_is_asked_for_again_as_long_as_the_vacant_room_needs_it() -> None:
    """H4: cancelling the only way to ready closes none."""
    (wish,) = wanted(VACANT, Left(stay_id=AMINA, at=NOON, business_date=TODAY), NOON, HOUSE)
    for over in ("sold as it is", NotNeeded.NEXT_GUEST_IS_IN):
        assert wish.comes_after(task(status=TaskStatus.CANCELLED, outcome=over, finished_at=NOON))
    assert wish.comes_after(task(status=TaskStatus.FAILED, finished_at=NOON))


def test_what_is_to_be_mended_first_is_not_to_be_cleaned_until_the_block_of_that_is_gone() -> None:
    held = Block(block_id="blk_1", kind=BlockKind.INSPECTION, reason="no water", from_at=NOON, until_mended=True)
    assert wishes(VACANT.but(blocks=(held,))) == []
    assert wishes(VACANT.but(blocks=(held.but(until_mended=False),))) == [(TaskKind.TURNOVER, None)]


def test_a_service_ended_by_hand_is_not_asked_for_again_unless_the_guest_wishes_it_anew() -> None:
    asked = lived_in(guest(), guest_flag=Flag(value=GuestFlag.MAKE_UP_ROOM, since=NOON))
    (wish,) = wanted(asked, None, NOON, HOUSE)
    over = task(TaskKind.MID_STAY_CLEAN, status=TaskStatus.CANCELLED, outcome="not today", finished_at=NOON)
    assert not wish.comes_after(over)
    assert wish.comes_after(over.but(outcome=NotNeeded.NOT_TODAY))


def test_dirt_of_a_later_day_is_not_the_last_guests_but_their_turnovers_count() -> None:
    long_gone = Left(stay_id=AMINA, at=NOON - 8 * DAY, business_date=TODAY - 8 * DAY)
    (wish,) = wanted(VACANT, long_gone, NOON, HOUSE)
    assert (wish.stay_id, wish.vacated_at, wish.business_date) == (None, NOON, TODAY)
    assert wish.comes_after(task(status=TaskStatus.COMPLETED, finished_at=NOON - 7 * DAY))


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        (guest(came=-1, leaves=2), [TaskKind.MID_STAY_CLEAN]),
        (guest(came=0, leaves=2), []),
        (guest(came=-1, leaves=0), [TaskKind.TURNOVER]),
        (guest(came=-3, leaves=-1), [TaskKind.TURNOVER]),
        (guest(came=-1, leaves=2, in_room_since=NOON), []),
    ],
)
def test_a_guest_is_served_between_the_day_they_came_and_the_day_they_leave(
    here: Occupant, expected: list[TaskKind]
) -> None:
    room = lived_in(here, cleaning=CleaningState(status=Cleaning.CLEAN, since=NOON - DAY))
    assert [kind for kind, _ in wishes(room)] == expected


def test_a_room_that_was_cleaned_today_is_not_served_again() -> None:
    assert wishes(lived_in(guest())) == []


def test_every_n_days_counts_from_check_in_also_after_a_room_move() -> None:
    third = HOUSE.but(stayover_cadence=Cadence.EVERY_N_DAYS, stayover_every_days=3)
    old = CleaningState(status=Cleaning.CLEAN, since=NOON - 4 * DAY)
    for came, served in ((-2, False), (-3, True), (-4, False)):
        room = lived_in(guest(came=came, leaves=9, in_room_since=NOON - DAY), cleaning=old)
        assert bool(wanted(room, None, NOON, third)) is served


@pytest.mark.parametrize(
    ("came", "leaves", "changed", "expected"),
    [
        (-1, 5, None, [False]),
        (-3, 5, None, [True]),
        (-4, 5, None, [True]),
        (-3, 0, None, [False]),
        (-5, 5, -2, [False]),
        (-7, 5, -3, [True]),
        (-2, 5, -4, [False]),
    ],
)
def test_bed_linen_is_changed_every_third_day_and_not_on_the_last(
    came: float, leaves: float, changed: float | None, expected: list[bool]
) -> None:
    """S12: one that was missed is due the day after; what was changed for an earlier guest counts for nobody."""
    changed_at = None if changed is None else NOON + changed * DAY
    room = lived_in(guest(came=came, leaves=leaves), linen_changed_at=changed_at)
    due = linen_is_due(room, NOON, HOUSE)
    assert [due] == expected
    service = task(TaskKind.MID_STAY_CLEAN, stay_id=AMINA, source=Source.MANUAL, linen_due=not due)
    assert [one.state.linen_due for one in upkeep(room, [service], None, NOON, HOUSE).changes if one.state.is_open] == [
        due
    ]
    begun = service.but(status=TaskStatus.IN_PROGRESS, assignee="stf_1")
    assert upkeep(room, [begun], None, NOON, HOUSE).changes == ()


def test_nobody_changes_the_linen_of_an_empty_room_but_by_its_turnover() -> None:
    assert not linen_is_due(VACANT.but(linen_changed_at=NOON - 9 * DAY), NOON, HOUSE)


def test_who_comes_into_a_dirty_room_is_served_soon_and_who_made_it_dirty_waits_for_their_day() -> None:
    came_later = lived_in(guest(came=0, in_room_since=NOON + HOUR), cleaning=DIRTY)
    assert [wish.urgency.priority for wish in wanted(came_later, None, NOON, HOUSE)] == [Priority.HIGH]
    assert wanted(lived_in(guest(came=-0.1), cleaning=DIRTY), None, NOON, HOUSE) == ()


def test_of_guests_who_share_a_room_the_last_to_leave_decides_on_the_turnover() -> None:
    leaving, staying = guest(leaves=0), guest(ZAHRA, leaves=1)
    assert (TaskKind.TURNOVER, AMINA) not in wishes(lived_in(leaving, staying))
    assert wishes(lived_in(leaving, guest(ZAHRA, leaves=0.1))) == [(TaskKind.TURNOVER, ZAHRA)]


def test_a_deep_clean_will_do_for_a_turnover_but_not_one_for_some_other_hour() -> None:
    deep = task(TaskKind.DEEP_CLEAN, source=Source.MANUAL)
    assert upkeep(VACANT, [deep], None, NOON, HOUSE).wishes == ()
    later = deep.but(scheduled_for=NOON + DAY)
    assert len(upkeep(VACANT, [later], None, NOON, HOUSE).wishes) == 1


def test_a_late_clean_of_after_an_earlier_guest_is_not_the_turnover_of_the_last_one() -> None:
    late = task(status=TaskStatus.IN_PROGRESS, stay_id=ZAHRA, vacated_at=NOON - DAY, assignee="stf_1")
    left = Left(stay_id=AMINA, at=NOON, business_date=TODAY)
    assert [wish.stay_id for wish in upkeep(VACANT, [late], left, NOON, HOUSE).wishes] == [AMINA]


def test_what_was_to_be_done_in_the_empty_room_ends_with_the_next_guest_but_not_what_is_meant_for_later() -> None:
    room = lived_in(guest(came=0, in_room_since=NOON))
    of_before = [task(kind) for kind in (TaskKind.DEEP_CLEAN, TaskKind.INSPECTION, TaskKind.POST_MAINTENANCE)]
    assert ended(room, *of_before) == [NotNeeded.NEXT_GUEST_IS_IN] * 3
    assert ended(room, task(TaskKind.DEEP_CLEAN, scheduled_for=NOON + DAY)) == []
    assert ended(room, task(TaskKind.DEEP_CLEAN, created_at=NOON + HOUR)) == []


@pytest.mark.parametrize("status", sorted(BEGUN))
@pytest.mark.parametrize("room", [VACANT, lived_in(guest(ZAHRA, came=0)), VACANT.but(cleaning=READY)])
def test_what_somebody_is_at_goes_on(status: TaskStatus, room: Room) -> None:
    begun = [
        task(kind, status=status, stay_id=AMINA, vacated_at=NOON - HOUR, assignee="stf_1")
        for kind in (TaskKind.TURNOVER, TaskKind.MID_STAY_CLEAN, TaskKind.DEEP_CLEAN)
    ]
    assert ended(room, *begun) == []


def test_a_service_with_a_note_ends_with_the_stay_but_not_with_the_day() -> None:
    noted = task(TaskKind.MID_STAY_CLEAN, source=Source.SCHEDULER, stay_id=AMINA, business_date=TODAY - DAY)
    noted = noted.but(notes=(Note(text="after ten", by="stf_1", at=NOON),))
    assert ended(lived_in(guest()), noted) == []
    assert ended(VACANT, noted) == [NotNeeded.GUEST_IS_GONE]


def test_the_service_of_who_has_left_goes_to_who_is_there_once() -> None:
    """Two shared the room and each was to be served, or were there one after the other: the room is cleaned once."""
    own, theirs, begun = (
        task(TaskKind.MID_STAY_CLEAN, task_id=task_id, stay_id=stay_id, source=Source.EVENT)
        for task_id, stay_id in (("hkt_1", AMINA), ("hkt_2", ZAHRA), ("hkt_3", "rsv_3"))
    )
    begun = begun.but(status=TaskStatus.IN_PROGRESS, assignee="stf_1")

    def after(*tasks: Task) -> dict[str, tuple[str | None, str]]:
        changes = upkeep(lived_in(guest()), tasks, None, NOON, HOUSE).changes
        return {change.state.task_id: (change.state.stay_id, change.state.outcome) for change in changes}

    assert after(theirs) == {"hkt_2": (AMINA, "")}
    assert after(own, theirs) == {"hkt_2": (ZAHRA, NotNeeded.GUEST_IS_GONE)}
    assert after(theirs, begun) == {"hkt_2": (ZAHRA, NotNeeded.GUEST_IS_GONE), "hkt_3": (AMINA, "")}
    assert after(own, begun) == {}


def stay(**facts: object) -> Stay:
    return Stay.model_validate(
        {
            "stay_id": AMINA,
            "status": StayStatus.CHECKED_OUT,
            "guest_id": "gst_1",
            "guest_name": "Amina",
            "room_id": "201",
            "arrival_at": NOON - 3 * DAY,
            "departure_at": NOON,
            "checked_in_at": NOON - 3 * DAY,
            "checked_out_at": NOON,
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("out_at", "day"),
    [(NOON, TODAY), (NOON + 20 * HOUR, TODAY), (NOON - DAY, TODAY - DAY), (NOON + 5 * DAY, TODAY)],
)
def test_a_departure_belongs_to_the_day_it_was_due_or_happened_before(out_at: object, day: date) -> None:
    left = left_by(stay(checked_out_at=out_at), "201", HOUSE)
    assert left is not None
    assert (left.at, left.business_date) == (out_at, day)


def test_who_moved_left_the_room_they_had_and_not_the_one_they_have() -> None:
    moved = stay(status=StayStatus.CHECKED_IN, checked_out_at=None, room_id="202", in_room_since=NOON)
    assert left_by(moved, "201", HOUSE) == Left(stay_id=AMINA, at=NOON, business_date=TODAY)
    assert left_by(moved, "202", HOUSE) is None


@pytest.mark.parametrize("status", [StayStatus.CONFIRMED, StayStatus.CANCELLED, StayStatus.NO_SHOW])
def test_who_never_came_left_no_room(status: StayStatus) -> None:
    assert left_by(stay(status=status, checked_out_at=None), "201", HOUSE) is None


moments = st.integers(-72, 72).map(lambda hours: NOON + hours * HOUR)
guests = st.builds(
    lambda stay_id, came, nights, vip: guest(stay_id, came, came + nights, vip=vip),
    st.sampled_from([AMINA, ZAHRA]),
    st.integers(-3, 0),
    st.sampled_from([0.2, 1, 2, 5]),
    st.booleans(),
)
rooms = st.builds(
    lambda here, flag, status, since, coming: VACANT.but(
        occupancy=Occupancy.OCCUPIED if here else Occupancy.VACANT,
        stay=here,
        guest_flag=Flag(value=flag if here else GuestFlag.NONE, since=NOON),
        cleaning=CleaningState(status=status, since=since),
        upcoming=(Expected(stay_id="rsv_next", guest_id="gst_2", expected_at=coming),) if coming else (),
    ),
    st.none() | guests,
    st.sampled_from(GuestFlag),
    st.sampled_from(Cleaning),
    st.none() | moments,
    st.none() | moments,
)
tasks = st.builds(
    lambda kind, status, source, stay_id, vacated_at, created_at, parked_since, days: task(
        kind,
        status=status,
        source=source,
        stay_id=stay_id,
        vacated_at=vacated_at if kind is TaskKind.TURNOVER else None,
        created_at=created_at,
        parked_since=parked_since,
        assignee=None if status is TaskStatus.PENDING else "stf_1",
        business_date=TODAY - days * DAY,
    ),
    st.sampled_from(TaskKind),
    st.sampled_from([TaskStatus.PENDING, TaskStatus.ASSIGNED, *sorted(BEGUN)]),
    st.sampled_from(Source),
    st.sampled_from([None, AMINA, ZAHRA]),
    st.none() | moments,
    moments,
    st.none() | moments,
    st.integers(0, 1),
)
departures = st.none() | st.builds(
    lambda stay_id, at: Left(stay_id=stay_id, at=at, business_date=TODAY),
    st.sampled_from([AMINA, ZAHRA]),
    st.none() | moments,
)


def numbered(found: Sequence[Task]) -> list[Task]:
    return [one.but(task_id=f"hkt_{number}") for number, one in enumerate(found)]


def made(wish: Wish, room: Room) -> Task:
    priority, due_at = wish.urgency.priority, wish.urgency.due_at
    kept = {"linen_due": wish.kind is TaskKind.MID_STAY_CLEAN and linen_is_due(room, NOON, HOUSE)}
    kept |= {
        name: getattr(wish, name) for name in ("source", "stay_id", "business_date", "scheduled_for", "vacated_at")
    }
    return task(wish.kind, task_id=wish.task_id(0), created_at=NOON, priority=priority, due_at=due_at, **kept)


@given(rooms, st.lists(tasks, max_size=3).map(numbered), departures)
def test_once_a_room_has_what_it_needs_it_needs_nothing_more(room: Room, listed: list[Task], left: Left | None) -> None:
    if left and room.stay and left.stay_id == room.stay.stay_id:
        left = None
    first = upkeep(room, listed, left, NOON, HOUSE)
    by_id = {one.task_id: one for one in listed} | {change.state.task_id: change.state for change in first.changes}
    after = [one for one in by_id.values() if one.is_open] + [made(wish, room) for wish in first.wishes]
    second = upkeep(room, after, left, NOON, HOUSE)
    assert (second.changes, second.wishes) == ((), ())


@given(rooms, st.lists(tasks, max_size=3).map(numbered), departures)
def test_a_vacant_dirty_room_has_work_that_makes_it_ready(room: Room, listed: list[Task], left: Left | None) -> None:
    room = room.but(occupancy=Occupancy.VACANT, stay=None, cleaning=DIRTY, guest_flag=Flag())
    found = upkeep(room, listed, left, NOON, HOUSE)
    changed = {change.state.task_id: change.state for change in found.changes}
    kept = [changed.get(one.task_id, one) for one in listed]
    able = [one for one in kept if one.is_open and one.may_begin and one.kind in OF_VACANT_ROOMS]
    assert able or found.wishes
