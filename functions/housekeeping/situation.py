"""The floor in the words of the planner: what is to be done, who is there, what the house allows.

`situation` is of this moment, for what is given out at once; `day` is a whole business date, for a plan: what cannot begin yet
too, and who comes later. Read by lists, so never something to decide on for good: whoever acts on it looks again at what
they change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from functions.housekeeping.floor import floor_of
from shared.domain.days_ahead import needs_on
from shared.domain.estimates import Estimate, estimate_id_of, minutes_for
from shared.domain.people import Role
from shared.domain.rooms import Room
from shared.domain.routing import ActiveStaff, Constraints, OpenTask
from shared.domain.settings import Choices, RoomTypeChoices
from shared.domain.shifts import GRACE, Shift
from shared.domain.staff import Staff
from shared.domain.tasks import Given, Task, TaskKind, TaskStatus
from shared.domain.turnovers import Wish
from shared.domain.worklists import Worklist
from shared.runtime.store.port import Where
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

OVERDUE = timedelta(minutes=15)
"""How long after they should have left a guest is still expected to leave."""

_NO_CHOICES = RoomTypeChoices()
_MANY = 5_000  # more rooms, or kinds of work in types of rooms, than any property has


@dataclass(frozen=True)
class Situation:
    """`tasks` are those that can be planned and are there already, `worklists` those of who is on shift."""

    tasks: Mapping[str, Task]
    worklists: Mapping[str, Worklist]
    open: tuple[OpenTask, ...]
    staff: tuple[ActiveStaff, ...]
    constraints: Constraints
    at: datetime
    shifts: Mapping[str, Shift] = field(default_factory=dict)

    @property
    def holders(self) -> dict[str, str | None]:
        """Return who has each task now."""
        return {task_id: task.assignee for task_id, task in self.tasks.items()}


def situation(view: View) -> Situation:
    """Look around: who is on shift, and what can be begun; also what they have in hand that waits for its guest to leave."""
    floor = floor_of(view)
    tasks = [task for task in floor.tasks if task.may_begin or task.assignee is not None]
    return _around(view, tasks, (), [shift for shift in floor.shifts if shift.is_on], view.now)


def day(view: View, business_date: date) -> Situation:
    """Look at a whole business date: this one from now on, or a later one as it will be if everybody comes and goes as booked."""
    house = view.settings
    begins, ends = house.hours_of(business_date)
    at = max(view.now, begins)
    floor = floor_of(view, ends)
    shifts = [shift for shift in floor.shifts if _is_of(shift, begins, ends) and _comes(shift, at)]
    if at == begins and at > view.now:
        return _around(view, (), tuple(_drafted(view, business_date)), shifts, at)
    tasks = [task for task in floor.tasks if task.scheduled_for is None or task.scheduled_for < ends]
    return _around(view, tasks, (), shifts, at)


def _around(
    view: View, tasks: Iterable[Task], drafted: tuple[OpenTask, ...], shifts: Iterable[Shift], at: datetime
) -> Situation:
    house = view.settings
    mine: dict[str, Shift] = {}
    for shift in sorted(shifts, key=lambda one: (not one.is_on, one.starts_at, one.shift_id)):
        mine.setdefault(shift.staff_id, shift)
    people = sorted(mine)
    view.read([view.place.key(kind.collection, one) for one in people for kind in (Worklist, Staff)])
    worklists = {one.staff_id: one for one in view.gather_all(Worklist, people) if one is not None}
    staff = {one.staff_id: one for one in view.gather_all(Staff, people) if one is not None}
    here = [one for one in people if _is_here(mine[one], worklists.get(one), staff.get(one))]
    known = {task.task_id: task for task in tasks}
    return Situation(
        tasks=known,
        worklists=worklists,
        open=(*(_open(task, house, at) for task in known.values()), *drafted),
        staff=tuple(_active(mine[one], worklists.get(one), staff[one], house, at) for one in here),
        constraints=Constraints(
            max_rooms_per_staff=house.most_rooms_per_person,
            most_credits=house.most_credits_per_person,
            area_cap_sqft=house.area_cap_sqft,
            area_cap_checkouts=house.area_cap_checkouts,
            area_cap_less_sqft=house.area_cap_less_sqft,
        ),
        at=at,
        shifts={one: mine[one] for one in here},
    )


def _is_of(shift: Shift, begins: datetime, ends: datetime) -> bool:
    return shift.is_on or begins <= shift.starts_at < ends


def _comes(shift: Shift, at: datetime) -> bool:
    """Whether they are there, or are to come; who has not come by half an hour after their time is not waited for."""
    return shift.ends_at > at and (shift.is_on or shift.starts_at + GRACE > at)


def _drafted(view: View, business_date: date) -> Iterable[OpenTask]:
    """Yield what will be to do on a later date, under the ids that the day's list will give it."""
    house = view.settings
    rooms = view.list(Room, Where("archived", "==", value=False), limit=_MANY).items
    learned = {one.estimate_id: one for one in view.list(Estimate, limit=_MANY).items}
    wishes = [(room, wish) for room in rooms for wish in needs_on(room, business_date, house)]
    known = view.gather_all(Task, [wish.task_id(0) for _, wish in wishes])
    for (room, wish), task in zip(wishes, known, strict=True):
        task_id = wish.task_id(0) if task is None or task.is_open else wish.task_id(1)
        yield _draft(task_id, room, wish, learned.get(estimate_id_of(room.room_type, wish.kind)), house)


