"""Who manages a property. One document of all of them, so that two who change it at once meet in the same place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from shared.domain.documents import Document
from shared.domain.people import Actor, Role
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule

CURRENT = "current"
LAST_MANAGER = Rule(
    "MELMASTOON.IDENTITY.LAST_MANAGER", 409, "A property always has a manager: make somebody else one first."
)
NO_LONGER_MANAGER = Rule("MELMASTOON.IDENTITY.NO_LONGER_MANAGER", 403, "You no longer manage this property.")


class Roster(Document):
    """`managers` are ids of staff. Every command that makes, changes or dismisses a manager reads it, and so is guarded."""

    collection: ClassVar[str] = "roster"
    key: ClassVar[str] = "roster_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of staff.")

    roster_id: str = CURRENT
    managers: tuple[str, ...] = ()

    @classmethod
    def of(cls, managers: Iterable[str]) -> Self:
        return cls(managers=tuple(sorted(set(managers))))

    def changed_by(self, actor: Actor) -> Self:
        """Return this roster where it is theirs to change. Raises NO_LONGER_MANAGER for who was dismissed a moment ago.

        Nobody is on the roster of a property that is just being opened.
        """
        if self.managers and actor.type == "user" and actor.id not in self.managers:
            raise NO_LONGER_MANAGER.refuse(staff_id=actor.id)
        return self

    def with_role(self, staff_id: str, role: Role | None) -> Self:
        """Return the roster once somebody has this role, or none any more. Raises LAST_MANAGER."""
        others = set(self.managers) - {staff_id}
        if role is Role.MANAGER:
            return self.but(managers=tuple(sorted(others | {staff_id})))
        if staff_id in self.managers and not others:
            raise LAST_MANAGER.refuse(staff_id=staff_id, managers=1)
        return self.but(managers=tuple(sorted(others)))
