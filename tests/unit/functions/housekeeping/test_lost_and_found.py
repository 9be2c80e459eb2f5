"""Found items over HTTP; what may follow what is held by the domain's tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.guests.main
import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.lost_and_found import LostClaim, LostItem, LostStatus
from shared.domain.people import Role
from shared.domain.rooms import Room
from shared.domain.settings import Settings
from shared.domain.staff import Staff
from shared.domain.stays import Stay, StayStatus
from tests.ground import FRONT_DESK, HOUSEKEEPER, MANAGER, NOON, STRANGER, SUPERVISOR, Ground, ground

BASE = "/api/v1/housekeeping/lost-and-found"
SUBJECT = "melmastoon.housekeeping.lost_item"
FARID, AMINA = derived_id("gst", "farid"), derived_id("gst", "amina")
LEFT, HERE = derived_id("rsv", "left"), derived_id("rsv", "here")
CLAIM = {"claimant": "Farid Ahmadi", "reference": "wrote to us on Monday"}


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Farid left 204 yesterday; Amina is in 205, and nobody was ever in 206."""
    with ground() as stands:
        stands.put(
            *(Room(room_id=number, number=number, floor=2) for number in ("204", "205", "206")),
            Guest(guest_id=FARID, name="Farid Ahmadi"),
            _stay(LEFT, FARID, "204").but(status=StayStatus.CHECKED_OUT, checked_out_at=NOON - timedelta(days=1)),
            _stay(HERE, AMINA, "205"),
        )
        yield stands


def _stay(stay_id: str, guest_id: str, room_id: str) -> Stay:
    return Stay(
        stay_id=stay_id,
        status=StayStatus.CHECKED_IN,
        guest_id=guest_id,
        guest_name="Somebody",
        room_id=room_id,
        arrival_at=NOON - timedelta(days=3),
        departure_at=NOON + timedelta(days=1),
        checked_in_at=NOON - timedelta(days=3),
    )


def recorded(hotel: Ground, room_id: str | None = "204", **said: Any) -> LostItem:
    body = {"room_id": room_id, "description": "A silver ring", **said}
    return hotel.get(LostItem, hotel.data("POST", BASE, body, by=HOUSEKEEPER)["item_id"])


def act(hotel: Ground, item: LostItem, what: str, body: Any = None, by: Any = FRONT_DESK) -> LostItem:
    hotel.data(
        "DELETE" if what == "unmatch" else "POST", f"{BASE}/{item.item_id}/{what.removeprefix('un')}", body, by=by
    )
    return hotel.get(LostItem, item.item_id)


def listed(hotel: Ground, asked: str = "") -> list[str]:
    return [item["description"] for item in hotel.data("GET", f"{BASE}{asked}", by=HOUSEKEEPER)]


def test_a_found_item_is_linked_to_who_left_the_room(hotel: Ground) -> None:
    item = recorded(hotel)
    assert (item.stay_id, item.guest_id) == (LEFT, FARID)
    assert (item.found_by, item.recorded_by, item.found_at) == (HOUSEKEEPER.id, HOUSEKEEPER.id, NOON)


def test_a_found_item_is_linked_to_who_is_in_the_room(hotel: Ground) -> None:
    assert recorded(hotel, "205").stay_id == HERE


@pytest.mark.parametrize("room_id", ["206", None])
def test_what_nobody_can_have_left_there_is_linked_to_nobody(hotel: Ground, room_id: str | None) -> None:
    assert recorded(hotel, room_id).stay_id is None


def test_the_days_of_a_link_are_the_propertys(hotel: Ground) -> None:
    hotel.pass_time(days=6.5)
    assert recorded(hotel).stay_id is None


def test_what_was_found_before_somebody_came_is_not_linked_to_them(hotel: Ground) -> None:
    long_ago = (NOON - timedelta(days=4)).isoformat()
    assert recorded(hotel, "205", found_at=long_ago).stay_id is None


def test_a_device_whose_clock_is_ahead_found_it_now(hotel: Ground) -> None:
    assert recorded(hotel, found_at=(NOON + timedelta(hours=3)).isoformat()).found_at == NOON


@pytest.mark.parametrize(("category", "days"), [("valuable", 183), ("other", 92), ("perishable", 3)])
def test_an_item_is_kept_as_long_as_its_kind(hotel: Ground, category: str, days: int) -> None:
    assert recorded(hotel, category=category).keep_until == NOON + timedelta(days=days)


def test_how_long_items_are_kept_is_the_propertys() -> None:
    with ground(settings=Settings(keep_found_days=10)) as hotel:
        assert recorded(hotel, None).keep_until == NOON + timedelta(days=10)


def test_a_room_that_there_is_not_has_nothing_found_in_it(hotel: Ground) -> None:
    body = {"room_id": "999", "description": "A ring"}
    assert hotel.refused("POST", BASE, body, by=HOUSEKEEPER)[0] == 404


