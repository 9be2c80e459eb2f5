"""The local cloud itself: it answers, stands alone, keeps what it should, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from base64 import b64decode, b64encode
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from google.cloud import firestore
from google.cloud.pubsub_v1 import PublisherClient

from emulators import toolbox
from emulators.cloud import PHOTO_BUCKET, PROJECT, LocalCloud, Ports
from emulators.ports import Port
from emulators.processes import DidNotStart, Ended, Process, Supervisor


def _documents(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, database: str = "(default)") -> firestore.Client:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", cloud.firestore)
    return firestore.Client(project=PROJECT, database=database)


def _sign_up(cloud: LocalCloud, email: str) -> int:
    """Return the HTTP status: 200, or 400 where the account exists."""
    url = f"http://{cloud.auth}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=demo"
    return httpx.post(url, json={"email": email, "password": "demo-password"}, timeout=30).status_code


def _photo(cloud: LocalCloud) -> str:
    """Return where a file of the bucket is put and read."""
    return f"http://{cloud.storage}/{PHOTO_BUCKET}/tenants/house-tests/sink.jpg"


def _processes_naming(port: str) -> list[str]:
    """Return the command lines that mention a port of the cloud's."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [line for line in listed if port in line and "ps -ww" not in line]


def test_firestore_keeps_a_document(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    room = _documents(cloud, monkeypatch).document("tenants/house-tests/rooms/204")
    room.set({"number": "204"})
    assert room.get().to_dict() == {"number": "204"}


def test_firestore_enforces_our_rules_for_web_clients(cloud: LocalCloud) -> None:
    url = f"http://{cloud.firestore}/v1/projects/{PROJECT}/databases/(default)/documents/tenants/house-tests"
    assert httpx.get(url, timeout=30).status_code == HTTPStatus.FORBIDDEN


def test_pubsub_makes_a_topic_and_takes_a_message(cloud: LocalCloud) -> None:
    assert os.environ["PUBSUB_EMULATOR_HOST"] == cloud.pubsub
    publisher = PublisherClient()
    topic = publisher.create_topic(name=f"projects/{PROJECT}/topics/house-tests").name
    assert publisher.publish(topic, b"hello").result(timeout=20)


def test_auth_makes_an_account(cloud: LocalCloud) -> None:
    assert _sign_up(cloud, "house-tests@demo.hotel") == 200


def test_storage_keeps_a_file(cloud: LocalCloud) -> None:
    httpx.put(_photo(cloud), content=b"a sink")
    assert httpx.get(_photo(cloud)).content == b"a sink"


def test_an_emptied_cloud_has_no_document_no_account_and_no_file(
    empty_cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = _documents(empty_cloud, monkeypatch).document("tenants/house-tests/rooms/205")
    room.set({"number": "205"})
    _sign_up(empty_cloud, "again@demo.hotel")
    httpx.put(_photo(empty_cloud), content=b"a sink")
    empty_cloud.clear()
    assert not room.get().exists
    assert httpx.get(_photo(empty_cloud)).status_code == HTTPStatus.NOT_FOUND
    assert _sign_up(empty_cloud, "again@demo.hotel") == 200


def test_a_second_cloud_stands_beside_the_first_and_leaves_no_process(
    cloud: LocalCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = Ports(firestore=int(cloud.firestore.rpartition(":")[2]))
    with LocalCloud(prefer=wish, logs=tmp_path) as second:
        ports = {host.rpartition(":")[2] for host in (second.firestore, second.pubsub, second.auth, second.storage)}
        assert not ports & {
            host.rpartition(":")[2] for host in (cloud.firestore, cloud.pubsub, cloud.auth, cloud.storage)
        }
        _documents(second, monkeypatch).document("only/here").set({"here": True})
        assert not _documents(cloud, monkeypatch).document("only/here").get().exists
        assert all(_processes_naming(port) for port in ports)
    assert not any(_processes_naming(port) for port in ports)


def test_a_saved_state_comes_back_with_accounts_named_databases_and_files_and_goes_when_the_cloud_is_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = tmp_path / "state"
    with LocalCloud(logs=tmp_path, photos=tmp_path / "photos") as before:
        before.databases = ("(default)", "hotel-two")
        assert not before.restore(saved)
        for database in before.databases:
            _documents(before, monkeypatch, database).document("a/room").set({"in": database})
        _sign_up(before, "stays@demo.hotel")
        httpx.put(_photo(before), content=b"a sink")
        before.save(saved)
    with LocalCloud(logs=tmp_path, photos=tmp_path / "photos") as after:
        assert after.restore(saved)
        for database in ("(default)", "hotel-two"):
            assert _documents(after, monkeypatch, database).document("a/room").get().to_dict() == {"in": database}
        assert httpx.get(_photo(after)).content == b"a sink"
        assert _sign_up(after, "stays@demo.hotel") == HTTPStatus.BAD_REQUEST
        letters = Letters(after)
        letters.send("on its way")

        after.renew()

        for database in ("(default)", "hotel-two"):
            assert not _documents(after, monkeypatch, database).document("a/room").get().exists
        assert httpx.get(_photo(after)).status_code == HTTPStatus.NOT_FOUND
        assert _sign_up(after, "stays@demo.hotel") == HTTPStatus.OK
        letters.send("later")
        assert letters.come() == ["later"]


class Letters:
    """A topic and who pulls from it, in plain HTTP."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._project = f"http://{cloud.pubsub}/v1/projects/{PROJECT}"
        httpx.put(f"{self._project}/topics/letters", json={}).raise_for_status()
        topic = f"projects/{PROJECT}/topics/letters"
        httpx.put(f"{self._project}/subscriptions/reader", json={"topic": topic}).raise_for_status()

    def send(self, text: str) -> None:
        said = {"messages": [{"data": b64encode(text.encode()).decode()}]}
        httpx.post(f"{self._project}/topics/letters:publish", json=said).raise_for_status()

    def come(self) -> list[str]:
        answer = httpx.post(f"{self._project}/subscriptions/reader:pull", json={"maxMessages": 10}, timeout=30)
        return [b64decode(one["message"]["data"]).decode() for one in answer.json()["receivedMessages"]]


def test_a_dead_emulator_is_named(tmp_path: Path) -> None:
    with LocalCloud(logs=tmp_path) as cloud:
        port = cloud.firestore.rpartition(":")[2]
        found = subprocess.run(
            ["pgrep", "-f", rf"^\S*java .*--port={port}"], capture_output=True, text=True, check=True
        )
        os.kill(int(found.stdout.split()[0]), signal.SIGKILL)
        with pytest.raises(Ended, match="Firestore stopped unexpectedly"):
            _until_it_raises(cloud)


def _until_it_raises(cloud: LocalCloud) -> None:
    while True:
        cloud.check()


def test_a_killed_owner_leaves_no_process(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from emulators.cloud import LocalCloud\n"
        f"cloud = LocalCloud(logs=pathlib.Path({str(tmp_path)!r})).start()\n"
        "print(cloud.firestore, cloud.pubsub, cloud.auth, cloud.storage, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=toolbox.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout
        ports = [host.rpartition(":")[2] for host in owner.stdout.readline().split()]
        assert len(ports) == 4
        owner.kill()
    for port in ports:
        while _processes_naming(port):
            pass


def test_a_process_takes_its_children_with_it(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    supervisor.start(Process(name="family", command=["sh", "-c", "sleep 98765 & sleep 98765 & wait"]))
    supervisor.stop()
    assert not _processes_naming("98765")


def test_a_process_that_does_not_start_says_why_in_one_line(tmp_path: Path) -> None:
    failing = Process(
        name="Broken", command=["sh", "-c", "echo cannot open the door; exit 3"], health="http://127.0.0.1:1/"
    )
    with pytest.raises(
        DidNotStart, match=r"^Broken did not start \(exit 3\): cannot open the door \(log: .*broken.log\)$"
    ):
        Supervisor(tmp_path).start(failing)


def test_a_port_is_taken_once() -> None:
    first = Port.take()
    second = Port.take(first.number)
    assert first.number != second.number
    first.release()
    assert Port.take(first.number).number == first.number
