"""The work in a room, brought to what it needs now: with the check-out that makes it dirty, and by whoever hears of a change.

What is needed is asked of `shared.domain.turnovers`; so it does not matter who asks first, in which order, nor how often.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from shared.domain.cleaning import break_off_cleaning
from shared.domain.documents import Change
from shared.domain.rooms import Cleaning, GuestFlag, Room
from shared.domain.stays import Stay, StayStatus
from shared.domain.tasks import Source, Task, TaskKind, turnover_id
from shared.domain.turnovers import Left, Wish, left_by, upkeep
from shared.flows.rows import keep_row, rooms_here
from shared.flows.tasks import Need, keep_task, open_task
from shared.runtime.journal import Reply
from shared.runtime.store.port import Where
from shared.runtime.work import View, Work


@dataclass(frozen=True)
class Needs:
    """What a room needs: what becomes of its row and its open tasks, and what to open, by the ids that it then has."""

    row: Change[Room]
    changes: tuple[Change[Task], ...]
    opens: tuple[tuple[str, Wish], ...]

    @property
    def are_met(self) -> bool:
        return not self.row.events and not self.changes and not self.opens


def turn_over(work: Work, room_id: str, stay: Stay) -> None:
    """Have the turnover of a room that this stay has just left in the same commit: it may begin when they are out.

    Who is to do it, and what else follows, comes of the events, as it does for whoever hears of them later.
    """
    before, room = work.as_read(Room, room_id), work.find(Room, room_id)
    if before is None or room is None or before.stay is None or room.stay is not None or room.archived:
        return
    work.gather_all(Task, [*(one.task_id for one in room.tasks), turnover_id(stay.stay_id, room_id)])
    departure = (told.event_id for told in work.told if told.event.aggregate_id == stay.stay_id)
    settle_work(work, room_id, stay.stay_id, next(departure, None))


def settle_work(work: Work, room_id: str, stay_id: str | None = None, source_event_id: str | None = None) -> Reply:
    """Do in one commit what the room needs; the reply names the turnovers that may begin by that.

    What is opened names the event that it comes of: the one that is being handled, where none is said.
    """
    freed = []
    for room in rooms_here(work, (room_id,)).values():
        needs = needs_of(work, room, stay_id)
        keep_row(work, needs.row)
        for change in needs.changes:
            freed += _changed(work, change)
        for task_id, wish in needs.opens:
            open_task(
                work,
                task_id,
                _need(work, wish, room, source_event_id or work.caused_by or None),
                work.get(Room, room_id),
            )
    return Reply(data=freed)


def needs_of(view: View, room: Room, stay_id: str | None = None) -> Needs:
    """Find out what a room needs, reading what that depends on."""
    tasks = [task for task in view.gather_all(Task, [one.task_id for one in room.tasks]) if task is not None]
    found = upkeep(room, tasks, _who_left(view, room, stay_id), view.now, view.settings)
    opens = ((_open_id(view, wish), _looking_at(view, wish)) for wish in found.wishes)
    return Needs(found.row, found.changes, tuple((task_id, wish) for task_id, wish in opens if task_id))


def _looking_at(view: View, wish: Wish) -> Wish:
    """Return the wish for an inspection of work that was not judged yet; else for one of the room as it is."""
    if wish.of_task_id is None:
        return wish
    clean = view.find(Task, wish.of_task_id)
    judged = clean is None or clean.inspection_id is not None
    return replace(wish, of_task_id=None if judged else wish.of_task_id, stay_id=clean.stay_id if clean else None)


def _who_left(view: View, room: Room, stay_id: str | None) -> Left | None:
    """Return who left the room last: of those who checked out of it, and the one told of, who may have moved."""
    if room.stay is not None or (room.cleaning.status not in (Cleaning.DIRTY, Cleaning.CLEANING) and not room.tasks):
        return None
    told = view.find(Stay, stay_id) if stay_id else None
    if told is not None and told.checked_out_at == view.now:
        return left_by(told, room.room_id, view.settings)  # just now: nobody left after them
    departed = (Where("room_id", "==", room.room_id), Where("status", "==", StayStatus.CHECKED_OUT.value))
    latest = view.list(Stay, *departed, order_by=("-checked_out_at",), limit=1).items
    stays = view.gather_all(Stay, [*(one.stay_id for one in latest), *([stay_id] if stay_id else [])])
    gone = [left_by(stay, room.room_id, view.settings) for stay in stays if stay is not None]
    return max((left for left in gone if left), key=lambda left: left.at or view.now, default=None)


def _open_id(view: View, wish: Wish) -> str | None:
    """Return the id that the work gets; None where it is open already, or is not to be asked for again."""
    for time in itertools.count():
        task = view.find(Task, wish.task_id(time))
        if task is None:
            return wish.task_id(time)
        if task.is_open or not wish.comes_after(task):
            return None
    raise AssertionError  # there is always a next number


def _changed(work: Work, change: Change[Task]) -> list[str]:
    """Keep the task; ended while somebody is at it, the room is dirty. Return its id if its room is free by this."""
    before = work.get(Task, change.state.task_id)
    room = work.get(Room, before.room_id)
    stopped = before.is_under_way_in(room) and not change.state.is_open
    reason = change.state.outcome
    row = break_off_cleaning(room, "", work.now, reason=reason, task_id=before.task_id) if stopped else room
    kept = keep_task(work, change, row)
    return [kept.task_id] if kept.is_open and kept.vacated_at and not before.vacated_at else []


def _need(work: Work, wish: Wish, room: Room, source_event_id: str | None) -> Need:
    parked = wish.kind is TaskKind.MID_STAY_CLEAN and room.guest_flag.value is GuestFlag.DO_NOT_DISTURB
    return Need(
        kind=wish.kind,
        source=wish.source,
        created_by="house",
        source_event_id=source_event_id if wish.source is Source.EVENT else None,
        stay_id=wish.stay_id,
        language=wish.language,
        business_date=wish.business_date,
        scheduled_for=wish.scheduled_for,
        urgency=wish.urgency,
        vacated_at=wish.vacated_at,
        of_task_id=wish.of_task_id,
        parked_since=work.now if parked else None,
    )
