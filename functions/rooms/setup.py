"""The rooms a property has: brought in by list, taken off the books one by one.

A list may be long: it is kept in steps of CHUNK rooms, each of which has its effect once, so the same list may be sent
again whenever the answer got lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from functions.rooms.sheets import read_sheet
from shared.domain.documents import Excerpt, Value
from shared.domain.folding import folded
from shared.domain.ids import LONGEST_ROOM_NAME, RoomId, RoomName, as_room_id
from shared.domain.people import MANAGERS, SERVICES
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.rooms import NAME_TAKEN, Room, RoomAdded, RoomArchived
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket, TicketStatus
from shared.domain.words import Label, Whole
from shared.flows.rows import keep_row, row
from shared.flows.tickets import keep_ticket
from shared.runtime.faults import faults
from shared.runtime.journal import Reply
from shared.runtime.routes import Request, command, handler
from shared.runtime.units import Units
from shared.runtime.work import View, Work

MOST_LINES = 5_000
CHUNK = 100
"""Rooms per commit: each is two writes, and the journal entry holds each row twice, under a mebibyte."""

Outcome = Literal["created", "updated", "unchanged", "restored", "refused"]


def _of_a_sheet(value: Any) -> Any:
    """Read "211.0" as 211: so a spreadsheet saves a column of numbers of which one was empty."""
    return re.sub(r"^(\d+)\.0+$", r"\1", value.strip()) if isinstance(value, str) else value


class RoomLine(BaseModel):
    """One room of a list, by the number or the name that people call it by."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", str_strip_whitespace=True)

    number: Annotated[
        RoomName, BeforeValidator(_of_a_sheet), Field(validation_alias=AliasChoices("number", "name", "room_id"))
    ]
    floor: Annotated[Whole, Field(ge=-20, le=300)]
    wing: Label = ""
    room_type: Annotated[Label, Field(min_length=1)] = "standard"


