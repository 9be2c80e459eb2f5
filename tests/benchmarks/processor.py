"""How much processor time the processes of the house took between two moments, by what they are."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil
from rich.table import Table

from tests.benchmarks.figures import MILLISECONDS, shown, table

KINDS = {
    "emulators.gateway": "gateway, all contexts",
    "CloudFirestore": "Firestore emulator",
    "pubsub": "Pub/Sub emulator",
    "emulators.pms": "PMS stand-in",
}
BENCH = "the bench itself"
_LEASH = "leash"  # whose command names what it holds


@dataclass(frozen=True)
class Taken:
    """`seconds` of processor time by kind of process, for `times` of `what`."""

    what: str
    times: int
    seconds: dict[str, float]


class Meter:
    """Looks at this process and all that it began."""

    def __init__(self) -> None:
        self._before = _seconds()

    def taken(self, what: str, times: int) -> Taken:
        now = _seconds()
        return Taken(what, times, {kind: now[kind] - self._before[kind] for kind in (*KINDS.values(), BENCH)})


def shown_taken(found: Sequence[Taken]) -> Table:
    kinds = (*KINDS.values(), BENCH)
    made = table("Processor time until all is quiet, in milliseconds of each", "what", *(f">{kind}" for kind in kinds))
    for one in found:
        made.add_row(one.what, *(shown(one.seconds[kind] * MILLISECONDS / one.times) for kind in kinds))
    return made


def _seconds() -> Counter[str]:
    found: Counter[str] = Counter()
    for process in _family():
        with suppress(psutil.Error):
            command, times = " ".join(process.cmdline()), process.cpu_times()
            if _LEASH not in command:
                found[_kind(process, command)] += times.user + times.system
    return found


def _family() -> Iterator[psutil.Process]:
    here = psutil.Process()
    yield here
    yield from here.children(recursive=True)


def _kind(process: psutil.Process, command: str) -> str:
    if process.pid == os.getpid():
        return BENCH
    return next((kind for part, kind in KINDS.items() if part in command), "other")
