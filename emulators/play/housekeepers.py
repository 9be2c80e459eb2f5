"""Housekeepers: each asks for what is next, goes there, cleans, and tells what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from emulators.people import HOUSEKEEPING, HOUSEKEEPING_TASKS, Data, Member, Refused
from emulators.play.house import BOARD, House
from emulators.play.reckoning import Reckoning
from emulators.play.story import Story

_LOOK_AGAIN = 8  # minutes between two looks of somebody who has nothing to do
_RANKS = {"urgent": 0, "high": 1, "normal": 2, "low": 3}
_WORDS = {
    "turnover": "turns {} over",
    "mid_stay_clean": "makes {} up",
    "deep_clean": "cleans {} thoroughly",
    "post_maintenance": "cleans {} after the repair",
    "post_renovation": "cleans {} after the works",
}
_TAKES = {"turnover": (22, 38), "mid_stay_clean": (12, 20)}
_TAKES_OTHERWISE = (15, 30)
_AGAIN = (8, 14)
_NEEDED = (("Bath towel", 2), ("Pillowcase", 2))
_LAUNDRY_MINUTES, _LAUNDRY_PIECES = 18, 40
_REPAIR_MINUTES = 25
_DEFECTS = {
    1: ("light", "electricity", "The reading lamp flickers"),
    3: ("heavy", "plumbing", "Water comes through the ceiling of the bathroom"),
    7: ("light", "plumbing", "The tap drips"),
}
"""What is found from which turnover of the day on, the first being 1, by who gets to look; things left behind in just that."""
_FINDS = {
    2: ("valuable", "A wrist watch with a brown strap", "On the night table"),
    5: ("other", "A child's blue jacket", "Behind the door"),
}
_CLAIMED_AFTER = 70
_CHANGES = 5  # minutes, before one goes home
_GIVEN_OUT_WITHIN = timedelta(minutes=4)


class Housekeepers:
    """`minutes_left` says how long somebody is still on shift; who is not has none."""

    def __init__(self, house: House, story: Story, day: Reckoning, minutes_left: Callable[[Member], float]) -> None:
        self._house = house
        self._story = story
        self._day = day
        self._minutes_left = minutes_left
        self._passed: set[str] = set()
        self._waiting: set[str] = set()
        self._asked_for: dict[str, list[tuple[Member, str]]] = {}
        self._turnovers = 0
        self._hidden = set(_DEFECTS)

    def begin(self, person: Member) -> None:
        """Ask for the list, and do what comes next on it; when there is nothing, ask again a little later."""
        if not self._minutes_left(person):
            return
        board = person.does("GET", BOARD)
        self._pass_closed_doors(person, board)
        begun = [one for one in board["tasks"] if one["status"] == "in_progress" and one["assignee"] == person.staff_id]
        if begun:
            self._story.soon(self._story.between(4, 18), self._finish, person, begun[0])
            return
        task = next(self._next(person, board), None)
        if task is None:
            self._story.soon(_LOOK_AGAIN, self.begin, person)
            return
        try:
            self._start(person, task)
        except Refused:
            self._story.soon(3, self.begin, person)
            raise

    def _next(self, person: Member, board: Data) -> Iterator[Data]:
        """Yield what this person may do now: what was begun, what is on the list, then what nobody has or is given now.

        Nobody begins what will not be done before they go home.
        """
        left = self._minutes_left(person) - _CHANGES
        possible = (task for task in board["tasks"] if self._may_begin(task))
        open_tasks = {task["task_id"]: task for task in possible if task["estimated_minutes"] <= left}
        lists = [one["task_ids"] for one in board["staff"] if one["staff_id"] == person.staff_id]
        mine = [open_tasks[task_id] for task_id in (lists[0] if lists else ()) if task_id in open_tasks]
        just_now = datetime.fromisoformat(board["generated_at"]) - _GIVEN_OUT_WITHIN
        yield from (task for task in mine if task["status"] == "paused")
        yield from sorted(mine, key=lambda task: task["priority"] != "urgent")
        nobodys = [task for task in open_tasks.values() if task["assignee"] is None and _since(task) < just_now]
        yield from sorted(nobodys, key=_urgency)

    def _may_begin(self, task: Data) -> bool:
        if task["kind"] not in _WORDS or task["status"] not in ("pending", "assigned", "paused"):
            return False
        waits = task["parked_since"] is not None or task["task_id"] in self._waiting
        return not waits and (task["kind"] != "turnover" or task["vacated_at"] is not None)

    def _pass_closed_doors(self, person: Member, board: Data) -> None:
        for task in board["tasks"]:
            if task["parked_since"] and task["assignee"] == person.staff_id and task["task_id"] not in self._passed:
                self._passed.add(task["task_id"])
                self._story.count("closed door passed")
                self._story.tell(f"{person.name} passes {task['room_id']}: do not disturb")
                return

    # In the room.

    def _start(self, person: Member, task: Data) -> None:
        resumed = task["status"] == "paused"
        deed = "resume" if resumed else "start"
        self._does(person, task, deed)
        if resumed:
            self._story.tell(f"{person.name} goes on with {task['room_id']}")
            self._story.soon(self._story.between(6, 12), self._finish, person, task)
            return
        again = f" once more: {', '.join(task['wrong'])}" if task["wrong"] else ""
        self._story.tell(f"{person.name} {_WORDS[task['kind']].format(task['room_id'])}{again}")
        if task["kind"] == "turnover" and not again:
            self._turnovers += 1
            self._find(person, task, self._turnovers)
        if self._lacks_linen(person, task):
            return
        takes = _AGAIN if again else _TAKES.get(task["kind"], _TAKES_OTHERWISE)
        minutes = self._story.dice.randint(*takes)
        defect = min(self._hidden, default=self._turnovers + 1)
        if defect <= self._turnovers and task["kind"] == "turnover" and not again:
            self._hidden.discard(defect)
            self._story.soon(minutes / 2, self._report, person, task, defect)
        else:
            self._story.soon(minutes, self._finish, person, task)

    def _finish(self, person: Member, task: Data) -> None:
        self._story.soon(self._story.dice.randint(2, 6), self.begin, person)
        now = self._now(task)
        if now["status"] != "in_progress" or now["assignee"] != person.staff_id:
            if self._minutes_left(person):
                self._story.tell(f"{person.name} leaves {task['room_id']}: {now['outcome'] or 'it has changed hands'}")
            return
        ticked = [item["item_id"] for item in (now["checklist"] or {"items": ()})["items"]]
        self._does(person, task, "complete", ticked=ticked, linen_returned=self._spare(now))
        occupied = task["kind"] == "mid_stay_clean"
        self._story.count("service of who stays on" if occupied else "turnover")
        self._story.tell(f"{task['room_id']} is clean{'' if occupied else ' and waits for inspection'}")

    def _spare(self, task: Data) -> dict[str, int]:
        """Return now and then a piece that was not needed."""
        issued = [one["line_id"] for one in task["linen"] if one["issued"]]
        return dict.fromkeys(issued[:1], 1) if self._story.dice.random() < 1 / 6 else {}

    def _lacks_linen(self, person: Member, task: Data) -> bool:
        """Take fresh linen from the shelf; where there is not enough, stop until the laundry brings some."""
        lines = {line["name"]: line["line_id"] for line in person.lists(f"{HOUSEKEEPING}/linen")}
        for name, count in _NEEDED:
            try:
                path = f"{HOUSEKEEPING}/linen/{lines[name]}/issue"
                person.does("POST", path, count=count, task_id=task["task_id"])
            except Refused as no:
                self._wait_for_linen(person, task, name, lines[name])
                self._story.tell(f"{person.name} waits in {task['room_id']} for the laundry: {_small(str(no))}")
                return True
        return False

    def _wait_for_linen(self, person: Member, task: Data, name: str, line_id: str) -> None:
        self._does(person, task, "pause", reason="awaiting_linen")
        self._story.count("wait for linen")
        if name not in self._asked_for:
            self._asked_for[name] = []
            self._story.soon(_LAUNDRY_MINUTES, self._bring_linen, name, line_id)
        self._asked_for[name].append((person, task["task_id"]))
        self._waiting.add(task["task_id"])

    def _bring_linen(self, name: str, line_id: str) -> None:
        for person, task_id in self._asked_for.pop(name):
            self._waiting.discard(task_id)
            self._story.soon(1, self.begin, person)
        path = f"{HOUSEKEEPING}/linen/{line_id}/return"
        self._house.supervisor.does("POST", path, count=_LAUNDRY_PIECES)
        self._story.tell(f"the laundry brings {_LAUNDRY_PIECES} of {name} to the shelf")

    # What turns up.

    def _report(self, person: Member, task: Data, defect: int) -> None:
        """Tell who mends. Heavy, the room is theirs now; light, the work waits for them. Who had to go tells nobody."""
        self._story.soon(self._story.dice.randint(2, 6), self.begin, person)
        if self._now(task)["status"] != "in_progress":
            self._hidden.add(defect)
            return
        severity, category, description = _DEFECTS[defect]
        told = {"severity": severity, "category": category, "description": description}
        self._does(person, task, "maintenance-required", **told)
        self._story.tell(f"{person.name} reports from {task['room_id']}: {description.lower()} ({severity})")
        if severity == "light":
            self._waiting.add(task["task_id"])
            self._story.soon(_REPAIR_MINUTES, self._waiting.discard, task["task_id"])
        else:
            self._day.left.pop(task["room_id"], None)

    def _find(self, person: Member, task: Data, number: int) -> None:
        if number not in _FINDS:
            return
        category, description, where = _FINDS[number]
        found = person.does(
            "POST",
            f"{HOUSEKEEPING}/lost-and-found",
            room_id=task["room_id"],
            category=category,
            description=description,
            where=where,
        )
        self._story.count("thing found")
        self._story.tell(f"{person.name} finds {_small(description)} in {task['room_id']}, {_small(where)}")
        self._story.soon(_CLAIMED_AFTER, self._claim, found)

    def _claim(self, found: Data) -> None:
        path = f"{HOUSEKEEPING}/lost-and-found/{found['item_id']}/match"
        self._house.desk.does("POST", path, reference="Telephone, described it")
        self._story.count("find claimed")
        self._story.tell(
            f"the guest who left {found['room_id']} telephones for {_small(found['description'])}: it is held"
        )

    def _now(self, task: Data) -> Data:
        return self._house.supervisor.does("GET", f"{HOUSEKEEPING_TASKS}/{task['task_id']}")

    def _does(self, person: Member, task: Data, deed: str, **what: object) -> None:
        person.does("POST", f"{HOUSEKEEPING_TASKS}/{task['task_id']}/{deed}", **what)


def _since(task: Data) -> datetime:
    return datetime.fromisoformat(task["vacated_at"] or task["created_at"])


def _urgency(task: Data) -> tuple[int, str, str]:
    return _RANKS[task["priority"]], task["due_at"] or "9", task["created_at"]


def _small(words: str) -> str:
    return words[0].lower() + words[1:]
