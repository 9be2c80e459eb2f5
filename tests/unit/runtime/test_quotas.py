"""How much one guest may ask for; and that whatever they do, staff go on working."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.domain.people import Role
from shared.domain.stays import Stay, StayStatus
from shared.runtime.cloud import cloud
from shared.runtime.problems import TOO_MANY, Problem
from shared.runtime.quotas import TAPS, WISHES, Looks, Quota, Shares, Taken, Used
from shared.runtime.routes import ROUTES, Route
from tests.budget import EXAMPLES, Hotel, hotel
from tests.ground import AGENT, FRONT_DESK, MANAGER, guest_of

OF_GUESTS = sorted(name for name, route in ROUTES.items() if Role.GUEST in route.allow and route.context != "tests")
COMMANDS = [name for name in OF_GUESTS if ROUTES[name].kind == "command"]
BODIES: dict[str, Any] = {
    "create_task": {"kind": "mid_stay_clean"},
    "set_guest_flag": {"flag": "do_not_disturb"},
    "set_temperature_preset": {"celsius": 21.5},
    "open_ticket": {"kind": "towels"},
}


@pytest.fixture(scope="module")
def house() -> Iterator[Hotel]:
    with hotel() as stands:
        yield stands


@pytest.fixture(scope="module")
def stays(house: Hotel) -> Iterator[Stay]:
    found = house.bridge.ground.all(Stay)
    return iter([stay for stay in found if stay.status is StayStatus.CHECKED_IN and stay.room_id])


@pytest.fixture
def here(house: Hotel, stays: Iterator[Stay]) -> Hotel:
    """The hotel as a guest of whom nobody has heard yet sees it."""
    return replace(house, guest=next(stays))


def tap(here: Hotel, kind: str = "towels", **headers: str) -> TestResponse:
    return here.bridge.ground.call(
        "POST", f"rooms/{here.guest.room_id}/tickets", {"kind": kind}, by=guest(here), **headers
    )


def guest(here: Hotel) -> Any:
    return guest_of(str(here.guest.room_id), here.guest.stay_id)


def used_up(here: Hotel, quota: Quota) -> None:
    """Have the guest in the hotel nothing left of this for an hour."""
    now = here.bridge.ground.now
    taken = Taken(count=quota.most, until=now + quota.per)
    here.bridge.ground.put(Used(holder_id=here.guest.stay_id, quotas={quota.name: taken}, expires_at=now + quota.per))
    looks = cloud().once("looks of guests", Looks)
    for _ in range(quota.most):
        looks.one_more(quota, "demo", here.guest.stay_id, now)


def asked_by_guest(here: Hotel, route: Route) -> TestResponse:
    """Send this as the guest of the hotel would."""
    ground, room_id = here.bridge.ground, str(here.guest.room_id)
    ticket_id = "tkt_01J00000000000000000000001"
    path = route.path.replace("{property_id}", ground.place.property_id).replace("{room_id}", room_id)
    body = dict(BODIES.get(route.name, {}))
    if route.name == "create_task":
        body["room_id"] = room_id
    if route.name == "set_ticket_status":
        body["status"] = "cancelled"
    said = None if route.method == "GET" else body
    return ground.call(route.method, path.replace("{ticket_id}", ticket_id), said, by=guest(here))


@pytest.mark.parametrize("name", OF_GUESTS)
def test_every_route_that_a_guest_may_ask_has_a_quota(name: str, here: Hotel) -> None:
    """P11: generated from the function map."""
    route = ROUTES[name]
    assert route.quota is not None
    used_up(here, route.quota)
    refused = asked_by_guest(here, route)

    assert (refused.status_code, refused.get_json(force=True)["code"]) == (429, TOO_MANY.code)
    assert refused.headers["Retry-After"] == "3600"


def test_what_no_guest_may_ask_has_none() -> None:
    assert [name for name, route in ROUTES.items() if route.quota and Role.GUEST not in route.allow] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_staff_do_the_same_meanwhile(name: str, here: Hotel) -> None:
    asked = EXAMPLES[name](here)
    used_up(here, ROUTES[name].quota or TAPS)
    if Role.FRONT_DESK not in ROUTES[name].allow:
        return  # a guest's own wish, which nobody has for them
    asked = replace(asked, by=FRONT_DESK)
    here.bridge.ground.data(asked.method, asked.path, asked.body, by=asked.by)


def test_a_guest_who_opens_fifty_tickets_leaves_the_managers_to_be_opened(here: Hotel) -> None:
    """P11."""
    answers = [tap(here).status_code for _ in range(50)]
    path = f"rooms/{here.guest.room_id}/tickets"

    assert answers == [201] * 10 + [429] * 40
    assert here.bridge.ground.call("POST", path, {"kind": "maintenance"}, by=MANAGER).status_code == 201
    assert here.bridge.ground.call("POST", path, {"kind": "towels"}, by=AGENT).status_code == 201


def test_what_was_done_makes_room_for_another_wish(here: Hotel) -> None:
    opened = [tap(here).get_json()["data"]["ticket_id"] for _ in range(10)]
    assert tap(here).headers["Retry-After"] == "300"
    here.bridge.ground.data("PUT", f"tickets/{opened[0]}/status", {"status": "done"}, by=FRONT_DESK)

    assert tap(here).status_code == 201


def test_one_who_opens_and_takes_back_is_stopped_for_the_rest_of_the_hour(here: Hotel) -> None:
    ground = here.bridge.ground
    for _ in range(WISHES.most):
        ticket_id = tap(here).get_json()["data"]["ticket_id"]
        ground.data("PUT", f"tickets/{ticket_id}/status", {"status": "cancelled"}, by=guest(here))
    ground.pass_time(minutes=45)
    stopped = tap(here)
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "900")
    ground.pass_time(minutes=15)

    assert tap(here).status_code == 201


def test_another_stays_guest_has_a_quota_of_their_own(here: Hotel, stays: Iterator[Stay]) -> None:
    used_up(here, WISHES)
    other = replace(here, guest=next(stays))

    assert (tap(here).status_code, tap(other).status_code) == (429, 201)


def test_a_wish_that_is_sent_again_counts_once(here: Hotel) -> None:
    for _ in range(3):
        assert tap(here, Idempotency_Key="once").status_code == 201

    assert here.bridge.ground.get(Used, here.guest.stay_id).quotas[WISHES.name].count == 1


def test_a_wish_that_is_refused_counts_nothing(here: Hotel) -> None:
    tap(here, kind="nonsense")

    assert here.bridge.ground.find(Used, here.guest.stay_id) is None


def test_what_is_kept_of_quotas_leaves_with_the_last_window(here: Hotel) -> None:
    tap(here)
    until = here.bridge.ground.now + timedelta(hours=1)

    assert here.bridge.ground.get(Used, here.guest.stay_id).expires_at == until


def test_guests_and_services_of_one_tenant_hold_no_more_than_their_share(here: Hotel) -> None:
    cloud().unmake("shares of threads")
    shares = cloud().once("shares of threads", lambda: Shares(share=1))
    with shares.hold("demo"):
        busy = tap(here)
        assert (busy.status_code, busy.headers["Retry-After"]) == (429, "1")
        assert here.bridge.ground.call("GET", "/auth/me", by=AGENT).status_code == 429
        assert here.bridge.ground.call("GET", "tickets", by=MANAGER).status_code == 200

    assert tap(here).status_code == 201


def test_another_tenants_share_is_its_own() -> None:
    shares = Shares(share=1)
    with shares.hold("demo"), shares.hold("other"), pytest.raises(Problem):
        shares.hold("demo").__enter__()


def test_a_look_is_no_tap(here: Hotel) -> None:
    here.bridge.ground.call("GET", f"rooms/{here.guest.room_id}", by=guest(here))

    assert here.bridge.ground.find(Used, here.guest.stay_id) is None
