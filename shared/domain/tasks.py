"""A piece of housekeeping in one room, from the need for it to its end.

`MOVES` is the whole state machine; a test holds the diagram in docs/ to it. The row lists the open ones, and each
person's worklist those given to them; `shared.flows.tasks` keeps the three together. What a task does to the cleaning
status of its room is in `cleaning.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from shared.domain import published
from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.ids import StayId, derived_id
from shared.domain.privacy import AboutGuest, blank
from shared.domain.reasons import HouseReason
from shared.domain.refusals import Rule
from shared.domain.rooms import Expected, OpenTask, Room
from shared.domain.settings import Choices, Language
from shared.domain.words import Name, YesNo, written

TASK_NOT_ALLOWED = Rule("MELMASTOON.HOUSEKEEPING.TASK_STATUS_NOT_ALLOWED", 409, "The task cannot go there from here.")
TASK_IS_ANOTHERS = Rule("MELMASTOON.HOUSEKEEPING.TASK_IS_ANOTHERS", 409, "The task is somebody else's.")
TASK_STARTED = Rule("MELMASTOON.HOUSEKEEPING.TASK_STARTED", 409, "Somebody is working on it.")
TASK_UNASSIGNED = Rule("MELMASTOON.HOUSEKEEPING.TASK_UNASSIGNED", 409, "Nobody has the task yet.")
ROOM_NOT_VACATED = Rule("MELMASTOON.HOUSEKEEPING.ROOM_NOT_VACATED", 409, "The guest has not left yet.")
ITEMS_UNTICKED = Rule("MELMASTOON.HOUSEKEEPING.ITEMS_UNTICKED", 422, "Required lines of the checklist are not ticked.")
NO_SUCH_ITEM = Rule("MELMASTOON.HOUSEKEEPING.NO_SUCH_ITEM", 422, "The checklist has no such line.")
TOO_MANY_NOTES = Rule("MELMASTOON.HOUSEKEEPING.TOO_MANY_NOTES", 409, "The task has as many notes as it can have.")

MOST_NOTES = 200


class TaskKind(StrEnum):
    TURNOVER = "turnover"
    MID_STAY_CLEAN = "mid_stay_clean"
    DEEP_CLEAN = "deep_clean"
    POST_MAINTENANCE = "post_maintenance"
    POST_RENOVATION = "post_renovation"
    INSPECTION = "inspection"


class TaskStatus(StrEnum):
    PENDING = "pending"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    REQUIRES_MAINTENANCE = "requires_maintenance"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Source(StrEnum):
    EVENT = "event"
    MANUAL = "manual"
    SCHEDULER = "scheduler"


class PauseReason(StrEnum):
    BREAK = "break"
    AWAITING_LINEN = "awaiting_linen"
    AWAITING_MAINTENANCE = "awaiting_maintenance"
    GUEST_CAME_BACK = "guest_came_back"
    CALLED_ELSEWHERE = "called_elsewhere"
    OTHER = "other"


class Given(StrEnum):
    """How somebody came by a task. What was given by hand is never taken away by a plan."""

    BY_HAND = "by_hand"
    AUTOMATICALLY = "automatically"
    BY_PLAN = "by_plan"


class Move(StrEnum):
    ASSIGN = "assign"
    PUT_BACK = "put_back"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"
    FAIL = "fail"
    HAND_TO_MAINTENANCE = "hand_to_maintenance"
    CANCEL = "cancel"


MOVES: Mapping[Move, Mapping[TaskStatus, TaskStatus]] = {
    Move.ASSIGN: dict.fromkeys((TaskStatus.PENDING, TaskStatus.ASSIGNED, TaskStatus.PAUSED), TaskStatus.ASSIGNED),
    Move.PUT_BACK: dict.fromkeys((TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS, TaskStatus.PAUSED), TaskStatus.PENDING),
    Move.START: {TaskStatus.ASSIGNED: TaskStatus.IN_PROGRESS},
    Move.PAUSE: {TaskStatus.IN_PROGRESS: TaskStatus.PAUSED},
    Move.RESUME: {TaskStatus.PAUSED: TaskStatus.IN_PROGRESS},
    Move.COMPLETE: dict.fromkeys((TaskStatus.IN_PROGRESS, TaskStatus.PAUSED), TaskStatus.COMPLETED),
    Move.FAIL: dict.fromkeys((TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS, TaskStatus.PAUSED), TaskStatus.FAILED),
    Move.HAND_TO_MAINTENANCE: dict.fromkeys(
        (TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS, TaskStatus.PAUSED), TaskStatus.REQUIRES_MAINTENANCE
    ),
    Move.CANCEL: dict.fromkeys(
        (TaskStatus.PENDING, TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS, TaskStatus.PAUSED), TaskStatus.CANCELLED
    ),
}
"""What each move makes of each status; from a status that is not named, the move is refused."""

OPEN = frozenset({TaskStatus.PENDING, TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS, TaskStatus.PAUSED})
FINAL = frozenset(TaskStatus) - OPEN
OF_VACANT_ROOMS = frozenset(
    {TaskKind.TURNOVER, TaskKind.DEEP_CLEAN, TaskKind.POST_MAINTENANCE, TaskKind.POST_RENOVATION}
)
"""After these a vacant room is inspected, where the property inspects, before it is ready."""
TOWARDS_READY = OF_VACANT_ROOMS | {TaskKind.INSPECTION}
"""What an arrival waits for: as urgent as that arrival is."""


ItemId = Annotated[
    str, written(r"^[a-z0-9][a-z0-9_\-]{0,39}$", "small Latin letters, figures, hyphens and underscores")
]


class Item(Value):
    """A line of a checklist, in each language of the house; a `required` one is ticked before the task is completed."""

    item_id: ItemId
    words: Annotated[dict[Language, Name], Field(min_length=1, max_length=10)]
    required: YesNo = False


class BoundChecklist(Value):
    """A checklist as it was when the task was assigned: later versions never change it."""

    checklist_id: str
    version: int
    items: tuple[Item, ...]


class Note(Value):
    text: str
    by: str
    at: datetime


class LinenCount(Value):
    """How many pieces of one line went into the room with this task, and came back: `told` of them with its completion."""

    line_id: str
    issued: int = 0
    returned: int = 0
    told: int = 0


class Reminder(Value):
    """Another reason for a call that nobody had answered yet."""

    reason: str
    by: str
    at: datetime


class Escalation(Value):
    """A call for the supervisor; told again until somebody answers. `told` is how often.

    `also` are reasons that came up meanwhile: `at` and the clock of the call stay those of the first.
    """

    reason: str
    by: str
    at: datetime
    also: tuple[Reminder, ...] = ()
    told: int = 1
    last_told_at: datetime
    answered_at: datetime | None = None
    answered_by: str | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        return (self.reason, *(one.reason for one in self.also))

    @property
    def last_said_at(self) -> datetime:
        """When somebody last had something new to say."""
        return max(self.at, *(one.at for one in self.also)) if self.also else self.at


class Done(Value):
    """What a person says when the work is over. `minutes` is the time they spent, where they know better than the clock."""

    ticked: tuple[ItemId, ...] = ()
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    photos: tuple[str, ...] = ()
    note: Note | None = None


class Task(Document):
    """`stay_id`: whose departure or stay it is about. `business_date`: the hotel's day it belongs to.

    `vacated_at`: since when the guest of a turnover is gone; until then it waits. `parked_since`: the guest does not want
    to be disturbed, so it goes to the end of the list. `checklist` is None until it is assigned; before, `checklist_id`
    and `checklist_version` name what it would be. `worked_seconds` leaves out the run that began at `running_since`.
    `unticked` are the lines
    that were not ticked when it, or the work that it inspects, was completed. `of_task_id` is the task that this one inspects or does again; `wrong` are the lines that failed there. `ready_at`: when
    the room that a turnover's guest left first became ready. `hurried`: the guest left early, so it goes before others
    whose next guest comes as late. `linen_due`: the bed linen of a guest who stays on is to be changed by it. `begun_by` was the last one at it, whoever has it now. `moved_at` is when it last was
    begun, stopped or gone on with, by the taps' own moments: what is told later of an earlier moment counts from there.
    """

    collection: ClassVar[str] = "tasks"
    key: ClassVar[str] = "task_id"
    about_guest: ClassVar[AboutGuest] = blank(
        stays=("stay_id",),
        fields=("language",),
        texts=("notes.*.text", "outcome", "escalation.reason", "escalation.also.*.reason"),
        photos=("photos",),
    )

    task_id: str
    room_id: str
    floor: int = 0
    wing: str = ""
    room_type: str = "standard"
    kind: TaskKind
    status: TaskStatus = TaskStatus.PENDING
    priority: Priority = Priority.LOW
    priority_by_hand: bool = False
    hurried: bool = False
    linen_due: bool = False
    source: Source
    source_event_id: str | None = None
    stay_id: str | None = None
    language: str | None = None
    business_date: date
    created_at: datetime
    created_by: str
    scheduled_for: datetime | None = None
    due_at: datetime | None = None
    vacated_at: datetime | None = None
    ready_at: datetime | None = None
    parked_since: datetime | None = None
    estimated_minutes: int
    checklist_id: str | None = None
    checklist_version: int | None = None
    checklist: BoundChecklist | None = None
    ticked: tuple[str, ...] = ()
    unticked: tuple[str, ...] = ()
    assignee: str | None = None
    assigned_at: datetime | None = None
    given: Given | None = None
    started_at: datetime | None = None
    begun_by: str | None = None
    running_since: datetime | None = None
    moved_at: datetime | None = None
    worked_seconds: int = 0
    paused_for: PauseReason | None = None
    finished_at: datetime | None = None
    finished_by: str | None = None
    minutes: int | None = None
    outcome: str = ""
    linen: tuple[LinenCount, ...] = ()
    photos: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    escalation: Escalation | None = None
    of_task_id: str | None = None
    wrong: tuple[str, ...] = ()
    inspection_id: str | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has begun it, or written on it: then it may go when its reason goes."""
        return self.status in (TaskStatus.PENDING, TaskStatus.ASSIGNED) and not (
            self.worked_seconds or self.notes or self.photos or self.linen
        )

    @property
    def may_begin(self) -> bool:
        """Whether there is anything to do yet: a turnover waits until the guest has left."""
        return self.kind is not TaskKind.TURNOVER or self.vacated_at is not None

    @property
    def waits_for_somebody(self) -> bool:
        """Whether it could be begun and nobody has it."""
        return self.status is TaskStatus.PENDING and self.may_begin and self.parked_since is None

    def is_under_way_in(self, room: Room) -> bool:
        """Whether the room is half cleaned by this: it was begun, and nobody has begun another one that goes on."""
        begun = self.started_at is not None and self.kind is not TaskKind.INSPECTION
        return begun and not room.at_work(but=self.task_id)

    @property
    def on_row(self) -> OpenTask:
        return OpenTask(
            task_id=self.task_id,
            kind=self.kind,
            status=self.status,
            priority=self.priority,
            stay_id=self.stay_id,
            assignee=self.assignee,
            scheduled_for=self.scheduled_for,
            due_at=self.due_at,
            created_at=self.created_at,
        )

    def is_in_work_of(self, staff_id: str) -> bool:
        """Whether they have begun it and have it still."""
        return self.assignee == staff_id and self.status in (TaskStatus.IN_PROGRESS, TaskStatus.PAUSED)

    def may_be_ended_late(self, staff_id: str, room: Room) -> bool:
        """Whether who tells late that they did the work may end it now: it is theirs, and nobody else is at it.

        It is theirs where they have it, were the last at it, or nobody has it and so anybody may take it.
        """
        theirs = self.status is TaskStatus.PENDING or staff_id in (self.assignee, self.begun_by)
        waits = self.status in (TaskStatus.PENDING, TaskStatus.ASSIGNED)
        return waits and theirs and not (self.kind is TaskKind.TURNOVER and self._waits_for_guest(room))

    def as_colleagues_see(self, staff_id: str) -> Task:
        """Return the task without how long it took somebody else; while it is open, who is in the room is everybody's to know."""
        if self.is_open or staff_id in (self.assignee, self.finished_by):
            return self
        return self.but(started_at=None, running_since=None, worked_seconds=0, minutes=None)

    def worked(self, at: datetime) -> timedelta:
        running = max(timedelta(), at - self.running_since) if self.running_since else timedelta()
        return timedelta(seconds=self.worked_seconds) + running

    def created(self, tenant_id: str, property_id: str, locale_hint: str) -> Change[Task]:
        """Begin this new task."""
        event = TaskCreated(
            **self._said(),
            tenant_id=tenant_id,
            property_id=property_id,
            reservation_id=self.stay_id,
            kind=self.kind,
            priority=self.priority,
            scheduled_for=self.scheduled_for,
            due_at=self.due_at,
            checklist_id=self.checklist_id,
            checklist_version=self.checklist_version,
            locale_hint=locale_hint,
            source=self.source,
            source_event_id=self.source_event_id,
        )
        return Change(self, (event,))

    def assigned(self, staff_id: str, given: Given, checklist: BoundChecklist | None, at: datetime) -> Change[Task]:
        """Give it to somebody, or to another one. The checklist is frozen with the first assignment.

        Who is at it already has it. Raises Refusal TASK_STARTED, naming who is in the room, or TASK_NOT_ALLOWED where it is
        over.
        """
        if self.status is TaskStatus.IN_PROGRESS and staff_id == self.assignee:
            return Change(self)
        self._not_running()
        status = self._after(Move.ASSIGN)
        if staff_id == self.assignee and status is self.status:
            return Change(self.but(given=given) if given is Given.BY_HAND else self)
        bound = self.checklist or checklist
        state = self.but(
            status=status,
            assignee=staff_id,
            given=given,
            assigned_at=at,
            paused_for=None,
            checklist=bound,
            checklist_id=bound.checklist_id if bound else self.checklist_id,
            checklist_version=bound.version if bound else self.checklist_version,
        )
        if self.assignee is not None and self.assignee != staff_id:
            return Change(
                state, (TaskReassigned(**self._said(), from_staff_id=self.assignee, staff_id=staff_id, given=given),)
            )
        event = TaskAssigned(
            **self._said(),
            staff_id=staff_id,
            given=given,
            checklist_id=state.checklist_id,
            checklist_version=state.checklist_version,
        )
        return Change(state, (event,))

    def given_back(self, at: datetime) -> Change[Task]:
        """Take it from who has it, before they begin. Raises Refusal TASK_STARTED."""
        self._not_running()
        return self.put_back(HouseReason.PUT_BACK, at)

    def put_back(self, reason: str, at: datetime) -> Change[Task]:
        """Take it from who leaves; what they worked stays counted. One that nobody has stays as it is."""
        if self.status is TaskStatus.PENDING:
            return Change(self)
        state = self._stopped(at).but(
            status=self._after(Move.PUT_BACK), assignee=None, given=None, assigned_at=None, paused_for=None
        )
        event = TaskReassigned(**self._said(), from_staff_id=self.assignee, staff_id=None, given=None, reason=reason)
        return Change(state, (event,))

    def started(self, by: str, at: datetime, room: Room) -> Change[Task]:
        """Begin the work; the parking ends. Beginning it once more changes nothing.

        Raises Refusal TASK_UNASSIGNED, TASK_IS_ANOTHERS or, for a turnover, ROOM_NOT_VACATED.
        """
        self._of(by, "start")
        if self.status is TaskStatus.IN_PROGRESS:
            return Change(self)
        status = self._after(Move.RESUME if self.status is TaskStatus.PAUSED else Move.START)
        if self.kind is TaskKind.TURNOVER and self._waits_for_guest(room):
            raise ROOM_NOT_VACATED.refuse(
                f"The guest is still in {room.room_id}.",
                room_id=room.room_id,
                stay_id=room.stay and room.stay.stay_id,
                check_out_at=room.stay and room.stay.check_out_at,
            )
        resumed, at = self.status is TaskStatus.PAUSED, self._not_before(at)
        state = self.but(
            status=status,
            started_at=self.started_at or max(at, self.created_at),
            begun_by=by,
            running_since=at,
            moved_at=at,
            paused_for=None,
            parked_since=None,
        )
        said = TaskResumed if resumed else TaskStarted
        return Change(state, (said(**self._said(), staff_id=self.assignee or by),))

    def paused(self, by: str, reason: PauseReason, at: datetime) -> Change[Task]:
        """Stop for a while. Pausing it once more changes nothing."""
        self._of(by, "pause")
        if self.status is TaskStatus.PAUSED:
            return Change(self)
        state = self._stopped(at).but(status=self._after(Move.PAUSE), paused_for=reason)
        told = published.PauseReason.nearest_to(reason)
        return Change(state, (TaskPaused(**self._said(), staff_id=self.assignee or by, reason=told),))

    def resumed(self, by: str, at: datetime, room: Room) -> Change[Task]:
        """Go on. Going on once more changes nothing."""
        if self.status not in (TaskStatus.PAUSED, TaskStatus.IN_PROGRESS):
            self._after(Move.RESUME)
        return self.started(by, at, room)

    def completed(self, by: str, done: Done, at: datetime) -> Change[Task]:
        """End the work well. On a task that is over, the work said to be done is kept and the status stays.

        Raises Refusal NO_SUCH_ITEM or ITEMS_UNTICKED.
        """
        if not self.is_open:
            kept = self.with_work(done)
            return Change(kept.but(unticked=kept.not_ticked) if self.status is TaskStatus.COMPLETED else kept)
        self._of(by, "complete")
        status = self._after(Move.COMPLETE)
        self._ticks(done.ticked)
        state = self._ended(status, self.assignee or by, "", at).with_work(done)
        minutes = done.minutes if done.minutes is not None else round(state.worked_seconds / 60)
        state = state.but(minutes=minutes, unticked=state.not_ticked)
        event = TaskCompleted(
            **self._said(),
            reservation_id=self.stay_id,
            kind=self.kind,
            staff_id=state.finished_by,
            minutes=minutes,
            estimated_minutes=self.estimated_minutes,
            photos=len(state.photos),
        )
        return Change(state, (event,))

    def failed(self, by: str, reason: str, at: datetime) -> Change[Task]:
        """End the work undone; another task takes its place."""
        if self.status is TaskStatus.FAILED:
            return Change(self)
        self._of(by, "fail")
        state = self._ended(self._after(Move.FAIL), by, reason, at)
        return Change(state, (TaskFailed(**self._said(), staff_id=self.assignee, reason=reason, again_as=self.again),))

    def handed_to_maintenance(self, by: str, reason: str, at: datetime) -> Change[Task]:
        """End the work because the room has to be mended first."""
        self._of(by, "hand to maintenance")
        return Change(self._ended(self._after(Move.HAND_TO_MAINTENANCE), by, reason, at))

    def cancelled(self, reason: str, at: datetime) -> Change[Task]:
        """End it because nobody needs it any more. One that is over stays as it is."""
        if not self.is_open:
            return Change(self)
        state = self._ended(self._after(Move.CANCEL), "", reason, at)
        return Change(state, (TaskCancelled(**self._said(), staff_id=self.assignee, reason=reason),))

    def parked(self, at: datetime) -> Change[Task]:
        """Put it to the end of the list while the guest does not want to be disturbed; what is begun goes on."""
        waits = self.status in (TaskStatus.PENDING, TaskStatus.ASSIGNED)
        return Change(self.but(parked_since=at) if waits and self.parked_since is None else self)

    def unparked(self) -> Change[Task]:
        return Change(self.but(parked_since=None))

    def vacated(self, at: datetime) -> Task:
        """Return the turnover with its room free: the guest has left."""
        return self.but(vacated_at=at, parked_since=None) if self.is_open else self

    def hurrying(self) -> Change[Task]:
        """Have it one step before what its arrival asks for: the guest left early, and the room may be sold again."""
        if self.hurried or not self.is_open:
            return Change(self)
        state = self.but(hurried=True)
        return state.weighed(Urgency(priority=self.priority, due_at=self.due_at))

    def weighed(self, urgency: Urgency) -> Change[Task]:
        """Give it the priority and time that the next arrival asks for; a priority given by hand stays.

        Work that did not pass inspection is high at least.
        """
        if not self.is_open:
            return Change(self)
        asked = _ONE_STEP_UP[urgency.priority] if self.hurried else urgency.priority
        if self.wrong:
            asked = max(asked, Priority.HIGH, key=list(Priority).index)
        priority = self.priority if self.priority_by_hand else asked
        return Change(self.but(priority=priority, due_at=urgency.due_at))

    def prioritised(self, priority: Priority) -> Change[Task]:
        """Give it a priority by hand, which the next arrival does not change any more."""
        if not self.is_open:
            self._refuse("prioritise")
        return Change(self.but(priority=priority, priority_by_hand=True))

    def noted(self, note: Note) -> Change[Task]:
        """Write something on it; also on one that is over, for what was written offline is always kept."""
        return Change(self.but(notes=(*self.notes, note)))

    def check_notes(self) -> None:
        """Raise Refusal TOO_MANY_NOTES where it is full. Of what comes late nobody asks: it is kept beyond that."""
        if len(self.notes) >= MOST_NOTES:
            raise TOO_MANY_NOTES.refuse(notes=len(self.notes))

    def with_photos(self, photo_ids: Sequence[str]) -> Task:
        """Return the task with these photos as well; also one that is over."""
        return self.but(photos=tuple(dict.fromkeys((*self.photos, *photo_ids))))

    def linen_of(self, line_id: str) -> LinenCount:
        return next((one for one in self.linen if one.line_id == line_id), LinenCount(line_id=line_id))

    def with_linen(self, line_id: str, *, issued: int = 0, returned: int = 0, told: int = 0) -> Task:
        """Return the task with so many more pieces of a line counted; also one that is over."""
        was = self.linen_of(line_id)
        now = was.but(issued=was.issued + issued, returned=was.returned + returned, told=was.told + told)
        others = [one for one in self.linen if one.line_id != line_id]
        return self.but(linen=tuple(sorted((*others, now), key=lambda one: one.line_id)))

    def escalated(self, by: str, reason: str, at: datetime) -> Change[Task]:
        """Call the supervisor. While a call is unanswered, another reason is added to it, and its clock runs on.

        Calling once more for the same changes nothing.
        """
        if not self.is_open:
            self._refuse("escalate")
        was = self.escalation
        if was is not None and was.answered_at is None:
            if reason in was.reasons:
                return Change(self)
            return self._calling(was.but(also=(*was.also, Reminder(reason=reason, by=by, at=at))))
        call = Escalation(reason=reason, by=by, at=at, last_told_at=at)
        return self._calling(call)

    def called_again(self, at: datetime) -> Change[Task]:
        """Call once more, for nobody has answered."""
        was = self.escalation
        if was is None or was.answered_at is not None or not self.is_open:
            return Change(self)
        return self._calling(was.but(told=was.told + 1, last_told_at=at))

    def answered(self, by: str, at: datetime) -> Change[Task]:
        """Note that the supervisor knows. Whatever a shift lead does with the task is an answer too."""
        was = self.escalation
        if was is None or was.answered_at is not None:
            return Change(self)
        return Change(self.but(escalation=was.but(answered_at=at, answered_by=by)))

    @property
    def again(self) -> str:
        """The id of the task that takes this one's place where it fails, or its work does not pass inspection."""
        return derived_id("hkt", self.task_id, "again")

    def _calling(self, call: Escalation) -> Change[Task]:
        event = TaskEscalated(
            **self._said(),
            reservation_id=self.stay_id,
            staff_id=self.assignee,
            reason="; ".join(call.reasons),
            told=call.told,
        )
        return Change(self.but(escalation=call), (event,))

    def _not_running(self) -> None:
        if self.status is TaskStatus.IN_PROGRESS:
            raise TASK_STARTED.refuse(
                f"{self.assignee} is in {self.room_id}.", task_id=self.task_id, status=self.status, who=self.assignee
            )

    def _waits_for_guest(self, room: Room) -> bool:
        return room.stay is not None and (self.vacated_at is None or room.stay.stay_id == self.stay_id)

    def _of(self, by: str, attempted: str) -> None:
        """Refuse where nobody has the task, or somebody else. `by` is who works, not who taps for them."""
        if not self.is_open:
            self._refuse(attempted)
        if self.assignee is None:
            raise TASK_UNASSIGNED.refuse(task_id=self.task_id, status=self.status, attempted=attempted)
        if self.assignee != by:
            raise TASK_IS_ANOTHERS.refuse(
                f"The task is {self.assignee}'s.", task_id=self.task_id, who=self.assignee, attempted=attempted
            )

    def _after(self, move: Move) -> TaskStatus:
        after = MOVES[move].get(self.status)
        return self._refuse(move) if after is None else after

    def _refuse(self, attempted: str) -> Any:
        raise TASK_NOT_ALLOWED.refuse(
            f"The task is {self.status}; you cannot {attempted.replace('_', ' ')} it.",
            task_id=self.task_id,
            status=self.status,
            attempted=attempted,
            outcome=self.outcome,
        )

    def _ticks(self, ticked: Sequence[str]) -> None:
        items = self.checklist.items if self.checklist else ()
        known = {item.item_id for item in items}
        if unknown := set(ticked) - known:
            raise NO_SUCH_ITEM.refuse(fields=dict.fromkeys(sorted(unknown), "is not a line of this checklist"))
        missing = {item.item_id for item in items if item.required} - set(ticked) - set(self.ticked)
        if missing:
            raise ITEMS_UNTICKED.refuse(fields=dict.fromkeys(sorted(missing), "is required"))

    @property
    def not_ticked(self) -> tuple[str, ...]:
        """Return the lines of the checklist that nobody ticked, in its order."""
        items = self.checklist.items if self.checklist else ()
        return tuple(item.item_id for item in items if item.item_id not in self.ticked)

    def with_work(self, done: Done) -> Task:
        """Return the task with what was said to be done; lines that its checklist does not have are left out."""
        known = {item.item_id for item in self.checklist.items} if self.checklist else set()
        notes = (*self.notes, done.note) if done.note and done.note not in self.notes else self.notes
        return self.but(
            ticked=tuple(sorted({*self.ticked, *done.ticked} & known)),
            notes=notes,
            minutes=done.minutes if self.minutes is None else self.minutes,
        ).with_photos(done.photos)

    def with_work_of_another(self, done: Done) -> Task:
        """Return the open task with what somebody did of it who does not have it; their minutes count as worked on it."""
        worked = max(self.worked_seconds, 60 * (done.minutes or 0))
        return self.with_work(done.but(minutes=None)).but(worked_seconds=worked)

    def _not_before(self, at: datetime) -> datetime:
        """Return the moment of a tap in the order of the task: nothing is done before what was done before it.

        A device whose clock is behind may have begun before the task was opened here: its minutes are right all the same.
        """
        return max(at, self.moved_at) if self.moved_at else at

    def _stopped(self, at: datetime) -> Task:
        at = self._not_before(at)
        return self.but(worked_seconds=int(self.worked(at).total_seconds()), running_since=None, moved_at=at)

    def _ended(self, status: TaskStatus, by: str, outcome: str, at: datetime) -> Task:
        return self._stopped(at).but(
            status=status,
            finished_at=max(self._not_before(at), self.created_at),
            finished_by=by or None,
            outcome=outcome,
            paused_for=None,
            parked_since=None,
        )

    def _said(self) -> dict[str, str]:
        return {"task_id": self.task_id, "room_id": self.room_id}


