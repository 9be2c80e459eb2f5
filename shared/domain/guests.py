"""Who comes back: profiles, and what they asked for on earlier stays with where it was learned."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.domain.documents import Document, Value


class Preference(Value):
    """`learned_from` is the stay or ticket it was learned in, or "staff"."""

    value: str
    learned_from: str
    learned_at: datetime


class Guest(Document):
    collection: ClassVar[str] = "guests"
    key: ClassVar[str] = "guest_id"

    guest_id: str
    name: str
    language: str | None = None
    email: str | None = None
    phone: str | None = None
    stays_count: int = 0
    last_stay_at: datetime | None = None
    preferences: dict[str, Preference] = Field(default_factory=dict)
