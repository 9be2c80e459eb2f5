"""The product, broken on purpose: the mistakes that a system like this makes, each of which the simulation must notice.

Each is met in the seeds that noticed it last, kept in noticed.json. Where a change of the product leads those elsewhere,

    python -m tests.simulation.mutants --find

tries others, and writes down which notice it now. A fault that none notices is not met any more, or does no harm any more.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from functions.housekeeping import maintenance, shifts, status
from functions.housekeeping import tasks as taps
from functions.pms import sync
from functions.stays import reservations
from shared.domain import cleaning, inspections, linen, occupancy, pms, rooms, tablets, tasks, turnovers, worklists
from shared.domain.documents import Change
from shared.domain.ids import derived_id
from shared.domain.reasons import NotNeeded
from shared.domain.stays import Booking, Stay, is_news
from shared.flows import upkeep
from shared.runtime import events_in, execution, units, work
from shared.runtime.bus.port import PublishFailed
from shared.runtime.cloud import cloud
from shared.runtime.envelope import Envelope
from shared.runtime.execution import Call
from shared.runtime.journal import JOURNAL, Entry
from shared.runtime.place import Place
from shared.runtime.store.port import Delete, Key, Patch, Put, Snapshot, Unchanged, Write
from tests.simulation import laws
from tests.simulation.biases import Crowded, Deserted, Shared
from tests.simulation.machine import Housekeeping
from tests.simulation.noticing import Mutant, write_down_what_notices
from tests.simulation.troubles import (
    what_was_mended_is_gone_and_the_rest_is_parked_again,
    what_was_planted_is_parked,
)
from tests.simulation.truths import nothing_has_its_effect_twice, rows_show_who_stays_in_them
from tests.simulation.work import (
    dirty_rooms_are_to_be_cleaned,
    inspections_answer_every_line,
    mended_rooms_come_back,
    nobody_left_work_behind,
    nobody_turns_over_a_room_whose_guest_is_back,
    ready_rooms_can_be_given_to_a_guest,
)


def handle_events_under_a_new_name(patch: pytest.MonkeyPatch) -> None:
    """No inbox: an event that comes again is handled again."""
    _name_anew(patch, "event")


def take_every_command_as_new(patch: pytest.MonkeyPatch) -> None:
    """No idempotency keys: a request that is repeated is done again."""
    _name_anew(patch, "command")


def _name_anew(patch: pytest.MonkeyPatch, kind: str) -> None:
    def key(call: Call) -> Key:
        name = f"{call.entry_id}.{cloud().new_ulid()}" if call.kind == kind else call.entry_id
        chosen: Key = call.__dict__.setdefault("chosen", call.place.key(JOURNAL, name))
        return chosen

    patch.setattr(Call, "entry_key", property(key))


def look_into_no_inbox(patch: pytest.MonkeyPatch) -> None:
    """A handler's entry is written, and never looked up."""
    execute = execution.execute

    def blind(call: Call, *arguments: Any) -> Entry:
        store = cloud().store
        if call.kind == "event":
            with pytest.MonkeyPatch.context() as here:
                found, keep = store.read, store.commit
                here.setattr(store, "read", lambda keys: [_unseen(one, call) for one in found(keys)])
                here.setattr(store, "commit", lambda writes: keep([_unguarded(one, call) for one in writes]))
                return execute(call, *arguments)
        return execute(call, *arguments)

    patch.setattr(events_in, "execute", blind)
    patch.setattr(units, "execute", blind)


def _unseen(found: Snapshot, call: Call) -> Snapshot:
    return replace(found, data=None) if found.key == call.entry_key else found


def _unguarded(write: Write, call: Call) -> Write:
    return replace(write, guard=None) if isinstance(write, Put) and write.key == call.entry_key else write


def guard_nothing(patch: pytest.MonkeyPatch) -> None:
    """The last writer wins."""
    guarded = work.Work.writes

    def unguarded(one: work.Work) -> list[Write]:
        kept = [write for write in guarded(one) if not isinstance(write, Unchanged)]
        return [replace(write, guard=None) if isinstance(write, Put | Delete) else write for write in kept]

    patch.setattr(work.Work, "writes", unguarded)


def publish_before_the_commit(patch: pytest.MonkeyPatch) -> None:
    made = execution._entry

    def early(*arguments: Any) -> Entry:
        entry = made(*arguments)
        try:
            cloud().bus.publish([Envelope.model_validate(event).message() for event in entry.events])
        except PublishFailed:
            return entry
        return entry.model_copy(update={"pending": False})

    patch.setattr(execution, "_entry", early)


