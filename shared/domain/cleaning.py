"""Cleaning of a room: which status may follow which, by whom, and what blocks, arrivals and departures do to it.

Called by housekeeping for flips and blocks, by stays for check-in and check-out. `STEPS` and the tables beside it are
the whole state machine; a test holds the diagram in docs/ to them. Rules: docs/cleaning.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.domain.documents import Change
from shared.domain.people import SHIFT_LEADS, STAFF, Role
from shared.domain.reasons import HouseReason
from shared.domain.refusals import NOT_FOUND, Refusal, Rule
from shared.domain.room_intervals import ClaimKind, Wanted, in_words, stands_against
from shared.domain.rooms import (
    Block,
    BlockKind,
    Cleaning,
    CleaningState,
    GuestFlag,
    Occupancy,
    OpenTask,
    Room,
    RoomStatusChanged,
)
from shared.domain.settings import Choices

STATUS_CANNOT_FOLLOW = Rule("MELMASTOON.HOUSEKEEPING.STATUS_CANNOT_FOLLOW", 409, "That status cannot follow this one.")
STEP_IS_NOT_YOURS = Rule("MELMASTOON.HOUSEKEEPING.STEP_IS_NOT_YOURS", 403, "Somebody else has to make this step.")
SOMEBODY_AT_WORK = Rule("MELMASTOON.HOUSEKEEPING.SOMEBODY_AT_WORK", 409, "Somebody is at work in the room.")
REASON_NEEDED = Rule("MELMASTOON.HOUSEKEEPING.REASON_NEEDED", 422, "An override says why.")
STATUS_CHANGED_SINCE = Rule(
    "MELMASTOON.HOUSEKEEPING.STATUS_CHANGED_SINCE", 409, "Somebody flipped it since you looked."
)
NEEDS_A_BLOCK = Rule("MELMASTOON.HOUSEKEEPING.NEEDS_A_BLOCK", 422, "A room goes out of use by a block, with its dates.")
ROOM_BLOCKED = Rule("MELMASTOON.HOUSEKEEPING.ROOM_BLOCKED", 409, "A block stands on the room.")
ROOM_OCCUPIED = Rule("MELMASTOON.HOUSEKEEPING.ROOM_OCCUPIED", 409, "Somebody is in the room.")
ROOM_PROMISED = Rule("MELMASTOON.HOUSEKEEPING.ROOM_PROMISED", 409, "The room is promised to an arrival in that time.")
BLOCK_ENDS_EARLY = Rule("MELMASTOON.HOUSEKEEPING.BLOCK_ENDS_EARLY", 422, "A block ends after it begins, and not yet.")
BLOCK_RETURNS_NOWHERE = Rule("MELMASTOON.HOUSEKEEPING.BLOCK_RETURNS_NOWHERE", 422, "No room returns to that status.")
TOO_MANY_BLOCKS = Rule("MELMASTOON.HOUSEKEEPING.TOO_MANY_BLOCKS", 409, "The room has as many blocks as it can have.")

MOST_BLOCKS = 20
CLEANERS = SHIFT_LEADS | {Role.HOUSEKEEPER}


@dataclass(frozen=True)
class Step:
    """One arrow of the state machine: who may make it, in a room of which occupancy (None: any).

    `inspected` False: only where the property does not inspect.
    """

    before: Cleaning
    after: Cleaning
    by: frozenset[Role]
    within: Occupancy | None = None
    inspected: bool | None = None

    def fits(self, room: Room, *, inspects: bool) -> bool:
        return self.within in (None, room.occupancy) and self.inspected in (None, inspects)


STEPS = (
    Step(Cleaning.CLEAN, Cleaning.DIRTY, STAFF),
    Step(Cleaning.CLEANED, Cleaning.DIRTY, STAFF),
    Step(Cleaning.INSPECTED, Cleaning.DIRTY, STAFF),
    Step(Cleaning.READY, Cleaning.DIRTY, STAFF),
    Step(Cleaning.DIRTY, Cleaning.CLEANING, CLEANERS),
    Step(Cleaning.CLEAN, Cleaning.CLEANING, CLEANERS),
    Step(Cleaning.READY, Cleaning.CLEANING, CLEANERS),
    Step(Cleaning.CLEANING, Cleaning.DIRTY, CLEANERS),
    Step(Cleaning.CLEANING, Cleaning.CLEAN, CLEANERS, within=Occupancy.OCCUPIED),
    Step(Cleaning.CLEANING, Cleaning.CLEANED, CLEANERS, within=Occupancy.VACANT),
    Step(Cleaning.CLEAN, Cleaning.INSPECTED, SHIFT_LEADS, within=Occupancy.VACANT),
    Step(Cleaning.CLEANED, Cleaning.INSPECTED, SHIFT_LEADS, within=Occupancy.VACANT),
    Step(Cleaning.INSPECTED, Cleaning.READY, SHIFT_LEADS, within=Occupancy.VACANT),
    Step(Cleaning.CLEAN, Cleaning.READY, CLEANERS, within=Occupancy.VACANT, inspected=False),
    Step(Cleaning.CLEANED, Cleaning.READY, CLEANERS, within=Occupancy.VACANT, inspected=False),
)
"""Beside these, a shift lead may override to any status the room can have, with a reason, and audits see it."""

OF_VACANT_ROOMS = frozenset({Cleaning.CLEANED, Cleaning.INSPECTED, Cleaning.READY})
"""Only a vacant room is `ready`, and what leads there is not for an occupied one: a stay-over clean ends in `clean`."""

OUT_OF_USE: Mapping[BlockKind, Cleaning] = {
    BlockKind.MAINTENANCE: Cleaning.OUT_OF_ORDER,
    BlockKind.OOS: Cleaning.OUT_OF_SERVICE,
}
"""What a standing block makes of the room, the stronger first. The other kinds only hold it back from `ready`."""

OUT = frozenset(OUT_OF_USE.values())

DIRTIEST_FIRST = (Cleaning.DIRTY, Cleaning.CLEAN, Cleaning.CLEANED, Cleaning.INSPECTED, Cleaning.READY)
"""What a room may return to from a block. Where several blocks end, the dirtiest of theirs is true."""

GOES_STALE = OF_VACANT_ROOMS | {Cleaning.CLEAN}

AFTER_START: Mapping[Cleaning, Cleaning] = dict.fromkeys((Cleaning.DIRTY, *sorted(GOES_STALE)), Cleaning.CLEANING)
"""What beginning a cleaning task, or going on with it, makes of each status; a status that is not named stays."""

AFTER_CHECK_IN: Mapping[Cleaning, Cleaning] = {
    Cleaning.CLEANED: Cleaning.CLEAN,
    Cleaning.INSPECTED: Cleaning.CLEAN,
    Cleaning.READY: Cleaning.CLEAN,
}
NEVER_MOVED_IN_WITHIN = timedelta(hours=1)
"""A check-in undone later than this may have been a guest who went in: somebody looks at the room before the next one."""
AFTER_CHECK_OUT: Mapping[Cleaning, Cleaning] = {status: Cleaning.DIRTY for status in Cleaning if status not in OUT}
"""What an arrival and a departure make of each status; a status that is not named stays."""


@dataclass(frozen=True)
class Flip:
    """A wish for another status. `seen` is the status it was made upon, where the screen may have been offline.

    `override`: a shift lead knows that somebody is at work in the room, and ends that work by it.
    """

    status: Cleaning
    by: str
    roles: AbstractSet[Role]
    reason: str = ""
    seen: Cleaning | None = None
    override: bool = False


def may_follow(room: Room, roles: AbstractSet[Role], at: datetime, *, inspects: bool) -> list[Cleaning]:
    """Return the steps that somebody of these roles has from here, for a screen to offer; overrides left out."""
    steps = (step for step in STEPS if step.before is room.cleaning.status and step.by & roles)
    possible = [s.after for s in steps if s.fits(room, inspects=inspects) and not _impossible(room, s.after, at)]
    return [status for status in possible if not ended_by(room, status)]


def flip(room: Room, wish: Flip, at: datetime, *, inspects: bool) -> Change[Room]:
    """Make a step of the table, or a shift lead's override. The status it has already changes nothing.

    `inspects`: whether the property wants an inspection before `ready`. Raises Refusal SOMEBODY_AT_WORK, naming who, where
    the flip would end what somebody has begun in the room; by an explicit override of a shift lead, `ended_by` ends.
    """
    status = room.cleaning.status
    if wish.status is status:
        return Change(room)
    if wish.seen not in (None, status):
        raise STATUS_CHANGED_SINCE.refuse(status=status, seen=wish.seen, attempted=wish.status)
    impossible = _impossible(room, wish.status, at)
    if impossible:
        raise impossible
    inside = ended_by(room, wish.status)
    if inside and wish.override and wish.roles & SHIFT_LEADS:
        return _override(room, wish, at)
    if inside:
        raise SOMEBODY_AT_WORK.refuse(
            f"{inside[0].assignee} is at work in {room.room_id}.",
            who=inside[0].assignee,
            task_id=inside[0].task_id,
            kind=inside[0].kind,
            status=status,
            attempted=wish.status,
        )
    step = next((one for one in STEPS if (one.before, one.after) == (status, wish.status)), None)
    fits = step is not None and step.fits(room, inspects=inspects)
    if step and fits and step.by & wish.roles:
        return _become(room, CleaningState(status=wish.status, since=at, by=wish.by, reason=wish.reason))
    if wish.roles & SHIFT_LEADS:
        return _override(room, wish, at)
    raise (STEP_IS_NOT_YOURS if fits else STATUS_CANNOT_FOLLOW).refuse(
        f"{room.room_id} is {status}; you cannot make it {wish.status}.",
        status=status,
        occupancy=room.occupancy,
        attempted=wish.status,
        may_follow=may_follow(room, wish.roles, at, inspects=inspects),
    )


def ended_by(room: Room, status: Cleaning) -> tuple[OpenTask, ...]:
    """Return what somebody has begun in the room that cannot go on once it is `status`: they would be at work in it.

    Cleaning goes on in a room that is dirty, because of water from above, say; looking, until the room is judged.
    """
    if status in OUT or status in (Cleaning.CLEANING, Cleaning.DIRTY):
        return ()
    judged = status in (Cleaning.INSPECTED, Cleaning.READY)
    return (*room.at_work(), *(one for one in room.tasks if one.is_begun and one.is_look and judged))


def begin_cleaning(room: Room, by: str, at: datetime) -> Change[Room]:
    """Return what beginning a cleaning task, or going on with it, does to the row.

    A room out of use is cleaned without showing it.
    """
    status = AFTER_START.get(room.cleaning.status)
    return _become(room, CleaningState(status=status, since=_after(room, at), by=by)) if status else Change(room)


def break_off_cleaning(room: Room, by: str, at: datetime, *, reason: str, task_id: str = "") -> Change[Room]:
    """Return what ending this cleaning task undone does to the row: nothing while others are at work in it."""
    if room.cleaning.status is not Cleaning.CLEANING or room.at_work(but=task_id):
        return Change(room)
    return _become(room, CleaningState(status=Cleaning.DIRTY, since=_after(room, at), by=by, reason=reason))


def finish_cleaning(
    room: Room,
    by: str,
    at: datetime,
    *,
    inspects: bool,
    whole: bool,
    task_id: str = "",
    done_at: datetime | None = None,
) -> Change[Room]:
    """Return what completing this cleaning task does to the row; `done_at` is when, where that is told late.

    While others are at work in the room it is `cleaning`, and remembers what was done. After the last of them it is `clean`
    where it is occupied; vacant it is `cleaned`, and `ready` at once where nobody inspects, if any of them cleaned the whole
    of it. `whole` False: a stay-over service, after which alone a room that its guest has left by then is still dirty
    (Optii). A row that is not being cleaned any more, because somebody came, left or blocked it, is left alone.
    """
    now, since = room.cleaning, _after(room, done_at or at)
    if now.status is not Cleaning.CLEANING:
        return Change(room)
    of = (task_id or None) if whole else now.task_id
    if room.at_work(but=task_id):
        return Change(room.but(cleaning=now.but(task_id=of)))
    if room.is_occupied:
        return _become(room, CleaningState(status=Cleaning.CLEAN, since=since, by=by))
    if not whole and of is None:
        return break_off_cleaning(room, by, since, reason=HouseReason.GUEST_HAS_LEFT, task_id=task_id)
    cleaned = _become(room, CleaningState(status=Cleaning.CLEANED, since=since, by=by, task_id=of))
    ready = released(cleaned.state.without_task(task_id), by, at, inspects=inspects, since=since)
    return _also(cleaned, Change(ready.state.but(tasks=room.tasks), ready.events))


def pass_inspection(room: Room, by: str, at: datetime, since: datetime | None = None) -> Change[Room]:
    """Return the row after an inspection that it passed: `inspected`, and `ready` unless a block holds it back.

    A shift lead may have called it inspected while it was looked at.
    """
    status = room.cleaning.status
    if room.is_occupied or room.at_work() or status not in (Cleaning.CLEAN, Cleaning.CLEANED, Cleaning.INSPECTED):
        return Change(room)
    seen = _after(room, since or at)
    state = CleaningState(status=Cleaning.INSPECTED, since=seen, by=by, task_id=room.cleaning.task_id)
    inspected = Change(room) if status is Cleaning.INSPECTED else _become(room, state)
    return _also(inspected, released(inspected.state, by, at, since=seen, inspects=True))


def fail_inspection(room: Room, by: str, at: datetime) -> Change[Room]:
    if room.is_occupied or room.cleaning.status not in GOES_STALE or room.at_work():
        return Change(room)
    since = _after(room, at)
    return _become(room, CleaningState(status=Cleaning.DIRTY, since=since, by=by, reason=HouseReason.INSPECTION_FAILED))


def in_step(room: Room, at: datetime, *, inspects: bool) -> Change[Room]:
    """Return the row as the work in it leaves it, whoever made it what it is: the one law of housekeeping.

    A vacant room in which somebody has begun to clean is `cleaning`; one in which nothing is left to do is `ready`.
    """
    if room.is_occupied or room.cleaning.status not in GOES_STALE:
        return Change(room)
    begun = room.at_work()
    return begin_cleaning(room, begun[0].assignee or "", at) if begun else released(room, "", at, inspects=inspects)


def released(room: Room, by: str, at: datetime, *, inspects: bool, since: datetime | None = None) -> Change[Room]:
    """Return a vacant room that passed, or needs not pass, as `ready`; not while a block or who is inside holds it back."""
    status = room.cleaning.status
    passed = status is Cleaning.INSPECTED or (status in (Cleaning.CLEAN, Cleaning.CLEANED) and not inspects)
    if not passed or room.is_occupied or any(one.is_begun for one in room.tasks):
        return Change(room)
    if _impossible(room, Cleaning.READY, at):
        return Change(room)
    return _become(room, CleaningState(status=Cleaning.READY, since=since or at, by=by, task_id=room.cleaning.task_id))


def block(room: Room, wanted: Block, at: datetime, house: Choices) -> Change[Room]:
    """Put a block on the room; one that stands already takes it out of use at once, others when their time comes.

    Blocks may overlap. Raises Refusal ROOM_OCCUPIED or ROOM_PROMISED where a guest is or will be in the room within the
    block's dates; the context names them all.
    """
    if wanted.until_at is not None and wanted.until_at <= max(wanted.from_at, at):
        raise BLOCK_ENDS_EARLY.refuse(fields={"until_at": "must be later than from_at and than now"})
    if wanted.returns_to not in DIRTIEST_FIRST:
        raise BLOCK_RETURNS_NOWHERE.refuse(fields={"returns_to": f"must be one of: {', '.join(DIRTIEST_FIRST)}"})
    if len(room.blocks) >= MOST_BLOCKS:
        raise TOO_MANY_BLOCKS.refuse(blocks=len(room.blocks))
    _nobody_has(room, wanted, at, house)
    blocks = sorted((*room.blocks, wanted), key=lambda one: (one.from_at, one.block_id))
    return _in_line(room.but(blocks=tuple(blocks)), at, reason=wanted.reason)


def hold(room: Room, wanted: Block, at: datetime) -> Change[Room]:
    """Hold the room back from `ready` whoever is in it or promised it; it stays in use, so nobody is put out of a room."""
    return _in_line(room.but(blocks=(*room.blocks, wanted)), at, reason=wanted.reason)


def clear_block(room: Room, block_id: str, at: datetime) -> Change[Room]:
    """Take a block off; where none is left that keeps it out of use, the room returns to the block's status."""
    gone = [one for one in room.blocks if one.block_id == block_id]
    if not gone:
        raise NOT_FOUND.refuse(f"There is no block {block_id} on {room.room_id}.", id=block_id)
    return _without(room, gone, at, reason=f"{HouseReason.BLOCK_CLEARED}: {gone[0].reason}")


