"""What has to be known to put a block on a room: read alike in every context that takes rooms out of use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shared.domain.rooms import Block, Room
from shared.domain.stays import Stay
from shared.domain.work_orders import ORDER_STANDS, WorkOrder
from shared.runtime.work import Work


def departures_from(work: Work, room: Room) -> dict[str, datetime]:
    """Return when each stay that the room is promised to will leave it."""
    promised = work.gather_all(Stay, [expected.stay_id for expected in room.upcoming])
    return {stay.stay_id: stay.departure_at for stay in promised if stay is not None}


def check_orders(work: Work, blocks: Iterable[Block]) -> None:
    """Raise Refusal ORDER_STANDS where one of these blocks is that of a work order which is not over: closing it is the way."""
    order_ids = [one.work_order_id for one in blocks if one.work_order_id is not None]
    for order in work.gather_all(WorkOrder, order_ids):
        if order is not None and not order.is_over:
            raise ORDER_STANDS.refuse(
                f"Work order {order.work_order_id} is {order.status}; the room comes back when it is verified or cancelled.",
                work_order_id=order.work_order_id,
                status=order.status,
                room_id=order.room_id,
                attempted="clear the block",
            )
