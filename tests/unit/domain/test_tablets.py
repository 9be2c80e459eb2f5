"""What a guest's tablet shows of their requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.domain.tablets import MOST_TICKETS, Tablet
from shared.domain.tickets import Ticket, TicketKind, TicketStatus

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
TABLET = Tablet(room_id="204", stay_id="rsv_1")


def ticket(number: int, status: TicketStatus = TicketStatus.OPEN, stay_id: str | None = "rsv_1") -> Ticket:
    return Ticket(
        ticket_id=f"tkt_{number:02}",
        room_id="204",
        stay_id=stay_id,
        kind=TicketKind.TOWELS,
        text="two, please",
        status=status,
        opened_by="guest",
        opened_at=NOW + timedelta(minutes=number),
    )


def shown(tablet: Tablet) -> list[str]:
    return [one.ticket_id for one in tablet.tickets]


def test_a_request_of_this_stay_is_shown_newest_first_and_followed() -> None:
    tablet = TABLET.following(ticket(1), NOW).following(ticket(2), NOW)
    assert shown(tablet) == ["tkt_02", "tkt_01"]
    done = tablet.following(ticket(1, TicketStatus.DONE), NOW + timedelta(hours=1))
    assert shown(done) == ["tkt_02", "tkt_01"]
    assert done.tickets[1].status == "done"


def test_requests_of_other_stays_and_about_the_room_itself_are_not_shown() -> None:
    assert TABLET.following(ticket(1, stay_id="rsv_2"), NOW) == TABLET
    assert TABLET.following(ticket(1, stay_id=None), NOW) == TABLET
    empty = Tablet(room_id="204")
    assert empty.following(ticket(1, stay_id=None), NOW) == empty


def test_the_list_is_bounded_and_what_is_still_to_come_stays_in_sight() -> None:
    tablet = TABLET.following(ticket(0), NOW)
    for number in range(1, MOST_TICKETS + 3):
        tablet = tablet.following(ticket(number, TicketStatus.DONE), NOW)
    assert len(tablet.tickets) == MOST_TICKETS
    assert shown(tablet)[-1] == "tkt_00"
    assert shown(tablet)[0] == f"tkt_{MOST_TICKETS + 2:02}"
