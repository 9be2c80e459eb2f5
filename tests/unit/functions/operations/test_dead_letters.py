"""Parked events: seen, sent again, and taken in from Pub/Sub's own dead-letter topic."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - one of its handlers is healed
from shared.domain.ids import derived_id
from shared.domain.people import Actor
from shared.domain.rooms import Room, RoomArchived, RoomStateChanged
from shared.domain.stays import Stay
from shared.domain.tasks import Task
from shared.runtime.documents import to_data
from shared.runtime.events_in import Delivery, receive
from shared.runtime.jobs import Run
from shared.runtime.journal import JOURNAL, Entry, Reply
from shared.runtime.parking import CLOSED_FOR, NOWHERE, UNREAD_FOR, DeadLetter, Reason, about_of, letter_id
from shared.runtime.routes import ROUTES
from shared.runtime.store.port import Put, Query
from shared.runtime.tenancy import memory
from tests.ground import AGENT, MANAGER, OPERATOR, STRANGER, SUPERVISOR, Ground


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


def park(hotel: Ground, data: str, status: str = "parked", handler: str = "plan_turnover") -> str:
    letter = letter_id(handler, data)
    kept = DeadLetter(
        dead_letter_id=letter,
        status=status,
        subject=RoomStateChanged.subject,
        handler=handler,
        about=about_of(data),
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


# P13: what it is about, closed by a person, or by what heals it


def test_a_letter_says_what_it_is_about(hotel: Ground) -> None:
    ids = {"taskId": "hkt_1", "reservationId": "rsv_1", "guestId": "gst_1", "roomId": "204"}
    assert push(hotel, json.dumps(event(payload=ids))) == 204
    (letter,) = hotel.data("GET", "dead-letters", by=SUPERVISOR)
    assert letter["about"] == {"task_id": "hkt_1", "stay_id": "rsv_1", "guest_id": "gst_1", "room_id": "204"}


@pytest.mark.parametrize("what", ["stay_id", "task_id"])
def test_a_letter_says_the_room_of_what_it_is_about(hotel: Ground, what: str) -> None:
    stay_id, task_id = derived_id("rsv", "mews", "r1"), derived_id("hkt", "1")
    payload = {"vendor": "mews", "externalId": "r1"} if what == "stay_id" else {"taskId": task_id}
    stay = {"stay_id": stay_id, "guest_id": "gst_1", "guest_name": "Amina", "status": "checked_in", "room_id": "315"}
    task = {"task_id": task_id, "room_id": "315", "kind": "turnover", "source": "event", "created_by": "house"}
    hotel.put(
        Stay.model_validate({**stay, "arrival_at": hotel.now, "departure_at": hotel.now}),
        Task.model_validate(
            {**task, "business_date": hotel.now.date(), "created_at": hotel.now, "estimated_minutes": 30}
        ),
    )
    park(hotel, json.dumps(event(payload=payload)))
    park(hotel, json.dumps(event(id="evt_2", payload={"stayId": "nobody/../else"})))
    found = {letter["about"].get("room_id") for letter in hotel.data("GET", "dead-letters", by=SUPERVISOR)}
    assert found == {"315", None}


def test_a_letter_is_discarded_with_a_reason_and_leaves_by_itself(hotel: Ground) -> None:
    letter = park(hotel, json.dumps(event()))
    said = {"reason": "The room was closed in spring"}
    closed = hotel.data("POST", f"dead-letters/{letter}/discard", said, by=SUPERVISOR)
    assert (closed["status"], closed["closed_for"], closed["closed_by"]) == ("discarded", said["reason"], SUPERVISOR.id)
    assert hotel.get(DeadLetter, letter).expires_at == hotel.now + CLOSED_FOR
    assert hotel.data("POST", f"dead-letters/{letter}/discard", {"reason": "again"}, by=SUPERVISOR) == closed
    assert hotel.refused("POST", f"dead-letters/{letter}/replay")[0] == 409


@pytest.mark.parametrize("reason", ["", "  ", None, "x" * 501])
def test_nothing_is_discarded_without_a_reason(hotel: Ground, reason: str | None) -> None:
    letter = park(hotel, json.dumps(event()))
    assert hotel.refused("POST", f"dead-letters/{letter}/discard", {"reason": reason})[0] == 422


def test_a_letter_that_was_discarded_by_mistake_waits_again(hotel: Ground) -> None:
    letter = park(hotel, json.dumps(event()))
    before = hotel.get(DeadLetter, letter)
    hotel.data("POST", f"dead-letters/{letter}/discard", {"reason": "a slip"})
    again = hotel.data("POST", f"dead-letters/{letter}/restore")
    assert (again["status"], again["closed_for"], again["expires_at"]) == ("parked", "", None)
    now = hotel.get(DeadLetter, letter)
    assert now.but(revision=before.revision, updated_at=before.updated_at) == before
    assert hotel.data("POST", f"dead-letters/{letter}/restore")["revision"] == again["revision"]


@pytest.mark.parametrize("status", ["replayed", "healed"])
def test_what_is_over_is_neither_discarded_nor_taken_back(hotel: Ground, status: str) -> None:
    letter = park(hotel, json.dumps(event()), status)
    discarded = hotel.refused("POST", f"dead-letters/{letter}/discard", {"reason": "why not"})
    assert discarded == (409, "MELMASTOON.OPERATIONS.DEAD_LETTER_CLOSED")
    restored = hotel.refused("POST", f"dead-letters/{letter}/restore")
    assert restored == (409, "MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_DISCARDED")


def test_what_fails_again_waits_again_though_it_was_closed(hotel: Ground) -> None:
    data = json.dumps(event())
    push(hotel, data)
    letter = letter_id("housekeeping.room.state.changed.v1", data)
    hotel.data("POST", f"dead-letters/{letter}/discard", {"reason": "never seen again"})
    hotel.pass_time(hours=1)
    push(hotel, data)
    again = hotel.get(DeadLetter, letter)
    assert (again.status, again.closed_for, again.failures) == ("parked", "", 2)


HANDLER = "end_work_when_room_archived"


def handled(hotel: Ground, room_id: str, event_id: str) -> None:
    """Have the handler handle an event about this room."""
    if hotel.find(Room, room_id) is None:
        hotel.put(Room(room_id=room_id, number=room_id, floor=2, archived=True))
    receive([ROUTES[HANDLER]], Delivery(archived(room_id, event_id)))
    assert any(entry.entry_id == f"{HANDLER}:{event_id}" for entry in hotel.journal())


def archived(room_id: str, event_id: str) -> str:
    said = event(id=event_id, subject=RoomArchived.subject, payload={"roomId": room_id}, aggregateId=room_id)
    return json.dumps(said)


def heal(hotel: Ground) -> None:
    assert hotel.call("POST", "/internal/cron/heal_letters", by=None).status_code == 204


@pytest.mark.parametrize("status", ["parked", "retrying"])
def test_a_later_success_about_the_same_closes_the_letter_with_a_word(hotel: Ground, status: str) -> None:
    same = park(hotel, archived("204", "evt_1"), status, HANDLER)
    other = park(hotel, archived("205", "evt_2"), status, HANDLER)
    heal(hotel)
    assert {letter.status for letter in hotel.all(DeadLetter)} == {status}
    hotel.pass_time(minutes=1)
    handled(hotel, "204", "evt_3")
    heal(hotel)
    healed = hotel.get(DeadLetter, same)
    assert (healed.status, healed.closed_by, healed.closed_at) == ("healed", HANDLER, hotel.now)
    assert hotel.get(DeadLetter, other).status == status


def test_a_run_of_a_job_that_was_given_up_is_its_propertys_until_the_jobs_next_turn(hotel: Ground) -> None:
    at = hotel.now
    run = Run(
        job="sync-staff",
        tenant_id="demo",
        property_id="demo-hotel",
        scheduled_at=at,
        next_at=at + timedelta(days=1),
        listed_at=at,
    )
    assert push(hotel, run.message().data.decode()) == 204
    hotel.pass_time(hours=23)
    heal(hotel)
    (letter,) = hotel.all(DeadLetter)
    assert (letter.status, letter.reason.code) == ("parked", "GIVEN_UP_BY_PUBSUB")
    hotel.pass_time(hours=1)
    heal(hotel)
    assert hotel.get(DeadLetter, letter.dead_letter_id).status == "healed"


def test_a_service_that_has_its_own_functions_only_heals_the_letters_of_all(
    hotel: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is deployed: this context's service has loaded no other."""
    letter = park(hotel, archived("204", "evt_1"), handler=HANDLER)
    hotel.pass_time(minutes=1)
    handled(hotel, "204", "evt_2")
    monkeypatch.delitem(ROUTES, HANDLER)
    heal(hotel)
    assert hotel.get(DeadLetter, letter).status == "healed"


