"""A page of ours may put a photo past the gateway into the bucket, and show it: the page's own policy and the bucket's let it."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Browser

from tests.whole import HOUSEKEEPER, Whole

# One pixel.
GIF = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")

_PUT = """async ([upload, base64]) => {
  const body = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return (await fetch(upload.upload_url, {method: 'PUT', headers: upload.headers, body})).status;
}"""
_SHOW = """(url) => new Promise((done) => {
  const image = new Image();
  image.onload = () => done(image.naturalWidth);
  image.onerror = () => done(0);
  image.src = url;
})"""


@pytest.mark.usefixtures("chromium")
def test_a_page_puts_a_photo_and_shows_it(whole: Whole, browser: Browser) -> None:
    housekeeper = whole.as_(HOUSEKEEPER)
    page = browser.new_page()
    page.goto(f"{whole.house.url}/docs/")
    upload = housekeeper.data("POST", "/api/v1/uploads", {"content_type": "image/gif", "bytes": len(GIF)})
    assert page.evaluate(_PUT, [upload, base64.b64encode(GIF).decode()]) == 200
    photo = housekeeper.data("POST", f"/api/v1/uploads/{upload['photo_id']}/done")
    assert page.evaluate(_SHOW, photo["url"]) == 1
    page.close()
