"""What the guest's tablet may show: one document per room, written in the same commit as the row it mirrors.

Emptied of the guest in the commit that checks them out.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from shared.domain.documents import Document, Value
from shared.domain.ids import RoomId
from shared.domain.rooms import GuestFlag


class TabletTicket(Value):
    """A request of this guest, as they may follow it."""

    ticket_id: str
    kind: str
    text: str
    status: str
    opened_at: datetime
    updated_at: datetime


class Tablet(Document):
    """`stay_id` is "" while nobody is in the room; the token of a tablet must name the same stay to read it."""

    collection: ClassVar[str] = "tablets"
    key: ClassVar[str] = "room_id"

    room_id: RoomId
    stay_id: str = ""
    guest_name: str | None = None
    language: str | None = None
    checked_in_at: datetime | None = None
    check_out_at: datetime | None = None
    welcome_back: tuple[str, ...] = ()
    guest_flag: GuestFlag = GuestFlag.NONE
    temperature_preset: float | None = None
    cleaning_in_progress: bool = False
    tickets: tuple[TabletTicket, ...] = ()
    hotel_name: str = ""
    zone: str = "UTC"
    message: str | None = None

    def belongs_to(self, room_id: str, stay_id: str) -> bool:
        return self.room_id == room_id and self.stay_id == stay_id
