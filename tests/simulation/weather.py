"""What goes wrong in a simulated world, and how often: drawn from the seed, so that it goes wrong again in a rerun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from random import Random

from emulators.pms.mews import WebhookSettings

RATES = (0.0, 0.0, 0.003, 0.01, 0.04)
"""Each seed draws one for each fault, so that faults meet in all mixtures: also the one where only one is there."""


class Died(BaseException):
    """The process is gone between two steps. Nobody in the product may catch it."""


@dataclass(frozen=True)
class Weather:
    """The share of steps that each fault strikes.

    `death` at every step; `unread`, `unwritten`: the store does not answer; `unknown`: a commit's answer is lost;
    `unpublished`: the bus takes nothing; `unsaid`: it takes a message and says that it did not; `overtaken`: somebody
    else acts just before a commit.
    """

    death: float = 0.0
    unread: float = 0.0
    unwritten: float = 0.0
    unknown: float = 0.0
    unpublished: float = 0.0
    unsaid: float = 0.0
    overtaken: float = 0.0

    @classmethod
    def of(cls, dice: Random) -> Weather:
        rates = {fault.name: dice.choice(RATES) for fault in fields(cls)}
        return cls(**{**rates, "overtaken": dice.choice((0.0, 0.1, 0.4))})


CALM = Weather()


@dataclass
class Storm:
    """Rolls the dice at every step. `deaths` counts whom it killed, so that the world can tell if one was swallowed.

    `kills_at` are steps that it kills at as well, counted from 1.
    """

    weather: Weather
    dice: Random
    rages: bool = False
    kills_at: frozenset[int] = frozenset()
    steps: int = 0
    deaths: int = 0
    strikes: dict[str, int] = field(default_factory=dict)

    def hits(self, fault: str) -> bool:
        rate = getattr(self.weather, fault)
        hit = self.rages and rate > 0 and self.dice.random() < rate
        if hit:
            self.strikes[fault] = self.strikes.get(fault, 0) + 1
        return bool(hit)

    def may_kill(self) -> None:
        self.steps += self.rages
        if self.hits("death") or (self.rages and self.steps in self.kills_at):
            self.deaths += 1
            raise Died

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing happens within the block: for what the simulation itself looks at."""
        before, self.rages = self.rages, False
        try:
            yield
        finally:
            self.rages = before


def notices(dice: Random) -> WebhookSettings:
    """Return how badly Mews delivers its notices in this world."""
    late = dice.choice((0.0, 20.0, 300.0))
    return WebhookSettings(
        lag_seconds=(0.0, late),
        window_seconds=dice.choice((0.0, 1.0, 30.0)),
        retry_seconds=dice.choice((5.0, 180.0)),
        repeat_event=dice.choice((0.0, 0.3)),
        repeat_message=dice.choice((0.0, 0.3)),
        shuffle=dice.choice((0.0, 0.5)),
        drop=dice.choice((0.0, 0.0, 0.2, 1.0)),
    )
