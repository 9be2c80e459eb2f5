"""The minute of many properties: from the schedules' calls until every run of the minute's jobs has ended well."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.table import Table

from functions import load_all
from shared.runtime.routes import ROUTES, Route
from tests.benchmarks.figures import table
from tests.benchmarks.live import NeverSeen
from tests.benchmarks.local import Local

PROPERTIES = 300
PATIENCE = 300.0
_AT_ONCE = 400  # writes of one commit
_RUNS = re.compile(r"^job_runs_total\{([^}]*)\} (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Minute:
    """`seconds` by job: from its schedule's call until it is done in every property; all are called at once."""

    properties: int
    seconds: dict[str, float]

    @property
    def longest(self) -> float:
        return max(self.seconds.values())


def minute(here: Local) -> Minute:
    """Run the jobs of one minute in 300 properties more, each with an entry that waits to be published."""
    load_all()
    due = [route for route in ROUTES.values() if route.kind == "job" and route.schedule == "* * * * *"]
    _register(here)
    properties = len(here.documents.collection_group("properties").get())
    wanted = {job: done + properties for job, done in _done(here, due).items()}
    began = time.monotonic()
    for route in due:
        here.ask("POST", route.path, {})
    return Minute(properties, _until_done(here, due, wanted, began))


def _until_done(here: Local, due: list[Route], wanted: dict[str, int], began: float) -> dict[str, float]:
    seconds: dict[str, float] = {}
    while len(seconds) < len(wanted):
        done, passed = _done(here, due), time.monotonic() - began
        if passed > PATIENCE:
            raise NeverSeen(f"{wanted} runs within {PATIENCE:g} s; there were {done}")
        for job in wanted.keys() - seconds.keys():
            if done[job] >= wanted[job]:
                seconds[job] = passed
        time.sleep(0.1)
    return seconds


def _done(here: Local, due: list[Route]) -> dict[str, int]:
    """Return how many runs of each job have ended well, as the gateway counts them."""
    found = _RUNS.findall(here.ask("GET", "/metrics").text)
    ended = [(dict(re.findall(r'(\w+)="([^"]*)"', labels)), int(count)) for labels, count in found]
    well = {labels["job"]: count for labels, count in ended if labels["outcome"] == "done"}
    return {route.job: well.get(route.job, 0) for route in due}


def _register(here: Local) -> None:
    now = datetime.now(UTC) - timedelta(minutes=1)
    who = {"type": "user", "id": "stf_1"}
    ids = {"request_id": "r", "correlation_id": "r", "causation_id": "", "kind": "command", "name": "bench"}
    entry = {
        "entry_id": "cmd_1",
        "actor": who,
        "at": now,
        "expires_at": now,
        "committed_at": now,
        "pending": True,
        **ids,
    }
    batch = here.documents.batch()
    for number in range(PROPERTIES):
        place = here.documents.document(f"tenants/bench/properties/p{number:03}")
        batch.set(place, {"tenant_id": "bench", "property_id": place.id})
        batch.set(place.collection("journal").document("cmd_1"), entry)
        if len(batch) >= _AT_ONCE:
            batch.commit()
            batch = here.documents.batch()
    batch.commit()


def shown_minute(found: Minute) -> Table:
    made = table(f"A minute of {found.properties} properties, its jobs called at once", "job", ">done everywhere, s")
    for job, seconds in sorted(found.seconds.items()):
        made.add_row(job, f"{seconds:.1f}")
    return made
