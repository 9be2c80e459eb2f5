"""Who is in a room and who is promised it: what one booking makes of a stay, its guest and the rows it concerns.

Pure. `settle` is the only decision; flows/settling.py reads for it and keeps what it says. A row is a function of the
stays as they last were told, never of the order in which that came: each stay enters and leaves a row by its own id,
and who of several is in the room is asked of all of them (sharing.py). What a guest set, and how clean the room is, is
history: it ends when the last of those leaves who share the room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.domain.cleaning import OUT, OUT_OF_USE, after_check_in, after_check_out, never_moved_in
from shared.domain.documents import Change, Value
from shared.domain.events import Event
from shared.domain.guests import LANGUAGE, STAFF, TEMPERATURE, Guest
from shared.domain.refusals import Rule
from shared.domain.room_intervals import Claim, ClaimKind, Wanted, no_for, occupies, stands_against
from shared.domain.rooms import (
    Cleaning,
    DiscrepancyKind,
    Expected,
    GuestFlag,
    Occupancy,
    OccupancyChanged,
    Occupant,
    Room,
    RoomStatusChanged,
)
from shared.domain.settings import Choices, Settings
from shared.domain.sharing import (
    came,
    everybody_in,
    goes_on,
    in_it,
    is_at_home,
    party_of,
    staying_on,
    still_staying_on,
    visit_began,
)
from shared.domain.stays import Booking, Departure, Stay, StayStatus, hear, is_news, stay_events
from shared.domain.tickets import Ticket, TicketKind, TicketStatus, TicketUpdated
from shared.domain.visits import sleeps_in, visits

NO_ROOM = Rule("MELMASTOON.STAYS.NO_ROOM_ASSIGNED", 409, "The stay has no room yet.")
ROOM_NOT_READY = Rule("MELMASTOON.STAYS.ROOM_NOT_READY", 409, "The room cannot be given to a guest as it is.")
SEEN_OCCUPIED = Rule("MELMASTOON.STAYS.ROOM_SEEN_OCCUPIED", 409, "Housekeeping saw somebody in the room.")

A_MOMENT = timedelta(milliseconds=1)
READY_ROOMS = frozenset({Cleaning.READY})
ANY_IN_USE = frozenset(Cleaning) - OUT
"""In what state a room is given to a guest: as it should be, and where the desk says they take it as it is."""


@dataclass(frozen=True)
class Known:
    """What is known where a booking comes in.

    `rooms` are ours and not archived, by id; others are not rooms here. `tickets` are the open ones of the room that the
    stay had. `others` are the other stays of the booking's guest, where it matters (`asks_for_others`). `forgotten`: the
    guest asked to be, and whatever is over must not name them again.
    """

    stay: Stay | None
    guest: Guest | None
    rooms: Mapping[str, Room]
    tickets: tuple[Ticket, ...] = ()
    others: tuple[Stay, ...] = ()
    forgotten: bool = False


@dataclass(frozen=True)
class Settlement:
    """What a booking makes of it all. `unplaced` is a room that the stay needs and that is none of ours: a drift.

    `news` is False where the booking told nothing new; the rows are then still brought in line with the stay.
    """

    stay: Change[Stay]
    guest: Change[Guest] | None
    rows: Mapping[str, Change[Room]]
    tickets: tuple[Change[Ticket], ...]
    unplaced: str | None
    news: bool


def settle(booking: Booking, known: Known, at: datetime, house: Settings) -> Settlement:
    """Decide on a booking. May be asked again, with older bookings, or in any order."""
    news = known.stay is None or is_news(booking, known.stay)
    stay = hear(booking, known.stay, at) if news or known.stay is None else known.stay
    if known.forgotten:
        stay = stay.without_guest()
    if stay.language is None and known.guest is not None and not stay.forgotten:
        stay = stay.but(language=known.guest.spoken)
    rows = _placed(known, stay, at, house)
    tickets = _tickets(known, stay, rows, at, house)
    rows = _listing(rows, [change.state for change in tickets])
    left = {
        room_id: _as_left(rows[room_id].state if room_id in rows else room, at, house)
        for room_id, room in known.rooms.items()
    }
    events = tuple(stay_events(known.stay, stay, left, ZoneInfo(house.zone))) if news else ()
    needed = stay.status in (StayStatus.CONFIRMED, StayStatus.CHECKED_IN)
    return Settlement(
        stay=Change(stay, events),
        guest=_remembered(booking, known, stay, at, house) if news else None,
        rows=rows,
        tickets=tuple(tickets),
        unplaced=stay.room_id if needed and stay.room_id and stay.room_id not in known.rooms else None,
        news=news,
    )


class InTheWay(StrEnum):
    """Why a room cannot be given to its arrival, or what still holds a departure."""

    NO_ROOM = "no_room"
    NO_SUCH_ROOM = "no_such_room"
    OCCUPIED = "occupied"
    OUT_OF_USE = "out_of_use"
    NOT_READY = "not_ready"
    PROMISED_EARLIER = "promised_earlier"
    OVERBOOKED = "overbooked"
    DO_NOT_DISTURB = "do_not_disturb"
    OPEN_TICKETS = "open_tickets"
    DISCREPANCY = "discrepancy"


class Obstacle(Value):
    """`until_at` is when it should be gone, where that is known; `detail` is a stay's id, a status, a number or a kind."""

    what: InTheWay
    until_at: datetime | None = None
    detail: str = ""


