"""What scripts/test and scripts/check run, a part per core at a time, and a table at the end of where the minutes went.

    scripts/check [--fix]          lint, format, types, layers, generated files; and the same of the screens
    scripts/test                   all of scripts/check, the screens' own tests and build, then every Python test
    scripts/test <pytest options>  Python tests only: `scripts/test tests/unit -k idempotency -x`

Every part runs even when another one failed, so that one run shows everything there is to mend. Each line says whose it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
CLOUD_ALONE, CODE_ALONE = ("emulator", "browser"), ("unit", "simulation")
"""Folders of tests that one part does not even collect: all of them is the other's. tests/conftest.py holds them to it."""
IN_THE_CLOUD = " or ".join(CLOUD_ALONE)
"""The marks of what needs the local cloud: those of its folders, which a test elsewhere has too where it asks for it."""
CORES = max(2, os.cpu_count() or 2)
_SAID_AGAIN = 60  # lines of a part that failed, at the end of everything


@dataclass(frozen=True)
class Part:
    """`budget`: processor seconds it may take; more is said aloud. `polite`: it takes what the others leave of the processor."""

    name: str
    command: Sequence[str]
    budget: float
    polite: bool = False


@dataclass(frozen=True)
class Ran:
    part: Part
    fine: bool
    seconds: float
    processor: float
    last: Sequence[str]

    @property
    def outgrown(self) -> bool:
        return self.processor > self.part.budget


def checks(*, fix: bool = False) -> list[Part]:
    ruff = (PYTHON, "-m", "ruff")
    layers = "from importlinter.cli import lint_imports_command as run; run()"
    found = [
        Part("types", (PYTHON, "-m", "mypy"), 120),
        Part("lint", (*ruff, "check", *(["--fix"] if fix else []), "."), 10),
        Part("format", (*ruff, "format", *([] if fix else ["--check"]), "."), 10),
        Part("layers", (PYTHON, "-c", layers, "--no-logo"), 20),
        Part("generated files", (PYTHON, "-m", "scripts.generation", "--check"), 40),
    ]
    return [_npm("check", 90), *found] if _screens() else found


def screens() -> list[Part]:
    """Return what has the screens built before a browser opens them."""
    build = Part("screens: build", (PYTHON, "-m", "emulators.screens"), 30)
    return [build, _npm("test", 30)] if _screens() else []


def tests() -> list[Part]:
    """Return the longest first; what waits for the local cloud leaves the processor to what does not."""
    workers = str(CORES)
    no_browser = ("-p", "no:playwright")
    cloud, code = (_without(folders) for folders in (CODE_ALONE, CLOUD_ALONE))
    return [
        _pytest("cloud", 1500, "-n", workers, "--dist", "loadfile", "-m", IN_THE_CLOUD, *cloud),
        _pytest("code", 900, "-n", workers, "-m", f"not ({IN_THE_CLOUD})", *code, *no_browser, polite=True),
    ]


def run(*groups: Sequence[Part], lanes: int = CORES) -> int:
    """Run the parts of a group beside one another as they are listed, one group after the other; return the exit code."""
    began = time.monotonic()
    ran: list[Ran] = []
    for group in groups:
        with ThreadPoolExecutor(lanes) as pool:
            ran += pool.map(_run, group)
    _again(ran)
    print("\n" + table(ran), flush=True)
    failed = [one.part.name for one in ran if not one.fine]
    verdict = f"failed: {', '.join(failed)}" if failed else "all is well"
    print(f"\n{verdict} — {time.monotonic() - began:.0f} s in all", flush=True)
    return 1 if failed else 0


def table(ran: Iterable[Ran]) -> str:
    """Return where the time went: seconds that passed, and of how much of the processor."""
    lines = [f"{'part':<18}{'passed':>9}{'processor':>11}{'budget':>9}"]
    for one in ran:
        mark = "" if one.fine else "  failed"
        mark += "  over its budget: make it cheaper, or say why in scripts/suite.py" if one.outgrown else ""
        lines.append(f"{one.part.name:<18}{one.seconds:>7.0f} s{one.processor:>9.0f} s{one.part.budget:>7.0f} s{mark}")
    return "\n".join(lines)


def main(kind: str, arguments: Sequence[str]) -> int:
    if {"-h", "--help"} & set(arguments):
        print(__doc__)
        return 0
    if kind == "check":
        return run(checks(fix="--fix" in arguments), lanes=1 if "--fix" in arguments else CORES)
    if arguments:
        return subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
    return run([*screens(), *checks()], tests())


def _run(part: Part) -> Ran:
    _say(f"── {part.name}: begins")
    began = time.monotonic()
    last: deque[str] = deque(maxlen=_SAID_AGAIN)
    command = ["nice", "-n", "10", *part.command] if part.polite else part.command
    # What is compiled once is kept, whatever the machine says: the tests begin a hundred processes.
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        for line in process.stdout:
            last.append(line.rstrip())
            _say(f"{part.name} │ {line.rstrip()}")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    fine = process.returncode == 0
    ran = Ran(part, fine, time.monotonic() - began, usage.ru_utime + usage.ru_stime, tuple(last))
    _say(f"── {part.name}: {'ok' if fine else 'FAILED'}, {ran.seconds:.1f} s")
    return ran


_saying = threading.Lock()


def _say(line: str) -> None:
    with _saying:
        print(line, flush=True)


def _again(ran: Iterable[Ran]) -> None:
    for one in ran:
        if not one.fine:
            print(f"\n── {one.part.name}, its last lines {'─' * 50}", *one.last, sep="\n", flush=True)


def _pytest(name: str, budget: float, *arguments: str, polite: bool = False) -> Part:
    return Part(name, (PYTHON, "-m", "pytest", *arguments), budget, polite)


def _without(folders: Iterable[str]) -> Iterator[str]:
    return (f"--ignore=tests/{folder}" for folder in folders)


def _npm(script: str, budget: float) -> Part:
    return Part(f"screens: {script}", ("npm", "run", "--silent", script, "--workspace", "web"), budget)


def _screens() -> bool:
    return (ROOT / "web" / "package.json").is_file()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
