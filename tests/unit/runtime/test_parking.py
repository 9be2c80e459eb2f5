"""What cannot be handled is parked whatever it is made of, and one event is one letter."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from shared.domain.ids import derived_id
from shared.runtime.envelope import Envelope
from shared.runtime.events_in import delivery
from shared.runtime.parking import about_of, letter_id

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


@pytest.mark.parametrize(
    ("payload", "about"),
    [
        ({"roomId": "204", "taskId": "hkt_1"}, {"room_id": "204", "task_id": "hkt_1"}),
        ({"reservationId": "rsv_1", "guestId": "gst_1"}, {"stay_id": "rsv_1", "guest_id": "gst_1"}),
        ({"fromRoomId": "101", "roomId": "204"}, {"room_id": "204"}),
        ({"vendor": "mews", "externalId": "x"}, {"stay_id": derived_id("rsv", "mews", "x")}),
        ({"noticeId": "ntc_1", "vendor": "mews"}, {"notice_id": "ntc_1"}),
        ({"roomId": 204, "taskId": None, "stayId": "", "ticketId": "x" * 65, "weather": "hot"}, {}),
        ({}, {}),
    ],
)
def test_a_letter_is_about_what_its_payload_names(payload: dict[str, Any], about: dict[str, str]) -> None:
    assert about_of(json.dumps(SAID | {"payload": payload})) == about


@pytest.mark.parametrize(
    "data", ["", "garbage", "[]", "{}", "null", '{"payload": [1]}', '{"payload": "x"}', "[" * 100_000]
)
def test_what_cannot_be_read_is_about_nothing(data: str) -> None:
    assert about_of(data) == {}
