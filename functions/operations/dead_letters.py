"""Events that a handler could not handle: see them, send them again or discard them, and take in what Pub/Sub gave up on.

Most heal by themselves: a later event, a sweep or the day's list makes right what one event could not; who finds that
closes the letter with a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

import flask
from pydantic import Field, ValidationError

from functions.operations.journal import JournalLine
from shared.domain.documents import Document
from shared.domain.lost_and_found import LostItem
from shared.domain.people import SHIFT_LEADS
from shared.domain.refusals import Refusal, Rule
from shared.domain.stays import Stay
from shared.domain.tasks import Task
from shared.domain.tickets import Ticket
from shared.domain.words import Text, written
from shared.domain.work_orders import WorkOrder
from shared.runtime.cloud import cloud
from shared.runtime.envelope import Envelope
from shared.runtime.events_in import Delivery, delivery
from shared.runtime.http import Http, Raw
from shared.runtime.jobs import run_in
from shared.runtime.journal import COMMITTED_AT
from shared.runtime.lists import ListRequest
from shared.runtime.parking import NOWHERE, WAITING, DeadLetter, LetterStatus, Reason, heal, letter_id, park
from shared.runtime.place import Place
from shared.runtime.routes import Request, command, endpoint, job, query
from shared.runtime.store.port import Where
from shared.runtime.tenancy import place_of
from shared.runtime.units import Units
from shared.runtime.work import Page, View, Work

NOT_PARKED = Rule("MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_PARKED", 409, "Only a parked letter can be sent again.")
NOT_REPLAYABLE = Rule(
    "MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_REPLAYABLE",
    409,
    "The letter is not an event of ours, so nobody could take it in.",
)
CLOSED = Rule("MELMASTOON.OPERATIONS.DEAD_LETTER_CLOSED", 409, "The letter is closed already.")
NOT_DISCARDED = Rule("MELMASTOON.OPERATIONS.DEAD_LETTER_NOT_DISCARDED", 409, "Nobody has discarded the letter.")

LetterId = Annotated[str, written(r"^ded_[0-9a-f]{40}$", "an id that begins with ded_")]
Because = Annotated[Text, Field(min_length=1, max_length=500)]
_WITH_ROOM: tuple[tuple[str, type[Document]], ...] = (
    ("stay_id", Stay),
    ("task_id", Task),
    ("ticket_id", Ticket),
    ("work_order_id", WorkOrder),
    ("item_id", LostItem),
)
"""What a letter may be about that is in a room."""
_NARROWEST = ("task_id", "ticket_id", "work_order_id", "item_id", "inspection_id", "stay_id", "room_id")
"""By what a later success is found: whatever a letter is about, the least of it."""
_ID = re.compile(r"[a-z]{3}_[0-9A-Z]{26}")
_MOST = 500
_LATER = 20
"""Entries about one thing that are looked through for a later success."""
_AT_ONCE = timedelta(seconds=1)
"""What a handler committed so shortly after it failed, by another clock, it committed before. Nobody tries again so soon."""


class ListDeadLetters(ListRequest):
    status: LetterStatus | None = None


class NamedLetter(Request):
    dead_letter_id: LetterId


@query("GET /api/v1/properties/{property_id}/dead-letters", allow=SHIFT_LEADS)
def list_dead_letters(request: ListDeadLetters, view: View) -> Page[DeadLetter]:
    """Events that could not be handled, the latest first. `about` says what each is of, and in which room that is."""
    where = [Where("status", "==", request.status)] if request.status else []
    found = view.list(DeadLetter, *where, order_by=("-last_failed_at",), limit=request.limit, after=request.after)
    return Page(_with_rooms(found.items, view), found.after)


@command(
    "POST /api/v1/properties/{property_id}/dead-letters/{dead_letter_id}/replay",
    allow=SHIFT_LEADS,
    reads=(DeadLetter,),
)
def replay_dead_letter(request: NamedLetter, work: Work) -> DeadLetter:
    """Send a parked event again.

    It keeps its id, so of all who listen only those act that have not handled it. Who fails again parks it again.
    """
    letter = work.get(DeadLetter, request.dead_letter_id)
    if letter.status != "parked":
        raise NOT_PARKED.refuse(f"It is {letter.status}.", status=letter.status)
    work.repeat(_readable(letter))
    return work.keep(letter.closed("replayed", work.actor.id, work.now))


class DiscardDeadLetter(Request):
    """`reason`: why nobody needs the event any more; it stays on the letter."""

    dead_letter_id: LetterId
    reason: Because


@command(
    "POST /api/v1/properties/{property_id}/dead-letters/{dead_letter_id}/discard",
    allow=SHIFT_LEADS,
    reads=(DeadLetter,),
)
def discard_dead_letter(request: DiscardDeadLetter, work: Work) -> DeadLetter:
    """Close a letter without handling its event. Discarding it once more changes nothing."""
    letter = work.get(DeadLetter, request.dead_letter_id)
    if letter.status == "discarded":
        return letter
    if letter.is_closed:
        raise CLOSED.refuse(f"It is {letter.status}.", status=letter.status)
    return work.keep(letter.closed("discarded", work.actor.id, work.now, because=request.reason))


@command(
    "POST /api/v1/properties/{property_id}/dead-letters/{dead_letter_id}/restore",
    allow=SHIFT_LEADS,
    reads=(DeadLetter,),
)
def restore_dead_letter(request: NamedLetter, work: Work) -> DeadLetter:
    """Take a discarded letter back; it waits as before. Of one that waits nothing changes."""
    letter = work.get(DeadLetter, request.dead_letter_id)
    if not letter.is_closed:
        return letter
    if letter.status != "discarded":
        raise NOT_DISCARDED.refuse(f"It is {letter.status}.", status=letter.status)
    return work.keep(letter.reopened())


@job("heal_letters", schedule="*/15 * * * *")
def close_what_healed(units: Units) -> None:
    """Close letters whose handler has since handled that event, or a later one about the same."""
    view = units.view()
    letters = [
        letter
        for status in WAITING
        for letter in view.list(DeadLetter, Where("status", "==", status), limit=_MOST).items
    ]
    failed = {f"{letter.handler}:{event}": letter.last_failed_at for letter in letters if (event := _event_id(letter))}
    for letter in letters:
        if _is_healed(letter, failed, view):
            heal(units, letter, letter.handler)


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


def _is_healed(letter: DeadLetter, failed: Mapping[str, datetime], view: View) -> bool:
    """Whether the journal has a later success. A handler decides on what is, so of the same thing the last one counts.

    It must have been told of the same thing: that of a stay beside it, in whose room this one is expected, is another's.
    A run of a job that Pub/Sub gave up is made good by the job's next turn, or that is given up as well.

    What a handler did in steps before it failed all the same is none: `failed` is when it did so last, by its entry. Of what
    Pub/Sub gave up, a subscription is named as the handler, which has no success.
    """
    if run := run_in(letter.data):
        return run.next_at <= view.now
    event = _event_id(letter)
    if event and view.peek((JournalLine, f"{letter.handler}:{event}")) != (None,):
        return True
    about = next((letter.about[name] for name in _NARROWEST if name in letter.about), None)
    if about is None:
        return False
    named = (Where("heard_of", "array_contains", about), Where(COMMITTED_AT, ">", letter.last_failed_at))
    later = view.list(JournalLine, *named, order_by=(f"-{COMMITTED_AT}",), limit=_LATER).items
    return any(
        line.name == letter.handler and line.kind == "event" and not _failed_since(line, failed) for line in later
    )


def _failed_since(line: JournalLine, failed: Mapping[str, datetime]) -> bool:
    handling = ":".join(line.entry_id.split(":")[:2])
    return line.committed_at is not None and handling in failed and line.committed_at <= failed[handling] + _AT_ONCE


def _event_id(letter: DeadLetter) -> str | None:
    try:
        return Envelope.model_validate_json(letter.data).id
    except ValidationError:
        return None


def _with_rooms(letters: list[DeadLetter], view: View) -> list[DeadLetter]:
    """Return the letters with the room of what they are about, where they do not name it themselves."""
    wanted = [(name, kind) for name, kind in _WITH_ROOM if any(_lacks_room(letter, name) for letter in letters)]
    rooms: dict[str, str] = {}
    for name, kind in wanted:
        ids = [letter.about[name] for letter in letters if _lacks_room(letter, name)]
        for found in view.gather_all(kind, ids):
            room_id = getattr(found, "room_id", None)
            if found is not None and room_id:
                rooms[found.id] = room_id
    return [
        letter.but(about={**letter.about, "room_id": room})
        if (room := next((rooms[one] for one in letter.about.values() if one in rooms), None))
        and "room_id" not in letter.about
        else letter
        for letter in letters
    ]


def _lacks_room(letter: DeadLetter, name: str) -> bool:
    return name in letter.about and "room_id" not in letter.about and _is_id(letter.about[name])


def _is_id(value: str) -> bool:
    """Whether a document could be called so: what is in a letter may be anything."""
    return _ID.fullmatch(value) is not None
