"""May this room be had from then until then? One question for every command, every screen, and what comes from outside.

A room is had by who is in it, by whom it is promised to, and by what is wrong with it, each from one moment until another;
they stand in the row, so one guarded document answers. Who leaves at noon and who comes at noon do not meet. Who shares a
room by intent (`share_key`) does not stand in the way. Pure; the answer says whose dates they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.documents import Value
from shared.domain.refusals import Refusal, Rule
from shared.domain.rooms import Block, Expected, Occupant, Room
from shared.domain.settings import Choices

ROOM_TAKEN = Rule("MELMASTOON.STAYS.ROOM_TAKEN", 409, "Another guest is in the room.")
ROOM_PROMISED = Rule("MELMASTOON.STAYS.ROOM_PROMISED", 409, "The room is promised to somebody else in that time.")
ROOM_BLOCKED = Rule("MELMASTOON.STAYS.ROOM_BLOCKED", 409, "The room is out of use in that time.")


class ClaimKind(StrEnum):
    """By what a room is had; what is first in this order is named first."""

    OCCUPIED = "occupied"
    PROMISED = "promised"
    BLOCKED = "blocked"


RULES = {
    ClaimKind.OCCUPIED: ROOM_TAKEN,
    ClaimKind.PROMISED: ROOM_PROMISED,
    ClaimKind.BLOCKED: ROOM_BLOCKED,
}


class Claim(Value):
    """Who or what has a room, from when until just before when: a stay's id, or a block's and its reason.

    Without an end it stands until somebody ends it. `overdue`: a guest who should have left and is in the room still.
    """

    kind: ClaimKind
    stay_id: str | None = None
    block_id: str | None = None
    reason: str = ""
    from_at: datetime
    until_at: datetime | None = None
    overdue: bool = False

    def meets(self, wanted: Wanted, at: datetime) -> bool:
        if self.overdue and wanted.from_at <= at:
            return True
        starts_before = wanted.until_at is None or self.from_at < wanted.until_at
        return starts_before and (self.until_at is None or wanted.from_at < self.until_at)


@dataclass(frozen=True)
class Wanted:
    """A room is wanted from `from_at` until just before `until_at`; None: without end. A block is nobody's stay."""

    from_at: datetime
    until_at: datetime | None
    stay_id: str = ""
    share_key: str = ""


def stands_against(room: Room, wanted: Wanted, at: datetime, house: Choices) -> tuple[Claim, ...]:
    """Return every claim on the room that meets what is wanted: who is in it first, then the promises, then the blocks."""
    return tuple(claim for claim in _claims(room, wanted, at, house) if claim.meets(wanted, at))


def new_in_the_way(room: Room, wanted: Wanted, at: datetime, house: Choices) -> tuple[Claim, ...]:
    """Return the claims that stand against what is more than this stay has by the row already.

    What came from outside may overlap, and is shown (`stands_against`); it must not keep the desk from what makes it no
    worse, such as letting the first of the two in.
    """
    against = stands_against(room, wanted, at, house)
    had = _as_had(room, wanted.stay_id, at, house)
    if had is None:
        return against
    known = {(claim.kind, claim.stay_id, claim.block_id) for claim in stands_against(room, had, at, house)}
    more = tuple(_beyond(had, wanted))
    return tuple(
        claim
        for claim in against
        if (claim.kind, claim.stay_id, claim.block_id) not in known or any(claim.meets(part, at) for part in more)
    )


def may_have(room: Room, wanted: Wanted, at: datetime, house: Choices) -> None:
    """Return if a stay may have the room then. Raises Refusal ROOM_TAKEN, ROOM_PROMISED or ROOM_BLOCKED."""
    against = new_in_the_way(room, wanted, at, house)
    if against:
        raise no_for(room, against, house)


def no_for(room: Room, against: Sequence[Claim], house: Choices) -> Refusal:
    """Return the refusal that names whose dates stand in the way; the context has them all, and the first one's apart."""
    first = against[0]
    return RULES[first.kind].refuse(
        in_words(room, first, house),
        room_id=room.room_id,
        **first.model_dump(mode="json", include={"stay_id", "block_id", "from_at", "until_at"}, exclude_none=True),
        claims=[claim.model_dump(mode="json", exclude_none=True) for claim in against],
    )


def in_words(room: Room, claim: Claim, house: Choices) -> str:
    """Say it with the hotel's clock."""
    begins = f"{house.local(claim.from_at):%d %B %H:%M}"
    ends = f"until {house.local(claim.until_at):%d %B %H:%M}" if claim.until_at else "until it is cleared"
    if claim.overdue:
        return f"The guest of {claim.stay_id} is still in {room.number}."
    if claim.kind is ClaimKind.OCCUPIED:
        return f"The guest of {claim.stay_id} is in {room.number} {ends}."
    if claim.kind is ClaimKind.PROMISED:
        return f"{room.number} is promised to {claim.stay_id} from {begins} {ends}."
    return f"{room.number} is out of use from {begins} {ends}: {claim.reason}"


def occupies(one: Occupant, at: datetime) -> Claim:
    return Claim(
        kind=ClaimKind.OCCUPIED,
        stay_id=one.stay_id,
        from_at=one.in_room_since or one.checked_in_at,
        until_at=one.check_out_at,
        overdue=one.check_out_at <= at,
    )


def _claims(room: Room, wanted: Wanted, at: datetime, house: Choices) -> Iterator[Claim]:
    """Yield what is on the room beside the stay itself and who shares with it."""

    def is_another(one: Occupant | Expected) -> bool:
        return one.stay_id != wanted.stay_id and one.share_key != wanted.share_key

    yield from (occupies(one, at) for one in room.inside if is_another(one))
    inside = {one.stay_id for one in room.inside}
    promised = (one for one in room.awaited(at, house) if one.stay_id not in inside)
    yield from (_is_promised(one) for one in promised if is_another(one))
    yield from (_is_out(one) for one in room.blocks if one.kind.takes_out)


def _is_promised(one: Expected) -> Claim:
    return Claim(kind=ClaimKind.PROMISED, stay_id=one.stay_id, from_at=one.expected_at, until_at=one.until_at)


def _is_out(one: Block) -> Claim:
    return Claim(
        kind=ClaimKind.BLOCKED, block_id=one.block_id, reason=one.reason, from_at=one.from_at, until_at=one.until_at
    )


def _as_had(room: Room, stay_id: str, at: datetime, house: Choices) -> Wanted | None:
    """Return from when until when the row has this stay in the room from now on, if it has."""
    inside = next((one for one in room.inside if one.stay_id == stay_id), None)
    if inside is not None:
        return Wanted(at, max(inside.check_out_at, at), stay_id, inside.share_key)
    promised = next((one for one in room.awaited(at, house) if one.stay_id == stay_id), None)
    if promised is None:
        return None
    return Wanted(max(promised.expected_at, at), max(promised.until_at, at), stay_id, promised.share_key)


def _beyond(had: Wanted, wanted: Wanted) -> Iterator[Wanted]:
    """Yield the parts of what is wanted that are before or after what is had."""
    if wanted.from_at < had.from_at:
        yield replace(wanted, until_at=had.from_at)
    if had.until_at is not None and (wanted.until_at is None or had.until_at < wanted.until_at):
        yield replace(wanted, from_at=max(had.until_at, wanted.from_at))
