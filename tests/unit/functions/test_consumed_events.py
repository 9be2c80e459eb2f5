"""Events that we consume, each of them: ids that nothing can be called so, and which values are only taken from the newest."""

from __future__ import annotations

import enum
import itertools
import types
import typing
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

import functions.guests.main
import functions.housekeeping.main
import functions.identity.main
import functions.maintenance.main
import functions.operations.main
import functions.pms.main
import functions.rooms.main
import functions.stays.main
import functions.tickets.main  # noqa: F401 - the whole function map
from shared.domain.events import Event
from shared.domain.ids import derived_id
from shared.runtime.envelope import Envelope, EnvelopeActor
from shared.runtime.parking import NOWHERE, DeadLetter
from shared.runtime.routes import ROUTES
from shared.runtime.store.port import Query
from tests.ground import NOON, Ground, ground

CONSUMED: dict[str, type[Event]] = {
    route.event.subject: route.event for route in ROUTES.values() if route.kind == "handler" and route.event is not None
}
NO_IDS = ("a/b", "..", "__x__", "", "x" * 500)
OURS = {
    (subject, name)
    for subject, event in CONSUMED.items()
    for name in event.model_fields
    if name.endswith("_id") and name not in event.named_outside
}


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands


def sample(asked: Any) -> Any:
    """Return some value that a field of this type takes."""
    origin, inner = typing.get_origin(asked), typing.get_args(asked)
    if origin is typing.Annotated:
        return next(one for one in (*IDS, sample(inner[0]), NOON.isoformat(), "Kabul", 7, True) if _fits(asked, one))
    if origin in (typing.Union, types.UnionType):
        return None if type(None) in inner else sample(inner[0])
    if origin is typing.Literal:
        return inner[0]
    if origin in (tuple, list, frozenset):
        return []
    if origin is dict:
        return {}
    if isinstance(asked, type) and issubclass(asked, enum.Enum):
        return next(iter(asked)).value
    if isinstance(asked, type) and issubclass(asked, BaseModel):
        return payload(asked)
    return {datetime: NOON.isoformat(), int: 7, float: 7.0, bool: False}.get(asked, "something")


IDS = tuple(derived_id(prefix, "some") for prefix in ("stf", "hkt", "rsv", "gst", "blk", "sft"))


def payload(kind: type[BaseModel]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {to_camel(name): sample(hints[name]) for name, one in kind.model_fields.items() if one.is_required()}


def _fits(asked: Any, value: Any) -> bool:
    try:
        TypeAdapter(asked).validate_python(value)
    except ValidationError:
        return False
    return True


NUMBERS = itertools.count(1)


def say(hotel: Ground, subject: str, said: dict[str, Any], **envelope: Any) -> None:
    number = next(NUMBERS)
    facts: dict[str, Any] = {
        "id": f"evt_{number}",
        "subject": subject,
        "tenant_id": "demo",
        "property_id": "demo-hotel",
        "occurred_at": hotel.now,
        "producer": "others@1",
        "actor": EnvelopeActor(type="system", id="others"),
        "correlation_id": "c",
        "causation_id": "c",
        "revision": number,
        "payload": said,
    }
    hotel.bus.publish([Envelope(**facts | envelope).message()])
    hotel.deliver()


def letters(hotel: Ground, parent: str | None = None) -> list[DeadLetter]:
    found = hotel.store.query(Query(DeadLetter.collection, parent or hotel.place.path))
    return [DeadLetter.model_validate(dict(one.data or {})) for one in found]


@pytest.mark.parametrize(("subject", "field"), sorted(OURS))
def test_what_no_document_can_be_called_is_parked_at_once_with_its_field(
    hotel: Ground, subject: str, field: str
) -> None:
    """H21."""
    event = CONSUMED[subject]
    wrong = [one for one in NO_IDS if one != event.model_fields[field].default]
    for value in wrong:
        say(hotel, subject, payload(event) | {to_camel(field): value})
    found = letters(hotel)
    handlers = [route for route in ROUTES.values() if route.kind == "handler" and route.event is event]
    assert len(found) == len(wrong) * len(handlers)
    for letter in found:
        assert letter.status == "parked"
        assert to_camel(field) in letter.reason.detail or field in letter.reason.detail
        assert letter.reason.code in ("MELMASTOON.GENERAL.INVALID_FIELDS", "NOT_OUR_SCHEMA")


@pytest.mark.parametrize("subject", ["melmastoon.property.room.archived.v1", "melmastoon.tenant.settings.changed.v1"])
@pytest.mark.parametrize("place", [("demo", "a/b"), ("demo", ".."), ("de/mo", "demo-hotel"), ("", "demo-hotel")])
def test_an_event_of_no_property_is_parked_at_once_where_operators_look(
    hotel: Ground, subject: str, place: tuple[str, str]
) -> None:
    tenant, property_id = place
    say(hotel, subject, payload(CONSUMED[subject]), tenant_id=tenant, property_id=property_id)
    found = letters(hotel, NOWHERE.path)
    assert found
    field = "tenantId" if tenant != "demo" else "propertyId"
    assert all(letter.status == "parked" and field in letter.reason.detail for letter in found)


@pytest.mark.parametrize("subject", sorted(subject for subject, event in CONSUMED.items() if not event.of_tenant))
def test_only_what_is_of_a_tenant_may_name_no_property(hotel: Ground, subject: str) -> None:
    say(hotel, subject, payload(CONSUMED[subject]), property_id="")
    assert {letter.reason.detail for letter in letters(hotel, NOWHERE.path)} == {"propertyId is no id"}


OF_OTHERS = {
    "melmastoon.staff.shift.started.v1",
    "melmastoon.staff.shift.ended.v1",
    "melmastoon.ai_orchestrator.suggestion.housekeeping_routing.v1",
    "melmastoon.property.room.archived.v1",
    "melmastoon.tenant.settings.changed.v1",
}
"""What other services say by value. All else that we consume is our own, or names what is then read (work orders and
modifications of others are done once each: each is a wish of its own, however old)."""


def test_whatever_is_taken_over_by_value_is_taken_from_the_newest_only() -> None:
    """H6."""
    by_value = {
        route.event.subject
        for route in ROUTES.values()
        if route.kind == "handler" and route.event is not None and route.newest
    }
    assert by_value == OF_OTHERS
