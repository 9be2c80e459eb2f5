"""What has to be known to put a block on a room: read alike in every context that takes rooms out of use."""

from __future__ import annotations

from datetime import datetime

from shared.domain.rooms import Room
from shared.domain.stays import Stay
from shared.runtime.work import Work


def departures_from(work: Work, room: Room) -> dict[str, datetime]:
    """Return when each stay that the room is promised to will leave it."""
    promised = work.gather_all(Stay, [expected.stay_id for expected in room.upcoming])
    return {stay.stay_id: stay.departure_at for stay in promised if stay is not None}
