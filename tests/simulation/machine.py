"""Walk the housekeeping of a small house: every command, event and job of it, in any order, by whoever may tap there.

A rule is named as the command that it asks, so a command without one is found by a test. What a rule picks is mostly
something that the command may do something with, and now and then anything else: a refusal is a step as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain import work_orders
from shared.domain.ids import derived_id
from shared.domain.linen import LinenLine
from shared.domain.lost_and_found import Disposing, LostCategory, LostItem
from shared.domain.people import Actor
from shared.domain.rooms import BlockKind, Cleaning, GuestFlag, Room, RoomArchived
from shared.domain.settings import TenantSettingsChanged
from shared.domain.shifts import Shift, ShiftEnded, ShiftStarted, ShiftStatus
from shared.domain.stays import Modification, ModificationRequested, Stay, StayStatus
from shared.domain.suggestions import RoutedRow, RoutingSuggested, Suggestion
from shared.domain.tasks import MOVES, OPEN, Move, PauseReason, Priority, Task, TaskKind, TaskStatus
from shared.domain.tickets import Ticket
from shared.domain.work_orders import (
    MaintenanceCategory,
    WorkOrder,
    WorkOrderCancelled,
    WorkOrderCompleted,
    WorkOrderStatus,
)
from shared.domain.worklists import Worklist
from shared.runtime.routes import ROUTES
from tests.ground import guest_of
from tests.simulation.house import (
    CLEANERS,
    NUMBERS,
    WHO,
    House,
    cleaner,
    staff,
    walked,
)
from tests.simulation.laws import KINDS, LAWS, a_vacant_room_has_exactly_its_next_piece_of_work, at_rest

T = TypeVar("T")
MOST_STAYS = 8
STEPS_OF_A_WALK = 60
NTH = st.integers(0, 7)
"""Which one, of what the command may do something with; the last two are of all the others."""
ROOMS = st.sampled_from(NUMBERS)
PEOPLE = st.sampled_from(CLEANERS)
TAPS = st.sampled_from(("own", "own", "lead", "other"))
FLOOR = st.sampled_from(("lead", "desk", "mender", "ana", "boss"))
WORDS = st.sampled_from(("as agreed", "no sheets", "the guest is in"))
PHOTOS = st.sampled_from(((), (derived_id("pho", "1"),), (derived_id("pho", "2"), derived_id("pho", "3"))))
JOBS = tuple(sorted(name for name, route in ROUTES.items() if route.kind == "job" and walked(route)))


class Housekeeping(RuleBasedStateMachine):
    """`house` stands from the first step on: guests in two rooms, two people on shift, a room that waits for inspection.

    A law that is broken is raised as `wrong`.
    """

    house: House
    wrong: type[BaseException] = AssertionError

    @initialize(seed=st.integers(0, 99))
    def found(self, seed: int) -> None:
        """Found a house in which what is told arrives late and twice as the seed says."""
        self.house = House(KINDS, JOBS, LAWS, seed)
        self.house.run("make_day_list")
        self.house.ask("add_linen", "lead", {"name": "Bath towel", "stock": 12, "in_use": 6, "low_watermark": 8})
        for room, kind in (("102", "turnover"), ("103", "deep_clean"), ("202", "turnover")):
            self.house.ask("create_task", "lead", {"room_id": room, "kind": kind})
        for room, hours in (("101", 0), ("201", 0), ("102", 5), ("203", 9)):
            self._reserve(room, hours, nights=2, vip=False)
        for stay in [stay for stay in self.house.all(Stay) if stay.room_id in ("101", "201")]:
            self._checked_in(stay)
        ends_at = (self.house.ground.now + timedelta(hours=8)).isoformat()
        for who in ("ana", "behnaz"):
            self.house.ask("plan_shift", "lead", {"staff_id": staff(who), "ends_at": ends_at})
        self._changed_since_it_was_given("103")
        cleaned = next(task.task_id for task in self.house.all(Task) if task.room_id == "202")
        self.house.ask("start_task", "lead", {"staff_id": staff("zahra")}, task_id=cleaned)
        self.house.ask("complete_task", "zahra", {}, task_id=cleaned)

    def _changed_since_it_was_given(self, room: str) -> None:
        """Give somebody the work of a room, and have the checklist for such work be another one from now on."""
        task = next(task for task in self.house.all(Task) if task.room_id == room)
        self.house.ask("assign_task", "lead", {"staff_id": staff("ana")}, task_id=task.task_id)
        items = [{"item_id": "floor", "words": {"en": "Floor washed"}}]
        self.house.ask("set_checklist", "lead", {"kind": task.kind, "name": "Ours", "items": items})

    def teardown(self) -> None:
        try:
            if not self.house.broken:
                self.house.rest()
                self.house.broken += at_rest(self.house)
            self.no_law_is_broken()
        finally:
            self.house.close()

    @invariant()
    def no_law_is_broken(self) -> None:
        if self.house.broken:
            raise self.wrong("\n".join(self.house.broken))

    # Tasks.

    @rule(room=ROOMS, kind=st.sampled_from(TaskKind), priority=st.none() | st.sampled_from(Priority), by=FLOOR)
    def create_task(self, room: str, kind: TaskKind, priority: Priority | None, by: str) -> None:
        self.house.ask("create_task", by, {"room_id": room, "kind": kind, "priority": priority, "note": "see to it"})

    @precondition(lambda self: any(room.stay for room in self.house.all(Room)))
    @rule(nth=NTH, note=st.sampled_from(("", "after ten")))
    def create_task_as_guest(self, nth: int, note: str) -> None:
        room = _nth(nth, [room for room in self.house.all(Room) if room.stay])
        said = {"room_id": room.room_id, "note": note}
        self.house.ask("create_task", guest_of(room.room_id, room.stay.stay_id), said)

    @rule(nth=NTH, to=st.none() | PEOPLE, by=st.sampled_from(("lead", "lead", "self")))
    def assign_task(self, nth: int, to: str | None, by: str) -> None:
        if task := self._task(nth, Move.ASSIGN if to else Move.PUT_BACK):
            said = {"staff_id": to and staff(to)}
            self.house.ask("assign_task", (to or "ana") if by == "self" else by, said, task_id=task.task_id)

    @rule(nth=NTH, tap=TAPS)
    def start_task(self, nth: int, tap: str) -> None:
        if task := self._task(nth, Move.START):
            self.house.ask("start_task", self._hands(task, tap), {}, task_id=task.task_id)

    @rule(nth=NTH, who=PEOPLE)
    def start_task_that_nobody_has(self, nth: int, who: str) -> None:
        if task := self._one(nth, Task, lambda task: task.status is TaskStatus.PENDING):
            self.house.ask("start_task", "lead", {"staff_id": staff(who)}, task_id=task.task_id)

    @rule(nth=NTH, tap=TAPS, reason=st.sampled_from(PauseReason))
    def pause_task(self, nth: int, tap: str, reason: PauseReason) -> None:
        if task := self._task(nth, Move.PAUSE):
            self.house.ask("pause_task", self._hands(task, tap), {"reason": reason}, task_id=task.task_id)

    @rule(nth=NTH, tap=TAPS)
    def resume_task(self, nth: int, tap: str) -> None:
        if task := self._task(nth, Move.RESUME):
            self.house.ask("resume_task", self._hands(task, tap), {}, task_id=task.task_id)

    @rule(
        nth=NTH,
        tap=TAPS,
        all_lines=st.sampled_from((True, True, False)),
        minutes=st.none() | st.integers(0, 90),
        linen=st.integers(0, 4),
        photos=PHOTOS,
    )
    def complete_task(
        self, nth: int, tap: str, *, all_lines: bool, minutes: int | None, linen: int, photos: Sequence[str]
    ) -> None:
        if task := self._task(nth, Move.COMPLETE):
            lines = [item.item_id for item in task.checklist.items] if task.checklist and all_lines else []
            said = {"ticked": lines, "minutes": minutes, "note": "late" if nth % 2 else "", "photos": photos}
            back = {self._line(0).line_id: linen} if linen else {}
            self.house.ask(
                "complete_task", self._hands(task, tap), {**said, "linen_returned": back}, task_id=task.task_id
            )

    @rule(nth=NTH, tap=TAPS, reason=WORDS)
    def fail_task(self, nth: int, tap: str, reason: str) -> None:
        if task := self._task(nth, Move.FAIL):
            self.house.ask("fail_task", self._hands(task, tap), {"reason": reason}, task_id=task.task_id)

    @rule(nth=NTH, by=FLOOR, reason=WORDS)
    def escalate_task(self, nth: int, by: str, reason: str) -> None:
        if task := self._one(nth, Task, _is_open):
            self.house.ask("escalate_task", by, {"reason": reason}, task_id=task.task_id)

    @rule(
        nth=NTH, tap=TAPS, severity=st.sampled_from(("light", "heavy")), category=st.sampled_from(MaintenanceCategory)
    )
    def require_maintenance(self, nth: int, tap: str, severity: str, category: MaintenanceCategory) -> None:
        if task := self._task(nth, Move.HAND_TO_MAINTENANCE):
            said = {"severity": severity, "category": category, "description": "it drips"}
            self.house.ask("require_maintenance", self._hands(task, tap), said, task_id=task.task_id)

    @rule(nth=NTH, reason=WORDS)
    def cancel_task(self, nth: int, reason: str) -> None:
        if task := self._task(nth, Move.CANCEL):
            self.house.ask("cancel_task", "lead", {"reason": reason}, task_id=task.task_id)

    @rule(nth=NTH, priority=st.sampled_from(Priority), by=st.sampled_from(("lead", "desk", "service")))
    def prioritise_task(self, nth: int, priority: Priority, by: str) -> None:
        if task := self._one(nth, Task, _is_open):
            self.house.ask("prioritise_task", by, {"priority": priority}, task_id=task.task_id)

    @rule(nth=NTH, by=FLOOR)
    def note_task(self, nth: int, by: str) -> None:
        if task := self._one(nth, Task, _is_open):
            self.house.ask("note_task", by, {"text": "the door sticks"}, task_id=task.task_id)

    @rule(nth=NTH, far=st.integers(1, 3))
    def go_on_with_a_task(self, nth: int, far: int) -> None:
        """Do what usually comes next, so that a walk gets far."""
        first = self._one(nth, Task, _is_open)
        for _ in range(far if first else 0):
            task = self.house.find(Task, first.task_id)
            by = cleaner(task.assignee)
            if task.kind is TaskKind.INSPECTION:
                self.house.ask("inspect_task", "lead", {"answers": self._answers(task, nth == 1)}, task_id=task.task_id)
            elif task.status is TaskStatus.PENDING:
                self.house.ask("assign_task", "lead", {"staff_id": staff(CLEANERS[nth % 3])}, task_id=task.task_id)
            elif task.status is TaskStatus.ASSIGNED:
                self.house.ask("start_task", by, {}, task_id=task.task_id)
            elif task.status is TaskStatus.PAUSED:
                self.house.ask("resume_task", by, {}, task_id=task.task_id)
            else:
                lines = [item.item_id for item in task.checklist.items] if task.checklist else []
                self.house.ask("complete_task", by, {"ticked": lines}, task_id=task.task_id)

    @rule(nth=NTH, to=st.none() | PEOPLE, begins=st.booleans(), minutes=st.none() | st.integers(0, 90))
    def finish_in_the_basement(self, nth: int, to: str | None, *, begins: bool, minutes: int | None) -> None:
        """Who is at work ends it where there is no network; meanwhile a shift lead took it from them."""
        if not (task := self._task(nth, Move.PAUSE)):
            return
        self.house.ask("pause_task", "lead", {}, task_id=task.task_id)
        self.house.ask("assign_task", "lead", {"staff_id": to and staff(to)}, task_id=task.task_id)
        if begins and to:
            self.house.ask("start_task", to, {}, task_id=task.task_id)
        lines = [item.item_id for item in task.checklist.items] if task.checklist else []
        self.house.late = 1
        said = {"ticked": lines, "minutes": minutes}
        self.house.ask("complete_task", cleaner(task.assignee), said, task_id=task.task_id)

    @rule(nth=NTH)
    def answer_escalation(self, nth: int) -> None:
        if task := self._one(nth, Task, lambda task: task.escalation is not None):
            self.house.ask("answer_escalation", "lead", {}, task_id=task.task_id)

    @rule(
        nth=NTH,
        wrong=st.sampled_from((0, 0, 1)),
        silent=st.sampled_from((0, 0, 1)),
        by=st.sampled_from(("lead", "lead", "zahra")),
    )
    def inspect_task(self, nth: int, wrong: int, silent: int, by: str) -> None:
        if task := self._one(nth, Task, self._waits_for_inspection):
            said = self._answers(task, wrong)[silent:] or [{"item_id": "none", "answer": "pass"}]
            self.house.ask("inspect_task", by, {"answers": said, "note": "seen"}, task_id=task.task_id)

    def _waits_for_inspection(self, task: Task) -> bool:
        over = task.status is TaskStatus.COMPLETED and task.inspection_id is None
        return over if task.kind is not TaskKind.INSPECTION else task.status in OPEN

    def _answers(self, task: Task, wrong: int) -> list[dict[str, str]]:
        """Answer the lines that the inspector sees: those bound to the task, or in force."""
        about = {(task.kind is TaskKind.INSPECTION and task.of_task_id) or task.task_id, task.task_id}
        looks = [one for one in self.house.all(Task) if one.kind is TaskKind.INSPECTION]
        asking = next((one for one in looks if about & _about(one)), None)
        lines = (asking.checklist if asking else None) or self.house.in_force(TaskKind.INSPECTION)
        return [
            {"item_id": item.item_id, "answer": "fail" if at < wrong else "pass"} for at, item in enumerate(lines.items)
        ]

    @rule(who=PEOPLE, nth=NTH, by=st.sampled_from(("lead", "lead", "ana")))
    def order_worklist(self, who: str, nth: int, by: str) -> None:
        hands = self.house.find(Worklist, staff(who))
        ids = [one.task_id for one in hands.tasks] if hands else []
        self.house.ask("order_worklist", by, {"task_ids": [*ids[nth:], *ids[:nth]]}, staff_id=staff(who))

    # Plans.

    @rule()
    def plan_work(self) -> None:
        self.house.ask("plan_work", "lead", {})

    @rule(nth=NTH, whole=st.booleans())
    def accept_plan(self, nth: int, *, whole: bool) -> None:
        self._decide("accept_plan", nth, whole=whole)

    @rule(nth=NTH, whole=st.booleans())
    def dismiss_plan(self, nth: int, *, whole: bool) -> None:
        self._decide("dismiss_plan", nth, whole=whole)

    def _decide(self, name: str, nth: int, *, whole: bool) -> None:
        if plan := self._one(nth, Suggestion, lambda plan: plan.is_open):
            lines = None if whole or not plan.lines else [_nth(nth, plan.lines).task_id]
            self.house.ask(name, "lead", {"task_ids": lines}, suggestion_id=plan.suggestion_id)

    @rule(nths=st.lists(st.tuples(NTH, PEOPLE), min_size=1, max_size=4))
    def hear_a_suggestion(self, nths: list[tuple[int, str]]) -> None:
        found = [(self._one(nth, Task, _is_open), who) for nth, who in nths]
        rows = tuple(RoutedRow(task_id=task.task_id, staff_id=staff(who)) for task, who in found if task)
        now = self.house.ground.now
        self.house.hear(RoutingSuggested(suggestion_id=f"theirs-{now}", generated_at=now, rows=rows))

    # The status of rooms, and blocks.

    @rule(
        room=ROOMS,
        status=st.sampled_from(Cleaning),
        by=FLOOR,
        reason=st.sampled_from(("", "seen")),
        seen=st.none() | st.sampled_from(Cleaning),
        override=st.booleans(),
    )
    def set_room_status(
        self, room: str, status: Cleaning, by: str, reason: str, seen: Cleaning | None, *, override: bool
    ) -> None:
        said = {"status": status, "reason": reason, "seen": seen, "override": override}
        self.house.ask("set_room_status", by, said, room_id=room)

    @rule(
        room=ROOMS,
        kind=st.sampled_from(BlockKind),
        begins=st.integers(-1, 2),
        lasts=st.none() | st.integers(1, 3),
        returns_to=st.sampled_from(Cleaning),
        by=st.sampled_from(("lead", "mender", "service")),
    )
    def block_room(
        self, room: str, kind: BlockKind, begins: int, lasts: int | None, returns_to: Cleaning, by: str
    ) -> None:
        from_at = self.house.ground.now + timedelta(hours=8 * begins)
        dates = {
            "from_at": from_at.isoformat(),
            "until_at": (from_at + timedelta(hours=8 * lasts)).isoformat() if lasts else None,
        }
        self.house.ask(
            "block_room", by, {"kind": kind, "reason": "to be seen to", "returns_to": returns_to, **dates}, room_id=room
        )

    @rule(nth=NTH, by=st.sampled_from(("lead", "mender")))
    def clear_room_block(self, nth: int, by: str) -> None:
        if room := self._one(nth, Room, lambda room: bool(room.blocks)):
            block_id = room.blocks[nth % len(room.blocks)].block_id if room.blocks else derived_id("blk", "none")
            self.house.ask("clear_room_block", by, room_id=room.room_id, block_id=block_id)

    # Checklists.

    @rule(
        kind=st.sampled_from(TaskKind),
        room_type=st.sampled_from(("", "standard")),
        lines=st.integers(1, 3),
        active=st.booleans(),
    )
    def set_checklist(self, kind: TaskKind, room_type: str, lines: int, *, active: bool) -> None:
        items = [{"item_id": f"line{n}", "words": {"en": f"Line {n}"}, "required": n == 1} for n in range(lines)]
        self.house.ask(
            "set_checklist",
            "lead",
            {"kind": kind, "room_type": room_type, "name": "Ours", "items": items, "active": active},
        )

    # Linen.

    @precondition(lambda self: len(self.house.all(LinenLine)) < 3)
    @rule(stock=st.integers(0, 9), watermark=st.integers(0, 5))
    def add_linen(self, stock: int, watermark: int) -> None:
        self.house.ask("add_linen", "lead", {"name": "Sheet", "stock": stock, "low_watermark": watermark})

    @rule(
        nth=NTH,
        watermark=st.none() | st.integers(0, 12),
        stock=st.none() | st.integers(0, 15),
        in_use=st.none() | st.integers(0, 9),
    )
    def change_linen(self, nth: int, watermark: int | None, stock: int | None, in_use: int | None) -> None:
        counted = None if stock is None else {"stock": stock, "in_use": in_use, "reason": "month end"}
        self.house.ask(
            "change_linen", "lead", {"low_watermark": watermark, "stocktake": counted}, line_id=self._line(nth).line_id
        )

    @rule(nth=NTH, count=st.integers(1, 6), of=st.none() | NTH)
    def issue_linen(self, nth: int, count: int, of: int | None) -> None:
        self._move_linen("issue_linen", nth, count, of)

    @rule(nth=NTH, count=st.integers(1, 6), of=st.none() | NTH)
    def return_linen(self, nth: int, count: int, of: int | None) -> None:
        self._move_linen("return_linen", nth, count, of)

    def _move_linen(self, name: str, nth: int, count: int, of: int | None) -> None:
        task = None if of is None else self._one(of, Task, _is_open)
        said = {"count": count, "task_id": task.task_id if task else None}
        self.house.ask(name, "ana", said, line_id=self._line(nth).line_id)

    # Lost and found.

    @rule(room=st.none() | ROOMS, category=st.sampled_from(LostCategory), by=FLOOR)
    def record_lost_item(self, room: str | None, category: LostCategory, by: str) -> None:
        self.house.ask("record_lost_item", by, {"room_id": room, "category": category, "description": "a ring"})

    @rule(nth=NTH, by=st.sampled_from(("lead", "desk")))
    def match_lost_item(self, nth: int, by: str) -> None:
        if item := self._one(nth, LostItem, lambda item: item.status == "recorded"):
            self.house.ask(
                "match_lost_item", by, {"claimant": "Farid", "reference": "wrote to us"}, item_id=item.item_id
            )

    @rule(nth=NTH)
    def unmatch_lost_item(self, nth: int) -> None:
        if item := self._one(nth, LostItem, lambda item: item.status == "matched"):
            self.house.ask("unmatch_lost_item", "desk", item_id=item.item_id)

    @rule(
        nth=NTH,
        how=st.sampled_from(Disposing),
        to=st.sampled_from(("", "Farid")),
        by=st.sampled_from(("lead", "desk", "boss")),
    )
    def dispose_lost_item(self, nth: int, how: Disposing, to: str, by: str) -> None:
        if item := self._one(nth, LostItem, lambda item: item.status != "disposed"):
            self.house.ask(
                "dispose_lost_item", by, {"how": how, "to": to, "reason": "kept long enough"}, item_id=item.item_id
            )

    # Shifts.

    @rule(
        who=PEOPLE, begins=st.none() | st.integers(0, 5), lasts=st.integers(1, 9), by=st.sampled_from(("lead", "self"))
    )
    def plan_shift(self, who: str, begins: int | None, lasts: int, by: str) -> None:
        now = self.house.ground.now
        starts_at = None if begins is None else (now + timedelta(hours=begins)).isoformat()
        ends_at = (now + timedelta(hours=(begins or 0) + lasts)).isoformat()
        said = {"staff_id": staff(who), "starts_at": starts_at, "ends_at": ends_at, "skills": ["inspection"]}
        self.house.ask("plan_shift", "lead" if by == "lead" else who, said)

    @rule(nth=NTH)
    def start_shift(self, nth: int) -> None:
        if shift := self._one(nth, Shift, lambda shift: shift.status is ShiftStatus.PLANNED):
            self.house.ask("start_shift", "lead", {}, shift_id=shift.shift_id)

    @rule(nth=NTH)
    def end_shift(self, nth: int) -> None:
        if shift := self._one(nth, Shift, lambda shift: shift.is_on):
            self.house.ask("end_shift", cleaner(shift.staff_id), {"reason": "ill"}, shift_id=shift.shift_id)

    @rule(who=PEOPLE, nth=st.integers(0, 2), hours=st.integers(-2, 2), ended=st.booleans())
    def hear_of_a_shift(self, who: str, nth: int, hours: int, *, ended: bool) -> None:
        """The staff service tells of its shifts, their end now and then before their beginning."""
        at = self.house.ground.now + timedelta(hours=hours)
        if ended:
            self.house.hear(ShiftEnded(shift_id=f"theirs-{nth}", staff_id=staff(who), ended_at=at, reason="ill"))
        else:
            until = at + timedelta(hours=8)
            self.house.hear(ShiftStarted(shift_id=f"theirs-{nth}", staff_id=staff(who), starts_at=at, ends_at=until))

    # Maintenance.

    @rule(room=ROOMS, severity=st.sampled_from(("light", "heavy")), takes_out=st.booleans(), by=FLOOR)
    def open_work_order(self, room: str, severity: str, *, takes_out: bool, by: str) -> None:
        said = {"room_id": room, "severity": severity, "description": "no water", "takes_room_out": takes_out}
        self.house.ask("open_work_order", by, said)

    @rule(nth=NTH, to=st.sampled_from(("omid", "omid", None, "ana")), by=st.sampled_from(("lead", "mender")))
    def assign_work_order(self, nth: int, to: str | None, by: str) -> None:
        self._mend("assign_work_order", nth, work_orders.Move.ASSIGN, by, {"staff_id": to and staff(to)})

    @rule(nth=NTH, by=st.sampled_from(("lead", "mender")))
    def start_work_order(self, nth: int, by: str) -> None:
        self._mend("start_work_order", nth, work_orders.Move.START, by, {})

    @rule(nth=NTH, by=st.sampled_from(("lead", "mender")))
    def resolve_work_order(self, nth: int, by: str) -> None:
        self._mend("resolve_work_order", nth, work_orders.Move.RESOLVE, by, {"resolution": "new washer"})

    @rule(nth=NTH, passed=st.booleans())
    def verify_work_order(self, nth: int, *, passed: bool) -> None:
        self._mend("verify_work_order", nth, work_orders.Move.VERIFY, "lead", {"passed": passed, "note": "seen"})

    @rule(nth=NTH, by=st.sampled_from(("lead", "mender")))
    def cancel_work_order(self, nth: int, by: str) -> None:
        self._mend("cancel_work_order", nth, work_orders.Move.CANCEL, by, {"reason": "works"})

    @rule(nth=NTH, by=FLOOR)
    def note_work_order(self, nth: int, by: str) -> None:
        self._mend("note_work_order", nth, work_orders.Move.CANCEL, by, {"text": "the part is ordered"})

    def _mend(self, name: str, nth: int, move: work_orders.Move, by: str | Actor, said: dict[str, Any]) -> None:
        if order := self._one(nth, WorkOrder, lambda order: order.status in work_orders.MOVES[move]):
            self.house.ask(name, by, said, work_order_id=order.work_order_id)

    @rule(nth=NTH, far=st.integers(1, 3))
    def go_on_with_a_work_order(self, nth: int, far: int) -> None:
        """Do what usually comes next, so that a walk gets far."""
        first = self._one(nth, WorkOrder, lambda order: order.status is not WorkOrderStatus.VERIFIED)
        for _ in range(far if first else 0):
            order = self.house.find(WorkOrder, first.work_order_id)
            where = {"work_order_id": first.work_order_id}
            if order.status is WorkOrderStatus.RESOLVED:
                self.house.ask("verify_work_order", "lead", {"passed": True}, **where)
            elif order.status is WorkOrderStatus.IN_PROGRESS:
                self.house.ask("resolve_work_order", "mender", {"resolution": "new washer"}, **where)
            else:
                self.house.ask("start_work_order", "mender", {}, **where)

    @rule(nth=NTH, room=ROOMS, severity=st.sampled_from(("light", "heavy")), done=st.booleans())
    def hear_of_the_end_of_a_work_order(self, nth: int, room: str, severity: str, *, done: bool) -> None:
        """Another maintenance service may have orders of its own, and name no block."""
        event = WorkOrderCompleted if done else WorkOrderCancelled
        self.house.hear(event(work_order_id=f"theirs-{nth}", room_id=room, severity=severity))

    # The desk, and guests.

    @precondition(lambda self: len(self.house.all(Stay)) < MOST_STAYS)
    @rule(room=st.none() | ROOMS, hours=st.integers(-2, 30), nights=st.integers(1, 4), vip=st.booleans())
    def add_reservation(self, room: str | None, hours: int, nights: int, *, vip: bool) -> None:
        self._reserve(room, hours, nights, vip=vip)

    @rule(nth=NTH, status=st.sampled_from(StayStatus), as_it_is=st.booleans())
    def set_reservation_status(self, nth: int, status: StayStatus, *, as_it_is: bool) -> None:
        if stay := self._one(nth, Stay, lambda stay: stay.room_id is not None):
            self.house.ask(
                "set_reservation_status",
                "desk",
                {"status": status, "even_if_not_ready": as_it_is, "even_if_early": as_it_is},
                stay_id=stay.stay_id,
            )

    @rule(nth=NTH)
    def arrive(self, nth: int) -> None:
        if stay := self._one(nth, Stay, lambda stay: stay.status is StayStatus.CONFIRMED and stay.room_id is not None):
            self._checked_in(stay)

    @rule(nth=NTH)
    def leave(self, nth: int) -> None:
        if stay := self._one(nth, Stay, lambda stay: stay.in_house):
            said = {"status": StayStatus.CHECKED_OUT, "even_if_early": True}
            self.house.ask("set_reservation_status", "desk", said, stay_id=stay.stay_id)

    @rule(nth=NTH, room=st.none() | ROOMS, as_it_is=st.booleans())
    def set_reservation_room(self, nth: int, room: str | None, *, as_it_is: bool) -> None:
        if stay := self._one(nth, Stay, lambda stay: stay.in_house or stay.status is StayStatus.CONFIRMED):
            self.house.ask(
                "set_reservation_room", "desk", {"room_id": room, "even_if_not_ready": as_it_is}, stay_id=stay.stay_id
            )

    @rule(nth=NTH, other=st.none() | NTH)
    def set_sharing(self, nth: int, other: int | None) -> None:
        stays = self.house.all(Stay)
        if stay := self._one(nth, Stay, lambda stay: stay.in_house or stay.status is StayStatus.CONFIRMED):
            said = {"shares_with": None if other is None else _nth(other, stays).stay_id}
            self.house.ask("set_sharing", "desk", said, stay_id=stay.stay_id)

    @rule(nth=NTH, hours=st.integers(-40, 80))
    def set_check_out_time(self, nth: int, hours: int) -> None:
        if stay := self._one(nth, Stay, lambda stay: stay.in_house or stay.status is StayStatus.CONFIRMED):
            until = (stay.departure_at + timedelta(hours=hours)).isoformat()
            self.house.ask("set_check_out_time", "desk", {"check_out_at": until}, stay_id=stay.stay_id)

    @rule(
        nth=st.integers(0, 3),
        guest=st.integers(0, 2),
        status=st.sampled_from(StayStatus),
        room=st.none() | ROOMS,
        hours=st.integers(-30, 30),
    )
    def add_reservations(self, nth: int, guest: int, status: StayStatus, room: str | None, hours: int) -> None:
        """What another system says is believed, whatever it says: also two guests in one room, or one on two bookings."""
        comes = self.house.ground.now + timedelta(hours=hours)
        line = {
            "guest": {"name": "Farid", "external_id": str(guest)},
            "status": status,
            "room_id": room,
            "arrival_at": comes.isoformat(),
            "departure_at": (comes + timedelta(hours=30)).isoformat(),
            "source": {"vendor": "theirs", "external_id": str(nth)},
        }
        self.house.ask("add_reservations", "service", [line])

    @precondition(lambda self: any(room.stay for room in self.house.all(Room)))
    @rule(nth=st.integers(0, 3), of=NTH, leaves=st.booleans())
    def share_a_room(self, nth: int, of: int, *, leaves: bool) -> None:
        """Somebody moves in with who is in a room, and hangs out a flag; or leaves it again."""
        room = _nth(of, [room for room in self.house.all(Room) if room.stay])
        self.house.ask("set_guest_flag", "desk", {"flag": GuestFlag.DO_NOT_DISTURB}, room_id=room.room_id)
        status = StayStatus.CHECKED_OUT if leaves else StayStatus.CHECKED_IN
        self._told_to_be_in(room.room_id, f"sharer-{nth}", status)

    @rule(nth=NTH, flag=st.sampled_from(GuestFlag), by=st.sampled_from(("guest", "desk")))
    def set_guest_flag(self, nth: int, flag: GuestFlag, by: str) -> None:
        if room := self._one(nth, Room, lambda room: room.is_occupied):
            guest = guest_of(room.room_id, room.stay.stay_id) if room.stay and by == "guest" else WHO["desk"]
            self.house.ask("set_guest_flag", guest, {"flag": flag}, room_id=room.room_id)

    @rule(room=ROOMS, occupancy=st.sampled_from(("vacant", "occupied")), party=st.none() | st.integers(0, 3))
    def observe_occupancy(self, room: str, occupancy: str, party: int | None) -> None:
        self.house.ask("observe_occupancy", "lead", {"occupancy": occupancy, "party": party}, room_id=room)

    @rule(room=ROOMS, kind=st.sampled_from(("maintenance", "towels", "cleaning")))
    def open_ticket(self, room: str, kind: str) -> None:
        self.house.ask("open_ticket", "desk", {"kind": kind, "text": "please"}, room_id=room)

    @rule(nth=NTH, status=st.sampled_from(("done", "in_progress")))
    def set_ticket_status(self, nth: int, status: str) -> None:
        if ticket := self._one(nth, Ticket, lambda ticket: not ticket.is_closed):
            self.house.ask("set_ticket_status", "lead", {"status": status}, ticket_id=ticket.ticket_id)

    @rule(nth=NTH)
    def hear_of_a_wish(self, nth: int) -> None:
        if stay := self._one(nth, Stay, lambda stay: stay.in_house):
            wish = Modification(type="mid_stay_clean", note="after ten")
            self.house.hear(ModificationRequested(reservation_id=stay.stay_id, modification=wish))

    # The house itself.

    @rule(inspections=st.booleans())
    def hear_of_other_settings(self, *, inspections: bool) -> None:
        self.house.hear(TenantSettingsChanged(tenant_id="demo", settings={"inspections": inspections}))

    @rule(
        changed=st.sampled_from(
            (
                {"inspections": True},
                {"inspections": False},
                {"auto_assign": False},
                {"auto_assign": True},
                {"human_in_the_loop": False},
                {"stayover_cadence": "daily"},
                {"stayover_cadence": "on_request"},
                {"stayover_cadence": "every_n_days"},
                {"audit_hour": 2},
                {"name": "Another Name"},
            )
        )
    )
    def change_settings(self, changed: dict[str, Any]) -> None:
        self.house.ask("change_settings", "boss", changed)

    @precondition(lambda self: not any(room.archived for room in self.house.all(Room)))
    @rule(room=ROOMS)
    def archive_room(self, room: str) -> None:
        self.house.ask("archive_room", "boss", room_id=room)

    @precondition(lambda self: not any(room.archived for room in self.house.all(Room)))
    @rule(room=ROOMS)
    def hear_of_a_room_that_is_gone(self, room: str) -> None:
        self.house.hear(RoomArchived(room_id=room))

    @precondition(lambda self: any(room.archived for room in self.house.all(Room)))
    @rule(room=ROOMS)
    def add_rooms(self, room: str) -> None:
        self.house.ask("add_rooms", "boss", {"rooms": [{"number": room, "floor": 4, "wing": "north"}]})

    @rule(minutes=st.sampled_from((1, 5, 20, 90, 300, 1440, 4000)))
    def time_passes(self, minutes: int) -> None:
        self.house.ground.pass_time(minutes=minutes)

    @rule(job=st.sampled_from(JOBS))
    def run_job(self, job: str) -> None:
        self.house.run(job)

    @rule(at_most=st.integers(1, 12))
    def deliver(self, at_most: int) -> None:
        self.house.deliver(at_most)

    @rule()
    def deliver_all(self) -> None:
        self.house.ground.deliver()

    @rule()
    def come_to_rest(self) -> None:
        """Let everything arrive: from then on each vacant room has exactly its next piece of work, without any job."""
        self.house.rest()
        law = a_vacant_room_has_exactly_its_next_piece_of_work
        self.house.broken += [f"{law.__name__}: {said}" for said in law(self.house)]

    @rule(nth=st.integers(0, 29))
    def deliver_again(self, nth: int) -> None:
        self.house.deliver_again(nth)

    @rule(taps=st.integers(1, 6))
    def be_back_from_the_basement(self, taps: int) -> None:
        """What is tapped next was tapped a while ago, by somebody who saw the house as it was then."""
        self.house.late = taps

    @rule()
    def repeat_the_last_request(self) -> None:
        self.house.ask_again()

    @rule(what=st.sampled_from(("go_on", "arrive", "leave", "give", "hear_again")), nth=NTH)
    def have_the_next_commit_overtaken(self, what: str, nth: int) -> None:
        """Let somebody else act between what the next one reads and what they commit."""
        deeds = {
            "go_on": lambda: self.go_on_with_a_task(nth, 1),
            "arrive": lambda: self.arrive(nth),
            "leave": lambda: self.leave(nth),
            "give": lambda: self.assign_task(nth, CLEANERS[nth % 3], "lead"),
            "hear_again": lambda: self.deliver_again(nth),
        }
        self.house.meanwhile.append(deeds[what])

    def _reserve(self, room: str | None, hours: int, nights: int, *, vip: bool) -> None:
        comes = self.house.ground.now + timedelta(hours=hours)
        dates = {"arrival_at": comes.isoformat(), "departure_at": (comes + timedelta(hours=20 * nights)).isoformat()}
        self.house.ask("add_reservation", "desk", {"guest": {"name": "Amina", "vip": vip}, "room_id": room, **dates})

    def _told_to_be_in(self, room: str, who: str, status: StayStatus) -> None:
        """Have another system say that this guest is in the room, whoever else is."""
        now = self.house.ground.now
        line = {
            "guest": {"name": "Zahra"},
            "status": status,
            "room_id": room,
            "arrival_at": now.isoformat(),
            "departure_at": (now + timedelta(hours=30)).isoformat(),
            "source": {"vendor": "theirs", "external_id": who},
        }
        self.house.ask("add_reservations", "service", [line])

    def _checked_in(self, stay: Stay) -> None:
        meant = {"even_if_not_ready": True, "even_if_seen_occupied": True, "even_if_early": True}
        said = {"status": StayStatus.CHECKED_IN, **meant}
        self.house.ask("set_reservation_status", "desk", said, stay_id=stay.stay_id)

    def _task(self, nth: int, move: Move) -> Task | None:
        return self._one(nth, Task, lambda task: task.status in MOVES[move])

    def _line(self, nth: int) -> LinenLine:
        return _nth(nth, self.house.all(LinenLine))

    def _one(self, nth: int, kind: type[T], fits: Callable[[T], bool]) -> T | None:
        """Return one of those that fit, the newest first; for the last two numbers, one of the others."""
        found: list[Any] = sorted(self.house.all(kind), key=lambda one: one.id)  # type: ignore[type-var]  # documents
        fitting, others = [one for one in found if fits(one)], [one for one in found if not fits(one)]
        chosen = (others or fitting) if nth > 5 else (fitting or others)
        return _nth(nth, chosen) if chosen else None

    def _hands(self, task: Task, tap: str) -> Actor:
        if tap == "lead":
            return WHO["lead"]
        return cleaner(task.assignee) if tap == "own" else WHO["behnaz"]


def _nth(nth: int, of: Sequence[T]) -> T:
    return of[nth % len(of)]


def _about(task: Task) -> set[str | None]:
    return {task.task_id, task.of_task_id} if task.status in OPEN else set()


def _is_open(task: Task) -> bool:
    return task.status in OPEN
