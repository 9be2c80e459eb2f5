"""Who cleans, looks and mends in a simulated world, and who tells of their shifts: each does the next sensible thing.

They look at what they have in hand, which may be old by the time they tap; now and then they do something rash.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.domain.people import Actor
from shared.domain.shifts import ShiftEnded, ShiftStarted
from shared.domain.staff import Staff
from shared.domain.standard_checklists import standard_checklist
from shared.domain.stays import Modification, ModificationRequested
from shared.domain.tasks import TaskKind
from tests.ground import guest_of
from tests.simulation.asking import a_room, ask, at_home, rooms
from tests.simulation.hotel import CLEANERS, LEAD, LINEN, MENDER, SKILLED, at_screen
from tests.simulation.world import Wish, World

TASKS = "/api/v1/housekeeping/tasks"
SHIFTS = "/api/v1/housekeeping/shifts"
ORDERS = "/api/v1/maintenance/work-orders"
OPEN = ("pending", "assigned", "in_progress", "paused")
INSPECTION = [item.item_id for item in standard_checklist(TaskKind.INSPECTION).items]
Raw = dict[str, Any]


def tasks(world: World, *statuses: str) -> list[Raw]:
    return [task for task in world.raw("tasks") if task["status"] in (statuses or OPEN)]


def tap(world: World, task: Raw, move: str, body: Raw, by: Actor) -> Wish:
    return ask(world, "POST", f"{TASKS}/{task['task_id']}/{move}", body, by, **at_home())


# Who cleans.


def clean_for_a_while(world: World) -> None:
    """Let somebody go on with what they are at, begin what they were given, or take what nobody has, tap after tap."""
    who = world.dice.choice(CLEANERS)
    for _ in range(world.dice.randint(1, 4)):
        _tap_next(world, who)
        if world.depth:
            return
        world.pass_time(seconds=world.dice.choice((5, 300, 1_200)))
        world.deliver(world.dice.randint(0, 8))


def _tap_next(world: World, who: Staff) -> None:
    rash = world.dice.random() < 0.1
    found = [task for task in tasks(world) if task["kind"] != "turnover" or task["vacated_at"] or rash]
    mine = [task for task in found if task["assignee"] == who.staff_id]
    running = [task for task in mine if task["status"] == "in_progress"]
    theirs = (running if not rash else mine) or mine or [task for task in found if task["status"] == "pending"]
    if theirs:
        task = world.dice.choice(theirs)
        by = at_screen(who if world.dice.random() < 0.8 else LEAD)
        _deed(world, _WITH[task["status"]])(world, task, by)


def _start(world: World, task: Raw, by: Actor) -> None:
    tap(world, task, "start", {}, by)


def _pause(world: World, task: Raw, by: Actor) -> None:
    tap(world, task, "pause", {"reason": world.dice.choice(("break", "awaiting_linen", "other"))}, by)


def _resume(world: World, task: Raw, by: Actor) -> None:
    tap(world, task, "resume", {}, by)


def _complete(world: World, task: Raw, by: Actor) -> None:
    """End it, and bring back what is left of the linen that was taken for it."""
    out = {one["line_id"]: one["issued"] - one["returned"] for one in task["linen"]}
    back = {line: world.dice.randint(1, count) for line, count in out.items() if count > 0}
    tap(world, task, "complete", {"linen_returned": back, "note": f"done {len(world.wishes)}"}, by)


def _fail(world: World, task: Raw, by: Actor) -> None:
    tap(world, task, "fail", {"reason": "the door is locked from inside"}, by)


def _report(world: World, task: Raw, by: Actor) -> None:
    said = f"broken {len(world.wishes)}"
    body = {"severity": world.dice.choice(("light", "heavy")), "category": "plumbing", "description": said}
    tap(world, task, "maintenance-required", body, by)


def _note(world: World, task: Raw, by: Actor) -> None:
    tap(world, task, "notes", {"text": f"noted {len(world.wishes)}"}, by)


def _take_linen(world: World, task: Raw, by: Actor) -> None:
    line = world.dice.choice(LINEN).line_id
    body = {"count": world.dice.randint(1, 4), "task_id": task["task_id"]}
    ask(world, "POST", f"/api/v1/housekeeping/linen/{line}/issue", body, by, **at_home())


TaskDeed = Callable[[World, Raw, Actor], None]
_WITH: dict[str, tuple[tuple[TaskDeed, float], ...]] = {
    "pending": ((_start, 5), (_note, 0.3)),
    "assigned": ((_start, 8), (_fail, 0.3), (_note, 0.3), (_take_linen, 0.5)),
    "in_progress": ((_complete, 8), (_pause, 2), (_take_linen, 2), (_report, 1.5), (_fail, 1), (_start, 0.3)),
    "paused": ((_resume, 5), (_complete, 2), (_report, 0.5), (_fail, 0.5)),
}


# Who leads the shift.


def lead(world: World) -> None:
    _deed(world, _LEADS)(world, at_screen(LEAD))


def _inspect(world: World, by: Actor) -> None:
    """Look at what waits for it, sometimes at what does not; mostly all is well."""
    waiting = [task for task in tasks(world) if task["kind"] == "inspection"]
    found = waiting if waiting and world.dice.random() < 0.9 else tasks(world, "completed")
    if not found:
        return
    answers = dict.fromkeys(INSPECTION, "pass")
    chance = world.dice.random()
    if chance < 0.25:
        answers[world.dice.choice(INSPECTION)] = "fail"
    elif chance < 0.35:
        answers[world.dice.choice(INSPECTION)] = "not_applicable"
    elif chance < 0.45:
        del answers[world.dice.choice(INSPECTION)]
    by = world.dice.choice((by, by, at_screen(SKILLED)))
    said = [{"item_id": item, "answer": answer} for item, answer in answers.items()]
    tap(world, world.dice.choice(found), "inspections", {"answers": said}, by)


def _assign(world: World, by: Actor) -> None:
    found = tasks(world)
    if found:
        to = world.dice.choice((*CLEANERS, None))
        tap(world, world.dice.choice(found), "assign", {"staff_id": to and to.staff_id}, by)


def _cancel(world: World, by: Actor) -> None:
    found = tasks(world)
    if found:
        tap(world, world.dice.choice(found), "cancel", {"reason": "simulated"}, by)


def _call(world: World, by: Actor) -> None:
    found = tasks(world)
    if found:
        task = world.dice.choice(found)
        if task["escalation"] and world.dice.random() < 0.7:
            tap(world, task, "escalation/answer", {}, by)
        else:
            tap(world, task, "escalate", {"reason": "the guest has not left"}, by)


def _hurry(world: World, by: Actor) -> None:
    found = tasks(world)
    if found:
        path = f"{TASKS}/{world.dice.choice(found)['task_id']}/priority"
        ask(world, "PUT", path, {"priority": world.dice.choice(("low", "urgent"))}, by, **at_home())


def _open_task(world: World, by: Actor) -> None:
    kind = world.dice.choice(("turnover", "deep_clean", "mid_stay_clean"))
    ask(world, "POST", TASKS, {"room_id": a_room(world), "kind": kind}, by, **at_home())


_LEADS: tuple[tuple[Callable[[World, Actor], None], float], ...] = (
    (_inspect, 8),
    (_assign, 3),
    (_open_task, 1),
    (_cancel, 0.6),
    (_call, 1),
    (_hurry, 1),
)


# Who mends, and who looks whether it is mended.


def mend_for_a_while(world: World) -> None:
    """Let an order go its way, step by step; now and then somebody opens one without a task, or ends one for nothing."""
    orders = [order for order in world.raw("work_orders") if order["status"] not in ("verified", "cancelled")]
    if not orders:
        _open_order(world)
        return
    order_id = world.dice.choice(orders)["work_order_id"]
    for _ in range(world.dice.randint(1, 3)):
        order = next(one for one in world.raw("work_orders") if one["work_order_id"] == order_id)
        _mend(world, f"{ORDERS}/{order_id}", order["status"])


def _open_order(world: World) -> None:
    said = f"broken {len(world.wishes)}"
    body = {"room_id": a_room(world), "severity": world.dice.choice(("light", "heavy")), "description": said}
    ask(world, "POST", ORDERS, body, at_screen(MENDER), **at_home())


def _mend(world: World, path: str, status: str) -> None:
    mender, sure = at_screen(MENDER), world.dice.random() < 0.8
    if status == "resolved":
        ask(world, "POST", f"{path}/verify", {"passed": sure, "note": "looked at"}, at_screen(LEAD), **at_home())
    elif world.dice.random() < 0.1:
        ask(world, "POST", f"{path}/cancel", {"reason": "simulated"}, mender, **at_home())
    elif status == "in_progress":
        ask(world, "POST", f"{path}/resolve", {"resolution": "tightened"}, mender, **at_home())
    else:
        ask(world, "POST", f"{path}/start", {}, mender, **at_home())


# Who tells of shifts.


def begin_the_day(world: World) -> None:
    """Have some of the people on shift, as they are on most mornings."""
    for who in world.dice.sample(CLEANERS, world.dice.randint(0, len(CLEANERS))):
        come(world, who, f"morning-{who.name}")


def roster(world: World) -> None:
    """Have the staff service tell that somebody came or left, twice at times; or somebody taps it here."""
    who = world.dice.choice(CLEANERS)
    shifts = [shift for shift in world.raw("shifts") if shift["staff_id"] == who.staff_id]
    on = [shift for shift in shifts if shift["status"] == "on"]
    if on and world.dice.random() < 0.5:
        leave(world, who, on[0])
    elif on and world.dice.random() < 0.7:
        return
    elif world.dice.random() < 0.3:
        until = (world.ground.now + timedelta(hours=world.dice.randint(1, 8))).isoformat()
        ask(world, "POST", SHIFTS, {"staff_id": who.staff_id, "ends_at": until}, at_screen(LEAD), **at_home())
    else:
        come(world, who, f"shift-{world.heard}", times=world.dice.randint(1, 2))


def come(world: World, who: Staff, shift: str, times: int = 1) -> None:
    """Have the staff service say that somebody is on; now and then that they left is known first."""
    began, ends = world.ground.now, world.ground.now + timedelta(hours=world.dice.randint(2, 9))
    skills = ("inspection", "deep_clean") if who is SKILLED else ()
    said = ShiftStarted(shift_id=shift, staff_id=who.staff_id, starts_at=began, ends_at=ends, skills=skills)
    if world.dice.random() < 0.1:
        world.hear(ShiftEnded(shift_id=shift, staff_id=who.staff_id, ended_at=began, reason="never came"), times)
    world.hear(said, times)


def leave(world: World, who: Staff, shift: Raw) -> None:
    """End a shift in the middle of whatever they are at."""
    if shift["external_shift_id"]:
        ended = ShiftEnded(
            shift_id=shift["external_shift_id"], staff_id=who.staff_id, ended_at=world.ground.now, reason="ill"
        )
        world.hear(ended, world.dice.randint(1, 2))
    else:
        path = f"{SHIFTS}/{shift['shift_id']}/end"
        ask(world, "POST", path, {}, at_screen(world.dice.choice((who, LEAD))), **at_home())


# Who would like their room cleaned.


def wish_for_cleaning(world: World) -> None:
    """Let a guest, or somebody who serves them elsewhere, ask for the room to be cleaned."""
    room = rooms(world)[a_room(world)]
    if not room["stay"]:
        return
    stay_id = room["stay"]["stay_id"]
    if world.dice.random() < 0.5:
        body = {"room_id": room["room_id"]}
        ask(world, "POST", TASKS, body, guest_of(room["room_id"], stay_id), **at_home())
    else:
        asked = Modification(type="mid_stay_clean", note=f"please {world.heard}")
        world.hear(ModificationRequested(reservation_id=stay_id, modification=asked), world.dice.randint(1, 2))


def _deed(world: World, of: tuple[tuple[Any, float], ...]) -> Any:
    return world.dice.choices([deed for deed, _ in of], [weight for _, weight in of])[0]
