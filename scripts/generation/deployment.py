"""What production is told of the function map: Firebase Hosting's rewrites and terraform's input."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from scripts.generation.text import Json, as_json
from shared.runtime.routes import Route
from shared.runtime.subscriptions import job_topic, subscriptions, topics

REGION = "europe-west1"  # terraform's default; Hosting cannot be told by a variable
_KEPT_INSIDE = ("/internal/", "/metrics", "/ready")


def function_map(contexts: Sequence[str], routes: Sequence[Route]) -> Json:
    return {
        "contexts": list(contexts),
        "topics": topics(),
        "subscriptions": [
            {"context": found.context, "topic": found.topic, "path": found.path} for found in subscriptions()
        ],
        "jobs": [
            {
                "name": found.job,
                "context": found.context,
                "path": found.path,
                "schedule": found.schedule,
                "topic": job_topic(found.job),
                "run": next(one.path for one in routes if one.kind == "run" and one.job == found.job),
            }
            for found in routes
            if found.kind == "job"
        ],
    }


def firebase(described: str, routes: Sequence[Route]) -> str:
    """Return firebase.json with the rewrites of these routes; the rest of it is as it was."""
    whole = json.loads(described)
    hosting = {name: value for name, value in whole.get("hosting", {}).items() if name != "rewrites"}
    return as_json({**whole, "hosting": {**hosting, "rewrites": [*_rewrites(routes), *_screens()]}})


def _rewrites(routes: Sequence[Route]) -> list[Json]:
    """Give every path to its context. Hosting takes the first that fits and knows no methods: so a path has one context."""
    owners: dict[str, str] = {}
    for route in routes:
        if route.path.startswith(_KEPT_INSIDE):
            continue
        glob = re.sub(r"{\w+}", "*", route.path)
        if owners.setdefault(glob, route.context) != route.context:
            raise SystemExit(f"{glob} is of {owners[glob]} and of {route.context}: a path belongs to one context")
    return [
        {"source": glob, "run": {"serviceId": context, "region": REGION}}
        for glob, context in sorted(owners.items(), key=_narrow_first)
    ]


def _narrow_first(owned: tuple[str, str]) -> list[tuple[bool, str]]:
    return [(part == "*", part) for part in owned[0].split("/")]


def _screens() -> list[Json]:
    """A word below a screen is the screen's own to understand; a file that is missing stays missing."""
    return [{"regex": f"^/{screen}/\\w*$", "destination": f"/{screen}/index.html"} for screen in ("board", "tablet")]