def test_an_earlier_success_heals_nothing(hotel: Ground) -> None:
    handled(hotel, "204", "evt_0")
    hotel.pass_time(minutes=1)
    letter = park(hotel, archived("204", "evt_1"), handler=HANDLER)
    heal(hotel)
    assert hotel.get(DeadLetter, letter).status == "parked"


STEPWISE = "follow_work_when_room_status_changed"


def step_of(hotel: Ground, event_id: str, step: str) -> None:
    """Have the handler that works in steps make one of them, about room 204."""
    entry = Entry(
        entry_id=f"{STEPWISE}:{event_id}:{step}",
        kind="event",
        name=STEPWISE,
        actor={"type": "system", "id": "pms"},
        at=hotel.now,
        committed_at=hotel.now,
        request_id="req_1",
        correlation_id="req_1",
        causation_id=event_id,
        reply=Reply(status=204),
        about=("204",),
        heard_of=("204",),
        expires_at=hotel.now + timedelta(days=30),
    )
    hotel.store.commit([Put(hotel.place.key(JOURNAL, entry.entry_id), to_data(entry), None)])


def test_what_a_later_event_did_before_it_failed_as_well_heals_nothing(hotel: Ground) -> None:
    """It had made one of its steps by then. The next one got through."""
    first = park(hotel, archived("204", "evt_1"), handler=STEPWISE)
    hotel.pass_time(minutes=1)
    second = park(hotel, archived("204", "evt_2"), handler=STEPWISE)
    step_of(hotel, "evt_2", "work 204")
    heal(hotel)
    assert {hotel.get(DeadLetter, one).status for one in (first, second)} == {"parked"}
    hotel.pass_time(minutes=1)
    step_of(hotel, "evt_3", "work 204")
    heal(hotel)
    assert {hotel.get(DeadLetter, one).status for one in (first, second)} == {"healed"}


