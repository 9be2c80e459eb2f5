"""Tickets, from the guest's tap until they are done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

import functions.rooms.main
import functions.tickets.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.rooms import Occupancy, Occupant, Room
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, NOON, STRANGER, Ground, ground, guest_of

STAY = derived_id("rsv", "amina")
AMINA = guest_of("204", STAY)
STAFF_ID = derived_id("stf", "parwin")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Amina is in 204; 205 is vacant."""
    with ground() as stands:
        here = Occupant(
            stay_id=STAY, guest_id="gst_1", checked_in_at=NOON, check_out_at=NOON + timedelta(days=1), party=2
        )
        stands.put(
            Room(room_id="204", number="204", floor=2, occupancy=Occupancy.OCCUPIED, stay=here),
            Room(room_id="205", number="205", floor=2),
            Tablet(room_id="204", stay_id=STAY),
            Tablet(room_id="205"),
        )
        yield stands


def opened(hotel: Ground, kind: str = "towels", room_id: str = "204", **said: object) -> str:
    body = {"kind": kind, **said}
    return str(hotel.data("POST", f"rooms/{room_id}/tickets", body, by=FRONT_DESK)["ticket_id"])


def kinds(hotel: Ground, asked: str = "") -> list[str]:
    return [ticket["kind"] for ticket in hotel.data("GET", f"tickets{asked}", by=HOUSEKEEPER)]


def test_a_guest_asks_and_sees_it_on_the_tablet_and_staff_see_it_on_the_row(hotel: Ground) -> None:
    asked = hotel.call("POST", "rooms/204/tickets", {"kind": "towels", "text": " two, please "}, by=AMINA)
    assert asked.status_code == 201
    shown = asked.get_json()["data"]
    assert set(shown) == {"ticket_id", "kind", "text", "status", "opened_at", "updated_at"}
    ticket = hotel.get(Ticket, shown["ticket_id"])
    assert (ticket.text, ticket.opened_by, ticket.stay_id) == ("two, please", "guest", STAY)
    assert [one.ticket_id for one in hotel.get(Room, "204").tickets] == [ticket.ticket_id]
    assert [one.text for one in hotel.get(Tablet, "204").tickets] == ["two, please"]
    assert hotel.told() == ["melmastoon.ticket.opened.v1", "melmastoon.room.state.changed.v1"]


def test_what_a_guest_asked_for_is_said_in_no_event(hotel: Ground) -> None:
    hotel.data("POST", "rooms/204/tickets", {"kind": "other", "text": "my name is Amina"}, by=AMINA)
    assert all(b"Amina" not in message.data for message in hotel.bus.published)


def test_progress_shows_on_the_row_and_the_tablet_until_done_takes_it_off_the_row(hotel: Ground) -> None:
    ticket_id = opened(hotel)
    hotel.data("PUT", f"tickets/{ticket_id}/status", {"status": "in_progress"}, by=HOUSEKEEPER)
    assert [one.status for one in hotel.get(Room, "204").tickets] == ["in_progress"]
    assert [one.status for one in hotel.get(Tablet, "204").tickets] == ["in_progress"]
    hotel.data("PUT", f"tickets/{ticket_id}/status", {"status": "done"}, by=HOUSEKEEPER)
    assert hotel.get(Room, "204").tickets == ()
    assert [one.status for one in hotel.get(Tablet, "204").tickets] == ["done"]
    assert hotel.told().count("melmastoon.ticket.closed.v1") == 1


def test_a_closed_ticket_does_not_open_again(hotel: Ground) -> None:
    ticket_id = opened(hotel)
    hotel.data("PUT", f"tickets/{ticket_id}/status", {"status": "cancelled"}, by=HOUSEKEEPER)
    found = hotel.refused("PUT", f"tickets/{ticket_id}/status", {"status": "open"}, by=HOUSEKEEPER)
    assert found == (409, "MELMASTOON.TICKET.STATUS_CANNOT_FOLLOW")


def test_a_guest_takes_a_request_back_but_does_not_finish_it(hotel: Ground) -> None:
    ticket_id = opened(hotel)
    found = hotel.refused("PUT", f"tickets/{ticket_id}/status", {"status": "done"}, by=AMINA)
    assert found == (403, "MELMASTOON.TICKET.NOT_FOR_GUESTS")
    taken_back = hotel.data("PUT", f"tickets/{ticket_id}/status", {"status": "cancelled"}, by=AMINA)
    assert taken_back["status"] == "cancelled"
    assert "notes" not in taken_back


def test_a_ticket_about_the_room_itself_is_hidden_from_its_guest(hotel: Ground) -> None:
    ticket_id = opened(hotel, "maintenance", about="room")
    assert hotel.get(Tablet, "204").tickets == ()
    assert hotel.refused("GET", f"tickets/{ticket_id}", by=AMINA)[0] == 404
    assert len(hotel.get(Room, "204").tickets) == 1


