# ruff: noqa: RUF001 - names are as people write them
"""A property gets its rooms, once each, and lets go of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

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


SHEETS = {
    "CR line ends": b"number,floor\r401,4\r402,4\r",
    "semicolons": b"number;floor\n401;4\n402;4\n",
    "tabs": b"number\tfloor\n401\t4\n402\t4\n",
    "what Excel says first": b"sep=;\r\nnumber;floor\r\n401;4\r\n402;4\r\n",
    "headings of offices": "\ufeffRoom No., FLOOR,Room_Type\n401,4,\n402,4,\n".encode(),
    "headings in Persian": "اتاق,طبقه\n۴۰۱,۴\n۴۰۲,۴\n".encode(),
    "UTF-16": "number\tfloor\r\n401\t4\r\n402\t4\r\n".encode("utf-16"),
    "UTF-16 of the other end": b"\xfe\xff" + "number;floor\n401;4\n402;4\n".encode("utf-16-be"),
    "numbers of a column with a gap": b"number,floor\n401.0,4.0\n402.0,4.0\n",
    "empty lines and columns": b"\nnumber,floor,,\n401,4,,\n,,,\n402,4,,\n\n",
    "quotes": b'"number","floor"\n"401","4"\n"402","4"\n',
}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_sheet_is_read_as_offices_save_it(hotel: Ground, sheet: bytes) -> None:
    """R14, R15."""
    report = hotel.data("POST", "rooms", sheet, Content_Type="text/csv")
    assert [(line["number"], line["outcome"]) for line in report["lines"]] == [("401", "created"), ("402", "created")]


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (
            "floor,wing\n4,north\n",
            "needs the heading number in its first line; known are number, floor, wing, room_type",
        ),
        ("number\n401\n", "needs the heading floor in its first line; known are number, floor, wing, room_type"),
        ("number,floor,colour\n401,4,red\n", "has the heading colour; known are number, floor, wing, room_type"),
        ("number,floor,room\n401,4,402\n", "has two headings for number"),
        (
            f"number,floor\n401,4\n402,{'4' * 200_000}\n",
            "cannot be read in line 3: field larger than field limit (131072)",
        ),
        ("\n", "needs the heading number in its first line; known are number, floor, wing, room_type"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused_with_line_and_reason(hotel: Ground, sheet: str, why: str) -> None:
    """R14, R15."""
    problem = hotel.call("POST", "rooms", {"csv": sheet}).get_json()
    assert (problem["status"], problem["errors"]) == (422, [{"field": "csv", "message": why}])


def test_a_line_of_a_sheet_is_counted_as_the_sheet_shows_it(hotel: Ground) -> None:
    report = hotel.data("POST", "rooms", {"csv": "number,floor\n401,4\n\n402,four\n403,4,,,surplus\n"})
    assert [(line["line"], line["outcome"]) for line in report["lines"]] == [
        (1, "created"),
        (3, "refused"),
        (4, "refused"),
    ]
    assert report["lines"][1]["errors"] == [{"field": "floor", "message": "must be a whole number"}]


NAMES = ["Villa 3", "201/202", "Suite 1/2", "اتاق ۳", "Presidential Suite of the North Tower"]


@pytest.mark.parametrize("name", NAMES)
def test_a_room_is_called_what_the_hotel_calls_it(hotel: Ground, name: str) -> None:
    """R12."""
    hotel.data("POST", "rooms", [{"number": name, "floor": 3}])
    (room,) = [room for room in hotel.all(Room) if room.number == name]
    assert hotel.get(Tablet, room.room_id).stay_id == ""
    assert hotel.data("GET", f"rooms/{room.room_id}")["number"] == name
    assert [one["number"] for one in hotel.data("GET", f"rooms?name={quote(name.lower())}")] == [name]


def test_names_that_compare_alike_are_one_room(hotel: Ground) -> None:
    assert outcomes(hotel.data("POST", "rooms", [{"number": "12a", "floor": 1}])) == [(1, "12a", "created")]
    again = [{"number": "12A", "floor": 1}, {"number": "۱۲a", "floor": 2}]
    assert outcomes(hotel.data("POST", "rooms", again)) == [(1, "12A", "updated"), (2, "12a", "refused")]
    hotel.data("POST", "rooms", [{"number": "2.04", "floor": 2}, {"number": "ویلا ۳", "floor": 0}])
    assert outcomes(hotel.data("POST", "rooms", [{"number": "2-04", "floor": 2}])) == [(1, "2-04", "updated")]
    assert outcomes(hotel.data("POST", "rooms", [{"number": "\u200fویلا  3", "floor": 0}]))[0][2] == "updated"
    assert len(hotel.all(Room)) == 6


def test_invisible_marks_are_no_part_of_a_name(hotel: Ground) -> None:
    """R13."""
    lines = [{"number": mark, "floor": 2} for mark in ("204\u200f", "\u200e205", "\u00a0206\u200c")]
    assert outcomes(hotel.data("POST", "rooms", lines)) == [
        (1, "204", "unchanged"),
        (2, "205", "unchanged"),
        (3, "206", "created"),
    ]
    report = hotel.data("POST", "rooms", [{"number": "\u200e", "floor": 2}, {"number": "207", "floor": 2}])
    assert report["lines"][0]["errors"][0]["message"] == "must be the name or the number of a room; there is none in it"


@pytest.mark.parametrize("number", [301, 301.0, "301.0", "۳۰۱", " 301 "])
def test_a_number_is_read_as_one(hotel: Ground, number: object) -> None:
    """R15."""
    assert outcomes(hotel.data("POST", "rooms", [{"number": number, "floor": 3}]))[0][1] == "301"


def test_a_room_that_is_called_otherwise_keeps_its_id_and_its_guest(hotel: Ground) -> None:
    """R12."""
    renamed = hotel.data("PUT", "rooms/204/name", {"name": "Garden Suite"})
    assert (renamed["room_id"], renamed["number"], renamed["occupancy"]) == ("204", "Garden Suite", "occupied")
    tablet = hotel.get(Tablet, "204")
    assert (tablet.guest_name, tablet.room_name) == ("Amina", "Garden Suite")
    assert outcomes(hotel.data("POST", "rooms", [{"number": "garden suite", "floor": 2}])) == [
        (1, "garden suite", "updated")
    ]
    assert len(hotel.all(Room)) == 3


def test_no_room_is_called_what_another_is_or_was_first(hotel: Ground) -> None:
    assert hotel.refused("PUT", "rooms/204/name", {"name": "205\u200f"}) == (409, "MELMASTOON.ROOM.NAME_TAKEN")
    hotel.data("PUT", "rooms/204/name", {"name": "Garden"})
    assert hotel.refused("PUT", "rooms/205/name", {"name": "GARDEN"}) == (409, "MELMASTOON.ROOM.NAME_TAKEN")
    assert hotel.refused("PUT", "rooms/205/name", {"name": "204"}) == (409, "MELMASTOON.ROOM.NAME_TAKEN")
    report = hotel.data("POST", "rooms", [{"number": "204", "floor": 2}, {"number": "206", "floor": 2}])
    assert outcomes(report) == [(1, "204", "refused"), (2, "206", "created")]
    assert hotel.data("PUT", "rooms/204/name", {"name": "204"})["number"] == "204"


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
        {"number": "no name is so long as this one of forty-one", "floor": 4},
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
    assert hotel.refused("POST", "rooms", "Zürich".encode("cp1252"), Content_Type="text/csv")[0] == 400


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