def _draft(task_id: str, room: Room, wish: Wish, learned: Estimate | None, house: Choices) -> OpenTask:
    chosen = house.room_types.get(room.room_type, _NO_CHOICES)
    leaves = wish.kind is TaskKind.TURNOVER and wish.vacated_at is None
    return OpenTask(
        task_id=task_id,
        room_id=room.room_id,
        floor=room.floor,
        wing=room.wing,
        kind=wish.kind,
        priority=wish.urgency.priority.value,
        scheduled_for=wish.scheduled_for,
        due_at=wish.urgency.due_at,
        estimated_minutes=minutes_for(wish.kind, room.room_type, learned, house),
        required_skills=SKILLS.get(wish.kind, (CLEANING,)),
        language=wish.language,
        area_sqft=chosen.area_sqft,
        credits=chosen.credits,
        is_checkout=wish.kind is TaskKind.TURNOVER,
        occupied=leaves,
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
        scheduled_for=_begins(task, at),
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
        occupied=not task.may_begin,
    )


def _begins(task: Task, at: datetime) -> datetime | None:
    """Return when it can be begun: who is due out leaves at their time, and is late by a while where that has passed."""
    if task.may_begin:
        return task.scheduled_for
    return max(task.scheduled_for or at, at + OVERDUE)


def _is_here(shift: Shift, worklist: Worklist | None, person: Staff | None) -> bool:
    on = worklist is not None and worklist.shift_id == shift.shift_id
    return (on or not shift.is_on) and person is not None and person.role in BY_ROLE


def _active(shift: Shift, worklist: Worklist | None, person: Staff, house: Choices, at: datetime) -> ActiveStaff:
    hands = worklist if shift.is_on and worklist is not None else Worklist(staff_id=shift.staff_id)
    done = hands.done
    chosen = [(house.room_types.get(name, _NO_CHOICES), count) for name, count in done.rooms.items()]
    return ActiveStaff(
        staff_id=shift.staff_id,
        languages=shift.languages,
        skills=(*shift.skills, BY_ROLE[person.role]),
        capacity_minutes=shift.minutes_left(at),
        load_minutes=done.minutes,
        active_task_count=len(worklist.tasks) if worklist else 0,
        last_room_id=hands.last_room_id,
        last_floor=hands.last_floor,
        last_wing=hands.last_wing,
        rooms_done=sum(done.rooms.values()),
        area_done_sqft=sum((one.area_sqft or 0) * count for one, count in chosen),
        checkouts_done=done.checkouts,
        credits_done=sum((one.credits or 0) * count for one, count in chosen),
        shift_minutes=shift.capacity_minutes,
        starts_at=None if shift.is_on or shift.starts_at <= at else shift.starts_at,
        ends_at=shift.ends_at,
    )
