"""In: from a notice to stays and rooms. A notice says that something changed; what is fetched then says what.

Each reservation and each room is a step of its own. What cannot be settled with the others is named again in an event of
its own (`ReservationNamed`), and so is retried, parked and replayed alone.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from functions.pms.conditions_in import compare, heal_drift, note_drift
from functions.pms.connection import connected, reached
from functions.pms.line import MISUNDERSTOOD
from functions.pms.vendors.port import NOT_A_NOTICE, Found, Heard, Vendor
from shared.domain.ids import derived_id
from shared.domain.pms import Connection, Difference, Drift, Notice, NoticeReceived, ReservationNamed
from shared.domain.refusals import NOT_FOUND
from shared.domain.rooms import Room
from shared.domain.stays import Booking, Stay, StayStatus, cannot_be, is_news
from shared.flows.settling import settle_booking
from shared.runtime import telemetry
from shared.runtime.execution import Contended
from shared.runtime.routes import handler
from shared.runtime.store.port import StoreError
from shared.runtime.units import TryAgain, Units
from shared.runtime.work import View, Work

GUESTS_SINCE, GUESTS_UNTIL = timedelta(days=2), timedelta(days=60)
"""Whose reservations a change of a guest concerns: those of now and of the next weeks."""


@dataclass(frozen=True)
class Outcome:
    """How many bookings were news and are settled, and how many were set apart."""

    settled: int = 0
    apart: int = 0


@handler(NoticeReceived)
def apply_when_notice_received(event: NoticeReceived, units: Units) -> None:
    """Fetch what the notice names and settle it: reservations first, for a check-out explains the dirty room beside it.

    It is handled only when all of it was read: until then whoever comes again, a replay too, must find it as it was.
    """
    view = units.view()
    notice = view.get(Notice, event.notice_id)
    if notice.handled_at is not None:
        return
    connection = connected(view, notice.vendor)
    with reached(connection, units) as vendor:
        heard = interpret(notice, vendor)
        found = fetch_named(vendor, heard, units)
        outcome = settle_all(found, connection, units)
        set_vanished_apart(heard, found, connection, units)
        rooms = _rooms_named(vendor, heard, connection, units)
    if heard.garbled:
        raise NOT_A_NOTICE.refuse("Parts of it could not be read; the others are settled.", garbled=list(heard.garbled))
    units.run("handled", lambda work: mark_handled(work, event.notice_id, outcome, rooms))


@handler(ReservationNamed)
def settle_when_reservation_named(event: ReservationNamed, units: Units) -> None:
    """Fetch one reservation and settle it. What refuses it is its own reason to be parked."""
    view = units.view()
    connection = connected(view, event.vendor)
    with reached(connection, units) as vendor:
        found = vendor.reservations([event.external_id])
    for booking in found.bookings:
        if why := cannot_be(booking):
            _show(booking.stay_id, str(booking.room_id or ""), why, event.external_id, connection, units)
        else:
            units.run("settle", partial(settle_booking, booking))
    if found.garbled:
        raise MISUNDERSTOOD.refuse(f"The reservation could not be read: {found.garbled}", external_id=event.external_id)
    if not found.bookings and view.find(Stay, _stay_id(connection, event.external_id)) is not None:
        raise NOT_FOUND.refuse("The PMS knows this reservation no more.", external_id=event.external_id)


def settle_all(found: Found, connection: Connection, units: Units) -> Outcome:
    """Settle each booking in a step of its own; what was known already makes none.

    Raises TryAgain, after all others, where something passing kept one from being settled.
    """
    settled, apart, passing = 0, 0, 0
    telling = _telling(found.bookings, units.view())
    shown = _shown(telling, found, connection, units.view())
    for booking in telling:
        external_id = booking.source.external_id if booking.source else booking.stay_id
        if why := cannot_be(booking):
            if shown.get(booking.stay_id) != why:
                _show(booking.stay_id, str(booking.room_id or ""), why, external_id, connection, units)
            apart += 1
            continue
        try:
            if booking.stay_id in shown:
                units.run(
                    f"true:{external_id}",
                    partial(heal_drift, room_id=booking.stay_id, kinds=("reservation",), by="theirs"),
                )
            units.run(f"stay:{external_id}", partial(settle_booking, booking))
            settled += 1
        except (TryAgain, Contended, StoreError) as reason:
            telemetry.warning("booking not settled yet", external_id=external_id, reason=str(reason))
            passing += 1
        except Exception as reason:  # noqa: BLE001 - one booking's trouble is not the others'
            telemetry.warning("booking set apart", external_id=external_id, stack_trace=traceback.format_exc())
            set_apart(external_id, f"{type(reason).__name__}: {reason}", connection, units)
            apart += 1
    for external_id, why in found.garbled.items():
        stay_id = _stay_id(connection, external_id)
        if shown.get(stay_id) != why:
            _show(stay_id, "", why, external_id, connection, units)
        set_apart(external_id, why, connection, units)
        apart += 1
    if passing:
        raise TryAgain(f"{passing} bookings met others", 1.0)
    return Outcome(settled, apart)


def set_apart(external_id: str, reason: str, connection: Connection, units: Units) -> None:
    event = ReservationNamed(vendor=connection.vendor, external_id=external_id, reason=reason[:500])
    units.run(f"apart:{external_id}", lambda work: work.tell(event))


def _shown(bookings: Iterable[Booking], found: Found, connection: Connection, view: View) -> dict[str, str]:
    """Return of these reservations those that are shown as impossible, and why, by the stays' ids."""
    ids = [booking.stay_id for booking in bookings]
    ids += [_stay_id(connection, external_id) for external_id in found.garbled]
    drifts = [drift for drift in view.gather_all(Drift, ids) if drift is not None]
    known = {drift.room_id: drift.of_kind("reservation") for drift in drifts}
    return {stay_id: difference.detail for stay_id, difference in known.items() if difference is not None}


