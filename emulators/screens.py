"""Builds the screens where their sources changed since the last build, one build at a time whoever asks.

    python -m emulators.screens

Two builds at once would empty the folder under each other, so whoever comes second waits and finds it done.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from emulators.processes import ProcessError
from emulators.toolbox import ROOT

_WEB = ROOT / "web"
_STAMP = _WEB / "dist" / ".built"
_TURN = ROOT / ".local" / "screens.lock"
_NOT_SOURCES = {"node_modules", "dist", ".svelte-kit", "test-results"}


class Build:
    """One build under way, beside whatever else is starting."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._log = logs / "screens.log"
        with self._log.open("wb") as sink:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "emulators.screens"], cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT
            )

    def finish(self, say: Callable[[str], None]) -> None:
        """Return when the screens are built. Raises ProcessError where they cannot be."""
        if self._running.poll() is None:
            say("building the screens")
        if self._running.wait():
            raise ProcessError(f"the screens did not build (log: {self._log.relative_to(ROOT)})")
        say("screens are built")


def begin(logs: Path) -> Build | None:
    """Begin a build; None where there is nothing to build."""
    return None if _built() else Build(logs)


def main() -> int:
    _TURN.parent.mkdir(exist_ok=True)
    with _TURN.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if _built():
            return 0
        sources = _sources()
        ended = subprocess.run(["npm", "run", "--silent", "build", "--workspace", "web"], cwd=ROOT, check=False)
        if ended.returncode == 0:
            _STAMP.write_text(sources)
        return ended.returncode


def _built() -> bool:
    if not (_WEB / "package.json").is_file():
        return True
    with suppress(FileNotFoundError):
        return _STAMP.read_text() == _sources()
    return False


def _sources() -> str:
    digest = hashlib.sha256()
    for found in (ROOT / "package-lock.json", *_files()):
        digest.update(f"{found.relative_to(ROOT)} {found.stat().st_mtime_ns} {found.stat().st_size}\n".encode())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for folder, folders, files in os.walk(_WEB):
        folders[:] = sorted(set(folders) - _NOT_SOURCES)
        yield from (Path(folder, name) for name in sorted(files))


if __name__ == "__main__":
    sys.exit(main())
