"""Google Cloud on one machine: Firestore with our rules, Pub/Sub, Auth and Storage, for scripts/dev and for tests.

    with LocalCloud() as cloud:
        os.environ.update(cloud.environment)

    python -m emulators.cloud    # has them begin in half the time from now on; scripts/bootstrap does it once

Every instance has ports, data and log files of its own, so several run beside each other. The project id begins with
`demo-`: no client then looks for real credentials, and nothing in here can reach a real project.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from emulators import java, state, toolbox
from emulators.ports import Port
from emulators.processes import Process, Supervisor
from shared.runtime.clock import shared as shared_clock

PROJECT = "demo-roomstatesync"
PHOTO_BUCKET = f"{PROJECT}-photos"
_FIRESTORE = "Firestore"
RULES = toolbox.ROOT / "firestore.rules"
Say = Callable[[str], None]
_FIRESTORE_MAIN = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"


def silent(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Ports:
    """Where the four would like to be; None takes any free port."""

    firestore: int | None = None
    pubsub: int | None = None
    auth: int | None = None
    storage: int | None = None


# The ports every Firebase tool and tutorial assumes.
USUAL_PORTS = Ports(firestore=8080, pubsub=8085, auth=9099, storage=9199)


class LocalCloud:
    """The four emulators, started together, empty. Start and stop it on one thread, and only once.

    `photos` is where the bucket's files are, and stay; without it they are in memory.
    """

    def __init__(
        self,
        *,
        prefer: Ports = Ports(),
        logs: Path | None = None,
        rules: Path = RULES,
        photos: Path | None = None,
        say: Say = silent,
    ) -> None:
        self._prefer = prefer
        self._logs = logs
        self._rules = rules
        self._photos = photos
        self._say = say
        self._ports: dict[str, Port] = {}
        self._supervisor: Supervisor | None = None
        self.clock: Mapping[str, str] = shared_clock()  # one for all processes that live here
        # Databases a property may have of its own, besides the default one: `clear` and `save` need to know.
        self.databases: tuple[str, ...] = ("(default)",)

    @property
    def firestore(self) -> str:
        return self._host("firestore")

    @property
    def pubsub(self) -> str:
        return self._host("pubsub")

    @property
    def auth(self) -> str:
        return self._host("auth")

    @property
    def storage(self) -> str:
        return self._host("storage")

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process needs in its environment to live in this cloud."""
        return {
            "GOOGLE_CLOUD_PROJECT": PROJECT,
            "GCLOUD_PROJECT": PROJECT,
            "FIRESTORE_EMULATOR_HOST": self.firestore,
            "PUBSUB_EMULATOR_HOST": self.pubsub,
            "FIREBASE_AUTH_EMULATOR_HOST": self.auth,
            "STORAGE_EMULATOR_HOST": f"http://{self.storage}",  # Google's clients want this one with its scheme
            "PHOTO_BUCKET": PHOTO_BUCKET,
            **self.clock,
        }

    def start(self) -> Self:
        """Return when all four answer.

        Raises:
            Missing: this machine lacks what they run on.
            DidNotStart: one of them did not come up.
        """
        self._ports = {
            "firestore": Port.take(self._prefer.firestore),
            "pubsub": Port.take(self._prefer.pubsub),
            "auth": Port.take(self._prefer.auth),
            "storage": Port.take(self._prefer.storage),
        }
        logs = self._logs or toolbox.ROOT / ".local" / "logs" / f"cloud-{self._ports['firestore'].number}"
        self._supervisor = Supervisor(logs, self._say)
        try:
            self._supervisor.start(self._firestore(), self._pubsub(), self._auth(), self._storage())
            self._write_once()
        except BaseException:
            self.stop()
            raise
        return self

    def renew(self) -> None:
        """Empty it of everything, listeners and what is on its way included; topics and subscriptions stay.

        The emulator of Firestore goes on telling whoever went without a word, so another one takes its place.
        """
        if self._supervisor:
            self._supervisor.kill(_FIRESTORE)
            self._supervisor.start(self._firestore())
        self._write_once()
        self.clear()
        pubsub = f"http://{self.pubsub}/v1"
        listed = json.loads(_send("GET", f"{pubsub}/projects/{PROJECT}/subscriptions?pageSize=1000"))
        for one in listed.get("subscriptions", []):
            _send("DELETE", f"{pubsub}/{one['name']}")
            _send("PUT", f"{pubsub}/{one['name']}", json.dumps(one).encode())

    def _write_once(self) -> None:
        """A cold Firestore takes seconds for its first write on a busy machine, longer than a commit may take."""
        _write(self.firestore)

    def check(self) -> None:
        """Raise Ended for the first emulator that is gone."""
        if self._supervisor:
            self._supervisor.check()

    def clear(self) -> None:
        """Forget every document of the known databases, every account and every file."""
        for database in self.databases:
            documents = f"emulator/v1/projects/{PROJECT}/databases/{quote(database)}/documents"
            _send("DELETE", f"http://{self.firestore}/{documents}")
        _send("DELETE", f"http://{self.auth}/emulator/v1/projects/{PROJECT}/accounts")
        _send("GET", f"http://{self.storage}/wipe?keep-buckets=1")

    def save(self, folder: Path) -> None:
        """Leave documents and accounts in a folder, in place of what it held. On OSError it still holds the former.

        Files are where `photos` says all along.
        """
        state.save(folder, project=PROJECT, firestore=self.firestore, auth=self.auth, databases=self.databases)

    def restore(self, folder: Path) -> bool:
        """Bring back what `save` left; return whether there was anything."""
        return state.restore(folder, project=PROJECT, firestore=self.firestore, auth=self.auth)

    def stop(self) -> None:
        """End every process. May be called twice."""
        supervisor, self._supervisor = self._supervisor, None
        if supervisor:
            supervisor.stop()
        for port in self._ports.values():
            port.release()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _firestore(self) -> Process:
        return firestore_process(self._ports["firestore"].number, self._rules, self._say)

    def _pubsub(self) -> Process:
        return pubsub_process(self._ports["pubsub"].number, self._say)

    def _auth(self) -> Process:
        script = Path(__file__).with_name("auth.cjs")
        command = [toolbox.node(), str(script), PROJECT, str(self._ports["auth"].number)]
        return Process("Auth", command, f"http://{self.auth}/")

    def _storage(self) -> Process:
        command = [sys.executable, "-m", "emulators.storage", "--port", str(self._ports["storage"].number)]
        command += ["--bucket", PHOTO_BUCKET, *(["--folder", str(self._photos)] if self._photos else [])]
        return Process("Storage", command, f"http://{self.storage}/", directory=toolbox.ROOT)

    def _host(self, service: str) -> str:
        return f"127.0.0.1:{self._ports[service].number}"


