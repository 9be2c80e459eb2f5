"""Where events go that cannot be handled: `dead_letters/`, with the reason, until a person replays or discards them.

Or until what they were about is right all the same: then whoever finds that closes the letter with a word (`heal`).
What names no property of ours lies under NOWHERE, for operators, and leaves by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, ValidationError

from shared.domain.documents import Document, Value
from shared.domain.ids import derived_id
from shared.domain.privacy import AboutGuest, erase
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.envelope import Envelope
from shared.runtime.place import Place
from shared.runtime.store.port import GuardFailed, Put

if TYPE_CHECKING:
    from shared.runtime.units import Units
    from shared.runtime.work import Work

NOWHERE = Place("unknown", "unknown")
FAILURES_BEFORE_PARKING = 6


class Reason(Value):
    code: str
    detail: str
    context: dict[str, Any] = Field(default_factory=dict)


LetterStatus = Literal["retrying", "parked", "replayed", "discarded", "healed"]
WAITING = ("retrying", "parked")
NOT_OUR_SCHEMA = "NOT_OUR_SCHEMA"
"""The reason of what cannot be read: nobody knows what it was about, so nothing that is found right closes it."""
UNREAD_FOR, CLOSED_FOR = timedelta(days=14), timedelta(days=30)
"""How long an event stays that is no property's, and a letter that is closed."""


class DeadLetter(Document):
    """An event that one handler could not handle. `retrying` while it still comes, `parked` once given up.

    `about` is what it tells of, by what our events call it: room_id, stay_id, guest_id, task_id and so on. It ends as
    `replayed` (sent again), `discarded` by a person, who says why in `closed_for`, or `healed`: `closed_by` found it right.
    """

    collection: ClassVar[str] = "dead_letters"
    key: ClassVar[str] = "dead_letter_id"
    about_guest: ClassVar[AboutGuest] = erase(named_in=("data", "reason", "closed_for"))

    dead_letter_id: str
    status: LetterStatus = "parked"
    subject: str
    handler: str
    reason: Reason
    about: dict[str, str] = Field(default_factory=dict)
    data: str
    attributes: dict[str, str] = Field(default_factory=dict)
    ordering_key: str = ""
    failures: int = 1
    first_failed_at: datetime
    last_failed_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_for: str = ""
    expires_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        return self.status not in WAITING

    def closed(self, status: LetterStatus, by: str, at: datetime, *, because: str = "") -> DeadLetter:
        """Return the letter closed; it leaves by itself after a while."""
        return self.but(status=status, closed_at=at, closed_by=by, closed_for=because, expires_at=at + CLOSED_FOR)

    def reopened(self) -> DeadLetter:
        """Return the letter waiting again, as if nobody had closed it."""
        return self.but(status="parked", closed_at=None, closed_by="", closed_for="", expires_at=None)


def letter_id(handler: str, data: str) -> str:
    """Return the letter's id: one per handler and event, so that a replay, which is written anew, is the same letter."""
    try:
        about = Envelope.model_validate_json(data).id
    except ValidationError:
        about = data
    return "ded_" + hashlib.sha256(f"{handler}\x1f{about}".encode()).hexdigest()[:40]


_NAMED = {
    "roomId": "room_id",
    "fromRoomId": "room_id",
    "reservationId": "stay_id",
    "stayId": "stay_id",
    "guestId": "guest_id",
    "taskId": "task_id",
    "ticketId": "ticket_id",
    "workOrderId": "work_order_id",
    "itemId": "item_id",
    "inspectionId": "inspection_id",
    "staffId": "staff_id",
    "shiftId": "shift_id",
    "noticeId": "notice_id",
}
"""What our events call things, and we."""
_LONGEST = 64


def subjects_of(payload: Mapping[str, Any]) -> dict[str, str]:
    """Return what an event is about, by the ids in its payload."""
    said = {name: str(payload[key]) for key, name in reversed(_NAMED.items()) if isinstance(payload.get(key), str)}
    if "stay_id" not in said and payload.get("vendor") and payload.get("externalId"):
        said["stay_id"] = derived_id("rsv", str(payload["vendor"]), str(payload["externalId"]))
    return {name: value for name, value in sorted(said.items()) if 0 < len(value) <= _LONGEST}


def about_of(data: str) -> dict[str, str]:
    """Return what a message is about; {} of what cannot be read. Never raises."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    payload = said.get("payload") if isinstance(said, dict) else None
    return subjects_of(payload) if isinstance(payload, dict) else {}


def heal(units: Units, letter: DeadLetter, by: str) -> None:
    """Close a letter because what it was about is right; one that a person has closed meanwhile stays as they did."""

    def close(work: Work) -> None:
        now = work.find(DeadLetter, letter.dead_letter_id)
        if now is not None and not now.is_closed and now.failures == letter.failures:
            work.keep(now.closed("healed", by, work.now))

    units.run(f"heal:{letter.dead_letter_id}:{letter.failures}", close)


def park(letter: DeadLetter, place: Place) -> DeadLetter:
    """Keep the letter; an earlier one for the same handler and message counts on. Returns it as kept."""
    ground = cloud()
    letter = letter.but(about=about_of(letter.data), expires_at=_until(letter, place))
    key = place.key(DeadLetter.collection, letter.dead_letter_id)
    for _ in range(8):
        found = ground.store.read([key])[0]
        kept = letter
        if found.data is not None:
            before = DeadLetter.model_validate(dict(found.data))
            failures = before.failures + 1
            given_up = letter.status == "parked" or failures >= FAILURES_BEFORE_PARKING
            kept = letter.but(
                failures=failures,
                first_failed_at=before.first_failed_at,
                revision=before.revision,
                status="parked" if given_up else "retrying",
            )
        kept = kept.but(revision=kept.revision + 1, updated_at=ground.clock())
        try:
            ground.store.commit([Put(key, to_data(kept), found)])
        except GuardFailed:
            continue
        if kept.status == "parked":
            telemetry.error("parked an event", handler=kept.handler, subject=kept.subject, reason=kept.reason.code)
            telemetry.count("dead_letters", handler=kept.handler)
        return kept
    raise GuardFailed(f"could not park {letter.dead_letter_id}")


def _until(letter: DeadLetter, place: Place) -> datetime | None:
    return letter.last_failed_at + UNREAD_FOR if place == NOWHERE else None
