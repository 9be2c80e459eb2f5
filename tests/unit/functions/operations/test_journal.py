"""The audit trail: who did what to which room, for those who answer for it."""

from __future__ import annotations

import json

import pytest

from shared.runtime.store.port import Put
from tests.ground import PLACE, Ground


@pytest.fixture
def day(hotel: Ground) -> Ground:
    for hour, (actor, room_id) in enumerate([("stf_a", "204"), ("stf_b", "204"), ("stf_a", "315")]):
        kept = {
            "entry_id": f"cmd_{hour}",
            "kind": "command",
            "name": "flag_room",
            "actor": {"type": "user", "id": actor},
            "at": hotel.now,
            "request_id": "req",
            "correlation_id": "req",
            "causation_id": "",
            "room_ids": [room_id],
            "reply": {"status": 200, "data": {"guest_name": "Farid Ahmadi"}},
            "expires_at": hotel.now,
        }
        hotel.store.commit([Put(PLACE.key("journal", f"cmd_{hour}"), kept, None, "committed_at")])
        hotel.pass_time(hours=1)
    return hotel


def entries(hotel: Ground, filters: str = "") -> list[str]:
    return [line["entry_id"] for line in hotel.data("GET", f"journal?{filters}")]


def test_the_latest_comes_first(day: Ground) -> None:
    assert entries(day) == ["cmd_2", "cmd_1", "cmd_0"]


def test_it_is_narrowed_to_a_room_a_person_or_hours(day: Ground) -> None:
    assert entries(day, "room_id=204") == ["cmd_1", "cmd_0"]
    assert entries(day, "actor=stf_a") == ["cmd_2", "cmd_0"]
    assert entries(day, "from=2026-06-15T08:00:00Z&to=2026-06-15T09:30:00Z") == ["cmd_1"]
    assert entries(day, "room_id=204&actor=stf_a&to=2026-06-15T09:30:00Z") == ["cmd_0"]


def test_it_comes_in_pages(day: Ground) -> None:
    first = json.loads(day.call("GET", "journal?limit=2").text)

    assert entries(day, f"limit=2&cursor={first['meta']['next_cursor']}") == ["cmd_0"]


def test_it_never_shows_what_was_replied(day: Ground) -> None:
    assert "Farid" not in day.call("GET", "journal").text


@pytest.mark.parametrize("filters", ["from=2026-03-21T10:00:00", "from=yesterday", "colour=red"])
def test_what_cannot_be_meant_is_refused(day: Ground, filters: str) -> None:
    assert day.call("GET", f"journal?{filters}").status_code == 422


def test_hours_that_end_before_they_begin_are_refused(day: Ground) -> None:
    answer = day.call("GET", "journal?from=2026-03-21T10:00:00Z&to=2026-03-21T09:00:00Z")

    assert (answer.status_code, json.loads(answer.text)["errors"][0]["field"]) == (422, "to")