def firestore_process(port: int, rules: Path = RULES, say: Say = silent) -> Process:
    begin = java.command(toolbox.firestore_emulator(say), _FIRESTORE_MAIN)
    command = [*begin, "start", "--host=127.0.0.1", f"--port={port}", f"--rules={rules}"]
    return Process(_FIRESTORE, command, f"http://127.0.0.1:{port}/")


def pubsub_process(port: int, say: Say = silent) -> Process:
    command = [*java.command(toolbox.pubsub_emulator(say)), "--host=127.0.0.1", f"--port={port}"]
    return Process("Pub/Sub", command, f"http://127.0.0.1:{port}/")


def keep_classes() -> None:
    """Have the two that run on Java begin faster from now on. Raises Missing, and as `java.keep_classes` does."""
    port = Port.take()
    try:
        host = f"127.0.0.1:{port.number}"
        java.keep_classes(firestore_process(port.number), toolbox.firestore_emulator(silent), lambda: _write(host))
        java.keep_classes(pubsub_process(port.number), toolbox.pubsub_emulator(silent), lambda: None)
    finally:
        port.release()


def _write(host: str) -> None:
    document = f"http://{host}/v1/projects/{PROJECT}/databases/(default)/documents/first/write"
    _send("PATCH", document, b"{}")
    _send("DELETE", document)


def _send(method: str, url: str, body: bytes | None = None) -> bytes:
    headers = {"Authorization": "Bearer owner", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method), timeout=30) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    keep_classes()
