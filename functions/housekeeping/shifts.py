"""Shifts: who is on, told by the staff service or kept by hand, and what becomes of their tasks when they leave.

Ending a shift is one commit that notes what was in hand; the event of it has each of those tasks put back in a step of its
own, so a crash in between leaves none behind (docs/shifts.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

from pydantic import Field

from functions.housekeeping.assignment import even_out, give_out
from functions.housekeeping.floor import check_staffing, floor_of
from functions.housekeeping.tasks import CANNOT_CLEAN
from functions.housekeeping.turnovers import follow
from shared.domain.cleaning import CLEANERS, break_off_cleaning
from shared.domain.documents import Change
from shared.domain.ids import ShiftId, StaffId
from shared.domain.past import in_the_past
from shared.domain.people import SERVICES, SHIFT_LEADS, STAFF
from shared.domain.reasons import HouseReason
from shared.domain.refusals import NOT_FOUND
from shared.domain.settings import Language
from shared.domain.shifts import (
    ON_ANOTHER_SHIFT,
    SHIFT_IS_ANOTHERS,
    SHIFT_IS_THE_LEADS,
    Shift,
    ShiftChanged,
    ShiftEnded,
    ShiftStarted,
    ShiftStatus,
    default_capacity,
    shift_id_of,
)
from shared.domain.staff import Skills, Staff, StaffChanged
from shared.domain.tasks import Given, Task, TaskStatus
from shared.domain.words import Instant, Name, Text, Whole
from shared.domain.worklists import Worklist
from shared.flows.pace import sees_pace
from shared.flows.tasks import keep_task, task_with_row, worklist_of
from shared.runtime.journal import Reply
from shared.runtime.lists import ListRequest, several
from shared.runtime.routes import Request, command, handler, query
from shared.runtime.store.port import Where
from shared.runtime.units import Units
from shared.runtime.work import Page, View, Work

_OF_THE_LEADS = ("starts_at", "capacity_minutes", "languages", "skills", "floors", "wing")
_A_DAY = timedelta(hours=24)
_FOLLOWED = "another shift began"
_FORGOTTEN = "its time was over"


class ListShifts(ListRequest):
    """By when they begin: from a day ago until a day ahead where nothing else is said. `status`: several, with commas."""

    status: Annotated[tuple[ShiftStatus, ...], several, Field(min_length=1)] = (
        ShiftStatus.ON,
        ShiftStatus.PLANNED,
    )
    staff_id: StaffId | None = None
    from_at: Instant | None = None
    until_at: Instant | None = None


@query("GET /api/v1/housekeeping/shifts", allow=STAFF | SERVICES)
def list_shifts(request: ListShifts, view: View) -> Page[Shift]:
    """List who is on shift now and in the next 24 hours, earliest first. Of others it is the shift leads' to see."""
    where = [
        Where("status", "in", [status.value for status in request.status]),
        Where("starts_at", ">=", request.from_at or view.now - _A_DAY),
        Where("starts_at", "<=", request.until_at or view.now + _A_DAY),
    ]
    if request.staff_id:
        where.append(Where("staff_id", "==", request.staff_id))
    if not sees_pace(view) and request.staff_id != view.actor.id:
        if request.staff_id:
            return Page([])
        where.append(Where("staff_id", "==", view.actor.id))
    return view.list(Shift, *where, order_by=("starts_at",), limit=request.limit, after=request.after)


class PlanShift(Request):
    """Without `starts_at` they are on from now; so may everybody be by themselves, and say no more than until when.

    Left out, languages and skills are the person's, capacity is the length less a break.
    """

    staff_id: StaffId
    starts_at: Instant | None = None
    ends_at: Instant
    capacity_minutes: Annotated[Whole, Field(ge=0, le=1440)] | None = None
    languages: Annotated[tuple[Language, ...], Field(max_length=10)] | None = None
    skills: Skills | None = None
    floors: Annotated[tuple[Whole, ...], Field(max_length=100)] = ()
    wing: Name | None = None


@command("POST /api/v1/housekeeping/shifts", allow=STAFF, status=201)
def plan_shift(request: PlanShift, work: Work) -> Shift:
    """Put somebody on the roster, or on shift from now."""
    _only_lead_or(work, request.staff_id)
    said = [name for name in _OF_THE_LEADS if getattr(request, name) not in (None, ())]
    if said and not work.roles & SHIFT_LEADS:
        raise SHIFT_IS_THE_LEADS.refuse(fields=dict.fromkeys(said, "is a shift lead's to say"))
    staff, _ = work.gather((Staff, request.staff_id), (Worklist, request.staff_id))
    if staff is None:
        raise NOT_FOUND.refuse(f"There is no staff {request.staff_id}.", id=request.staff_id)
    if staff.role not in CLEANERS:
        raise CANNOT_CLEAN.refuse(fields={"staff_id": f"is {staff.role}, who does not clean rooms"})
    starts_at = request.starts_at or work.now
    capacity = request.capacity_minutes
    shift = Shift(
        shift_id=work.new_id("sft"),
        staff_id=request.staff_id,
        starts_at=starts_at,
        ends_at=request.ends_at,
        capacity_minutes=default_capacity(starts_at, request.ends_at) if capacity is None else capacity,
        languages=staff.languages if request.languages is None else request.languages,
        skills=staff.skills if request.skills is None else request.skills,
        floors=request.floors,
        wing=request.wing,
    )
    return work.keep(shift.planned()) if request.starts_at else _put_on(work, shift)


