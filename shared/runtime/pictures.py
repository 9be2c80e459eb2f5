"""Photos made anew: what is kept of a picture is its pixels, and nothing that came along (docs/decisions/photos-made-anew.md).

Position, camera, comments, thumbnails, colour profiles, whatever is appended and whatever another reader might take the file
for are gone by that: out comes a JPEG that only we wrote.
"""

from __future__ import annotations

import io
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from shared.domain.photos import TOO_MANY_PIXELS, UNSUPPORTED, ContentType

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000
"""More than any phone sends; a file of some kilobytes can claim to be a thousand times that."""
LONGEST_SIDE = 2_560
QUALITY = 85
_FORMATS = {
    ContentType.JPEG: "JPEG",
    ContentType.PNG: "PNG",
    ContentType.GIF: "GIF",
    ContentType.WEBP: "WEBP",
    ContentType.AVIF: "AVIF",
    ContentType.HEIC: "HEIF",
    ContentType.HEIF: "HEIF",
}
_one_at_a_time = threading.Lock()
"""An open picture takes four bytes a pixel, and an instance serves many at once."""


def made_anew(data: bytes, kind: ContentType) -> bytes:
    """Return the picture upright, no larger than screens need, as a JPEG without metadata; of an animation the first frame.

    `kind` is what its first bytes say, and the only reader that gets to see it. Raises Refusal UNSUPPORTED where it is no
    such picture after all, TOO_MANY_PIXELS where opening it would take more memory than there is.
    """
    with _one_at_a_time:
        try:
            return _made_anew(data, _FORMATS[kind])
        except (
            OSError,
            ValueError,
            SyntaxError,
            EOFError,
            ArithmeticError,
            LookupError,
            TypeError,
            MemoryError,
        ) as reason:
            # Whatever a broken or hostile file brings a reader to; only its type is said, for its text may quote the file.
            raise UNSUPPORTED.refuse(
                f"It begins as {kind} and cannot be read as one ({type(reason).__name__})."
            ) from None


def _made_anew(data: bytes, form: str) -> bytes:
    from PIL import Image, ImageFile, ImageOps  # noqa: PLC0415 - heavy: loaded when first needed

    if form == "HEIF":
        from pi_heif import register_heif_opener  # noqa: PLC0415 - likewise

        register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # ours is asked before anything is decoded, and refuses in words
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(io.BytesIO(data), formats=[form]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            raise TOO_MANY_PIXELS.refuse(pixels=width * height, most=MOST_PIXELS)
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # first of all: every copy from here on is small
        flat = _flat(opened)
    upright = ImageOps.exif_transpose(flat)
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _flat(picture: Image) -> Image:
    """Return the first frame without transparency; what could be seen through is white. Its orientation is still said."""
    from PIL import Image as images  # noqa: N813, PLC0415 - a module

    exif = picture.getexif()
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        flat = images.new("RGB", picture.size, "white")
        flat.paste(seen, mask=seen.getchannel("A"))
    else:
        flat = picture.convert("RGB")
    with suppress(KeyError):
        flat.getexif()[_ORIENTATION] = exif[_ORIENTATION]
    return flat


_ORIENTATION = 0x0112
