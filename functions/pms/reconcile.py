"""The sweep: compare both sides whole, room by room, every quarter of an hour and when asked.

Notices get lost, and a PMS changes things without any. A sweep heals what our side may heal, and reports the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from functions.pms.conditions_in import compare, heal_drift, note_drift
from functions.pms.connection import (
    connected,
    connection_of,
    names_of,
    pms_handlers,
    reached,
    rooms_here,
    with_sweep,
)
from functions.pms.line import DENIED_THERE
from functions.pms.sync import Outcome, fetch_named, interpret, mark_handled, set_vanished_apart, settle_all
from functions.pms.vendors.port import NOT_A_NOTICE, Found, Heard, Vendor
from shared.domain.ids import derived_id
from shared.domain.people import MANAGERS, SHIFT_LEADS
from shared.domain.pms import (
    Connection,
    Difference,
    Drift,
    DriftKind,
    Notice,
    NoticeReceived,
    PmsRoom,
    ReconcileRequested,
    RoomMap,
    Sweep,
    Verdict,
    condition_of,
    map_rooms,
)
from shared.domain.refusals import Refusal
from shared.domain.rooms import Room
from shared.domain.stays import Booking, Stay, StayStatus, is_news
from shared.flows.letters import parked_letters
from shared.runtime import telemetry
from shared.runtime.parking import NOT_OUR_SCHEMA, DeadLetter, heal
from shared.runtime.routes import Nothing, command, handler, job
from shared.runtime.units import Units
from shared.runtime.work import View, Work

FIRST_BACK, FIRST_AHEAD = timedelta(days=2), timedelta(days=90)
"""What a first sweep fetches, there being nothing seen yet: the stays that touch this time."""
MARGIN = timedelta(minutes=10)
"""How far before the cursor a sweep begins, and how far after now it ends: the vendor's clock is not ours."""
LONGEST_GAP = timedelta(days=60)
"""After a longer silence all is fetched as at first."""

MOST_DRIFTS = 2000
SWEEP = "sweep_when_reconcile_requested"
_LOOK = frozenset({NoticeReceived.subject, ReconcileRequested.subject})


@dataclass(frozen=True)
class Named:
    """What the notices name that lie parked, as the PMS has it now. `unread` are those that only a person can judge."""

    heard: Heard
    found: Found
    unread: frozenset[str]


@dataclass(frozen=True)
class Swept:
    found: Found
    in_house: Found
    outcome: Outcome
    verdicts: Counter[Verdict]
    drifted: int
    rooms: RoomMap
    unread: frozenset[str]


@command("POST /api/v1/properties/{property_id}/pms/reconcile", allow=MANAGERS | SHIFT_LEADS, status=202)
def reconcile_pms(request: Nothing, work: Work) -> Sweep:  # noqa: ARG001 - it says no more than its path
    """Ask for a sweep. It runs by itself; `GET /pms` shows how far it is."""
    connection = work.keep(with_sweep(connected(work), work))
    return connection.sweep or Sweep(sweep_id="", requested_at=work.now)


@job("reconcile", schedule="*/15 * * * *")
def request_sweep(units: Units) -> None:
    """Ask for a sweep of this property, if it has a PMS."""
    if connection_of(units.view()) is None:
        return

    def ask(work: Work) -> None:
        work.keep(with_sweep(connected(work), work))

    units.run("ask", ask)


@handler(ReconcileRequested)
def sweep_when_reconcile_requested(event: ReconcileRequested, units: Units) -> None:
    """Compare both sides, settle and heal, and keep what was seen. A later request makes an earlier one needless."""
    connection = connected(units.view(), event.vendor)
    if connection.sweep is None or connection.sweep.sweep_id != event.sweep_id or connection.sweep.status == "done":
        return
    started = units.now
    units.run("begin", lambda work: _note(work, event, status="running", started_at=started))
    letters = parked_letters(units.view(), pms_handlers(), started)
    with reached(connection, units) as vendor:
        swept = _sweep(vendor, connection, letters, units)
    _close_what_healed(letters, swept, units)
    units.run("end", lambda work: _finish(work, event, swept, started))


def _sweep(vendor: Vendor, connection: Connection, letters: Sequence[DeadLetter], units: Units) -> Swept:
    """Reservations before rooms: a check-out explains a dirty room."""
    reports = vendor.rooms()
    rooms = map_rooms(reports, names_of(units.view()))
    if rooms != connection.rooms:
        connection = connection.but(rooms=rooms)
        units.run("map", lambda work: _keep_map(work, connection.vendor, rooms))
    drifted = _report_unmatched(rooms, connection, units)
    found = _changed(vendor, connection, units.now)
    here = _fetch_rest(_in_house_here(units.view(), connection), found, vendor)
    in_house = vendor.in_house(units.now)
    named = _ask_again(letters, vendor, connection, units)
    found = found + here + in_house + named.found
    outcome = settle_all(found, connection, units)
    set_vanished_apart(named.heard, found, connection, units)
    drifted += _compare_occupancy(found, in_house, connection, units)
    verdicts = compare(reports, connection, units, sweeping=True)
    return Swept(found, in_house, outcome, verdicts, drifted + verdicts[Verdict.REPORT], rooms, named.unread)


