"""What a property chose: its zone, its hours and every threshold, each with a sane default."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, StringConstraints, field_validator

from shared.domain.documents import Document, Value
from shared.domain.words import Decimal, Whole

Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


@cache
def _zones() -> frozenset[str]:
    """Return the names of all zones; finding them walks through a thousand files, and settings are read all the time."""
    return frozenset(available_timezones())


class Choices(Value):
    """What a manager may set. The business date rolls over at `audit_hour`, local time.

    `inspections`: whether a room is inspected before it is ready. Presets are in Celsius. A do-not-disturb as long as
    `welfare_check_hours` has somebody look after the guest. A vacant room untouched for `untouched_days` is dirty.
    """

    name: str = ""
    zone: str = "UTC"
    audit_hour: Annotated[Whole, Field(ge=0, le=23)] = 4
    check_in_time: Clock = "14:00"
    check_out_time: Clock = "12:00"
    languages: tuple[Language, ...] = ("en",)
    welcome_message: dict[Language, str] = Field(default_factory=dict)
    inspections: bool = True
    preset_lowest: Annotated[Decimal, Field(ge=5, le=40)] = 16.0
    preset_highest: Annotated[Decimal, Field(ge=5, le=40)] = 30.0
    welfare_check_hours: Annotated[Whole, Field(ge=1, le=168)] = 24
    untouched_days: Annotated[Whole, Field(ge=1, le=365)] = 7
    journal_days: Annotated[Whole, Field(ge=2, le=3650)] = 90

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in _zones():
            raise ValueError("is not an IANA time zone, such as Asia/Kabul")
        return zone

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def business_date(self, moment: datetime) -> date:
        """Return the hotel's day at this moment: yesterday's until the audit hour."""
        return (self.local(moment) - timedelta(hours=self.audit_hour)).date()

    def at(self, day: date, clock: str) -> datetime:
        """Return the instant at which the hotel's clock shows this on that calendar day."""
        return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(self.zone))

    def hours_of(self, day: date) -> tuple[datetime, datetime]:
        """Return when a business date begins and when the next one does."""
        audit = f"{self.audit_hour:02}:00"
        return self.at(day, audit), self.at(day + timedelta(days=1), audit)


class Settings(Choices, Document):
    """The choices in force. One per property."""

    collection: ClassVar[str] = "settings"
    key: ClassVar[str] = "settings_id"

    settings_id: str = "current"
