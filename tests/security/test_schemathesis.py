"""Requests that nobody would write by hand at the running gateway: those made up from the published description, and some written.

Every run asks all operations in memory (test_made_up.py), and a sixth of them here, another every day of the hotel:

    scripts/test tests/security/test_schemathesis.py --sixths 6 --cases 40    all of them, as every night does
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from schemathesis import Case, GenerationMode

from shared.runtime.clock import hotel_clock
from shared.runtime.place import Place
from tests.security.made_up import ANSWERED, Seen, Words, ask, check
from tests.whole import DESK, Caller, Whole

HOTEL = Place("made-up", "made-up-hotel")
ROOMS = ["101", "102", "103", "104"]
APART = "110"  # of which nothing is made up, so that it is there to the end
# Signing out ends the token of whoever asks, and with it what the other cases would see.
# What takes away comes last: until then there is something to ask about.
ASKED = sorted(set(ANSWERED) - {"POST /auth/logout"}, key=lambda label: (label.startswith("DELETE"), label))
SIXTHS = 6


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose what is asked by the hotel's day, which is the same for all processes of a run."""
    if "label" in metafunc.fixturenames:
        today = hotel_clock().start.date().toordinal()
        asked = {(today + further) % SIXTHS for further in range(metafunc.config.getoption("--sixths"))}
        metafunc.parametrize("label", [label for at, label in enumerate(ASKED) if at % SIXTHS in asked])


@pytest.fixture(scope="module")
def manager(whole: Whole) -> Caller:
    manager = whole.open_property(HOTEL, [*ROOMS, APART])
    whole.check_in(manager, APART)
    return manager


@pytest.fixture(scope="module")
def words(whole: Whole, manager: Caller) -> Words:
    """Return what a path may name, by parameter: what is there, and rooms that are not."""
    stays = [whole.check_in(manager, room) for room in ("101", "102")]
    tickets = [manager.data("POST", f"rooms/{room}/tickets", {"kind": "towels"}) for room in ROOMS]
    person = {"name": "Nobody Real", "email": "cleaner@made-up.example", "role": "housekeeper", "languages": ["en"]}
    blocked = manager.data(
        "POST", "/api/v1/housekeeping/rooms/104/block", {"kind": "maintenance", "reason": "the tap drips"}
    )
    return {
        "property_id": [HOTEL.property_id],
        "room_id": [*ROOMS, "999", "٢٠٤"],
        "stay_id": [stay["stay_id"] for stay in stays],
        "guest_id": [stay["guest_id"] for stay in stays],
        "ticket_id": [ticket["ticket_id"] for ticket in tickets],
        "staff_id": [manager.data("POST", "staff", person)["staff_id"]],
        "block_id": [blocked["blocks"][0]["block_id"]],
    }


@pytest.fixture(scope="module")
def front_desk(whole: Whole, manager: Caller) -> Caller:
    person = {"name": "Nobody Real", "email": "desk@made-up.example", "role": "front_desk", "languages": ["en"]}
    hired = manager.data("POST", "staff", person)
    manager.data("PUT", f"staff/{hired['staff_id']}/password", {"password": "demo-password"})
    return whole.as_("desk@made-up.example", HOTEL)


@pytest.fixture(scope="module")
def seen(request: pytest.FixtureRequest) -> Iterator[Seen]:
    seen = Seen()
    yield seen
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n  {seen.statuses.total()} cases: {dict(sorted(seen.statuses.items()))}")  # noqa: T201 - the figures


@pytest.fixture(autouse=True)
def not_throttled(whole: Whole) -> Iterator[None]:
    """Forget how often this machine knocked: it is the only one here, and other tests come from it too."""
    yield
    for found in whole.store().collection("throttles").list_documents():
        found.delete()


