"""Checklists of the property: make one for a kind of work, change it, list those in force (docs/inspections.md)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from shared.domain.checklists import MOST_ITEMS, Checklist, checklist_id_of, each_once
from shared.domain.people import SERVICES, SHIFT_LEADS, STAFF
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tasks import Item, TaskKind
from shared.domain.words import Label, Name, YesNo
from shared.runtime.routes import Request, command, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View, Work

_MANY = 500  # more than six kinds of work make for all types of room


class SetChecklist(Request):
    """`room_type` "" is for rooms of every type. `active` False: the property does without one of its own again."""

    kind: TaskKind
    room_type: Label = ""
    name: Name
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS), AfterValidator(each_once)]
    active: YesNo = True

    @property
    def checklist_id(self) -> str:
        return checklist_id_of(self.kind, self.room_type)


@command("POST /api/v1/housekeeping/checklists", allow=SHIFT_LEADS, reads=(Checklist,), by_pin=False)
def set_checklist(request: SetChecklist, work: Work) -> Checklist:
    """Say what is looked at after this kind of work. What is in somebody's hands already keeps the version it has."""
    wanted = Checklist(
        checklist_id=request.checklist_id,
        kind=request.kind,
        room_type=request.room_type,
        name=request.name,
        items=request.items,
        active=request.active,
    )
    return work.keep(wanted.following(work.find(Checklist, wanted.checklist_id)))


class ListChecklists(Request):
    kind: TaskKind | None = None


@query("GET /api/v1/housekeeping/checklists", allow=STAFF | SERVICES)
def list_checklists(request: ListChecklists, view: View) -> Page[Checklist]:
    """List the checklists in force: the property's own, and the standard ones (version 0) where it has none."""
    of_kind = [Where("kind", "==", request.kind.value)] if request.kind else []
    own = view.list(Checklist, Where("active", "==", value=True), *of_kind, limit=_MANY).items
    known = {one.checklist_id for one in own}
    kinds = [request.kind] if request.kind else TaskKind
    standard = [one for one in map(standard_checklist, kinds) if one.checklist_id not in known]
    return Page(sorted((*own, *standard), key=lambda one: (one.kind, one.room_type)))
