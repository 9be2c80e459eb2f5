"""Who cleans what: the open tasks, the people, what a plan costs, and which plans are allowed.

`shared.flows` and the housekeeping context bring plain values here; nothing is read and nothing is decided for good: a plan
is a suggestion. There is one cost and one set of hard rules. `greedy` and `best_for` keep to them at once, the solver in
`functions/housekeeping/solving.py` in a few seconds, and `violations` checks either, sharing nothing with them but the words.

All times inside are whole minutes from the moment of planning.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, partial
from itertools import chain, combinations, pairwise
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from shared.domain.documents import Value

FLOOR_MINUTES = 10
"""What a change of floors costs. Collective agreements of hotels take one credit, a room of half an hour, off a day's list
that is on four floors, so off three changes."""

WING_MINUTES = 3
"""What going to another wing of the floor costs. Less than a floor: the cart needs no lift. Ours; no agreement names it."""

LATE_WEIGHT: Mapping[str, int] = {"low": 1, "normal": 2, "high": 4, "urgent": 8}
"""What a minute after the due time costs."""

LANGUAGE_MINUTES = 4
"""What it costs to send somebody who does not speak the guest's language into the guest's room. Ours."""

FAIR_SLACK_MINUTES = 15
"""How far a list may be above its fair share at no cost: half a room, below which tasks cannot be split more evenly."""

PARKED = 2

LEFT_OPEN = 10_000
"""What a task that nobody gets costs, times its LATE_WEIGHT: more than anything saved by leaving it."""

FULL_SHIFT_MINUTES = 480
"""The shift of which laws name their caps (Los Angeles, Long Beach)."""

INSPECTION = "inspection"
MID_STAY = "mid_stay_clean"

Place = tuple[int, str]
Lists = Mapping[str, Sequence["Job"]]


class Wire(Value):
    """A value that outside routers see too, in the names of their contract."""

    model_config = ConfigDict(defer_build=True, alias_generator=to_camel, populate_by_name=True)


class OpenTask(Wire):
    """`scheduled_for`: nobody can begin before. `language` is that of the guest who is in the room.

    `occupied`: who is in the room has to leave first, and is expected to by then. `held_by` has it by hand or because they
    began it; `parked` is do-not-disturb.
    """

    task_id: str
    room_id: str
    floor: int
    wing: str = ""
    kind: str
    priority: Literal["low", "normal", "high", "urgent"] = "normal"
    scheduled_for: datetime | None = None
    due_at: datetime | None = None
    estimated_minutes: int
    required_skills: tuple[str, ...] = ()
    language: str | None = None
    area_sqft: int | None = None
    credits: float | None = None
    is_checkout: bool = False
    held_by: str | None = None
    started: bool = False
    elapsed_minutes: int = 0
    parked: bool = False
    occupied: bool = False


class ActiveStaff(Wire):
    """`capacity_minutes` are left in the shift; `load_minutes`, rooms, area, check-outs and credits are of it so far.

    `starts_at`: they come later than the moment of planning, and do nothing before.
    """

    staff_id: str
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity_minutes: int
    load_minutes: int = 0
    active_task_count: int = 0
    last_room_id: str | None = None
    last_floor: int | None = None
    last_wing: str | None = None
    rooms_done: int = 0
    area_done_sqft: int = 0
    checkouts_done: int = 0
    credits_done: float = 0.0
    shift_minutes: int = FULL_SHIFT_MINUTES
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def place(self) -> Place | None:
        return None if self.last_floor is None else (self.last_floor, self.last_wing or "")


class Constraints(Wire):
    """`area_cap_sqft` is of eight hours and prorated, less `area_cap_less_sqft` per check-out over `area_cap_checkouts`."""

    max_rooms_per_staff: int | None = None
    preserve_existing_assignments: bool = True
    most_credits: float | None = None
    area_cap_sqft: int | None = None
    area_cap_checkouts: int = 6
    area_cap_less_sqft: int = 500


class Reason(Wire):
    """Why a row is as it is: a code that screens translate, with what it speaks of."""

    code: str
    arguments: dict[str, int | str] = Field(default_factory=dict)

    @property
    def words(self) -> str:
        return WORDS[self.code].format(**self.arguments)


WORDS: Mapping[str, str] = {
    "begun": "Already begun by this person.",
    "by_hand": "Given to this person by hand.",
    "not_here": "Given by hand to somebody who is not on shift.",
    "same_wing": "{others} more of this list are on floor {floor}, wing {wing}.",
    "same_floor": "{others} more of this list are on floor {floor}.",
    "close_to_last": "On floor {floor}, where this person is.",
    "in_time": "Done {minutes} minutes before it is due.",
    "late": "Done {minutes} minutes after it is due; nobody can be there sooner at less cost.",
    "language": "This person speaks the guest's language ({language}).",
    "other_language": "Nobody who speaks the guest's language ({language}) is better placed.",
    "skill": "This person is trained for it ({skill}).",
    "least_cost": "Nobody could do it at less cost.",
    "lighter_list": "This list has {minutes} minutes of work, {less} less than a fair share.",
    "do_not_disturb": "Do not disturb: at the end of the list.",
    "guest_due_out": "Begins when the guest, who is due out, has left.",
    "nobody_on_shift": "Nobody is on shift.",
    "nobody_trained": "Nobody on shift is trained for it ({skill}).",
    "cap_reached": "Whoever could has as much as house or law allow for a shift.",
    "no_time": "Whoever could has no time left in the shift.",
    "guest_keeps_us_out": "Do not disturb, and nobody has time for it at the end of the shift.",
}


class HardRule(StrEnum):
    """What no plan may break, whoever made it."""

    ONE_LINE = "one_line"
    OPEN_TASK = "open_task"
    HOLDER = "holder"
    ON_SHIFT = "on_shift"
    POSITIONS = "positions"
    TURNS = "turns"
    ONE_AT_A_TIME = "one_at_a_time"
    FREE_ROOM = "free_room"
    BEFORE_SHIFT = "before_shift"
    SKILL = "skill"
    TIME = "time"
    ROOMS = "rooms"
    CREDITS = "credits"
    AREA = "area"


class Breach(Wire):
    """A rule that a plan breaks: a code that screens translate, with what it speaks of."""

    rule: HardRule
    arguments: dict[str, int | float | str] = Field(default_factory=dict)

    @property
    def words(self) -> str:
        return BROKEN[self.rule].format(**self.arguments)


BROKEN: Mapping[HardRule, str] = {
    HardRule.ONE_LINE: "{task_id} is in {rows} lines, not in one.",
    HardRule.OPEN_TASK: "{task_id} is no task that is open here.",
    HardRule.HOLDER: "{task_id} is taken from {staff_id}, who has it by hand or has begun it.",
    HardRule.ON_SHIFT: "{task_id} goes to {staff_id}, who is not on shift.",
    HardRule.POSITIONS: "{staff_id}: the positions are not 0, 1, 2, ...",
    HardRule.TURNS: "{staff_id}: what is begun is not first, or what is parked is not last.",
    HardRule.ONE_AT_A_TIME: "{staff_id}: {task_id} begins before what is before it is done.",
    HardRule.FREE_ROOM: "{staff_id}: {task_id} begins before its room is free.",
    HardRule.BEFORE_SHIFT: "{staff_id}: {task_id} begins before their shift does.",
    HardRule.SKILL: "{staff_id} is not trained for {task_id}.",
    HardRule.TIME: "{staff_id} has more than the shift has time for.",
    HardRule.ROOMS: "{staff_id} has {rooms} rooms, more than a shift may have.",
    HardRule.CREDITS: "{staff_id} has {credits} credits, more than a shift may have.",
    HardRule.AREA: "{staff_id} has {square_feet} square feet with {checkouts} check-outs, more than a shift may have.",
}


class Cost(Wire):
    """What a plan costs, in minutes or what is worth as much."""

    walking: int = 0
    lateness: int = 0
    balance: int = 0
    language: int = 0
    left_open: int = 0

    @property
    def total(self) -> int:
        return self.walking + self.lateness + self.balance + self.language + self.left_open


class Row(Wire):
    """One task: whose it is to be, and as which of theirs (from 0). Nobody's where `staff_id` is None."""

    task_id: str
    staff_id: str | None = None
    position: int = 0
    starts_at: datetime | None = None
    reasons: tuple[Reason, ...] = ()


