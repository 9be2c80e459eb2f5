from __future__ import annotations

from collections.abc import Iterator

import pytest

import functions.stays.main  # noqa: F401 - what is called here
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.tablets import Tablet
from tests.ground import Ground, ground


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Rooms 201 to 203, vacant and ready; 204 is dirty."""
    with ground() as stands:
        for number in ("201", "202", "203", "204"):
            cleaning = CleaningState(status=Cleaning.DIRTY if number == "204" else Cleaning.READY)
            stands.put(Room(room_id=number, number=number, floor=2, cleaning=cleaning), Tablet(room_id=number))
        yield stands
