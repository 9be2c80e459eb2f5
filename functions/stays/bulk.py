"""Many reservations at once, as another system has them: each line believed, settled and reported on its own.

Kept in steps of CHUNK lines, each of which has its effect once, so the same list may be sent again whenever the answer
got lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ValidationError, model_validator

from functions.stays.reservations import WhoComes, Word
from shared.domain.documents import Value
from shared.domain.ids import ULID, RoomId, derived_id
from shared.domain.people import DESK, SERVICES
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.stays import BookedGuest, Booking, Source, Stay, StayStatus, version_at, wrong_dates
from shared.domain.words import Instant, Name, Told, Whole
from shared.flows.settling import read_for, settle_booking
from shared.runtime.faults import faults
from shared.runtime.journal import Reply
from shared.runtime.routes import Request, command
from shared.runtime.units import Units
from shared.runtime.work import Work

MOST_LINES = 2_000
CHUNK = 50
"""Lines per commit: each is up to four writes, and the journal entry holds each row, under a mebibyte."""

_STAY_ID = re.compile(rf"rsv_{ULID}")

Outcome = Literal["created", "updated", "unchanged", "refused"]
_NAMELESS = "Guest"  # of whose name nothing can be seen: a stay is never lost for it


class Owner(Request):
    """The system that owns the reservation. Without `version`, what is said now is the newest there is."""

    vendor: Word
    external_id: Name
    version: Annotated[Name, Field(max_length=100)] | None = None


class ImportedGuest(WhoComes):
    """`external_id` is the guest's in the system that owns the reservation. Its words are cleaned and cut, and never refused."""

    name: Told | None = None
    email: Told | None = None
    phone: Told | None = None
    external_id: Name | None = None


class Line(Request):
    """One reservation. With a `source` it is that system's, and told again it is the same one; without, it is new.

    `shares_with`: whom they share a room with, by intent: a stay's id, or the id of a reservation of the same system.
    """

    guest: ImportedGuest
    status: StayStatus = StayStatus.CONFIRMED
    room_id: RoomId | None = None
    room_type: Told | None = None
    party: Annotated[Whole, Field(ge=1, le=99)] = 1
    arrival_at: Instant
    departure_at: Instant
    checked_in_at: Instant | None = None
    checked_out_at: Instant | None = None
    shares_with: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    source: Owner | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.guest.name is None:
            raise ValueError("guest needs a name")
        return self

    @property
    def other_id(self) -> str | None:
        """Return the id of the stay that they share with."""
        said = self.shares_with
        if said is None or _STAY_ID.fullmatch(said) or self.source is None:
            return said
        return derived_id("rsv", self.source.vendor, said)


class LineError(Value):
    field: str
    message: str


class LineReport(Value):
    """`line` counts from 1. `unplaced` is a room that the stay needs and the property does not have."""

    line: int
    outcome: Outcome
    stay_id: str | None = None
    unplaced: str | None = None
    errors: tuple[LineError, ...] = ()


class BulkReport(Value):
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    lines: tuple[LineReport, ...]


class AddReservations(Request):
    """`reservations`: the lines. The body may also be the list itself."""

    bodies: ClassVar[Mapping[str, str]] = {"application/json": "reservations"}

    reservations: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=MOST_LINES)]


@command("POST /api/v1/properties/{property_id}/reservations/bulk", allow=DESK | SERVICES)
def add_reservations(request: AddReservations, units: Units) -> BulkReport:
    """Take many reservations and report on every line; lines that are not right are refused one by one.

    Refuses the whole list only if all are wrong.
    """
    good, refused = _read(request.reservations)
    sharing = _sharing(good)
    if not good:
        wrong = {f"{report.line}.{error.field}": error.message for report in refused for error in report.errors}
        raise INVALID_FIELDS.refuse("No line is right.", fields=wrong)
    reports = list(refused)
    for start in range(0, len(good), CHUNK):
        entry = units.run(str(start), partial(_settle_lines, lines=good[start : start + CHUNK], sharing=sharing))
        reports += [LineReport.model_validate(report) for report in entry.reply.data]
    return _report(sorted(reports, key=lambda report: report.line))


