"""Who works here, as colleagues know each other: names to show, languages to speak. No address, and nobody's PIN."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from shared.domain.documents import Excerpt, Value
from shared.domain.people import STAFF
from shared.domain.pins import Pin
from shared.domain.staff import Languages, Staff, StaffRole
from shared.runtime.routes import Nothing, query
from shared.runtime.work import View

_MANY = 500


class Person(Value):
    """`has_pin`: they can take a shared device over."""

    staff_id: str
    name: str
    role: StaffRole
    languages: Languages
    has_pin: bool


class _Known(Excerpt):
    collection: ClassVar[str] = Staff.collection
    key: ClassVar[str] = Staff.key

    staff_id: str
    name: str
    role: StaffRole
    languages: Languages = ("en",)


@query("GET /api/v1/properties/{property_id}/people", allow=STAFF)
def list_people(_: Nothing, view: View) -> list[Person]:
    """List who works here, by name."""
    known = sorted(_everybody(view), key=lambda one: (one.name, one.staff_id))
    pins = view.gather_all(Pin, [one.staff_id for one in known])
    return [
        Person(staff_id=one.staff_id, name=one.name, role=one.role, languages=one.languages, has_pin=pin is not None)
        for one, pin in zip(known, pins, strict=True)
    ]


def _everybody(view: View) -> Iterator[_Known]:
    after = None
    while True:
        page = view.list(_Known, limit=_MANY, after=after)
        yield from page.items
        after = page.after
        if after is None:
            return
