"""Checklists: what is looked at in a room after each kind of work, as the property wants it; versioned.

A task freezes the version that is newest when it is assigned (`BoundChecklist` in tasks.py).
"""

from __future__ import annotations

from typing import ClassVar

from shared.domain.documents import Document
from shared.domain.ids import derived_id
from shared.domain.tasks import BoundChecklist, Item, TaskKind


def checklist_id_of(kind: TaskKind, room_type: str = "") -> str:
    """Return the id of the checklist for a kind of work; `room_type` "" is for rooms of every type."""
    return derived_id("chl", kind, room_type)


class Checklist(Document):
    collection: ClassVar[str] = "checklists"
    key: ClassVar[str] = "checklist_id"

    checklist_id: str
    kind: TaskKind
    room_type: str = ""
    name: str
    version: int = 1
    items: tuple[Item, ...]

    def bound(self) -> BoundChecklist:
        return BoundChecklist(checklist_id=self.checklist_id, version=self.version, items=self.items)
