"""Parked events: seen, sent again, and taken in from Pub/Sub's own dead-letter topic."""

from __future__ import annotations

import base64
import json

import pytest

from shared.domain.people import Role
from shared.domain.rooms import RoomStateChanged
from shared.runtime.parking import letter_id

LETTERS = "/api/v1/properties/demo-hotel/dead-letters"


def event(**changes: object) -> dict[str, object]:
    return {
        "id": "evt_1",
        "subject": RoomStateChanged.subject,
        "tenantId": "demo",
        "propertyId": "demo-hotel",
        "occurredAt": "2026-03-21T09:00:00.000Z",
        "producer": "rooms@0.1.0",
        "actor": {"type": "user", "id": "stf_1"},
        "correlationId": "req_1",
        "causationId": "",
        "revision": 2,
        "payload": {"roomId": "204", "room": {}},
        **changes,
    }


def park(hotel, data: str, status: str = "parked") -> str:
    letter = letter_id("plan_turnover", data)
    kept = {
        "dead_letter_id": letter,
        "status": status,
        "subject": RoomStateChanged.subject,
        "handler": "plan_turnover",
        "reason": {"code": "INTERNAL_ERROR", "detail": "KeyError: 'x'", "context": {}},
        "data": data,
        "first_failed_at": hotel.clock(),
        "last_failed_at": hotel.clock(),
        "revision": 1,
    }
    hotel.put("dead_letters", letter, kept)
    return letter


def push(hotel, data: str):
    message = {
        "data": base64.b64encode(data.encode()).decode(),
        "attributes": {
            "eventType": RoomStateChanged.subject,
            "CloudPubSubDeadLetterSourceSubscription": "housekeeping.room.state.changed.v1",
            "CloudPubSubDeadLetterSourceDeliveryCount": "10",
        },
    }
    return hotel.client.post("/internal/dead-letter", json={"message": message})


def test_a_supervisor_sees_what_is_parked_and_why(hotel):
    hotel.identity.role = Role.SUPERVISOR
    park(hotel, json.dumps(event()))
    found = hotel.client.get(LETTERS, query_string={"status": "parked"}).json["data"]

    assert [(letter["handler"], letter["reason"]["code"]) for letter in found] == [("plan_turnover", "INTERNAL_ERROR")]


@pytest.mark.parametrize("role", [Role.HOUSEKEEPER, Role.FRONT_DESK, Role.MAINTENANCE, Role.INTEGRATION])
def test_nobody_else_may_look_or_replay(hotel, role):
    hotel.identity.role = role
    letter = park(hotel, json.dumps(event()))

    assert hotel.client.get(LETTERS).status_code == 403
    assert hotel.client.post(f"{LETTERS}/{letter}/replay").status_code == 403


def test_a_replayed_letter_goes_out_as_the_event_it_was(hotel):
    letter = park(hotel, json.dumps(event()))
    answer = hotel.client.post(f"{LETTERS}/{letter}/replay")

    assert (answer.status_code, answer.json["data"]["status"]) == (200, "replayed")
    (message,) = hotel.bus.published
    assert json.loads(message.data)["id"] == "evt_1"
    assert message.topic == RoomStateChanged.subject
    assert message.attributes["idempotencyKey"] == "evt_1"


@pytest.mark.parametrize("status", ["retrying", "replayed"])
def test_only_a_parked_letter_is_sent_again(hotel, status):
    letter = park(hotel, json.dumps(event()), status)
    answer = hotel.client.post(f"{LETTERS}/{letter}/replay")

    assert (answer.status_code, answer.json["code"]) == (409, "MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_PARKED")
    assert hotel.bus.published == []


@pytest.mark.parametrize(
    "data", ["not json", "{}", json.dumps(event(subject="x.y.v1")), json.dumps(event(payload={"roomId": 3.5}))]
)
def test_a_letter_that_nobody_could_read_is_not_sent_again(hotel, data):
    letter = park(hotel, data)
    answer = hotel.client.post(f"{LETTERS}/{letter}/replay")

    assert (answer.status_code, answer.json["code"]) == (409, "MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_REPLAYABLE")
    assert hotel.read("dead_letters", letter)["status"] == "parked"


def test_what_pubsub_gave_up_on_is_parked_where_it_belongs(hotel):
    data = json.dumps(event())

    assert push(hotel, data).status_code == 204
    assert hotel.identity.pushes == ["/internal/dead-letter"]
    kept = hotel.read("dead_letters", letter_id("housekeeping.room.state.changed.v1", data))
    assert kept["reason"]["code"] == "GIVEN_UP_BY_PUBSUB"


def test_what_names_no_property_of_ours_is_parked_beside_them(hotel):
    data = json.dumps(event(propertyId="nowhere"))
    push(hotel, data)

    assert hotel.read("dead_letters", letter_id("housekeeping.room.state.changed.v1", data)) == {}
    assert push(hotel, "not json").status_code == 204


def test_what_pubsub_would_never_send_is_refused(hotel):
    assert hotel.client.post("/internal/dead-letter", json={"hello": 1}).status_code == 400
    assert hotel.client.post("/internal/dead-letter", data="x").status_code == 400
