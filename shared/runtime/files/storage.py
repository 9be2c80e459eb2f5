"""Files in Cloud Storage; in its emulator where STORAGE_EMULATOR_HOST is set, which no process on Cloud Run survives.

In production addresses are signed (V4) by the service account itself, through IAM: there is no key file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote, urlencode

from shared.runtime.files.port import DISPOSITION, Files, FilesUnavailable, Found, Upload, conditions

if TYPE_CHECKING:
    from google.cloud.storage import Blob, Bucket

_PATIENCE = 30  # seconds for 10 MB, and for anything less
_NO_BUCKET_METADATA = "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA"
_SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class StorageFiles:
    """One bucket. Nothing is reached, nor even imported, before it is needed."""

    def __init__(self, bucket: str) -> None:
        self._name = bucket

    def put(self, path: str, data: BinaryIO, content_type: str) -> None:
        with _reaching():
            self._blob(path).upload_from_file(data, rewind=True, content_type=content_type, **_patient())

    def get(self, path: str, most: int) -> bytes | None:
        from google.api_core.exceptions import NotFound  # noqa: PLC0415 - heavy: loaded when first needed

        with _reaching():
            blob = self._bucket.get_blob(path, **_patient())
            if blob is None:
                return None
            if not blob.size:
                return b""
            try:
                # Raw: what is labelled as compressed is not unpacked.
                return bytes(blob.download_as_bytes(end=most, raw_download=True, **_patient()))
            except NotFound:
                return None

    def look(self, path: str, first: int) -> Found | None:
        with _reaching():
            blob = self._bucket.get_blob(path, **_patient())
            if blob is None:
                return None
            if not blob.size:
                return Found(0, b"")
            # Raw: what is labelled as compressed is not unpacked.
            head = blob.download_as_bytes(end=first - 1, raw_download=True, **_patient())
            return Found(int(blob.size), head)

    def delete(self, path: str) -> None:
        from google.api_core.exceptions import NotFound  # noqa: PLC0415 - heavy: loaded when first needed

        with _reaching():
            try:
                self._blob(path).delete(**_patient())
            except NotFound:
                return

    def upload_to(self, path: str, content_type: str, most: int, lasting: timedelta) -> Upload:
        headers = conditions(content_type, most)
        return Upload(self._address(path, "PUT", lasting, headers), headers)

    def read_url(self, path: str, lasting: timedelta, disposition: str = "inline") -> str:
        return self._address(path, "GET", lasting, {}, {DISPOSITION: disposition})

    def _address(
        self,
        path: str,
        method: str,
        lasting: timedelta,
        headers: Mapping[str, str],
        parameters: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """`parameters` are signed as well: who has the address cannot take them away."""
        if emulator := _emulator():
            return f"{emulator}/{self._name}/{quote(path)}{'?' if parameters else ''}{urlencode(parameters)}"
        with _reaching():
            signer = self._signer()
            address: str = self._blob(path).generate_signed_url(
                version="v4",
                method=method,
                expiration=lasting,
                headers=dict(headers),
                query_parameters=dict(parameters),
                service_account_email=signer.service_account_email,
                access_token=signer.token,
            )
            return address

    def _blob(self, path: str) -> Blob:
        return self._bucket.blob(path)

    @cached_property
    def _bucket(self) -> Bucket:
        from google.cloud.storage import Client  # noqa: PLC0415 - heavy: loaded when first needed

        # For spans that nobody exports it would ask on a thread of its own what the bucket is, as our account may not.
        os.environ.setdefault(_NO_BUCKET_METADATA, "true")
        if not self._name:
            raise RuntimeError("PHOTO_BUCKET is not set: say which bucket holds the photos")
        project = os.environ.get("GOOGLE_CLOUD_PROJECT")
        client = Client(project=project) if _emulator() else Client(project=project, credentials=self._credentials)
        return client.bucket(self._name)

    @cached_property
    def _credentials(self) -> Any:
        import google.auth  # noqa: PLC0415 - likewise

        credentials, _ = google.auth.default(scopes=[_SCOPE])
        return credentials

    def _signer(self) -> Any:
        """Return the credentials with a token that is valid now; only then do those of Cloud Run know whose they are."""
        from google.auth.transport.requests import Request  # noqa: PLC0415 - likewise

        if not self._credentials.valid:
            self._credentials.refresh(Request())
        return self._credentials


def files_from_environment() -> Files:
    return StorageFiles(os.environ.get("PHOTO_BUCKET", ""))


def _patient() -> dict[str, Any]:
    """Return how long a call may take, its retries included: somebody waits for it."""
    from google.cloud.storage.retry import DEFAULT_RETRY  # noqa: PLC0415 - heavy: loaded when first needed

    return {"timeout": _PATIENCE, "retry": DEFAULT_RETRY.with_timeout(_PATIENCE)}


def _emulator() -> str:
    return os.environ.get("STORAGE_EMULATOR_HOST", "")


@contextmanager
def _reaching() -> Iterator[None]:
    from google.api_core.exceptions import GoogleAPIError  # noqa: PLC0415 - heavy: loaded when first needed
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - likewise
    from requests import RequestException  # noqa: PLC0415 - likewise

    try:
        yield
    except (GoogleAPIError, GoogleAuthError, RequestException) as reason:
        raise FilesUnavailable(str(reason)) from reason
