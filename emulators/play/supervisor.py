"""Who leads the shift: plans it, inspects what was cleaned, answers calls, sees that what was mended is mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from emulators.people import HOUSEKEEPING, HOUSEKEEPING_TASKS, Data, Member
from emulators.play.house import BOARD, House
from emulators.play.reckoning import Reckoning
from emulators.play.story import Story

_LOOK_AGAIN, _NEXT_DOOR = 8, 9
_THINKS = 1.5  # seconds that the planner has
_FAILS = 1 / 12
_FAULTS = ("surfaces", "glass", "bins")
_WAITS = timedelta(minutes=10)
"""How long what is to be looked at is left to whoever would rather do it: somebody may be trying out the board."""


class Supervisor:
    """`lead` says who leads the shift now, if anybody does."""

    def __init__(self, house: House, story: Story, day: Reckoning, lead: Callable[[], Member | None]) -> None:
        self._house = house
        self._story = story
        self._day = day
        self._lead = lead
        self._lines: list[str] = []

    def plan(self) -> None:
        """Share the work out when everybody is there, and go round until the last room is ready."""
        self._story.at(8 * 60 + 3, self.plan_the_shift)
        self._story.since(0, self._go_on)
        self._story.since(0, self._go_round)
        self._story.at(10 * 60 + 40, self._even_out)

    def measures(self, today: date) -> Data:
        """Return the house's own statistics of today's turnovers."""
        asked = {"from": today.isoformat(), "to": today.isoformat()}
        return self._house.supervisor.does("GET", f"{HOUSEKEEPING}/stats/turnover", **asked)

    def plan_the_shift(self) -> None:
        """Have the work shared out, look at it, and accept it."""
        supervisor = self._lead() or self._house.supervisor
        plan = supervisor.does("POST", f"{HOUSEKEEPING}/plans", seconds=_THINKS)
        names = {person.staff_id: person.name for person in self._house.housekeepers}
        lines = [line for line in plan["lines"] if line["staff_id"] in names]
        new = sum(line["staff_id"] != line["from_staff_id"] for line in lines)
        lists: dict[str, list[str]] = defaultdict(list)
        for line in sorted(lines, key=lambda one: one["position"]):
            lists[names[line["staff_id"]]].append(line["room_id"])
        self._story.tell(f"{supervisor.name} has {len(lines)} tasks shared out, {new} of them otherwise than they were")
        for name, rooms in sorted(lists.items()):
            self._story.tell(f"  {name}: {', '.join(rooms)}")
        if any(line["decision"] == "open" for line in plan["lines"]):
            supervisor.does("POST", f"{HOUSEKEEPING}/plans/{plan['suggestion_id']}/accept")
            self._story.count("plan accepted")

    def _even_out(self) -> None:
        """Give a room by hand from who has most on the list to who has least."""
        board = self._house.supervisor.does("GET", BOARD)
        names = {person.staff_id: person.name for person in self._house.housekeepers}
        lists = sorted((one for one in board["staff"] if one["staff_id"] in names), key=lambda one: one["load_minutes"])
        tasks = {task["task_id"]: task for task in board["tasks"]}
        if not lists:
            return
        in_hand = [tasks[task_id] for task_id in lists[-1]["task_ids"] if task_id in tasks]
        waiting = [task for task in in_hand if task["status"] == "assigned"]
        least, most = names[lists[0]["staff_id"]], names[lists[-1]["staff_id"]]
        if least == most or not waiting:
            return
        path = f"{HOUSEKEEPING_TASKS}/{waiting[-1]['task_id']}/assign"
        self._house.supervisor.does("POST", path, staff_id=lists[0]["staff_id"])
        self._story.count("task given by hand")
        self._story.tell(f"{self._house.supervisor.name} gives {waiting[-1]['room_id']} to {least} instead of {most}")

    def _go_on(self) -> None:
        """End what somebody is at when we begin to look."""
        leads = {lead.staff_id: lead for lead in self._house.leads}
        for task in self._house.supervisor.does("GET", BOARD)["tasks"]:
            if task["kind"] == "inspection" and task["status"] == "in_progress" and task["assignee"] in leads:
                self._story.soon(self._story.between(2, 6), self._judge, leads[task["assignee"]], task)

    def _go_round(self) -> None:
        """Answer who calls, see what was mended, then inspect the room that matters most."""
        lead = self._lead()
        if lead is None:
            self._story.soon(_LOOK_AGAIN, self._go_round)
            return
        board = lead.does("GET", BOARD)
        waiting = [one for one in board["tasks"] if one["kind"] == "inspection" and _waits(one, board)]
        self._story.soon(_NEXT_DOOR if waiting else _LOOK_AGAIN, self._go_round)
        self._answer_calls(lead, board)
        self._see_what_was_mended(lead)
        if waiting:
            self._inspect(lead, min(waiting, key=_urgency))
        else:
            self._look_over(lead, board)

    def _answer_calls(self, lead: Member, board: Data) -> None:
        for task in board["tasks"]:
            call = task["escalation"]
            if call and call["answered_at"] is None and task["finished_at"] is None:
                lead.does("POST", f"{HOUSEKEEPING_TASKS}/{task['task_id']}/escalation/answer")
                reason = call["reason"].rpartition(": ")[2].replace("_", " ")
                self._story.tell(f"{lead.name} knows about {task['room_id']}: {reason}")

    def _inspect(self, lead: Member, task: Data) -> None:
        """Go into the room, and answer every line after some minutes; now and then one is not right, and the room goes back."""
        path = f"{HOUSEKEEPING_TASKS}/{task['task_id']}"
        if task["assignee"] != lead.staff_id:
            lead.does("POST", f"{path}/assign", staff_id=lead.staff_id)
        lead.does("POST", f"{path}/start")
        self._story.soon(self._story.between(3, 7), self._judge, lead, task)

    def _judge(self, lead: Member, task: Data) -> None:
        room = task["room_id"]
        fault = self._story.dice.choice(_FAULTS) if self._story.dice.random() < _FAILS else None
        answers = [{"item_id": one, "answer": "fail" if one == fault else "pass"} for one in self._items()]
        lead.does("POST", f"{HOUSEKEEPING_TASKS}/{task['task_id']}/inspections", answers=answers)
        if fault:
            self._story.count("inspection failed")
            self._story.tell(f"{lead.name} does not pass {room} ({fault}): once more")
            return
        self._story.count("inspection passed")
        ready = self._house.row(room)["cleaning"]["status"] == "ready"
        if ready:
            self._day.ready(room, self._story.minute)
        self._story.tell(f"{lead.name} inspects {room}: {'ready' if ready else 'passed'}")

    def _items(self) -> list[str]:
        if not self._lines:
            asked: Any = self._house.supervisor.does("GET", f"{HOUSEKEEPING}/checklists", kind="inspection")
            self._lines = [item["item_id"] for item in asked[0]["items"]]
        return self._lines

    def _look_over(self, lead: Member, board: Data) -> None:
        """Look into a vacant room that is clean and that nobody has said to be ready."""
        for room in board["rooms"]:
            if room["occupancy"] == "vacant" and room["cleaning"]["status"] == "clean" and not room["blocks"]:
                path = f"{HOUSEKEEPING}/rooms/{room['room_id']}/status"
                for seen, status in (("clean", "inspected"), ("inspected", "ready")):
                    lead.does("POST", path, status=status, seen=seen)
                self._story.count("room looked over")
                self._story.tell(f"{lead.name} looks over {room['room_id']}: ready")
                return

    def _see_what_was_mended(self, lead: Member) -> None:
        for order in lead.lists("/api/v1/maintenance/work-orders", status="resolved"):
            path = f"/api/v1/maintenance/work-orders/{order['work_order_id']}/verify"
            lead.does("POST", path, passed=True)
            self._story.count("work order verified")
            self._story.tell(f"{lead.name} sees that {order['room_id']} is mended")


def _waits(task: Data, board: Data) -> bool:
    if task["status"] not in ("pending", "assigned"):
        return False
    asked_at, now = (datetime.fromisoformat(text) for text in (task["created_at"], board["generated_at"]))
    return task["priority"] == "urgent" or asked_at + _WAITS <= now


def _urgency(task: Data) -> tuple[bool, str, str]:
    return task["priority"] != "urgent", task["due_at"] or "9", task["created_at"]