class Plan(Wire):
    """`lower_bound`: proven that no plan costs less; `optimal` where this one costs no more than that."""

    rows: tuple[Row, ...] = ()
    cost: Cost = Cost()
    lower_bound: int = 0
    method: Literal["greedy", "cp_sat"] = "greedy"
    status: Literal["optimal", "feasible"] = "feasible"

    @property
    def gap(self) -> float:
        """Return how much of the cost may be too much, from 0 to 1."""
        return (self.cost.total - self.lower_bound) / self.cost.total if self.cost.total else 0.0


@dataclass(frozen=True, slots=True)
class Job:
    """A task in minutes from now. `turn`: what is begun comes first (0), what is parked last (2)."""

    task: OpenTask
    minutes: int
    opens: int
    due: int | None
    weight: int
    turn: int
    place: Place

    @classmethod
    def of(cls, task: OpenTask, at: datetime) -> Self:
        """Count from now. A parked task is not late, the guest keeps us out; an urgent one is due by now at the latest."""
        due = None if task.due_at is None else _minutes(task.due_at - at)
        if due is None and task.priority == "urgent":
            due = 0
        opens = 0 if task.started or task.scheduled_for is None else max(0, -_minutes(at - task.scheduled_for))
        return cls(
            task=task,
            minutes=_left_of(task),
            opens=opens,
            due=None if task.parked else due,
            weight=LATE_WEIGHT["low" if task.parked else task.priority],
            turn=2 if task.parked else int(not task.started),
            place=(task.floor, task.wing),
        )


