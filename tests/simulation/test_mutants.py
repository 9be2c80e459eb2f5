"""The proof that the simulation can fail: every fault that is planted in the product is noticed, by the check that must."""

from __future__ import annotations

import json
from operator import attrgetter

import pytest

from functions.operations import relay
from shared.runtime.cloud import cloud
from tests.ground import PLACE
from tests.simulation.days import live
from tests.simulation.machine import Housekeeping
from tests.simulation.mutants import MUTANTS
from tests.simulation.noticing import NOTICED, Mutant
from tests.simulation.walks import broken_on_a_walk


@pytest.mark.parametrize("mutant", MUTANTS, ids=attrgetter("name"))
def test_a_broken_product_does_not_get_away_with_it(mutant: Mutant) -> None:
    if not any(map(mutant.is_noticed, mutant.seeds)):
        pytest.fail(mutant.why_not(), pytrace=False)


def test_each_mutant_has_a_name_of_its_own_under_which_its_seeds_are_kept() -> None:
    assert sorted(one.name for one in MUTANTS) == sorted(json.loads(NOTICED.read_text()))


def _never_end(*_: object) -> None:
    while True:
        cloud().store.read([PLACE.key("rooms", "101")])


def test_a_world_whose_product_never_ends_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "relay", _never_end)

    assert [said.split(":")[0] for said in live(0)] == ["endless"]


def test_a_walk_whose_product_never_ends_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "relay", _never_end)

    assert [said.split(":")[0] for said in broken_on_a_walk(0, Housekeeping)] == ["endless"]
