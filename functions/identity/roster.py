"""Keeps the roster of managers in step with the staff: read and guarded by every command that touches a manager."""

from __future__ import annotations

from shared.domain.people import Role
from shared.domain.roster import CURRENT, Roster
from shared.domain.staff import Staff
from shared.runtime.store.port import Where
from shared.runtime.work import Work

_MOST = 500


def keep_role(work: Work, staff_id: str, before: Role | None, after: Role | None) -> None:
    """Have the roster say so where somebody begins or ceases to manage. Raises LAST_MANAGER, NO_LONGER_MANAGER.

    Whoever changes a manager must be one still, at the moment of the commit.
    """
    if Role.MANAGER not in (before, after):
        return
    roster = _roster(work)
    if work.actor.id != staff_id:  # who accepts an invitation is not on the roster yet
        roster.changed_by(work.actor)
    work.keep(roster.with_role(staff_id, after))


def _roster(work: Work) -> Roster:
    """Return the roster; of a property that has none yet, as its staff say. Of two who found it at once, one comes again."""
    known = work.find(Roster, CURRENT)
    if known is not None:
        return known
    managers = work.list(Staff, Where("role", "==", Role.MANAGER.value), limit=_MOST).items
    return Roster.of(one.staff_id for one in managers)
