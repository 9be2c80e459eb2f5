"""What a person on the floor has in hand, in the order they are to do it: one small document per person.

It makes "one task in progress per person" a matter of one guarded document, and says what is to be given to others when
they leave. Kept by `shared.flows.tasks` in the same commit as the tasks it lists.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from shared.domain.documents import Document, Value
from shared.domain.ids import StaffId
from shared.domain.refusals import Rule
from shared.domain.tasks import OPEN, Task, TaskKind, TaskStatus

AT_WORK_ELSEWHERE = Rule("MELMASTOON.HOUSEKEEPING.AT_WORK_ELSEWHERE", 409, "They are at work in another room.")
TOO_MANY_IN_HAND = Rule("MELMASTOON.HOUSEKEEPING.TOO_MANY_IN_HAND", 409, "They have as much as a list can hold.")

MOST_IN_HAND = 100


class InHand(Value):
    task_id: str
    room_id: str
    kind: TaskKind
    status: TaskStatus
    minutes: int
    parked: bool = False


class Worklist(Document):
    """`tasks` in the order of doing, those parked for a do-not-disturb last. `running` is the one in progress.

    `shift_id` is the shift they are on now, if any. `last_*` is where they were last seen at work.
    """

    collection: ClassVar[str] = "worklists"
    key: ClassVar[str] = "staff_id"

    staff_id: StaffId
    shift_id: str | None = None
    tasks: tuple[InHand, ...] = ()
    running: str | None = None
    last_room_id: str | None = None
    last_floor: int | None = None
    last_wing: str | None = None
    last_seen_at: datetime | None = None

    def following(self, task: Task, at: datetime) -> Worklist:
        """Return the list knowing of this task as it now is; one that is given to this person last comes last.

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
        listed = (placed if len(others) < len(self.tasks) else [*others, self._placed(task)]) if mine else others
        if len(listed) > max(MOST_IN_HAND, len(self.tasks)):
            raise TOO_MANY_IN_HAND.refuse(staff_id=self.staff_id, tasks=len(self.tasks))
        seen = self.but(tasks=tuple(sorted(listed, key=lambda one: one.parked)), running=running)
        if not runs and not (task.finished_at == at and task.finished_by == self.staff_id):
            return seen
        return seen.but(last_room_id=task.room_id, last_floor=task.floor, last_wing=task.wing, last_seen_at=at)

    def in_order(self, task_ids: tuple[str, ...]) -> Worklist:
        """Return the list with these tasks in this order, before all others; one that is not on it is left out."""
        ranks = {task_id: rank for rank, task_id in enumerate(task_ids)}
        return self.but(
            tasks=tuple(sorted(self.tasks, key=lambda one: (one.parked, ranks.get(one.task_id, len(ranks)))))
        )

    def _placed(self, task: Task) -> InHand:
        return InHand(
            task_id=task.task_id,
            room_id=task.room_id,
            kind=task.kind,
            status=task.status,
            minutes=task.estimated_minutes,
            parked=task.parked_since is not None,
        )
