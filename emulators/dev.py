"""Behind scripts/dev: the whole system on one machine, until Ctrl-C.

It builds the screens, starts a house (see house.py), prints where everything is, and watches. When any process dies, it
says which in one line, ends the rest and exits with 1. What was in the cloud is saved, and is back at the next start.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

from emulators import screens
from emulators.cloud import USUAL_PORTS, LocalCloud
from emulators.demo import ZONE
from emulators.house import House, Plan
from emulators.ports import is_free
from emulators.processes import ProcessError
from emulators.toolbox import ROOT, Missing
from shared.runtime.clock import HOTEL_NOW, HotelClock, clock_of, hotel_now

LOCAL = ROOT / ".local"
SAVED = LOCAL / "state"
MEWS_SAVED = LOCAL / "mews.json"
PHOTOS = LOCAL / "photos"
MEWS_PORT = 9101
HIGHEST_PORT = 65_535


class Stopped(BaseException):
    """A person or the system asked us to stop."""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if asked.now:
        os.environ[HOTEL_NOW] = str(asked.now)
    if not is_free(asked.port):
        return _sorry(f"port {asked.port} is in use: stop what uses it, or choose another with --port")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        run(port=asked.port, play=asked.play, pace=asked.pace, reset=asked.reset)
    except Stopped:
        print("\nstopped", flush=True)
        return 0
    except (ProcessError, Missing, OSError, subprocess.CalledProcessError) as error:
        return _sorry(str(error))


def run(*, port: int, play: bool, pace: float, reset: bool) -> NoReturn:
    """Start everything and watch it.

    Raises:
        Stopped: on Ctrl-C or SIGTERM, after everything has been ended.
        ProcessError: a process did not start or died, likewise.
        Missing: this machine lacks something.
    """
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"  {time.monotonic() - began:5.1f} s  {line}", flush=True)

    logs = LOCAL / "logs" / f"dev-{port}"
    with ExitStack() as stack:
        saved = stack.enter_context(_saved_state(say, reset=reset))
        build = screens.begin(logs)
        mews = MEWS_SAVED.relative_to(ROOT) if saved else None
        photos = PHOTOS if saved else None
        plan = Plan(port=port, mews_port=MEWS_PORT, emulators=USUAL_PORTS, mews_state=mews, photos=photos)
        house = House(logs, plan, say)
        stack.callback(house.stop)
        house.start(lambda cloud: saved is not None and _restore(cloud, saved, say))
        if build:
            build.finish(say)
        print(_welcome(house), flush=True)
        if play:
            house.play(pace)
        try:
            _watch(house)
        finally:
            house.end_services()
            if saved:
                _save(house.cloud, saved, say)


def _watch(house: House) -> NoReturn:
    while True:
        house.check()
        time.sleep(0.25)


def _restore(cloud: LocalCloud, saved: Path, say: Callable[[str], None]) -> bool:
    try:
        restored = cloud.restore(saved)
    except (OSError, ValueError) as error:
        raise ProcessError(
            f"the state of the last run could not be brought back ({error}): --reset begins afresh"
        ) from error
    if not restored:
        MEWS_SAVED.unlink(missing_ok=True)  # the PMS begins on the same morning as we do
    else:
        say("the state of the last run is back (--reset begins afresh)")
    return restored


def _save(cloud: LocalCloud, saved: Path, say: Callable[[str], None]) -> None:
    """Only a run that was ready is saved: half a demo hotel would never be completed."""
    try:
        cloud.save(saved)
    except OSError as error:  # An emulator died, or the disk is full: the former state stays.
        say(f"the state of this run could not be saved: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/dev",
        description="Start RoomStateSync on this machine: Firestore, Pub/Sub, Auth and Storage emulators, every function behind one "
        "gateway, a PMS stand-in and a demo hotel. Ctrl-C ends it; what was in it is back at the next start.",
    )
    parser.add_argument(
        "--play", action="store_true", help="let a day happen: guests arrive, ask, leave; rooms are cleaned"
    )
    parser.add_argument(
        "--pace", type=float, default=2.0, metavar="N", help="minutes of that day in a second (default: 2)"
    )
    parser.add_argument(
        "--now",
        type=_clock,
        metavar="INSTANT",
        help="what time it is in the hotel, for everybody: 2026-11-30T12:00:00+04:30, with x60 at its end sixty times as fast",
    )
    parser.add_argument("--reset", action="store_true", help="forget the last run and begin with a fresh demo hotel")
    parser.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="where the gateway listens (default: 8000)"
    )
    return parser


def _clock(text: str) -> HotelClock:
    try:
        return clock_of(text, time.time())
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{number} is no port")
    return number


@contextmanager
def _saved_state(say: Callable[[str], None], *, reset: bool) -> Iterator[Path | None]:
    """Yield the folder of the saved state, or None where another run has it."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "state.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another run has the saved state: this one begins afresh and forgets")
            yield None
            return
        if reset:
            shutil.rmtree(SAVED, ignore_errors=True)
            MEWS_SAVED.unlink(missing_ok=True)
            shutil.rmtree(PHOTOS, ignore_errors=True)
        yield SAVED


