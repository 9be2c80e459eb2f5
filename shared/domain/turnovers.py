"""Which housekeeping a room needs now: what is to be opened, what goes on, and what nobody needs any more.

The law of it: a vacant room that is not ready always has exactly its next piece of work (`_towards_ready`), and is ready
only when nobody is at work in it (`cleaning.in_step`). tests/simulation hold both.
Pure, and a function of the row, its open tasks and who left it; never of the order in which events came. Whatever is heard
of a stay, a flag or the day asks the same question, so that a notice that comes twice, late or never ends in the same work.
Called by shared/flows/upkeep.py, which keeps what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from shared.domain.cleaning import GOES_STALE, in_step
from shared.domain.documents import Change, Value
from shared.domain.ids import derived_id
from shared.domain.reasons import NotNeeded
from shared.domain.rooms import Cleaning, GuestFlag, Occupant, Room
from shared.domain.settings import Cadence, Choices
from shared.domain.sharing import everybody_in, in_it_until, visit_began
from shared.domain.stays import Stay, StayStatus
from shared.domain.tasks import (
    OF_VACANT_ROOMS,
    TOWARDS_READY,
    Priority,
    Source,
    Task,
    TaskKind,
    TaskStatus,
    Urgency,
    inspection_task_id,
    urgency,
)

BEGUN = frozenset({TaskStatus.IN_PROGRESS, TaskStatus.PAUSED})
LOOKED_AT = frozenset({Cleaning.CLEAN, Cleaning.CLEANED})
"""A vacant room of these statuses is inspected before it is ready, where the house inspects."""
_AFTER_A_NEED = frozenset({TaskKind.TURNOVER, TaskKind.POST_MAINTENANCE})
THEIR_DIRT = timedelta(days=1)
"""A room that turned dirty later than this after its guest left did so for another reason: flipped by hand, or untouched."""


class Left(Value):
    """Who left a room. `at` is None where nobody knows when they moved; `business_date` is the day that the work is of."""

    stay_id: str
    at: datetime | None
    business_date: date


@dataclass(frozen=True)
class Wish:
    """Work that the room needs now, if it has none such. `about` makes its ids; `since` is when the need came up.

    Of who stays, what was done, or ended by hand, after the need came up is not asked for again; None: never again. A vacant
    room needs it as long as the row says so. `of_task_id` is the work that an inspection looks at; None: the room as it is.
    """

    kind: Literal[TaskKind.TURNOVER, TaskKind.MID_STAY_CLEAN, TaskKind.INSPECTION]
    about: tuple[str, ...]
    source: Source
    urgency: Urgency
    business_date: date
    stay_id: str | None = None
    language: str | None = None
    scheduled_for: datetime | None = None
    vacated_at: datetime | None = None
    since: datetime | None = None
    of_task_id: str | None = None

    def task_id(self, time: int) -> str:
        """Return the id that this work has; `time` counts those with the same reason that are over (`turnover_id`)."""
        if self.of_task_id is not None:
            return inspection_task_id(self.of_task_id, time)
        return derived_id("hkt", *self.about, str(time))

    def is_met_by(self, task: Task) -> bool:
        """Whether this open task does it: any cleaning of the vacant room, but not one put off to some hour.

        Nor a late clean of after an earlier guest, which will not make the room ready.
        """
        if self.kind is TaskKind.INSPECTION:
            return task.kind is TaskKind.INSPECTION
        if self.vacated_at is None:
            return task.kind is self.kind and task.stay_id == self.stay_id
        if task.status in BEGUN and task.stay_id not in (None, self.stay_id):
            return False
        return task.kind is TaskKind.TURNOVER or (task.kind in OF_VACANT_ROOMS and task.scheduled_for is None)

    def comes_after(self, task: Task) -> bool:
        """Whether this is asked for anew although the task, of the same reason, is over.

        A vacant room needs it until it is ready, however often it was ended: cancelling the only way to ready closes none.
        What turned dirty while somebody was at it was not cleaned by that: their end leaves such a room as it is.
        """
        if self.kind is TaskKind.INSPECTION or self.vacated_at is not None:
            return True
        if task.status is TaskStatus.CANCELLED and task.outcome in set(NotNeeded):
            return True
        did = task.started_at if task.status is TaskStatus.COMPLETED and task.started_at else task.finished_at
        return self.since is not None and did is not None and did < self.since


@dataclass(frozen=True)
class Upkeep:
    """What becomes of the row and of the open tasks, and what is needed beside them."""

    row: Change[Room]
    changes: tuple[Change[Task], ...]
    wishes: tuple[Wish, ...]


def upkeep(room: Room, tasks: Sequence[Task], left: Left | None, at: datetime, house: Choices) -> Upkeep:
    """Decide on the work in a room. `tasks` are its open ones; `left` is who left it last, where that is known.

    What somebody is at goes on (a late clean completes and leaves the room alone); only nobody goes on turning over the
    room of a guest whose check-out was undone. Asked once more after it was done, it has nothing more to say.
    """
    row = in_step(room, at, inspects=house.inspections)
    room = row.state
    wishes = wanted(room, left, at, house)
    changes, going_on = [], []
    for one, theirs in zip(tasks, _inherited(tasks, room), strict=True):
        task = _with_linen(theirs, room, at, house)
        reason = _not_needed(task, room, wishes, at, house)
        if reason:
            changes.append(task.cancelled(reason, at))
            continue
        state = _weighed(_placed(task, room, wishes, at), room, at, house)
        going_on.append(state)
        if state != one:
            changes.append(Change(state))
    unmet = (wish for wish in wishes if not any(wish.is_met_by(task) for task in going_on))
    return Upkeep(row, tuple(changes), tuple(unmet))


def wanted(room: Room, left: Left | None, at: datetime, house: Choices) -> tuple[Wish, ...]:
    """Return the work that the room should have open now, by its row alone.

    Vacant: the next piece of work towards ready. Occupied until today: the planned turnover, which waits for the guest to
    leave. Occupied: one service at most, because the guest wishes it, or came into a dirty room, or because it is their day.
    """
    if room.stay is None:
        return _towards_ready(room, left, at, house)
    planned = [_planned(room, at, house)] if _due(room, house) <= house.business_date(at) else []
    return (*planned, *_services(room, room.stay, at, house)[:1])


def linen_is_due(room: Room, at: datetime, house: Choices) -> bool:
    """Whether the bed linen is to be changed for who stays on: days after it last was, and not on the day they leave.

    Who came found it fresh. A change that was missed is due on the next day too.
    """
    if room.stay is None:
        return False
    came = _came(room.stay)
    fresh_on = house.business_date(max(came, room.linen_changed_at or came))
    today = house.business_date(at)
    return today < _due(room, house) and (today - fresh_on).days >= house.linen_change_days


def _inherited(tasks: Sequence[Task], room: Room) -> Iterator[Task]:
    """Yield the tasks, the service of who has left as that of who is in the room and was when it was asked for.

    A guest has one service at most: who has one open inherits none, and what is begun is inherited before what is not.
    """
    heir = room.stay
    inside = {one.stay_id for one in everybody_in(room)}
    services = [task for task in tasks if task.kind is TaskKind.MID_STAY_CLEAN and task.stay_id is not None]
    left = [task for task in services if task.stay_id not in inside and heir and _came(heir) < task.created_at]
    has_one = any(heir and task.stay_id == heir.stay_id for task in services)
    chosen = None if has_one else min(left, key=lambda task: task.status not in BEGUN, default=None)
    for task in tasks:
        yield task.but(stay_id=heir.stay_id) if heir and task is chosen else task


def _with_linen(task: Task, room: Room, at: datetime, house: Choices) -> Task:
    """Return the service with whether the bed linen goes with it, as of today; who has begun it knows already."""
    if task.kind is not TaskKind.MID_STAY_CLEAN or task.status in BEGUN:
        return task
    return task.but(linen_due=linen_is_due(room, at, house))


def left_by(stay: Stay, room_id: str, house: Choices) -> Left | None:
    """Return how this stay left the room, by moving or for good; None where it is there, or never was.

    A check-out after midnight still belongs to the day it was due (Optii).
    """
    if stay.status not in (StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT):
        return None
    if stay.room_id != room_id:
        moved_at = stay.in_room_since
        day = house.business_date(moved_at or stay.checked_out_at or stay.departure_at)
        return Left(stay_id=stay.stay_id, at=moved_at, business_date=day)
    if stay.checked_out_at is None:
        return None
    day = house.business_date(min(stay.checked_out_at, stay.departure_at))
    return Left(stay_id=stay.stay_id, at=stay.checked_out_at, business_date=day)


def _towards_ready(room: Room, left: Left | None, at: datetime, house: Choices) -> tuple[Wish, ...]:
    """Return the next piece of work of a vacant room, as far as it is a task.

    What is out of use has its block or its order; what passed is held back by a block, and by nothing else; where somebody
    is at it, the room has its work; and what was handed to maintenance waits for that.
    """
    status = room.cleaning.status
    if status is Cleaning.DIRTY:
        return () if _waits_to_be_mended(room, at) else (_turnover(room, left, at, house),)
    if room.at_work():
        return ()
    if status is Cleaning.CLEANING:
        return (_turnover(room, left, at, house),)
    return (_inspection(room, at, house),) if status in LOOKED_AT and house.inspections else ()


def _waits_to_be_mended(room: Room, at: datetime) -> bool:
    return any(one.until_mended and one.stands(at) for one in room.blocks)


def _inspection(room: Room, at: datetime, house: Choices) -> Wish:
    """Somebody looks at the work that made the room clean, or at the room where no work did: a flip, or the PMS."""
    return Wish(
        kind=TaskKind.INSPECTION,
        about=(room.room_id, str(room.cleaning.since), "inspection"),
        source=Source.EVENT,
        urgency=urgency(room.next_arrival(at, house), at, house),
        business_date=house.business_date(at),
        of_task_id=room.cleaning.task_id,
    )


def _turnover(room: Room, left: Left | None, at: datetime, house: Choices) -> Wish:
    dirty_since = room.cleaning.since
    left_at = left.at if left else None
    of_theirs = left if dirty_since is None or left_at is None or dirty_since - left_at < THEIR_DIRT else None
    return Wish(
        kind=TaskKind.TURNOVER,
        about=(left.stay_id if left else str(dirty_since), room.room_id),
        source=Source.EVENT,
        urgency=urgency(room.next_arrival(at, house), at, house),
        business_date=of_theirs.business_date if of_theirs else house.business_date(at),
        stay_id=of_theirs.stay_id if of_theirs else None,
        vacated_at=(of_theirs.at if of_theirs else None) or dirty_since or at,
        since=max((moment for moment in (dirty_since, left_at) if moment), default=None),
    )


def _planned(room: Room, at: datetime, house: Choices) -> Wish:
    stay_id, leaves_at = _last_to_leave(room, house)
    return Wish(
        kind=TaskKind.TURNOVER,
        about=(stay_id, room.room_id),
        source=Source.SCHEDULER,
        urgency=urgency(room.next_arrival(at, house), at, house),
        business_date=_due(room, house),
        stay_id=stay_id,
        scheduled_for=leaves_at,
    )


def _services(room: Room, stay: Occupant, at: datetime, house: Choices) -> list[Wish]:
    """Return why this guest's room is to be cleaned while they stay, the most pressing reason first."""
    today = house.business_date(at)
    flag = room.guest_flag
    reasons: list[tuple[str, ...]] = []
    if flag.value is GuestFlag.MAKE_UP_ROOM:
        reasons.append(("make_up_room", str(flag.since)))
    if _came_into_dirt(room, stay):
        reasons.append(("arrival",))
    pressing = len(reasons)
    if _is_served_on(today, room, stay, house) and not _was_served(room, today, house):
        reasons.append(("stay_over", str(today)))
    return [
        Wish(
            kind=TaskKind.MID_STAY_CLEAN,
            about=(stay.stay_id, room.room_id, *reason),
            source=Source.EVENT if place < pressing else Source.SCHEDULER,
            urgency=Urgency(priority=Priority.HIGH if place < pressing or stay.vip else Priority.NORMAL),
            business_date=today,
            stay_id=stay.stay_id,
            language=stay.language,
        )
        for place, reason in enumerate(reasons)
    ]


