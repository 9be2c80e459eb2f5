"""What a guest asked for, or what a room needs, until it is done."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.domain.documents import Document, Value


class TicketKind(StrEnum):
    TOWELS = "towels"
    PILLOW = "pillow"
    AMENITIES = "amenities"
    CLEANING = "cleaning"
    MAINTENANCE = "maintenance"
    NOISE = "noise"
    FOOD = "food"
    OTHER = "other"


class TicketStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


class Note(Value):
    text: str
    by: str
    at: datetime


class Ticket(Document):
    """`stay_id` is None for a ticket about the room itself."""

    collection: ClassVar[str] = "tickets"
    key: ClassVar[str] = "ticket_id"

    ticket_id: str
    room_id: str
    stay_id: str | None = None
    kind: TicketKind
    text: str = ""
    status: TicketStatus = TicketStatus.OPEN
    assignee: str | None = None
    notes: tuple[Note, ...] = ()
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None = None

    def belongs_to(self, room_id: str, stay_id: str) -> bool:
        return self.room_id == room_id and self.stay_id == stay_id
