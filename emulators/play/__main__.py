"""People live in the demo hotel, day after day, by its clock; told line by line, and at the end of each day what it came to.

    python -m emulators.play                 # until somebody ends it
    python -m emulators.play --hours 15.5    # so many hours of the hotel

It may begin at any hour: what is to happen before is left alone, what is overdue happens soon. What the house says no to is
told, and the day goes on. With `--hours` it ends with 1 if an arrival got neither a ready room nor a call that says why not.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NoReturn

from emulators.cloud import PROJECT, USUAL_PORTS
from emulators.demo import STAFF, ZONE, business_date, demo_hotel
from emulators.people import Refused, Unreachable
from emulators.play.guests import Guests
from emulators.play.house import House
from emulators.play.housekeepers import Housekeepers
from emulators.play.reception import Reception
from emulators.play.reckoning import Reckoning, summary
from emulators.play.requests import Requests
from emulators.play.roster import Roster
from emulators.play.story import ENDS, Story
from emulators.play.supervisor import Supervisor
from emulators.play.watch import HEARD, Watch
from emulators.play.wire import Listener
from shared.runtime.clock import hotel_clock, hotel_now

_LAST_WORDS = 1.5  # seconds until what was told last is heard
_TRIES_AGAIN = 10.0


def _say(line: str) -> None:
    print(f"  {line}".rstrip(), flush=True)


def live(house: House, seed: int) -> NoReturn:
    """Live one day after the other. Raises Unreachable where nobody has ever answered."""
    house.names()
    while True:
        try:
            live_a_day(house, seed, ENDS)
        except (Unreachable, Refused) as reason:
            _say(f"the day goes on in a while: {reason}")
            time.sleep(_TRIES_AGAIN)


def live_for(house: House, seed: int, hours: float) -> bool:
    """Live so many hours, however long each takes here; return whether each day kept its promise. Raises Unreachable."""
    left, kept = hours * 60, []
    while left > 0:
        day = business_date(hotel_now())
        begins = (hotel_now() - datetime(day.year, day.month, day.day, tzinfo=ZONE)) / timedelta(minutes=1)
        until = min(ENDS, begins + left)
        kept.append(live_a_day(house, seed, until))
        left -= until - begins
    return all(kept)


def live_a_day(house: House, seed: int, until: float) -> bool:
    """Live what is left of this day, until that minute of it; return whether it kept its promise. Raises Unreachable."""
    today = business_date(hotel_now())
    dice = Random(f"{seed}:{today.isoformat()}")  # noqa: S311 - a play that can be played again
    story, day = Story(today, dice, _say, house.people), Reckoning()
    strangers = demo_hotel(today, seed + len(house.stays())).guests[1:]  # nobody twice who was here already
    reception = Reception(house, story, day, strangers, today)
    roster = Roster(house, story, day)
    supervisor = Supervisor(house, story, day, lambda: roster.lead)
    story.say("")
    story.say(f"{today:%A %d %B}. {_pace(hotel_clock().speed)}")
    with Listener(PROJECT, *HEARD) as ear:
        watch = Watch(house, story, day, roster, ear)
        roster.plan(Housekeepers(house, story, day, roster.minutes_left).begin, supervisor.plan_the_shift)
        reception.plan()
        Guests(house, story).plan(reception.leaving)
        Requests(house, story, day, roster.on_shift).plan()
        supervisor.plan()
        watch.plan()
        story.play(until)
        time.sleep(_LAST_WORDS)
        watch.hear()
    story.say("")
    for line in summary(day, story.counted, supervisor.measures(today)):
        story.say(line)
    return not day.unaccounted


def _pace(speed: float) -> str:
    return f"{speed / 60:g} minutes of the day pass in a second." if speed > 1 else "An hour of the day is an hour."


def main(argv: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _stop)
    house = House(asked.gateway, asked.mews, STAFF)
    try:
        if asked.hours is None:
            live(house, asked.seed)
        kept = live_for(house, asked.seed, asked.hours)
    except KeyboardInterrupt:
        return 0
    except (Unreachable, Refused) as reason:
        print(f"the play ends: {reason}", file=sys.stderr, flush=True)
        return 1
    return 0 if kept else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m emulators.play", description=__doc__.partition("\n")[0])
    parser.add_argument("--hours", type=_positive, help="of the hotel's clock, and then end (default: go on)")
    parser.add_argument("--seed", type=int, default=204, help="of everything that is left to chance (default: 204)")
    parser.add_argument("--gateway", default=os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000"))
    parser.add_argument("--mews", default=os.environ.get("MEWS_URL", "http://127.0.0.1:9101"))
    return parser


def _positive(text: str) -> float:
    number = float(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("must be more than nothing")
    return number


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    os.environ.setdefault("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{USUAL_PORTS.pubsub}")
    sys.exit(main())
