"""Health, readiness and metrics."""

from __future__ import annotations

from shared.runtime.bus.port import PublishFailed
from shared.runtime.store.port import StoreError
from shared.runtime.tenancy import memory


def pending(hotel) -> None:
    hotel.put("journal", "cmd_a", {"pending": True}, "committed_at")


def unreachable(hotel, monkeypatch) -> None:
    def away() -> None:
        raise PublishFailed("nobody there")

    monkeypatch.setattr(hotel.bus, "reach", away)


def test_all_is_well_when_nothing_waits(hotel):
    found = hotel.client.get("/health").json["data"]

    assert (found["status"], found["pending"], found["oldest_pending_seconds"]) == ("ok", 0, None)


def test_what_waits_is_counted_with_the_age_of_the_oldest(hotel):
    pending(hotel)
    hotel.clock.move(seconds=90)
    found = hotel.client.get("/health").json["data"]

    assert (found["status"], found["pending"], found["oldest_pending_seconds"]) == ("ok", 1, 90)


def test_what_the_relay_does_not_get_through_is_not_well(hotel):
    pending(hotel)
    hotel.clock.move(minutes=10)

    assert hotel.client.get("/health").json["data"]["status"] == "degraded"


def test_without_a_bus_it_lives_but_is_not_ready(hotel, monkeypatch):
    unreachable(hotel, monkeypatch)

    assert hotel.client.get("/health").json["data"]["bus"] == "unreachable"
    assert hotel.client.get("/ready").status_code == 503


def test_without_a_store_it_still_answers(hotel, monkeypatch):
    def away(*_: object) -> None:
        raise StoreError("nobody there")

    monkeypatch.setattr(hotel.store, "query", away)
    found = hotel.client.get("/health").json["data"]

    assert (found["store"], found["pending"]) == ("unreachable", None)


def test_asking_often_costs_one_look(hotel):
    hotel.client.get("/health")
    pending(hotel)

    assert hotel.client.get("/health").json["data"]["pending"] == 0
    memory.clear()
    assert hotel.client.get("/health").json["data"]["pending"] == 1


def test_metrics_are_for_scrapers_that_prove_themselves(hotel):
    answer = hotel.client.get("/metrics")

    assert "python_info" in answer.text
    assert hotel.identity.pushes == ["/metrics"]
