"""Who may follow the rooms, and what they get."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import functions.rooms.main  # noqa: F401 - its functions are what the tests call
from shared.domain.rooms import Room
from shared.runtime import streams
from shared.runtime.streams import Feeds
from tests.ground import AGENT, HOUSEKEEPER, STRANGER, Ground, ground, guest_of


@pytest.fixture
def hotel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    own = Feeds()
    monkeypatch.setattr(streams, "feeds", own)
    with ground() as stands:
        stands.put(Room(room_id="204", number="204", floor=2), Room(room_id="315", number="315", floor=3))
        yield stands
    own.close()


@pytest.mark.parametrize("path", ["rooms/stream", "rooms/204/stream"])
def test_staff_and_services_get_a_stream(hotel: Ground, path: str) -> None:
    for who in (HOUSEKEEPER, AGENT):
        answer = hotel.call("GET", path, by=who)

        assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
        assert answer.headers["X-Accel-Buffering"] == "no"


@pytest.mark.parametrize("path", ["rooms/stream", "rooms/204/stream"])
def test_a_guest_gets_none_for_rows_name_the_stays_to_come(hotel: Ground, path: str) -> None:
    assert hotel.call("GET", path, by=guest_of("204", "rsv_x")).status_code == 403


def test_another_hotel_s_people_find_no_stream(hotel: Ground) -> None:
    assert hotel.call("GET", "rooms/stream", by=STRANGER).status_code == 404


def test_a_room_that_is_not_there_has_no_stream(hotel: Ground) -> None:
    assert hotel.call("GET", "rooms/999/stream", by=HOUSEKEEPER).status_code == 404


def test_a_position_that_is_none_is_refused_before_the_stream_begins(hotel: Ground) -> None:
    assert hotel.call("GET", "rooms/stream", by=HOUSEKEEPER, Last_Event_ID="x").status_code == 400
