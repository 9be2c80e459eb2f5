"""What the processes of the house take: processor time between two moments, and memory, by what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil
from rich.table import Table

from tests.benchmarks.figures import MILLISECONDS, shown, table

GATEWAY = "gateway, all contexts"
KINDS = {
    "emulators.gateway": GATEWAY,
    "CloudFirestore": "Firestore emulator",
    "pubsub": "Pub/Sub emulator",
    "emulators.pms": "PMS stand-in",
}
BENCH = "the bench itself"
_LEASH = "leash"


@dataclass(frozen=True)
class Taken:
    """`seconds` of processor time by kind of process, for `times` of `what`."""

    what: str
    times: int
    seconds: dict[str, float]


def together(found: Sequence[Taken]) -> Taken:
    """Return what all of them took, who are of the same."""
    seconds: Counter[str] = Counter()
    for one in found:
        seconds.update(one.seconds)
    return Taken(found[0].what, sum(one.times for one in found), dict(seconds))


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


def resident(kind: str) -> float:
    """Return the memory that the processes of this kind hold, in MiB."""
    sizes = [process.memory_info().rss for process, found in _family() if found == kind]
    return sum(sizes) / 2**20


def _seconds() -> Counter[str]:
    found: Counter[str] = Counter()
    for process, kind in _family():
        with suppress(psutil.Error):  # it has ended since
            times = process.cpu_times()
            found[kind] += times.user + times.system
    return found


def _family() -> Iterator[tuple[psutil.Process, str]]:
    """Yield this process and all that it began with their kinds, but for leashes, whose commands name what they hold."""
    here = psutil.Process()
    yield here, BENCH
    for process in here.children(recursive=True):
        with suppress(psutil.Error):
            command = " ".join(process.cmdline())
            if _LEASH not in command:
                yield process, next((kind for part, kind in KINDS.items() if part in command), "other")