def _ask_again(letters: Sequence[DeadLetter], vendor: Vendor, connection: Connection, units: Units) -> Named:
    """Fetch what the notices name that lie parked: of what the PMS has and does not give, nothing else would tell."""
    ids = [letter.about.get("notice_id", "") for letter in letters if _only_asks_to_look(letter)]
    notices = units.view().gather_all(Notice, sorted(set(filter(None, ids))))
    waiting = [one for one in notices if one and one.handled_at is None and one.vendor == connection.vendor]
    read = {notice.notice_id: heard for notice in waiting if (heard := _read_whole(notice, vendor)) is not None}
    heard = sum(read.values(), Heard())
    try:
        found = fetch_named(vendor, heard, units)
    except Refusal as refusal:
        if refusal.rule is DENIED_THERE:
            raise
        telemetry.warning("what the notices name is refused still", notices=len(read), reason=str(refusal))
        heard, found, read = Heard(), Found(), {}
    return Named(heard, found, frozenset(notice.notice_id for notice in waiting if notice.notice_id not in read))


def _read_whole(notice: Notice, vendor: Vendor) -> Heard | None:
    """Say what a notice names; None where any of it cannot be read, whatever the reason: no notice keeps a sweep from its end."""
    try:
        heard = interpret(notice, vendor)
    except Exception as reason:  # noqa: BLE001 - its handler has said what it is, and parked it
        telemetry.warning("notice cannot be read", notice=notice.notice_id, reason=f"{type(reason).__name__}: {reason}")
        return None
    return None if heard.garbled else heard


def _close_what_healed(letters: Sequence[DeadLetter], swept: Swept, units: Units) -> None:
    """Close the letters about what was found right just now: a stay that was read, a room on which the sides agree.

    A notice, or a sweep asked for, said no more than that something may have changed, and by now everything was looked at,
    also what the notice names. What of that the PMS does not give is set apart, under a letter of its own.
    """
    rooms = sorted({letter.about["room_id"] for letter in letters if "room_id" in letter.about})
    view = units.view()
    rows, known = view.gather_all(Room, rooms), view.gather_all(PmsRoom, rooms)
    agreed = {
        row.room_id
        for row, there in zip(rows, known, strict=True)
        if row is not None and there is not None and there.believed is condition_of(row)
    }
    told = {booking.stay_id: booking for booking in swept.found.bookings}
    stays = sorted({letter.about["stay_id"] for letter in letters if letter.about.get("stay_id") in told})
    settled = {
        stay.stay_id
        for stay in view.gather_all(Stay, stays)
        if stay is not None and not is_news(told[stay.stay_id], stay)
    }
    for letter in letters:
        stay_id, room_id, notice_id = (letter.about.get(name) for name in ("stay_id", "room_id", "notice_id"))
        looked = _only_asks_to_look(letter) and notice_id not in swept.unread
        if looked or stay_id in settled or room_id in agreed:
            if notice_id:
                units.run(f"handled:{notice_id}", partial(mark_handled, notice_id=notice_id, outcome=Outcome()))
            heal(units, letter, SWEEP)


def _only_asks_to_look(letter: DeadLetter) -> bool:
    """Whether all that a letter says is that there is news; what cannot be read says what only a person can judge."""
    return letter.subject in _LOOK and letter.reason.code not in (NOT_A_NOTICE.code, NOT_OUR_SCHEMA)


def _changed(vendor: Vendor, connection: Connection, now: datetime) -> Found:
    cursor = connection.cursor
    if cursor is None or now - cursor > LONGEST_GAP:
        return vendor.reservations_touching(now - FIRST_BACK, now + FIRST_AHEAD)
    return vendor.reservations_changed(cursor - MARGIN, now + MARGIN)


def _in_house_here(view: View, connection: Connection) -> list[str]:
    """Return the vendor's ids of the stays that our rows show in house."""
    rows = [row for row in rooms_here(view) if row.is_occupied]
    stays = view.gather_all(Stay, [row.stay.stay_id for row in rows if row.stay is not None])
    sources = [stay.source for stay in stays if stay is not None and stay.source is not None]
    return [source.external_id for source in sources if source.vendor == connection.vendor]


def _fetch_rest(external_ids: Sequence[str], found: Found, vendor: Vendor) -> Found:
    known = {booking.source.external_id for booking in found.bookings if booking.source}
    rest = [external_id for external_id in external_ids if external_id not in known]
    return vendor.reservations(rest) if rest else Found()


