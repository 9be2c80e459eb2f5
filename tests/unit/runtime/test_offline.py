"""A command that waited on a device is judged once: what its journal entry says, and what its repetition hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.domain.documents import Change
from shared.domain.people import STAFF
from shared.domain.refusals import Rule
from shared.domain.rooms import Room
from shared.runtime.problems import BUSY, Problem
from shared.runtime.routes import Request, command
from shared.runtime.work import Work
from tests.ground import HOUSEKEEPER, NOON, STRANGER, Ground, ground

PATH = "/api/v1/properties/{property_id}/offline-rooms/{room_id}/floor"
AT_204 = PATH.replace("{property_id}", "demo-hotel").replace("{room_id}", "204")
TOO_LOW = Rule("MELMASTOON.TEST.TOO_LOW", 409, "The house has no cellar.")
TAPPED = (NOON - timedelta(minutes=40)).isoformat()


class LiftToFloor(Request):
    room_id: str
    floor: int


@command(f"PUT {PATH}", allow=STAFF, reads=(Room,))
def lift_room_to_floor(request: LiftToFloor, work: Work) -> Room:
    room = work.keep(Change(work.get(Room, request.room_id).but(floor=request.floor)))
    if request.floor == 100:
        raise Problem(BUSY)
    if request.floor < 0:
        raise TOO_LOW.refuse(f"{room.number} stays where it is.", floor=request.floor, since=work.offline_since)
    return room


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        stands.put(Room(room_id="204", number="204", floor=2))
        yield stands


def test_what_was_tapped_offline_and_is_refused_is_journaled_with_its_refusal(hotel: Ground) -> None:
    answer = hotel.call("PUT", AT_204, {"floor": -1}, X_Offline_Since=TAPPED)
    (entry,) = hotel.journal()
    assert answer.status_code == entry.reply.status == 409
    assert (entry.cause, entry.refusal, entry.offline_since) == (
        "sync_conflict",
        TOO_LOW.code,
        NOON - timedelta(minutes=40),
    )
    assert entry.reply.problem is not None
    assert (entry.reply.problem["code"], entry.reply.problem["context"]["floor"]) == (TOO_LOW.code, -1)
    assert (entry.events, entry.room_ids, entry.pending) == ((), (), False)
    assert hotel.get(Room, "204").floor == 2


def test_the_same_key_hears_the_same_refusal_though_it_could_be_done_now(hotel: Ground) -> None:
    first = hotel.call("PUT", AT_204, {"floor": -1}, X_Offline_Since=TAPPED, Idempotency_Key="tap")
    hotel.pass_time(minutes=5)
    again = hotel.call("PUT", AT_204, {"floor": -1}, X_Offline_Since=TAPPED, Idempotency_Key="tap")
    first_said, again_said = first.get_json(), again.get_json()
    assert (again.status_code, again.content_type) == (first.status_code, first.content_type)
    assert first_said.pop("requestId") != again_said.pop("requestId")
    assert first_said == again_said
    assert len(hotel.journal()) == 1


def test_a_refusal_of_who_is_online_leaves_nothing_and_is_decided_anew(hotel: Ground) -> None:
    assert hotel.refused("PUT", AT_204, {"floor": -1}, Idempotency_Key="tap")[0] == 409
    assert hotel.journal() == []


def test_another_request_under_the_key_of_a_refusal_is_refused_as_such(hotel: Ground) -> None:
    hotel.call("PUT", AT_204, {"floor": -1}, X_Offline_Since=TAPPED, Idempotency_Key="tap")
    said = hotel.refused("PUT", AT_204, {"floor": 3}, X_Offline_Since=TAPPED, Idempotency_Key="tap")
    assert said == (422, "MELMASTOON.GENERAL.IDEMPOTENCY_KEY_REUSED")


def test_a_stale_revision_is_a_judgment_too(hotel: Ground) -> None:
    answer = hotel.call("PUT", AT_204, {"floor": 3}, X_Offline_Since=TAPPED, If_Match='"v=9"')
    assert (answer.status_code, hotel.journal()[0].refusal) == (412, "MELMASTOON.GENERAL.STALE_REVISION")


def test_to_be_asked_again_later_is_no_judgment(hotel: Ground) -> None:
    assert hotel.refused("PUT", AT_204, {"floor": 100}, X_Offline_Since=TAPPED)[0] == 503
    assert hotel.journal() == []


@pytest.mark.parametrize("by", [STRANGER, None])
def test_who_has_no_business_here_leaves_nothing(hotel: Ground, by: object) -> None:
    assert hotel.refused("PUT", AT_204, {"floor": -1}, by=by, X_Offline_Since=TAPPED)[0] in (401, 404)
    assert hotel.journal() == []


def test_what_is_so_already_says_so_and_is_a_conflict_only_where_it_waited(hotel: Ground) -> None:
    online = hotel.call("PUT", AT_204, {"floor": 2}).get_json()
    late = hotel.call("PUT", AT_204, {"floor": 2}, by=HOUSEKEEPER, X_Offline_Since=TAPPED, Idempotency_Key="tap")
    again = hotel.call("PUT", AT_204, {"floor": 2}, by=HOUSEKEEPER, X_Offline_Since=TAPPED, Idempotency_Key="tap")
    assert online["meta"] == {"unchanged": True}
    assert late.get_json()["meta"] == again.get_json()["meta"] == {"unchanged": True, "cause": "sync_conflict"}
    assert [entry.cause for entry in hotel.journal()] == [None, "sync_conflict"]


def test_what_is_done_late_as_it_was_meant_is_no_conflict_and_its_events_say_whence_it_came(hotel: Ground) -> None:
    answer = hotel.call("PUT", AT_204, {"floor": 3}, X_Offline_Since=TAPPED).get_json()
    (entry,) = hotel.journal()
    assert "meta" not in answer
    assert (entry.cause, entry.refusal, entry.offline_since) == (None, None, NOON - timedelta(minutes=40))
    assert [event["metadata"] for event in entry.events] == [{"fromOfflineReplay": True}]


@pytest.mark.parametrize(
    "said", ["", "yes", "2026-06-15", "2026-06-15T07:30:00", "1800-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9" * 30]
)
def test_what_is_no_instant_is_refused_by_name(hotel: Ground, said: str) -> None:
    answer = hotel.call("PUT", AT_204, {"floor": 3}, X_Offline_Since=said)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (400, "X-Offline-Since")
    assert hotel.journal() == []


@pytest.mark.parametrize(
    ("ahead", "status"),
    [(timedelta(hours=3), 200), (timedelta(days=2), 400), (timedelta(days=-29), 200), (timedelta(days=-31), 400)],
)
def test_a_tap_is_of_the_days_that_a_device_keeps_and_its_clock_not_days_ahead(
    hotel: Ground, ahead: timedelta, status: int
) -> None:
    assert hotel.call("PUT", AT_204, {"floor": 3}, X_Offline_Since=(NOON + ahead).isoformat()).status_code == status
