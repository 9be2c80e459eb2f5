"""What the guest wishes of the room: do not disturb, make up the room, this warm. And how long a flag lasts."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from shared.domain.ids import RoomId, derived_id
from shared.domain.people import GUESTS, SERVICES, STAFF
from shared.domain.rooms import Flag, GuestFlag, Room
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket, TicketKind
from shared.domain.words import Decimal
from shared.flows.rows import keep_row, row, tablet_of
from shared.flows.tickets import keep_ticket
from shared.runtime.routes import Request, command, job
from shared.runtime.store.port import Where
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_MANY = 5_000  # more rooms than any property has


class SetGuestFlag(Request):
    room_id: RoomId
    flag: GuestFlag


@command(
    "PUT /api/v1/properties/{property_id}/rooms/{room_id}/guest-flag",
    allow=GUESTS | STAFF | SERVICES,
    reads=(Room, Tablet),
)
def set_guest_flag(request: SetGuestFlag, work: Work) -> Room | Tablet:
    """Set the guest's flag, or take it away with `none`. The same flag again changes nothing."""
    room = keep_row(work, row(work, request.room_id).flagged(request.flag, work.now))
    return as_seen(work, room)


class SetTemperaturePreset(Request):
    """`celsius` null leaves the temperature to the house."""

    room_id: RoomId
    celsius: Decimal | None


@command(
    "PUT /api/v1/properties/{property_id}/rooms/{room_id}/temperature-preset",
    allow=GUESTS | STAFF | SERVICES,
    reads=(Room, Tablet),
)
def set_temperature_preset(request: SetTemperaturePreset, work: Work) -> Room | Tablet:
    """Set the temperature that the room aims at, within the property's range."""
    lowest, highest = work.settings.preset_lowest, work.settings.preset_highest
    room = keep_row(work, row(work, request.room_id).preset(request.celsius, lowest, highest))
    return as_seen(work, room)


def as_seen(work: Work, room: Room) -> Room | Tablet:
    """Return the row to staff, and to a guest what the tablet shows of it: the row knows of others too."""
    return tablet_of(work, room.room_id) if work.actor.is_guest else room


@job("end_of_day_flags", schedule="*/15 * * * *")
def end_of_day_flags(units: Units) -> None:
    """Take away each make-up-room that was wished on a business day that is over; do-not-disturb survives the night."""
    view = units.view()
    for room in _flagged(view, GuestFlag.MAKE_UP_ROOM):
        if _of_an_earlier_day(view, room.guest_flag):
            units.run(room.room_id, partial(_end_the_day, room_id=room.room_id))


@job("welfare_checks", schedule="*/15 * * * *")
def welfare_checks(units: Units) -> None:
    """Have somebody look after each guest who has not wanted to be disturbed for too long; once per do-not-disturb."""
    view = units.view()
    for room in _flagged(view, GuestFlag.DO_NOT_DISTURB):
        if _too_long(view, room.guest_flag) and view.peek((Ticket, _check_id(room))) == (None,):
            units.run(room.room_id, partial(_check_welfare, room_id=room.room_id))


def _flagged(view: View, flag: GuestFlag) -> list[Room]:
    return view.list(Room, Where("guest_flag.value", "==", flag.value), limit=_MANY).items


def _of_an_earlier_day(view: View, flag: Flag) -> bool:
    settings = view.settings
    return flag.since is None or settings.business_date(flag.since) < settings.business_date(view.now)


def _too_long(view: View, flag: Flag) -> bool:
    return flag.since is not None and view.now - flag.since >= timedelta(hours=view.settings.welfare_check_hours)


def _end_the_day(work: Work, room_id: str) -> None:
    room = row(work, room_id)
    if room.guest_flag.value is GuestFlag.MAKE_UP_ROOM and _of_an_earlier_day(work, room.guest_flag):
        keep_row(work, room.flagged(GuestFlag.NONE, work.now))


def _check_welfare(work: Work, room_id: str) -> None:
    room = row(work, room_id)
    wanted = room.guest_flag.value is GuestFlag.DO_NOT_DISTURB and _too_long(work, room.guest_flag)
    if not wanted or work.find(Ticket, _check_id(room)) is not None:
        return
    check = Ticket(
        ticket_id=_check_id(room),
        room_id=room_id,
        kind=TicketKind.OTHER,
        text=f"Welfare check: do not disturb for over {work.settings.welfare_check_hours} hours",
        opened_by="system",
        opened_at=work.now,
    )
    keep_ticket(work, check.opened(room), room)


def _check_id(room: Room) -> str:
    """Return the one ticket of this do-not-disturb, so that however often the job runs there is one."""
    return derived_id("tkt", "welfare_check", room.room_id, str(room.guest_flag.since))
