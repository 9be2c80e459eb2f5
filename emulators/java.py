"""Starts a Java program with its classes read from an archive, where there is one: it answers in half the time.

Class data sharing (https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html): a Java that finds the archive of
another Java or of another jar leaves it alone.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from emulators import toolbox
from emulators.processes import Process, answers

ARCHIVES = toolbox.ROOT / ".local" / "java"
_CAN_ARCHIVE = 13
_OPTIONS = "JDK_JAVA_OPTIONS"


def command(jar: Path, main: str = "") -> list[str]:
    """Return how the program begins, its arguments to follow. `main` is its main class, where the jar names none."""
    kept = archive(jar)
    shared = [f"-XX:SharedArchiveFile={kept}"] if kept.is_file() else []
    return [toolbox.java(), *shared, *(["-cp", str(jar), main] if main else ["-jar", str(jar)])]


def archive(jar: Path) -> Path:
    """Return where the classes of this jar are kept for this Java, whether they are or not."""
    there = jar.stat()
    key = f"{toolbox.java()} {jar} {there.st_size} {there.st_mtime_ns}"
    return ARCHIVES / f"{jar.stem}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.jsa"


def keep_classes(process: Process, jar: Path, use: Callable[[], None]) -> None:
    """Run the program, use it, and keep the classes that this loads. Does nothing where they are, or Java is too old.

    On a busy machine it takes half a minute. Raises OSError and TimeoutExpired where it does not go well.
    """
    kept = archive(jar)
    if kept.is_file() or toolbox.java_version() < _CAN_ARCHIVE:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    options = f"{os.environ.get(_OPTIONS, '')} -XX:ArchiveClassesAtExit={fresh}".strip()
    with subprocess.Popen(
        process.command,
        env={**os.environ, _OPTIONS: options},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            deadline = time.monotonic() + process.patience
            while not answers(process.health or "") and running.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            use()
            running.terminate()
            running.wait(process.patience)
        finally:
            running.kill()
    if fresh.is_file():
        fresh.replace(kept)