def in_the_way_of_arrival(stay: Stay, room: Room | None, at: datetime, house: Choices) -> tuple[Obstacle, ...]:
    """Return what keeps the guest from the room now, or from having it until they leave; nothing once they are in it.

    Who shares the room with them is in nobody's way.
    """
    if stay.room_id is None:
        return (Obstacle(what=InTheWay.NO_ROOM),)
    if room is None or room.archived:
        return (Obstacle(what=InTheWay.NO_SUCH_ROOM, detail=stay.room_id),)
    if stay.in_house or is_at_home(stay, room):
        return ()
    found: list[Obstacle] = []
    strangers = [one for one in room.inside if one.share_key != stay.share_key]
    if strangers:
        first = strangers[0]
        found.append(Obstacle(what=InTheWay.OCCUPIED, until_at=first.check_out_at, detail=first.stay_id))
    against = stands_against(room, wanted_by(stay, at), at, house)
    out = [claim for claim in against if claim.kind is ClaimKind.BLOCKED]
    if room.cleaning.status in OUT:
        ends = [block.until_at for block in room.blocks if block.stands(stay.arrival_at)]
        until = max(end for end in ends if end) if ends and all(ends) else None
        found.append(Obstacle(what=InTheWay.OUT_OF_USE, until_at=until, detail=room.cleaning.status))
    elif room.cleaning.status is not Cleaning.READY and (strangers or not room.inside):
        found.append(Obstacle(what=InTheWay.NOT_READY, detail=room.cleaning.status))
    if out and room.cleaning.status not in OUT:
        kind = next(block.kind for block in room.blocks if block.block_id == out[0].block_id)
        found.append(Obstacle(what=InTheWay.OUT_OF_USE, until_at=out[0].until_at, detail=OUT_OF_USE[kind]))
    if room.discrepancy is not None:
        found.append(Obstacle(what=InTheWay.DISCREPANCY, detail=room.discrepancy.kind))
    return (*found, *_overbooked(against), *_promised_earlier(stay, room, against, at, house))