def call_it_published_before_it_is(patch: pytest.MonkeyPatch) -> None:
    def late(entry: Entry, place: Place) -> Entry:
        cloud().store.commit([Patch(place.key(JOURNAL, entry.entry_id), {"pending": False})])
        cloud().bus.publish([Envelope.model_validate(event).message() for event in entry.events])
        return entry.model_copy(update={"pending": False})

    patch.setattr(execution, "publish", late)


def swallow_death(patch: pytest.MonkeyPatch) -> None:
    handle = events_in._handle

    def catch_all(*arguments: Any) -> float | None:
        try:
            return handle(*arguments)
        except BaseException:  # noqa: BLE001 - the mistake
            return None

    patch.setattr(events_in, "_handle", catch_all)


def leave_the_guests_name_on_the_tablet(patch: pytest.MonkeyPatch) -> None:
    mirrored = tablets.Tablet.mirroring

    def forgetful(tablet: tablets.Tablet, *facts: Any) -> tablets.Tablet:
        return mirrored(tablet, *facts).but(guest_name=tablet.guest_name)

    patch.setattr(tablets.Tablet, "mirroring", forgetful)


def leave_closed_tickets_on_the_row(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rooms.Room, "without_ticket", lambda room, _: room)


def forget_who_else_is_here(patch: pytest.MonkeyPatch) -> None:
    told_of = occupancy._told_of

    def alone(*arguments: Any) -> Any:
        change = told_of(*arguments)
        return type(change)(change.state.but(also_here=()), change.events)

    patch.setattr(occupancy, "_told_of", alone)


def believe_older_news(patch: pytest.MonkeyPatch) -> None:
    """Whatever another version says is news, also an older one."""

    def other(booking: Booking, stay: Stay | None) -> bool:
        told, known = booking.source, stay.source if stay else None
        return told is None or known is None or told.version != known.version or is_news(booking, stay)

    patch.setattr(occupancy, "is_news", other)
    patch.setattr(sync, "is_news", other)


def drop_what_is_refused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(events_in, "park", lambda letter, _: letter)


def call_it_replayed_and_send_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(work.Work, "repeat", lambda *_: None)


def push_whatever_the_pms_shows(patch: pytest.MonkeyPatch) -> None:
    """Know no echo: tell the PMS again and again."""
    patch.setattr(pms.PmsRoom, "believed", property(lambda _: None))


def open_a_turnover_whenever_told(patch: pytest.MonkeyPatch) -> None:
    """Every event of a departure opens one, whatever is open already."""
    patch.setattr(turnovers.Wish, "is_met_by", lambda *_: False)
    patch.setattr(upkeep, "_open_id", lambda *_: derived_id("hkt", cloud().new_ulid()))


def keep_waiting_for_who_has_left(patch: pytest.MonkeyPatch) -> None:
    """The turnover that was planned is not told that it may begin."""
    patch.setattr(turnovers, "_freed", lambda task, *_: task)


def turn_over_the_room_of_a_guest_who_is_back(patch: pytest.MonkeyPatch) -> None:
    not_needed = turnovers._not_needed

    def stubborn(*arguments: Any) -> NotNeeded | None:
        reason = not_needed(*arguments)
        return None if reason is NotNeeded.GUEST_IS_BACK else reason

    patch.setattr(turnovers, "_not_needed", stubborn)


def leave_ended_tasks_on_the_row(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rooms.Room, "without_task", lambda room, _: room)


