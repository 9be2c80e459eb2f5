"""Installs what this checkout needs, each part only when its lock file changed since it was last done.

Run by scripts/bootstrap with any Python >= 3.11 and nothing else installed: standard library only. Every failure is one
line that says what was tried and what to do; the whole output of pip and npm is in .local/logs.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from emulators import toolbox  # noqa: E402 - found only now; it needs no package either

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOGS = ROOT / ".local" / "logs"
STAMPS = ROOT / ".local" / "installed"
OLDEST_NODE = (20, 19)
_QUIET_PIP = ("--disable-pip-version-check", "--no-input", "--require-hashes")
# What pip is told of its indexes holds for uv too, which does not read it.
_UV_READS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


class CannotInstall(SystemExit):
    """One line for the person; the process ends with 1."""

    def __init__(self, line: str) -> None:
        print(f"bootstrap: {line}", file=sys.stderr)
        super().__init__(1)


def main(words: Sequence[str]) -> None:
    if "nothing" in words:
        return
    if "python" in words:
        python_packages()
        return
    with ThreadPoolExecutor() as side_by_side:
        for installed in [side_by_side.submit(install) for install in (python_and_java, npm_packages)]:
            installed.result()
    if "browser" in words:
        chromium()


def python_and_java() -> None:
    python_packages()
    java()
    java_classes()


def python_packages() -> None:
    if VENV.is_symlink():
        return  # A developer's own environment, shared between checkouts: theirs to keep.
    if not PYTHON.exists():
        _tell("creating .venv")
        created = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
        )
        if created.returncode:
            raise CannotInstall("could not make .venv; on Debian and Ubuntu: apt install python3-venv")
    lock = ROOT / "requirements-dev.txt"
    _once(VENV / ".installed", _fingerprint(lock), lambda: _by_uv_or_pip(lock))


def _by_uv_or_pip(lock: Path) -> None:
    """Have uv install what the lock file lists, in a tenth of pip's time; pip itself where uv cannot."""
    try:
        uv = shutil.which("uv") or _own_uv()
        command = [
            uv,
            "pip",
            "install",
            "--python",
            str(PYTHON),
            "--require-hashes",
            "--compile-bytecode",
            "-r",
            str(lock),
        ]
        _install("Python packages", command, " + ", _uv_settings(_output(_pip("config", "list"))))
    except CannotInstall:
        _tell("trying pip instead of uv")
        _install("Python packages by pip", _pip("install", *_QUIET_PIP, "-r", str(lock)), "Collecting")


def _own_uv() -> str:
    _install("uv", _pip("install", *_QUIET_PIP, "-r", str(ROOT / "requirements-uv.txt")), "Collecting")
    return str(VENV / "bin" / "uv")


def _uv_settings(said: str) -> Mapping[str, str]:
    """Return the environment in which uv asks where pip would, from what `pip config list` says."""
    found = {"UV_INDEX_STRATEGY": "unsafe-best-match"}  # as pip takes them, whichever has it: the hashes decide
    told = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    for section in ("global", "install", ":env:"):  # the later one wins
        for name, variable in _UV_READS.items():
            value = told.get(f"{section}.{name}")
            if value and variable not in os.environ:
                separator = "," if variable == "UV_FIND_LINKS" else " "
                found[variable] = separator.join(ast.literal_eval(value).split())
    return found


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


def java_classes() -> None:
    """Have the emulators begin in half the time. They begin without it too: where they are not downloaded yet, next time."""
    stamp = STAMPS / "java-classes"
    keep = [str(PYTHON), "-m", "emulators.cloud"]
    if not stamp.is_file() and not subprocess.run(keep, cwd=ROOT, capture_output=True, check=False).returncode:
        stamp.touch()


def chromium() -> None:
    try:
        toolbox.chromium()
    except toolbox.Missing as missing:
        if not (shutil.which("apt-get") and os.geteuid() == 0):
            _tell(f"{missing}. The browser tests are skipped without one.")
            return
        _install("package index of apt", ["apt-get", "update", "-q"], "Get:")
        try:
            _from_debian("chromium-headless-shell")
        except CannotInstall:
            _from_debian("chromium")


def _from_debian(package: str) -> None:
    _install(package, ["apt-get", "install", "-q", "-y", "--no-install-recommends", package], "Setting up")


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
    ask = "from emulators import toolbox; toolbox.java()"
    if subprocess.run([str(PYTHON), "-c", ask], cwd=ROOT, capture_output=True, check=False).returncode:
        _install("a Java runtime", _pip("install", *_QUIET_PIP, "-r", str(lock)), "Collecting")


def _pip(*arguments: str) -> list[str]:
    return [str(PYTHON), "-m", "pip", *arguments]


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


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


def _install(what: str, command: Sequence[str], mark: str, settings: Mapping[str, str] = {}) -> None:
    """Run an installer; count the lines that begin with its mark, as a sign of life."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"install-{what.lower().replace(' ', '-')}.log"
    began = said = time.monotonic()
    count = 0
    _tell(f"installing {what}")
    lines: list[str] = []
    environment = {**os.environ, **settings, "DEBIAN_FRONTEND": "noninteractive"}
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