def in_the_way_of_departure(stay: Stay, room: Room | None, at: datetime, house: Choices) -> tuple[Obstacle, ...]:
    """Return what somebody should look at before, or because, this guest leaves; nothing once they have."""
    if not stay.in_house:
        return ()
    if room is None or room.archived:
        return (Obstacle(what=InTheWay.NO_SUCH_ROOM, detail=stay.room_id or ""),)
    found: list[Obstacle] = []
    if room.guest_flag.value is GuestFlag.DO_NOT_DISTURB:
        found.append(Obstacle(what=InTheWay.DO_NOT_DISTURB))
    if room.tickets:
        found.append(Obstacle(what=InTheWay.OPEN_TICKETS, detail=str(len(room.tickets))))
    if room.discrepancy is not None:
        found.append(Obstacle(what=InTheWay.DISCREPANCY, detail=room.discrepancy.kind))
    return (*found, *_overbooked(stands_against(room, wanted_by(stay, at), at, house)))


def wanted_by(stay: Stay | Booking, at: datetime) -> Wanted:
    """Return from when until when a stay wants a room: from now on, or from its arrival until it leaves."""
    begins = at if stay.status is StayStatus.CHECKED_IN else max(stay.arrival_at, at)
    guest_id = stay.guest_id if isinstance(stay, Stay) else stay.guest.guest_id
    return Wanted(begins, max(stay.departure_at, begins), stay.stay_id, stay.share_key, guest_id)


def may_enter(stay: Stay, room: Room | None, given_as: frozenset[Cleaning], at: datetime, house: Choices) -> None:
    """Return if the desk may give this room to this guest now. Raises NO_ROOM, ROOM_TAKEN or ROOM_NOT_READY.

    Who comes to share a room, or stays on in theirs, takes it as it is; only out of order it stays closed.
    """
    if room is None:
        raise NO_ROOM.refuse(stay_id=stay.stay_id, status=stay.status)
    if is_at_home(stay, room):
        return
    strangers = [occupies(one, at) for one in room.inside if one.share_key != stay.share_key]
    if strangers:
        raise no_for(room, strangers, house)
    if room.cleaning.status not in (ANY_IN_USE if room.inside else given_as):
        raise ROOM_NOT_READY.refuse(
            f"{room.room_id} is {room.cleaning.status}.", room_id=room.room_id, cleaning=room.cleaning.status
        )


def seems_empty(room: Room) -> None:
    """Return unless housekeeping saw somebody in a room that should be vacant. Raises SEEN_OCCUPIED."""
    found = room.discrepancy
    if found is not None and found.kind is DiscrepancyKind.SLEEP:
        raise SEEN_OCCUPIED.refuse(
            f"Housekeeping saw somebody in {room.room_id}; look first.",
            room_id=room.room_id,
            discrepancy=found.kind,
            detected_at=found.detected_at,
        )


def _overbooked(against: Iterable[Claim]) -> Iterator[Obstacle]:
    """Yield whose dates meet these, though nobody shares: it came so from outside, and one of them has to move."""
    for claim in against:
        if claim.kind is not ClaimKind.BLOCKED and not claim.overdue:
            yield Obstacle(what=InTheWay.OVERBOOKED, until_at=claim.until_at, detail=claim.stay_id or "")


def _promised_earlier(
    stay: Stay, room: Room, against: Iterable[Claim], at: datetime, house: Choices
) -> Iterator[Obstacle]:
    """Yield who comes before them and leaves in time: what the room is like now is not how they will find it."""
    clashing = {claim.stay_id for claim in against}
    first = room.next_arrival(at, house)
    if first is None or first.share_key == stay.share_key or first.stay_id in clashing:
        return
    if first.expected_at < stay.arrival_at:
        yield Obstacle(what=InTheWay.PROMISED_EARLIER, until_at=first.until_at, detail=first.stay_id)


def rooms_of(booking: Booking, stay: Stay | None) -> tuple[str, ...]:
    """Return the ids of the rooms that a booking concerns: the one that the stay had, then the one that it has."""
    named = (stay.room_id if stay else None, booking.room_id)
    return tuple(dict.fromkeys(room_id for room_id in named if room_id))


def leaves_its_room(booking: Booking, stay: Stay | None) -> bool:
    """Whether a booking, if it is news, has a guest leave the room that we know them in."""
    stays = booking.status is StayStatus.CHECKED_IN and stay is not None and booking.room_id == stay.room_id
    return stay is not None and stay.in_house and not stays


