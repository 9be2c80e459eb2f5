"""What a file is, its first bytes say; what is kept, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.domain.ids import derived_id
from shared.domain.people import DESK, Role
from shared.domain.photos import (
    CONFIRMED_WITHIN,
    LARGEST,
    PICTURES,
    ContentType,
    Photo,
    PhotoState,
    admitted,
    announced,
    check_papers,
    kept,
    kind_of,
    pictured,
)
from shared.domain.refusals import Refusal
from tests.ground import NOON

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


def photo(**facts: object) -> Photo:
    said = {"photo_id": derived_id("pho", "sink"), "content_type": "image/jpeg", "bytes": 9, "by": "stf_1", "at": NOON}
    return Photo.model_validate(said | facts)


def media(major: bytes, *compatible: bytes) -> bytes:
    """Return the beginning of an ISO base media file of these brands."""
    rest = b"ftyp" + major + b"\0\0\0\0" + b"".join(compatible)
    return (len(rest) + 4).to_bytes(4) + rest


def code(refused: pytest.ExceptionInfo[Refusal]) -> tuple[int, str]:
    return refused.value.rule.status, refused.value.rule.code


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (media(b"heic", b"mif1", b"heic"), "image/heic"),
        (media(b"mif1", b"mif1", b"heic"), "image/heic"),
        (media(b"mif1", b"miaf"), "image/heif"),
        (media(b"avif", b"mif1", b"miaf"), "image/avif"),
        (media(b"mif1", b"avif"), "image/avif"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<!DOCTYPE html><script>",
        b"<svg xmlns=",
        b"RIFF\x24\0\0\0WAVEfmt ",
        media(b"isom", b"mp41"),
        media(b"M4V ", b"isom") + b"heic",
        b"\0\0\0\x18ftyp",
        b"\xff\xd8",
        b"\x1f\x8b\x08",
        b"PK\x03\x04",
        b" %PDF-1.7",
    ],
)
def test_nothing_else_is_kept(head: bytes) -> None:
    assert kind_of(head) is None


def test_ten_megabytes_are_admitted_and_one_byte_more_is_not() -> None:
    assert admitted(LARGEST, JPEG) is ContentType.JPEG
    with pytest.raises(Refusal) as refused:
        admitted(LARGEST + 1, JPEG)
    assert code(refused) == (413, "MELMASTOON.UPLOADS.TOO_LARGE")


def test_what_is_announced_as_too_large_is_refused_before_anybody_sends_it() -> None:
    with pytest.raises(Refusal) as refused:
        announced(photo(bytes=LARGEST + 1))
    assert code(refused) == (413, "MELMASTOON.UPLOADS.TOO_LARGE")


def test_an_empty_file_is_refused_and_called_empty() -> None:
    with pytest.raises(Refusal, match="empty") as refused:
        admitted(0, b"")
    assert code(refused) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")


def test_a_kept_photo_says_what_its_file_is_not_what_was_announced() -> None:
    after = kept(photo(content_type="image/png"), ContentType.JPEG, 700, NOON)
    assert (after.state, after.content_type, after.bytes) == (PhotoState.KEPT, "image/jpeg", 700)


@pytest.mark.parametrize(("said", "kind"), [("image/jpeg", ContentType.PDF), ("application/pdf", ContentType.JPEG)])
def test_what_would_be_served_as_something_else_is_refused(said: str, kind: ContentType) -> None:
    with pytest.raises(Refusal, match="announced as") as refused:
        kept(photo(content_type=said), kind, 700, NOON)
    assert code(refused) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")


def test_a_paper_is_no_picture() -> None:
    with pytest.raises(Refusal, match="no photo") as refused:
        pictured(ContentType.PDF)
    assert code(refused) == (415, "MELMASTOON.UPLOADS.UNSUPPORTED_TYPE")
    assert [pictured(kind) for kind in PICTURES] == list(PICTURES)


def test_papers_are_for_desk_and_managers() -> None:
    for role in Role:
        if role in DESK:
            check_papers(ContentType.PDF, {role})
            continue
        check_papers(ContentType.JPEG, {role})
        with pytest.raises(Refusal) as refused:
            check_papers(ContentType.PDF, {role})
        assert code(refused) == (403, "MELMASTOON.UPLOADS.PAPER")


def test_a_kept_photo_stays_as_it_is() -> None:
    before = photo(state="kept")
    assert kept(before, ContentType.PNG, 0, NOON + timedelta(days=9)) is before


def test_who_confirms_after_a_day_begins_anew() -> None:
    kept(photo(), ContentType.JPEG, 700, NOON + CONFIRMED_WITHIN)
    with pytest.raises(Refusal) as refused:
        kept(photo(), ContentType.JPEG, 700, NOON + CONFIRMED_WITHIN + timedelta(seconds=1))
    assert code(refused) == (409, "MELMASTOON.UPLOADS.NOT_CONFIRMED_IN_TIME")


def test_a_photo_leaves_only_when_nobody_can_confirm_it_any_more() -> None:
    assert not photo().has_left(NOON + CONFIRMED_WITHIN)
    assert photo().has_left(NOON + timedelta(days=3))
    assert not photo(state="kept").has_left(NOON + timedelta(days=3))
    assert photo(state="kept").left().has_left(NOON + timedelta(days=3))