def forget_the_worklist(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(worklists.Worklist, "following", lambda worklist, *_: worklist)


def let_people_be_at_two_tasks(patch: pytest.MonkeyPatch) -> None:
    following = worklists.Worklist.following

    def careless(worklist: worklists.Worklist, *arguments: Any) -> worklists.Worklist:
        return following(worklist.but(running=None), *arguments)

    patch.setattr(worklists.Worklist, "following", careless)


def leave_who_is_at_work_their_task_when_they_go(patch: pytest.MonkeyPatch) -> None:
    put_back = shifts._put_back

    def only_what_is_not_begun(one: work.Work, task_id: str, staff_id: str) -> None:
        if one.get(tasks.Task, task_id).status is tasks.TaskStatus.ASSIGNED:
            put_back(one, task_id, staff_id)

    patch.setattr(shifts, "_put_back", only_what_is_not_begun)


def call_a_room_ready_with_its_guest_in_it(patch: pytest.MonkeyPatch) -> None:
    finish = taps.finish_cleaning

    def whoever_is_there(room: rooms.Room, by: str, at: datetime, **how: Any) -> Change[rooms.Room]:
        empty = room.but(occupancy=rooms.Occupancy.VACANT)
        ready = finish(empty, by, at, **{**how, "inspects": False, "whole": True})
        return Change(ready.state.but(occupancy=room.occupancy), ready.events)

    patch.setattr(taps, "finish_cleaning", whoever_is_there)


def judge_by_the_lines_that_were_answered(patch: pytest.MonkeyPatch) -> None:
    lines = inspections._lines

    def lenient(checklist: tasks.BoundChecklist, answers: Sequence[inspections.Answered]) -> Any:
        answered = {one.item_id for one in answers}
        return lines(checklist.but(items=tuple(one for one in checklist.items if one.item_id in answered)), answers)

    patch.setattr(inspections, "_lines", lenient)


def ask_nobody_who_has_the_room(patch: pytest.MonkeyPatch) -> None:
    """The desk gives rooms without a look at anybody else's dates."""
    patch.setattr(reservations, "may_have", lambda *_: None)


def keep_a_mended_room_blocked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(maintenance, "mended", lambda room, *_: Change(room))


def bind_the_checklist_anew_in_other_hands(patch: pytest.MonkeyPatch) -> None:
    given = taps._given
    patch.setattr(taps, "_given", lambda work, task, *how: given(work, task.but(checklist=None), *how))


def finish_without_a_look_at_the_guest(patch: pytest.MonkeyPatch) -> None:
    def blind(room: rooms.Room, *how: Any, **rest: Any) -> Change[rooms.Room]:
        change = cleaning.finish_cleaning(room.but(occupancy=rooms.Occupancy.VACANT), *how, **rest)
        return Change(change.state.but(occupancy=room.occupancy), change.events)

    patch.setattr(taps, "finish_cleaning", blind)


def cancel_what_is_over(patch: pytest.MonkeyPatch) -> None:
    cancelled = tasks.Task.cancelled
    patch.setattr(
        tasks.Task, "cancelled", lambda task, *how: cancelled(task.but(status=tasks.TaskStatus.PENDING), *how)
    )


def forget_what_is_open(patch: pytest.MonkeyPatch) -> None:
    """Who asks what a room needs sees none of the work that it has, and names what they want anew."""
    patch.setattr(turnovers.Wish, "is_met_by", lambda *_: False)
    patch.setattr(turnovers.Wish, "task_id", lambda *_: f"hkt_{cloud().new_ulid()}")


def lose_linen_on_its_way_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        linen.LinenLine, "returned", lambda line, count, at: line._becoming(at, in_use=max(0, line.in_use - count))
    )


def flip_without_a_word(patch: pytest.MonkeyPatch) -> None:
    become = cleaning._become
    patch.setattr(cleaning, "_become", lambda *how: Change(become(*how).state))


def take_whoever_comes_for_the_next_guest(patch: pytest.MonkeyPatch) -> None:
    """A room is one stay: whoever else is in it comes and goes as if they had it alone."""
    patch.setattr(occupancy, "goes_on", lambda before, after, _: before[:1] == after[:1] != ())


def leave_a_room_as_it_is_when_its_guests_leave(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(occupancy, "_after_leaving", lambda row, *_: Change(row))


def decide_by_who_is_done_alone(patch: pytest.MonkeyPatch) -> None:
    """Who completes does not see who else is at work in the room."""
    patch.setattr(rooms.Room, "at_work", lambda *_, **__: ())


def flip_over_the_head_of_who_is_inside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cleaning, "ended_by", lambda *_: ())
    patch.setattr(status, "ended_by", lambda *_: ())


def leave_a_room_to_whoever_made_it_clean(patch: pytest.MonkeyPatch) -> None:
    """Only the end of a task asks for an inspection."""
    patch.setattr(turnovers, "LOOKED_AT", frozenset())


def leave_to_itself_what_passed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(turnovers, "in_step", lambda room, *_, **__: Change(room))


def close_the_only_way_to_ready(patch: pytest.MonkeyPatch) -> None:
    """What was ended by hand stays ended."""
    patch.setattr(turnovers.Wish, "comes_after", lambda *_: False)


