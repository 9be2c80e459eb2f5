"""From starting a context's process to its first answer, and what it loads beyond the floor."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from emulators.ports import Port
from emulators.toolbox import ROOT
from functions import contexts
from tests.benchmarks.figures import MILLISECONDS
from tests.benchmarks.local import API, BARE, MANAGER, PLACE, Local

PATIENCE = 60.0  # seconds
_FIRST = {
    "housekeeping": "/api/v1/housekeeping/rooms/{room}/status",
    "identity": f"{API}/settings",
    "maintenance": "/api/v1/maintenance/work-orders?limit=1",
    "operations": f"{API}/journal?limit=1",
    "pms": f"{API}/pms/drift",
    "rooms": f"{API}/rooms/{{room}}",
    "stays": f"{API}/arrivals",
    "tickets": f"{API}/tickets?limit=1",
    "guests": f"{API}/guests/{{guest}}",
}
_HEAVIEST = 4


@dataclass(frozen=True)
class Imports:
    """What importing a context loads: how many modules, and the heaviest packages that the floor does without."""

    context: str
    modules: int
    more_than_floor: int
    heaviest: tuple[tuple[str, float], ...]


@dataclass
class Start:
    """One context's starts, each right after one of the floor: milliseconds on the clock, and of all processors."""

    context: str
    clock: list[float] = field(default_factory=list)
    floor_clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    floor_cpu: list[float] = field(default_factory=list)


def starts(here: Local, rounds: int) -> list[Start]:
    """Start each context as functions-framework runs it until it has answered one read, in turn with the floor."""
    found = [Start(name) for name in contexts()]
    headers = {"Authorization": f"Bearer {here.token(MANAGER)}"}
    guest = next(iter(here.documents.collection(f"{PLACE}/guests").limit(1).stream())).id
    room = here.occupied()
    for _ in range(rounds):
        for one in found:
            floor_clock, floor_cpu = _started(BARE, "bare", "/read", here, {})
            path = _FIRST.get(one.context, "/").format(room=room, guest=guest)
            source = ROOT / "functions" / one.context / "main.py"
            clock, cpu = _started(source, one.context, path, here, headers)
            one.clock.append(clock)
            one.cpu.append(cpu)
            one.floor_clock.append(floor_clock)
            one.floor_cpu.append(floor_cpu)
    return found


def _started(source: Path, target: str, path: str, here: Local, headers: Mapping[str, str]) -> tuple[float, float]:
    """Return the milliseconds until the first answer, and those of processor time that the process took in its life."""
    with _port() as port, (here.logs / f"start-{target}.log").open("wb") as log:
        command = [sys.executable, "-m", "functions_framework", "--target", target, "--source", str(source)]
        environment = {**os.environ, **here.house.environment, "PORT": str(port)}
        used, began = _used(), time.perf_counter()
        running = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _first_answer(f"http://127.0.0.1:{port}{path}", headers, running)
            took = (time.perf_counter() - began) * MILLISECONDS
        finally:
            running.terminate()
            running.wait(PATIENCE)
        return took, (_used() - used) * MILLISECONDS


def _used() -> float:
    """Return the seconds of processor time of all children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def _first_answer(url: str, headers: Mapping[str, str], running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(timeout=PATIENCE) as client:
        while running.poll() is None and time.monotonic() < deadline:
            try:
                client.get(url, headers=headers).raise_for_status()
            except httpx.ConnectError:
                time.sleep(0.005)
            else:
                return
    raise TimeoutError(f"{url} never answered")


@contextmanager
def _port() -> Iterator[int]:
    port = Port.take()
    try:
        yield port.number
    finally:
        port.release()


def imports() -> list[Imports]:
    """Load each context in a fresh process; time is each module's own, so a package has what only it took."""
    floor = _loaded(f"import runpy; runpy.run_path({str(BARE)!r})")
    return [_beyond(name, _loaded(f"import functions.{name}.main"), floor) for name in contexts()]


def _beyond(context: str, loaded: Mapping[str, float], floor: Mapping[str, float]) -> Imports:
    more = {name: took for name, took in loaded.items() if name not in floor}
    packages: Counter[str] = Counter()
    for name, took in more.items():
        packages[_package(name)] += took
    return Imports(context, len(loaded), len(more), tuple(packages.most_common(_HEAVIEST)))


def _loaded(code: str) -> dict[str, float]:
    """Return each module that is imported, with the milliseconds it took by itself."""
    command = [sys.executable, "-X", "importtime", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line.removeprefix("import time:").split("|") for line in done.stderr.splitlines()]
    timed = [(parts[2].strip(), parts[0].strip()) for parts in lines if len(parts) == 3 and parts[0].strip().isdigit()]
    return {name: int(microseconds) / MILLISECONDS for name, microseconds in timed}


def _package(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[: 3 if parts[0] == "google" else 2 if parts[0] in ("shared", "functions") else 1])
