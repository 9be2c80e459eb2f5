"""Reservations as the desk works with them. Whatever it decides is settled like anything a PMS tells."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.domain.guests import Guest
from shared.domain.ids import GuestId, RoomId, StayId
from shared.domain.occupancy import ANY_IN_USE, READY_ROOMS, may_enter, may_stay_until
from shared.domain.people import DESK, SERVICES
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.rooms import Room
from shared.domain.settings import Language
from shared.domain.stays import BookedGuest, Booking, Stay, StayStatus, becoming, not_over
from shared.domain.words import Day, Instant, Label, Name, Whole, YesNo
from shared.flows.rows import row
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
    """`departure_at` is the planned check-out."""

    guest: WhoComes
    status: Literal[StayStatus.TENTATIVE, StayStatus.CONFIRMED] = StayStatus.CONFIRMED
    room_id: RoomId | None = None
    room_type: Word | None = None
    party: Annotated[Whole, Field(ge=1, le=99)] = 1
    arrival_at: Instant
    departure_at: Instant


@command("POST /api/v1/properties/{property_id}/reservations", allow=DESK | SERVICES, status=201)
def add_reservation(request: NewReservation, work: Work) -> Stay:
    """Take a reservation that no other system owns."""
    if request.departure_at <= request.arrival_at:
        raise INVALID_FIELDS.refuse(fields={"departure_at": "must be later than arrival_at"})
    stay_id = work.new_id("rsv")
    told = Booking(stay_id=stay_id, guest=_who_comes(request.guest, work), **_facts(request))
    read_for([told], work)
    if request.room_id is not None:
        may_stay_until(stay_id, row(work, request.room_id), request.arrival_at, request.departure_at)
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
    """`even_if_not_ready` lets a guest into a room that is not ready; out of order it stays closed."""

    stay_id: StayId
    status: StayStatus
    even_if_not_ready: YesNo = False


@command("PUT /api/v1/properties/{property_id}/reservations/{stay_id}/status", allow=DESK | SERVICES, reads=(Stay,))
def set_reservation_status(request: SetReservationStatus, work: Work) -> Stay:
    """Confirm, check in, check out, cancel, note that nobody came, or undo one of these."""
    stay = work.get(Stay, request.stay_id)
    if stay.status is request.status:
        return work.keep(stay)
    told = becoming(stay, request.status, work.now)
    read_for([told], work)
    if told.status is StayStatus.CHECKED_IN:
        comes_back = stay.status is StayStatus.CHECKED_OUT
        given_as = ANY_IN_USE if comes_back or request.even_if_not_ready else READY_ROOMS
        may_enter(stay, row(work, stay.room_id) if stay.room_id else None, given_as)
    return settle_booking(told, work).stay


class SetReservationRoom(Request):
    """`room_id` null takes the room off a stay that has not begun."""

    stay_id: StayId
    room_id: RoomId | None
    even_if_not_ready: YesNo = False


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
        may_enter(stay, room, ANY_IN_USE if request.even_if_not_ready else READY_ROOMS)
    if room is not None:
        may_stay_until(stay.stay_id, room, stay.arrival_at, stay.departure_at)
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
    """Extend or shorten a stay. Refused where the room is promised to somebody else by then."""
    stay = not_over(work.get(Stay, request.stay_id), attempted="set the check-out time")
    begun = stay.checked_in_at or stay.arrival_at
    if request.check_out_at <= begun:
        raise INVALID_FIELDS.refuse(fields={"check_out_at": "must be later than the arrival"}, arrival_at=begun)
    told = stay.as_booking().but(departure_at=request.check_out_at)
    read_for([told], work)
    if stay.room_id and request.check_out_at > stay.departure_at and (room := work.find(Room, stay.room_id)):
        may_stay_until(stay.stay_id, room, stay.arrival_at, request.check_out_at)
    return settle_booking(told, work).stay


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
    return {name: value for name, value in request if name != "guest"}
