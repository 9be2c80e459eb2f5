"""Who comes back: profiles, and what they asked for on earlier stays with where it was learned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.privacy import AboutGuest, erase
from shared.domain.refusals import Rule
from shared.domain.stays import BookedGuest, Stay
from shared.domain.words import latin_digits, one_line, written

PreferenceKey = Annotated[str, written(r"^[a-z][a-z0-9_]{0,31}$", "small Latin letters, figures and underscores")]
PreferenceValue = Annotated[str, StringConstraints(min_length=1, max_length=200), BeforeValidator(one_line)]

STAFF = "staff"
PILLOW, TEMPERATURE, LANGUAGE = "pillow", "temperature", "language"
MOST_PREFERENCES = 50

STILL_HERE = Rule("MELMASTOON.GUESTS.STILL_IN_HOUSE", 409, "The guest is in house.")
TOO_MANY_PREFERENCES = Rule("MELMASTOON.GUESTS.TOO_MANY_PREFERENCES", 409, "The guest has as many as one can have.")


class Preference(Value):
    """`learned_from` is the stay or ticket it was learned in, or "staff"."""

    value: str
    learned_from: str
    learned_at: datetime


class Memory(Value):
    """One thing that is remembered, for a screen to word: `key` says of what kind it is, `value` is as it was learned."""

    key: str
    value: str


class Guest(Document):
    """`stays_count` counts the visits that have ended here (visits.py); `last_stay_at` is when the latest stay did.

    `forgotten_in` is the stay in which they had forgotten what was remembered: from that one nothing more is learned.
    """

    collection: ClassVar[str] = "guests"
    key: ClassVar[str] = "guest_id"
    about_guest: ClassVar[AboutGuest] = erase(guest="guest_id")

    guest_id: str
    name: str
    language: str | None = None
    email: str | None = None
    phone: str | None = None
    stays_count: int = 0
    last_stay_at: datetime | None = None
    preferences: dict[str, Preference] = Field(default_factory=dict)
    forgotten_in: str | None = None

    @property
    def spoken(self) -> str | None:
        """The language to address them in: the one they asked for, before the one their profile came with."""
        asked = self.preferences.get(LANGUAGE)
        return asked.value if asked else self.language

    @property
    def remembered_temperature(self) -> float | None:
        """In Celsius, as they or staff said it; None where that is no number."""
        asked = self.preferences.get(TEMPERATURE)
        try:
            return float(latin_digits(asked.value)) if asked else None
        except ValueError:
            return None

    def known_as(self, booked: BookedGuest) -> Guest:
        """Return the profile with what a booking adds. What a booking does not say is not forgotten."""
        told = {name: value for name in ("name", "language", "email", "phone") if (value := getattr(booked, name))}
        return self.but(**told)

    def counting(self, before: int, after: int, stay: Stay) -> Guest:
        """Return the profile with as many visits more, or less, as there are by what this stay has become.

        `before` and `after` count them with the stay as it was and as it is: so each visit counts once, in however many
        stays and rooms, and not if its check-out was undone.
        """
        seen = [at for at in (self.last_stay_at, stay.checked_out_at) if at is not None]
        return self.but(stays_count=max(0, self.stays_count + after - before), last_stay_at=max(seen, default=None))

    def learning(self, key: str, value: str, learned_from: str, at: datetime) -> Change[Guest]:
        """Remember a wish, unless a later one is known.

        The same wish again changes nothing, so that it keeps where it was first learned.
        """
        known = self.preferences.get(key)
        if known is not None and (known.value == value or known.learned_at > at):
            return Change(self)
        if not self.has_room_for(key):
            raise TOO_MANY_PREFERENCES.refuse(preferences=len(self.preferences), attempted=key)
        learned = Preference(value=value, learned_from=learned_from, learned_at=at)
        told = PreferenceLearned(guest_id=self.guest_id, key=key, learned_from=learned_from, learned_at=at)
        return Change(self.but(preferences={**self.preferences, key: learned}), (told,))

    def learns_in(self, stay_id: str) -> bool:
        return stay_id != self.forgotten_in

    def has_room_for(self, key: str) -> bool:
        return key in self.preferences or len(self.preferences) < MOST_PREFERENCES

    def forgetting(self, key: str) -> Guest:
        return self.but(preferences={name: known for name, known in self.preferences.items() if name != key})

    def forgetting_everything(self, stay_id: str) -> Change[Guest]:
        """Forget every wish, because the guest says so in this stay. Who they are stays with their stays."""
        events = (PreferencesForgotten(guest_id=self.guest_id),) if self.preferences else ()
        return Change(self.but(preferences={}, forgotten_in=stay_id), events)

    @property
    def memories(self) -> tuple[Memory, ...]:
        """What is remembered but the language, which shows in how the rest is said."""
        wishes = sorted(self.preferences.items())
        return tuple(Memory(key=key, value=known.value) for key, known in wishes if key != LANGUAGE)

    def welcome_back(self, language: str | None) -> tuple[str, ...]:
        """Say what is remembered, in words for the guest to read."""
        words = _words(language)
        return tuple(
            words.get(memory.key, words["other"]).format(value=_shown(memory.value, language))
            for memory in self.memories
        )

    def greeting(self, language: str | None) -> str:
        return _words(language)["again" if self.stays_count else "first"].format(name=self.name)


class PreferenceLearned(Event):
    """What it is stands in the guest's profile: it may be in their own words."""

    subject: ClassVar[str] = "melmastoon.guest.preference.learned.v1"
    aggregate: ClassVar[str] = "guest_id"

    guest_id: str
    key: str
    learned_from: str
    learned_at: datetime


