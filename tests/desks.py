"""Many desks at once: each books, moves, shares, checks in and out, and cancels as its dice say, all over HTTP.

Whoever they ask, an app in memory or the local cloud, may be at several requests at a time. What must hold is worked out from
the stays that are left, with nothing of the code under test.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Ask = Callable[[str, str, dict[str, Any]], tuple[int, dict[str, Any]]]
"""Send a request below the property; return the status and the whole body."""

BUSY = 503
TRIES = 50
OF_ROOMS = {f"MELMASTOON.STAYS.ROOM_{why}" for why in ("TAKEN", "PROMISED", "BLOCKED")}
_MEANT = {"even_if_not_ready": True, "even_if_seen_occupied": True, "even_if_early": True}


@dataclass
class Desk:
    """One receptionist. `said` counts what came of it; `blank` are refusals that do not name whose dates they are."""

    ask: Ask
    rooms: Sequence[str]
    begins: datetime
    dice: random.Random
    known: list[str]
    said: Counter[str] = field(default_factory=Counter)
    blank: list[dict[str, Any]] = field(default_factory=list)

    def does(self) -> None:
        deeds = (self._book, self._book, self._move, self._check_in, self._check_in, self._check_out, self._extend)
        deed = self.dice.choice((*deeds, self._share, self._cancel)) if self.known else self._book
        deed()

    def _book(self) -> None:
        comes = self.begins + timedelta(hours=self.dice.choice((0, 2, 24, 48, 96)) + self.dice.randint(0, 5))
        body = {
            "guest": {"name": f"Guest {len(self.known)}"},
            "room_id": self.dice.choice(self.rooms),
            "arrival_at": comes.isoformat(),
            "departure_at": (comes + timedelta(hours=self.dice.choice((3, 20, 44, 92)))).isoformat(),
        }
        if self.known and self.dice.random() < 0.1:
            body["shares_with"] = self.dice.choice(self.known)
        if made := self._sent("POST", "reservations", body):
            self.known.append(made["stay_id"])

    def _move(self) -> None:
        self._sent("PUT", f"{self._some()}/room", {"room_id": self.dice.choice(self.rooms), **_as_it_is()})

    def _check_in(self) -> None:
        self._sent("PUT", f"{self._some()}/status", {"status": "checked_in", **_MEANT})

    def _check_out(self) -> None:
        self._sent("PUT", f"{self._some()}/status", {"status": "checked_out", **_MEANT})

    def _cancel(self) -> None:
        undo = self.dice.choice(("cancelled", "confirmed", "no_show"))
        self._sent("PUT", f"{self._some()}/status", {"status": undo, **_MEANT})

    def _extend(self) -> None:
        until = self.begins + timedelta(hours=self.dice.randint(1, 200))
        self._sent("PUT", f"{self._some()}/check-out-time", {"check_out_at": until.isoformat()})

    def _share(self) -> None:
        other = self.dice.choice((None, self.dice.choice(self.known)))
        self._sent("PUT", f"{self._some()}/share", {"shares_with": other})

    def _some(self) -> str:
        return f"reservations/{self.dice.choice(self.known)}"

    def _sent(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        for _ in range(TRIES):
            status, answer = self.ask(method, path, body)
            if status != BUSY:
                break
        if status < 300:
            self.said["done"] += 1
            data: dict[str, Any] = answer["data"]
            return data
        self.said[answer["code"]] += 1
        if answer["code"] in OF_ROOMS and not _names_whose_dates(answer):
            self.blank.append(answer)
        return None


def _as_it_is() -> dict[str, bool]:
    return dict.fromkeys(("even_if_not_ready", "even_if_seen_occupied"), True)


def _names_whose_dates(answer: dict[str, Any]) -> bool:
    claims = answer["context"]["claims"]
    return bool(claims) and all((one.get("stay_id") or one.get("block_id")) and one["from_at"] for one in claims)


def work_at_once(ask: Ask, rooms: Sequence[str], begins: datetime, *, desks: int, deeds: int) -> list[Desk]:
    """Have so many desks do so many deeds among them, at the same time, on stays that all of them know."""
    known: list[str] = []
    at_work = [Desk(ask, rooms, begins, random.Random(number), known) for number in range(desks)]

    def work(desk: Desk) -> None:
        for _ in range(deeds // desks):
            desk.does()

    with ThreadPoolExecutor(desks) as hands:
        for done in [hands.submit(work, desk) for desk in at_work]:
            done.result()
    return at_work


def had_twice(stays: Iterable[dict[str, Any]], at: datetime) -> Iterator[tuple[str, str]]:
    """Yield the stays, as the API or the store gives them, that have one room in one moment from now on and do not share."""
    having = [stay for stay in stays if stay["room_id"] and stay["status"] in ("confirmed", "checked_in")]
    for place, one in enumerate(having):
        for other in having[place + 1 :]:
            key = [stay["share_id"] or stay["stay_id"] for stay in (one, other)]
            if one["room_id"] == other["room_id"] and key[0] != key[1] and _meet(one, other, at):
                yield one["stay_id"], other["stay_id"]


def _meet(one: dict[str, Any], other: dict[str, Any], at: datetime) -> bool:
    begins = max(at, *(_moment(stay["in_room_since"] or stay["arrival_at"]) for stay in (one, other)))
    return begins < min(_moment(stay["departure_at"]) for stay in (one, other))


def _moment(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