def callers(whole: Whole, manager: Caller, front_desk: Caller) -> list[Caller]:
    """Return who asks, who may most at the end: what they take away is still there for the others."""
    return [whole.nobody(HOTEL), front_desk, manager]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_comes_is_answered_well(  # noqa: PLR0917 - fixtures and parameters, none passed by position
    whole: Whole,
    manager: Caller,
    front_desk: Caller,
    words: Words,
    seen: Seen,
    request: pytest.FixtureRequest,
    label: str,
    mode: GenerationMode,
) -> None:
    def send(case: Case) -> None:
        for caller in callers(whole, manager, front_desk):
            headers = {"X-Property-Id": HOTEL.property_id}
            if caller.token:
                headers["Authorization"] = f"Bearer {caller.token}"
            answer = case.call(base_url=whole.house.url, headers=headers, timeout=60)
            said = {name.lower(): values[0] for name, values in answer.headers.items()}
            check(case, answer.status_code, said, answer.text, seen)

    ask(label, mode, int(request.config.getoption("--cases")), words, send)


def everything(whole: Whole) -> dict[str, Any]:
    """Return every document of the property, and of the journal what was commanded: handlers of what went before go on."""
    found = {
        f"{collection.id}/{one.id}": one.to_dict() or {}
        for collection in whole.store().document(HOTEL.path).collections()
        for one in collection.stream()
    }
    return {path: data for path, data in found.items() if not path.startswith("journal/") or data["kind"] == "command"}


DEEP = '{"flag":' + '{"a":' * 20_000 + "1" + "}" * 20_001
SOUND = ("PUT", f"rooms/{APART}/guest-flag")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"not json", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"do_not_disturb"', 400),
        (b'{"flag": "do_not_disturb", }', 400),
        (b"{'flag': 'do_not_disturb'}", 400),
        (b'{"flag": NaN}', 400),
        (b'{"flag": Infinity}', 400),
        (b'{"flag": 1e999}', 422),
        (b"\xff\xfe{}", 400),
        (b'{"flag": "\\ud800"}', 422),
        (b'{"flag": "do_not_disturb\\u0000"}', 422),
        (b'{"flag": "do_not_disturb", "more": 1}', 422),
        (b'{"flag": "do_not_disturb", "room_id": "102"}', 422),
        (b'{"flag": "do_not_disturb", "__proto__": {}}', 422),
        (b'{"flag": ["do_not_disturb"]}', 422),
        (b'{"flag": true}', 422),
        (b'{"flag": null}', 422),
        (b'{"flag": "DO_NOT_DISTURB"}', 422),
        (DEEP.encode(), 400),
        (b"[" * 100_000, 400),
        (b'{"flag": "' + b"x" * (1 << 20) + b'"}', 413),
        (b" " * (3 << 20), 413),
    ],
    ids=lambda given: given[:30].decode("latin-1") if isinstance(given, bytes) else str(given),
)
def test_a_body_that_is_none_is_refused_and_writes_nothing(
    whole: Whole, manager: Caller, body: bytes, status: int
) -> None:
    before = everything(whole)

    response = manager.call(*SOUND, content=body, headers={"Content-Type": "application/json"})

    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json"), (
        response.text
    )
    assert everything(whole) == before


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png", "json", ""]
)
def test_another_kind_of_body_is_refused(manager: Caller, kind: str) -> None:
    response = manager.call(*SOUND, content=b'{"flag": "do_not_disturb"}', headers={"Content-Type": kind})

    assert (response.status_code, response.json()["code"]) == (415, "MELMASTOON.GENERAL.UNSUPPORTED_MEDIA_TYPE")


