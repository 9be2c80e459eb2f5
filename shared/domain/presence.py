"""What somebody on the staff has open on their screen just now, so that two do not do the same. Forgotten in minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from shared.domain.documents import Document
from shared.domain.ids import ROOM_NUMBER, ULID
from shared.domain.privacy import AboutGuest, keep
from shared.domain.words import written

LASTS = timedelta(minutes=2)
"""A screen says so again before that; one that says nothing any more was closed, or lost its network."""

Card = Annotated[str, written(rf"^(rooms/{ROOM_NUMBER}|tasks/hkt_{ULID})$", "a room or a task, such as rooms/204")]
"""`rooms/204`, `tasks/hkt_…`."""


class Doing(StrEnum):
    OPEN = "open"
    MOVING = "moving"


class Presence(Document):
    """One person, whatever number of screens they have: the last one to say something is right. Not there: nothing open."""

    collection: ClassVar[str] = "presence"
    key: ClassVar[str] = "staff_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of staff, and gone in minutes.")

    staff_id: str
    looking_at: Card
    doing: Doing
    at: datetime
    expires_at: datetime