class Named(Excerpt):
    """What a room is called: all that is asked of all of them."""

    collection: ClassVar[str] = Room.collection
    key: ClassVar[str] = Room.key

    room_id: str
    number: str


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

    `number` is what the room is called: 204, "Villa 3". A body may also be the list itself, or text/csv.
    """

    bodies: ClassVar[Mapping[str, str]] = {"application/json": "rooms", "text/csv": "csv"}

    rooms: Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST_LINES)] = ()
    csv: Annotated[str, Field(max_length=1 << 20)] = ""


@command("POST /api/v1/properties/{property_id}/rooms", allow=MANAGERS | SERVICES)
def add_rooms(request: AddRooms, units: Units) -> RoomsReport:
    """Have these rooms, each with one row, and report on every line. A room that is there gets the line's structure.

    Two names that compare alike are one room. Lines that are not right are refused one by one; the others are kept.
    Refuses the whole list only if all are wrong.
    """
    good, refused = _read(_lines(request))
    if not good:
        wrong = {f"{report.line}.{error.field}": error.message for report in refused for error in report.errors}
        raise INVALID_FIELDS.refuse("No line is right.", fields=wrong or {"rooms": "has no line"})
    called = ids_by_name(units.view())
    numbered = [(at, called.get(folded(line.number)) or as_room_id(line.number), line) for at, line in good.items()]
    outcomes: dict[str, Outcome] = {}
    for start in range(0, len(numbered), CHUNK):
        chunk = [(room_id, line) for _, room_id, line in numbered[start : start + CHUNK]]
        entry = units.run(str(start), partial(_have_rooms, lines=chunk))
        outcomes |= entry.reply.data
    reports = [_told(at, line, outcomes[room_id]) for at, room_id, line in numbered]
    return _report(sorted([*reports, *refused], key=lambda report: report.line))


class RenameRoom(Request):
    room_id: RoomId
    name: RoomName


@command("PUT /api/v1/properties/{property_id}/rooms/{room_id}/name", allow=MANAGERS | SERVICES, reads=(Room, Tablet))
def rename_room(request: RenameRoom, work: Work) -> Room:
    """Call a room otherwise. Its id stays, and with it its past, its tablet and what points to it."""
    room = row(work, request.room_id)
    named = ids_by_name(work).get(folded(request.name), as_room_id(request.name))
    if named != room.room_id and (other := work.find(Room, named)) is not None:
        raise NAME_TAKEN.refuse(
            f"{request.name} is what {other.number} is called, or was first.", fields={"name": "is another room's"}
        )
    return keep_row(work, room.but(number=request.name))


class ArchiveRoom(Request):
    room_id: RoomId


@command("DELETE /api/v1/properties/{property_id}/rooms/{room_id}", allow=MANAGERS | SERVICES, reads=(Room, Tablet))
def archive_room(request: ArchiveRoom, work: Work) -> Room:
    """Take a room off the books; its past stays in the journal. Refused while occupied or promised to an arrival."""
    return _archive(work, row(work, request.room_id))


@handler(RoomArchived, newest=True)
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


def ids_by_name(view: View) -> dict[str, str]:
    """Return the id of every room there is or was by its name, as names are compared. A list: what it says is not guarded."""
    found: dict[str, str] = {}
    after = None
    while True:
        page = view.list(Named, limit=500, after=after)
        found |= {folded(room.number): room.room_id for room in page.items}
        after = page.after
        if after is None:
            return found


def _lines(request: AddRooms) -> Mapping[int, Mapping[str, Any]]:
    if bool(request.rooms) == bool(request.csv):
        raise INVALID_FIELDS.refuse(fields={"rooms": "send either rooms or csv", "csv": "send either rooms or csv"})
    return dict(enumerate(request.rooms, start=1)) if request.rooms else read_sheet(request.csv, most=MOST_LINES)


def _read(said: Mapping[int, Mapping[str, Any]]) -> tuple[dict[int, RoomLine], list[LineReport]]:
    """Return the right lines by their place, and what is wrong with the others; of two with one name the first counts."""
    good: dict[int, RoomLine] = {}
    refused: list[LineReport] = []
    seen: set[str] = set()
    for at, values in said.items():
        try:
            line = RoomLine.model_validate(values)
        except ValidationError as error:
            number = str(values.get("number") or values.get("name") or values.get("room_id") or "")[:LONGEST_ROOM_NAME]
            refused.append(LineReport(line=at, number=number, outcome="refused", errors=tuple(_errors(error))))
            continue
        if folded(line.number) in seen:
            twice = FieldError(field="number", message="is in the list already")
            refused.append(LineReport(line=at, number=line.number, outcome="refused", errors=(twice,)))
            continue
        seen.add(folded(line.number))
        good[at] = line
    return good, refused


def _errors(error: ValidationError) -> list[FieldError]:
    return [FieldError(field=one.field, message=one.message) for one in faults(error)]


def _have_rooms(work: Work, lines: Sequence[tuple[str, RoomLine]]) -> Reply:
    keys = [work.place.key(kind.collection, room_id) for room_id, _ in lines for kind in (Room, Tablet)]
    work.read(keys)
    return Reply(data={room_id: _have_room(work, room_id, line) for room_id, line in lines})


def _have_room(work: Work, room_id: str, line: RoomLine) -> Outcome:
    """Have one room. One that was called so first and is called otherwise now keeps the id, so another cannot have it."""
    before = work.find(Room, room_id)
    if before is not None and folded(before.number) != folded(line.number):
        return "refused"
    there = before or Room(room_id=room_id, number=line.number, floor=line.floor)
    kept = keep_row(work, there.built(line.number, line.floor, line.wing, line.room_type))
    if before is None or before.archived:
        work.tell(RoomAdded(room_id=kept.room_id), revision=kept.revision)
    if before is None:
        return "created"
    if before.archived:
        return "restored"
    return "unchanged" if kept == before else "updated"


def _told(at: int, line: RoomLine, outcome: Outcome) -> LineReport:
    was_first = FieldError(field="number", message="is what another room was called first; call this one otherwise")
    errors = (was_first,) if outcome == "refused" else ()
    return LineReport(line=at, number=line.number, outcome=outcome, errors=errors)


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
