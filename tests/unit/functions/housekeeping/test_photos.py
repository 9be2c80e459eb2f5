"""Photos, from the device to the bucket and back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from functions.housekeeping.photos import path_of, remove_unconfirmed_photos
from shared.domain.people import Actor, system
from shared.domain.photos import LARGEST, Photo
from shared.runtime.execution import Call
from shared.runtime.files.port import FilesUnavailable
from shared.runtime.units import Units
from tests.ground import (
    AGENT,
    FRONT_DESK,
    HOUSEKEEPER,
    MANAGER,
    PLACE,
    STRANGER,
    SUPERVISOR,
    Form,
    Ground,
    ground,
    guest_of,
)
from tests.pictures import HEIC, PICTURE, seen, taken

JPEG = PICTURE
BILL = b"%PDF-1.7\n<script>app.alert(1)</script>"
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
UPLOADS = "/api/v1/uploads"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands


def form(data: bytes = JPEG, name: str = "sink.jpg", field: str = "file") -> Form:
    return Form({field: (io.BytesIO(data), name)})


def sent(hotel: Ground, body: Form | None = None, **how: Any) -> dict[str, Any]:
    found: dict[str, Any] = hotel.data("POST", f"{UPLOADS}/photo", body or form(), **{"by": HOUSEKEEPER} | how)
    return found


def refused(hotel: Ground, body: Any, **how: Any) -> tuple[int, str]:
    return hotel.refused("POST", f"{UPLOADS}/photo", body, **{"by": HOUSEKEEPER} | how)


def opened(hotel: Ground, content_type: str = "image/jpeg", size: int = len(JPEG), **how: Any) -> dict[str, Any]:
    said = {"content_type": content_type, "bytes": size}
    found: dict[str, Any] = hotel.data("POST", UPLOADS, said, **{"by": HOUSEKEEPER} | how)
    return found


def put(hotel: Ground, upload: dict[str, Any], data: bytes = JPEG) -> int:
    return hotel.files.requested("PUT", upload["upload_url"], upload["headers"], data)[0]


def read(hotel: Ground, photo_id: str) -> bytes:
    url = hotel.data("GET", f"{UPLOADS}/{photo_id}", by=FRONT_DESK)["url"]
    return hotel.files.requested("GET", url, {})[1]


def clean_up(hotel: Ground) -> None:
    who = system("demo", "demo-hotel", "unconfirmed_photos")
    call = Call("job", "unconfirmed_photos", "housekeeping", f"job-{hotel.now}", who, PLACE, "r", "r", "")
    remove_unconfirmed_photos(Units(call))


# Through us


def test_a_photo_of_a_form_is_kept_and_can_be_read(hotel: Ground) -> None:
    photo = sent(hotel)
    status, data = hotel.files.requested("GET", photo["url"], {})
    assert (photo["state"], photo["content_type"], photo["bytes"]) == ("kept", "image/jpeg", len(data))
    assert (status, seen(data).size) == (200, seen(JPEG).size)
    assert read(hotel, photo["photo_id"]) == data


@pytest.mark.parametrize("data", [taken(), taken("PNG"), taken("AVIF"), HEIC], ids=["jpeg", "png", "avif", "heic"])
def test_where_it_was_taken_is_not_kept_whichever_way_it_comes(hotel: Ground, data: bytes) -> None:
    by_form = sent(hotel, form(data))["photo_id"]
    upload = opened(hotel, size=len(data))
    put(hotel, upload, data)
    hotel.data("POST", f"{UPLOADS}/{upload['photo_id']}/done", by=HOUSEKEEPER)
    for photo_id in (by_form, upload["photo_id"]):
        picture = read(hotel, photo_id)
        assert seen(picture).size == (8, 16)
        assert not dict(seen(picture).getexif())
        assert b"Zarlasht" in data
        assert b"Zarlasht" not in picture
        assert hotel.get(Photo, photo_id).content_type == "image/jpeg"


def test_the_record_says_who_and_when(hotel: Ground) -> None:
    photo = hotel.get(Photo, sent(hotel)["photo_id"])
    assert (photo.by, photo.at, photo.is_kept) == (HOUSEKEEPER.id, hotel.now, True)


@pytest.mark.parametrize("field", ["file", "photo"])
def test_the_form_may_call_its_file_as_it_likes(hotel: Ground, field: str) -> None:
    assert sent(hotel, form(field=field))["state"] == "kept"


@pytest.mark.parametrize("by", [HOUSEKEEPER, FRONT_DESK, MANAGER], ids=lambda actor: actor.id)
def test_a_paper_is_refused_as_a_photo(hotel: Ground, by: Actor) -> None:
    assert refused(hotel, form(BILL, "receipt.jpg"), by=by) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")
    assert (hotel.files.files, hotel.all(Photo)) == ({}, [])


def test_a_paper_is_announced_by_the_desk_and_only_ever_saved(hotel: Ground) -> None:
    upload = opened(hotel, "application/pdf", len(BILL), by=FRONT_DESK)
    put(hotel, upload, BILL)
    paper = hotel.data("POST", f"{UPLOADS}/{upload['photo_id']}/done", by=FRONT_DESK)
    (said,) = parse_qs(urlsplit(paper["url"]).query)["response-content-disposition"]
    assert said == f'attachment; filename="{upload["photo_id"]}.pdf"'
    assert read(hotel, upload["photo_id"]) == BILL


def test_papers_are_for_desk_and_managers(hotel: Ground) -> None:
    announced = {"content_type": "application/pdf", "bytes": len(BILL)}
    upload = opened(hotel, "application/pdf", len(BILL), by=MANAGER)
    put(hotel, upload, BILL)
    path = f"{UPLOADS}/{upload['photo_id']}"
    for by in (HOUSEKEEPER, SUPERVISOR, AGENT):
        paper = (403, "MELMASTOON.UPLOADS.PAPER")
        assert hotel.refused("POST", UPLOADS, announced, by=by) == paper
        assert hotel.refused("POST", f"{path}/done", by=by) == paper
        assert hotel.refused("GET", path, by=by) == paper


def test_a_photo_is_shown_as_a_photo_by_a_name_of_ours(hotel: Ground) -> None:
    photo = sent(hotel, form(name="<script>.html"))
    (said,) = parse_qs(urlsplit(photo["url"]).query)["response-content-disposition"]
    assert said == f'inline; filename="{photo["photo_id"]}.jpg"'


@pytest.mark.parametrize("announced", ["image/gif", "image/jpeg"])
def test_a_page_that_begins_as_a_picture_is_none_whichever_way_it_comes(hotel: Ground, announced: str) -> None:
    page = b"GIF89a/*<svg onload=alert(1)>*/=1;"
    assert refused(hotel, form(page, "sink.gif")) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")
    upload = opened(hotel, announced, len(page))
    put(hotel, upload, page)
    done = f"{UPLOADS}/{upload['photo_id']}/done"
    assert hotel.refused("POST", done, by=HOUSEKEEPER) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")
    assert hotel.data("GET", f"{UPLOADS}/{upload['photo_id']}", by=FRONT_DESK)["url"] is None


def test_a_photo_called_something_else_is_a_photo(hotel: Ground) -> None:
    assert sent(hotel, form(JPEG, "photo.html"))["content_type"] == "image/jpeg"


def test_a_page_called_a_photo_is_refused_and_leaves_nothing(hotel: Ground) -> None:
    assert refused(hotel, form(PAGE, "sink.jpg")) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")
    assert (hotel.files.files, hotel.all(Photo)) == ({}, [])


def test_ten_megabytes_are_kept(hotel: Ground) -> None:
    assert sent(hotel, form(JPEG.ljust(LARGEST)))["bytes"] < LARGEST


def test_one_byte_more_is_refused_and_leaves_nothing(hotel: Ground) -> None:
    assert refused(hotel, form(JPEG.ljust(LARGEST + 1))) == (413, "MELMASTOON.UPLOADS.TOO_LARGE")
    assert (hotel.files.files, hotel.all(Photo)) == ({}, [])


def test_what_is_larger_still_is_not_even_read(hotel: Ground) -> None:
    assert refused(hotel, form(JPEG.ljust(12 << 20))) == (413, "MELMASTOON.GENERAL.BODY_TOO_LARGE")


def test_an_empty_file_is_refused(hotel: Ground) -> None:
    assert refused(hotel, form(b"")) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")


def test_a_form_without_a_file_is_refused_by_field(hotel: Ground) -> None:
    body = b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\njust text\r\n--x--\r\n"
    how = {"by": HOUSEKEEPER, "Content_Type": "multipart/form-data; boundary=x"}
    answer = hotel.call("POST", f"{UPLOADS}/photo", body, **how)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["file"]


def test_two_files_at_once_are_refused(hotel: Ground) -> None:
    two = Form(file=(io.BytesIO(JPEG), "1.jpg"), other=(io.BytesIO(JPEG), "2.jpg"))
    assert refused(hotel, two) == (422, "MELMASTOON.GENERAL.INVALID_FIELDS")


def test_what_the_form_says_besides_is_refused(hotel: Ground) -> None:
    both = Form(form(), room_id="204")
    assert refused(hotel, both) == (422, "MELMASTOON.GENERAL.INVALID_FIELDS")


@pytest.mark.parametrize("body", [{"file": {"sha256": "0", "size": 1, "data": "x"}}, None])
def test_what_is_no_form_is_refused(hotel: Ground, body: object) -> None:
    assert refused(hotel, body) == (415, "MELMASTOON.GENERAL.UNSUPPORTED_MEDIA_TYPE")


def test_sent_again_with_the_same_key_it_is_the_same_photo(hotel: Ground) -> None:
    first, again = (sent(hotel, Idempotency_Key="tap-1") for _ in range(2))
    assert first["photo_id"] == again["photo_id"]
    assert again["url"] is None
    assert len(hotel.files.files) == 1


def test_another_file_with_the_same_key_is_refused(hotel: Ground) -> None:
    sent(hotel, Idempotency_Key="tap-1")
    other = refused(hotel, form(JPEG + b"!"), Idempotency_Key="tap-1")
    assert other == (422, "MELMASTOON.GENERAL.IDEMPOTENCY_KEY_REUSED")


def test_no_address_stays_in_the_journal(hotel: Ground) -> None:
    addresses = [sent(hotel)["url"], opened(hotel)["upload_url"]]
    written = "".join(entry.model_dump_json() for entry in hotel.journal())
    assert not [address for address in addresses if address in written]


class Failing:
    """A bucket that takes the file, and loses its answer the first time."""

    def __init__(self, hotel: Ground) -> None:
        self._put, self._fails = hotel.files.put, True

    def __call__(self, path: str, data: BinaryIO, content_type: str) -> None:
        self._put(path, data, content_type)
        if self._fails:
            self._fails = False
            raise FilesUnavailable("the answer is lost")


def test_what_the_bucket_lost_is_seen_by_nobody_until_it_is_sent_again(
    hotel: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hotel.files, "put", Failing(hotel))
    assert refused(hotel, form(), Idempotency_Key="tap-1") == (503, "MELMASTOON.GENERAL.TRY_AGAIN")
    (waiting,) = hotel.all(Photo)
    assert hotel.data("GET", f"{UPLOADS}/{waiting.photo_id}", by=FRONT_DESK)["url"] is None
    assert sent(hotel, Idempotency_Key="tap-1")["photo_id"] == waiting.photo_id
    assert seen(read(hotel, waiting.photo_id)).size == seen(JPEG).size


def test_what_the_bucket_lost_and_nobody_sent_again_leaves(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hotel.files, "put", Failing(hotel))
    refused(hotel, form(), Idempotency_Key="tap-1")
    hotel.pass_time(days=3)
    clean_up(hotel)
    assert (hotel.files.files, hotel.all(Photo)) == ({}, [])
    assert refused(hotel, form(), Idempotency_Key="tap-1") == (409, "MELMASTOON.UPLOADS.NOT_CONFIRMED_IN_TIME")
    assert hotel.files.files == {}


# By the client itself


def test_a_client_puts_the_file_itself_and_says_that_it_is_done(hotel: Ground) -> None:
    upload = opened(hotel)
    assert put(hotel, upload) == 200
    photo = hotel.data("POST", f"{UPLOADS}/{upload['photo_id']}/done", by=HOUSEKEEPER)
    picture = read(hotel, upload["photo_id"])
    assert (photo["state"], photo["bytes"]) == ("kept", len(picture))
    assert seen(picture).size == seen(JPEG).size


def test_a_file_longer_than_it_may_be_is_refused_wherever_it_came_from(hotel: Ground) -> None:
    upload = opened(hotel)
    hotel.files.files[path_of(PLACE, upload["photo_id"])] = JPEG.ljust(LARGEST + 1)
    done = f"{UPLOADS}/{upload['photo_id']}/done"
    assert hotel.refused("POST", done, by=HOUSEKEEPER) == (413, "MELMASTOON.UPLOADS.TOO_LARGE")


def test_a_crash_between_file_and_record_is_mended_by_saying_done_again(
    hotel: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = opened(hotel, size=len(taken()))
    assert put(hotel, upload, taken()) == 200
    done = f"{UPLOADS}/{upload['photo_id']}/done"
    with monkeypatch.context() as patch:
        patch.setattr(hotel.files, "put", Failing(hotel))
        assert hotel.refused("POST", done, by=HOUSEKEEPER)[0] == 503
    assert hotel.data("GET", f"{UPLOADS}/{upload['photo_id']}", by=FRONT_DESK)["url"] is None
    hotel.data("POST", done, by=HOUSEKEEPER)
    assert seen(read(hotel, upload["photo_id"])).size == (8, 16)


def test_done_twice_is_done_once(hotel: Ground) -> None:
    upload = opened(hotel)
    put(hotel, upload)
    first, again = (hotel.data("POST", f"{UPLOADS}/{upload['photo_id']}/done", by=HOUSEKEEPER) for _ in range(2))
    assert (first["state"], again["state"]) == ("kept", "kept")
    assert hotel.get(Photo, upload["photo_id"]).revision == 2


def test_what_is_not_there_is_not_done(hotel: Ground) -> None:
    done = f"{UPLOADS}/{opened(hotel)['photo_id']}/done"
    assert hotel.refused("POST", done, by=HOUSEKEEPER) == (409, "MELMASTOON.UPLOADS.NOT_UPLOADED_YET")


def test_a_page_put_as_a_photo_is_refused_and_never_shown(hotel: Ground) -> None:
    upload = opened(hotel, size=len(PAGE))
    put(hotel, upload, PAGE)
    done = f"{UPLOADS}/{upload['photo_id']}/done"
    assert hotel.refused("POST", done, by=HOUSEKEEPER) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")
    assert hotel.data("GET", f"{UPLOADS}/{upload['photo_id']}", by=FRONT_DESK)["url"] is None


def test_what_was_looked_at_cannot_be_exchanged(hotel: Ground) -> None:
    upload = opened(hotel)
    put(hotel, upload)
    hotel.data("POST", f"{UPLOADS}/{upload['photo_id']}/done", by=HOUSEKEEPER)
    assert put(hotel, upload, PAGE[: len(JPEG)]) == 412


def test_what_is_announced_as_too_large_gets_no_address(hotel: Ground) -> None:
    said = {"content_type": "image/jpeg", "bytes": LARGEST + 1}
    assert hotel.refused("POST", UPLOADS, said, by=HOUSEKEEPER) == (413, "MELMASTOON.UPLOADS.TOO_LARGE")


def test_what_is_announced_as_a_film_gets_no_address(hotel: Ground) -> None:
    said = {"content_type": "video/mp4", "bytes": 9}
    assert hotel.refused("POST", UPLOADS, said, by=HOUSEKEEPER)[0] == 422


def test_who_lost_the_address_asks_for_the_photo_and_gets_another(hotel: Ground) -> None:
    opened(hotel, Idempotency_Key="tap-1")
    repeated = opened(hotel, Idempotency_Key="tap-1")
    assert repeated["upload_url"] is None
    again = hotel.data("GET", f"{UPLOADS}/{repeated['photo_id']}", by=HOUSEKEEPER)
    assert put(hotel, again) == 200


def test_who_asks_when_it_is_too_late_to_confirm_gets_no_address(hotel: Ground) -> None:
    upload = opened(hotel)
    hotel.pass_time(days=1, seconds=1)
    assert hotel.data("GET", f"{UPLOADS}/{upload['photo_id']}", by=HOUSEKEEPER)["upload_url"] is None


def test_nobody_else_gets_the_address_to_put_it_to(hotel: Ground) -> None:
    upload = opened(hotel)
    shown = hotel.data("GET", f"{UPLOADS}/{upload['photo_id']}", by=FRONT_DESK)
    assert (shown["upload_url"], shown["headers"]) == (None, {})


def names(hotel: Ground, photo_id: str) -> None:
    """Have something that was found show this photo."""
    found = {"description": "A ring", "photos": [photo_id]}
    hotel.data("POST", "/api/v1/housekeeping/lost-and-found", found, by=HOUSEKEEPER)


def test_what_nobody_confirmed_leaves_with_its_file_and_what_is_named_stays(hotel: Ground) -> None:
    kept, upload = sent(hotel), opened(hotel)
    put(hotel, upload)
    names(hotel, kept["photo_id"])
    hotel.pass_time(days=3)
    young = opened(hotel)
    clean_up(hotel)
    assert {photo.photo_id for photo in hotel.all(Photo)} == {kept["photo_id"], young["photo_id"]}
    assert list(hotel.files.files) == [path_of(PLACE, kept["photo_id"])]


def test_what_nothing_names_leaves_after_two_days_with_its_file(hotel: Ground) -> None:
    sent(hotel)
    hotel.pass_time(days=2)
    clean_up(hotel)
    assert len(hotel.files.files) == len(hotel.all(Photo)) == 1
    hotel.pass_time(seconds=1)
    clean_up(hotel)
    assert (hotel.files.files, hotel.all(Photo)) == ({}, [])


def test_who_names_a_photo_while_it_leaves_keeps_it_or_is_told(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """First its record says that it leaves, then its file goes: nothing is left that names a photo without a file."""
    photo = sent(hotel)["photo_id"]
    hotel.pass_time(days=3)
    monkeypatch.setattr(hotel.files, "delete", lambda _: (_ for _ in ()).throw(FilesUnavailable("away")))
    with pytest.raises(FilesUnavailable):
        clean_up(hotel)
    said = {"description": "A ring", "photos": [photo]}
    assert hotel.refused("POST", "/api/v1/housekeeping/lost-and-found", said, by=HOUSEKEEPER)[0] == 422
    monkeypatch.undo()
    hotel.pass_time(days=1)
    clean_up(hotel)
    assert (hotel.files.files, hotel.all(Photo)) == ({}, [])


def test_guests_and_strangers_see_no_photo(hotel: Ground) -> None:
    photo = f"{UPLOADS}/{sent(hotel)['photo_id']}"
    assert hotel.refused("GET", photo, by=guest_of("204", "rsv_1"))[0] == 403
    assert hotel.refused("GET", photo, by=STRANGER)[0] == 404
