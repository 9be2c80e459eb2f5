"""What a property chose, and that the tablets say so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from shared.domain.rooms import Occupancy, Occupant, Room
from shared.domain.settings import Choices, Settings
from shared.domain.tablets import Tablet
from tests.ground import FRONT_DESK, NOON, Ground, ground, guest_of

STAY = "rsv_01J00000000000000000000001"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands


def test_staff_read_what_the_property_chose(hotel: Ground) -> None:
    said = hotel.data("GET", "settings", by=FRONT_DESK)

    assert (said["name"], said["zone"]) == ("Demo Hotel", "Asia/Kabul")
    assert said.keys() >= Choices.model_fields.keys()


def test_a_guest_does_not(hotel: Ground) -> None:
    assert hotel.refused("GET", "settings", by=guest_of("204", STAY))[0] == 403


def test_a_manager_changes_one_choice_and_the_others_stay(hotel: Ground) -> None:
    said = hotel.data("PUT", "settings", {"audit_hour": "۳"})

    assert (said["audit_hour"], said["name"], said["revision"]) == (3, "Demo Hotel", 2)
    assert hotel.get(Settings, "current").audit_hour == 3


def test_nobody_else_does(hotel: Ground) -> None:
    assert hotel.refused("PUT", "settings", {"audit_hour": 3}, by=FRONT_DESK)[0] == 403


def test_who_looked_at_an_older_revision_changes_nothing(hotel: Ground) -> None:
    first = hotel.call("PUT", "settings", {"audit_hour": 3}, If_Match='"v=1"')

    assert (first.status_code, first.headers["ETag"]) == (200, '"v=2"')
    assert hotel.refused("PUT", "settings", {"audit_hour": 5}, If_Match='"v=1"')[0] == 412


def test_who_asks_for_a_revision_that_is_gone_is_refused_and_who_has_the_newest_is_told_so(hotel: Ground) -> None:
    newest = hotel.call("GET", "settings").headers["ETag"]

    assert hotel.refused("GET", "settings", If_Match='"v=77"') == (412, "MELMASTOON.GENERAL.STALE_REVISION")
    assert hotel.call("GET", "settings", If_Match=newest).status_code == 200
    assert hotel.call("GET", "settings", If_None_Match=newest).status_code == 304


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Asia/Nowhere"}, {"audit_hour": 24}, {"check_in_time": "25:00"}, {"check_out_time": "noon"},
        {"languages": ["klingon"]}, {"journal_days": 0}, {"welcome_message": {"klingon": "nuqneH"}},
        {"languages": []}, {"preset_lowest": 25, "preset_highest": 20}, {"room_types": {"suite": {"credits": 0}}},
        {"stayover_cadence": "never", "arrival_window_minutes": 0, "escalate_again_minutes": -1, "most_rooms_per_person": 0},
        {"settings_id": "other"}, {"revision": 7}, {"updated_at": None}, {"unheard_of": 1},
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_refused_and_named(hotel: Ground, wrong: dict[str, Any]) -> None:
    response = hotel.call("PUT", "settings", wrong)

    assert response.status_code == 422
    assert [error["field"].split(".")[0] for error in json.loads(response.get_data())["errors"]] == list(wrong)
    assert hotel.get(Settings, "current").revision == 1


def test_a_preset_that_crosses_what_was_chosen_before_is_refused(hotel: Ground) -> None:
    hotel.data("PUT", "settings", {"preset_lowest": 20})

    assert hotel.refused("PUT", "settings", {"preset_highest": 18})[0] == 422
    assert hotel.get(Settings, "current").preset_highest == 30


def test_settings_that_stay_the_same_are_nobodys_news(hotel: Ground) -> None:
    hotel.data("PUT", "settings", {"name": "Demo Hotel"})

    assert hotel.told() == []


def test_tablets_show_the_new_name_and_words_whoever_is_in_the_room(hotel: Ground) -> None:
    stay = Occupant(
        stay_id=STAY, guest_id="gst_1", checked_in_at=NOON, check_out_at=NOON + timedelta(days=1), language="fa-AF"
    )
    hotel.put(
        Room(room_id="101", number="101", floor=1),
        Tablet(room_id="101", hotel_name="Demo Hotel"),
        Room(room_id="204", number="204", floor=2, occupancy=Occupancy.OCCUPIED, stay=stay),
        Tablet(room_id="204", stay_id=STAY, guest_name="A Guest", hotel_name="Demo Hotel"),
        Room(room_id="999", number="999", floor=9, archived=True),
    )

    welcome = {"en": "Welcome", "fa-AF": "خوش آمدید"}
    hotel.data("PUT", "settings", {"name": "Grand Demo", "welcome_message": welcome})
    hotel.data("PUT", "settings", {"house_information": {"en": "The hammam is in the yard"}})
    hotel.deliver()

    shown = {tablet.room_id: (tablet.hotel_name, tablet.messages) for tablet in hotel.all(Tablet)}
    assert shown == {"101": ("Grand Demo", welcome), "204": ("Grand Demo", welcome)}
    assert [tablet.information for tablet in hotel.all(Tablet)] == [{"en": "The hammam is in the yard"}] * 2
    assert hotel.get(Tablet, "204").guest_name == "A Guest"


def test_tablets_offer_the_presets_that_the_hotel_allows_now(hotel: Ground) -> None:
    hotel.put(Room(room_id="101", number="101", floor=1), Tablet(room_id="101"))

    hotel.data("PUT", "settings", {"preset_lowest": 18, "preset_highest": 24.5})
    hotel.deliver()

    tablet = hotel.get(Tablet, "101")
    assert (tablet.preset_lowest, tablet.preset_highest) == (18.0, 24.5)


def test_a_tablet_that_was_written_by_settings_of_before_is_mended_within_the_hour(hotel: Ground) -> None:
    hotel.put(
        Room(room_id="101", number="101", floor=1),
        Tablet(room_id="101", hotel_name="As it was called before"),
        Room(room_id="102", number="102", floor=1),
    )

    for _ in range(2):
        assert hotel.call("POST", "/internal/cron/show-settings").status_code == 204

    assert {tablet.hotel_name for tablet in hotel.all(Tablet)} == {"Demo Hotel"}
    assert [hotel.get(Tablet, room_id).revision for room_id in ("101", "102")] == [2, 1]
