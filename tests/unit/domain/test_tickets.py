"""A ticket's life, arrow by arrow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from shared.domain.refusals import Refusal
from shared.domain.rooms import OpenTicket, Room
from shared.domain.tickets import (
    CLOSED,
    GUESTS_MAY,
    LIFECYCLE,
    MOST_NOTES,
    MOST_OPEN,
    NOT_FOR_GUESTS,
    STATUS_CANNOT_FOLLOW,
    TICKET_CLOSED,
    TOO_MANY_NOTES,
    TOO_MANY_OPEN,
    Note,
    Ticket,
    TicketClosed,
    TicketKind,
    TicketOpened,
    TicketStatus,
    TicketUpdated,
)

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
ROOM = Room(room_id="204", number="204", floor=2)
TICKET = Ticket(
    ticket_id="tkt_1", room_id="204", stay_id="rsv_1", kind=TicketKind.TOWELS, opened_by="guest", opened_at=NOW
)
ALLOWED = [(before, after) for before, following in LIFECYCLE.items() for after in sorted(following)]
OTHERS = [pair for pair in product(TicketStatus, TicketStatus) if pair not in ALLOWED and pair[0] is not pair[1]]


def full(opened_by: str = "guest") -> tuple[Ticket, Room]:
    tickets = tuple(
        OpenTicket(ticket_id=f"tkt_{number}", kind="other", status="open", opened_at=NOW) for number in range(MOST_OPEN)
    )
    return TICKET.but(opened_by=opened_by), ROOM.but(tickets=tickets)


def test_the_lifecycle_names_every_status_and_ends_in_done_and_cancelled() -> None:
    assert set(LIFECYCLE) == set(TicketStatus)
    assert {TicketStatus.DONE, TicketStatus.CANCELLED} == CLOSED


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_a_ticket_goes_where_the_lifecycle_leads(before: TicketStatus, after: TicketStatus) -> None:
    change = TICKET.but(status=before).moved(after, LATER)
    assert change.state.status is after
    assert change.state.closed_at == (LATER if after in CLOSED else None)
    assert [type(event) for event in change.events] == [TicketClosed if after in CLOSED else TicketUpdated]


@pytest.mark.parametrize(("before", "after"), OTHERS)
def test_a_ticket_goes_nowhere_else(before: TicketStatus, after: TicketStatus) -> None:
    with pytest.raises(Refusal) as refusal:
        TICKET.but(status=before).moved(after, LATER)
    assert refusal.value.rule is STATUS_CANNOT_FOLLOW
    assert refusal.value.context["status"] == before


@pytest.mark.parametrize("status", TicketStatus)
def test_the_status_it_has_already_changes_nothing(status: TicketStatus) -> None:
    ticket = TICKET.but(status=status)
    assert ticket.moved(status, LATER).events == ticket.moved_by_guest(status, LATER).events == ()


@pytest.mark.parametrize(("before", "after"), [*ALLOWED, *OTHERS])
def test_a_guest_only_takes_back_what_nobody_has_begun(before: TicketStatus, after: TicketStatus) -> None:
    ticket = TICKET.but(status=before)
    if (before, after) in GUESTS_MAY:
        assert ticket.moved_by_guest(after, LATER).state.status is after
        return
    with pytest.raises(Refusal) as refusal:
        ticket.moved_by_guest(after, LATER)
    assert refusal.value.rule is NOT_FOR_GUESTS


def test_opening_is_told() -> None:
    (event,) = TICKET.opened(ROOM).events
    assert isinstance(event, TicketOpened)
    assert event.aggregate_id == "tkt_1"


def test_a_room_has_only_so_many_open_tickets_but_what_the_house_asks_for_is_always_taken() -> None:
    ticket, room = full()
    with pytest.raises(Refusal) as refusal:
        ticket.opened(room)
    assert refusal.value.rule is TOO_MANY_OPEN
    ticket, room = full(opened_by="system")
    assert ticket.opened(room).state == ticket


def test_a_ticket_is_given_to_somebody_and_back_but_not_once_closed() -> None:
    given = TICKET.given_to("stf_1")
    assert given.state.assignee == "stf_1"
    assert given.state.given_to("stf_1").events == ()
    assert given.state.given_to(None).state.assignee is None
    with pytest.raises(Refusal) as refusal:
        TICKET.moved(TicketStatus.DONE, NOW).state.given_to("stf_1")
    assert refusal.value.rule is TICKET_CLOSED


def test_notes_are_appended_also_to_a_closed_ticket_until_there_are_too_many() -> None:
    note = Note(text="left at the door", by="stf_1", at=NOW)
    assert TICKET.moved(TicketStatus.DONE, NOW).state.noted(note).state.notes == (note,)
    with pytest.raises(Refusal) as refusal:
        TICKET.but(notes=(note,) * MOST_NOTES).check_notes()
    assert refusal.value.rule is TOO_MANY_NOTES
