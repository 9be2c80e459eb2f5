"""Who cleans what: what a plan costs, whom one task goes to, and that no plan breaks a hard rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.routing import (
    BROKEN,
    FLOOR_MINUTES,
    LANGUAGE_MINUTES,
    LEFT_OPEN,
    WING_MINUTES,
    WORDS,
    ActiveStaff,
    Constraints,
    HardRule,
    Job,
    OpenTask,
    Plan,
    Row,
    Shift,
    best_for,
    greedy,
    least_walking,
    violations,
    way_between,
)

pytestmark = pytest.mark.unit

NOW = datetime(2026, 6, 2, 8, tzinfo=UTC)
ANYTHING = Constraints()


def in_minutes(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def task(name: str = "a", **but: object) -> OpenTask:
    plain = {"task_id": name, "room_id": name, "floor": 1, "kind": "turnover", "estimated_minutes": 30}
    return OpenTask(**{**plain, **but})


def person(name: str = "p", **but: object) -> ActiveStaff:
    return ActiveStaff(**{"staff_id": name, "capacity_minutes": 480, **but})


def cost(tasks, staff, *, given_to: dict[str, str] | None = None):
    """Return what it costs when each does theirs in the order of these tasks; the first person does all by default."""
    shift = Shift(tuple(tasks), tuple(staff), ANYTHING, NOW)
    lists = {one.staff_id: [] for one in staff}
    for job in shift.jobs:
        owner = staff[0].staff_id if given_to is None else given_to.get(job.task.task_id)
        if owner:
            lists[owner].append(job)
    return shift.cost(lists)


def codes(row) -> list[str]:
    return [reason.code for reason in row.reasons]


# What a plan costs


def test_walking_is_counted_from_where_the_person_is():
    assert cost([task(floor=4)], [person(last_floor=2)]).walking == FLOOR_MINUTES


def test_the_first_way_of_somebody_who_is_nowhere_yet_costs_nothing():
    assert cost([task(floor=4)], [person()]).walking == 0


def test_another_wing_of_the_floor_costs_less_than_another_floor():
    assert 0 < way_between((1, "A"), (1, "B")) == WING_MINUTES < way_between((1, "A"), (2, "A"))


def test_a_task_done_after_its_due_time_costs_each_minute_by_its_priority():
    late = {level: cost([task(due_at=in_minutes(20), priority=level)], [person()]).lateness for level in _LEVELS}
    assert late == {"low": 10, "normal": 20, "high": 40, "urgent": 80}


_LEVELS = ("low", "normal", "high", "urgent")


def test_the_way_there_makes_a_task_later():
    first, then = task("a"), task("b", floor=2, due_at=in_minutes(60))
    assert cost([first, then], [person()]).lateness == 2 * FLOOR_MINUTES


def test_a_room_that_is_not_free_yet_is_waited_for():
    assert cost([task(scheduled_for=in_minutes(60), due_at=in_minutes(80))], [person()]).lateness == 20


def test_an_urgent_task_without_a_due_time_is_due_now():
    assert cost([task(priority="urgent")], [person()]).lateness == 8 * 30


def test_a_parked_task_is_never_late():
    assert cost([task(parked=True, due_at=in_minutes(0))], [person()]).lateness == 0


def test_one_list_above_its_fair_share_costs_what_is_above():
    tasks, staff = [task(str(number)) for number in range(4)], [person("p"), person("q")]
    assert cost(tasks, staff).balance == 120 - 60 - 15


def test_shorter_shifts_have_a_smaller_fair_share():
    tasks, staff = [task(str(number)) for number in range(4)], [person("p"), person("q", capacity_minutes=240)]
    assert cost(tasks, staff).balance == 120 - 80 - 15


def test_a_guest_who_stays_is_better_served_in_their_language():
    stays = task(kind="mid_stay_clean", language="fa-AF")
    assert [cost([stays], [person(languages=(spoken,))]).language for spoken in ("fa", "en")] == [0, LANGUAGE_MINUTES]


def test_the_language_of_a_guest_who_has_left_costs_nothing():
    assert cost([task(language="fa")], [person(languages=("en",))]).language == 0


def test_a_task_that_nobody_gets_costs_more_than_any_walk():
    assert cost([task()], [person()], given_to={}).total == LEFT_OPEN * 2


places = st.tuples(st.integers(1, 3), st.sampled_from("AB"))


@given(st.none() | places, st.lists(places, max_size=5))
def test_no_order_walks_less_than_the_least(start, visited):
    def walked(order):
        return sum(way_between(here, there) for here, there in zip([start, *order], order, strict=False))

    assert least_walking(start, visited) == min(map(walked, permutations(visited)))


# Whom one task goes to


def test_a_task_goes_to_whom_is_on_its_floor():
    row = best_for(task(floor=3), [person("p", last_floor=1), person("q", last_floor=3)], [], NOW, ANYTHING)
    assert (row.staff_id, codes(row)) == ("q", ["close_to_last"])


def test_of_equals_it_goes_to_whom_has_less_to_do():
    assert best_for(task(), [person("p", load_minutes=10), person("q")], [], NOW, ANYTHING).staff_id == "q"


def test_of_full_equals_it_goes_to_the_first_by_id():
    assert best_for(task(), [person("q"), person("p")], [], NOW, ANYTHING).staff_id == "p"


def test_the_lists_that_people_have_count():
    others = [task(f"other {number}", held_by="p") for number in range(5)]
    assert best_for(task(), [person("p"), person("q")], others, NOW, ANYTHING).staff_id == "q"


def test_a_deep_clean_goes_to_somebody_trained():
    deep = task(kind="deep_clean", required_skills=("deep_clean",))
    row = best_for(deep, [person("p"), person("q", skills=("deep_clean",), last_floor=9)], [], NOW, ANYTHING)
    assert (row.staff_id, codes(row)[0]) == ("q", "skill")


def test_where_nobody_is_trained_the_row_says_so():
    row = best_for(task(required_skills=("deep_clean",)), [person()], [], NOW, ANYTHING)
    assert (row.staff_id, row.reasons[0].words) == (None, "Nobody on shift is trained for it (deep_clean).")


def test_where_nobody_is_on_shift_the_row_says_so():
    assert codes(best_for(task(), [], [], NOW, ANYTHING)) == ["nobody_on_shift"]


def test_where_nobody_has_time_left_the_row_says_so():
    assert codes(best_for(task(), [person(capacity_minutes=29)], [], NOW, ANYTHING)) == ["no_time"]


def test_a_room_that_becomes_free_too_late_for_the_shift_is_left():
    late = task(scheduled_for=in_minutes(100))
    assert codes(best_for(late, [person(ends_at=in_minutes(120))], [], NOW, ANYTHING)) == ["no_time"]


def test_a_parked_task_that_nobody_has_time_for_says_that_the_guest_keeps_us_out():
    assert codes(best_for(task(parked=True), [person(capacity_minutes=5)], [], NOW, ANYTHING)) == ["guest_keeps_us_out"]


CAPS = {
    "rooms": (Constraints(max_rooms_per_staff=10), {"rooms_done": 10}),
    "credits": (Constraints(most_credits=12), {"credits_done": 11.5}),
    "area": (Constraints(area_cap_sqft=3500), {"area_done_sqft": 3200}),
    "area of half a shift": (Constraints(area_cap_sqft=3500), {"area_done_sqft": 1500, "shift_minutes": 240}),
    "area after many check-outs": (Constraints(area_cap_sqft=3500), {"area_done_sqft": 2800, "checkouts_done": 6}),
}


@pytest.mark.parametrize(("constraints", "so_far"), CAPS.values(), ids=CAPS)
def test_a_shift_that_has_as_much_as_it_may_gets_no_more(constraints, so_far):
    room = task(area_sqft=350, credits=1.0, is_checkout=True)
    assert codes(best_for(room, [person(**so_far)], [], NOW, constraints)) == ["cap_reached"]


def test_an_inspection_is_no_room_cleaned():
    look = task(kind="inspection", area_sqft=350)
    assert best_for(look, [person(rooms_done=10)], [], NOW, Constraints(max_rooms_per_staff=10)).staff_id == "p"


# Plans


def test_what_is_begun_stays_with_who_began_it_and_comes_first():
    begun = task("begun", held_by="p", started=True, elapsed_minutes=10, floor=5)
    plan = greedy([task("a"), begun], [person("p", last_floor=1)], ANYTHING, NOW)
    assert [(row.task_id, codes(row)[0]) for row in plan.rows] == [("begun", "begun"), ("a", "close_to_last")]


def test_what_was_given_by_hand_stays():
    by_hand = task(held_by="p", floor=5)
    row = greedy([by_hand], [person("p"), person("q", last_floor=5)], ANYTHING, NOW).rows[0]
    assert (row.staff_id, codes(row)[0]) == ("p", "by_hand")


def test_unless_the_house_lets_the_plan_move_it():
    by_hand = task(held_by="p", floor=5)
    anew = Constraints(preserve_existing_assignments=False)
    staff = [person("p", last_floor=1), person("q", last_floor=5)]
    assert greedy([by_hand], staff, anew, NOW).rows[0].staff_id == "q"


def test_what_is_begun_is_never_moved():
    begun = task(held_by="p", started=True, floor=5)
    anew = Constraints(preserve_existing_assignments=False)
    assert greedy([begun], [person("p"), person("q", last_floor=5)], anew, NOW).rows[0].staff_id == "p"


def test_what_is_given_to_somebody_who_is_not_on_shift_is_left_with_them():
    row = greedy([task(held_by="absent")], [person()], ANYTHING, NOW).rows[0]
    assert (row.staff_id, codes(row)) == ("absent", ["not_here"])


def test_nothing_is_added_to_a_list_that_people_made_too_long():
    tasks = [task("a", held_by="p", estimated_minutes=100), task("b")]
    rows = greedy(tasks, [person(capacity_minutes=60)], ANYTHING, NOW).rows
    assert [row.staff_id for row in rows] == ["p", None]


def test_what_is_parked_is_at_the_end_of_the_list():
    plan = greedy([task("a", parked=True), task("b", floor=2)], [person(last_floor=1)], ANYTHING, NOW)
    assert [(row.task_id, row.position) for row in plan.rows] == [("b", 0), ("a", 1)]


def test_a_plan_says_when_each_is_begun():
    plan = greedy([task("a"), task("b", scheduled_for=in_minutes(45))], [person()], ANYTHING, NOW)
    assert [row.starts_at for row in plan.rows] == [NOW, in_minutes(45)]


def test_a_plan_is_written_in_the_names_of_the_contract():
    written = greedy([task()], [person()], ANYTHING, NOW).model_dump(by_alias=True)
    assert {"rows", "cost", "lowerBound"} <= set(written)
    assert {"taskId", "staffId", "startsAt"} <= set(written["rows"][0])


def test_a_task_is_read_in_the_names_of_the_contract():
    wire = {"taskId": "a", "roomId": "101", "floor": 1, "kind": "turnover", "estimatedMinutes": 30, "wing": "A"}
    assert OpenTask.model_validate(wire).task_id == "a"


@pytest.mark.parametrize(
    ("part", "names"),
    [
        (OpenTask, "taskId roomId floor wing kind priority scheduledFor estimatedMinutes requiredSkills"),
        (ActiveStaff, "staffId languages skills capacityMinutes loadMinutes activeTaskCount lastRoomId"),
        (Constraints, "maxRoomsPerStaff preserveExistingAssignments"),
    ],
)
def test_what_a_planner_is_told_has_the_names_of_the_contract(part, names):
    assert set(names.split()) <= {field.alias for field in part.model_fields.values()}


# Hard rules

a_task = st.fixed_dictionaries(
    {
        "floor": st.integers(1, 3),
        "wing": st.sampled_from("AB"),
        "kind": st.sampled_from(["turnover", "mid_stay_clean", "deep_clean", "inspection"]),
        "priority": st.sampled_from(_LEVELS),
        "scheduled_for": st.none() | st.integers(0, 300).map(in_minutes),
        "due_at": st.none() | st.integers(-30, 500).map(in_minutes),
        "estimated_minutes": st.integers(5, 90),
        "required_skills": st.sampled_from([(), (), ("deep_clean",)]),
        "language": st.sampled_from([None, "en", "fa-AF"]),
        "area_sqft": st.sampled_from([None, 300, 700]),
        "credits": st.sampled_from([None, 0.5, 1.0]),
        "is_checkout": st.booleans(),
        "parked": st.sampled_from([False, False, False, True]),
        "held_by": st.sampled_from([None, None, None, "p0", "p1", "absent"]),
        "elapsed_minutes": st.integers(0, 40),
    }
)
a_person = st.fixed_dictionaries(
    {
        "capacity_minutes": st.integers(0, 480),
        "load_minutes": st.integers(0, 100),
        "languages": st.sampled_from([(), ("en",), ("fa",)]),
        "skills": st.sampled_from([(), ("deep_clean",)]),
        "last_floor": st.none() | st.integers(1, 3),
        "area_done_sqft": st.sampled_from([0, 3000]),
        "starts_at": st.none() | st.integers(1, 200).map(in_minutes),
        "ends_at": st.none() | st.integers(60, 480).map(in_minutes),
    }
)
some_constraints = st.builds(
    Constraints,
    max_rooms_per_staff=st.none() | st.integers(1, 6),
    preserve_existing_assignments=st.booleans(),
    most_credits=st.none() | st.floats(1, 5),
    area_cap_sqft=st.none() | st.just(3500),
)
hotels = st.tuples(st.lists(a_task, max_size=9), st.lists(a_person, max_size=3), some_constraints).map(
    lambda made: (
        [task(f"t{number}", **one) for number, one in enumerate(made[0])],
        [person(f"p{number}", **one) for number, one in enumerate(made[1])],
        made[2],
    )
)


@given(hotels)
def test_no_greedy_plan_breaks_a_hard_rule(hotel):
    assert violations(greedy(*hotel, NOW), *hotel) == []


@given(hotels)
def test_the_same_hotel_gets_the_same_plan(hotel):
    tasks, staff, constraints = hotel
    assert greedy(tasks, staff[::-1], constraints, NOW).cost == greedy(*hotel, NOW).cost


@given(hotels)
def test_every_row_has_its_reasons_in_words(hotel):
    assert all(row.reasons and all(reason.words for reason in row.reasons) for row in greedy(*hotel, NOW).rows)


def broken(plan: Plan, **but: object) -> Plan:
    return plan.but(rows=(plan.rows[0].but(**but), *plan.rows[1:]))


def test_who_comes_later_begins_then():
    plan = greedy([task("a"), task("b")], [person(starts_at=in_minutes(75))], ANYTHING, NOW)
    assert [row.starts_at for row in plan.rows] == [in_minutes(75), in_minutes(105)]


def test_what_is_due_before_somebody_comes_goes_to_who_is_there():
    staff = [person("late", starts_at=in_minutes(75)), person("here", load_minutes=60)]
    assert greedy([task("a", due_at=in_minutes(40))], staff, ANYTHING, NOW).rows[0].staff_id == "here"


def test_a_guest_who_is_due_out_is_named_as_the_reason_to_wait():
    row = greedy([task("a", occupied=True, scheduled_for=in_minutes(60))], [person()], ANYTHING, NOW).rows[0]
    assert "guest_due_out" in codes(row)
    assert row.starts_at == in_minutes(60)


def test_what_can_be_done_before_a_door_opens_is_done_before_it_whatever_floor_it_is_on():
    waits = [task(f"w{floor}", floor=floor, scheduled_for=in_minutes(240)) for floor in (1, 2)]
    free = [task(f"f{floor}", floor=floor) for floor in (1, 2)]
    rows = sorted(greedy([*waits, *free], [person()], ANYTHING, NOW).rows, key=lambda row: row.position)
    assert [row.task_id[0] for row in rows] == ["f", "f", "w", "w"]


BREAKS = {
    "taken from who has it": {"staff_id": "q"},
    "nobody's who is on shift": {"staff_id": "stranger"},
    "out of order": {"position": 7},
    "before the room is free": {"starts_at": NOW},
    "not begun at all": {"starts_at": None},
    "of another task": {"task_id": "b"},
}


@pytest.mark.parametrize("but", BREAKS.values(), ids=BREAKS)
def test_the_check_of_plans_sees_what_is(but):
    tasks, staff = [task("a", held_by="p", scheduled_for=in_minutes(5)), task("b")], [person("p")]
    plan = greedy(tasks[:1], staff, ANYTHING, NOW)
    assert violations(plan, tasks[:1], staff, ANYTHING) == []
    found = violations(broken(plan, **but), tasks[:1], [*staff, person("q")], ANYTHING)
    assert found != []
    assert all(breach.words for breach in found)


def test_the_check_of_plans_sees_who_begins_before_their_shift():
    plan, late = greedy([task("a")], [person()], ANYTHING, NOW), person(starts_at=in_minutes(1))
    assert [breach.rule for breach in violations(plan, [task("a")], [late], ANYTHING)] == ["before_shift"]


TOO_MUCH = {
    "work": ([task("a"), task("b")], person(capacity_minutes=59), ANYTHING),
    "way": ([task("a"), task("b", floor=2)], person(capacity_minutes=65), ANYTHING),
    "time": ([task("a")], person(ends_at=in_minutes(29)), ANYTHING),
    "time of who comes later": ([task("a")], person(starts_at=in_minutes(40), ends_at=in_minutes(69)), ANYTHING),
    "rooms": ([task("a"), task("b")], person(), Constraints(max_rooms_per_staff=1)),
    "credits": ([task("a", credits=2.0)], person(), Constraints(most_credits=1)),
    "area": ([task("a", area_sqft=4000)], person(), Constraints(area_cap_sqft=3500)),
    "skill": ([task("a", required_skills=("deep_clean",))], person(), ANYTHING),
}


@pytest.mark.parametrize(("tasks", "one", "constraints"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_the_check_of_plans_sees_too_much(tasks, one, constraints):
    shift = Shift(tuple(tasks), (one,), constraints, NOW)
    plan = shift.plan({one.staff_id: [Job.of(each, NOW) for each in tasks]}, "greedy")
    (found,) = violations(plan, tasks, [one], constraints)
    assert one.staff_id in found.words


def test_what_says_only_who_and_in_which_order_is_walked_before_it_is_checked():
    tasks, one = [task("a", floor=2), task("b", floor=2)], person(capacity_minutes=70)
    rows = (Row(task_id="b", staff_id="p"), Row(task_id="a", staff_id="p"), Row(task_id="c", staff_id="p"))
    shift = Shift(tuple(tasks), (one,), ANYTHING, NOW)
    walked = shift.walked(rows)
    assert [(row.task_id, row.position, row.starts_at) for row in walked] == [
        ("a", 0, NOW),
        ("b", 1, in_minutes(30)),
        ("c", 0, None),
    ]
    assert [breach.rule for breach in violations(Plan(rows=walked), tasks, [one], ANYTHING)] == [HardRule.OPEN_TASK]


@pytest.mark.parametrize("sentences", [WORDS, BROKEN])
def test_every_reason_and_every_broken_rule_is_a_sentence(sentences):
    assert all(words[0].isupper() or words[0] == "{" for words in sentences.values())
    assert all(words.endswith(".") for words in sentences.values())


def test_every_rule_has_its_words():
    assert BROKEN.keys() == set(HardRule)
