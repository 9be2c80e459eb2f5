"""How long a piece of work takes: what the house assumes, until its own completed tasks say better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from shared.domain.documents import Document
from shared.domain.ids import derived_id
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


class Estimate(Document):
    collection: ClassVar[str] = "estimates"
    key: ClassVar[str] = "estimate_id"

    estimate_id: str
    minutes: float
    samples: int


def estimate_id_of(room_type: str, kind: TaskKind) -> str:
    return derived_id("est", room_type, kind)


def minutes_for(kind: TaskKind, room_type: str, learned: Estimate | None, house: Choices) -> int:
    """Return the minutes to plan with: learned where there is enough to learn from, else the room type's, else assumed."""
    if learned is not None and learned.samples:
        return max(1, round(learned.minutes))
    chosen = house.room_types.get(room_type)
    of_type = {
        TaskKind.TURNOVER: chosen.turnover_minutes if chosen else None,
        TaskKind.MID_STAY_CLEAN: chosen.stayover_minutes if chosen else None,
    }.get(kind)
    return of_type or ASSUMED_MINUTES[kind]
