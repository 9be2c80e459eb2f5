"""Parked events: seen, sent again, and taken in from Pub/Sub's own dead-letter topic."""

from __future__ import annotations

import base64
import json

import pytest

from shared.domain.rooms import RoomStateChanged
from shared.runtime.parking import NOWHERE, DeadLetter, Reason, letter_id
from shared.runtime.store.port import Query
from tests.ground import SUPERVISOR, Ground


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
        "aggregateId": "204",
        "revision": 2,
        "payload": {"roomId": "204", "room": {}},
        **changes,
    }


def park(hotel: Ground, data: str, status: str = "parked") -> str:
    letter = letter_id("plan_turnover", data)
    kept = DeadLetter(
        dead_letter_id=letter,
        status=status,
        subject=RoomStateChanged.subject,
        handler="plan_turnover",
        reason=Reason(code="INTERNAL_ERROR", detail="KeyError: 'x'"),
        data=data,
        first_failed_at=hotel.now,
        last_failed_at=hotel.now,
    )
    hotel.put(kept)
    return letter


def push(hotel: Ground, data: str) -> int:
    message = {
        "data": base64.b64encode(data.encode()).decode(),
        "attributes": {
            "eventType": RoomStateChanged.subject,
            "CloudPubSubDeadLetterSourceSubscription": "housekeeping.room.state.changed.v1",
            "CloudPubSubDeadLetterSourceDeliveryCount": "10",
        },
    }
    return hotel.call("POST", "/internal/dead-letter", {"message": message}).status_code


def test_a_supervisor_sees_what_is_parked_and_why(hotel: Ground) -> None:
    park(hotel, json.dumps(event()))
    found = hotel.data("GET", "dead-letters?status=parked", by=SUPERVISOR)

    assert [(letter["handler"], letter["reason"]["code"]) for letter in found] == [("plan_turnover", "INTERNAL_ERROR")]


def test_a_replayed_letter_goes_out_as_the_event_it_was(hotel: Ground) -> None:
    letter = park(hotel, json.dumps(event()))

    assert hotel.data("POST", f"dead-letters/{letter}/replay")["status"] == "replayed"
    (message,) = hotel.bus.published
    assert json.loads(message.data)["id"] == "evt_1"
    assert message.topic == RoomStateChanged.subject
    assert message.attributes["idempotencyKey"] == "evt_1"


@pytest.mark.parametrize("status", ["retrying", "replayed"])
def test_only_a_parked_letter_is_sent_again(hotel: Ground, status: str) -> None:
    letter = park(hotel, json.dumps(event()), status)

    assert hotel.refused("POST", f"dead-letters/{letter}/replay") == (
        409,
        "MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_PARKED",
    )
    assert hotel.bus.published == []


@pytest.mark.parametrize("data", ["not json", "{}", json.dumps(event(specVersion="2.0"))])
def test_a_letter_that_nobody_could_read_is_not_sent_again(hotel: Ground, data: str) -> None:
    letter = park(hotel, data)

    assert hotel.refused("POST", f"dead-letters/{letter}/replay") == (
        409,
        "MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_REPLAYABLE",
    )
    assert hotel.get(DeadLetter, letter).status == "parked"


def test_what_pubsub_gave_up_on_is_parked_where_it_belongs(hotel: Ground) -> None:
    data = json.dumps(event())

    assert push(hotel, data) == 204
    kept = hotel.get(DeadLetter, letter_id("housekeeping.room.state.changed.v1", data))
    assert (kept.status, kept.reason.code) == ("parked", "GIVEN_UP_BY_PUBSUB")


def test_what_names_no_property_of_ours_is_parked_beside_them(hotel: Ground) -> None:
    data = json.dumps(event(propertyId="nowhere"))

    assert push(hotel, data) == push(hotel, "not json") == 204
    assert hotel.all(DeadLetter) == []
    assert len(hotel.store.query(Query("dead_letters", NOWHERE.path))) == 2


def test_what_pubsub_would_never_send_is_refused(hotel: Ground) -> None:
    assert hotel.call("POST", "/internal/dead-letter", {"hello": 1}).status_code == 400
    assert hotel.call("POST", "/internal/dead-letter", "x").status_code == 400
