"""One person in two properties of a tenant: they are at work in one of them, and where not, both houses say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.people import Actor, Role
from shared.domain.rooms import Room
from shared.domain.settings import Settings
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tablets import Tablet
from shared.domain.tasks import Task
from shared.domain.worklists import Worklist
from shared.runtime import tenancy
from shared.runtime.documents import to_data
from shared.runtime.place import Place
from shared.runtime.store.port import Key, Put
from tests.ground import PLACE, Ground, ground

TASKS = "/api/v1/housekeeping/tasks"
ANNEX = Place("demo", "annex")
ANA = staff_id_of("demo", "ana@demo.hotel")
BOTH = {one.property_id: frozenset({Role.HOUSEKEEPER}) for one in (PLACE, ANNEX)}
HERSELF = Actor("user", ANA, "demo", BOTH)
LEAD = Actor("user", "lead@demo", "demo", {one: frozenset({Role.SUPERVISOR}) for one in BOTH})


@contextmanager
def within(hotel: Ground, place: Place) -> Iterator[None]:
    before, hotel.place = hotel.place, place
    try:
        yield
    finally:
        hotel.place = before


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Ana works in the hotel and in its annex; a room is dirty in each, and each has a task of hers."""
    with ground() as stands:
        facts = {"tenant_id": "demo", "property_id": "annex", "database": "(default)"}
        stands.store.commit([Put(Key(ANNEX.path), facts, None)])
        chosen = Settings(name="The Annex", zone="Asia/Kabul", revision=1)
        stands.store.commit([Put(ANNEX.key("settings", "current"), to_data(chosen), None)])
        tenancy.memory.clear()
        for place, room_id in ((PLACE, "204"), (ANNEX, "A7")):
            with within(stands, place):
                stands.put(Room(room_id=room_id, number=room_id, floor=1), Tablet(room_id=room_id))
                stands.put(Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role=Role.HOUSEKEEPER))
        yield stands


def opened(hotel: Ground, place: Place, room_id: str) -> str:
    with within(hotel, place):
        body = {"room_id": room_id, "kind": "turnover"}
        task = hotel.data("POST", TASKS, body, by=LEAD, X_Property_Id=place.property_id)["task_id"]
        hotel.data("POST", f"{TASKS}/{task}/assign", {"staff_id": ANA}, by=LEAD, X_Property_Id=place.property_id)
    return str(task)


def does(hotel: Ground, place: Place, task_id: str, deed: str, by: Actor = HERSELF) -> tuple[int, dict[str, object]]:
    answer = hotel.call("POST", f"{TASKS}/{task_id}/{deed}", {}, by=by, X_Property_Id=place.property_id)
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize("by", [HERSELF, LEAD], ids=["by herself", "by a shift lead"])
@pytest.mark.parametrize("first", [PLACE, ANNEX], ids=["hotel first", "annex first"])
def test_who_is_at_work_in_one_house_is_not_begun_in_another_and_the_reply_says_where(
    hotel: Ground, by: Actor, first: Place
) -> None:
    """H20."""
    tasks = {PLACE: opened(hotel, PLACE, "204"), ANNEX: opened(hotel, ANNEX, "A7")}
    second = ANNEX if first is PLACE else PLACE
    assert does(hotel, first, tasks[first], "start", by)[0] == 200
    status, problem = does(hotel, second, tasks[second], "start", by)
    assert (status, problem["code"]) == (409, "MELMASTOON.HOUSEKEEPING.AT_WORK_IN_ANOTHER_HOUSE")
    context = problem["context"]
    assert isinstance(context, dict)
    assert (context["property_id"], context["task_id"]) == (first.property_id, tasks[first])
    assert context["room_id"] == ("204" if first is PLACE else "A7")
    does(hotel, first, tasks[first], "pause", by)
    assert does(hotel, second, tasks[second], "start", by)[0] == 200
    assert does(hotel, first, tasks[first], "resume", by)[0] == 409


def test_two_starts_in_one_moment_are_told_on_both_boards(hotel: Ground) -> None:
    tasks = {PLACE: opened(hotel, PLACE, "204"), ANNEX: opened(hotel, ANNEX, "A7")}
    assert does(hotel, PLACE, tasks[PLACE], "start")[0] == 200
    key = PLACE.key(Worklist.collection, ANA)
    (running,) = hotel.store.read([key])
    hotel.store.commit([Put(key, {**dict(running.data or {}), "running": None}, None)])  # as it was a moment before
    assert does(hotel, ANNEX, tasks[ANNEX], "start")[0] == 200
    hotel.store.commit([Put(key, running.data or {}, None)])
    for _ in range(2):
        hotel.pass_time(seconds=50)
        assert hotel.call("POST", "/internal/cron/watch_the_floor", by=None).status_code == 204
    for place, there in ((PLACE, "The Annex"), (ANNEX, "Demo Hotel")):
        with within(hotel, place):
            task = hotel.get(Task, tasks[place])
            assert task.escalation is not None
            assert task.escalation.reason == "at work in two houses"
            (note,) = task.notes
            assert there in note.text


def test_who_works_in_one_house_only_is_looked_for_nowhere_else(hotel: Ground) -> None:
    alone = Actor("user", ANA, "demo", {"demo-hotel": frozenset({Role.HOUSEKEEPER})})
    task = opened(hotel, PLACE, "204")
    with within(hotel, ANNEX):
        hotel.put(Worklist(staff_id=ANA, running="hkt_x"))
    assert does(hotel, PLACE, task, "start", alone)[0] == 200
