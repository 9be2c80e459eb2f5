"""Who may see what, on the running product: another tenant nothing, a tablet its own room, a former guest nothing at all."""

from __future__ import annotations

from typing import Any

import pytest

from functions import load_all
from shared.runtime.place import Place
from shared.runtime.routes import ROUTES, Route
from tests.whole import DESK, HOME, MANAGER, Caller, Tablet, Whole, until_equal

load_all()
NEIGHBOUR = Place("other", "other-hotel")
INSIDE = [
    route
    for route in ROUTES.values()
    if route.context != "tests" and route.kind in {"command", "query", "stream"} and route.path.startswith("/api/")
]
NAMED = {
    "property_id": HOME.property_id,
    "room_id": "204",
    "stay_id": "rsv_01J00000000000000000000001",
    "guest_id": "gst_01J00000000000000000000001",
    "ticket_id": "tkt_01J00000000000000000000001",
    "staff_id": "stf_01J00000000000000000000001",
    "block_id": "blk_01J00000000000000000000001",
    "dead_letter_id": "ded_" + "0" * 40,
}


def ask(caller: Caller, route: Route) -> tuple[int, dict[str, Any]]:
    path = route.path
    for name in route.parameters:
        path = path.replace(f"{{{name}}}", NAMED.get(name, "x1"))
    body = {} if route.method in {"POST", "PUT"} else None
    response = caller.call(route.method, path, body, headers={"X-Property-Id": HOME.property_id})
    return response.status_code, response.json()


@pytest.mark.parametrize("route", INSIDE, ids=[route.name for route in INSIDE])
def test_another_tenants_manager_is_told_that_nothing_is_there(whole: Whole, route: Route) -> None:
    status, said = ask(whole.as_("manager@other.hotel", NEIGHBOUR), route)

    assert (status, said["code"]) == (404, "MELMASTOON.GENERAL.RESOURCE_NOT_FOUND")
    assert HOME.tenant_id not in str(said.get("context", "")).replace(HOME.property_id, "")


@pytest.mark.parametrize("route", INSIDE, ids=[route.name for route in INSIDE])
def test_without_a_token_nobody_is_answered(whole: Whole, route: Route) -> None:
    status, said = ask(whole.nobody(), route)

    assert (status, said["code"]) == (401, "MELMASTOON.GENERAL.UNAUTHENTICATED")


def test_another_tenants_manager_reads_no_document_of_ours(whole: Whole) -> None:
    token = whole.token("manager@other.hotel")
    for path in ("rooms/204", "rooms", "stays", "guests", "tickets", "tablets/204", "journal", "settings/current"):
        assert whole.looks(token, path) == 403, path
        assert whole.looks(whole.token(MANAGER), path, NEIGHBOUR) == 403, path


def test_saying_another_tenants_name_opens_nothing(whole: Whole) -> None:
    caller = whole.as_("manager@other.hotel", NEIGHBOUR)
    assert caller.status("GET", "rooms", headers={"X-Tenant-Id": "demo"}) == 404
    assert caller.status("GET", "/api/v1/housekeeping/rooms/204/status", headers={"X-Property-Id": "demo-hotel"}) == 404


@pytest.fixture(scope="module")
def two_rooms(whole: Whole) -> tuple[Tablet, Tablet]:
    rooms = []
    for _ in range(2):
        room = whole.free_room()
        whole.arrive(room)
        whole.occupied(room)
        rooms.append(room)
    one, two = (whole.pair(room) for room in rooms)
    return one, two


def test_a_tablet_reads_its_own_document_and_no_other(whole: Whole, two_rooms: tuple[Tablet, Tablet]) -> None:
    mine, theirs = two_rooms
    assert whole.looks(mine.token, f"tablets/{mine.room_id}") == 200
    for path in (
        f"tablets/{theirs.room_id}",
        "tablets",
        f"rooms/{mine.room_id}",
        f"rooms/{theirs.room_id}",
        "rooms",
        "stays",
        f"stays/{mine.stay_id}",
        f"stays/{theirs.stay_id}",
        "guests",
        "tickets",
        "journal",
    ):
        assert whole.looks(mine.token, path) == 403, path


