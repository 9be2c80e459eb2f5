"""What is to happen on a day, by the hotel's clock, whenever one begins to look; and what is said at its end."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

import pytest

from emulators import people
from emulators.demo import ROTA, ZONE
from emulators.people import Refused
from emulators.play.__main__ import main
from emulators.play.reckoning import Arrival, Reckoning, summary
from emulators.play.story import ENDS, Clock, Story, clock
from emulators.ports import Port

DAY = date(2026, 3, 22)
SEVEN, NOON, ONE_AT_NIGHT = 7 * 60, 12 * 60, 25 * 60
READY = Arrival("Nasrin Rahimi", 800, room="204")
TOLD = Arrival("Gulab Zadran", 800, why="guest not left")
NEITHER = Arrival("Zarina Saidzoda", 800)


class Quick(Clock):
    """A clock that is where one waits for it to be."""

    def __init__(self, minute: float) -> None:
        self.at = datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZONE) + timedelta(minutes=minute)

    def now(self) -> datetime:
        return self.at

    def wait_until(self, moment: datetime) -> None:
        self.at = max(self.at, moment)


def test_deeds_happen_by_the_clock_and_may_plan_others() -> None:
    story, done = _story(), []
    story.at(600, done.append, "later")
    story.at(500, lambda: story.soon(30, done.append, "planned at half past eight"))
    story.play()
    assert done == ["planned at half past eight", "later"]


def test_a_day_goes_on_beyond_midnight_until_the_night_audit() -> None:
    story, done = _story(), []
    story.at(ONE_AT_NIGHT, lambda: done.append(clock(story.minute)))
    story.at(ENDS + 1, done.append, "of the next day")
    story.play()
    assert done == ["01:00"]
    assert story.minute == ENDS


@pytest.mark.parametrize(
    ("hour", "happens"), [(SEVEN, ["at nine", "the round"]), (NOON, ["the round"]), (ONE_AT_NIGHT, ["the round"])]
)
def test_who_begins_to_look_later_leaves_alone_what_is_past_and_goes_on_with_what_lasts(
    hour: float, happens: list[str]
) -> None:
    story, done = _story(at=hour), []
    story.since(SEVEN, done.append, "the round")
    story.at(9 * 60, done.append, "at nine")
    story.play()
    assert sorted(done) == happens


def test_what_is_overdue_happens_soon_and_what_is_to_come_at_its_time() -> None:
    story = _story(at=NOON)
    assert NOON < story.due(SEVEN) <= NOON + 40
    assert story.due(NOON + 90) == NOON + 90


def test_the_day_goes_on_after_somebody_is_told_no_and_the_no_names_people() -> None:
    done: list[str] = []
    story = _story(done)
    story.at(500, _refused, "The task is stf_1's.")
    story.at(600, done.append, "still here")
    story.play()
    assert done == ["08:20  the house says no: The task is Marzia's.", "still here"]


def test_somebody_is_on_the_rota_at_every_hour() -> None:
    turns = [turn.on(DAY - timedelta(days=ago), ZONE) for turn in ROTA for ago in (0, 1)]
    midnight = datetime(2026, 3, 22, tzinfo=ZONE)
    moments = [midnight + timedelta(minutes=minute) for minute in range(0, 24 * 60, 15)]
    assert [str(at) for at in moments if not any(begins <= at < ends for begins, ends in turns)] == []


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


def _story(heard: list[str] | None = None, at: float = SEVEN) -> Story:
    said = (heard if heard is not None else []).append
    return Story(DAY, Random(1), said, {"stf_1": "Marzia"}, Quick(at))


def _refused(words: str) -> None:
    raise Refused(words)


def _day(*arrivals: Arrival) -> Reckoning:
    return Reckoning(arrivals={one.name: one for one in arrivals})


def _last_line(*arrivals: Arrival) -> str:
    return list(summary(_day(*arrivals), Counter(), None))[-1]


def test_a_play_without_a_hotel_says_so_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(people.time, "sleep", lambda _: None)
    nobody = f"http://127.0.0.1:{Port.take(None).number}"

    assert main(["--hours", "1", "--gateway", nobody, "--mews", nobody]) == 1

    said = capsys.readouterr().err
    assert said.startswith("the play ends: ")
    assert said.count("\n") == 1
