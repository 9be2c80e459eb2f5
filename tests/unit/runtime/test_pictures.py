"""P14: of a picture its pixels are kept, upright, and nothing that came along."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from shared.domain.photos import HEAD, PICTURES, ContentType, kind_of
from shared.domain.refusals import Refusal
from shared.runtime import pictures
from shared.runtime.pictures import LONGEST_SIDE, made_anew
from tests.ground import REPOSITORY
from tests.pictures import GPS, HEIC, ORIENTATION, PICTURE, is_blue, seen, taken

TAKEN = {
    "jpeg": taken(),
    "png": taken("PNG"),
    "webp": taken("WEBP"),
    "avif": taken("AVIF"),
    "heic": HEIC,
}


def kept(data: bytes) -> bytes:
    kind = kind_of(data[:HEAD])
    assert kind is not None
    return made_anew(data, kind)


def code(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.rule.code.removeprefix("MELMASTOON.UPLOADS.")


@pytest.mark.parametrize("data", TAKEN.values(), ids=TAKEN)
def test_where_and_by_what_it_was_taken_is_gone(data: bytes) -> None:
    assert b"Zarlasht" in data
    after = kept(data)
    exif = seen(after).getexif()
    assert (dict(exif), exif.get_ifd(GPS)) == ({}, {})
    assert b"Exif" not in after
    assert b"Zarlasht" not in after


@pytest.mark.parametrize("data", TAKEN.values(), ids=TAKEN)
def test_it_is_turned_upright_before_its_orientation_is_forgotten(data: bytes) -> None:
    picture = seen(kept(data))
    assert picture.size == (8, 16)
    assert is_blue(picture, 4, 3)
    assert not is_blue(picture, 4, 12)
    assert ORIENTATION not in picture.getexif()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_turned_as_it_says(orientation: int) -> None:
    """1 to 4 lie, 5 to 8 stand; blue is at the left or the top, but where it is mirrored."""
    picture = seen(kept(taken(orientation=orientation)))
    lies = orientation <= 4
    assert picture.size == ((16, 8) if lies else (8, 16))
    assert is_blue(picture, 2, 2) is (orientation in (1, 4, 5, 6))


def test_small_ones_are_made_anew_as_well() -> None:
    after = kept(PICTURE)
    assert seen(after).size == (8, 6)
    assert after != PICTURE


def test_a_larger_one_is_made_as_large_as_screens_need() -> None:
    assert seen(kept(taken(size=(4 * LONGEST_SIDE, LONGEST_SIDE), orientation=1))).size == (
        LONGEST_SIDE,
        LONGEST_SIDE // 4,
    )


def test_what_can_be_seen_through_is_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(written, "PNG")
    assert seen(kept(written.getvalue())).getpixel((4, 4)) == (255, 255, 255)


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames, written = [Image.new("RGB", (8, 8), colour) for colour in ("blue", "red")], io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    picture = seen(kept(written.getvalue()))
    assert is_blue(picture, 4, 4)
    assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize("data", [TAKEN["jpeg"], TAKEN["png"], TAKEN["heic"]], ids=["jpeg", "png", "heic"])
def test_what_is_appended_is_not_kept(data: bytes) -> None:
    assert b"script" not in kept(data + b"<script>alert(1)</script>")


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a/*<svg onload=alert(1)>*/=1;",
        b"GIF89a<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff and so on",
        b"\x89PNG\r\n\x1a\n<script>",
        HEIC[:200],
        TAKEN["jpeg"][:300],
        TAKEN["avif"][:-40],
        b"RIFF\x24\0\0\0WEBPVP8 nonsense",
    ],
)
def test_what_only_begins_like_a_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        kept(data)
    assert code(refused) == "UNSUPPORTED_TYPE"
    assert "script" not in refused.value.detail


def test_a_file_that_claims_to_be_huge_is_refused_before_it_is_opened() -> None:
    """Sixty thousand by sixty thousand, of one colour: some hundred bytes, fourteen gigabytes in memory."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

    header = (60_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(Refusal) as refused:
        kept(bomb)
    assert code(refused) == "TOO_MANY_PIXELS"
    assert refused.value.context == {"pixels": 3_600_000_000, "most": pictures.MOST_PIXELS}


def test_only_the_reader_of_what_it_is_gets_to_see_it() -> None:
    with pytest.raises(Refusal):
        made_anew(TAKEN["png"], ContentType.JPEG)


def test_every_kind_of_picture_has_its_reader() -> None:
    assert set(pictures._FORMATS) == set(PICTURES)


def test_nobody_loads_the_library_before_a_picture_comes() -> None:
    look = """
import importlib, sys
for context in ("housekeeping", "guests", "maintenance"):
    importlib.import_module(f"functions.{context}.main")
    print(*(f"{context} loads {name}" for name in ("PIL", "pi_heif") if name in sys.modules), sep="\\n", end="")
"""
    found = subprocess.run([sys.executable, "-c", look], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert found.stdout == ""
