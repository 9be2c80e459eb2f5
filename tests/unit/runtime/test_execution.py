"""What the path of a command promises, crash by crash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.domain.documents import Change
from shared.domain.people import STAFF
from shared.domain.refusals import Rule
from shared.domain.rooms import Room
from shared.runtime.bus.port import PublishFailed
from shared.runtime.routes import Request, command
from shared.runtime.store.port import OutcomeUnknown
from shared.runtime.work import Work
from tests.ground import FRONT_DESK, HOUSEKEEPER, STRANGER, Ground, ground

PATH = "/api/v1/properties/{property_id}/test-rooms/{room_id}/floor"
AT_204 = PATH.replace("{property_id}", "demo-hotel").replace("{room_id}", "204")
TOO_HIGH = Rule("MELMASTOON.TEST.TOO_HIGH", 409, "No house is that high.")


class MoveToFloor(Request):
    room_id: str
    floor: int


@command(f"PUT {PATH}", allow=STAFF, reads=(Room,))
def move_room_to_floor(request: MoveToFloor, work: Work) -> Room:
    if request.floor > 90:
        raise TOO_HIGH.refuse(floor=request.floor)
    return work.keep(Change(work.get(Room, request.room_id).but(floor=request.floor)))


class Died(BaseException):
    """The process is gone."""


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        stands.put(Room(room_id="204", number="204", floor=2))
        yield stands


def test_a_command_changes_the_room_and_leaves_one_journal_entry_with_the_row_as_it_became(hotel: Ground) -> None:
    assert hotel.data("PUT", AT_204, {"floor": 3})["revision"] == 2
    (entry,) = hotel.journal()
    assert entry.rooms["204"]["floor"] == 3
    assert entry.room_ids == ("204",)
    assert entry.actor == {"type": "user", "id": "manager@demo"}
    assert not entry.pending
    assert hotel.told() == ["melmastoon.room.state.changed.v1"]


def test_the_same_key_gets_the_first_reply_and_has_no_second_effect(hotel: Ground) -> None:
    first = hotel.call("PUT", AT_204, {"floor": 3}, Idempotency_Key="tap")
    hotel.data("PUT", AT_204, {"floor": 4})
    again = hotel.call("PUT", AT_204, {"floor": 3}, Idempotency_Key="tap")
    assert again.get_json() == first.get_json()
    assert hotel.get(Room, "204").floor == 4


def test_the_same_key_with_another_request_is_refused(hotel: Ground) -> None:
    hotel.data("PUT", AT_204, {"floor": 3}, Idempotency_Key="tap")
    refused = hotel.refused("PUT", AT_204, {"floor": 4}, Idempotency_Key="tap")
    assert refused == (422, "MELMASTOON.GENERAL.IDEMPOTENCY_KEY_REUSED")


def test_the_same_key_of_somebody_else_is_another_key(hotel: Ground) -> None:
    hotel.data("PUT", AT_204, {"floor": 3}, Idempotency_Key="tap", by=FRONT_DESK)
    hotel.data("PUT", AT_204, {"floor": 4}, Idempotency_Key="tap", by=HOUSEKEEPER)
    assert hotel.get(Room, "204").floor == 4


def test_a_refusal_writes_nothing_and_is_decided_anew(hotel: Ground) -> None:
    assert hotel.refused("PUT", AT_204, {"floor": 91}) == (409, "MELMASTOON.TEST.TOO_HIGH")
    assert hotel.journal() == []


def test_who_was_faster_is_not_overwritten(hotel: Ground) -> None:
    def overtake(_: object) -> None:
        hotel.store.before_commit = lambda _: None
        hotel.put(hotel.get(Room, "204").but(wing="east", revision=2))

    hotel.store.before_commit = overtake
    assert hotel.data("PUT", AT_204, {"floor": 3})["wing"] == "east"
    assert hotel.get(Room, "204").revision == 3


def test_others_who_are_always_faster_end_in_try_again_and_nothing_written(hotel: Ground) -> None:
    busy = [False]

    def overtake(_: object) -> None:
        if not busy[0]:
            busy[0] = True
            room = hotel.get(Room, "204")
            hotel.put(room.but(revision=room.revision + 1))
            busy[0] = False

    hotel.store.before_commit = overtake
    assert hotel.refused("PUT", AT_204, {"floor": 3})[0] == 503
    assert hotel.journal() == []


@pytest.mark.parametrize("written", [True, False])
def test_a_commit_of_unknown_outcome_has_its_effect_once(hotel: Ground, written: bool) -> None:  # noqa: FBT001
    def unknown(_: object) -> None:
        hotel.store.before_commit = hotel.store.after_commit = lambda _: None
        raise OutcomeUnknown

    if written:
        hotel.store.after_commit = unknown
    else:
        hotel.store.before_commit = unknown
    assert hotel.data("PUT", AT_204, {"floor": 3})["revision"] == 2
    assert len(hotel.journal()) == 1
    assert hotel.told() == ["melmastoon.room.state.changed.v1"]


def test_a_repeated_request_publishes_what_a_death_left(hotel: Ground) -> None:
    def die(_: object) -> None:
        hotel.bus.before_publish = lambda _: None
        raise Died

    hotel.bus.before_publish = die
    with pytest.raises(Died):
        hotel.call("PUT", AT_204, {"floor": 3}, Idempotency_Key="tap")
    hotel.data("PUT", AT_204, {"floor": 3}, Idempotency_Key="tap")
    assert hotel.told() == ["melmastoon.room.state.changed.v1"]


def test_a_bus_that_is_down_does_not_fail_the_command(hotel: Ground) -> None:
    def down(_: object) -> None:
        raise PublishFailed

    hotel.bus.before_publish = down
    hotel.data("PUT", AT_204, {"floor": 3})
    assert hotel.journal()[0].pending


def test_a_stale_if_match_is_refused_with_the_revision_that_is(hotel: Ground) -> None:
    hotel.data("PUT", AT_204, {"floor": 3}, If_Match='"v=1"')
    assert hotel.refused("PUT", AT_204, {"floor": 4}, If_Match='"v=1"')[0] == 412


def test_a_change_that_changes_nothing_keeps_the_revision_and_tells_nobody(hotel: Ground) -> None:
    assert hotel.data("PUT", AT_204, {"floor": 2})["revision"] == 1
    assert hotel.told() == []
    assert len(hotel.journal()) == 1


def test_another_tenants_hotel_is_not_there(hotel: Ground) -> None:
    assert hotel.refused("PUT", AT_204, {"floor": 3}, by=STRANGER)[0] == 404


def test_nobody_in_particular_must_sign_in(hotel: Ground) -> None:
    assert hotel.refused("PUT", AT_204, {"floor": 3}, by=None)[0] == 401


def test_every_wrong_field_is_named_at_once(hotel: Ground) -> None:
    problem = hotel.call("PUT", AT_204, {"floor": "high", "colour": "red", "room_id": "205"}).get_json()
    assert problem["status"] == 422
    assert {error["field"] for error in problem["errors"]} == {"floor", "colour", "room_id"}
