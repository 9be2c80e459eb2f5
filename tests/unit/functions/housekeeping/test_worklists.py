"""The order of somebody's list, as a shift lead or they themselves drag it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.people import Actor
from shared.domain.worklists import Worklist
from tests.ground import SUPERVISOR, Ground, ground
from tests.unit.functions.housekeeping.test_tasks import ANA, BEHNAZ, do, furnish, given, hands, housekeeper, opened

TURNED = [1, 0]


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield furnish(stands)


@pytest.fixture
def mine(hotel: Ground) -> list[str]:
    """Ana has two rooms to do."""
    return [given(hotel, ANA, room_id) for room_id in ("205", "206")]


def path(staff_id: str) -> str:
    return f"/api/v1/housekeeping/worklists/{staff_id}/order"


@pytest.mark.parametrize("by", [SUPERVISOR, housekeeper(ANA)], ids=["a shift lead", "who has it"])
def test_a_list_is_put_in_another_order_by(hotel: Ground, mine: list[str], by: Actor) -> None:
    turned = [mine[at] for at in TURNED]
    answer = hotel.data("PUT", path(ANA), {"task_ids": turned}, by=by)
    assert [one["task_id"] for one in answer["tasks"]] == hands(hotel, ANA) == turned


def test_a_housekeeper_does_not_order_the_list_of_another(hotel: Ground, mine: list[str]) -> None:
    refused = hotel.call("PUT", path(ANA), {"task_ids": mine}, by=housekeeper(BEHNAZ))
    assert (refused.status_code, refused.get_json()["context"]["who"]) == (403, ANA)


def test_what_is_not_on_the_list_any_more_is_left_out_and_what_is_not_named_comes_after(
    hotel: Ground, mine: list[str]
) -> None:
    do(hotel, mine[0], "assign", staff_id=BEHNAZ)
    third = given(hotel, ANA, "205", "deep_clean")
    hotel.data("PUT", path(ANA), {"task_ids": [mine[0], third]}, by=SUPERVISOR)
    assert (hands(hotel, ANA), hands(hotel, BEHNAZ)) == ([third, mine[1]], [mine[0]])


def test_what_waits_for_a_do_not_disturb_stays_last(hotel: Ground, mine: list[str]) -> None:
    asleep = given(hotel, ANA, "204", "mid_stay_clean")
    worklist = hotel.get(Worklist, ANA)
    parked = tuple(one.but(parked=one.task_id == asleep) for one in worklist.tasks)
    hotel.put(worklist.but(tasks=parked, revision=worklist.revision + 1))
    hotel.data("PUT", path(ANA), {"task_ids": [asleep, *reversed(mine)]}, by=SUPERVISOR)
    assert hands(hotel, ANA) == [*reversed(mine), asleep]


def test_the_same_order_once_more_changes_nothing_and_says_so(hotel: Ground, mine: list[str]) -> None:
    answer = hotel.call("PUT", path(ANA), {"task_ids": mine}, by=SUPERVISOR).get_json()
    assert answer["meta"] == {"unchanged": True}


def test_who_never_had_anything_has_no_list(hotel: Ground) -> None:
    assert hotel.refused("PUT", path(derived_id("stf", "nobody")), {"task_ids": [opened(hotel)]})[0] == 404
