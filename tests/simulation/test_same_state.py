"""A day of housekeeping with everything that can go wrong must end in the state of the same day on which nothing does.

Everybody repeats until there is an answer, and acts when all is quiet: who was faster decides on nothing here, so that
whatever differs is the doing of a crash, a repeat or another order. Where people meet is in the worlds (test_worlds.py).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

from emulators.pms.mews import AT_ONCE, Malformed, RuleViolated, WebhookSettings
from shared.domain.inspections import Inspection
from shared.domain.linen import LinenLine
from shared.domain.reasons import NotNeeded
from shared.domain.rooms import Room
from shared.domain.tasks import Task, TaskStatus
from shared.domain.work_orders import WorkOrder
from tests.ground import guest_of
from tests.simulation.asking import at_home
from tests.simulation.hotel import CLEANERS, LEAD, LINEN, MENDER, ROOMS, at_screen
from tests.simulation.housekeepers import INSPECTION, ORDERS, SHIFTS, TASKS, come
from tests.simulation.truths import broken
from tests.simulation.weather import CALM, Weather
from tests.simulation.world import PROPERTY, Wish, World, world

DEEDS = 22
STORMY = Weather(death=0.02, unread=0.02, unwritten=0.02, unknown=0.02, unpublished=0.05, unsaid=0.05)
BADLY = WebhookSettings(lag_seconds=(0.0, 20.0), window_seconds=0.0, repeat_event=0.5, repeat_message=1.0, shuffle=0.8)
PATIENCE = 60


def test_a_day_with_every_trouble_ends_as_the_same_day_without(twice_seed: int) -> None:
    assert _state_after(twice_seed, STORMY, BADLY) == _state_after(twice_seed, CALM, AT_ONCE)


def _state_after(number: int, weather: Weather, webhooks: WebhookSettings) -> dict[str, Any]:
    with world(number, weather, webhooks=webhooks) as lived:
        lived.dice = Random(f"{number}:day")
        began = lived.ground.now
        for who in CLEANERS:
            come(lived, who, f"morning-{who.staff_id}", times=2)
        for turn in range(1, DEEDS + 1):
            lived.storm.rages = True
            _do_something(lived)
            _settle(lived)
            lived.ground.now = began + timedelta(minutes=15 * turn)
            lived.run_jobs()
            _settle(lived)
        lived.storm.rages = False
        lived.reconcile()
        assert broken(lived) == []
        return _lasting(lived)


def _do_something(lived: World) -> None:
    """Let somebody do something of use, after whatever the desk does before."""
    before = len(lived.wishes)
    for _ in range(6):
        lived.dice.choices([deed for deed, _ in DEEDS_OF_THE_DAY], [weight for _, weight in DEEDS_OF_THE_DAY])[0](lived)
        if len(lived.wishes) > before:
            return


def _settle(lived: World) -> None:
    """Let all that was said reach everybody: in the storm first, and what is left when it has passed."""
    lived.mews.tick()
    lived.deliver(80)
    with lived.storm.held():
        lived.drain()


def _lasting(lived: World) -> dict[str, Any]:
    """Return what there is, by what it is: ids and the seconds at which it was heard are another day's.

    Left out is what the house opened and took back, because one notice came before another.
    """
    return {
        "rooms": {room_id: _room(row) for room_id, row in lived.all_of(Room).items()},
        "tasks": sorted(
            (one.room_id, one.kind, _status(one.status), one.outcome, one.stay_id or "", len(one.notes))
            for one in lived.all_of(Task).values()
            if one.outcome not in set(NotNeeded)
        ),
        "inspections": sorted((one.room_id, one.verdict, one.score) for one in lived.all_of(Inspection).values()),
        "orders": sorted((one.room_id, one.description, one.status) for one in lived.all_of(WorkOrder).values()),
        "linen": {one.name: (one.stock, one.in_use) for one in lived.all_of(LinenLine).values()},
    }


def _room(row: Room) -> tuple[Any, ...]:
    return (
        row.occupancy,
        row.stay and row.stay.stay_id,
        row.cleaning.status,
        row.guest_flag.value,
        sorted((one.kind, one.reason) for one in row.blocks),
        sorted((one.kind, _status(one.status), one.priority) for one in row.tasks),
    )


def _status(status: str) -> str:
    """Return how far a task is; whom the house gave it to, or that nobody had time, hangs on which was opened first."""
    return "waits" if status in (TaskStatus.PENDING, TaskStatus.ASSIGNED) else status


def _send(lived: World, path: str, body: Any, by: Any = None, method: str = "POST") -> None:
    headers = {"Idempotency-Key": f"key-{len(lived.wishes)}", **at_home()}
    wish = Wish(method, path, body, by or at_screen(LEAD), headers)
    lived.wishes.append(wish)
    for _ in range(PATIENCE):
        lived.call(wish)
        if wish.done:
            return


def _tap(lived: World, task: Task, move: str, **body: Any) -> None:
    _send(lived, f"{TASKS}/{task.task_id}/{move}", body)


def _one(lived: World, fits: Callable[[Task], bool]) -> Task | None:
    found = [task for task in lived.all_of(Task).values() if task.is_open and fits(task)]
    found.sort(key=lambda task: (task.room_id, task.kind, task.stay_id or ""))
    return lived.dice.choice(found) if found else None


# What is done; all of it is chosen by what there is, in an order that is the same on both days.


def _leave(lived: World) -> None:
    inside = [room_id for room_id in ROOMS if lived.mews.desk.in_house(room_id)]
    if inside:
        with suppress(RuleViolated, Malformed):
            lived.mews.desk.depart_early(room=lived.dice.choice(inside))


def _arrive(lived: World) -> None:
    coming = sorted(lived.mews.desk.arrivals(), key=lambda one: one.number)
    if coming:
        with suppress(RuleViolated, Malformed):
            lived.mews.desk.check_in(reservation=lived.dice.choice(coming).id)


def _begin(lived: World) -> None:
    """Give a task to the first who is at nothing, and have it begun."""
    busy = {task.assignee for task in lived.all_of(Task).values() if task.status is TaskStatus.IN_PROGRESS}
    free = [who.staff_id for who in CLEANERS if who.staff_id not in busy]
    task = _one(lived, lambda one: one.may_begin and one.status in (TaskStatus.PENDING, TaskStatus.ASSIGNED))
    if task and free:
        _tap(lived, task, "assign", staff_id=free[0])
        _tap(lived, task, "start")


def _go_on(lived: World) -> None:
    task = _one(lived, lambda one: one.status in (TaskStatus.IN_PROGRESS, TaskStatus.PAUSED))
    if task is None:
        return
    chance = lived.dice.random()
    if chance < 0.5:
        _tap(lived, task, "complete", note="done")
    elif chance < 0.6:
        _tap(lived, task, "pause" if task.status is TaskStatus.IN_PROGRESS else "resume")
    elif chance < 0.7:
        _tap(lived, task, "fail", reason="locked")
    elif chance < 0.8:
        path = f"/api/v1/housekeeping/linen/{LINEN[0].line_id}/issue"
        _send(lived, path, {"count": 3, "task_id": task.task_id})
    else:
        severity = "heavy" if chance < 0.9 else "light"
        _tap(lived, task, "maintenance-required", severity=severity, description=f"broken {len(lived.wishes)}")


def _look(lived: World) -> None:
    task = _one(lived, lambda one: one.kind == "inspection")
    if task:
        answer = lived.dice.choice(("pass", "pass", "fail"))
        _tap(lived, task, "inspections", answers=[{"item_id": item, "answer": answer} for item in INSPECTION])


def _mend(lived: World) -> None:
    orders = [one for one in lived.all_of(WorkOrder).values() if one.status not in ("verified", "cancelled")]
    for order in sorted(orders, key=lambda one: one.description)[:1]:
        path = f"{ORDERS}/{order.work_order_id}"
        _send(lived, f"{path}/start", {}, at_screen(MENDER))
        _send(lived, f"{path}/resolve", {"resolution": "tightened"}, at_screen(MENDER))
        _send(lived, f"{path}/verify", {"passed": True})


def _hang_out_a_flag(lived: World) -> None:
    rows = [row for row in lived.all_of(Room).values() if row.stay]
    if rows:
        row = lived.dice.choice(sorted(rows, key=lambda one: one.room_id))
        by = guest_of(row.room_id, row.stay.stay_id if row.stay else "")
        flag = lived.dice.choice(("make_up_room", "do_not_disturb", "none"))
        _send(lived, f"{PROPERTY}/rooms/{row.room_id}/guest-flag", {"flag": flag}, by, "PUT")


def _fall_ill(lived: World) -> None:
    """End the shift of somebody who is at work."""
    task = _one(lived, lambda one: one.status is TaskStatus.IN_PROGRESS)
    shifts = [one for one in lived.raw("shifts") if task and one["staff_id"] == task.assignee and one["status"] == "on"]
    for shift in shifts:
        _send(lived, f"{SHIFTS}/{shift['shift_id']}/end", {"reason": "ill"})


DEEDS_OF_THE_DAY: tuple[tuple[Callable[[World], None], float], ...] = (
    (_leave, 3),
    (_arrive, 1),
    (_begin, 6),
    (_go_on, 6),
    (_look, 4),
    (_mend, 2),
    (_hang_out_a_flag, 1),
    (_fall_ill, 0.7),
)
