"""Photos that others name: a task, an inspection, a found item."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from shared.domain.people import DESK
from shared.domain.photos import PICTURES, ContentType, Photo
from shared.domain.refusals import INVALID_FIELDS
from shared.runtime.place import Place
from shared.runtime.work import Work


def path_of(place: Place, photo_id: str) -> str:
    """Return where the file of a photo is in the bucket."""
    return f"{place.path}/photos/{photo_id}"


def attached(work: Work, photo_ids: Sequence[str], field: str = "photos") -> tuple[str, ...]:
    """Return these photos' ids, each once, all of them kept; raises Refusal INVALID_FIELDS that names every other one."""
    return _named(work, photo_ids, field, frozenset(PICTURES))


def attached_with_papers(work: Work, photo_ids: Sequence[str], field: str = "photos") -> tuple[str, ...]:
    """Do as `attached`, where papers are kept as well; only the front desk and managers may put them there."""
    return _named(work, photo_ids, field, frozenset(ContentType) if work.roles & DESK else frozenset(PICTURES))


def _named(work: Work, photo_ids: Sequence[str], field: str, allowed: AbstractSet[ContentType]) -> tuple[str, ...]:
    found = work.gather_all(Photo, photo_ids)
    wrong = {
        f"{field}.{place}": "is no photo of this property, was not confirmed, or is a paper"
        for place, photo in enumerate(found)
        if photo is None or not photo.is_kept or photo.content_type not in allowed
    }
    if wrong:
        raise INVALID_FIELDS.refuse(fields=wrong)
    for photo in found:
        if photo is not None and not photo.named:
            work.keep(photo.but(named=True))
    return tuple(dict.fromkeys(photo_ids))
