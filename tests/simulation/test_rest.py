"""A world at rest is held to what a hotel would hold it to, and not to what no job can have heard of yet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.settings import Settings
from shared.domain.tasks import Source, Task, TaskKind, TaskStatus
from tests.ground import SUPERVISOR
from tests.simulation.asking import at_home
from tests.simulation.hotel import DAY, MORNING
from tests.simulation.next_piece import next_piece
from tests.simulation.rest import rest
from tests.simulation.truths import broken
from tests.simulation.world import Wish, world

A_DAY, A_BLOCK = "a day begins", "a block ends"


@pytest.mark.parametrize("seconds", [24, 36, 48])
@pytest.mark.parametrize("what", [A_DAY, A_BLOCK])
def test_what_turns_while_a_world_comes_to_rest_turns_before_it_is_asked_for_its_work(what: str, seconds: int) -> None:
    """`seconds` before that its jobs are about to run for the last time."""
    with world(1) as lived:
        lived.run_jobs()
        lived.drain()
        _, day_ends = lived.all_of(Settings)["current"].hours_of(DAY)
        turns = day_ends if what is A_DAY else MORNING + timedelta(hours=5)
        if what is A_BLOCK:
            body = {"kind": "oos", "reason": "painting", "until_at": turns.isoformat()}
            blocked = Wish("POST", "/api/v1/housekeeping/rooms/205/block", body, SUPERVISOR, at_home())
            assert lived.call(blocked) < 300
        lived.pass_time(seconds=(turns - lived.ground.now).total_seconds() - 20 * 60 - seconds)
        lived.run_jobs()

        rest(lived)

        assert lived.ground.now > turns
        assert broken(lived) == []


@pytest.mark.parametrize(
    ("status", "wrong"), [(TaskStatus.PENDING, 2), (TaskStatus.IN_PROGRESS, 0), (TaskStatus.PAUSED, 0)]
)
def test_a_room_that_is_called_inspected_waits_for_who_looks_at_it(status: TaskStatus, wrong: int) -> None:
    room = Room(room_id="205", number="205", floor=2, cleaning=CleaningState(status=Cleaning.INSPECTED, since=MORNING))
    look = Task(
        task_id="hkt_1",
        room_id="205",
        kind=TaskKind.INSPECTION,
        status=status,
        source=Source.EVENT,
        business_date=DAY,
        created_at=MORNING,
        created_by="house",
        estimated_minutes=8,
    )

    assert len(list(next_piece(room, [look], MORNING, inspects=True))) == wrong
