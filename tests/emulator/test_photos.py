"""Photos through the running gateway into the running bucket, and by the client itself past the gateway."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.pictures import seen, taken
from tests.whole import DESK, HOUSEKEEPER, Caller, Whole

UPLOADS = "/api/v1/uploads"
LARGEST = 10 << 20
JPEG = taken()
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"


@pytest.fixture(scope="module")
def housekeeper(whole: Whole) -> Caller:
    return whole.as_(HOUSEKEEPER)


def sent(who: Caller, data: bytes, key: str = "") -> httpx.Response:
    return who.call("POST", f"{UPLOADS}/photo", key=key, files={"file": ("sink.jpg", data, "image/jpeg")})


def opened(who: Caller, size: int) -> dict[str, Any]:
    found: dict[str, Any] = who.data("POST", UPLOADS, {"content_type": "image/jpeg", "bytes": size})
    return found


def put(upload: dict[str, Any], data: bytes) -> int:
    return httpx.put(upload["upload_url"], headers=upload["headers"], content=data, timeout=30).status_code


def test_a_photo_of_a_form_comes_back_upright_and_bare_for_a_colleague(whole: Whole, housekeeper: Caller) -> None:
    photo_id = sent(housekeeper, JPEG).json()["data"]["photo_id"]
    shown = whole.as_(DESK).data("GET", f"{UPLOADS}/{photo_id}")
    answer = httpx.get(shown["url"], timeout=30)
    picture = seen(answer.content)
    assert (picture.size, dict(picture.getexif())) == ((8, 16), {})
    said = [answer.headers[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")]
    assert said == ["image/jpeg", f'inline; filename="{photo_id}.jpg"', "nosniff"]


def test_ten_megabytes_go_through_and_one_byte_more_does_not(housekeeper: Caller) -> None:
    answers = [sent(housekeeper, JPEG.ljust(LARGEST + more)) for more in (0, 1)]
    assert [answer.status_code for answer in answers] == [201, 413]
    assert answers[1].json()["code"] == "MELMASTOON.UPLOADS.TOO_LARGE"


@pytest.mark.parametrize("as_it_comes", [False, True], ids=["with its length", "in chunks"])
def test_what_is_far_too_large_is_refused_however_it_comes(housekeeper: Caller, *, as_it_comes: bool) -> None:
    begin, end = b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n", b"\r\n--x--\r\n"
    body = begin + JPEG.ljust(2 * LARGEST) + end
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    content = iter([body]) if as_it_comes else body
    answer = housekeeper.call("POST", f"{UPLOADS}/photo", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "MELMASTOON.GENERAL.BODY_TOO_LARGE")


def test_a_page_called_a_photo_is_refused(housekeeper: Caller) -> None:
    assert sent(housekeeper, PAGE).json()["code"] == "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE"


def test_the_same_tap_twice_is_one_photo(housekeeper: Caller) -> None:
    key = uuid4().hex
    assert len({sent(housekeeper, JPEG, key).json()["data"]["photo_id"] for _ in range(2)}) == 1


def test_a_client_puts_a_photo_past_the_gateway_and_it_is_kept(whole: Whole, housekeeper: Caller) -> None:
    upload = opened(housekeeper, len(JPEG))
    assert put(upload, JPEG) == 200
    photo = housekeeper.data("POST", f"{UPLOADS}/{upload['photo_id']}/done")
    data = httpx.get(photo["url"], timeout=30).content
    assert (photo["state"], photo["bytes"]) == ("kept", len(data))
    assert seen(data).size == (8, 16)


def test_the_bucket_takes_no_more_than_was_announced(housekeeper: Caller) -> None:
    upload = opened(housekeeper, len(JPEG))
    assert put(upload, JPEG + b"!") == 400
    assert housekeeper.status("POST", f"{UPLOADS}/{upload['photo_id']}/done") == 409


def test_a_kept_photo_is_not_exchanged(housekeeper: Caller) -> None:
    upload = opened(housekeeper, len(JPEG))
    put(upload, JPEG)
    photo = housekeeper.data("POST", f"{UPLOADS}/{upload['photo_id']}/done")
    assert put(upload, PAGE) == 412
    assert seen(httpx.get(photo["url"], timeout=30).content).size == (8, 16)


def test_a_page_put_as_a_photo_is_refused_and_has_no_address(housekeeper: Caller) -> None:
    upload = opened(housekeeper, len(PAGE))
    put(upload, PAGE)
    assert housekeeper.status("POST", f"{UPLOADS}/{upload['photo_id']}/done") == 415
    assert housekeeper.data("GET", f"{UPLOADS}/{upload['photo_id']}")["url"] is None
