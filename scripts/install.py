"""Installs what this checkout needs, each part only when its lock file changed since it was last done.

Run by scripts/bootstrap with any Python >= 3.11 and nothing else installed: standard library only. Every failure is one
line that says what was tried and what to do; the whole output of pip and npm is in .local/logs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from emulators import toolbox  # noqa: E402 - found only now; it needs no package either

VENV = ROOT / ".venv"
LOGS = ROOT / ".local" / "logs"
STAMPS = ROOT / ".local" / "installed"
OLDEST_NODE = (20, 19)
_QUIET_PIP = ("--disable-pip-version-check", "--no-input", "--require-hashes")


class CannotInstall(SystemExit):
    """One line for the person; the process ends with 1."""

    def __init__(self, line: str) -> None:
        print(f"bootstrap: {line}", file=sys.stderr)
        super().__init__(1)


def main(words: Sequence[str]) -> None:
    if "nothing" in words:
        return
    python_packages()
    if "python" in words:
        return
    npm_packages()
    java()
    if "browser" in words:
        chromium()


def python_packages() -> None:
    if VENV.is_symlink():
        return  # A developer's own environment, shared between checkouts: theirs to keep.
    python = VENV / "bin" / "python"
    if not python.exists():
        _tell("creating .venv")
        created = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
        )
        if created.returncode:
            raise CannotInstall("could not make .venv; on Debian and Ubuntu: apt install python3-venv")
    lock = ROOT / "requirements-dev.txt"
    _once(
        VENV / ".installed",
        _fingerprint(lock),
        lambda: _install(
            "Python packages", [str(python), "-m", "pip", "install", *_QUIET_PIP, "-r", str(lock)], "Collecting"
        ),
    )


def npm_packages() -> None:
    if (ROOT / "node_modules").is_symlink():
        return
    _need_node()
    manifests = [ROOT / name for name in ("package-lock.json", "package.json", "web/package.json", ".npmrc")]
    _once(
        ROOT / "node_modules" / ".installed",
        _fingerprint(*(path for path in manifests if path.exists())),
        lambda: _install("npm packages", ["npm", "ci", "--no-progress", "--loglevel=http"], "npm http fetch GET 200"),
    )


def java() -> None:
    lock = ROOT / "requirements-java.txt"
    key = _fingerprint(lock) + str(shutil.which("java")) + os.environ.get("JAVA_HOME", "")
    _once(STAMPS / "java", key, lambda: _see_to_java(lock))


def chromium() -> None:
    try:
        toolbox.chromium()
    except toolbox.Missing as missing:
        if not (shutil.which("apt-get") and os.geteuid() == 0):
            _tell(f"{missing}. The browser tests are skipped without one.")
            return
        _install("package index of apt", ["apt-get", "update", "-q"], "Get:")
        _install("Chromium", ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"], "Setting up")


def _need_node() -> None:
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        raise CannotInstall("Node.js 20.19 or later is needed (with npm) and is missing: https://nodejs.org")
    # Only before an install: it costs a tenth of a second.
    if not (ROOT / "node_modules" / ".installed").exists():
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        if tuple(int(part) for part in said.lstrip("v").split(".")[:2]) < OLDEST_NODE:
            raise CannotInstall(f"Node.js 20.19 or later is needed; this is {said}")


def _see_to_java(lock: Path) -> None:
    toolbox.java.cache_clear()
    python = str(VENV / "bin" / "python")
    ask = "from emulators import toolbox; toolbox.java()"
    if subprocess.run([python, "-c", ask], cwd=ROOT, capture_output=True, check=False).returncode:
        _install("a Java runtime", [python, "-m", "pip", "install", *_QUIET_PIP, "-r", str(lock)], "Collecting")


def _once(stamp: Path, key: str, action: Callable[[], None]) -> None:
    """Do it unless the stamp says that it was done for this key."""
    if stamp.is_file() and stamp.read_text() == key:
        return
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)


def _fingerprint(*paths: Path) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _install(what: str, command: Sequence[str], mark: str) -> None:
    """Run an installer; count the lines that begin with its mark, as a sign of life."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"install-{what.lower().replace(' ', '-')}.log"
    began = said = time.monotonic()
    count = 0
    _tell(f"installing {what}")
    lines: list[str] = []
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("w") as sink:
        running = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        for line in running.stdout or ():
            sink.write(line)
            lines.append(line.strip())
            count += line.startswith(mark)
            if time.monotonic() - said > 5:  # noqa: PLR2004 - seconds between two signs of life
                said = time.monotonic()
                _tell(f"installing {what}: {count} so far, {said - began:.0f} s")
        code = running.wait()
    if code:
        raise CannotInstall(f"could not install {what}: {_why(lines)} (all of it: {log.relative_to(ROOT)})")
    _tell(f"installed {what} in {time.monotonic() - began:.0f} s")


_NETWORK = (
    "could not resolve",
    "connection",
    "enotfound",
    "econnrefused",
    "etimedout",
    "temporary failure",
    "timed out",
)


def _why(lines: Sequence[str]) -> str:
    text = "\n".join(lines).lower()
    if any(word in text for word in _NETWORK):
        return "the package index cannot be reached from here"
    if "no matching distribution" in text:
        return "the package index lacks a package of the lock file, or cannot be reached from here"
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or list(lines) or ["it said nothing"])[0][:200]


def _tell(line: str) -> None:
    print(f"bootstrap: {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
