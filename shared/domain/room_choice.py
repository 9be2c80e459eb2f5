"""Which rooms a stay could have, and why not the others: asked of the same rules that the desk's commands ask.

Pure; a screen shows it, and what it shows as free is what the command will take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.documents import Value
from shared.domain.occupancy import READY_ROOMS, may_enter, seems_empty, wanted_by
from shared.domain.refusals import Refusal
from shared.domain.room_intervals import Claim, Wanted, may_have, stands_against
from shared.domain.rooms import Cleaning, Room
from shared.domain.settings import Choices
from shared.domain.stays import Stay

NEAREST_TO_READY = (
    *(Cleaning.READY, Cleaning.INSPECTED, Cleaning.CLEANED, Cleaning.CLEAN, Cleaning.CLEANING, Cleaning.DIRTY),
    *(Cleaning.OUT_OF_SERVICE, Cleaning.OUT_OF_ORDER),
)


class WhyNot(Value):
    """What the command would answer: its code, the same in words, and whose dates they are."""

    code: str
    words: str
    stay_id: str | None = None
    block_id: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


class RoomChoice(Value):
    """A room that a stay could have; not `free` where there is a why-not. `fits`: it is of the type that was booked."""

    room_id: str
    number: str
    floor: int
    wing: str
    room_type: str
    cleaning: Cleaning
    occupied: bool
    fits: bool
    free: bool
    why_not: tuple[WhyNot, ...]


@dataclass(frozen=True)
class Overbooking:
    """A room that several stays want at the same time, or that is out of use while one wants it."""

    room: Room
    stay_ids: tuple[str, ...]
    blocks: tuple[Claim, ...]


def room_choices(stay: Stay, rooms: Sequence[Room], at: datetime, house: Choices) -> tuple[RoomChoice, ...]:
    """Return all rooms but the one that they have: what is free first, then of their type, then nearest to ready.

    A guest in house moves at once, so for them a room is free only if it can be entered now.
    """
    offered = [_choice(stay, room, at, house) for room in rooms if room.room_id != stay.room_id and not room.archived]
    return tuple(sorted(offered, key=_best_first))


def overbookings(
    rooms: Sequence[Room], begins: datetime, ends: datetime, at: datetime, house: Choices
) -> Iterator[Overbooking]:
    """Yield the rooms that are had twice within this time, or had while they are out of use, with the stays concerned."""
    for room in rooms:
        stays, blocks = dict[str, None](), dict[str, Claim]()
        for wanted in _as_wanted(room, begins, ends, at, house):
            against = [claim for claim in stands_against(room, wanted, at, house) if not claim.overdue]
            if against:
                stays[wanted.stay_id] = None
                stays |= {claim.stay_id: None for claim in against if claim.stay_id}
                blocks |= {claim.block_id: claim for claim in against if claim.block_id}
        if stays:
            yield Overbooking(room, tuple(stays), tuple(blocks.values()))


def _as_wanted(room: Room, begins: datetime, ends: datetime, at: datetime, house: Choices) -> Iterator[Wanted]:
    """Yield what of this time each stay of a row has the room for."""
    begins = max(begins, at)
    spans = [(one.stay_id, one.share_key, begins, max(one.check_out_at, begins)) for one in room.inside]
    spans += [(one.stay_id, one.share_key, one.expected_at, one.until_at) for one in room.awaited(at, house)]
    for stay_id, share_key, starts, leaves in spans:
        within = Wanted(max(starts, begins), min(leaves, ends), stay_id, share_key)
        if within.until_at is not None and within.from_at < within.until_at:
            yield within


def _choice(stay: Stay, room: Room, at: datetime, house: Choices) -> RoomChoice:
    why_not = tuple(_why_not(refusal) for refusal in _refusals(stay, room, at, house))
    return RoomChoice(
        room_id=room.room_id,
        number=room.number,
        floor=room.floor,
        wing=room.wing,
        room_type=room.room_type,
        cleaning=room.cleaning.status,
        occupied=room.is_occupied,
        fits=stay.room_type in (None, room.room_type),
        free=not why_not,
        why_not=why_not,
    )


def _refusals(stay: Stay, room: Room, at: datetime, house: Choices) -> Iterator[Refusal]:
    """Yield what `PUT …/room` would refuse."""
    asked: list[Callable[[], None]] = [lambda: may_have(room, wanted_by(stay, at), at, house)]
    if stay.in_house:
        asked += [lambda: may_enter(stay, room, READY_ROOMS, at, house), lambda: seems_empty(room)]
    told = set()
    for ask in asked:
        try:
            ask()
        except Refusal as no:
            if no.rule not in told:
                yield no
            told.add(no.rule)


def _why_not(refusal: Refusal) -> WhyNot:
    known = {name: value for name, value in refusal.context.items() if name in WhyNot.model_fields}
    return WhyNot(code=refusal.rule.code, words=refusal.detail, **known)


def _best_first(one: RoomChoice) -> tuple[bool, bool, bool, int, str]:
    return (not one.free, not one.fits, one.occupied, NEAREST_TO_READY.index(one.cleaning), one.room_id)
