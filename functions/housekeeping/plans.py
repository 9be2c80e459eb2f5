"""Plan the shift: suggest who cleans what, show the whole list with its reasons, and do it once somebody accepts.

Our own planner and outside routers go through the same gate. Without `human_in_the_loop` nobody has to accept. What is begun
and what people gave by hand stays as it is, whatever anybody suggests.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Annotated

from pydantic import Field

from functions.housekeeping.situation import Situation, day
from functions.housekeeping.solving import solve
from shared.domain.cleaning import CLEANERS
from shared.domain.ids import SuggestionId, TaskId, derived_id
from shared.domain.past import in_the_past
from shared.domain.people import SERVICES, SHIFT_LEADS, STAFF
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.routing import Breach, OpenTask, Plan, Row, Shift, greedy, violations
from shared.domain.staff import Staff
from shared.domain.suggestions import Decision, Line, Planned, Remark, RoutingSuggested, Suggestion, lines_of
from shared.domain.tasks import Given, Task, TaskStatus
from shared.domain.words import Day, Decimal
from shared.flows.tasks import checklist_for, keep_task, task_with_row, worklist_of
from shared.runtime.cloud import VERSION
from shared.runtime.journal import Reply
from shared.runtime.lists import ListRequest
from shared.runtime.routes import Request, command, handler, query
from shared.runtime.units import Units
from shared.runtime.work import Page, View, Work

_AHEAD = timedelta(days=7)
Verdict = tuple[Decision, str]


class PlanWork(Request):
    """How long the planner may think, and for which business date: today from now on, or a draft for one of the next days."""

    seconds: Annotated[Decimal, Field(ge=0.1, le=20)] = 4.0
    business_date: Day | None = None


@command("POST /api/v1/housekeeping/plans", allow=SHIFT_LEADS, status=201)
def plan_work(request: PlanWork, units: Units) -> Suggestion:
    """Suggest who does what on that day, in which order and why: all of it, also what waits for its guest to leave.

    It holds once somebody accepts it; a draft of a later day can be accepted when that has begun.
    """
    suggestion_id = derived_id("sug", units.call.entry_id)
    view = units.view()
    if view.find(Suggestion, suggestion_id) is None:
        business_date = _asked_for(view, request.business_date)
        made = _planned(suggestion_id, day(view, business_date), units.call.actor.id, request.seconds)
        units.run("plan", lambda work: work.keep(made.but(business_date=business_date)))
    return _unless_people_decide(units, suggestion_id)


def _asked_for(view: View, asked: date | None) -> date:
    today = view.settings.business_date(view.now)
    if asked is not None and not today <= asked <= today + _AHEAD:
        raise INVALID_FIELDS.refuse(fields={"business_date": f"must be from {today} to {today + _AHEAD}"})
    return asked or today


@query("GET /api/v1/housekeeping/plans", allow=STAFF | SERVICES)
def list_plans(request: ListRequest, view: View) -> Page[Suggestion]:
    """List what was suggested, newest first."""
    return view.list(Suggestion, order_by=("-generated_at",), limit=request.limit, after=request.after)


class GetPlan(Request):
    suggestion_id: SuggestionId


@query("GET /api/v1/housekeeping/plans/{suggestion_id}", allow=STAFF | SERVICES)
def get_plan(request: GetPlan, view: View) -> Suggestion:
    """Return the whole list: each task, who should have it, why, and what became of the line."""
    return view.get(Suggestion, request.suggestion_id)


class DecidePlan(Request):
    """`task_ids` names lines; left out, all that are open."""

    suggestion_id: SuggestionId
    task_ids: Annotated[tuple[TaskId, ...], Field(min_length=1, max_length=600)] | None = None


@command("POST /api/v1/housekeeping/plans/{suggestion_id}/accept", allow=SHIFT_LEADS)
def accept_plan(request: DecidePlan, units: Units) -> Suggestion:
    """Do what was suggested, whole or line by line. A line that the floor has overtaken says so and is left."""
    chosen = units.run("choose", partial(_choose, request=request)).reply.data
    lines = [line for line in units.view().get(Suggestion, request.suggestion_id).lines if line.task_id in chosen]
    return _carry_out(units, request.suggestion_id, lines)


@command("POST /api/v1/housekeeping/plans/{suggestion_id}/dismiss", allow=SHIFT_LEADS, reads=(Suggestion,))
def dismiss_plan(request: DecidePlan, work: Work) -> Suggestion:
    """Leave everything as it is, or these lines."""
    suggestion = work.get(Suggestion, request.suggestion_id)
    verdicts = {line.task_id: (Decision.DISMISSED, "") for line in suggestion.chosen(request.task_ids)}
    return work.keep(suggestion.decided(verdicts, work.actor.id, work.now))


@handler(RoutingSuggested, newest=True)
def hold_suggestion_when_routing_suggested(event: RoutingSuggested, units: Units) -> None:
    """Hold an outside router's suggestion until somebody accepts it; do it at once where the property wants that."""
    in_the_past(event.generated_at, units.now, "generatedAt")
    suggestion_id = derived_id("sug", event.suggestion_id)
    view = units.view()
    known = view.find(Suggestion, suggestion_id)
    if known is None or known.is_untouched:
        today = view.settings.business_date(view.now)
        held = _held(suggestion_id, event, day(view, today)).but(business_date=today)
        units.run("hold", partial(_hold, held=held))
    _unless_people_decide(units, suggestion_id)


