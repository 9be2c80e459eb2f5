"""Checklists over HTTP, and what a new version changes and does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.checklists import Checklist, checklist_id_of
from shared.domain.people import Role
from shared.domain.rooms import Room
from shared.domain.staff import Staff, staff_id_of
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tablets import Tablet
from shared.domain.tasks import BoundChecklist, Task, TaskKind
from tests.ground import AGENT, HOUSEKEEPER, STRANGER, SUPERVISOR, Ground, ground

PATH = "/api/v1/housekeeping/checklists"
TASKS = "/api/v1/housekeeping/tasks"
UPDATED = "melmastoon.housekeeping.checklist.template_updated.v1"
ANA = staff_id_of("demo", "ana@demo.hotel")
BED = {"item_id": "bed", "words": {"en": "Bed made", "fa-AF": "تخت مرتب شده"}}
FLOOR = {"item_id": "floor", "words": {"en": "Floor mopped"}, "required": True}


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """205 and 206 are vacant and dirty; 206 is a suite. The house has no checklist of its own."""
    with ground() as stands:
        stands.put(
            Room(room_id="205", number="205", floor=2),
            Room(room_id="206", number="206", floor=2, room_type="suite"),
            Tablet(room_id="205"),
            Tablet(room_id="206"),
            Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role=Role.HOUSEKEEPER),
        )
        yield stands


def said(*items: dict[str, Any], kind: str = "turnover", **more: object) -> dict[str, Any]:
    return {"kind": kind, "name": "Ours", "items": list(items or (BED, FLOOR)), **more}


def put(hotel: Ground, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return dict(hotel.data("POST", PATH, said(*items, **more), by=SUPERVISOR))


def opened(hotel: Ground, room_id: str = "205") -> str:
    body = {"room_id": room_id, "kind": "turnover"}
    return str(hotel.data("POST", TASKS, body, by=SUPERVISOR)["task_id"])


def assigned(hotel: Ground, task_id: str) -> BoundChecklist:
    hotel.data("POST", f"{TASKS}/{task_id}/assign", {"staff_id": ANA}, by=SUPERVISOR)
    bound = hotel.get(Task, task_id).checklist
    assert bound is not None
    return bound


def ids(bound: BoundChecklist) -> list[str]:
    return [item.item_id for item in bound.items]


def test_a_house_makes_a_checklist_and_versions_it(hotel: Ground) -> None:
    first = put(hotel)
    second = put(hotel, BED)
    assert first["checklist_id"] == second["checklist_id"] == checklist_id_of(TaskKind.TURNOVER)
    assert (first["version"], second["version"]) == (1, 2)
    assert [(one["version"], one["previousVersion"]) for one in hotel.payloads(UPDATED)] == [(1, None), (2, 1)]


def test_saying_the_same_again_is_no_news(hotel: Ground) -> None:
    put(hotel)
    assert put(hotel)["version"] == 1
    assert len(hotel.payloads(UPDATED)) == 1


def test_who_looked_at_an_older_one_is_told_so(hotel: Ground) -> None:
    put(hotel)
    put(hotel, BED)
    stale = hotel.refused("POST", PATH, said(FLOOR), by=SUPERVISOR, If_Match='"v=1"')
    assert stale == (412, "MELMASTOON.GENERAL.STALE_REVISION")
    assert hotel.data("POST", PATH, said(FLOOR), by=SUPERVISOR, If_Match='"v=2"')["version"] == 3


def test_a_task_that_was_assigned_before_keeps_its_checklist_whatever_becomes_of_the_template(hotel: Ground) -> None:
    put(hotel, BED)
    task_id = opened(hotel)
    before = assigned(hotel, task_id)
    put(hotel, FLOOR)
    put(hotel, FLOOR, active=False)
    hotel.data("POST", f"{TASKS}/{task_id}/start", {}, by=SUPERVISOR)
    hotel.data("POST", f"{TASKS}/{task_id}/complete", {"ticked": ["bed"]}, by=SUPERVISOR)
    assert hotel.get(Task, task_id).checklist == before
    assert (before.version, ids(before)) == (1, ["bed"])


def test_a_task_that_is_assigned_after_gets_the_new_checklist(hotel: Ground) -> None:
    put(hotel, BED)
    task_id = opened(hotel)
    put(hotel, FLOOR)
    after = assigned(hotel, task_id)
    assert (after.version, ids(after)) == (2, ["floor"])
    assert hotel.get(Task, task_id).checklist_version == 2


def test_a_house_without_one_works_by_the_standard_checklist(hotel: Ground) -> None:
    assert assigned(hotel, opened(hotel)) == standard_checklist(TaskKind.TURNOVER).bound()


def test_a_type_of_room_may_have_its_own(hotel: Ground) -> None:
    put(hotel, BED)
    put(hotel, FLOOR, room_type="suite")
    assert ids(assigned(hotel, opened(hotel, "206"))) == ["floor"]
    assert ids(assigned(hotel, opened(hotel, "205"))) == ["bed"]


def test_one_that_is_out_of_use_leaves_its_place_to_the_next(hotel: Ground) -> None:
    put(hotel, BED)
    put(hotel, FLOOR, room_type="suite", active=False)
    assert ids(assigned(hotel, opened(hotel, "206"))) == ["bed"]


def test_those_in_force_are_listed_the_standard_ones_among_them(hotel: Ground) -> None:
    put(hotel, BED)
    put(hotel, FLOOR, kind="deep_clean", active=False)
    listed = {one["kind"]: one["version"] for one in hotel.data("GET", PATH, by=HOUSEKEEPER)}
    assert listed == {**dict.fromkeys(TaskKind, 0), "turnover": 1}
    (only,) = hotel.data("GET", f"{PATH}?kind=turnover", by=AGENT)
    assert only["items"][0]["words"]["fa-AF"] == "تخت مرتب شده"


def test_a_stranger_sees_none(hotel: Ground) -> None:
    put(hotel, BED)
    other = hotel.call("GET", PATH, by=STRANGER)
    assert other.status_code == 404
    assert hotel.get(Checklist, checklist_id_of(TaskKind.TURNOVER)).version == 1


def test_whatever_is_wrong_is_said_at_once(hotel: Ground) -> None:
    wrong = {"kind": "dusting", "name": " ", "items": [{"item_id": "Bed!", "words": {}}, {**BED, "words": {"en": ""}}]}
    refused = hotel.call("POST", PATH, wrong, by=SUPERVISOR).get_json()
    fields = {"kind", "name", "items.0.item_id", "items.0.words", "items.1.words.en"}
    assert fields <= {one["field"] for one in refused["errors"]}


@pytest.mark.parametrize(
    "items", [[], [BED, FLOOR, BED], [{**BED, "item_id": f"line-{number}"} for number in range(61)]]
)
def test_a_checklist_has_one_to_sixty_lines_each_once(hotel: Ground, items: list[dict[str, Any]]) -> None:
    body = {"kind": "turnover", "name": "Ours", "items": items}
    assert hotel.refused("POST", PATH, body, by=SUPERVISOR) == (422, "MELMASTOON.GENERAL.INVALID_FIELDS")
