"""What must be true of the work in a world at rest: tasks, who has them, shifts, inspections, repairs and linen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from shared.domain.cleaning import OUT_OF_USE
from shared.domain.inspections import Answer, Inspection, Verdict
from shared.domain.linen import LinenLine
from shared.domain.people import system
from shared.domain.rooms import Cleaning, Room
from shared.domain.settings import Settings
from shared.domain.shifts import Shift
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tasks import (
    MaintenanceRequired,
    Task,
    TaskCancelled,
    TaskCompleted,
    TaskCreated,
    TaskEvent,
    TaskFailed,
    TaskKind,
    TaskStatus,
)
from shared.domain.work_orders import WorkOrder, WorkOrderStatus
from shared.domain.worklists import Worklist
from shared.flows.upkeep import needs_of
from shared.runtime.execution import view_of
from tests.ground import PLACE
from tests.simulation.hotel import LINEN
from tests.simulation.next_piece import next_piece, who_is_at_work
from tests.simulation.world import World

OVER = (WorkOrderStatus.VERIFIED, WorkOrderStatus.CANCELLED)


def rooms_list_their_open_tasks(world: World) -> Iterator[str]:
    for room_id, row in world.all_of(Room).items():
        expected = {task.task_id: task.on_row for task in _open(world) if task.room_id == room_id}
        if {one.task_id: one for one in row.tasks} != expected or len(row.tasks) != len(expected):
            yield f"{room_id} lists {row.tasks}, open are {expected}"


def rooms_have_the_work_they_need(world: World) -> Iterator[str]:
    """Asked once more, nothing is missing and nothing too much; and nothing is there twice."""
    view = view_of(PLACE, system(PLACE.tenant_id, PLACE.property_id, "simulated"))
    for room_id, row in world.all_of(Room).items():
        tasks = [task for task in _open(world) if task.room_id == room_id]
        needs = needs_of(view, row)
        ends = [change.state.outcome for change in needs.changes if not change.state.is_open]
        if needs.opens or ends:
            yield f"{room_id} needs {needs.opens} and not what is open for: {ends}"
        if len({(task.kind, task.stay_id, task.of_task_id) for task in tasks}) < len(tasks):
            yield f"{room_id} has work twice: {tasks}"


def dirty_rooms_are_to_be_cleaned(world: World) -> Iterator[str]:
    """A vacant room that is not ready has exactly its next piece of work; told without asking the product."""
    inspects = world.all_of(Settings)["current"].inspections
    for row in world.all_of(Room).values():
        tasks = [task for task in _open(world) if task.room_id == row.room_id]
        yield from next_piece(row, tasks, world.ground.now, inspects=inspects)
        yield from who_is_at_work(row, tasks)


def nobody_turns_over_a_room_whose_guest_is_back(world: World) -> Iterator[str]:
    rows = world.all_of(Room)
    for task in _open(world):
        inside = rows[task.room_id].stay
        if task.kind is TaskKind.TURNOVER and task.vacated_at and inside and inside.stay_id == task.stay_id:
            yield f"{task.task_id} turns {task.room_id} over while its guest is there"


def ready_rooms_can_be_given_to_a_guest(world: World) -> Iterator[str]:
    for row in world.all_of(Room).values():
        held = [one for one in row.blocks if one.stands(world.ground.now)]
        if row.cleaning.status is Cleaning.READY and (row.is_occupied or held):
            yield f"{row.room_id} is ready, {row.occupancy} and held by {held}"
        out = {OUT_OF_USE[one.kind] for one in held if one.kind in OUT_OF_USE}
        if not row.is_occupied and bool(out) is not (row.cleaning.status in OUT_OF_USE.values()):
            yield f"{row.room_id} is {row.cleaning.status} under {held}"


def worklists_are_what_people_have_in_hand(world: World) -> Iterator[str]:
    tasks, lists = _open(world), world.all_of(Worklist)
    for staff_id in {*lists, *(task.assignee for task in tasks if task.assignee)}:
        theirs = {task.task_id: task for task in tasks if task.assignee == staff_id}
        listed = lists.get(staff_id) or Worklist(staff_id=staff_id)
        shown = sorted((one.task_id, one.status, one.parked) for one in listed.tasks)
        if shown != sorted((one.task_id, one.status, one.parked_since is not None) for one in theirs.values()):
            yield f"{staff_id} has {listed.tasks} on the list, in hand are {theirs}"
        running = [task.task_id for task in theirs.values() if task.status is TaskStatus.IN_PROGRESS]
        if len(running) > 1 or running != [one for one in (listed.running,) if one]:
            yield f"{staff_id} is at {running}, on the list is {listed.running}"


def tasks_are_somebodys_where_they_should_be(world: World) -> Iterator[str]:
    for task in _open(world):
        if (task.assignee is None) is not (task.status is TaskStatus.PENDING):
            yield f"{task.task_id} is {task.status} and {task.assignee}'s"
        if (task.running_since is not None) is not (task.status is TaskStatus.IN_PROGRESS):
            yield f"{task.task_id} is {task.status} and runs since {task.running_since}"


def each_stay_has_one_turnover_of_a_room(world: World) -> Iterator[str]:
    turnovers = Counter((task.stay_id, task.room_id) for task in _open(world) if task.kind is TaskKind.TURNOVER)
    if twice := [which for which, times in turnovers.items() if times > 1]:
        yield f"turned over twice: {twice}"


def people_are_on_the_shift_that_is_on(world: World) -> Iterator[str]:
    shifts = world.all_of(Shift)
    on = {(shift.staff_id, shift.shift_id) for shift in shifts.values() if shift.is_on}
    shown = {(one.staff_id, one.shift_id) for one in world.all_of(Worklist).values() if one.shift_id}
    if on != shown:
        yield f"on are {on}, worklists show {shown}"


def nobody_left_work_behind(world: World) -> Iterator[str]:
    """Who is off shift has nothing in hand but what somebody gave them since."""
    on = {shift.staff_id for shift in world.all_of(Shift).values() if shift.is_on}
    left: dict[str, datetime] = {}
    for shift in world.all_of(Shift).values():
        if shift.staff_id not in on and shift.started_at and shift.ended_at:
            left[shift.staff_id] = max(shift.ended_at, left.get(shift.staff_id, shift.ended_at))
    for task in _open(world):
        if task.assignee in left and task.assigned_at and task.assigned_at < left[task.assignee]:
            yield f"{task.assignee} left at {left[task.assignee]} and still has {task.task_id} since {task.assigned_at}"


def inspections_answer_every_line(world: World) -> Iterator[str]:
    asked = {item.item_id for item in standard_checklist(TaskKind.INSPECTION).items}
    tasks = world.all_of(Task)
    for one in world.all_of(Inspection).values():
        answers = Counter(line.answer for line in one.answers)
        judged = answers[Answer.PASS] + answers[Answer.FAIL]
        if {line.item_id for line in one.answers} != asked or len(one.answers) != len(asked):
            yield f"{one.id} answers {[line.item_id for line in one.answers]}"
        if one.score != answers[Answer.PASS] / judged or (one.verdict is Verdict.FAILED) is not bool(one.failed_items):
            yield f"{one.id} of {answers} is {one.verdict} with {one.score}"
        if tasks[one.task_id].status is not TaskStatus.COMPLETED or tasks[one.task_id].inspection_id != one.id:
            yield f"{one.id} is of {tasks[one.task_id]}"
        if one.re_clean_task_id and one.re_clean_task_id not in tasks:
            yield f"{one.id} is to be done again by {one.re_clean_task_id}, which is not there"


def failed_work_is_done_again(world: World) -> Iterator[str]:
    tasks = world.all_of(Task)
    for task in tasks.values():
        if task.status is TaskStatus.FAILED and task.again not in tasks:
            yield f"{task.task_id} failed and nobody does it again"


def what_is_told_of_tasks_is_so(world: World) -> Iterator[str]:
    """Each task was created once, and its end was told once, by the event of that end."""
    told = Counter((str(event["subject"]), str(event["payload"].get("taskId"))) for event in _told(world))
    ends: dict[TaskStatus, type[TaskEvent]] = {
        TaskStatus.COMPLETED: TaskCompleted,
        TaskStatus.FAILED: TaskFailed,
        TaskStatus.CANCELLED: TaskCancelled,
    }
    for task in world.all_of(Task).values():
        expected = {kind.subject: int(task.status is status) for status, kind in ends.items()}
        expected[TaskCreated.subject] = 1
        found = {subject: told[subject, task.task_id] for subject in expected}
        if found != expected:
            yield f"of {task.task_id}, which is {task.status}, was told {found}"


def reports_become_one_order_each(world: World) -> Iterator[str]:
    orders = world.all_of(WorkOrder)
    reports = [
        MaintenanceRequired.model_validate(event["payload"])
        for event in _told(world)
        if event["subject"] == MaintenanceRequired.subject
    ]
    expected = {WorkOrder.required(report, world.ground.now).work_order_id for report in reports}
    found = {order.work_order_id for order in orders.values() if order.source == "housekeeping"}
    if expected != found:
        yield f"reported was {expected}, orders are {found}"


def mended_rooms_come_back(world: World) -> Iterator[str]:
    rooms = world.all_of(Room)
    for order in world.all_of(WorkOrder).values():
        blocks = [one.block_id for one in rooms[order.room_id].blocks]
        if order.status in OVER and order.block_id in blocks:
            yield f"{order.work_order_id} is {order.status} and still blocks {order.room_id}"


def no_linen_is_lost(world: World) -> Iterator[str]:
    """What is on the shelf and out is what there was; out is what tasks took and did not bring back."""
    lines, tasks = world.all_of(LinenLine), world.all_of(Task).values()
    for was in LINEN:
        now = lines[was.id]
        if now.stock + now.in_use != was.stock:
            yield f"of {was.stock} {was.name} there are {now.stock} and {now.in_use}"
        counts = [one for one in chain.from_iterable(task.linen for task in tasks) if one.line_id == was.id]
        out = sum(one.issued - one.returned for one in counts)
        if now.in_use != out and all(one.issued >= one.returned for one in counts):
            yield f"{now.in_use} {was.name} are out, tasks have {out}"
        if now.is_low is not (now.low_since is not None):
            yield f"{was.name} are {now.stock} and low since {now.low_since}"


def _open(world: World) -> list[Task]:
    return [task for task in world.all_of(Task).values() if task.is_open]


def _told(world: World) -> Iterator[dict[str, Any]]:
    """Yield what was promised to be told, but for what was only sent again."""
    for entry in world.raw("journal"):
        if entry["name"] != "replay_dead_letter":
            yield from entry["events"]


TRUTHS_OF_WORK: tuple[Callable[[World], Iterator[str]], ...] = (
    rooms_list_their_open_tasks,
    rooms_have_the_work_they_need,
    dirty_rooms_are_to_be_cleaned,
    nobody_turns_over_a_room_whose_guest_is_back,
    ready_rooms_can_be_given_to_a_guest,
    worklists_are_what_people_have_in_hand,
    tasks_are_somebodys_where_they_should_be,
    each_stay_has_one_turnover_of_a_room,
    people_are_on_the_shift_that_is_on,
    nobody_left_work_behind,
    inspections_answer_every_line,
    failed_work_is_done_again,
    what_is_told_of_tasks_is_so,
    reports_become_one_order_each,
    mended_rooms_come_back,
    no_linen_is_lost,
)
