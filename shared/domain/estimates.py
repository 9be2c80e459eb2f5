"""How long a piece of work takes: what the house assumes, until its own completed tasks say better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from shared.domain.documents import Document
from shared.domain.ids import derived_id
from shared.domain.privacy import AboutGuest, keep
from shared.domain.settings import Choices
from shared.domain.tasks import TaskKind

ASSUMED_MINUTES: Mapping[TaskKind, int] = {
    TaskKind.TURNOVER: 30,
    TaskKind.MID_STAY_CLEAN: 18,
    TaskKind.DEEP_CLEAN: 60,
    TaskKind.POST_MAINTENANCE: 20,
    TaskKind.POST_RENOVATION: 90,
    TaskKind.INSPECTION: 8,
}


ENOUGH_SAMPLES = 5
"""So many completed tasks before the house's own experience stands in for what was assumed."""

PACE = 0.1
"""What one more task counts for once there are many: the last twenty or so make the estimate."""

TICKED_OFF_AFTERWARDS, LONGEST = 0.25, 3.0
"""Of the minutes planned for. A task begun and completed in a shorter time was not done in it, and tells nothing; one that
took longer, because somebody forgot to end it, say, counts as having taken so long."""


class Estimate(Document):
    """What `samples` completed tasks of one kind, in rooms of one type, took."""

    collection: ClassVar[str] = "estimates"
    key: ClassVar[str] = "estimate_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of minutes by kind of room.")

    estimate_id: str
    minutes: float = 0.0
    samples: int = 0

    def learning(self, minutes: int, planned: int) -> Estimate:
        """Return what is known after one more task that took `minutes`, where `planned` were planned for.

        The first samples count alike; later ones at PACE, so that the estimate follows what changes in the house.
        """
        if minutes < planned * TICKED_OFF_AFTERWARDS:
            return self
        took = min(float(minutes), planned * LONGEST)
        weight = max(PACE, 1 / (self.samples + 1))
        return self.but(minutes=self.minutes + weight * (took - self.minutes), samples=self.samples + 1)


def estimate_id_of(room_type: str, kind: TaskKind) -> str:
    return derived_id("est", room_type, kind)


def minutes_for(kind: TaskKind, room_type: str, learned: Estimate | None, house: Choices) -> int:
    """Return the minutes to plan with: learned where there is enough to learn from, else the room type's, else assumed."""
    if learned is not None and learned.samples >= ENOUGH_SAMPLES:
        return max(1, round(learned.minutes))
    chosen = house.room_types.get(room_type)
    of_type = {
        TaskKind.TURNOVER: chosen.turnover_minutes if chosen else None,
        TaskKind.MID_STAY_CLEAN: chosen.stayover_minutes if chosen else None,
    }.get(kind)
    return of_type or ASSUMED_MINUTES[kind]
