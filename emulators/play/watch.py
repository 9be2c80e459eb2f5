"""Somebody hears what the house tells, every quarter of an hour; the house's own jobs follow the same clock."""

from __future__ import annotations

from typing import Any

from emulators.play.house import House
from emulators.play.reckoning import GUEST_IS_HERE, Reckoning
from emulators.play.roster import Roster
from emulators.play.story import Story
from emulators.play.wire import Listener
from shared.domain.linen import LinenLow
from shared.domain.staffing import StaffingGapDetected
from shared.domain.tasks import TaskAssigned, TaskEscalated, TaskReassigned

HEARD = tuple(event.subject for event in (StaffingGapDetected, LinenLow, TaskEscalated, TaskReassigned, TaskAssigned))
_QUARTER = 15


class Watch:
    def __init__(self, house: House, story: Story, day: Reckoning, roster: Roster, ear: Listener) -> None:
        self._house = house
        self._story = story
        self._day = day
        self._roster = roster
        self._ear = ear

    def plan(self) -> None:
        self._story.since(0, self._listen)

    def _listen(self) -> None:
        self._story.soon(_QUARTER, self._listen)
        self.hear()

    def hear(self) -> None:
        """Take down what was told since the last time."""
        for subject, payload in self._ear.hears():
            if subject == StaffingGapDetected.subject:
                self._gap(payload)
            elif subject == LinenLow.subject:
                self._day.low_linen.append(payload["name"])
                self._story.tell(f"linen runs low: {payload['stock']} of {payload['name']} are on the shelf")
            elif subject == TaskEscalated.subject:
                self._call(payload)
            else:
                self._handed(payload)

    def _gap(self, gap: dict[str, Any]) -> None:
        self._day.gaps.append((self._story.minute, gap["shortMinutes"]))
        people = f"{gap['haveMinutes']} of people" if gap["peopleOnShift"] else "nobody on shift"
        self._story.tell(f"a staffing gap is told: {gap['needMinutes']} minutes of work, {people}")
        if self._day.ill:
            self._roster.call_relief()

    def _call(self, call: dict[str, Any]) -> None:
        if call["told"] == 1:
            by_desk = call["reason"].startswith(GUEST_IS_HERE)
            self._day.calls["guest at the desk" if by_desk else call["reason"].replace("_", " ")] += 1

    def _handed(self, given: dict[str, Any]) -> None:
        """Follow what was in the hands of who fell ill until somebody has it again."""
        task_id = given["taskId"]
        if given["staffId"] is None and given["fromStaffId"] == self._day.ill_id:
            self._day.put_back.add(task_id)
        elif given["staffId"] and task_id in self._day.put_back:
            self._day.given_again.add(task_id)
