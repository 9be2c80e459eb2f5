"""Requests that nobody would write by hand, made up from the published description; and what holds for every answer.

What a parameter of the path names, and which headers come with a request, is the same for a hundred operations: the first is
given, the second made up once in a process. So what is made up anew for an operation is its own: its query and its body.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode

from emulators.toolbox import ROOT

SCHEMA = schemathesis.openapi.from_dict(json.loads((ROOT / "docs" / "contracts" / "openapi.json").read_text()))
OPERATIONS: dict[str, APIOperation[Any, Any, Any]] = {
    operation.label: operation for operation in (found.ok() for found in SCHEMA.get_all_operations())
}
# A stream answers for as long as somebody listens: tests/emulator/test_streams.py is about them.
ANSWERED = sorted(label for label in OPERATIONS if not label.endswith("/stream"))
BUSY = 503  # with a Retry-After it is an answer: too much at once
TOO_LONG = 414  # said by the HTTP server itself, before anything of ours
_WITH_ALL_HEADERS = "PUT /api/v1/properties/{property_id}/rooms/{room_id}/guest-flag"
_SETS_OF_HEADERS = 12  # of each mode
_GIVEN = "given"
Words = Mapping[str, Sequence[str]]
"""What a path may name, by parameter."""


@dataclass
class Seen:
    """How often what was answered, over all cases."""

    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)


def ask(label: str, mode: GenerationMode, cases: int, words: Words, send: Callable[[Case], None]) -> None:
    """Have so many requests made up and sent; the same ones wherever the description is the same."""
    none: Sequence[Mapping[str, str]] = [{}] * (
        2 * _SETS_OF_HEADERS
    )  # so that half of all hear what they themselves are worth
    sets = [*none, *_headers(GenerationMode.POSITIVE), *_headers(mode)]
    named = {name: st.sampled_from(found) for name, found in words.items() if f"{{{name}}}" in label}

    @_made(cases)
    @given(data=st.data(), aimed=st.sampled_from([True] * 4 + [False]))
    def knock(data: st.DataObject, *, aimed: bool) -> None:
        case = data.draw(_strategy(label, mode, frozenset(named) if aimed else frozenset()))
        case.headers.clear()
        case.headers.update(data.draw(st.sampled_from(sets)))
        if aimed:  # four of five, at what is there
            case.path_parameters = {**(case.path_parameters or {}), **data.draw(st.fixed_dictionaries(named))}
        send(case)

    knock()


def check(case: Case, status: int, headers: Mapping[str, str], text: str, seen: Seen) -> None:
    """Assert what holds for every answer there is. The names of `headers` are in small letters."""
    seen.statuses[status] += 1

    def said() -> str:
        return f"{case.as_curl_command()[:3000]}\n{status} {headers} {text[:800]}"

    assert status < 500 or (status == BUSY and "retry-after" in headers), said()
    if status == TOO_LONG:
        return
    assert headers.get("x-content-type-options") == "nosniff", said()
    if status >= 400:
        assert headers["content-type"] == "application/problem+json", said()
        problem = json.loads(text)
        assert str(problem.get("code")).startswith("MELMASTOON."), said()
        seen.codes[problem["code"]] += 1
        assert (problem["success"], problem["status"]) == (False, status), said()


@cache
def _strategy(label: str, mode: GenerationMode, given_names: frozenset[str]) -> st.SearchStrategy[Case]:
    """Return requests of one operation. One in which nothing can be wrong but its headers is made up as it should be.

    `given_names`: the path's parameters that are given.
    """
    operation = OPERATIONS[label]
    any_word = {"type", "title", "minLength"}
    ruled = {one.name for one in operation.path_parameters if one.definition["schema"].keys() - any_word}
    can_be_wrong = ruled - given_names or [*operation.query] or any(body.is_negatable for body in operation.body)
    return operation.as_strategy(
        generation_mode=mode if can_be_wrong else GenerationMode.POSITIVE,
        path_parameters=dict.fromkeys(given_names, _GIVEN),
        headers={one.name: _GIVEN for one in operation.headers},
    )


@cache
def _headers(mode: GenerationMode) -> Sequence[Mapping[str, str]]:
    """Return sets of the headers that all commands take, none of it among them."""
    found: list[Mapping[str, str]] = []

    @_made(_SETS_OF_HEADERS)
    @given(case=OPERATIONS[_WITH_ALL_HEADERS].as_strategy(generation_mode=mode))
    def gather(case: Case) -> None:
        found.append({name: str(value) for name, value in case.headers.items()})

    gather()
    return found


def _made(cases: int) -> Callable[[Any], Any]:
    def made(test: Any) -> Any:
        chosen = settings(
            max_examples=cases,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        return seed(204)(chosen(test))

    return made
