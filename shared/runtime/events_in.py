"""Events in: from a Pub/Sub push to the handlers of one context, each with its effect once.

Acknowledged (204) when every handler has committed, had committed before, or was parked with its reason; 503 when
something passing failed, so that Pub/Sub brings it again. Nothing is dropped, and nothing blocks its key for ever.
"""

from __future__ import annotations

import base64
import binascii
import json
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from shared.domain.ids import is_document_id
from shared.domain.people import system
from shared.domain.refusals import INVALID_FIELDS, NOT_FOUND, Refusal
from shared.domain.words import legible, storable
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.envelope import Envelope
from shared.runtime.execution import Call, Contended, execute
from shared.runtime.faults import faults
from shared.runtime.heard import Word, if_news
from shared.runtime.journal import SUPERSEDED, Reply
from shared.runtime.parking import NOT_OUR_SCHEMA, NOWHERE, DeadLetter, Reason, letter_id, park
from shared.runtime.place import Place
from shared.runtime.problems import BUSY, MALFORMED, Problem
from shared.runtime.routes import Route
from shared.runtime.store.port import StoreError
from shared.runtime.tenancy import place_of, places_of
from shared.runtime.units import TryAgain, Units, runs_in_steps
from shared.runtime.work import Work


@dataclass(frozen=True)
class Delivery:
    """One message as Pub/Sub pushed it. `data` that is no text is kept as a data URL, for it too must be parked.

    `attempt` counts its deliveries from 1, where Pub/Sub counts them: where a dead-letter policy is set.
    """

    data: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    ordering_key: str = ""
    attempt: int = 1


def delivery(body: Any) -> Delivery:
    """Read a push request's JSON. Raises Problem MALFORMED for what Pub/Sub would never send."""
    try:
        message = body["message"]
        return Delivery(
            _text(base64.b64decode(message.get("data", ""), validate=True)),
            {str(name): str(value) for name, value in (message.get("attributes") or {}).items()},
            str(message.get("orderingKey") or message.get("ordering_key") or ""),
            int(body.get("deliveryAttempt") or 1),
        )
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error):
        raise Problem(MALFORMED, "This is not a Pub/Sub push message.") from None


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return f"data:;base64,{base64.b64encode(data).decode()}"


def receive(handlers: Sequence[Route], message: Delivery) -> None:
    """Give the message to each handler in turn. Raises Problem BUSY if any wants it again."""
    carrier = {
        "traceparent": message.attributes.get("googclient_traceparent") or message.attributes.get("traceparent", "")
    }
    again: list[float] = []
    for route in handlers:
        with telemetry.continued(carrier, route.name, event=message.attributes.get("eventType", "")):
            wait = _handle(route, message)
        if wait is not None:
            again.append(wait)
    if again:
        raise Problem(BUSY, headers={"Retry-After": str(max(1, round(max(again))))})


def _handle(route: Route, message: Delivery) -> float | None:
    """Return None when done or parked in each property that it is of, else in how many seconds it should come again."""
    try:
        envelope = _envelope(message.data)
        places = _places(route, envelope)
    except (ValidationError, Refusal) as never:
        return _failed(route, message, NOWHERE, never)
    except (Contended, StoreError) as passing:
        return _failed(route, message, NOWHERE, passing)
    waits = [_handle_in(route, message, envelope, place) for place in places]
    return max((wait for wait in waits if wait is not None), default=None)


def _handle_in(route: Route, message: Delivery, envelope: Envelope, place: Place) -> float | None:
    try:
        _run(route, envelope, place)
    except Exception as failure:  # noqa: BLE001 - whatever it is, it is retried and then parked, never lost
        return _failed(route, message, place, failure)
    return None