def _is_served_on(day: date, room: Room, stay: Occupant, house: Choices) -> bool:
    """Whether it is this guest's day: not on the day they came into the room or are to leave it, nor if they declined."""
    if not house.business_date(_came(stay)) < day < _due(room, house):
        return False
    if room.guest_flag.value is GuestFlag.SERVICE_DECLINED or house.cadence is Cadence.ON_REQUEST:
        return False
    every = house.stayover_every_days if house.cadence is Cadence.EVERY_N_DAYS else 1
    return (day - house.business_date(stay.visit_since or stay.checked_in_at)).days % every == 0


def _was_served(room: Room, day: date, house: Choices) -> bool:
    since = room.cleaning.since
    return room.cleaning.status is Cleaning.CLEAN and since is not None and house.business_date(since) >= day


def _came_into_dirt(room: Room, stay: Occupant) -> bool:
    """Whether the room was dirty before they came, and still is. Of a row that nobody ever flipped, nobody knows."""
    since = room.cleaning.since
    return room.cleaning.status is Cleaning.DIRTY and since is not None and since < _came(stay)


def _is_for_their_arrival(task: Task) -> bool:
    """Whether it was opened because a guest came into dirt; its id says so, the first times that it was needed."""
    return task.task_id in {
        derived_id("hkt", str(task.stay_id), task.room_id, "arrival", str(time)) for time in range(5)
    }


