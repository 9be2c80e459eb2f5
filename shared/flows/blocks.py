"""What stands behind a block: asked alike in every context that takes one off."""

from __future__ import annotations

from collections.abc import Iterable

from shared.domain.rooms import Block
from shared.domain.work_orders import ORDER_STANDS, WorkOrder
from shared.runtime.work import Work


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