def test_an_item_is_matched_and_given_back_and_says_who_when_and_to_whom(hotel: Ground) -> None:
    item = act(hotel, recorded(hotel), "match", CLAIM)
    hotel.pass_time(hours=5)
    item = act(hotel, item, "dispose", {"how": "returned", "to": "Farid Ahmadi"}, by=SUPERVISOR)
    assert item.claim is not None
    assert item.disposal is not None
    assert (item.claim.matched_by, item.claim.matched_at) == (FRONT_DESK.id, NOON)
    assert (item.disposal.by, item.disposal.at) == (SUPERVISOR.id, hotel.now)
    claim = hotel.data("GET", f"{BASE}/{item.item_id}/claim", by=FRONT_DESK)
    assert (claim["claimant"], claim["handed_to"]) == ("Farid Ahmadi", "Farid Ahmadi")
    assert hotel.told() == [f"{SUBJECT}.recorded.v1", f"{SUBJECT}.matched.v1", f"{SUBJECT}.disposed.v1"]


def test_a_wrong_match_is_taken_back_and_told(hotel: Ground) -> None:
    item = act(hotel, act(hotel, recorded(hotel), "match", CLAIM), "unmatch")
    assert (item.status, item.claim, hotel.find(LostClaim, item.item_id)) == (LostStatus.RECORDED, None, None)
    assert hotel.told()[-1] == f"{SUBJECT}.unmatched.v1"


def test_an_item_is_not_given_away_while_it_is_kept(hotel: Ground) -> None:
    path = f"{BASE}/{recorded(hotel).item_id}/dispose"
    found = hotel.refused("POST", path, {"how": "donated", "to": "The orphanage"}, by=SUPERVISOR)
    assert found == (409, "MELMASTOON.HOUSEKEEPING.LOST_ITEM_STILL_KEPT")


def test_a_manager_gives_it_away_earlier_with_a_reason(hotel: Ground) -> None:
    said = {"how": "authorities", "to": "Police, district 4", "reason": "asked for in writing"}
    assert act(hotel, recorded(hotel), "dispose", said, by=MANAGER).status is LostStatus.DISPOSED


def test_an_item_is_given_back_to_who_never_wrote(hotel: Ground) -> None:
    item = act(hotel, recorded(hotel), "dispose", {"how": "returned", "to": "Farid Ahmadi"})
    assert hotel.get(LostClaim, item.item_id).handed_to == "Farid Ahmadi"


def test_a_second_claim_does_not_replace_the_words_of_the_first(hotel: Ground) -> None:
    item = act(hotel, recorded(hotel), "match", CLAIM)
    path = f"{BASE}/{item.item_id}/match"
    assert hotel.refused("POST", path, {"claimant": "Amina", "reference": "phoned"}, by=FRONT_DESK)[0] == 409
    assert hotel.get(LostClaim, item.item_id).claimant == "Farid Ahmadi"


def test_what_is_gone_does_not_come_back(hotel: Ground) -> None:
    item = act(hotel, recorded(hotel), "dispose", {"how": "returned", "to": "Farid Ahmadi"})
    found = hotel.refused("POST", f"{BASE}/{item.item_id}/match", CLAIM, by=FRONT_DESK)
    assert found == (409, "MELMASTOON.HOUSEKEEPING.LOST_ITEM_STATUS_CANNOT_FOLLOW")


@pytest.mark.parametrize("what", ["match", "dispose"])
def test_who_finds_things_does_not_give_them_away(hotel: Ground, what: str) -> None:
    item = recorded(hotel)
    assert hotel.refused("POST", f"{BASE}/{item.item_id}/{what}", {}, by=HOUSEKEEPER)[0] == 403


def given_back(hotel: Ground) -> LostItem:
    item = act(hotel, recorded(hotel), "match", CLAIM)
    return act(hotel, item, "dispose", {"how": "returned", "to": "Farid Ahmadi"})


def test_no_event_says_what_it_is_or_who_claims_it(hotel: Ground) -> None:
    given_back(hotel)
    assert all(b"Farid" not in message.data and b"ring" not in message.data for message in hotel.bus.published)


def test_names_are_for_those_who_hand_it_out(hotel: Ground) -> None:
    item = given_back(hotel)
    assert "Farid" not in item.model_dump_json()
    assert hotel.refused("GET", f"{BASE}/{item.item_id}/claim", by=HOUSEKEEPER)[0] == 403


def test_a_guest_who_is_forgotten_leaves_no_name_on_what_they_left(hotel: Ground) -> None:
    item = given_back(hotel)
    hotel.data("DELETE", f"guests/{FARID}")
    hotel.deliver()
    assert hotel.find(LostClaim, item.item_id) is None
    left = hotel.get(LostItem, item.item_id)
    assert (left.description, left.category, left.claim, left.status) == ("", item.category, item.claim, item.status)
    assert all("Farid" not in str(entry.reply.data) for entry in hotel.journal())


