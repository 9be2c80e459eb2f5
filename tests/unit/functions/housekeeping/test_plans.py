"""A plan is a suggestion until somebody accepts it, whole or line by line, and it never takes what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.rooms import Flag, GuestFlag, Occupancy, Occupant, Room
from shared.domain.settings import Settings
from shared.domain.suggestions import RoutedRow, RoutingSuggested, Suggestion
from shared.domain.tablets import Tablet
from shared.domain.tasks import Given, Task, TaskStatus
from shared.domain.worklists import Worklist
from tests.ground import HOUSEKEEPER, SUPERVISOR, Ground, ground
from tests.unit.functions.housekeeping.test_assignment import ANA, BEHNAZ, CHAMAN, TASKS, furnish, on_shift

PLANS = "/api/v1/housekeeping/plans"
ROOMS = ("101", "102", "301", "302")


def people_decide(*, human_in_the_loop: bool = True) -> Settings:
    return Settings(zone="Asia/Kabul", auto_assign=False, human_in_the_loop=human_in_the_loop)


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Ana is on the first floor, Behnaz on the third; two rooms are dirty on each and nobody has them."""
    with ground(settings=people_decide()) as stands:
        furnish(stands)
        on_shift(stands, ANA, floor=1)
        on_shift(stands, BEHNAZ, floor=3)
        yield stands


def wanted(hotel: Ground) -> dict[str, str]:
    made = {
        room: hotel.data("POST", TASKS, {"room_id": room, "kind": "turnover"}, by=SUPERVISOR)["task_id"]
        for room in ROOMS
    }
    hotel.deliver()
    return made


def planned(hotel: Ground, **said: object) -> dict[str, Any]:
    found: dict[str, Any] = hotel.data("POST", PLANS, {"seconds": 0.5, **said}, by=SUPERVISOR)
    return found


def decisions(plan: dict[str, Any]) -> dict[str, str]:
    return {line["room_id"]: line["decision"] for line in plan["lines"]}


def holders(hotel: Ground, tasks: dict[str, str]) -> dict[str, str | None]:
    return {room: hotel.get(Task, task_id).assignee for room, task_id in tasks.items()}


def suggested(hotel: Ground, tasks: dict[str, str], **to: str) -> str:
    rows = tuple(
        RoutedRow(task_id=tasks[room[1:]], staff_id=staff_id, reason="nearest") for room, staff_id in to.items()
    )
    hotel.hear(RoutingSuggested(suggestion_id="r-1", model_version="v9", generated_at=hotel.now, rows=rows))
    return derived_id("sug", "r-1")


def test_a_plan_shows_every_task_with_who_should_have_it_and_why_and_changes_nothing(hotel: Ground) -> None:
    tasks = wanted(hotel)
    plan = planned(hotel)
    assert {line["room_id"]: line["staff_id"] for line in plan["lines"]} == {
        "101": ANA,
        "102": ANA,
        "301": BEHNAZ,
        "302": BEHNAZ,
    }
    assert all(line["why"] for line in plan["lines"])
    assert plan["lower_bound"] <= plan["cost"]["walking"] + plan["cost"]["lateness"] + plan["cost"]["balance"]
    assert set(holders(hotel, tasks).values()) == {None}


def test_accepted_whole_everybody_has_their_list_in_the_order_of_the_plan(hotel: Ground) -> None:
    tasks = wanted(hotel)
    plan = planned(hotel)
    done = hotel.data("POST", f"{PLANS}/{plan['suggestion_id']}/accept", {}, by=SUPERVISOR)
    assert set(decisions(done).values()) == {"accepted"}
    assert holders(hotel, tasks) == {"101": ANA, "102": ANA, "301": BEHNAZ, "302": BEHNAZ}
    order = [
        line["task_id"] for line in sorted(plan["lines"], key=lambda one: one["position"]) if line["staff_id"] == ANA
    ]
    assert [one.task_id for one in hotel.get(Worklist, ANA).tasks] == order
    assert {hotel.get(Task, task_id).given for task_id in tasks.values()} == {Given.BY_PLAN}


