"""The bridge to a property management system (PMS): what both sides know of a room, and who is right when they differ.

One vocabulary for every vendor; their own words end in `functions/pms/vendors`. Pure: what to do about a difference is
decided here, doing it is the pms context's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Literal, get_args

from pydantic import Field

from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.folding import folded
from shared.domain.privacy import AboutGuest, erase, keep
from shared.domain.refusals import Rule
from shared.domain.rooms import Block, BlockKind, Cleaning, Room

NOT_CONNECTED = Rule("MELMASTOON.PMS.NOT_CONNECTED", 409, "No PMS of that vendor is connected here.")
NOTHING_DIFFERS = Rule("MELMASTOON.PMS.NOTHING_DIFFERS", 409, "The two sides do not differ on this room any more.")
CANNOT_BE_KEPT = Rule("MELMASTOON.PMS.CANNOT_BE_KEPT", 409, "That side of the difference cannot be kept from here.")

HEALS_AT_MOST, HEALS_WITHIN = 3, timedelta(hours=1)
"""Two systems that each correct the other would never end; after so many corrections a person is asked instead."""
PATIENCE = timedelta(minutes=10)
"""How long a push may be under way before a sweep takes it for lost."""
SECRET_OVERLAP = timedelta(hours=24)
"""How long the webhook secret before the last one still opens, so that rotating it drops no notice."""


class Condition(StrEnum):
    """What every PMS can say of a room. Finer steps of ours are the nearest of these to them."""

    DIRTY = "dirty"
    CLEAN = "clean"
    INSPECTED = "inspected"
    OUT_OF_SERVICE = "out_of_service"
    OUT_OF_ORDER = "out_of_order"


SHOWN: Mapping[Cleaning, Condition] = {
    Cleaning.DIRTY: Condition.DIRTY,
    Cleaning.CLEANING: Condition.DIRTY,
    Cleaning.CLEAN: Condition.CLEAN,
    Cleaning.CLEANED: Condition.CLEAN,
    Cleaning.INSPECTED: Condition.INSPECTED,
    Cleaning.READY: Condition.INSPECTED,
    Cleaning.OUT_OF_SERVICE: Condition.OUT_OF_SERVICE,
    Cleaning.OUT_OF_ORDER: Condition.OUT_OF_ORDER,
}
OUT_OF_USE: Mapping[Condition, BlockKind] = {
    Condition.OUT_OF_ORDER: BlockKind.MAINTENANCE,
    Condition.OUT_OF_SERVICE: BlockKind.OOS,
}


def condition_of(row: Room) -> Condition:
    """Return what the PMS is to show of this row."""
    return SHOWN[row.cleaning.status]


class AcceptConditions(StrEnum):
    """Which conditions set in the PMS our row takes over; the others are put right there."""

    DIRTY_ONLY = "dirty_only"
    ALL = "all"
    NONE = "none"


class Report(Value):
    """A room as the PMS shows it now. `version` sorts as the vendor's changes do; `asked_at` is by our clock.

    `condition` is None for what has none (a bed of a dormitory, a meeting room).
    """

    resource_id: str
    name: str
    parent_id: str | None = None
    condition: Condition | None
    version: str
    asked_at: datetime
    room_type: str | None = None


class RoomMap(Value):
    """Which of their resources is which of our rooms.

    `stays`: whose reservations are this row's, children and parents included; `conditions`: the one resource of each
    row whose condition is the row's. The rest says, by name, what only one side has.
    """

    stays: dict[str, str] = Field(default_factory=dict)
    conditions: dict[str, str] = Field(default_factory=dict)
    only_theirs: dict[str, str] = Field(default_factory=dict)
    only_ours: tuple[str, ...] = ()


def map_rooms(reports: Sequence[Report], rooms: Mapping[str, str]) -> RoomMap:
    """Match by name, as names are compared; `rooms` says by id what ours are called.

    A room that was renamed here is still known by what it was called first, where nothing there has its new name. A child
    without a row of its own belongs to its parent's row, a parent to its first child's.
    """
    named = {folded(report.name): report for report in sorted(reports, key=lambda one: one.name)}
    stays = {
        report.resource_id: room_id
        for room_id, name in rooms.items()
        if (report := named.get(folded(name)) or named.get(folded(room_id)))
    }
    conditions = {room_id: resource_id for resource_id, room_id in stays.items()}
    for report in sorted(reports, key=lambda one: one.name):
        if report.parent_id in conditions.values():
            stays.setdefault(report.resource_id, stays[report.parent_id or ""])
        if report.parent_id and report.resource_id in conditions.values():
            stays.setdefault(report.parent_id, stays[report.resource_id])
    return RoomMap(
        stays=stays,
        conditions=conditions,
        only_theirs={r.resource_id: r.name for r in reports if r.resource_id not in stays and r.condition},
        only_ours=tuple(sorted(rooms.keys() - conditions.keys())),
    )


class Trouble(Value):
    code: str
    detail: str
    at: datetime


class Sweep(Value):
    """One comparison of both sides, as far as it has come.

    `reservations` and `rooms` are those compared, news or not; `apart` those set apart, `healed` and `drifted` what differed.
    """

    sweep_id: str
    status: Literal["requested", "running", "done"] = "requested"
    requested_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    reservations: int = 0
    apart: int = 0
    rooms: int = 0
    healed: int = 0
    drifted: int = 0


class Connection(Document):
    """One PMS of the property. `secrets` and `webhook_sha256` name and prove secrets, and never hold one.

    `cursor` is the newest change of a reservation that a sweep has seen, by the vendor's clock. `services` are those of
    the vendor's services whose reservations are stays; `types` are room types by the vendor's category.
    """

    collection: ClassVar[str] = "pms"
    key: ClassVar[str] = "vendor"
    about_guest: ClassVar[AboutGuest] = keep("It is of a system.", texts=("trouble.detail",))

    vendor: str
    connection_id: str
    base_url: str
    secrets: dict[str, str]
    status: Literal["connected", "broken"] = "connected"
    trouble: Trouble | None = None
    enterprise_id: str
    enterprise: str
    zone: str = ""
    services: tuple[str, ...] = ()
    types: dict[str, str] = Field(default_factory=dict)
    rooms: RoomMap = RoomMap()
    accept_condition: AcceptConditions = AcceptConditions.DIRTY_ONLY
    push: bool = True
    webhook_sha256: str = ""
    webhook_previous_sha256: str = ""
    webhook_rotated_at: datetime | None = None
    cursor: datetime | None = None
    sweep: Sweep | None = None
    last_sweep_at: datetime | None = None

    def rotating(self, secret_sha256: str, at: datetime) -> Connection:
        """Return the connection opened by a new webhook secret; the one before opens for SECRET_OVERLAP more."""
        return self.but(
            webhook_sha256=secret_sha256, webhook_previous_sha256=self.webhook_sha256, webhook_rotated_at=at
        )

    def broken(self, trouble: Trouble) -> Connection:
        return self.but(status="broken", trouble=trouble)

    def mended(self) -> Connection:
        return self.but(status="connected", trouble=None)


LEFT_UNHANDLED = timedelta(days=1)
"""A notice that waits for longer has been parked."""


class Notice(Document):
    """What a PMS sent, as it came. `base64` where the bytes were no text. Leaves by `expires_at`."""

    collection: ClassVar[str] = "notices"
    key: ClassVar[str] = "notice_id"
    about_guest: ClassVar[AboutGuest] = erase(named_in=("body",))

    notice_id: str
    vendor: str
    connection_id: str
    body: str
    base64: bool = False
    received_at: datetime
    handled_at: datetime | None = None
    reservations: int = 0
    rooms: int = 0
    apart: int = 0
    expires_at: datetime

    def may_be_erased(self, at: datetime) -> bool:
        """Whether it was handled, or never will be: what it says of others must not be lost."""
        return self.handled_at is not None or at - self.received_at > LEFT_UNHANDLED


class Push(Value):
    """A condition on its way out, until it is `done` or `refused`. `at` is when it began, or was done."""

    condition: Condition
    at: datetime
    done: bool = False
    refused: bool = False

    @property
    def under_way(self) -> bool:
        return not (self.done or self.refused)


class BlockThere(Value):
    """A block that we made in the PMS: its id there, and when it ends by itself."""

    external_id: str
    until_at: datetime


class PmsRoom(Document):
    """What we know of a room's other side: what we told it, what it showed, and how often we put it right.

    `shown` is the newest of what it took from us and what was seen there; `version` is that of what was seen last.
    """

    collection: ClassVar[str] = "pms_rooms"
    key: ClassVar[str] = "room_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of a room's condition.")

    room_id: str
    vendor: str
    pushed: Push | None = None
    shown: Condition | None = None
    version: str = ""
    block: BlockThere | None = None
    heals: tuple[datetime, ...] = ()

    @property
    def believed(self) -> Condition | None:
        """What the PMS shows, as far as we know; None while that is open."""
        return None if self.under_way else self.shown

    @property
    def under_way(self) -> bool:
        return self.pushed is not None and self.pushed.under_way

    @property
    def unmet(self) -> bool:
        return self.pushed is None and self.shown is None

    def seeing(self, report: Report) -> PmsRoom:
        return self if report.condition is None else self.but(shown=report.condition, version=report.version)

    def intending(self, condition: Condition, at: datetime) -> PmsRoom:
        return self.but(pushed=Push(condition=condition, at=at))

    def told(self, condition: Condition, block: BlockThere | None, at: datetime) -> PmsRoom:
        """Return what is known once the PMS took it. If another push began meanwhile, whose came last is open."""
        if self.pushed is None or self.pushed.condition is not condition:
            return self.but(block=block, pushed=self.pushed and self.pushed.but(at=at, done=False))
        return self.but(pushed=Push(condition=condition, at=at, done=True), shown=condition, block=block)

    def refused(self, condition: Condition, at: datetime) -> PmsRoom:
        """Return what is known once the PMS said no: it shows what it showed."""
        if self.pushed is None or self.pushed.condition is not condition:
            return self
        return self.but(pushed=Push(condition=condition, at=at, refused=True))

    def healing(self, at: datetime) -> PmsRoom:
        return self.but(heals=(*(then for then in self.heals if at - then < HEALS_WITHIN), at))

    def may_heal(self, at: datetime) -> bool:
        return sum(at - then < HEALS_WITHIN for then in self.heals) < HEALS_AT_MOST


class Verdict(StrEnum):
    """What a look at the other side means. `echo`: it still shows what we know it shows; our own change is on its way."""

    AGREED = "agreed"
    STALE = "stale"
    ECHO = "echo"
    ACCEPT = "accept"
    HEAL = "heal"
    REPORT = "report"


@dataclass(frozen=True)
class Look:
    """A comparison of one room. `sweeping`: nothing else will put right what is left alone here."""

    report: Report
    accept: AcceptConditions
    at: datetime
    sweeping: bool = False


def judge(row: Room, known: PmsRoom, look: Look) -> Verdict:
    """Say who is right about this room.

    Ours is the ledger, so ours is; but a room that the PMS made dirty is dirty, for a room cleaned twice costs less than
    a guest in a dirty one. Out of order and out of service set there are for a person. At first meeting theirs holds.
    """
    theirs, ours = look.report.condition, condition_of(row)
    if theirs is None or _is_stale(known, look.report):
        return Verdict.STALE
    if theirs is ours:
        return Verdict.AGREED
    if _is_on_its_way(theirs, known, look):
        return Verdict.ECHO
    if _is_theirs_alone(theirs, known) or _was_refused(ours, known):
        return Verdict.REPORT
    if ours not in OUT_OF_USE and _accepts(look.accept, theirs, row, known):
        return Verdict.ACCEPT
    may = known.may_heal(look.at) and (ours not in OUT_OF_USE or _may_block_again(ours, known, look))
    return Verdict.HEAL if may else Verdict.REPORT


def _is_stale(known: PmsRoom, report: Report) -> bool:
    """Whether it was asked before we last told them, or is older than what was seen since."""
    asked_before = known.pushed is not None and report.asked_at < known.pushed.at
    return asked_before or report.version < known.version


def _is_on_its_way(theirs: Condition, known: PmsRoom, look: Look) -> bool:
    """Whether they show what we know they show, so that only ours has changed. A sweep trusts no push to come."""
    if known.under_way:
        lost = known.pushed is not None and look.at - known.pushed.at >= PATIENCE
        return not (look.sweeping and lost)
    return theirs is known.believed and not look.sweeping


def _is_theirs_alone(theirs: Condition, known: PmsRoom) -> bool:
    """Whether the room is out of use there and it was not us who said so."""
    ours_once = known.pushed is not None and known.pushed.condition is theirs and known.pushed.done
    return theirs in OUT_OF_USE and not ours_once


def _was_refused(ours: Condition, known: PmsRoom) -> bool:
    """Whether the PMS said no to just this: permanent until something changes, so never tried for ever."""
    return known.pushed is not None and known.pushed.refused and known.pushed.condition is ours


def _may_block_again(ours: Condition, known: PmsRoom, look: Look) -> bool:
    """Whether they do not show it only because we never got it there, or because the block ended by its date."""
    never = known.pushed is None or known.pushed.condition is not ours or not known.pushed.done
    return never or (known.block is not None and known.block.until_at <= look.at)


def _accepts(accept: AcceptConditions, theirs: Condition, row: Room, known: PmsRoom) -> bool:
    """Whether our row takes theirs over: all at first meeting; after that only what changed there, by the setting.

    A clean that arrives after the next guest has checked in must not flip the room.
    """
    if accept is AcceptConditions.NONE or theirs is known.believed:
        return False
    if known.unmet or theirs is Condition.DIRTY:
        return True
    return accept is AcceptConditions.ALL and not row.is_occupied


def accepted(theirs: Condition, row: Room) -> Cleaning:
    """Return what our row becomes by their word."""
    if theirs is Condition.DIRTY:
        return Cleaning.DIRTY
    if row.is_occupied:
        return Cleaning.CLEAN
    return Cleaning.INSPECTED if theirs is Condition.INSPECTED else Cleaning.CLEANED


def block_of(row: Room, at: datetime) -> Block | None:
    """Return the block that puts the row out of order now."""
    standing = [one for one in row.blocks if one.kind is BlockKind.MAINTENANCE and one.stands(at)]
    return standing[0] if standing else None


ToldKind = Literal["condition", "refused", "occupancy", "only_theirs", "only_ours"]
DriftKind = ToldKind | Literal["reservation"]
"""What may differ. `reservation`: one that cannot be as the PMS has it; it is shown, and its event is yet to be published."""


class Difference(Value):
    """One thing that the sides do not agree on. `dismissed_at`: a person knows, and lets it stand."""

    kind: DriftKind
    ours: str
    theirs: str
    detail: str = ""
    vendor: str = ""
    external_id: str = ""
    detected_at: datetime
    dismissed_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.dismissed_at is None


class Drift(Document):
    """What a person may have to look at for one room; each kind of difference at most once.

    `healed`: it went away by itself, or we put it right; `resolved`: a person decided.
    """

    collection: ClassVar[str] = "drifts"
    key: ClassVar[str] = "room_id"
    about_guest: ClassVar[AboutGuest] = keep("Stays stand there by id only.", texts=("differences.*.detail",))

    room_id: str
    status: Literal["open", "healed", "resolved"] = "open"
    differences: tuple[Difference, ...] = ()

    def of_kind(self, kind: DriftKind) -> Difference | None:
        return next((one for one in self.differences if one.kind == kind), None)

    def detecting(self, found: Difference) -> Change[Drift]:
        """Note a difference; told once, however often it is found, and not again while a person lets it stand."""
        known = self.of_kind(found.kind)
        if known is not None and (known.ours, known.theirs) == (found.ours, found.theirs):
            return Change(self)
        others = tuple(one for one in self.differences if one.kind != found.kind)
        told = known is None and found.kind in get_args(ToldKind)
        events = (DriftDetected(room_id=self.room_id, **_facts(found), detected_at=found.detected_at),) if told else ()
        return Change(self.but(differences=(*others, found), status="open"), events)

    def healing(self, kinds: Collection[DriftKind], at: datetime, by: Healer) -> Change[Drift]:
        """Take away the differences of these kinds that are no more."""
        gone = [one for one in self.differences if one.kind in kinds]
        if not gone:
            return Change(self)
        left = tuple(one for one in self.differences if one.kind not in kinds)
        still = any(one.open for one in left)
        status = "open" if still else "resolved" if by == "person" else "healed"
        events = tuple(
            DriftHealed(room_id=self.room_id, **_facts(one), by=by, healed_at=at)
            for one in gone
            if one.kind in get_args(ToldKind)
        )
        return Change(self.but(differences=left, status=status), events)

    def dismissing(self, at: datetime) -> Drift:
        """Let what differs stand, known to a person."""
        left = tuple(one.but(dismissed_at=one.dismissed_at or at) for one in self.differences)
        return self.but(differences=left, status="resolved")


Healer = Literal["ours", "theirs", "person"]
"""Whose side moved: we put theirs right, they came round (or ours took theirs over), or a person decided."""


def _facts(one: Difference) -> dict[str, Any]:
    return {"kind": one.kind, "ours": one.ours, "theirs": one.theirs, "vendor": one.vendor}


class PmsEvent(Event):
    vendor: str


class NoticeReceived(PmsEvent):
    """A PMS said that something changed; the notice says what it said."""

    subject: ClassVar[str] = "melmastoon.pms.notice.received.v1"
    aggregate: ClassVar[str] = "notice_id"

    notice_id: str


class ReservationNamed(PmsEvent):
    """One reservation is to be fetched and settled by itself, because it could not be with the others it came with."""

    subject: ClassVar[str] = "melmastoon.pms.reservation.named.v1"
    aggregate: ClassVar[str] = "external_id"
    named_outside: ClassVar[frozenset[str]] = frozenset({"external_id"})

    external_id: str
    reason: str = ""


class ConditionWanted(PmsEvent):
    """The PMS is to be told the condition of this room as it is when this is handled."""

    subject: ClassVar[str] = "melmastoon.pms.condition.wanted.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    reason: str = ""


class ConnectionChanged(PmsEvent):
    """A PMS was connected, or the secret of its webhook changed."""

    subject: ClassVar[str] = "melmastoon.pms.connection.changed.v1"
    aggregate: ClassVar[str] = "connection_id"

    connection_id: str


class ReconcileRequested(PmsEvent):
    """Both sides are to be compared."""

    subject: ClassVar[str] = "melmastoon.pms.reconcile.requested.v1"
    aggregate: ClassVar[str] = "sweep_id"

    sweep_id: str


class DriftDetected(PmsEvent):
    """The sides differ on a room: what we say and what the PMS says, in our words."""

    subject: ClassVar[str] = "melmastoon.pms.drift.detected.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    kind: ToldKind
    ours: str
    theirs: str
    detected_at: datetime


class DriftHealed(PmsEvent):
    """They agree again; `by` says whose side moved."""

    subject: ClassVar[str] = "melmastoon.pms.drift.healed.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    kind: ToldKind
    ours: str
    theirs: str
    by: Healer
    healed_at: datetime


HOTEL_LANGUAGES: Mapping[str, str] = {"fa-AF": "fa-AF", "prs": "fa-AF", "prs-AF": "fa-AF", "fa": "fa", "pus": "ps"}


def language_of(culture: str | None) -> str | None:
    """Return the language of a culture code as our screens name it: Dari is fa-AF, others go without their region."""
    if not culture:
        return None
    plain = culture.strip().replace("_", "-")
    return HOTEL_LANGUAGES.get(plain) or plain.partition("-")[0].lower() or None