_ONE_STEP_UP: Mapping[Priority, Priority] = dict(zip(Priority, (*list(Priority)[1:], Priority.URGENT), strict=True))


class Urgency(Value):
    """What the next arrival makes of a turnover. `due_at` leaves time for the inspection."""

    priority: Priority
    due_at: datetime | None = None


def urgency(following: Expected | None, at: datetime, house: Choices) -> Urgency:
    """Weigh a turnover by who comes next.

    Urgent where a VIP is near or the guest should be here by now, high within the arrival window, whatever day that is of;
    normal later that business day, low where nobody comes today.
    """
    if following is None:
        return Urgency(priority=Priority.LOW)
    near = following.expected_at - at <= timedelta(minutes=house.arrival_window_minutes)
    if not near and house.business_date(following.expected_at) > house.business_date(at):
        return Urgency(priority=Priority.LOW)
    due_at = following.expected_at - timedelta(minutes=house.inspection_buffer_minutes)
    if following.expected_at <= at or (near and following.vip):
        return Urgency(priority=Priority.URGENT, due_at=due_at)
    return Urgency(priority=Priority.HIGH if near else Priority.NORMAL, due_at=due_at)


def turnover_id(stay_id: StayId, room_id: str, time: int = 0) -> str:
    """Return the one id that a stay's turnover of a room has; `time` counts those that were cancelled or done before.

    So there is one open turnover of a stay in a room, whoever asks for it and however often.
    """
    return derived_id("hkt", stay_id, room_id, str(time))


