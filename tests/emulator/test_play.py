"""Life in the demo hotel in very fast motion, across a night: people are told no, wait and try again, and both sides agree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest

from emulators.house import House, Plan
from emulators.people import HOTEL, HOUSEKEEPING, Member, Receptionist
from emulators.toolbox import ROOT
from shared.runtime.clock import HOTEL_NOW
from tests.whole import logs, until_equal

AFTERNOON = "2026-11-28T14:00:00+04:30"
"""Guests arrive and the early shift goes home; in the morning that follows somebody falls ill."""
UNTIL_GUESTS_LEAVE = "20"
HEARD_LATE = 120.0
"""A day that lasts a minute or two is more than the PMS lets anybody ask in that time."""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Yield a house whose clock runs fifteen minutes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOTEL_NOW, f"{AFTERNOON}x900")
        with House(logs(), Plan(lived=True, notice_speed=3000)) as stands:
            yield stands


def test_days_follow_one_another_and_both_sides_have_the_same_guests_in_the_same_rooms(house: House) -> None:
    told = _play(house, "--hours", UNTIL_GUESTS_LEAVE)

    assert told.returncode == 0, (told.stdout + told.stderr)[-2000:]
    assert told.stdout.count("minutes of the day pass in a second") >= 2
    assert re.search(r"Each of [1-9]\d* arrivals got a ready room, or a call that says why not\.", told.stdout)
    assert _on_shift(house)
    assert [word for word in _OF_A_DAY if word not in told.stdout] == []
    with (
        closing(Member(house.url, "frontdesk@demo.hotel", "Idris Karimi")) as desk,
        closing(Receptionist(house.mews_url)) as reception,
    ):
        waits = _still_wait_for_a_car(told.stdout)
        until_equal(lambda: _apart(desk, reception), waits, "the same guests in the same rooms", within=HEARD_LATE)


_OF_A_DAY = (" leaves ", " arrives in ", " comes to work", " goes home")
"""What happens in these hours, however slow the machine and however fast the clock."""


def _play(house: House, *how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "emulators.play", *how],
        cwd=ROOT,
        env={**os.environ, **house.environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _on_shift(house: House) -> set[str]:
    with closing(Member(house.url, "manager@demo.hotel", "Shirin Azizi")) as manager:
        return {shift["staff_id"] for shift in manager.lists(f"{HOUSEKEEPING}/shifts", status="on")}


def _still_wait_for_a_car(told: str) -> set[str]:
    """Return the rooms of guests who came back, and had not left for good when the play ended: the PMS is not told of it."""
    back = Counter(re.findall(r" is back in (\S+) to wait", told))
    return set(back - Counter(re.findall(r" leaves (\S+) for good", told)))


def _apart(desk: Member, reception: Receptionist) -> set[str]:
    """Return the rooms in which both sides do not have the same guest, or one of them somebody and the other nobody."""
    return {room for room, _ in _here(desk).items() ^ _there(reception).items()}


def _here(desk: Member) -> dict[str, str]:
    """Return who is in which room as the board has it, by the PMS's ids."""
    stays = desk.lists(f"{HOTEL}/reservations", status="checked_in")
    return {stay["room_id"]: stay["source"]["external_id"] for stay in stays}


def _there(reception: Receptionist) -> dict[str, str]:
    return {stay["Room"]: stay["Id"] for stay in reception.looks()["Reservations"] if stay["State"] == "Started"}
