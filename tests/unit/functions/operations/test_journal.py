"""The audit trail: who did what to which room, for those who answer for it."""

from __future__ import annotations

import pytest

from shared.domain.people import Role

JOURNAL = "/api/v1/properties/demo-hotel/journal"


@pytest.fixture
def day(hotel):
    for hour, (actor, room_id) in enumerate([("stf_a", "204"), ("stf_b", "204"), ("stf_a", "315")]):
        kept = {
            "entry_id": f"cmd_{hour}",
            "kind": "command",
            "name": "flag_room",
            "actor": {"type": "user", "id": actor},
            "at": hotel.clock(),
            "request_id": "req",
            "correlation_id": "req",
            "causation_id": "",
            "room_ids": [room_id],
            "reply": {"status": 200, "data": {"guest_name": "Farid Ahmadi"}},
            "expires_at": hotel.clock(),
        }
        hotel.put("journal", f"cmd_{hour}", kept, "committed_at")
        hotel.clock.move(hours=1)
    return hotel


def entries(hotel, **filters: str) -> list[str]:
    return [line["entry_id"] for line in hotel.client.get(JOURNAL, query_string=filters).json["data"]]


def test_the_latest_comes_first(day):
    assert entries(day) == ["cmd_2", "cmd_1", "cmd_0"]


def test_it_is_narrowed_to_a_room_a_person_or_hours(day):
    assert entries(day, room_id="204") == ["cmd_1", "cmd_0"]
    assert entries(day, actor="stf_a") == ["cmd_2", "cmd_0"]
    assert entries(day, **{"from": "2026-03-21T09:30:00Z", "to": "2026-03-21T11:00:00Z"}) == ["cmd_1"]


def test_it_comes_in_pages(day):
    first = day.client.get(JOURNAL, query_string={"limit": 2}).json

    assert entries(day, limit="2", cursor=first["meta"]["next_cursor"]) == ["cmd_0"]


def test_it_never_shows_what_was_replied(day):
    assert "Farid" not in day.client.get(JOURNAL).text


@pytest.mark.parametrize("filters", [{"from": "2026-03-21T10:00:00"}, {"from": "yesterday"}, {"colour": "red"}])
def test_what_cannot_be_meant_is_refused(day, filters):
    assert day.client.get(JOURNAL, query_string=filters).status_code == 422


def test_hours_that_end_before_they_begin_are_refused(day):
    asked = {"from": "2026-03-21T10:00:00Z", "to": "2026-03-21T09:00:00Z"}
    answer = day.client.get(JOURNAL, query_string=asked)

    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "to")


@pytest.mark.parametrize("role", [Role.HOUSEKEEPER, Role.FRONT_DESK, Role.GUEST, Role.INTEGRATION])
def test_it_is_for_those_who_lead(day, role):
    day.identity.role = role

    assert day.client.get(JOURNAL).status_code == 403
