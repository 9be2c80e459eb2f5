"""The receptionist at the PMS: what people do in Mews Operations, as plain Python.

Apart from the vendor's API: our bridge never calls it. Rooms go by number ("204"), reservations by id or confirmation
number. What a rule forbids raises `RuleViolated`, what cannot be found `Malformed`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Concatenate, Literal, NoReturn, ParamSpec, TypeVar

from emulators.demo import business_date

from . import stays
from .entities import (
    ONE_SECOND,
    Block,
    BlockType,
    CancellationReason,
    Customer,
    Interval,
    Reservation,
    ReservationState,
    Resource,
    ResourceState,
    identify,
    utc,
    whole_second,
)
from .ledger import Ledger
from .refusals import Malformed
from .wire import Wire

SettableState = Literal["Dirty", "Clean", "Inspected", "OutOfService"]
_ARRIVES_AT = time(14)
_LEAVES_AT = time(12)

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _at_the_desk(
    deed: Callable[Concatenate["Desk", _P], _T],
) -> Callable[Concatenate["Desk", _P], _T]:
    """Do the whole of it under the ledger's lock, so that its webhook events travel together."""

    @wraps(deed)
    def locked(desk: "Desk", /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        with desk.ledger.lock:
            desk.ledger.tick()
            return deed(desk, *args, **kwargs)

    return locked


class Desk:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @_at_the_desk
    def create_customer(
        self,
        *,
        last_name: str,
        first_name: str | None = None,
        language_code: str | None = None,
        nationality_code: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        notes: str = "",
    ) -> Customer:
        now, number = self.ledger.now(), str(101 + len(self.ledger.customers))
        return self.ledger.customers.keep(
            Customer(
                id=identify(self.ledger.house.key, "customer", number),
                number=number,
                first_name=first_name or "",
                last_name=last_name,
                sex=None,
                language_code=language_code,
                nationality_code=nationality_code,
                email=email,
                phone=phone,
                notes=notes,
                classifications=(),
                created=now,
                updated=now,
            )
        )

    @_at_the_desk
    def change_customer(
        self, *, customer: str, language_code: str | None = None, notes: str | None = None, email: str | None = None
    ) -> Customer:
        guest = self.ledger.customers.get(customer) or _unknown("Customer")
        return self.ledger.customers.keep(
            replace(
                guest,
                language_code=language_code or guest.language_code,
                notes=guest.notes if notes is None else notes,
                email=email or guest.email,
            )
        )

    @_at_the_desk
    def create_reservation(
        self,
        *,
        customer: str | None = None,
        room: str | None = None,
        category: str = "standard",
        arrives: date | None = None,
        nights: int = 1,
        adults: int = 1,
        children: int = 0,
        state: ReservationState = "Confirmed",
    ) -> Reservation:
        """Book; without a customer a walk-in is written down, without a date it is for the day that the house counts."""
        now, number = self.ledger.now(), str(1001 + len(self.ledger.reservations))
        house = self.ledger.house
        day = arrives or business_date(now, self.ledger.house.zone)
        known = self.ledger.customers.get(customer) if customer else self.create_customer(last_name=f"Walk-in {number}")
        booked = Reservation(
            id=identify(house.key, "reservation", number),
            number=number,
            customer_id=(known or _unknown("Customer")).id,
            state=state,
            category_id=self._category(room, category),
            resource_id=None,
            scheduled_start=house.instant(day, _ARRIVES_AT),
            scheduled_end=house.instant(day + timedelta(days=nights), _LEAVES_AT),
            adults=adults,
            children=children,
            purpose="Leisure",
            origin="Commander",
            created=now,
            updated=now,
        )
        if room is not None:
            booked = replace(booked, resource_id=self._available(booked, self._room(room)))
        return self.ledger.reservations.keep(booked)

    @_at_the_desk
    def assign_room(self, *, reservation: str, room: str | None) -> Reservation:
        """Assign, or take the assignment back with None."""
        return stays.assign(self.ledger, self._stay(reservation), None if room is None else self._room(room).id)

    @_at_the_desk
    def move_room(self, *, to: str, room: str | None = None, reservation: str | None = None) -> Reservation:
        """Move a guest in house to another room."""
        return stays.assign(self.ledger, self._find("Started", room, reservation), self._room(to).id)

    @_at_the_desk
    def check_in(self, *, room: str | None = None, reservation: str | None = None) -> Reservation:
        return stays.start(self.ledger, self._find("Confirmed", room, reservation))

    @_at_the_desk
    def undo_check_in(self, *, room: str | None = None, reservation: str | None = None) -> Reservation:
        return stays.undo_start(self.ledger, self._find("Started", room, reservation))

    @_at_the_desk
    def check_out(self, *, room: str | None = None, reservation: str | None = None) -> Reservation:
        """Check out on the last day planned; see `depart_early` for a day before."""
        return stays.process(self.ledger, self._find("Started", room, reservation))

    @_at_the_desk
    def depart_early(self, *, room: str | None = None, reservation: str | None = None) -> Reservation:
        """Shorten the stay to now, then check out, as Mews makes people do it."""
        stay = self._find("Started", room, reservation)
        # Whoever leaves within the second of their check-in has stayed for the shortest time that its clock can tell.
        end = max(self.ledger.now(), stay.start + ONE_SECOND)
        return stays.process(self.ledger, stays.reschedule(self.ledger, stay, end))

    @_at_the_desk
    def extend(self, *, room: str | None = None, reservation: str | None = None, nights: int = 1) -> Reservation:
        """Let a stay end later, or earlier with negative nights."""
        stay = self._find("Started", room, reservation)
        return stays.reschedule(self.ledger, stay, stay.scheduled_end + timedelta(days=nights))

    @_at_the_desk
    def cancel(self, *, reservation: str, reason: CancellationReason = "RequestedByGuest") -> Reservation:
        return stays.cancel(self.ledger, self._stay(reservation), reason)

    @_at_the_desk
    def no_show(self, *, reservation: str) -> Reservation:
        return stays.cancel(self.ledger, self._stay(reservation), "NoShow")

    @_at_the_desk
    def set_room_state(self, *, room: str, state: SettableState, reason: str | None = None) -> Resource:
        """Change a room behind our back."""
        return self.ledger.set_state(self._room(room).id, state, reason)

    @_at_the_desk
    def block_room(
        self,
        *,
        room: str,
        hours: float = 24,
        kind: BlockType = "OutOfOrder",
        name: str = "Maintenance",
        start: datetime | None = None,
    ) -> Block:
        now, resource = self.ledger.now(), self._room(room)
        begins = now if start is None else whole_second(start)
        interval = Interval(begins, begins + timedelta(hours=hours))
        stays.require_unbooked(self.ledger, resource.id, interval)
        serial = str(len(self.ledger.blocks))
        block = self.ledger.blocks.keep(
            Block(
                id=identify(self.ledger.house.key, "block", serial),
                resource_id=resource.id,
                type=kind,
                start=interval.start,
                end=interval.end,
                name=name,
                notes=None,
                created=now,
                updated=now,
            )
        )
        self.ledger.tick()
        return block

    @_at_the_desk
    def unblock_room(self, *, room: str) -> Resource:
        """Take every block off a room."""
        resource = self._room(room)
        for block in self.ledger.blocks:
            if block.is_active and block.resource_id == resource.id:
                self.ledger.blocks.keep(replace(block, deleted=self.ledger.now()))
        self.ledger.tick()
        return self.ledger.resources[resource.id]

    @_at_the_desk
    def rooms(self) -> list[Wire]:
        """List every room with its state and who is in it, by number."""
        return [self._row(room) for room in sorted(self.ledger.resources, key=lambda room: room.name)]

    @_at_the_desk
    def reservations(self) -> list[Reservation]:
        return list(self.ledger.reservations)

    @_at_the_desk
    def room_state(self, room: str) -> ResourceState:
        return self.ledger.shown_state(self._room(room))

    @_at_the_desk
    def in_house(self, room: str) -> Reservation | None:
        return self.ledger.occupant(self._room(room).id)

    @_at_the_desk
    def arrivals(self) -> list[Reservation]:
        today = business_date(self.ledger.now(), self.ledger.house.zone)
        return [
            stay
            for stay in self.ledger.reservations
            if stay.state == "Confirmed" and business_date(stay.scheduled_start, self.ledger.house.zone) == today
        ]

    @_at_the_desk
    def due_outs(self) -> list[Reservation]:
        today = business_date(self.ledger.now(), self.ledger.house.zone)
        return [
            stay
            for stay in self.ledger.reservations
            if stay.state == "Started" and business_date(stay.scheduled_end, self.ledger.house.zone) <= today
        ]

    def room_id(self, room: str) -> str:
        return self._room(room).id

    def room_number(self, resource_id: str | None) -> str | None:
        return None if resource_id is None else self.ledger.resources[resource_id].name

    def _row(self, room: Resource) -> Wire:
        stay = self.ledger.occupant(room.id)
        return {
            "Room": room.name,
            "ResourceId": room.id,
            "State": self.ledger.shown_state(room),
            "StateReason": room.state_reason,
            "UpdatedUtc": utc(room.updated),
            "Reservation": stay.number if stay else None,
            "ScheduledEndUtc": utc(stay.scheduled_end) if stay else None,
        }

    def _room(self, number: str) -> Resource:
        return self.ledger.room(number) or _unknown("Room")

    def _category(self, room: str | None, code: str) -> str:
        if room is not None:
            return self._room(room).category_id
        return next((kind.id for kind in self.ledger.categories if kind.code == code), None) or _unknown("Category")

    def _available(self, stay: Reservation, room: Resource) -> str:
        stays.require_free(self.ledger, stay, room.id, (stay.start, stay.scheduled_end))
        return room.id

    def _stay(self, key: str) -> Reservation:
        found = self.ledger.reservations.get(key)
        return (
            found
            or next((stay for stay in self.ledger.reservations if stay.number == key), None)
            or _unknown("Reservation")
        )

    def _find(self, state: ReservationState, room: str | None, reservation: str | None) -> Reservation:
        """Find by number or id, or the earliest one in that state in the room."""
        if reservation is not None:
            return self._stay(reservation)
        resource = self._room(room or "")
        there = [s for s in self.ledger.reservations if s.resource_id == resource.id and s.state == state]
        return min(there, key=lambda stay: stay.scheduled_start, default=None) or _unknown("Reservation")


def _unknown(what: str) -> NoReturn:
    message = f"Invalid {what}."
    raise Malformed(message)
