"""A room that maintenance gives back, and who is to clean it then; with the real work orders before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

import functions.housekeeping.main
import functions.maintenance.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.rooms import Block, BlockKind, Cleaning, CleaningState, Expected, Occupancy, Occupant, Room
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tablets import Tablet
from shared.domain.tasks import MaintenanceRequired, Severity, Task
from shared.domain.work_orders import WorkOrder, WorkOrderCompleted
from shared.runtime.parking import DeadLetter
from tests.ground import NOON, SUPERVISOR, Ground, ground

ANA = staff_id_of("demo", "ana@demo.hotel")
TASKS = "/api/v1/housekeeping/tasks"
ORDERS = "/api/v1/maintenance/work-orders"
TOMORROW = NOON + timedelta(days=1)
AMINA = Occupant(stay_id=derived_id("rsv", "amina"), guest_id="gst_1", checked_in_at=NOON, check_out_at=TOMORROW)
OUTSIDE = WorkOrderCompleted(work_order_id="WO-17", room_id="205", severity="heavy")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """205 is vacant and ready; Ana cleans."""
    with ground() as stands:
        stands.put(
            Room(room_id="205", number="205", floor=2, cleaning=CleaningState(status=Cleaning.READY)),
            Tablet(room_id="205"),
            Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role="housekeeper"),
        )
        yield stands


def room(hotel: Ground) -> Room:
    return hotel.get(Room, "205")


def status(hotel: Ground) -> Cleaning:
    return room(hotel).cleaning.status


def tasks(hotel: Ground) -> list[str]:
    """Return the kinds of the open tasks as the row lists them."""
    return [task.kind for task in room(hotel).tasks]


def order(hotel: Ground, severity: str = "heavy", **said: object) -> str:
    body = {"room_id": "205", "severity": severity, "description": "no water", **said}
    return str(hotel.data("POST", ORDERS, body, by=SUPERVISOR)["work_order_id"])


def do(hotel: Ground, path: str, **said: object) -> None:
    hotel.data("POST", path, said, by=SUPERVISOR)


def mend(hotel: Ground, order_id: str) -> None:
    """Have it mended and verified, and everybody hear of it."""
    do(hotel, f"{ORDERS}/{order_id}/start")
    do(hotel, f"{ORDERS}/{order_id}/resolve", resolution="new washer")
    do(hotel, f"{ORDERS}/{order_id}/verify", passed=True)
    hotel.deliver()


def task(hotel: Ground, kind: str = "turnover", *deeds: str) -> str:
    made = str(hotel.data("POST", TASKS, {"room_id": "205", "kind": kind}, by=SUPERVISOR)["task_id"])
    do(hotel, f"{TASKS}/{made}/assign", staff_id=ANA)
    for deed in deeds:
        do(hotel, f"{TASKS}/{made}/{deed}")
    return made


def block_by_hand(hotel: Ground, kind: str = "maintenance", **said: object) -> str:
    body = {"kind": kind, "reason": "paint", **said}
    path = "/api/v1/housekeeping/rooms/205/block"
    return str(hotel.data("POST", path, body, by=SUPERVISOR)["blocks"][-1]["block_id"])


def test_a_mended_room_is_dirty_and_one_task_has_it_cleaned(hotel: Ground) -> None:
    order_id = order(hotel)
    assert status(hotel) is Cleaning.OUT_OF_ORDER
    mend(hotel, order_id)
    assert (status(hotel), room(hotel).blocks) == (Cleaning.DIRTY, ())
    (made,) = hotel.all(Task)
    assert (made.kind, made.priority, made.vacated_at, made.source) == ("post_maintenance", "low", NOON, "event")


def test_the_next_arrival_makes_it_urgent(hotel: Ground) -> None:
    order_id = order(hotel)
    coming = Expected(stay_id="rsv_2", guest_id="gst_2", expected_at=NOON + timedelta(minutes=60))
    hotel.put(room(hotel).but(upcoming=(coming,)))
    mend(hotel, order_id)
    assert [made.priority for made in hotel.all(Task)] == ["high"]


def test_a_defect_found_while_cleaning_goes_the_whole_way_and_the_room_is_cleaned_again(hotel: Ground) -> None:
    found_by = task(hotel, "turnover", "start")
    do(hotel, f"{TASKS}/{found_by}/maintenance-required", severity="heavy", description="no water")
    hotel.deliver()
    (opened,) = hotel.all(WorkOrder)
    assert (opened.task_id, status(hotel)) == (found_by, Cleaning.OUT_OF_ORDER)
    mend(hotel, opened.work_order_id)
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["post_maintenance"])
    assert hotel.get(Task, room(hotel).tasks[0].task_id).of_task_id == found_by


def test_a_cancelled_order_gives_the_room_back_too(hotel: Ground) -> None:
    do(hotel, f"{ORDERS}/{order(hotel)}/cancel", reason="the main was shut")
    hotel.deliver()
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["post_maintenance"])


def test_the_end_of_an_order_heard_twice_makes_one_task(hotel: Ground) -> None:
    mend(hotel, order_id := order(hotel))
    block_id = hotel.get(WorkOrder, order_id).block_id
    hotel.hear(WorkOrderCompleted(work_order_id=order_id, room_id="205", severity="heavy", block_id=block_id))
    assert len(hotel.all(Task)) == 1


def test_the_last_order_to_end_makes_the_task(hotel: Ground) -> None:
    first, last = order(hotel), order(hotel)
    mend(hotel, first)
    assert (status(hotel), tasks(hotel)) == (Cleaning.OUT_OF_ORDER, [])
    mend(hotel, last)
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["post_maintenance"])


def test_whatever_a_block_was_to_return_to_a_mended_room_is_dirty(hotel: Ground) -> None:
    block_by_hand(hotel, returns_to="ready")
    hotel.hear(OUTSIDE)
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["post_maintenance"])


def test_a_turnover_that_is_still_to_begin_cleans_the_mended_room(hotel: Ground) -> None:
    task(hotel, "turnover")
    mend(hotel, order(hotel))
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["turnover"])


def test_one_that_was_begun_before_is_not_enough(hotel: Ground) -> None:
    order_id = order(hotel)
    task(hotel, "turnover", "start")
    mend(hotel, order_id)
    assert tasks(hotel) == ["turnover", "post_maintenance"]


def test_a_room_that_was_held_back_is_cleaned_again_once_it_is_mended(hotel: Ground) -> None:
    order_id = order(hotel, takes_room_out=False)
    assert status(hotel) is Cleaning.INSPECTED
    mend(hotel, order_id)
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["post_maintenance"])


def test_where_somebody_is_in_the_room_only_the_block_goes(hotel: Ground) -> None:
    hotel.put(room(hotel).but(occupancy=Occupancy.OCCUPIED, stay=AMINA, cleaning=CleaningState(status=Cleaning.CLEAN)))
    mend(hotel, order(hotel, takes_room_out=False))
    assert (status(hotel), room(hotel).blocks, tasks(hotel)) == (Cleaning.CLEAN, (), [])


def test_who_moved_into_a_room_out_of_order_is_left_alone(hotel: Ground) -> None:
    order_id = order(hotel)
    hotel.put(room(hotel).but(occupancy=Occupancy.OCCUPIED, stay=AMINA))
    mend(hotel, order_id)
    assert (status(hotel), room(hotel).blocks, tasks(hotel)) == (Cleaning.DIRTY, (), [])


def test_a_room_off_the_books_stays_so(hotel: Ground) -> None:
    order_id = order(hotel)
    hotel.put(before := room(hotel).but(archived=True, blocks=()))
    mend(hotel, order_id)
    assert (room(hotel), hotel.all(Task)) == (before, [])


def test_a_room_that_is_not_ours_is_none_of_our_business(hotel: Ground) -> None:
    hotel.hear(OUTSIDE.model_copy(update={"room_id": "999"}))
    assert hotel.all(Task) == hotel.all(DeadLetter) == []


@pytest.mark.parametrize(("then", "made"), [(Cleaning.READY, 0), (Cleaning.DIRTY, 1)])
def test_a_block_cleared_by_hand_leaves_only_a_dirty_room_to_be_cleaned_once(
    hotel: Ground, then: Cleaning, made: int
) -> None:
    order_id = order(hotel)
    hotel.put(room(hotel).but(blocks=(), cleaning=CleaningState(status=then)))
    mend(hotel, order_id)
    assert (status(hotel), len(tasks(hotel))) == (then, made)


def test_an_order_of_elsewhere_means_the_one_repair_that_stands(hotel: Ground) -> None:
    block_by_hand(hotel)
    block_by_hand(hotel, "inspection")
    hotel.hear(OUTSIDE)
    assert [one.kind for one in room(hotel).blocks] == [BlockKind.INSPECTION]
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["post_maintenance"])


def test_of_several_repairs_an_order_of_elsewhere_ends_none_unless_it_says_which(hotel: Ground) -> None:
    first, second = block_by_hand(hotel), block_by_hand(hotel)
    hotel.hear(OUTSIDE)
    assert len(room(hotel).blocks) == 2
    for block_id in (first, second):
        hotel.hear(OUTSIDE.model_copy(update={"work_order_id": block_id, "block_id": block_id}))
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["post_maintenance"])


@pytest.mark.parametrize("severity", ["light", None])
def test_an_order_of_elsewhere_that_is_not_said_to_be_heavy_ends_no_repair(
    hotel: Ground, severity: Severity | None
) -> None:
    block_by_hand(hotel)
    hotel.hear(OUTSIDE.model_copy(update={"severity": severity}))
    assert status(hotel) is Cleaning.OUT_OF_ORDER


@pytest.mark.parametrize("names_the_block", [False, True])
def test_an_order_of_elsewhere_never_lifts_the_block_of_our_open_order(hotel: Ground, *, names_the_block: bool) -> None:
    """H12."""
    order_id = order(hotel)
    (block,) = room(hotel).blocks
    assert block.work_order_id == order_id
    hotel.hear(OUTSIDE.model_copy(update={"block_id": block.block_id if names_the_block else None}))
    assert (status(hotel), room(hotel).blocks) == (Cleaning.OUT_OF_ORDER, (block,))
    mend(hotel, order_id)
    assert (status(hotel), room(hotel).blocks) == (Cleaning.DIRTY, ())


def test_beside_our_order_an_order_of_elsewhere_ends_the_repair_that_nobodys_order_stands_behind(hotel: Ground) -> None:
    order_id = order(hotel)
    block_by_hand(hotel)
    hotel.hear(OUTSIDE)
    assert [one.work_order_id for one in room(hotel).blocks] == [order_id]


def clear(hotel: Ground, block_id: str) -> tuple[int, str]:
    answer = hotel.call("DELETE", f"/api/v1/housekeeping/rooms/205/block/{block_id}", by=SUPERVISOR)
    return answer.status_code, answer.get_json().get("context", {}).get("work_order_id", "")


def test_the_block_of_an_open_order_is_cleared_by_closing_the_order_which_the_refusal_names(hotel: Ground) -> None:
    """H13."""
    order_id = order(hotel)
    (block,) = room(hotel).blocks
    assert clear(hotel, block.block_id) == (409, order_id)
    assert clear(hotel, block_by_hand(hotel)) == (200, "")
    do(hotel, f"{ORDERS}/{order_id}/cancel", reason="a mistake")
    assert clear(hotel, block.block_id) == (200, "")


def test_a_defect_found_while_cleaning_holds_its_block_as_well(hotel: Ground) -> None:
    made = task(hotel, "turnover", "start")
    said = {"severity": "heavy", "description": "no water"}
    do(hotel, f"{TASKS}/{made}/maintenance-required", **said)
    (block,) = room(hotel).blocks
    hotel.deliver()
    (found,) = hotel.all(WorkOrder)
    assert clear(hotel, block.block_id) == (409, found.work_order_id)


def test_an_order_of_elsewhere_in_a_room_without_a_repair_changes_nothing(hotel: Ground) -> None:
    hotel.hear(OUTSIDE)
    assert (status(hotel), tasks(hotel)) == (Cleaning.READY, [])


def test_an_end_that_is_heard_before_the_report_is_the_end_all_the_same(hotel: Ground) -> None:
    """Another service mended it before our own maintenance heard what housekeeping found."""
    stands = Block(block_id="blk_1", kind=BlockKind.MAINTENANCE, reason="no water", from_at=NOON)
    hotel.put(room(hotel).but(blocks=(stands,), cleaning=CleaningState(status=Cleaning.OUT_OF_ORDER)))
    hotel.hear(OUTSIDE.model_copy(update={"block_id": "blk_1"}))
    hotel.hear(
        MaintenanceRequired(
            room_id="205",
            task_id=derived_id("hkt", "turnover"),
            severity="heavy",
            category="plumbing",
            description="no water",
            block_id="blk_1",
            reported_by=ANA,
        )
    )
    assert (status(hotel), tasks(hotel)) == (Cleaning.DIRTY, ["post_maintenance"])
    (opened,) = hotel.all(WorkOrder)
    mend(hotel, opened.work_order_id)
    assert tasks(hotel) == ["post_maintenance"]


def test_who_waits_for_a_light_repair_reads_on_the_task_that_it_is_done(hotel: Ground) -> None:
    waits = task(hotel, "turnover", "start")
    do(hotel, f"{TASKS}/{waits}/maintenance-required", severity="light", description="the tap drips")
    hotel.deliver()
    (opened,) = hotel.all(WorkOrder)
    mend(hotel, opened.work_order_id)
    hotel.hear(
        WorkOrderCompleted(
            work_order_id=opened.work_order_id,
            room_id="205",
            severity="light",
            task_id=waits,
            resolution="new washer",
        )
    )
    waiting = hotel.get(Task, waits)
    assert [note.text for note in waiting.notes] == ["work order done: new washer"]
    assert (waiting.status, tasks(hotel)) == ("paused", ["turnover"])


def test_who_waits_reads_also_that_nothing_will_be_mended(hotel: Ground) -> None:
    waits = task(hotel, "turnover", "start")
    do(hotel, f"{TASKS}/{waits}/maintenance-required", severity="light", description="the tap drips")
    hotel.deliver()
    (opened,) = hotel.all(WorkOrder)
    do(hotel, f"{ORDERS}/{opened.work_order_id}/cancel", reason="not today")
    hotel.deliver()
    assert [note.text for note in hotel.get(Task, waits).notes] == ["work order cancelled: not today"]


def test_who_went_on_meanwhile_is_told_nothing(hotel: Ground) -> None:
    waits = task(hotel, "turnover", "start")
    do(hotel, f"{TASKS}/{waits}/maintenance-required", severity="light", description="the tap drips")
    hotel.deliver()
    do(hotel, f"{TASKS}/{waits}/resume")
    (opened,) = hotel.all(WorkOrder)
    mend(hotel, opened.work_order_id)
    assert hotel.get(Task, waits).notes == ()


def test_a_light_order_never_ends_the_repair_that_stands(hotel: Ground) -> None:
    light = order(hotel, "light")
    block_by_hand(hotel)
    mend(hotel, light)
    assert status(hotel) is Cleaning.OUT_OF_ORDER