def _compare_occupancy(found: Found, in_house: Found, connection: Connection, units: Units) -> int:
    """Report rows that show a stay which the PMS does not have in that room, and guests in house whom no row shows.

    Looks after everything was settled, so what is left is what settling could not mend.
    """
    by_stay = {booking.stay_id: booking for booking in (*found.bookings, *in_house.bookings)}
    view = units.view()
    rows = {row.room_id: row for row in rooms_here(view)}
    theirs: dict[str, list[Booking]] = {}
    for booking in by_stay.values():
        if booking.status is StayStatus.CHECKED_IN and booking.room_id:
            theirs.setdefault(booking.room_id, []).append(booking)
    stays = view.gather_all(Stay, [row.stay.stay_id if row.stay else "nobody" for row in rows.values()])
    noted = {drift.room_id for drift in view.list(Drift, limit=MOST_DRIFTS).items if drift.of_kind("occupancy")}
    drifted = 0
    for (room_id, row), stay in zip(rows.items(), stays, strict=True):
        found_one = _occupancy_difference(row, stay, theirs.get(room_id, []), connection, units.now)
        if found_one is not None:
            drifted += 1
            units.run(f"occupancy:{room_id}", partial(note_drift, room_id=room_id, found=found_one))
        elif room_id in noted:
            units.run(f"occupancy:{room_id}", partial(heal_drift, room_id=room_id, kinds=("occupancy",), by="theirs"))
    return drifted


def _occupancy_difference(
    row: Room, stay: Stay | None, theirs: Sequence[Booking], connection: Connection, at: datetime
) -> Difference | None:
    """Return what differs, if anything. A stay that is not the PMS's own is none of its business.

    Nor is it a difference that a guest stays on whose next reservation is not started there yet.
    """
    shown = row.stay.stay_id if row.stay is not None and not row.stay.awaits_check_in else ""
    there = {booking.stay_id: booking for booking in theirs}
    of_theirs = stay is not None and stay.source is not None and stay.source.vendor == connection.vendor
    if (shown and shown in there) or (shown and not of_theirs) or (not shown and not there):
        return None
    first = next(iter(there.values()), None)
    source = first.source if first is not None else stay.source if stay is not None else None
    return Difference(
        kind="occupancy",
        ours=shown or "vacant",
        theirs=first.stay_id if first is not None else "vacant",
        vendor=connection.vendor,
        external_id=source.external_id if source is not None else "",
        detected_at=at,
    )


def _report_unmatched(rooms: RoomMap, connection: Connection, units: Units) -> int:
    """Report rooms that only one side has, and take back what was reported and is matched now."""
    wanted: dict[tuple[str, DriftKind], Difference] = {}
    for resource_id, name in rooms.only_theirs.items():
        wanted[_unmatched_id(resource_id), "only_theirs"] = _unmatched("only_theirs", "", name, connection, units.now)
    for room_id in rooms.only_ours:
        wanted[room_id, "only_ours"] = _unmatched("only_ours", room_id, "", connection, units.now)
    known = {
        (drift.room_id, one.kind)
        for drift in units.view().list(Drift, limit=MOST_DRIFTS).items
        for one in drift.differences
        if one.kind in ("only_theirs", "only_ours")
    }
    for (drift_id, kind), difference in wanted.items():
        if (drift_id, kind) not in known:
            units.run(f"unmatched:{drift_id}", partial(note_drift, room_id=drift_id, found=difference))
    for drift_id, kind in known - wanted.keys():
        units.run(f"matched:{drift_id}", partial(heal_drift, room_id=drift_id, kinds=(kind,), by="ours"))
    return len(wanted)


def _unmatched_id(resource_id: str) -> str:
    """A room that is none of ours has no number here; its drift goes by an id of its own."""
    return derived_id("res", resource_id)


def _unmatched(kind: DriftKind, ours: str, theirs: str, connection: Connection, at: datetime) -> Difference:
    return Difference(kind=kind, ours=ours, theirs=theirs, vendor=connection.vendor, detected_at=at)


def _keep_map(work: Work, vendor: str, rooms: RoomMap) -> None:
    work.keep(connected(work, vendor).but(rooms=rooms))


def _note(work: Work, event: ReconcileRequested, **facts: object) -> None:
    connection = connected(work, event.vendor)
    if connection.sweep is not None and connection.sweep.sweep_id == event.sweep_id:
        work.keep(connection.but(sweep=connection.sweep.but(**facts)))


def _finish(work: Work, event: ReconcileRequested, swept: Swept, started: datetime) -> None:
    """Move the cursor to the newest change seen, never to our own now: what changed meanwhile is seen next time."""
    connection = connected(work, event.vendor).mended()
    moments = [moment for moment in (connection.cursor, swept.found.newest) if moment is not None]
    connection = connection.but(last_sweep_at=started, cursor=max(moments, default=started - FIRST_BACK))
    if connection.sweep is not None and connection.sweep.sweep_id == event.sweep_id:
        sweep = connection.sweep.but(
            status="done",
            finished_at=work.now,
            reservations=len({booking.stay_id for booking in swept.found.bookings}),
            apart=swept.outcome.apart,
            rooms=len(swept.rooms.conditions),
            healed=swept.verdicts[Verdict.HEAL],
            drifted=swept.drifted,
        )
        connection = connection.but(sweep=sweep)
    work.keep(connection)
