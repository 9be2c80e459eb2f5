"""The demo hotel, founded at any moment of its day, in any zone, is a working hotel: no law of the house is broken on the way."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from emulators.demo import DemoHotel
from emulators.founding import dawning
from emulators.living import Day
from emulators.memory import Memory
from functions import load_all
from functions.housekeeping.stats import AskedTurnovers, TurnoverStatistics, turnover_statistics
from shared.domain.documents import Document
from shared.domain.linen import LinenLine
from shared.domain.lost_and_found import LostItem
from shared.domain.people import system
from shared.domain.rooms import Cleaning, Room
from shared.domain.shifts import Shift
from shared.domain.stays import Stay, StayStatus
from shared.domain.tasks import Task, TaskStatus
from shared.domain.tickets import Ticket
from shared.domain.work_orders import WorkOrder
from shared.runtime.journal import JOURNAL, Entry
from shared.runtime.parking import DeadLetter
from shared.runtime.store.limits import key_of
from shared.runtime.store.port import Key, Query, Snapshot, Unchanged, Write
from shared.runtime.work import View
from tests.simulation import laws
from tests.simulation.house import Commit, Shown

load_all()
D = TypeVar("D", bound=Document)
KABUL = ZoneInfo("Asia/Kabul")
HALF_AN_HOUR = timedelta(minutes=30)
RESTS = tuple(timedelta(hours=hours) for hours in (5, 9, 13, 17, 21))
FEW = 5
DAYS = (
    pytest.param(
        datetime(2026, 3, 28, 4, tzinfo=ZoneInfo("Europe/Berlin")), id="the night with an hour less in Berlin"
    ),
    pytest.param(
        datetime(2026, 10, 31, 4, tzinfo=ZoneInfo("America/New_York")), id="the night with an hour more in New York"
    ),
)
AT_ANY_MOMENT = (
    laws.a_vacant_room_has_exactly_its_next_piece_of_work,
    laws.a_vacant_room_is_out_of_use_while_a_block_says_so,
    laws.a_work_order_that_is_over_leaves_no_block,
    laws.what_is_parked_waits_for_a_sign_on_the_door,
    laws.a_turnover_of_a_vacant_room_may_begin,
    laws.tablets_show_their_rows,
)
_HOUSE = system("demo", "demo-hotel", "test")


class Watched:
    """What every commit writes, held against the laws of the house."""

    def __init__(self, memory: Memory) -> None:
        self.broken: list[str] = []
        self.shown: Shown = defaultdict(dict)
        self.memory = memory
        self._kinds = {kind.collection: kind for kind in laws.KINDS}
        for one in memory.store.everything():
            if (kind := self._kind_of(one.key)) and one.data is not None:
                self.shown[kind][one.key.id] = kind.model_validate(dict(one.data))
        memory.store.after_commit = self._look

    def _kind_of(self, key: Any) -> Any:
        return self._kinds.get(key.collection) if key.path.startswith(f"{self.memory.place.path}/") else None

    def _look(self, writes: Sequence[Write]) -> None:
        keys = list(dict.fromkeys(key_of(one) for one in writes if not isinstance(one, Unchanged)))
        was: dict[Any, Any] = {}
        became: dict[Any, Any] = {}
        entry = None
        for found in self.memory.store.read(keys):
            if found.key.collection == JOURNAL and found.data is not None:
                entry = Entry.model_validate(dict(found.data))
            if (kind := self._kind_of(found.key)) is None:
                continue
            was[found.key] = self.shown[kind].pop(found.key.id, None)
            became[found.key] = None if found.data is None else kind.model_validate(dict(found.data))
            if became[found.key] is not None:
                self.shown[kind][found.key.id] = became[found.key]
        if was:
            commit = Commit(was, became, self.shown, entry)
            self.broken += [f"{law.__name__}: {said}" for law in laws.LAWS for said in law(commit)]

    def at_rest(self) -> Iterator[str]:
        """Yield what is not as it must be between two deeds."""
        view = self.memory.view(_HOUSE)
        ground = SimpleNamespace(get=view.get, now=self.memory.now)
        house: Any = SimpleNamespace(ground=ground, all=lambda kind: list(self.shown[kind].values()), find=view.find)
        yield from (f"{law.__name__}: {said}" for law in AT_ANY_MOMENT for said in law(house))
        yield from (f"parked: {one.reason}" for one in view.list(DeadLetter).items)


@pytest.mark.parametrize("begins", DAYS)
def test_every_half_hour_of_a_day_shows_a_working_hotel(begins: datetime) -> None:
    with dawning(begins, _zone(begins)) as (day, memory):
        wrong = dict(_looked_at_every_half_hour(day, memory, begins))

    assert wrong == {}
    assert day.refused == []


def test_no_law_of_the_house_is_broken_in_a_day_of_which_every_half_hour_shows_a_working_hotel() -> None:
    """Between two deeds it is at rest: every four hours it is asked whether it is."""
    begins = datetime(2026, 11, 30, 4, tzinfo=KABUL)
    with dawning(begins) as (day, memory):
        watched = Watched(memory)
        wrong = dict(_looked_at_every_half_hour(day, memory, begins, watched))

    assert watched.broken == []
    assert wrong == {}
    assert day.refused == []


def _looked_at_every_half_hour(
    day: Day, memory: Memory, begins: datetime, watched: Watched | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Live the day, and yield each half hour at which something is not as a visitor expects it, with what."""
    reader = Reader(memory)
    for moment in _half_hours(begins):
        hotel = day.live(moment)
        if watched and moment - begins in RESTS:
            watched.broken += watched.at_rest()
        if wrong := list(_nonsense(hotel, memory, reader, moment)):
            yield moment.isoformat(), wrong


