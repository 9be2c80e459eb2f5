"""What time alone brings about on the floor, looked at every minute; the open tasks are read once for all of it.

A minute in which nothing is due writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from functions.housekeeping.assignment import give_out
from functions.housekeeping.escalations import call_again, call_who_works_twice, look_after_arrivals
from functions.housekeeping.floor import check_staffing, floor_of
from functions.housekeeping.shifts import follow_roster
from shared.domain.documents import Change
from shared.domain.rooms import Room
from shared.domain.stays import Stay, StayStatus
from shared.domain.tasks import TOWARDS_READY, Task, urgency
from shared.flows.tasks import keep_task, task_with_row
from shared.runtime.routes import job
from shared.runtime.store.port import Where
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_MANY = 5_000  # more arrivals a day than any property has


@job("watch_the_floor", schedule="* * * * *")
def watch_the_floor(units: Units) -> None:
    """Follow the roster, weigh tasks anew, give out what nobody has, repeat calls, tell who has no room or no hands."""
    view = units.view()
    floor = floor_of(view)
    arriving = _rooms_of_arrivals(view)
    weighed = [task for task in floor.tasks if task.kind in TOWARDS_READY]
    wanted = dict.fromkeys((*arriving, *(task.room_id for task in weighed)))
    rooms = {room.room_id: room for room in view.gather_all(Room, list(wanted)) if room and not room.archived}
    follow_roster(units, view, floor.shifts)
    _weigh_anew(units, view, weighed, rooms)
    if floor.people_on_shift and any(task.waits_for_somebody for task in floor.tasks):
        give_out(units)
    call_again(units, view, floor.tasks)
    call_who_works_twice(units, view, floor.tasks)
    look_after_arrivals(units, view, [rooms[room_id] for room_id in arriving if room_id in rooms], floor)
    check_staffing(units, floor)


def _rooms_of_arrivals(view: View) -> list[str]:
    """Return the rooms of who is to arrive within the arrival window, or should have since the day began."""
    house = view.settings
    begins, _ = house.hours_of(house.business_date(view.now))
    expected = view.list(
        Stay,
        Where("status", "in", [StayStatus.CONFIRMED.value]),
        Where("arrival_at", ">=", begins),
        Where("arrival_at", "<=", view.now + timedelta(minutes=house.arrival_window_minutes)),
        order_by=("arrival_at",),
        limit=_MANY,
    )
    return list(dict.fromkeys(stay.room_id for stay in expected.items if stay.room_id))


def _weigh_anew(units: Units, view: View, tasks: Sequence[Task], rooms: dict[str, Room]) -> None:
    for task in tasks:
        room = rooms.get(task.room_id)
        if room is not None and _weighed(view, task, room).state != task:
            units.run(f"weigh {task.task_id}", partial(_weigh, task_id=task.task_id))


def _weigh(work: Work, task_id: str) -> None:
    task, room = task_with_row(work, task_id)
    keep_task(work, _weighed(work, task, room), room)


def _weighed(view: View, task: Task, room: Room) -> Change[Task]:
    return task.weighed(urgency(room.next_arrival(view.now, view.settings), view.now, view.settings))
