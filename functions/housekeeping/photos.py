"""Photos: put through us, or into the bucket by the client itself, and looked at before they are kept (docs/decisions/photos.md)."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, InstanceOf

from shared.domain.ids import PhotoId, derived_id
from shared.domain.people import SERVICES, STAFF
from shared.domain.photos import (
    HEAD,
    LARGEST,
    NOT_UPLOADED,
    ContentType,
    Photo,
    PhotoState,
    admitted,
    announced,
    check_papers,
    is_what_was_announced,
    kept,
    pictured,
)
from shared.domain.words import Whole
from shared.flows.photos import path_of
from shared.runtime.cloud import cloud
from shared.runtime.pictures import made_anew
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
    """Keep the one file of the form: an image of up to 10 MB. What it holds beside its pixels is not kept."""
    file = request.file
    picture = made_anew(file.whole(), pictured(admitted(file.size, file.head(HEAD))))
    photo = Photo(
        photo_id=derived_id("pho", units.call.entry_id),
        content_type=ContentType.JPEG,
        bytes=len(picture),
        by=units.call.actor.id,
        at=units.now,
    )
    # First the record, so that no file is ever in the bucket that nothing tells of.
    begun = units.run("announced", lambda work: work.keep(photo)).at
    after = kept(photo.but(at=begun), ContentType.JPEG, len(picture), units.now)
    cloud().files.put(path_of(units.place, photo.photo_id), io.BytesIO(picture), ContentType.JPEG)
    units.run("kept", partial(_keep, after=after))
    return _shown(units.view(), after)


class OpenUpload(Request):
    """A PDF is a paper: only the front desk and managers bring them."""

    content_type: ContentType
    bytes: Annotated[Whole, Field(ge=1)]


@command("POST /api/v1/uploads", allow=STAFF | SERVICES, status=201)
def open_upload(request: OpenUpload, work: Work) -> ShownPhoto:
    """Announce a file, and get the address to PUT it to; then say that it is done."""
    check_papers(request.content_type, work.roles)
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


@command("POST /api/v1/uploads/{photo_id}/done", allow=STAFF | SERVICES)
def confirm_upload(request: NamedPhoto, units: Units) -> ShownPhoto:
    """Have the file that was PUT looked at and kept; one that is nothing we keep is refused, and leaves by itself."""
    view = units.view()
    photo = view.get(Photo, request.photo_id)
    check_papers(photo.content_type, view.roles)
    if photo.is_kept:
        return _shown(view, photo)
    path = path_of(units.place, photo.photo_id)
    data = cloud().files.get(path, LARGEST)
    if data is None:
        raise NOT_UPLOADED.refuse()
    kind = admitted(len(data), data[:HEAD])
    is_what_was_announced(photo, kind, units.now)
    if kind is not ContentType.PDF:
        # In its place: who put the first one cannot put another, and nobody has an address to read it yet.
        data, kind = made_anew(data, kind), ContentType.JPEG
        cloud().files.put(path, io.BytesIO(data), kind)
    after = kept(photo, kind, len(data), units.now)
    units.run("kept", partial(_keep, after=after), [units.place.key(Photo.collection, photo.photo_id)])
    return _shown(units.view(), after)


@query("GET /api/v1/uploads/{photo_id}", allow=STAFF | SERVICES)
def get_photo(request: NamedPhoto, view: View) -> ShownPhoto:
    """Return what is known of a photo, and an address to read it; of a paper only to the front desk and managers."""
    photo = view.get(Photo, request.photo_id)
    check_papers(photo.content_type, view.roles)
    return _shown(view, photo)


@job("unconfirmed_photos", schedule="40 3 * * *")
def remove_unconfirmed_photos(units: Units) -> None:
    """Delete what nobody confirmed and what nothing names, the file before its record."""
    view = units.view()
    unnamed = (Where("state", "==", PhotoState.KEPT.value), Where("named", "==", value=False))
    for photo in view.list(Photo, *unnamed, limit=_MANY).items:
        if photo.is_old(view.now):
            units.run(f"{photo.photo_id} unnamed", partial(_leave, photo_id=photo.photo_id))
    waiting = view.list(Photo, Where("state", "==", PhotoState.WAITING.value), limit=_MANY)
    for photo in waiting.items:
        if photo.has_left(view.now):
            cloud().files.delete(path_of(units.place, photo.photo_id))
            units.run(photo.photo_id, partial(_forget, photo_id=photo.photo_id))


def _keep(work: Work, after: Photo) -> None:
    """Keep the record of a file that was looked at; as it is now, for it may have been kept already."""
    photo = work.get(Photo, after.photo_id)
    work.keep(kept(photo, after.content_type, after.bytes, work.now))


def _leave(work: Work, photo_id: str) -> None:
    """Have a photo leave that nothing names: first nobody can name it any more, then its file goes."""
    photo = work.find(Photo, photo_id)
    if photo is not None and photo.is_kept and not photo.named:
        work.keep(photo.left())


def _forget(work: Work, photo_id: str) -> None:
    photo = work.find(Photo, photo_id)
    if photo is not None:
        work.forget(photo)


def _disposition(photo: Photo) -> str:
    """A paper may carry a script: it is only ever saved, and never opened where our pages are."""
    if photo.content_type is ContentType.PDF:
        return f'attachment; filename="{photo.photo_id}.pdf"'
    return f'inline; filename="{photo.photo_id}.jpg"'


def _shown(view: View, photo: Photo) -> ShownPhoto:
    """Only who announced a photo gets the address to put its file to."""
    files, path = cloud().files, path_of(view.place, photo.photo_id)
    url, upload = None, None
    if photo.is_kept:
        url = files.read_url(path, LASTING, _disposition(photo))
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