def asks_for_others(booking: Booking, stay: Stay | None, guest: Guest | None) -> bool:
    """Whether it matters what other stays the guest has: to count a visit once, and to know in which room they sleep."""
    ends = StayStatus.CHECKED_OUT in (booking.status, stay.status if stay else None)
    comes = booking.status is StayStatus.CHECKED_IN and guest is not None and TEMPERATURE in guest.preferences
    return ends or comes


def _tickets(
    known: Known, stay: Stay, rows: Mapping[str, Change[Room]], at: datetime, house: Choices
) -> list[Change[Ticket]]:
    """Return what becomes of the guest's open tickets when they leave a room.

    They go with a guest who moved. Of one who left, who shared the room has them; where nobody did, what is to be mended
    stays with the room, and the rest ends.
    """
    gone_from = known.stay.room_id if known.stay and known.stay.in_house else None
    if gone_from is None or (stay.in_house and stay.room_id == gone_from):
        return []
    followed = stay.room_id if stay.in_house and stay.room_id in known.rooms else None
    heir = None if followed else _heir(known.rooms.get(gone_from), stay, rows, house)
    return [
        _ticket_after(ticket, stay, followed, heir, at)
        for ticket in known.tickets
        if ticket.stay_id == stay.stay_id and not ticket.is_closed
    ]


def _heir(before: Room | None, stay: Stay, rows: Mapping[str, Change[Room]], house: Choices) -> Occupant | None:
    """Return who is shown to be in the room that this stay left, if they shared it."""
    left = [one for one in everybody_in(before) if one.stay_id == stay.stay_id] if before else []
    after = rows[before.room_id].state if before and before.room_id in rows else None
    return after.stay if after and after.stay and goes_on(left, in_it(after), house) else None


def _ticket_after(
    ticket: Ticket, stay: Stay, followed: str | None, heir: Occupant | None, at: datetime
) -> Change[Ticket]:
    if heir is not None:
        state = ticket.inherited(heir.stay_id, by_themselves=heir.guest_id == stay.guest_id)
    elif ticket.kind is TicketKind.MAINTENANCE:
        state = ticket.but(stay_id=None, left_by=ticket.left_by or ticket.stay_id)
    elif followed is not None:
        state = ticket.but(room_id=followed)
    else:
        return ticket.moved(TicketStatus.CANCELLED, at)
    told = TicketUpdated(
        ticket_id=state.ticket_id,
        room_id=state.room_id,
        stay_id=state.stay_id,
        status=state.status,
        assignee=state.assignee,
        notes=len(state.notes),
    )
    return Change(state, (told,))


def _listing(rows: dict[str, Change[Room]], tickets: Sequence[Ticket]) -> dict[str, Change[Room]]:
    """Return the rows listing the tickets that are open in them now."""
    for ticket in tickets:
        for room_id, change in rows.items():
            row = change.state.without_ticket(ticket.ticket_id)
            listed = ticket.room_id == room_id and not ticket.is_closed
            rows[room_id] = Change(row.with_ticket(ticket.on_row) if listed else row, change.events)
    return rows


def _placed(known: Known, stay: Stay, at: datetime, house: Settings) -> dict[str, Change[Room]]:
    """Return the rows as this stay leaves them. What a guest set moves with them; what they once liked waits for them.

    What they set in a room that somebody shared stays in it. Of who has several rooms nobody knows in which they sleep.
    """
    liked = known.guest.remembered_temperature if known.guest else None
    fits = liked is not None and house.preset_lowest <= liked <= house.preset_highest
    wish = liked if fits and sleeps_in(stay, known.others, house) else None
    rows: dict[str, Change[Room]] = {}
    for room_id in dict.fromkeys((known.stay.room_id if known.stay else None, stay.room_id)):
        room = known.rooms.get(room_id or "")
        if room is None:
            continue
        is_theirs = room.stay is not None and room.stay.stay_id == stay.stay_id
        if is_theirs and stay.room_id != room_id and not room.preset_is_shared:
            wish = room.temperature_preset
        back = known.stay is not None and known.stay.status is StayStatus.CHECKED_OUT and known.stay.room_id == room_id
        rows[room.room_id] = _told_of(room, stay, _Comes(wish, back), at, house)
    return rows


