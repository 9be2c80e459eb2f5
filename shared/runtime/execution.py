"""The path of every command and every handled event: read, decide, commit once, publish (docs/architecture.md).

    Contended    others were faster too many times; nothing was written; the caller may try again
    KeyReused    the idempotency key came before with another request

One key, one answer: a refusal may come of what the same request did a moment ago, sent twice at once. So before it is
believed the journal is asked once more, and an entry that is there by now is the answer.

A crash between any two lines is mended by who comes next: before the commit nothing happened; after it the journal
entry answers a repeated request, and the relay publishes what is still pending.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from shared.domain.people import Actor
from shared.domain.refusals import Refusal
from shared.domain.rooms import Room
from shared.runtime import telemetry
from shared.runtime.bus.port import PublishFailed
from shared.runtime.cloud import VERSION, Cloud, cloud
from shared.runtime.documents import to_data
from shared.runtime.envelope import Envelope, EnvelopeActor
from shared.runtime.journal import COMMITTED_AT, JOURNAL, Entry, Reply
from shared.runtime.parking import subjects_of
from shared.runtime.place import Place
from shared.runtime.problems import Problem
from shared.runtime.store.port import GuardFailed, Key, OutcomeUnknown, Patch, Put, Snapshot, StoreError
from shared.runtime.tenancy import memory, settings_of
from shared.runtime.work import Told, View, Work

ATTEMPTS = 16
GUEST = "gst_"
_NAMING = ("guestId", "reservationId", "stayId")
FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.4  # seconds; jittered between half and the whole


class Contended(Exception):
    pass


class KeyReused(Exception):
    pass


@dataclass(frozen=True)
class Call:
    """One command or event on its way in: who asks, where, under which key, and what caused it.

    `offline_since`: when a command was tapped that waited on a device since; None for what comes at once. `heard` is the
    envelope of an event.
    """

    kind: Literal["command", "event", "job"]
    name: str
    context: str
    entry_id: str
    actor: Actor
    place: Place
    request_id: str
    correlation_id: str
    causation_id: str
    fingerprint: str = ""
    offline_since: datetime | None = None
    heard: Envelope | None = None

    @property
    def entry_key(self) -> Key:
        return self.place.key(JOURNAL, self.entry_id)


def execute(call: Call, decide: Callable[[Work], Reply], reads: Sequence[Key] = ()) -> Entry:
    """Run a decision to its committed and published end, and return its journal entry; the same one if it ran before.

    `decide` may run several times and must have no effect but through its Work. `reads` are the documents it will want,
    read together with the journal entry. Raises what `decide` raises (then nothing was written), Contended, KeyReused.
    What its reply shows once is there only if it was this call that committed it.
    """
    ground = cloud()
    for attempt in range(ATTEMPTS):
        snapshots = ground.store.read([call.entry_key, *reads])
        known = _committed(call, snapshots[0])
        if known is not None:
            return _promised(known, call.place)
        work = _work(ground, call, snapshots[1:])
        try:
            reply = decide(work)
        except (Refusal, Problem):
            known = _committed(call, ground.store.read([call.entry_key])[0])
            if known is None:
                raise
            return _promised(known, call.place)
        entry = _entry(call, work, reply)
        try:
            with telemetry.span("commit", writes=len(work.kept)):
                ground.store.commit(
                    [*work.writes(), Put(call.entry_key, to_data(entry), snapshots[0], stamp=COMMITTED_AT)]
                )
        except (GuardFailed, OutcomeUnknown) as reason:
            telemetry.count("commit_retries", command=call.name, reason=type(reason).__name__)
            _pause(ground, attempt)
            continue
        finally:
            memory.written((*work.kept, *work.removed))
        return _promised(entry, call.place)
    raise Contended(f"{call.name} met others {ATTEMPTS} times")


def _committed(call: Call, found: Snapshot) -> Entry | None:
    """Return the entry under this call's key, if one was committed. Raises KeyReused."""
    if found.data is None:
        return None
    entry = Entry.model_validate(dict(found.data))
    if call.fingerprint and entry.fingerprint != call.fingerprint:
        raise KeyReused(call.entry_id)
    return entry


