"""Tables for people: who may do what, and every way to be refused."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from shared.domain.people import Role
from shared.domain.refusals import Rule
from shared.runtime.routes import Route

_BY_HAND = "<!-- Written by scripts/generate; do not edit. -->\n"


def roles(routes: Sequence[Route], columns: Sequence[Role]) -> str:
    shown = [
        route for route in routes if route.kind in ("command", "query", "stream", "endpoint") and _is_public(route)
    ]
    text = ["# Who may do what\n", _BY_HAND]
    text.append("A person's roles are per property. Where no role stands, the function proves its caller itself.")
    text.append(
        "`tests/security/test_routes.py` knocks at each of these doors with every role, as a stranger and as nobody.\n"
    )
    for context, some in groupby(sorted(shown, key=lambda route: (route.context, route.path)), lambda r: r.context):
        text.append(f"## {context}\n")
        text.append(f"| | {' | '.join(columns)} |\n|---|{':-:|' * len(columns)}")
        text += [_row(route, columns) for route in some]
        text.append("")
    return "\n".join(text).rstrip() + "\n"


def refusals(rules: Sequence[Rule]) -> str:
    text = ["# Every refusal\n", _BY_HAND, "A code is never reused and never changes its status.\n"]
    text.append("| code | status | means |\n|---|---|---|")
    text += [f"| `{rule.code}` | {rule.status} | {rule.title} |" for rule in rules]
    return "\n".join(text) + "\n"


def _row(route: Route, columns: Sequence[Role]) -> str:
    may = " | ".join("●" if role in route.allow else " " for role in columns)
    return f"| `{route.method} {route.path}` {route.summary.split(chr(10))[0]} | {may} |"


def _is_public(route: Route) -> bool:
    return not route.path.startswith("/internal/")
