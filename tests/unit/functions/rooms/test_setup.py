"""A property gets its rooms, once each, and lets go of them."""

from __future__ import annotations

from typing import Any

from shared.domain.rooms import Expected, Room, RoomArchived
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket, TicketStatus
from shared.runtime.envelope import Envelope, EnvelopeActor
from shared.runtime.parking import DeadLetter
from tests.ground import FRONT_DESK, HOUSEKEEPER, MANAGER, NOON, Ground

LIST = [{"number": "401", "floor": 4, "wing": "north", "room_type": "suite"}, {"number": "402", "floor": "۴"}]


def outcomes(report: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(line["line"], line["number"], line["outcome"]) for line in report["lines"]]


def archived(hotel: Ground, room_id: str) -> None:
    """Have property-service say so."""
    envelope = Envelope(
        id="evt_outside",
        subject=RoomArchived.subject,
        tenant_id="demo",
        property_id="demo-hotel",
        occurred_at=NOON,
        producer="property-service@1",
        actor=EnvelopeActor(type="system", id="property-service"),
        correlation_id="c",
        causation_id="c",
        aggregate_id=room_id,
        revision=1,
        payload={"roomId": room_id},
    )
    hotel.bus.publish([envelope.message()])
    hotel.deliver()


def test_a_list_of_rooms_gives_each_one_row_and_one_tablet(hotel: Ground) -> None:
    report = hotel.data("POST", "rooms", {"rooms": LIST})
    assert outcomes(report) == [(1, "401", "created"), (2, "402", "created")]
    room = hotel.get(Room, "401")
    assert (room.floor, room.wing, room.room_type, room.cleaning.status) == (4, "north", "suite", "dirty")
    assert hotel.get(Tablet, "402").stay_id == ""


def test_a_body_may_be_the_list_itself(hotel: Ground) -> None:
    assert hotel.data("POST", "rooms", LIST)["created"] == 2


def test_a_body_may_be_csv(hotel: Ground) -> None:
    text = "\ufeffnumber,floor,wing,room_type\r\n401,4,north,suite\r\n402,4,,\r\n"
    report = hotel.data("POST", "rooms", text.encode(), Content_Type="text/csv")
    assert report["created"] == 2
    assert hotel.get(Room, "402").room_type == "standard"


def test_csv_may_stand_in_json(hotel: Ground) -> None:
    assert hotel.data("POST", "rooms", {"csv": "number,floor\n401,4\n"})["created"] == 1


def test_the_same_list_again_changes_nothing(hotel: Ground) -> None:
    hotel.data("POST", "rooms", LIST)
    told = len(hotel.told())
    report = hotel.data("POST", "rooms", LIST)
    assert (report["created"], report["unchanged"]) == (0, 2)
    assert len(hotel.told()) == told
    assert len(hotel.all(Room)) == 5


def test_the_same_key_again_gets_the_first_report(hotel: Ground) -> None:
    first = hotel.data("POST", "rooms", LIST, Idempotency_Key="setup")
    assert hotel.data("POST", "rooms", LIST, Idempotency_Key="setup") == first
    assert hotel.refused("POST", "rooms", LIST[:1], Idempotency_Key="setup")[0] == 422


def test_another_structure_updates_the_room_and_leaves_its_guest_alone(hotel: Ground) -> None:
    report = hotel.data("POST", "rooms", [{"number": "204", "floor": 2, "wing": "garden"}])
    assert outcomes(report) == [(1, "204", "updated")]
    room = hotel.get(Room, "204")
    assert room.wing == "garden"
    assert room.stay is not None
    assert hotel.get(Tablet, "204").guest_name == "Amina"


def test_lines_that_are_not_right_are_reported_and_the_others_kept(hotel: Ground) -> None:
    lines = [
        {"number": "401", "floor": 4},
        {"number": "no such number", "floor": 4},
        {"number": "402"},
        {"number": "۴۰۱", "floor": 4},
        {"number": "403", "floor": 4, "colour": "blue"},
    ]
    report = hotel.data("POST", "rooms", lines)
    assert (report["created"], report["refused"]) == (1, 4)
    assert [[error["field"] for error in line["errors"]] for line in report["lines"]] == [
        [],
        ["number"],
        ["floor"],
        ["number"],
        ["colour"],
    ]


