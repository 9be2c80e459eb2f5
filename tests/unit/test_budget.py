"""What a command may take: one batched read, one commit, one publish. Counts, never times."""

from __future__ import annotations

import pytest

from tests.budget import EXAMPLES, Spent, commands, spent_by_command

DEPENDENT = {
    "add_reservation": "the guest's and the room's documents have ids that only the request's body says",
    "add_rooms": "its rooms are named by the body; and it runs in steps",
    "add_reservations": "its stays are named by the body; and it runs in steps",
    "connect_pms": "which connection there is, then the rooms it is to be matched with",
    "forget_guest": "whose stays they are, then the stays",
    "hire_staff": "whose id is made of the address in the body",
    "reconcile_pms": "the connection is not named by the path",
    "resolve_drift": "the connection is not named by the path",
    "set_check_out_time": "the stay says which room",
    "set_reservation_room": "the stay says which guest and which rooms",
    "set_reservation_status": "the stay says which guest and which room",
    "set_ticket_status": "the ticket says which room",
}
"""Commands that read twice, and why the second read cannot be in the first."""
IN_STEPS = {"add_rooms", "add_reservations"}
"""Commands that commit a long list in several steps, each with a read, a commit and an entry of its own."""


@pytest.fixture(scope="module")
def spent() -> dict[str, Spent]:
    return spent_by_command()


def test_every_command_has_an_example_that_is_counted() -> None:
    assert {route.name for route in commands()} == set(EXAMPLES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_command_keeps_to_its_budget(name: str, spent: dict[str, Spent]) -> None:
    one, steps = spent[name], 1 if name in IN_STEPS else 0
    assert one.reads + one.queries <= (3 if name == "forget_guest" else 2 if name in DEPENDENT else 1) + steps
    assert one.publishes == 1
    # The one that decides, and the one that marks its journal entry as published.
    assert one.commits == 2 + steps


def test_a_guests_tap_writes_the_row_the_tablet_and_the_journal(spent: dict[str, Spent]) -> None:
    tap = spent["set_guest_flag"]
    assert (tap.round_trips, tap.documents_read, tap.documents_written) == (4, 3, 4)
