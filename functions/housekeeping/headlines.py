"""The three numbers that are always visible, and what one of them is made of: when each room that was left became ready."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from pydantic import Field

from shared.domain.documents import Excerpt, Value
from shared.domain.linen import LinenLine, runway_minutes
from shared.domain.rooms import Cleaning, CleaningState, Room, RoomStatusChanged
from shared.domain.settings import Choices
from shared.domain.tasks import Task, TaskKind
from shared.domain.turnarounds import Timed, awaited_turnovers, first_ready, percentile
from shared.runtime.cloud import cloud
from shared.runtime.journal import COMMITTED_AT, JOURNAL
from shared.runtime.routes import handler
from shared.runtime.store.port import Where
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_MANY = 2_000  # more turnovers than a property has on one day
_OF_LATE = 3
"""So many turnovers of one room are looked at: the event is seldom late, and never by days."""


class Headlines(Value):
    """`time_to_ready`: the median of today, in minutes from the guest's leaving; None while no room became ready today.

    `pending_tasks_at_arrival_window`: open turnovers of rooms that somebody is soon expected in, or is late for.
    `linen_runway_minutes`: how long the scarcest line lasts at the pace of now; None while nothing is being used.
    """

    time_to_ready: int | None
    pending_tasks_at_arrival_window: int
    linen_runway_minutes: int | None


def headlines(
    rooms: Iterable[Room], ready: Iterable[Timed], linen: Sequence[LinenLine], at: datetime, house: Choices
) -> Headlines:
    minutes = sorted(took for turnover in ready if (took := turnover.minutes_to_ready) is not None)
    return Headlines(
        time_to_ready=percentile(minutes, 50),
        pending_tasks_at_arrival_window=awaited_turnovers(rooms, at, house),
        linen_runway_minutes=runway_minutes(linen, at),
    )


def ready_today(view: View) -> list[Timed]:
    """Return the turnovers whose room became ready on this business day."""
    begins, _ = view.settings.hours_of(view.settings.business_date(view.now))
    return view.list(Timed, Where("ready_at", ">=", begins), order_by=("ready_at",), limit=_MANY).items


class _RowThen(Excerpt):
    """What a journal entry keeps of the rows it changed."""

    collection: ClassVar[str] = JOURNAL
    key: ClassVar[str] = "entry_id"

    entry_id: str
    rooms: dict[str, dict[str, Any]] = Field(default_factory=dict)


@handler(RoomStatusChanged)
def note_ready_when_room_status_changed(event: RoomStatusChanged, units: Units) -> None:
    """Note on a turnover when its room first became ready, whoever made it so: cleaner, inspector, or a shift lead.

    The journal says when, so it may be heard late, when the next guest is in the room already. A turnover that is not
    there yet is still to be done, and its room becomes ready by that.
    """
    if event.status is Cleaning.READY:
        units.run("note", partial(_note_ready, room_id=event.room_id))


def _note_ready(work: Work, room_id: str) -> None:
    of_room = Where("room_id", "==", room_id), Where("kind", "==", TaskKind.TURNOVER.value)
    latest = work.list(Timed, *of_room, order_by=("-created_at",), limit=_OF_LATE).items
    vacated = {one.task_id: one.vacated_at for one in reversed(latest) if one.vacated_at is not None}
    noted = {one.vacated_at for one in latest if one.ready_at is not None}
    ready = _ready(work, room_id, min(vacated.values())) if vacated else []
    for task_id, moment in first_ready(vacated, ready).items():
        if vacated[task_id] in noted:
            continue
        task = work.get(Task, task_id)
        if task.ready_at is None:
            work.keep(task.but(ready_at=moment))


def _ready(view: View, room_id: str, since: datetime) -> list[datetime]:
    """Return the moments at which the room became ready, as the journal has them."""
    changes = view.list(
        _RowThen,
        Where("room_ids", "array_contains", room_id),
        Where(COMMITTED_AT, ">=", cloud().stored_at(since)),
        order_by=(f"-{COMMITTED_AT}",),
        limit=_MANY,
    )
    states = [CleaningState.model_validate(one.rooms[room_id]["cleaning"]) for one in changes.items]
    return [one.since for one in states if one.status is Cleaning.READY and one.since]
