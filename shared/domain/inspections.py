"""Inspections: somebody looks at work that was done, line by line, and says whether it passes. One for each task.

What a verdict makes of the room is in `cleaning.py`; failed work is done again by a task of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from shared.domain.cleaning import fail_inspection, pass_inspection
from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.ids import PhotoId, derived_id
from shared.domain.people import SHIFT_LEADS, Role
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.rooms import Room
from shared.domain.settings import Language
from shared.domain.tasks import (
    TOWARDS_READY,
    BoundChecklist,
    Done,
    Given,
    ItemId,
    Note,
    Task,
    TaskKind,
    TaskStatus,
)
from shared.domain.words import Name, Text

NO_INSPECTOR = Rule(
    "MELMASTOON.HOUSEKEEPING.NO_INSPECTOR", 403, "A shift lead inspects, or who is on shift with the skill for it."
)
OWN_WORK = Rule("MELMASTOON.HOUSEKEEPING.OWN_WORK", 403, "Nobody inspects their own work.")
ALREADY_INSPECTED = Rule("MELMASTOON.HOUSEKEEPING.ALREADY_INSPECTED", 409, "The work has been inspected.")
NOTHING_TO_INSPECT = Rule("MELMASTOON.HOUSEKEEPING.NOTHING_TO_INSPECT", 409, "The work is not done.")
ITEMS_UNANSWERED = Rule(
    "MELMASTOON.HOUSEKEEPING.ITEMS_UNANSWERED", 422, "Each line of the checklist is answered, once."
)
NOTHING_JUDGED = Rule("MELMASTOON.HOUSEKEEPING.NOTHING_JUDGED", 422, "A verdict judges one line at least.")

SKILL = "inspection"
MOST_PHOTOS = 20
MOST_PHOTOS_OF_A_LINE = 5


class Answer(StrEnum):
    PASS = "pass"  # noqa: S105 - not a secret
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"


class Answered(Value):
    item_id: ItemId
    answer: Answer
    note: Annotated[Text, Field(max_length=500)] = ""
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=MOST_PHOTOS_OF_A_LINE)] = ()


class Line(Answered):
    """An answer with the words it was given to: the checklist may say something else by now."""

    words: dict[Language, Name]


class Seen(Value):
    """What an inspector brings back."""

    by: str
    at: datetime
    answers: tuple[Answered, ...]
    note: str = ""
    photos: tuple[str, ...] = ()


class Inspection(Document):
    """`task_id` is the work that was looked at. `score` is the part of the judged lines that passed, from 0 to 1.

    `re_clean_task_id` is the task that does it again, where it failed and is still worth it.
    """

    collection: ClassVar[str] = "inspections"
    key: ClassVar[str] = "inspection_id"
    about_guest: ClassVar[AboutGuest] = keep(
        "It judges work that was done after the guest had left.", texts=("note", "answers.*.note")
    )

    inspection_id: str
    task_id: str
    room_id: str
    inspector: str
    at: datetime
    checklist_id: str
    checklist_version: int
    answers: tuple[Line, ...]
    score: Annotated[float, Field(ge=0, le=1)]
    verdict: Verdict
    note: str = ""
    photos: tuple[str, ...] = ()
    re_clean_task_id: str | None = None

    @property
    def failed_items(self) -> tuple[str, ...]:
        return tuple(one.item_id for one in self.answers if one.answer is Answer.FAIL)

    @property
    def words_to_cleaner(self) -> tuple[Note, ...]:
        """What the inspector wrote, on the whole and on each line that failed."""
        on_lines = (f"{one.item_id}: {one.note}" for one in self.answers if one.answer is Answer.FAIL and one.note)
        return tuple(Note(text=text, by=self.inspector, at=self.at) for text in (self.note, *on_lines) if text)

    def recorded(self, re_clean_task_id: str | None) -> Change[Inspection]:
        state = self.but(re_clean_task_id=re_clean_task_id)
        said = {"inspection_id": self.inspection_id, "task_id": self.task_id, "room_id": self.room_id}
        if self.verdict is Verdict.PASSED:
            return Change(state, (InspectionPassed(**said, score=self.score),))
        event = InspectionFailed(
            **said, score=self.score, failed_items=self.failed_items, re_clean_task_id=re_clean_task_id
        )
        return Change(state, (event,))


def inspection_id_of(task_id: str) -> str:
    return derived_id("ins", task_id)


def check_inspector(clean: Task, by: str, roles: AbstractSet[Role], skills: Collection[str], did: str = "") -> None:
    """Raises Refusal OWN_WORK or NO_INSPECTOR. A shift lead answers for the house, and in a small one cleans too.

    `did`: who made a room clean that no task did; who has the task that looks at it is not who cleaned.
    """
    if roles & SHIFT_LEADS:
        return
    if by in ((did,) if clean.kind is TaskKind.INSPECTION else (clean.assignee, clean.finished_by)):
        raise OWN_WORK.refuse(task_id=clean.task_id)
    if SKILL not in skills:
        raise NO_INSPECTOR.refuse(task_id=clean.task_id)


def judge(clean: Task, checklist: BoundChecklist, seen: Seen, before: Inspection | None) -> Inspection:
    """Weigh what the inspector saw of this work, or of the room that this open task has them look at: any line that fails fails the work; lines that do not apply count for nothing (ALICE).

    Raises Refusal ALREADY_INSPECTED, NOTHING_TO_INSPECT, ITEMS_UNANSWERED naming every line that is not right, or
    NOTHING_JUDGED: where no line applies there is no score, and a room nobody looked at is not ready.
    """
    if before is not None:
        raise ALREADY_INSPECTED.refuse(
            f"It has {before.verdict}.", inspection_id=before.inspection_id, verdict=before.verdict, score=before.score
        )
    looked_at = clean.is_open if clean.kind is TaskKind.INSPECTION else clean.status is TaskStatus.COMPLETED
    if not looked_at:
        raise NOTHING_TO_INSPECT.refuse(f"The task is {clean.status}.", task_id=clean.task_id, status=clean.status)
    lines = _lines(checklist, seen.answers)
    passed, failed = (sum(one.answer is answer for one in lines) for answer in (Answer.PASS, Answer.FAIL))
    if not passed + failed:
        raise NOTHING_JUDGED.refuse(fields={"answers": "pass or fail one line at least"})
    return Inspection(
        inspection_id=inspection_id_of(clean.task_id),
        task_id=clean.task_id,
        room_id=clean.room_id,
        inspector=seen.by,
        at=seen.at,
        checklist_id=checklist.checklist_id,
        checklist_version=checklist.version,
        answers=lines,
        score=passed / (passed + failed),
        verdict=Verdict.FAILED if failed else Verdict.PASSED,
        note=seen.note,
        photos=seen.photos,
    )


def room_after(inspection: Inspection, room: Room, at: datetime | None = None) -> Change[Room]:
    """Return what the verdict, told at `at`, does to the row without the task that asked for it.

    One that has gone on is left alone.
    """
    if _overtaken(room):
        return Change(room)
    if inspection.verdict is Verdict.PASSED:
        return pass_inspection(room, inspection.inspector, at or inspection.at, inspection.at)
    return fail_inspection(room, inspection.inspector, inspection.at)


def is_worth_doing_again(clean: Task, room: Room) -> bool:
    """Whether failed work helps anybody yet: not where the next guest is in, nor where a later turnover does it anyway."""
    if clean.kind not in TOWARDS_READY:
        return room.stay is not None and room.stay.stay_id == clean.stay_id
    later = room.at_work() or any(one.kind == TaskKind.TURNOVER for one in room.tasks)
    return not (room.is_occupied or later or _overtaken(room))


def concluded(asking: Task, inspection: Inspection, checklist: BoundChecklist, room: Room) -> Change[Task]:
    """End the task that asked for this inspection, whoever had it: looking takes a minute, so nobody has to start it."""
    by, at = inspection.inspector, inspection.at
    mine, status = asking.assignee == by, asking.status
    done = Done(ticked=tuple(item.item_id for item in checklist.items), photos=inspection.photos)
    steps: list[Callable[[Task], Change[Task]]] = []
    if status is TaskStatus.IN_PROGRESS and not mine:
        steps.append(lambda task: task.put_back("somebody else has inspected it", at))
    if not mine:
        steps.append(lambda task: task.assigned(by, Given.BY_HAND, checklist, at))
    if not mine or status is TaskStatus.ASSIGNED:
        steps.append(lambda task: task.started(by, at, room))
    steps.append(lambda task: task.completed(by, done, at))
    ended = _one_after_another(asking.but(checklist=checklist), steps)
    return Change(ended.state.but(inspection_id=inspection.inspection_id), ended.events)


def _lines(checklist: BoundChecklist, answers: Sequence[Answered]) -> tuple[Line, ...]:
    """Return the answers in the order of the checklist."""
    answered = [one.item_id for one in answers]
    asked = {item.item_id: item for item in checklist.items}
    wrong = {one: "is not a line of this checklist" for one in answered if one not in asked}
    wrong |= {one: "is answered more than once" for one in answered if answered.count(one) > 1}
    wrong |= {one: "is not answered" for one in asked if one not in answered}
    if wrong:
        raise ITEMS_UNANSWERED.refuse(fields=wrong, checklist_version=checklist.version)
    found = {one.item_id: one for one in answers}
    return tuple(Line(**dict(found[item_id]), words=item.words) for item_id, item in asked.items())


def _overtaken(room: Room) -> bool:
    """Whether later work in the room waits for an inspection of its own; an earlier one says nothing of that."""
    return any(one.kind == TaskKind.INSPECTION for one in room.tasks)


def _one_after_another(task: Task, steps: Sequence[Callable[[Task], Change[Task]]]) -> Change[Task]:
    events: tuple[Event, ...] = ()
    for step in steps:
        change = step(task)
        task, events = change.state, (*events, *change.events)
    return Change(task, events)


class InspectionPassed(Event):
    """The work is good; whether the room is ready by that, `room.status_changed` tells."""

    subject: ClassVar[str] = "melmastoon.housekeeping.inspection.passed.v1"
    aggregate: ClassVar[str] = "inspection_id"

    inspection_id: str
    task_id: str
    room_id: str
    score: float


class InspectionFailed(Event):
    """`failedItems` are the lines that were not right. `reCleanTaskId` None: the room has gone on, nobody does it again."""

    subject: ClassVar[str] = "melmastoon.housekeeping.inspection.failed.v1"
    aggregate: ClassVar[str] = "inspection_id"

    inspection_id: str
    task_id: str
    room_id: str
    score: float
    failed_items: tuple[str, ...]
    re_clean_task_id: str | None = None
