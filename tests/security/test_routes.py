"""Every function of every context, knocked at by every role, by a stranger and by nobody: the map itself says who may.

The tokens are signed and checked as Google's are; store and bus are in memory.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import pytest

import functions
from functions.identity import accounts
from shared.domain.people import FLOOR, FLOOR_WORK, STAFF, Role
from shared.runtime import cloud
from shared.runtime.routes import ROUTES, Route
from shared.runtime.store.port import Snapshot
from tests.security.google import AUDIENCE, BOT, PUSHER, firebase, oidc, session, signed, unsigned
from tests.security.hotel import (
    FOREIGN,
    HOME,
    NEXT_STAY,
    ROOM,
    SISTER,
    STAY,
    Hotel,
    knock,
    session_id_of,
    token_of,
    uid_of,
)

pytestmark = pytest.mark.security
T = TypeVar("T")

for found in pkgutil.iter_modules(functions.__path__):
    importlib.import_module(f"functions.{found.name}.main")

# What may be asked without a proved caller, and why. A route that joins it is a decision, so it is written down here.
OPEN = {
    "/auth/login": "signs in with a password, counted",
    "/auth/logout": "ends what it can prove, and takes the cookie",
    "/auth/password": "proves itself by a code that works once, counted",
    "/auth/pin": "proves itself by the shared device's cookie and a PIN, counted",
    "/auth/pin/people": "proves itself by the shared device's cookie",
    "/auth/tablets/claim": "proves itself by a pairing code, counted",
    "/auth/tablets/renew": "proves itself by the device's cookie",
    "/health": "says nothing of a hotel",
    "/ready": "says nothing of a hotel",
    "/metrics": "proves a scraper as it would a pusher",
    "/internal/dead-letter": "proves the pusher itself",
    "/api/v1/operations/dead-letters": "proves an operator of the platform itself",
    "/api/v1/operations/dead-letters/{dead_letter_id}/discard": "proves an operator of the platform itself",
    "/api/openapi.json": "is the same for everybody",
    "/api/asyncapi.json": "is the same for everybody",
    "/docs": "is the same for everybody",
    "/config.json": "is the same for everybody",
    "/webhooks/pms/{vendor}/{connection_id}/{secret}": "proves its sender by the secret and the vendor's signature",
}
OURS = [route for route in ROUTES.values() if route.context != "tests"]
GUARDED = [route for route in OURS if route.allow and route.kind not in {"handler", "job", "run"}]
INSIDE = [route for route in GUARDED if route.path.startswith("/api/v1/")]
PUSHED = [route for route in OURS if route.kind in {"handler", "job", "run"}]
ROLES = sorted(STAFF | {Role.GUEST, Role.INTEGRATION})
NAMED = {
    "property_id": HOME.property_id,
    "room_id": ROOM,
    "stay_id": STAY,
    "reservation_id": STAY,
    "guest_id": "gst_01J00000000000000000000001",
    "ticket_id": "tkt_01J00000000000000000000001",
    "staff_id": "stf_01J00000000000000000000001",
    "task_id": "hkt_01J00000000000000000000001",
    "work_order_id": "wko_01J00000000000000000000001",
}
# What a guest may ask, asked rightly. A route that lets guests in belongs in here.
ASKED_BY_GUESTS: dict[str, dict[str, Any] | None] = {
    "get_room": None,
    "get_ticket": None,
    "set_guest_flag": {"flag": "do_not_disturb"},
    "set_temperature_preset": {"celsius": 21.5},
    "create_task": {"room_id": ROOM, "kind": "mid_stay_clean"},
    "forget_me": {},
    "open_ticket": {"kind": "towels", "text": "two, please"},
    "set_ticket_status": {"status": "cancelled"},
}


@cache
def checked_in() -> Sequence[Snapshot]:
    """Return all there is in the hotel once its guest is there."""
    hotel = Hotel()
    hotel.check_in()
    return hotel.memory.everything()


@contextmanager
def open_hotel() -> Iterator[Hotel]:
    hotel = Hotel(bare=True)
    hotel.memory.load(checked_in())
    with cloud.use(hotel.cloud), accounts.use(hotel.accounts):
        yield hotel


@pytest.fixture
def hotel() -> Iterator[Hotel]:
    with open_hotel() as hotel:
        yield hotel


def statuses(route: Route, property_id: str = HOME.property_id) -> dict[Role, int]:
    """Return what each role is answered, each in a hotel that nobody else has been to."""
    said = {}
    for role in ROLES:
        with open_hotel():
            said[role] = status(route, token_of(role), property_id)
    return said


def named(route: Route, property_id: str = HOME.property_id) -> dict[str, str]:
    return {name: NAMED.get(name, "x1") for name in route.parameters} | (
        {"property_id": property_id} if "property_id" in route.parameters else {}
    )


def status(route: Route, token: str | None, property_id: str = HOME.property_id, **said: Any) -> int:
    headers = {"X-Property-Id": property_id} if "property_id" not in route.parameters else {}
    body: dict[str, str] | None = {} if route.method in {"POST", "PUT"} else None
    response = knock(route, token, body=body, headers=headers, **named(route, property_id), **said)
    response.close()
    return response.status_code


def ask(route: Route, token: str, said: dict[str, Any] | None) -> int:
    return knock(route, token, body=said, **named(route)).status_code


def asked_of(routes: Iterable[Route], ask: Callable[[Hotel, Route], T]) -> dict[str, T]:
    """Return what each route answered, each in a hotel that nobody else has been to."""
    said = {}
    for route in routes:
        with open_hotel() as hotel:
            said[route.name] = ask(hotel, route)
    return said


def every(routes: Iterable[Route], answer: T) -> dict[str, T]:
    return {route.name: answer for route in routes}


def by_name(routes: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", routes, ids=[route.name for route in routes])


def test_what_a_pin_opens_is_floor_work_and_nothing_else() -> None:
    """P2: no route of the desk or a manager alone, and none of the staff, of secrets, settings, the PMS or guests."""
    opened = [route for route in GUARDED if route.by_pin]
    strong = {"staff", "pms", "guests", "reservations", "invitations", "sessions", "devices", "journal", "dead-letters",
              "tablets", "password", "sign-in-code", "pin", "claim"}  # fmt: skip

    assert all(route.allow & FLOOR for route in opened)
    assert {route.name for route in opened if route.context not in FLOOR_WORK} == {
        "list_people", "list_team", "read_settings", "set_own_languages", "who_am_i",
    }  # fmt: skip
    assert not [route.name for route in opened if strong & set(route.path.split("/"))]
    assert not [route.name for route in opened if route.method != "GET" and "settings" in route.path]
    assert not {"set_checklist", "get_lost_claim", "match_lost_item"} & {route.name for route in opened}


def test_who_took_a_device_over_by_pin_comes_in_only_for_floor_work() -> None:
    """P2: whatever their role is; who was made a manager meanwhile is nobody by PIN."""
    wrong = {}
    for route, role in itertools.product(GUARDED, sorted(STAFF)):
        with open_hotel() as hotel:
            hotel.sign_in(uid_of(role), pin=True)
            said = status(route, token_of(role, pin=True))
            if route.by_pin and role in FLOOR:
                wanted = {status(route, token_of(role))}
            else:
                wanted = {403, 404} if route.by_pin else {403}
        if said not in wanted:
            wrong[route.name, role] = said, wanted
    assert wrong == {}


def test_a_pin_opens_one_property_only() -> None:
    def said(hotel: Hotel, route: Route) -> int:
        hotel.sign_in(uid_of(Role.SUPERVISOR), pin=True)
        return status(route, token_of(Role.SUPERVISOR, pin=True), SISTER.property_id)

    assert {name: code for name, code in asked_of(INSIDE, said).items() if code not in {403, 404}} == {}


def test_every_open_door_is_a_known_one() -> None:
    assert {route.path for route in OURS if not route.allow} <= OPEN.keys()


def test_without_a_token_nobody_comes_in() -> None:
    assert asked_of(GUARDED, lambda _, route: status(route, None)) == every(GUARDED, 401)


def test_a_role_comes_in_only_where_the_map_says_so() -> None:
    came_in = {
        route.name: {role for role, said in statuses(route).items() if said not in {401, 403}} for route in GUARDED
    }

    assert came_in == {route.name: route.allow & set(ROLES) for route in GUARDED}


def test_a_property_of_another_tenant_is_not_there() -> None:
    said = {route.name: statuses(route, FOREIGN.property_id) for route in INSIDE}

    assert said == every(INSIDE, dict.fromkeys(ROLES, 404))


def test_another_property_of_the_tenant_is_not_there_for_who_has_no_role_in_it() -> None:
    said = {route.name: statuses(route, SISTER.property_id) for route in INSIDE}

    assert said == every(INSIDE, dict.fromkeys(ROLES, 404))


def test_a_stranger_finds_nothing_of_ours() -> None:
    stranger = token_of(Role.MANAGER, FOREIGN)

    assert asked_of(INSIDE, lambda _, route: status(route, stranger)) == every(INSIDE, 404)


def test_a_tenant_that_is_not_the_tokens_is_not_there() -> None:
    headers = {"X-Tenant-Id": "other", "X-Property-Id": HOME.property_id}

    def said(_: Hotel, route: Route) -> int:
        return knock(route, token_of(Role.MANAGER), body={}, headers=headers, **named(route)).status_code

    assert asked_of(INSIDE, said) == every(INSIDE, 404)


def test_no_forged_token_comes_in() -> None:
    manager = uid_of(Role.MANAGER)
    claims: dict[str, Any] = {
        "tenant": "demo",
        "property": "demo-hotel",
        "session": session_id_of(manager),
        "sub": manager,
    }
    forged = {
        "unsigned": unsigned(firebase(**claims)),
        "stolen key name": signed(firebase(**claims), key="thief", kid="first"),
        "another project": signed(firebase(**claims, aud="another")),
        "another issuer": signed(firebase(**claims, iss="https://evil.example/hotel-project")),
        "expired": signed(firebase(**claims, exp=1_000_000)),
        "a session cookie": signed(session(**claims)),
        "another audience": signed(oidc(BOT, aud="https://elsewhere.example")),
        "the pusher": signed(oidc(PUSHER)),
    }

    said = asked_of(GUARDED, lambda _, route: {what: status(route, token) for what, token in forged.items()})

    assert said == every(GUARDED, dict.fromkeys(forged, 401))


@by_name([route for route in INSIDE if Role.GUEST in route.allow])
def test_a_former_guest_finds_nothing_any_more(hotel: Hotel, route: Route) -> None:
    """They ask what was right while they were here; it must not even be said that there is somebody else now."""
    said = ASKED_BY_GUESTS[route.name]
    hotel.check_out()
    in_an_empty_room = ask(route, token_of(Role.GUEST), said)
    hotel.check_in(NEXT_STAY)
    after_the_next_one_came = ask(route, token_of(Role.GUEST), said)

    assert [in_an_empty_room, after_the_next_one_came] == [404, 404]


@by_name([route for route in INSIDE if Role.GUEST in route.allow and "ticket_id" not in route.parameters])
def test_what_a_former_guest_asks_is_right_as_long_as_they_are_here(hotel: Hotel, route: Route) -> None:
    assert ask(route, token_of(Role.GUEST), ASKED_BY_GUESTS[route.name]) < 300


def test_events_and_schedules_come_from_the_pushing_account_only() -> None:
    strangers = {
        "nobody": None,
        "a manager": token_of(Role.MANAGER),
        "another service": signed(oidc(BOT)),
        "unsigned": unsigned(oidc(PUSHER)),
        "another audience": signed(oidc(PUSHER, aud=f"{AUDIENCE}.evil.example")),
    }
    said = asked_of(PUSHED, lambda _, route: {who: status(route, token) for who, token in strangers.items()})
    pushed = asked_of(PUSHED, lambda _, route: status(route, signed(oidc(PUSHER))))

    assert said == every(PUSHED, dict.fromkeys(strangers, 401))
    assert {name: code for name, code in pushed.items() if code in {401, 403}} == {}
