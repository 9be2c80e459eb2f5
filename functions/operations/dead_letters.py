"""Events that a handler could not handle: see them, send them again, and take in what Pub/Sub itself gave up on."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import flask
from pydantic import ValidationError

from shared.domain.people import SHIFT_LEADS
from shared.domain.refusals import Refusal, Rule
from shared.domain.words import written
from shared.runtime.cloud import cloud
from shared.runtime.envelope import Envelope
from shared.runtime.events_in import Delivery, delivery
from shared.runtime.http import Http, Raw
from shared.runtime.lists import ListRequest
from shared.runtime.parking import NOWHERE, DeadLetter, Reason, letter_id, park
from shared.runtime.place import Place
from shared.runtime.routes import Request, command, endpoint, query
from shared.runtime.store.port import Where
from shared.runtime.tenancy import place_of
from shared.runtime.work import Page, View, Work

NOT_PARKED = Rule("MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_PARKED", 409, "Only a parked letter can be sent again.")
NOT_REPLAYABLE = Rule(
    "MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_REPLAYABLE",
    409,
    "The letter is not an event of ours, so nobody could take it in.",
)

LetterId = Annotated[str, written(r"^ded_[0-9a-f]{40}$", "an id that begins with ded_")]


class ListDeadLetters(ListRequest):
    status: Literal["retrying", "parked", "replayed"] | None = None


class ReplayDeadLetter(Request):
    dead_letter_id: LetterId


@query("GET /api/v1/properties/{property_id}/dead-letters", allow=SHIFT_LEADS)
def list_dead_letters(request: ListDeadLetters, view: View) -> Page[DeadLetter]:
    """Events that could not be handled, the latest first."""
    where = [Where("status", "==", request.status)] if request.status else []
    return view.list(DeadLetter, *where, order_by=("-last_failed_at",), limit=request.limit, after=request.after)


@command(
    "POST /api/v1/properties/{property_id}/dead-letters/{dead_letter_id}/replay",
    allow=SHIFT_LEADS,
    reads=(DeadLetter,),
)
def replay_dead_letter(request: ReplayDeadLetter, work: Work) -> DeadLetter:
    """Send a parked event again.

    It keeps its id, so of all who listen only those act that have not handled it. Who fails again parks it again.
    """
    letter = work.get(DeadLetter, request.dead_letter_id)
    if letter.status != "parked":
        raise NOT_PARKED.refuse(f"It is {letter.status}.", status=letter.status)
    work.repeat(_readable(letter))
    return work.keep(letter.but(status="replayed"))


@endpoint("POST /internal/dead-letter")
def park_given_up(_: Raw, http: Http) -> flask.Response:
    """Take in what Pub/Sub delivered as often as it may and moved to the dead-letter topic."""
    cloud().identity.prove_push(http.request)
    message = delivery(http.request.get_json(silent=True))
    park(_letter(message), _place(message))
    return flask.Response(status=204)


def _readable(letter: DeadLetter) -> Envelope:
    try:
        return Envelope.model_validate_json(letter.data)
    except ValidationError:
        raise NOT_REPLAYABLE.refuse(subject=letter.subject, reason=letter.reason.code) from None


def _letter(message: Delivery) -> DeadLetter:
    """Names and counts as https://cloud.google.com/pubsub/docs/handling-failures gives them."""
    subscription = message.attributes.get("CloudPubSubDeadLetterSourceSubscription", "unknown")
    tries = message.attributes.get("CloudPubSubDeadLetterSourceDeliveryCount", "")
    now = cloud().clock()
    return DeadLetter(
        dead_letter_id=letter_id(subscription, message.data),
        subject=message.attributes.get("eventType", ""),
        handler=subscription,
        reason=Reason(code="GIVEN_UP_BY_PUBSUB", detail=f"not taken in {tries or 'all its'} deliveries"),
        data=message.data,
        attributes=dict(message.attributes),
        ordering_key=message.ordering_key,
        first_failed_at=now,
        last_failed_at=now,
    )


def _place(message: Delivery) -> Place:
    """Return the property the event is of, or the place for what names none that we know."""
    try:
        said = json.loads(message.data)
        return place_of(str(said["tenantId"]), str(said["propertyId"]))
    except (ValueError, KeyError, TypeError, Refusal):
        return NOWHERE