@dataclass(frozen=True)
class _Comes:
    """How warm somebody likes it who comes into a room, and whether they are back because they had not left after all."""

    preset: float | None
    back: bool


def _told_of(room: Room, stay: Stay, comes: _Comes, at: datetime, house: Settings) -> Change[Room]:
    """Return the row knowing of this stay as it now is, and of all others as before."""
    inside, promised = _inside_and_promised(room, stay, house)
    party, presumed_gone = party_of(inside, house)
    before = in_it(room)
    row = room.but(
        occupancy=Occupancy.OCCUPIED if party else Occupancy.VACANT,
        stay=party[0] if party else None,
        also_here=party[1:],
        presumed_gone=presumed_gone,
        upcoming=promised,
    )
    lived_in = goes_on(before, party, house) and not _left_before_they_came(room, stay, party)
    change = _lived_in(row, before) if lived_in else _handed_over(row, room, stay, comes, at)
    return _then(change, Change(change.state, _occupancy_events(room, change.state, stay)))


def _inside_and_promised(room: Room, stay: Stay, house: Choices) -> tuple[list[Occupant], tuple[Expected, ...]]:
    """Return whom the front office has in the room, and whom it is promised to, with this stay as it now is."""
    known = {one.stay_id: one for one in everybody_in(room)}
    was = known.pop(stay.stay_id, None)
    inside = list(known.values())
    promised = [one for one in room.upcoming if one.stay_id != stay.stay_id]
    here = stay.room_id == room.room_id
    if here and stay.status is StayStatus.CONFIRMED:
        promised.append(_expected(stay))
    promised.sort(key=lambda one: (one.expected_at, one.stay_id))
    if here and stay.in_house:
        inside.append(_occupant(stay).but(visit_since=was.visit_since if was else None))
    elif here and was and was.awaits_check_in and still_staying_on(was, stay, house):
        inside.append(_waiting(was, stay))
    elif here and was and was in in_it(room) and (next_one := staying_on(was, stay, promised, house)):
        inside.append(next_one)
    checked_in = {one.guest_id for one in inside if not one.awaits_check_in}
    there = [one for one in inside if not (one.awaits_check_in and one.guest_id in checked_in)]
    return [_with_visit(one, there) for one in there], tuple(promised)


def _waiting(was: Occupant, stay: Stay) -> Occupant:
    facts = {name: getattr(stay, name) for name in ("party", "vip", "language", "share_id")}
    return was.but(check_out_at=stay.departure_at, **facts)


def _with_visit(one: Occupant, there: Sequence[Occupant]) -> Occupant:
    """Return the occupant with when their visit in this room began, where that was on an earlier booking of theirs."""
    began = [visit_began(other) for other in there if other.guest_id == one.guest_id]
    return one.but(visit_since=min(began)) if min(began) < came(one)[0] else one.but(visit_since=None)


def _left_before_they_came(room: Room, stay: Stay, party: Sequence[Occupant]) -> bool:
    """Whether this stay had the room to itself and left it before anybody came who is in it: so none shared it with them.

    It was not due out then, and is heard of late. A guest on another booking stays on, whenever they checked in on it.
    """
    gone = [one for one in in_it(room) if one.stay_id == stay.stay_id]
    left_at = _one_left_at(gone[0], stay, None) if gone and _stay_id(room.stay) == stay.stay_id else None
    if left_at is None or any(one.stay_id == stay.stay_id for one in party):
        return False
    return all(left_at <= came(one)[0] and one.guest_id != stay.guest_id for one in party)


