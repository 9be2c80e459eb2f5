"""The enterprise as Mews knows it: its ids, its zone, and the settings that make Mews change rooms by itself."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from .entities import ResourceState, identify

DAYS_UNTIL_LEGIONELLA = 7


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings of the stay service.

    Mews docs: use-cases/housekeeping.md, "Dirty status": rooms turn Dirty upon check-in or check-out by setting, and
    vacant ones after some days, seven at most. operations/reservations.md, "Start reservation": "an inspected room".

    `versions`: "advancing" gives every change a later UpdatedUtc; "clock" is harsher: Mews writes whole seconds, so
    that two changes within one look alike.
    """

    dirty_at_check_in: bool = False
    dirty_at_check_out: bool = True
    vacant_dirty_after_days: int = DAYS_UNTIL_LEGIONELLA
    fit_for_check_in: frozenset[ResourceState] = frozenset({"Inspected"})
    versions: Literal["advancing", "clock"] = "advancing"

    def __post_init__(self) -> None:
        if not 1 <= self.vacant_dirty_after_days <= DAYS_UNTIL_LEGIONELLA:
            message = f"vacant rooms turn dirty after 1 to {DAYS_UNTIL_LEGIONELLA} days"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class House:
    key: str
    name: str
    zone: ZoneInfo
    language_code: str = "en-GB"
    rules: Rules = field(default_factory=Rules)
    opened: datetime = datetime(2021, 3, 21, 6, 0, tzinfo=UTC)

    @property
    def enterprise_id(self) -> str:
        return identify(self.key, "enterprise")

    @property
    def integration_id(self) -> str:
        return identify(self.key, "integration")

    @property
    def chain_id(self) -> str:
        return identify(self.key, "chain")

    @property
    def service_id(self) -> str:
        return identify(self.key, "service", "stay")

    @property
    def profile_id(self) -> str:
        return identify(self.key, "profile", "front-desk")

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def instant(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)