def _not_needed(task: Task, room: Room, wishes: Sequence[Wish], at: datetime, house: Choices) -> NotNeeded | None:
    """Return why nobody needs this task any more, if nobody does."""
    inside = {one.stay_id for one in everybody_in(room)}
    wished = any(wish.is_met_by(task) for wish in wishes)
    begun = task.status in BEGUN
    if task.kind is TaskKind.TURNOVER and task.vacated_at and task.stay_id in inside and (begun or not wished):
        return NotNeeded.GUEST_IS_BACK
    if begun:
        return None
    if task.kind is TaskKind.MID_STAY_CLEAN:
        return _service_not_needed(task, room, inside, at, house)
    if task.kind is TaskKind.INSPECTION and not wished:
        return NotNeeded.NOTHING_TO_INSPECT if room.stay is None else NotNeeded.NEXT_GUEST_IS_IN
    if room.stay is None:
        leftover = task.kind in _AFTER_A_NEED and _is_of_the_house(task) and room.cleaning.status in GOES_STALE
        return NotNeeded.ROOM_IS_CLEAN if leftover else None
    if task.kind is not TaskKind.TURNOVER:
        for_before = task.created_at <= _came(room.stay) and task.scheduled_for is None
        return NotNeeded.NEXT_GUEST_IS_IN if for_before else None
    if task.stay_id in inside:
        return NotNeeded.GUEST_STAYS_ON if _is_of_the_house(task) and not wished else None
    return NotNeeded.NEXT_GUEST_IS_IN if task.stay_id or task.vacated_at else None


