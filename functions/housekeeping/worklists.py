"""The order in which somebody does what they have in hand, as a shift lead or they themselves want it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.domain.cleaning import CLEANERS
from shared.domain.ids import StaffId, TaskId
from shared.domain.people import SHIFT_LEADS
from shared.domain.refusals import Rule
from shared.domain.worklists import MOST_IN_HAND, Worklist
from shared.runtime.routes import Request, command
from shared.runtime.work import Work

LIST_IS_ANOTHERS = Rule(
    "MELMASTOON.HOUSEKEEPING.LIST_IS_ANOTHERS", 403, "You may order your own list; a shift lead orders those of others."
)


class OrderWorklist(Request):
    """`task_ids` come first, in this order; what is not on the list by now is left out, and the rest keeps its place."""

    staff_id: StaffId
    task_ids: Annotated[tuple[TaskId, ...], Field(max_length=MOST_IN_HAND)]


@command("PUT /api/v1/housekeeping/worklists/{staff_id}/order", allow=CLEANERS, reads=(Worklist,))
def order_worklist(request: OrderWorklist, work: Work) -> Worklist:
    """Say in which order somebody does what they have in hand. What waits for a do-not-disturb stays last."""
    if request.staff_id != work.actor.id and not work.roles & SHIFT_LEADS:
        raise LIST_IS_ANOTHERS.refuse(who=request.staff_id)
    return work.keep(work.get(Worklist, request.staff_id).in_order(request.task_ids))