def _failed(route: Route, message: Delivery, place: Place, failure: Exception) -> float | None:
    """Return in how many seconds a passing failure is tried again; park what will never be, and what has failed too often."""
    match failure:
        case ValidationError():
            _park(route, message, place, Reason(code=NOT_OUR_SCHEMA, detail=_first_errors(failure)))
        case Refusal():
            context = json.loads(json.dumps(failure.context | _fields(failure), default=str))
            _park(route, message, place, Reason(code=failure.rule.code, detail=failure.detail, context=context))
        case TryAgain():
            telemetry.info("try again", handler=route.name, reason=str(failure))
            return failure.after if failure.after is not None else 1.0
        case Contended() | StoreError():
            telemetry.warning("passing failure", handler=route.name, reason=str(failure))
            return 1.0
        case _:
            trace = "".join(traceback.format_exception(failure))
            telemetry.error("handler failed", handler=route.name, stack_trace=trace)
            reason = Reason(code="INTERNAL_ERROR", detail=f"{type(failure).__name__}: {failure}")
            return None if _park(route, message, place, reason, "retrying").status == "parked" else 1.0
    return None


def _fields(refusal: Refusal) -> dict[str, Any]:
    return {"fields": refusal.fields} if refusal.fields else {}


def _places(route: Route, envelope: Envelope) -> list[Place]:
    """Return the property that an event is of; every one of the tenant, where it names none and may. Raises Refusal."""
    if route.event is None or envelope.subject != route.event.subject:
        return [place_of(envelope.tenant_id, envelope.property_id)]
    names = {"tenantId": envelope.tenant_id, "propertyId": envelope.property_id}
    of_all = route.event.of_tenant and not envelope.property_id
    misnamed = {name: "is no id" for name, value in names.items() if not is_document_id(value)}
    if of_all:
        misnamed.pop("propertyId", None)
    if misnamed:
        raise INVALID_FIELDS.refuse("; ".join(f"{name} is no id" for name in misnamed), fields=misnamed)
    if not of_all:
        return [place_of(envelope.tenant_id, envelope.property_id)]
    places = list(places_of(envelope.tenant_id))
    if not places:
        raise NOT_FOUND.refuse(f"There is no tenant {envelope.tenant_id}.", tenant_id=envelope.tenant_id)
    return places


def _run(route: Route, envelope: Envelope, place: Place) -> None:
    if route.event is None or envelope.subject != route.event.subject:
        raise ValueError(f"{envelope.subject} came where {route.event and route.event.subject} belongs")
    if route.of_others and envelope.is_ours:
        return
    event = route.event.model_validate(legible(envelope.payload))
    if event.misnamed:
        named = "; ".join(f"{name} {why}" for name, why in event.misnamed.items())
        raise INVALID_FIELDS.refuse(named, fields=event.misnamed)
    word = Word.of(route.name, envelope, event.aggregate_id) if route.newest else None
    call = Call(
        kind="event",
        name=route.name,
        context=route.context,
        entry_id=f"{route.name}:{envelope.id}",
        actor=system(place.tenant_id, place.property_id, route.name),
        place=place,
        request_id=envelope.correlation_id,
        correlation_id=envelope.correlation_id,
        causation_id=envelope.id,
        heard=envelope,
    )
    if runs_in_steps(route.run):
        units = Units(call, word)
        if word is None or units.run("hear", lambda _: None).cause != SUPERSEDED:
            route.run(event, units)
        return

    def decide(work: Work) -> Reply:
        route.run(event, work)
        return Reply(status=204)

    execute(call, if_news(word, decide))


def _envelope(data: str) -> Envelope:
    """Read a message. Half of a surrogate pair is no reason to lose it. Raises ValidationError."""
    try:
        return Envelope.model_validate_json(data)
    except ValidationError as invalid:
        try:
            said = storable(json.loads(data))
        except (ValueError, RecursionError):
            raise invalid from None
    return Envelope.model_validate(said)


def _park(route: Route, message: Delivery, place: Place, reason: Reason, status: str = "parked") -> DeadLetter:
    now = cloud().clock()
    letter = DeadLetter(
        dead_letter_id=letter_id(route.name, message.data),
        status="retrying" if status == "retrying" else "parked",
        subject=route.event.subject if route.event else "",
        handler=route.name,
        reason=reason,
        data=message.data,
        attributes=dict(message.attributes),
        ordering_key=message.ordering_key,
        first_failed_at=now,
        last_failed_at=now,
    )
    return park(letter, place)


def _first_errors(invalid: ValidationError) -> str:
    return "; ".join(f"{one.field}: {one.message}" for one in faults(invalid)[:5])
