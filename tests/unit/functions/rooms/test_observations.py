"""Housekeeping tells what it saw."""

from __future__ import annotations

from shared.domain.rooms import Room
from tests.ground import HOUSEKEEPER, Ground, guest_of
from tests.unit.functions.rooms.conftest import STAY


def test_a_skip_is_detected_told_and_resolved(hotel: Ground) -> None:
    room = hotel.data("POST", "rooms/204/occupancy-observation", {"occupancy": "vacant"}, by=HOUSEKEEPER)
    assert room["discrepancy"]["kind"] == "skip"
    hotel.data("POST", "rooms/204/occupancy-observation", {"occupancy": "occupied", "party": "۲"}, by=HOUSEKEEPER)
    assert hotel.get(Room, "204").discrepancy is None
    told = [subject for subject in hotel.told() if "discrepancy" in subject]
    assert told == ["melmastoon.room.discrepancy.detected.v1", "melmastoon.room.discrepancy.resolved.v1"]


def test_a_guest_does_not_tell_who_is_in_the_room(hotel: Ground) -> None:
    found = hotel.refused("POST", "rooms/204/occupancy-observation", {"occupancy": "vacant"}, by=guest_of("204", STAY))
    assert found[0] == 403