def _show(stay_id: str, room_id: str, why: str, external_id: str, connection: Connection, units: Units) -> None:
    """Show a person a reservation that cannot be as the PMS has it; nothing is made of it until it is put right there."""
    found = Difference(
        kind="reservation",
        ours="",
        theirs=room_id or external_id,
        detail=why,
        vendor=connection.vendor,
        external_id=external_id,
        detected_at=units.now,
    )
    told = hashlib.sha256(why.encode()).hexdigest()[:12]
    units.run(f"cannot be:{external_id}:{told}", partial(note_drift, room_id=stay_id, found=found))


def _telling(bookings: Iterable[Booking], view: View) -> list[Booking]:
    """Return those that tell something: news of a stay, or a guest in house whose row does not show them.

    Read without guards: `settle_booking` decides anew; what is left out here was settled before.
    """
    listed = list(bookings)
    stays = view.gather_all(Stay, [booking.stay_id for booking in listed])
    at_home = [booking.room_id for booking in listed if booking.status is StayStatus.CHECKED_IN and booking.room_id]
    rows = dict(zip(at_home, view.gather_all(Room, at_home), strict=True))
    in_house = {booking.stay_id for booking in listed if booking.status is StayStatus.CHECKED_IN}
    return [
        booking
        for booking, stay in zip(listed, stays, strict=True)
        if stay is None or is_news(booking, stay) or _shows_nobody(rows.get(booking.room_id or ""), in_house)
    ]


def _shows_nobody(row: Room | None, in_house: set[str]) -> bool:
    """Whether a row that should show somebody in house shows none of them. Guests who share a room share its row."""
    return row is not None and (row.stay is None or row.stay.stay_id not in in_house)


def interpret(notice: Notice, vendor: Vendor) -> Heard:
    """Say what a notice names. Raises Refusal NOT_A_NOTICE."""
    if notice.base64:
        raise NOT_A_NOTICE.refuse("It is no text.")
    return vendor.interpret(notice.body)


def fetch_named(vendor: Vendor, heard: Heard, units: Units) -> Found:
    """Fetch the reservations that are named, and those of the guests that are."""
    found = Found()
    if heard.guests:
        found += vendor.reservations_of(heard.guests, units.now - GUESTS_SINCE, units.now + GUESTS_UNTIL)
    if heard.reservations:
        found += vendor.reservations(heard.reservations)
    return found


def set_vanished_apart(heard: Heard, found: Found, connection: Connection, units: Units) -> None:
    """Set apart what is named, a stay of ours, and not given to us. What was never one is some other kind of order."""
    given = {booking.source.external_id for booking in found.bookings if booking.source} | found.garbled.keys()
    missing = [external_id for external_id in heard.reservations if external_id not in given]
    stays = units.view().gather_all(Stay, [_stay_id(connection, external_id) for external_id in missing])
    for external_id, stay in zip(missing, stays, strict=True):
        if stay is not None:
            set_apart(external_id, "named by a notice, and not given when asked for", connection, units)


def _rooms_named(vendor: Vendor, heard: Heard, connection: Connection, units: Units) -> int:
    resource_ids = list(heard.rooms)
    if heard.blocks:
        resource_ids += vendor.blocked_rooms(heard.blocks)
    if not resource_ids:
        return 0
    return compare(vendor.rooms(resource_ids), connection, units).total()


def mark_handled(work: Work, notice_id: str, outcome: Outcome, rooms: int = 0) -> None:
    notice = work.find(Notice, notice_id)
    if notice is not None and notice.handled_at is None:
        work.keep(notice.but(handled_at=work.now, reservations=outcome.settled, apart=outcome.apart, rooms=rooms))


def _stay_id(connection: Connection, external_id: str) -> str:
    return derived_id("rsv", connection.vendor, external_id)
