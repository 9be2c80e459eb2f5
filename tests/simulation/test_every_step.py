"""Eventful hours, each lived through again and again, with deaths at other steps each time, until none is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from shared.domain.people import Actor
from shared.domain.shifts import ShiftEnded
from shared.domain.stays import Modification, ModificationRequested
from shared.domain.tasks import TaskKind
from tests.ground import MANAGER, SUPERVISOR, guest_of
from tests.simulation.hotel import CLEANERS, LEAD, LINEN, MENDER, at_screen
from tests.simulation.housekeepers import INSPECTION, ORDERS, SHIFTS, TASKS, come
from tests.simulation.rest import rest
from tests.simulation.truths import broken
from tests.simulation.weather import CALM
from tests.simulation.world import PROPERTY, Wish, World, world


@dataclass
class Hour:
    """A client who repeats what got no answer, or gives up; what comes of it is delivered after each deed."""

    world: World
    repeats: bool

    def send(self, method: str, path: str, body: object, by: Actor, token: str = "") -> None:
        headers = {"Idempotency-Key": f"once-{len(self.world.wishes)}", "X-Property-Id": "demo-hotel"}
        wish = Wish(method, path, body, by, headers, token=token)
        self.world.wishes.append(wish)
        self.world.call(wish)
        if self.repeats and not wish.done:
            self.world.call(wish)

    def tap(self, kind: TaskKind, move: str, body: dict[str, Any], *, room: str = "101") -> None:
        """Have a shift lead tap for whoever works on the newest task of this kind in the room."""
        found = [task for task in self.world.raw("tasks") if (task["kind"], task["room_id"]) == (kind, room)]
        if found:
            task = max(found, key=lambda one: (str(one["created_at"]), one["status"] in ("pending", "assigned")))
            self.send("POST", f"{TASKS}/{task['task_id']}/{move}", body, at_screen(LEAD))

    def leave(self, room: str) -> None:
        self.world.mews.desk.depart_early(room=room)
        self.world.mews.tick()
        self.deliver()

    def calmly(self, method: str, path: str, body: object, by: Actor) -> None:
        """Send what another step of the hour dies in already."""
        with self.world.storm.held():
            self.send(method, path, body, by)

    def deliver(self) -> None:
        self.world.deliver(40)

    def pass_minutes(self, minutes: int) -> None:
        self.world.pass_time(minutes=minutes)
        self.world.run_jobs()
        self.deliver()


def at_the_desk(hour: Hour) -> None:
    guest = _guest(hour.world)
    asked = {"kind": "towels", "text": "two towels"}
    hour.send("POST", f"{PROPERTY}/rooms/101/tickets", asked, guest, token="two towels")
    hour.leave("101")
    flip = {"status": "cleaning", "reason": "simulated"}
    hour.send("POST", "/api/v1/housekeeping/rooms/103/status", flip, SUPERVISOR)
    hour.deliver()
    lines = [_line("one", "104"), _line("two", "105")]
    hour.send("POST", f"{PROPERTY}/reservations/bulk", {"reservations": lines}, MANAGER)
    hour.deliver()


def from_task_to_ready(hour: Hour) -> None:
    with hour.world.storm.held():
        hour.leave("101")
    hour.tap(TaskKind.TURNOVER, "start", {})
    hour.tap(TaskKind.TURNOVER, "pause", {})
    hour.tap(TaskKind.TURNOVER, "resume", {})
    line = LINEN[0].line_id
    task = next((one for one in hour.world.raw("tasks") if one["room_id"] == "101"), None)
    if task:
        taken = {"count": 6, "task_id": task["task_id"]}
        hour.send("POST", f"/api/v1/housekeeping/linen/{line}/issue", taken, at_screen(CLEANERS[0]))
    hour.tap(TaskKind.TURNOVER, "complete", {"linen_returned": {line: 2}})
    hour.deliver()
    hour.tap(TaskKind.INSPECTION, "inspections", _verdict("pass"))
    hour.deliver()


def ill_in_the_middle(hour: Hour) -> None:
    """The cleaner leaves, their task goes to another one, who finds the door locked; the work that follows fails to pass."""
    with hour.world.storm.held():
        hour.leave("101")
        hour.tap(TaskKind.TURNOVER, "start", {})
        at_work = next(one["assignee"] for one in hour.world.raw("tasks") if one["status"] == "in_progress")
    now = hour.world.ground.now
    hour.world.hear(ShiftEnded(shift_id=f"morning-{at_work}", staff_id=at_work, ended_at=now, reason="ill"), times=2)
    hour.deliver()
    hour.pass_minutes(1)
    hour.tap(TaskKind.TURNOVER, "fail", {"reason": "locked"})
    hour.deliver()
    with hour.world.storm.held():
        hour.tap(TaskKind.TURNOVER, "start", {})
        hour.tap(TaskKind.TURNOVER, "complete", {})
    hour.tap(TaskKind.INSPECTION, "inspections", _verdict("fail"))
    hour.deliver()
    on = [shift["shift_id"] for shift in hour.world.raw("shifts") if shift["status"] == "on"]
    for shift_id in on[:1]:
        hour.send("POST", f"{SHIFTS}/{shift_id}/end", {}, at_screen(LEAD))
    hour.deliver()


def broken_and_mended(hour: Hour) -> None:
    with hour.world.storm.held():
        hour.leave("201")
        hour.tap(TaskKind.TURNOVER, "start", {}, room="201")
    for severity in ("light", "heavy"):
        body = {"severity": severity, "category": "plumbing", "description": f"a {severity} leak"}
        hour.tap(TaskKind.TURNOVER, "maintenance-required", body, room="201")
        hour.deliver()
    for order in hour.world.raw("work_orders"):
        path = f"{ORDERS}/{order['work_order_id']}"
        send = hour.send if order["severity"] == "heavy" else hour.calmly
        send("POST", f"{path}/start", {}, at_screen(MENDER))
        send("POST", f"{path}/resolve", {"resolution": "tightened"}, at_screen(MENDER))
        send("POST", f"{path}/verify", {"passed": True}, at_screen(LEAD))
        hour.deliver()


def served_while_they_stay(hour: Hour) -> None:
    """The guest hangs out a flag and asks twice more; the day's list, the minute and a cancelled task come on top."""
    guest, stay_id = _guest(hour.world, "202"), _stay(hour.world, "202")
    hour.send("PUT", f"{PROPERTY}/rooms/202/guest-flag", {"flag": "make_up_room"}, guest)
    hour.deliver()
    ticket = {"kind": "cleaning", "text": "please clean"}
    hour.send("POST", f"{PROPERTY}/rooms/202/tickets", ticket, guest, token="please clean")
    asked = Modification(type="mid_stay_clean", note="again, please")
    hour.world.hear(ModificationRequested(reservation_id=stay_id, modification=asked), times=2)
    hour.deliver()
    hour.pass_minutes(16)
    with hour.world.storm.held():
        hour.tap(TaskKind.MID_STAY_CLEAN, "start", {}, room="202")
    hour.tap(TaskKind.MID_STAY_CLEAN, "complete", {}, room="202")
    hour.deliver()
    hour.send("POST", TASKS, {"room_id": "104", "kind": "deep_clean"}, at_screen(LEAD))
    hour.deliver()
    hour.tap(TaskKind.DEEP_CLEAN, "cancel", {"reason": "simulated"}, room="104")
    hour.deliver()


