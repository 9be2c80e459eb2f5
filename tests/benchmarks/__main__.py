"""Measures RoomStateSync on this machine and prints what it found, each figure beside a floor of the same minutes.

The floor is the same thing done by hand with functions-framework and Google's libraries. Nothing is asserted: a machine
is as fast as it is. How to read the tables is in docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from rich.console import Console, Group, RenderableType
from rich.table import Table

from emulators.processes import ProcessError
from emulators.toolbox import Missing
from tests.benchmarks import cost, departures, housekeeping, jobs, live, opening, planning, processor, screens, starts
from tests.benchmarks.figures import Figure, latencies, shown, table
from tests.benchmarks.local import PLACE, Local, local
from tests.budget import Spent, commands, spent_by_command

_WIDTH = 168
PARTS = (
    "latency",
    "screens",
    "notices",
    "housekeeping",
    "departures",
    "opening",
    "jobs",
    "plans",
    "starts",
    "counts",
    "month",
)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    wanted = asked.only or PARTS
    progress = Console(stderr=True, highlight=False)
    out = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    found: dict[str, Any] = {"machine": machine()}
    out.print(found["machine"] + "\n")
    try:
        with progress.status("starting") as status:
            for name, shown_as, data in _measured(asked, wanted, status.update):
                found[name] = data
                progress.print(f"  {name}: done", style="dim")
                out.print(shown_as, "")
    except (ProcessError, Missing, OSError, live.NeverSeen, httpx.HTTPError) as reason:
        progress.print(f"scripts/bench: {type(reason).__name__}: {reason}")
        return 1
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n")
    return 0


_Part = tuple[str, RenderableType, Any]


def _measured(asked: argparse.Namespace, wanted: Sequence[str], say: Any) -> Iterable[_Part]:
    if set(wanted) - {"counts", "month", "plans"}:
        with local(say) as here:
            yield from _latencies(here, asked, wanted, say)
            yield from _on_the_whole(here, asked, wanted, say)
    if "counts" in wanted:
        say("counting what each command reads and writes")
        spent = spent_by_command()
        yield "commands", _commands(spent), {name: asdict(one) for name, one in spent.items()}
    if "month" in wanted:
        say("letting a day happen")
        lines = cost.day()
        bill = cost.bill(lines)
        yield "month", Group(_day(lines), "", _bill(bill)), {"day": [asdict(line) for line in lines], "bill": bill}
    if "plans" in wanted:
        say("planning shifts")
        plans = [planning.planned(rooms) for rooms in planning.SIZES]
        yield "plans", planning.shown_plans(plans), [asdict(one) for one in plans]


def _latencies(here: Local, asked: argparse.Namespace, wanted: Sequence[str], say: Any) -> Iterable[_Part]:
    frames: list[screens.Frames] = []
    taken: list[processor.Taken] = []
    figures = _figures(here, asked, wanted, say, frames)
    if "departures" in wanted:
        say("departures")
        left = departures.departures(here, max(1, asked.samples // 50))
        figures += left.figures
        taken += left.taken
    if "opening" in wanted:
        say("opening pages")
        with screens.browser() as running:
            found = opening.loads(here, running)
            yield "loads", opening.shown_loads(found), opening.to_json(found)
            say("opening a large house")
            more, drawn = opening.large_house(here, running, max(10, asked.samples // 10))
        figures += more
        frames += drawn
    if figures:
        yield "latencies", latencies(figures), [figure.to_json() for figure in figures]
    if taken:
        yield "processor", processor.shown_taken(taken), [asdict(one) for one in taken]
    if frames:
        yield "frames", opening.shown_frames(frames), [one.to_json() for one in frames]


def _on_the_whole(here: Local, asked: argparse.Namespace, wanted: Sequence[str], say: Any) -> Iterable[_Part]:
    if "jobs" in wanted:
        say("a minute of many properties")
        run = jobs.minute(here)
        yield "jobs", jobs.shown_minute(run), asdict(run)
    if "starts" in wanted:
        say("starting each context")
        begun = starts.starts(here, asked.starts)
        yield "starts", _starts(begun), [asdict(one) for one in begun]
        say("looking at what each context loads")
        loaded = starts.imports()
        yield "imports", _imports(loaded), [asdict(one) for one in loaded]
    size = processor.resident(processor.GATEWAY)
    shown_as = f"Gateway after the run, all contexts in one process: {size:.0f} MiB resident"
    yield "gateway_resident_mib", shown_as, size


def _figures(
    here: Local, asked: argparse.Namespace, wanted: Sequence[str], say: Any, frames: list[screens.Frames]
) -> list[Figure]:
    figures: list[Figure] = []
    if "latency" in wanted:
        say("commands")
        figures.append(live.commands(here, asked.samples))
        say("listeners")
        figures.append(live.listeners(here, asked.samples))
    figures += _on_screens(here, asked, wanted, say, frames)
    if "latency" in wanted:
        say("queries")
        figures += live.queries(here, asked.samples)
    if {"housekeeping", "departures"} & set(wanted):
        say("a large house")
        tasks, people = housekeeping.furnish(here)
        if "housekeeping" in wanted:
            figures.append(housekeeping.board(here, asked.samples))
            figures.append(housekeeping.reassignments(here, tasks, people, asked.samples))
    return figures


def _on_screens(
    here: Local, asked: argparse.Namespace, wanted: Sequence[str], say: Any, frames: list[screens.Frames]
) -> list[Figure]:
    if not {"screens", "notices"} & set(wanted):
        return []
    say("opening the screens")
    try:
        with screens.screens(here) as pages:
            figures: list[Figure] = []
            if "screens" in wanted:
                say("taps")
                figures += screens.changes(here, pages, max(20, asked.samples // 4))
                say("many changes")
                figure, drawn = screens.burst(here, pages.board, live.HOTEL)
                figures.append(figure)
                frames += drawn
                say("drags")
                task, people = housekeeping.given_task(here)
                with live.Listener(here.documents.document(f"{PLACE}/tasks/{task}")) as told:
                    figures += screens.drags(here, pages, task, people, max(20, asked.samples // 4), told)
            if "notices" in wanted:
                say("notices of the PMS")
                figures += live.notices(here, asked.notices, pages)
            return figures
    except Missing as missing:
        say(f"{missing}: measured without screens")
        return live.notices(here, asked.notices, None)


def machine() -> str:
    """Return what a reader must know of this machine to compare."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load average {load}, commit {commit.stdout.strip() or 'unknown'}"
    )


