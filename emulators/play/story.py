"""What is to happen on one day of the hotel, by the hotel's clock, and what is said of it."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from emulators.demo import AUDIT_HOUR, ZONE
from emulators.people import Refused
from shared.runtime.clock import hotel_clock, hotel_now

T = TypeVar("T")
Deed = Callable[[], None]
CLOSES = 22 * 60
"""When the desk gives up on who has not come, and nobody begins a repair any more."""
ENDS = (24 + AUDIT_HOUR) * 60
_LATE = 40  # minutes, within which is done what should have been before we looked
_MINUTE = timedelta(minutes=1)


class Clock:
    """The hotel's, as all processes of one local cloud have it."""

    def now(self) -> datetime:
        return hotel_now()

    def wait_until(self, moment: datetime) -> None:
        """Return when it is that time; at once where it has passed."""
        time.sleep(max(0.0, hotel_clock().seconds_until(moment)))


class Story:
    """Deeds in the order of the clock, in minutes since midnight of the day; each may plan others.

    It begins in the middle of a day as well: what was to happen before is left alone. After a slow answer it is simply late.
    `names` are people's, by the ids that the house says no with.
    """

    def __init__(
        self,
        day: date,
        dice: Random,
        say: Callable[[str], None],
        names: Mapping[str, str],
        clock: Clock | None = None,
        zone: ZoneInfo = ZONE,
    ) -> None:
        self.day = day
        self.zone = zone
        self.dice = dice
        self.say = say
        self.counted: Counter[str] = Counter()
        self._names = names
        self._clock = clock or Clock()
        self._midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        self._planned: list[tuple[float, int, Deed]] = []
        self._order = count()
        self.began = self.minute

    @property
    def minute(self) -> float:
        return (self._clock.now() - self._midnight) / _MINUTE

    def moment(self, minute: float) -> datetime:
        return self._midnight + minute * _MINUTE

    def play(self, until: float = ENDS) -> None:
        """Let everything happen until that minute. Raises Unreachable."""
        while self._planned and self._planned[0][0] <= until:
            minute, _, deed = heapq.heappop(self._planned)
            self._clock.wait_until(self.moment(minute))
            try:
                deed()
            except Refused as no:
                self.count("refusal")
                self.tell(f"the house says no: {self._in_names(str(no))}")
        self._clock.wait_until(self.moment(until))

    def at(self, minute: float, deed: Callable[..., None], *what: object, **how: object) -> None:
        """Have it happen then; where that is past by the time the story begins, it happened without us."""
        if minute >= self.began:
            self._put(minute, deed, *what, **how)

    def since(self, minute: float, deed: Callable[..., None], *what: object, **how: object) -> None:
        """Have it happen then, or at once where that is past."""
        self._put(max(minute, self.minute), deed, *what, **how)

    def soon(self, minutes: float, deed: Callable[..., None], *what: object, **how: object) -> None:
        self._put(self.minute + minutes, deed, *what, **how)

    def due(self, minute: float) -> float:
        """Return that minute; where it is past, one soon from now."""
        return minute if minute >= self.minute else self.minute + self.between(1, _LATE)

    def between(self, earliest: float, latest: float) -> float:
        return self.dice.uniform(earliest, latest)

    def shuffled(self, things: Sequence[T]) -> list[T]:
        return self.dice.sample(things, len(things))

    def some(self, things: Sequence[T], many: int) -> list[T]:
        return self.dice.sample(things, max(0, min(many, len(things))))

    def tell(self, line: str) -> None:
        self.say(f"{clock(self.minute)}  {line}")

    def count(self, what: str) -> None:
        self.counted[what] += 1

    def _put(self, minute: float, deed: Callable[..., None], *what: object, **how: object) -> None:
        planned: Deed = partial(deed, *what, **how)
        heapq.heappush(self._planned, (minute, next(self._order), planned))

    def _in_names(self, text: str) -> str:
        for known, name in self._names.items():
            text = text.replace(known, name)
        return text


def clock(minute: float) -> str:
    hours, minutes = divmod(int(minute) % (24 * 60), 60)
    return f"{hours:02}:{minutes:02}"
