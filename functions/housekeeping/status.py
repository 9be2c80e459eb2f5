"""The cleaning status of a room: read it, make a step, or override it (docs/cleaning.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from shared.domain.cleaning import Flip, ended_by, flip, may_follow, untouched
from shared.domain.documents import Change, Document
from shared.domain.ids import RoomId
from shared.domain.people import SERVICES, STAFF
from shared.domain.rooms import (
    Block,
    Cleaning,
    CleaningState,
    Discrepancy,
    GuestFlag,
    Occupancy,
    OpenTask,
    Room,
)
from shared.domain.tablets import Tablet
from shared.domain.tasks import Task
from shared.domain.words import Text, YesNo
from shared.domain.worklists import Worklist
from shared.flows.rows import keep_row, row
from shared.flows.tasks import keep_task
from shared.runtime.routes import Request, command, job, query
from shared.runtime.store.port import Where
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_BEFORE_THE_DAY = 4
_MANY = 5_000  # more rooms than any property has


class RoomStatus(Document):
    """Housekeeping's part of the row. `may_follow` are the steps that the caller has from here, overrides left out."""

    collection: ClassVar[str] = Room.collection
    key: ClassVar[str] = Room.key

    room_id: RoomId
    status: Cleaning
    cleaning: CleaningState
    occupancy: Occupancy
    guest_flag: GuestFlag
    blocks: tuple[Block, ...]
    discrepancy: Discrepancy | None
    may_follow: tuple[Cleaning, ...]


class GetRoomStatus(Request):
    room_id: RoomId


@query("GET /api/v1/housekeeping/rooms/{room_id}/status", allow=STAFF | SERVICES)
def get_room_status(request: GetRoomStatus, view: View) -> RoomStatus:
    """Return the status, who flipped it last and why, and what stands in the way."""
    return as_status(view, row(view, request.room_id))


class SetRoomStatus(Request):
    """`seen`: the status it was decided upon, where the screen may have been offline since; another one refuses.

    `override`: a shift lead ends, with the reason, what somebody is at in the room, who is told so on their list.
    """

    room_id: RoomId
    status: Cleaning
    reason: Annotated[Text, Field(max_length=500)] = ""
    seen: Cleaning | None = None
    override: YesNo = False


@command("POST /api/v1/housekeeping/rooms/{room_id}/status", allow=STAFF, reads=(Room, Tablet))
def set_room_status(request: SetRoomStatus, work: Work) -> RoomStatus:
    """Flip the status by a step of one's role, or as a shift lead to any other, with a reason that audits see.

    Refused while somebody is at work in the room, naming who.
    """
    wish = Flip(
        status=request.status,
        by=work.actor.id,
        roles=work.roles,
        reason=request.reason,
        seen=request.seen,
        override=request.override,
    )
    room = row(work, request.room_id)
    change = flip(room, wish, work.now, inspects=work.settings.inspections)
    keep_row(work, change)
    _end_work(work, ended_by(room, change.state.cleaning.status), request.reason)
    return as_status(work, work.get(Room, room.room_id))


def _end_work(work: Work, tasks: Sequence[OpenTask], reason: str) -> None:
    """End what somebody was at in the room, in the commit of the flip that it cannot go on under."""
    listed = work.gather_all(Task, [one.task_id for one in tasks])
    work.gather_all(Worklist, [one.assignee for one in tasks if one.assignee])
    for task in listed:
        if task is not None:
            keep_task(work, task.cancelled(reason, work.now), work.get(Room, task.room_id))


def as_status(view: View, room: Room) -> RoomStatus:
    roles = view.roles
    return RoomStatus(
        room_id=room.room_id,
        status=room.cleaning.status,
        cleaning=room.cleaning,
        occupancy=room.occupancy,
        guest_flag=room.guest_flag.value,
        blocks=room.blocks,
        discrepancy=room.discrepancy,
        may_follow=tuple(may_follow(room, roles, view.now, inspects=view.settings.inspections)),
        revision=room.revision,
        updated_at=room.updated_at,
    )


@job("untouched_rooms", schedule="20 * * * *", each_turn=True)
def turn_untouched_rooms_dirty(units: Units) -> None:
    """Turn vacant rooms dirty that nobody has touched for too long; by the turn between four and five of the hotel's clock."""
    view = units.view()
    if view.settings.local(units.scheduled_at).hour != _BEFORE_THE_DAY:
        return
    vacant = view.list(
        Room, Where("occupancy", "==", Occupancy.VACANT.value), Where("archived", "==", value=False), limit=_MANY
    )
    for room in vacant.items:
        if _aged(view, room).state != room:
            units.run(room.room_id, partial(_age, room_id=room.room_id))


def _age(work: Work, room_id: str) -> None:
    keep_row(work, _aged(work, row(work, room_id)))


def _aged(view: View, room: Room) -> Change[Room]:
    return untouched(room, view.now - timedelta(days=view.settings.untouched_days), view.now)
