"""Work that follows from guests who come, leave, move and change their plans.

Each handler asks of the rooms concerned what they need now (`shared.domain.turnovers`) and keeps the answer: so it does not
matter in which order the events of a stay come, nor how often.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import partial

from functions.housekeeping.assignment import give_out
from shared.domain.cleaning import break_off_cleaning
from shared.domain.documents import Change
from shared.domain.reasons import HouseReason, NotNeeded
from shared.domain.rooms import (
    Cleaning,
    GuestFlag,
    OccupancyChanged,
    Room,
    RoomAdded,
    RoomArchived,
    RoomStatusChanged,
)
from shared.domain.stays import (
    GuestCheckedIn,
    GuestCheckedOut,
    GuestDidNotCome,
    GuestLeftEarly,
    Leaving,
    ReservationCancelled,
    ReservationConfirmed,
    ReservationModified,
    RoomMoved,
    Stay,
    StayStatus,
)
from shared.domain.tablets import Tablet
from shared.domain.tasks import Source, Task, TaskCancelled, TaskKind, turnover_id
from shared.domain.turnovers import Left, Wish, left_by, upkeep
from shared.flows.rows import keep_row
from shared.flows.settling import is_room_id, rooms_here
from shared.flows.tasks import Need, keep_task, open_task, open_tasks_of
from shared.runtime.journal import Reply
from shared.runtime.place import Place
from shared.runtime.routes import handler
from shared.runtime.store.port import Key, Where
from shared.runtime.units import Units
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


@handler(GuestCheckedOut)
def open_turnover_when_guest_checked_out(event: GuestCheckedOut, units: Units) -> None:
    """Have the room turned over, if it is vacant and dirty, as the next arrival asks; the planned task may begin."""
    if event.room_id is not None:
        bring_in_line(units, event.room_id, event.reservation_id)


@handler(GuestLeftEarly)
def hurry_turnover_when_guest_left_early(event: GuestLeftEarly, units: Units) -> None:
    """Take the turnover a step up; open it, where the check-out beside this event was not heard yet."""
    follow(units, event.room_id, event.reservation_id)
    units.run("hurry", partial(_hurry, event=event))


@handler(RoomMoved)
def turn_room_over_when_guest_moved(event: RoomMoved, units: Units) -> None:
    """Turn the old room over instead of serving it; who is at it goes on, which makes no room ready (Optii).

    The new room was made ready for them, and is served from the next day on; at once only where it is dirty.
    """
    follow(units, event.from_room_id, event.reservation_id)
    follow(units, event.room_id, event.reservation_id)


@handler(GuestCheckedIn)
def end_turnovers_when_guest_checked_in(event: GuestCheckedIn, units: Units) -> None:
    """End what was to be done before, unless somebody is at it; have a room that is dirty all the same cleaned soon."""
    follow(units, event.room_id, event.reservation_id)


@handler(ReservationModified)
def weigh_work_when_reservation_modified(event: ReservationModified, units: Units) -> None:
    """Follow another arrival, another departure, or a check-in undone. A room it had before is weighed by the minute."""
    follow(units, event.room_id, event.reservation_id)


@handler(ReservationConfirmed)
def weigh_work_when_reservation_confirmed(event: ReservationConfirmed, units: Units) -> None:
    follow(units, event.room_id, event.reservation_id)


@handler(ReservationCancelled)
def weigh_work_when_reservation_cancelled(event: ReservationCancelled, units: Units) -> None:
    follow(units, event.room_id, event.reservation_id)


@handler(GuestDidNotCome)
def weigh_work_when_guest_did_not_come(event: GuestDidNotCome, units: Units) -> None:
    follow(units, event.room_id, event.reservation_id)


@handler(OccupancyChanged)
def follow_work_when_occupancy_changed(event: OccupancyChanged, units: Units) -> None:
    """Weigh the work of a room that somebody came into or left, whatever has become of their reservation.

    Another system may take the room off it in the same word: then no event of the stay names the room that it was in.
    """
    follow(units, event.room_id, event.stay_id)


@handler(RoomAdded)
def clean_room_when_room_added(event: RoomAdded, units: Units) -> None:
    """Clean a room that the property has from now on, or has again."""
    follow(units, event.room_id)


@handler(RoomStatusChanged)
def follow_work_when_room_status_changed(event: RoomStatusChanged, units: Units) -> None:
    """Have a room's next piece of work follow from what it is now, whoever made it so: a tap, a flip, a block, the PMS.

    A departure is told of by its own event.
    """
    if event.reason != HouseReason.CHECK_OUT:
        follow(units, event.room_id)


@handler(TaskCancelled)
def open_work_when_task_cancelled(event: TaskCancelled, units: Units) -> None:
    """Have a room that needs the work all the same get it anew at once: no vacant room stays without its way to ready."""
    follow(units, event.room_id)


@handler(RoomArchived)
def end_work_when_room_archived(event: RoomArchived, work: Work) -> None:
    """Cancel what is open in a room that is off the books.

    Where another service said so, and rooms has not followed yet or refuses, this waits for its own word.
    """
    room, _ = work.gather((Room, event.room_id), (Tablet, event.room_id))
    if room is None or not room.archived:
        return
    for task in open_tasks_of(work, room):
        keep_task(work, task.cancelled(NotNeeded.ROOM_IS_ARCHIVED, work.now), work.get(Room, room.room_id))


def follow(units: Units, room_id: str | None, stay_id: str | None = None) -> None:
    """Bring a room's work to what it needs now, and give out what had to wait for the guest to leave.

    Nothing is written where nothing is to be done, or the room is none of ours. `stay_id` is the stay that was told of.
    """
    if room_id is None:
        return
    view = units.view()
    if all(needs_of(view, room, stay_id).are_met for room in rooms_here(view, (room_id,)).values()):
        return
    bring_in_line(units, room_id, stay_id)


def bring_in_line(units: Units, room_id: str, stay_id: str | None = None) -> None:
    """Do what the room needs without looking whether there is anything to do: where there nearly always is."""
    step = partial(settle_work, room_id=room_id, stay_id=stay_id)
    entry = units.run(f"work {room_id}", step, _sure_reads(units.place, room_id, stay_id))
    if entry.reply.data:
        give_out(units)


def _sure_reads(place: Place, room_id: str, stay_id: str | None) -> list[Key]:
    if not is_room_id(room_id):
        return []
    keys = [place.key(kind.collection, room_id) for kind in (Room, Tablet)]
    if stay_id is None:
        return keys
    return [*keys, place.key(Stay.collection, stay_id), place.key(Task.collection, turnover_id(stay_id, room_id))]


def settle_work(work: Work, room_id: str, stay_id: str | None = None) -> Reply:
    """Do in one commit what the room needs; the reply names the turnovers that may begin by that."""
    freed = []
    for room in rooms_here(work, (room_id,)).values():
        needs = needs_of(work, room, stay_id)
        keep_row(work, needs.row)
        for change in needs.changes:
            freed += _changed(work, change)
        for task_id, wish in needs.opens:
            open_task(work, task_id, _need(work, wish, room), work.get(Room, room_id))
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


def _need(work: Work, wish: Wish, room: Room) -> Need:
    parked = wish.kind is TaskKind.MID_STAY_CLEAN and room.guest_flag.value is GuestFlag.DO_NOT_DISTURB
    return Need(
        kind=wish.kind,
        source=wish.source,
        created_by="house",
        source_event_id=(work.caused_by or None) if wish.source is Source.EVENT else None,
        stay_id=wish.stay_id,
        language=wish.language,
        business_date=wish.business_date,
        scheduled_for=wish.scheduled_for,
        urgency=wish.urgency,
        vacated_at=wish.vacated_at,
        of_task_id=wish.of_task_id,
        parked_since=work.now if parked else None,
    )


def _hurry(work: Work, event: Leaving) -> None:
    stay = work.find(Stay, event.reservation_id)
    if stay is None or stay.status is not StayStatus.CHECKED_OUT or event.room_id is None:
        return
    for room in rooms_here(work, (event.room_id,)).values():
        for task in open_tasks_of(work, room):
            if task.kind is TaskKind.TURNOVER and task.stay_id == stay.stay_id:
                keep_task(work, task.hurrying(), work.get(Room, room.room_id))
