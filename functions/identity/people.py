"""Who works here, as colleagues know each other: names to show, languages to speak. No address, no role, nobody's PIN."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from shared.domain.documents import Excerpt, Value
from shared.domain.people import DESK, SHIFT_LEADS, STAFF
from shared.domain.staff import Languages, Staff, StaffRole
from shared.runtime.routes import Nothing, query
from shared.runtime.work import View

_MANY = 500


class Person(Value):
    """`name_local` is the name in their own script, where that is another one."""

    staff_id: str
    name: str
    name_local: str = ""
    languages: Languages


class TeamMember(Person):
    """A colleague as those know them who give out the work."""

    role: StaffRole


class _Known(Excerpt):
    collection: ClassVar[str] = Staff.collection
    key: ClassVar[str] = Staff.key

    staff_id: str
    name: str
    name_local: str = ""
    role: StaffRole
    languages: Languages = ("en",)


@query("GET /api/v1/properties/{property_id}/people", allow=STAFF, by_pin=True)
def list_people(_: Nothing, view: View) -> list[Person]:
    """List who works here, by name: nothing of what they may do, nor how they sign in."""
    return [Person(**_shown(one)) for one in _by_name(view)]


@query("GET /api/v1/properties/{property_id}/team", allow=SHIFT_LEADS | DESK, by_pin=True)
def list_team(_: Nothing, view: View) -> list[TeamMember]:
    """List who works here and as what, by name."""
    return [TeamMember(**_shown(one), role=one.role) for one in _by_name(view)]


def _shown(one: _Known) -> dict[str, Any]:
    return one.model_dump(include=set(Person.model_fields))


def _by_name(view: View) -> list[_Known]:
    return sorted(_everybody(view), key=lambda one: (one.name, one.staff_id))


def _everybody(view: View) -> Iterator[_Known]:
    after = None
    while True:
        page = view.list(_Known, limit=_MANY, after=after)
        yield from page.items
        after = page.after
        if after is None:
            return
