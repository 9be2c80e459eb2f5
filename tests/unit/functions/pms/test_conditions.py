"""Out, and the way back: what housekeeping does reaches the PMS once, and what the PMS shows is judged, not obeyed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emulators.pms.mews import Fault, Rules
from shared.domain.pms import Condition, PmsRoom
from shared.domain.rooms import Cleaning, Occupancy
from tests.bridge import Bridge, bridge

DETECTED, HEALED = "melmastoon.pms.drift.detected.v1", "melmastoon.pms.drift.healed.v1"


@pytest.fixture
def hotel() -> Iterator[Bridge]:
    with bridge(connect={}) as connected:
        yield connected


def test_a_room_that_turns_dirty_here_is_dirty_there_and_the_echo_makes_no_second_call(hotel: Bridge) -> None:
    room = hotel.vacant()

    hotel.clean(room, Cleaning.DIRTY)
    hotel.settle()

    assert hotel.mews.desk.room_state(room) == "Dirty"
    assert hotel.mews.webhooks.counts["delivered"] >= 1
    assert hotel.pushes() == 1
    assert hotel.drift(room) is None


def test_each_step_of_cleaning_is_told_in_the_nearest_word_the_pms_has(hotel: Bridge) -> None:
    room, shown = hotel.vacant(), []

    for status in ("dirty", "cleaning", "cleaned", "inspected", "ready"):
        hotel.clean(room, status)
        hotel.settle()
        shown.append(hotel.mews.desk.room_state(room))

    assert shown == ["Dirty", "Dirty", "Clean", "Inspected", "Inspected"]
    assert hotel.pushes() == 3


def test_what_is_pushed_is_the_room_as_it_is_by_then(hotel: Bridge) -> None:
    room = hotel.vacant()

    for status in ("dirty", "cleaning", "cleaned"):
        hotel.clean(room, status)
    hotel.settle()

    assert hotel.mews.desk.room_state(room) == "Clean"
    assert hotel.pushes() == 1


def test_a_push_survives_errors_and_limits_and_is_made_once(hotel: Bridge) -> None:
    room = hotel.vacant()
    for fault in (Fault("too_many", requests=1), Fault("broken", requests=1), Fault("timeout", requests=1)):
        hotel.mews.faults.set(fault)

    hotel.clean(room, Cleaning.DIRTY)
    hotel.wait(60)
    hotel.settle()

    assert hotel.mews.desk.room_state(room) == "Dirty"
    assert hotel.mews.requests.by_status()[200] > 0
    assert hotel.known(room).believed is Condition.DIRTY
    assert hotel.parked() == []


def test_a_push_whose_answer_is_lost_is_made_again_and_ends_the_same(hotel: Bridge) -> None:
    room = hotel.vacant()
    hotel.mews.faults.set(Fault("broken", requests=1, operation="resources/update", when="after"))

    hotel.clean(room, Cleaning.DIRTY)
    hotel.wait(30)

    assert hotel.mews.desk.room_state(room) == "Dirty"
    assert hotel.known(room).believed is Condition.DIRTY


def test_a_push_that_a_rule_forbids_is_parked_and_shown_as_drift(hotel: Bridge) -> None:
    room = hotel.vacant()
    hotel.mews.faults.set(Fault("refused", requests=1, operation="resources/update"))

    hotel.clean(room, Cleaning.DIRTY)
    hotel.settle()

    assert [letter.reason.code for letter in hotel.parked()] == ["MELMASTOON.PMS.REFUSED_THERE"]
    assert [one.kind for one in hotel.drift(room).differences] == ["refused"]
    hotel.sweep()
    assert hotel.pushes() == 1


def test_a_person_who_keeps_ours_has_it_pushed_again(hotel: Bridge) -> None:
    room = hotel.vacant()
    hotel.mews.faults.set(Fault("refused", requests=1, operation="resources/update"))
    hotel.clean(room, Cleaning.DIRTY)
    hotel.settle()

    hotel.ground.data("POST", f"pms/drift/{room}/resolve", {"keep": "ours"})
    hotel.settle()

    assert hotel.mews.desk.room_state(room) == "Dirty"
    assert hotel.drift(room).differences == ()


def test_out_of_order_is_a_block_there_and_ends_with_ours(hotel: Bridge) -> None:
    room = hotel.vacant()

    block_id = _put_out_of_order(hotel, room)
    hotel.settle()
    assert hotel.mews.desk.room_state(room) == "OutOfOrder"

    hotel.ground.data("DELETE", f"/api/v1/housekeeping/rooms/{room}/block/{block_id}")
    hotel.settle()
    assert hotel.mews.desk.room_state(room) == "Dirty"
    assert hotel.row(room).cleaning.status is Cleaning.DIRTY
    assert hotel.mews.requests.count("resourceBlocks/add") == 1


def test_a_block_whose_answer_was_lost_is_found_again_and_not_made_twice(hotel: Bridge) -> None:
    room = hotel.vacant()
    hotel.mews.faults.set(Fault("broken", requests=1, operation="resourceBlocks/add", when="after"))

    _put_out_of_order(hotel, room)
    hotel.wait(30)

    assert hotel.mews.requests.count("resourceBlocks/add") == 1
    assert hotel.known(room).believed is Condition.OUT_OF_ORDER


def test_a_room_made_dirty_at_the_pms_is_dirty_here_and_nothing_is_sent_back(hotel: Bridge) -> None:
    room = hotel.vacant()

    hotel.mews.desk.set_room_state(room=room, state="Dirty")
    hotel.settle()

    assert hotel.row(room).cleaning.status is Cleaning.DIRTY
    assert hotel.pushes() == 0


def test_a_room_made_clean_at_the_pms_behind_our_back_is_put_right_and_told_once(hotel: Bridge) -> None:
    room = hotel.vacant("Dirty")

    hotel.mews.desk.set_room_state(room=room, state="Inspected")
    hotel.settle()

    assert hotel.row(room).cleaning.status is Cleaning.DIRTY
    assert hotel.mews.desk.room_state(room) == "Dirty"
    assert (hotel.ground.told().count(DETECTED), hotel.ground.told().count(HEALED)) == (1, 1)
    assert hotel.drift(room).status == "healed"


def test_where_the_property_accepts_all_a_clean_at_the_pms_is_clean_here() -> None:
    with bridge(connect={"accept_condition": "all"}) as hotel:
        room = hotel.vacant("Dirty")

        hotel.mews.desk.set_room_state(room=room, state="Inspected")
        hotel.settle()

        assert hotel.row(room).cleaning.status is Cleaning.READY


def test_a_clean_at_the_pms_never_flips_a_room_that_somebody_is_in() -> None:
    with bridge(connect={"accept_condition": "all"}) as hotel:
        hotel.mews.desk.set_room_state(room="204", state="Clean")
        hotel.settle()

        assert hotel.row("204").cleaning.status is Cleaning.DIRTY
        assert hotel.mews.desk.room_state("204") == "Dirty"


def test_two_systems_that_correct_each_other_stop_and_ask_a_person(hotel: Bridge) -> None:
    room = hotel.vacant("Dirty")

    for _ in range(8):
        hotel.mews.desk.set_room_state(room=room, state="Clean")
        hotel.settle()

    assert hotel.pushes() == 3
    assert hotel.drift(room).status == "open"
    assert hotel.mews.desk.room_state(room) == "Clean"


def test_a_room_put_out_of_service_at_the_pms_is_shown_to_a_person(hotel: Bridge) -> None:
    room = hotel.vacant()

    hotel.mews.desk.set_room_state(room=room, state="OutOfService")
    hotel.settle()
    hotel.sweep()

    assert hotel.ground.data("GET", "pms/drift")[0]["room_id"] == room
    assert hotel.row(room).cleaning.status is Cleaning.READY
    assert hotel.pushes() == 0
    assert hotel.ground.told().count(DETECTED) == 1


def test_a_person_who_keeps_theirs_has_the_row_blocked(hotel: Bridge) -> None:
    room = hotel.vacant()
    hotel.mews.desk.block_room(room=room)
    hotel.settle()

    hotel.ground.data("POST", f"pms/drift/{room}/resolve", {"keep": "theirs"})
    hotel.settle()

    assert hotel.row(room).cleaning.status is Cleaning.OUT_OF_ORDER
    assert hotel.mews.requests.count("resourceBlocks/add") == 0
    assert hotel.drift(room).status == "resolved"


def test_a_drift_that_somebody_mends_at_the_pms_is_healed(hotel: Bridge) -> None:
    room = hotel.vacant()
    hotel.mews.desk.block_room(room=room)
    hotel.settle()

    hotel.mews.desk.unblock_room(room=room)
    hotel.settle()

    assert hotel.drift(room).status == "healed"
    assert hotel.ground.told().count(HEALED) == 1


def test_a_pms_that_dirties_at_check_in_dirties_the_guests_room() -> None:
    with bridge(connect={}, rules=Rules(dirty_at_check_in=True)) as hotel:
        room = hotel.vacant()
        booked = hotel.mews.desk.create_reservation(room=room)
        hotel.mews.desk.check_in(reservation=booked.id)
        hotel.settle()

        assert hotel.row(room).occupancy is Occupancy.OCCUPIED
        assert hotel.row(room).cleaning.status is Cleaning.DIRTY
        assert hotel.pushes() == 0


def test_a_property_that_pushes_nothing_pushes_nothing() -> None:
    with bridge(connect={"push": False}) as hotel:
        room = hotel.vacant()
        hotel.clean(room, Cleaning.DIRTY)
        hotel.settle()
        hotel.sweep()

        assert hotel.pushes() == 0
        assert hotel.drift(room).status == "open"


def test_a_redelivered_status_change_makes_no_call(hotel: Bridge) -> None:
    room = hotel.vacant()
    hotel.clean(room, Cleaning.DIRTY)
    hotel.settle()
    told = [one for one in hotel.ground.bus.published if one.topic.endswith("room.status_changed.v1")]

    hotel.ground.bus.publish(told)
    hotel.settle()

    assert hotel.pushes() == 1
    assert hotel.ground.get(PmsRoom, room).pushed.done


def _put_out_of_order(hotel: Bridge, room: str) -> str:
    body = {"kind": "maintenance", "reason": "No hot water", "from_at": hotel.ground.now.isoformat()}
    hotel.ground.data("POST", f"/api/v1/housekeeping/rooms/{room}/block", body)
    return hotel.row(room).blocks[0].block_id