class StartShift(Request):
    shift_id: ShiftId


@command("POST /api/v1/housekeeping/shifts/{shift_id}/start", allow=STAFF, reads=(Shift,))
def start_shift(request: StartShift, work: Work) -> Shift:
    """Begin a planned shift. Refused while they are on another one, naming it."""
    shift = work.get(Shift, request.shift_id)
    _only_lead_or(work, shift.staff_id)
    return _put_on(work, shift)


class EndShift(Request):
    shift_id: ShiftId
    reason: Annotated[Text, Field(max_length=500)] = ""


@command("POST /api/v1/housekeeping/shifts/{shift_id}/end", allow=STAFF, reads=(Shift,))
def end_shift(request: EndShift, work: Work) -> Shift:
    """End a shift, on time or because they fell ill. What they have in hand goes to others."""
    shift = work.get(Shift, request.shift_id)
    _only_lead_or(work, shift.staff_id)
    return _take_off(work, shift, work.now, request.reason)


@handler(ShiftStarted, newest=True)
def put_on_shift_when_shift_started(event: ShiftStarted, work: Work) -> None:
    """Have somebody on shift as the staff service says, if they clean here: it tells of cooks and porters too.

    Of two shifts they are on the later one; one that ended stays so.
    """
    shift_id = shift_id_of(event.shift_id, event.staff_id)
    known, worklist, staff = work.gather((Shift, shift_id), (Worklist, event.staff_id), (Staff, event.staff_id))
    if staff is None or staff.role not in CLEANERS:
        return
    shift = _as_told(event, known, staff)
    if shift.is_over:
        work.keep(shift)
        return
    other_id = worklist.shift_id if worklist else None
    other = work.find(Shift, other_id) if other_id not in (None, shift_id) else None
    if other is not None and shift.is_before(other):
        work.keep(shift.ended(other.starts_at, _FOLLOWED))
        return
    started = shift.started(event.starts_at)
    if other is not None:
        work.keep(other.ended(shift.starts_at, _FOLLOWED))
    work.keep(worklist_of(work, shift.staff_id).but(shift_id=shift_id))
    work.keep(started)


@handler(ShiftEnded, newest=True)
def take_off_shift_when_shift_ended(event: ShiftEnded, work: Work) -> None:
    """End the shift as the staff service says; one that we have not heard of yet is over before it begins."""
    shift_id = shift_id_of(event.shift_id, event.staff_id)
    known, _, staff = work.gather((Shift, shift_id), (Worklist, event.staff_id), (Staff, event.staff_id))
    if known is None and (staff is None or staff.role not in CLEANERS):
        return
    unheard_of = Shift(
        shift_id=shift_id,
        staff_id=event.staff_id,
        external_shift_id=event.shift_id,
        starts_at=event.ended_at,
        ends_at=event.ended_at,
        capacity_minutes=0,
    )
    _take_off(work, known or unheard_of, in_the_past(event.ended_at, work.now, "endedAt"), event.reason or "")


@handler(ShiftChanged)
def hand_over_when_shift_changed(event: ShiftChanged, units: Units) -> None:
    """Give to others what somebody left in hand, and see at once whether who is on can do what is due."""
    shift = units.view().find(Shift, event.shift_id)
    for task_id in shift.left if shift else ():
        _hand_back(units, task_id, event.staff_id)
    deal = even_out if event.status is ShiftStatus.ON else give_out
    deal(units)
    check_staffing(units, floor_of(units.view()))


@handler(StaffChanged)
def hand_over_when_staff_changed(event: StaffChanged, units: Units) -> None:
    """Take who does not clean here any more off their shift, and have others do what they had in hand."""
    staff, worklist = units.view().gather((Staff, event.staff_id), (Worklist, event.staff_id))
    if worklist is None or (staff is not None and staff.role in CLEANERS):
        return
    if worklist.shift_id is not None:
        units.run("end shift", partial(_end, shift_id=worklist.shift_id, reason=HouseReason.CLEANS_NO_MORE))
        return
    for one in worklist.tasks:
        _hand_back(units, one.task_id, event.staff_id)
    give_out(units)


