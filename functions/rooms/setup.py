"""The rooms a property has: brought in by list, taken off the books one by one.

A list may be long: it is kept in steps of CHUNK rooms, each of which has its effect once, so the same list may be sent
again whenever the answer got lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from shared.domain.documents import Value
from shared.domain.ids import RoomId
from shared.domain.people import MANAGERS, SERVICES
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.rooms import Room, RoomArchived
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket, TicketStatus
from shared.domain.words import Whole
from shared.flows.rows import keep_row, row
from shared.flows.tickets import keep_ticket
from shared.runtime.journal import Reply
from shared.runtime.routes import Request, command, handler
from shared.runtime.units import Units
from shared.runtime.work import Work

MOST_LINES = 5_000
CHUNK = 100
"""Rooms per commit: each is two writes, and the journal entry holds each row twice, under a mebibyte."""

Outcome = Literal["created", "updated", "unchanged", "restored", "refused"]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class RoomLine(BaseModel):
    """One room of a list; its number is its id."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    number: Annotated[RoomId, Field(validation_alias=AliasChoices("number", "room_id"))]
    floor: Annotated[Whole, Field(ge=-20, le=300)]
    wing: Word = ""
    room_type: Annotated[Word, Field(min_length=1)] = "standard"


class FieldError(Value):
    field: str
    message: str


class LineReport(Value):
    """`line` counts from 1, a CSV's heading not counted."""

    line: int
    number: str
    outcome: Outcome
    errors: tuple[FieldError, ...] = ()


class RoomsReport(Value):
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    restored: int = 0
    refused: int = 0
    lines: tuple[LineReport, ...]


class AddRooms(Request):
    """`rooms`: `{number, floor, wing?, room_type?}` each; or `csv` with those names as its heading.

    A body may also be the list itself, or text/csv.
    """

    bodies: ClassVar[Mapping[str, str]] = {"application/json": "rooms", "text/csv": "csv"}

    rooms: Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST_LINES)] = ()
    csv: Annotated[str, Field(max_length=1 << 20)] = ""


@command("POST /api/v1/properties/{property_id}/rooms", allow=MANAGERS | SERVICES)
def add_rooms(request: AddRooms, units: Units) -> RoomsReport:
    """Have these rooms, each with one row, and report on every line. A room that is there gets the line's structure.

    Lines that are not right are refused one by one; the others are kept. Refuses the whole list only if all are wrong.
    """
    said = _lines(request)
    good, refused = _read(said)
    if not good:
        wrong = {f"{report.line}.{error.field}": error.message for report in refused for error in report.errors}
        raise INVALID_FIELDS.refuse("No line is right.", fields=wrong or {"rooms": "has no line"})
    numbered = list(good.items())
    outcomes: dict[str, Outcome] = {}
    for start in range(0, len(numbered), CHUNK):
        chunk = [line for _, line in numbered[start : start + CHUNK]]
        entry = units.run(str(start), partial(_have_rooms, lines=chunk))
        outcomes |= entry.reply.data
    reports = [LineReport(line=at, number=line.number, outcome=outcomes[line.number]) for at, line in numbered]
    return _report(sorted([*reports, *refused], key=lambda report: report.line))


class ArchiveRoom(Request):
    room_id: RoomId


@command("DELETE /api/v1/properties/{property_id}/rooms/{room_id}", allow=MANAGERS | SERVICES, reads=(Room, Tablet))
def archive_room(request: ArchiveRoom, work: Work) -> Room:
    """Take a room off the books; its past stays in the journal. Refused while occupied or promised to an arrival."""
    return _archive(work, row(work, request.room_id))


@handler(RoomArchived)
def archive_when_room_archived(event: RoomArchived, work: Work) -> None:
    """Follow property-service, or find that it was our own word. An occupied room is refused, and parked for people."""
    room, _ = work.gather((Room, event.room_id), (Tablet, event.room_id))
    if room is not None and not room.archived:
        _archive(work, room)


def _archive(work: Work, room: Room) -> Room:
    archived = room.archive(work.now, work.settings)
    for ticket in work.gather_all(Ticket, [one.ticket_id for one in room.tickets]):
        if ticket is not None:
            keep_ticket(work, ticket.moved(TicketStatus.CANCELLED, work.now), room)
    return keep_row(work, archived)


def _lines(request: AddRooms) -> Sequence[Mapping[str, Any]]:
    if bool(request.rooms) == bool(request.csv):
        raise INVALID_FIELDS.refuse(fields={"rooms": "send either rooms or csv", "csv": "send either rooms or csv"})
    if request.rooms:
        return request.rooms
    lines = list(csv.DictReader(io.StringIO(request.csv.removeprefix("\ufeff")), skipinitialspace=True))
    if len(lines) > MOST_LINES:
        raise INVALID_FIELDS.refuse(fields={"csv": f"has more than {MOST_LINES} lines"})
    return [{str(name): value for name, value in line.items() if value != ""} for line in lines]


def _read(said: Sequence[Mapping[str, Any]]) -> tuple[dict[int, RoomLine], list[LineReport]]:
    """Return the right lines by their place, and what is wrong with the others; of two with one number the first counts."""
    good: dict[int, RoomLine] = {}
    refused: list[LineReport] = []
    seen: set[str] = set()
    for at, values in enumerate(said, start=1):
        try:
            line = RoomLine.model_validate(values)
        except ValidationError as error:
            number = str(values.get("number") or values.get("room_id") or "")[:60]
            refused.append(LineReport(line=at, number=number, outcome="refused", errors=tuple(_errors(error))))
            continue
        if line.number.casefold() in seen:
            twice = FieldError(field="number", message="is in the list already")
            refused.append(LineReport(line=at, number=line.number, outcome="refused", errors=(twice,)))
            continue
        seen.add(line.number.casefold())
        good[at] = line
    return good, refused


def _errors(error: ValidationError) -> list[FieldError]:
    return [
        FieldError(field=".".join(str(part) for part in item["loc"]), message=item["msg"])
        for item in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _have_rooms(work: Work, lines: Sequence[RoomLine]) -> Reply:
    keys = [work.place.key(kind.collection, line.number) for line in lines for kind in (Room, Tablet)]
    work.read(keys)
    return Reply(data={line.number: _have_room(work, line) for line in lines})


def _have_room(work: Work, line: RoomLine) -> Outcome:
    before = work.find(Room, line.number)
    there = before or Room(room_id=line.number, number=line.number, floor=line.floor)
    kept = keep_row(work, there.built(line.floor, line.wing, line.room_type))
    if before is None:
        return "created"
    if before.archived:
        return "restored"
    return "unchanged" if kept == before else "updated"


def _report(lines: Sequence[LineReport]) -> RoomsReport:
    outcomes = [line.outcome for line in lines]
    return RoomsReport(
        created=outcomes.count("created"),
        updated=outcomes.count("updated"),
        unchanged=outcomes.count("unchanged"),
        restored=outcomes.count("restored"),
        refused=outcomes.count("refused"),
        lines=tuple(lines),
    )
