"""Whatever comes is answered well, and what is refused leaves nothing behind: made-up requests to every operation there is.

They go through the gateway's own application, as its process loads it: what declares a function is in the modules that a
context's main.py imports, so that functions-framework may load that file again in a process that has them already. Store,
bus and the proof of who calls are in memory; each operation has a hotel of its own, as it was founded.
test_schemathesis.py asks the same of the running gateway.
"""

from __future__ import annotations

import copy
import io
import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
import requests
from schemathesis import Case, GenerationMode
from werkzeug.test import run_wsgi_app

from emulators.gateway import Gateway, gateway
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.ids import derived_id
from shared.domain.people import Actor
from shared.runtime.journal import JOURNAL
from shared.runtime.store.limits import key_of
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Key, Snapshot, Write
from tests.ground import FRONT_DESK, MANAGER, NOON, PLACE, Ground, ground
from tests.security.made_up import ANSWERED, Seen, Words, ask, check

BASE = "http://hotel.invalid"
IN_MEMORY = 3
"""How many times as many cases as the running gateway is asked: the first of each is the plainest there is."""
ROOMS = ("101", "102", "103", "104")
NOT_THERE = ("999", "٢٠٤")
OFFLINE = "X-Offline-Since"
SIGNED_IN = [
    replace(who, property_id=PLACE.property_id, session_id=derived_id("ses", who.id)) for who in (FRONT_DESK, MANAGER)
]
CALLERS: Sequence[Actor | None] = (None, *SIGNED_IN)  # who may most at the end: until then there is all


@dataclass(frozen=True)
class Founded:
    documents: Sequence[Snapshot]
    accounts: MemoryAccounts
    words: Words


@dataclass
class Changes:
    """Which documents are others than when it was last told to `begin`."""

    store: MemoryStore
    _before: dict[Key, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store.before_commit = self._note

    def begin(self) -> None:
        self._before.clear()

    def made(self, *, waited: bool) -> list[str]:
        """Return their paths. The refusal of a tap that waited on a device is kept in the journal: that is what it is for."""
        now = self.store.read(list(self._before))
        changed = [one for one in now if one.version != self._before[one.key]]
        return [one.key.path for one in changed if one.key.collection != JOURNAL or (not waited and _commanded(one))]

    def _note(self, writes: Sequence[Write]) -> None:
        new = [key for key in dict.fromkeys(map(key_of, writes)) if key not in self._before]
        self._before |= {one.key: one.version for one in self.store.read(new)}


@pytest.fixture
def hotel() -> Iterator[Ground]:
    founded = _founded()
    with ground() as stands, accounts.use(copy.deepcopy(founded.accounts)):
        stands.store.load(founded.documents)
        stands.numbers = itertools.count(10_000)
        yield stands


@pytest.mark.parametrize("label", ANSWERED)
def test_whatever_comes_is_answered_well_and_a_refusal_writes_nothing(
    hotel: Ground, request: pytest.FixtureRequest, label: str
) -> None:
    # Whoever knocks to get in is counted, all the more where they are refused.
    changes_something = label.split(maxsplit=1)[0] in {"PUT", "POST", "DELETE"} and "/api/v1/" in label
    changes, seen = Changes(hotel.store), Seen()

    def send(case: Case) -> None:
        for caller in CALLERS:
            changes.begin()
            status, headers, text = answered(hotel, case, caller)
            check(case, status, headers, text, seen)
            if changes_something and status >= 400:
                written = changes.made(waited=OFFLINE in case.headers)
                assert not written, f"{status} {written} {case.as_curl_command()[:2000]}"

    for mode in GenerationMode:
        ask(label, mode, IN_MEMORY * int(request.config.getoption("--cases")), _founded().words, send)

    assert seen.statuses
    assert seen.codes or not changes_something, "nothing was refused"


def answered(hotel: Ground, case: Case, by: Actor | None) -> tuple[int, Mapping[str, str], str]:
    """Send the case as a client's library would write it and an HTTP server read it."""
    headers = {"X-Property-Id": PLACE.property_id}
    if by is not None:
        headers["Authorization"] = f"Bearer {hotel.identity.token_of(by)}"
    said = case.as_transport_kwargs(base_url=BASE, headers=headers)
    sent = requests.Request(**{name: said[name] for name in said if name != "timeout"}).prepare()
    chunks, status, answer = run_wsgi_app(_application(), _environ(sent), buffered=True)
    return int(status.split()[0]), {name.lower(): value for name, value in answer}, b"".join(chunks).decode()


def _environ(sent: requests.PreparedRequest) -> dict[str, Any]:
    path, _, query = sent.path_url.partition("?")
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
    headers = {f"HTTP_{name.upper().replace('-', '_')}": _text(value) for name, value in sent.headers.items()}
    return {
        **headers,
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.pop("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": headers.pop("HTTP_CONTENT_LENGTH", ""),
        "SERVER_NAME": "hotel.invalid",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@cache
def _application() -> Gateway:
    """Return the gateway; what functions-framework leaves in the process for its one function is taken away again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path])
        patch.setitem(sys.modules, "main", sys)
        for name in ("FUNCTION_TARGET", "FUNCTION_SIGNATURE_TYPE"):
            patch.setenv(name, "http")
        return gateway()


@cache
def _founded() -> Founded:
    """Return a hotel in which there is something to ask about."""
    _application()  # which declares all functions, so that events have handlers
    with ground() as stands, accounts.use(MemoryAccounts("demo")) as known:
        lines = [{"number": number, "floor": 1} for number in ROOMS]
        stands.data("POST", "rooms", {"rooms": lines})
        person = {"name": "Nobody Real", "email": "cleaner@made-up.example", "role": "housekeeper", "languages": ["en"]}
        stands.data("POST", "staff", person)
        for room in ("101", "102"):
            _check_in(stands, room)
        for room in ROOMS:
            stands.data("POST", f"rooms/{room}/tickets", {"kind": "towels"})
        reason = {"kind": "maintenance", "reason": "the tap drips"}
        stands.deliver()
        stands.data("POST", "/api/v1/housekeeping/rooms/104/block", reason, X_Property_Id=PLACE.property_id)
        stands.deliver()
        documents = stands.store.everything()
        words = _words(documents)
        return Founded(documents, known, {**words, "room_id": [*words["room_id"], *NOT_THERE]})


def _check_in(stands: Ground, room_id: str) -> None:
    said = {
        "guest": {"name": "Laila Rahimi"},
        "room_id": room_id,
        "room_type": "standard",
        "arrival_at": NOON.isoformat(),
        "departure_at": NOON.replace(day=NOON.day + 2).isoformat(),
    }
    stay = stands.data("POST", "reservations", said)
    wanted = {"status": "checked_in", "even_if_not_ready": True}
    stands.data("PUT", f"reservations/{stay['stay_id']}/status", wanted)


def _words(documents: Sequence[Snapshot]) -> Words:
    """Return what is called by each name that ends with _id, wherever it is kept."""
    found: dict[str, set[str]] = {}

    def gather(value: Any) -> None:
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(one, dict | list):
                gather(one)
            elif isinstance(one, str) and one and str(name).endswith("_id"):
                found.setdefault(str(name), set()).add(one)

    for one in documents:
        if one.key.collection != JOURNAL:
            gather(dict(one.data or {}))
    return {name: sorted(ids) for name, ids in found.items()}


def _commanded(one: Snapshot) -> bool:
    return (one.data or {}).get("kind") == "command"
