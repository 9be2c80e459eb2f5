"""The play's clock, the shifts that follow it, and what it says at the end."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random

from emulators.people import Member, Refused
from emulators.play.reckoning import Arrival, Reckoning, summary
from emulators.play.roster import Turn
from emulators.play.story import Story

NOON = datetime(2026, 3, 22, 7, 30, tzinfo=UTC)
TURN = Turn(Member("http://hotel", "housekeeper@demo.hotel", "Marzia"), 480, 840, "roster-1", NOON)
READY = Arrival("Nasrin Rahimi", 800, room="204")
TOLD = Arrival("Gulab Zadran", 800, why="guest not left")
NEITHER = Arrival("Zarina Saidzoda", 800)


def test_deeds_happen_by_the_clock_and_may_plan_others() -> None:
    story, done = _story(), []
    story.at(600, done.append, "later")
    story.at(500, lambda: story.soon(30, done.append, "planned at half past eight"))
    story.play()
    assert done == ["planned at half past eight", "later"]


def test_what_is_planned_for_after_the_day_closes_does_not_happen() -> None:
    story, done = _story(), []
    story.at(23 * 60, done.append, "too late")
    story.play()
    assert done == []


def test_the_day_goes_on_after_somebody_is_told_no_and_the_no_names_people() -> None:
    done: list[str] = []
    story = _story(done)
    story.at(500, _refused, "The task is stf_1's.")
    story.at(600, done.append, "still here")
    story.play()
    assert done == ["08:20  the house says no: The task is Marzia's.", "still here"]


def test_what_is_left_of_a_shift_shrinks_by_the_clock_of_the_play() -> None:
    told = [TURN.started(minute).capacity_minutes for minute in (480, 660, 840, 900)]
    assert told == [330, 165, 0, 0]


def test_the_hours_of_a_shift_stay_as_they_were_planned() -> None:
    assert TURN.started(660).ends_at == TURN.started(480).ends_at


def test_a_day_on_which_each_arrival_has_a_room_or_a_reason_says_so() -> None:
    assert _last_line(READY, TOLD) == "Each of 2 arrivals got a ready room, or a call that says why not."


def test_an_arrival_with_neither_is_named() -> None:
    day = _day(READY, NEITHER)
    assert day.unaccounted == ["Zarina Saidzoda"]
    assert _last_line(READY, NEITHER) == "Neither a ready room nor a call that says why not: Zarina Saidzoda."


def test_the_time_to_ready_is_from_the_last_time_that_a_guest_left_the_room() -> None:
    day = Reckoning()
    for minute in (500, 560):
        day.leaves("204", minute)
    day.ready("204", 600)
    day.ready("204", 700)
    assert day.took == [40]


def _story(heard: list[str] | None = None) -> Story:
    return Story(1e9, Random(1), (heard if heard is not None else []).append, {"stf_1": "Marzia"})


def _refused(words: str) -> None:
    raise Refused(words)


def _day(*arrivals: Arrival) -> Reckoning:
    return Reckoning(arrivals={one.name: one for one in arrivals})


def _last_line(*arrivals: Arrival) -> str:
    return list(summary(_day(*arrivals), Counter(), None))[-1]
