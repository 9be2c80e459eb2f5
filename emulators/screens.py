"""Builds the screens where their sources changed since the last build, beside whatever else is starting."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from emulators.processes import ProcessError
from emulators.toolbox import ROOT

_WEB = ROOT / "web"
_STAMP = _WEB / "dist" / ".built"
_NOT_SOURCES = {"node_modules", "dist", ".svelte-kit", "test-results"}


class Build:
    """One build under way."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._log = logs / "screens.log"
        self._sources = _sources()
        with self._log.open("wb") as sink:
            self._running = subprocess.Popen(
                ["npm", "run", "build", "--workspace", "web"], cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT
            )

    def finish(self, say: Callable[[str], None]) -> None:
        """Return when the screens are built. Raises ProcessError where they cannot be."""
        if self._running.poll() is None:
            say("building the screens")
        if self._running.wait():
            raise ProcessError(f"the screens did not build (log: {self._log.relative_to(ROOT)})")
        _STAMP.write_text(self._sources)
        say("screens are built")


def begin(logs: Path) -> Build | None:
    """Begin a build; None where there is nothing to build."""
    if not (_WEB / "package.json").is_file() or _built() == _sources():
        return None
    return Build(logs)


def _built() -> str | None:
    return _STAMP.read_text() if _STAMP.is_file() else None


def _sources() -> str:
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(_WEB):
        folders[:] = sorted(set(folders) - _NOT_SOURCES)
        for name in sorted(files):
            found = Path(folder, name)
            digest.update(f"{found.relative_to(_WEB)} {found.stat().st_mtime_ns} {found.stat().st_size}\n".encode())
    return digest.hexdigest()
