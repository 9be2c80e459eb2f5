"""Checklists: what is looked at in a room after each kind of work, as the property wants it; versioned.

A task freezes the version that is newest when it is assigned (`BoundChecklist` in tasks.py), so a new version never
changes what somebody has in hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from shared.domain.documents import Change, Document
from shared.domain.events import Event
from shared.domain.ids import derived_id
from shared.domain.privacy import AboutGuest, keep
from shared.domain.tasks import BoundChecklist, Item, TaskKind

MOST_ITEMS = 60


def checklist_id_of(kind: TaskKind, room_type: str = "") -> str:
    """Return the id of the checklist for a kind of work; `room_type` "" is for rooms of every type."""
    return derived_id("chl", kind, room_type)


def checklist_ids_of(kind: TaskKind, room_type: str) -> list[str]:
    """Return the ids of the property's checklists for such work in a room of this type, the one that counts first."""
    return [checklist_id_of(kind, room_type), checklist_id_of(kind)]


def each_once(items: Sequence[Item]) -> Sequence[Item]:
    """Return the lines. Raises ValueError naming every id that two of them have."""
    ids = [item.item_id for item in items]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise ValueError(f"each item_id stands once; twice: {', '.join(twice)}")
    return items


class Checklist(Document):
    """What the property wants looked at. `version` grows with each change of its lines or its name.

    One that is not `active` leaves its place to the next: the one for rooms of every type, then the standard one.
    """

    collection: ClassVar[str] = "checklists"
    key: ClassVar[str] = "checklist_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of work.")

    checklist_id: str
    kind: TaskKind
    room_type: str = ""
    name: str
    version: int = 1
    active: bool = True
    items: tuple[Item, ...]

    def bound(self) -> BoundChecklist:
        return BoundChecklist(checklist_id=self.checklist_id, version=self.version, items=self.items)

    def following(self, before: Checklist | None) -> Change[Checklist]:
        """Have this said in place of what there was; saying the same once more changes nothing."""
        if before is None:
            return _updated(self, None)
        same = (before.name, before.items) == (self.name, self.items)
        version = before.version if same else before.version + 1
        state = before.but(name=self.name, items=self.items, active=self.active, version=version)
        return Change(state) if state == before else _updated(state, before.version)


def _updated(state: Checklist, previous_version: int | None) -> Change[Checklist]:
    event = ChecklistTemplateUpdated(
        checklist_id=state.checklist_id,
        kind=state.kind,
        room_type=state.room_type,
        version=state.version,
        previous_version=previous_version,
        active=state.active,
    )
    return Change(state, (event,))


class ChecklistTemplateUpdated(Event):
    """The property wants something else looked at. `previousVersion` None: it had none of its own for that work.

    The same version as before: it was taken out of use, or back into it.
    """

    subject: ClassVar[str] = "melmastoon.housekeeping.checklist.template_updated.v1"
    aggregate: ClassVar[str] = "checklist_id"

    checklist_id: str
    kind: TaskKind
    room_type: str
    version: int
    previous_version: int | None = None
    active: bool = True
