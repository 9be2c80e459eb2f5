"""What no commit of housekeeping may break, whoever made it and in whatever order things came.

Each law looks at one commit: the documents it wrote, as they were and as they became, the events it promised, and all
documents as it left them. What may be broken for the while between two commits is not a law here; see `at_rest`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from scripts.generation.events import schemas
from shared.domain import tasks, work_orders
from shared.domain.checklists import Checklist
from shared.domain.cleaning import (
    AFTER_CHECK_IN,
    AFTER_CHECK_OUT,
    AFTER_START,
    DIRTIEST_FIRST,
    OF_VACANT_ROOMS,
    OUT,
    OUT_OF_USE,
    STEPS,
)
from shared.domain.documents import Document
from shared.domain.events import EVENTS
from shared.domain.inspections import Answer, Inspection, Verdict
from shared.domain.linen import LinenLine, LinenLow
from shared.domain.lost_and_found import LostItem, LostStatus
from shared.domain.rooms import (
    STILL_OCCUPIED,
    STILL_PROMISED,
    Cleaning,
    GuestFlag,
    Room,
    RoomStateChanged,
    RoomStatusChanged,
)
from shared.domain.settings import Choices, Settings
from shared.domain.sharing import everybody_in
from shared.domain.shifts import Shift, ShiftStatus
from shared.domain.stays import Stay, StayStatus
from shared.domain.suggestions import Decision, Suggestion
from shared.domain.tablets import Tablet
from shared.domain.tasks import FINAL, MOVES, OPEN, Given, Move, Task, TaskKind, TaskStatus
from shared.domain.tickets import Ticket
from shared.domain.work_orders import WorkOrder, WorkOrderStatus
from shared.domain.worklists import Worklist
from shared.runtime.documents import to_data
from shared.runtime.parking import DeadLetter
from tests.ground import STRANGER
from tests.simulation.house import Commit, House
from tests.simulation.next_piece import AT_IT, next_piece, who_is_at_work

Law = Callable[[Commit], Iterator[str]]
KINDS: tuple[type[Document], ...] = (
    Room,
    Tablet,
    Task,
    Worklist,
    LinenLine,
    LostItem,
    Checklist,
    WorkOrder,
    Ticket,
    Stay,
    Inspection,
    Shift,
    Suggestion,
)

IN_KABUL = Choices(zone="Asia/Kabul")
ORDER_FINAL = frozenset({WorkOrderStatus.VERIFIED, WorkOrderStatus.CANCELLED})
_TOLD_BY: Mapping[str, Move] = {
    tasks.TaskStarted.subject: Move.START,
    tasks.TaskPaused.subject: Move.PAUSE,
    tasks.TaskResumed.subject: Move.RESUME,
    tasks.TaskCompleted.subject: Move.COMPLETE,
    tasks.TaskFailed.subject: Move.FAIL,
    tasks.TaskCancelled.subject: Move.CANCEL,
    tasks.TaskAssigned.subject: Move.ASSIGN,
}
_ORDER_TOLD_BY: Mapping[str, work_orders.Move] = {
    work_orders.WorkOrderStarted.subject: work_orders.Move.START,
    work_orders.WorkOrderResolved.subject: work_orders.Move.RESOLVE,
    work_orders.WorkOrderCompleted.subject: work_orders.Move.VERIFY,
    work_orders.WorkOrderCancelled.subject: work_orders.Move.CANCEL,
}
_FLIPS = (
    {(step.before, step.after) for step in STEPS}
    | {*AFTER_CHECK_IN.items(), *AFTER_CHECK_OUT.items(), *AFTER_START.items()}
    | {(Cleaning.CLEAN, found) for found in AFTER_CHECK_IN}
    | {(out, Cleaning.CLEANING) for out in OUT}
    | {(status, out) for status in Cleaning for out in OUT}
    | {(out, status) for status in DIRTIEST_FIRST for out in OUT}
    | {(Cleaning.READY, Cleaning.INSPECTED)}
)
"""The steps of the table, and what work, arrivals, departures and blocks do beside it. Only an override goes elsewhere."""


def a_task_moves_by_the_moves_it_is_told_by(commit: Commit) -> Iterator[str]:
    """The events of a commit, one after the other, lead from the status that the task had to the one that it has."""
    for was, now in commit.of(Task):
        if now is None:
            yield f"{was} is gone"
            continue
        status, told = (was.status if was else None), commit.told(taskId=now.task_id)
        for subject, said in told:
            if subject == tasks.TaskCreated.subject:
                status = TaskStatus.PENDING if status is None else None
            elif (move := _move(subject, said)) is not None:
                status = MOVES[move].get(status) if status else None
        if status is not now.status:
            yield f"{now.task_id} went from {was and was.status} to {now.status}, told was {told}"


def _move(subject: str, said: Mapping[str, Any]) -> Move | None:
    if subject == tasks.TaskReassigned.subject:
        return Move.ASSIGN if said["staffId"] else Move.PUT_BACK
    if subject == tasks.MaintenanceRequired.subject:
        return Move.HAND_TO_MAINTENANCE if said["severity"] == "heavy" else None
    return _TOLD_BY.get(subject)


def what_is_final_stays_final(commit: Commit) -> Iterator[str]:
    finals: tuple[tuple[type[Any], Any], ...] = (
        (Task, FINAL),
        (WorkOrder, ORDER_FINAL),
        (LostItem, {LostStatus.DISPOSED}),
        (Shift, {ShiftStatus.ENDED}),
    )
    for kind, final in finals:
        for was, now in commit.of(kind):
            if was is not None and was.status in final and (now is None or now.status is not was.status):
                yield f"{was.id} was {was.status} and is {now and now.status}"


def a_task_is_of_one_piece(commit: Commit) -> Iterator[str]:
    """Its fields tell the same story as its status."""
    for _, now in commit.of(Task):
        if now is None:
            continue
        runs, paused, over = now.status is TaskStatus.IN_PROGRESS, now.status is TaskStatus.PAUSED, now.status in FINAL
        agrees = {
            "running_since": (now.running_since is not None) is runs,
            "paused_for": (now.paused_for is not None) is paused,
            "finished_at": (now.finished_at is not None) is over,
            "assignee": over or (now.assignee is not None) is (now.status is not TaskStatus.PENDING),
            "checklist": now.assignee is None or now.checklist is not None,
            "started_at": now.started_at is not None or not (runs or paused),
            "minutes": now.minutes is not None or now.status is not TaskStatus.COMPLETED,
        }
        if wrong := [name for name, holds in agrees.items() if not holds]:
            yield f"{now.task_id} is {now.status}, and {wrong} say otherwise: {now}"


def a_frozen_checklist_never_changes(commit: Commit) -> Iterator[str]:
    for was, now in commit.of(Task):
        if was is not None and was.checklist is not None and now is not None and now.checklist != was.checklist:
            yield f"{was.task_id} had {was.checklist} and has {now.checklist}"


def a_version_of_a_checklist_never_changes(commit: Commit) -> Iterator[str]:
    for was, now in commit.of(Checklist):
        if was is None or now is None:
            continue
        same = (was.items, was.name) == (now.items, now.name)
        if now.version != was.version + (not same):
            yield f"version {was.version} was {was.items}, version {now.version} is {now.items}"


def what_was_written_on_a_task_is_kept(commit: Commit) -> Iterator[str]:
    for was, now in commit.of(Task):
        if was is None or now is None:
            continue
        lost = [
            name
            for name in ("task_id", "room_id", "kind", "source", "created_at", "created_by", "of_task_id")
            if getattr(was, name) != getattr(now, name)
        ]
        lost += [
            name
            for name in ("started_at", "minutes", "inspection_id")
            if getattr(was, name) not in (None, getattr(now, name))
        ]
        lost += [name for name in ("photos", "ticked") if not set(getattr(was, name)) <= set(getattr(now, name))]
        lost += ["notes"] * (now.notes[: len(was.notes)] != was.notes)
        lost += ["worked_seconds"] * (now.worked_seconds < was.worked_seconds)
        counts = {one.line_id: one for one in now.linen}
        lost += [
            f"linen {one.line_id}"
            for one in was.linen
            if (one.issued, one.returned) > (counts[one.line_id].issued, counts[one.line_id].returned)
        ]
        if lost:
            yield f"{now.task_id} lost {lost}: {was} became {now}"


def a_room_is_done_only_when_nobody_is_at_work_in_it(commit: Commit) -> Iterator[str]:
    """One half of the law of work, at every commit; the other half is of a house at rest."""
    touched = {one.room_id for pair in (*commit.of(Room), *commit.of(Task)) for one in pair if one is not None}
    for room_id in touched:
        room = commit.shown[Room].get(room_id)
        if isinstance(room, Room):
            yield from who_is_at_work(room, [task for task in commit.all(Task) if task.room_id == room_id])


def whoever_is_the_last_to_finish_leaves_the_room_clean(commit: Commit) -> Iterator[str]:
    """Around a guest it is `clean`, vacant it waits for whoever looks at it; a service in a room that was left cleans none."""
    rows = {was.room_id: (was, now) for was, now in commit.of(Room) if was is not None and now is not None}
    for was, now in commit.of(Task):
        if was is None or now is None or was.status in FINAL or now.status is not TaskStatus.COMPLETED or _looks(now):
            continue
        before, after = rows.get(now.room_id, (None, None))
        others = [one for one in commit.all(Task) if one.room_id == now.room_id and one.status in AT_IT]
        if before is None or after is None or before.cleaning.status is not Cleaning.CLEANING or others:
            continue
        left = {Cleaning.CLEANED, Cleaning.READY} | ({Cleaning.DIRTY} if now.kind is TaskKind.MID_STAY_CLEAN else set())
        if after.cleaning.status not in ({Cleaning.CLEAN} if after.is_occupied else left):
            yield f"{now.task_id} is done, and {now.room_id}, {after.occupancy}, is {after.cleaning}"


def a_stay_has_one_open_turnover_of_a_room(commit: Commit) -> Iterator[str]:
    open_ones = Counter((one.stay_id, one.room_id) for one in commit.all(Task) if _is_open_turnover(one))
    yield from (f"{of} has {times}" for of, times in open_ones.items() if times > 1)


def _is_open_turnover(task: Task) -> bool:
    return task.kind is TaskKind.TURNOVER and task.status in OPEN


def a_task_is_inspected_once(commit: Commit) -> Iterator[str]:
    verdicts = Counter(one.task_id for one in commit.all(Inspection))
    yield from (f"{task_id} was judged {times} times" for task_id, times in verdicts.items() if times > 1)
    looks = [one for one in commit.all(Task) if _looks(one) and one.status in OPEN]
    of = Counter(one.of_task_id or one.room_id for one in looks)
    yield from (f"{task_id} has {times} open inspections" for task_id, times in of.items() if times > 1)


def a_verdict_answers_every_line(commit: Commit) -> Iterator[str]:
    """By the checklist that the one who inspects had, and for good."""
    for was, now in commit.of(Inspection):
        if now is None or was is not None:
            yield f"{was} became {now}"
            continue
        clean = commit.shown[Task][now.task_id]
        asking = next((one for one in commit.all(Task) if one.inspection_id == now.inspection_id and _looks(one)), None)
        asked = {item.item_id for item in asking.checklist.items} if asking and asking.checklist else None
        answered = [one.item_id for one in now.answers]
        if not answered or len(set(answered)) != len(answered) or (asked is not None and set(answered) != asked):
            yield f"{now.inspection_id} answers {answered}, asked was {asked}"
        fails = any(one.answer is Answer.FAIL for one in now.answers)
        if now.verdict is not (Verdict.FAILED if fails else Verdict.PASSED) or clean.inspection_id != now.inspection_id:
            yield f"{now} is the verdict of {clean}"


def _looks(task: Task) -> bool:
    return task.kind is TaskKind.INSPECTION


def a_person_is_on_one_shift(commit: Commit) -> Iterator[str]:
    """Which is the one that their worklist names."""
    on: dict[str, list[str]] = defaultdict(list)
    for shift in commit.all(Shift):
        if shift.is_on:
            on[shift.staff_id].append(shift.shift_id)
    lists = {one.staff_id: one.shift_id for one in commit.all(Worklist)}
    for staff_id in on.keys() | lists.keys():
        if on[staff_id] != [one for one in (lists.get(staff_id),) if one]:
            yield f"{staff_id} is on {on[staff_id]}, the list says {lists.get(staff_id)}"


def a_suggestion_is_decided_once(commit: Commit) -> Iterator[str]:
    """Until somebody decides on a line of it, a newer word of who made it may take its place."""
    for was, now in commit.of(Suggestion):
        if was is None or now is None or was.decided_at is None:
            continue
        before = {line.task_id: line.decision for line in was.lines if line.decision is not Decision.OPEN}
        after = {line.task_id: line.decision for line in now.lines}
        if not before.items() <= after.items() or len(was.lines) != len(now.lines):
            yield f"{was.suggestion_id} was decided {before}, and is {after}"


def a_plan_takes_nothing_that_is_begun_or_was_given_by_hand(commit: Commit) -> Iterator[str]:
    for was, now in commit.of(Task):
        if was is None or now is None or now.given is not Given.BY_PLAN or was.assignee in (None, now.assignee):
            continue
        if was.given is Given.BY_HAND or was.status is not TaskStatus.ASSIGNED:
            yield f"{was} became {now}"


def nobody_begins_to_turn_over_the_room_of_who_is_in_it(commit: Commit) -> Iterator[str]:
    for was, now in commit.of(Task):
        begins = now is not None and now.status is TaskStatus.IN_PROGRESS and not (was and was.status is now.status)
        if now is None or not begins or now.kind is not TaskKind.TURNOVER:
            continue
        room = commit.shown[Room][now.room_id]
        if isinstance(room, Room) and room.stay and room.stay.stay_id == now.stay_id:
            yield f"{now.task_id} is begun and {now.stay_id} is in {now.room_id}"


def worklists_hold_the_open_tasks_of_each_person(commit: Commit) -> Iterator[str]:
    """And one task in progress per person, which is the one that the list says is running."""
    in_hand: dict[str, dict[str, TaskStatus]] = defaultdict(dict)
    for task in commit.all(Task):
        if task.assignee and task.status in OPEN:
            in_hand[task.assignee][task.task_id] = task.status
    lists = {one.staff_id: one for one in commit.all(Worklist)}
    for staff_id in in_hand.keys() | lists.keys():
        tasks_here, listed = in_hand[staff_id], lists.get(staff_id) or Worklist(staff_id=staff_id)
        if {one.task_id: one.status for one in listed.tasks} != tasks_here or len(listed.tasks) != len(tasks_here):
            yield f"{staff_id} has {tasks_here}, the list says {listed.tasks}"
        running = [task_id for task_id, status in tasks_here.items() if status is TaskStatus.IN_PROGRESS]
        if running != ([listed.running] if listed.running else []):
            yield f"{staff_id} is at {running}, the list says {listed.running}"


def rows_list_their_open_tasks(commit: Commit) -> Iterator[str]:
    listed: dict[str, list[Any]] = defaultdict(list)
    for task in commit.all(Task):
        if task.status in OPEN:
            listed[task.room_id].append(task.on_row)
    for room in commit.all(Room):
        expected = sorted(listed[room.room_id], key=lambda one: (one.created_at, one.task_id))
        if list(room.tasks) != expected:
            yield f"{room.room_id} lists {room.tasks}, open in it are {expected}"


def rows_list_their_open_tickets(commit: Commit) -> Iterator[str]:
    listed: dict[str, list[Any]] = defaultdict(list)
    for ticket in commit.all(Ticket):
        if not ticket.is_closed:
            listed[ticket.room_id].append(ticket.on_row)
    for room in commit.all(Room):
        if {one.ticket_id: one for one in room.tickets} != {one.ticket_id: one for one in listed[room.room_id]}:
            yield f"{room.room_id} lists {room.tickets}, open in it are {listed[room.room_id]}"


def rows_show_who_stays_in_them(commit: Commit) -> Iterator[str]:
    """Whoever comes is on the row; a room that was off the books meanwhile may not know of who was told to be in it."""
    for _, stay in commit.of(Stay):
        room = commit.shown[Room].get(stay.room_id or "") if stay else None
        if stay is None or not isinstance(room, Room) or room.archived:
            continue
        inside, promised = _inside(room), {one.stay_id for one in room.upcoming}
        if (stay.stay_id in inside, stay.stay_id in promised) != (stay.in_house, stay.status is StayStatus.CONFIRMED):
            yield f"{stay} is not so on {room}"
    for _, room in commit.of(Room):
        strangers = {one for one in _inside(room) if not _is_in(commit, one, room)} if room else set()
        if room and (strangers or room.is_occupied is not (room.stay is not None)):
            yield f"{room} shows {strangers}, who are not there"


def nobody_is_given_a_room_that_another_has(commit: Commit) -> Iterator[str]:
    """No commit of ours makes two stays have a room at once that do not share it; what another system says may.

    Worked out from the stays alone, from now on, with nothing of the rule under test.
    """
    if commit.entry is None or commit.entry.name == "add_reservations":
        return
    before = {**commit.shown[Stay], **{was.stay_id: was for was, _ in commit.of(Stay) if was is not None}}
    for was, now in commit.of(Stay):
        if was is None and now is not None:
            before.pop(now.stay_id, None)
    at, changed = commit.entry.at, {stay.stay_id for _, stay in commit.of(Stay) if stay is not None}
    had = _had_twice(before.values(), at, changed)
    for one, other in _had_twice(commit.all(Stay), at, changed) - had:
        yield f"{one} and {other} have one room at once"


def _had_twice(stays: Iterable[Document], at: datetime, changed: AbstractSet[str]) -> set[tuple[str, str]]:
    """Return the pairs with a stay that changed, of those that have a room in one moment from now on."""
    having = [stay for stay in stays if isinstance(stay, Stay) and stay.room_id and _has_it(stay, at)]
    pairs = ((one, other) for one in having if one.stay_id in changed for other in having)
    return {
        (min(one.stay_id, other.stay_id), max(one.stay_id, other.stay_id))
        for one, other in pairs
        if one.stay_id != other.stay_id
        and one.room_id == other.room_id
        and (one.share_id or one.stay_id) != (other.share_id or other.stay_id)
        and max(_begins(one), _begins(other), at) < min(one.departure_at, other.departure_at)
    }


def _has_it(stay: Stay, at: datetime) -> bool:
    """Whether the stay has its room: its guest is in it, or awaited, at the latest on this business day."""
    awaited = IN_KABUL.business_date(stay.arrival_at) >= IN_KABUL.business_date(at)
    return stay.in_house or (stay.status is StayStatus.CONFIRMED and awaited)


def _begins(stay: Stay) -> datetime:
    return (stay.in_room_since or stay.checked_in_at or stay.arrival_at) if stay.in_house else stay.arrival_at


def _inside(room: Room) -> set[str]:
    """Return whom the front office has in the room; who stays on is in it before they are checked in anew."""
    return {one.stay_id for one in everybody_in(room) if not one.awaits_check_in}


def _is_in(commit: Commit, stay_id: str, room: Room) -> bool:
    stay = commit.shown[Stay].get(stay_id)
    return isinstance(stay, Stay) and stay.in_house and stay.room_id == room.room_id


def what_sharers_set_stays_until_the_last_of_them_leaves(commit: Commit) -> Iterator[str]:
    """Whoever else comes or goes, the flag of somebody who is in the room still, and how clean it is, are as they were."""
    for was, now in commit.of(Room):
        if was is None or now is None or was.archived or _party(was) == _party(now):
            continue
        stayed = _party(was) & _party(now)
        if not stayed or _had_left_before_they_came(commit, was, now):
            continue
        before, after = ((room.guest_flag, room.temperature_preset, room.cleaning) for room in (was, now))
        if before != after:
            yield f"{stayed} are in {was.room_id} still, and {before} became {after}"


def a_room_is_dirty_once_the_last_has_left(commit: Commit) -> Iterator[str]:
    left = {stay.room_id: stay for was, stay in commit.of(Stay) if stay and _checks_out(was, stay)}
    for was, now in commit.of(Room):
        stay = left.get(was.room_id) if was else None
        if was is None or now is None or now.archived or stay is None or stay.stay_id not in _party(was):
            continue
        since = now.cleaning.since
        cleaned_since = since is not None and stay.checked_out_at is not None and since > stay.checked_out_at
        vacated = now.cleaning.status in {Cleaning.DIRTY, *OUT} or cleaned_since
        if now.stay is None and not vacated:
            yield f"{stay.stay_id} left {was.room_id}, which is {now.cleaning}"


def _checks_out(was: Stay | None, stay: Stay) -> bool:
    return stay.status is StayStatus.CHECKED_OUT and was is not None and was.in_house and was.room_id == stay.room_id


def _party(room: Room) -> set[str]:
    return {one.stay_id for one in (room.stay, *room.also_here) if one is not None}


def _had_left_before_they_came(commit: Commit, was: Room, now: Room) -> bool:
    """Whether who was shown to be in the room left it, as is heard now, before anybody came who is in it."""
    gone = commit.shown[Stay].get(was.stay.stay_id) if was.stay else None
    if not isinstance(gone, Stay) or gone.stay_id in _party(now):
        return False
    left_at = gone.checked_out_at or gone.in_room_since
    came = [one.in_room_since or one.checked_in_at for one in (now.stay, *now.also_here) if one is not None]
    return left_at is not None and all(left_at <= moment for moment in came)


def tablets_mirror_their_rows(commit: Commit) -> Iterator[str]:
    for _, room in commit.of(Room):
        tablet = commit.shown[Tablet].get(room.room_id) if room else None
        if room is None or not isinstance(tablet, Tablet):
            continue
        facts = {
            "stay_id": room.stay.stay_id if room.stay else "",
            "guest_flag": room.guest_flag.value if room.stay else "none",
            "cleaning_in_progress": room.cleaning.status is Cleaning.CLEANING,
            "check_out_at": room.stay.check_out_at if room.stay else None,
        }
        if wrong := [name for name, value in facts.items() if getattr(tablet, name) != value]:
            yield f"{room.room_id}'s tablet shows other {wrong}: {tablet} of {room}"


def only_a_vacant_room_is_ready(commit: Commit) -> Iterator[str]:
    for _, room in commit.of(Room):
        if room is not None and room.is_occupied and room.cleaning.status in OF_VACANT_ROOMS:
            yield f"{room.room_id} is {room.cleaning.status} with {room.stay}"


def nothing_that_is_held_back_is_ready(commit: Commit) -> Iterator[str]:
    for _, room in commit.of(Room):
        if room is None or commit.entry is None:
            continue
        at = commit.entry.at
        if room.cleaning.status is Cleaning.READY and any(one.stands(at) for one in room.blocks):
            yield f"{room.room_id} is ready and blocked: {room.blocks}"
        if not room.archived and room.cleaning.status in OUT and not any(one.kind in OUT_OF_USE for one in room.blocks):
            yield f"{room.room_id} is {room.cleaning.status} and nothing keeps it out of use: {room.blocks}"


def a_room_flips_as_the_tables_say(commit: Commit) -> Iterator[str]:
    """The flips that a commit tells of lead from the status that the room had to the one that it has, by allowed ones."""
    for was, now in commit.of(Room):
        if was is None or now is None or was.archived:
            continue
        status = was.cleaning.status
        for subject, said in commit.told(roomId=now.room_id):
            if subject != RoomStatusChanged.subject:
                continue
            if said["previous"] != status:
                yield f"{now.room_id} was {status} and told to have been {said}"
            status = Cleaning(said["status"])
            if (Cleaning(said["previous"]), status) not in _FLIPS and not said["override"]:
                yield f"{now.room_id} went by {said}"
            if said["override"] and commit.entry and commit.entry.name != "set_room_status":
                yield f"{commit.entry.name} overrode {said}"
        if status is not now.cleaning.status:
            yield f"{now.room_id} was {was.cleaning}, told to be {status}, and is {now.cleaning}"


def the_journal_holds_rows_as_they_became(commit: Commit) -> Iterator[str]:
    """So a row is what its journal replays to: no revision is missing, and the last is the row."""
    for was, now in commit.of(Room):
        if now is None:
            continue
        kept = commit.entry.rooms.get(now.room_id) if commit.entry else None
        if kept != to_data(now):
            yield f"{now.room_id} is {now}, its journal says {kept}"
        if was is not None and now.revision != was.revision + 1:
            yield f"{now.room_id} went from revision {was.revision} to {now.revision}"


def linen_is_conserved(commit: Commit) -> Iterator[str]:
    """Pieces lie on the shelf or are out; only somebody who counts finds more or less of them."""
    for was, now in commit.of(LinenLine):
        if now is None:
            continue
        if min(now.stock, now.in_use) < 0:
            yield f"{now}"
        counted = commit.entry is not None and now.stocktake is not None and now.stocktake.at == commit.entry.at
        if was is not None and not counted and was.stock + was.in_use != now.stock + now.in_use:
            yield f"{was} became {now}"


def low_linen_is_told_once_per_fall(commit: Commit) -> Iterator[str]:
    for was, now in commit.of(LinenLine):
        if now is None:
            continue
        told = [subject for subject, _ in commit.told(lineId=now.line_id)].count(LinenLow.subject)
        fell = now.is_low and not (was is not None and was.low_since is not None)
        if (now.low_since is not None) is not now.is_low or told != fell:
            yield f"{was} became {now}, told {told} times"


def a_work_order_moves_by_the_moves_it_is_told_by(commit: Commit) -> Iterator[str]:
    for was, now in commit.of(WorkOrder):
        if now is None:
            yield f"{was} is gone"
            continue
        status, told = (was.status if was else None), commit.told(workOrderId=now.work_order_id)
        for subject, said in told:
            if subject == work_orders.WorkOrderOpened.subject:
                status = WorkOrderStatus.OPEN if status is None else None
            elif (move := _order_move(subject, said)) is not None:
                status = work_orders.MOVES[move].get(status) if status else None
        if status is not now.status:
            yield f"{now.work_order_id} went from {was and was.status} to {now.status}, told was {told}"


def _order_move(subject: str, said: Mapping[str, Any]) -> work_orders.Move | None:
    if subject != work_orders.WorkOrderAssigned.subject:
        return _ORDER_TOLD_BY.get(subject)
    if said["again"]:
        return work_orders.Move.REOPEN
    return work_orders.Move.ASSIGN if said["staffId"] else work_orders.Move.PUT_BACK


def what_is_refused_late_leaves_its_entry_and_nothing_else(commit: Commit) -> Iterator[str]:
    entry = commit.entry
    if entry is not None and entry.refusal is not None:
        yield f"{entry.name} was refused as {entry.refusal}, and wrote {list(commit.became)}, told {commit.events}"


def nothing_is_of_another_tenant(commit: Commit) -> Iterator[str]:
    for event in commit.events:
        if (event["tenantId"], event["propertyId"]) != ("demo", "demo-hotel"):
            yield f"{event}"


LAWS: tuple[Law, ...] = (
    a_task_moves_by_the_moves_it_is_told_by,
    what_is_final_stays_final,
    a_task_is_of_one_piece,
    a_frozen_checklist_never_changes,
    a_version_of_a_checklist_never_changes,
    what_was_written_on_a_task_is_kept,
    a_room_is_done_only_when_nobody_is_at_work_in_it,
    whoever_is_the_last_to_finish_leaves_the_room_clean,
    a_stay_has_one_open_turnover_of_a_room,
    a_task_is_inspected_once,
    a_verdict_answers_every_line,
    a_person_is_on_one_shift,
    a_suggestion_is_decided_once,
    a_plan_takes_nothing_that_is_begun_or_was_given_by_hand,
    nobody_begins_to_turn_over_the_room_of_who_is_in_it,
    worklists_hold_the_open_tasks_of_each_person,
    rows_list_their_open_tasks,
    rows_list_their_open_tickets,
    rows_show_who_stays_in_them,
    nobody_is_given_a_room_that_another_has,
    what_sharers_set_stays_until_the_last_of_them_leaves,
    a_room_is_dirty_once_the_last_has_left,
    tablets_mirror_their_rows,
    only_a_vacant_room_is_ready,
    nothing_that_is_held_back_is_ready,
    a_room_flips_as_the_tables_say,
    the_journal_holds_rows_as_they_became,
    linen_is_conserved,
    low_linen_is_told_once_per_fall,
    a_work_order_moves_by_the_moves_it_is_told_by,
    what_is_refused_late_leaves_its_entry_and_nothing_else,
    nothing_is_of_another_tenant,
)


FOR_A_PERSON = frozenset({STILL_OCCUPIED.code, STILL_PROMISED.code})
"""Why an event may lie parked when all is well: property-service says that a room is gone, and a guest is in it."""


_ROUNDS = 3


def at_rest(house: House) -> list[str]:
    """Return what is not as it must be once everything has arrived, and the jobs have run."""
    return [f"{law.__name__}: {said}" for law in LAWS_AT_REST for said in law(house)]


def a_vacant_room_has_exactly_its_next_piece_of_work(house: House) -> Iterator[str]:
    """Before any job has run: what follows from what was done is there at once, not at the next quarter of an hour."""
    inspects = house.ground.get(Settings, "current").inspections
    for room in house.all(Room):
        tasks = [task for task in house.all(Task) if task.room_id == room.room_id and task.status in OPEN]
        yield from next_piece(room, tasks, house.ground.now, inspects=inspects)


def the_jobs_find_nothing_more_to_do(house: House) -> Iterator[str]:
    """They come to rest by themselves in some rounds: what one leaves may be another one's to do."""
    moved = dict(_round(house))
    for _ in range(_ROUNDS):
        if not moved:
            return
        moved = dict(_round(house))
    yield from (f"{job} still moves {what}" for job, what in moved.items())


