"""Who is signed in to a property, on what, since when: a document per sign-in, which the rules read and a command ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Literal, Self

from shared.domain.documents import Document
from shared.domain.privacy import AboutGuest, keep

BY_PASSWORD = timedelta(days=60)
"""How long a sign-in lasts at the most, however often it is used."""
BY_PIN = timedelta(hours=12)
IDLE = timedelta(minutes=15)
"""How long a device that was taken over by PIN may lie about."""
NOTICED = {"password": timedelta(minutes=5), "pin": timedelta(minutes=1)}
"""How old `seen_at` may grow before it is written again: a write for each request would be a hot document."""


class Session(Document):
    """It is there as long as it holds: to end it is to forget it. `device_id` is the shared device of a PIN's session.

    `label` is what the device calls itself, for who looks through the list. `idle_until` moves on with each use.
    """

    collection: ClassVar[str] = "sessions"
    key: ClassVar[str] = "session_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of staff.")

    session_id: str
    staff_id: str
    kind: Literal["password", "pin"]
    label: str = ""
    device_id: str = ""
    opened_at: datetime
    seen_at: datetime
    idle_until: datetime
    expires_at: datetime

    @classmethod
    def by_password(cls, session_id: str, staff_id: str, label: str, now: datetime) -> Self:
        return cls(
            session_id=session_id,
            staff_id=staff_id,
            kind="password",
            label=label,
            opened_at=now,
            seen_at=now,
            idle_until=now + BY_PASSWORD,
            expires_at=now + BY_PASSWORD,
        )

    @classmethod
    def by_pin(cls, session_id: str, staff_id: str, device_id: str, label: str, now: datetime) -> Self:
        return cls(
            session_id=session_id,
            staff_id=staff_id,
            kind="pin",
            label=label,
            device_id=device_id,
            opened_at=now,
            seen_at=now,
            idle_until=now + IDLE,
            expires_at=now + BY_PIN,
        )

    def is_open(self, now: datetime) -> bool:
        return now < min(self.idle_until, self.expires_at)

    def goes_unnoticed(self, now: datetime) -> bool:
        """Whether it was used too lately to be written down again."""
        return now - self.seen_at < NOTICED[self.kind]

    def used(self, now: datetime) -> Self:
        return self.but(seen_at=now, idle_until=now + IDLE if self.kind == "pin" else self.expires_at)
