"""The play's own clock, what is to happen by it, and what is said of it."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from random import Random
from typing import TypeVar

from emulators.people import Refused

T = TypeVar("T")
Deed = Callable[[], None]
OPENS, CLOSES = 7 * 60, 22 * 60


class Story:
    """Deeds in the order of the clock, in minutes of the day; each may plan others.

    `pace` is minutes in a second; `names` are people's, by the ids that the house says no with.
    """

    def __init__(self, pace: float, dice: Random, say: Callable[[str], None], names: Mapping[str, str]) -> None:
        self.pace = pace
        self.dice = dice
        self.say = say
        self._names = names
        self.minute: float = OPENS
        self.counted: Counter[str] = Counter()
        self._began = time.monotonic()
        self._planned: list[tuple[float, int, Deed]] = []
        self._order = count()

    def play(self) -> None:
        """Let everything happen until the day closes. Raises Unreachable."""
        while self._planned and self._planned[0][0] <= CLOSES:
            minute, _, deed = heapq.heappop(self._planned)
            self._reach(minute)
            try:
                deed()
            except Refused as no:
                self.count("refusal")
                self.tell(f"the house says no: {self._in_names(str(no))}")

    def at(self, minute: float, deed: Callable[..., None], *what: object, **how: object) -> None:
        planned: Deed = partial(deed, *what, **how)
        heapq.heappush(self._planned, (minute, next(self._order), planned))

    def soon(self, minutes: float, deed: Callable[..., None], *what: object, **how: object) -> None:
        self.at(self.minute + minutes, deed, *what, **how)

    def between(self, earliest: float, latest: float) -> float:
        return self.dice.uniform(earliest, latest)

    def shuffled(self, things: Sequence[T]) -> list[T]:
        return self.dice.sample(things, len(things))

    def some(self, things: Sequence[T], many: int) -> list[T]:
        return self.dice.sample(things, max(0, min(many, len(things))))

    def tell(self, line: str) -> None:
        self.say(f"{clock(self.minute)}  {line}")

    def _in_names(self, text: str) -> str:
        for known, name in self._names.items():
            text = text.replace(known, name)
        return text

    def count(self, what: str) -> None:
        self.counted[what] += 1

    def _reach(self, minute: float) -> None:
        """Wait until the clock shows this minute; after a slow answer it is simply late."""
        self.minute = max(self.minute, minute)
        wait = self._began + (self.minute - OPENS) / self.pace - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        else:
            self._began -= wait


def clock(minute: float) -> str:
    hours, minutes = divmod(int(minute), 60)
    return f"{hours:02}:{minutes:02}"