@dataclass(frozen=True, slots=True)
class Walk:
    """A list as one person would do it: when each begins, and when the last is done."""

    begins: tuple[int, ...]
    ends: int
    walking: int
    lateness: int


@dataclass(frozen=True)
class Shift:
    """All that a plan is made of, at one moment. Of a task whose holder is not here, nothing is planned."""

    tasks: tuple[OpenTask, ...]
    staff: tuple[ActiveStaff, ...]
    constraints: Constraints
    at: datetime

    @cached_property
    def people(self) -> dict[str, ActiveStaff]:
        return {person.staff_id: person for person in self.staff}

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(Job.of(task, self.at) for task in self.tasks if not self.elsewhere(task))

    @cached_property
    def fair(self) -> dict[str, int]:
        """Return what each person may have of all the work, done and open, at no cost: by the length of their shifts."""
        work = sum(job.minutes for job in self.jobs) + sum(person.load_minutes for person in self.staff)
        lengths = {person.staff_id: person.load_minutes + person.capacity_minutes for person in self.staff}
        whole = max(1, sum(lengths.values()))
        return {staff_id: -(-work * length // whole) + FAIR_SLACK_MINUTES for staff_id, length in lengths.items()}

    def keeps(self, task: OpenTask) -> bool:
        return _kept(task, self.constraints)

    def elsewhere(self, task: OpenTask) -> bool:
        return self.keeps(task) and task.held_by not in self.people

    def ends(self, person: ActiveStaff) -> int | None:
        return None if person.ends_at is None else _minutes(person.ends_at - self.at)

    def begins(self, person: ActiveStaff) -> int:
        return 0 if person.starts_at is None else max(0, -_minutes(self.at - person.starts_at))

    def area_cap(self, person: ActiveStaff, checkouts: int) -> int | None:
        rule = self.constraints
        if rule.area_cap_sqft is None:
            return None
        over = max(0, checkouts - rule.area_cap_checkouts)
        return rule.area_cap_sqft * person.shift_minutes // FULL_SHIFT_MINUTES - rule.area_cap_less_sqft * over

    def walk(self, person: ActiveStaff, jobs: Sequence[Job]) -> Walk:
        """Go through a list in its order, waiting where a room is not free yet."""
        walking = lateness = 0
        now = self.begins(person)
        place, begins = person.place, []
        for job in jobs:
            way = way_between(place, job.place)
            start = max(now + way, job.opens)
            now = start + job.minutes
            if job.due is not None and now > job.due:
                lateness += job.weight * (now - job.due)
            walking += way
            place = job.place
            begins.append(start)
        return Walk(tuple(begins), now, walking, lateness)

    def cost_of(self, person: ActiveStaff, jobs: Sequence[Job]) -> Cost:
        """Return what one person's list costs, in this order."""
        walk = self.walk(person, jobs)
        load = person.load_minutes + sum(job.minutes for job in jobs)
        return Cost(
            walking=walk.walking,
            lateness=walk.lateness,
            balance=max(0, load - self.fair[person.staff_id]),
            language=LANGUAGE_MINUTES * sum(not understood(job.task, person) for job in jobs),
        )

    def cost(self, lists: Lists) -> Cost:
        """Return what these lists cost: the one cost that every planner is judged by."""
        each = [self.cost_of(person, lists.get(person.staff_id, ())) for person in self.staff]
        given = {job.task.task_id for jobs in lists.values() for job in jobs}
        return Cost(
            walking=sum(one.walking for one in each),
            lateness=sum(one.lateness for one in each),
            balance=sum(one.balance for one in each),
            language=sum(one.language for one in each),
            left_open=sum(LEFT_OPEN * job.weight for job in self.jobs if job.task.task_id not in given),
        )

    def broken(self, person: ActiveStaff, jobs: Sequence[Job]) -> str | None:
        """Name the first hard rule that this list breaks: "skill", "cap" or "time".

        What people gave by hand may be more than the rules allow; then nothing is added to it.
        """
        tasks = [job.task for job in jobs]
        if all(self.keeps(task) for task in tasks):
            return None
        if any(not trained(task, person) for task in tasks if not self.keeps(task)):
            return "skill"
        if self.over_cap(person, tasks):
            return "cap"
        walk, ends = self.walk(person, jobs), self.ends(person)
        busy = walk.walking + sum(job.minutes for job in jobs)
        return "time" if busy > person.capacity_minutes or (ends is not None and walk.ends > ends) else None

    def over_cap(self, person: ActiveStaff, tasks: Sequence[OpenTask]) -> bool:
        """Whether this is more than a shift may have. An inspection is no room cleaned."""
        rule, cleaned = self.constraints, [task for task in tasks if task.kind != INSPECTION]
        cap = self.area_cap(person, person.checkouts_done + sum(task.is_checkout for task in cleaned))
        area = person.area_done_sqft + sum(task.area_sqft or 0 for task in cleaned)
        credit = person.credits_done + sum(task.credits or 0.0 for task in cleaned)
        rooms = person.rooms_done + len(cleaned)
        return (
            (rule.max_rooms_per_staff is not None and rooms > rule.max_rooms_per_staff)
            or (rule.most_credits is not None and credit > rule.most_credits)
            or (cap is not None and area > cap)
        )

    def kept(self) -> dict[str, list[Job]]:
        """Return the lists before anything is planned: what is begun and what was given by hand."""
        held: dict[str, list[Job]] = {person.staff_id: [] for person in self.staff}
        for job in self.jobs:
            if self.keeps(job.task):
                held[str(job.task.held_by)].append(job)
        return {staff_id: self.ordered(self.people[staff_id], jobs) for staff_id, jobs in held.items()}

    def ordered(self, person: ActiveStaff, jobs: Iterable[Job]) -> list[Job]:
        """Return these jobs in a good order: floor by floor or by due time, then stretches moved while that helps."""
        listed = list(jobs)
        by_due: list[Job] = []
        for job in sorted(listed, key=_sooner):
            by_due = self.put_in(person, by_due, job)
        by_floor = sorted(listed, key=_floor_by_floor(listed, person.place))
        made = min(by_due, by_floor, key=lambda one: self._worth(person, one))
        soonest = self._soonest_end(person, made)
        while (worth := self._worth(person, made))[:2] > (0, soonest):
            better = min(_moved(made), key=lambda one: self._worth(person, one), default=made)
            if self._worth(person, better) >= worth:
                break
            made = better
        return made

    def _soonest_end(self, person: ActiveStaff, jobs: Sequence[Job]) -> int:
        """Return when all of it is done at the soonest: after each opening comes at least what opens then or later."""
        comes, walking = self.begins(person), least_walking(person.place, [job.place for job in jobs])
        opens = {max(comes, job.opens) for job in jobs}
        after = (moment + sum(job.minutes for job in jobs if max(comes, job.opens) >= moment) for moment in opens)
        return max((comes + walking + sum(job.minutes for job in jobs), *after), default=comes)

    def put_in(self, person: ActiveStaff, jobs: Sequence[Job], job: Job) -> list[Job]:
        """Return the list with this job where it costs least among those of its turn."""
        first = sum(other.turn < job.turn for other in jobs)
        last = sum(other.turn <= job.turn for other in jobs)
        places = [[*jobs[:place], job, *jobs[place:]] for place in range(last, first - 1, -1)]
        return min(places, key=lambda made: self._worth(person, made))

    def _worth(self, person: ActiveStaff, jobs: Sequence[Job]) -> tuple[int, int, int]:
        """Return what tells two orders apart: what is after the shift, how soon all is done and how late some, the walking.

        Where nobody has to wait before a closed door, an order that is done sooner is one with less walking.
        """
        walk, ends = self.walk(person, jobs), self.ends(person)
        return max(0, walk.ends - ends) if ends is not None else 0, walk.ends + walk.lateness, walk.walking

    def at_least(self, person: ActiveStaff, jobs: Sequence[Job], job: Job) -> int:
        """Return what adding this job costs at the very least, wherever it is put."""
        places = {other.place for other in jobs}
        room = self.fair[person.staff_id] - person.load_minutes - sum(other.minutes for other in jobs)
        return (
            least_walking(person.place, places | {job.place})
            - least_walking(person.place, places)
            + max(0, job.minutes - max(0, room))
            + LANGUAGE_MINUTES * (not understood(job.task, person))
        )

    def best_place(self, lists: Mapping[str, list[Job]], job: Job) -> tuple[str, list[Job]] | None:
        """Return who gets this job at the least more cost, and their list with it; None where nobody may have it.

        What costs the same goes to whom has more on that floor, then to whom has less to do, then by id.
        """
        best: tuple[tuple[int, int, int, str], list[Job]] | None = None
        trained_people = [self.people[staff_id] for staff_id in lists if trained(job.task, self.people[staff_id])]
        least = {person.staff_id: self.at_least(person, lists[person.staff_id], job) for person in trained_people}
        for person in sorted(trained_people, key=lambda one: (least[one.staff_id], one.staff_id)):
            if best and least[person.staff_id] > best[0][0]:
                break
            jobs = lists[person.staff_id]
            made = self.put_in(person, jobs, job)
            if self.broken(person, made):
                continue
            more = self.cost_of(person, made).total - self.cost_of(person, jobs).total
            beside = sum(other.place[0] == job.place[0] for other in jobs)
            load = person.load_minutes + sum(other.minutes for other in jobs)
            rank = (more, -beside, load, person.staff_id)
            if best is None or rank < best[0]:
                best = (rank, made)
        return best and (best[0][-1], best[1])

    def filled(self, lists: Lists, jobs: Iterable[Job]) -> dict[str, list[Job]]:
        """Return these lists with each of the jobs that is on none of them where it costs least, what presses first."""
        made = {staff_id: list(listed) for staff_id, listed in lists.items()}
        given = {job.task.task_id for listed in lists.values() for job in listed}
        for job in sorted((job for job in jobs if job.task.task_id not in given), key=_pressing):
            if found := self.best_place(made, job):
                made[found[0]] = found[1]
        return made

    def plan(self, lists: Lists, method: Literal["greedy", "cp_sat"], lower_bound: int = 0) -> Plan:
        """Say these lists as a plan, each row with its reasons."""
        rows = [row for person in self.staff for row in self._rows(person, lists.get(person.staff_id, ()))]
        listed = {row.task_id for row in rows}
        rows += [self._left(task, lists) for task in self.tasks if task.task_id not in listed]
        cost = self.cost(lists)
        status: Literal["optimal", "feasible"] = "optimal" if cost.total <= lower_bound else "feasible"
        return Plan(rows=tuple(rows), cost=cost, lower_bound=lower_bound, method=method, status=status)

    def walked(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Return rows that say only who and in which order, with when each begins. Those that nobody here can walk stay."""
        jobs = {job.task.task_id: job for job in self.jobs}
        lists: dict[str, list[Job]] = defaultdict(list)
        others = []
        for row in sorted(rows, key=lambda one: (one.position, one.task_id)):
            if row.staff_id in self.people and row.task_id in jobs:
                lists[row.staff_id].append(jobs[row.task_id])
            else:
                others.append(row)
        each = (self._rows(self.people[staff_id], listed) for staff_id, listed in lists.items())
        return (*chain.from_iterable(each), *others)

    def _rows(self, person: ActiveStaff, jobs: Sequence[Job]) -> Iterable[Row]:
        for position, (job, begins) in enumerate(zip(jobs, self.walk(person, jobs).begins, strict=True)):
            yield Row(
                task_id=job.task.task_id,
                staff_id=person.staff_id,
                position=position,
                starts_at=self.at + timedelta(minutes=begins),
                reasons=tuple(self._why(person, jobs, job, begins + job.minutes)),
            )

    def _why(self, person: ActiveStaff, jobs: Sequence[Job], job: Job, done: int) -> Iterable[Reason]:
        task, others = job.task, [other for other in jobs if other is not job]
        if self.keeps(task):
            yield _reason("begun" if task.started else "by_hand")
        if job.turn == PARKED:
            yield _reason("do_not_disturb")
        if task.occupied:
            yield _reason("guest_due_out")
        if task.required_skills:
            yield _reason("skill", skill=", ".join(task.required_skills))
        if job.due is not None:
            yield _reason("in_time" if done <= job.due else "late", minutes=abs(job.due - done))
        if task.kind == MID_STAY and task.language:
            yield _reason("language" if understood(task, person) else "other_language", language=task.language)
        yield self._where(person, others, job)

    def _where(self, person: ActiveStaff, others: Sequence[Job], job: Job) -> Reason:
        on_floor = [other.place for other in others if other.place[0] == job.place[0]]
        if job.place[1] and job.place in on_floor:
            return _reason("same_wing", others=on_floor.count(job.place), floor=job.place[0], wing=job.place[1])
        if on_floor:
            return _reason("same_floor", others=len(on_floor), floor=job.place[0])
        if person.last_floor == job.place[0]:
            return _reason("close_to_last", floor=job.place[0])
        load = person.load_minutes + job.minutes + sum(other.minutes for other in others)
        less = self.fair[person.staff_id] - FAIR_SLACK_MINUTES - load
        return _reason("lighter_list", minutes=load, less=less) if less > 0 else _reason("least_cost")

    def _left(self, task: OpenTask, lists: Lists) -> Row:
        """Say why nobody gets this task."""
        if self.elsewhere(task):
            return Row(task_id=task.task_id, staff_id=task.held_by, reasons=(_reason("not_here"),))
        job, able = Job.of(task, self.at), [person for person in self.staff if trained(task, person)]
        lengthened = [self.put_in(person, lists.get(person.staff_id, ()), job) for person in able]
        stops = {self.broken(person, made) for person, made in zip(able, lengthened, strict=True)}
        if not self.staff:
            reason = _reason("nobody_on_shift")
        elif not able:
            reason = _reason("nobody_trained", skill=", ".join(task.required_skills))
        elif stops == {"cap"}:
            reason = _reason("cap_reached")
        else:
            reason = _reason("guest_keeps_us_out" if task.parked else "no_time")
        return Row(task_id=task.task_id, reasons=(reason,))


def greedy(tasks: Sequence[OpenTask], staff: Sequence[ActiveStaff], constraints: Constraints, at: datetime) -> Plan:
    """Plan at once: task after task to whom it costs least."""
    shift = Shift(tuple(tasks), tuple(staff), constraints, at)
    return shift.plan(shift.filled(shift.kept(), shift.jobs), "greedy")


def best_for(
    task: OpenTask, staff: Sequence[ActiveStaff], others: Sequence[OpenTask], at: datetime, constraints: Constraints
) -> Row:
    """Say who should have this one task, given what the others already hold."""
    held = tuple(other for other in others if other.held_by is not None and other.task_id != task.task_id)
    shift = Shift((*held, task), tuple(staff), constraints, at)
    lists, job = shift.kept(), Job.of(task, at)
    if not shift.keeps(task) and (found := shift.best_place(lists, job)):
        lists[found[0]] = found[1]
    return next(row for row in shift.plan(lists, "greedy").rows if row.task_id == task.task_id)


def violations(
    plan: Plan, tasks: Sequence[OpenTask], staff: Sequence[ActiveStaff], constraints: Constraints
) -> list[Breach]:
    """Name every hard rule that a plan breaks, worked out from its rows alone."""
    people, known = {person.staff_id: person for person in staff}, {task.task_id: task for task in tasks}
    times = Counter(row.task_id for row in plan.rows)
    wrong = [task_id for task_id in {**known, **times} if times[task_id] != 1]
    found = [_breach(HardRule.ONE_LINE, task_id=task_id, rows=times[task_id]) for task_id in wrong]
    lists: dict[str, list[Row]] = defaultdict(list)
    for row in plan.rows:
        task = known.get(row.task_id)
        if task is None:
            found.append(_breach(HardRule.OPEN_TASK, task_id=row.task_id))
        elif _kept(task, constraints) and row.staff_id != task.held_by:
            found.append(_breach(HardRule.HOLDER, task_id=row.task_id, staff_id=str(task.held_by)))
        elif row.staff_id in people:
            lists[row.staff_id].append(row)
        elif row.staff_id is not None and not _kept(task, constraints):
            found.append(_breach(HardRule.ON_SHIFT, task_id=row.task_id, staff_id=row.staff_id))
    for staff_id, rows in lists.items():
        rows.sort(key=lambda row: row.position)
        found += _broken(people[staff_id], rows, [known[row.task_id] for row in rows], constraints)
    return found


def _broken(
    person: ActiveStaff, rows: Sequence[Row], tasks: Sequence[OpenTask], constraints: Constraints
) -> Iterable[Breach]:
    breach = partial(_breach, staff_id=person.staff_id)
    if [row.position for row in rows] != list(range(len(rows))):
        yield breach(HardRule.POSITIONS)
    turns = [2 if task.parked else int(not task.started) for task in tasks]
    if turns != sorted(turns):
        yield breach(HardRule.TURNS)
    walked, place, free = 0, person.place, None
    for row, task in zip(rows, tasks, strict=True):
        way = way_between(place, (task.floor, task.wing))
        if row.starts_at is None or (free is not None and row.starts_at < free + timedelta(minutes=way)):
            yield breach(HardRule.ONE_AT_A_TIME, task_id=task.task_id)
            return
        if person.starts_at and not task.started and row.starts_at < person.starts_at:
            yield breach(HardRule.BEFORE_SHIFT, task_id=task.task_id)
        if task.scheduled_for and not task.started and row.starts_at < task.scheduled_for:
            yield breach(HardRule.FREE_ROOM, task_id=task.task_id)
        walked, place = walked + way, (task.floor, task.wing)
        free = row.starts_at + timedelta(minutes=_left_of(task))
    chosen = [task for task in tasks if not _kept(task, constraints)]
    if not chosen:
        return
    yield from (breach(HardRule.SKILL, task_id=task.task_id) for task in chosen if not trained(task, person))
    if walked + sum(map(_left_of, tasks)) > person.capacity_minutes or (
        person.ends_at and free and free > person.ends_at
    ):
        yield breach(HardRule.TIME)
    yield from _over(person, [task for task in tasks if task.kind != INSPECTION], constraints)


def _over(person: ActiveStaff, cleaned: Sequence[OpenTask], constraints: Constraints) -> Iterable[Breach]:
    breach = partial(_breach, staff_id=person.staff_id)
    rooms = person.rooms_done + len(cleaned)
    if constraints.max_rooms_per_staff is not None and rooms > constraints.max_rooms_per_staff:
        yield breach(HardRule.ROOMS, rooms=rooms)
    credit = person.credits_done + sum(task.credits or 0 for task in cleaned)
    if constraints.most_credits is not None and credit > constraints.most_credits:
        yield breach(HardRule.CREDITS, credits=credit)
    area = person.area_done_sqft + sum(task.area_sqft or 0 for task in cleaned)
    if constraints.area_cap_sqft is not None:
        checkouts = person.checkouts_done + sum(task.is_checkout for task in cleaned)
        less = constraints.area_cap_less_sqft * max(0, checkouts - constraints.area_cap_checkouts)
        if area > constraints.area_cap_sqft * person.shift_minutes // FULL_SHIFT_MINUTES - less:
            yield breach(HardRule.AREA, square_feet=area, checkouts=checkouts)


def way_between(here: Place | None, there: Place) -> int:
    """Return the minutes from one place to another. Where a person is unknown, their first way costs nothing."""
    if here is None or here == there:
        return 0
    return WING_MINUTES if here[0] == there[0] else FLOOR_MINUTES


def least_walking(start: Place | None, places: Iterable[Place]) -> int:
    """Return what going to all these places costs at least: each further floor once, on it each further wing once.

    Attained by going floor by floor; no order does it for less, for a floor costs no less than a wing.
    """
    seen = {*places, start} - {None}
    floors = {place[0] for place in seen if place}
    return FLOOR_MINUTES * max(0, len(floors) - 1) + WING_MINUTES * (len(seen) - len(floors))


def trained(task: OpenTask, person: ActiveStaff) -> bool:
    return set(task.required_skills) <= set(person.skills)


def understood(task: OpenTask, person: ActiveStaff) -> bool:
    """Whether guest and person can speak: fa-AF and fa can. Only a guest who is in the room counts."""
    if task.kind != MID_STAY or not task.language:
        return True
    return tongue(task.language) in map(tongue, person.languages)


def tongue(language: str) -> str:
    return language.partition("-")[0]


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


def _left_of(task: OpenTask) -> int:
    return max(1, task.estimated_minutes - task.elapsed_minutes)


def _kept(task: OpenTask, constraints: Constraints) -> bool:
    return task.held_by is not None and (task.started or constraints.preserve_existing_assignments)


def _reason(code: str, **arguments: int | str) -> Reason:
    return Reason(code=code, arguments=arguments)


def _breach(rule: HardRule, **arguments: float | str) -> Breach:
    return Breach(rule=rule, arguments=arguments)


_NEVER = 2**31


def _sooner(job: Job) -> tuple[int, int, int, Place, str]:
    return job.turn, _NEVER if job.due is None else job.due, job.opens, job.place, job.task.task_id


def _floor_by_floor(jobs: Sequence[Job], start: Place | None) -> Callable[[Job], Any]:
    """Return a sort key: the floor and wing where the person is, then those that press or open first; in each by due time."""
    urgency: dict[tuple[int, int | Place], int] = {}
    for job in jobs:
        soon = min(_NEVER if job.due is None else job.due, _NEVER // 2 + job.opens)
        for spot in ((job.turn, job.place[0]), (job.turn, job.place)):
            urgency[spot] = min(soon, urgency.get(spot, _NEVER))

    def key(job: Job) -> Any:
        floor, place = urgency[job.turn, job.place[0]], urgency[job.turn, job.place]
        near = (start is None or job.place[0] != start[0], start != job.place)
        return job.turn, near[0], floor, job.place[0], near[1], place, job.place[1], _sooner(job)

    return key


def _moved(jobs: Sequence[Job]) -> Iterable[list[Job]]:
    """Return all the lists in which one stretch of this one is elsewhere, each job still in its turn."""
    for first, last in combinations(range(len(jobs) + 1), 2):
        stretch, rest = jobs[first:last], [*jobs[:first], *jobs[last:]]
        for place in range(len(rest) + 1):
            if place != first:
                made = [*rest[:place], *stretch, *rest[place:]]
                if all(one.turn <= other.turn for one, other in pairwise(made)):
                    yield made


def _pressing(job: Job) -> tuple[int, bool, int, Place, int, str]:
    """What few can do goes first, then what presses, by its due time; the rest floor by floor."""
    pressing = job.weight > LATE_WEIGHT["normal"]
    due = _NEVER if job.due is None or not pressing else job.due
    return (
        job.turn,
        not job.task.required_skills,
        due,
        job.place,
        _NEVER if job.due is None else job.due,
        job.task.task_id,
    )
