"""A property with a database of its own works end to end, and nothing of it is in the common one."""

from __future__ import annotations

import pytest

from shared.domain.rooms import GuestFlagChanged, RoomArchived
from shared.runtime.place import Place
from tests.emulator.test_push import wrapped
from tests.whole import Caller, Whole, envelope, until

APART = Place("apart", "apart-hotel", "apart-db")
AS_IF_COMMON = Place("apart", "apart-hotel")


@pytest.fixture(scope="module")
def manager(whole: Whole) -> Caller:
    return whole.open_property(APART, ["101", "102"])


def test_its_rooms_stays_and_journal_are_in_its_own_database_only(whole: Whole, manager: Caller) -> None:
    stay = whole.check_in(manager, "101", name="Farid Saidzoda")
    manager.data("PUT", "rooms/101/guest-flag", {"flag": "do_not_disturb"})

    assert whole.row("101", APART)["guest_flag"]["value"] == "do_not_disturb"
    assert whole.document("stays", stay["stay_id"], APART)
    assert whole.journal(APART, name="set_guest_flag")
    common = [one.id for one in whole.store().document(AS_IF_COMMON.path).collections()]
    assert common == []


def test_commands_queries_and_the_past_are_answered_from_it(manager: Caller) -> None:
    row = manager.data("GET", "rooms/101")
    assert row["guest_flag"]["value"] == "do_not_disturb"
    assert [room["room_id"] for room in manager.data("GET", "rooms")] == ["101", "102"]
    assert manager.data("GET", "rooms/101/history")
    assert manager.data("GET", f"rooms/101?at={row['updated_at']}")["revision"] == row["revision"]
    assert manager.data("GET", "journal?room_id=101")


def test_its_events_are_told_and_handled(whole: Whole, manager: Caller) -> None:
    with whole.ears(GuestFlagChanged.subject) as ears:
        manager.data("PUT", "rooms/101/guest-flag", {"flag": "make_up_room"})
        told = envelope(ears.hear(lambda said: said["propertyId"] == APART.property_id))
    assert told["payload"]["flag"] == "make_up_room"

    whole.publish(RoomArchived.subject, wrapped(RoomArchived.subject, {"roomId": "102"}, APART))

    until(lambda: whole.row("102", APART).get("archived"), "102 is off the books")


def test_what_its_handlers_cannot_do_is_parked_in_it(whole: Whole, manager: Caller) -> None:
    whole.publish(RoomArchived.subject, wrapped(RoomArchived.subject, {"roomId": "101"}, APART))

    until(lambda: manager.data("GET", "dead-letters?status=parked"), "it is parked")
    assert whole.documents("dead_letters", APART)


def test_what_a_crash_left_in_it_is_relayed(whole: Whole, manager: Caller) -> None:
    entry = whole.journal(APART, name="set_guest_flag")[-1]
    reference = whole.store(APART.database).document(f"{APART.path}/journal/{entry['entry_id']}")
    with whole.ears(GuestFlagChanged.subject) as ears:
        reference.update({"pending": True})

        def relayed() -> bool:
            whole.run_job("relay")
            return not (reference.get().to_dict() or {})["pending"]

        until(relayed, "the relay has it")
        ears.hear(lambda said: said["id"] in [event["id"] for event in entry["events"]])


def test_a_tablet_in_it_reads_its_document_under_the_rules(whole: Whole, manager: Caller) -> None:
    tablet = whole.pair("101", by=manager)

    assert whole.looks(tablet.token, "tablets/101", APART) == 200
    assert whole.looks(tablet.token, "tablets/102", APART) == 403
    assert whole.looks(tablet.token, "rooms/101", APART) == 403
    assert tablet.caller().status("PUT", "rooms/101/guest-flag", {"flag": "none"}) == 200
