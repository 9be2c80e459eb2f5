"""An invitation to work in a property, to somebody who works in another of the tenant's: theirs to accept or decline."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from shared.domain.documents import Document
from shared.domain.ids import StaffId
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import ALREADY_THERE, NOT_FOUND, Rule
from shared.domain.staff import EmailAddress, Staff, StaffRole

LIFE = timedelta(days=14)
NOBODY_TO_INVITE = Rule(
    "MELMASTOON.IDENTITY.NOBODY_TO_INVITE", 409, "Nobody with this address works in your other properties: hire them."
)


class Invitation(Document):
    """One per person and property. It gives nothing by itself; who accepts it becomes one of the staff."""

    collection: ClassVar[str] = "invitations"
    key: ClassVar[str] = "staff_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of staff.")

    staff_id: StaffId
    email: EmailAddress
    name: str
    role: StaffRole
    invited_by: str
    invited_at: datetime
    expires_at: datetime

    @classmethod
    def to(cls, known: Staff, role: StaffRole, *, by: str, now: datetime, here: Staff | None) -> Self:
        """Invite somebody as the tenant knows them. Raises ALREADY_THERE where they work here."""
        if here is not None:
            raise ALREADY_THERE.refuse(f"{here.email} already works here.", staff_id=here.staff_id)
        return cls(
            staff_id=known.staff_id,
            email=known.email,
            name=known.name,
            role=role,
            invited_by=by,
            invited_at=now,
            expires_at=now + LIFE,
        )

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at

    def accepted(self, known: Staff, now: datetime) -> Staff:
        """Return who then works here: by the name and languages they go by elsewhere. Raises NOT_FOUND once it is over."""
        if not self.is_open(now):
            raise NOT_FOUND.refuse("This invitation is over: ask for another.", expired_at=self.expires_at)
        return Staff(
            staff_id=self.staff_id, name=known.name, email=known.email, role=self.role, languages=known.languages
        )
