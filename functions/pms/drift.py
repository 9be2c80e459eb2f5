"""Drift: where the two sides differ and only a person can say who is right."""

from __future__ import annotations

from typing import Annotated, Literal

from functions.pms.conditions_in import OF_CONDITION, heal_drift, taken_over
from functions.pms.connection import connected
from shared.domain.cleaning import block, clear_block
from shared.domain.documents import Change
from shared.domain.ids import ROOM_NUMBER, ULID
from shared.domain.people import DESK, SHIFT_LEADS
from shared.domain.pms import (
    CANNOT_BE_KEPT,
    NOTHING_DIFFERS,
    OUT_OF_USE,
    Condition,
    ConditionWanted,
    Connection,
    Difference,
    Drift,
    PmsRoom,
    ReservationNamed,
)
from shared.domain.reasons import HouseReason
from shared.domain.rooms import Block, Room
from shared.domain.tablets import Tablet
from shared.domain.words import written
from shared.flows.blocks import check_orders
from shared.flows.rows import keep_row, row
from shared.runtime.lists import ListRequest
from shared.runtime.routes import Request, command, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View, Work

DriftId = Annotated[str, written(rf"^({ROOM_NUMBER}|res_{ULID})$", "a room, or an id that begins with res_")]


class ListDrift(ListRequest):
    """`status`: open ones unless said otherwise."""

    status: Literal["open", "healed", "resolved"] = "open"


class ResolveDrift(Request):
    """Whose side to keep. `ours` is told to the PMS; `theirs` is taken over by our row."""

    room_id: DriftId
    keep: Literal["ours", "theirs"]


@query("GET /api/v1/properties/{property_id}/pms/drift", allow=DESK | SHIFT_LEADS)
def list_drift(request: ListDrift, view: View) -> Page[Drift]:
    """List the rooms on which the sides differ."""
    return view.list(Drift, Where("status", "==", request.status), limit=request.limit, after=request.after)


@command(
    "POST /api/v1/properties/{property_id}/pms/drift/{room_id}/resolve",
    allow=DESK | SHIFT_LEADS,
    reads=(Drift, Room, Tablet, PmsRoom),
)
def resolve_drift(request: ResolveDrift, work: Work) -> Drift:
    """Decide who is right about a room. What cannot be brought about from here is let stand, as known."""
    drift, connection = work.get(Drift, request.room_id), connected(work)
    if drift.status != "open":
        raise NOTHING_DIFFERS.refuse(room_id=drift.room_id, status=drift.status)
    for difference in drift.differences:
        if difference.open and difference.kind in OF_CONDITION:
            _resolve_condition(drift.room_id, difference, request.keep, connection, work)
        elif difference.open and difference.kind == "occupancy" and request.keep == "theirs":
            work.tell(
                ReservationNamed(
                    vendor=connection.vendor, external_id=difference.external_id, reason="a person decided"
                )
            )
    return work.keep(work.get(Drift, drift.room_id).dismissing(work.now))


def _resolve_condition(room_id: str, found: Difference, keep: str, connection: Connection, work: Work) -> None:
    room, known = row(work, room_id), work.find(PmsRoom, room_id)
    if keep == "ours":
        if known is not None:
            work.keep(known.but(heals=(), pushed=None if known.pushed and known.pushed.refused else known.pushed))
        work.tell(ConditionWanted(vendor=connection.vendor, room_id=room_id, reason="a person decided"))
        return
    theirs = known.shown if known is not None else None
    if theirs is None:
        raise CANNOT_BE_KEPT.refuse("It is not known what the PMS shows.", ours=found.ours, theirs=found.theirs)
    keep_row(work, _as_theirs(room, theirs, work))
    heal_drift(work, room_id, OF_CONDITION, "person")


def _as_theirs(room: Room, theirs: Condition, work: Work) -> Change[Room]:
    """Return the row as the PMS has it: blocked where it is out of use there, unblocked and flipped where it is not."""
    if theirs in OUT_OF_USE:
        wanted = Block(
            block_id=work.new_id("blk"), kind=OUT_OF_USE[theirs], reason=HouseReason.OUT_OF_USE_IN_PMS, from_at=work.now
        )
        return block(room, wanted, work.now, work.settings)
    freed = Change(room)
    stands = [one for one in room.blocks if one.kind in OUT_OF_USE.values() and one.stands(work.now)]
    check_orders(work, stands)
    for standing in stands:
        cleared = clear_block(freed.state, standing.block_id, work.now)
        freed = Change(cleared.state, (*freed.events, *cleared.events))
    flipped = taken_over(freed.state, theirs, work.actor.id, work)
    return Change(flipped.state, (*freed.events, *flipped.events))
