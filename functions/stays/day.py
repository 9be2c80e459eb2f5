"""The day at the desk: who comes and who goes, and what is in the way of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shared.domain.documents import Value
from shared.domain.occupancy import Obstacle, in_the_way_of_arrival, in_the_way_of_departure
from shared.domain.people import DESK, SERVICES
from shared.domain.rooms import Cleaning, Occupancy, Room
from shared.domain.stays import Stay, StayStatus
from shared.domain.words import Day
from shared.runtime.routes import Request, query
from shared.runtime.store.port import Where
from shared.runtime.work import View

MOST = 1_000


class AskedDay(Request):
    """`on`: a business date of the hotel; today where it is left out."""

    on: Day | None = None


class ItsRoom(Value):
    room_id: str
    floor: int
    occupancy: Occupancy
    cleaning: Cleaning
    next_arrival_at: datetime | None


class DayLine(Value):
    """One stay of the day. `ready`: nothing is in the way. `overdue`: it should have happened by now.

    `to_decide`: their day is over and nobody said what became of them: a no-show, or they are to be checked in after all.
    Nothing is kept for them any more.
    """

    stay: Stay
    room: ItsRoom | None
    ready: bool
    overdue: bool
    to_decide: bool
    in_the_way: tuple[Obstacle, ...]


@query("GET /api/v1/properties/{property_id}/arrivals", allow=DESK | SERVICES)
def list_arrivals(request: AskedDay, view: View) -> list[DayLine]:
    """List who arrives on a day, arrived or not; and of today also who was expected before and is still to be decided on."""
    house = view.settings
    today = house.business_date(view.now)
    begins, ends = house.hours_of(request.on or today)
    left_open = _stays(view, "arrival_at", (StayStatus.CONFIRMED,), None, begins) if request.on in (None, today) else []
    stays = [*left_open, *_stays(view, "arrival_at", (StayStatus.CONFIRMED, StayStatus.CHECKED_IN), begins, ends)]
    rooms = _rooms(view, stays)
    return [
        _line(
            stay,
            rooms.get(stay.room_id or ""),
            in_the_way_of_arrival(stay, rooms.get(stay.room_id or ""), view.now, house),
            view,
            overdue=not stay.in_house and stay.arrival_at < view.now,
            to_decide=not stay.in_house and house.business_date(stay.arrival_at) < today,
        )
        for stay in stays
    ]


@query("GET /api/v1/properties/{property_id}/departures", allow=DESK | SERVICES)
def list_departures(request: AskedDay, view: View) -> list[DayLine]:
    """List who is to leave by the end of a day and is still here, and who left on that day."""
    begins, ends = view.settings.hours_of(request.on or view.settings.business_date(view.now))
    here = _stays(view, "departure_at", (StayStatus.CHECKED_IN,), None, ends)
    gone = _stays(view, "checked_out_at", (StayStatus.CHECKED_OUT,), begins, ends)
    stays = [*here, *gone]
    rooms = _rooms(view, stays)
    return [
        _line(
            stay,
            rooms.get(stay.room_id or ""),
            in_the_way_of_departure(stay, rooms.get(stay.room_id or ""), view.now, view.settings),
            view,
            overdue=stay.in_house and stay.departure_at < view.now,
        )
        for stay in stays
    ]


def _stays(
    view: View, field: str, statuses: Iterable[StayStatus], begins: datetime | None, ends: datetime
) -> list[Stay]:
    where = [Where("status", "in", [status.value for status in statuses]), Where(field, "<", ends)]
    if begins is not None:
        where.append(Where(field, ">=", begins))
    return view.list(Stay, *where, order_by=(field,), limit=MOST).items


def _rooms(view: View, stays: Iterable[Stay]) -> dict[str, Room]:
    ids = list(dict.fromkeys(stay.room_id for stay in stays if stay.room_id))
    return {room.room_id: room for room in view.gather_all(Room, ids) if room is not None}


def _line(
    stay: Stay,
    room: Room | None,
    in_the_way: tuple[Obstacle, ...],
    view: View,
    *,
    overdue: bool,
    to_decide: bool = False,
) -> DayLine:
    return DayLine(
        stay=stay,
        room=_its_room(room, view) if room else None,
        ready=not in_the_way,
        overdue=overdue,
        to_decide=to_decide,
        in_the_way=in_the_way,
    )


def _its_room(room: Room, view: View) -> ItsRoom:
    following = room.next_arrival(view.now, view.settings)
    return ItsRoom(
        room_id=room.room_id,
        floor=room.floor,
        occupancy=room.occupancy,
        cleaning=room.cleaning.status,
        next_arrival_at=following.expected_at if following else None,
    )
