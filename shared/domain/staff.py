"""Who works in a property, and as what. Their account for signing in follows these documents, never the other way."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints

from shared.domain.documents import Change, Document
from shared.domain.events import Event
from shared.domain.ids import StaffId, derived_id
from shared.domain.people import Role
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import ALREADY_THERE, Rule
from shared.domain.settings import Language
from shared.domain.words import LONGEST_NAME, one_line, written

OWN_ROLE = Rule("MELMASTOON.IDENTITY.OWN_ROLE", 409, "Nobody takes away their own role: ask another manager.")

StaffRole = Literal[Role.HOUSEKEEPER, Role.MAINTENANCE, Role.FRONT_DESK, Role.SUPERVISOR, Role.MANAGER]
EmailAddress = Annotated[
    str,
    written(r"^[^@\s/]+@[^@\s/]+\.[^@\s/]+$", "an e-mail address", max_length=254),
    BeforeValidator(lambda value: one_line(value).lower() if isinstance(value, str) else value),
]
Languages = Annotated[tuple[Language, ...], Field(min_length=1, max_length=10)]
OwnScript = Annotated[str, StringConstraints(max_length=LONGEST_NAME), BeforeValidator(one_line)]
Skill = Annotated[str, written(r"^[a-z][a-z0-9_]{0,39}$", "small Latin letters, figures and underscores")]
Skills = Annotated[tuple[Skill, ...], Field(max_length=20)]


def staff_id_of(tenant_id: str, email: str) -> str:
    """Return a person's id: the same in every property of a tenant, and their account's uid."""
    return derived_id("stf", tenant_id, email.strip().lower())


class Staff(Document):
    """`name_local` is the name in their own script, where that is another one. `languages`: what they speak; the first is that of their screens. `email` is who they are and never changes.

    `skills`: what they are trained in, beyond what everybody of their role is; a shift has them where nobody says otherwise.
    `account` is "taken" where another tenant's account already has this address, so that they cannot sign in. `pin_set_at`
    is since when they have a PIN here; `pin_guessed_at` when somebody last typed wrong ones until there was a pause.
    """

    collection: ClassVar[str] = "staff"
    key: ClassVar[str] = "staff_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of staff.")

    staff_id: StaffId
    name: str
    name_local: str = ""
    email: EmailAddress
    role: StaffRole
    languages: Languages = ("en",)
    skills: Skills = ()
    account: Literal["ok", "taken"] = "ok"
    pin_set_at: datetime | None = None
    pin_guessed_at: datetime | None = None

    def as_hired(self, before: Self | None) -> Change[Self]:
        """Return the new person's document. Raises ALREADY_THERE where they already work here."""
        if before is not None:
            raise ALREADY_THERE.refuse(f"{self.email} already works here.", staff_id=before.staff_id)
        return Change(self, (StaffChanged(staff_id=self.staff_id, role=self.role),))

    def changed(self, name: str, role: Role, languages: tuple[str, ...], *, by: str) -> Change[Self]:
        """Raises OWN_ROLE: a slip of the finger must not lock anybody out. That a manager remains, the roster holds."""
        if by == self.staff_id and role is not self.role:
            raise OWN_ROLE.refuse(role=self.role, attempted=role)
        events = (StaffChanged(staff_id=self.staff_id, role=role),) if (name, role) != (self.name, self.role) else ()
        return Change(self.but(name=name, role=role, languages=languages), events)

    def leaving(self, *, by: str) -> StaffChanged:
        """Return what everybody hears when they no longer work here. Raises OWN_ROLE."""
        if by == self.staff_id:
            raise OWN_ROLE.refuse(role=self.role, attempted="leave")
        return StaffChanged(staff_id=self.staff_id, role=None)


class StaffChanged(Event):
    """Somebody was hired, was given another role or name, or has left (`role` null). Says who by id only."""

    subject: ClassVar[str] = "melmastoon.identity.staff.changed.v1"
    aggregate: ClassVar[str] = "staff_id"

    staff_id: str
    role: StaffRole | None
