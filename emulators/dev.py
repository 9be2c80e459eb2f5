"""Behind scripts/dev: the whole system on one machine, until Ctrl-C.

It builds the screens, starts a house (see house.py), prints where everything is, and watches. When any process dies, it
says which in one line, ends the rest and exits with 1. What was in the cloud is saved, and is back at the next start.
"""

from __future__ import annotations

import argparse
import fcntl
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

from emulators import screens
from emulators.cloud import USUAL_PORTS, LocalCloud
from emulators.house import House, Plan
from emulators.ports import is_free
from emulators.processes import ProcessError
from emulators.toolbox import ROOT, Missing

LOCAL = ROOT / ".local"
SAVED = LOCAL / "state"
MEWS_PORT = 9101
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
        run(port=asked.port, play=asked.play, reset=asked.reset)
    except Stopped:
        print("\nstopped", flush=True)
        return 0
    except (ProcessError, Missing, OSError, subprocess.CalledProcessError) as error:
        return _sorry(str(error))


def run(*, port: int, play: bool, reset: bool) -> NoReturn:
    """Start everything and watch it.

    Raises:
        Stopped: on Ctrl-C or SIGTERM, after everything has been ended.
        ProcessError: a process did not start or died, likewise.
        Missing: this machine lacks something.
    """
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"  {time.monotonic() - began:5.1f} s  {line}", flush=True)

    plan = Plan(port=port, mews_port=MEWS_PORT, emulators=USUAL_PORTS, play=play)
    logs = LOCAL / "logs" / f"dev-{port}"
    with ExitStack() as stack:
        saved = stack.enter_context(_saved_state(say, reset=reset))
        build = screens.begin(logs)
        house = House(logs, plan, say)
        stack.callback(house.stop)
        house.start(lambda cloud: saved is not None and _restore(cloud, saved, say))
        if build:
            build.finish(say)
        print(_welcome(house), flush=True)
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
    if restored:
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
        description="Start RoomStateSync on this machine: Firestore, Pub/Sub and Auth emulators, every function behind one "
        "gateway, a PMS stand-in and a demo hotel. Ctrl-C ends it; what was in it is back at the next start.",
    )
    parser.add_argument(
        "--play", action="store_true", help="let a day happen: guests arrive, ask, leave; rooms are cleaned"
    )
    parser.add_argument("--reset", action="store_true", help="forget the last run and begin with a fresh demo hotel")
    parser.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="where the gateway listens (default: 8000)"
    )
    return parser


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
        yield SAVED


def _welcome(house: House) -> str:
    here, cloud = house.url, house.cloud
    sign_in = f"http://{cloud.auth}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=demo"
    return f"""
  Board       {here}/board
  Tablet      {here}/tablet
  API         {here}/docs
  PMS         {house.mews_url} (Mews stand-in)
  Emulators   Firestore {cloud.firestore}, Pub/Sub {cloud.pubsub}, Auth {cloud.auth}
  Logs        .local/logs/dev-{here.rpartition(":")[2]}/

  Sign in with password demo-password as
    frontdesk@demo.hotel  housekeeper@demo.hotel  supervisor@demo.hotel  maintenance@demo.hotel  manager@demo.hotel

  Try
    TOKEN=$(curl -s '{sign_in}' -H 'Content-Type: application/json' \\
      -d '{{"email":"frontdesk@demo.hotel","password":"demo-password","returnSecureToken":true}}' \\
      | sed -n 's/.*"idToken": *"\\([^"]*\\)".*/\\1/p')
    curl -s {here}/api/v1/properties/demo-hotel/rooms/204 -H "Authorization: Bearer $TOKEN"
    curl -s -X PUT {here}/api/v1/properties/demo-hotel/rooms/204/guest-flag -H "Authorization: Bearer $TOKEN" \\
      -H 'Content-Type: application/json' -d '{{"flag":"do_not_disturb"}}'

  Ctrl-C ends everything.
"""


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