def _hold(work: Work, held: Suggestion) -> None:
    """Hold it; a newer revision of it takes its place as long as nobody has decided on any of it."""
    known = work.find(Suggestion, held.suggestion_id)
    if known is None or known.is_untouched:
        work.keep(held.but(revision=known.revision if known else 0))


def _choose(work: Work, request: DecidePlan) -> Reply:
    """Name the lines that are accepted, for a repeated request to go on with the same ones."""
    suggestion = work.get(Suggestion, request.suggestion_id)
    suggestion.check_day(work.settings.business_date(work.now))
    lines = suggestion.chosen(request.task_ids)
    return Reply(data=[line.task_id for line in lines])


def _planned(suggestion_id: str, floor: Situation, by: str, seconds: float) -> Suggestion:
    at_once = greedy(floor.open, floor.staff, floor.constraints, floor.at)
    plan = solve(floor.open, floor.staff, floor.constraints, floor.at, seconds=seconds)
    return Suggestion(
        suggestion_id=suggestion_id,
        model_version=f"planner@{VERSION}",
        generated_at=floor.at,
        generated_by=by,
        method=plan.method,
        status=plan.status,
        cost=plan.cost,
        greedy_cost=at_once.cost,
        lower_bound=plan.lower_bound,
        people=_people(floor),
        lines=lines_of(plan, _by_id(floor), floor.holders),
    )


def _by_id(floor: Situation) -> dict[str, OpenTask]:
    return {task.task_id: task for task in floor.open}


def _people(floor: Situation) -> tuple[Planned, ...]:
    return tuple(
        Planned(staff_id=one, starts_at=shift.starts_at, ends_at=shift.ends_at) for one, shift in floor.shifts.items()
    )


def _held(suggestion_id: str, event: RoutingSuggested, floor: Situation) -> Suggestion:
    rows = tuple(Row(task_id=row.task_id, staff_id=row.staff_id, position=row.position) for row in event.rows)
    said = {row.task_id: (row.reason,) if row.reason else () for row in event.rows}
    walked = Shift(floor.open, floor.staff, floor.constraints, floor.at).walked(rows)
    begins = {row.task_id: row.starts_at for row in walked}
    lines = lines_of(Plan(rows=rows), _by_id(floor), floor.holders)
    breaches = _breaches(rows, floor)
    return Suggestion(
        suggestion_id=suggestion_id,
        external_id=event.suggestion_id,
        model_version=event.model_version,
        generated_at=event.generated_at,
        generated_by="ai_orchestrator",
        method="outside",
        people=_people(floor),
        lines=tuple(line.but(why=said[line.task_id], starts_at=begins.get(line.task_id)) for line in lines),
        breaches=breaches,
        warnings=tuple(breach.words for breach in breaches),
    )


