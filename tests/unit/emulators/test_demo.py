"""The demo hotel is the house that contracts promise, and the same one every time."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from emulators.demo import DemoStay, business_date, demo_hotel, read_hotel, with_last_week, write_hotel

DAY = date(2026, 3, 22)
HOTEL = demo_hotel(DAY)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 22, 19, 29, tzinfo=UTC), DAY),  # 23:59 in Kabul
        (datetime(2026, 3, 22, 23, 29, tzinfo=UTC), DAY),  # 03:59
        (datetime(2026, 3, 22, 23, 30, tzinfo=UTC), date(2026, 3, 23)),
    ],
)
def test_its_day_lasts_until_the_night_audit(at: datetime, day: date) -> None:
    assert business_date(at, ZoneInfo("Asia/Kabul")) == day


def test_it_has_sixty_rooms_on_four_floors() -> None:
    floors = Counter(room.floor for room in HOTEL.rooms)
    assert floors == {1: 15, 2: 15, 3: 20, 4: 10}
    assert {HOTEL.rooms[0].number, HOTEL.rooms[-1].number} == {"101", "410"}


def test_the_same_date_and_seed_give_the_same_house() -> None:
    assert demo_hotel(DAY) == HOTEL
    assert demo_hotel(DAY, seed=7) != HOTEL


def test_thirty_eight_rooms_are_slept_in_and_204_and_315_among_them() -> None:
    occupied = {stay.room for stay in HOTEL.in_house()}
    assert len(occupied) == len(HOTEL.in_house()) == 38
    assert {"204", "315"} <= occupied


def test_twelve_arrive_and_twelve_leave_and_315_is_turned_over_today() -> None:
    assert (len(HOTEL.arrivals()), len(HOTEL.due_out())) == (12, 12)
    assert "315" in {stay.room for stay in HOTEL.due_out()}
    assert "315" in {stay.room for stay in HOTEL.arrivals()}
    assert "204" not in {stay.room for stay in HOTEL.due_out()}


def test_no_two_stays_hold_a_room_at_once() -> None:
    held = [stay for stay in HOTEL.stays if stay.room and stay.status in {"checked_in", "checked_out", "confirmed"}]
    assert not [(one.number, other.number) for one, other in combinations(held, 2) if _overlap(one, other)]


def test_whoever_has_stayed_before_has_preferences() -> None:
    returning = {stay.guest for stay in HOTEL.stays if stay.status == "checked_out"}
    assert len(returning) == 14
    assert all(HOTEL.guest(key).preferences for key in returning)


def test_the_house_speaks_the_languages_of_its_guests() -> None:
    assert {"fa-AF", "ps", "tg", "en"} <= {guest.language for guest in HOTEL.guests}


def test_every_role_of_staff_can_sign_in() -> None:
    emails = {member.role: member.email for member in reversed(HOTEL.staff)}
    assert emails == {
        "housekeeper": "housekeeper@demo.hotel",
        "supervisor": "supervisor@demo.hotel",
        "front_desk": "frontdesk@demo.hotel",
        "maintenance": "maintenance@demo.hotel",
        "manager": "manager@demo.hotel",
    }


def test_eight_lines_of_linen_have_a_name_in_dari_and_one_is_low() -> None:
    assert len({line.dari for line in HOTEL.linen}) == 8
    assert [line.name for line in HOTEL.linen if line.on_shelf < line.low_watermark] == ["Bath towel"]


def test_things_were_found_in_a_room_slept_in_an_empty_one_and_elsewhere() -> None:
    occupied = {stay.room for stay in HOTEL.in_house()}
    assert [find.room and find.room in occupied for find in HOTEL.finds] == [True, False, None]


def test_what_a_pms_is_to_know_is_written_and_read_as_it_is(tmp_path: Path) -> None:
    lately = with_last_week(HOTEL)
    write_hotel(lately, tmp_path / "hotel.json")

    assert read_hotel(tmp_path / "hotel.json") == lately


def test_who_left_last_week_left_before_who_is_in_their_room_came() -> None:
    lately = with_last_week(HOTEL)
    held = [stay for stay in lately.stays if stay.room and stay.status in {"checked_in", "checked_out", "confirmed"}]
    left = [stay.departs for stay in held if stay.status == "checked_out" and stay not in HOTEL.stays]

    assert len(left) > 40
    assert {(moment.astimezone(HOTEL.zone).date() - DAY).days for moment in left} <= set(range(-7, 0))
    assert not [(one.number, other.number) for one, other in combinations(held, 2) if _overlap(one, other)]
    assert len({(guest.given_name, guest.family_name) for guest in lately.guests}) == len(lately.guests)


def _overlap(one: DemoStay, other: DemoStay) -> bool:
    return one.room == other.room and one.arrives < other.departs and other.arrives < one.departs