def cursor(*values: Any) -> str:
    """Return a cursor as ours are made, of anything."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "path",
    [
        "reservations/rsv_1",
        "reservations/gst_01J00000000000000000000001",
        "reservations/rsv_81J00000000000000000000001",
        "reservations/rsv_01j00000000000000000000001",
        "tickets/rsv_01J00000000000000000000001",
        "guests/tkt_01J00000000000000000000001",
        "rooms/%2e%2e",
        "rooms/a%00b",
        "rooms/" + "9" * 400,
        "rooms/101%0d%0aX-Injected:%20yes",
        "rooms/101?at=yesterday",
        "rooms/101?at=2026-02-30T10:00:00Z",
        "rooms/101?at=2026-06-15T10:00:00",
        "rooms/101?at=0000-01-01T00:00:00Z",
        "rooms/101?at=99999-01-01T00:00:00Z",
        "rooms?floor=two",
        "rooms?floor=1e3",
        "rooms?limit=0",
        "rooms?limit=501",
        "rooms?limit=99999999999999999999999",
        "rooms?cursor=%00",
        "rooms?cursor=" + "A" * 2_000,
        *(
            f"{of}?cursor={cursor(*values)}"
            for of in ("rooms", "tickets", "journal")
            for values in (
                [],
                ["../.."],
                ["."],
                [""],
                ["a/b/c"],
                ["__x__"],
                [7],
                [None],
                [["x"], "x"],
                [{}, "x"],
                [{"at": "2026"}, "x"],
                [{"at": "2026-06-15T10:00:00"}, "x"],
                [{"at": 7}, "x"],
                [1 << 70, "x"],
                [1, 2, 3, "x"],
                ["x" * 2_000],
            )
        ),
        f"rooms?cursor={cursor('a', 'x')}",
        f"tickets?cursor={cursor('x')}",
        "rooms?colour=blue",
        "reservations?arriving_on=2026-13-01",
        "journal?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
    ],
    ids=lambda path: path[:60],
)
def test_an_address_that_can_never_be_right_is_refused(manager: Caller, path: str) -> None:
    response = manager.call("GET", path)

    assert response.status_code in {400, 404, 422}, f"{response.status_code} {response.text}"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "X-Injected" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Idempotency-Key": "x" * 201},
        {"Idempotency-Key": "with space"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic bWFuYWdlcjpkZW1v"},
        {"Authorization": "Bearer " + "a" * 6_000},
        {"Authorization": "Bearer a.b.c"},
        {"X-Property-Id": "../other"},
        {"If-Match": "revision one"},
    ],
    ids=lambda headers: " ".join(f"{name} {value[:20]}" for name, value in headers.items()),
)
def test_headers_that_are_none_never_break_anything(manager: Caller, headers: dict[str, str]) -> None:
    caller = replace(manager, token="") if "Authorization" in headers else manager

    response = caller.call(*SOUND, {"flag": "none"}, headers=headers)

    if "X-Property-Id" in headers:  # the path says which property; the header is for paths that do not
        assert response.status_code == 200
        return
    assert 400 <= response.status_code < 500
    assert response.json()["code"].startswith("MELMASTOON.")


def test_all_that_is_wrong_is_said_at_once(manager: Caller) -> None:
    said = {"guest": {"name": 7, "vip": "perhaps"}, "party": 0, "arrival_at": "2026-02-30T10:00:00Z", "wish": 1}

    response = manager.call("POST", "reservations", said)

    assert response.status_code == 422
    wrong = {error["field"].split(".")[0] for error in response.json()["errors"]}
    assert wrong >= {"guest", "party", "arrival_at", "departure_at", "wish"}


def test_a_key_that_came_with_another_request_is_refused(manager: Caller) -> None:
    key = "one-key-for-two"
    assert manager.call(*SOUND, {"flag": "none"}, key=key).status_code == 200

    response = manager.call(*SOUND, {"flag": "make_up_room"}, key=key)

    assert (response.status_code, response.json()["code"]) == (422, "MELMASTOON.GENERAL.IDEMPOTENCY_KEY_REUSED")


def test_who_saw_an_older_state_changes_nothing(whole: Whole, manager: Caller) -> None:
    before = whole.row(APART, HOTEL)

    response = manager.call(*SOUND, {"flag": "make_up_room"}, headers={"If-Match": '"v=1"'})

    assert response.status_code == 412
    assert whole.row(APART, HOTEL) == before


def test_a_desk_of_another_hotel_is_no_desk_here(whole: Whole, manager: Caller) -> None:
    stranger = Caller(whole.http, whole.token(DESK), HOTEL)
    assert stranger.status("GET", "rooms") == 404
