"""A day in the demo hotel, in fast motion, told line by line; at the end, what it came to.

    python -m emulators.play                 # one day from seven to ten in the evening, two minutes of it a second
    python -m emulators.play --pace 10 --days 3

The clock in the narration is the play's; rows and screens carry the real time, and what the house thinks urgent or late goes
by it. The same seed on the same house plays the same day; what the house says no to is told, and the day goes on. It ends
with 1 if an arrival got neither a ready room nor a call that says why not.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from random import Random
from typing import NoReturn

from emulators.cloud import PROJECT, USUAL_PORTS
from emulators.demo import business_date, demo_hotel
from emulators.people import Data, Refused, Unreachable
from emulators.play.guests import Guests
from emulators.play.house import House
from emulators.play.housekeepers import Housekeepers
from emulators.play.reception import Reception
from emulators.play.reckoning import Reckoning, summary
from emulators.play.requests import Requests
from emulators.play.roster import Roster
from emulators.play.story import Story
from emulators.play.supervisor import Supervisor
from emulators.play.watch import HEARD, Watch
from emulators.play.wire import Listener, StaffService
from shared.runtime.clock import hotel_now

_LAST_WORDS = 1.5  # seconds until what was told last is heard


def _say(line: str) -> None:
    print(f"  {line}".rstrip(), flush=True)


def play(house: House, *, seed: int, pace: float, days: int) -> bool:
    """Play so many days, one after the other; return whether each kept its promise. Raises Unreachable."""
    kept = []
    for number in range(days):
        dice = Random(f"{seed}:{number}")  # noqa: S311 - a play that can be played again
        story = Story(pace, dice, _say, house.people)
        with Listener(PROJECT, *HEARD) as ear:
            kept.append(_play_a_day(house, story, ear, seed))
    return all(kept)


def _play_a_day(house: House, story: Story, ear: Listener, seed: int) -> bool:
    today = business_date(hotel_now())
    strangers = demo_hotel(today, seed + len(house.stays())).guests[1:]  # nobody twice who was here already
    day = Reckoning()
    reception = Reception(house, story, day, strangers, today)
    supervisor = Supervisor(house, story, day)
    roster = Roster(house, story, day, StaffService(PROJECT))
    watch = Watch(house, story, day, roster, ear)
    story.say("")
    story.say(f"A day begins. {story.pace:g} minutes of it pass in a second.")
    reception.plan()
    Guests(house, story).plan(reception.leaving)
    Requests(house, story, day, roster.on_shift).plan()
    supervisor.plan()
    roster.plan(Housekeepers(house, story, day, roster.minutes_left).begin, supervisor.plan_the_shift)
    watch.plan()
    measured: Data | None = None
    try:
        story.play()
        reception.find_beds_elsewhere()
        roster.close()
        supervisor.leave()
        time.sleep(_LAST_WORDS)
        watch.hear()
        measured = supervisor.measures(today)
    finally:
        story.say("")
        for line in summary(day, story.counted, measured):
            story.say(line)
    return not day.unaccounted


def main(argv: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _stop)
    house = House(asked.gateway, asked.mews, demo_hotel(business_date(hotel_now())).staff)
    try:
        kept = play(house, seed=asked.seed, pace=asked.pace, days=asked.days)
    except KeyboardInterrupt:
        return 0
    except (Unreachable, Refused) as reason:
        print(f"the play ends: {reason}", file=sys.stderr, flush=True)
        return 1
    return 0 if kept else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m emulators.play", description=__doc__.partition("\n")[0])
    parser.add_argument("--pace", type=_positive, default=2.0, help="minutes of the hotel per second (default: 2)")
    parser.add_argument("--days", type=int, default=1, help="how many days, one after the other (default: 1)")
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
