"""The whole system on one machine: local cloud, demo hotel, its PMS, and every function behind one gateway.

    with House(logs) as house:
        httpx.get(f"{house.url}/health")

Behind scripts/dev, and under the tests that look at the whole of it. Every house has ports, data and logs of its own, so
several stand beside each other. Start, stop and restart it on one thread.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from emulators.cloud import LocalCloud, Ports
from emulators.connect import secrets
from emulators.ports import Port
from emulators.processes import Process, ProcessError, Supervisor
from emulators.toolbox import ROOT

GATEWAY, MEWS = "Gateway", "Mews stand-in"
_PYTHON = (sys.executable, "-m")


@dataclass(frozen=True)
class Step:
    """One module to run to its end; `fresh` only where no saved state was brought back."""

    name: str
    module: str
    fresh: bool = False


BEFORE = (
    Step("topics and subscriptions", "emulators.topics"),
    Step("demo hotel", "emulators.seed", fresh=True),
)
CONNECT = Step("demo hotel connected to Mews", "emulators.connect")


@dataclass(frozen=True)
class Plan:
    """Where things are to be: `port`, the gateway's, is a must, the others are wishes; None takes any that is free.

    `ticker` runs the scheduled jobs; `notice_speed` is how many times faster than Mews its notices travel; from
    `mews_state` the stand-in goes on where it ended; in `photos` files stay.
    """

    port: int | None = None
    mews_port: int | None = None
    emulators: Ports = field(default_factory=Ports)
    ticker: bool = True
    mews_state: Path | None = None
    photos: Path | None = None
    notice_speed: float = 60.0


class House:
    def __init__(self, logs: Path, plan: Plan = Plan(), say: Callable[[str], None] = lambda _: None) -> None:
        self.logs = logs
        self._plan = plan
        self._say = say
        self._ports: list[Port] = []
        self._supervisor = Supervisor(logs, say)
        self.cloud = LocalCloud(prefer=plan.emulators, logs=logs, photos=plan.photos, say=say)
        self.url = ""
        self.mews_url = ""

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process needs in its environment to live in this house."""
        return {
            **self.cloud.environment,
            "PORT": self.url.rpartition(":")[2],
            "PUBLIC_URL": self.url,
            "MEWS_URL": self.mews_url,
            "PYTHONPATH": str(ROOT),
            **secrets(),
        }

    def start(self, bring_back: Callable[[LocalCloud], bool] = lambda _: False) -> Self:
        """Return when everything answers and the demo hotel is connected to its PMS.

        `bring_back` restores a former state into the cloud, and says whether there was one.

        Raises:
            ProcessError: something did not start; nothing is left of the rest.
            Missing: this machine lacks something.
            OSError: the port is in use.
        """
        try:
            self._take_ports()
            self.cloud.start()
            restored = bring_back(self.cloud)
            for step in BEFORE:
                if not (step.fresh and restored):
                    self._take(step)
            self._supervisor.start(*self._services())
            self._take(CONNECT)
        except BaseException:
            self.stop()
            raise
        return self

    def play(self, pace: float) -> None:
        """Let a day happen, so many minutes of it a second, told on our own output. It ends by itself."""
        command = [*_PYTHON, "emulators.play", "--pace", str(pace)]
        self._supervisor.start(self._here(Process("Play", command, aside=True)))

    def check(self) -> None:
        """Raise Ended for the first process that is gone."""
        self.cloud.check()
        self._supervisor.check()

    def kill(self, name: str) -> None:
        """End a service at once, as a crash would."""
        self._supervisor.kill(name)

    def restart(self, name: str) -> None:
        """Start a service again that was killed; return when it answers."""
        self._supervisor.start(*(process for process in self._services() if process.name == name))

    def connect(self) -> None:
        """Connect the demo hotel to its PMS once more; for a stand-in that was started again and has forgotten us."""
        self._take(CONNECT)

    def end_services(self) -> None:
        """End all but the cloud, so that nothing changes there any more. May be called twice."""
        self._supervisor.stop()

    def stop(self) -> None:
        """End everything. May be called twice."""
        self.end_services()
        self.cloud.stop()
        for port in self._ports:
            port.release()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _take_ports(self) -> None:
        gateway, mews = Port.take(self._plan.port), Port.take(self._plan.mews_port)
        self._ports = [gateway, mews]
        if self._plan.port not in (None, gateway.number):
            raise OSError(f"port {self._plan.port} is in use: stop what uses it, or choose another with --port")
        self.url, self.mews_url = (f"http://127.0.0.1:{port.number}" for port in self._ports)

    def _services(self) -> list[Process]:
        gateway, mews = (str(port.number) for port in self._ports)
        ticker = [] if self._plan.ticker else ["--no-ticker"]
        state = ["--state", str(self._plan.mews_state)] if self._plan.mews_state else []
        speed = ["--speed", str(self._plan.notice_speed)]
        listed = [
            Process(
                name=MEWS,
                command=[*_PYTHON, "emulators.pms.mews", "--port", mews, *speed, *state],
                health=f"{self.mews_url}/",
            ),
            Process(
                name=GATEWAY,
                command=[*_PYTHON, "emulators.gateway", "--port", gateway, *ticker],
                health=f"{self.url}/health",
            ),
        ]
        return [self._here(process) for process in listed]

    def _here(self, process: Process) -> Process:
        return replace(process, environment=self.environment, directory=ROOT)

    def _take(self, step: Step) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{step.module.rpartition('.')[2]}.log"
        with log.open("wb") as sink:
            done = subprocess.run(
                [*_PYTHON, step.module],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=sink,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            lines = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
            raise ProcessError(f"{step.name}: {lines[-1][:200]} (log: {log})")
        self._say(f"{step.name}: done")