def mended(room: Room, block_id: str, at: datetime) -> Change[Room]:
    """Take the block of a repair off, if it is still there. Whatever the block said, a vacant room is dirty by now.

    Out of use by another block as well, it stays so, and will return dirty.
    """
    if all(one.block_id != block_id for one in room.blocks):
        return Change(room)
    blocks = tuple(one.but(returns_to=Cleaning.DIRTY) if one.block_id == block_id else one for one in room.blocks)
    cleared = clear_block(room.but(blocks=blocks), block_id, at)
    if cleared.state.is_occupied or cleared.state.cleaning.status not in GOES_STALE:
        return cleared
    dirty = CleaningState(status=Cleaning.DIRTY, since=at, reason=HouseReason.MENDED)
    return _also(cleared, _become(cleared.state, dirty))


def as_of(room: Room, at: datetime) -> Change[Room]:
    """Let blocks begin and end whose time has come. May run at any moment and as often as one likes.

    A block that begins while the room is still occupied waits until the guest has left.
    """
    return _without(room, [one for one in room.blocks if one.until_at is not None and one.until_at <= at], at)


def freed(cleared: Change[Room], by: str, at: datetime) -> Change[Room]:
    """Return a row that lost a block, with what only the block held back ready now: for where nobody inspects."""
    return _also(cleared, released(cleared.state, by, at, inspects=False))


