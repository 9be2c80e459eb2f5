"""Whatever is refused leaves nothing behind: of each operation that changes something, requests that break its description.

They are made up from the published description and go through the whole HTTP path; the store is in memory, so that all
there is can be compared after every one of them.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode

import functions
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.people import Actor
from shared.domain.rooms import Room
from shared.runtime.journal import JOURNAL
from tests.ground import FRONT_DESK, MANAGER, REPOSITORY, Ground, ground

for found in pkgutil.iter_modules(functions.__path__):
    importlib.import_module(f"functions.{found.name}.main")

SCHEMA = schemathesis.openapi.from_dict(json.loads((REPOSITORY / "docs/contracts/openapi.json").read_text()))
OPERATIONS: dict[str, APIOperation[Any, Any, Any]] = {
    operation.label: operation for operation in (one.ok() for one in SCHEMA.get_all_operations())
}
CHANGING = sorted(
    label for label in OPERATIONS if label.split()[0] in {"PUT", "POST", "DELETE"} and "/api/v1/" in label
)
CALLERS: dict[str, Actor | None] = {"manager": MANAGER, "front desk": FRONT_DESK, "nobody": None}
CASES = 6
BASE = "http://hotel.invalid"


@pytest.fixture(scope="module")
def hotel() -> Iterator[Ground]:
    with ground() as stands, accounts.use(MemoryAccounts("demo")):
        for room in ("101", "102", "103"):
            stands.put(Room(room_id=room, number=room, floor=1))
        yield stands


@pytest.fixture(scope="module")
def refused() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("label", CHANGING)
def test_what_is_refused_leaves_nothing_behind(hotel: Ground, refused: Counter[str], label: str) -> None:
    aimed = {"property_id": hotel.place.property_id, "room_id": "101"}

    @seed(2)
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=OPERATIONS[label].as_strategy(generation_mode=GenerationMode.NEGATIVE),
        caller=st.sampled_from(sorted(CALLERS)),
    )
    def knock(case: Case, caller: str) -> None:
        there = {name: value for name, value in aimed.items() if f"{{{name}}}" in case.operation.path}
        case.path_parameters = {**(case.path_parameters or {}), **there}
        # The refusal of a late tap is to be found in the journal: that is what the header is for.
        if case.headers:
            case.headers.pop("X-Offline-Since", None)
        before = everything(hotel)

        status = send(hotel, case, CALLERS[caller])

        if status >= 400:
            refused[label] += 1
            assert everything(hotel) == before, f"{status} {case.as_curl_command()[:2000]}"

    knock()


def test_enough_was_refused_for_that_to_mean_something(refused: Counter[str]) -> None:
    """Of what ran before in this process: alone, there is nothing to look at."""
    assert all(refused.values())
    assert refused.total() >= len(refused) * CASES / 3


def send(hotel: Ground, case: Case, by: Actor | None) -> int:
    """Send the case as a client's library would write it, and return the status."""
    said = case.as_transport_kwargs(base_url=BASE)
    sent = requests.Request(**{name: said[name] for name in said if name not in {"timeout", "cookies"}}).prepare()
    headers = {name.replace("-", "_"): str(value) for name, value in sent.headers.items() if name != "Authorization"}
    headers["X_Property_Id"] = hotel.place.property_id
    path = str(sent.url).removeprefix(BASE)
    try:
        return int(hotel.call(str(sent.method), path, sent.body or b"", by=by, **headers).status_code)
    except LookupError:
        return 404  # an address that names nothing: no function ever hears of it


def everything(hotel: Ground) -> dict[Any, Any]:
    """Return every document and its version, and of the journal what was commanded."""
    return {
        found.key: found.version
        for found in hotel.store.everything()
        if found.key.collection != JOURNAL or (found.data or {})["kind"] == "command"
    }
