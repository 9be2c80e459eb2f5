"""The day's list: made by the schedule, made again, and made by other choices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.identity.main  # noqa: F401 - what is called here
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.settings import Settings
from shared.domain.tablets import Tablet
from shared.domain.tasks import Priority, Task, TaskKind, TaskStatus
from shared.runtime import tenancy
from shared.runtime.parking import DeadLetter, Reason, letter_id
from shared.runtime.routes import ROUTES
from tests.ground import FRONT_DESK, NOON, SUPERVISOR, Ground
from tests.unit.functions.housekeeping.guests import (
    TASKS,
    begun,
    booked,
    cleaned,
    in_house,
    kinds,
    leaves,
    make_day_list,
    open_tasks,
    opened_hotel,
    told,
)

TURNOVER, MID_STAY = TaskKind.TURNOVER, TaskKind.MID_STAY_CLEAN
TENANT_SETTINGS = "melmastoon.tenant.settings.changed.v1"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with opened_hotel() as stands:
        yield stands


def served_days(hotel: Ground, days: int) -> list[int]:
    """Return on which days of a stay its room is to be served, if each service is done at once."""
    found = []
    for day in range(days + 1):
        make_day_list(hotel)
        for task in open_tasks(hotel):
            if task.kind is MID_STAY:
                found.append(day)
                begun(hotel, task)
                hotel.data("POST", f"{TASKS}/{task.task_id}/complete", {}, by=SUPERVISOR)
        hotel.deliver()
        hotel.pass_time(days=1)
    return found


def test_who_stays_on_is_served_each_day_but_that_of_arrival_and_that_of_departure(hotel: Ground) -> None:
    in_house(hotel, nights=4)
    assert served_days(hotel, 4) == [1, 2, 3]


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        ({"stayover_cadence": "every_n_days", "stayover_every_days": 3}, [3, 6]),
        ({"stayover_cadence": "on_request"}, []),
        ({"full_service": False}, []),
        ({"full_service": False, "stayover_cadence": "daily"}, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_the_house_chooses_how_often(chosen: dict[str, Any], days: list[int]) -> None:
    with opened_hotel(**chosen) as hotel:
        in_house(hotel, nights=7)
        assert served_days(hotel, 7) == days


def test_the_bed_linen_goes_with_the_service_of_every_third_day_also_where_one_was_missed(hotel: Ground) -> None:
    """S12."""
    in_house(hotel, nights=9)
    linen = {}
    for day in range(1, 9):
        hotel.pass_time(days=1)
        make_day_list(hotel)
        (task,) = (one for one in open_tasks(hotel) if one.kind is MID_STAY)
        linen[day] = task.linen_due
        if day != 3:
            begun(hotel, task)
            hotel.data("POST", f"{TASKS}/{task.task_id}/complete", {}, by=SUPERVISOR)
    assert [day for day, due in linen.items() if due] == [3, 4, 7]


def test_a_service_is_in_the_guests_language_and_a_vips_goes_first(hotel: Ground) -> None:
    in_house(hotel, language="fa-AF", vip=True)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    (task,) = open_tasks(hotel)
    assert (task.language, task.priority, task.source) == ("fa-AF", Priority.HIGH, "scheduler")


def test_the_list_made_three_times_is_the_same_list_and_tells_nothing_new(hotel: Ground) -> None:
    in_house(hotel, "201")
    in_house(hotel, "202", nights=1)
    leaves(hotel, in_house(hotel, "203"))
    hotel.pass_time(days=1)
    make_day_list(hotel)
    tasks, said = hotel.all(Task), len(hotel.told())
    make_day_list(hotel)
    make_day_list(hotel)
    assert hotel.all(Task) == tasks
    assert len(hotel.told()) == said
    assert [kinds(hotel, number) for number in ("201", "202", "203")] == [[MID_STAY], [TURNOVER], [TURNOVER]]


def test_what_was_cancelled_by_hand_does_not_come_back_unless_a_vacant_room_needs_it_to_be_ready(hotel: Ground) -> None:
    in_house(hotel, "201")
    in_house(hotel, "202", nights=1)
    leaves(hotel, in_house(hotel, "203"))
    hotel.pass_time(days=1)
    make_day_list(hotel)
    for number in ("201", "202", "203"):
        (task,) = open_tasks(hotel, number)
        hotel.data("POST", f"{TASKS}/{task.task_id}/cancel", {"reason": "not today"}, by=SUPERVISOR)
    make_day_list(hotel)
    assert [kinds(hotel, number) for number in ("201", "202", "203")] == [[], [], [TaskKind.TURNOVER]]


def test_a_planned_turnover_cancelled_by_hand_is_needed_once_the_guest_has_left(hotel: Ground) -> None:
    stay_id = in_house(hotel, nights=1)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    hotel.data("POST", f"{TASKS}/{open_tasks(hotel)[0].task_id}/cancel", {"reason": "stays, I think"}, by=SUPERVISOR)
    hotel.pass_time(hours=1)
    leaves(hotel, stay_id)
    assert kinds(hotel) == [TURNOVER]


def test_what_nobody_did_yesterday_makes_room_for_today_and_what_was_begun_or_written_on_stays(hotel: Ground) -> None:
    for number in ("201", "202", "203"):
        in_house(hotel, number, nights=5)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    untouched, running, annotated = (open_tasks(hotel, number)[0] for number in ("201", "202", "203"))
    begun(hotel, running)
    hotel.data("POST", f"{TASKS}/{annotated.task_id}/notes", {"text": "after ten"}, by=SUPERVISOR)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    assert hotel.get(Task, untouched.task_id).status is TaskStatus.CANCELLED
    assert kinds(hotel, "201") == [MID_STAY]
    assert [task.task_id for task in open_tasks(hotel, "202")] == [running.task_id]
    assert [task.task_id for task in open_tasks(hotel, "203")] == [annotated.task_id]


def test_a_room_that_turns_dirty_without_a_departure_is_turned_over_at_once(hotel: Ground) -> None:
    hotel.pass_time(days=1)
    hotel.data("POST", "/api/v1/housekeeping/rooms/201/status", {"status": "dirty"}, by=FRONT_DESK)
    hotel.deliver()
    (task,) = open_tasks(hotel)
    assert (task.kind, task.stay_id, task.vacated_at) == (TURNOVER, None, hotel.now)


def test_a_departure_that_was_never_told_is_found_with_its_stay(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    hotel.data("PUT", f"reservations/{stay_id}/status", {"status": "checked_out", "even_if_early": True}, by=FRONT_DESK)
    hotel.pass_time(minutes=15)
    assert hotel.call("POST", "/internal/cron/day_list", by=None).status_code == 204
    (task,) = open_tasks(hotel)
    assert (task.stay_id, task.vacated_at) == (stay_id, NOON)
    hotel.deliver()
    assert [one.task_id for one in open_tasks(hotel)] == [task.task_id]


def test_a_turnover_made_by_hand_is_enough(hotel: Ground) -> None:
    hotel.put(
        Room(room_id="301", number="301", floor=3, cleaning=CleaningState(status=Cleaning.DIRTY, since=NOON)),
        Tablet(room_id="301"),
    )
    hotel.data("POST", TASKS, {"room_id": "301", "kind": "deep_clean"}, by=SUPERVISOR)
    make_day_list(hotel)
    assert kinds(hotel, "301") == [TaskKind.DEEP_CLEAN]


def test_a_room_that_somebody_made_ready_needs_its_turnover_no_more(hotel: Ground) -> None:
    leaves(hotel, in_house(hotel))
    cleaned(hotel)
    hotel.deliver()
    assert open_tasks(hotel) == []


def test_another_cadence_makes_the_list_anew_at_once(hotel: Ground) -> None:
    in_house(hotel)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    hotel.data("PUT", "settings", {"stayover_cadence": "on_request"})
    hotel.deliver()
    assert open_tasks(hotel) == []
    hotel.data("PUT", "settings", {"stayover_cadence": "daily"})
    hotel.deliver()
    assert kinds(hotel) == [MID_STAY]


def test_what_the_tenant_chose_elsewhere_is_taken_over_and_followed_at_once(hotel: Ground) -> None:
    in_house(hotel)
    hotel.pass_time(days=1)
    make_day_list(hotel)
    told(hotel, TENANT_SETTINGS, {"settings": {"inspections": False, "stayoverCadence": "on_request", "colour": "red"}})
    kept = hotel.get(Settings, "current")
    assert (kept.inspections, kept.stayover_cadence) == (False, "on_request")
    assert open_tasks(hotel) == []
    assert tenancy.settings_of(hotel.place) == kept


def test_what_cannot_be_chosen_is_parked_with_its_fields_and_the_rest_is_taken_over(hotel: Ground) -> None:
    told(hotel, TENANT_SETTINGS, {"settings": {"auditHour": 31, "zone": "Kabul", "stayoverEveryDays": 4}})
    assert hotel.get(Settings, "current").stayover_every_days == 4
    (letter,) = hotel.all(DeadLetter)
    assert letter.reason.code == "MELMASTOON.GENERAL.INVALID_FIELDS"
    assert "auditHour" in letter.reason.detail
    assert "zone" in letter.reason.detail


def test_what_does_not_go_together_is_parked_and_the_rest_is_taken_over(hotel: Ground) -> None:
    told(hotel, TENANT_SETTINGS, {"settings": {"presetLowest": 40, "languages": [], "stayoverEveryDays": 4}})
    kept = hotel.get(Settings, "current")
    assert (kept.stayover_every_days, kept.preset_lowest, kept.languages) == (4, 16, ("en",))
    (letter,) = hotel.all(DeadLetter)
    assert "languages" in letter.reason.detail
    assert "presetLowest" in letter.reason.detail


def test_a_night_in_the_house_makes_one_list_however_often_it_is_made(hotel: Ground) -> None:
    in_house(hotel, "201", nights=2)
    booked(hotel, "202", arrives=20)
    for _ in range(12):
        hotel.pass_time(hours=2)
        make_day_list(hotel)
    created = [task for task in hotel.all(Task) if task.room_id == "201"]
    assert len(created) == 1
    assert created[0].created_at - NOON < timedelta(days=1)


def test_the_days_list_closes_the_letters_of_rooms_that_have_what_they_need(hotel: Ground) -> None:
    """P13: the event could not be handled; the list has made the work all the same."""
    leaves(hotel, in_house(hotel, "201"))
    assert kinds(hotel, "201") == [TURNOVER]
    asked, another = (letter_about(hotel, room, handler) for room, handler in _LETTERS)
    hotel.pass_time(minutes=15)
    make_day_list(hotel)
    letter = hotel.get(DeadLetter, asked)
    assert (letter.status, letter.closed_by) == ("healed", "day_list")
    assert hotel.get(DeadLetter, another).status == "parked"


_LETTERS = (("201", "open_turnover_when_guest_checked_out"), ("201", "learn_minutes_when_task_completed"))


def letter_about(hotel: Ground, room_id: str, handler: str) -> str:
    assert handler in ROUTES
    letter = DeadLetter(
        dead_letter_id=letter_id(handler, room_id),
        subject="melmastoon.reservation.checked_out.v1",
        handler=handler,
        reason=Reason(code="INTERNAL_ERROR", detail="it was late"),
        about={"room_id": room_id},
        data=room_id,
        first_failed_at=hotel.now,
        last_failed_at=hotel.now,
    )
    hotel.put(letter)
    return letter.dead_letter_id
