"""Housekeeping walked by rules, in any order, with every law held at every commit; and proof that the walk can fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from functions.housekeeping import status, tasks
from shared.domain import cleaning, inspections, occupancy, turnovers
from shared.domain.documents import Change
from shared.domain.linen import LinenLine
from shared.domain.rooms import Occupancy, Room
from shared.domain.tasks import BoundChecklist, Item, Task, TaskStatus
from shared.domain.turnovers import Wish
from shared.domain.worklists import Worklist
from shared.runtime.cloud import cloud
from shared.runtime.routes import ROUTES
from tests.simulation import laws
from tests.simulation.biases import Crowded, Deserted
from tests.simulation.laws import Law
from tests.simulation.machine import STEPS_OF_A_WALK, Housekeeping
from tests.simulation.mutants import ask_nobody_who_has_the_room, guard_nothing

WALKS = 10
"""How many walks one seed makes; of more, Hypothesis makes most by varying those it has."""
TRIED = 12
"""In how many seeds a broken product must have shown itself."""


def walk(walk_seed: int, *phases: Phase, through: type[Housekeeping] = Housekeeping) -> None:
    """Make the walks of one seed; the same ones every time. With Phase.shrink, the shortest that breaks a law is told."""
    chosen = settings(
        max_examples=WALKS,
        stateful_step_count=STEPS_OF_A_WALK,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(seed(walk_seed)(_afresh(through)), settings=chosen)


def _afresh(through: type[Housekeeping]) -> type[Housekeeping]:
    """Return a machine of its own: what Hypothesis notes on the class is of this walk only."""
    return type(through.__name__, (through,), {})


def test_no_walk_through_housekeeping_breaks_a_law(walk_seed: int) -> None:
    walk(walk_seed, Phase.generate, Phase.shrink)


@pytest.mark.parametrize("through", [Crowded, Deserted])
def test_no_walk_where_rooms_and_work_most_easily_part_breaks_a_law(
    through: type[Housekeeping], walk_seed: int
) -> None:
    """H1-H4: two in one room, and nobody in any. `--steps 10000` walks each of them so far."""
    walk(walk_seed, Phase.generate, Phase.shrink, through=through)


APART = {"open_upload", "upload_photo", "confirm_upload"}
"""Commands that no walk takes: nothing that is walked looks into a photo."""


def test_a_walk_may_take_every_command_of_housekeeping() -> None:
    asked = {name for name in vars(Housekeeping) if not name.startswith("_")}
    commands = {
        route.name
        for route in ROUTES.values()
        if route.kind == "command" and route.context in ("housekeeping", "maintenance")
    }

    assert commands - APART <= asked


Break = Callable[[pytest.MonkeyPatch], None]


def let_somebody_begin_in_two_rooms(patch: pytest.MonkeyPatch) -> None:
    """The worklist takes whatever runs."""
    following = Worklist.following
    patch.setattr(Worklist, "following", lambda mine, *what: following(mine.but(running=None), *what))


def bind_the_checklist_anew_in_other_hands(patch: pytest.MonkeyPatch) -> None:
    given = tasks._given
    patch.setattr(tasks, "_given", lambda work, task, *how: given(work, task.but(checklist=None), *how))


def make_an_occupied_room_ready(patch: pytest.MonkeyPatch) -> None:
    """Who finishes does not look whether a guest is in the room."""

    def blind(room: Room, *how: Any, **rest: Any) -> Change[Room]:
        change = cleaning.finish_cleaning(room.but(occupancy=Occupancy.VACANT), *how, **rest)
        return Change(change.state.but(occupancy=room.occupancy), change.events)

    patch.setattr(tasks, "finish_cleaning", blind)


def leave_what_is_over_on_the_row(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Room, "without_task", lambda room, _: room)


def cancel_what_is_over(patch: pytest.MonkeyPatch) -> None:
    cancelled = Task.cancelled
    patch.setattr(Task, "cancelled", lambda task, *how: cancelled(task.but(status=TaskStatus.PENDING), *how))


def forget_what_is_open(patch: pytest.MonkeyPatch) -> None:
    """Who asks what a room needs sees none of the work that it has, and names what they want anew."""
    patch.setattr(Wish, "is_met_by", lambda *_: False)
    patch.setattr(Wish, "task_id", lambda *_: f"hkt_{cloud().new_ulid()}")


def judge_what_nobody_looked_at(patch: pytest.MonkeyPatch) -> None:
    lines = inspections._lines
    patch.setattr(inspections, "_lines", lambda asked, said: lines(asked.but(items=_answered(asked, said)), said))


def _answered(asked: BoundChecklist, said: Sequence[inspections.Answered]) -> tuple[Item, ...]:
    return tuple(item for item in asked.items if item.item_id in {one.item_id for one in said})


def lose_linen_on_its_way_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(LinenLine, "returned", lambda line, count, at: line._becoming(at, in_use=max(0, line.in_use - count)))


def flip_without_a_word(patch: pytest.MonkeyPatch) -> None:
    become = cleaning._become
    patch.setattr(cleaning, "_become", lambda *how: Change(become(*how).state))


def take_whoever_comes_for_the_next_guest(patch: pytest.MonkeyPatch) -> None:
    """A room is one stay: whoever else is in it comes and goes as if they had it alone."""
    patch.setattr(occupancy, "goes_on", lambda before, after, _: before[:1] == after[:1] != ())


def leave_a_room_as_it_is_when_its_guests_leave(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(occupancy, "_after_leaving", lambda row, *_: Change(row))


def decide_by_who_is_done_alone(patch: pytest.MonkeyPatch) -> None:
    """Who completes does not see who else is at work in the room."""
    patch.setattr(Room, "at_work", lambda *_, **__: ())


def flip_over_the_head_of_who_is_inside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cleaning, "ended_by", lambda *_: ())
    patch.setattr(status, "ended_by", lambda *_: ())


def leave_a_room_to_whoever_made_it_clean(patch: pytest.MonkeyPatch) -> None:
    """Only the end of a task asks for an inspection."""
    patch.setattr(turnovers, "LOOKED_AT", frozenset())


def leave_to_itself_what_passed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(turnovers, "in_step", lambda room, *_, **__: Change(room))


def close_the_only_way_to_ready(patch: pytest.MonkeyPatch) -> None:
    """What was ended by hand stays ended."""
    patch.setattr(Wish, "comes_after", lambda *_: False)


OPPOSITES: Mapping[Break, tuple[type[Housekeeping], Callable[..., Any]]] = {
    decide_by_who_is_done_alone: (Crowded, laws.a_room_is_done_only_when_nobody_is_at_work_in_it),
    flip_over_the_head_of_who_is_inside: (Crowded, laws.a_room_is_done_only_when_nobody_is_at_work_in_it),
    leave_a_room_to_whoever_made_it_clean: (Deserted, laws.a_vacant_room_has_exactly_its_next_piece_of_work),
    leave_to_itself_what_passed: (Deserted, laws.a_vacant_room_has_exactly_its_next_piece_of_work),
    close_the_only_way_to_ready: (Deserted, laws.a_vacant_room_has_exactly_its_next_piece_of_work),
}
"""The law of work, broken on purpose in either half, and the walk that must notice it."""


@pytest.mark.parametrize("mutant", OPPOSITES, ids=lambda mutant: mutant.__name__)
def test_a_broken_law_of_work_is_noticed(mutant: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    through, law = OPPOSITES[mutant]

    assert any(law.__name__ in _broken(walk_seed, through) for walk_seed in range(TRIED))


NOTICED_BY: Mapping[Break, Law | None] = {
    let_somebody_begin_in_two_rooms: laws.worklists_hold_the_open_tasks_of_each_person,
    bind_the_checklist_anew_in_other_hands: laws.a_frozen_checklist_never_changes,
    make_an_occupied_room_ready: laws.only_a_vacant_room_is_ready,
    leave_what_is_over_on_the_row: laws.rows_list_their_open_tasks,
    cancel_what_is_over: laws.a_task_moves_by_the_moves_it_is_told_by,
    lose_linen_on_its_way_back: laws.linen_is_conserved,
    flip_without_a_word: laws.a_room_flips_as_the_tables_say,
    forget_what_is_open: laws.a_stay_has_one_open_turnover_of_a_room,
    judge_what_nobody_looked_at: laws.a_verdict_answers_every_line,
    ask_nobody_who_has_the_room: laws.nobody_is_given_a_room_that_another_has,
    take_whoever_comes_for_the_next_guest: laws.what_sharers_set_stays_until_the_last_of_them_leaves,
    leave_a_room_as_it_is_when_its_guests_leave: laws.a_room_is_dirty_once_the_last_has_left,
    guard_nothing: None,
}
"""The product, broken on purpose, and the law that must notice it, whatever other does; None: any."""


@pytest.mark.parametrize("mutant", NOTICED_BY, ids=lambda mutant: mutant.__name__)
def test_a_broken_housekeeping_breaks_a_law(mutant: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    law = NOTICED_BY[mutant]

    assert any((law.__name__ if law else ": ") in _broken(walk_seed) for walk_seed in range(TRIED))


def _broken(walk_seed: int, through: type[Housekeeping] = Housekeeping) -> str:
    try:
        walk(walk_seed, Phase.generate, through=through)
    except AssertionError as broken:
        return str(broken)
    return ""
