"""Reservations as the desk works with them. Whatever it decides is settled like anything a PMS tells."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.domain.earliness import in_time
from shared.domain.guests import Guest
from shared.domain.ids import GuestId, RoomId, StayId
from shared.domain.occupancy import ANY_IN_USE, READY_ROOMS, may_enter, rooms_of, seems_empty, wanted_by
from shared.domain.people import DESK, SERVICES
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.room_intervals import may_have
from shared.domain.rooms import Cleaning, Room
from shared.domain.settings import Language
from shared.domain.stays import BookedGuest, Booking, Stay, StayStatus, becoming, not_over, wrong_dates
from shared.domain.words import Day, Instant, Label, Name, Whole, YesNo
from shared.flows.rows import rooms_here, row
from shared.flows.settling import read_for, settle_booking
from shared.runtime.lists import ListRequest, several
from shared.runtime.routes import Request, command, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View, Work

Word = Annotated[Label, Field(min_length=1)]
Contact = Annotated[Name, Field(min_length=3)]


class WhoComes(Request):
    """A guest we know, by id, or a new one, by name. What is said here is added to the profile."""

    guest_id: GuestId | None = None
    name: Name | None = None
    language: Language | None = None
    email: Contact | None = None
    phone: Contact | None = None
    vip: YesNo = False


class NewReservation(Request):
    """`departure_at` is the planned check-out. `shares_with`: the stay that they share a room with, by intent."""

    guest: WhoComes
    status: Literal[StayStatus.TENTATIVE, StayStatus.CONFIRMED] = StayStatus.CONFIRMED
    room_id: RoomId | None = None
    room_type: Word | None = None
    party: Annotated[Whole, Field(ge=1, le=99)] = 1
    arrival_at: Instant
    departure_at: Instant
    shares_with: StayId | None = None


@command("POST /api/v1/properties/{property_id}/reservations", allow=DESK | SERVICES, status=201)
def add_reservation(request: NewReservation, work: Work) -> Stay:
    """Take a reservation that no other system owns. Refused where somebody or something else has the room by then."""
    wrong = wrong_dates(request.arrival_at, request.departure_at)
    if wrong:
        raise INVALID_FIELDS.refuse(fields=wrong)
    told = Booking(stay_id=work.new_id("rsv"), guest=_who_comes(request.guest, work), **_facts(request))
    read_for([told], work, filter(None, [request.shares_with]))
    if request.shares_with:
        told = told.but(share_id=work.get(Stay, request.shares_with).share_key)
    if request.room_id is not None:
        may_have(row(work, request.room_id), wanted_by(told, work.now), work.now, work.settings)
    return settle_booking(told, work).stay


class ListReservations(ListRequest):
    """`status` may name several, with commas between; the days are the hotel's business dates."""

    status: Annotated[tuple[StayStatus, ...], several, Field(min_length=1)] | None = None
    arriving_on: Day | None = None
    departing_on: Day | None = None


@query("GET /api/v1/properties/{property_id}/reservations", allow=DESK | SERVICES)
def list_reservations(request: ListReservations, view: View) -> Page[Stay]:
    """List reservations by arrival, or by departure where a day of that is asked for."""
    if request.arriving_on and request.departing_on:
        only_one = "ask for one of the two"
        raise INVALID_FIELDS.refuse(fields={"arriving_on": only_one, "departing_on": only_one})
    field = "departure_at" if request.departing_on else "arrival_at"
    where = [Where("status", "in", [status.value for status in request.status])] if request.status else []
    if day := request.departing_on or request.arriving_on:
        begins, ends = view.settings.hours_of(day)
        where += [Where(field, ">=", begins), Where(field, "<", ends)]
    return view.list(Stay, *where, order_by=(field,), limit=request.limit, after=request.after)


class GetReservation(Request):
    stay_id: StayId


@query("GET /api/v1/properties/{property_id}/reservations/{stay_id}", allow=DESK | SERVICES)
def get_reservation(request: GetReservation, view: View) -> Stay:
    """Return the reservation, or the stay it has become."""
    return view.get(Stay, request.stay_id)


class SetReservationStatus(Request):
    """Each consent answers one question that is asked first.

    `even_if_not_ready` lets a guest into a room that is not ready; out of order it stays closed. `even_if_seen_occupied`:
    though housekeeping saw somebody in it. `even_if_early`: though it is hours or days before its time.
    """

    stay_id: StayId
    status: StayStatus
    even_if_not_ready: YesNo = False
    even_if_seen_occupied: YesNo = False
    even_if_early: YesNo = False


@command("PUT /api/v1/properties/{property_id}/reservations/{stay_id}/status", allow=DESK | SERVICES, reads=(Stay,))
def set_reservation_status(request: SetReservationStatus, work: Work) -> Stay:
    """Confirm, check in, check out, cancel, note that nobody came, or undo one of these."""
    stay = work.get(Stay, request.stay_id)
    if stay.status is request.status:
        return work.keep(stay)
    told = becoming(stay, request.status, work.now)
    if not request.even_if_early:
        in_time(stay, request.status, work.now, work.settings)
    read_for([told], work)
    if told.status is StayStatus.CHECKED_IN:
        room = row(work, stay.room_id) if stay.room_id else None
        comes_back = stay.status is StayStatus.CHECKED_OUT
        given_as = ANY_IN_USE if comes_back or request.even_if_not_ready else READY_ROOMS
        _let_in(work, stay, room, given_as, even_if_seen=comes_back or request.even_if_seen_occupied)
    if told.status in (StayStatus.CHECKED_IN, StayStatus.CONFIRMED):
        for room in rooms_here(work, rooms_of(told, stay)).values():
            may_have(room, wanted_by(told, work.now), work.now, work.settings)
    return settle_booking(told, work).stay


