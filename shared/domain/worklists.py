"""What a person on the floor has in hand, in the order they are to do it: one small document per person.

It makes "one task in progress per person" a matter of one guarded document, and says what is to be given to others when
they leave. Kept by `shared.flows.tasks` in the same commit as the tasks it lists.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.domain.documents import Document, Value
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.tasks import OPEN, Priority, Task, TaskKind, TaskStatus

AT_WORK_ELSEWHERE = Rule("MELMASTOON.HOUSEKEEPING.AT_WORK_ELSEWHERE", 409, "They are at work in another room.")
TOO_MANY_IN_HAND = Rule("MELMASTOON.HOUSEKEEPING.TOO_MANY_IN_HAND", 409, "They have as much as a list can hold.")

MOST_IN_HAND = 100


class InHand(Value):
    """`again`: work that did not pass its inspection and is to be done once more, before anything that is not begun."""

    task_id: str
    room_id: str
    kind: TaskKind
    status: TaskStatus
    minutes: int
    parked: bool = False
    again: bool = False

    @property
    def is_begun(self) -> bool:
        return self.status in (TaskStatus.IN_PROGRESS, TaskStatus.PAUSED)


class Tally(Value):
    """What they did in one shift: minutes, check-outs among it, and rooms by their type. An inspection is no room."""

    shift_id: str | None = None
    minutes: int = 0
    checkouts: int = 0
    rooms: dict[str, int] = Field(default_factory=dict)

    def with_done(self, task: Task) -> Tally:
        minutes = self.minutes + (task.minutes or 0)
        if task.kind is TaskKind.INSPECTION:
            return self.but(minutes=minutes)
        rooms = {**self.rooms, task.room_type: self.rooms.get(task.room_type, 0) + 1}
        return self.but(minutes=minutes, rooms=rooms, checkouts=self.checkouts + (task.kind is TaskKind.TURNOVER))


class Worklist(Document):
    """`tasks` in the order of doing, those parked for a do-not-disturb last. `running` is the one in progress.

    `shift_id` is the shift they are on now, if any. `last_*` is where they were last seen at work.
    """

    collection: ClassVar[str] = "worklists"
    key: ClassVar[str] = "staff_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of tasks, by their ids.")

    staff_id: str
    shift_id: str | None = None
    tasks: tuple[InHand, ...] = ()
    tally: Tally = Tally()
    running: str | None = None
    last_room_id: str | None = None
    last_floor: int | None = None
    last_wing: str | None = None
    last_seen_at: datetime | None = None

    @property
    def done(self) -> Tally:
        """What they did in the shift that they are on."""
        return self.tally if self.tally.shift_id == self.shift_id else Tally(shift_id=self.shift_id)

    def following(self, task: Task, at: datetime) -> Worklist:
        """Return the list knowing of this task as it now is; one that is given to this person last comes last.

        What did not pass, or is urgent, comes first after what they have begun: whoever gave it, and whatever it goes before.
        Raises Refusal AT_WORK_ELSEWHERE, naming where, or TOO_MANY_IN_HAND.
        """
        others = [one for one in self.tasks if one.task_id != task.task_id]
        mine = task.assignee == self.staff_id and task.status in OPEN
        runs = mine and task.status is TaskStatus.IN_PROGRESS
        if runs and self.running not in (None, task.task_id):
            first = next((one for one in others if one.task_id == self.running), None)
            raise AT_WORK_ELSEWHERE.refuse(
                f"They are at work in {first.room_id if first else 'another room'}.",
                staff_id=self.staff_id,
                task_id=self.running,
                room_id=first and first.room_id,
            )
        running = task.task_id if runs else None if self.running == task.task_id else self.running
        placed = [self._placed(task) if one.task_id == task.task_id else one for one in self.tasks]
        listed = (placed if len(others) < len(self.tasks) else self._with_new(task)) if mine else others
        if len(listed) > max(MOST_IN_HAND, len(self.tasks)):
            raise TOO_MANY_IN_HAND.refuse(staff_id=self.staff_id, tasks=len(self.tasks))
        seen = self.but(tasks=tuple(sorted(listed, key=lambda one: one.parked)), running=running)
        done = (
            task.status is TaskStatus.COMPLETED and task.finished_by == self.staff_id and len(others) < len(self.tasks)
        )
        if done:
            seen = seen.but(tally=self.done.with_done(task))
        if seen == self or not (runs or done):
            return seen
        return seen.but(last_room_id=task.room_id, last_floor=task.floor, last_wing=task.wing, last_seen_at=at)

    def inserted(self, task_id: str, position: int) -> Worklist:
        """Return the list with one of its tasks moved to this place, from 0; those parked stay last.

        What is to be done once more goes no further down than it came.
        """
        ids = [one.task_id for one in self.tasks if one.task_id != task_id]
        again = any(one.again for one in self.tasks if one.task_id == task_id)
        ids.insert(min(position, self._after_begun) if again else position, task_id)
        return self.in_order(tuple(ids))

    def in_order(self, task_ids: tuple[str, ...]) -> Worklist:
        """Return the list with these tasks in this order, before all others; one that is not on it is left out."""
        ranks = {task_id: rank for rank, task_id in enumerate(task_ids)}
        return self.but(
            tasks=tuple(sorted(self.tasks, key=lambda one: (one.parked, ranks.get(one.task_id, len(ranks)))))
        )

    @property
    def _after_begun(self) -> int:
        """The place before all that is neither begun nor to be done once more; those stand first as they came."""
        return sum(one.is_begun or one.again for one in self.tasks)

    def _with_new(self, task: Task) -> list[InHand]:
        entry = self._placed(task)
        if not (entry.again or task.priority is Priority.URGENT):
            return [*self.tasks, entry]
        first = sorted((one for one in self.tasks if one.is_begun or one.again), key=lambda one: not one.is_begun)
        return [*first, entry, *(one for one in self.tasks if one not in first)]

    def _placed(self, task: Task) -> InHand:
        return InHand(
            task_id=task.task_id,
            room_id=task.room_id,
            kind=task.kind,
            status=task.status,
            minutes=task.estimated_minutes,
            parked=task.parked_since is not None,
            again=bool(task.wrong),
        )
