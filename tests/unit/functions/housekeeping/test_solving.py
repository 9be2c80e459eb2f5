"""Planning a shift with the solver: no hard rule broken, never worse than the greedy plan, and a bound that holds."""

from __future__ import annotations

import subprocess
import sys
from itertools import permutations, product

import pytest
from hypothesis import HealthCheck, given, settings

from functions.housekeeping.grouping import Grouping
from functions.housekeeping.solving import solve
from shared.domain.routing import Constraints, Shift, greedy, violations
from tests.benchmarks.planning import MORNING, hotel, like_published, wages
from tests.unit.domain.test_routing import ANYTHING, NOW, hotels, person, task

pytestmark = pytest.mark.unit

A_MOMENT = 0.3


def cheapest(tasks, staff, constraints) -> int:
    """Return what the cheapest plan costs, by trying them all."""
    shift = Shift(tuple(tasks), tuple(staff), constraints, NOW)
    owners = [[job.task.held_by] if shift.keeps(job.task) else [None, *shift.people] for job in shift.jobs]
    costs = []
    for choice in product(*owners):
        given = {one: [job for job, who in zip(shift.jobs, choice, strict=True) if who == one] for one in shift.people}
        best = {}
        for who, jobs in given.items():
            orders = [
                list(order)
                for order in permutations(jobs)
                if [job.turn for job in order] == sorted(job.turn for job in jobs)
            ]
            allowed = [order for order in orders if not shift.broken(shift.people[who], order)]
            if not allowed:
                break
            best[who] = min(allowed, key=lambda order, who=who: shift.cost_of(shift.people[who], order).total)
        else:
            costs.append(shift.cost(best).total)
    return min(costs)


a_few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@a_few
@given(hotels)
def test_no_plan_of_the_solver_breaks_a_hard_rule(made):
    plan = solve(*made, NOW, seconds=A_MOMENT)
    assert violations(plan, *made) == []
    assert all(row.reasons for row in plan.rows)


@a_few
@given(hotels)
def test_no_plan_of_the_solver_is_worse_than_the_greedy_one(made):
    assert solve(*made, NOW, seconds=A_MOMENT).cost.total <= greedy(*made, NOW).cost.total


@a_few
@given(hotels.filter(lambda made: len(made[0]) <= 5 and len(made[1]) <= 2))
def test_no_plan_at_all_costs_less_than_what_was_proven(made):
    assert solve(*made, NOW, seconds=A_MOMENT).lower_bound <= cheapest(*made)


def test_a_plan_that_costs_what_was_proven_is_optimal():
    tasks = [task(str(number), floor=number % 2) for number in range(6)]
    plan = solve(tasks, [person("p"), person("q")], ANYTHING, NOW, seconds=A_MOMENT)
    assert (plan.status, plan.cost.total, plan.gap) == ("optimal", 0, 0)


def test_the_solver_finds_what_the_greedy_plan_misses():
    tasks, staff = hotel(40)
    plan = solve(tasks, staff, Constraints(), MORNING, seconds=2)
    assert (plan.method, plan.cost.total < greedy(tasks, staff, Constraints(), MORNING).cost.total) == ("cp_sat", True)


def test_a_hotel_with_too_few_people_still_gets_a_plan():
    tasks, staff = hotel(40)
    plan = solve(tasks, staff[:2], Constraints(), MORNING, seconds=2)
    assert violations(plan, tasks, staff[:2], Constraints()) == []
    assert sum(row.staff_id is not None for row in plan.rows) > len(tasks) / 2


def test_nobody_on_shift_is_a_plan_of_nothing():
    assert [row.staff_id for row in solve([task()], [], ANYTHING, NOW).rows] == [None]


def test_groups_alone_prove_that_a_person_who_does_two_floors_walks():
    tasks = [task(str(number), floor=number) for number in range(3)]
    staff = [person("p"), person("q")]
    shift = Shift(tuple(tasks), tuple(staff), ANYTHING, NOW)
    assert Grouping(shift).solved(A_MOMENT, 1)[1] == 10


def test_wages_of_a_hotel_like_the_published_one_are_never_said_to_be_less_than_proven():
    """That they come down to it is measured by scripts/bench: how soon depends on the machine."""
    found, proven = wages(like_published(), 3)
    assert 0 < proven <= found


def test_the_solver_is_loaded_only_when_a_plan_is_asked_for():
    look = "import sys, functions.housekeeping.solving; print('ortools' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
