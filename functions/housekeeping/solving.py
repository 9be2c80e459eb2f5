"""The planner that takes its time: all open tasks and all people together, with OR-Tools' CP-SAT.

The solver chooses who gets what; in which order each does it is then found by `shared.domain.routing`. The model costs no plan
more than `routing` does: walking as the floors and wings of a list, lateness as the work that cannot be done before its due
times, balance and language exactly. So what it proves to be the least is the least for every plan. Why so: docs/decisions/planning.md.

OR-Tools is loaded when a plan is asked for: it takes half a second, and only one function needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count, pairwise
from time import monotonic
from typing import Any

from functions.housekeeping.grouping import Group, Grouping, found, hinted, proven, searched
from shared.domain.routing import (
    FLOOR_MINUTES,
    INSPECTION,
    LANGUAGE_MINUTES,
    LEFT_OPEN,
    PARKED,
    WING_MINUTES,
    ActiveStaff,
    Constraints,
    Job,
    Lists,
    OpenTask,
    Place,
    Plan,
    Shift,
    least_walking,
    trained,
    understood,
)

_DUE_TIMES = 5
_GROUPING, _GROUPS, _ALL_TURNS = 0.2, 0.35, 0.75
"""Parts of the time: for the groups, to plan each of them, and until when everybody's lists are shared out in turns."""
_TURNS, _FEW = 5, 6
_WHOLE = 4_000
"""Tasks times people up to which everybody's lists can be searched at once in the time."""


def solve(
    tasks: Sequence[OpenTask],
    staff: Sequence[ActiveStaff],
    constraints: Constraints,
    at: datetime,
    *,
    seconds: float = 5.0,
    workers: int = 2,
) -> Plan:
    """Plan as well as that many seconds allow: never worse than the greedy plan, with a proven lower bound."""
    shift = Shift(tuple(tasks), tuple(staff), constraints, at)
    greedy = shift.filled(shift.kept(), shift.jobs)
    cost = shift.cost(greedy)
    if not shift.jobs or not shift.staff:
        return shift.plan(greedy, "greedy", cost.total)
    begun, best, bound = monotonic(), greedy, 0
    whole = len(tasks) * len(staff) <= _WHOLE
    if cost.total < LEFT_OPEN:
        groups, bound = Grouping(shift).solved(seconds * _GROUPING, workers)
        best = _better(shift, best, _by_groups(shift, groups, seconds * _GROUPS, workers))
        if len(staff) > _FEW:
            best = _by_turns(shift, best, begun + seconds * (_ALL_TURNS if whole else 1), workers)
    if whole and shift.cost(best).total > bound:
        chosen, least = Model(shift, best, shift.jobs).solved(begun + seconds - monotonic(), workers)
        best, bound = _better(shift, best, shift.filled(_in_order(shift, chosen), shift.jobs)), max(bound, least)
    return shift.plan(best, "greedy" if best is greedy else "cp_sat", min(bound, shift.cost(best).total, LEFT_OPEN))


def _by_groups(shift: Shift, groups: Sequence[Group], seconds: float, workers: int) -> dict[str, list[Job]]:
    """Plan each group by itself."""
    chosen: dict[str, list[Job]] = {}
    kept = shift.kept()
    for group in groups:
        begun = shift.filled({person.staff_id: kept[person.staff_id] for person in group.staff}, group.jobs)
        share = seconds * len(group.jobs) / len(shift.jobs)
        chosen |= Model(shift, begun, group.jobs).solved(share, workers)[0]
    return shift.filled({**kept, **_in_order(shift, chosen)}, shift.jobs)


def _by_turns(shift: Shift, lists: dict[str, list[Job]], until: float, workers: int) -> dict[str, list[Job]]:
    """Share out anew among whom is on a floor already, and with each turn let everybody go to one floor more."""
    floors = sorted({job.place[0] for job in shift.jobs})
    each = (until - monotonic()) / _TURNS
    for turn in count():
        left = until - monotonic()
        if left < each / 2 or turn > 2 * len(floors):
            return lists
        where = {
            staff_id: {job.place[0] for job in jobs} | ({floors[(number + turn) % len(floors)]} if turn else set())
            for number, (staff_id, jobs) in enumerate(lists.items())
        }
        chosen, _ = Model(shift, lists, shift.jobs, where).solved(min(each, left), workers)
        lists = _better(shift, lists, shift.filled(_in_order(shift, chosen), shift.jobs))
    return lists