class PreferencesForgotten(Event):
    """The guest had everything forgotten that was remembered of them. They themselves are still known."""

    subject: ClassVar[str] = "melmastoon.guest.preferences.forgotten.v1"
    aggregate: ClassVar[str] = "guest_id"

    guest_id: str


class GuestForgotten(Event):
    """The guest asked to be forgotten, and is here. Whoever else holds something of theirs lets go of it."""

    subject: ClassVar[str] = "melmastoon.guest.forgotten.v1"
    aggregate: ClassVar[str] = "guest_id"

    guest_id: str


_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "again": "Welcome back, {name}.",
        "first": "Welcome, {name}.",
        "pillow": "The pillow you like: {value}",
        "temperature": "Your room at {value} °C, as last time",
        "floor": "The floor you like: {value}",
        "other": "We remember: {value}",
    },
    "fa": {
        "again": "{name}، دوباره خوش آمدید.",
        "first": "{name}، خوش آمدید.",
        "pillow": "بالشی که دوست دارید: {value}",
        "temperature": "دمای اتاق مثل دفعهٔ پیش: {value} درجه",
        "floor": "طبقه‌ای که می‌پسندید: {value}",
        "other": "به یاد داریم: {value}",
    },
    "fa-AF": {
        "again": "{name}، دوباره خوش آمدید.",
        "first": "{name}، خوش آمدید.",
        "pillow": "بالشتی که خوش دارید: {value}",
        "temperature": "دمای اتاق مثل بار گذشته: {value} درجه",
        "floor": "منزلی که خوش دارید: {value}",
        "other": "به یاد داریم: {value}",
    },
    "ps": {
        "again": "{name}، بیا ښه راغلئ.",
        "first": "{name}، ښه راغلئ.",
        "pillow": "هغه بالښت چې خوښوئ یې: {value}",
        "temperature": "د خونې تودوخه د تېر ځل په څېر: {value} درجې",
        "floor": "هغه پوړ چې خوښوئ یې: {value}",
        "other": "په یاد لرو: {value}",
    },
    "tg": {
        "again": "{name}, боз хуш омадед.",
        "first": "{name}, хуш омадед.",
        "pillow": "Болиште, ки меписандед: {value}",
        "temperature": "Ҳарорати ҳуҷра мисли дафъаи гузашта: {value} °C",
        "floor": "Ошёнае, ки меписандед: {value}",
        "other": "Дар ёд дорем: {value}",
    },
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "fa": {"firm": "سفت", "soft": "نرم", "feather": "پر", "high": "بالا", "low": "پایین", "quiet": "آرام"},
    "fa-AF": {"firm": "سخت", "soft": "نرم", "feather": "پر", "high": "بالا", "low": "پایین", "quiet": "آرام"},
    "ps": {"firm": "کلک", "soft": "نرم", "feather": "بڼکې", "high": "لوړ", "low": "ټیټ", "quiet": "ارام"},
    "tg": {"firm": "сахт", "soft": "нарм", "feather": "пар", "high": "баланд", "low": "паст", "quiet": "ором"},
}
"""What staff note in one word; anything longer is shown as it was written."""
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def _words(language: str | None) -> Mapping[str, str]:
    return _in(_WORDS, language) or _WORDS["en"]


def _in(tables: Mapping[str, Mapping[str, str]], language: str | None) -> Mapping[str, str]:
    """Return the table of the language, or of the one it is a kind of; empty where there is neither."""
    spoken = language or "en"
    return tables.get(spoken) or tables.get(spoken.split("-", maxsplit=1)[0]) or {}


def _shown(value: str, language: str | None) -> str:
    known = _in(_VALUES, language).get(value.lower())
    if known:
        return known
    if (language or "").split("-", maxsplit=1)[0] not in ("fa", "ps"):
        return value
    number = value.replace(".", "\N{ARABIC DECIMAL SEPARATOR}") if value.replace(".", "", 1).isdecimal() else value
    return number.translate(_PERSIAN_DIGITS)
