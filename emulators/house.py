"""The whole system on one machine: local cloud, demo hotel, its PMS, and every function behind one gateway.

    with House(logs) as house:
        httpx.get(f"{house.url}/health")

Behind scripts/dev, and under the tests that look at the whole of it. Every house has ports, data and logs of its own, so
several stand beside each other. Start, stop and restart it on one thread.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from emulators.cloud import LocalCloud, Ports
from emulators.connect import connect, secrets
from emulators.demo import business_date
from emulators.ports import Port
from emulators.processes import Process, ProcessError, Supervisor
from emulators.toolbox import ROOT
from shared.runtime.clock import hotel_now

GATEWAY, MEWS = "Gateway", "Mews stand-in"
_PYTHON = (sys.executable, "-m")


@dataclass(frozen=True)
class Step:
    """One module to run to its end."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()


TOPICS = Step("topics and subscriptions", "emulators.topics")


@dataclass(frozen=True)
class Plan:
    """Where things are to be: `port`, the gateway's, is a must, the others are wishes; None takes any that is free.

    `lived`: the hotel has a week and its day until now behind it; else it is breakfast, and nothing has begun.
    `ticker` runs the scheduled jobs; `notice_speed` is how many times faster than Mews its notices travel; from
    `mews_state` the stand-in goes on where it ended; in `photos` files stay.
    """

    port: int | None = None
    mews_port: int | None = None
    emulators: Ports = field(default_factory=Ports)
    lived: bool = False
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
            hotel = self._begin(self._founding(), waiting=True)
            try:
                self.cloud.start()
                topics = self._begin(TOPICS)
                if bring_back(self.cloud):
                    hotel.forget()
                else:
                    hotel.end(self.environment)
                topics.end()
            finally:
                hotel.forget()
            self._serve()
        except BaseException:
            self.stop()
            raise
        return self

    def renew(self) -> None:
        """Stand as after the start, for a third of its price: the hotel just founded, nothing on its way, nobody listening."""
        self.end_services()
        self.cloud.renew()
        founded = self.logs / f"founded-{business_date(hotel_now())}"
        if not self.cloud.restore(founded):
            self._begin(self._founding()).end()
            self.cloud.save(founded)
        self._serve()

    def come_alive(self, *, told: bool) -> None:
        """Have people live here from now on, day after day, at the pace of the hotel's clock; `told` on our own output."""
        command = [*_PYTHON, "emulators.play"]
        self._supervisor.start(self._here(Process("Life", command, aside=True, told=told)))

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
        """Connect the demo hotel to its PMS; once more where a stand-in was started again and has forgotten us."""
        try:
            connect(self.url, self.mews_url)
        except (httpx.HTTPError, RuntimeError) as reason:
            raise ProcessError(f"the demo hotel is not connected to its PMS: {reason}") from reason
        self._say("demo hotel connected to Mews: done")

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

    def _serve(self) -> None:
        self._supervisor.start(*self._services())
        self.connect()

    def _take_ports(self) -> None:
        gateway, mews = Port.take(self._plan.port), Port.take(self._plan.mews_port)
        self._ports = [gateway, mews]
        if self._plan.port not in (None, gateway.number):
            raise OSError(f"port {self._plan.port} is in use: stop what uses it, or choose another with --port")
        self.url, self.mews_url = (f"http://127.0.0.1:{port.number}" for port in self._ports)

    def _services(self) -> list[Process]:
        gateway, mews = (str(port.number) for port in self._ports)
        ticker = [] if self._plan.ticker else ["--no-ticker"]
        state = ["--hotel", str(self._hotel_file)]
        state += ["--state", str(self._plan.mews_state)] if self._plan.mews_state else []
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

    @property
    def _hotel_file(self) -> Path:
        """What the PMS is to know of the hotel, as it was founded."""
        return self.logs / "hotel.json"

    def _founding(self) -> Step:
        lived = ("--lived",) if self._plan.lived else ()
        return Step("demo hotel", "emulators.founding", (*lived, "--hotel", str(self._hotel_file)))

    def _begin(self, step: Step, *, waiting: bool = False) -> _Begun:
        """Begin a step; one that is `waiting` is told where the cloud is when it is there."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{step.module.rpartition('.')[2]}.log"
        command = [*_PYTHON, step.module, *step.arguments, *(["--waiting"] if waiting else [])]
        environment = {**os.environ, **({} if waiting else self.environment), **self.cloud.clock}
        with log.open("wb") as sink:
            running = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=sink, stderr=subprocess.STDOUT
            )
        return _Begun(step, running, log, self._say)


@dataclass
class _Begun:
    """A step that is under way."""

    step: Step
    running: subprocess.Popen[bytes]
    log: Path
    say: Callable[[str], None]

    def end(self, environment: Mapping[str, str] | None = None) -> None:
        """Return when it is done, told first what it waits for. Raises ProcessError."""
        self.running.communicate(json.dumps(dict(environment)).encode() if environment else None)
        if self.running.returncode:
            lines = self.log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
            raise ProcessError(f"{self.step.name}: {lines[-1][:200]} (log: {self.log})")
        self.say(f"{self.step.name}: done")

    def forget(self) -> None:
        """End it, whatever it is at. May be called twice."""
        self.running.kill()
        self.running.wait()
