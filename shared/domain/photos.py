"""Photos and papers: what may be kept, and a record of each. The file itself is in the bucket (docs/decisions/photos.md).

What a file is, its first bytes say; a name or a header is only what somebody claims.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from shared.domain.documents import Document
from shared.domain.ids import PhotoId
from shared.domain.people import DESK, Role
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.words import Instant

LARGEST = 10 * 1024 * 1024
HEAD = 64
"""How many of the first bytes `kind_of` wants to see."""
CONFIRMED_WITHIN = timedelta(days=1)

TOO_LARGE = Rule("MELMASTOON.UPLOADS.TOO_LARGE", 413, "A file may have up to 10 MB.")
UNSUPPORTED = Rule("MELMASTOON.UPLOADS.UNSUPPORTED_TYPE", 415, "Only images and PDF are kept.")
TOO_MANY_PIXELS = Rule("MELMASTOON.UPLOADS.TOO_MANY_PIXELS", 413, "A picture may have up to 50 million pixels.")
PAPER = Rule(
    "MELMASTOON.UPLOADS.PAPER", 403, "A PDF is a paper and no photo: papers are for the front desk and managers."
)
NOT_UPLOADED = Rule("MELMASTOON.UPLOADS.NOT_UPLOADED_YET", 409, "The file is not there yet.")
TOO_LATE = Rule("MELMASTOON.UPLOADS.NOT_CONFIRMED_IN_TIME", 409, "The upload was not confirmed in time; begin anew.")


class ContentType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    HEIF = "image/heif"
    AVIF = "image/avif"
    PDF = "application/pdf"


PICTURES = tuple(kind for kind in ContentType if kind is not ContentType.PDF)
_BEGINNINGS = {
    b"\xff\xd8\xff": ContentType.JPEG,
    b"\x89PNG\r\n\x1a\n": ContentType.PNG,
    b"GIF87a": ContentType.GIF,
    b"GIF89a": ContentType.GIF,
    b"%PDF-": ContentType.PDF,
}
# Of an ISO base media file, which may be a film as well. Those that say which codec before those that do not.
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), ContentType.HEIC),
    **dict.fromkeys((b"avif", b"avis"), ContentType.AVIF),
    **dict.fromkeys((b"mif1", b"msf1"), ContentType.HEIF),
}


def kind_of(head: bytes) -> ContentType | None:
    """Return what a file is that begins so, or None where it is nothing that we keep."""
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ContentType.WEBP
    if head[4:8] == b"ftyp":
        brands = _brands(head)
        return next((kind for brand, kind in _BRANDS.items() if brand in brands), None)
    return None


def _brands(head: bytes) -> set[bytes]:
    """Return the brands of the first box: the major one, and behind its version the compatible ones."""
    box = head[: int.from_bytes(head[:4])]
    return {box[8:12], *(box[place : place + 4] for place in range(16, len(box), 4))}


def admitted(size: int, head: bytes) -> ContentType:
    """Return what the file is; raises Refusal where it is too large, or nothing that we keep."""
    if size > LARGEST:
        raise TOO_LARGE.refuse(bytes=size, most=LARGEST)
    kind = kind_of(head)
    if kind is None:
        raise UNSUPPORTED.refuse("" if size else "The file is empty.", supported=[str(one) for one in ContentType])
    return kind


def pictured(kind: ContentType) -> ContentType:
    """Return what a picture is; raises Refusal UNSUPPORTED for a paper, which is none."""
    if kind is ContentType.PDF:
        raise UNSUPPORTED.refuse("A PDF is no photo; announce it as a paper.", supported=[str(one) for one in PICTURES])
    return kind


def check_papers(kind: ContentType, roles: AbstractSet[Role]) -> None:
    """Raises Refusal PAPER where it is one, and these roles have nothing to do with papers."""
    if kind is ContentType.PDF and not roles & DESK:
        raise PAPER.refuse()


class PhotoState(StrEnum):
    """`waiting` for its file, or for it to be removed; nobody sees it, and it leaves by itself."""

    WAITING = "waiting"
    KEPT = "kept"


class Photo(Document):
    """`content_type` and `bytes` are what was announced while it waits, and what the file is once it is kept.

    `named`: a task, an item or an order shows it; what nothing names leaves by itself.
    """

    collection: ClassVar[str] = "photos"
    key: ClassVar[str] = "photo_id"
    about_guest: ClassVar[AboutGuest] = keep("It goes with what names it, where that is a guest's.")

    photo_id: PhotoId
    state: PhotoState = PhotoState.WAITING
    content_type: ContentType
    bytes: int
    by: str
    at: Instant
    named: bool = False

    @property
    def is_kept(self) -> bool:
        return self.state is PhotoState.KEPT

    def is_awaited(self, at: datetime) -> bool:
        """Whether its file may still come, and be confirmed."""
        return not self.is_kept and at <= self.at + CONFIRMED_WITHIN

    def has_left(self, at: datetime) -> bool:
        """Whether nobody will confirm it any more, a request that is on its way included."""
        return not self.is_kept and self.is_old(at)

    def is_old(self, at: datetime) -> bool:
        """Whether whoever brought it has done with it what they wanted; until then it may wait to be named."""
        return at > self.at + 2 * CONFIRMED_WITHIN

    def left(self) -> Photo:
        """Return a photo that nothing names, to be removed: it can be named no more, nor confirmed again."""
        return self.but(state=PhotoState.WAITING)


def announced(photo: Photo) -> Photo:
    """Return the photo, to wait for its file; raises Refusal where the file could not be kept."""
    if photo.bytes > LARGEST:
        raise TOO_LARGE.refuse(bytes=photo.bytes, most=LARGEST)
    return photo


def is_what_was_announced(photo: Photo, kind: ContentType, at: datetime) -> None:
    """Return if a file of this kind may be kept as this photo. Raises Refusal TOO_LATE or UNSUPPORTED."""
    if not photo.is_awaited(at):
        raise TOO_LATE.refuse()
    # A paper is seen by others than a photo is.
    if (kind is ContentType.PDF) is not (photo.content_type is ContentType.PDF):
        raise UNSUPPORTED.refuse(f"It was announced as {photo.content_type} and is {kind}.")


def kept(photo: Photo, kind: ContentType, size: int, at: datetime) -> Photo:
    """Return the photo as it is kept, its file being of this kind and size. A kept one stays as it is."""
    if photo.is_kept:
        return photo
    is_what_was_announced(photo, kind, at)
    return photo.but(state=PhotoState.KEPT, content_type=kind, bytes=size)
