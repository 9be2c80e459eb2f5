"""Flags and presets, by guests and by staff, and how long a flag lasts."""

from __future__ import annotations

import pytest

from shared.domain.rooms import GuestFlag, Room
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket
from tests.ground import AGENT, HOUSEKEEPER, Ground, guest_of
from tests.unit.functions.rooms.conftest import STAY

AMINA = guest_of("204", STAY)
FLAG_CHANGED = "melmastoon.room.guest_flag.changed.v1"


def run(hotel: Ground, job: str) -> None:
    assert hotel.call("POST", f"/internal/cron/{job}", by=None).status_code == 204


def flag(hotel: Ground, value: str = "do_not_disturb") -> None:
    hotel.data("PUT", "rooms/204/guest-flag", {"flag": value}, by=AMINA)


def test_a_guest_flips_do_not_disturb_and_sees_it_while_staff_see_it_on_the_row(hotel: Ground) -> None:
    shown = hotel.data("PUT", "rooms/204/guest-flag", {"flag": "do_not_disturb"}, by=AMINA)
    assert shown["guest_flag"] == "do_not_disturb"
    assert "upcoming" not in shown
    assert hotel.get(Room, "204").guest_flag.value is GuestFlag.DO_NOT_DISTURB
    assert hotel.get(Tablet, "204").guest_flag is GuestFlag.DO_NOT_DISTURB
    assert hotel.payloads(FLAG_CHANGED) == [
        {"roomId": "204", "flag": "do_not_disturb", "previous": "none", "stayId": STAY}
    ]


def test_staff_and_services_flip_it_for_the_guest_and_get_the_row(hotel: Ground) -> None:
    assert hotel.data("PUT", "rooms/204/guest-flag", {"flag": "make_up_room"}, by=HOUSEKEEPER)["revision"] == 2
    assert hotel.data("PUT", "rooms/204/guest-flag", {"flag": "none"}, by=AGENT)["guest_flag"]["value"] == "none"


def test_the_same_flag_again_writes_and_tells_nothing(hotel: Ground) -> None:
    flag(hotel)
    before = hotel.get(Room, "204")
    hotel.pass_time(minutes=5)
    flag(hotel)
    assert hotel.get(Room, "204") == before
    assert len(hotel.payloads(FLAG_CHANGED)) == 1


def test_a_vacant_room_has_no_flag(hotel: Ground) -> None:
    found = hotel.refused("PUT", "rooms/205/guest-flag", {"flag": "do_not_disturb"}, by=HOUSEKEEPER)
    assert found == (409, "MELMASTOON.ROOM.NOT_OCCUPIED")


@pytest.mark.parametrize("body", [{"flag": "later"}, {}, {"flag": "none", "room_id": "205"}, {"flag": "none", "x": 1}])
def test_what_is_no_flag_is_refused(hotel: Ground, body: dict[str, object]) -> None:
    assert hotel.refused("PUT", "rooms/204/guest-flag", body, by=AMINA)[0] == 422


def test_a_preset_is_set_in_any_digits_and_cleared(hotel: Ground) -> None:
    typed = {"celsius": "۲۱٫۵"}  # noqa: RUF001 - as a Persian keyboard types it
    assert hotel.data("PUT", "rooms/204/temperature-preset", typed, by=AMINA)["temperature_preset"] == 21.5
    assert hotel.get(Room, "204").temperature_preset == 21.5
    assert hotel.data("PUT", "rooms/204/temperature-preset", {"celsius": None}, by=AMINA)["temperature_preset"] is None


def test_a_preset_out_of_range_is_refused(hotel: Ground) -> None:
    found = hotel.refused("PUT", "rooms/204/temperature-preset", {"celsius": 45}, by=AMINA)
    assert found == (422, "MELMASTOON.ROOM.PRESET_OUT_OF_RANGE")


def test_a_make_up_room_ends_with_the_business_day_and_not_before(hotel: Ground) -> None:
    flag(hotel, "make_up_room")
    hotel.pass_time(hours=15.9)  # 03:54 in Kabul, still the hotel's yesterday
    run(hotel, "end_of_day_flags")
    assert hotel.get(Room, "204").guest_flag.value is GuestFlag.MAKE_UP_ROOM
    hotel.pass_time(hours=0.2)
    run(hotel, "end_of_day_flags")
    assert hotel.get(Room, "204").guest_flag.value is GuestFlag.NONE
    assert hotel.get(Tablet, "204").guest_flag is GuestFlag.NONE


def test_do_not_disturb_survives_the_night(hotel: Ground) -> None:
    flag(hotel)
    hotel.pass_time(hours=20)
    run(hotel, "end_of_day_flags")
    assert hotel.get(Room, "204").guest_flag.value is GuestFlag.DO_NOT_DISTURB


def test_do_not_disturb_over_a_day_has_somebody_look_once_and_the_guest_not_know(hotel: Ground) -> None:
    flag(hotel)
    hotel.pass_time(hours=23.9)
    run(hotel, "welfare_checks")
    assert hotel.all(Ticket) == []
    hotel.pass_time(hours=0.1)
    run(hotel, "welfare_checks")
    run(hotel, "welfare_checks")
    (check,) = hotel.all(Ticket)
    assert "Welfare check" in check.text
    assert [one.ticket_id for one in hotel.get(Room, "204").tickets] == [check.ticket_id]
    assert hotel.get(Tablet, "204").tickets == ()
    assert hotel.refused("GET", f"tickets/{check.ticket_id}", by=AMINA)[0] == 404


def test_each_do_not_disturb_has_a_welfare_check_of_its_own(hotel: Ground) -> None:
    for _ in range(2):
        flag(hotel)
        hotel.pass_time(hours=24)
        run(hotel, "welfare_checks")
        flag(hotel, "none")
    assert len(hotel.all(Ticket)) == 2
