"""What an agent gets for one message."""

from __future__ import annotations

import pytest

from shared.domain.guests import Guest
from tests.ground import AGENT, HOUSEKEEPER, SUPERVISOR, Ground, guest_of
from tests.unit.functions.rooms.conftest import GUEST, STAY


def test_the_context_has_stay_guest_preferences_tickets_and_clocks(hotel: Ground) -> None:
    hotel.data("POST", "rooms/204/tickets", {"kind": "towels", "text": "two, please"}, by=guest_of("204", STAY))
    said = hotel.data("GET", "rooms/204/context", by=AGENT)
    assert said["stay"]["check_out_time"] == "12:00"
    assert said["stay"]["check_out_date"] == "2026-06-16"
    assert said["guest"] == {
        "guest_id": GUEST,
        "name": "Amina",
        "language": "fa-AF",
        "stays_count": 3,
        "preferences": {"pillow": "firm"},
        "welcome_back": ["A firm pillow"],
    }
    assert [(one["kind"], one["text"], one["status"]) for one in said["tickets"]] == [("towels", "two, please", "open")]
    assert said["hotel"]["name"] == "Demo Hotel"
    assert said["local"]["time"] == "12:00"


def test_the_context_of_a_vacant_room_has_nobody_in_it(hotel: Ground) -> None:
    said = hotel.data("GET", "rooms/205/context", by=AGENT)
    assert said["stay"] is said["guest"] is None
    assert said["occupancy"] == "vacant"


def test_a_guest_whose_profile_is_gone_still_has_the_name_of_the_stay(hotel: Ground) -> None:
    hotel.put(hotel.get(Guest, GUEST).but(guest_id="gst_other"))
    room = hotel.data("GET", "rooms/204/context", by=AGENT)
    assert room["guest"]["name"] == "Amina"


@pytest.mark.parametrize("who", [HOUSEKEEPER, SUPERVISOR, guest_of("204", STAY)], ids=lambda who: who.id)
def test_names_are_for_the_desk_and_services_only(hotel: Ground, who: object) -> None:
    assert hotel.refused("GET", "rooms/204/context", by=who) == (403, "MELMASTOON.GENERAL.FORBIDDEN")