def follow_roster(units: Units, view: View, shifts: Sequence[Shift]) -> None:
    """Do what nobody tapped: who is at work when their shift has come is on it, and a shift whose time is over ends.

    Who has not come half an hour after their time leaves to others what a plan gave them ahead.
    """
    due = [shift for shift in shifts if _looks_due(shift, view.now)]
    worklists = view.gather_all(Worklist, [shift.staff_id for shift in due])
    for shift, worklist in zip(due, worklists, strict=True):
        hands = worklist or Worklist(staff_id=shift.staff_id)
        if shift.is_over_at(view.now, hands.running):
            units.run(f"end {shift.shift_id}", partial(_end_forgotten, shift_id=shift.shift_id))
        elif shift.begins_with(hands, view.now):
            units.run(f"start {shift.shift_id}", partial(_start_forgotten, shift_id=shift.shift_id))
        elif shift.is_missed(hands, view.now):
            for task in view.gather_all(Task, [one.task_id for one in hands.tasks]):
                if task is not None and _was_given_ahead(task):
                    units.run(
                        f"release {task.task_id}", partial(_release, shift_id=shift.shift_id, task_id=task.task_id)
                    )


def _looks_due(shift: Shift, at: datetime) -> bool:
    return at >= (shift.ends_at if shift.is_on else shift.starts_at)


def _end_forgotten(work: Work, shift_id: str) -> None:
    shift = work.get(Shift, shift_id)
    if shift.is_over_at(work.now, worklist_of(work, shift.staff_id).running):
        _take_off(work, shift, work.now, _FORGOTTEN)


def _end(work: Work, shift_id: str, reason: str) -> None:
    _take_off(work, work.get(Shift, shift_id), work.now, reason)


def _start_forgotten(work: Work, shift_id: str) -> None:
    shift = work.get(Shift, shift_id)
    if shift.begins_with(worklist_of(work, shift.staff_id), work.now):
        _put_on(work, shift)


def _take_off(work: Work, shift: Shift, at: datetime, reason: str) -> Shift:
    """End the shift, and note on it what they have in hand."""
    worklist = worklist_of(work, shift.staff_id)
    if worklist.shift_id == shift.id and not shift.is_over:
        work.keep(worklist.but(shift_id=None))
    leaves = worklist.shift_id in (None, shift.id) and _is_of_today(work, shift)
    return work.keep(shift.ended(at, reason, [one.task_id for one in worklist.tasks] if leaves else ()))


def _is_of_today(work: Work, shift: Shift) -> bool:
    """Whether it is a shift that they are on, or would be today: off a later one, today's work stays theirs."""
    of = work.settings.business_date
    return shift.is_on or of(shift.starts_at) == of(work.now)


def _put_on(work: Work, shift: Shift) -> Shift:
    started = shift.started(work.now)
    worklist = worklist_of(work, shift.staff_id)
    if worklist.shift_id not in (None, shift.id):
        raise ON_ANOTHER_SHIFT.refuse(staff_id=shift.staff_id, shift_id=worklist.shift_id, attempted="start")
    work.keep(worklist.but(shift_id=shift.id))
    return work.keep(started)


def _as_told(event: ShiftStarted, known: Shift | None, staff: Staff) -> Shift:
    capacity = event.capacity_minutes
    told = Shift(
        shift_id=shift_id_of(event.shift_id, event.staff_id),
        staff_id=event.staff_id,
        external_shift_id=event.shift_id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        capacity_minutes=default_capacity(event.starts_at, event.ends_at) if capacity is None else capacity,
        languages=event.languages or staff.languages,
        skills=event.skills or staff.skills,
    )
    if known is None:
        return told
    kept = {name: getattr(known, name) for name in ("revision", "updated_at", *_AS_IT_WENT)}
    return told.but(**kept)


_AS_IT_WENT = ("status", "started_at", "ended_at", "reason", "left", "floors", "wing")
"""What a shift does not have from the roster."""


def _hand_back(units: Units, task_id: str, staff_id: str) -> None:
    """Put a task back; then see whether its room still needs it, for what somebody was at had been left to them."""
    entry = units.run(f"put back {task_id}", partial(_put_back, task_id=task_id, staff_id=staff_id))
    follow(units, entry.reply.data)


def _put_back(work: Work, task_id: str, staff_id: str) -> Reply:
    task, room = task_with_row(work, task_id)
    if task.is_open and task.assignee == staff_id:
        row = (
            break_off_cleaning(room, "", work.now, reason=HouseReason.SHIFT_ENDED, task_id=task_id)
            if task.is_under_way_in(room)
            else Change(room)
        )
        keep_task(work, task.put_back(HouseReason.SHIFT_ENDED, work.now), row)
    return Reply(data=task.room_id)


def _was_given_ahead(task: Task) -> bool:
    """Whether a plan or the house gave it to somebody, and they have not touched it."""
    return (
        task.given in (Given.BY_PLAN, Given.AUTOMATICALLY) and task.status is TaskStatus.ASSIGNED and task.is_untouched
    )


def _release(work: Work, shift_id: str, task_id: str) -> None:
    shift = work.get(Shift, shift_id)
    task, room = task_with_row(work, task_id)
    missed = shift.is_missed(worklist_of(work, shift.staff_id), work.now)
    if missed and task.assignee == shift.staff_id and _was_given_ahead(task):
        keep_task(work, task.put_back(HouseReason.DID_NOT_COME, work.now), room)


def _only_lead_or(work: Work, staff_id: str) -> None:
    if staff_id != work.actor.id and not work.roles & SHIFT_LEADS:
        raise SHIFT_IS_ANOTHERS.refuse(staff_id=staff_id)
