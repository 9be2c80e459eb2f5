"""A thousand bookings, moves and check-ins at once over twenty rooms: no two have a room at once unless they share it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import functions.stays.main  # noqa: F401 - what is called here
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.stays import Stay
from shared.domain.tablets import Tablet
from tests.desks import OF_ROOMS, had_twice, work_at_once
from tests.ground import FRONT_DESK, NOON, Ground, ground

ROOMS = [str(number) for number in range(101, 121)]


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Twenty ready rooms, and threads that take turns so often that their requests do meet."""
    turns = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    with ground(topics=False) as stands:
        for number in ROOMS:
            ready = CleaningState(status=Cleaning.READY)
            stands.put(Room(room_id=number, number=number, floor=1, cleaning=ready), Tablet(room_id=number))
        yield stands
    sys.setswitchinterval(turns)


def test_whoever_asks_at_once_no_room_is_had_twice_and_every_no_names_whose_dates(hotel: Ground) -> None:
    def ask(method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = hotel.call(method, path, body, by=FRONT_DESK)
        return answer.status_code, json.loads(answer.get_data())

    desks = work_at_once(ask, ROOMS, NOON, desks=8, deeds=1_000)

    stays = [stay.model_dump(mode="json") for stay in hotel.all(Stay)]
    assert list(had_twice(stays, NOON)) == []
    assert [answer for desk in desks for answer in desk.blank] == []
    said: Counter[str] = sum((desk.said for desk in desks), Counter())
    assert said["done"] > 200, said
    assert sum(said[code] for code in OF_ROOMS) > 100, said
    rows = {one.stay_id for room in hotel.all(Room) for one in (*room.inside, *room.upcoming)}
    assert rows == {stay["stay_id"] for stay in stays if stay["status"] in ("confirmed", "checked_in")}