def untouched(room: Room, since: datetime, at: datetime) -> Change[Room]:
    """Turn a vacant room dirty that was last touched before `since`: standing water breeds Legionella (Mews)."""
    touched = room.cleaning.since or room.updated_at or at
    if room.is_occupied or room.cleaning.status not in GOES_STALE or touched > since:
        return Change(room)
    return _become(room, CleaningState(status=Cleaning.DIRTY, since=at, reason=HouseReason.UNTOUCHED))


def after_check_in(room: Room, at: datetime) -> Change[Room]:
    """Return what an arrival does to the row it moved into, besides the occupancy: call it on the occupied row.

    What housekeeping saw before is settled with it.
    """
    settled = room.reconciled()
    found = room.cleaning
    if found.status not in AFTER_CHECK_IN:
        return settled
    state = CleaningState(
        status=AFTER_CHECK_IN[found.status],
        since=at,
        reason=HouseReason.CHECK_IN,
        task_id=found.task_id,
        found=found.status,
    )
    return _also(settled, _become(settled.state, state))


def never_moved_in(lived_in: Room, left: Room, at: datetime) -> Change[Room]:
    """Return the vacant row `left` after a check-in that was undone; `lived_in` is the row as it was with them in it.

    It is what the arrival found, if that was a moment ago and nothing happened since; else somebody has to look at it.
    """
    was = lived_in.cleaning
    seen = lived_in.observation is not None and lived_in.observation.occupancy is Occupancy.OCCUPIED
    lately = was.since is not None and at - was.since <= NEVER_MOVED_IN_WITHIN
    if was.found is None or not lately or seen or lived_in.guest_flag.value is not GuestFlag.NONE:
        return Change(left)
    held = any(one.stands(at) for one in left.blocks)
    found = Cleaning.INSPECTED if held and was.found is Cleaning.READY else was.found
    return _become(left, CleaningState(status=found, since=at, task_id=was.task_id))