HOURS: tuple[Callable[[Hour], None], ...] = (
    at_the_desk,
    from_task_to_ready,
    ill_in_the_middle,
    broken_and_mended,
    served_while_they_stay,
)


@pytest.mark.parametrize("happens", HOURS)
def test_a_process_that_dies_at_any_step_leaves_nothing_half_done(happens: Callable[[Hour], None], deaths: int) -> None:
    """So many deaths each time the hour is lived, equally far apart, until every step was died at once.

    After every other one the client repeats, after the others it gives up.
    """
    last = _live(happens, frozenset(), repeats=True)
    assert last > 60, "the hour has become too short to show anything"
    apart = -(-last // deaths)
    for step in range(1, apart + 1):
        _live(happens, frozenset(range(step, last + 1, apart)), repeats=step % 2 == 0)


def _live(happens: Callable[[Hour], None], dies_at: frozenset[int], *, repeats: bool) -> int:
    """Return how many steps it took; the whole of it is one seed, so each step is the same every time."""
    with world(1, CALM) as lived:
        _begin_the_day(lived)
        lived.storm.kills_at, lived.storm.rages = dies_at, True
        happens(Hour(lived, repeats))
        steps = lived.storm.steps
        rest(lived)
        found = broken(lived)
        assert not found, f"after deaths at steps {sorted(dies_at)}: {found}"
        assert lived.buried == sum(step <= steps for step in dies_at)
        return steps


def _begin_the_day(lived: World) -> None:
    for who in CLEANERS[:2]:
        come(lived, who, f"morning-{who.staff_id}")
    lived.drain()


def _guest(lived: World, room_id: str = "101") -> Actor:
    return guest_of(room_id, _stay(lived, room_id))


def _stay(lived: World, room_id: str) -> str:
    return str(next(row for row in lived.raw("rooms") if row["room_id"] == room_id)["stay"]["stay_id"])


def _verdict(answer: str) -> dict[str, Any]:
    return {"answers": [{"item_id": item, "answer": answer} for item in INSPECTION]}


def _line(name: str, room_id: str) -> dict[str, object]:
    return {
        "guest": {"name": name},
        "room_id": room_id,
        "status": "confirmed",
        "arrival_at": "2026-06-16T10:00:00Z",
        "departure_at": "2026-06-17T08:00:00Z",
    }
