"""What a property chose: its zone, its hours and every threshold, each with a sane default."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from shared.domain.documents import Document, Value
from shared.domain.events import Event
from shared.domain.privacy import AboutGuest, keep
from shared.domain.words import Decimal, Name, Whole, YesNo, one_line, several_lines, written

Clock = Annotated[str, written(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "a time of the day, such as 14:00")]
Language = Annotated[str, written(r"^[a-z]{2,3}(-[A-Z]{2})?$", "the code of a language, such as fa-AF")]


@cache
def _zones() -> frozenset[str]:
    """Return the names of all zones; finding them walks through a thousand files, and settings are read all the time."""
    return frozenset(available_timezones())


def _known(zone: str) -> str:
    if zone not in _zones():
        raise ValueError("is not an IANA time zone, such as Asia/Kabul")
    return zone


Zone = Annotated[str, AfterValidator(_known)]


class Cadence(StrEnum):
    """How often the room of a guest who stays on is cleaned without being asked for."""

    DAILY = "daily"
    EVERY_N_DAYS = "every_n_days"
    ON_REQUEST = "on_request"


class RoomTypeChoices(Value):
    """What a type of room costs to clean, in minutes, square feet and credits; None: as for any room.

    `names`: what the house calls it in each language, where that is not the usual word.
    """

    turnover_minutes: Annotated[Whole, Field(ge=1, le=480)] | None = None
    stayover_minutes: Annotated[Whole, Field(ge=1, le=480)] | None = None
    area_sqft: Annotated[Whole, Field(ge=1, le=20_000)] | None = None
    credits: Annotated[Decimal, Field(gt=0, le=20)] | None = None
    names: Annotated[dict[Language, Name], Field(max_length=20)] = Field(default_factory=dict)


class Choices(Value):
    """What a manager may set. The business date rolls over at `audit_hour`, local time.

    Tablets: `welcome_message` and `house_information` are said in the language a tablet is turned to, or else in English.

    Rooms: presets are in Celsius. A do-not-disturb as long as `welfare_check_hours` has somebody look after the guest.
    A vacant room untouched for `untouched_days` is dirty.

    Cleaning: `inspections`: whether a room is inspected before it is ready; it is due `inspection_buffer_minutes` before
    the arrival. An arrival within `arrival_window_minutes` makes its room's turnover urgent business. Guests who stay on
    are served by `stayover_cadence`: None is daily where `full_service`, else on request; `stayover_every_days` is of
    every_n_days. Their bed linen goes with the first service `linen_change_days` after it was last changed. An escalation
    without an answer is told again after `escalate_again_minutes`.

    Who cleans: `auto_assign` gives a turnover to somebody as soon as the room is free; `human_in_the_loop` holds plans and
    outside suggestions back until somebody accepts them. `share_pace`: how long colleagues take, and who is there when, is
    everybody's to see, and not only theirs and the shift leads'. `name_guests`: whoever works in a room reads the name of who is in
    it, or comes into it, on the card of the work. `most_rooms_per_person` and `most_credits_per_person` are of a
    shift; where the law caps the floor area (Los Angeles 3,500, Long Beach 4,000 square feet in eight hours, prorated),
    `area_cap_sqft` is it, less `area_cap_less_sqft` for each check-out over `area_cap_checkouts`. A shortfall of at least
    `staffing_gap_minutes` is told.

    `wings`: what the house calls each of its wings in each language, where that is not the usual word.

    Found items are linked to who left within `found_link_days`, and kept so many days by their kind.
    """

    name: str = ""
    zone: Zone = "UTC"
    audit_hour: Annotated[Whole, Field(ge=0, le=23)] = 4
    check_in_time: Clock = "14:00"
    check_out_time: Clock = "12:00"
    languages: tuple[Language, ...] = ("en",)
    welcome_message: dict[Language, str] = Field(default_factory=dict)
    house_information: dict[Language, str] = Field(default_factory=dict)
    inspections: YesNo = True
    preset_lowest: Annotated[Decimal, Field(ge=5, le=40)] = 16.0
    preset_highest: Annotated[Decimal, Field(ge=5, le=40)] = 30.0
    welfare_check_hours: Annotated[Whole, Field(ge=1, le=168)] = 24
    untouched_days: Annotated[Whole, Field(ge=1, le=365)] = 7
    full_service: YesNo = True
    stayover_cadence: Cadence | None = None
    stayover_every_days: Annotated[Whole, Field(ge=1, le=30)] = 2
    linen_change_days: Annotated[Whole, Field(ge=1, le=30)] = 3
    arrival_window_minutes: Annotated[Whole, Field(ge=1, le=1440)] = 90
    inspection_buffer_minutes: Annotated[Whole, Field(ge=0, le=480)] = 20
    escalate_again_minutes: Annotated[Whole, Field(ge=1, le=1440)] = 15
    auto_assign: YesNo = True
    human_in_the_loop: YesNo = True
    share_pace: YesNo = False
    name_guests: YesNo = False
    most_rooms_per_person: Annotated[Whole, Field(ge=1, le=200)] | None = None
    most_credits_per_person: Annotated[Decimal, Field(gt=0, le=500)] | None = None
    area_cap_sqft: Annotated[Whole, Field(ge=1, le=100_000)] | None = None
    area_cap_checkouts: Annotated[Whole, Field(ge=0, le=100)] = 6
    area_cap_less_sqft: Annotated[Whole, Field(ge=0, le=20_000)] = 500
    staffing_gap_minutes: Annotated[Whole, Field(ge=1, le=1440)] = 15
    room_types: dict[Name, RoomTypeChoices] = Field(default_factory=dict)
    wings: dict[Name, dict[Language, Name]] = Field(default_factory=dict)
    found_link_days: Annotated[Whole, Field(ge=1, le=60)] = 7
    keep_valuables_days: Annotated[Whole, Field(ge=1, le=3650)] = 183
    keep_found_days: Annotated[Whole, Field(ge=1, le=3650)] = 92
    keep_perishables_days: Annotated[Whole, Field(ge=1, le=60)] = 3
    journal_days: Annotated[Whole, Field(ge=2, le=3650)] = 90

    @property
    def cadence(self) -> Cadence:
        return self.stayover_cadence or (Cadence.DAILY if self.full_service else Cadence.ON_REQUEST)

    @property
    def conflicts(self) -> dict[str, str]:
        """What does not go together, though each may be chosen, by field."""
        found = {} if self.languages else {"languages": "must name one at least"}
        if self.preset_lowest > self.preset_highest:
            found["preset_lowest"] = f"must not be above preset_highest, {self.preset_highest:g}"
            found["preset_highest"] = f"must not be below preset_lowest, {self.preset_lowest:g}"
        return found

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


Greeting = Annotated[str, StringConstraints(max_length=500), BeforeValidator(several_lines)]
Information = Annotated[str, StringConstraints(max_length=4000), BeforeValidator(several_lines)]
MOST_LANGUAGES, MOST_ROOM_TYPES, MOST_WINGS = 20, 100, 50


class Choosing(Choices):
    """Choices as somebody makes them. What was chosen before there were limits stays readable as `Choices`.

    All of it in every language is a third of what a document holds, for each tablet has the words, and the journal too.
    """

    name: Annotated[str, StringConstraints(max_length=200), BeforeValidator(one_line)] = ""
    languages: Annotated[tuple[Language, ...], Field(max_length=MOST_LANGUAGES)] = ("en",)
    welcome_message: Annotated[dict[Language, Greeting], Field(max_length=MOST_LANGUAGES)] = Field(default_factory=dict)
    house_information: Annotated[dict[Language, Information], Field(max_length=MOST_LANGUAGES)] = Field(
        default_factory=dict
    )
    room_types: Annotated[dict[Name, RoomTypeChoices], Field(max_length=MOST_ROOM_TYPES)] = Field(default_factory=dict)
    wings: Annotated[
        dict[Name, Annotated[dict[Language, Name], Field(max_length=MOST_LANGUAGES)]], Field(max_length=MOST_WINGS)
    ] = Field(default_factory=dict)


class Settings(Choices, Document):
    """The choices in force. One per property."""

    collection: ClassVar[str] = "settings"
    key: ClassVar[str] = "settings_id"
    about_guest: ClassVar[AboutGuest] = keep("It is the house's own.")

    settings_id: str = "current"


class SettingsChanged(Event):
    """A property's settings are other ones now; read them where they are needed."""

    subject: ClassVar[str] = "melmastoon.identity.settings.changed.v1"
    aggregate: ClassVar[str] = "property_id"

    property_id: str
    changed: tuple[str, ...]


class TenantSettingsChanged(Event):
    """From the service that keeps a tenant's settings: those of one property, or of all where the envelope names none."""

    subject: ClassVar[str] = "melmastoon.tenant.settings.changed.v1"
    aggregate: ClassVar[str] = "tenant_id"
    of_tenant: ClassVar[bool] = True

    tenant_id: str = ""
    settings: dict[str, Any]
