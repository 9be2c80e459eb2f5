"""Events as they really travel: committed in Firestore, published on Pub/Sub, pushed over HTTP, handled, parked, replayed."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest
from google.pubsub_v1.types import PushConfig, RetryPolicy

from emulators.cloud import PROJECT
from emulators.topics import FIRST_RETRY, LAST_RETRY
from shared.domain.pms import ReservationNamed
from shared.domain.rooms import GuestFlagChanged, RoomArchived, RoomStateChanged, RoomStatusChanged
from shared.domain.tickets import TicketOpened
from shared.runtime.parking import NOWHERE
from shared.runtime.place import Place
from tests.whole import HOME, Caller, Whole, envelope, topic_name, until, until_equal

HOTEL = Place("push", "push-hotel")


@pytest.fixture(scope="module")
def manager(whole: Whole) -> Caller:
    return whole.open_property(HOTEL, ["201", "202", "203", "204", "205", "206"])


def wrapped(event: str, payload: dict[str, Any], place: Place = HOTEL, **changes: Any) -> bytes:
    """Return an event as another service of the house would publish it."""
    said = {
        "specVersion": "1.0",
        "id": f"evt_{uuid4().hex}",
        "subject": event,
        "tenantId": place.tenant_id,
        "propertyId": place.property_id,
        "occurredAt": "2026-06-15T08:00:00.000Z",
        "producer": "tests@1",
        "actor": {"type": "system", "id": "tests"},
        "correlationId": "tests",
        "causationId": "tests",
        "aggregateId": "tests",
        "revision": 1,
        "payload": payload,
    }
    return json.dumps(said | changes).encode()


class Neighbour:
    """Another context that hears the same topic: it fails as often as it is told to, and remembers what came."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.came: list[dict[str, Any]] = []