def _round(house: House) -> Iterator[tuple[str, Any]]:
    """Run each job once, and yield those that moved something with the first thing that they moved."""
    for job in house.jobs:
        was = {kind: dict(house.shown[kind]) for kind in KINDS}
        house.run(job)
        house.ground.deliver()
        now = ((was[kind].get(key), one) for kind in KINDS for key, one in house.shown[kind].items())
        if moved := next(((before, after) for before, after in now if before != after), None):
            yield job, moved


def what_was_promised_is_told_once_and_as_published(house: House) -> Iterator[str]:
    told = [json.loads(message.data) for message in house.ground.bus.published]
    yield from (f"{name} {times} times" for name, times in Counter(one["id"] for one in told).items() if times > 1)
    for one in told:
        if errors := [error.message for error in _schema(one["subject"]).iter_errors(one["payload"])]:
            yield f"{one['subject']}: {errors} {one['payload']}"
    journal = house.ground.journal()
    promised = {str(event["id"]) for entry in journal for event in entry.events}
    if silent := promised - {one["id"] for one in told}:
        yield f"never told: {silent}"
    if pending := [entry.entry_id for entry in journal if entry.pending]:
        yield f"still pending: {pending}"


@cache
def _schema(subject: str) -> Draft202012Validator:
    return Draft202012Validator(schemas({subject: EVENTS[subject]})[subject])