class SetReservationRoom(Request):
    """`room_id` null takes the room off a stay that has not begun. The consents are those of a check-in."""

    stay_id: StayId
    room_id: RoomId | None
    even_if_not_ready: YesNo = False
    even_if_seen_occupied: YesNo = False


@command("PUT /api/v1/properties/{property_id}/reservations/{stay_id}/room", allow=DESK | SERVICES, reads=(Stay,))
def set_reservation_room(request: SetReservationRoom, work: Work) -> Stay:
    """Promise the stay a room; or, of a guest in house, move them."""
    stay = not_over(work.get(Stay, request.stay_id), attempted="give a room")
    if stay.room_id == request.room_id:
        return work.keep(stay)
    since = work.now if stay.in_house else None
    told = stay.as_booking().but(room_id=request.room_id, in_room_since=since)
    read_for([told], work)
    room = row(work, request.room_id) if request.room_id else None
    if stay.in_house:
        given_as = ANY_IN_USE if request.even_if_not_ready else READY_ROOMS
        _let_in(work, stay, room, given_as, even_if_seen=request.even_if_seen_occupied)
    if room is not None:
        may_have(room, wanted_by(told, work.now), work.now, work.settings)
    return settle_booking(told, work).stay


class SetCheckOutTime(Request):
    stay_id: StayId
    check_out_at: Instant


@command(
    "PUT /api/v1/properties/{property_id}/reservations/{stay_id}/check-out-time",
    allow=DESK | SERVICES,
    reads=(Stay,),
)
def set_check_out_time(request: SetCheckOutTime, work: Work) -> Stay:
    """Extend or shorten a stay. Refused where somebody or something else has the room by then."""
    stay = not_over(work.get(Stay, request.stay_id), attempted="set the check-out time")
    begun = stay.checked_in_at or stay.arrival_at
    if wrong := wrong_dates(begun, request.check_out_at):
        raise INVALID_FIELDS.refuse(fields={"check_out_at": wrong["departure_at"]}, arrival_at=begun)
    told = stay.as_booking().but(departure_at=request.check_out_at)
    read_for([told], work)
    for room in rooms_here(work, rooms_of(told, stay)).values():
        may_have(room, wanted_by(told, work.now), work.now, work.settings)
    return settle_booking(told, work).stay


class SetSharing(Request):
    """`shares_with` is the stay that they share a room with, by intent; null: from now on with nobody."""

    stay_id: StayId
    shares_with: StayId | None


@command("PUT /api/v1/properties/{property_id}/reservations/{stay_id}/share", allow=DESK | SERVICES, reads=(Stay,))
def set_sharing(request: SetSharing, work: Work) -> Stay:
    """Say with whom a stay shares its room, so that the two are in nobody's way: both may have it in the same nights.

    Refused where the room would then be had by two who do not share it.
    """
    stay = not_over(work.get(Stay, request.stay_id), attempted="share a room")
    if request.shares_with == stay.stay_id:
        raise INVALID_FIELDS.refuse(fields={"shares_with": "must be another stay"})
    told = stay.as_booking()
    read_for([told], work, filter(None, [request.shares_with]))
    share_id = work.get(Stay, request.shares_with).share_key if request.shares_with else work.new_id("shr")
    if share_id == stay.share_key:
        return work.keep(stay)
    told = told.but(share_id=share_id)
    for room in rooms_here(work, rooms_of(told, stay)).values():
        may_have(room, wanted_by(told, work.now), work.now, work.settings)
    return settle_booking(told, work).stay


def _let_in(work: Work, stay: Stay, room: Room | None, given_as: frozenset[Cleaning], *, even_if_seen: bool) -> None:
    """Return if the guest may go into the room at this moment. Raises Refusal as `may_enter` and `seems_empty` do."""
    may_enter(stay, room, given_as, work.now, work.settings)
    if room is not None and not even_if_seen:
        seems_empty(room)


def _who_comes(said: WhoComes, work: Work) -> BookedGuest:
    """Return who comes. Raises Refusal NOT_FOUND for an id that is no guest of ours."""
    told = {name: value for name, value in said if value is not None}
    if said.guest_id is not None:
        known = work.get(Guest, said.guest_id)
        return BookedGuest.model_validate({"name": known.name, "language": known.spoken, **told})
    if said.name is None:
        raise INVALID_FIELDS.refuse(fields={"guest": "needs a guest_id or a name"})
    return BookedGuest.model_validate({**told, "guest_id": work.new_id("gst")})


def _facts(request: NewReservation) -> dict[str, Any]:
    return {name: value for name, value in request if name not in ("guest", "shares_with")}
