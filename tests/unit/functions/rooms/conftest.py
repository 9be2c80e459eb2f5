from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

import functions.rooms.main
import functions.tickets.main  # noqa: F401 - tickets stand on rows
from shared.domain.guests import Guest, Preference
from shared.domain.ids import derived_id
from shared.domain.rooms import Cleaning, CleaningState, Occupancy, Occupant, Room
from shared.domain.stays import Stay, StayStatus
from shared.domain.tablets import Tablet
from tests.ground import NOON, Ground, ground

STAY, GUEST = derived_id("rsv", "amina"), derived_id("gst", "amina")
CHECK_OUT = NOON + timedelta(hours=24)


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Amina is in 204, welcomed back; 205 and 301 are vacant and ready."""
    with ground() as stands:
        stands.put(
            _row("204").but(
                occupancy=Occupancy.OCCUPIED,
                stay=Occupant(
                    stay_id=STAY,
                    guest_id=GUEST,
                    checked_in_at=NOON - timedelta(hours=20),
                    check_out_at=CHECK_OUT,
                    party=2,
                    language="fa-AF",
                ),
                cleaning=CleaningState(status=Cleaning.CLEAN, since=NOON),
            ),
            _row("205"),
            _row("301"),
            Tablet(room_id="204", stay_id=STAY, guest_name="Amina", welcome_back=("A firm pillow",)),
            Tablet(room_id="205"),
            Tablet(room_id="301"),
            Stay(
                stay_id=STAY,
                status=StayStatus.CHECKED_IN,
                guest_id=GUEST,
                guest_name="Amina",
                room_id="204",
                arrival_at=NOON - timedelta(hours=20),
                departure_at=CHECK_OUT,
            ),
            Guest(
                guest_id=GUEST,
                name="Amina",
                stays_count=3,
                preferences={"pillow": Preference(value="firm", learned_from="staff", learned_at=NOON)},
            ),
        )
        yield stands


def _row(room_id: str) -> Room:
    ready = CleaningState(status=Cleaning.READY, since=NOON)
    return Room(room_id=room_id, number=room_id, floor=int(room_id[0]), cleaning=ready)
