"""Out: tell the PMS the condition of a room, as the row is now, whatever the event that woke us said.

The intention is kept before the call and the outcome after it. Setting a condition is setting a state, so a crash between
any two steps, and every redelivery, ends in the same state; what the PMS is known to show already makes no call.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from functions.pms.conditions_in import OF_CONDITION, heal_drift, note_drift
from functions.pms.connection import connection_of, reached
from functions.pms.line import DENIED_THERE
from functions.pms.vendors.port import BlockWanted, Vendor
from shared.domain.pms import (
    BlockThere,
    Condition,
    ConditionWanted,
    Connection,
    Difference,
    PmsRoom,
    block_of,
    condition_of,
)
from shared.domain.refusals import Refusal
from shared.domain.rooms import Room, RoomStatusChanged
from shared.runtime.routes import handler
from shared.runtime.units import TryAgain, Units
from shared.runtime.work import Work

OPEN_ENDED = timedelta(days=7)
"""How long a block without an end is made in a PMS that wants one; a sweep makes the next when it has passed."""
ROUNDS = 3


@handler(RoomStatusChanged)
def push_when_room_status_changed(event: RoomStatusChanged, units: Units) -> None:
    """Tell the PMS what has become of the room."""
    push(event.room_id, units)


@handler(ConditionWanted)
def push_when_condition_wanted(event: ConditionWanted, units: Units) -> None:
    """Tell the PMS what it does not show: to heal a drift, or because a person decided so."""
    push(event.room_id, units)


def push(room_id: str, units: Units) -> None:
    """Bring the PMS to the room's condition. Raises TryAgain for what passes, Refusal for what the PMS forbids."""
    connection = connection_of(units.view())
    if connection is None or not connection.push or room_id not in connection.rooms.conditions:
        return
    with reached(connection, units) as vendor:
        for _ in range(ROUNDS):
            room, known = units.view().gather((Room, room_id), (PmsRoom, room_id))
            if room is None or room.archived or (known is not None and known.believed is condition_of(room)):
                return
            _push_once(room, known or PmsRoom(room_id=room_id, vendor=connection.vendor), vendor, connection, units)
    raise TryAgain(f"{room_id} changes faster than the PMS is told", 1.0)


def _push_once(room: Room, known: PmsRoom, vendor: Vendor, connection: Connection, units: Units) -> None:
    wanted, step = condition_of(room), f"{known.revision}:{room.revision}"
    units.run(f"intend:{step}", lambda work: _intend(work, known, wanted))
    try:
        block = _tell(room, known, vendor, connection.rooms.conditions[room.room_id], units.now)
    except Refusal as refusal:
        if refusal.rule is not DENIED_THERE:
            detail = refusal.detail
            units.run(f"refused:{step}", lambda work: _note_refusal(work, known, wanted, detail))
        raise
    units.run(f"told:{step}", lambda work: _note_told(work, known, wanted, block))


def _intend(work: Work, known: PmsRoom, wanted: Condition) -> None:
    work.keep((work.find(PmsRoom, known.room_id) or known).intending(wanted, work.now))


def _tell(room: Room, known: PmsRoom, vendor: Vendor, resource_id: str, at: datetime) -> BlockThere | None:
    """Make the call, or the two where a block of ours has to go first. Return the block that stands there now."""
    wanted = condition_of(room)
    if wanted is Condition.OUT_OF_ORDER:
        ours = block_of(room, at)
        until = (ours.until_at if ours else None) or at + OPEN_ENDED
        marker, name = (ours.block_id, ours.reason) if ours else (room.room_id, "Out of order")
        external_id = vendor.block(BlockWanted(resource_id, marker, name, at, until))
        return BlockThere(external_id=external_id, until_at=until)
    if known.block is not None:
        vendor.unblock(known.block.external_id)
    vendor.set_condition(resource_id, wanted)
    return None


def _note_told(work: Work, known: PmsRoom, wanted: Condition, block: BlockThere | None) -> None:
    now_known = work.find(PmsRoom, known.room_id) or known
    told = work.keep(now_known.told(wanted, block, work.now))
    if told.believed is wanted:
        heal_drift(work, known.room_id, OF_CONDITION, "ours")
    else:
        work.tell(ConditionWanted(vendor=known.vendor, room_id=known.room_id, reason="told at the same time"))


def _note_refusal(work: Work, known: PmsRoom, wanted: Condition, detail: str) -> None:
    now_known = work.find(PmsRoom, known.room_id) or known
    kept = work.keep(now_known.refused(wanted, work.now))
    found = Difference(
        kind="refused",
        ours=wanted,
        theirs=str(kept.shown or "unknown"),
        detail=detail,
        vendor=known.vendor,
        detected_at=work.now,
    )
    note_drift(work, known.room_id, found)
