"""What is remembered of guests, how they are welcomed, and how they are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.guests.main
import functions.stays.main
import functions.tickets.main  # noqa: F401 - what is called here
from shared.domain.guests import Guest, Memory
from shared.domain.ids import derived_id
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.stays import Stay
from shared.domain.tablets import Tablet
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, MANAGER, Ground, ground, guest_of

STAY, GUEST = derived_id("rsv", "sheet", "amina"), derived_id("gst", "sheet", "amina")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Amina is in 204; she speaks Dari."""
    with ground() as stands:
        for number in ("204", "205"):
            ready = CleaningState(status=Cleaning.READY)
            stands.put(Room(room_id=number, number=number, floor=2, cleaning=ready), Tablet(room_id=number))
        stays(stands, "amina", "204")
        yield stands


def stays(hotel: Ground, stay: str, room_id: str, status: str = "checked_in") -> None:
    """Have Amina stay; each stay of hers is named."""
    line = {
        "guest": {"name": "Amina", "external_id": "amina", "language": "fa-AF"},
        "room_id": room_id,
        "status": status,
        "arrival_at": hotel.now.isoformat(),
        "departure_at": (hotel.now + timedelta(days=2)).isoformat(),
        "checked_in_at": hotel.now.isoformat() if status == "checked_in" else None,
        "source": {"vendor": "sheet", "external_id": stay},
    }
    hotel.data("POST", "reservations/bulk", [line], by=AGENT)


def leaves(hotel: Ground) -> None:
    hotel.pass_time(days=2)
    hotel.data("PUT", f"reservations/{STAY}/status", {"status": "checked_out", "even_if_early": True}, by=FRONT_DESK)


def asks_for_a_pillow(hotel: Ground, outcome: str = "done") -> str:
    said = {"kind": "pillow", "text": "feather, please"}
    hotel.data("POST", "rooms/204/tickets", said, by=guest_of("204", STAY))
    (ticket,) = hotel.data("GET", "tickets", by=HOUSEKEEPER)
    hotel.data("PUT", f"tickets/{ticket['ticket_id']}/status", {"status": outcome}, by=HOUSEKEEPER)
    hotel.deliver()
    return str(ticket["ticket_id"])


def welcome(hotel: Ground, asked: str = "") -> dict[str, Any]:
    said: dict[str, Any] = hotel.data("GET", f"guests/{GUEST}/welcome{asked}", by=FRONT_DESK)
    return said


def test_a_pillow_that_was_brought_is_remembered_with_where_it_was_learned(hotel: Ground) -> None:
    ticket_id = asks_for_a_pillow(hotel)
    hotel.deliver()
    known = hotel.get(Guest, GUEST).preferences["pillow"]
    assert (known.value, known.learned_from) == ("feather, please", ticket_id)
    assert hotel.told().count("melmastoon.guest.preference.learned.v1") == 2  # the language came with the booking


def test_a_pillow_that_was_not_brought_is_not_remembered(hotel: Ground) -> None:
    asks_for_a_pillow(hotel, "cancelled")
    assert "pillow" not in hotel.get(Guest, GUEST).preferences


def test_the_next_stay_begins_at_welcome_back(hotel: Ground) -> None:
    asks_for_a_pillow(hotel)
    hotel.put(hotel.get(Room, "204").but(temperature_preset=19.5))
    leaves(hotel)
    stays(hotel, "amina-again", "205")
    tablet = hotel.get(Tablet, "205")
    assert [words.rpartition(": ")[2] for words in tablet.welcome_back] == [
        "feather, please",
        "\u06f1\u06f9\u066b\u06f5 درجه",
    ]
    assert tablet.remembered == (
        Memory(key="pillow", value="feather, please"),
        Memory(key="temperature", value="19.5"),
    )
    assert tablet.temperature_preset == 19.5


def test_a_welcome_says_in_words_what_is_known_and_where_it_was_learned(hotel: Ground) -> None:
    asks_for_a_pillow(hotel)
    leaves(hotel)
    said = welcome(hotel, "?language=en")
    assert (said["greeting"], said["returning"], said["stays_count"]) == ("Welcome back, Amina.", True, 1)
    assert said["welcome_back"] == ["The pillow you like: feather, please"]
    assert {one["key"]: one["room_id"] for one in said["remembered"]} == {"language": "204", "pillow": "204"}


def test_a_new_guest_is_welcomed_without_a_back(hotel: Ground) -> None:
    said = welcome(hotel)
    assert (said["greeting"], said["returning"], said["welcome_back"]) == ("Amina، خوش آمدید.", False, [])


def test_staff_write_down_what_they_learn_and_take_back_what_is_wrong(hotel: Ground) -> None:
    asks_for_a_pillow(hotel)
    said = {"preferences": {"floor": "a high one", "pillow": None}}
    hotel.data("PUT", f"guests/{GUEST}/preferences", said, by=FRONT_DESK)
    known = hotel.get(Guest, GUEST).preferences
    assert (set(known), known["floor"].learned_from) == ({"floor", "language"}, "staff")


@pytest.mark.parametrize("wrong", [{}, {"Floor": "high"}, {"floor": ""}, {"floor": "x" * 201}])
def test_a_preference_that_is_none_is_refused(hotel: Ground, wrong: dict[str, str]) -> None:
    assert hotel.refused("PUT", f"guests/{GUEST}/preferences", {"preferences": wrong})[0] == 422


def test_profiles_are_for_the_desk(hotel: Ground) -> None:
    for path in (f"guests/{GUEST}", f"guests/{GUEST}/welcome"):
        assert hotel.call("GET", path, by=HOUSEKEEPER).status_code == 403
        assert hotel.call("GET", path, by=AGENT).status_code == 200
    assert hotel.call("DELETE", f"guests/{GUEST}", by=FRONT_DESK).status_code == 403