def _half_hours(begins: datetime) -> Iterator[datetime]:
    """Yield every half hour of the business day, by the hotel's clock."""
    moment, ends = begins.astimezone(UTC), (begins + timedelta(days=1)).astimezone(UTC)
    while moment < ends:
        yield moment.astimezone(begins.tzinfo)
        moment += HALF_AN_HOUR


def _zone(moment: datetime) -> ZoneInfo:
    assert isinstance(moment.tzinfo, ZoneInfo)
    return moment.tzinfo


@dataclass(frozen=True)
class Seen:
    """What a visitor sees at a moment."""

    at: datetime
    view: View
    rooms: Sequence[Room]
    stays: Sequence[Stay]
    shifts: Sequence[Shift]
    tasks: Sequence[Task]


class Reader:
    """Reads what is there; a document that is as it was half an hour ago is not read again."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._read: dict[Key, tuple[object, Any]] = {}

    def all(self, kind: type[D]) -> list[D]:
        found = self._memory.store.query(Query(kind.collection, self._memory.place.path, limit=5000))
        return [self._document(kind, one) for one in found]

    def _document(self, kind: type[D], found: Snapshot) -> D:
        version, document = self._read.get(found.key, (None, None))
        if version != found.version or not isinstance(document, kind):
            document = kind.model_validate(dict(found.data or {}))
            self._read[found.key] = found.version, document
        return document


def _nonsense(hotel: DemoHotel, memory: Memory, reader: Reader, at: datetime) -> Iterator[str]:
    """Yield what a visitor would shake their head at."""
    seen = Seen(at, memory.view(_HOUSE), *map(reader.all, (Room, Stay, Shift, Task)))  # type: ignore[arg-type]  # each of its kind
    for look in (_people, _states, _guests, _things, _times):
        yield from look(seen)
    if at.minute == 0 and at.hour % 3 == 0:
        yield from _odd_numbers(_measured(hotel, memory))


def _people(seen: Seen) -> Iterator[str]:
    if not any(shift.is_on and shift.starts_at <= seen.at < shift.ends_at for shift in seen.shifts):
        yield "nobody is on shift"
    lately = seen.at - HALF_AN_HOUR
    at_work = (one.status is TaskStatus.IN_PROGRESS or (one.finished_at or lately) > lately for one in seen.tasks)
    if 8 <= seen.at.hour < 12 and not any(at_work):
        yield "nobody is at work in a room"


def _states(seen: Seen) -> Iterator[str]:
    states = {room.cleaning.status for room in seen.rooms}
    if not {Cleaning.CLEAN, Cleaning.READY, Cleaning.OUT_OF_ORDER} <= states:
        yield f"rooms are {states} only"
    if 8 <= seen.at.hour < 12 and not {Cleaning.DIRTY, Cleaning.CLEANING} & states:
        yield f"in the morning rooms are {states} only"


def _guests(seen: Seen) -> Iterator[str]:
    slept_in = sum(room.is_occupied for room in seen.rooms)
    if not 24 <= slept_in <= 46:
        yield f"{slept_in} rooms are slept in"
    here = [stay for stay in seen.stays if stay.status is StayStatus.CHECKED_IN]
    if not any(stay.status is StayStatus.CONFIRMED and stay.departure_at > seen.at for stay in seen.stays):
        yield "nobody is to arrive"
    if not any(stay.departure_at > seen.at for stay in here):
        yield "nobody is to leave"
    if late := [stay.room_id for stay in here if stay.departure_at < seen.at - timedelta(hours=2)]:
        yield f"{late} should have left"


def _things(seen: Seen) -> Iterator[str]:
    linen = seen.view.list(LinenLine).items
    if not linen or not seen.view.list(LostItem).items or not seen.view.list(WorkOrder).items:
        yield "linen, lost property or repairs are missing"
    if any(line.stock < 0 or line.in_use < 0 for line in linen):
        yield "linen is less than nothing"
    asked = seen.view.list(Ticket).items
    late = [one for one in asked if not one.is_closed and seen.at - one.opened_at > timedelta(hours=5)]
    if len(late) > 1:
        yield f"{len(late)} requests wait for hours"


def _times(seen: Seen) -> Iterator[str]:
    ended = [(task.task_id, task.finished_at or task.created_at) for task in seen.tasks]
    if ahead := [task_id for task_id, moment in ended if moment > seen.at]:
        yield f"{ahead} are of a time to come"


def _measured(hotel: DemoHotel, memory: Memory) -> TurnoverStatistics:
    asked = {"from": hotel.business_date - timedelta(days=6), "to": hotel.business_date}
    return turnover_statistics(AskedTurnovers.model_validate(asked), memory.view(_HOUSE))


def _odd_numbers(measured: TurnoverStatistics) -> Iterator[str]:
    ready = measured.time_to_ready
    if not 20 <= measured.turnovers <= 120 or ready.count < 20:
        yield f"{measured.turnovers} departures in a week, {ready.count} rooms ready"
    if ready.p50 is None or not 25 <= ready.p50 <= 120:
        yield f"{ready.p50} minutes to ready"
    if len(measured.people) < 4 or len(measured.floors) < 4:
        yield f"{len(measured.people)} people, {len(measured.floors)} floors"
    for kind in measured.kinds:
        if not (math.isfinite(kind.minutes) and 4 <= kind.minutes <= 90):
            yield f"{kind.kind} takes {kind.minutes} minutes"
    for person in measured.people:
        if person.inspected >= FEW and not 0.5 <= (person.pass_rate or 0) <= 1:
            yield f"{person.staff_id} passes {person.pass_rate}"
