"""How long a kind of cleaning takes in a type of room: what the house assumes, and what it learned from its own tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from shared.domain.documents import Document
from shared.domain.ids import derived_id
from shared.domain.settings import Choices

DEFAULT_MINUTES: Mapping[str, int] = {
    "turnover": 30,
    "mid_stay_clean": 18,
    "deep_clean": 60,
    "post_maintenance": 20,
    "post_renovation": 90,
    "inspection": 8,
}

ENOUGH = 8
"""Tasks before what was learned replaces what was assumed."""

_NEWEST = 0.1
"""What the newest task counts for once there are many; until then each counts the same."""

_FURTHEST = 2.0
"""A task that took more than so many times as long as usual, or less than that part of it, counts as that: somebody
forgot to end it, or ended it at once."""


class Estimate(Document):
    """The mean of what tasks of this kind took in rooms of this type. One per pair, made by the first that is done."""

    collection: ClassVar[str] = "estimates"
    key: ClassVar[str] = "estimate_id"

    estimate_id: str
    room_type: str
    kind: str
    mean: float
    samples: int = 0

    @property
    def minutes(self) -> int:
        return max(1, round(self.mean))


def estimate_id(room_type: str, kind: str) -> str:
    return derived_id("est", room_type, kind)


def first_estimate(room_type: str, kind: str, choices: Choices) -> Estimate:
    """Return what is known before any task is done: what the house assumes."""
    assumed = float(assumed_minutes(room_type, kind, choices))
    return Estimate(estimate_id=estimate_id(room_type, kind), room_type=room_type, kind=kind, mean=assumed)


def learned(before: Estimate, minutes: int) -> Estimate:
    """Take in how long one more task took, without pauses. The first counts beside what was assumed, not instead of it."""
    usual = min(max(float(minutes), before.mean / _FURTHEST), before.mean * _FURTHEST)
    share = max(_NEWEST, 1 / (before.samples + 2))
    return before.but(mean=before.mean + share * (usual - before.mean), samples=before.samples + 1)


def assumed_minutes(room_type: str, kind: str, choices: Choices) -> int:
    """Return what the room type says, or the house's default for the kind."""
    chosen = choices.room_types.get(room_type)
    of_type = {"turnover": chosen.turnover_minutes, "mid_stay_clean": chosen.stayover_minutes} if chosen else {}
    return of_type.get(kind) or DEFAULT_MINUTES[kind]


def expected_minutes(estimate: Estimate | None, room_type: str, kind: str, choices: Choices) -> int:
    """Return how long a task is expected to take: learned where enough were done, else assumed."""
    if estimate is not None and estimate.samples >= ENOUGH:
        return estimate.minutes
    return assumed_minutes(room_type, kind, choices)
