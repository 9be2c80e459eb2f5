"""Whatever happens to the guests of a room, and in whatever order it is told, the same work stands at the end."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.ground import FRONT_DESK, Ground
from tests.unit.functions.housekeeping.guests import (
    booked,
    in_house,
    make_day_list,
    open_tasks,
    opened_hotel,
)

Deed = tuple[str, int]
DEEDS = ("check_in", "check_out", "undo", "move", "extend", "cancel", "flag", "clean", "pause")
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2)), min_size=2, max_size=9)


def do(hotel: Ground, deed: str, stay_id: str) -> None:
    """Try it; what the house refuses does not happen."""
    room_id = hotel.data("GET", f"reservations/{stay_id}", by=FRONT_DESK)["room_id"]
    ways = {
        "check_in": ("PUT", f"reservations/{stay_id}/status", {"status": "checked_in", "even_if_not_ready": True}),
        "check_out": ("PUT", f"reservations/{stay_id}/status", {"status": "checked_out", "even_if_early": True}),
        "undo": ("PUT", f"reservations/{stay_id}/status", {"status": "confirmed"}),
        "cancel": ("PUT", f"reservations/{stay_id}/status", {"status": "cancelled"}),
        "move": (
            "PUT",
            f"reservations/{stay_id}/room",
            {"room_id": "202" if room_id == "201" else "201", "even_if_not_ready": True},
        ),
        "extend": (
            "PUT",
            f"reservations/{stay_id}/check-out-time",
            {"check_out_at": hotel.now.replace(year=2027).isoformat()},
        ),
        "flag": ("PUT", f"rooms/{room_id}/guest-flag", {"flag": "make_up_room"}),
        "clean": (
            "POST",
            f"/api/v1/housekeeping/rooms/{room_id}/status",
            {"status": "clean", "reason": "seen"},
        ),
    }
    if deed == "pause":
        hotel.deliver()
        return
    method, path, body = ways[deed]
    response = hotel.call(method, path, body)
    assert response.status_code < 500
    hotel.pass_time(minutes=7)


def work(hotel: Ground) -> list[tuple[object, ...]]:
    """Return what is open, by what it is and not by its number."""
    return sorted(
        (task.room_id, task.kind, task.priority, task.vacated_at is not None, str(task.parked_since))
        for number in ("201", "202")
        for task in open_tasks(hotel, number)
    )


def lived(seed: int, happened: list[Deed]) -> list[tuple[object, ...]]:
    with opened_hotel(seed) as hotel:
        stays = [
            in_house(hotel, "201", nights=1),
            booked(hotel, "201", arrives=26, nights=0.2),
            booked(hotel, "202", arrives=25, nights=3),
        ]
        hotel.pass_time(days=1)
        for deed, which in happened:
            do(hotel, deed, stays[which])
        hotel.deliver()
        make_day_list(hotel)
        said = len(hotel.told())
        make_day_list(hotel)
        assert len(hotel.told()) == said
        assert hotel.bus.dead == []
        return work(hotel)


@settings(max_examples=25, deadline=None)
@given(deeds, st.integers(1, 1_000))
@example([("check_out", 0), ("check_in", 1), ("clean", 0)], 1)
def test_late_and_in_any_order_is_as_good_as_at_once(happened: list[Deed], seed: int) -> None:
    at_once = [step for deed in happened for step in (deed, ("pause", 0))]
    assert lived(seed, happened) == lived(0, at_once)
