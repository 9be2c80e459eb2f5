"""Hundreds of bookings, moves and check-ins at once, through the gateway and Firestore's own guards: no room is had twice.

`--deeds 1000` is the proof, and every run's in memory (tests/unit/functions/stays/test_many_desks.py).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from shared.runtime.clock import hotel_now
from shared.runtime.place import Place
from tests.desks import OF_ROOMS, had_twice, work_at_once
from tests.whole import Whole

HOTEL = Place("full", "full-hotel")
ROOMS = [str(number) for number in range(101, 121)]


def test_whoever_asks_at_once_no_room_is_had_twice_and_every_no_names_whose_dates(
    whole: Whole, request: pytest.FixtureRequest
) -> None:
    deeds = int(request.config.getoption("--deeds"))
    manager = whole.open_property(HOTEL, ROOMS)

    def ask(method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = manager.call(method, path, body)
        return answer.status_code, answer.json()

    began = hotel_now()
    desks = work_at_once(ask, ROOMS, began, desks=8, deeds=deeds)

    stays = list(whole.documents("stays", HOTEL).values())
    assert list(had_twice(stays, hotel_now())) == []
    assert [answer for desk in desks for answer in desk.blank] == []
    said: Counter[str] = sum((desk.said for desk in desks), Counter())
    assert said["done"] > deeds / 5, said
    assert sum(said[code] for code in OF_ROOMS) > deeds / 10, said
