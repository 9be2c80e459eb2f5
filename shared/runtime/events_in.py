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

from shared.domain.people import system
from shared.domain.refusals import Refusal
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.envelope import Envelope
from shared.runtime.execution import Call, Contended, execute
from shared.runtime.journal import Reply
from shared.runtime.parking import NOWHERE, DeadLetter, Reason, letter_id, park
from shared.runtime.place import Place
from shared.runtime.problems import BUSY, MALFORMED, Problem
from shared.runtime.routes import Route
from shared.runtime.store.port import StoreError
from shared.runtime.tenancy import place_of
from shared.runtime.units import TryAgain, Units, runs_in_steps
from shared.runtime.work import Work


@dataclass(frozen=True)
class Delivery:
    """One message as Pub/Sub pushed it. `data` that is no text is kept as a data URL, for it too must be parked."""

    data: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    ordering_key: str = ""


def delivery(body: Any) -> Delivery:
    """Read a push request's JSON. Raises Problem MALFORMED for what Pub/Sub would never send."""
    try:
        message = body["message"]
        return Delivery(
            _text(base64.b64decode(message.get("data", ""), validate=True)),
            {str(name): str(value) for name, value in (message.get("attributes") or {}).items()},
            str(message.get("orderingKey") or message.get("ordering_key") or ""),
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
    """Return None when done or parked, else in how many seconds it should come again."""
    place = NOWHERE
    try:
        envelope = Envelope.model_validate_json(message.data)
        place = place_of(envelope.tenant_id, envelope.property_id)
        _run(route, envelope, place)
    except ValidationError as invalid:
        _park(route, message, place, Reason(code="NOT_OUR_SCHEMA", detail=_first_errors(invalid)))
    except Refusal as refusal:
        context = json.loads(json.dumps(refusal.context, default=str))
        _park(route, message, place, Reason(code=refusal.rule.code, detail=refusal.detail, context=context))
    except TryAgain as wish:
        telemetry.info("try again", handler=route.name, reason=str(wish))
        return wish.after if wish.after is not None else 1.0
    except (Contended, StoreError) as passing:
        telemetry.warning("passing failure", handler=route.name, reason=str(passing))
        return 1.0
    except Exception as bug:  # noqa: BLE001 - whatever it is, it is retried and then parked, never lost
        telemetry.error("handler failed", handler=route.name, stack_trace=traceback.format_exc())
        reason = Reason(code="INTERNAL_ERROR", detail=f"{type(bug).__name__}: {bug}")
        return None if _park(route, message, place, reason, "retrying").status == "parked" else 1.0
    return None


def _run(route: Route, envelope: Envelope, place: Place) -> None:
    if route.event is None or envelope.subject != route.event.subject:
        raise ValueError(f"{envelope.subject} came where {route.event and route.event.subject} belongs")
    if route.of_others and envelope.is_ours:
        return
    event = route.event.model_validate(envelope.payload)
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
        route.run(event, Units(call))
        return

    def decide(work: Work) -> Reply:
        route.run(event, work)
        return Reply(status=204)

    execute(call, decide)


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
    found = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in invalid.errors(include_url=False)[:5]]
    return "; ".join(found)
