"""What scripts/test and scripts/check run, in order, with one line per part and the whole time at the end.

    scripts/check [--fix]          lint, format, types, layers, generated files; and the same of the screens
    scripts/test                   all of scripts/check, the screens' own tests and build, then every Python test
    scripts/test <pytest options>  Python tests only: `scripts/test tests/unit -k idempotency -x`

Every part runs even when an earlier one failed, so that one run shows everything there is to mend.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
IN_THE_CLOUD = "emulator or security or browser"
_NO_TESTS_COLLECTED = 5


@dataclass(frozen=True)
class Part:
    name: str
    command: Sequence[str]
    also_fine: tuple[int, ...] = ()


def checks(*, fix: bool = False) -> Iterator[Part]:
    ruff = (PYTHON, "-m", "ruff")
    yield Part("lint", (*ruff, "check", *(["--fix"] if fix else []), "."))
    yield Part("format", (*ruff, "format", *([] if fix else ["--check"]), "."))
    yield Part("types", (PYTHON, "-m", "mypy"))
    yield Part("layers", (PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo"))
    yield Part("generated files", (PYTHON, "-m", "scripts.generation", "--check"))
    if _screens():
        yield Part("screens: check", ("npm", "run", "--silent", "check", "--workspace", "web"))


def everything() -> Iterator[Part]:
    yield from checks()
    if _screens():
        yield Part("screens: tests", ("npm", "run", "--silent", "test", "--workspace", "web"))
        yield Part("screens: build", ("npm", "run", "--silent", "build", "--workspace", "web"))
    yield _pytest("tests of code alone", "-n", "auto", "-m", f"not ({IN_THE_CLOUD})")
    # One process, and so one local cloud for all of them.
    yield _pytest("tests in the local cloud", "-m", IN_THE_CLOUD)


def run(parts: Iterator[Part]) -> int:
    began = time.monotonic()
    failed = []
    for part in parts:
        print(f"\n── {part.name} {'─' * (76 - len(part.name))}", flush=True)
        start = time.monotonic()
        code = subprocess.run(part.command, cwd=ROOT, check=False).returncode
        fine = code in (0, *part.also_fine)
        if not fine:
            failed.append(part.name)
        print(f"{'ok' if fine else 'FAILED'}: {part.name}, {time.monotonic() - start:.1f} s", flush=True)
    verdict = f"failed: {', '.join(failed)}" if failed else "all is well"
    print(f"\n{verdict} — {time.monotonic() - began:.0f} s in all", flush=True)
    return 1 if failed else 0


def main(kind: str, arguments: Sequence[str]) -> int:
    if {"-h", "--help"} & set(arguments):
        print(__doc__)
        return 0
    if kind == "check":
        return run(checks(fix="--fix" in arguments))
    return run(iter([_pytest("pytest", *arguments)]) if arguments else everything())


def _pytest(name: str, *arguments: str) -> Part:
    return Part(name, (PYTHON, "-m", "pytest", *arguments), also_fine=(_NO_TESTS_COLLECTED,))


def _screens() -> bool:
    return (ROOT / "web" / "package.json").is_file()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
