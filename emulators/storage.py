"""Cloud Storage for the local cloud: the emulator `gcp-storage-emulator`, met as a browser meets the real one.

    python -m emulators.storage --port 9199 --bucket demo-photos

Added are CORS, the two conditions of a signed upload (docs/decisions/photos.md), a header against guessing types, and a thread per connection: browsers
open some in advance, and say nothing on them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from gcp_storage_emulator.exceptions import NotFound
from gcp_storage_emulator.handlers.buckets import create_bucket
from gcp_storage_emulator.server import RequestHandler
from gcp_storage_emulator.storage import Storage

# As terraform/photos.tf has it for the real bucket.
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, PUT",
    "Access-Control-Allow-Headers": "Content-Type, x-goog-content-length-range, x-goog-if-generation-match",
}
_one_at_a_time = Lock()


def _alone(answer: Callable[[RequestHandler], None]) -> Callable[[RequestHandler], None]:
    def answered(self: RequestHandler) -> None:
        with _one_at_a_time:
            answer(self)

    return answered


class Handler(RequestHandler):  # type: ignore[misc]  # it ships no types
    do_GET = _alone(RequestHandler.do_GET)  # noqa: N815 - as http.server calls it
    do_POST = _alone(RequestHandler.do_POST)  # noqa: N815 - likewise
    do_DELETE = _alone(RequestHandler.do_DELETE)  # noqa: N815 - likewise

    @_alone
    def do_PUT(self) -> None:  # noqa: N802 - likewise
        refused = self._refused()
        if refused is None:
            super().do_PUT()
        else:
            self.rfile.read(self._length())
            self._say(refused)

    def do_OPTIONS(self) -> None:  # noqa: N802 - likewise
        self._say(HTTPStatus.NO_CONTENT)

    def end_headers(self) -> None:
        for name, value in _CORS.items():
            self.send_header(name, value)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def _refused(self) -> HTTPStatus | None:
        least, _, most = self.headers.get("x-goog-content-length-range", "").partition(",")
        if most and not int(least) <= self._length() <= int(most):
            return HTTPStatus.BAD_REQUEST
        if self.headers.get("x-goog-if-generation-match") == "0" and self._is_there():
            return HTTPStatus.PRECONDITION_FAILED
        return None

    def _is_there(self) -> bool:
        bucket, _, name = unquote(urlsplit(self.path).path).strip("/").partition("/")
        try:
            self.storage.get_file_obj(bucket, name)
        except NotFound:
            return False
        return True

    def _length(self) -> int:
        return int(self.headers.get("Content-Length") or 0)

    def _say(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def serve(port: int, bucket: str, folder: Path | None = None) -> ThreadingHTTPServer:
    """Return the server with this bucket in it, to be run; files are in the folder, or without one in memory."""
    storage = Storage(use_memory_fs=folder is None, data_dir=str(folder.absolute()) if folder else None)
    if storage.get_bucket(bucket) is None:
        create_bucket(bucket, storage)
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, storage))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulators.storage", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--folder", type=Path, help="where files stay; in memory without it")
    asked = parser.parse_args()
    serve(asked.port, asked.bucket, asked.folder).serve_forever()


if __name__ == "__main__":
    main()