def after_check_out(room: Room, at: datetime) -> Change[Room]:
    """Return what a departure does to the row that was left, besides the occupancy: call it on the vacant row.

    A room out of use stays so, and will return dirty. The guest's flag, preset and what housekeeping saw end here.
    """
    blocks = tuple(one.but(returns_to=Cleaning.DIRTY) if one.stands(at) else one for one in room.blocks)
    settled = room.but(temperature_preset=None, blocks=blocks).reconciled()
    unflagged = _also(settled, settled.state.flagged(GuestFlag.NONE, at))
    status = unflagged.state.cleaning.status
    dirty = CleaningState(status=AFTER_CHECK_OUT.get(status, status), since=at, reason=HouseReason.CHECK_OUT)
    moved = _also(unflagged, _become(unflagged.state, dirty))
    return _also(moved, as_of(moved.state, at))


def _nobody_has(room: Room, wanted: Block, at: datetime, house: Choices) -> None:
    """Return if no guest is or will be in the room within a block's dates. Raises Refusal ROOM_OCCUPIED or ROOM_PROMISED."""
    dates = Wanted(max(wanted.from_at, at), wanted.until_at)
    guests = [claim for claim in stands_against(room, dates, at, house) if claim.kind is not ClaimKind.BLOCKED]
    if not guests:
        return
    inside = guests[0].kind is ClaimKind.OCCUPIED
    raise (ROOM_OCCUPIED if inside else ROOM_PROMISED).refuse(
        in_words(room, guests[0], house),
        occupancy=room.occupancy,
        check_out_at=max((one.check_out_at for one in room.inside), default=None) if inside else None,
        stay_ids=[claim.stay_id for claim in guests],
        claims=[claim.model_dump(mode="json", exclude_none=True) for claim in guests],
        attempted=wanted.kind,
    )


