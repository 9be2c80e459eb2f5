"""Work that follows from guests who come, leave, move and change their plans.

Each handler asks of the rooms concerned what they need now (`shared.domain.turnovers`) and keeps the answer: so it does not
matter in which order the events of a stay come, nor how often.
"""

from __future__ import annotations

from functools import partial

from functions.housekeeping.assignment import give_out
from shared.domain.reasons import HouseReason, NotNeeded
from shared.domain.rooms import (
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
from shared.domain.tasks import Task, TaskCancelled, TaskKind, turnover_id
from shared.flows.rows import is_room_id, rooms_here
from shared.flows.tasks import keep_task, open_tasks_of
from shared.flows.upkeep import needs_of, settle_work
from shared.runtime.place import Place
from shared.runtime.routes import handler
from shared.runtime.store.port import Key
from shared.runtime.units import Units
from shared.runtime.work import Work


@handler(GuestCheckedOut)
def open_turnover_when_guest_checked_out(event: GuestCheckedOut, units: Units) -> None:
    """Have the planned turnover, which may begin since the check-out, done by whom it costs least.

    It, or a new one, came with the check-out; where it did not, it comes now. Who does a new one follows from its own event.
    """
    waiting = follow(units, event.room_id, event.reservation_id)
    if any(task.waits_for_somebody and task.source_event_id != units.call.causation_id for task in waiting):
        give_out(units)


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


def follow(units: Units, room_id: str | None, stay_id: str | None = None) -> list[Task]:
    """Bring a room's work to what it needs now, and give out what had to wait for the guest to leave.

    Nothing is written where nothing is to be done, or the room is none of ours; then the room's open tasks are returned.
    `stay_id` is the stay that was told of.
    """
    if room_id is None:
        return []
    view = units.view()
    view.read(_sure_reads(units.place, room_id, stay_id))
    rooms = rooms_here(view, (room_id,)).values()
    turnover = view.find(Task, turnover_id(stay_id, room_id)) if stay_id else None
    if turnover is not None and all(_is_all_it_needs(turnover, room) for room in rooms):
        return [turnover]
    if all(needs_of(view, room, stay_id).are_met for room in rooms):
        found = view.gather_all(Task, [one.task_id for room in rooms for one in room.tasks])
        return [task for task in found if task is not None]
    bring_in_line(units, room_id, stay_id)
    return []


def _is_all_it_needs(turnover: Task, room: Room) -> bool:
    """Whether the room waits for nothing but this turnover, which may begin."""
    return room.stay is None and turnover.vacated_at is not None and [turnover.on_row] == list(room.tasks)


def bring_in_line(units: Units, room_id: str, stay_id: str | None = None) -> None:
    """Do what the room needs now in a step of its own, and give out what may begin by that."""
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


def _hurry(work: Work, event: Leaving) -> None:
    stay = work.find(Stay, event.reservation_id)
    if stay is None or stay.status is not StayStatus.CHECKED_OUT or event.room_id is None:
        return
    for room in rooms_here(work, (event.room_id,)).values():
        for task in open_tasks_of(work, room):
            if task.kind is TaskKind.TURNOVER and task.stay_id == stay.stay_id:
                keep_task(work, task.hurrying(), work.get(Room, room.room_id))