def test_a_guest_cannot_open_a_ticket_elsewhere_nor_hide_one(hotel: Ground) -> None:
    assert hotel.refused("POST", "rooms/205/tickets", {"kind": "towels"}, by=AMINA)[0] == 404
    hotel.data("POST", "rooms/204/tickets", {"kind": "towels", "about": "room"}, by=AMINA)
    assert len(hotel.get(Tablet, "204").tickets) == 1


def test_a_ticket_in_a_vacant_room_is_about_the_room(hotel: Ground) -> None:
    assert hotel.get(Ticket, opened(hotel, room_id="205")).stay_id is None
    found = hotel.refused("POST", "rooms/205/tickets", {"kind": "towels", "about": "stay"}, by=FRONT_DESK)
    assert found == (409, "MELMASTOON.ROOM.NOT_OCCUPIED")


def test_a_ticket_is_given_to_somebody_and_annotated_and_its_guest_sees_neither(hotel: Ground) -> None:
    ticket_id = opened(hotel)
    hotel.data("PUT", f"tickets/{ticket_id}/assignee", {"assignee": STAFF_ID}, by=HOUSEKEEPER)
    noted = hotel.call("POST", f"tickets/{ticket_id}/notes", {"text": "at the door"}, by=HOUSEKEEPER)
    assert noted.status_code == 201
    whole = hotel.data("GET", f"tickets/{ticket_id}", by=AGENT)
    assert (whole["assignee"], [note["text"] for note in whole["notes"]]) == (STAFF_ID, ["at the door"])
    assert set(hotel.data("GET", f"tickets/{ticket_id}", by=AMINA)) <= set(whole)
    assert "notes" not in hotel.data("GET", f"tickets/{ticket_id}", by=AMINA)
    assert hotel.told().count("melmastoon.ticket.updated.v1") == 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "assignee", {"assignee": "somebody"}),
        ("PUT", "assignee", {}),
        ("POST", "notes", {"text": "  "}),
        ("PUT", "status", {"status": "lost"}),
    ],
)
def test_what_is_not_right_is_refused(hotel: Ground, method: str, path: str, body: dict[str, str]) -> None:
    assert hotel.refused(method, f"tickets/{opened(hotel)}/{path}", body, by=HOUSEKEEPER)[0] == 422


def test_tickets_are_listed_newest_first_with_all_filters_together(hotel: Ground) -> None:
    ids = {}
    for kind, room_id in (("towels", "204"), ("pillow", "205"), ("noise", "204")):
        ids[kind] = opened(hotel, kind, room_id)
        hotel.pass_time(minutes=1)
    hotel.data("PUT", f"tickets/{ids['towels']}/status", {"status": "accepted"}, by=HOUSEKEEPER)
    hotel.data("PUT", f"tickets/{ids['noise']}/assignee", {"assignee": STAFF_ID}, by=HOUSEKEEPER)
    assert kinds(hotel) == ["noise", "pillow", "towels"]
    assert kinds(hotel, "?room=204") == ["noise", "towels"]
    assert kinds(hotel, "?status=accepted") == ["towels"]
    assert kinds(hotel, "?status=open,accepted&room=204") == ["noise", "towels"]
    assert kinds(hotel, "?kind=pillow") == ["pillow"]
    assert kinds(hotel, f"?assignee={STAFF_ID}&status=open&room=204&kind=noise") == ["noise"]
    assert hotel.refused("GET", "tickets?status=lost", by=HOUSEKEEPER)[0] == 422


def test_tickets_are_listed_page_by_page(hotel: Ground) -> None:
    for kind in ("towels", "pillow", "noise"):
        opened(hotel, kind)
        hotel.pass_time(minutes=1)
    first = hotel.call("GET", "tickets?limit=2", by=AGENT).get_json()
    assert kinds(hotel, f"?limit=2&cursor={first['meta']['next_cursor']}") == ["towels"]


def test_another_tenant_finds_no_ticket(hotel: Ground) -> None:
    assert hotel.refused("GET", f"tickets/{opened(hotel)}", by=STRANGER)[0] == 404


def test_a_guest_lists_no_tickets(hotel: Ground) -> None:
    assert hotel.refused("GET", "tickets", by=AMINA)[0] == 403


def test_a_ticket_of_a_stay_that_has_left_is_moved_on_and_shows_on_no_tablet(hotel: Ground) -> None:
    ticket_id = opened(hotel)
    row = hotel.get(Room, "204")
    hotel.put(row.but(occupancy=Occupancy.VACANT, stay=None), Tablet(room_id="204"))
    hotel.data("PUT", f"tickets/{ticket_id}/status", {"status": "accepted"}, by=HOUSEKEEPER)
    assert [one.status for one in hotel.get(Room, "204").tickets] == ["accepted"]
    assert hotel.get(Tablet, "204").tickets == ()
    assert hotel.refused("PUT", f"tickets/{ticket_id}/status", {"status": "cancelled"}, by=AMINA)[0] == 404
    assert hotel.refused("GET", f"tickets/{ticket_id}", by=AMINA)[0] == 404