def publish(entry: Entry, place: Place) -> Entry:
    """Put the entry's events on the bus and mark it so. Raises PublishFailed; may run twice."""
    ground = cloud()
    with telemetry.span("publish", events=len(entry.events)):
        ground.bus.publish([Envelope.model_validate(event).message() for event in entry.events])
    ground.store.commit([Patch(place.key(JOURNAL, entry.entry_id), {"pending": False})])
    return entry.model_copy(update={"pending": False})


def _promised(entry: Entry, place: Place) -> Entry:
    """Publish what the entry promised, if it is still to do. On failure the relay will; the commit stands."""
    if not entry.pending:
        return entry
    try:
        return publish(entry, place)
    except (PublishFailed, StoreError) as reason:
        telemetry.warning("left for the relay", entry=entry.entry_id, command=entry.name, reason=str(reason))
        telemetry.count("publish_left_to_relay", command=entry.name)
        return entry


def view_of(place: Place, actor: Actor) -> View:
    """Return fresh eyes on a property, for who only reads; nothing read through them is guarded."""
    ground = cloud()
    return View(ground.store, place, actor, ground.clock(), settings_of)


def _work(ground: Cloud, call: Call, snapshots: Sequence[Snapshot]) -> Work:
    return Work(
        ground.store,
        call.place,
        call.actor,
        ground.clock(),
        settings_of,
        {snapshot.key: snapshot for snapshot in snapshots},
        new_ulid=ground.new_ulid,
        caused_by=call.causation_id,
        offline_since=call.offline_since,
        heard=call.heard,
    )


def _entry(call: Call, work: Work, reply: Reply) -> Entry:
    trace = telemetry.traceparent()
    new = [_envelope(call, work.now, told, trace) for told in (*work.told, *work.announcements())]
    events = tuple(envelope.wire() for envelope in (*new, *work.repeated))
    rows = {room.room_id: to_data(room) for room in work.changed() if isinstance(room, Room)}
    heard_of = set(subjects_of(call.heard.payload).values()) if call.heard else set()
    named = heard_of | _named(work, events)
    return Entry(
        entry_id=call.entry_id,
        kind=call.kind,
        name=call.name,
        actor={"type": call.actor.type, "id": call.actor.id},
        at=work.now,
        request_id=call.request_id,
        correlation_id=call.correlation_id,
        causation_id=call.causation_id,
        traceparent=trace,
        fingerprint=call.fingerprint,
        cause=work.cause,
        offline_since=call.offline_since,
        refusal=reply.problem["code"] if reply.problem else None,
        reply=reply,
        room_ids=tuple(sorted(rows)),
        guest_ids=tuple(sorted(one for one in named if one.startswith(GUEST))),
        about=tuple(sorted({*_no_guests(named), *work.touched()})),
        heard_of=tuple(sorted(_no_guests(heard_of))),
        rooms=rows,
        events=events,
        pending=bool(events),
        expires_at=work.now + timedelta(days=work.settings.journal_days),
    )


def _named(work: Work, events: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return whom and what an entry may name: of whom it tells, and whose documents it saw, and so may reply with."""
    told = {str(event["payload"][name]) for event in events for name in _NAMING if event["payload"].get(name)}
    return told.union(*(document.guests_and_stays() for document in work.seen()))


def _no_guests(ids: Iterable[str]) -> list[str]:
    return [one for one in ids if not one.startswith(GUEST)]


def _envelope(call: Call, at: datetime, told: Told, trace: str) -> Envelope:
    return Envelope(
        id=told.event_id,
        subject=told.event.subject,
        tenant_id=call.place.tenant_id,
        property_id=call.place.property_id,
        occurred_at=at,
        producer=f"{call.context}@{VERSION}",
        traceparent=trace,
        actor=EnvelopeActor(type=call.actor.type, id=call.actor.id),
        correlation_id=call.correlation_id,
        causation_id=call.causation_id,
        aggregate_id=told.event.aggregate_id,
        revision=told.revision,
        payload=told.event.model_dump(mode="json", by_alias=True),
        metadata={"fromOfflineReplay": True} if call.offline_since else {},
    )


def _pause(ground: Cloud, attempt: int) -> None:
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
    ground.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
