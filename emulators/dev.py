"""Behind scripts/dev: the whole system on one machine, until Ctrl-C.

It starts the local cloud, then what STEPS and `services` list, prints where everything is, and watches. When any process
dies, it says which in one line, ends the rest and exits with 1.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from emulators.cloud import USUAL_PORTS, LocalCloud
from emulators.connect import secrets
from emulators.ports import Port, is_free
from emulators.processes import Process, ProcessError, Supervisor
from emulators.toolbox import ROOT, Missing

LOCAL = ROOT / ".local"
SAVED = LOCAL / "state"
MEWS_PORT = 9101
HIGHEST_PORT = 65_535


@dataclass(frozen=True)
class Step:
    """One module to run to its end before the services start; `fresh` only where no saved state was brought back."""

    name: str
    module: str
    fresh: bool = False


STEPS = (
    Step("topics and subscriptions", "emulators.topics"),
    Step("demo hotel", "emulators.seed", fresh=True),
)
AFTERWARDS = (Step("demo hotel connected to Mews", "emulators.connect"),)


def services(port: int, mews_port: int, *, play: bool) -> list[Process]:
    """What runs beside the emulators, in the order of its start; all answer before the addresses are printed."""
    python = (sys.executable, "-m")
    listed = [
        Process(
            name="Mews stand-in",
            command=[*python, "emulators.pms.mews", "--port", str(mews_port)],
            health=f"http://127.0.0.1:{mews_port}/",
        ),
        Process(
            name="Gateway",
            command=[*python, "emulators.gateway", "--port", str(port)],
            health=f"http://127.0.0.1:{port}/health",
        ),
    ]
    if play:
        listed.append(Process(name="Play", command=[*python, "emulators.play"]))
    return [process for process in listed if _exists(process.command[2])]


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

    logs = LOCAL / "logs" / f"dev-{port}"
    with ExitStack() as stack:
        gateway = _own(port)
        mews = Port.take(MEWS_PORT)
        stack.callback(gateway.release)
        stack.callback(mews.release)
        saved = stack.enter_context(_saved_state(say, reset=reset))
        screens = _begin_building_screens(logs)
        cloud = stack.enter_context(LocalCloud(prefer=USUAL_PORTS, logs=logs, say=say))
        restored = saved is not None and _restore(cloud, saved, say)
        environment = {
            **cloud.environment,
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "MEWS_URL": f"http://127.0.0.1:{mews.number}",
            "PYTHONPATH": str(ROOT),
            **secrets(),
        }
        if screens:
            _finish_building_screens(screens, logs, say)
        for step in STEPS:
            if _exists(step.module) and not (step.fresh and restored):
                _take(step, environment, logs)
                say(f"{step.name}: done")
        supervisor = Supervisor(logs, say)
        stack.callback(supervisor.stop)
        supervisor.start(
            *(
                replace(process, environment=environment, directory=ROOT)
                for process in services(port, mews.number, play=play)
            )
        )
        for step in AFTERWARDS:
            _take(step, environment, logs)
            say(f"{step.name}: done")
        print(_welcome(port, mews.number, cloud), flush=True)
        try:
            _watch(cloud, supervisor)
        finally:
            supervisor.stop()
            if saved:
                _save(cloud, saved, say)


def _watch(cloud: LocalCloud, supervisor: Supervisor) -> NoReturn:
    while True:
        cloud.check()
        supervisor.check()
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


def _own(number: int) -> Port:
    port = Port.take(number)
    if port.number != number:
        port.release()
        raise OSError(f"port {number} is in use: stop what uses it, or choose another with --port")
    return port


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


def _take(step: Step, environment: Mapping[str, str], logs: Path) -> None:
    log = logs / f"{step.module.rpartition('.')[2]}.log"
    with log.open("wb") as sink:
        done = subprocess.run(
            [sys.executable, "-m", step.module],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=sink,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        lines = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
        raise ProcessError(f"{step.name}: {lines[-1][:200]} (log: {log.relative_to(ROOT)})")


def _begin_building_screens(logs: Path) -> subprocess.Popen[bytes] | None:
    """Build web/ beside the emulators' start, where its sources changed since the last build."""
    web = ROOT / "web"
    if not (web / "package.json").is_file() or _built(web) == _sources(web):
        return None
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / "screens.log").open("wb") as sink:
        return subprocess.Popen(
            ["npm", "run", "build", "--workspace", "web"], cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT
        )


def _finish_building_screens(build: subprocess.Popen[bytes], logs: Path, say: Callable[[str], None]) -> None:
    if build.poll() is None:
        say("building the screens")
    if build.wait():
        log = (logs / "screens.log").relative_to(ROOT)
        raise ProcessError(f"the screens did not build (log: {log})")
    web = ROOT / "web"
    (web / "dist" / ".built").write_text(_sources(web))
    say("screens are built")


def _built(web: Path) -> str | None:
    stamp = web / "dist" / ".built"
    return stamp.read_text() if stamp.is_file() else None


def _sources(web: Path) -> str:
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(web):
        folders[:] = sorted(set(folders) - {"node_modules", "dist", ".svelte-kit", "test-results"})
        for name in sorted(files):
            found = Path(folder, name)
            digest.update(f"{found.relative_to(web)} {found.stat().st_mtime_ns} {found.stat().st_size}\n".encode())
    return digest.hexdigest()


def _welcome(port: int, mews_port: int, cloud: LocalCloud) -> str:
    here = f"http://127.0.0.1:{port}"
    sign_in = f"http://{cloud.auth}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=demo"
    return f"""
  Board       {here}/board
  Tablet      {here}/tablet
  API         {here}/docs
  PMS         http://127.0.0.1:{mews_port} (Mews stand-in)
  Emulators   Firestore {cloud.firestore}, Pub/Sub {cloud.pubsub}, Auth {cloud.auth}
  Logs        .local/logs/dev-{port}/

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


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


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
