"""Files as the runtime sees them: by path, put by us, or by a client who was given an address for it.

FilesUnavailable   the bucket does not answer, or not as it should; the caller may try again
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Protocol

DISPOSITION = "response-content-disposition"
"""What an address says of the Content-Disposition: https://cloud.google.com/storage/docs/xml-api/reference-headers."""


class FilesUnavailable(Exception):
    pass


@dataclass(frozen=True)
class Found:
    """A file that is there: how long it is, and its first bytes."""

    size: int
    head: bytes


@dataclass(frozen=True)
class Upload:
    """Where a client PUTs a file, and the headers it must send with it, just so."""

    url: str
    headers: Mapping[str, str]


class Files(Protocol):
    """Every call may raise FilesUnavailable."""

    def put(self, path: str, data: BinaryIO, content_type: str) -> None:
        """Write the whole file, in place of what was there."""

    def get(self, path: str, most: int) -> bytes | None:
        """Return the file, as it is stored; of a longer one the first `most` bytes and one more. None where there is none."""

    def look(self, path: str, first: int) -> Found | None:
        """Return how long the file is and so many of its first bytes, as they are stored; None where there is none."""

    def delete(self, path: str) -> None:
        """Take it away. May run twice."""

    def upload_to(self, path: str, content_type: str, most: int, lasting: timedelta) -> Upload:
        """Let who has the answer write this file once, with 1 to `most` bytes.

        The bucket refuses what is larger with 400, and a file that is there already with 412: what was looked at stays.
        """

    def read_url(self, path: str, lasting: timedelta, disposition: str = "inline") -> str:
        """Let who has the answer read this file; the bucket says this Content-Disposition with it."""


def conditions(content_type: str, most: int) -> dict[str, str]:
    """Return the headers that hold an upload to what was agreed. They are signed, so the bucket insists on them."""
    return {
        "Content-Type": content_type,
        "x-goog-content-length-range": f"1,{most}",
        "x-goog-if-generation-match": "0",  # only where there is no such file yet
    }
