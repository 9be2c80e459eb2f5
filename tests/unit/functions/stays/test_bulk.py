"""Many reservations at once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.rooms import Room
from shared.domain.stays import Stay
from shared.domain.tablets import Tablet
from tests.ground import AGENT, NOON, Ground


def line(number: int, room_id: str | None = "201", version: str | None = "1", **said: Any) -> dict[str, Any]:
    return {
        "guest": {"name": f"Guest {number}", "external_id": f"g{number}"},
        "room_id": room_id,
        "arrival_at": NOON.isoformat(),
        "departure_at": (NOON + timedelta(days=1)).isoformat(),
        "source": {"vendor": "sheet", "external_id": str(number), "version": version},
        **said,
    }


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [report["outcome"] for report in answer["lines"]]


def test_each_line_is_reported_and_a_wrong_one_costs_the_others_nothing(hotel: Ground) -> None:
    lines = [line(1), line(2, arrival_at="yesterday"), line(3, departure_at=NOON.isoformat()), line(4, "202")]
    answer = hotel.data("POST", "reservations/bulk", {"reservations": lines}, by=AGENT)
    assert outcomes(answer) == ["created", "refused", "refused", "created"]
    assert answer["lines"][1]["errors"][0]["field"] == "arrival_at"
    assert len(hotel.all(Stay)) == 2


def test_lines_of_one_room_all_stand_on_its_row_and_its_tablet(hotel: Ground) -> None:
    lines = [line(1), line(2, status="checked_in", checked_in_at=NOON.isoformat()), line(3)]
    hotel.data("POST", "reservations/bulk", {"reservations": lines}, by=AGENT)
    room = hotel.get(Room, "201")
    assert {one.stay_id for one in room.upcoming} == {derived_id("rsv", "sheet", number) for number in ("1", "3")}
    assert hotel.get(Tablet, "201").guest_name == "Guest 2"
    assert room.revision == 2


def test_the_same_list_again_changes_nothing_and_a_newer_line_does(hotel: Ground) -> None:
    hotel.data("POST", "reservations/bulk", {"reservations": [line(1), line(2)]}, by=AGENT)
    again = [line(1), line(2, "202", version="2")]
    answer = hotel.data("POST", "reservations/bulk", again, by=AGENT)
    assert outcomes(answer) == ["unchanged", "updated"]
    assert (len(hotel.all(Stay)), len(hotel.all(Guest))) == (2, 2)


def test_a_room_we_do_not_have_is_said_and_the_stay_is_kept(hotel: Ground) -> None:
    (report,) = hotel.data("POST", "reservations/bulk", [line(1, "999")], by=AGENT)["lines"]
    assert (report["outcome"], report["unplaced"]) == ("created", "999")
    assert hotel.get(Stay, report["stay_id"]).room_id == "999"


def test_a_long_list_is_kept_in_steps_and_sent_again_has_its_effect_once(hotel: Ground) -> None:
    lines = [line(number, None, source=None) for number in range(120)]
    first = hotel.data("POST", "reservations/bulk", lines, by=AGENT, Idempotency_Key="import")
    assert hotel.data("POST", "reservations/bulk", lines, by=AGENT, Idempotency_Key="import") == first
    assert len(hotel.all(Stay)) == 120


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Ali\ud800", "Ali\ufffd"),
        ("Ali\x00\r\n\u202eReza", "Ali Reza"),
        ("A" * 3_000, "A" * 200),
        ("\u200e\u200f", "Guest"),
    ],
)
def test_a_stay_is_kept_whatever_is_in_its_guests_name(hotel: Ground, sent: str, kept: str) -> None:
    """R20."""
    said = line(1, status="checked_in", guest={"name": sent, "email": "\x00a@b\n"}, room_type="s\u200b" * 300)
    body = json.dumps([said]).encode()  # as others send it: half a surrogate pair is an escape there
    (report,) = hotel.data("POST", "reservations/bulk", body, by=AGENT, Content_Type="application/json")["lines"]
    assert hotel.get(Stay, report["stay_id"]).guest_name == hotel.get(Tablet, "201").guest_name == kept


def test_a_person_is_told_that_a_name_is_too_long_or_is_none(hotel: Ground) -> None:
    """R13, R20."""
    said = {key: value for key, value in line(1).items() if key.endswith("_at")}
    for name, why in (("A" * 3_000, "has more than 200 letters"), ("\u200e\u200f", "must not be empty")):
        answer = hotel.call("POST", "reservations", {**said, "guest": {"name": name}}).get_json()
        (error,) = answer["errors"]
        assert (answer["status"], error["field"], error["message"]) == (422, "guest.name", why)


def test_a_list_without_a_right_line_is_refused_whole(hotel: Ground) -> None:
    answer = hotel.call("POST", "reservations/bulk", [line(1, party=0)], by=AGENT)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["1.party"]


def test_no_answer_in_the_journal_holds_a_name(hotel: Ground) -> None:
    hotel.data("POST", "reservations/bulk", [line(1)], by=AGENT)
    assert not [entry for entry in hotel.journal() if "Guest 1" in entry.model_dump_json()]
