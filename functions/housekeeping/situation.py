"""The floor at this moment, in the words of the planner: what is to be done, who is there, what the house allows.

Read by lists, so never something to decide on for good: whoever acts on it looks again at what they change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.housekeeping.floor import floor_of
from shared.domain.routing import ActiveStaff, Constraints, OpenTask
from shared.domain.settings import Choices, RoomTypeChoices
from shared.domain.shifts import Shift
from shared.domain.tasks import Given, Task, TaskKind, TaskStatus
from shared.domain.worklists import Worklist
from shared.runtime.work import View

SKILLS: Mapping[TaskKind, tuple[str, ...]] = {
    TaskKind.DEEP_CLEAN: ("deep_clean",),
    TaskKind.POST_RENOVATION: ("deep_clean",),
    TaskKind.INSPECTION: ("inspection",),
}
"""What somebody has to be trained in before such work is given to them by the house. People may give it to anybody."""

_NO_CHOICES = RoomTypeChoices()


@dataclass(frozen=True)
class Situation:
    """`tasks` are the open ones that can be planned, `worklists` those of who is on shift."""

    tasks: Mapping[str, Task]
    worklists: Mapping[str, Worklist]
    open: tuple[OpenTask, ...]
    staff: tuple[ActiveStaff, ...]
    constraints: Constraints
    at: datetime


def situation(view: View) -> Situation:
    """Look around: two lists and one batched read."""
    floor = floor_of(view)
    shifts = [shift for shift in floor.shifts if shift.is_on]
    found = view.gather_all(Worklist, [shift.staff_id for shift in shifts])
    worklists = {one.staff_id: one for one in found if one is not None}
    tasks = {task.task_id: task for task in floor.tasks if task.may_begin}
    house = view.settings
    return Situation(
        tasks=tasks,
        worklists=worklists,
        open=tuple(_open(task, house, view.now) for task in tasks.values()),
        staff=tuple(
            _active(shift, worklists[shift.staff_id], house, view.now)
            for shift in sorted(shifts, key=lambda one: one.staff_id)
            if shift.staff_id in worklists and worklists[shift.staff_id].shift_id == shift.shift_id
        ),
        constraints=Constraints(
            max_rooms_per_staff=house.most_rooms_per_person,
            most_credits=house.most_credits_per_person,
            area_cap_sqft=house.area_cap_sqft,
            area_cap_checkouts=house.area_cap_checkouts,
            area_cap_less_sqft=house.area_cap_less_sqft,
        ),
        at=view.now,
    )


def _open(task: Task, house: Choices, at: datetime) -> OpenTask:
    chosen = house.room_types.get(task.room_type, _NO_CHOICES)
    begun = task.status in (TaskStatus.IN_PROGRESS, TaskStatus.PAUSED)
    kept = begun or task.given is Given.BY_HAND
    return OpenTask(
        task_id=task.task_id,
        room_id=task.room_id,
        floor=task.floor,
        wing=task.wing,
        kind=task.kind,
        priority=task.priority.value,
        scheduled_for=task.scheduled_for,
        due_at=task.due_at,
        estimated_minutes=task.estimated_minutes,
        required_skills=SKILLS.get(task.kind, ()),
        language=task.language,
        area_sqft=chosen.area_sqft,
        credits=chosen.credits,
        is_checkout=task.kind is TaskKind.TURNOVER,
        held_by=task.assignee if kept else None,
        started=begun,
        elapsed_minutes=int(task.worked(at).total_seconds() // 60),
        parked=task.parked_since is not None,
    )


def _active(shift: Shift, worklist: Worklist, house: Choices, at: datetime) -> ActiveStaff:
    done = worklist.done
    chosen = [(house.room_types.get(name, _NO_CHOICES), count) for name, count in done.rooms.items()]
    return ActiveStaff(
        staff_id=shift.staff_id,
        languages=shift.languages,
        skills=shift.skills,
        capacity_minutes=shift.minutes_left(at),
        load_minutes=done.minutes,
        active_task_count=len(worklist.tasks),
        last_room_id=worklist.last_room_id,
        last_floor=worklist.last_floor,
        last_wing=worklist.last_wing,
        rooms_done=sum(done.rooms.values()),
        area_done_sqft=sum((one.area_sqft or 0) * count for one, count in chosen),
        checkouts_done=done.checkouts,
        credits_done=sum((one.credits or 0) * count for one, count in chosen),
        shift_minutes=shift.capacity_minutes,
        ends_at=shift.ends_at,
    )
