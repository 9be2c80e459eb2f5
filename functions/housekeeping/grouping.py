"""Which wings and floors share which people: the coarse half of planning, and most of what is proven about a plan.

Take a plan, and draw a line from each person to each wing where they are. What hangs together is a group. A group of `n` wings
and `p` people has at least `n + p - 1` lines, and every line but a person's first is a walk. So the fewer the groups, the
more walking, whatever the plan; and a group with too few people is above its fair share, one in which nobody speaks a
guest's language has that guest misunderstood. The cheapest way to form groups is therefore a lower bound for all plans in which
everything is given to somebody, and a good beginning for one of them: within a group, little is left to choose.

Called by `functions.housekeeping.solving` only.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shared.domain.routing import (
    FLOOR_MINUTES,
    LANGUAGE_MINUTES,
    MID_STAY,
    WING_MINUTES,
    ActiveStaff,
    Job,
    Place,
    Shift,
    tongue,
    understood,
)

_SEED = 20
_WIDE = 8

_SKILL, _LANGUAGE = "skill", "language"
Want = tuple[str, str]

Kind = tuple[int, int, tuple[bool, ...]]
"""People who may stand for each other: the minutes they have until their fair share and
until their shift ends, and which of the wants each can meet."""


@dataclass(frozen=True)
class Group:
    staff: tuple[ActiveStaff, ...]
    jobs: tuple[Job, ...]


class Grouping:
    """Places (floor and wing) with a label each: that of the first place of their group. Floors likewise."""

    def __init__(self, shift: Shift) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - loaded when a plan is asked for

        self.shift = shift
        self.cp: Any = cp_model.CpModel()
        self.work: Counter[Place] = Counter()
        for job in shift.jobs:
            self.work[job.place] += job.minutes
        for person in shift.staff:
            if person.place:
                self.work[person.place] += 0
        self.places = sorted(self.work)
        self.floors = sorted({floor for floor, _ in self.places})
        self.free_jobs = [job for job in shift.jobs if not shift.keeps(job.task)]
        self.wants = sorted({want for job in self.free_jobs for want in _wants(job)})
        self.label = labels(self.cp, len(self.places))
        self.floor_label = labels(self.cp, len(self.floors))
        self._floors_follow_places()
        self.within_time = all(
            sum(job.minutes for job in jobs) <= shift.people[staff_id].capacity_minutes
            for staff_id, jobs in shift.kept().items()
        )
        self.anchors = self._anchors()
        self.joins = self._joins()
        price = sum(self._price(group) for group in range(len(self.places)))
        self.cp.minimize(price + self._walking() + self._settled())

    def solved(self, seconds: float, workers: int) -> tuple[list[Group], int]:
        """Return the best groups found, and what no plan costs less than that gives everything to somebody."""
        hinted(self.cp, self._all_together(), seconds)
        solver = searched(self.cp, seconds, workers)
        return self._groups(solver) if found(solver) else [], proven(solver)

    def _all_together(self) -> Iterable[tuple[Any, int]]:
        """Return the one group of everybody: never the best, always allowed."""
        for label in (self.label, self.floor_label):
            yield from ((same, int(by == 0)) for (_, by), same in label.items())
        kinds = Counter(self._kind(person) for person in self.shift.staff if person.staff_id not in self.anchors)
        yield from ((many, kinds[kind] if group == 0 else 0) for (kind, group), many in self.joins.items())

    def _floors_follow_places(self) -> None:
        """Where two places are of one group, so are their floors."""
        for (one, by), same in self.label.items():
            floor, first = (self.floors.index(self.places[place][0]) for place in (one, by))
            for group in range(floor + 1) if floor != first else ():
                here = self.floor_label[floor, group]
                if group <= first:
                    there = self.floor_label[first, group]
                    self.cp.add_bool_or(~same, ~here, there)
                    self.cp.add_bool_or(~same, here, ~there)
                else:
                    self.cp.add_bool_or(~same, ~here)

    def _anchors(self) -> dict[str, int]:
        """Return where people are tied to: where they are, or what they keep; all of that is one group."""
        anchors: dict[str, int] = {}
        for person in self.shift.staff:
            kept = [
                job.place
                for job in self.shift.jobs
                if self.shift.keeps(job.task) and job.task.held_by == person.staff_id
            ]
            tied = sorted({self.places.index(place) for place in (*kept, *filter(None, [person.place]))})
            if tied:
                anchors[person.staff_id] = tied[0]
            for one, other in pairwise(tied):
                for by in range(other + 1):
                    self.cp.add(self.label[other, by] == self.label.get((one, by), 0))
        return anchors

    def _joins(self) -> dict[tuple[Kind, int], Any]:
        """Return how many people of each kind join each group."""
        kinds = Counter(self._kind(person) for person in self.shift.staff if person.staff_id not in self.anchors)
        joins = {}
        for kind, many in kinds.items():
            for group in range(len(self.places)):
                joins[kind, group] = self.cp.new_int_var(0, many, "")
                self.cp.add(joins[kind, group] <= many * self.label[group, group])
            self.cp.add(sum(joins[kind, group] for group in range(len(self.places))) <= many)
        return joins

    def _kind(self, person: ActiveStaff) -> Kind:
        return self._room(person), person.capacity_minutes, tuple(_meets(person, want) for want in self.wants)

    def _room(self, person: ActiveStaff) -> int:
        return max(0, self.shift.fair[person.staff_id] - person.load_minutes)

    def _in(self, group: int) -> Iterable[tuple[Kind, Any]]:
        """Return who is in this group, as how many of which kind."""
        yield from ((kind, many) for (kind, by), many in self.joins.items() if by == group)
        for staff_id, place in self.anchors.items():
            if place >= group:
                yield self._kind(self.shift.people[staff_id]), self.label[place, group]

    def _price(self, group: int) -> Any:
        """Return the work of a group above what its people have room for, and whom nobody in it understands."""
        here, people = range(group, len(self.places)), list(self._in(group))
        work = sum(self.work[self.places[place]] * self.label[place, group] for place in here)
        over = self.cp.new_int_var(0, self.work.total(), "")
        self.cp.add(over >= work - sum(room * many for (room, _, _), many in people))
        if self.within_time:
            self.cp.add(work <= sum(minutes * many for (_, minutes, _), many in people))
        strangers = []
        for number, want in enumerate(self.wants):
            wanted = Counter(job.place for job in self.free_jobs if want in _wants(job))
            meeting = [many for (_, _, meets), many in people if meets[number]]
            if want[0] == _SKILL:
                for place in here:
                    if wanted[self.places[place]]:
                        self.cp.add(sum(meeting) >= self.label[place, group])
            else:
                asked = sum(wanted[self.places[place]] * self.label[place, group] for place in here)
                missed = self.cp.new_int_var(0, wanted.total(), "")
                self.cp.add(missed >= asked - wanted.total() * sum(meeting))
                strangers.append(missed)
        return over + LANGUAGE_MINUTES * sum(strangers)

    def _walking(self) -> Any:
        groups = sum(self.label[group, group] for group in range(len(self.places)))
        floors = sum(self.floor_label[group, group] for group in range(len(self.floors)))
        return WING_MINUTES * (len(self.places) - groups) + (FLOOR_MINUTES - WING_MINUTES) * (len(self.floors) - floors)

    def _settled(self) -> int:
        """Return what every plan costs: whom what is kept sends to strangers, who has too much already, what is late."""
        kept = [job for job in self.shift.jobs if self.shift.keeps(job.task)]
        strangers = sum(not understood(job.task, self.shift.people[str(job.task.held_by)]) for job in kept)
        over = sum(max(0, person.load_minutes - self.shift.fair[person.staff_id]) for person in self.shift.staff)
        late = sum(
            job.weight * max(0, job.opens + job.minutes - job.due) for job in self.shift.jobs if job.due is not None
        )
        return LANGUAGE_MINUTES * strangers + over + late

    def _groups(self, solver: Any) -> list[Group]:
        label = {place: by for (place, by), same in self.label.items() if solver.value(same)}
        staff: dict[int, list[ActiveStaff]] = defaultdict(list)
        idle: dict[Kind, list[ActiveStaff]] = defaultdict(list)
        for person in self.shift.staff:
            anchor = self.anchors.get(person.staff_id)
            (idle[self._kind(person)] if anchor is None else staff[label[anchor]]).append(person)
        for (kind, group), many in self.joins.items():
            staff[group] += [idle[kind].pop() for _ in range(solver.value(many))]
        jobs: dict[int, list[Job]] = defaultdict(list)
        for job in self.shift.jobs:
            jobs[label[self.places.index(job.place)]].append(job)
        for person in (person for rest in idle.values() for person in rest):
            busiest = max(jobs, key=lambda group: sum(job.minutes for job in jobs[group]) / (1 + len(staff[group])))
            staff[busiest].append(person)
        return [Group(tuple(staff[group]), tuple(jobs[group])) for group in sorted(jobs)]


def labels(cp: Any, count: int) -> dict[tuple[int, int], Any]:
    """Label each of so many things by the first one of its group, which is labelled by itself."""
    label = {(one, by): cp.new_bool_var("") for one in range(count) for by in range(one + 1)}
    for one in range(count):
        cp.add_exactly_one(label[one, by] for by in range(one + 1))
        for by in range(one):
            cp.add_implication(label[one, by], label[by, by])
    return label


def searched(cp: Any, seconds: float, workers: int, **parameters: bool) -> Any:
    """Let CP-SAT search; return the solver with what it found.

    Of its searches max_lp proves most here; the workers that are left look around what was found. From eight workers on
    CP-SAT's own choice has that one too.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415 - half a second to load, and only plans need it

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = _SEED
    if 1 < workers < _WIDE:
        solver.parameters.subsolvers.append("max_lp")
    for name, value in parameters.items():
        setattr(solver.parameters, name, value)
    solver.solve(cp)
    return solver


