"""What scripts/dev goes on with: the hotel's clock, which stood still, and the ports, where tabs look for them."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from emulators import dev
from emulators.cloud import USUAL_PORTS, Ports
from shared.runtime.clock import HOTEL_NOW, hotel_now, utc_now

LAST_NIGHT = datetime.fromisoformat("2026-11-29T22:14:00+04:30")


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(dev, "LOCAL", tmp_path)
    monkeypatch.setenv(HOTEL_NOW, "")
    return tmp_path


def test_a_hotel_that_was_stopped_goes_on_at_the_hour_at_which_it_stopped(local: Path) -> None:
    _stopped(local, LAST_NIGHT)
    clock = dev._clock_of(local)

    assert clock is not None
    assert timedelta() <= clock.at(time.time()) - LAST_NIGHT < timedelta(minutes=1)


def test_one_that_went_by_the_real_time_minutes_ago_goes_by_it_again(local: Path) -> None:
    _stopped(local, utc_now() - timedelta(minutes=10))
    assert dev._clock_of(local) is None


def test_one_whose_days_ran_ahead_stays_ahead(local: Path) -> None:
    _stopped(local, utc_now() + timedelta(minutes=10))
    assert dev._clock_of(local) is not None


@pytest.mark.parametrize("said", [None, "", "yesterday"])
def test_where_no_hour_is_kept_it_is_now(local: Path, said: str | None) -> None:
    if said is not None:
        (local / "hotel_now").write_text(said)
    assert dev._clock_of(local) is None


def test_the_pace_is_minutes_of_the_hotel_in_a_second(local: Path) -> None:
    _stopped(local, LAST_NIGHT)
    dev._set_clock(dev._clock_of(local), 2)

    assert os.environ[HOTEL_NOW].endswith("x120")
    assert timedelta() <= hotel_now() - LAST_NIGHT < timedelta(hours=1)


def test_without_a_pace_or_a_kept_hour_nobody_is_told_of_another_time(local: Path) -> None:
    dev._set_clock(None, None)
    assert os.environ[HOTEL_NOW] == ""


def test_a_first_run_wishes_for_the_usual_ports_and_a_restart_for_those_it_had(local: Path) -> None:
    first, told = dev.Places.of(8000), list[str]()
    assert (first.mews, first.emulators) == (dev.MEWS_PORT, USUAL_PORTS)

    first.keep(_house(21001, 21002, 21003, 21004, 21005), told.append)
    again = dev.Places.of(8000)

    assert (again.mews, again.emulators) == (21001, Ports(firestore=21002, pubsub=21003, auth=21004, storage=21005))
    assert dev.Places.of(8001).emulators == USUAL_PORTS


def test_what_had_to_move_because_somebody_else_is_there_is_said(local: Path) -> None:
    dev.Places.of(8000).keep(_house(21001, 21002, 21003, 21004, 21005), lambda _: None)
    told: list[str] = []
    dev.Places.of(8000).keep(_house(21001, 21002, 21003, 29999, 21005), told.append)

    (line,) = told
    assert "auth from 21004 to 29999" in line
    assert "firestore" not in line


@pytest.mark.parametrize("said", ["", "[]", '{"mews": 1}', '{"firestore": 1}', '{"mews": 1, "redis": 2}'])
def test_ports_that_cannot_be_read_are_the_usual_ones(local: Path, said: str) -> None:
    (local / "ports").mkdir()
    (local / "ports" / "8000.json").write_text(said)
    found = dev.Places.of(8000)

    assert found.emulators in (USUAL_PORTS, Ports())


def _stopped(saved: Path, moment: datetime) -> None:
    (saved / "hotel_now").write_text(moment.isoformat())


def _house(mews: int, firestore: int, pubsub: int, auth: int, storage: int) -> Any:
    names = {"firestore": firestore, "pubsub": pubsub, "auth": auth, "storage": storage}
    cloud = SimpleNamespace(**{name: f"127.0.0.1:{port}" for name, port in names.items()})
    return SimpleNamespace(mews_url=f"http://127.0.0.1:{mews}", cloud=cloud)
