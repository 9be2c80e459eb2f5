"""What a room was like, and who changed what."""

from __future__ import annotations

from datetime import timedelta

from tests.ground import FRONT_DESK, HOUSEKEEPER, NOON, Ground, guest_of
from tests.unit.functions.rooms.conftest import STAY

AMINA = guest_of("204", STAY)


def flags(hotel: Ground) -> None:
    for flag in ("do_not_disturb", "none", "make_up_room"):
        hotel.pass_time(minutes=10)
        hotel.data("PUT", "rooms/204/guest-flag", {"flag": flag}, by=AMINA)


def flag_at(hotel: Ground, minutes: float) -> str:
    moment = (NOON + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    return str(hotel.data("GET", f"rooms/204?at={moment}", by=FRONT_DESK)["guest_flag"]["value"])


def test_any_past_moment_shows_the_row_as_it_was_then(hotel: Ground) -> None:
    flags(hotel)
    assert [flag_at(hotel, minutes) for minutes in (10, 15, 20, 29, 30, 99)] == [
        "do_not_disturb",
        "do_not_disturb",
        "none",
        "none",
        "make_up_room",
        "make_up_room",
    ]


def test_a_moment_that_the_journal_does_not_reach_is_not_known(hotel: Ground) -> None:
    flags(hotel)
    found = hotel.refused("GET", "rooms/204?at=2026-01-01T00:00:00Z", by=FRONT_DESK)
    assert found == (404, "MELMASTOON.ROOM.NOT_REMEMBERED")


def test_a_moment_without_a_zone_is_no_moment(hotel: Ground) -> None:
    assert hotel.refused("GET", "rooms/204?at=2026-01-01T00:00:00", by=FRONT_DESK)[0] == 422
    assert hotel.refused("GET", "rooms/204?at=0001-01-01T00:00:00%2B14:00", by=FRONT_DESK)[0] == 422


def test_a_guest_does_not_see_the_past_of_the_room(hotel: Ground) -> None:
    found = hotel.refused("GET", "rooms/204?at=2026-06-15T07:30:00Z", by=AMINA)
    assert found == (403, "MELMASTOON.ROOM.HISTORY_NOT_FOR_GUESTS")


def test_history_says_who_did_what_when_and_each_field_before_and_after(hotel: Ground) -> None:
    flags(hotel)
    newest, middle, oldest = hotel.data("GET", "rooms/204/history", by=HOUSEKEEPER)
    assert newest["name"] == "set_guest_flag"
    assert newest["actor"] == {"type": "guest", "id": "tablet-204"}
    assert newest["at"] == "2026-06-15T08:00:00Z"
    assert [change for change in newest["changes"] if change["field"] == "guest_flag.value"] == [
        {"field": "guest_flag.value", "before": "none", "after": "make_up_room"}
    ]
    assert {change["field"] for change in middle["changes"]} == {"guest_flag.value", "guest_flag.since"}
    assert oldest["room_revision"] == 2
    assert oldest["changes"] == []


def test_the_history_of_a_new_room_begins_with_all_it_is(hotel: Ground) -> None:
    hotel.data("POST", "rooms", [{"number": "401", "floor": 4}])
    (born,) = hotel.data("GET", "rooms/401/history", by=HOUSEKEEPER)
    assert {"field": "floor", "before": None, "after": 4} in born["changes"]


def test_history_is_read_page_by_page_and_says_the_same(hotel: Ground) -> None:
    flags(hotel)
    whole = hotel.data("GET", "rooms/204/history", by=HOUSEKEEPER)
    lines, cursor = [], ""
    for _ in whole:
        page = hotel.call("GET", f"rooms/204/history?limit=1{cursor}", by=HOUSEKEEPER).get_json()
        lines += page["data"]
        cursor = f"&cursor={page['meta']['next_cursor']}"
    assert lines == whole
    assert cursor == "&cursor=None"


def test_history_holds_no_other_room_s_changes_and_no_names(hotel: Ground) -> None:
    flags(hotel)
    assert hotel.data("GET", "rooms/205/history", by=HOUSEKEEPER) == []
    assert "Amina" not in hotel.call("GET", "rooms/204/history", by=HOUSEKEEPER).get_data(as_text=True)
