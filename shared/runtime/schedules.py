"""When a scheduled job comes: unix-cron, as Cloud Scheduler reads it, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_EVERY_DAY, _EVERY_WEEKDAY = frozenset(range(1, 32)), frozenset(range(7))
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Schedule:
    """A unix-cron schedule. Where both day fields are set, either may match (crontab(5)). Monday is weekday 0 here."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Raises ValueError for anything but five fields of numbers, ranges, lists and steps."""
        fields = text.split()
        if len(fields) != len(_RANGES):
            raise ValueError(f"{text!r} is not five fields")
        minutes, hours, days, months, weekdays = (
            _values(part, low, high) for part, (low, high) in zip(fields, _RANGES, strict=True)
        )
        return cls(minutes, hours, days, months, frozenset((day + 6) % 7 for day in weekdays))

    def matches(self, moment: datetime) -> bool:
        return (
            moment.minute in self.minutes
            and moment.hour in self.hours
            and moment.month in self.months
            and self._day_matches(moment)
        )

    def after(self, moment: datetime) -> datetime:
        """Return the first whole minute after the moment that matches; within a leap cycle there is one."""
        at = moment.replace(second=0, microsecond=0) + _MINUTE
        while not self.matches(at):
            at = at + _MINUTE if at.hour in self.hours else at.replace(minute=0) + timedelta(hours=1)
        return at

    def _day_matches(self, moment: datetime) -> bool:
        by_day, by_weekday = moment.day in self.days, moment.weekday() in self.weekdays
        if self.days == _EVERY_DAY or self.weekdays == _EVERY_WEEKDAY:
            return by_day and by_weekday
        return by_day or by_weekday


def _values(text: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        begin = low if first == "*" else int(first)
        end = high if first == "*" or (step and not last) else int(last or first)
        if not low <= begin <= end <= high:
            raise ValueError(f"{part!r} is not between {low} and {high}")
        found |= set(range(begin, end + 1, int(step or 1)))
    return frozenset(found)
