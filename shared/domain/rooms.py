"""The live row: what is going on in room N. One document per room, from the day the hotel has it until it is archived.

Occupancy, the guest's flag and cleaning are three independent facts; never one enum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.ids import RoomId
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.settings import Choices

NOT_OCCUPIED = Rule("MELMASTOON.ROOM.NOT_OCCUPIED", 409, "Nobody is in the room.")
PRESET_OUT_OF_RANGE = Rule("MELMASTOON.ROOM.PRESET_OUT_OF_RANGE", 422, "The hotel does not heat or cool to that.")
PARTY_OF_NOBODY = Rule("MELMASTOON.ROOM.PARTY_OF_NOBODY", 422, "A vacant room has no head count.")
STILL_OCCUPIED = Rule("MELMASTOON.ROOM.STILL_OCCUPIED", 409, "Somebody is in the room.")
NAME_TAKEN = Rule("MELMASTOON.ROOM.NAME_TAKEN", 409, "Another room is called so.")
STILL_PROMISED = Rule("MELMASTOON.ROOM.STILL_PROMISED", 409, "The room is promised to an arrival.")

A_NIGHT = timedelta(days=1)


class Occupancy(StrEnum):
    VACANT = "vacant"
    OCCUPIED = "occupied"


class GuestFlag(StrEnum):
    """One at a time (FIAS RS8-10, OPERA)."""

    NONE = "none"
    DO_NOT_DISTURB = "do_not_disturb"
    MAKE_UP_ROOM = "make_up_room"
    SERVICE_DECLINED = "service_declined"


class Cleaning(StrEnum):
    CLEAN = "clean"
    DIRTY = "dirty"
    CLEANING = "cleaning"
    CLEANED = "cleaned"
    INSPECTED = "inspected"
    READY = "ready"
    OUT_OF_ORDER = "out_of_order"
    OUT_OF_SERVICE = "out_of_service"


class BlockKind(StrEnum):
    CLEANING = "cleaning"
    INSPECTION = "inspection"
    MAINTENANCE = "maintenance"
    OOS = "oos"

    @property
    def takes_out(self) -> bool:
        """Whether it takes the room out of use, so that nobody can have it; the others only hold it back from ready."""
        return self in (BlockKind.MAINTENANCE, BlockKind.OOS)


class DiscrepancyKind(StrEnum):
    """skip: front office occupied, housekeeping saw it vacant; sleep: the reverse; person: head count differs."""

    SKIP = "skip"
    SLEEP = "sleep"
    PERSON = "person"


class Occupant(Value):
    """The stay that is in the room. Never a name: those stand in stays/ and guests/ only.

    `in_room_since` is later than check-in after a room move. `visit_since`: when they came into it on an earlier booking
    that has ended, where their visit goes on; `awaits_check_in`: this one is not checked in yet.
    """

    stay_id: str
    guest_id: str
    checked_in_at: datetime
    check_out_at: datetime
    in_room_since: datetime | None = None
    party: int = 1
    vip: bool = False
    language: str | None = None
    share_id: str | None = None
    visit_since: datetime | None = None
    awaits_check_in: bool = False

    @property
    def share_key(self) -> str:
        """Return what is the same for all who share a room by intent."""
        return self.share_id or self.stay_id


class Expected(Value):
    """A stay that this room is promised to, until it is planned to leave.

    A promise that was kept before it had an end is taken to be for a night. `party` None: kept before it said how many come.
    """

    stay_id: str
    guest_id: str
    expected_at: datetime
    until_at: datetime = Field(default_factory=lambda said: said["expected_at"] + A_NIGHT)
    party: int | None = None
    vip: bool = False
    share_id: str | None = None

    @property
    def share_key(self) -> str:
        """Return what is the same for all who share a room by intent."""
        return self.share_id or self.stay_id

    def stands(self, at: datetime, house: Choices) -> bool:
        """Whether they are still awaited: after the business day of their arrival somebody decides that they did not come.

        Until then it is still promised; from then on the room waits for nobody.
        """
        return house.business_date(at) <= house.business_date(self.expected_at)


class Flag(Value):
    value: GuestFlag = GuestFlag.NONE
    since: datetime | None = None


class CleaningState(Value):
    """The status and who flipped it last: `by` is "" where an arrival, a departure or a date did.

    `task_id` is the cleaning of the whole room that made it so; of a room where others are still at work, the one that is
    done already. `found` is the status that an arrival found, which is true again if the arrival is undone.
    """

    status: Cleaning = Cleaning.DIRTY
    since: datetime | None = None
    by: str = ""
    reason: str = ""
    override: bool = False
    task_id: str | None = None
    found: Cleaning | None = None


class Block(Value):
    """Out of order (`maintenance`) leaves inventory, out of service (`oos`) does not; cleaning returns to `returns_to`.

    It stands from `from_at` until just before `until_at`; without an end, until it is cleared. `work_order_id`: that order
    made it, and its end alone takes it off. `until_mended`: who was to clean the room found what has to be mended first, so
    nobody is to clean it while this stands.
    """

    block_id: str
    kind: BlockKind
    reason: str
    from_at: datetime
    until_at: datetime | None = None
    returns_to: Cleaning = Cleaning.DIRTY
    work_order_id: str | None = None
    until_mended: bool = False

    def stands(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


class OpenTicket(Value):
    """`opened_by`: guest, staff or system."""

    ticket_id: str
    kind: str
    status: str
    opened_by: str = ""
    opened_at: datetime


class OpenTask(Value):
    """A piece of housekeeping to be done in the room, and who has it."""

    task_id: str
    kind: str
    status: str
    priority: str
    stay_id: str | None = None
    assignee: str | None = None
    scheduled_for: datetime | None = None
    due_at: datetime | None = None
    created_at: datetime

    @property
    def is_begun(self) -> bool:
        """Whether somebody is at it, or has only paused."""
        return self.status in _BEGUN

    @property
    def is_look(self) -> bool:
        """Whether somebody only looks at the work of others."""
        return self.kind == "inspection"


_BEGUN = frozenset({"in_progress", "paused"})


class Observation(Value):
    """What housekeeping saw."""

    occupancy: Occupancy
    party: int | None = None
    at: datetime


class Discrepancy(Value):
    kind: DiscrepancyKind
    detected_at: datetime


class Room(Document):
    """The row. `number` is what the room is called, as it is written; its id was derived from that once, and stays.

    `upcoming` holds also who did not come on their day, until somebody decides: who is still awaited says `awaited`.

    `upcoming` is sorted by `expected_at`: the first is the next arrival; `tickets` and `tasks` are the open ones.

    `stay` is who came first of those who are in the room, `also_here` who shares it with them: flag, preset and cleaning
    are theirs together, until the last leaves. `presumed_gone` are those whom the front office still has in the room though
    its next guest is in it: word that they left is on its way. Should all others leave, they are shown again, so no notice
    is ever waited for. `preset_is_shared`: nobody can tell whose wish the preset is. `linen_changed_at`: when the bed linen
    was last changed for a guest who stayed on; for who came since, it was changed before they came.
    """

    collection: ClassVar[str] = "rooms"
    key: ClassVar[str] = "room_id"
    about_guest: ClassVar[AboutGuest] = keep(
        "Who is in it or promised it stands there by id only.",
        texts=("cleaning.reason", "blocks.*.reason"),
    )

    room_id: RoomId
    number: str
    floor: int
    wing: str = ""
    room_type: str = "standard"
    archived: bool = False
    occupancy: Occupancy = Occupancy.VACANT
    stay: Occupant | None = None
    also_here: tuple[Occupant, ...] = ()
    presumed_gone: tuple[Occupant, ...] = ()
    upcoming: tuple[Expected, ...] = ()
    guest_flag: Flag = Flag()
    cleaning: CleaningState = CleaningState()
    blocks: tuple[Block, ...] = ()
    tickets: tuple[OpenTicket, ...] = ()
    tasks: tuple[OpenTask, ...] = ()
    temperature_preset: Annotated[float, Field(ge=5, le=40)] | None = None
    preset_is_shared: bool = False
    linen_changed_at: datetime | None = None
    observation: Observation | None = None
    discrepancy: Discrepancy | None = None

    @property
    def is_occupied(self) -> bool:
        return self.occupancy is Occupancy.OCCUPIED

    @property
    def inside(self) -> tuple[Occupant, ...]:
        """Return who is in the room; whoever is presumed gone is not."""
        return (self.stay, *self.also_here) if self.stay else ()

    def awaited(self, at: datetime, house: Choices) -> tuple[Expected, ...]:
        """Return the stays that the room is promised to at this moment, the next arrival first."""
        return tuple(one for one in self.upcoming if one.stands(at, house))

    def next_arrival(self, at: datetime, house: Choices) -> Expected | None:
        """Return who comes next; who is in the room already, and stays on under another booking, does not come."""
        here = {one.guest_id for one in self.inside}
        return next((one for one in self.awaited(at, house) if one.guest_id not in here), None)

    def flagged(self, flag: GuestFlag, at: datetime) -> Change[Room]:
        """Set the flag; the same flag again changes nothing, so a do-not-disturb keeps when it began.

        Raises Refusal NOT_OCCUPIED: a flag is the guest's, and ends with the stay.
        """
        if flag is self.guest_flag.value:
            return Change(self)
        if flag is not GuestFlag.NONE and not self.is_occupied:
            raise NOT_OCCUPIED.refuse(
                f"Nobody is in {self.room_id} to ask for {flag}.", occupancy=self.occupancy, attempted=flag
            )
        changed = GuestFlagChanged(
            room_id=self.room_id,
            flag=flag,
            previous=self.guest_flag.value,
            stay_id=self.stay.stay_id if self.stay else None,
        )
        return Change(self.but(guest_flag=Flag(value=flag, since=at)), (changed,))

    def preset(self, celsius: float | None, lowest: float, highest: float) -> Change[Room]:
        """Set the temperature the room aims at, or leave it to the house with None."""
        if celsius is not None and not lowest <= celsius <= highest:
            allowed = f"must be from {lowest:g} to {highest:g}"
            raise PRESET_OUT_OF_RANGE.refuse(fields={"celsius": allowed}, asked=celsius, lowest=lowest, highest=highest)
        return Change(self.but(temperature_preset=celsius, preset_is_shared=self._is_shared))

    def observed(self, seen: Observation) -> Change[Room]:
        """Note what housekeeping saw, and whether it is what the front office believes."""
        if seen.party and seen.occupancy is Occupancy.VACANT:
            raise PARTY_OF_NOBODY.refuse(fields={"party": "must be absent where the room was seen vacant"})
        kind = self._discrepancy_with(seen)
        if self.discrepancy and self.discrepancy.kind is kind:
            return Change(self.but(observation=seen))
        resolved = self._resolution()
        if kind is None:
            return Change(self.but(observation=seen, discrepancy=None), resolved)
        detected = DiscrepancyDetected(
            room_id=self.room_id,
            kind=kind,
            occupancy=self.occupancy,
            seen_occupancy=seen.occupancy,
            party=sum(self._parties()) or None,
            seen_party=seen.party,
        )
        found = Discrepancy(kind=kind, detected_at=seen.at)
        return Change(self.but(observation=seen, discrepancy=found), (*resolved, detected))

    def reconciled(self) -> Change[Room]:
        """Forget what was seen before somebody arrived or left: front desk resolves a discrepancy by doing so (OPERA)."""
        return Change(self.but(observation=None, discrepancy=None), self._resolution())

    def with_ticket(self, ticket: OpenTicket) -> Room:
        """Return the row listing this open ticket as it now is, oldest first."""
        others = self.without_ticket(ticket.ticket_id).tickets
        return self.but(tickets=tuple(sorted((*others, ticket), key=lambda one: (one.opened_at, one.ticket_id))))

    def without_ticket(self, ticket_id: str) -> Room:
        return self.but(tickets=tuple(one for one in self.tickets if one.ticket_id != ticket_id))

    def at_work(self, but: str = "") -> tuple[OpenTask, ...]:
        """Return the cleaning that somebody has begun in the room and not ended; this task left out."""
        return tuple(one for one in self.tasks if one.is_begun and not one.is_look and one.task_id != but)

    def with_task(self, task: OpenTask) -> Room:
        """Return the row listing this open task as it now is, oldest first."""
        others = self.without_task(task.task_id).tasks
        return self.but(tasks=tuple(sorted((*others, task), key=lambda one: (one.created_at, one.task_id))))

    def without_task(self, task_id: str) -> Room:
        return self.but(tasks=tuple(one for one in self.tasks if one.task_id != task_id))

    def built(self, number: str, floor: int, wing: str, room_type: str) -> Room:
        """Return the row with this structure; an archived room is back with it, and has to be cleaned first."""
        structured = self.but(number=number, floor=floor, wing=wing, room_type=room_type)
        return structured.but(archived=False, cleaning=CleaningState()) if self.archived else structured

    def archive(self, at: datetime, house: Choices) -> Change[Room]:
        """Take the room off the books. Raises Refusal STILL_OCCUPIED or STILL_PROMISED."""
        if self.archived:
            return Change(self)
        if self.is_occupied:
            raise STILL_OCCUPIED.refuse(
                f"{self.room_id} is occupied.", occupancy=self.occupancy, stay_id=self.stay and self.stay.stay_id
            )
        if awaited := self.awaited(at, house):
            promised = [expected.stay_id for expected in awaited]
            raise STILL_PROMISED.refuse(f"{self.room_id} is promised to {len(promised)} arrivals.", stay_ids=promised)
        bare = self.but(archived=True, upcoming=(), blocks=(), tickets=(), observation=None, temperature_preset=None)
        settled = bare.reconciled()
        return Change(settled.state, (*settled.events, RoomArchived(room_id=self.room_id)))

    def _parties(self) -> list[int]:
        """Return how many the front office has in the room by each stay; a guest on two bookings is in both of them."""
        return [one.party for one in (self.stay, *self.also_here) if one is not None]

    @property
    def _is_shared(self) -> bool:
        return self.stay is not None and any(one.guest_id != self.stay.guest_id for one in self.also_here)

    def _discrepancy_with(self, seen: Observation) -> DiscrepancyKind | None:
        if (self.occupancy, seen.occupancy) in _DISCREPANCIES:
            return _DISCREPANCIES[self.occupancy, seen.occupancy]
        if self.stay is None or seen.party is None:
            return None
        parties = self._parties()
        return None if max(parties) <= seen.party <= sum(parties) else DiscrepancyKind.PERSON

    def _resolution(self) -> tuple[DiscrepancyResolved, ...]:
        was = self.discrepancy
        return (DiscrepancyResolved(room_id=self.room_id, kind=was.kind, detected_at=was.detected_at),) if was else ()

    def belongs_to(self, room_id: str, stay_id: str) -> bool:
        return self.room_id == room_id and self.stay is not None and self.stay.stay_id == stay_id

    def guests_and_stays(self) -> Iterator[str]:
        inside = (self.stay, *self.also_here) if self.stay else self.also_here
        for occupant in inside:
            yield from (occupant.guest_id, occupant.stay_id)
        for expected in self.upcoming:
            yield from (expected.guest_id, expected.stay_id)

    def announcements(self, before: Self | None) -> Sequence[Event]:  # noqa: ARG002 - the feed carries the whole row
        return (RoomStateChanged(room_id=self.room_id, room=self.model_dump(mode="json")),)


_DISCREPANCIES = {
    (Occupancy.OCCUPIED, Occupancy.VACANT): DiscrepancyKind.SKIP,
    (Occupancy.VACANT, Occupancy.OCCUPIED): DiscrepancyKind.SLEEP,
}
"""What the front office believes and what housekeeping saw, where that alone is a discrepancy (OPERA)."""


class RoomStateChanged(Event):
    """The whole row as it became; the feed for services that mirror rooms."""

    subject: ClassVar[str] = "melmastoon.room.state.changed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    room: dict[str, object]


class GuestFlagChanged(Event):
    """The flag became another one. `stay_id` is None where it ended with the stay."""

    subject: ClassVar[str] = "melmastoon.room.guest_flag.changed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    flag: GuestFlag
    previous: GuestFlag
    stay_id: str | None = None


class OccupancyChanged(Event):
    """Somebody moved in or out. `stay_id` and `guest_id` are those of who came, or of who left."""

    subject: ClassVar[str] = "melmastoon.room.occupancy.changed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    occupancy: Occupancy
    stay_id: str
    guest_id: str
    check_out_at: datetime | None = None


class DiscrepancyDetected(Event):
    """Housekeeping saw something else than the front office believes."""

    subject: ClassVar[str] = "melmastoon.room.discrepancy.detected.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    kind: DiscrepancyKind
    occupancy: Occupancy
    seen_occupancy: Occupancy
    party: int | None = None
    seen_party: int | None = None


class DiscrepancyResolved(Event):
    subject: ClassVar[str] = "melmastoon.room.discrepancy.resolved.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    kind: DiscrepancyKind
    detected_at: datetime


class RoomStatusChanged(Event):
    """Cleaning became another. `override`: a supervisor flipped it beside the steps, which audits look for."""

    subject: ClassVar[str] = "melmastoon.housekeeping.room.status_changed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    status: Cleaning
    previous: Cleaning
    reason: str = ""
    override: bool = False


class RoomAdded(Event):
    """The property has the room, for the first time or again: it is dirty until somebody cleaned it."""

    subject: ClassVar[str] = "melmastoon.room.added.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str


class RoomArchived(Event):
    """The property has the room no more. Also consumed: property-service may be who says so."""

    subject: ClassVar[str] = "melmastoon.property.room.archived.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