def what_lies_parked_is_for_a_person(house: House) -> Iterator[str]:
    for letter in house.ground.all(DeadLetter):
        if letter.reason.code not in FOR_A_PERSON:
            yield f"{letter.handler} {letter.status}: {letter.reason}"


def tablets_show_their_rows(house: House) -> Iterator[str]:
    settings = house.ground.get(Settings, "current")
    for room in house.all(Room):
        tablet = house.ground.get(Tablet, room.room_id)
        if tablet.mirroring(room, settings) != tablet and not room.archived:
            yield f"{room.room_id}'s tablet is {tablet}, its row {room}"


def a_mirror_of_the_events_is_the_rows(house: House) -> Iterator[str]:
    mirror = {row["room_id"]: row for row in (said["room"] for said in house.ground.payloads(RoomStateChanged.subject))}
    for room in house.all(Room):
        if room.room_id in mirror and Room.model_validate(mirror[room.room_id]) != room:
            yield f"{room} is told to be {mirror[room.room_id]}"


def a_room_off_the_books_has_no_work(house: House) -> Iterator[str]:
    yield from (f"{room}" for room in house.all(Room) if room.archived and (room.tasks or room.tickets))


def a_vacant_room_is_out_of_use_while_a_block_says_so(house: House) -> Iterator[str]:
    for room in house.all(Room):
        kept_out = any(one.kind in OUT_OF_USE and one.stands(house.ground.now) for one in room.blocks)
        if not room.archived and not room.is_occupied and kept_out is not (room.cleaning.status in OUT):
            yield f"{room.room_id} is {room.cleaning} with {room.blocks}"


