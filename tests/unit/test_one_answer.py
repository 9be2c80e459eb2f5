"""One key, one answer: whatever a request meets when it is sent again, at once or after a crash, it was carried out once.

For every command of the function map, as it usually comes (tests/budget.py).
"""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from functions.pms.connection import sha256_of
from shared.runtime.journal import JOURNAL, Entry, command_entry_id
from shared.runtime.routes import ROUTES, ShownOnce
from tests.bridge import Died
from tests.budget import EXAMPLES, Asked, Hotel, hotel
from tests.ground import FRONT_DESK, MANAGER, Form
from tests.interleaving import at_once

TWINS = 8
SEED = 1
MOST_DEATHS = 20


def test_eight_requests_at_once_with_one_key_get_one_answer() -> None:
    """H11."""
    wrong = {}
    with hotel() as here:
        for name, prepare in EXAMPLES.items():
            asked = prepare(here)
            here.bridge.settle()
            answers = at_once([_sender(here, asked, name) for _ in range(TWINS)], SEED)
            kept = [_kept(name, answer) for answer in answers]
            shown = sum(answer != one for answer, one in zip(answers, kept, strict=True))
            if kept != [kept[0]] * TWINS or not kept[0]["success"] or shown > 1:
                wrong[name] = answers
            assert _entry(here, asked, name).name == name
            here.bridge.settle()
    assert wrong == {}


def test_a_request_that_died_after_each_of_its_commits_is_carried_out_once() -> None:
    wrong = {}
    with hotel() as here:
        for name, prepare in EXAMPLES.items():
            asked = prepare(here)
            here.bridge.settle()
            send = _sender(here, asked, name)
            deaths, answer = _dying(here, send)
            again = _kept(name, send())
            if not (0 < deaths < MOST_DEATHS and answer["success"] and _kept(name, answer) == again):
                wrong[name] = deaths, answer, again
            assert not _entry(here, asked, name).pending
            here.bridge.settle()
    assert wrong == {}


def test_what_is_shown_once_is_what_was_kept_and_not_what_a_slower_twin_made_up() -> None:
    """Each made a secret of its own for the PMS, and one of them counts."""
    with hotel() as here:
        asked = EXAMPLES["connect_pms"](here)
        asked = replace(asked, body={**asked.body, "rotate_webhook_secret": True})
        for seed in range(5):
            answers = at_once([_sender(here, asked, f"rotate-{seed}")] * 3, seed)
            (shown,) = [path for answer in answers if (path := answer["data"]["webhook_path"])]

            assert sha256_of(shown.rpartition("/")[2]) == here.bridge.connection().webhook_sha256


def test_an_endpoint_that_journals_by_itself_refuses_none_of_those_who_ask_at_once() -> None:
    """It has no key: asked again it is done again, and each time it is right."""
    path = "/api/v1/properties/demo-hotel/rooms/204/tablets"
    with hotel() as here:
        for asked in (
            Asked("PUT", "/auth/me/languages", {"languages": ["fa-AF", "en"]}, MANAGER),
            Asked("POST", path, {"for": "room"}, FRONT_DESK),
            Asked("DELETE", path, {}, FRONT_DESK),
        ):
            answers = at_once([_sender(here, asked, "again")] * TWINS, SEED)

            assert [answer["success"] for answer in answers] == [True] * TWINS


def _dying(here: Hotel, send: Callable[[], Any]) -> tuple[int, Any]:
    """Send until nothing dies any more; return how often it did, and the answer."""
    store = here.bridge.ground.store

    def die(_: object) -> None:
        raise Died

    store.after_commit = die
    try:
        for deaths in range(MOST_DEATHS):
            try:
                return deaths, send()
            except Died:
                continue
    finally:
        store.after_commit = lambda _: None
    return MOST_DEATHS, send()


def _sender(here: Hotel, asked: Asked, key: str) -> Callable[[], Any]:
    def send() -> Any:
        body = _again(asked.body)
        response = here.bridge.ground.call(asked.method, asked.path, body, by=asked.by, Idempotency_Key=key)
        return {name: value for name, value in json.loads(response.get_data()).items() if name != "requestId"}

    return send


def _again(body: Any) -> Any:
    """Return a body that may be sent though another was read to its end."""
    if isinstance(body, Form):
        return Form({name: (io.BytesIO(file.getvalue()), said) for name, (file, said) in body.items()})
    return copy.deepcopy(body)


def _kept(name: str, answer: Any) -> Any:
    """Return the answer as everybody gets it, without what only the first may see."""
    kind = ROUTES[name].answer
    if not (isinstance(kind, type) and issubclass(kind, ShownOnce) and answer["success"]):
        return answer
    return {**answer, "data": {**answer["data"], **dict.fromkeys(kind.shown_once)}}


def _entry(here: Hotel, asked: Asked, key: str) -> Entry:
    entry_id = command_entry_id(f"{asked.by.type}:{asked.by.id}:{asked.by.stay_id}", key)
    ground = here.bridge.ground
    return Entry.model_validate(dict(ground.store.read([ground.place.key(JOURNAL, entry_id)])[0].data or {}))
