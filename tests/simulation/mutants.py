"""The product, broken on purpose: the mistakes that a system like this makes, each of which the simulation must notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from shared.domain import pms, rooms, tablets
from shared.runtime import events_in, execution, work
from shared.runtime.bus.port import PublishFailed
from shared.runtime.cloud import cloud
from shared.runtime.envelope import Envelope
from shared.runtime.execution import Call
from shared.runtime.journal import JOURNAL, Entry
from shared.runtime.place import Place
from shared.runtime.store.port import Delete, Key, Patch, Put, Unchanged, Write

Break = Callable[[pytest.MonkeyPatch], None]


def remember_nothing_done(patch: pytest.MonkeyPatch) -> None:
    """No inbox and no idempotency: whatever comes again is done again."""

    def new_key(call: Call) -> Key:
        chosen: Key = call.__dict__.setdefault(
            "chosen", call.place.key(JOURNAL, f"{call.entry_id}.{cloud().new_ulid()}")
        )
        return chosen

    patch.setattr(Call, "entry_key", property(new_key))


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


def push_whatever_the_pms_shows(patch: pytest.MonkeyPatch) -> None:
    """Know no echo: tell the PMS again and again."""
    patch.setattr(pms.PmsRoom, "believed", property(lambda _: None))


MUTANTS: Mapping[str, Break] = {
    broken.__name__: broken
    for broken in (
        remember_nothing_done,
        guard_nothing,
        publish_before_the_commit,
        call_it_published_before_it_is,
        swallow_death,
        leave_the_guests_name_on_the_tablet,
        leave_closed_tickets_on_the_row,
        push_whatever_the_pms_shows,
    )
}