def test_what_is_still_kept_for_a_forgotten_guest_keeps_its_description_without_their_name(hotel: Ground) -> None:
    item = recorded(hotel, description="Farid's silver ring, of فرید")
    hotel.data("DELETE", f"guests/{FARID}")
    hotel.deliver()
    assert hotel.get(LostItem, item.item_id).description == "…'s silver ring, of …"


def test_items_are_listed_latest_found_first_with_all_filters_together(hotel: Ground) -> None:
    recorded(hotel, "204", description="ring", category="valuable")
    hotel.pass_time(minutes=1)
    act(hotel, recorded(hotel, "205", description="scarf"), "match", CLAIM)
    hotel.pass_time(minutes=1)
    recorded(hotel, "204", description="melon", category="perishable")
    assert listed(hotel) == ["melon", "scarf", "ring"]
    assert listed(hotel, "?room=204") == ["melon", "ring"]
    assert listed(hotel, "?status=matched,disposed") == ["scarf"]
    assert listed(hotel, "?room=204&status=recorded&category=valuable") == ["ring"]
    assert hotel.refused("GET", f"{BASE}?status=lost", by=HOUSEKEEPER)[0] == 422


def test_what_was_kept_long_enough_is_listed_longest_due_first(hotel: Ground) -> None:
    recorded(hotel, description="scarf")
    hotel.pass_time(days=1)
    for thing in ("melon", "bread", "milk"):
        recorded(hotel, description=thing, category="perishable")
        hotel.pass_time(minutes=1)
    assert listed(hotel, "?due=true") == []
    hotel.pass_time(days=3)
    given = hotel.all(LostItem)[1]
    assert given.description == "melon"
    act(hotel, given, "dispose", {"how": "destroyed"})
    assert listed(hotel, "?due=true") == ["bread", "milk"]
    assert listed(hotel, "?due=true&status=disposed") == []
    assert listed(hotel, "?due=true&room=204&category=perishable&status=recorded") == ["bread", "milk"]


def test_items_are_listed_page_by_page(hotel: Ground) -> None:
    for thing in ("ring", "scarf", "melon"):
        recorded(hotel, description=thing)
        hotel.pass_time(minutes=1)
    first = hotel.call("GET", f"{BASE}?limit=2", by=HOUSEKEEPER).get_json()
    assert listed(hotel, f"?limit=2&cursor={first['meta']['next_cursor']}") == ["ring"]


def test_one_item_is_shown_to_staff_and_to_no_other_tenant(hotel: Ground) -> None:
    path = f"{BASE}/{recorded(hotel).item_id}"
    assert hotel.data("GET", path, by=HOUSEKEEPER)["description"] == "A silver ring"
    assert hotel.refused("GET", path, by=STRANGER)[0] == 404


@pytest.mark.parametrize(("days", "status"), [(-31, 422), (-20_000, 422), (2, 422), (-29, 201), (0.1, 201)])
def test_a_thing_was_found_within_the_days_that_a_device_keeps(hotel: Ground, days: float, status: int) -> None:
    """P16."""
    said = {"description": "A ring", "found_at": (NOON + timedelta(days=days)).isoformat()}
    assert hotel.call("POST", BASE, said, by=HOUSEKEEPER).status_code == status
    assert all(item.found_at <= NOON for item in hotel.all(LostItem))


def test_who_found_it_is_somebody_who_works_here(hotel: Ground) -> None:
    """H25."""
    zahra, gone = (
        Staff(staff_id=derived_id("stf", name), name=name, email=f"{name}@demo.hotel", role=Role.HOUSEKEEPER)
        for name in ("zahra", "gone")
    )
    hotel.put(zahra)
    assert recorded(hotel, found_by=zahra.staff_id).found_by == zahra.staff_id
    said = {"description": "A ring", "found_by": gone.staff_id}
    answer = hotel.call("POST", BASE, said, by=HOUSEKEEPER)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "found_by")
    late = hotel.data("POST", BASE, said, by=HOUSEKEEPER, X_Offline_Since=NOON.isoformat())
    assert hotel.get(LostItem, late["item_id"]).found_by == HOUSEKEEPER.id


def test_what_was_found_is_described_in_clean_text(hotel: Ground) -> None:
    """H25."""
    item = recorded(hotel, description="A\x00 silver\u202e ring\r\nin a box", where="\ufeffunder\u00a0the bed")
    assert (item.description, item.where) == ("A silver ring\nin a box", "under the bed")


@pytest.mark.parametrize(
    "said",
    [
        {"description": " "},
        {"description": "\u200e\u200f"},
        {"photos": ["x"]},
        {"category": "lost"},
        {"found_at": "yesterday"},
        {"found_by": "me"},
    ],
)
def test_what_is_not_right_is_refused(hotel: Ground, said: dict[str, Any]) -> None:
    assert hotel.refused("POST", BASE, {"description": "A ring", **said}, by=HOUSEKEEPER)[0] == 422