def _welcome(house: House) -> str:
    here, cloud, mews = house.url, house.cloud, house.mews_url
    return f"""
  Board       {here}/board
  Tablet      {here}/tablet
  API         {here}/docs
  PMS         {mews} (Mews stand-in)
  Emulators   Firestore {cloud.firestore}, Pub/Sub {cloud.pubsub}, Auth {cloud.auth}, Storage {cloud.storage}
  Time        {_time()}
  Logs        .local/logs/dev-{here.rpartition(":")[2]}/

  Sign in with password demo-password (and take a shared device over with PIN 483917) as
    lead@demo.hotel (in English)
    frontdesk@demo.hotel  housekeeper@demo.hotel  supervisor@demo.hotel  maintenance@demo.hotel  manager@demo.hotel

  Ask what a guest or an agent asks, then check a guest out at the PMS's own desk:

{questions(here, mews, _somebodys_room(mews))}

  Ctrl-C ends everything.
"""


def questions(here: str, mews: str, room: str) -> str:
    """Return the commands that the README shows, for a gateway, a stand-in and a room in which somebody is."""
    rooms = f"{here}/api/v1/properties/demo-hotel/rooms"
    return f"""\
TOKEN=$(curl -s {here}/auth/login -d '{{"email":"frontdesk@demo.hotel","password":"demo-password"}}' \\
  -H 'Content-Type: application/json' | sed 's/.*"id_token": *"\\([^"]*\\)".*/\\1/')

# What time is check-out for room 204?
curl -s {rooms}/204 -H "Authorization: Bearer $TOKEN" | grep -o '"check_out_[a-z_]*": *"[^"]*"'

# Is the guest still in {room}?
curl -s {rooms}/{room} -H "Authorization: Bearer $TOKEN" | grep -o '"occupancy": *"[^"]*"'

# They leave. Watch {room} on the board.
curl -s {mews}/_desk/depart_early -d '{{"room":"{room}"}}' -H 'Content-Type: application/json' -o /dev/null"""


def _time() -> str:
    there = hotel_now().astimezone(ZONE)
    clock = os.environ.get(HOTEL_NOW)
    return f"{there:%Y-%m-%d %H:%M} in the hotel" + (f" (demo time: {clock})" if clock else "")


def _somebodys_room(mews: str) -> str:
    """Return 315, or where its guest has left, another room in which somebody is."""
    with urllib.request.urlopen(f"{mews}/_desk", timeout=10) as answer:
        house = json.load(answer)
    taken = sorted(stay["Room"] for stay in house["Reservations"] if stay["State"] == "Started" and stay["Room"])
    return "315" if "315" in taken or not taken else str(taken[0])


def _stop(*_: object) -> NoReturn:
    # Once is enough: a second Ctrl-C must not interrupt the ending of the children.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def _sorry(line: str) -> int:
    print(f"scripts/dev: {line}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
