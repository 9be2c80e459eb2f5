"""Photos that others name: a task, an inspection, a found item."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.photos import Photo
from shared.domain.refusals import INVALID_FIELDS
from shared.runtime.place import Place
from shared.runtime.work import Work


def path_of(place: Place, photo_id: str) -> str:
    """Return where the file of a photo is in the bucket."""
    return f"{place.path}/photos/{photo_id}"


def attached(work: Work, photo_ids: Sequence[str], field: str = "photos") -> tuple[str, ...]:
    """Return these photos' ids, each once, all of them kept; raises Refusal INVALID_FIELDS that names every other one."""
    found = work.gather_all(Photo, photo_ids)
    wrong = {
        f"{field}.{place}": "is no photo of this property, or was not confirmed"
        for place, photo in enumerate(found)
        if photo is None or not photo.is_kept
    }
    if wrong:
        raise INVALID_FIELDS.refuse(fields=wrong)
    return tuple(dict.fromkeys(photo_ids))
