"""The cleaning status of a room: read it, make a step, or override it (docs/cleaning.md)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from shared.domain.cleaning import Flip, flip, may_follow, untouched
from shared.domain.documents import Change, Document
from shared.domain.ids import RoomId
from shared.domain.people import SERVICES, STAFF
from shared.domain.rooms import Block, Cleaning, CleaningState, Discrepancy, GuestFlag, Occupancy, Room
from shared.domain.tablets import Tablet
from shared.domain.words import Text
from shared.flows.rows import keep_row, row
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
    """`seen`: the status it was decided upon, where the screen may have been offline since; another one refuses."""

    room_id: RoomId
    status: Cleaning
    reason: Annotated[Text, Field(max_length=500)] = ""
    seen: Cleaning | None = None


@command("POST /api/v1/housekeeping/rooms/{room_id}/status", allow=STAFF, reads=(Room, Tablet))
def set_room_status(request: SetRoomStatus, work: Work) -> RoomStatus:
    """Flip the status by a step of one's role, or as a shift lead to any other, with a reason that audits see."""
    wish = Flip(
        status=request.status,
        by=work.actor.id,
        roles=work.roles,
        reason=request.reason,
        seen=request.seen,
    )
    change = flip(row(work, request.room_id), wish, work.now, inspects=work.settings.inspections)
    return as_status(work, keep_row(work, change))


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


@job("untouched_rooms", schedule="20 * * * *")
def turn_untouched_rooms_dirty(units: Units) -> None:
    """Turn vacant rooms dirty that nobody has touched for too long; only between four and five by the hotel's clock."""
    view = units.view()
    if view.settings.local(view.now).hour != _BEFORE_THE_DAY:
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
