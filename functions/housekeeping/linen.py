"""Linen: set up and count the lines, issue from the shelf, return to it (docs/linen-and-lost-property.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from shared.domain.documents import Change
from shared.domain.ids import LinenId, TaskId
from shared.domain.linen import LinenLine
from shared.domain.people import SHIFT_LEADS, STAFF, Role
from shared.domain.settings import Language
from shared.domain.tasks import Note, Task
from shared.domain.words import Name, Text, Whole
from shared.runtime.journal import SYNC_CONFLICT
from shared.runtime.lists import ListRequest
from shared.runtime.routes import Request, command, query
from shared.runtime.work import Page, View, Work

HANDLERS = SHIFT_LEADS | {Role.HOUSEKEEPER}
Pieces = Annotated[Whole, Field(ge=0, le=1_000_000)]
Handful = Annotated[Whole, Field(ge=1, le=10_000)]
Translations = Annotated[dict[Language, Name], Field(max_length=20)]


class ListLinen(ListRequest):
    """All lines, or a page of them, by name."""


@query("GET /api/v1/housekeeping/linen", allow=STAFF)
def list_linen(request: ListLinen, view: View) -> Page[LinenLine]:
    """List the linen lines with what is on the shelf and what is out."""
    return view.list(LinenLine, order_by=("name",), limit=request.limit, after=request.after)


class AddLinen(Request):
    """`name` is what the house calls it; `translations` are for who reads another language."""

    name: Name
    translations: Translations = Field(default_factory=dict)
    stock: Pieces
    in_use: Pieces = 0
    low_watermark: Pieces


@command("POST /api/v1/housekeeping/linen", allow=SHIFT_LEADS, status=201)
def add_linen(request: AddLinen, work: Work) -> LinenLine:
    """Set up a line of linen with what is there of it."""
    return work.keep(LinenLine(line_id=work.new_id("lin"), **dict(request)).set_up(work.now))


class Counted(Request):
    """What somebody counted; what is out stays as it was believed where `in_use` is left out."""

    stock: Pieces
    in_use: Pieces | None = None
    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class ChangeLinen(Request):
    """What is left out stays as it is. `stocktake` counts anew, and says why."""

    line_id: LinenId
    name: Name | None = None
    translations: Translations | None = None
    low_watermark: Pieces | None = None
    stocktake: Counted | None = None


@command("PUT /api/v1/housekeeping/linen/{line_id}", allow=SHIFT_LEADS, reads=(LinenLine,))
def change_linen(request: ChangeLinen, work: Work) -> LinenLine:
    """Correct how a line is called, from when on it is low, or how much there is of it."""
    line = work.get(LinenLine, request.line_id)
    said = request.model_dump(include={"name", "translations", "low_watermark"}, exclude_none=True)
    line = line.but(**said)
    if request.stocktake is None:
        return work.keep(line.set_up(work.now))
    return work.keep(line.counted(**dict(request.stocktake), by=work.actor.id, at=work.now))


class MoveLinen(Request):
    """`task_id` is the work that it is for: the task counts it too, also one that is over."""

    line_id: LinenId
    count: Handful
    task_id: TaskId | None = None


@command("POST /api/v1/housekeeping/linen/{line_id}/issue", allow=HANDLERS, reads=(LinenLine,))
def issue_linen(request: MoveLinen, work: Work) -> LinenLine:
    """Take clean pieces off the shelf. What is told late is never refused: the pieces are taken."""
    line = work.get(LinenLine, request.line_id)
    move = line.issued_late if work.is_late else line.issued
    if request.task_id is not None:
        work.keep(work.get(Task, request.task_id).with_linen(request.line_id, issued=request.count))
    return _moved(work, line, move(request.count, work.tapped_at))


@command("POST /api/v1/housekeeping/linen/{line_id}/return", allow=HANDLERS, reads=(LinenLine,))
def return_linen(request: MoveLinen, work: Work) -> LinenLine:
    """Put clean pieces back on the shelf. What is told late is never refused: the pieces lie there."""
    line = work.get(LinenLine, request.line_id)
    move = line.returned_late if work.is_late else line.returned
    if request.task_id is not None:
        work.keep(work.get(Task, request.task_id).with_linen(request.line_id, returned=request.count))
    return _moved(work, line, move(request.count, work.tapped_at))


def returned_with(work: Work, task: Task, pieces: Mapping[str, int]) -> Task:
    """Put back what came back with finished work, and return the task that counts it, for the caller to keep.

    Told once more, of each line only what is more than was told counts. More than is out is refused as any return is, and
    kept where it is told late. Of a line that there is not a note of the house says so: the work is done.
    """
    for line, (line_id, count) in zip(work.gather_all(LinenLine, list(pieces)), pieces.items(), strict=True):
        if line is None:
            text = f"unknown linen {line_id}: {count}"
            if all(note.text != text for note in task.notes):
                task = task.noted(Note(text=text, by="house", at=work.tapped_at)).state
            continue
        more = count - task.linen_of(line_id).told
        if more > 0:
            _moved(work, line, (line.returned_late if work.is_late else line.returned)(more, work.tapped_at))
            task = task.with_linen(line_id, returned=more, told=more)
    return task


def _moved(work: Work, line: LinenLine, change: Change[LinenLine]) -> LinenLine:
    if change.state.beyond != line.beyond:
        work.cause = SYNC_CONFLICT
    return work.keep(change)
