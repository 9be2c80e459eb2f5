"""Reservations and stays: one document from the first request until the guest has left."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.domain.documents import Document, Value


class StayStatus(StrEnum):
    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Source(Value):
    """The system that owns the reservation, its id there, and the version of it that we know."""

    vendor: str
    external_id: str
    version: str


class Stay(Document):
    """`departure_at` is the planned check-out; `checked_in_at` and `checked_out_at` are what happened."""

    collection: ClassVar[str] = "stays"
    key: ClassVar[str] = "stay_id"

    stay_id: str
    status: StayStatus
    guest_id: str
    guest_name: str
    language: str | None = None
    party: int = 1
    vip: bool = False
    room_id: str | None = None
    room_type: str | None = None
    arrival_at: datetime
    departure_at: datetime
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    source: Source | None = None
