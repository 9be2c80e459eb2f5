"""The page that says where each thing is that housekeeping was asked for, and which tests carry it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from scripts.generation.evidence import Case, cases
from scripts.generation.housekeeping import AGGREGATES, BASE, CONSUMED, ENDPOINTS, OURS, PUBLISHED
from shared.domain.events import Event
from shared.runtime.routes import Route

SHOWN = 2
"""So many tests of each row are named on the page: where to begin to read."""


@dataclass(frozen=True)
class Row:
    """One thing that was asked for. `carried_by` and `where` are "" while nothing carries it."""

    asked: str
    purpose: str
    carried_by: str = ""
    where: str = ""
    tests: tuple[Case, ...] = ()


def rows(root: Path, routes: Sequence[Route], events: Mapping[str, type[Event]]) -> dict[str, list[Row]]:
    """Return what was asked for, by heading."""
    known = cases(root)
    return {
        "Endpoints": list(_endpoints(root, routes, known)),
        "Events published": list(_published(root, events, known)),
        "Events consumed": list(_consumed(root, routes, known)),
        "Aggregates": list(_aggregates(root, known)),
    }


def page(found: Mapping[str, Iterable[Row]]) -> str:
    text = ["# Housekeeping: what was asked for, and where it is\n"]
    text.append("<!-- Written by scripts/generate; do not edit. -->\n")
    text.append(
        "Tests are found by what they send and name; of each row the nearest are shown. A row without one fails a test."
    )
    text.append("Who may call what is in [roles.md](roles.md).\n")
    for heading, some in found.items():
        text.append(f"## {heading}\n\n| asked for | carried by | tests |\n|---|---|---|")
        text += [f"| `{row.asked}` {row.purpose} | {_carrier(row)} | {_shown(row)} |" for row in some]
        text.append("")
    return "\n".join(text).rstrip() + "\n"


def _carrier(row: Row) -> str:
    return f"[`{row.carried_by}`](../../{row.where})" if row.carried_by else "–"


def _shown(row: Row) -> str:
    shown = [f"[{_sentence(test)}](../../{test.path.as_posix()})" for test in row.tests[:SHOWN]]
    return "; ".join(shown) or "–"


def _sentence(test: Case) -> str:
    return test.name.removeprefix("test_").replace("_", " ")


def _endpoints(root: Path, routes: Sequence[Route], known: Sequence[Case]) -> Iterator[Row]:
    by_path = {(route.method, _blank(route.path)): route for route in routes}
    for asked in ENDPOINTS:
        path = _blank(BASE + asked.path)
        route = by_path.get((asked.method, path))
        name, where = (route.name, _file(route.run, root)) if route else ("", "")
        yield Row(f"{asked.method} {asked.path}", asked.purpose, name, where, _which(known, asked.method, path))


def _which(known: Sequence[Case], method: str, path: str) -> tuple[Case, ...]:
    return tuple(test for test in known if test.asks(method, path))


def _blank(path: str) -> str:
    """Return the path with "{}" for what a caller fills in."""
    return "/".join("{}" if part.startswith((":", "{")) else part for part in path.split("/"))


def _published(root: Path, events: Mapping[str, type[Event]], known: Sequence[Case]) -> Iterator[Row]:
    for asked in PUBLISHED:
        kind = events.get(asked.subject)
        name, where = (kind.__name__, _file(kind, root)) if kind else ("", "")
        carry = tuple(test for test in known if test.says(asked.subject) or (name and test.names(name)))
        yield Row(asked.subject, asked.said, name, where, carry)


def _consumed(root: Path, routes: Sequence[Route], known: Sequence[Case]) -> Iterator[Row]:
    """Yield each with its first handler: one event may bring several things about."""
    handlers = [route for route in routes if route.event is not None and route.context == "housekeeping"]
    for asked in CONSUMED:
        ours = [route for route in handlers if route.event and route.event.subject == asked.subject]
        names = {route.name for route in ours} | {route.event.__name__ for route in ours if route.event}
        carry = tuple(test for test in known if test.says(asked.subject) or any(map(test.names, names)))
        name, where = (ours[0].name, _file(ours[0].run, root)) if ours else ("", "")
        yield Row(asked.subject, asked.said, name, where, carry)


def _aggregates(root: Path, known: Sequence[Case]) -> Iterator[Row]:
    for asked in AGGREGATES:
        module, _, name = OURS[asked.name].partition(":")
        kind = _found(module, name)
        own = f"test_{module.rpartition('.')[2]}.py"
        carry = sorted((test for test in known if test.names(name)), key=lambda test: test.path.name != own)
        purpose = f"{asked.cardinality}: {asked.purpose}. `{asked.identity}`"
        yield Row(
            asked.name, purpose, name if kind else "", _file(kind, root) if kind else "", tuple(carry) if kind else ()
        )


def _found(module: str, name: str) -> type | None:
    try:
        kind: type | None = getattr(import_module(module), name, None)
    except ModuleNotFoundError:
        return None
    return kind


def _file(thing: Callable[..., object], root: Path) -> str:
    return Path(inspect.getfile(thing)).resolve().relative_to(root.resolve()).as_posix()
