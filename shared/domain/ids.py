"""Identities: prefix + ULID for everything but rooms, whose id is their number in the property.

A wrong prefix is refused when a request is parsed, so an id that reaches a decision is of the kind its type says. A room that
is called by words has an id derived from them once, which it keeps whatever it is called later.
"""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints

from shared.domain.folding import folded
from shared.domain.words import latin_digits, one_line, written

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ULID = r"[0-7][0-9A-HJKMNP-TV-Z]{25}"
ROOM_NUMBER = r"[0-9A-Z][0-9A-Z.\-]{0,15}"


def _pattern(prefix: str) -> StringConstraints:
    return written(rf"^{prefix}_{ULID}$", f"an id that begins with {prefix}_")


LONGEST_ROOM_NAME = 40
_NUMBER = re.compile(ROOM_NUMBER)
_LONGEST_ID, _READABLE, _TOLD_APART_BY = 16, 9, 6


def room_name(value: Any) -> Any:
    """Return a room's name as it is kept: as it was written, a number in Latin digits (301 and 301.0 are "301").

    What is neither text nor a number, as it is. Raises ValueError for no name, and for one that is too long.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return value
    name = str(one_line(value))
    if not folded(name):
        raise ValueError("must be the name or the number of a room; there is none in it")
    if len(name) > LONGEST_ROOM_NAME:
        raise ValueError(f"has more than {LONGEST_ROOM_NAME} letters, which are the most in the name of a room")
    number = latin_digits(name)
    return number if _NUMBER.fullmatch(number.upper()) else name


def as_room_id(value: Any) -> Any:
    """Return the id of the room that is called so: 12a and 12A are one room, and "Villa 3" is VILLA-3.

    A name that is a number is the id. Of other names it is what is compared of them, where that is Latin and short; else as
    much of it as can be read, and what tells it from others. What is no text and no number is returned as it is.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return value
    name = room_name(value)
    if not isinstance(name, str):
        return name
    if _NUMBER.fullmatch(name.upper()):
        return name.upper()
    compared = folded(name)
    readable = "-".join(word for word in compared.upper().split() if word.isascii())
    if compared.isascii() and len(readable) <= _LONGEST_ID:
        return readable
    told_apart = derived_id("", compared)[-_TOLD_APART_BY:]
    return f"{readable[:_READABLE].rstrip('-') or 'R'}-{told_apart}"


RoomId = Annotated[str, written(rf"^{ROOM_NUMBER}$", "the name or the number of a room"), BeforeValidator(as_room_id)]
RoomName = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ROOM_NAME), BeforeValidator(room_name)]
Slug = Annotated[str, written(r"^[a-z0-9][a-z0-9\-]{0,62}$", "small Latin letters, figures and hyphens")]
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
