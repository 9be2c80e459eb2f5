"""The floor at this moment, in the words of the planner: what is to be done, who is there, what the house allows.

Read by lists, so never something to decide on for good: whoever acts on it looks again at what they change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.housekeeping.floor import floor_of
from shared.domain.people import Role
from shared.domain.routing import ActiveStaff, Constraints, OpenTask
from shared.domain.settings import Choices, RoomTypeChoices
from shared.domain.shifts import Shift
from shared.domain.staff import Staff
from shared.domain.tasks import Given, Task, TaskKind, TaskStatus
from shared.domain.worklists import Worklist
from shared.runtime.work import View

CLEANING, INSPECTION = "cleaning", "inspection"
SKILLS: Mapping[TaskKind, tuple[str, ...]] = {
    TaskKind.DEEP_CLEAN: (CLEANING, "deep_clean"),
    TaskKind.POST_RENOVATION: (CLEANING, "deep_clean"),
    TaskKind.INSPECTION: (INSPECTION,),
}
"""What somebody has to be trained in before such work is given to them by the house; any other is cleaning.

People may give anything to anybody who cleans here.
"""

BY_ROLE: Mapping[Role, str] = {Role.HOUSEKEEPER: CLEANING, Role.SUPERVISOR: INSPECTION, Role.MANAGER: INSPECTION}
"""What everybody of a role is taken to be trained in: a shift lead is sent to look at rooms, not to clean them."""

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
    people = [shift.staff_id for shift in shifts]
    view.read([view.place.key(kind.collection, one) for one in people for kind in (Worklist, Staff)])
    worklists = {one.staff_id: one for one in view.gather_all(Worklist, people) if one is not None}
    staff = {one.staff_id: one for one in view.gather_all(Staff, people) if one is not None}
    tasks = {task.task_id: task for task in floor.tasks if task.may_begin}
    house = view.settings
    return Situation(
        tasks=tasks,
        worklists=worklists,
        open=tuple(_open(task, house, view.now) for task in tasks.values()),
        staff=tuple(
            _active(shift, worklists[shift.staff_id], staff[shift.staff_id], house, view.now)
            for shift in sorted(shifts, key=lambda one: one.staff_id)
            if _is_here(shift, worklists.get(shift.staff_id), staff.get(shift.staff_id))
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
        required_skills=SKILLS.get(task.kind, (CLEANING,)),
        language=task.language,
        area_sqft=chosen.area_sqft,
        credits=chosen.credits,
        is_checkout=task.kind is TaskKind.TURNOVER,
        held_by=task.assignee if kept else None,
        started=begun,
        elapsed_minutes=int(task.worked(at).total_seconds() // 60),
        parked=task.parked_since is not None,
    )


def _is_here(shift: Shift, worklist: Worklist | None, person: Staff | None) -> bool:
    return (
        worklist is not None and worklist.shift_id == shift.shift_id and person is not None and person.role in BY_ROLE
    )


def _active(shift: Shift, worklist: Worklist, person: Staff, house: Choices, at: datetime) -> ActiveStaff:
    done = worklist.done
    chosen = [(house.room_types.get(name, _NO_CHOICES), count) for name, count in done.rooms.items()]
    return ActiveStaff(
        staff_id=shift.staff_id,
        languages=shift.languages,
        skills=(*shift.skills, BY_ROLE[person.role]),
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
