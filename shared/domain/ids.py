"""Identities: prefix + ULID for everything but rooms, whose id is their number in the property.

A wrong prefix is refused when a request is parsed, so an id that reaches a decision is of the kind its type says.
"""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints

from shared.domain.words import latin_digits

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ULID = r"[0-7][0-9A-HJKMNP-TV-Z]{25}"
ROOM_NUMBER = r"[0-9A-Z][0-9A-Z.\-]{0,15}"


def _pattern(prefix: str) -> StringConstraints:
    return StringConstraints(pattern=rf"^{prefix}_{ULID}$")


def as_room_id(value: Any) -> Any:
    """Return the one way to write a room's number, so that 12a and 12A are not two rooms; what is no text, as it is."""
    return latin_digits(value).strip().upper() if isinstance(value, str) else value


RoomId = Annotated[str, StringConstraints(pattern=rf"^{ROOM_NUMBER}$"), BeforeValidator(as_room_id)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9\-]{0,62}$")]
StayId = Annotated[str, _pattern("rsv")]
GuestId = Annotated[str, _pattern("gst")]
TicketId = Annotated[str, _pattern("tkt")]
StaffId = Annotated[str, _pattern("stf")]
BlockId = Annotated[str, _pattern("blk")]
TaskId = Annotated[str, _pattern("hkt")]
ChecklistId = Annotated[str, _pattern("chl")]
InspectionId = Annotated[str, _pattern("ins")]
LinenId = Annotated[str, _pattern("lin")]
LostItemId = Annotated[str, _pattern("laf")]
ShiftId = Annotated[str, _pattern("sft")]
WorkOrderId = Annotated[str, _pattern("wko")]
PhotoId = Annotated[str, _pattern("pho")]
SuggestionId = Annotated[str, _pattern("sug")]
SessionId = Annotated[str, _pattern("ses")]
EventId = Annotated[str, _pattern("evt")]


_DOCUMENT_ID = re.compile(r"(?!\.{1,2}$)(?!__.*__$)[^/\x00-\x1f]{1,400}")


def is_document_id(value: str) -> bool:
    """Whether Firestore lets a document be called so (https://firebase.google.com/docs/firestore/quotas)."""
    return _DOCUMENT_ID.fullmatch(value) is not None


def derived_id(prefix: str, *parts: str) -> str:
    """Return the one id that stands for something named elsewhere (a vendor's reservation, say).

    The same parts give the same id on every machine, so a notice that comes twice finds the same document
    without a query. The first digit stays below 8, as a ULID's must.
    """
    number = int.from_bytes(hashlib.sha256("\x1f".join((prefix, *parts)).encode()).digest()[:16])
    digits = "".join(CROCKFORD[(number >> (5 * place)) & 31] for place in reversed(range(26)))
    return f"{prefix}_{digits}"
