"""Photos that a task or a found item names are there and kept, or each that is not is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from shared.domain.ids import derived_id
from shared.domain.people import Actor
from shared.domain.photos import ContentType, Photo, PhotoState
from shared.domain.refusals import Refusal
from shared.flows.photos import attached, attached_with_papers
from shared.runtime.execution import Call
from shared.runtime.units import Units
from tests.ground import FRONT_DESK, HOUSEKEEPER, MANAGER, NOON, PLACE, Ground, ground

KEPT, ALSO_KEPT, WAITING, NOWHERE = (derived_id("pho", name) for name in ("sink", "tap", "door", "nowhere"))
Attaching = Callable[..., tuple[str, ...]]
PAPER = derived_id("pho", "bill")


@pytest.fixture(autouse=True)
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        for photo_id, state in ((KEPT, "kept"), (ALSO_KEPT, "kept"), (WAITING, "waiting"), (PAPER, "kept")):
            kind = ContentType.PDF if photo_id == PAPER else ContentType.JPEG
            stands.put(Photo(photo_id=photo_id, state=PhotoState(state), content_type=kind, bytes=9, by="x", at=NOON))
        yield stands


def named(*photo_ids: str, by: Actor = HOUSEKEEPER, how: Attaching = attached) -> tuple[str, ...]:
    found: list[tuple[str, ...]] = []
    call = Call("event", "note", "tests", f"note by {by.id}", by, PLACE, "r", "r", "")
    Units(call).run("note", lambda work: found.append(how(work, photo_ids)))
    return found[-1]


def test_what_is_named_says_so_and_stays(hotel: Ground) -> None:
    named(KEPT)
    assert (hotel.get(Photo, KEPT).named, hotel.get(Photo, ALSO_KEPT).named) == (True, False)


@pytest.mark.parametrize("by", [HOUSEKEEPER, FRONT_DESK, MANAGER], ids=lambda actor: actor.id)
def test_a_paper_is_no_photo_whoever_names_it(by: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        named(PAPER, by=by)
    assert set(refused.value.fields) == {"photos.0"}


def test_where_papers_are_kept_desk_and_managers_put_them() -> None:
    assert named(PAPER, KEPT, by=FRONT_DESK, how=attached_with_papers) == (PAPER, KEPT)
    assert named(PAPER, by=MANAGER, how=attached_with_papers) == (PAPER,)
    with pytest.raises(Refusal):
        named(PAPER, how=attached_with_papers)


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
