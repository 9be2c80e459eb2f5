"""The bridge on the real path: desk of the PMS → webhook → Pub/Sub → Firestore, and from a flip here to the PMS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shared.domain.pms import DriftDetected, DriftHealed
from shared.domain.rooms import OccupancyChanged
from tests.whole import DESK, HOUSEKEEPER, MANAGER, SUPERVISOR, Whole, envelope, until, until_equal


@pytest.fixture(autouse=True)
def no_faults(whole: Whole) -> Iterator[None]:
    whole.no_faults()
    yield
    whole.no_faults()


def parked(whole: Whole, handler: str) -> list[dict[str, Any]]:
    return [letter for letter in whole.documents("dead_letters").values() if letter["handler"] == handler]


def webhook(whole: Whole) -> str:
    return str(whole.mews.get("/_desk/webhooks").json()["Url"])


# In


def test_a_check_in_at_the_pms_fills_row_stay_and_tablet_and_is_told(whole: Whole) -> None:
    room = whole.free_room()
    with whole.ears(OccupancyChanged.subject) as ears:
        reservation = whole.arrive(room)
        row = whole.occupied(room)
        told = envelope(ears.hear(lambda said: said["payload"]["roomId"] == room))

    stay = whole.document("stays", row["stay"]["stay_id"])
    assert stay
    assert (stay["status"], stay["room_id"], stay["guest_name"]) == ("checked_in", room, reservation["Guest"])
    tablet = whole.document("tablets", room)
    assert tablet
    assert (tablet["stay_id"], tablet["guest_name"]) == (stay["stay_id"], reservation["Guest"])
    assert (told["payload"]["occupancy"], told["payload"]["stayId"]) == ("occupied", stay["stay_id"])
    assert reservation["Guest"] not in str(row)


def test_a_check_out_at_the_pms_leaves_a_dirty_room_and_nothing_of_the_guest(whole: Whole) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    whole.occupied(room)

    whole.leave(reservation)

    row = whole.vacant(room)
    assert (row["stay"], row["cleaning"]["status"]) == (None, "dirty")
    tablet = whole.document("tablets", room)
    assert tablet
    assert (tablet["stay_id"], tablet["guest_name"], tablet["tickets"]) == ("", None, [])
    assert "Rahimi" not in str(tablet)


def test_a_move_at_the_pms_empties_one_room_and_fills_the_other(whole: Whole) -> None:
    room = whole.free_room()
    reservation = whole.arrive(room)
    stay = whole.occupied(room)["stay"]["stay_id"]
    other = whole.free_room()

    whole.desk("move_room", reservation=reservation["Id"], to=other)

    assert whole.occupied(other)["stay"]["stay_id"] == stay
    whole.vacant(room)
    whole.leave(reservation)


def test_notices_that_come_twice_and_shuffled_change_nothing_twice(whole: Whole) -> None:
    room = whole.free_room()
    whole.settled()
    before = whole.row(room)["revision"]
    whole.notices_of_the_pms(repeat_message=1, repeat_event=1, shuffle=1)

    reservation = whole.arrive(room)
    whole.occupied(room)
    whole.settled()

    own = [
        entry for entry in whole.journal() if room in entry["room_ids"] and entry["rooms"][room]["revision"] > before
    ]
    assert [entry["rooms"][room]["occupancy"] for entry in own][-1] == "occupied"
    assert [entry["rooms"][room]["occupancy"] for entry in own].count("occupied") == 1
    assert whole.row(room)["revision"] == before + len(own)
    whole.leave(reservation)


def test_a_notice_with_a_wrong_secret_finds_nothing(whole: Whole) -> None:
    address = webhook(whole).removeprefix(whole.house.url)
    wrong = address.rpartition("/")[0] + "/not-the-secret"
    whole.settled()  # what other tests did at the PMS is told by now
    known = len(whole.documents("notices"))

    assert whole.http.post(wrong, json={"Events": []}).status_code == 404
    assert whole.http.post(address.replace("/mews/", "/opera/"), json={"Events": []}).status_code == 404
    assert len(whole.documents("notices")) == known


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"[]", b'{"Events": 7}', b'{"Events": [{}]}', b"[" * 900_000])
def test_a_notice_that_is_none_is_kept_parked_and_holds_up_nothing(whole: Whole, body: bytes) -> None:
    before = len(parked(whole, "apply_when_notice_received"))
    address = webhook(whole).removeprefix(whole.house.url)

    assert whole.http.post(address, content=body).status_code == 202

    until_equal(lambda: len(parked(whole, "apply_when_notice_received")), before + 1, "it is parked")
    room = whole.free_room()
    reservation = whole.arrive(room)
    whole.occupied(room)
    whole.leave(reservation)


# Out


def test_a_flip_here_is_shown_at_the_pms_and_its_echo_goes_nowhere(whole: Whole) -> None:
    room = whole.free_room()
    whole.settled()
    whole.forget_requests()

    whole.flip(room, "dirty", by=HOUSEKEEPER)

    until_equal(lambda: whole.there(room)["State"], "Dirty", "the PMS shows it dirty")
    whole.settled()
    revision = whole.row(room)["revision"]
    whole.reconcile()
    whole.settled()
    assert whole.pushes(room) == [200]
    assert whole.row(room)["revision"] == revision


def test_a_whole_turnover_ends_the_same_on_both_sides(whole: Whole) -> None:
    room = whole.free_room()
    seen = []
    for status, by in (
        ("dirty", HOUSEKEEPER),
        ("cleaning", HOUSEKEEPER),
        ("cleaned", HOUSEKEEPER),
        ("inspected", SUPERVISOR),
        ("ready", SUPERVISOR),
    ):
        whole.flip(room, status, by=by)
        wanted = {"dirty": "Dirty", "cleaning": "Dirty", "cleaned": "Clean"}.get(status, "Inspected")
        until(lambda wanted=wanted: whole.there(room)["State"] == wanted, f"the PMS shows {wanted}")  # type: ignore[misc]
        seen.append(wanted)
    assert seen == ["Dirty", "Dirty", "Clean", "Inspected", "Inspected"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "too_many", "requests": 3, "retry_after": 1},
        {"kind": "too_many", "requests": 3},
        {"kind": "broken", "requests": 3},
        {"kind": "broken", "requests": 2, "when": "after"},
        {"kind": "timeout", "requests": 2},
        {"kind": "refuse_connection", "requests": 3},
        {"kind": "down", "seconds": 3},
    ],
    ids=[
        "429 with Retry-After",
        "429 without",
        "500",
        "500 after the effect",
        "408",
        "nobody answers",
        "503 for a while",
    ],
)
def test_a_flip_outlives_what_passes_at_the_pms(whole: Whole, fault: dict[str, Any]) -> None:
    room = whole.free_room()
    whole.settled()
    whole.forget_requests()
    whole.fault(operation="resources/update", **fault)

    whole.flip(room, "dirty")

    until(lambda: 200 in whole.pushes(room), "the PMS took it")
    assert whole.there(room)["State"] == "Dirty"
    assert len(whole.pushes(room)) > fault.get("requests", 1)
    assert not [letter for letter in parked(whole, "push_when_room_status_changed") if room in letter["data"]]


def test_flips_made_while_the_pms_is_away_end_in_the_last_of_them(whole: Whole) -> None:
    room = whole.free_room()
    whole.settled()
    whole.fault("refuse_connection", seconds=4)
    for status in ("dirty", "cleaning", "cleaned"):
        whole.flip(room, status)

    until_equal(lambda: whole.there(room)["State"], "Clean", "the PMS shows the last of them")
    whole.settled()
    assert whole.row(room)["cleaning"]["status"] == "cleaned"


def test_a_block_here_is_a_block_there_until_it_is_cleared(whole: Whole) -> None:
    room = whole.free_room()
    manager = whole.as_(MANAGER)
    blocked = manager.data(
        "POST", f"/api/v1/housekeeping/rooms/{room}/block", {"kind": "maintenance", "reason": "the tap drips"}
    )
    until_equal(lambda: whole.there(room)["State"], "OutOfOrder", "the PMS shows it out of order")

    manager.data("DELETE", f"/api/v1/housekeeping/rooms/{room}/block/{blocked['blocks'][0]['block_id']}")

    until(lambda: whole.there(room)["State"] != "OutOfOrder", "the PMS shows it in use")


# Behind our back


def test_a_guest_who_arrived_without_a_notice_is_found_by_a_sweep(whole: Whole) -> None:
    room = whole.free_room()
    whole.notices_of_the_pms(drop=1)
    reservation = whole.arrive(room)
    whole.settled()
    assert whole.row(room)["occupancy"] == "vacant"

    whole.reconcile()

    assert whole.occupied(room)["stay"]
    whole.no_faults()
    whole.leave(reservation)


def test_a_room_made_dirty_behind_our_back_is_dirty_here_after_a_sweep(whole: Whole) -> None:
    room = whole.free_room()
    whole.settled()
    whole.notices_of_the_pms(drop=1)
    whole.desk("set_room_state", room=room, state="Dirty")

    whole.reconcile()

    until_equal(lambda: whole.row(room)["cleaning"]["status"], "dirty", "the row is dirty")


def test_a_room_made_clean_behind_our_back_is_healed_by_a_sweep(whole: Whole) -> None:
    room = whole.free_room()
    whole.flip(room, "dirty")
    until_equal(lambda: whole.there(room)["State"], "Dirty", "the PMS shows it dirty")
    whole.settled()
    whole.notices_of_the_pms(drop=1)
    whole.desk("set_room_state", room=room, state="Inspected")

    with whole.ears(DriftDetected.subject, DriftHealed.subject) as ears:
        whole.reconcile()
        until_equal(lambda: whole.there(room)["State"], "Dirty", "the PMS shows it dirty again")
        healed = ears.hear(lambda said: said["payload"]["roomId"] == room and said["subject"] == DriftHealed.subject)

    assert envelope(healed)["payload"]["by"] == "ours"
    assert whole.row(room)["cleaning"]["status"] == "dirty"


def test_a_room_out_of_service_there_is_reported_and_a_person_decides(whole: Whole) -> None:
    room = whole.free_room()
    whole.settled()
    whole.desk("set_room_state", room=room, state="OutOfService", reason="painting")
    whole.settled()
    whole.reconcile()
    desk = whole.as_(DESK)
    drift = until(
        lambda: [one for one in desk.data("GET", "pms/drift") if one["room_id"] == room], "the drift is shown"
    )
    assert drift[0]["differences"][0]["theirs"] == "out_of_service"
    assert whole.row(room)["cleaning"]["status"] == "ready"

    whole.as_(SUPERVISOR).data("POST", f"pms/drift/{room}/resolve", {"keep": "ours"})

    until_equal(lambda: whole.there(room)["State"], "Inspected", "the PMS shows what we say")
    until(lambda: room not in [one["room_id"] for one in desk.data("GET", "pms/drift")], "nothing differs any more")