def _impossible(room: Room, status: Cleaning, at: datetime) -> Refusal | None:
    """Return why nobody may give the room this status now, whatever their role."""
    facts: dict[str, Any] = {"status": room.cleaning.status, "occupancy": room.occupancy, "attempted": status}
    if status in OUT:
        return NEEDS_A_BLOCK.refuse(fields={"status": "block the room instead"}, **facts)
    if room.cleaning.status in OUT:
        return ROOM_BLOCKED.refuse(f"{room.room_id} is {room.cleaning.status}; clear its block first.", **facts)
    if status in OF_VACANT_ROOMS and room.is_occupied:
        return ROOM_OCCUPIED.refuse(f"Only a vacant room can be {status}.", **facts)
    if status is Cleaning.READY and any(one.stands(at) for one in room.blocks):
        return ROOM_BLOCKED.refuse(f"A block holds {room.room_id} back from ready.", **facts)
    return None


def _after(room: Room, at: datetime) -> datetime:
    """Return when it became so: at the moment of a tap that is told late, but never before what the row says already."""
    return max(at, room.cleaning.since) if room.cleaning.since else at


def _override(room: Room, wish: Flip, at: datetime) -> Change[Room]:
    if not wish.reason:
        raise REASON_NEEDED.refuse(fields={"reason": "is needed for an override"}, status=room.cleaning.status)
    return _become(room, CleaningState(status=wish.status, since=at, by=wish.by, reason=wish.reason, override=True))


