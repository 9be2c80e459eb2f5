"""The housekeeping board in one answer: rooms, tasks, people on shift, linen, found items and the numbers of the day.

Who the guests are stands in stays/ and guests/ alone; here they are ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import ClassVar

from functions.housekeeping.headlines import Headlines, headlines, ready_today
from shared.domain.day import DayStatus, day_of
from shared.domain.documents import Excerpt, Value
from shared.domain.linen import LinenLine
from shared.domain.lost_and_found import IN_THE_HOUSE, LostItem
from shared.domain.people import SERVICES, STAFF
from shared.domain.rooms import Block, CleaningState, Discrepancy, Flag, Occupancy, Room
from shared.domain.settings import Clock, Settings
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.staff import Staff
from shared.domain.tasks import OPEN, Escalation, Given, PauseReason, Priority, Source, Task, TaskKind, TaskStatus
from shared.domain.worklists import Worklist
from shared.flows.pace import sees_pace
from shared.runtime.routes import Nothing, query
from shared.runtime.store.port import Where
from shared.runtime.work import View

_MANY = 5_000  # more of anything than a property has on one day


class BoardGuest(Value):
    """The stay that is in the room, as far as cleaning wants to know."""

    stay_id: str
    check_out_at: datetime
    vip: bool
    language: str | None


class NextArrival(Value):
    """`minutes` until they are expected; below zero, they should be here by now."""

    stay_id: str
    expected_at: datetime
    minutes: int
    vip: bool


class BoardRoom(Value):
    """`task_ids` are the open ones, oldest first; `left_at` is when a guest last left it, if that was today."""

    room_id: str
    number: str
    floor: int
    wing: str
    room_type: str
    revision: int
    occupancy: Occupancy
    day: DayStatus
    stay: BoardGuest | None
    next_arrival: NextArrival | None
    left_at: datetime | None
    guest_flag: Flag
    cleaning: CleaningState
    blocks: tuple[Block, ...]
    discrepancy: Discrepancy | None
    tickets: int
    task_ids: tuple[str, ...]


class BoardTask(Excerpt):
    """A task without its checklist, notes, photos and linen: those are with the task itself."""

    collection: ClassVar[str] = Task.collection
    key: ClassVar[str] = Task.key

    task_id: str
    room_id: str
    kind: TaskKind
    status: TaskStatus
    priority: Priority
    priority_by_hand: bool = False
    source: Source
    stay_id: str | None = None
    language: str | None = None
    business_date: date
    created_at: datetime
    scheduled_for: datetime | None = None
    due_at: datetime | None = None
    vacated_at: datetime | None = None
    ready_at: datetime | None = None
    parked_since: datetime | None = None
    estimated_minutes: int
    assignee: str | None = None
    given: Given | None = None
    started_at: datetime | None = None
    running_since: datetime | None = None
    worked_seconds: int = 0
    paused_for: PauseReason | None = None
    finished_at: datetime | None = None
    finished_by: str | None = None
    minutes: int | None = None
    outcome: str = ""
    escalation: Escalation | None = None
    of_task_id: str | None = None
    wrong: tuple[str, ...] = ()


class BoardPerson(Value):
    """Somebody on shift. `task_ids` in the order of doing; `load_minutes` is what those are planned to take.

    `minutes_left` is what is left of their shift.
    """

    staff_id: str
    name: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    floors: tuple[int, ...]
    wing: str | None
    shift_id: str
    starts_at: datetime
    ends_at: datetime
    capacity_minutes: int
    minutes_left: int
    load_minutes: int
    active_task_count: int
    task_ids: tuple[str, ...]
    running: str | None
    last_room_id: str | None
    last_seen_at: datetime | None


class BoardSettings(Value):
    """What the house chose, as far as the board shows it."""

    zone: str
    audit_hour: int
    check_in_time: Clock
    check_out_time: Clock
    inspections: bool
    auto_assign: bool
    human_in_the_loop: bool
    arrival_window_minutes: int


class Board(Value):
    """`tasks` are the open ones and those that ended on this business date. `linen_low` are lines under their watermark."""

    business_date: date
    generated_at: datetime
    headlines: Headlines
    rooms: tuple[BoardRoom, ...]
    tasks: tuple[BoardTask, ...]
    staff: tuple[BoardPerson, ...]
    linen_low: tuple[LinenLine, ...]
    lost_items: int
    settings: BoardSettings


class _Named(Excerpt):
    collection: ClassVar[str] = Staff.collection
    key: ClassVar[str] = Staff.key

    staff_id: str
    name: str
    languages: tuple[str, ...] = ()


@query("GET /api/v1/housekeeping/board", allow=STAFF | SERVICES)
def get_board(_: Nothing, view: View) -> Board:
    """Show the house as housekeeping sees it: rooms, tasks, people on shift, what runs short.

    How long others took, and what they have in hand, is shown to shift leads.
    """
    house, now = view.settings, view.now
    today = house.business_date(now)
    begins, _ends = house.hours_of(today)
    still_open = Where("status", "in", sorted(status.value for status in OPEN))
    in_the_house = Where("status", "in", sorted(status.value for status in IN_THE_HOUSE))
    with ThreadPoolExecutor(9) as at_once:
        rooms = at_once.submit(lambda: view.list(Room, Where("archived", "==", value=False), limit=_MANY).items)
        to_do = at_once.submit(lambda: view.list(BoardTask, still_open, limit=_MANY).items)
        ended = at_once.submit(lambda: _ended_since(view, begins))
        ready = at_once.submit(lambda: ready_today(view))
        shifts = at_once.submit(lambda: view.list(Shift, Where("status", "==", ShiftStatus.ON.value)).items)
        lists = at_once.submit(lambda: view.list(Worklist, limit=_MANY).items)
        names = at_once.submit(lambda: view.list(_Named, limit=_MANY).items)
        linen = at_once.submit(lambda: view.list(LinenLine).items)
        lost = at_once.submit(lambda: view.count(LostItem, in_the_house))
    tasks = (*to_do.result(), *ended.result())
    left = _left(tasks)
    return Board(
        business_date=today,
        generated_at=now,
        headlines=headlines(rooms.result(), ready.result(), linen.result(), now, house),
        rooms=tuple(_room(room, house, now, left.get(room.room_id)) for room in rooms.result()),
        tasks=tasks if sees_pace(view) else tuple(_as_colleagues_see(task, view.actor.id) for task in tasks),
        staff=tuple(
            one
            for one in _people(shifts.result(), lists.result(), names.result(), now)
            if sees_pace(view) or one.staff_id == view.actor.id
        ),
        linen_low=tuple(line for line in linen.result() if line.is_low),
        lost_items=lost.result(),
        settings=BoardSettings.model_validate(dict(house)),
    )


def _as_colleagues_see(task: BoardTask, staff_id: str) -> BoardTask:
    if task.status in OPEN or staff_id in (task.assignee, task.finished_by):
        return task
    return task.but(started_at=None, running_since=None, worked_seconds=0, minutes=None)


def _ended_since(view: View, begins: datetime) -> list[BoardTask]:
    return view.list(BoardTask, Where("finished_at", ">=", begins), order_by=("finished_at",), limit=_MANY).items


def _left(tasks: Iterable[BoardTask]) -> dict[str, datetime]:
    """Return when each room was last left: a turnover that began today is still to be done, or ended today."""
    left: dict[str, datetime] = {}
    for task in tasks:
        if task.kind is TaskKind.TURNOVER and task.stay_id and task.vacated_at:
            left[task.room_id] = max(task.vacated_at, left.get(task.room_id, task.vacated_at))
    return left


def _room(room: Room, house: Settings, at: datetime, left_at: datetime | None) -> BoardRoom:
    stay, following = room.stay, room.next_arrival(at, house)
    return BoardRoom(
        room_id=room.room_id,
        number=room.number,
        floor=room.floor,
        wing=room.wing,
        room_type=room.room_type,
        revision=room.revision,
        occupancy=room.occupancy,
        day=day_of(room, house, at, left_at),
        stay=stay
        and BoardGuest(stay_id=stay.stay_id, check_out_at=stay.check_out_at, vip=stay.vip, language=stay.language),
        next_arrival=following
        and NextArrival(
            stay_id=following.stay_id,
            expected_at=following.expected_at,
            minutes=(following.expected_at - at) // timedelta(minutes=1),
            vip=following.vip,
        ),
        left_at=left_at,
        guest_flag=room.guest_flag,
        cleaning=room.cleaning,
        blocks=room.blocks,
        discrepancy=room.discrepancy,
        tickets=len(room.tickets),
        task_ids=tuple(task.task_id for task in room.tasks),
    )


def _people(
    shifts: Sequence[Shift], lists: Sequence[Worklist], names: Sequence[_Named], at: datetime
) -> Iterable[BoardPerson]:
    """Yield who is on shift, by name. Who works here no more is left out."""
    by_id: Mapping[str, Worklist] = {one.staff_id: one for one in lists}
    known = {one.staff_id: one for one in names}
    here = [shift for shift in shifts if shift.staff_id in known]
    for shift in sorted(here, key=lambda one: (known[one.staff_id].name, one.shift_id)):
        hands = by_id.get(shift.staff_id) or Worklist(staff_id=shift.staff_id)
        yield BoardPerson(
            staff_id=shift.staff_id,
            name=known[shift.staff_id].name,
            languages=shift.languages or known[shift.staff_id].languages,
            skills=shift.skills,
            floors=shift.floors,
            wing=shift.wing,
            shift_id=shift.shift_id,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            capacity_minutes=shift.capacity_minutes,
            minutes_left=shift.minutes_left(at),
            load_minutes=sum(task.minutes for task in hands.tasks),
            active_task_count=len(hands.tasks),
            task_ids=tuple(task.task_id for task in hands.tasks),
            running=hands.running,
            last_room_id=hands.last_room_id,
            last_seen_at=hands.last_seen_at,
        )
