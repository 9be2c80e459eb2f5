"""What time it is in the hotel, and who goes by the real time all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from emulators.gateway import web_config
from shared.runtime import clock
from shared.runtime.bus.memory import MemoryBus
from shared.runtime.clock import HOTEL_NOW, HotelClock, clock_of, hotel_clock, hotel_now, mistake, shared, utc_now
from shared.runtime.cloud import Cloud
from shared.runtime.schedules import Schedule
from shared.runtime.store.memory import MemoryStore
from tests.ground import Word

REPOSITORY = Path(__file__).parents[3]
NOON = "2026-11-30T12:00:00+04:30"
AT_NOON = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
REAL = 1_764_000_000.25


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The real moment, as often as it is asked for."""
    at = [REAL]
    monkeypatch.setattr(time, "time", lambda: at[0])
    return at


def says(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv(HOTEL_NOW, said)
    clock._clock.cache_clear()


def test_without_a_word_it_is_the_real_time(monkeypatch: pytest.MonkeyPatch, real: list[float]) -> None:
    monkeypatch.delenv(HOTEL_NOW)

    assert hotel_now() == utc_now() == datetime.fromtimestamp(real[0], UTC)


def test_the_time_starts_where_it_is_told_to_and_runs_on(monkeypatch: pytest.MonkeyPatch, real: list[float]) -> None:
    says(monkeypatch, NOON)
    assert hotel_now() == AT_NOON
    real[0] += 90

    assert hotel_now() == AT_NOON + timedelta(seconds=90)


@pytest.mark.parametrize(("speed", "seconds"), [("x60", 600), ("x0.5", 5), ("x1", 10)])
def test_it_may_run_at_another_speed(
    monkeypatch: pytest.MonkeyPatch, real: list[float], speed: str, seconds: float
) -> None:
    says(monkeypatch, NOON + speed)
    hotel_now()
    real[0] += 10

    assert hotel_now() == AT_NOON + timedelta(seconds=seconds)


def test_every_process_that_is_told_the_anchor_agrees(monkeypatch: pytest.MonkeyPatch, real: list[float]) -> None:
    told = shared({HOTEL_NOW: NOON + "x60"})[HOTEL_NOW]
    real[0] += 10
    says(monkeypatch, told)

    assert hotel_now() == AT_NOON + timedelta(minutes=10)
    assert shared({HOTEL_NOW: told}) == {HOTEL_NOW: told}
    assert shared({}) == {}


def test_a_moment_of_the_hotel_has_its_real_one() -> None:
    sixty = HotelClock(AT_NOON, REAL, 60)

    assert sixty.at(REAL + 60) == AT_NOON + timedelta(hours=1)
    assert sixty.real(AT_NOON + timedelta(hours=1)).timestamp() == REAL + 60


def test_a_job_waits_for_the_hotels_minute(real: list[float]) -> None:
    sixty = HotelClock(AT_NOON, REAL, 60)
    every_minute = Schedule.parse("* * * * *")

    assert sixty.seconds_until(every_minute.after(sixty.at(real[0]))) == 1.0


@pytest.mark.parametrize(
    "said", ["noon", "2026-11-30T12:00:00", f"{NOON}x0", f"{NOON}x99999", f"{NOON}y2", f"{NOON}@x2 ", "", f"{NOON}x-1"]
)
def test_what_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="HOTEL_NOW"):
        clock_of(said, REAL)


def test_a_deployed_service_ignores_it_and_says_so_at_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, NOON)
    monkeypatch.setenv("K_SERVICE", "rooms")

    assert hotel_clock() is clock.REAL
    assert mistake() == "HOTEL_NOW is ignored: rooms is deployed, and goes by the real time"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "K_SERVICE": "identity", HOTEL_NOW: NOON}
    program = "import functions.identity.main"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    (line,) = [json.loads(line) for line in (done.stdout + done.stderr).splitlines() if HOTEL_NOW in line]
    assert line["severity"] == "ERROR"


def test_what_other_clocks_decide_goes_by_the_real_time(monkeypatch: pytest.MonkeyPatch, real: list[float]) -> None:
    says(monkeypatch, NOON + "x60")
    ground = Cloud(MemoryStore(), MemoryBus(), Word())

    assert ground.clock() == AT_NOON
    assert ground.wall() == datetime.fromtimestamp(real[0], UTC)
    assert ground.stored_at(AT_NOON + timedelta(hours=1)) == datetime.fromtimestamp(real[0] + 60, UTC)


def test_a_test_that_brings_a_clock_means_both() -> None:
    ground = Cloud(MemoryStore(), MemoryBus(), Word(), lambda: AT_NOON)

    assert ground.wall() == ground.stored_at(AT_NOON) == AT_NOON


def test_the_screens_are_told_the_clock_with_its_anchor(monkeypatch: pytest.MonkeyPatch) -> None:
    told = str(HotelClock(AT_NOON, REAL, 60))
    monkeypatch.setenv(HOTEL_NOW, told)

    assert web_config()["hotel_now"] == told == "2026-11-30T07:30:00+00:00@1764000000.250000x60"


def test_the_suite_itself_runs_at_a_time_that_is_said() -> None:
    assert "@" in os.environ[HOTEL_NOW]
    assert abs(hotel_clock().real(hotel_now()).timestamp() - time.time()) < 1