def test_a_tablet_commands_its_own_room_and_no_other(two_rooms: tuple[Tablet, Tablet]) -> None:
    mine, theirs = two_rooms
    caller = mine.caller()
    assert caller.status("PUT", f"rooms/{mine.room_id}/guest-flag", {"flag": "do_not_disturb"}) == 200
    for method, path, body in (
        ("GET", f"rooms/{theirs.room_id}", None),
        ("PUT", f"rooms/{theirs.room_id}/guest-flag", {"flag": "do_not_disturb"}),
        ("PUT", f"rooms/{theirs.room_id}/temperature-preset", {"celsius": 21}),
        ("POST", f"rooms/{theirs.room_id}/tickets", {"kind": "towels"}),
    ):
        assert caller.status(method, path, body) == 404, path
    for path in ("rooms", "reservations", "tickets", "journal", "staff", "pms", f"rooms/{mine.room_id}/history"):
        assert caller.status("GET", path) == 403, path


def test_what_a_guest_is_told_has_nothing_of_those_who_come_after(
    whole: Whole, two_rooms: tuple[Tablet, Tablet]
) -> None:
    mine, _ = two_rooms
    said = mine.caller().data("GET", f"rooms/{mine.room_id}")
    assert "upcoming" not in said
    assert "guest_id" not in str(said)


def test_a_former_guest_has_nothing_of_the_next_one(whole: Whole) -> None:
    room = whole.free_room()
    first = whole.arrive(room)
    whole.occupied(room)
    wall = whole.pair(room)
    phone = whole.pair(room, bound_to="stay")
    before, of_the_phone = wall.caller(), phone.caller()
    ticket = before.data("POST", f"rooms/{room}/tickets", {"kind": "towels", "text": "two"})["ticket_id"]

    whole.leave(first)
    whole.vacant(room)
    until_equal(lambda: whole.looks(wall.token, f"tablets/{room}"), 403, "the document is closed to who has left")
    whole.flip(room, "ready")
    until_equal(lambda: whole.there(room)["State"], "Inspected", "the room is ready at the PMS too")
    second = whole.arrive(room, first_name="Omar", last_name="Nazari")
    whole.occupied(room)

    for former in (before, of_the_phone):
        assert whole.looks(former.token, f"tablets/{room}") == 403
        for method, path, body in (
            ("GET", f"rooms/{room}", None),
            ("PUT", f"rooms/{room}/guest-flag", {"flag": "do_not_disturb"}),
            ("PUT", f"rooms/{room}/temperature-preset", {"celsius": 21}),
            ("POST", f"rooms/{room}/tickets", {"kind": "towels"}),
            ("GET", f"tickets/{ticket}", None),
            ("PUT", f"tickets/{ticket}/status", {"status": "cancelled"}),
        ):
            response = former.call(method, path, body)
            assert response.status_code in {401, 404}, (method, path, response.text)
            assert second["Guest"] not in response.text
    assert whole.row(room)["guest_flag"]["value"] == "none"
    assert phone.http.post("/auth/tablets/renew", json={}, headers={"Origin": whole.house.url}).status_code == 401

    now = wall.renew().caller()
    assert now.data("GET", f"rooms/{room}")["guest_name"] == second["Guest"]
    assert now.status("GET", f"tickets/{ticket}") == 404
    whole.leave(second)


def test_a_pairing_code_works_once(whole: Whole) -> None:
    room = whole.free_room()
    code = whole.as_(DESK).data("POST", f"rooms/{room}/tablets", {})["code"]

    assert whole.http.post("/auth/tablets/claim", json={"code": code}).status_code == 200
    again = whole.http.post("/auth/tablets/claim", json={"code": code})

    assert (again.status_code, again.json()["code"]) == (404, "MELMASTOON.IDENTITY.PAIRING_CODE_UNKNOWN")
