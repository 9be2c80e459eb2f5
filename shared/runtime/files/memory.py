"""Files in memory, for tests: `requested` is what the bucket would answer to who has an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import urlencode

from shared.runtime.files.port import DISPOSITION, Found, Upload, conditions

_ADDRESS = "https://bucket.example/"


@dataclass
class MemoryFiles:
    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, path: str, data: BinaryIO, content_type: str) -> None:  # noqa: ARG002 - the port's
        data.seek(0)
        self.files[path] = data.read()

    def get(self, path: str, most: int) -> bytes | None:
        data = self.files.get(path)
        return None if data is None else data[: most + 1]

    def look(self, path: str, first: int) -> Found | None:
        data = self.files.get(path)
        return None if data is None else Found(len(data), data[:first])

    def delete(self, path: str) -> None:
        self.files.pop(path, None)

    def upload_to(self, path: str, content_type: str, most: int, lasting: timedelta) -> Upload:  # noqa: ARG002 - the port's
        return Upload(_ADDRESS + path, conditions(content_type, most))

    def read_url(self, path: str, lasting: timedelta, disposition: str = "inline") -> str:  # noqa: ARG002 - the port's
        return f"{_ADDRESS}{path}?{urlencode({DISPOSITION: disposition})}"

    def requested(self, method: str, url: str, headers: Mapping[str, str], data: bytes = b"") -> tuple[int, bytes]:
        """Return the status and the body."""
        path = url.removeprefix(_ADDRESS).partition("?")[0]
        if method == "GET":
            return (HTTPStatus.OK, self.files[path]) if path in self.files else (HTTPStatus.NOT_FOUND, b"")
        least, most = map(int, headers["x-goog-content-length-range"].split(","))
        if not least <= len(data) <= most:
            return HTTPStatus.BAD_REQUEST, b""
        if path in self.files:
            return HTTPStatus.PRECONDITION_FAILED, b""
        self.files[path] = data
        return HTTPStatus.OK, b""
