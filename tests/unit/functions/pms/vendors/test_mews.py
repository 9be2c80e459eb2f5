"""Mews' words in ours: what its documentation says and what integrators ran into."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from functions.pms.line import Line
from functions.pms.vendors.mews import Mews, report, translate
from functions.pms.vendors.port import NOT_A_NOTICE, House
from shared.domain.ids import derived_id
from shared.domain.pms import Condition
from shared.domain.refusals import Refusal
from shared.domain.stays import StayStatus

ROOM, TYPE, HOTEL = "7d1f0b52-0001-4a51-9c58-000000000204", "7d1f0b52-0002-4a51-9c58-000000000001", "7d1f0b52-0003-4a51"
HOUSE = House(enterprise_id=HOTEL, types={TYPE: "twin"}, rooms={ROOM: "204"})
STAY = {
    "Id": "7d1f0b52-0004-4a51-9c58-000000000001",
    "AccountId": "7d1f0b52-0005-4a51-9c58-000000000001",
    "AccountType": "Customer",
    "BookerId": None,
    "Number": "52",
    "State": "Confirmed",
    "UpdatedUtc": "2026-06-14T17:00:00Z",
    "CancellationReason": None,
    "RequestedResourceCategoryId": TYPE,
    "AssignedResourceId": ROOM,
    "StartUtc": "2026-06-15T09:30:00Z",
    "ScheduledStartUtc": "2026-06-15T09:30:00Z",
    "ActualStartUtc": None,
    "EndUtc": "2026-06-17T07:30:00Z",
    "ScheduledEndUtc": "2026-06-17T07:30:00Z",
    "ActualEndUtc": None,
    "PersonCounts": [{"AgeCategoryId": "adult", "Count": 2}, {"AgeCategoryId": "child", "Count": 1}],
}
GUEST = {
    "Id": STAY["AccountId"],
    "FirstName": "Nasrin",
    "LastName": "Ahmadi",
    "PreferredLanguageCode": "fa-AF",
    "LanguageCode": "en-US",
    "Email": "nasrin@example.com",
    "Phone": "+93700000001",
    "Classifications": ["Returning"],
    "UpdatedUtc": "2026-06-01T08:00:00Z",
}


def stay(**changes: Any) -> dict[str, Any]:
    return {**STAY, **changes}


def test_a_reservation_becomes_a_booking() -> None:
    booking = translate(STAY, GUEST, HOUSE)

    assert booking.stay_id == derived_id("rsv", "mews", STAY["Id"])
    assert (booking.room_id, booking.room_type, booking.party) == ("204", "twin", 3)
    assert (booking.guest.name, booking.guest.language, booking.guest.vip) == ("Nasrin Ahmadi", "fa-AF", False)
    assert booking.arrival_at == datetime(2026, 6, 15, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"State": "Inquired"}, "tentative"),
        ({"State": "Optional"}, "tentative"),
        ({"State": "Requested"}, "tentative"),
        ({"State": "Confirmed"}, "confirmed"),
        ({"State": "Started"}, "checked_in"),
        ({"State": "Processed"}, "checked_out"),
        ({"State": "Canceled", "CancellationReason": "RequestedByGuest"}, "cancelled"),
        ({"State": "Canceled", "CancellationReason": "NoShow"}, "no_show"),
        ({"State": "Confirmed", "CancellationReason": "NoShow"}, "confirmed"),
    ],
)
def test_every_state_has_its_word(said: dict[str, str], status: str) -> None:
    assert translate(stay(**said), GUEST, HOUSE).status is StayStatus(status)


def test_a_room_that_is_not_assigned_is_none_and_one_that_is_not_ours_keeps_its_name() -> None:
    suite = House(rooms={ROOM: "Suite 1"})

    assert translate(stay(AssignedResourceId=None), GUEST, HOUSE).room_id is None
    assert translate(STAY, GUEST, suite).room_id == "Suite 1"


def test_where_a_company_pays_the_guest_is_who_booked() -> None:
    paid = stay(AccountType="Company", AccountId="company", BookerId="somebody")

    assert translate(paid, GUEST, HOUSE).guest.guest_id == derived_id("gst", "mews", "somebody")
    nobody = translate(stay(AccountType="Company", BookerId=None), None, HOUSE)
    assert nobody.guest.name == "Guest 52"
    assert nobody.guest.guest_id != translate(stay(Id="another", AccountType="Company"), None, HOUSE).guest.guest_id


def test_a_later_change_of_the_guest_is_a_later_version_of_the_booking() -> None:
    before = translate(STAY, GUEST, HOUSE).source.version
    renamed = translate(STAY, {**GUEST, "UpdatedUtc": "2026-06-02T08:00:00Z"}, HOUSE).source.version
    moved = translate(stay(UpdatedUtc="2026-06-14T17:00:01Z"), GUEST, HOUSE).source.version

    assert before < renamed < moved


def test_a_check_in_that_nobody_dated_began_when_the_stay_did() -> None:
    booking = translate(stay(State="Started"), GUEST, HOUSE)

    assert booking.checked_in_at == booking.arrival_at


def test_important_guests_are_vip() -> None:
    assert translate(STAY, {**GUEST, "Classifications": ["VeryImportant"]}, HOUSE).guest.vip


def test_what_is_no_reservation_cannot_be_translated() -> None:
    with pytest.raises(KeyError):
        translate(stay(State="Sideways"), GUEST, HOUSE)
    with pytest.raises(ValueError, match="isoformat"):
        translate(stay(UpdatedUtc="yesterday"), GUEST, HOUSE)


@pytest.mark.parametrize(
    ("kind", "state", "condition"),
    [("Space", "OutOfOrder", Condition.OUT_OF_ORDER), ("Space", "Sideways", None), ("Person", "Dirty", None)],
)
def test_only_spaces_have_a_condition(kind: str, state: str, condition: Condition | None) -> None:
    resource = {"Id": ROOM, "Name": "204", "State": state, "UpdatedUtc": "2026-06-14T17:00:00Z"}

    assert report({**resource, "Data": {"Discriminator": kind}}, datetime.now(UTC)).condition is condition


def test_a_notice_names_each_thing_once_and_leaves_out_what_is_not_ours() -> None:
    heard = _mews().interpret(
        _notice(*[("ServiceOrderUpdated", STAY["Id"])] * 2, ("ResourceUpdated", ROOM), ("MessageAdded", ROOM))
    )

    assert (heard.reservations, heard.rooms, heard.guests, heard.garbled) == ((STAY["Id"],), (ROOM,), (), ())


def test_an_id_that_is_none_is_never_asked_for() -> None:
    heard = _mews().interpret(_notice(("ServiceOrderUpdated", "1 or 1=1"), ("ServiceOrderUpdated", STAY["Id"])))

    assert heard.reservations == (STAY["Id"],)
    assert len(heard.garbled) == 1


def test_a_notice_of_another_hotel_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _mews().interpret(json.dumps({"EnterpriseId": "another", "Events": []}))
    assert refused.value.rule is NOT_A_NOTICE


def _notice(*events: tuple[str, Any]) -> str:
    return json.dumps({"EnterpriseId": HOTEL, "Events": [{"Discriminator": d, "Value": {"Id": i}} for d, i in events]})


def _mews() -> Mews:
    return Mews(Line("http://mews.invalid", {}, httpx.Client(), Mews.pace), HOUSE)