def test_a_guest_in_house_is_not_forgotten(hotel: Ground) -> None:
    assert hotel.refused("DELETE", f"guests/{GUEST}", by=MANAGER) == (409, "MELMASTOON.GUESTS.STILL_IN_HOUSE")


def test_a_guest_who_is_forgotten_is_named_nowhere(hotel: Ground) -> None:
    hotel.data("PUT", f"guests/{GUEST}/preferences", {"preferences": {"floor": "a high one"}}, by=FRONT_DESK)
    leaves(hotel)
    hotel.data("PUT", f"reservations/{STAY}/status", {"status": "checked_out", "even_if_early": True}, by=FRONT_DESK)
    assert hotel.data("DELETE", f"guests/{GUEST}", by=MANAGER)["stays"] == 1
    hotel.deliver()
    assert hotel.find(Guest, GUEST) is None
    assert hotel.get(Stay, STAY).guest_name == ""
    assert not [entry for entry in hotel.journal() if "Amina" in entry.model_dump_json()]
    assert hotel.refused("GET", f"guests/{GUEST}", by=FRONT_DESK)[0] == 404


def test_a_late_word_of_a_past_stay_does_not_name_a_forgotten_guest_again(hotel: Ground) -> None:
    leaves(hotel)
    hotel.data("DELETE", f"guests/{GUEST}", by=MANAGER)
    hotel.pass_time(days=1)
    stays(hotel, "amina", "204", "checked_out")
    assert hotel.get(Stay, STAY).guest_name == ""
    assert hotel.find(Guest, GUEST) is None


def test_a_forgotten_guest_who_comes_again_is_a_new_one(hotel: Ground) -> None:
    leaves(hotel)
    hotel.data("DELETE", f"guests/{GUEST}", by=MANAGER)
    stays(hotel, "amina-again", "205")
    guest = hotel.get(Guest, GUEST)
    assert (guest.name, guest.stays_count) == ("Amina", 0)
    assert hotel.get(Tablet, "205").guest_name == "Amina"


def forget_me(hotel: Ground, room_id: str = "204", stay_id: str = STAY) -> Any:
    return hotel.data("POST", f"rooms/{room_id}/forget-me", {}, by=guest_of(room_id, stay_id))


def test_a_guest_has_forgotten_what_is_remembered_and_stays_who_they_are(hotel: Ground) -> None:
    asks_for_a_pillow(hotel)
    leaves(hotel)
    stays(hotel, "amina-again", "205")
    assert hotel.get(Tablet, "205").welcome_back
    shown = forget_me(hotel, "205", derived_id("rsv", "sheet", "amina-again"))
    assert (shown["remembered"], shown["welcome_back"], shown["guest_name"]) == ([], [], "Amina")
    guest = hotel.get(Guest, GUEST)
    assert (guest.preferences, guest.name, guest.stays_count) == ({}, "Amina", 1)
    assert hotel.get(Tablet, "205").remembered == ()


def test_what_is_forgotten_stands_in_no_reply_of_the_journal_any_more(hotel: Ground) -> None:
    hotel.data("PUT", f"guests/{GUEST}/preferences", {"preferences": {"floor": "a high one"}}, by=FRONT_DESK)
    assert [entry for entry in hotel.journal() if "a high one" in entry.model_dump_json()]
    forget_me(hotel)
    hotel.deliver()
    assert not [entry for entry in hotel.journal() if "a high one" in entry.model_dump_json()]
    assert hotel.get(Stay, STAY).guest_name == "Amina"


def test_it_is_in_the_journal_that_they_asked(hotel: Ground) -> None:
    forget_me(hotel)
    (asked,) = [entry for entry in hotel.journal() if entry.name == "forget_me"]
    assert (asked.actor["type"], asked.guest_ids) == ("guest", (GUEST,))


def test_what_they_wish_for_afterwards_is_theirs_for_this_stay_and_not_remembered(hotel: Ground) -> None:
    forget_me(hotel)
    asks_for_a_pillow(hotel)
    hotel.put(hotel.get(Room, "204").but(temperature_preset=19.5))
    leaves(hotel)
    assert hotel.get(Guest, GUEST).preferences == {}
    stays(hotel, "amina-again", "205")
    assert hotel.get(Tablet, "205").welcome_back == ()


def test_in_a_later_stay_they_are_learned_from_again(hotel: Ground) -> None:
    forget_me(hotel)
    hotel.put(hotel.get(Room, "204").but(temperature_preset=19.5))
    leaves(hotel)
    stays(hotel, "amina-again", "205")
    hotel.put(hotel.get(Room, "205").but(temperature_preset=21.0))
    hotel.pass_time(days=1)
    again = derived_id("rsv", "sheet", "amina-again")
    hotel.data("PUT", f"reservations/{again}/status", {"status": "checked_out", "even_if_early": True}, by=FRONT_DESK)
    assert hotel.get(Guest, GUEST).preferences["temperature"].value == "21"


def test_only_the_guest_who_is_in_the_room_has_it_forgotten(hotel: Ground) -> None:
    assert hotel.refused("POST", "rooms/204/forget-me", {}, by=guest_of("204", "rsv_before"))[0] == 404
    assert hotel.refused("POST", "rooms/204/forget-me", {}, by=FRONT_DESK)[0] == 403
    leaves(hotel)
    assert hotel.refused("POST", "rooms/204/forget-me", {}, by=guest_of("204", STAY))[0] == 404
