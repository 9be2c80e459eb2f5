"""A checklist's versions, and the standard ones that every house begins with."""

from __future__ import annotations

import pytest

from shared.domain.checklists import Checklist, ChecklistTemplateUpdated, checklist_id_of, each_once
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tasks import Item, TaskKind

BED = Item(item_id="bed", words={"en": "Bed made"})
FLOOR = Item(item_id="floor", words={"en": "Floor mopped"}, required=True)
TURNOVER = Checklist(
    checklist_id=checklist_id_of(TaskKind.TURNOVER), kind=TaskKind.TURNOVER, name="Turnover", items=(BED, FLOOR)
)


def test_the_first_of_a_house_is_version_one_and_has_none_before_it() -> None:
    change = TURNOVER.following(None)
    assert change.state.version == 1
    assert change.events == (
        ChecklistTemplateUpdated(
            checklist_id=TURNOVER.checklist_id, kind=TaskKind.TURNOVER, room_type="", version=1, previous_version=None
        ),
    )


def test_saying_the_same_again_changes_nothing() -> None:
    change = TURNOVER.following(TURNOVER.but(version=3))
    assert (change.state.version, change.events) == (3, ())


@pytest.mark.parametrize(
    "said", [TURNOVER.but(name="Departure"), TURNOVER.but(items=(FLOOR,)), TURNOVER.but(items=(FLOOR, BED))]
)
def test_another_name_other_lines_or_another_order_make_the_next_version(said: Checklist) -> None:
    change = said.following(TURNOVER)
    (event,) = change.events
    assert isinstance(event, ChecklistTemplateUpdated)
    assert (change.state.version, event.version, event.previous_version) == (2, 2, 1)


def test_taking_it_out_of_use_is_told_and_is_no_new_version() -> None:
    change = TURNOVER.but(active=False).following(TURNOVER)
    (event,) = change.events
    assert isinstance(event, ChecklistTemplateUpdated)
    assert (change.state.active, event.active, event.version, event.previous_version) == (False, False, 1, 1)


def test_every_line_that_stands_twice_is_named() -> None:
    with pytest.raises(ValueError, match="bed, floor"):
        each_once((BED, FLOOR, FLOOR, BED))


@pytest.mark.parametrize("kind", TaskKind)
def test_there_is_a_standard_checklist_for_each_kind_of_work(kind: TaskKind) -> None:
    standard = standard_checklist(kind)
    assert (standard.checklist_id, standard.version) == (checklist_id_of(kind), 0)
    assert each_once(standard.items) == standard.items
    assert all({"en", "fa-AF"} <= set(item.words) for item in standard.items)


@pytest.mark.parametrize("kind", TaskKind)
def test_a_standard_checklist_holds_nobody_up(kind: TaskKind) -> None:
    assert not any(item.required for item in standard_checklist(kind).items)
