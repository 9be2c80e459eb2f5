"""What comes of the demo hotel from dawn until now, lived in memory by the product's own commands, as `people` live it later.

Who leaves, comes, cleans, inspects and asks does so by the hotel's clock; what follows from it, the product decides. `history`
has the days before.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import TypeVar

from emulators.demo import ROTA, DemoHotel, DemoRequest, DemoRoom, DemoStaff, DemoStay
from emulators.memory import Memory
from emulators.seed import ask, settle
from functions.housekeeping.inspections import InspectTask, inspect_task
from functions.housekeeping.linen import MoveLinen, issue_linen, return_linen
from functions.housekeeping.lost_and_found import RecordLostItem, record_lost_item
from functions.housekeeping.minute import watch_the_floor
from functions.housekeeping.shifts import EndShift, PlanShift, StartShift, end_shift, plan_shift, start_shift
from functions.housekeeping.stayovers import make_day_list
from functions.housekeeping.tasks import (
    AssignTask,
    CompleteTask,
    CreateTask,
    StartTask,
    assign_task,
    complete_task,
    create_task,
    start_task,
)
from functions.maintenance.work_orders import (
    OpenWorkOrder,
    ResolveWorkOrder,
    StartWorkOrder,
    VerifyWorkOrder,
    open_work_order,
    resolve_work_order,
    start_work_order,
    verify_work_order,
)
from functions.tickets.tickets import AssignTicket, SetTicketStatus, assign_ticket, set_ticket_status
from shared.domain.ids import derived_id
from shared.domain.inspections import Answer, Answered
from shared.domain.lost_and_found import LostCategory
from shared.domain.people import Actor, Role, system
from shared.domain.pms import SHOWN, Condition
from shared.domain.refusals import Refusal
from shared.domain.rooms import Cleaning, GuestFlag, Room
from shared.domain.shifts import Shift
from shared.domain.staff import staff_id_of
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tasks import OF_VACANT_ROOMS, Task, TaskKind, TaskStatus, inspection_task_id
from shared.domain.tickets import TicketStatus
from shared.domain.work_orders import MaintenanceCategory, WorkOrder
from shared.domain.worklists import Worklist
from shared.flows.rows import keep_row
from shared.runtime.store.port import Where
from shared.runtime.work import Work

T = TypeVar("T")

DAWN = time(6)
LATE_SLEEPER, STAYS_ON = "315", "204"
_ROSTER_IS_WRITTEN = time(16)
_FIRST_OUT, _LAST_OUT, _OVERSLEPT = (8, 10), (11, 55), time(13, 20)
_FIRST_IN, _LAST_IN = time(13, 20), time(21, 30)
_LEAVE_EARLY = (time(16, 10), time(18, 50), time(21, 25))  # a night flight, say
_LOOKS_OVER = (time(8, 10), time(9, 5), time(10, 20), time(16, 30))
_WANTED = (
    (time(14, 40), "deep_clean", "The carpet too, please"),
    (time(16, 45), "mid_stay_clean", "We are out until nine"),
    (time(18, 10), "deep_clean", ""),
    (time(20, 5), "mid_stay_clean", "Only the bathroom, please"),
    (time(21, 10), "mid_stay_clean", "Tea was spilt on the carpet"),
    (time(22, 15), "deep_clean", "By night, nobody is on this floor"),
    (time(22, 50), "deep_clean", ""),
)
"""Work that is asked for beside what follows from who comes and goes."""
_LOOKS_EVERY = 3  # hours
_LOOKS_AGAIN = 7
_WAITS = 15
_LAST_MINUTES = 20  # before the end of a shift, in which nobody begins another room
_TAKES = {TaskKind.TURNOVER: (24, 38), TaskKind.MID_STAY_CLEAN: (12, 20), TaskKind.DEEP_CLEAN: (50, 75)}
_TAKES_OTHERWISE = (20, 35)
_FAILS = 1 / 12
_FAULTS = ("surfaces", "glass", "bins")
_LAUNDRY = (time(10, 30), time(13), time(16), time(19))
_FROM_THE_LAUNDRY = (("Bath towel", 30), ("Pillowcase", 24), ("Sheet, double", 14))
_NEEDED = (("Bath towel", 2), ("Pillowcase", 2))
_ASKED = (
    (time(7, 40), "towels", "Two more towels, please"),
    (time(9, 10), "food", "چای سبز با هیل برای دو نفر"),
    (time(10, 50), "amenities", "Дандоншӯяк, лутфан"),
    (time(12, 20), "other", "A taxi to the airport at six"),
    (time(14, 5), "pillow", "یک بالش نرم لطفاً"),
    (time(15, 45), "food", "Coffee for three in the lobby"),
    (time(17, 30), "towels", "دو جان‌پاک دیگر"),
    (time(19, 15), "maintenance", "The heating stays cold"),
    (time(21, 0), "noise", "پورته ډېر شور دی"),
    (time(22, 10), "other", "A call at half past five, please"),
    (time(23, 50), "pillow", "One more pillow"),
)
_FOUND = {
    3: ("valuable", "A wrist watch with a brown strap", "On the night table"),
    8: ("other", "A child's blue jacket", "Behind the door"),
}
_BROKEN = (
    (time(9, 40), "plumbing", "The tap in the bathroom drips", 75),
    (time(14, 20), "electricity", "The reading lamp flickers", 50),
    (time(18, 40), "furniture", "A hinge of the wardrobe is loose", 0),
)


class Day:
    """One day of the demo hotel in memory: planned at dawn, then lived; what was refused on the way is in `refused`."""

    def __init__(self, hotel: DemoHotel, memory: Memory) -> None:
        self.refused: list[str] = []
        self._hotel = hotel
        self._memory = memory
        self._dice = Random(f"{hotel.seed}:{hotel.business_date.isoformat()}:lived")  # noqa: S311 - not a secret
        self._stays = {stay.key: stay for stay in hotel.stays}
        self._staff = {person.email: person for person in hotel.staff}
        self._house = system(hotel.tenant, hotel.property_id, "seed")
        self._planned: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._turned = 0
        self._at_work: dict[str, datetime] = {}

    # The clock.

    def live(self, until: datetime) -> DemoHotel:
        """Let everything happen until then; return the house as it is by then, as a PMS would know it. May go on from there."""
        while self._planned and self._planned[0][0] <= until:
            moment, _, deed = heapq.heappop(self._planned)
            self._memory.now = max(moment, self._memory.now)
            try:
                deed()
            except Refusal as no:
                self.refused.append(f"{self._memory.now.isoformat()} {deed}: {no}")
        self._memory.now = max(until, self._memory.now)
        self._look_at_the_floor()
        return replace(self._hotel, stays=tuple(self._stays.values()), rooms=tuple(self._rooms()))

    def _at(self, moment: datetime, deed: Callable[..., None], *what: object) -> None:
        planned: Callable[[], None] = partial(deed, *what)
        heapq.heappush(self._planned, (moment, next(self._order), planned))

    def _soon(self, minutes: float, deed: Callable[..., None], *what: object) -> None:
        self._at(self._memory.now + timedelta(minutes=minutes), deed, *what)

    def _today(self, hour: time, day: date | None = None) -> datetime:
        return datetime.combine(day or self._hotel.business_date, hour, self._hotel.zone)

    def _between(self, first: time, last: time) -> datetime:
        begins, ends = self._today(first), self._today(last)
        return begins + timedelta(minutes=self._dice.randint(0, int((ends - begins).total_seconds() // 60)))

    # What is to happen.

    def plan(self) -> None:
        now, hotel = self._memory.now, self._hotel
        for hours in range(0, 24, _LOOKS_EVERY):
            self._at(now + timedelta(hours=hours), self._look_at_the_floor)
        for turn in ROTA:
            self._at(turn.on(hotel.business_date, hotel.zone)[0], self._begin, turn.email)
        self._at(self._today(_ROSTER_IS_WRITTEN), self.write_roster, hotel.business_date + timedelta(days=1))
        for stay in hotel.due_out():
            late = self._today(_OVERSLEPT) if stay.room == LATE_SLEEPER else None
            self._at(late or self._between(time(*_FIRST_OUT), time(*_LAST_OUT)), self._leave, stay.key)
        others = [stay for stay in hotel.in_house() if stay not in hotel.due_out() and stay.room != STAYS_ON]
        for stay, hour in zip(self._dice.sample(others, len(_LEAVE_EARLY)), _LEAVE_EARLY, strict=True):
            self._at(self._today(hour), self._leave, stay.key)
        for stay in hotel.arrivals():
            comes = (
                self._between(time(15), _LAST_IN) if stay.room == LATE_SLEEPER else self._between(_FIRST_IN, _LAST_IN)
            )
            self._at(comes, self._come, stay.key)
        self._plan_wishes()
        for hour in _LAUNDRY:
            self._at(self._today(hour), self._bring_linen)
        for hour, category, description, minutes in _BROKEN:
            self._at(self._today(hour), self._report, category, description, minutes)
        self._at(self._today(time(8, 30)), self._begin_to_mend)
        for hour in _LOOKS_OVER:
            self._at(self._today(hour), self._look_over)
        for hour, kind, note in _WANTED:
            self._at(self._today(hour), self._want, kind, note)

    def _plan_wishes(self) -> None:
        hotel = self._hotel
        for wish in hotel.wishes:
            if wish.flag == "do_not_disturb":
                self._at(self._between(time(8, 30), time(11, 30)), self._hang, wish.room, GuestFlag.NONE)
        staying = sorted(stay.room for stay in hotel.in_house() if stay.room and stay not in hotel.due_out())
        for room in self._dice.sample(staying, 4):
            self._at(self._between(time(20, 30), time(23)), self._hang, room, GuestFlag.DO_NOT_DISTURB)
        asking = self._dice.sample(staying, len(_ASKED))
        for order, (room, (hour, kind, text)) in enumerate(zip(asking, _ASKED, strict=True)):
            asked = DemoRequest(room, kind, text, "open", 0, by_guest=True)  # type: ignore[arg-type]  # of the table
            self._at(
                self._today(hour), self._ask, asked, derived_id("tkt", "lived", str(hotel.business_date), str(order))
            )
        for order, request in enumerate(hotel.requests):
            ticket_id = derived_id("tkt", "demo", str(hotel.business_date), str(order))
            self._at(self._memory.now + timedelta(minutes=25 + 40 * order), self._fulfil, ticket_id, request.kind)

    # Who works.

    def write_roster(self, day: date) -> None:
        """Have the supervisor write down who works on that day."""
        for turn in ROTA:
            begins, ends = turn.on(day, self._hotel.zone)
            wanted = PlanShift(staff_id=self._id(turn.email), starts_at=begins, ends_at=ends)
            self._does("lead@demo.hotel", "plan_shift", partial(plan_shift, wanted))

    def begin_the_night(self, until: datetime) -> None:
        """Have those on shift whose turn began in the evening before and ends after that moment."""
        for turn in ROTA:
            begins, ends = turn.on(self._hotel.business_date - timedelta(days=1), self._hotel.zone)
            if begins <= until < ends:
                self._memory.now = begins
                on = PlanShift(staff_id=self._id(turn.email), ends_at=ends)
                shift = self._does(turn.email, "plan_shift", partial(plan_shift, on))
                self._is_on(turn.email, shift)

    def _begin(self, email: str) -> None:
        shift = self._shift_of(email)
        self._is_on(email, self._does(email, "start_shift", partial(start_shift, StartShift(shift_id=shift.shift_id))))

    def _is_on(self, email: str, shift: Shift) -> None:
        self._at_work[email] = shift.ends_at
        self._at(shift.ends_at, self._end, email, shift.shift_id)
        if self._staff[email].role == "housekeeper":
            self._soon(6, self._do_next, email)

    def _shift_of(self, email: str) -> Shift:
        """Return the planned shift of this person whose time has come."""
        now = self._memory.now
        shifts = self._memory.view(self._house).list(Shift).items
        mine = (one for one in shifts if one.staff_id == self._id(email) and not one.is_on and not one.is_over)
        return next(one for one in mine if one.starts_at <= now < one.ends_at)

    def _end(self, email: str, shift_id: str) -> None:
        """Go home, once the room is done that one is in."""
        if self._hands(email).running is not None:
            self._soon(3, self._end, email, shift_id)
            return
        self._at_work.pop(email, None)
        self._does(email, "end_shift", partial(end_shift, EndShift(shift_id=shift_id)))

    def _hands(self, email: str) -> Worklist:
        staff_id = self._id(email)
        return self._memory.view(self._house).find(Worklist, staff_id) or Worklist(staff_id=staff_id)

    # Who cleans and who looks.

    def _do_next(self, email: str) -> None:
        if email not in self._at_work:
            return
        task = next(self._possible(email), None)
        if task is None:
            self._soon(_LOOKS_AGAIN, self._do_next, email)
            return
        begun = StartTask(task_id=task.task_id)
        self._does(email, "start_task", partial(start_task, begun))
        if task.kind is TaskKind.TURNOVER:
            self._take_linen(email, task.task_id)
        self._soon(self._dice.randint(*_TAKES.get(task.kind, _TAKES_OTHERWISE)), self._finish, email, task.task_id)

    def _possible(self, email: str) -> Iterator[Task]:
        """Yield what is on somebody's list that they may do now, in its order."""
        left = self._at_work[email] - self._memory.now - timedelta(minutes=_LAST_MINUTES)
        view = self._memory.view(self._house)
        listed = view.gather_all(Task, [one.task_id for one in self._hands(email).tasks])
        for task in listed:
            waits = task is None or task.status is not TaskStatus.ASSIGNED or task.parked_since is not None
            if task is not None and not waits and task.may_begin and timedelta(minutes=task.estimated_minutes) < left:
                yield task

    def _finish(self, email: str, task_id: str) -> None:
        self._soon(self._dice.randint(2, 6), self._do_next, email)
        task = self._task(task_id)
        if task.status is not TaskStatus.IN_PROGRESS or task.assignee != self._id(email):
            return
        ticked = tuple(item.item_id for item in task.checklist.items) if task.checklist else ()
        done = CompleteTask(task_id=task_id, ticked=ticked)
        self._does(email, "complete_task", partial(complete_task, done))
        if task.kind in OF_VACANT_ROOMS:
            self._soon(self._dice.randint(8, 25), self._inspect, task_id)
            self._turned += 1
            self._find(email, task.room_id)

    def _inspect(self, task_id: str) -> None:
        """Have who leads the shift look at what was done; at night it waits for the morning."""
        lead = next((email for email in self._at_work if self._staff[email].role == "supervisor"), None)
        asking = self._memory.view(self._house).find(Task, inspection_task_id(task_id))
        if lead is None or asking is None or not asking.is_open:
            if lead is None:
                self._soon(30, self._inspect, task_id)
            return
        self._judge(lead, asking.task_id, self._dice.choice(_FAULTS) if self._dice.random() < _FAILS else None)

    def _judge(self, lead: str, task_id: str, fault: str | None) -> None:
        """Have somebody go into the room and look at it for some minutes; one room after the other."""
        if self._hands(lead).running is not None:
            self._soon(4, self._judge, lead, task_id, fault)
            return
        task = self._task(task_id)
        if task.is_open:
            self._does(lead, "assign_task", partial(assign_task, AssignTask(task_id=task_id, staff_id=self._id(lead))))
            self._does(lead, "start_task", partial(start_task, StartTask(task_id=task_id)))
            self._soon(self._dice.randint(4, 8), self._say_how_it_is, lead, task_id, fault)

    def _say_how_it_is(self, lead: str, task_id: str, fault: str | None) -> None:
        lines = standard_checklist(TaskKind.INSPECTION).items
        said = tuple(
            Answered(item_id=one.item_id, answer=Answer.FAIL if one.item_id == fault else Answer.PASS) for one in lines
        )
        if self._task(task_id).is_open:
            self._does(lead, "inspect_task", partial(inspect_task, InspectTask(task_id=task_id, answers=said)))

    def _look_over(self) -> None:
        """Have a vacant room looked at that is clean, though no work of today made it so."""
        view = self._memory.view(self._house)
        asked = view.list(Task, Where("kind", "==", TaskKind.INSPECTION.value)).items
        task = next((one for one in asked if one.is_open and one.of_task_id is None), None)
        if task is not None:
            self._judge("lead@demo.hotel", task.task_id, None)

    def _want(self, kind: str, note: str) -> None:
        """Have somebody ask for work: in a room that is slept in, or in one that nobody is expected in."""
        promised = {one.room for one in self._stays.values() if one.status == "confirmed"}
        rows = [row for row in self._memory.view(self._house).list(Room).items if not row.tasks and not row.blocks]
        slept_in = kind == TaskKind.MID_STAY_CLEAN
        free = [row.room_id for row in rows if (row.stay is not None) == slept_in and row.room_id not in promised]
        if free:
            wanted = CreateTask(room_id=self._dice.choice(free), kind=TaskKind(kind), note=note)
            self._does("supervisor@demo.hotel", "create_task", partial(create_task, wanted))
            self._memory.runs(self._house, watch_the_floor)

    def _task(self, task_id: str) -> Task:
        return self._memory.view(self._house).get(Task, task_id)

    def _take_linen(self, email: str, task_id: str) -> None:
        for name, count in _NEEDED:
            taken = MoveLinen(line_id=derived_id("lin", "demo", name), count=count, task_id=task_id)
            self._does(email, "issue_linen", partial(issue_linen, taken))

    def _bring_linen(self) -> None:
        for name, count in _FROM_THE_LAUNDRY:
            brought = MoveLinen(line_id=derived_id("lin", "demo", name), count=count)
            self._does("supervisor@demo.hotel", "return_linen", partial(return_linen, brought))

    def _find(self, email: str, room: str) -> None:
        if self._turned not in _FOUND:
            return
        category, description, where = _FOUND[self._turned]
        found = RecordLostItem(room_id=room, category=LostCategory(category), description=description, where=where)
        self._does(email, "record_lost_item", partial(record_lost_item, found))

    def _look_at_the_floor(self) -> None:
        """Run what the house does by itself: the day's list, and what time alone brings about."""
        self._memory.runs(self._house, make_day_list)
        self._memory.runs(self._house, watch_the_floor)

    # Who comes and goes.

    def _leave(self, key: str) -> None:
        self._settle(replace(self._stays[key], status="checked_out", checked_out_at=self._memory.now))

    def _come(self, key: str) -> None:
        """Check in once the room is ready; who has none yet gets one of the type that was booked, or waits."""
        stay = self._stays[key]
        room = next(self._ready_rooms(stay), None)
        if room is None:
            self._soon(_WAITS, self._come, key)
            return
        self._settle(replace(stay, status="checked_in", room=room, checked_in_at=self._memory.now))

    def _ready_rooms(self, stay: DemoStay) -> Iterator[str]:
        promised = {one.room for one in self._stays.values() if one.status == "confirmed"}
        rows = {row.room_id: row for row in self._memory.view(self._house).list(Room).items}
        for room in self._hotel.rooms:
            row = rows[room.number]
            mine = (
                room.number == stay.room if stay.room else room.type == stay.room_type and room.number not in promised
            )
            if mine and row.stay is None and not row.blocks and row.cleaning.status is Cleaning.READY:
                yield room.number

    def _settle(self, stay: DemoStay) -> None:
        self._stays[stay.key] = stay
        hotel, told = self._hotel, self._memory.now
        self._memory.does(self._house, "settle_when_reservation_named", lambda work: settle(work, hotel, stay, told))

    # Who asks, and what is broken.

    def _ask(self, request: DemoRequest, ticket_id: str) -> None:
        hotel = self._hotel
        self._memory.does(self._house, "open_ticket", lambda work: ask(work, hotel, request, ticket_id))
        self._soon(self._dice.randint(4, 12), self._accept, ticket_id, request.kind)
        self._soon(self._dice.randint(25, 50), self._fulfil, ticket_id, request.kind)

    def _accept(self, ticket_id: str, kind: str) -> None:
        email, staff_id = self._hands_for(kind), self._id(self._hands_for(kind))
        given, taken = AssignTicket(ticket_id=ticket_id, assignee=staff_id), SetTicketStatus
        self._does(email, "assign_ticket", partial(assign_ticket, given))
        status = taken(ticket_id=ticket_id, status=TicketStatus.ACCEPTED)
        self._does(email, "set_ticket_status", partial(set_ticket_status, status))

    def _fulfil(self, ticket_id: str, kind: str) -> None:
        done = SetTicketStatus(ticket_id=ticket_id, status=TicketStatus.DONE)
        self._does(self._hands_for(kind), "set_ticket_status", partial(set_ticket_status, done))

    def _hands_for(self, kind: str) -> str:
        if kind == "maintenance":
            return "maintenance@demo.hotel"
        here = [email for email in self._at_work if self._staff[email].role == "housekeeper"]
        return "frontdesk@demo.hotel" if kind in ("food", "noise", "other") or not here else here[0]

    def _hang(self, room: str, flag: GuestFlag) -> None:
        def hung(work: Work) -> None:
            row = work.get(Room, room)
            if row.stay is not None:
                keep_row(work, row.flagged(flag, self._memory.now))

        self._memory.does(self._house, "set_guest_flag", hung)

    def _begin_to_mend(self) -> None:
        order = next(one for one in self._memory.view(self._house).list(WorkOrder).items if one.severity == "heavy")
        begun = StartWorkOrder(work_order_id=order.work_order_id)
        self._does("maintenance@demo.hotel", "start_work_order", partial(start_work_order, begun))

    def _report(self, category: str, description: str, minutes: int) -> None:
        """Have somebody report what is broken; mended within some minutes, where it is mended today."""
        rooms = [row.room_id for row in self._memory.view(self._house).list(Room).items if row.stay and not row.blocks]
        said = OpenWorkOrder(
            room_id=self._dice.choice(rooms),
            severity="light",
            category=MaintenanceCategory(category),
            description=description,
            takes_room_out=False,
        )
        by = next(
            (email for email in self._at_work if self._staff[email].role == "housekeeper"), "frontdesk@demo.hotel"
        )
        order = self._does(by, "open_work_order", partial(open_work_order, said))
        if minutes:
            self._soon(minutes / 2, self._mend, order.work_order_id, minutes / 2)

    def _mend(self, order_id: str, minutes: float) -> None:
        begun = StartWorkOrder(work_order_id=order_id)
        self._does("maintenance@demo.hotel", "start_work_order", partial(start_work_order, begun))
        self._soon(minutes, self._is_mended, order_id)

    def _is_mended(self, order_id: str) -> None:
        mended = ResolveWorkOrder(work_order_id=order_id, resolution="Mended and tried out")
        self._does("maintenance@demo.hotel", "resolve_work_order", partial(resolve_work_order, mended))
        self._soon(20, self._verify, order_id)

    def _verify(self, order_id: str) -> None:
        seen = VerifyWorkOrder(work_order_id=order_id, passed=True)
        self._does("lead@demo.hotel", "verify_work_order", partial(verify_work_order, seen))

    # Who they are to the product.

    def _does(self, email: str, name: str, decide: Callable[[Work], T]) -> T:
        return self._memory.does(self._actor(self._staff[email]), name, decide)

    def _actor(self, person: DemoStaff) -> Actor:
        roles = {self._hotel.property_id: frozenset({Role(person.role)})}
        return Actor("user", self._id(person.email), self._hotel.tenant, roles)

    def _id(self, email: str) -> str:
        return staff_id_of(self._hotel.tenant, email)

    def _rooms(self) -> Iterator[DemoRoom]:
        rows = {row.room_id: row for row in self._memory.view(self._house).list(Room).items}
        for room in self._hotel.rooms:
            shown = SHOWN[rows[room.number].cleaning.status]
            known = {Condition.CLEAN: "clean", Condition.INSPECTED: "inspected"}.get(shown, "dirty")
            yield replace(room, cleaning=known)  # type: ignore[arg-type]  # one of its three words
