"""A room is had from one moment until another: every command asks, and what came from outside is shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

import functions.housekeeping.main
import functions.rooms.main  # noqa: F401 - both are called here
from shared.domain.ids import derived_id
from shared.domain.rooms import Cleaning, CleaningState, Observation, Occupancy, Room
from shared.domain.stays import Stay
from tests.ground import AGENT, FRONT_DESK, MANAGER, NOON, SUPERVISOR, Ground

HOUR, NIGHT = timedelta(hours=1), timedelta(days=1)
TAKEN, PROMISED, BLOCKED = (f"MELMASTOON.STAYS.ROOM_{why}" for why in ("TAKEN", "PROMISED", "BLOCKED"))


def wish(room_id: str | None, begins: timedelta, ends: timedelta, **said: Any) -> dict[str, Any]:
    return {
        "guest": {"name": "Amina"},
        "room_id": room_id,
        "arrival_at": (NOON + begins).isoformat(),
        "departure_at": (NOON + ends).isoformat(),
        **said,
    }


def booked(hotel: Ground, room_id: str | None, begins: timedelta, ends: timedelta, **said: Any) -> str:
    return str(hotel.data("POST", "reservations", wish(room_id, begins, ends, **said), by=FRONT_DESK)["stay_id"])


def becomes(hotel: Ground, stay_id: str, status: str, **said: Any) -> dict[str, Any]:
    body = {"status": status, "even_if_early": True, **said}
    told: dict[str, Any] = hotel.data("PUT", f"reservations/{stay_id}/status", body, by=FRONT_DESK)
    return told


def refusal(hotel: Ground, method: str, path: str, body: dict[str, Any], by: Any = FRONT_DESK) -> dict[str, Any]:
    answer = hotel.call(method, path, body, by=by)
    problem: dict[str, Any] = answer.get_json()
    assert answer.status_code in (409, 422), problem
    return problem


def why(problem: dict[str, Any]) -> tuple[str, str]:
    """Return the code, and whose dates stand in the way."""
    context = problem["context"]
    return problem["code"], context.get("stay_id") or context["block_id"]


def from_outside(hotel: Ground, *lines: dict[str, Any]) -> list[str]:
    told = [
        {**line, "guest": {"name": f"Guest {number}"}, "source": {"vendor": "sheet", "external_id": str(number)}}
        for number, line in enumerate(lines, start=1)
    ]
    report = hotel.data("POST", "reservations/bulk", told, by=AGENT)
    assert report["refused"] == 0, report
    return [derived_id("rsv", "sheet", str(number)) for number in range(1, len(lines) + 1)]


def out_of_order(hotel: Ground, room_id: str, **dates: datetime) -> str:
    body = {"kind": "maintenance", "reason": "leak", **{name: at.isoformat() for name, at in dates.items()}}
    blocked = hotel.data("POST", f"/api/v1/housekeeping/rooms/{room_id}/block", body, by=SUPERVISOR)
    return str(blocked["blocks"][-1]["block_id"])


@pytest.mark.parametrize(
    ("has", "wants"),
    [
        ((NIGHT, 5 * NIGHT), (3 * NIGHT, 7 * NIGHT)),
        ((NIGHT, 13 * NIGHT), (7 * NIGHT, 8 * NIGHT)),
        ((2 * HOUR, 20 * HOUR), (5 * HOUR, 20 * HOUR)),
        ((2 * NIGHT, 3 * NIGHT), (NIGHT, 4 * NIGHT)),
    ],
)
def test_a_room_is_booked_by_one_at_a_time(
    hotel: Ground, has: tuple[timedelta, timedelta], wants: tuple[timedelta, timedelta]
) -> None:
    """R1."""
    first = booked(hotel, "201", *has)
    problem = refusal(hotel, "POST", "reservations", wish("201", *wants))
    assert why(problem) == (PROMISED, first)
    assert datetime.fromisoformat(problem["context"]["until_at"]) == NOON + has[1]
    booked(hotel, "201", has[1], has[1] + NIGHT)


def test_a_guest_in_house_has_the_room_until_they_leave(hotel: Ground) -> None:
    """R2: asked by a booking, by a room given, and by a stay extended."""
    here = booked(hotel, "201", timedelta(0), 4 * NIGHT)
    becomes(hotel, here, "checked_in")
    assert why(refusal(hotel, "POST", "reservations", wish("201", NIGHT, 3 * NIGHT))) == (TAKEN, here)
    other = booked(hotel, "202", NIGHT, 3 * NIGHT)
    assert why(refusal(hotel, "PUT", f"reservations/{other}/room", {"room_id": "201"})) == (TAKEN, here)
    after = booked(hotel, "201", 4 * NIGHT, 5 * NIGHT)
    longer = {"check_out_at": (NOON + 4 * NIGHT + HOUR).isoformat()}
    assert why(refusal(hotel, "PUT", f"reservations/{here}/check-out-time", longer)) == (PROMISED, after)


def test_a_room_out_of_order_is_not_promised_meanwhile_nor_taken_out_while_it_is_promised(hotel: Ground) -> None:
    """R3, and the other way round."""
    block_id = out_of_order(hotel, "201", until_at=NOON + 2 * NIGHT)
    assert why(refusal(hotel, "POST", "reservations", wish("201", NIGHT, 3 * NIGHT))) == (BLOCKED, block_id)
    after = booked(hotel, "201", 2 * NIGHT, 3 * NIGHT)
    body = {"kind": "oos", "reason": "paint", "from_at": (NOON + 2 * NIGHT + HOUR).isoformat()}
    problem = refusal(hotel, "POST", "/api/v1/housekeeping/rooms/201/block", body, by=SUPERVISOR)
    assert problem["code"] == "MELMASTOON.HOUSEKEEPING.ROOM_PROMISED"
    assert [claim["stay_id"] for claim in problem["context"]["claims"]] == [after]


@pytest.mark.parametrize(
    ("path", "last"),
    [
        (["cancelled"], "confirmed"),
        (["no_show"], "confirmed"),
        (["no_show"], "checked_in"),
        (["checked_in", "checked_out"], "checked_in"),
    ],
)
def test_what_is_undone_takes_no_room_that_was_promised_since(hotel: Ground, path: list[str], last: str) -> None:
    stay_id = booked(hotel, "201", timedelta(0), 4 * NIGHT)
    for status in path:
        becomes(hotel, stay_id, status)
    since = booked(hotel, "201", NIGHT, 3 * NIGHT)
    again = {"status": last, "even_if_not_ready": True}
    assert why(refusal(hotel, "PUT", f"reservations/{stay_id}/status", again)) == (PROMISED, since)
    becomes(hotel, since, "cancelled")
    assert becomes(hotel, stay_id, last, even_if_not_ready=True)["status"] == last


def test_a_tentative_stay_holds_nothing_and_is_asked_when_it_is_confirmed(hotel: Ground) -> None:
    maybe = booked(hotel, "201", NIGHT, 3 * NIGHT, status="tentative")
    surely = booked(hotel, "201", 2 * NIGHT, 4 * NIGHT)
    told = {"status": "confirmed"}
    assert why(refusal(hotel, "PUT", f"reservations/{maybe}/status", told)) == (PROMISED, surely)


def test_who_comes_early_does_not_come_into_somebody_elses_time(hotel: Ground) -> None:
    today = booked(hotel, "201", HOUR, 5 * HOUR)
    later = booked(hotel, "201", 5 * HOUR, NIGHT)
    assert why(refusal(hotel, "PUT", f"reservations/{later}/status", {"status": "checked_in"})) == (PROMISED, today)


def test_a_stay_that_nobody_decided_on_keeps_nothing_and_is_shown_to_be_decided(hotel: Ground) -> None:
    """R6: 1 to 3 June, on the 15th."""
    ghost = booked(hotel, "201", -14 * NIGHT, -12 * NIGHT)
    other = booked(hotel, "201", 2 * HOUR, NIGHT)
    lines = {line["stay"]["stay_id"]: line for line in hotel.data("GET", "arrivals", by=FRONT_DESK)}
    assert {stay_id: (line["to_decide"], line["in_the_way"]) for stay_id, line in lines.items()} == {
        ghost: (True, []),
        other: (False, []),
    }
    assert lines[other]["room"]["next_arrival_at"] == (NOON + 2 * HOUR).isoformat().replace("+00:00", "Z")
    becomes(hotel, other, "cancelled")
    hotel.data("DELETE", "rooms/201", by=MANAGER)
    assert hotel.get(Room, "201").archived


def test_two_who_share_are_booked_and_checked_in_by_the_desk(hotel: Ground) -> None:
    """R8, while a third is still in the way."""
    first = booked(hotel, "201", timedelta(0), 2 * NIGHT)
    second = booked(hotel, "201", timedelta(0), 3 * NIGHT, shares_with=first)
    becomes(hotel, first, "checked_in")
    becomes(hotel, second, "checked_in")
    room = hotel.get(Room, "201")
    assert {one.stay_id for one in room.inside} == {first, second}
    assert refusal(hotel, "POST", "reservations", wish("201", HOUR, NIGHT))["code"] == TAKEN


def test_that_they_share_may_be_said_later_and_taken_back_while_it_makes_no_clash(hotel: Ground) -> None:
    first, second = booked(hotel, "201", NIGHT, 3 * NIGHT), booked(hotel, "202", NIGHT, 3 * NIGHT)
    hotel.data("PUT", f"reservations/{second}/share", {"shares_with": first}, by=FRONT_DESK)
    hotel.data("PUT", f"reservations/{second}/room", {"room_id": "201"}, by=FRONT_DESK)
    apart = {"shares_with": None}
    assert why(refusal(hotel, "PUT", f"reservations/{second}/share", apart)) == (PROMISED, first)
    assert why(refusal(hotel, "PUT", f"reservations/{first}/share", apart)) == (PROMISED, second)
    hotel.data("PUT", f"reservations/{second}/room", {"room_id": "202"}, by=FRONT_DESK)
    hotel.data("PUT", f"reservations/{first}/share", apart, by=FRONT_DESK)
    keys = {hotel.get(Stay, stay_id).share_key for stay_id in (first, second)}
    assert len(keys) == 2
    assert {one.share_key for room_id in ("201", "202") for one in hotel.get(Room, room_id).upcoming} == keys


def test_nobody_shares_with_themselves_or_with_nobody_known(hotel: Ground) -> None:
    stay_id = booked(hotel, "201", NIGHT, 3 * NIGHT)
    path = f"reservations/{stay_id}/share"
    assert hotel.refused("PUT", path, {"shares_with": stay_id}, by=FRONT_DESK)[0] == 422
    assert hotel.refused("PUT", path, {"shares_with": derived_id("rsv", "nobody")}, by=FRONT_DESK)[0] == 404


@pytest.mark.parametrize(("says", "named"), [("1", "external id"), (derived_id("rsv", "sheet", "1"), "stay id")])
@pytest.mark.parametrize("order", [[1, 2], [2, 1]])
def test_an_import_says_who_shares_by_either_id_in_whatever_order(
    hotel: Ground, says: str, named: str, order: list[int]
) -> None:
    first = wish("201", HOUR, NIGHT, source={"vendor": "sheet", "external_id": "1"})
    second = wish("201", HOUR, NIGHT, source={"vendor": "sheet", "external_id": "2"}, shares_with=says)
    lines = [{1: first, 2: second}[number] for number in order]
    assert hotel.data("POST", "reservations/bulk", lines, by=AGENT)["created"] == 2, named
    assert len({one.share_key for one in hotel.get(Room, "201").upcoming}) == 1
    assert all(line["ready"] for line in hotel.data("GET", "arrivals", by=FRONT_DESK))


def test_two_lines_that_name_each_other_share_and_one_that_names_nobody_is_refused(hotel: Ground) -> None:
    lines = [
        wish("201", HOUR, NIGHT, source={"vendor": "sheet", "external_id": number}, shares_with=other)
        for number, other in (("1", "2"), ("2", "1"), ("3", "99"))
    ]
    report = hotel.data("POST", "reservations/bulk", lines, by=AGENT)
    assert [line["outcome"] for line in report["lines"]] == ["created", "created", "refused"]
    assert report["lines"][2]["errors"][0]["field"] == "shares_with"
    assert len({one.share_key for one in hotel.get(Room, "201").upcoming}) == 1


def test_what_came_from_outside_is_kept_and_shown_on_both_with_who_could_move_where(hotel: Ground) -> None:
    """R5."""
    twice = wish("201", 2 * HOUR, NIGHT, room_type="Double")
    one, other = from_outside(hotel, twice, twice)
    for number in ("201", "202", "203"):
        hotel.put(hotel.get(Room, number).but(room_type="Double" if number != "203" else "Suite"))
    lines = hotel.data("GET", "arrivals", by=FRONT_DESK)
    assert {line["stay"]["stay_id"]: [(o["what"], o["detail"]) for o in line["in_the_way"]] for line in lines} == {
        one: [("overbooked", other)],
        other: [("overbooked", one)],
    }
    assert not any(line["ready"] for line in lines)
    (found,) = hotel.data("GET", "overbooked", by=FRONT_DESK)
    assert (found["room_id"], {line["stay"]["stay_id"] for line in found["stays"]}) == ("201", {one, other})
    assert [choice["room_id"] for choice in found["stays"][0]["could_have"]] == ["202", "203", "204"]
    assert [choice["fits"] for choice in found["stays"][0]["could_have"]] == [True, False, False]
    hotel.data("PUT", f"reservations/{other}/room", {"room_id": "202"}, by=FRONT_DESK)
    assert hotel.data("GET", "overbooked", by=FRONT_DESK) == []
    assert all(line["ready"] for line in hotel.data("GET", "arrivals", by=FRONT_DESK))


def test_the_first_of_two_who_were_double_booked_from_outside_may_come_in(hotel: Ground) -> None:
    one, other = from_outside(hotel, wish("201", HOUR, NIGHT), wish("201", HOUR, NIGHT))
    becomes(hotel, one, "checked_in")
    assert why(refusal(hotel, "PUT", f"reservations/{other}/status", {"status": "checked_in"})) == (TAKEN, one)


def test_a_guest_in_house_who_stays_into_another_ones_time_is_shown_on_both_sides(hotel: Ground) -> None:
    here = wish("201", -NIGHT, 8 * HOUR, status="checked_in", checked_in_at=(NOON - NIGHT).isoformat())
    inside, comes = from_outside(hotel, here, wish("201", 2 * HOUR, NIGHT))
    (arrival,), (departure,) = (hotel.data("GET", path, by=FRONT_DESK) for path in ("arrivals", "departures"))
    assert ("overbooked", inside) in [(o["what"], o["detail"]) for o in arrival["in_the_way"]]
    assert ("overbooked", comes) in [(o["what"], o["detail"]) for o in departure["in_the_way"]]


def test_a_room_taken_out_of_use_within_a_stay_stands_on_its_arrival(hotel: Ground) -> None:
    out_of_order(hotel, "201", from_at=NOON + 4 * HOUR)
    from_outside(hotel, wish("201", 2 * HOUR, NIGHT))
    (line,) = hotel.data("GET", "arrivals", by=FRONT_DESK)
    assert [(o["what"], o["detail"]) for o in line["in_the_way"]] == [("out_of_use", "out_of_order")]
    (found,) = hotel.data("GET", "overbooked", by=FRONT_DESK)
    assert [block["reason"] for block in found["blocks"]] == ["leak"]


def test_the_choice_of_rooms_is_what_the_command_will_take_and_says_why_not(hotel: Ground) -> None:
    """R4: asked of each room, the command answers what the list says."""
    stay_id = booked(hotel, None, HOUR, 2 * NIGHT)
    promised = booked(hotel, "201", NIGHT, 3 * NIGHT)
    inside = booked(hotel, "202", timedelta(0), NIGHT)
    becomes(hotel, inside, "checked_in")
    block_id = out_of_order(hotel, "203")
    choices = hotel.data("GET", f"reservations/{stay_id}/rooms", by=FRONT_DESK)
    said = {
        choice["room_id"]: [(no["code"], no["stay_id"] or no["block_id"]) for no in choice["why_not"]]
        for choice in choices
    }
    assert said == {"204": [], "201": [(PROMISED, promised)], "202": [(TAKEN, inside)], "203": [(BLOCKED, block_id)]}
    assert [choice["free"] for choice in choices] == [True, False, False, False]
    for room_id, reasons in said.items():
        answer = hotel.call("PUT", f"reservations/{stay_id}/room", {"room_id": room_id}, by=FRONT_DESK)
        assert (answer.status_code == 200) is (not reasons), room_id
        if reasons:
            words = next(choice["why_not"][0]["words"] for choice in choices if choice["room_id"] == room_id)
            assert (answer.get_json()["code"], answer.get_json()["detail"]) == (reasons[0][0], words)


def test_a_guest_in_house_moves_only_into_what_they_can_enter_now(hotel: Ground) -> None:
    stay_id = booked(hotel, "201", timedelta(0), NIGHT)
    becomes(hotel, stay_id, "checked_in")
    choices = {
        choice["room_id"]: choice for choice in hotel.data("GET", f"reservations/{stay_id}/rooms", by=FRONT_DESK)
    }
    assert set(choices) == {"202", "203", "204"}
    assert choices["202"]["free"]
    assert choices["204"]["why_not"][0]["code"] == "MELMASTOON.STAYS.ROOM_NOT_READY"


def test_somebody_seen_in_a_vacant_room_stands_on_its_arrival_and_is_asked_about_first(hotel: Ground) -> None:
    """R10."""
    stay_id = booked(hotel, "201", HOUR, NIGHT)
    seen = Observation(occupancy=Occupancy.OCCUPIED, at=NOON)
    hotel.put(hotel.get(Room, "201").observed(seen).state)
    (line,) = hotel.data("GET", "arrivals", by=FRONT_DESK)
    assert [(o["what"], o["detail"]) for o in line["in_the_way"]] == [("discrepancy", "sleep")]
    problem = refusal(hotel, "PUT", f"reservations/{stay_id}/status", {"status": "checked_in"})
    assert problem["code"] == "MELMASTOON.STAYS.ROOM_SEEN_OCCUPIED"
    becomes(hotel, stay_id, "checked_in", even_if_seen_occupied=True)
    assert hotel.get(Room, "201").discrepancy is None


def test_a_guest_in_house_is_not_moved_to_where_somebody_was_seen(hotel: Ground) -> None:
    stay_id = booked(hotel, "201", timedelta(0), NIGHT)
    becomes(hotel, stay_id, "checked_in")
    hotel.put(hotel.get(Room, "202").observed(Observation(occupancy=Occupancy.OCCUPIED, at=NOON)).state)
    path = f"reservations/{stay_id}/room"
    assert refusal(hotel, "PUT", path, {"room_id": "202"})["code"] == "MELMASTOON.STAYS.ROOM_SEEN_OCCUPIED"
    hotel.data("PUT", path, {"room_id": "202", "even_if_seen_occupied": True}, by=FRONT_DESK)


@pytest.mark.parametrize(("before", "status", "hours"), [([], "no_show", 6), (["checked_in"], "checked_out", 30)])
def test_what_comes_long_before_its_time_is_asked_about_first(
    hotel: Ground, before: list[str], status: str, hours: int
) -> None:
    """R22."""
    stay_id = booked(hotel, "201", 6 * HOUR, 30 * HOUR)
    for each in before:
        becomes(hotel, stay_id, each)
    problem = refusal(hotel, "PUT", f"reservations/{stay_id}/status", {"status": status})
    assert problem["code"] == "MELMASTOON.STAYS.TOO_EARLY"
    assert (problem["context"]["early"], problem["context"]["hours"]) == (True, hours)
    assert becomes(hotel, stay_id, status)["status"] == status


@pytest.mark.parametrize(
    ("begins", "ends"), [(NIGHT, NIGHT), (2 * NIGHT, NIGHT), (NIGHT, 732 * NIGHT), (NIGHT, 40 * 365 * NIGHT)]
)
def test_dates_that_cannot_be_meant_are_refused_by_name(hotel: Ground, begins: timedelta, ends: timedelta) -> None:
    """R23."""
    problem = refusal(hotel, "POST", "reservations", wish("201", begins, ends))
    assert [error["field"] for error in problem["errors"]] == ["departure_at"]
    (line,) = hotel.call("POST", "reservations/bulk", [wish("201", begins, ends)], by=AGENT).get_json()["errors"]
    assert line["field"] == "1.departure_at"


def test_a_room_that_is_not_ready_is_entered_by_who_shares_it(hotel: Ground) -> None:
    first = booked(hotel, "204", timedelta(0), NIGHT)
    second = booked(hotel, "204", timedelta(0), NIGHT, shares_with=first)
    becomes(hotel, first, "checked_in", even_if_not_ready=True)
    hotel.put(hotel.get(Room, "204").but(cleaning=CleaningState(status=Cleaning.DIRTY, since=NOON)))
    becomes(hotel, second, "checked_in")
    assert {one.stay_id for one in hotel.get(Room, "204").inside} == {first, second}