def _without(room: Room, gone: Sequence[Block], at: datetime, *, reason: str = "") -> Change[Room]:
    """Take blocks off. What they wanted the room to return to goes to those that keep it out of use, if any do."""
    left = tuple(one for one in room.blocks if one not in gone)
    ended = [one.returns_to for one in gone if one.kind in OUT_OF_USE and one.from_at <= at]
    if not ended:
        return _in_line(room.but(blocks=left), at, reason=reason)
    inherited = tuple(
        one.but(returns_to=_dirtiest(one.returns_to, *ended)) if _keeps_out(one, at) else one for one in left
    )
    return _in_line(room.but(blocks=inherited), at, reason=reason, back_to=_dirtiest(*ended))


def _in_line(room: Room, at: datetime, *, reason: str, back_to: Cleaning = Cleaning.DIRTY) -> Change[Room]:
    """Return the row with the status that the blocks standing now leave it."""
    standing = [one for one in room.blocks if one.stands(at)]
    kinds = {one.kind for one in standing}
    out = next((status for kind, status in OUT_OF_USE.items() if kind in kinds), None)
    status = room.cleaning.status
    if out and not room.is_occupied:
        status = out
    elif not out and status in OUT:
        status = _with_who_is_in_it(room, back_to)
    if standing and status is Cleaning.READY:
        status = Cleaning.INSPECTED
    why = reason or ("; ".join(one.reason for one in standing) if standing else HouseReason.BLOCK_ENDED)
    return _become(room, CleaningState(status=status, since=at, reason=why))


def _with_who_is_in_it(room: Room, status: Cleaning) -> Cleaning:
    """Return what a room comes back as: it is being cleaned while somebody is at that, and not judged while one looks."""
    if not ended_by(room, status):
        return status
    return Cleaning.CLEANING if room.at_work() else Cleaning.CLEANED


def _keeps_out(one: Block, at: datetime) -> bool:
    return one.kind in OUT_OF_USE and one.stands(at)


def _dirtiest(*statuses: Cleaning) -> Cleaning:
    return min(statuses, key=DIRTIEST_FIRST.index)


def _become(room: Room, state: CleaningState) -> Change[Room]:
    """Flip the status, if it is another. A stay-over clean done is what the make-up-room flag asked for."""
    if state.status is room.cleaning.status:
        return Change(room)
    changed = RoomStatusChanged(
        room_id=room.room_id,
        status=state.status,
        previous=room.cleaning.status,
        reason=state.reason,
        override=state.override,
    )
    flipped = Change(room.but(cleaning=state), (changed,))
    made_up = room.is_occupied and (room.cleaning.status, state.status) == (Cleaning.CLEANING, Cleaning.CLEAN)
    if made_up and room.guest_flag.value is GuestFlag.MAKE_UP_ROOM and state.since:
        return _also(flipped, flipped.state.flagged(GuestFlag.NONE, state.since))
    return flipped


def _also(first: Change[Room], then: Change[Room]) -> Change[Room]:
    return Change(then.state, (*first.events, *then.events))
