"""Photos: put through us, or into the bucket by the client itself, and looked at before they are kept (docs/decisions/photos.md)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, InstanceOf

from shared.domain.ids import PhotoId, derived_id
from shared.domain.people import SERVICES, STAFF
from shared.domain.photos import HEAD, NOT_UPLOADED, ContentType, Photo, PhotoState, admitted, announced, confirmed
from shared.runtime.cloud import cloud
from shared.runtime.place import Place
from shared.runtime.routes import FORM, Request, SentFile, ShownOnce, command, job, query
from shared.runtime.store.port import Where
from shared.runtime.units import Units
from shared.runtime.work import View, Work

LASTING = timedelta(minutes=15)
"""How long an address is good for, to read or to write."""
_MANY = 5_000  # what is more leaves tomorrow


class ShownPhoto(ShownOnce):
    """A photo with an address that is good until `expires_at`: `url` to read it, or while it waits, `upload_url`.

    The file is PUT there with exactly these headers, once: 412 says that it is there already. A repeated request gets
    no address; ask for the photo, and get a new one.
    """

    shown_once: ClassVar[tuple[str, ...]] = ("url", "upload_url")

    photo_id: PhotoId
    state: PhotoState
    content_type: ContentType
    bytes: int
    by: str
    at: datetime
    url: str | None = None
    upload_url: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    expires_at: datetime


class UploadPhoto(Request):
    bodies: ClassVar[dict[str, str]] = {FORM: "file"}

    file: InstanceOf[SentFile]


@command("POST /api/v1/uploads/photo", allow=STAFF | SERVICES, status=201)
def upload_photo(request: UploadPhoto, units: Units) -> ShownPhoto:
    """Keep the one file of the form: an image or a PDF of up to 10 MB."""
    file = request.file
    head = file.head(HEAD)
    kind = admitted(file.size, head)
    photo = Photo(
        photo_id=derived_id("pho", units.call.entry_id),
        content_type=kind,
        bytes=file.size,
        by=units.call.actor.id,
        at=units.now,
    )
    # First the record, so that no file is ever in the bucket that nothing tells of.
    begun = units.run("announced", lambda work: work.keep(photo)).at
    kept = confirmed(photo.but(at=begun), file.size, head, units.now)
    cloud().files.put(path_of(units.place, photo.photo_id), file.data, kind)
    units.run("kept", partial(_keep, photo_id=photo.photo_id, size=file.size, head=head))
    return _shown(units.view(), kept)


class OpenUpload(Request):
    content_type: ContentType
    bytes: Annotated[int, Field(ge=1)]


@command("POST /api/v1/uploads", allow=STAFF | SERVICES, status=201)
def open_upload(request: OpenUpload, work: Work) -> ShownPhoto:
    """Announce a file, and get the address to PUT it to; then say that it is done."""
    photo = Photo(
        photo_id=work.new_id("pho"),
        content_type=request.content_type,
        bytes=request.bytes,
        by=work.actor.id,
        at=work.tapped_at,
    )
    return _shown(work, work.keep(announced(photo)))


class NamedPhoto(Request):
    photo_id: PhotoId


@command("POST /api/v1/uploads/{photo_id}/done", allow=STAFF | SERVICES, reads=(Photo,))
def confirm_upload(request: NamedPhoto, work: Work) -> ShownPhoto:
    """Have the file that was PUT looked at and kept; one that is nothing we keep is refused, and leaves by itself."""
    photo = work.get(Photo, request.photo_id)
    if not photo.is_kept:
        found = cloud().files.look(path_of(work.place, photo.photo_id), HEAD)
        if found is None:
            raise NOT_UPLOADED.refuse()
        photo = _keep(work, photo.photo_id, found.size, found.head)
    return _shown(work, photo)


@query("GET /api/v1/uploads/{photo_id}", allow=STAFF | SERVICES)
def get_photo(request: NamedPhoto, view: View) -> ShownPhoto:
    """Return what is known of a photo, and an address to read it."""
    return _shown(view, view.get(Photo, request.photo_id))


@job("unconfirmed_photos", schedule="40 3 * * *")
def remove_unconfirmed_photos(units: Units) -> None:
    """Delete what nobody confirmed, the file before its record."""
    view = units.view()
    waiting = view.list(Photo, Where("state", "==", PhotoState.WAITING.value), limit=_MANY)
    for photo in waiting.items:
        if photo.has_left(view.now):
            cloud().files.delete(path_of(units.place, photo.photo_id))
            units.run(photo.photo_id, partial(_forget, photo_id=photo.photo_id))


def path_of(place: Place, photo_id: str) -> str:
    return f"{place.path}/photos/{photo_id}"


def _keep(work: Work, photo_id: str, size: int, head: bytes) -> Photo:
    return work.keep(confirmed(work.get(Photo, photo_id), size, head, work.now))


def _forget(work: Work, photo_id: str) -> None:
    photo = work.find(Photo, photo_id)
    if photo is not None:
        work.forget(photo)


def _shown(view: View, photo: Photo) -> ShownPhoto:
    """Only who announced a photo gets the address to put its file to."""
    files, path = cloud().files, path_of(view.place, photo.photo_id)
    url, upload = None, None
    if photo.is_kept:
        url = files.read_url(path, LASTING)
    elif photo.is_awaited(view.now) and photo.by == view.actor.id:
        upload = files.upload_to(path, photo.content_type, photo.bytes, LASTING)
    return ShownPhoto(
        photo_id=photo.photo_id,
        state=photo.state,
        content_type=photo.content_type,
        bytes=photo.bytes,
        by=photo.by,
        at=photo.at,
        url=url,
        upload_url=upload.url if upload else None,
        headers=dict(upload.headers) if upload else {},
        expires_at=view.now + LASTING,
    )