def inspection_task_id(task_id: str, time: int = 0) -> str:
    """Return the id of the task that has somebody inspect this one's work; `time` counts those that were cancelled before."""
    return derived_id("hkt", task_id, "inspection", *([str(time)] if time else ()))


class TaskEvent(Event):
    aggregate: ClassVar[str] = "task_id"

    task_id: str
    room_id: str


class TaskCreated(TaskEvent):
    """`localeHint`: the language of who the work is for, or of the house."""

    subject: ClassVar[str] = "melmastoon.housekeeping.task.created.v1"

    tenant_id: str
    property_id: str
    reservation_id: str | None = None
    kind: TaskKind
    priority: Priority
    scheduled_for: datetime | None = None
    due_at: datetime | None = None
    checklist_id: str | None = None
    checklist_version: int | None = None
    locale_hint: str
    source: Source
    source_event_id: str | None = None


class TaskAssigned(TaskEvent):
    subject: ClassVar[str] = "melmastoon.housekeeping.task.assigned.v1"

    staff_id: str
    given: Given
    checklist_id: str | None = None
    checklist_version: int | None = None


class TaskReassigned(TaskEvent):
    """`staffId` is None where it was put back, so that nobody has it now."""

    subject: ClassVar[str] = "melmastoon.housekeeping.task.reassigned.v1"

    from_staff_id: str | None
    staff_id: str | None
    given: Given | None = None
    reason: str = ""