def test_a_list_with_no_right_line_is_refused(hotel: Ground) -> None:
    assert hotel.refused("POST", "rooms", [{"number": "401"}])[0] == 422
    assert hotel.refused("POST", "rooms", [])[0] == 422
    assert hotel.refused("POST", "rooms", {"csv": "a", "rooms": LIST})[0] == 422


def test_a_body_that_is_neither_json_nor_csv_is_refused(hotel: Ground) -> None:
    assert hotel.refused("POST", "rooms", b"<rooms/>", Content_Type="application/xml")[0] == 415
    assert hotel.refused("POST", "rooms", b"\xff\xfe", Content_Type="text/csv")[0] == 400


def test_a_huge_list_is_kept_in_commits_that_the_store_takes(hotel: Ground) -> None:
    sizes: list[int] = []
    hotel.store.before_commit = lambda writes: sizes.append(len(writes))
    lines = [{"number": str(number), "floor": number // 100} for number in range(1000, 1650)]
    assert hotel.data("POST", "rooms", lines)["created"] == 650
    assert max(sizes) <= 500
    assert len(hotel.all(Room)) == 653


def test_a_list_whose_answer_was_lost_half_way_is_finished_by_sending_it_again(hotel: Ground) -> None:
    lines = [{"number": str(number), "floor": number // 100} for number in range(1000, 1250)]
    commits = iter(range(1000))

    def die(_: object) -> None:
        if next(commits) == 4:
            raise SystemExit

    hotel.store.before_commit = die
    try:
        hotel.call("POST", "rooms", lines, Idempotency_Key="setup")
    except SystemExit:
        hotel.store.before_commit = lambda _: None
    assert 0 < len(hotel.all(Room)) - 3 < 250
    assert hotel.data("POST", "rooms", lines, Idempotency_Key="setup")["created"] == 250


def test_only_managers_and_services_bring_rooms(hotel: Ground) -> None:
    assert hotel.refused("POST", "rooms", LIST, by=FRONT_DESK)[0] == 403
    assert hotel.refused("DELETE", "rooms/205", by=HOUSEKEEPER)[0] == 403


def test_a_vacant_room_is_archived_with_its_open_tickets_closed_and_may_come_back(hotel: Ground) -> None:
    opened = hotel.data("POST", "rooms/205/tickets", {"kind": "maintenance", "text": "drips"})
    assert hotel.data("DELETE", "rooms/205")["archived"] is True
    assert hotel.get(Ticket, opened["ticket_id"]).status is TicketStatus.CANCELLED
    assert hotel.get(Room, "205").tickets == ()
    assert hotel.told().count(RoomArchived.subject) == 1
    assert hotel.refused("DELETE", "rooms/205")[0] == 404
    assert outcomes(hotel.data("POST", "rooms", [{"number": "205", "floor": 2}])) == [(1, "205", "restored")]


def test_an_occupied_or_promised_room_is_not_archived(hotel: Ground) -> None:
    assert hotel.refused("DELETE", "rooms/204") == (409, "MELMASTOON.ROOM.STILL_OCCUPIED")
    expected = Expected(stay_id="rsv_2", guest_id="gst_2", expected_at=NOON)
    hotel.put(hotel.get(Room, "205").but(upcoming=(expected,)))
    assert hotel.refused("DELETE", "rooms/205", by=MANAGER) == (409, "MELMASTOON.ROOM.STILL_PROMISED")


def test_what_property_service_archives_is_archived_here(hotel: Ground) -> None:
    archived(hotel, "301")
    assert hotel.get(Room, "301").archived


def test_a_room_that_property_service_archives_under_a_guest_waits_for_people(hotel: Ground) -> None:
    archived(hotel, "204")
    assert not hotel.get(Room, "204").archived
    (letter,) = hotel.all(DeadLetter)
    assert letter.reason.code == "MELMASTOON.ROOM.STILL_OCCUPIED"


def test_our_own_word_that_a_room_is_archived_changes_nothing_more(hotel: Ground) -> None:
    hotel.data("DELETE", "rooms/301")
    revision = hotel.get(Room, "301").revision
    hotel.deliver()
    assert hotel.get(Room, "301").revision == revision
