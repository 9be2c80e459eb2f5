"""What a crash between commit and publish leaves behind, and who mends it."""

from __future__ import annotations

import json

from shared.domain.rooms import RoomStateChanged
from shared.runtime.bus.port import BusAway, Message
from shared.runtime.store.port import Put
from tests.ground import PLACE, Ground


def entry(entry_id: str, *, room_id: str = "204") -> dict[str, object]:
    envelope = {
        "id": f"evt_{entry_id}",
        "subject": RoomStateChanged.subject,
        "tenantId": "demo",
        "propertyId": "demo-hotel",
        "occurredAt": "2026-03-21T09:00:00.000Z",
        "producer": "rooms@0.1.0",
        "actor": {"type": "user", "id": "stf_1"},
        "correlationId": "req_1",
        "causationId": "",
        "aggregateId": room_id,
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


def journal(hotel: Ground, entry_id: str, **said: str) -> None:
    kept = {**entry(entry_id, **said), "at": hotel.now, "expires_at": hotel.now}
    keep(hotel, entry_id, kept)


def keep(hotel: Ground, entry_id: str, kept: dict[str, object]) -> None:
    hotel.store.commit([Put(PLACE.key("journal", entry_id), kept, None, "committed_at")])


def is_pending(hotel: Ground, entry_id: str) -> object:
    return (hotel.store.read([PLACE.key("journal", entry_id)])[0].data or {})["pending"]


def run(hotel: Ground) -> int:
    return hotel.call("POST", "/internal/cron/relay").status_code


def published(hotel: Ground) -> list[str]:
    return [json.loads(message.data)["id"] for message in hotel.bus.published]


def test_an_entry_that_a_crash_left_pending_is_published_and_marked_so(hotel: Ground) -> None:
    journal(hotel, "cmd_a")
    hotel.pass_time(seconds=10)

    assert run(hotel) == 204
    assert published(hotel) == ["evt_cmd_a"]
    assert is_pending(hotel, "cmd_a") is False


def test_what_has_been_published_is_not_published_again(hotel: Ground) -> None:
    journal(hotel, "cmd_a")
    hotel.pass_time(seconds=10)
    run(hotel)
    run(hotel)

    assert published(hotel) == ["evt_cmd_a"]


def test_an_entry_of_this_moment_is_left_to_its_own_command(hotel: Ground) -> None:
    journal(hotel, "cmd_a")
    hotel.pass_time(seconds=1)
    run(hotel)

    assert published(hotel) == []


def test_the_oldest_goes_first(hotel: Ground) -> None:
    for entry_id in ("cmd_c", "cmd_a", "cmd_b"):
        journal(hotel, entry_id)
        hotel.pass_time(seconds=1)
    hotel.pass_time(seconds=10)
    run(hotel)

    assert published(hotel) == ["evt_cmd_c", "evt_cmd_a", "evt_cmd_b"]


def test_an_entry_that_cannot_be_published_keeps_none_of_the_others_back(hotel: Ground) -> None:
    keep(hotel, "cmd_poison", {**entry("cmd_poison"), "events": [{"id": "evt_1"}], "committed_at": hotel.now})
    keep(hotel, "cmd_garbage", {"pending": True, "committed_at": hotel.now})
    hotel.pass_time(seconds=1)
    for number in range(150):
        journal(hotel, f"cmd_{number:03}")
    hotel.pass_time(seconds=10)
    run(hotel)

    assert len(published(hotel)) == 150
    assert is_pending(hotel, "cmd_poison") is True


def test_a_bus_that_is_away_leaves_everything_for_the_next_run(hotel: Ground) -> None:
    tries = []

    def away(message: Message) -> None:
        if message.topic == RoomStateChanged.subject:
            tries.append(message)
            raise BusAway("nobody there")

    for number in range(5):
        journal(hotel, f"cmd_{number}")
    hotel.pass_time(seconds=10)
    hotel.bus.before_publish = away
    assert run(hotel) == 204
    assert len(tries) == 1
    hotel.bus.before_publish = lambda _: None
    run(hotel)

    assert published(hotel) == [f"evt_cmd_{number}" for number in range(5)]


def test_a_run_stops_when_its_time_is_up(hotel: Ground) -> None:
    journal(hotel, "cmd_a")
    journal(hotel, "cmd_b")
    hotel.pass_time(seconds=10)

    def take_long(message: Message) -> None:
        if message.topic == RoomStateChanged.subject:
            hotel.pass_time(minutes=1)

    hotel.bus.after_publish = take_long
    run(hotel)

    assert published(hotel) == ["evt_cmd_a"]