def _read(said: Sequence[Mapping[str, Any]]) -> tuple[list[tuple[int, Line]], list[LineReport]]:
    good: list[tuple[int, Line]] = []
    refused: list[LineReport] = []
    for at, values in enumerate(said, start=1):
        try:
            line = Line.model_validate(values)
        except ValidationError as error:
            refused.append(_refused(at, _errors(error)))
            continue
        wrong = wrong_dates(line.arrival_at, line.departure_at)
        if wrong:
            refused.append(_refused(at, [LineError(field=name, message=said) for name, said in wrong.items()]))
        else:
            good.append((at, line))
    return good, refused


def _refused(at: int, errors: Sequence[LineError]) -> LineReport:
    return LineReport(line=at, outcome="refused", errors=tuple(errors))


def _sharing(lines: Sequence[tuple[int, Line]]) -> dict[str, str | None]:
    """Return whom each reservation of this call shares with, by the ids that the stays have."""
    return {
        derived_id("rsv", line.source.vendor, line.source.external_id): line.other_id
        for _, line in lines
        if line.source is not None
    }


def _errors(error: ValidationError) -> list[LineError]:
    return [LineError(field=one.field, message=one.message) for one in faults(error)]


def _settle_lines(work: Work, lines: Sequence[tuple[int, Line]], sharing: Mapping[str, str | None]) -> Reply:
    told = [(at, line, _booking(line, work)) for at, line in lines]
    read_for([booking for _, _, booking in told], work, filter(None, (line.other_id for _, line, _ in told)))
    reports = []
    for at, line, booking in told:
        share_id = _share_of(line.other_id, booking.stay_id, sharing, work) if line.other_id else None
        if line.other_id and share_id is None:
            unknown = LineError(field="shares_with", message="is no reservation of this list, nor one known here")
            reports.append(_refused(at, [unknown]))
        else:
            reports.append(_settle_line(at, booking.but(share_id=share_id), work))
    return Reply(data=[report.model_dump(mode="json") for report in reports])


def _share_of(other_id: str, stay_id: str, sharing: Mapping[str, str | None], work: Work) -> str | None:
    """Return what they share by: the other one's own key, or, of reservations that name each other, one for all of them.

    None where there is no such reservation.
    """
    met = [stay_id]
    while other_id not in met:
        known = work.find(Stay, other_id)
        if known is not None:
            return known.share_key
        if other_id not in sharing:
            return None
        met.append(other_id)
        following = sharing[other_id]
        if following is None:
            return other_id
        other_id = following
    return min(met[met.index(other_id) :])


def _settle_line(at: int, booking: Booking, work: Work) -> LineReport:
    settled = settle_booking(booking, work)
    outcome: Outcome = "created" if settled.created else "updated" if settled.news else "unchanged"
    return LineReport(line=at, outcome=outcome, stay_id=booking.stay_id, unplaced=settled.unplaced)


def _booking(line: Line, work: Work) -> Booking:
    facts = {name: value for name, value in line if name not in ("guest", "source", "shares_with")}
    source = line.source and Source(
        vendor=line.source.vendor,
        external_id=line.source.external_id,
        version=line.source.version or version_at(work.now),
    )
    stay_id = derived_id("rsv", source.vendor, source.external_id) if source else work.new_id("rsv")
    return Booking.model_validate({**facts, "stay_id": stay_id, "guest": _guest(line, work), "source": source})


def _guest(line: Line, work: Work) -> BookedGuest:
    """Return who comes: whom the line names, whom the other system names, or somebody known by this reservation only."""
    said = {name: value for name, value in line.guest if value is not None and name != "external_id"}
    said["name"] = line.guest.name or _NAMELESS
    if line.source is None or line.guest.guest_id is not None:
        return BookedGuest.model_validate({"guest_id": work.new_id("gst"), **said})
    owner = line.source
    named = (line.guest.external_id,) if line.guest.external_id else ("of", owner.external_id)
    return BookedGuest.model_validate({"guest_id": derived_id("gst", owner.vendor, *named), **said})


def _report(lines: Sequence[LineReport]) -> BulkReport:
    outcomes = [line.outcome for line in lines]
    return BulkReport(
        created=outcomes.count("created"),
        updated=outcomes.count("updated"),
        unchanged=outcomes.count("unchanged"),
        refused=outcomes.count("refused"),
        lines=tuple(lines),
    )
