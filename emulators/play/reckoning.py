"""What the day came to: the arrivals one by one, how long rooms took, and the words for all of it at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from emulators.people import Data
from emulators.play.story import clock

GUEST_IS_HERE = "The guest is here: "
"""How the desk begins when it calls the supervisor."""
NOT_READY = "not ready: "
"""What stands before the reason, in a ticket that says why an arrival has no room."""
_MANY = {
    "discrepancy": "discrepancies",
    "find claimed": "finds claimed",
    "guest back": "guests back",
    "move": "moves",
    "plan accepted": "plans accepted",
    "closed door passed": "closed doors passed",
    "refusal": "refusals",
    "task given by hand": "tasks given by hand",
    "request": "requests",
    "request done": "requests done",
    "room looked over": "rooms looked over",
    "service of who stays on": "services of who stays on",
    "sign on a door": "signs on doors",
    "stay extended": "stays extended",
    "thing found": "things found",
}


@dataclass
class Arrival:
    """A guest at the desk. `why`: what the house says of a room that is not ready; "" while nobody was called."""

    name: str
    came: float
    room: str = ""
    waited: float = 0
    why: str = ""
    elsewhere: bool = False

    @property
    def is_accounted_for(self) -> bool:
        return bool(self.room or self.why)


@dataclass
class Reckoning:
    """`left` is when a room was last left, by the play's clock; `took` how long such rooms then were until ready."""

    arrivals: dict[str, Arrival] = field(default_factory=dict)
    left: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    gaps: list[tuple[float, int]] = field(default_factory=list)
    low_linen: list[str] = field(default_factory=list)
    put_back: set[str] = field(default_factory=set)
    given_again: set[str] = field(default_factory=set)
    ill: str = ""
    ill_id: str = ""

    def leaves(self, room: str, minute: float) -> None:
        self.left[room] = minute

    def ready(self, room: str, minute: float) -> None:
        if room in self.left:
            self.took.append(minute - self.left.pop(room))

    @property
    def unaccounted(self) -> list[str]:
        """Return who got neither a ready room nor a call that says why not."""
        return [one.name for one in self.arrivals.values() if not one.is_accounted_for]


def summary(day: Reckoning, counted: Counter[str], measured: Data | None) -> Iterator[str]:
    """Yield the day in numbers, and whether it kept its promise. `measured`: the house's own statistics."""
    rest = counted.copy()
    yield "The day in numbers:"
    yield f"  Arrivals      {_arrivals(list(day.arrivals.values()))}"
    yield f"  Calls         {_calls(day.calls)}"
    yield f"  Check-outs    {_turnovers(day, rest, measured)}"
    yield f"  Inspections   {rest.pop('inspection passed', 0)} passed, {rest.pop('inspection failed', 0)} failed"
    yield f"  Shifts        {_shifts(day, rest)}"
    alerts = _listed(Counter(day.low_linen)) or "none"
    yield f"  Linen         alerts: {alerts}; {rest.pop('wait for linen', 0)} times somebody waited for the laundry"
    orders = [f"{rest.pop(f'work order {what}', 0)} {what}" for what in ("opened", "mended", "verified")]
    yield f"  Work orders   {', '.join(orders)}"
    yield f"  Also          {_also(rest)}"
    yield ""
    if day.unaccounted:
        yield f"Neither a ready room nor a call that says why not: {', '.join(day.unaccounted)}."
    else:
        yield f"Each of {len(day.arrivals)} arrivals got a ready room, or a call that says why not."


def _arrivals(arrivals: Sequence[Arrival]) -> str:
    waited = [one.waited for one in arrivals if one.room and one.waited]
    at_once = sum(bool(one.room) and not one.waited for one in arrivals)
    late = f" ({median(waited):.0f} minutes in the median, {max(waited):.0f} at most)" if waited else ""
    elsewhere = sum(one.elsewhere for one in arrivals)
    whys = _listed(Counter(one.why for one in arrivals if one.why))
    told = f"; told why not: {whys}" if whys else ""
    return f"{len(arrivals)}: {at_once} into a ready room, {len(waited)} waited{late}, {elsewhere} sent elsewhere{told}"


def _calls(calls: Counter[str]) -> str:
    return f"{calls.total()} for the supervisor: {_listed(calls)}" if calls else "none"


def _turnovers(day: Reckoning, rest: Counter[str], measured: Data | None) -> str:
    took = f"{median(day.took):.0f} minutes in the median" if day.took else "none became ready"
    own = measured["time_to_ready"] if measured else None
    by_house = f" (of {own['count']} by the house's clock: {own['p50']} minutes)" if own else ""
    return f"{rest.pop('check-out', 0)}, {rest.pop('turnover', 0)} turnovers done; from check-out to ready {took}{by_house}"


def _shifts(day: Reckoning, rest: Counter[str]) -> str:
    gaps = [f"a gap of {short} minutes told at {clock(minute)}" for minute, short in day.gaps]
    back = f"tasks that went back when {day.ill} left: {len(day.put_back)}" if day.ill else "nobody fell ill"
    again = f", {len(day.given_again)} given to others" if day.put_back else ""
    return f"{rest.pop('shift', 0)}; {back}{again}; {', '.join(gaps) or 'no staffing gap'}"


def _also(rest: Counter[str]) -> str:
    ordered = sorted(rest.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{number} {_MANY.get(what, what) if number > 1 else what}" for what, number in ordered) or "–"


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counted.most_common())
