"""Photos that a task or a found item names are there and kept, or each that is not is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.domain.ids import derived_id
from shared.domain.people import system
from shared.domain.photos import ContentType, Photo, PhotoState
from shared.domain.refusals import Refusal
from shared.flows.photos import attached
from shared.runtime.execution import Call
from shared.runtime.units import Units
from tests.ground import NOON, PLACE, ground

KEPT, ALSO_KEPT, WAITING, NOWHERE = (derived_id("pho", name) for name in ("sink", "tap", "door", "nowhere"))


@pytest.fixture(autouse=True)
def photos() -> Iterator[None]:
    with ground() as stands:
        for photo_id, state in ((KEPT, "kept"), (ALSO_KEPT, "kept"), (WAITING, "waiting")):
            jpeg = ContentType.JPEG
            stands.put(Photo(photo_id=photo_id, state=PhotoState(state), content_type=jpeg, bytes=9, by="x", at=NOON))
        yield


def named(*photo_ids: str) -> tuple[str, ...]:
    found: list[tuple[str, ...]] = []
    call = Call("event", "note", "tests", "note", system("demo", "demo-hotel", "tests"), PLACE, "r", "r", "")
    Units(call).run("note", lambda work: found.append(attached(work, photo_ids)))
    return found[-1]


def test_photos_that_are_kept_may_be_named() -> None:
    assert named(KEPT, ALSO_KEPT) == (KEPT, ALSO_KEPT)


def test_a_photo_named_twice_is_named_once() -> None:
    assert named(KEPT, KEPT) == (KEPT,)


def test_no_photo_is_no_trouble() -> None:
    assert named() == ()


def test_each_photo_that_is_not_kept_is_said_by_its_place() -> None:
    with pytest.raises(Refusal) as refused:
        named(WAITING, KEPT, NOWHERE)
    assert (refused.value.rule.status, set(refused.value.fields)) == (422, {"photos.0", "photos.2"})
