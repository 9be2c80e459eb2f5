"""How turnovers went: over some business dates, and the three numbers as they are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from statistics import mean
from typing import ClassVar, TypeVar

from pydantic import ConfigDict, Field

from functions.housekeeping.headlines import Headlines, headlines, ready_today
from shared.domain.documents import Excerpt, Value
from shared.domain.inspections import Inspection, Verdict
from shared.domain.linen import LinenLine
from shared.domain.people import SERVICES, SHIFT_LEADS
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.rooms import Room
from shared.domain.tasks import TaskKind, TaskStatus
from shared.domain.turnarounds import Spread, Timed, spread
from shared.domain.words import Day
from shared.runtime.routes import Request, query
from shared.runtime.store.port import Where
from shared.runtime.work import View

MOST_DAYS = 92
_PAGE = 1_000
_MANY = 5_000  # more rooms than any property has
D = TypeVar("D", bound=Excerpt)
G = TypeVar("G", int, str)


class AskedTurnovers(Request):
    """`from` and `to` are business dates of the hotel, both of them within."""

    model_config = ConfigDict(populate_by_name=True)

    from_: Day = Field(alias="from")
    to: Day


class FloorTurnovers(Value):
    floor: int
    turnovers: int
    time_to_ready: Spread


class KindOfWork(Value):
    """`minutes` is what the completed tasks took in the mean, `planned_minutes` what they were planned to take."""

    kind: TaskKind
    completed: int
    minutes: float
    planned_minutes: float


class PersonsWork(Value):
    """`pass_rate` is of their work that was inspected; None where none was."""

    staff_id: str
    completed: int
    minutes: int
    inspected: int
    passed: int
    pass_rate: float | None


class TurnoverStatistics(Value):
    """`turnovers` are departures whose room was to be made ready; `time_to_ready` is of those whose room became so."""

    from_date: date
    to_date: date
    turnovers: int
    time_to_ready: Spread
    floors: tuple[FloorTurnovers, ...]
    kinds: tuple[KindOfWork, ...]
    people: tuple[PersonsWork, ...]
    now: Headlines


class _Judged(Excerpt):
    """What an inspection says of the work it looked at."""

    collection: ClassVar[str] = Inspection.collection
    key: ClassVar[str] = Inspection.key

    task_id: str
    verdict: Verdict


@query("GET /api/v1/housekeeping/stats/turnover", allow=SHIFT_LEADS | SERVICES)
def turnover_statistics(request: AskedTurnovers, view: View) -> TurnoverStatistics:
    """Say how long rooms took to be ready after their guests left, and what work that was, by floor, kind and person."""
    days = (request.to - request.from_).days + 1
    if not 1 <= days <= MOST_DAYS:
        raise INVALID_FIELDS.refuse(fields={"to": f"must be from 0 to {MOST_DAYS - 1} days after from"}, days=days)
    tasks = list(_tasks(view, request.from_, request.to))
    completed = [task for task in tasks if task.status is TaskStatus.COMPLETED]
    departures = [task for task in tasks if task.kind is TaskKind.TURNOVER and task.stay_id and task.vacated_at]
    verdicts = _verdicts(view, request.from_, request.to)
    return TurnoverStatistics(
        from_date=request.from_,
        to_date=request.to,
        turnovers=_departures(departures),
        time_to_ready=_time_to_ready(departures),
        floors=tuple(
            FloorTurnovers(floor=floor, turnovers=_departures(left), time_to_ready=_time_to_ready(left))
            for floor, left in _by(departures, lambda task: task.floor)
        ),
        kinds=tuple(_kind(kind, done) for kind, done in _by(completed, lambda task: str(task.kind))),
        people=tuple(_person(who, done, verdicts) for who, done in _by(completed, lambda task: task.finished_by or "")),
        now=_now(view),
    )


def _departures(turnovers: Iterable[Timed]) -> int:
    """Count who left: what could not be finished is done again by another turnover of the same departure."""
    return len({(task.stay_id, task.room_id) for task in turnovers})


def _time_to_ready(turnovers: Iterable[Timed]) -> Spread:
    return spread(took for task in turnovers if (took := task.minutes_to_ready) is not None)


def _kind(kind: str, done: Sequence[Timed]) -> KindOfWork:
    return KindOfWork(
        kind=TaskKind(kind),
        completed=len(done),
        minutes=round(mean(task.minutes or 0 for task in done), 1),
        planned_minutes=round(mean(task.estimated_minutes for task in done), 1),
    )


def _person(staff_id: str, done: Sequence[Timed], verdicts: Mapping[str, Verdict]) -> PersonsWork:
    said = [verdicts[task.task_id] for task in done if task.task_id in verdicts]
    passed = said.count(Verdict.PASSED)
    return PersonsWork(
        staff_id=staff_id,
        completed=len(done),
        minutes=sum(task.minutes or 0 for task in done),
        inspected=len(said),
        passed=passed,
        pass_rate=round(passed / len(said), 3) if said else None,
    )


def _now(view: View) -> Headlines:
    rooms = view.list(Room, Where("archived", "==", value=False), limit=_MANY).items
    return headlines(rooms, ready_today(view), view.list(LinenLine).items, view.now, view.settings)


def _tasks(view: View, begins: date, ends: date) -> Iterator[Timed]:
    field = "business_date"
    return _every(view, Timed, Where(field, ">=", begins.isoformat()), Where(field, "<=", ends.isoformat()), by=field)


def _verdicts(view: View, begins: date, ends: date) -> Mapping[str, Verdict]:
    """Return the verdicts of that time by the task they are of; the last day's work may be looked at on the day after."""
    first, _ = view.settings.hours_of(begins)
    _, last = view.settings.hours_of(ends + timedelta(days=1))
    found = _every(view, _Judged, Where("at", ">=", first), Where("at", "<", last), by="at")
    return {one.task_id: one.verdict for one in found}


def _every(view: View, kind: type[D], *where: Where, by: str) -> Iterator[D]:
    """Yield all documents that a query finds, page by page: a quarter of a year does not come in one answer."""
    page = view.list(kind, *where, order_by=(by,), limit=_PAGE)
    yield from page.items
    while page.after is not None:
        page = view.list(kind, *where, order_by=(by,), limit=_PAGE, after=page.after)
        yield from page.items


def _by(tasks: Iterable[Timed], group: Callable[[Timed], G]) -> list[tuple[G, list[Timed]]]:
    found: dict[G, list[Timed]] = defaultdict(list)
    for task in tasks:
        found[group(task)].append(task)
    return sorted(found.items(), key=lambda one: one[0])