def _better(shift: Shift, one: dict[str, list[Job]], other: dict[str, list[Job]]) -> dict[str, list[Job]]:
    return other if shift.cost(other).total < shift.cost(one).total else one


def _in_order(shift: Shift, chosen: Lists) -> dict[str, list[Job]]:
    """Order each list; take off what then breaks a rule, the longest first, and put that where it costs least."""
    lists = {}
    for staff_id, listed in chosen.items():
        person = shift.people[staff_id]
        jobs = shift.ordered(person, listed)
        while shift.broken(person, jobs):
            longest = max((job for job in jobs if not shift.keeps(job.task)), key=lambda job: job.minutes)
            jobs = shift.ordered(person, [job for job in jobs if job is not longest])
        lists[staff_id] = jobs
    return lists


class Model:
    """Who gets which job, and so on which floors and wings each will be.

    `gets` has a 1 where a job is kept, a variable where the solver chooses, and nothing where a person may not. `floors` are
    where each is, for what is not parked. With `where`, people are given jobs on these floors only.
    """

    def __init__(
        self, shift: Shift, begun: Lists, jobs: Sequence[Job], where: Mapping[str, set[int]] | None = None
    ) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - half a second to load, and only plans need it

        self.shift, self.begun, self.where = shift, begun, where
        self.cp: Any = cp_model.CpModel()
        self.jobs = jobs
        self.staff = [shift.people[staff_id] for staff_id in begun]
        self.given = {job.task.task_id: staff_id for staff_id, listed in begun.items() for job in listed}
        self.gets: dict[str, dict[str, Any]] = {person.staff_id: self._choices(person) for person in self.staff}
        self.floors: dict[str, dict[int, Any]] = {}
        self.walks: dict[str, Any] = {person.staff_id: self._walk(person) for person in self.staff}
        self.left: list[Any] = [self._given_once(job) for job in self.jobs]
        for person in self.staff:
            self._limit(person)
        self.cp.minimize(sum((*self.left, *self.walks.values(), *map(self._own_cost, self.staff))))

    def _choices(self, person: ActiveStaff) -> dict[str, Any]:
        kept = self._kept(person)
        chosen: dict[str, Any] = {job.task.task_id: 1 for job in kept}
        if self._full(person, kept):
            return chosen
        return chosen | {
            job.task.task_id: self.cp.new_bool_var(f"{person.staff_id} gets {job.task.task_id}")
            for job in self.jobs
            if not self.shift.keeps(job.task) and trained(job.task, person) and self._near(person, job)
        }

    def _near(self, person: ActiveStaff, job: Job) -> bool:
        return self.where is None or job.place[0] in self.where[person.staff_id]

    def _kept(self, person: ActiveStaff) -> list[Job]:
        return [job for job in self.jobs if self.shift.keeps(job.task) and job.task.held_by == person.staff_id]

    def _full(self, person: ActiveStaff, kept: Sequence[Job]) -> bool:
        """Whether what is kept is already more than this person may have, in whatever order."""
        walk = least_walking(person.place, [job.place for job in kept])
        return (
            walk + sum(job.minutes for job in kept) > person.capacity_minutes
            or self.shift.over_cap(person, [job.task for job in kept])
            or any(sum(amount(job) for job in kept) > most for amount, most in self._amounts(person))
        )

    def _given_once(self, job: Job) -> Any:
        """Give a job to one person; return what leaving it costs. Only where some is left anyway may one be left."""
        if self.shift.keeps(job.task):
            return 0
        getting = [gets[job.task.task_id] for gets in self.gets.values() if job.task.task_id in gets]
        if len(self.given) == len(self.jobs):
            self.cp.add_exactly_one(getting)
            return 0
        left = self.cp.new_bool_var(f"nobody gets {job.task.task_id}")
        self.cp.add_exactly_one(left, *getting)
        return LEFT_OPEN * job.weight * left

    def _walk(self, person: ActiveStaff) -> Any:
        """Return the least walking for what this person gets: each further floor, and on it each further wing.

        What is parked is done last, so what is parked somewhere else than where the rest ends is a way back.
        """
        places: dict[Place, list[Any]] = defaultdict(list)
        parked: dict[Place, list[Any]] = defaultdict(list)
        for job, gets in self.jobs_of(person):
            (parked if job.turn == PARKED else places)[job.place].append(gets)
        if person.place:
            places[person.place].append(1)
        now, later = self._visits(person, places), self._visits(person, parked)
        wings = self._changes(person, now, later)
        self.floors[person.staff_id] = self._visits(person, _floors(now))
        floors = self._changes(person, self.floors[person.staff_id], self._visits(person, _floors(later)))
        return WING_MINUTES * wings + (FLOOR_MINUTES - WING_MINUTES) * floors

    def _visits(self, person: ActiveStaff, spots: Mapping[Any, list[Any]]) -> dict[Any, Any]:
        return {spot: self._any(f"{person.staff_id} visits {spot}", there) for spot, there in spots.items()}

    def _changes(self, person: ActiveStaff, now: Mapping[Any, Any], later: Mapping[Any, Any]) -> Any:
        """Return how often a person goes elsewhere at least, who visits these spots first and those at the end."""
        ever = {spot: [where[spot] for where in (now, later) if spot in where] for spot in {**now, **later}}
        if not ever:
            return 0
        visits = self._visits(person, ever).values()
        once = sum(visits) - self._any(f"{person.staff_id} goes", list(visits))
        if not now or not later:
            return once
        changes = self.cp.new_int_var(0, len(now) + len(later), f"{person.staff_id} changes")
        self.cp.add(changes >= once)
        self.cp.add(changes >= sum(now.values()) + sum(later.values()) - 2)
        return changes

    def _any(self, name: str, of: Sequence[Any]) -> Any:
        """Return what is 1 where any of these is."""
        if any(isinstance(one, int) for one in of):
            return 1
        if len(of) == 1:
            return of[0]
        found = self.cp.new_bool_var(name)
        self.cp.add_max_equality(found, of)
        return found

    def jobs_of(self, person: ActiveStaff) -> list[tuple[Job, Any]]:
        gets = self.gets[person.staff_id]
        return [(job, gets[job.task.task_id]) for job in self.jobs if job.task.task_id in gets]

    def _amounts(self, person: ActiveStaff) -> Iterable[tuple[Any, int]]:
        """Return what each list has a most of: the amount of a job, and the most."""
        rule, ends = self.shift.constraints, self.shift.ends(person)
        if rule.max_rooms_per_staff is not None:
            yield lambda job: int(job.task.kind != INSPECTION), rule.max_rooms_per_staff - person.rooms_done
        if rule.most_credits is not None:
            yield _thousandths, round(1000 * (rule.most_credits - person.credits_done))
        if ends is None:
            return
        comes = self.shift.begins(person)
        for opens in sorted({max(job.opens, comes) for job in self.jobs}):
            yield lambda job, opens=opens: job.minutes if max(job.opens, comes) >= opens else 0, ends - opens

    def _limit(self, person: ActiveStaff) -> None:
        jobs = self.jobs_of(person)
        if self._full(person, self._kept(person)):
            return
        minutes = sum(job.minutes * gets for job, gets in jobs)
        self.cp.add(minutes + self.walks[person.staff_id] <= person.capacity_minutes)
        for amount, most in self._amounts(person):
            self.cp.add(sum(amount(job) * gets for job, gets in jobs) <= most)
        full = self.shift.area_cap(person, 0)
        if full is not None:
            cleaned = [(job.task, gets) for job, gets in jobs if job.task.kind != INSPECTION]
            rule, checkouts = self.shift.constraints, sum(gets for task, gets in cleaned if task.is_checkout)
            over = self.cp.new_int_var(0, len(jobs) + person.checkouts_done, f"{person.staff_id} check-outs over")
            self.cp.add(over >= checkouts + person.checkouts_done - rule.area_cap_checkouts)
            area = person.area_done_sqft + sum((task.area_sqft or 0) * gets for task, gets in cleaned)
            self.cp.add(area + rule.area_cap_less_sqft * over <= full)

    def _own_cost(self, person: ActiveStaff) -> Any:
        jobs = self.jobs_of(person)
        load = person.load_minutes + sum(job.minutes * gets for job, gets in jobs)
        most = person.load_minutes + sum(job.minutes for job, _ in jobs)
        over = self.cp.new_int_var(0, most, f"{person.staff_id} above the fair share")
        self.cp.add(over >= load - self.shift.fair[person.staff_id])
        strangers = [gets for job, gets in jobs if not understood(job.task, person)]
        return over + LANGUAGE_MINUTES * sum(strangers) + self._lateness(person, jobs)

    def _lateness(self, person: ActiveStaff, jobs: Sequence[tuple[Job, Any]]) -> Any:
        """Return lateness that no order can avoid.

        A job that cannot be done by its due time is late by itself, and is counted as due when it can be. Then for each
        due time: of the work due by it, what does not fit in before makes the last of it so late. That holds among
        the jobs of at least each weight, and these add up.
        """
        comes = self.shift.begins(person)
        due = [
            (job, gets, max(job.due, max(job.opens, comes) + job.minutes)) for job, gets in jobs if job.due is not None
        ]
        alone = sum(job.weight * (soonest - (job.due or 0)) * gets for job, gets, soonest in due)
        times = sorted({soonest for _, _, soonest in due})
        opens = sorted({job.opens for job, _, _ in due})
        late: list[Any] = [alone]
        for lighter, weight in pairwise([0, *sorted({job.weight for job, _, _ in due})]):
            heavy = [(job, gets, soonest) for job, gets, soonest in due if job.weight >= weight]
            most = sum(job.minutes for job, _, _ in heavy)
            after = self.cp.new_int_var(0, most, f"{person.staff_id} late at {weight}")
            for time in _spread(times):
                for first in sorted({max(comes, one) for one in (0, *_spread(opens))}):
                    work = [
                        job.minutes * gets
                        for job, gets, soonest in heavy
                        if soonest <= time and max(job.opens, comes) >= first
                    ]
                    if first < time and min(most, person.capacity_minutes) > time - first and work:
                        self.cp.add(after >= sum(work) - (time - first))
            late.append((weight - lighter) * after)
        return sum(late)

    def solved(self, seconds: float, workers: int) -> tuple[dict[str, list[Job]], int]:
        """Return who gets what in the best plan found, and what no plan costs less than."""
        begun = {staff_id: list(jobs) for staff_id, jobs in self.begun.items()}
        if not hinted(self.cp, self._as_begun(), seconds):
            return begun, 0
        solver = searched(self.cp, seconds, workers)
        if not found(solver):
            return begun, proven(solver)
        chosen = {
            person.staff_id: [job for job, gets in self.jobs_of(person) if solver.value(gets)] for person in self.staff
        }
        return chosen, proven(solver)

    def _as_begun(self) -> Iterable[tuple[Any, int]]:
        for staff_id, gets in self.gets.items():
            for task_id, one in gets.items():
                if not isinstance(one, int):
                    yield one, int(self.given.get(task_id) == staff_id)


def _floors(places: Mapping[Place, Any]) -> Mapping[int, list[Any]]:
    floors: dict[int, list[Any]] = defaultdict(list)
    for place, visit in places.items():
        floors[place[0]].append(visit)
    return floors


def _thousandths(job: Job) -> int:
    return 0 if job.task.kind == INSPECTION else round(1000 * (job.task.credits or 0))


def _spread(times: Sequence[int]) -> Sequence[int]:
    """Return a few of these times, the last among them: each is a rule more for every person."""
    step = max(1, -(-len(times) // _DUE_TIMES))
    return times[::-1][::step]
