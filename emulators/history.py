"""The days that the demo hotel has behind it: who worked, what was cleaned and how it was found, so that its numbers have a past.

Written as it would have been left, by the domain's own rules; the day of now is lived instead (`living`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from emulators.demo import ROTA, DemoHotel, DemoStay
from emulators.pms.mews.entities import identify
from shared.domain.documents import Document
from shared.domain.ids import derived_id
from shared.domain.inspections import Answer, Answered, Inspection, Seen, judge
from shared.domain.shifts import Shift, ShiftStatus, default_capacity
from shared.domain.staff import staff_id_of
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tasks import BoundChecklist, Given, Source, Task, TaskKind, TaskStatus

DAYS = 7
_PLANNED = {TaskKind.TURNOVER: 30, TaskKind.MID_STAY_CLEAN: 20}
_TAKES = {TaskKind.TURNOVER: (22, 40), TaskKind.MID_STAY_CLEAN: (13, 26)}
_AGAIN = (8, 14)
_FAILS = 1 / 11
_FAULTS = ("surfaces", "glass", "bins", "bathroom")
_PACE = (0.9, 1.0, 1.08, 1.15)
"""How fast each of those works who clean in the morning: people differ."""


def last_days(hotel: DemoHotel) -> Iterator[Document]:
    """Yield what the week before the hotel's business date left behind."""
    dice = Random(f"{hotel.seed}:{hotel.business_date.isoformat()}:history")  # noqa: S311 - a demo, not a secret
    for ago in range(DAYS, 0, -1):
        yield from _Day(hotel, hotel.business_date - timedelta(days=ago), dice).documents()


@dataclass
class _Day:
    hotel: DemoHotel
    day: date
    dice: Random
    free: dict[str, datetime] = field(default_factory=dict)

    def documents(self) -> Iterator[Document]:
        for turn in ROTA:
            begins, ends = turn.on(self.day, self.hotel.zone)
            role = next(person.role for person in self.hotel.staff if person.email == turn.email)
            if role == "housekeeper" and len(self.free) < len(_PACE):
                self.free[self._id(turn.email)] = begins + timedelta(minutes=self.dice.randint(40, 70))
            if ends <= self._date_begins(self.hotel.business_date):
                yield self._shift(turn.email, begins, ends)
        leaving = [(stay.checked_out_at, stay) for stay in self.hotel.stays if stay.checked_out_at and stay.room]
        left = sorted((at, stay.key, stay) for at, stay in leaving if self._date(at) == self.day)
        staying = self._staying()
        while left or staying:
            now = min(self.free.values())
            if left and (left[0][0] <= now or not staying):
                at, _, stay = left.pop(0)
                yield from self._cleaned(at, stay, TaskKind.TURNOVER)
            else:
                yield from self._cleaned(now, staying.pop(0), TaskKind.MID_STAY_CLEAN)

    def _staying(self) -> list[DemoStay]:
        held = [stay for stay in self.hotel.stays if stay.checked_in_at and stay.room]
        return [stay for stay in held if self._date(stay.arrives) < self.day < self._date(stay.departs)]

    def _shift(self, email: str, begins: datetime, ends: datetime) -> Shift:
        here, gone = (
            begins - timedelta(minutes=self.dice.randint(0, 6)),
            ends + timedelta(minutes=self.dice.randint(0, 9)),
        )
        return Shift(
            shift_id=derived_id("sft", "lived", email, self.day.isoformat()),
            staff_id=self._id(email),
            status=ShiftStatus.ENDED,
            starts_at=begins,
            ends_at=ends,
            started_at=here,
            ended_at=gone,
            capacity_minutes=default_capacity(begins, ends),
        )

    def _cleaned(self, since: datetime, stay: DemoStay, kind: TaskKind) -> Iterator[Document]:
        cleaner = min(self.free, key=lambda who: (max(self.free[who], since), who))
        pace = _PACE[list(self.free).index(cleaner) % len(_PACE)]
        task = self._task(since, stay, kind, cleaner, round(self.dice.randint(*_TAKES[kind]) * pace))
        if kind is not TaskKind.TURNOVER:
            yield task
            return
        failed = self.dice.random() < _FAILS
        found = self._found(task, self.dice.choice(_FAULTS) if failed else None)
        task = task.but(inspection_id=found.inspection_id)
        if not failed:
            yield task.but(ready_at=found.at)
            yield found
            return
        again = self._task(found.at, stay, kind, cleaner, self.dice.randint(*_AGAIN), of=task)
        right = self._found(again, None)
        yield from (task, found.recorded(again.task_id).state)
        yield from (again.but(inspection_id=right.inspection_id, ready_at=right.at), right)

    def _task(
        self, since: datetime, stay: DemoStay, kind: TaskKind, cleaner: str, minutes: int, of: Task | None = None
    ) -> Task:
        started = max(self.free[cleaner], since + timedelta(minutes=self.dice.randint(2, 12)))
        finished = started + timedelta(minutes=minutes)
        self.free[cleaner] = finished + timedelta(minutes=self.dice.randint(2, 6))
        room = self.hotel.room(stay.room or "")
        checklist = _bound(kind)
        ticked = tuple(item.item_id for item in checklist.items)
        return Task(
            task_id=of.again if of else derived_id("hkt", "lived", self.day.isoformat(), room.number, kind),
            room_id=room.number,
            floor=room.floor,
            wing=room.wing,
            room_type=room.type,
            kind=kind,
            status=TaskStatus.COMPLETED,
            source=Source.EVENT,
            stay_id=stay_id_of(self.hotel, stay),
            language=next(guest.language for guest in self.hotel.guests if guest.key == stay.guest),
            business_date=self.day,
            created_at=since,
            created_by="house",
            vacated_at=(of.vacated_at if of else since) if kind is TaskKind.TURNOVER else None,
            estimated_minutes=_PLANNED[kind],
            checklist_id=checklist.checklist_id,
            checklist_version=checklist.version,
            checklist=checklist,
            ticked=ticked,
            assignee=cleaner,
            assigned_at=since,
            given=Given.AUTOMATICALLY,
            started_at=started,
            begun_by=cleaner,
            moved_at=finished,
            worked_seconds=60 * minutes,
            minutes=minutes,
            finished_at=finished,
            finished_by=cleaner,
            of_task_id=of.task_id if of else None,
        )

    def _found(self, task: Task, fault: str | None) -> Inspection:
        checklist = _bound(TaskKind.INSPECTION)
        answers = tuple(
            Answered(item_id=one.item_id, answer=Answer.FAIL if one.item_id == fault else Answer.PASS)
            for one in checklist.items
        )
        at = (task.finished_at or task.created_at) + timedelta(minutes=self.dice.randint(5, 22))
        return judge(task, checklist, Seen(by=self._id("lead@demo.hotel"), at=at, answers=answers), None)

    def _id(self, email: str) -> str:
        return staff_id_of(self.hotel.tenant, email)

    def _date(self, moment: datetime) -> date:
        return moment.astimezone(self.hotel.zone).date()

    def _date_begins(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.hotel.zone)


def stay_id_of(hotel: DemoHotel, stay: DemoStay) -> str:
    """Return the id that the bridge gives to this stay of the Mews stand-in's."""
    return derived_id("rsv", "mews", identify(hotel.property_id, "reservation", stay.number))


def _bound(kind: TaskKind) -> BoundChecklist:
    return standard_checklist(kind).but(version=1).bound()