def _starts(begun: Sequence[starts.Start]) -> Table:
    title = (
        "From start to first answer, in milliseconds; aim: within 1.25× of functions-framework with a Firestore client"
    )
    columns = ("context", ">starts", ">p50", ">floor p50", ">ratio", ">processor p50", ">floor p50", ">ratio")
    made = table(title, *columns)
    for one in begun:
        clock, floor_clock, cpu, floor_cpu = map(median, (one.clock, one.floor_clock, one.cpu, one.floor_cpu))
        made.add_row(
            one.context,
            str(len(one.clock)),
            *(shown(clock), shown(floor_clock), f"{clock / floor_clock:.2f}×"),
            *(shown(cpu), shown(floor_cpu), f"{cpu / floor_cpu:.2f}×"),
        )
    return made


def _imports(loaded: Sequence[starts.Imports]) -> Table:
    made = table("What a context loads", "context", ">modules", ">beyond the floor", "heaviest of those, ms each")
    for one in loaded:
        heaviest = ", ".join(f"{name} {took:.0f}" for name, took in one.heaviest)
        made.add_row(one.context, str(one.modules), str(one.more_than_floor), heaviest)
    return made


def _commands(spent: dict[str, Spent]) -> Table:
    columns = ("command", "context", ">round trips", ">reads", ">queries", ">commits", ">publishes")
    made = table("What one command takes", *columns, ">documents read", ">written", ">deleted", ">messages")
    for route in commands():
        one = spent[route.name]
        counts = (one.round_trips, one.reads, one.queries, one.commits, one.publishes)
        documents = (one.documents_read, one.documents_written, one.documents_deleted, one.messages)
        made.add_row(route.name, route.context, *map(str, counts + documents))
    return made


def _day(lines: Sequence[cost.Line]) -> Table:
    hotel = cost.HOTEL
    title = f"A day of a hotel of {hotel.rooms} rooms, {hotel.occupied:.0%} slept in, {hotel.screens} screens open"
    made = table(title, "what happens", ">a day", ">each: read", ">written", ">messages", ">requests")
    for line in lines:
        each = (line.each.documents_read, line.each.documents_written, line.each.messages, line.each.requests)
        made.add_row(line.what, f"{line.a_day:,.0f}", *(f"{count:,.0f}" for count in each))
    return made


def _bill(bill: dict[str, float]) -> Table:
    made = table(f"What that costs in {cost.DAYS} days, at list price, nothing free", "what", ">US dollars")
    for what, dollars in bill.items():
        made.add_row(what, f"{dollars:.2f}")
    made.add_row("together", f"{sum(bill.values()):.2f}", style="bold")
    return made


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--samples", type=int, default=200, metavar="N", help="samples of each latency (default: 200)")
    parser.add_argument("--notices", type=int, default=200, metavar="N", help="notices of the PMS (default: 200)")
    parser.add_argument("--starts", type=int, default=5, metavar="N", help="starts of each context (default: 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