def _lived_in(row: Room, before: Sequence[Occupant]) -> Change[Room]:
    """Return a row that somebody is in still; only who shares it came or left, or a guest's next booking began.

    What housekeeping saw is settled by who comes and goes. The wish of who is shown no more is nobody's that is here.
    """
    if row.temperature_preset is not None and row.stay and row.stay.guest_id != before[0].guest_id:
        row = row.but(preset_is_shared=True)
    same = {one.guest_id for one in before} == {one.guest_id for one in in_it(row)}
    return Change(row) if same else row.reconciled()


def _handed_over(row: Room, room: Room, stay: Stay, comes: _Comes, at: datetime) -> Change[Room]:
    """Return a row that everybody left who was in it, and that somebody else came into, or nobody."""
    change = Change(row)
    shown = row.stay
    if room.stay is not None:
        change = _then(change, _after_leaving(change.state, _left_at(room, stay, shown), at))
    if shown is not None:
        change = _then(change, after_check_in(change.state, min(at, came(shown)[0])))
        own = comes.preset if shown.stay_id == stay.stay_id else None
        flag = room.guest_flag if _is_flag_of(room, shown) else change.state.guest_flag
        change = Change(change.state.but(temperature_preset=own, guest_flag=flag), change.events)
    if shown is not None and not comes.back:
        change = Change(_dirty_before(change.state, came(shown)[0], found=room.stay is None), change.events)
    return change


def _dirty_before(row: Room, arrival: datetime, *, found: bool) -> Room:
    """Return the row whose dirt is not of who came into it: of who left it only then, or, `found`, in that same minute.

    Some vendors' clocks tick in minutes.
    """
    since = row.cleaning.since
    is_of_before = since is not None and (since == arrival if found else arrival <= since)
    if row.cleaning.status is not Cleaning.DIRTY or not is_of_before:
        return row
    return row.but(cleaning=row.cleaning.but(since=arrival - A_MOMENT))


def _is_flag_of(room: Room, one: Occupant) -> bool:
    """Whether who was taken to share the room has set its flag: it is of after they came."""
    return one in room.also_here and room.guest_flag.since is not None and came(one)[0] < room.guest_flag.since


def _after_leaving(row: Room, left_at: datetime | None, at: datetime) -> Change[Room]:
    """Return the row after its guests left it: dirty since then, unless it was cleaned since, or was never used (None)."""
    change = after_check_out(row.but(preset_is_shared=False), at)
    spared = left_at is None or (row.cleaning.since is not None and row.cleaning.since > left_at)
    if change.state.cleaning.status is not Cleaning.DIRTY or change.state.cleaning == row.cleaning:
        return change
    if left_at is None or spared:
        kept = change.state.but(cleaning=row.cleaning)
        spared_of = Change(kept, tuple(event for event in change.events if not isinstance(event, RoomStatusChanged)))
        return _then(spared_of, never_moved_in(row, kept, at)) if left_at is None else spared_of
    return Change(change.state.but(cleaning=change.state.cleaning.but(since=min(at, left_at))), change.events)


def _left_at(room: Room, stay: Stay, newcomer: Occupant | None) -> datetime | None:
    """Return when the last guest left the room as far as anybody knows, or None where none ever really was in it."""
    moments = [_one_left_at(one, stay, newcomer) for one in in_it(room)]
    return max((moment for moment in moments if moment), default=None)


def _one_left_at(gone: Occupant, stay: Stay, newcomer: Occupant | None) -> datetime | None:
    if gone.stay_id == stay.stay_id:
        if stay.status is StayStatus.CHECKED_OUT:
            return stay.checked_out_at
        return gone.checked_in_at if gone.awaits_check_in and not stay.in_house else stay.in_room_since
    return min(gone.check_out_at, came(newcomer)[0]) if newcomer else gone.check_out_at


