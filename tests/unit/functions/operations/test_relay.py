"""What a crash between commit and publish leaves behind, and who mends it."""

from __future__ import annotations

import json

from shared.domain.rooms import RoomStateChanged
from shared.runtime.bus.port import Message, PublishFailed


def entry(entry_id: str, *, room_id: str = "204", subject: str = RoomStateChanged.subject) -> dict[str, object]:
    envelope = {
        "id": f"evt_{entry_id}",
        "subject": subject,
        "tenantId": "demo",
        "propertyId": "demo-hotel",
        "occurredAt": "2026-03-21T09:00:00.000Z",
        "producer": "rooms@0.1.0",
        "actor": {"type": "user", "id": "stf_1"},
        "correlationId": "req_1",
        "causationId": "",
        "revision": 2,
        "payload": {"roomId": room_id, "room": {}},
    }
    return {
        "entry_id": entry_id,
        "kind": "command",
        "name": "flag_room",
        "actor": {"type": "user", "id": "stf_1"},
        "request_id": "req_1",
        "correlation_id": "req_1",
        "causation_id": "",
        "room_ids": [room_id],
        "events": [envelope],
        "pending": True,
    }


def journal(hotel, entry_id: str, **said: str) -> None:
    kept = {**entry(entry_id, **said), "at": hotel.clock(), "expires_at": hotel.clock()}
    hotel.put("journal", entry_id, kept, "committed_at")


def run(hotel):
    return hotel.client.post("/internal/cron/relay")


def published(hotel) -> list[str]:
    return [json.loads(message.data)["id"] for message in hotel.bus.published]


def test_an_entry_that_a_crash_left_pending_is_published_and_marked_so(hotel):
    journal(hotel, "cmd_a")
    hotel.clock.move(seconds=10)

    assert run(hotel).status_code == 204
    assert published(hotel) == ["evt_cmd_a"]
    assert hotel.read("journal", "cmd_a")["pending"] is False


def test_what_has_been_published_is_not_published_again(hotel):
    journal(hotel, "cmd_a")
    hotel.clock.move(seconds=10)
    run(hotel)
    run(hotel)

    assert published(hotel) == ["evt_cmd_a"]


def test_an_entry_of_this_moment_is_left_to_its_own_command(hotel):
    journal(hotel, "cmd_a")
    hotel.clock.move(seconds=1)
    run(hotel)

    assert published(hotel) == []


def test_the_oldest_goes_first(hotel):
    for entry_id in ("cmd_c", "cmd_a", "cmd_b"):
        journal(hotel, entry_id)
        hotel.clock.move(seconds=1)
    hotel.clock.move(seconds=10)
    run(hotel)

    assert published(hotel) == ["evt_cmd_c", "evt_cmd_a", "evt_cmd_b"]


def test_an_entry_that_cannot_be_published_keeps_none_of_the_others_back(hotel):
    journal(hotel, "cmd_poison", subject="melmastoon.nobody.knows.this.v1")
    hotel.put("journal", "cmd_garbage", {"pending": True, "committed_at": hotel.clock()})
    hotel.clock.move(seconds=1)
    for number in range(150):
        journal(hotel, f"cmd_{number:03}")
    hotel.clock.move(seconds=10)
    run(hotel)

    assert len(published(hotel)) == 150
    assert hotel.read("journal", "cmd_poison")["pending"] is True


def test_a_bus_that_is_away_leaves_everything_for_the_next_run(hotel):
    def away(_: Message) -> None:
        raise PublishFailed("nobody there")

    journal(hotel, "cmd_a")
    hotel.clock.move(seconds=10)
    hotel.bus.before_publish = away
    assert run(hotel).status_code == 204
    hotel.bus.before_publish = lambda _: None
    run(hotel)

    assert published(hotel) == ["evt_cmd_a"]


def test_a_run_stops_when_its_time_is_up(hotel):
    journal(hotel, "cmd_a")
    journal(hotel, "cmd_b")
    hotel.clock.move(seconds=10)
    hotel.bus.after_publish = lambda _: hotel.clock.move(minutes=1)
    run(hotel)

    assert published(hotel) == ["evt_cmd_a"]