def test_what_a_plan_gives_out_has_the_checklist_of_that_moment(hotel: Ground) -> None:
    tasks = wanted(hotel)
    plan = planned(hotel)
    lines = {"kind": "turnover", "items": [{"item_id": "bed", "words": {"en": "Bed"}}]}
    hotel.data("POST", "/api/v1/housekeeping/checklists", {"name": "Anew", **lines}, by=SUPERVISOR)
    hotel.data("POST", f"{PLANS}/{plan['suggestion_id']}/accept", {}, by=SUPERVISOR)
    hotel.data("POST", "/api/v1/housekeeping/checklists", {"name": "Anew again", **lines}, by=SUPERVISOR)
    assert {hotel.get(Task, task_id).checklist.version for task_id in tasks.values()} == {1}  # type: ignore[union-attr]


def test_what_a_guest_keeps_us_out_of_is_last_in_the_plan_and_on_the_list(hotel: Ground) -> None:
    guest = Occupant(
        stay_id="rsv_1", guest_id="gst_1", checked_in_at=hotel.now, check_out_at=hotel.now + timedelta(days=2)
    )
    hotel.put(
        Room(
            room_id="100",
            number="100",
            floor=1,
            occupancy=Occupancy.OCCUPIED,
            stay=guest,
            guest_flag=Flag(value=GuestFlag.DO_NOT_DISTURB, since=hotel.now),
        ),
        Tablet(room_id="100"),
    )
    service = hotel.data("POST", TASKS, {"room_id": "100", "kind": "mid_stay_clean"}, by=SUPERVISOR)["task_id"]
    wanted(hotel)
    plan = planned(hotel)
    whose = next(line["staff_id"] for line in plan["lines"] if line["task_id"] == service)
    theirs = [line for line in plan["lines"] if line["staff_id"] == whose]
    assert max(theirs, key=lambda line: line["position"])["task_id"] == service
    others = [line["task_id"] for line in theirs if line["task_id"] != service]
    for accepted in (others, [service]):
        hotel.data("POST", f"{PLANS}/{plan['suggestion_id']}/accept", {"task_ids": accepted}, by=SUPERVISOR)
    assert [one.task_id for one in hotel.get(Worklist, whose).tasks][-1] == service


def test_accepted_line_by_line_the_rest_stays_open(hotel: Ground) -> None:
    tasks = wanted(hotel)
    plan = planned(hotel)
    path = f"{PLANS}/{plan['suggestion_id']}"
    hotel.data("POST", f"{path}/accept", {"task_ids": [tasks["101"]]}, by=SUPERVISOR)
    hotel.data("POST", f"{path}/dismiss", {"task_ids": [tasks["102"]]}, by=SUPERVISOR)
    assert decisions(hotel.data("GET", path, by=HOUSEKEEPER)) == {
        "101": "accepted",
        "102": "dismissed",
        "301": "open",
        "302": "open",
    }
    assert hotel.refused("POST", f"{path}/accept", {"task_ids": [tasks["102"]]}, by=SUPERVISOR) == (
        409,
        "MELMASTOON.HOUSEKEEPING.ALREADY_DECIDED",
    )


def test_what_people_gave_by_hand_and_what_is_begun_stays(hotel: Ground) -> None:
    tasks = wanted(hotel)
    hotel.data("POST", f"{TASKS}/{tasks['301']}/assign", {"staff_id": ANA}, by=SUPERVISOR)
    hotel.data("POST", f"{TASKS}/{tasks['302']}/assign", {"staff_id": ANA}, by=SUPERVISOR)
    hotel.data("POST", f"{TASKS}/{tasks['302']}/start", {}, by=SUPERVISOR)
    plan = planned(hotel)
    hotel.data("POST", f"{PLANS}/{plan['suggestion_id']}/accept", {}, by=SUPERVISOR)
    after = holders(hotel, tasks)
    assert (after["301"], after["302"]) == (ANA, ANA)
    assert hotel.get(Task, tasks["302"]).status is TaskStatus.IN_PROGRESS