@contextmanager
def neighbour(whole: Whole, topic: str, refusals: int) -> Iterator[Neighbour]:
    heard = Neighbour(refusals)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.came.append(body["message"])
            self.send_response(503 if len(heard.came) <= heard.refusals else 204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    name = f"projects/{PROJECT}/subscriptions/neighbour-{uuid4().hex[:8]}"
    whole.subscriber.create_subscription(
        request={
            "name": name,
            "topic": topic_name(topic),
            "push_config": PushConfig(push_endpoint=f"http://127.0.0.1:{server.server_port}/"),
            "retry_policy": RetryPolicy(minimum_backoff=FIRST_RETRY, maximum_backoff=LAST_RETRY),
            "enable_message_ordering": True,
        }
    )
    try:
        yield heard
    finally:
        whole.subscriber.delete_subscription(request={"subscription": name})
        server.shutdown()
        server.server_close()


def letters(whole: Whole, handler: str, place: Place = HOTEL) -> list[dict[str, Any]]:
    return [letter for letter in whole.documents("dead_letters", place).values() if letter["handler"] == handler]


def handled(whole: Whole, event_id: str) -> list[dict[str, Any]]:
    """Return the entries of the handler that every opened ticket wakes, and that commits whatever it finds to do.

    The PMS's handler would not do: a push still under way may tell the PMS first, and leave this event nothing to commit.
    """
    return until(
        lambda: whole.journal(HOTEL, name="clean_mid_stay_when_ticket_opened", causation_id=event_id), "its handling"
    )


def test_an_event_travels_from_a_commit_to_its_handler(whole: Whole, manager: Caller) -> None:
    ticket = manager.data("POST", "rooms/201/tickets", {"kind": "towels"})["ticket_id"]

    def opened() -> list[dict[str, Any]]:
        return [one for one in whole.journal(HOTEL, name="open_ticket") if ticket in json.dumps(one["events"])]

    command = until(opened, "the command's entry")[-1]
    event = next(one for one in command["events"] if one["subject"] == TicketOpened.subject)
    assert {entry["correlation_id"] for entry in handled(whole, event["id"])} == {command["correlation_id"]}


def test_a_handler_that_cannot_now_is_asked_again_until_it_can(whole: Whole) -> None:
    room = whole.free_room()
    whole.forget_requests()
    whole.fault("down", requests=4, operation="resources/update")

    whole.flip(room, "dirty")

    until_equal(lambda: whole.there(room)["State"], "Dirty", "the PMS shows it dirty")
    assert whole.pushes(room) == [503, 503, 503, 503, 200]


def test_two_contexts_on_one_topic_each_get_the_event_and_neither_waits_for_the_other(whole: Whole) -> None:
    room = whole.free_room()
    whole.forget_requests()
    with neighbour(whole, RoomStatusChanged.subject, refusals=2) as other:
        whole.flip(room, "dirty")
        until(lambda: len(other.came) >= 3, "the other context took it at last")

    until_equal(lambda: whole.there(room)["State"], "Dirty", "the PMS shows it dirty")
    assert whole.pushes(room) == [200]
    assert len({message["messageId"] for message in other.came}) == 1


def test_what_comes_twice_has_its_effect_once(whole: Whole, manager: Caller) -> None:
    event = wrapped(RoomArchived.subject, {"roomId": "206"})
    for _ in range(5):
        whole.publish(RoomArchived.subject, event)

    until(lambda: whole.row("206", HOTEL).get("archived"), "206 is off the books")
    whole.publish(RoomArchived.subject, wrapped(RoomArchived.subject, {"roomId": "205"}))
    until(lambda: whole.row("205", HOTEL).get("archived"), "205 too, which was told last")
    assert len(whole.journal(HOTEL, name="archive_when_room_archived", room_ids=["206"])) == 1
    # Housekeeping opens work in a new room, and cancels it in one that is off the books: after the first revision, which
    # came with other rooms, each has one entry of its own.
    until(
        lambda: whole.row("206", HOTEL)["revision"] - 1 == len(whole.journal(HOTEL, room_ids=["206"])),
        "every change of 206 is journaled once",
    )


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\xff\xfe not text", b"null", b"[]", b'{"half": ', b"{}", b"9" * 5_000, b"[" * 3_000],
    ids=["nothing", "no text", "null", "a list", "half of it", "no envelope", "a number", "deep"],
)
def test_garbage_is_parked_once_and_comes_no_more(whole: Whole, manager: Caller, garbage: bytes) -> None:
    def parked() -> list[dict[str, Any]]:
        return letters(whole, "archive_when_room_archived", NOWHERE)

    before = len(parked())
    whole.publish(RoomArchived.subject, garbage, eventType="nonsense")

    until(lambda: len(parked()) > before, "it is parked")
    assert {letter["status"] for letter in parked()} == {"parked"}
    assert {letter["reason"]["code"] for letter in parked()} == {"NOT_OUR_SCHEMA"}


def test_an_event_with_a_payload_that_is_none_is_parked_where_it_belongs(whole: Whole, manager: Caller) -> None:
    whole.publish(ReservationNamed.subject, wrapped(ReservationNamed.subject, {"vendor": 1, "externalId": []}))

    letter = until(lambda: letters(whole, "settle_when_reservation_named"), "it is parked")[0]

    shown = manager.data("GET", "dead-letters?status=parked")
    assert letter["dead_letter_id"] in [one["dead_letter_id"] for one in shown]
    assert letter["reason"]["code"] == "NOT_OUR_SCHEMA"


def test_an_event_of_an_unknown_property_is_parked(whole: Whole, manager: Caller) -> None:
    stranger = Place("nobody", "no-hotel")
    event = wrapped(RoomArchived.subject, {"roomId": "201"}, stranger)

    whole.publish(RoomArchived.subject, event)

    def there() -> bool:
        found = letters(whole, "archive_when_room_archived", NOWHERE)
        return any(letter["data"].encode() == event for letter in found)

    until(there, "it is parked")


def test_what_the_state_forbids_is_parked_with_its_reason_and_done_when_replayed_later(
    whole: Whole, manager: Caller
) -> None:
    stay = whole.check_in(manager, "203")
    whole.publish(RoomArchived.subject, wrapped(RoomArchived.subject, {"roomId": "203"}))
    letter = until(lambda: letters(whole, "archive_when_room_archived"), "it is parked")[0]
    assert letter["reason"]["code"] == "MELMASTOON.ROOM.STILL_OCCUPIED"
    assert not whole.row("203", HOTEL)["archived"]

    manager.data("PUT", f"reservations/{stay['stay_id']}/status", {"status": "checked_out", "even_if_early": True})
    replayed = manager.data("POST", f"dead-letters/{letter['dead_letter_id']}/replay")

    assert replayed["status"] == "replayed"
    until(lambda: whole.row("203", HOTEL)["archived"], "203 is off the books")
    assert manager.status("POST", f"dead-letters/{letter['dead_letter_id']}/replay") == 409


def test_what_fails_again_when_replayed_is_parked_again(whole: Whole, manager: Caller) -> None:
    whole.check_in(manager, "204")
    whole.publish(RoomArchived.subject, wrapped(RoomArchived.subject, {"roomId": "204"}))

    def letter() -> dict[str, Any]:
        found = letters(whole, "archive_when_room_archived")
        return next((one for one in found if '"204"' in one["data"]), {})

    until(letter, "it is parked")
    manager.data("POST", f"dead-letters/{letter()['dead_letter_id']}/replay")

    until(lambda: letter()["failures"] == 2 and letter()["status"] == "parked", "it is parked again")


def test_what_pubsub_itself_gave_up_on_is_kept_for_a_person(whole: Whole, manager: Caller) -> None:
    event = wrapped(RoomArchived.subject, {"roomId": "202"})
    given_up = {
        "data": base64.b64encode(event).decode(),
        "attributes": {
            "eventType": RoomArchived.subject,
            "CloudPubSubDeadLetterSourceSubscription": "rooms.somewhere",
            "CloudPubSubDeadLetterSourceDeliveryCount": "10",
        },
    }
    response = whole.http.post("/internal/dead-letter", json={"message": given_up})

    assert response.status_code == 204
    shown = manager.data("GET", "dead-letters?status=parked")
    kept = next(one for one in shown if one["handler"] == "rooms.somewhere")
    manager.data("POST", f"dead-letters/{kept['dead_letter_id']}/replay")
    until(lambda: whole.row("202", HOTEL)["archived"], "202 is off the books")


def test_events_of_one_room_come_in_the_order_in_which_they_happened(whole: Whole, manager: Caller) -> None:
    whole.check_in(manager, "201")
    with whole.ears(RoomStateChanged.subject, GuestFlagChanged.subject) as ears:
        flags = ("do_not_disturb", "none", "service_declined", "none") * 5
        made = [manager.data("PUT", "rooms/201/guest-flag", {"flag": flag})["revision"] for flag in flags]
        for topic in (RoomStateChanged.subject, GuestFlagChanged.subject):
            # The order is kept within a topic, not between two: each has to have come to its end.
            ears.hear(lambda said, topic=topic: (said["subject"], said["revision"]) == (topic, made[-1]))

    said = [(message, envelope(message)) for message in ears.messages]
    of_room = [(message, one) for message, one in said if one["propertyId"] == HOTEL.property_id]
    assert {message.ordering_key for message, _ in of_room} == {"push:201"}
    for topic in (RoomStateChanged.subject, GuestFlagChanged.subject):
        revisions = [one["revision"] for _, one in of_room if one["subject"] == topic]
        # Housekeeping writes on the row too, whenever it hears of a flag: its revisions may come in between.
        assert set(made) <= set(revisions)
        assert revisions == sorted(revisions)


def test_the_trace_of_a_request_goes_on_in_what_it_brings_about(whole: Whole, manager: Caller) -> None:
    trace = uuid4().hex
    with whole.ears(TicketOpened.subject) as ears:
        ticket = manager.data(
            "POST",
            "rooms/201/tickets",
            {"kind": "towels"},
            headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
        )["ticket_id"]
        message = ears.hear(lambda said: said["payload"].get("ticketId") == ticket)

    assert message.attributes["traceparent"].split("-")[1] == trace
    assert message.attributes["googclient_traceparent"].split("-")[1] == trace
    event = envelope(message)
    assert event["traceparent"].split("-")[1] == trace
    assert {entry["traceparent"].split("-")[1] for entry in handled(whole, event["id"])} == {trace}


def test_attributes_say_what_a_subscriber_needs_without_opening_the_message(whole: Whole) -> None:
    room = whole.free_room()
    with whole.ears(RoomStatusChanged.subject) as ears:
        whole.flip(room, "dirty")
        message = ears.hear(lambda said: said["payload"].get("roomId") == room)

    said = envelope(message)
    assert dict(message.attributes) | {"traceparent": "", "googclient_traceparent": ""} == {
        "eventType": RoomStatusChanged.subject,
        "tenantId": HOME.tenant_id,
        "propertyId": HOME.property_id,
        "schemaVersion": "v1",
        "traceparent": "",
        "googclient_traceparent": "",
        "idempotencyKey": said["id"],
    }
    assert message.ordering_key == f"{HOME.tenant_id}:{said['aggregateId']}"
