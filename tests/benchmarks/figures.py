"""Figures and how they are shown: percentiles of ours beside those of the floor, measured in the same minutes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from rich.table import Table

MILLISECONDS = 1_000.0


@dataclass
class Figure:
    """One thing that was measured, in milliseconds. `bound` is the seeds', `aim` ours; None where neither says one.

    `floor` are the samples of the same thing done by hand with Google's libraries, taken in turn with ours.
    """

    name: str
    samples: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    bound: str = ""
    aim: str = ""
    floor_is: str = ""

    @property
    def ratio(self) -> float | None:
        return median(self.samples) / median(self.floor) if self.samples and self.floor else None

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "count": len(self.samples),
            "milliseconds": {f"p{p}": round(percentile(self.samples, p), 2) for p in (50, 95, 99)},
            "bound": self.bound,
            "aim": self.aim,
            "floor": self.floor_is,
            "floor_p50_milliseconds": round(median(self.floor), 2) if self.floor else None,
            "ratio_p50": round(self.ratio, 2) if self.ratio else None,
        }


def percentile(samples: Sequence[float], p: float) -> float:
    """Return the smallest sample that p per cent of all are at or below (nearest rank); nan of none."""
    if not samples:
        return math.nan
    return sorted(samples)[max(0, math.ceil(len(samples) * p / 100) - 1)]


def timed(action: Callable[[], object]) -> float:
    """Return how many milliseconds it took."""
    began = perf_counter()
    action()
    return (perf_counter() - began) * MILLISECONDS


def in_turn(figure: Figure, ours: Callable[[], object], floor: Callable[[], object], times: int) -> Figure:
    """Take both in turn, so that a noisy neighbour is as unkind to one as to the other. The first of each warms up."""
    for number in range(times + 1):
        took, bare = timed(ours), timed(floor)
        if number:
            figure.samples.append(took)
            figure.floor.append(bare)
    return figure


def table(title: str, *columns: str) -> Table:
    """Return an empty table; a column that begins with ">" is set flush right."""
    made = Table(
        title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), min_width=len(title) + 2
    )
    for column in columns:
        right = column.startswith(">")
        made.add_column(column.removeprefix(">"), justify="right" if right else "left", no_wrap=True)
    return made


def latencies(figures: Iterable[Figure]) -> Table:
    made = table(
        "How long, in milliseconds",
        "what",
        ">n",
        ">p50",
        ">p95",
        ">p99",
        "bound",
        "aim",
        ">floor p50",
        ">ratio",
        "floor is",
    )
    for figure in figures:
        made.add_row(
            figure.name,
            str(len(figure.samples)),
            *(shown(percentile(figure.samples, p)) for p in (50, 95, 99)),
            figure.bound or "–",
            figure.aim or "–",
            shown(median(figure.floor)) if figure.floor else "–",
            f"{figure.ratio:.2f}×" if figure.ratio else "–",
            figure.floor_is,
        )
    return made


def shown(milliseconds: float) -> str:
    if math.isnan(milliseconds):
        return "–"
    return f"{milliseconds:.0f}" if milliseconds >= 100 else f"{milliseconds:.1f}"
