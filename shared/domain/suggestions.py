"""Who should clean what, as somebody suggests it: our own planner, or a router outside. Nothing of it holds until accepted.

The whole list stands here, with the reasons in words, also of what stays as it is; what became of each line is noted on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from shared.domain.documents import Document, Value
from shared.domain.events import Event
from shared.domain.ids import StaffId, TaskId
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.routing import Breach, Cost, OpenTask, Plan, Reason, Row
from shared.domain.tasks import Priority, TaskKind
from shared.domain.words import Instant, cut_to

NO_SUCH_LINE = Rule("MELMASTOON.HOUSEKEEPING.NO_SUCH_LINE", 422, "The suggestion has no such line.")
OF_A_LATER_DAY = Rule("MELMASTOON.HOUSEKEEPING.PLAN_OF_A_LATER_DAY", 409, "It is a draft for a day that has not begun.")
ALREADY_DECIDED = Rule("MELMASTOON.HOUSEKEEPING.ALREADY_DECIDED", 409, "That was decided already.")

MOST_LINES = 600

ShortText = Annotated[str, StringConstraints(max_length=300), cut_to(300)]


class Decision(StrEnum):
    """`kept`: it is so already. `overtaken`: the floor is another by now, and `remark` says in what."""

    OPEN = "open"
    KEPT = "kept"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    OVERTAKEN = "overtaken"


class Remark(StrEnum):
    """In what the floor is another than when a line was suggested."""

    OVER = "is done or cancelled"
    NO_TASK = "is no task here"
    BEGUN = "is begun"
    BY_HAND = "was given by hand"
    TO_ANOTHER = "was given to somebody else"
    NOT_HERE = "works here no more"


class Line(Value):
    """One task: who should have it (None: nobody) and as which of theirs, from 0. `from_staff_id` had it at that moment.

    `not_before`: nobody can begin sooner; `waits_for_guest`: because who is in the room is to leave then.
    """

    task_id: str
    room_id: str = ""
    kind: TaskKind | None = None
    priority: Priority | None = None
    estimated_minutes: int | None = None
    due_at: datetime | None = None
    not_before: datetime | None = None
    waits_for_guest: bool = False
    staff_id: str | None
    from_staff_id: str | None = None
    position: int = 0
    starts_at: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    why: tuple[str, ...] = ()
    decision: Decision = Decision.OPEN
    remark: str = ""


class Planned(Value):
    """Somebody who was planned with: from when to when they are there."""

    staff_id: str
    starts_at: datetime
    ends_at: datetime


class Suggestion(Document):
    """`business_date` is the day that was planned, and `people` who is there for it, also who was given nothing. `cost` and `lower_bound` are those of our own planner.

    `breaches` are rules of the house that it would break, for screens to word; `warnings` are the same in English.
    """

    collection: ClassVar[str] = "suggestions"
    key: ClassVar[str] = "suggestion_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of tasks and who does them.", texts=("lines.*.why",))

    suggestion_id: str
    external_id: str | None = None
    model_version: str
    generated_at: datetime
    generated_by: str
    business_date: date | None = None
    people: tuple[Planned, ...] = ()
    method: Literal["greedy", "cp_sat", "outside"]
    status: Literal["optimal", "feasible", "unproven"] = "unproven"
    cost: Cost | None = None
    greedy_cost: Cost | None = None
    lower_bound: int | None = None
    lines: Annotated[tuple[Line, ...], Field(max_length=MOST_LINES)]
    breaches: tuple[Breach, ...] = ()
    warnings: tuple[str, ...] = ()
    decided_by: str | None = None
    decided_at: datetime | None = None

    def check_day(self, today: date) -> None:
        """Raise Refusal PLAN_OF_A_LATER_DAY where its tasks are not there yet."""
        if self.business_date is not None and self.business_date > today:
            raise OF_A_LATER_DAY.refuse(business_date=self.business_date, today=today)

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has decided on any line, so that a newer word of who made it may take its place."""
        return self.decided_at is None

    @property
    def is_open(self) -> bool:
        return any(line.decision is Decision.OPEN for line in self.lines)

    def chosen(self, task_ids: Collection[str] | None) -> list[Line]:
        """Return these lines, or all that are open. Raises Refusal NO_SUCH_LINE, or ALREADY_DECIDED where none is open."""
        known = {line.task_id for line in self.lines}
        if task_ids is not None and (unknown := sorted(set(task_ids) - known)):
            raise NO_SUCH_LINE.refuse(fields={"task_ids": f"{', '.join(unknown)} not suggested here"})
        wanted = [line for line in self.lines if task_ids is None or line.task_id in task_ids]
        open_ones = [line for line in wanted if line.decision is Decision.OPEN]
        if not open_ones:
            raise ALREADY_DECIDED.refuse(decided_by=self.decided_by, decided_at=self.decided_at)
        return open_ones

    def decided(self, verdicts: Mapping[str, tuple[Decision, str]], by: str, at: datetime) -> Suggestion:
        """Return it with what became of these lines."""
        lines = tuple(
            line.but(decision=verdicts[line.task_id][0], remark=verdicts[line.task_id][1])
            if line.task_id in verdicts
            else line
            for line in self.lines
        )
        return self.but(lines=lines, decided_by=by, decided_at=at)


def lines_of(plan: Plan, tasks: Mapping[str, OpenTask], holders: Mapping[str, str | None]) -> tuple[Line, ...]:
    """Return a plan as lines. `tasks` are those it was made of, `holders` who has each by now; what stays so is `kept`."""
    return tuple(_line(row, tasks.get(row.task_id), holders.get(row.task_id)) for row in plan.rows)


def _line(row: Row, task: OpenTask | None, holder: str | None) -> Line:
    return Line(
        task_id=row.task_id,
        room_id=task.room_id if task else "",
        kind=TaskKind(task.kind) if task else None,
        priority=Priority(task.priority) if task else None,
        estimated_minutes=task.estimated_minutes if task else None,
        due_at=task.due_at if task else None,
        not_before=task.scheduled_for if task and not task.started else None,
        waits_for_guest=task.occupied if task else False,
        staff_id=row.staff_id,
        from_staff_id=holder,
        position=row.position,
        starts_at=row.starts_at,
        reasons=row.reasons,
        why=tuple(reason.words for reason in row.reasons),
        decision=Decision.OPEN if row.staff_id else Decision.KEPT,
    )


class RoutedRow(BaseModel):
    """One line of an outside router's suggestion."""

    model_config = ConfigDict(
        defer_build=True, frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore"
    )

    task_id: TaskId
    staff_id: StaffId
    position: Annotated[int, Field(ge=0, le=1000)] = 0
    reason: ShortText = ""


class RoutingSuggested(Event):
    """Consumed: an outside router suggests who cleans what. `suggestionId` is the router's, of whatever shape."""

    subject: ClassVar[str] = "melmastoon.ai_orchestrator.suggestion.housekeeping_routing.v1"
    aggregate: ClassVar[str] = "suggestion_id"
    named_outside: ClassVar[frozenset[str]] = frozenset({"suggestion_id"})

    suggestion_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    model_version: Annotated[str, StringConstraints(max_length=100), cut_to(100)] = ""
    generated_at: Instant
    rows: Annotated[tuple[RoutedRow, ...], Field(max_length=MOST_LINES)]
