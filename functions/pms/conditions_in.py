"""In: what the PMS shows of a room, compared with our row; taken over, put right there, or shown to a person.

`shared/domain/pms.judge` says which. Called for the rooms that a notice names, and for all of them by a sweep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.cleaning import Flip, flip
from shared.domain.documents import Change
from shared.domain.people import Role
from shared.domain.pms import (
    AcceptConditions,
    Condition,
    ConditionWanted,
    Connection,
    Difference,
    Drift,
    DriftKind,
    Healer,
    Look,
    PmsRoom,
    Report,
    Verdict,
    accepted,
    condition_of,
    judge,
)
from shared.domain.reasons import HouseReason
from shared.domain.refusals import Refusal
from shared.domain.rooms import Room
from shared.flows.rows import keep_row, row
from shared.runtime.units import Units
from shared.runtime.work import View, Work

OF_CONDITION: tuple[DriftKind, ...] = ("condition", "refused")


def compare(
    reports: Sequence[Report], connection: Connection, units: Units, *, sweeping: bool = False
) -> Counter[Verdict]:
    """Compare these rooms with our rows, each that differs in a step of its own, and count what came of it."""
    mine = {resource_id: room_id for room_id, resource_id in connection.rooms.conditions.items()}
    looks = {mine[report.resource_id]: report for report in reports if report.resource_id in mine and report.condition}
    counted: Counter[Verdict] = Counter()
    for room_id, report in _unsettled(looks, units.view()).items():
        look = Look(report, connection.accept_condition, units.now, sweeping)
        meeting = _Meeting(room_id, look, connection)
        units.run(f"room:{room_id}:{report.condition}:{report.version}", meeting)
        counted.update(meeting.verdicts)
    return counted


def _unsettled(looks: dict[str, Report], view: View) -> dict[str, Report]:
    """Return those where there is something to note or to do. Unguarded: the step looks again."""
    room_ids = list(looks)
    keys = [view.place.key(kind.collection, room_id) for kind in (Room, PmsRoom, Drift) for room_id in room_ids]
    view.read(keys)
    found = zip(
        room_ids,
        view.gather_all(Room, room_ids),
        view.gather_all(PmsRoom, room_ids),
        view.gather_all(Drift, room_ids),
        strict=True,
    )
    return {
        room_id: looks[room_id]
        for room_id, room, known, drift in found
        if room is not None and not room.archived and not _is_settled(room, known, drift, looks[room_id])
    }


def _is_settled(room: Room, known: PmsRoom | None, drift: Drift | None, report: Report) -> bool:
    agreed = known is not None and known.believed is report.condition is condition_of(room)
    return agreed and not any(drift and drift.of_kind(kind) for kind in OF_CONDITION)


@dataclass
class _Meeting:
    """One room's step. `verdicts` holds the last attempt's, and nothing where the step was made before."""

    room_id: str
    look: Look
    connection: Connection
    verdicts: tuple[Verdict, ...] = ()

    def __call__(self, work: Work) -> None:
        self.verdicts = (_meet(work, self.room_id, self.look, self.connection),)


def _meet(work: Work, room_id: str, look: Look, connection: Connection) -> Verdict:
    room = row(work, room_id)
    known, _ = work.gather((PmsRoom, room_id), (Drift, room_id))
    known = known or PmsRoom(room_id=room_id, vendor=connection.vendor)
    verdict = judge(room, known, look)
    if verdict is Verdict.HEAL and not connection.push:
        verdict = Verdict.REPORT
    if verdict is Verdict.ACCEPT and not _take_over(room, look, work):
        verdict = Verdict.REPORT
    if verdict in (Verdict.STALE, Verdict.ECHO):
        return verdict
    seen = known.seeing(look.report)
    work.keep(seen.healing(look.at) if verdict is Verdict.HEAL else seen)
    if verdict in (Verdict.AGREED, Verdict.ACCEPT):
        pushed = verdict is Verdict.AGREED and known.pushed is not None and known.pushed.condition is seen.shown
        heal_drift(work, room_id, OF_CONDITION, "ours" if pushed else "theirs")
        return verdict
    note_drift(work, room_id, _difference(room, known, look, connection))
    if verdict is Verdict.HEAL:
        work.tell(ConditionWanted(vendor=connection.vendor, room_id=room_id, reason="heal"))
    return verdict


def _take_over(room: Room, look: Look, work: Work) -> bool:
    """Have our row become what theirs is; False where our rules do not allow it."""
    theirs = look.report.condition
    if theirs is None:
        return False
    try:
        keep_row(work, taken_over(room, theirs, "the PMS", work))
    except Refusal:
        return False
    return True


def taken_over(room: Room, theirs: Condition, by: str, work: Work) -> Change[Room]:
    """Return the row as theirs has it. Raises Refusal as `cleaning.flip` does."""
    wish = Flip(accepted(theirs, room), by, frozenset({Role.MANAGER}), reason=HouseReason.SAID_BY_PMS)
    return flip(room, wish, work.now, inspects=work.settings.inspections)


def _difference(room: Room, known: PmsRoom, look: Look, connection: Connection) -> Difference:
    refused = known.pushed is not None and known.pushed.refused and known.pushed.condition is condition_of(room)
    return Difference(
        kind="refused" if refused else "condition",
        ours=condition_of(room),
        theirs=str(look.report.condition),
        vendor=connection.vendor,
        detail="" if look.accept is not AcceptConditions.NONE else "conditions of the PMS are not taken over",
        detected_at=look.at,
    )


def note_drift(work: Work, room_id: str, found: Difference) -> None:
    """Keep a difference, and have it told if it is new."""
    drift = work.find(Drift, room_id) or Drift(room_id=room_id)
    work.keep(drift.detecting(found))


def heal_drift(work: Work, room_id: str, kinds: Sequence[DriftKind], by: Healer) -> None:
    """Take away differences of these kinds, if there are any."""
    drift = work.find(Drift, room_id)
    if drift is not None and any(drift.of_kind(kind) for kind in kinds):
        work.keep(drift.healing(kinds, work.now, by))
