"""A work order's life, move by move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from shared.domain.documents import Change
from shared.domain.events import Event
from shared.domain.refusals import Refusal
from shared.domain.tasks import MaintenanceRequired, Note, Priority
from shared.domain.work_orders import (
    MOST_NOTES,
    MOVES,
    ORDER_IS_ANOTHERS,
    ORDER_NOT_ALLOWED,
    TOO_MANY_NOTES,
    Move,
    WorkOrder,
    WorkOrderAssigned,
    WorkOrderCancelled,
    WorkOrderCompleted,
    WorkOrderOpened,
    WorkOrderResolved,
    WorkOrderStarted,
    WorkOrderStatus,
)

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
WRONG = Note(text="still drips", by="stf_lead", at=LATER)
ORDER = WorkOrder(
    work_order_id="wko_1",
    room_id="204",
    category="plumbing",
    description="the tap drips",
    severity="heavy",
    priority=Priority.HIGH,
    source="manual",
    block_id="blk_1",
    reported_by="stf_1",
    opened_at=NOW,
)
FOUND = MaintenanceRequired(
    room_id="204",
    task_id="hkt_1",
    severity="heavy",
    category="plumbing",
    description="no water",
    photos=("pho_1",),
    block_id="blk_1",
    taken_out=True,
    reported_by="stf_1",
)
DEEDS: dict[Move, tuple[Callable[[WorkOrder], Change[WorkOrder]], type[Event]]] = {
    Move.ASSIGN: (lambda order: order.given_to("stf_3"), WorkOrderAssigned),
    Move.PUT_BACK: (lambda order: order.given_to(None), WorkOrderAssigned),
    Move.START: (lambda order: order.started("stf_2", LATER), WorkOrderStarted),
    Move.RESOLVE: (lambda order: order.resolved("stf_2", "new washer", (), LATER), WorkOrderResolved),
    Move.VERIFY: (lambda order: order.verified("stf_lead", LATER), WorkOrderCompleted),
    Move.REOPEN: (lambda order: order.reopened(WRONG), WorkOrderAssigned),
    Move.CANCEL: (lambda order: order.cancelled("works", LATER), WorkOrderCancelled),
}
AGAIN = {
    (Move.PUT_BACK, WorkOrderStatus.OPEN),
    (Move.START, WorkOrderStatus.IN_PROGRESS),
    (Move.RESOLVE, WorkOrderStatus.RESOLVED),
    (Move.VERIFY, WorkOrderStatus.VERIFIED),
    (Move.CANCEL, WorkOrderStatus.CANCELLED),
}
"""What is so already: doing it once more changes nothing."""
ALLOWED = [(move, status) for move, table in MOVES.items() for status in table]
REFUSED = [pair for pair in product(Move, WorkOrderStatus) if pair not in ALLOWED and pair not in AGAIN]


def at(status: WorkOrderStatus) -> WorkOrder:
    """Return the order at this status, in the hands of whom it is in then."""
    return ORDER.but(status=status, assignee=None if status is WorkOrderStatus.OPEN else "stf_2")


def refusal(deed: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        deed()
    return refused.value


def test_every_move_is_in_the_table_and_every_status_is_reached() -> None:
    assert set(MOVES) == set(Move) == set(DEEDS)
    assert {WorkOrderStatus.OPEN, *(after for table in MOVES.values() for after in table.values())} == set(
        WorkOrderStatus
    )


@pytest.mark.parametrize(("move", "status"), ALLOWED)
def test_an_order_goes_where_the_table_leads_and_everybody_hears(move: Move, status: WorkOrderStatus) -> None:
    deed, told = DEEDS[move]
    change = deed(at(status))
    assert change.state.status is MOVES[move][status]
    (event,) = change.events
    assert type(event) is told
    assert event.model_dump(include={"work_order_id", "room_id", "block_id", "severity"}) == {
        "work_order_id": "wko_1",
        "room_id": "204",
        "block_id": "blk_1",
        "severity": "heavy",
    }


@pytest.mark.parametrize(("move", "status"), REFUSED)
def test_an_order_goes_nowhere_else(move: Move, status: WorkOrderStatus) -> None:
    no = refusal(lambda: DEEDS[move][0](at(status)))
    assert no.rule is ORDER_NOT_ALLOWED
    assert no.context["status"] is status


@pytest.mark.parametrize(("move", "status"), sorted(AGAIN))
def test_what_is_so_already_changes_nothing(move: Move, status: WorkOrderStatus) -> None:
    assert DEEDS[move][0](at(status)) == Change(at(status))


def test_opening_is_told() -> None:
    (event,) = ORDER.opened().events
    assert isinstance(event, WorkOrderOpened)
    assert event.aggregate_id == "wko_1"


def test_who_begins_what_nobody_has_has_it_and_others_may_not_go_on() -> None:
    begun = ORDER.started("stf_2", LATER).state
    assert (begun.assignee, begun.started_at) == ("stf_2", LATER)
    assert refusal(lambda: begun.started("stf_3", LATER)).rule is ORDER_IS_ANOTHERS
    assert refusal(lambda: begun.resolved("stf_3", "done", (), LATER)).context["who"] == "stf_2"


def test_an_order_handed_over_keeps_when_it_was_begun() -> None:
    handed_over = ORDER.started("stf_2", NOW).state.given_to("stf_3").state
    assert handed_over.started("stf_3", LATER).state.started_at == NOW


def test_saying_once_more_that_it_is_mended_adds_the_photos_and_keeps_the_words() -> None:
    once = at(WorkOrderStatus.IN_PROGRESS).resolved("stf_2", "new washer", ("pho_1",), NOW).state
    twice = once.resolved("stf_2", "done", ("pho_1", "pho_2"), LATER)
    assert twice.state == once.but(photos=("pho_1", "pho_2"))
    assert twice.events == ()


def test_what_is_not_mended_goes_back_to_who_said_it_was_with_what_is_wrong() -> None:
    mended = at(WorkOrderStatus.IN_PROGRESS).resolved("stf_2", "new washer", (), NOW).state
    change = mended.reopened(WRONG)
    assert (change.state.assignee, change.state.notes, change.state.resolution) == ("stf_2", (WRONG,), "")
    (event,) = change.events
    assert isinstance(event, WorkOrderAssigned)
    assert event.again


def test_a_verified_order_says_who_saw_it_and_what_was_done() -> None:
    mended = at(WorkOrderStatus.IN_PROGRESS).resolved("stf_2", "new washer", (), NOW).state
    change = mended.verified("stf_lead", LATER)
    assert (change.state.verified_by, change.state.verified_at) == ("stf_lead", LATER)
    (event,) = change.events
    assert isinstance(event, WorkOrderCompleted)
    assert (event.outcome, event.resolution) == ("verified", "new washer")


def test_notes_are_appended_also_to_one_that_is_over_until_there_are_too_many() -> None:
    over = at(WorkOrderStatus.VERIFIED)
    assert over.noted(WRONG).state.notes == (WRONG,)
    assert refusal(lambda: over.but(notes=(WRONG,) * MOST_NOTES).check_notes()).rule is TOO_MANY_NOTES


def test_a_report_is_the_same_order_whenever_it_comes_and_another_report_another_one() -> None:
    order = WorkOrder.required(FOUND, NOW)
    assert order.work_order_id == WorkOrder.required(FOUND, LATER).work_order_id
    other = FOUND.model_copy(update={"description": "no light"})
    assert order.work_order_id != WorkOrder.required(other, NOW).work_order_id
    assert (order.task_id, order.block_id, order.photos, order.priority) == ("hkt_1", "blk_1", ("pho_1",), "high")
