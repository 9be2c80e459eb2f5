"""Blocks: a room held back for cleaning or inspection, out of order, or out of service, with dates (docs/cleaning.md)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import Field

from functions.housekeeping.status import RoomStatus, as_status
from shared.domain.cleaning import as_of, block, clear_block, freed
from shared.domain.documents import Change
from shared.domain.ids import BlockId, RoomId
from shared.domain.people import SHIFT_LEADS, Role
from shared.domain.rooms import Block, BlockKind, Cleaning, Room
from shared.domain.tablets import Tablet
from shared.domain.words import Instant, Text
from shared.flows.blocks import check_orders
from shared.flows.rows import keep_row, row
from shared.flows.upkeep import settle_work
from shared.runtime.routes import Request, command, job
from shared.runtime.store.port import Where
from shared.runtime.units import Units
from shared.runtime.work import Work

BLOCKERS = SHIFT_LEADS | {Role.MAINTENANCE, Role.INTEGRATION}
_MANY = 5_000  # more rooms than any property has


class BlockRoom(Request):
    """From now where `from_at` is left out, and until it is cleared without `until_at`; then back to `returns_to`."""

    room_id: RoomId
    kind: BlockKind
    reason: Annotated[Text, Field(min_length=1, max_length=500)]
    from_at: Instant | None = None
    until_at: Instant | None = None
    returns_to: Cleaning = Cleaning.DIRTY


@command("POST /api/v1/housekeeping/rooms/{room_id}/block", allow=BLOCKERS, reads=(Room, Tablet), status=201)
def block_room(request: BlockRoom, work: Work) -> RoomStatus:
    """Take a room out of use. Refused where a guest is in it, or is promised it, in that time."""
    room = row(work, request.room_id)
    wanted = Block(
        block_id=work.new_id("blk"),
        kind=request.kind,
        reason=request.reason,
        from_at=request.from_at or work.now,
        until_at=request.until_at,
        returns_to=request.returns_to,
    )
    return as_status(work, keep_row(work, block(room, wanted, work.now, work.settings)))


class ClearBlock(Request):
    room_id: RoomId
    block_id: BlockId


@command("DELETE /api/v1/housekeeping/rooms/{room_id}/block/{block_id}", allow=BLOCKERS, reads=(Room, Tablet))
def clear_room_block(request: ClearBlock, work: Work) -> RoomStatus:
    """Take the block off; with the last one that kept it out of use, the room returns to what the block said.

    That of an open work order is refused, naming it: it ends with the order.
    A room that only a block held back is ready by that, once it has passed or where nobody inspects.
    """
    room = row(work, request.room_id)
    check_orders(work, [one for one in room.blocks if one.block_id == request.block_id])
    cleared = clear_block(room, request.block_id, work.now)
    return as_status(work, _without_block(work, cleared, work.actor.id))


@job("block_dates", schedule="*/5 * * * *")
def follow_block_dates(units: Units) -> None:
    """Let blocks begin and end on their dates."""
    view = units.view()
    # Longer than the empty list: what no equality can ask for.
    blocked = view.list(Room, Where("blocks", ">", []), order_by=("blocks",), limit=_MANY).items
    for room in blocked:
        if as_of(room, view.now).state != room:
            units.run(room.room_id, partial(_follow, room_id=room.room_id))


def _follow(work: Work, room_id: str) -> None:
    _without_block(work, as_of(row(work, room_id), work.now), "")


def _without_block(work: Work, cleared: Change[Room], by: str) -> Room:
    """Keep the row. What did not flip by losing its block is told of by no event, so its work is seen to here."""
    change = cleared if work.settings.inspections else freed(cleared, by, work.now)
    room = keep_row(work, change)
    if not change.events:
        settle_work(work, room.room_id)
    return work.get(Room, room.room_id)
