"""Pictures for tests: a small real one, and others as cameras and strangers make them."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8yb"
    "qmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAG"
    "AAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwX/xA"
    "AUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCEACo//9k="
)
"""Eight by six, red."""
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAcdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA"
    "AAAERAAAIAAQAAAAAB6wABAAAAAAAAAC8AAgAAAAACGgABAAAAAAAAALIAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp"
    "bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABBmlwcnAAAADlaXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGE"
    "ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQApQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPBiQAA"
    "ABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAAChjbGFwAAAAEAAAAAEAAAAIAAAAAf///9AAAAAC////yAAAAAIAAAAQcG"
    "l4aQAAAAADCAgIAAAACWlyb3QDAAAAGWlwbWEAAAAAAAAAAQABBoECAwWEhgAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAA6W1kYXQAAAAr"
    "KAGvC0hakHD64nDfYFZ20VbmWHcccskhT3wfUwel9CmN40i7Lh35tfuf3AAAAAZFeGlmAABNTQAqAAAACAADAQ4AAgAAABAAAAAyARIAAwAAAA"
    "EABgAAiCUABAAAAAEAAABCAAAAAFphcmxhc2h0IGluIDIwNAAABAABAAIAAAACTgAAAAACAAUAAAADAAAAeAADAAIAAAACRQAAAAAEAAUAAAAD"
    "AAAAkAAAAAAAAAAiAAAAAQAAAB8AAAABAAAAKQAAAAEAAABFAAAAAQAAAAoAAAABAAAADQAAAAE="
)
"""As a phone makes it: sixteen by eight, blue left and red right, turned by a quarter, with a position and a description."""
ORIENTATION, GPS, DESCRIPTION = 0x0112, 0x8825, 0x010E
KABUL = {1: "N", 2: (34.0, 31.0, 41.0), 3: "E", 4: (69.0, 10.0, 13.0)}


def taken(form: str = "JPEG", size: tuple[int, int] = (16, 8), orientation: int = 6, **how: Any) -> bytes:
    """Return a photo with the left half blue and the right half red, turned so, with a position and a description."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = orientation, "Zarlasht in 204"
    exif.get_ifd(GPS).update(KABUL)
    written = io.BytesIO()
    picture.save(written, form, exif=exif.tobytes(), **how)
    return written.getvalue()


def seen(data: bytes) -> Image.Image:
    """Return a kept picture, opened."""
    picture = Image.open(io.BytesIO(data), formats=["JPEG"])
    picture.load()
    return picture


def is_blue(picture: Image.Image, *place: int) -> bool:
    """Whether the picture is blue there, and not red."""
    red, _, blue = picture.convert("RGB").getpixel(place)
    return bool(blue > red)
