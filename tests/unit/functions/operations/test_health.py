"""Health, readiness and metrics."""

from __future__ import annotations

import pytest

from shared.runtime import telemetry
from shared.runtime.bus.port import PublishFailed
from shared.runtime.store.port import Put, StoreError
from shared.runtime.tenancy import memory
from tests.ground import PLACE, Ground


def pending(hotel: Ground) -> None:
    hotel.store.commit([Put(PLACE.key("journal", "cmd_a"), {"pending": True}, None, "committed_at")])


def unreachable(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise PublishFailed("nobody there")

    monkeypatch.setattr(hotel.bus, "reach", away)


def test_all_is_well_when_nothing_waits(hotel: Ground) -> None:
    found = hotel.data("GET", "/health")

    assert (found["status"], found["pending"], found["oldest_pending_seconds"]) == ("ok", 0, None)


def test_what_waits_is_counted_with_the_age_of_the_oldest(hotel: Ground) -> None:
    pending(hotel)
    hotel.pass_time(seconds=90)
    found = hotel.data("GET", "/health")

    assert (found["status"], found["pending"], found["oldest_pending_seconds"]) == ("ok", 1, 90)


def test_what_the_relay_does_not_get_through_is_not_well(hotel: Ground) -> None:
    pending(hotel)
    hotel.pass_time(minutes=10)

    assert hotel.data("GET", "/health")["status"] == "degraded"


def test_without_a_bus_it_lives_but_is_not_ready(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    unreachable(hotel, monkeypatch)

    assert hotel.data("GET", "/health")["bus"] == "unreachable"
    assert hotel.call("GET", "/ready").status_code == 503


def test_without_a_store_it_still_answers(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise StoreError("nobody there")

    monkeypatch.setattr(hotel.store, "query", away)
    found = hotel.data("GET", "/health")

    assert (found["store"], found["pending"]) == ("unreachable", None)


def test_asking_often_costs_one_look(hotel: Ground) -> None:
    hotel.data("GET", "/health")
    pending(hotel)

    assert hotel.data("GET", "/health")["pending"] == 0
    memory.clear()
    assert hotel.data("GET", "/health")["pending"] == 1


def test_metrics_are_in_prometheus_words(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "prometheus", lambda: "requests_total 1.0\n")
    answer = hotel.call("GET", "/metrics")

    assert (answer.text, answer.mimetype) == ("requests_total 1.0\n", "text/plain")
