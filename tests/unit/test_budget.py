"""What a command may take: one batched read, one commit, one publish. Counts, never times."""

from __future__ import annotations

import pytest

from tests.budget import EXAMPLES, Spent, commands, spent_by_command

MORE_READS = {
    "accept_plan": (10, "it runs in steps: what was chosen, each person's list, and the outcome"),
    "add_reservation": (2, "the body says which guest and which room"),
    "add_reservations": (3, "the body says which guests and rooms; and it runs in steps"),
    "add_rooms": (4, "the body says which rooms, among all by their names; and it runs in steps"),
    "rename_room": (3, "whether another is called so is asked of all, and of the one that was first"),
    "assign_task": (2, "the task says which room, and who has it"),
    "assign_work_order": (2, "the body says to whom"),
    "cancel_task": (2, "the task says which room, and who has it"),
    "complete_task": (3, "the task says which room, and who has it; an inspection is asked for"),
    "confirm_upload": (3, "it runs in steps: the record says what was announced, and then what is kept"),
    "connect_pms": (3, "which connection there is, and which rooms it is to be matched with"),
    "create_task": (3, "the body says which room, and the room which checklist and minutes"),
    "escalate_task": (2, "the task says which room, and who has it"),
    "end_shift": (2, "the shift says whose it is"),
    "fail_task": (3, "the task says which room, and who has it; another one takes its place"),
    "forget_guest": (5, "which of their stays are to come, these, their rooms, and how many there are"),
    "forget_me": (2, "the room says who is in it"),
    "hire_staff": (4, "the body says whose address it is; where else in the tenant they work"),
    "invite_staff": (4, "the body says whose address it is; where else in the tenant they work"),
    "inspect_task": (2, "the task says which room, and which work it asks to be inspected"),
    "issue_linen": (2, "the body says for which task"),
    "open_work_order": (2, "the body says which room"),
    "pause_task": (2, "the task says which room, and who has it"),
    "plan_shift": (2, "the body says whose it is"),
    "plan_work": (7, "it looks around the floor, and runs in steps"),
    "prioritise_task": (2, "the task says which room, and who has it"),
    "reconcile_pms": (2, "the connection is not named by the path"),
    "record_lost_item": (4, "the body says which room; who left it last, and their stay"),
    "require_maintenance": (2, "the task says which room, and who has it"),
    "resolve_drift": (2, "the connection is not named by the path"),
    "resume_task": (3, "the task says which room, and who has it; a lead who taps for them asks for the other houses"),
    "return_linen": (2, "the body says for which task"),
    "set_check_out_time": (2, "the stay says which room"),
    "set_reservation_room": (2, "the stay says which guest and which rooms"),
    "set_reservation_status": (2, "the stay says which guest and which room"),
    "set_sharing": (2, "the stay says which guest and which room"),
    "set_ticket_status": (2, "the ticket says which room"),
    "start_shift": (2, "the shift says whose it is"),
    "start_task": (3, "the task says which room, and who has it; a lead who taps for them asks for the other houses"),
    "unpair_tablets": (2, "the path says which room, not which devices"),
    "upload_photo": (4, "it runs in steps: the record before the file, and after it"),
}
"""Commands that read more than once, at the most how often, and what the first read cannot know."""
IN_STEPS = {
    "accept_plan": 2,
    "plan_work": 1,
    "add_rooms": 1,
    "add_reservations": 1,
    "confirm_upload": 1,
    "upload_photo": 2,
}
"""Commands that commit in so many steps beside the last, each with a read, a commit and an entry of its own."""
SILENT = {
    "discard_dead_letter",
    "restore_dead_letter",
    "dismiss_plan",
    "plan_work",
    "answer_escalation",
    "confirm_upload",
    "open_upload",
    "upload_photo",
    "end_session",
    "invite_staff",
    "unpair_device",
    "unpair_tablets",
    "withdraw_invitation",
    "add_linen",
    "change_linen",
    "issue_linen",
    "note_task",
    "note_work_order",
    "order_worklist",
    "return_linen",
}
"""Commands that usually nobody but the screens hears of: they listen to the document."""


@pytest.fixture(scope="module")
def spent() -> dict[str, Spent]:
    return spent_by_command()


def test_every_command_has_an_example_that_is_counted() -> None:
    assert {route.name for route in commands()} == set(EXAMPLES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_command_keeps_to_its_budget(name: str, spent: dict[str, Spent]) -> None:
    one, steps, publishes = spent[name], IN_STEPS.get(name, 0), int(name not in SILENT)
    reads, _ = MORE_READS.get(name, (1, ""))
    assert one.reads + one.queries <= reads
    assert one.publishes == publishes
    # The one that decides, and the one that marks its journal entry as published.
    assert one.commits == 1 + publishes + steps


def test_what_reads_more_than_once_still_does(spent: dict[str, Spent]) -> None:
    assert {name: spent[name].reads + spent[name].queries for name in MORE_READS} == {
        name: reads for name, (reads, _) in MORE_READS.items()
    }


def test_a_guests_tap_writes_the_row_the_tablet_the_journal_and_what_they_used_of_their_quota(
    spent: dict[str, Spent],
) -> None:
    tap = spent["set_guest_flag"]
    assert (tap.round_trips, tap.documents_read, tap.documents_written) == (4, 4, 5)
