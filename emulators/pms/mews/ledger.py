"""Everything Mews knows, in memory: tables of frozen rows that stamp `UpdatedUtc` and announce each change.

The desk, the API and the night write here and nowhere else, each holding `lock` for the whole of what it does.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from threading import RLock
from typing import Generic, TypeVar

from .entities import (
    ONE_SECOND,
    Assignment,
    Block,
    Category,
    Customer,
    Reservation,
    Resource,
    ResourceState,
    Service,
    whole_second,
)
from .house import House

Clock = Callable[[], datetime]
Announce = Callable[[str, str], None]
Row = TypeVar("Row", Resource, Reservation, Customer, Block, Category, Assignment, Service)

FRESH: frozenset[ResourceState] = frozenset({"Clean", "Inspected"})
_NIGHT = time(4)
_NIGHT_LASTS_MINUTES = 60


class Table(Generic[Row]):
    """Rows by id. `keep` is the only way in; what did not change is not stamped and not announced.

    Mews docs: events/wh-general.md, "Added vs Updated events": a new entity is Updated as well as Added.
    """

    def __init__(self, ledger: "Ledger", updated: str | None = None, added: str | None = None) -> None:
        self._ledger = ledger
        self._updated = updated
        self._added = added
        self._rows: dict[str, Row] = {}

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row_id: str) -> Row | None:
        return self._rows.get(row_id)

    def __getitem__(self, row_id: str) -> Row:
        return self._rows[row_id]

    def seed(self, row: Row) -> Row:
        """Put a row there that always was there: nobody is told."""
        self._rows[row.id] = row
        return row

    def replace_all(self, rows: Iterable[Row]) -> None:
        """Have these rows and no others, as from before anyone subscribed: nobody is told."""
        self._rows = {row.id: row for row in rows}

    def keep(self, row: Row) -> Row:
        before = self._rows.get(row.id)
        if before == row:
            return row
        stamped = replace(row, updated=self._ledger.stamp(None if before is None else before.updated))
        self._rows[row.id] = stamped
        if before is None and self._added:
            self._ledger.announce(self._added, row.id)
        if self._updated:
            self._ledger.announce(self._updated, row.id)
        return stamped

    def touch(self, row_id: str) -> None:
        """Advance a row whose shown state follows from something else."""
        row = self._rows[row_id]
        self._rows[row_id] = replace(row, updated=self._ledger.stamp(row.updated))
        if self._updated:
            self._ledger.announce(self._updated, row_id)


class Ledger:
    """`out_of_order`: the rooms that were last shown so."""

    def __init__(self, house: House, clock: Clock, announce: Announce) -> None:
        self.house = house
        self.clock = clock
        self.announce = announce
        self.lock = RLock()
        self.resources: Table[Resource] = Table(self, "ResourceUpdated")
        self.reservations: Table[Reservation] = Table(self, "ServiceOrderUpdated")
        self.customers: Table[Customer] = Table(self, "CustomerUpdated", "CustomerAdded")
        self.blocks: Table[Block] = Table(self, "ResourceBlockUpdated")
        self.categories: Table[Category] = Table(self)
        self.assignments: Table[Assignment] = Table(self)
        self.services: Table[Service] = Table(self)
        self.out_of_order: frozenset[str] = frozenset()

    def now(self) -> datetime:
        """Read the clock as Mews does: UTC, whole seconds."""
        return whole_second(self.clock())

    def stamp(self, before: datetime | None) -> datetime:
        now = self.now()
        if before is None or self.house.rules.versions == "clock":
            return now
        return max(now, before + ONE_SECOND)

    def room(self, number: str) -> Resource | None:
        return next((room for room in self.resources if room.name == number), None)

    def shown_state(self, room: Resource) -> ResourceState:
        """OutOfOrder is never set: it is shown while a block covers now."""
        return "OutOfOrder" if room.id in self._blocked_now() else room.state

    def occupant(self, room_id: str) -> Reservation | None:
        return next(
            (stay for stay in self.reservations if stay.state == "Started" and stay.resource_id == room_id), None
        )

    def set_state(self, room_id: str, state: ResourceState, reason: str | None = None) -> Resource:
        room = self.resources[room_id]
        return room if room.state == state else self.change_room(replace(room, state=state, state_reason=reason))

    def change_room(self, room: Resource) -> Resource:
        """Keep a room; cleaning it starts the days until Dirty anew."""
        cleaned = room.state in FRESH and room.state != self.resources[room.id].state
        return self.resources.keep(replace(room, idle_since=self.now()) if cleaned else room)

    def leave(self, room_id: str) -> None:
        """Note that a guest has gone, which is when the days until Dirty start to count."""
        self.resources.seed(replace(self.resources[room_id], idle_since=self.now()))

    def tick(self) -> None:
        """Let time do what it does: blocks begin and end, and at night rooms left empty for long turn Dirty."""
        with self.lock:
            self._show_blocks()
            self._dirty_the_long_empty()

    def _show_blocks(self) -> None:
        blocked = self._blocked_now()
        changed, self.out_of_order = blocked ^ self.out_of_order, blocked
        for room_id in sorted(changed):
            self.resources.touch(room_id)

    def _blocked_now(self) -> frozenset[str]:
        now = self.now()
        return frozenset(block.resource_id for block in self.blocks if block.type == "OutOfOrder" and block.covers(now))

    def _dirty_the_long_empty(self) -> None:
        """Turn rooms Dirty after so many days vacant.

        Mews docs: use-cases/housekeeping.md, "Dirty status": a day is 24 hours, and it happens from 04:00 to 05:00.
        """
        now = self.now()
        occupied = {stay.resource_id for stay in self.reservations if stay.state == "Started"}
        long_ago = now - timedelta(days=self.house.rules.vacant_dirty_after_days)
        for order, room in enumerate(self.resources):
            if room.state not in FRESH or room.idle_since > long_ago or room.id in occupied:
                continue
            if now >= self._night_of(room, order):
                self.set_state(room.id, "Dirty", "Vacant")

    def _night_of(self, room: Resource, order: int) -> datetime:
        due = room.idle_since + timedelta(days=self.house.rules.vacant_dirty_after_days)
        minute = timedelta(minutes=order % _NIGHT_LASTS_MINUTES)
        day: date = self.house.day_of(due)
        tonight = self.house.instant(day, _NIGHT) + minute
        return tonight if tonight >= due else self.house.instant(day + timedelta(days=1), _NIGHT) + minute
