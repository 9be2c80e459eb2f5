"""What every bucket promises, run on both: in memory, and on Cloud Storage's emulator through Google's client."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread
from threading import enumerate as enumerate_threads
from uuid import uuid4

import httpx
import pytest

from emulators.ports import Port
from emulators.storage import serve
from shared.runtime.files.memory import MemoryFiles
from shared.runtime.files.port import Files, FilesUnavailable, Found
from shared.runtime.files.storage import StorageFiles

SOON = timedelta(minutes=15)
JPEG = "image/jpeg"
MEGABYTES = 1 << 20
Requested = Callable[[str, str, Mapping[str, str], bytes], tuple[int, bytes]]


@dataclass
class Subject:
    """The files under test, and what the bucket answers to who has an address."""

    files: Files
    requested: Requested

    def put(self, path: str, data: bytes) -> None:
        self.files.put(path, io.BytesIO(data), JPEG)

    def uploaded(self, path: str, data: bytes, most: int = 100) -> int:
        upload = self.files.upload_to(path, JPEG, most, SOON)
        return self.requested("PUT", upload.url, upload.headers, data)[0]

    def read(self, path: str) -> tuple[int, bytes]:
        return self.requested("GET", self.files.read_url(path, SOON), {}, b"")


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    port = Port.take()
    with serve(port.number, "photos") as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{port.number}"
        server.shutdown()
    port.release()


@pytest.fixture(params=["memory", "storage"])
def bucket(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Subject:
    if request.param == "memory":
        files = MemoryFiles()
        return Subject(files, files.requested)
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", request.getfixturevalue("emulator"))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "demo-files")
    return Subject(StorageFiles("photos"), requested)


def requested(method: str, url: str, headers: Mapping[str, str], data: bytes) -> tuple[int, bytes]:
    answer = httpx.request(method, url, headers=dict(headers), content=data, timeout=30)
    return answer.status_code, answer.content


@pytest.fixture
def path() -> str:
    return f"tenants/demo/properties/demo-hotel/photos/{uuid4().hex}"


def test_what_was_put_is_read_as_it_was(bucket: Subject, path: str) -> None:
    every_byte = bytes(range(256)) * 5 + b"\r\n--\n\r"
    bucket.put(path, every_byte)
    assert bucket.read(path) == (200, every_byte)


def test_what_is_put_again_takes_its_place(bucket: Subject, path: str) -> None:
    bucket.put(path, b"first")
    bucket.put(path, b"second")
    assert bucket.read(path) == (200, b"second")


def test_a_file_is_put_whole_wherever_it_was_read_to(bucket: Subject, path: str) -> None:
    data = io.BytesIO(b"beginning and end")
    data.read(9)
    bucket.files.put(path, data, JPEG)
    assert bucket.read(path) == (200, b"beginning and end")


def test_ten_megabytes_are_put_and_looked_at(bucket: Subject, path: str) -> None:
    data = os.urandom(10 * MEGABYTES)
    bucket.put(path, data)
    assert bucket.files.look(path, 64) == Found(10 * MEGABYTES, data[:64])


@pytest.mark.parametrize("data", [b"", b"short"])
def test_a_look_sees_no_more_than_there_is(bucket: Subject, path: str, data: bytes) -> None:
    bucket.put(path, data)
    assert bucket.files.look(path, 64) == Found(len(data), data)


@pytest.mark.parametrize(("most", "got"), [(9, b"data"), (4, b"data"), (2, b"dat")])
def test_a_file_is_got_whole_or_one_byte_longer_than_it_may_be(
    bucket: Subject, path: str, most: int, got: bytes
) -> None:
    bucket.put(path, b"data")
    assert bucket.files.get(path, most) == got


def test_an_empty_file_is_got_and_one_that_is_not_there_is_not(bucket: Subject, path: str) -> None:
    bucket.put(path, b"")
    assert bucket.files.get(path, 9) == b""
    assert bucket.files.get(f"{path}-other", 9) is None


def test_the_bucket_says_how_a_file_is_to_be_taken(emulator: str, bucket: Subject, path: str) -> None:
    bucket.put(path, b"data")
    url = bucket.files.read_url(path, SOON, 'attachment; filename="bill.pdf"')
    assert bucket.requested("GET", url, {}, b"") == (200, b"data")
    if url.startswith(emulator):
        headers = httpx.get(url, timeout=30).headers
        assert headers["Content-Disposition"] == 'attachment; filename="bill.pdf"'
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_not_there_is_not_seen(bucket: Subject, path: str) -> None:
    assert bucket.files.look(path, 64) is None
    assert bucket.read(path)[0] == 404


def test_what_was_deleted_is_not_there_and_may_be_deleted_again(bucket: Subject, path: str) -> None:
    bucket.put(path, b"data")
    bucket.files.delete(path)
    bucket.files.delete(path)
    assert bucket.files.look(path, 64) is None


def test_who_has_the_address_writes_the_file(bucket: Subject, path: str) -> None:
    assert bucket.uploaded(path, b"data") == 200
    assert bucket.read(path) == (200, b"data")


def test_nobody_writes_it_twice(bucket: Subject, path: str) -> None:
    bucket.uploaded(path, b"looked at")
    assert bucket.uploaded(path, b"another") == 412
    assert bucket.read(path) == (200, b"looked at")


@pytest.mark.parametrize("data", [b"", b"x" * 101])
def test_nobody_writes_nothing_or_more_than_was_agreed(bucket: Subject, path: str, data: bytes) -> None:
    assert bucket.uploaded(path, data, most=100) == 400
    assert bucket.files.look(path, 64) is None


def test_a_bucket_that_does_not_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:9")
    monkeypatch.setattr("shared.runtime.files.storage._PATIENCE", 0.1)
    with pytest.raises(FilesUnavailable):
        StorageFiles("photos").look("any", 64)


def test_nothing_goes_on_asking_behind_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:9")
    monkeypatch.setattr("shared.runtime.files.storage._PATIENCE", 0.1)
    before = set(enumerate_threads())
    with pytest.raises(FilesUnavailable):
        StorageFiles("photos").look("any", 64)
    assert set(enumerate_threads()) <= before


def test_a_page_of_another_origin_may_put_with_our_headers(emulator: str) -> None:
    asked = {"Origin": "http://127.0.0.1:8000", "Access-Control-Request-Method": "PUT"}
    answer = httpx.options(f"{emulator}/photos/any", headers=asked)
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert set(allowed) == {"content-type", "x-goog-content-length-range", "x-goog-if-generation-match"}