def _service_not_needed(
    task: Task, room: Room, inside: AbstractSet[str], at: datetime, house: Choices
) -> NotNeeded | None:
    if room.stay is None or task.stay_id not in inside:
        return NotNeeded.GUEST_IS_GONE
    if task.is_untouched and _is_for_their_arrival(task) and not _came_into_dirt(room, room.stay):
        return NotNeeded.ROOM_IS_CLEAN
    if task.source is not Source.SCHEDULER or not task.is_untouched:
        return None
    today = house.business_date(at)
    due = _is_served_on(today, room, room.stay, house) and not _was_served(room, today, house)
    return None if due and task.business_date == today else NotNeeded.NOT_TODAY


def _placed(task: Task, room: Room, wishes: Sequence[Wish], at: datetime) -> Task:
    """Return the task as the guest's coming and going leaves it."""
    if room.guest_flag.value is not GuestFlag.DO_NOT_DISTURB:
        task = task.unparked().state
    wish = next((one for one in wishes if one.is_met_by(task)), None)
    if task.kind is TaskKind.TURNOVER and room.stay is None:
        return _freed(task, wish, at)
    if wish is None or task.status in BEGUN:
        return task
    if task.kind is TaskKind.TURNOVER:
        return task.but(vacated_at=None, scheduled_for=wish.scheduled_for)
    return task.weighed(wish.urgency).state if _presses(wish, task) else task


def _presses(wish: Wish, task: Task) -> bool:
    ranks = list(Priority)
    return ranks.index(wish.urgency.priority) > ranks.index(task.priority)


def _freed(task: Task, wish: Wish | None, at: datetime) -> Task:
    """Return the turnover of a vacant room, which may begin; one that was opened without knowing who left learns it."""
    freed = task if task.vacated_at else task.vacated((wish.vacated_at if wish else None) or at)
    learns = task.stay_id is None and _is_of_the_house(task)
    return freed.but(stay_id=wish.stay_id) if wish and learns else freed


def _weighed(task: Task, room: Room, at: datetime, house: Choices) -> Task:
    return task.weighed(urgency(room.next_arrival(at, house), at, house)).state if task.kind in TOWARDS_READY else task


def _is_of_the_house(task: Task) -> bool:
    """Whether nobody asked for it by hand, began it or wrote on it, so that the house may take it back."""
    return task.source is not Source.MANUAL and task.is_untouched


def _last_to_leave(room: Room, house: Choices) -> tuple[str, datetime]:
    """Return the stay that leaves last, and when its guest does: not before the bookings end that they stay on under."""
    return max(in_it_until(room, house).items(), key=lambda one: (one[1], one[0]))


def _due(room: Room, house: Choices) -> date:
    return house.business_date(_last_to_leave(room, house)[1])


def _came(stay: Occupant) -> datetime:
    """Return when their visit in this room began, on whichever of their bookings."""
    return visit_began(stay)
