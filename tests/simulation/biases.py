"""Walks through the same house that keep to what most easily goes wrong. Two are opposites: where rooms and work part.

`Crowded`: somebody is always at work, mostly two in one room, so that a room wants to be called done too soon. `Deserted`:
hardly anybody works; rooms are flipped, blocked, given and taken back, and their tasks cancelled, so that one of them wants
to stay without work. `Shared`: guests come and go by ones in rooms that others are in. Each has the steps of the whole walk
that its house needs, and leaves out the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RULE_MARKER, rule

from shared.domain.rooms import BlockKind, Cleaning, GuestFlag, Room
from shared.domain.stays import Stay, StayStatus
from shared.domain.tasks import MOVES, OPEN, Move, Task, TaskKind, TaskStatus
from tests.simulation.house import CLEANERS, NUMBERS, WHO, cleaner, staff
from tests.simulation.machine import NTH, PEOPLE, WORDS, Housekeeping

FEW = st.sampled_from(NUMBERS[:3])
"""Mostly the same rooms, so that what happens in one meets what happened there before."""
DONE = st.sampled_from((Cleaning.CLEAN, Cleaning.CLEANED, Cleaning.INSPECTED, Cleaning.READY))
COMMON = {
    *(
        "arrive",
        "leave",
        "set_reservation_status",
        "set_room_status",
        "run_job",
        "time_passes",
        "deliver",
        "come_to_rest",
    ),
    *("deliver_all", "be_back_from_the_basement", "have_the_next_commit_overtaken"),
}
M = TypeVar("M", bound=Housekeeping)


def _steps(*names: str) -> Callable[[type[M]], type[M]]:
    """Leave out every other step of the whole walk; what the steps call of each other is still there."""

    def leaving_out(walk: type[M]) -> type[M]:
        for name, step in vars(Housekeeping).items():
            if hasattr(step, RULE_MARKER) and name not in COMMON | set(names):
                setattr(walk, name, _not_a_step(step))
        return walk

    return leaving_out


def _not_a_step(step: Callable[..., None]) -> Callable[..., None]:
    def by_another_step(*how: object, **rest: object) -> None:
        step(*how, **rest)

    return by_another_step


@_steps(
    *("start_task", "pause_task", "resume_task", "complete_task", "fail_task", "assign_task", "require_maintenance"),
    *("go_on_with_a_task", "finish_in_the_basement", "inspect_task", "end_shift", "plan_shift"),
)
class Crowded(Housekeeping):
    """Two at work in one room."""

    @rule(room=FEW, kinds=st.permutations((TaskKind.TURNOVER, TaskKind.DEEP_CLEAN, TaskKind.POST_RENOVATION)))
    def two_begin_in_one_room(self, room: str, kinds: list[TaskKind]) -> None:
        """Ana and Behnaz begin what there is in the room, or what a shift lead opens for them."""
        for who, kind in zip(CLEANERS, kinds[:2], strict=False):
            self.house.ask("create_task", "lead", {"room_id": room, "kind": kind})
            waiting = [one for one in self._in(room, TaskStatus.PENDING, TaskStatus.ASSIGNED) if one.kind is kind]
            for task in waiting[:1]:
                self.house.ask("start_task", "lead", {"staff_id": staff(who)}, task_id=task.task_id)

    @rule(room=FEW, nth=st.integers(0, 2))
    def a_guest_comes_while_they_are_at_work(self, room: str, nth: int) -> None:
        self._told_to_be_in(room, f"early-{nth}", StayStatus.CHECKED_IN)

    @rule(room=FEW, paused=st.booleans())
    def one_pauses_and_the_other_is_done(self, room: str, *, paused: bool) -> None:
        begun = self._in(room, TaskStatus.IN_PROGRESS, TaskStatus.PAUSED)
        for task in begun[:1] if paused else ():
            self.house.ask("pause_task", cleaner(task.assignee), {}, task_id=task.task_id)
        for task in begun[1:2]:
            lines = [item.item_id for item in task.checklist.items] if task.checklist else []
            self.house.ask("complete_task", cleaner(task.assignee), {"ticked": lines}, task_id=task.task_id)

    @rule(room=FEW)
    def who_has_paused_goes_on(self, room: str) -> None:
        for task in self._in(room, TaskStatus.PAUSED)[:1]:
            self.house.ask("resume_task", cleaner(task.assignee), {}, task_id=task.task_id)

    @rule(room=FEW, status=DONE, by=st.sampled_from(("lead", "ana", "zahra", "boss")), override=st.booleans())
    def flip_it_while_they_are_at_work(self, room: str, status: Cleaning, by: str, *, override: bool) -> None:
        said = {"status": status, "reason": "it looked done", "override": override}
        self.house.ask("set_room_status", by, said, room_id=room)

    @rule(room=FEW, wrong=st.sampled_from((0, 0, 1)))
    def look_at_it_while_they_are_at_work(self, room: str, wrong: int) -> None:
        asked = [task for task in self._in(room, *OPEN) if task.kind is TaskKind.INSPECTION]
        done = [task for task in self.house.all(Task) if task.room_id == room and task.status is TaskStatus.COMPLETED]
        for task in (asked or [one for one in done if one.inspection_id is None])[:1]:
            self.house.ask("inspect_task", "lead", {"answers": self._answers(task, wrong)}, task_id=task.task_id)

    @rule(room=FEW, kind=st.sampled_from(BlockKind), returns_to=DONE)
    def block_it_for_a_moment(self, room: str, kind: BlockKind, returns_to: Cleaning) -> None:
        said = {"kind": kind, "reason": "to be seen to", "returns_to": returns_to}
        self.house.ask("block_room", "lead", said, room_id=room)
        row = self.house.find(Room, room)
        for one in row.blocks[:1] if row else ():
            self.house.ask("clear_room_block", "lead", room_id=room, block_id=one.block_id)

    def _in(self, room: str, *statuses: TaskStatus) -> list[Task]:
        found = [task for task in self.house.all(Task) if task.room_id == room and task.status in statuses]
        return sorted(found, key=lambda task: (task.started_at is None, task.started_at, task.task_id))


@_steps(
    *("create_task", "cancel_task", "block_room", "clear_room_block", "hear_of_other_settings", "observe_occupancy"),
    *("archive_room", "add_rooms", "hear_of_a_room_that_is_gone", "add_reservation", "add_reservations", "end_shift"),
    *("open_work_order", "go_on_with_a_work_order", "set_reservation_room", "go_on_with_a_task"),
)
class Deserted(Housekeeping):
    """Nobody at work in any."""

    @rule(nth=NTH, minutes=st.sampled_from((0, 5, 70)))
    def undo_a_check_in(self, nth: int, minutes: int) -> None:
        if stay := self._one(nth, Stay, lambda stay: stay.status is StayStatus.CONFIRMED and stay.room_id is not None):
            self._checked_in(stay)
            self.house.ground.pass_time(minutes=minutes)
            said = {"status": StayStatus.CONFIRMED}
            self.house.ask("set_reservation_status", "desk", said, stay_id=stay.stay_id)

    @rule(room=FEW, who=PEOPLE, far=st.integers(1, 2))
    def clean_it_without_a_task(self, room: str, who: str, far: int) -> None:
        for status in (Cleaning.DIRTY, Cleaning.CLEANING, Cleaning.CLEANED)[: far + 1]:
            self.house.ask("set_room_status", who, {"status": status}, room_id=room)

    @rule(room=FEW, status=DONE, by=st.sampled_from(("lead", "boss")))
    def say_it_is_done(self, room: str, status: Cleaning, by: str) -> None:
        self.house.ask("set_room_status", by, {"status": status, "reason": "said by the PMS"}, room_id=room)

    @rule(inspections=st.booleans(), soon=st.booleans())
    def change_whether_rooms_are_inspected(self, *, inspections: bool, soon: bool) -> None:
        self.house.ask("change_settings", "boss", {"inspections": inspections})
        if soon:
            self.house.ground.deliver()

    @rule(room=FEW, reason=WORDS)
    def cancel_all_that_is_to_be_done(self, room: str, reason: str) -> None:
        for task in self.house.all(Task):
            if task.room_id == room and task.status in MOVES[Move.CANCEL]:
                self.house.ask("cancel_task", "lead", {"reason": reason}, task_id=task.task_id)

    @rule(room=FEW, severity=st.sampled_from(("light", "heavy")), who=PEOPLE)
    def find_it_broken_at_the_door(self, room: str, severity: str, who: str) -> None:
        waiting = [task for task in self.house.all(Task) if task.room_id == room and task.status is TaskStatus.PENDING]
        for task in waiting[:1]:
            said = {"severity": severity, "description": "no water"}
            self.house.ask("require_maintenance", WHO[who], said, task_id=task.task_id)

    @rule(room=FEW, kind=st.sampled_from(BlockKind), hours=st.integers(1, 3), returns_to=DONE)
    def hold_it_for_some_hours(self, room: str, kind: BlockKind, hours: int, returns_to: Cleaning) -> None:
        until = (self.house.ground.now + timedelta(hours=hours)).isoformat()
        said = {"kind": kind, "reason": "paint", "returns_to": returns_to, "until_at": until}
        self.house.ask("block_room", "lead", said, room_id=room)
        self.house.ground.pass_time(hours=hours)
        self.house.run("follow_block_dates")


@_steps(
    *("share_a_room", "set_sharing", "set_guest_flag", "set_reservation_room", "set_check_out_time"),
    *("add_reservation", "add_reservations", "go_on_with_a_task", "change_settings"),
)
class Shared(Housekeeping):
    """Two in one room, who do not come and go together."""

    @rule(room=FEW, nth=st.integers(0, 2), flag=st.sampled_from(GuestFlag))
    def somebody_moves_in(self, room: str, nth: int, flag: GuestFlag) -> None:
        self._told_to_be_in(room, f"sharer-{nth}", StayStatus.CHECKED_IN)
        self.house.ask("set_guest_flag", "desk", {"flag": flag}, room_id=room)

    @rule(room=FEW, first=st.booleans())
    def one_of_them_leaves(self, room: str, *, first: bool) -> None:
        row = self.house.find(Room, room)
        inside = (row.stay, *row.also_here) if row and row.stay else ()
        for one in (inside[:1] if first else inside[1:])[:1]:
            said = {"status": StayStatus.CHECKED_OUT, "even_if_early": True}
            self.house.ask("set_reservation_status", "desk", said, stay_id=one.stay_id)
