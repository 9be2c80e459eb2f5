"""What is asked of Google for an address that only the real Cloud Storage checks."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import google.auth
import pytest
from google.auth.credentials import AnonymousCredentials

from shared.runtime.files.storage import StorageFiles

SOON = timedelta(minutes=15)
PHOTO = "tenants/demo/properties/demo-hotel/photos/pho_1"


class OfCloudRun(AnonymousCredentials):
    """Knows its own name only once it has a token, as a service account without a key does."""

    token: str | None = None
    service_account_email = "default"

    @property
    def valid(self) -> bool:
        return self.token is not None

    def refresh(self, _: object) -> None:
        self.token, self.service_account_email = "token", "housekeeping@hotel.example"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return whom IAM was asked to sign for."""
    asked: list[Any] = []

    def sign(message: str, token: str, who: str, *_: object) -> str:
        asked.append((token, who))
        return base64.b64encode(b"signature").decode()

    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "hotel-x")
    monkeypatch.setattr(google.auth, "default", lambda **_: (OfCloudRun(), "hotel-x"))
    monkeypatch.setattr("google.cloud.storage._signing._sign_message", sign)
    return asked


def test_an_address_is_signed_by_the_service_account_itself_through_iam(asked: list[Any]) -> None:
    StorageFiles("hotel-x-photos").read_url(PHOTO, SOON)
    assert asked == [("token", "housekeeping@hotel.example")]


def test_an_address_to_read_lasts_as_long_as_was_said(asked: list[Any]) -> None:
    url = urlsplit(StorageFiles("hotel-x-photos").read_url(PHOTO, SOON))
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"https://storage.googleapis.com/hotel-x-photos/{PHOTO}"
    assert parse_qs(url.query)["X-Goog-Expires"] == ["900"]


def test_the_size_the_type_and_that_it_is_new_are_signed_with_an_upload(asked: list[Any]) -> None:
    upload = StorageFiles("hotel-x-photos").upload_to(PHOTO, "image/jpeg", 700, SOON)
    signed = parse_qs(urlsplit(upload.url).query)["X-Goog-SignedHeaders"]
    assert signed == ["content-type;host;x-goog-content-length-range;x-goog-if-generation-match"]
    assert upload.headers == {
        "Content-Type": "image/jpeg",
        "x-goog-content-length-range": "1,700",
        "x-goog-if-generation-match": "0",
    }


def test_without_a_bucket_it_says_which_variable_is_missing(asked: list[Any]) -> None:
    with pytest.raises(RuntimeError, match="PHOTO_BUCKET"):
        StorageFiles("").look(PHOTO, 64)