def test_an_event_that_came_through_at_last_is_no_letter_any_more(hotel: Ground) -> None:
    letter = park(hotel, archived("204", "evt_1"), "retrying", HANDLER)
    handled(hotel, "204", "evt_1")
    heal(hotel)
    assert hotel.get(DeadLetter, letter).status == "healed"


# P12: what names no property of ours


def unread(hotel: Ground, *said: str) -> list[str]:
    for data in said:
        assert push(hotel, data) == 204
    return [letter_id("housekeeping.room.state.changed.v1", data) for data in said]


def as_operator(hotel: Ground, method: str, path: str, body: Any = None, token: str = OPERATOR) -> Any:
    return hotel.call(method, f"/api/v1/operations/{path}", body, by=None, Authorization=f"Bearer {token}")


def test_operators_see_what_nobody_can_read(hotel: Ground) -> None:
    letters = unread(hotel, "not json", json.dumps(event(propertyId="nowhere")))
    found = as_operator(hotel, "GET", "dead-letters").get_json()["data"]
    assert {letter["dead_letter_id"] for letter in found["letters"]} == set(letters)
    first = as_operator(hotel, "GET", "dead-letters?limit=1").get_json()["data"]
    rest = as_operator(hotel, "GET", f"dead-letters?limit=1&cursor={first['next_cursor']}").get_json()["data"]
    assert {one["letters"][0]["dead_letter_id"] for one in (first, rest)} == set(letters)


@pytest.mark.parametrize("by", [MANAGER, SUPERVISOR, AGENT, STRANGER, None], ids=str)
def test_nobody_of_a_hotel_sees_what_may_be_another_ones(hotel: Ground, by: Actor | None) -> None:
    (letter,) = unread(hotel, "not json")
    assert hotel.refused("GET", "/api/v1/operations/dead-letters", by=by)[0] == 401
    path = f"/api/v1/operations/dead-letters/{letter}/discard"
    assert hotel.refused("POST", path, {"reason": "mine"}, by=by)[0] == 401
    assert hotel.data("GET", "dead-letters", by=MANAGER) == []


def test_operators_discard_what_nobody_can_read(hotel: Ground) -> None:
    (letter,) = unread(hotel, "not json")
    path = f"dead-letters/{letter}/discard"
    assert as_operator(hotel, "POST", path, {"reason": ""}).status_code == 422
    discarded = as_operator(hotel, "POST", path, {"reason": "a test of theirs"}).get_json()["data"]
    assert (discarded["status"], discarded["closed_by"]) == ("discarded", OPERATOR)
    assert as_operator(hotel, "POST", path, {"reason": "again"}).get_json()["data"]["closed_for"] == "a test of theirs"
    assert as_operator(hotel, "GET", "dead-letters").get_json()["data"]["letters"] == []
    nobody = "ded_" + 40 * "0"
    assert as_operator(hotel, "POST", f"dead-letters/{nobody}/discard", {"reason": "x"}).status_code == 404
    written = hotel.store.query(Query("journal", NOWHERE.path))
    assert {snapshot.data["actor"]["id"] for snapshot in written if snapshot.data} == {OPERATOR}


def test_what_nobody_can_read_expires(hotel: Ground) -> None:
    unread(hotel, *(f"not json {number}" for number in range(123)))
    kept = hotel.store.query(Query("dead_letters", NOWHERE.path))
    assert [snapshot.data["expires_at"] for snapshot in kept if snapshot.data] == [hotel.now + UNREAD_FOR] * 123
    push(hotel, json.dumps(event()))
    assert [letter.expires_at for letter in hotel.all(DeadLetter)] == [None]


def test_health_is_degraded_while_there_is_something_fresh_that_nobody_can_read(hotel: Ground) -> None:
    def health() -> tuple[str, int]:
        memory.clear()
        found = hotel.data("GET", "/health")
        return found["status"], found["unread"]

    assert health() == ("ok", 0)
    letters = unread(hotel, "not json", "nor this")
    assert health() == ("degraded", 2)
    for letter in letters:
        as_operator(hotel, "POST", f"dead-letters/{letter}/discard", {"reason": "seen"})
    assert health() == ("ok", 0)
    unread(hotel, "something else")
    assert health() == ("degraded", 1)
    hotel.pass_time(days=1, seconds=1)
    assert health() == ("ok", 0)