def a_work_order_that_is_over_leaves_no_block(house: House) -> Iterator[str]:
    over = {one.block_id for one in house.all(WorkOrder) if one.status in ORDER_FINAL}
    yield from (f"{room}" for room in house.all(Room) if over & {one.block_id for one in room.blocks})


def what_is_parked_waits_for_a_sign_on_the_door(house: House) -> Iterator[str]:
    for task in house.all(Task):
        room = house.find(Room, task.room_id)
        if task.is_open and task.parked_since and room and room.guest_flag.value is not GuestFlag.DO_NOT_DISTURB:
            yield f"{task} in {room}"


def a_turnover_of_a_vacant_room_may_begin(house: House) -> Iterator[str]:
    for task in house.all(Task):
        room = house.find(Room, task.room_id)
        if _is_open_turnover(task) and room and room.stay is None and not task.may_begin:
            yield f"{task} in {room}"


def no_stranger_sees_a_task(house: House) -> Iterator[str]:
    for task in house.all(Task)[:1]:
        answer = house.ground.call("GET", f"/api/v1/housekeeping/tasks/{task.task_id}", by=STRANGER)
        if answer.status_code not in (403, 404):
            yield f"{task.task_id} was answered {answer.status_code}"


LAWS_AT_REST: tuple[Callable[[House], Iterator[str]], ...] = (
    a_vacant_room_has_exactly_its_next_piece_of_work,
    the_jobs_find_nothing_more_to_do,
    what_was_promised_is_told_once_and_as_published,
    what_lies_parked_is_for_a_person,
    tablets_show_their_rows,
    a_mirror_of_the_events_is_the_rows,
    a_room_off_the_books_has_no_work,
    a_vacant_room_is_out_of_use_while_a_block_says_so,
    a_work_order_that_is_over_leaves_no_block,
    what_is_parked_waits_for_a_sign_on_the_door,
    a_turnover_of_a_vacant_room_may_begin,
    no_stranger_sees_a_task,
)
