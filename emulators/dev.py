"""Behind scripts/dev: the whole system on one machine, until Ctrl-C.

It builds the screens, starts a house (see house.py) in which people live, prints where everything is, and watches. When any
process dies, it says which in one line, ends the rest and exits with 1. What was in the cloud is saved, and is back at the next
start, at the same hour of the hotel's clock and on the same ports: for the hotel, no time has passed.
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
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn, Self

from emulators import screens
from emulators.cloud import USUAL_PORTS, LocalCloud, Ports
from emulators.demo import ZONE
from emulators.house import House, Plan
from emulators.ports import is_free
from emulators.processes import ProcessError
from emulators.toolbox import ROOT, Missing
from shared.runtime.clock import FASTEST, HOTEL_NOW, HotelClock, clock_of, hotel_now, utc_now

LOCAL = ROOT / ".local"
SAVED = LOCAL / "state"
MEWS_SAVED = LOCAL / "mews.json"
PHOTOS = LOCAL / "photos"
MEWS_PORT = 9101
_NOW = "hotel_now"
_SHORT_WHILE = timedelta(minutes=15)
"""After a shorter break the hotel goes on by the real time, where it went by that."""
HIGHEST_PORT = 65_535


class Stopped(BaseException):
    """A person or the system asked us to stop."""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if not is_free(asked.port):
        return _sorry(f"port {asked.port} is in use: stop what uses it, or choose another with --port")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        run(port=asked.port, now=asked.now, pace=asked.pace if asked.play else None, reset=asked.reset)
    except Stopped:
        print("\nstopped", flush=True)
        return 0
    except (ProcessError, Missing, OSError, subprocess.CalledProcessError) as error:
        return _sorry(str(error))


def run(*, port: int, now: HotelClock | None, pace: float | None, reset: bool) -> NoReturn:
    """Start everything and watch it. With a `pace`, the hotel's clock runs so many minutes a second, and what happens is told.

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
        saved = None if now else stack.enter_context(_saved_state(say, reset=reset))
        _set_clock(now or (_clock_of(saved) if saved else None), pace)
        build = screens.begin(logs)
        mews = MEWS_SAVED.relative_to(ROOT) if saved else None
        photos = PHOTOS if saved else None
        kept = Places.of(port)
        plan = Plan(port, kept.mews, kept.emulators, lived=True, mews_state=mews, photos=photos)
        house = House(logs, plan, say)
        stack.callback(house.stop)
        house.start(lambda cloud: saved is not None and _restore(cloud, saved, say))
        if build:
            build.finish(say)
        kept.keep(house, say)
        print(_welcome(house), flush=True)
        house.come_alive(told=pace is not None)
        try:
            _watch(house)
        finally:
            house.end_services()
            if saved:
                _save(house.cloud, saved, say)


@dataclass
class Places:
    """The ports of the last run at this gateway's port: tabs that are still open look for them there."""

    file: Path
    mews: int
    emulators: Ports

    @classmethod
    def of(cls, port: int) -> Self:
        file = LOCAL / "ports" / f"{port}.json"
        try:
            said = json.loads(file.read_text())
            return cls(file, said.pop("mews"), Ports(**said))
        except (OSError, ValueError, TypeError, KeyError):
            return cls(file, MEWS_PORT, USUAL_PORTS)

    def keep(self, house: House, say: Callable[[str], None]) -> None:
        """Remember where everything is now, and say what had to move because somebody else is there."""
        wanted = {"mews": self.mews, **asdict(self.emulators)}
        now = {name: int(address.rpartition(":")[2]) for name, address in _addresses(house).items()}
        moved = [f"{name} from {wanted[name]} to {now[name]}" for name in now if now[name] != wanted[name]]
        if moved:
            tabs = " (a tab that is open signs in anew)" if self.file.is_file() else ""
            say(f"ports in use by others, so moved: {', '.join(moved)}{tabs}")
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(now))


def _addresses(house: House) -> dict[str, str]:
    cloud = house.cloud
    return {
        "mews": house.mews_url,
        "firestore": cloud.firestore,
        "pubsub": cloud.pubsub,
        "auth": cloud.auth,
        "storage": cloud.storage,
    }


def _clock_of(saved: Path) -> HotelClock | None:
    """Return the clock of a saved hotel, which stood still meanwhile; None where it is a fresh one, or goes by the real time."""
    try:
        stopped = datetime.fromisoformat((saved / _NOW).read_text())
    except (OSError, ValueError):
        return None
    real = utc_now()
    return None if timedelta() <= real - stopped < _SHORT_WHILE else HotelClock(stopped, time.time())


def _set_clock(clock: HotelClock | None, pace: float | None) -> None:
    """Have every process go by this clock, or the real one, at that pace."""
    if pace is not None:
        real = time.time()
        speed = clock.speed if clock and clock.speed != 1 else pace * 60
        clock = HotelClock(clock.at(real) if clock else utc_now(), real, speed)
    if clock is not None:
        os.environ[HOTEL_NOW] = str(clock)


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
        (saved / _NOW).write_text(hotel_now().isoformat())
    except OSError as error:  # An emulator died, or the disk is full: the former state stays.
        say(f"the state of this run could not be saved: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/dev",
        description="Start RoomStateSync on this machine: Firestore, Pub/Sub, Auth and Storage emulators, every function behind one "
        "gateway, a PMS stand-in and a demo hotel. Ctrl-C ends it; what was in it is back at the next start.",
    )
    parser.add_argument(
        "--play",
        action="store_true",
        help="have the hotel's clock run fast, and what happens told; its days follow one another",
    )
    parser.add_argument(
        "--pace", type=_pace, default=2.0, metavar="N", help="minutes of the hotel in a second of --play (default: 2)"
    )
    parser.add_argument(
        "--now",
        type=_clock,
        metavar="INSTANT",
        help="what time it is in the hotel, for everybody: 2026-11-30T12:00:00+04:30, with x60 at its end sixty times as fast; "
        "it begins afresh, and nothing of it is saved",
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


def _pace(text: str) -> float:
    number = float(text)
    if not 0 < number <= FASTEST / 60:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {FASTEST / 60:g}")
    return number


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
  People      work, come and go there by that clock; what you do yourself, they take as it is
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
