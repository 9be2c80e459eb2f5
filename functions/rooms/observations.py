"""What housekeeping saw in a room, against what the front office believes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.domain.ids import RoomId
from shared.domain.people import STAFF
from shared.domain.rooms import Observation, Occupancy, Room
from shared.domain.tablets import Tablet
from shared.domain.words import Whole
from shared.flows.rows import keep_row, row
from shared.runtime.routes import Request, command
from shared.runtime.work import Work


class ObserveOccupancy(Request):
    """`party` is how many people were counted, where somebody counted."""

    room_id: RoomId
    occupancy: Occupancy
    party: Annotated[Whole, Field(ge=0, le=100)] | None = None


@command(
    "POST /api/v1/properties/{property_id}/rooms/{room_id}/occupancy-observation", allow=STAFF, reads=(Room, Tablet)
)
def observe_occupancy(request: ObserveOccupancy, work: Work) -> Room:
    """Tell what was seen in the room; a skip, sleep or wrong head count is detected or resolved by it."""
    seen = Observation(occupancy=request.occupancy, party=request.party, at=work.now)
    return keep_row(work, row(work, request.room_id).observed(seen))