def _occupancy_events(before: Room, after: Room, stay: Stay) -> tuple[Event, ...]:
    """Say who came or left; where another stay is shown by that, who is in the room now."""
    was, now = ({one.stay_id: one for one in in_it(room)} for room in (before, after))
    if list(was) == list(now):
        return ()
    told = {**was, **now}.get(stay.stay_id) if _stay_id(before.stay) == _stay_id(after.stay) else None
    about = told or after.stay or before.stay
    if about is None:
        return ()
    return (
        OccupancyChanged(
            room_id=after.room_id,
            occupancy=after.occupancy,
            stay_id=about.stay_id,
            guest_id=about.guest_id,
            check_out_at=after.stay.check_out_at if after.stay else None,
        ),
    )


def _remembered(booking: Booking, known: Known, stay: Stay, at: datetime, house: Settings) -> Change[Guest] | None:
    """Return the guest's profile with what this booking teaches: who they are, what they speak, how warm they like it."""
    if stay.forgotten:
        return None
    guest = (known.guest or Guest(guest_id=stay.guest_id, name=booking.guest.name)).known_as(booking.guest)
    lessons = []
    asked = guest.preferences.get(LANGUAGE)
    told_before = known.stay is not None and known.stay.language == booking.guest.language
    if booking.guest.language and not told_before and not (asked and asked.learned_from == STAFF):
        lessons.append((LANGUAGE, booking.guest.language))
    if (warmth := _warmth_to_learn(known, stay, house)) is not None:
        lessons.append((TEMPERATURE, f"{warmth:g}"))
    counted = known.stay if known.stay and known.stay.guest_id == stay.guest_id else None
    change = Change(guest.counting(_visits(known, counted, house), _visits(known, stay, house), stay))
    for key, value in lessons if guest.learns_in(stay.stay_id) else ():
        if change.state.has_room_for(key):
            learned = change.state.learning(key, value, stay.stay_id, at)
            change = Change(learned.state, (*change.events, *learned.events))
    return change


def _warmth_to_learn(known: Known, stay: Stay, house: Settings) -> float | None:
    """Return how warm the guest who leaves had their room, if that was their own wish and they sleep there."""
    room = known.rooms.get(known.stay.room_id or "") if known.stay else None
    if stay.status is not StayStatus.CHECKED_OUT or room is None or _stay_id(room.stay) != stay.stay_id:
        return None
    is_theirs = not room.preset_is_shared and sleeps_in(stay, known.others, house)
    return room.temperature_preset if is_theirs else None


def _visits(known: Known, stay: Stay | None, house: Settings) -> int:
    """Count the visits that the guest of this booking has made, with their stay as it was or is."""
    return visits([*known.others, *([stay] if stay else [])], house)


def _as_left(room: Room, at: datetime, house: Choices) -> Departure:
    after = room.next_arrival(at, house)
    return Departure(
        next_reservation_id=after.stay_id if after else None,
        next_arrival_at=after.expected_at if after else None,
        next_vip=after.vip if after else False,
        occupied_by=_stay_id(room.stay),
    )


def _occupant(stay: Stay) -> Occupant:
    return Occupant(
        stay_id=stay.stay_id,
        guest_id=stay.guest_id,
        checked_in_at=stay.checked_in_at or stay.arrival_at,
        check_out_at=stay.departure_at,
        in_room_since=stay.in_room_since,
        party=stay.party,
        vip=stay.vip,
        language=stay.language,
        share_id=stay.share_id,
    )


def _expected(stay: Stay) -> Expected:
    return Expected(
        stay_id=stay.stay_id,
        guest_id=stay.guest_id,
        expected_at=stay.arrival_at,
        until_at=stay.departure_at,
        party=stay.party,
        vip=stay.vip,
        share_id=stay.share_id,
    )


def _stay_id(one: Occupant | None) -> str | None:
    return one.stay_id if one else None


def _then(first: Change[Room], then: Change[Room]) -> Change[Room]:
    return Change(then.state, (*first.events, *then.events))