def test_what_the_floor_has_overtaken_is_left_and_says_why(hotel: Ground) -> None:
    tasks = wanted(hotel)
    plan = planned(hotel)
    hotel.data("POST", f"{TASKS}/{tasks['101']}/cancel", {"reason": "sold as it is"}, by=SUPERVISOR)
    hotel.data("POST", f"{TASKS}/{tasks['102']}/assign", {"staff_id": CHAMAN}, by=SUPERVISOR)
    done = hotel.data("POST", f"{PLANS}/{plan['suggestion_id']}/accept", {}, by=SUPERVISOR)
    remarks = {line["room_id"]: line["remark"] for line in done["lines"] if line["decision"] == "overtaken"}
    assert remarks == {"101": "is done or cancelled", "102": "was given by hand"}
    assert hotel.get(Task, tasks["102"]).assignee == CHAMAN


def test_without_people_in_the_loop_a_plan_is_done_at_once() -> None:
    with ground(settings=people_decide(human_in_the_loop=False)) as hotel:
        furnish(hotel)
        on_shift(hotel, ANA, floor=1)
        tasks = wanted(hotel)
        assert set(decisions(planned(hotel)).values()) == {"accepted"}
        assert set(holders(hotel, tasks).values()) == {ANA}


def test_an_outside_routers_suggestion_waits_at_the_same_gate(hotel: Ground) -> None:
    tasks = wanted(hotel)
    suggestion_id = suggested(hotel, tasks, _101=BEHNAZ, _301=ANA)
    assert holders(hotel, tasks)["101"] is None
    done = hotel.data("POST", f"{PLANS}/{suggestion_id}/accept", {}, by=SUPERVISOR)
    assert decisions(done) == {"101": "accepted", "301": "accepted"}
    assert done["breaches"] == []
    assert [line["why"] for line in done["lines"]] == [["nearest"], ["nearest"]]
    assert holders(hotel, tasks) == {"101": BEHNAZ, "102": None, "301": ANA, "302": None}


def test_an_outside_router_that_names_what_is_not_here_changes_nothing(hotel: Ground) -> None:
    tasks = wanted(hotel) | {"900": derived_id("hkt", "nowhere")}
    suggestion_id = suggested(hotel, tasks, _900=ANA, _101=derived_id("stf", "nobody"))
    done = hotel.data("POST", f"{PLANS}/{suggestion_id}/accept", {}, by=SUPERVISOR)
    assert {line["decision"] for line in done["lines"]} == {"overtaken"}
    assert {breach["rule"]: breach["arguments"] for breach in done["breaches"]} == {
        "open_task": {"task_id": tasks["900"]},
        "on_shift": {"task_id": tasks["101"], "staff_id": derived_id("stf", "nobody")},
    }
    assert f"{tasks['900']} is no task that is open here." in done["warnings"]


def test_told_twice_an_outside_suggestion_is_one(hotel: Ground) -> None:
    tasks = wanted(hotel)
    suggested(hotel, tasks, _101=BEHNAZ)
    suggested(hotel, tasks, _101=BEHNAZ)
    assert len(hotel.all(Suggestion)) == 1


def test_a_plan_of_an_empty_floor_says_so(hotel: Ground) -> None:
    assert planned(hotel)["lines"] == []


def test_asked_again_under_the_same_key_the_same_plan_is_shown(hotel: Ground) -> None:
    wanted(hotel)
    asked = {"seconds": 0.2}
    first = hotel.call("POST", PLANS, asked, by=SUPERVISOR, Idempotency_Key="tap-1").get_json()["data"]
    assert hotel.call("POST", PLANS, asked, by=SUPERVISOR, Idempotency_Key="tap-1").get_json()["data"] == first
    assert [one["suggestion_id"] for one in hotel.data("GET", PLANS, by=SUPERVISOR)] == [first["suggestion_id"]]
