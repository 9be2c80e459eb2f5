"""Starts processes, waits until they answer, watches them, and ends all of them together.

Used by the local cloud and by scripts/dev; every child hangs on a leash (see leash.py), so none outlives its owner.

ProcessError
├── DidNotStart     it ended, or did not answer in time
└── Ended           it was up and is gone
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LEASH = Path(__file__).with_name("leash.py")
_GRACE = 8.0
# Node, Python and Java each begin the line that says why with the error's name; Node ends with its own version.
_ERROR = re.compile(r"[\w.]*(Error|Exception)\b")


class ProcessError(RuntimeError):
    """One line that tells a person which process failed and where its log is."""


class DidNotStart(ProcessError):
    """It ended before it answered, or did not answer in time."""


class Ended(ProcessError):
    """It was up and is gone."""


@dataclass(frozen=True)
class Process:
    """One program to keep running. It is up when `health` answers anything below 500; without `health`, at once.

    `aside`: nobody minds when it ends; `told`: it speaks to our own output instead of a log.
    """

    name: str
    command: Sequence[str]
    health: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path | None = None
    patience: float = 60.0
    aside: bool = False
    told: bool = False


@dataclass
class _Running:
    process: Process
    leash: subprocess.Popen[bytes]
    log: Path
    started: float


class Supervisor:
    """Keeps several processes; log files go to one folder, one per name, written anew at each start.

    Not for several threads: Linux ties a leash to the thread that made it.
    """

    def __init__(self, logs: Path, say: Callable[[str], None] = lambda _: None) -> None:
        self._logs = logs
        self._say = say
        self._running: list[_Running] = []

    def start(self, *processes: Process) -> None:
        """Start all at once and return when all answer. On failure nothing that was started here stays."""
        fresh = [self._launch(process) for process in processes]
        try:
            waiting = list(fresh)
            while waiting:
                waiting = [running for running in waiting if not self._is_up(running)]
                time.sleep(0.02 if waiting else 0)
        except BaseException:
            self.stop()
            raise

    def check(self) -> None:
        """Raise Ended for the first process that is gone."""
        for running in self._running:
            code = running.leash.poll()
            if code is not None and not running.process.aside:
                raise Ended(
                    f"{running.process.name} stopped unexpectedly (exit {code}); its log: {_shown(running.log)}"
                )

    def kill(self, name: str) -> None:
        """End one process at once and unasked, as a crash would; it may be started again. Returns when it is gone."""
        one = next(running for running in self._running if running.process.name == name)
        self._running.remove(one)
        for child in _children(one.leash.pid):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        one.leash.wait()

    def stop(self) -> None:
        """End every process, the last started first, whole trees. May be called twice."""
        running, self._running = self._running[::-1], []
        for one in running:
            with contextlib.suppress(ProcessLookupError):
                one.leash.send_signal(signal.SIGTERM)
        for one in running:
            try:
                one.leash.wait(_GRACE)
            except subprocess.TimeoutExpired:
                one.leash.kill()
                one.leash.wait()

    def _launch(self, process: Process) -> _Running:
        self._logs.mkdir(parents=True, exist_ok=True)
        log = self._logs / f"{process.name.lower().replace(' ', '-').replace('/', '-')}.log"
        with log.open("wb") as sink:
            leash = subprocess.Popen(
                [sys.executable, "-S", "-E", str(_LEASH), str(os.getpid()), *process.command],
                stdin=subprocess.DEVNULL,
                stdout=None if process.told else sink,
                stderr=subprocess.STDOUT,
                env={**os.environ, **process.environment},
                cwd=process.directory,
                start_new_session=True,
            )
        running = _Running(process, leash, log, time.monotonic())
        self._running.append(running)
        return running

    def _is_up(self, running: _Running) -> bool:
        process, waited = running.process, time.monotonic() - running.started
        code = running.leash.poll()
        if code is not None:
            raise DidNotStart(f"{process.name} did not start (exit {code}): {_last_words(running.log)}")
        if process.health is None or answers(process.health):
            if not process.aside:
                self._say(f"{process.name} is up ({waited:.1f} s)")
            return True
        if waited > process.patience:
            raise DidNotStart(
                f"{process.name} did not answer within {process.patience:.0f} s: {_last_words(running.log)}"
            )
        return False


def _children(leash: int) -> list[int]:
    """Return the child that a leash holds: it leads a process group of its own."""
    listed = subprocess.run(["pgrep", "-P", str(leash)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def answers(url: str) -> bool:
    """Whether a server is up there: whatever it says below 500."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code < 500  # noqa: PLR2004 - the server is up and said no
    except OSError:
        return False


def _last_words(log: Path) -> str:
    """Return what a process said of its end: its last error, else its last line."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR.match(line)]
    said = [*lines, *errors] or ["it said nothing"]
    return f"{said[-1][:200]} (log: {_shown(log)})"


def _shown(path: Path) -> str:
    with contextlib.suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)