def hinted(cp: Any, values: Iterable[tuple[Any, int]], seconds: float) -> bool:
    """Have a search begin from these values. A hint is used where it names every variable: find those that follow."""
    for variable, value in values:
        cp.add_hint(variable, value)
    solver = searched(cp, seconds, 1, fix_variables_to_their_hinted_value=True)
    if found(solver):
        cp.clear_hints()
        for index, value in enumerate(solver.response_proto.solution):
            cp.add_hint(cp.get_int_var_from_proto_index(index), value)
    return found(solver)


def found(solver: Any) -> bool:
    return solver.status_name() in {"OPTIMAL", "FEASIBLE"}


def proven(solver: Any) -> int:
    """Return what the solver proved that nothing costs less than; costs are whole minutes."""
    return max(0, math.ceil(float(solver.best_objective_bound) - 1e-6))


def _wants(job: Job) -> Iterable[Want]:
    """Return what a job wants of who gets it: each of the skills, and the guest's language."""
    yield from ((_SKILL, skill) for skill in job.task.required_skills)
    if job.task.kind == MID_STAY and job.task.language:
        yield _LANGUAGE, tongue(job.task.language)


def _meets(person: ActiveStaff, want: Want) -> bool:
    return want[1] in (person.skills if want[0] == _SKILL else map(tongue, person.languages))
