"""What cannot be handled is parked whatever it is made of, and one event is one letter."""

from __future__ import annotations

import base64
import json
from typing import Any

from shared.runtime.envelope import Envelope
from shared.runtime.events_in import delivery
from shared.runtime.parking import letter_id

SAID: dict[str, Any] = {
    "id": "evt_1",
    "subject": "melmastoon.property.room.archived.v1",
    "tenantId": "demo",
    "propertyId": "demo-hotel",
    "occurredAt": "2026-06-15T08:00:00.000Z",
    "producer": "elsewhere@1",
    "actor": {"type": "system", "id": "elsewhere"},
    "correlationId": "c",
    "causationId": "c",
    "aggregateId": "204",
    "revision": 1,
    "payload": {"roomId": "204"},
}


def test_an_event_that_is_sent_again_in_our_own_writing_is_the_same_letter() -> None:
    theirs = json.dumps(SAID, indent=2)
    ours = Envelope.model_validate_json(theirs).message().data.decode()

    assert ours != theirs
    assert letter_id("archive", ours) == letter_id("archive", theirs)
    assert letter_id("archive", ours) != letter_id("another", ours)


def test_another_event_is_another_letter_and_so_is_other_garbage() -> None:
    said = [json.dumps(SAID), json.dumps(SAID | {"id": "evt_2"}), "", "garbage", "{}", "[]"]

    assert len({letter_id("archive", one) for one in said}) == len(said)


def test_a_message_that_is_no_text_is_kept_whole() -> None:
    garbage = b"\xff\xfe not text"

    taken = delivery({"message": {"data": base64.b64encode(garbage).decode()}})

    assert base64.b64decode(taken.data.removeprefix("data:;base64,")) == garbage
