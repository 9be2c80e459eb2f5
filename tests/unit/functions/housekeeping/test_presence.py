"""Who has which card open: shown to others, journaled nowhere, gone in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.people import Actor
from shared.domain.presence import Doing, Presence
from tests.ground import AGENT, HOUSEKEEPER, STRANGER, SUPERVISOR, Ground, ground, guest_of

TASK = f"tasks/{derived_id('hkt', '1')}"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands


def show(hotel: Ground, looking_at: str | None, by: Actor = SUPERVISOR, **said: Any) -> Any:
    return hotel.data("PUT", "presence", {"looking_at": looking_at, **said}, by=by)


def test_who_has_a_card_open_is_there_for_two_minutes(hotel: Ground) -> None:
    show(hotel, TASK)
    (one,) = hotel.all(Presence)
    assert (one.staff_id, one.looking_at, one.doing) == (SUPERVISOR.id, TASK, Doing.OPEN)
    assert one.expires_at == hotel.now + timedelta(minutes=2)


def test_one_person_is_at_one_card_and_the_last_word_counts(hotel: Ground) -> None:
    for at in (TASK, "rooms/204"):
        show(hotel, at, doing="moving")
    show(hotel, TASK, HOUSEKEEPER)
    assert {one.staff_id: one.looking_at for one in hotel.all(Presence)} == {
        SUPERVISOR.id: "rooms/204",
        HOUSEKEEPER.id: TASK,
    }


def test_who_closes_the_card_is_gone_at_once_and_may_say_so_twice(hotel: Ground) -> None:
    show(hotel, TASK)
    for _ in range(2):
        assert show(hotel, None) == {"until": None}
    assert hotel.all(Presence) == []


def test_nothing_of_it_is_journaled_or_told(hotel: Ground) -> None:
    show(hotel, TASK)
    assert (hotel.journal(), hotel.told()) == ([], [])


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"looking_at": ""},
        {"looking_at": "guests/gst_1"},
        {"looking_at": "rooms/" + "9" * 17},
        {"looking_at": "rooms/204/../205"},
        {"looking_at": f"{TASK} and more"},
        {"looking_at": TASK, "doing": "watching"},
        {"looking_at": TASK, "staff_id": HOUSEKEEPER.id},
        {"looking_at": {"tasks": 1}},
    ],
)
def test_anything_else_is_refused_and_not_kept(hotel: Ground, said: dict[str, Any]) -> None:
    assert hotel.refused("PUT", "presence", said, by=SUPERVISOR)[0] == 422
    assert hotel.all(Presence) == []


@pytest.mark.parametrize("by", [guest_of("204", "rsv_1"), AGENT, STRANGER])
def test_only_staff_of_the_house_is_seen(hotel: Ground, by: Actor) -> None:
    assert hotel.refused("PUT", "presence", {"looking_at": TASK}, by=by)[0] in (403, 404)
    assert hotel.all(Presence) == []
