"""What housekeeping reports while cleaning becomes a work order."""

from __future__ import annotations

from shared.domain.tasks import MaintenanceRequired
from shared.domain.work_orders import WorkOrder
from shared.runtime.routes import handler
from shared.runtime.work import Work


@handler(MaintenanceRequired)
def open_work_order_when_maintenance_required(event: MaintenanceRequired, work: Work) -> None:
    """Open one order per report. Housekeeping has blocked the room already, where it had to."""
    order = WorkOrder.required(event, work.now)
    if work.find(WorkOrder, order.work_order_id) is None:
        work.keep(order.opened())