def _breaches(rows: Sequence[Row], floor: Situation) -> tuple[Breach, ...]:
    """Return which rules of the house these rows would break, whoever suggests them. What they do not name stays as it is."""
    named = {row.task_id for row in rows}
    tasks = tuple(task for task in floor.open if task.task_id in named)
    plan = Plan(rows=Shift(tasks, floor.staff, floor.constraints, floor.at).walked(rows))
    return tuple(violations(plan, tasks, floor.staff, floor.constraints))


def _unless_people_decide(units: Units, suggestion_id: str) -> Suggestion:
    view = units.view()
    suggestion = view.get(Suggestion, suggestion_id)
    is_draft = (suggestion.business_date or date.min) > view.settings.business_date(view.now)
    if view.settings.human_in_the_loop or is_draft or not suggestion.is_open:
        return suggestion
    return _carry_out(units, suggestion_id, suggestion.chosen(None))


def _carry_out(units: Units, suggestion_id: str, lines: Sequence[Line]) -> Suggestion:
    """Give each person what is theirs in one commit, in the order suggested: then the next person."""
    ordered = sorted(lines, key=lambda line: (line.staff_id or "", line.position, line.task_id))
    for staff_id, theirs in groupby(ordered, key=lambda line: line.staff_id or ""):
        units.run(
            f"give {staff_id}", partial(_give, suggestion_id=suggestion_id, staff_id=staff_id, lines=tuple(theirs))
        )
    return units.view().get(Suggestion, suggestion_id)


def _give(work: Work, suggestion_id: str, staff_id: str, lines: Sequence[Line]) -> None:
    """Give one person these tasks, unless the floor is another by now; note on the suggestion what became of each."""
    suggestion = work.get(Suggestion, suggestion_id)
    undecided = {line.task_id for line in suggestion.lines if line.decision is Decision.OPEN}
    person = work.find(Staff, staff_id)
    works_here = person is not None and person.role in CLEANERS
    verdicts: dict[str, Verdict] = {}
    for line in lines:
        if line.task_id in undecided:
            verdicts[line.task_id] = _given(work, line, staff_id) if works_here else _overtaken(Remark.NOT_HERE)
    placed = tuple(one for one, (what, _) in verdicts.items() if what in (Decision.ACCEPTED, Decision.KEPT))
    if placed:
        work.keep(worklist_of(work, staff_id).in_order(placed))
    work.keep(suggestion.decided(verdicts, work.actor.id, work.now))


def _given(work: Work, line: Line, staff_id: str) -> Verdict:
    task = work.find(Task, line.task_id)
    if task is None or not task.is_open:
        return _overtaken(Remark.OVER if task else Remark.NO_TASK)
    if task.assignee == staff_id:
        task_with_row(work, task.task_id, staff_id)
        return Decision.KEPT, ""
    if task.status is TaskStatus.IN_PROGRESS or task.worked_seconds:
        return _overtaken(Remark.BEGUN)
    if task.given is Given.BY_HAND:
        return _overtaken(Remark.BY_HAND)
    if task.assignee != line.from_staff_id:
        return _overtaken(Remark.TO_ANOTHER)
    task, room = task_with_row(work, task.task_id, staff_id)
    checklist = checklist_for(work, task.kind, task.room_type)
    keep_task(work, task.assigned(staff_id, Given.BY_PLAN, checklist, work.now), room)
    return Decision.ACCEPTED, ""


def _overtaken(remark: Remark) -> Verdict:
    return Decision.OVERTAKEN, remark