MUTANTS: tuple[Mutant, ...] = (
    Mutant(handle_events_under_a_new_name, nothing_has_its_effect_twice),
    Mutant(look_into_no_inbox, nothing_has_its_effect_twice),
    Mutant(take_every_command_as_new, nothing_has_its_effect_twice),
    Mutant(guard_nothing),
    Mutant(guard_nothing, through=Crowded),
    Mutant(publish_before_the_commit),
    Mutant(call_it_published_before_it_is),
    Mutant(swallow_death),
    Mutant(leave_the_guests_name_on_the_tablet),
    Mutant(leave_closed_tickets_on_the_row),
    Mutant(forget_who_else_is_here, rows_show_who_stays_in_them),
    Mutant(believe_older_news),
    Mutant(drop_what_is_refused, what_was_planted_is_parked),
    Mutant(call_it_replayed_and_send_nothing, what_was_mended_is_gone_and_the_rest_is_parked_again),
    Mutant(push_whatever_the_pms_shows),
    Mutant(open_a_turnover_whenever_told),
    Mutant(keep_waiting_for_who_has_left, dirty_rooms_are_to_be_cleaned),
    Mutant(turn_over_the_room_of_a_guest_who_is_back, nobody_turns_over_a_room_whose_guest_is_back),
    Mutant(leave_ended_tasks_on_the_row),
    Mutant(leave_ended_tasks_on_the_row, laws.rows_list_their_open_tasks, through=Housekeeping),
    Mutant(forget_the_worklist),
    Mutant(let_people_be_at_two_tasks),
    Mutant(let_people_be_at_two_tasks, laws.worklists_hold_the_open_tasks_of_each_person, through=Housekeeping),
    Mutant(leave_who_is_at_work_their_task_when_they_go, nobody_left_work_behind),
    Mutant(call_a_room_ready_with_its_guest_in_it, ready_rooms_can_be_given_to_a_guest),
    Mutant(judge_by_the_lines_that_were_answered, inspections_answer_every_line),
    Mutant(judge_by_the_lines_that_were_answered, laws.a_verdict_answers_every_line, through=Housekeeping),
    Mutant(keep_a_mended_room_blocked, mended_rooms_come_back),
    Mutant(ask_nobody_who_has_the_room, laws.nobody_is_given_a_room_that_another_has, through=Housekeeping),
    Mutant(bind_the_checklist_anew_in_other_hands, laws.a_frozen_checklist_never_changes, through=Housekeeping),
    Mutant(finish_without_a_look_at_the_guest, laws.only_a_vacant_room_is_ready, through=Crowded),
    Mutant(
        finish_without_a_look_at_the_guest,
        laws.whoever_is_the_last_to_finish_leaves_the_room_clean,
        through=Housekeeping,
    ),
    Mutant(cancel_what_is_over, laws.a_task_moves_by_the_moves_it_is_told_by, through=Housekeeping),
    Mutant(lose_linen_on_its_way_back, laws.linen_is_conserved, through=Housekeeping),
    Mutant(flip_without_a_word, laws.a_room_flips_as_the_tables_say, through=Housekeeping),
    Mutant(forget_what_is_open, laws.a_stay_has_one_open_turnover_of_a_room, through=Housekeeping),
    Mutant(
        take_whoever_comes_for_the_next_guest,
        laws.what_sharers_set_stays_until_the_last_of_them_leaves,
        through=Shared,
    ),
    Mutant(
        leave_a_room_as_it_is_when_its_guests_leave, laws.a_room_is_dirty_once_the_last_has_left, through=Housekeeping
    ),
    Mutant(decide_by_who_is_done_alone, laws.a_room_is_done_only_when_nobody_is_at_work_in_it, through=Crowded),
    Mutant(flip_over_the_head_of_who_is_inside, laws.a_room_is_done_only_when_nobody_is_at_work_in_it, through=Crowded),
    Mutant(
        leave_a_room_to_whoever_made_it_clean,
        laws.a_vacant_room_has_exactly_its_next_piece_of_work,
        through=Deserted,
    ),
    Mutant(leave_to_itself_what_passed, laws.a_vacant_room_has_exactly_its_next_piece_of_work, through=Deserted),
    Mutant(close_the_only_way_to_ready, laws.a_vacant_room_has_exactly_its_next_piece_of_work, through=Deserted),
)


if __name__ == "__main__":
    sys.exit(write_down_what_notices(MUTANTS))