class TaskStarted(TaskEvent):
    subject: ClassVar[str] = "melmastoon.housekeeping.task.started.v1"

    staff_id: str


class TaskPaused(TaskEvent):
    subject: ClassVar[str] = "melmastoon.housekeeping.task.paused.v1"

    staff_id: str
    reason: published.PauseReason


class TaskResumed(TaskEvent):
    subject: ClassVar[str] = "melmastoon.housekeeping.task.resumed.v1"

    staff_id: str


class TaskCompleted(TaskEvent):
    """The work is done; whether the room is ready by that, `room.status_changed` tells. `photos` is how many."""

    subject: ClassVar[str] = "melmastoon.housekeeping.task.completed.v1"

    reservation_id: str | None = None
    kind: TaskKind
    staff_id: str
    minutes: int
    estimated_minutes: int
    photos: int = 0


class TaskFailed(TaskEvent):
    """`againAs` is the task that takes its place."""

    subject: ClassVar[str] = "melmastoon.housekeeping.task.failed.v1"

    staff_id: str | None
    reason: str
    again_as: str


class TaskCancelled(TaskEvent):
    subject: ClassVar[str] = "melmastoon.housekeeping.task.cancelled.v1"

    staff_id: str | None
    reason: str


class TaskEscalated(TaskEvent):
    """Somebody has to decide. `told` is how often this was said by now."""

    subject: ClassVar[str] = "melmastoon.housekeeping.task.escalated.v1"

    reservation_id: str | None = None
    staff_id: str | None = None
    reason: str
    told: int = 1


Severity = Literal["light", "heavy"]


class MaintenanceRequired(Event):
    """Cleaning found something to mend. `blockId`: heavy, and the room is out of order by that block.

    `takenOut` False where it is heavy and yet a guest is in the room or promised it: front desk has to move them first.
    """

    subject: ClassVar[str] = "melmastoon.housekeeping.room.maintenance_required.v1"
    aggregate: ClassVar[str] = "room_id"

    room_id: str
    task_id: str
    severity: Severity
    category: str
    description: str
    photos: tuple[str, ...] = ()
    block_id: str | None = None
    taken_out: bool = False
    reported_by: str
