"""The unit of work: what a function may read, and what it wants kept. Nothing is written before the commit.

`View` reads; `Work` also keeps. Everything `get` and `find` gave is guarded at the commit, kept or not, so a decision
holds only while what it looked at still is so. `peek` and `list` are for what may be a moment old.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, overload

from shared.domain.documents import Change, Document, Excerpt
from shared.domain.events import Event
from shared.domain.people import Actor, Role, system
from shared.domain.refusals import INVALID_FIELDS, NOT_FOUND
from shared.domain.settings import Settings
from shared.runtime.documents import to_data
from shared.runtime.envelope import Envelope
from shared.runtime.models import model_of
from shared.runtime.place import Place
from shared.runtime.store.port import Delete, Key, Put, Query, Snapshot, Store, Unchanged, Where, Write

KEPT_ON_A_DEVICE = timedelta(days=30)
"""How long a screen keeps what it could not send (docs/offline.md)."""

D = TypeVar("D", bound=Document)
D2 = TypeVar("D2", bound=Document)
D3 = TypeVar("D3", bound=Document)


@dataclass(frozen=True)
class Page(Generic[D]):
    """Part of a list. `after` is where the next part begins, or None where this is the last."""

    items: list[D]
    after: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class Told:
    """An event on its way into the journal, with its id, and the revision of the aggregate that it tells of."""

    event: Event
    revision: int
    event_id: str


@dataclass
class View:
    """What a function may read: the property it was called for, as the actor that called it may see it."""

    store: Store
    place: Place
    actor: Actor
    now: datetime
    settings_of: Callable[[Place], Settings]
    snapshots: dict[Key, Snapshot] = field(default_factory=dict)
    _validated: dict[Key, tuple[Snapshot, Document]] = field(default_factory=dict, repr=False)

    @property
    def settings(self) -> Settings:
        """The property's settings, at most some seconds old; never guarded."""
        return self.settings_of(self.place)

    @property
    def roles(self) -> frozenset[Role]:
        """What the actor is here."""
        return self.actor.roles_in(self.place.property_id)

    def get(self, kind: type[D], document_id: str) -> D:
        """Return the document; raises Refusal NOT_FOUND where there is none, or none that this actor may see."""
        found = self.find(kind, document_id)
        if found is None:
            raise NOT_FOUND.refuse(f"There is no {kind.key.removesuffix('_id')} {document_id}.", id=document_id)
        return found

    def find(self, kind: type[D], document_id: str) -> D | None:
        return self.gather((kind, document_id))[0]

    @overload
    def gather(self, a: tuple[type[D], str], /) -> tuple[D | None]: ...
    @overload
    def gather(self, a: tuple[type[D], str], b: tuple[type[D2], str], /) -> tuple[D | None, D2 | None]: ...
    @overload
    def gather(
        self, a: tuple[type[D], str], b: tuple[type[D2], str], c: tuple[type[D3], str], /
    ) -> tuple[D | None, D2 | None, D3 | None]: ...
    def gather(self, *wanted: tuple[type[Any], str]) -> tuple[Any, ...]:
        """Return several documents by id, read in one round trip; None where there is none."""
        keys = [self.place.key(kind.collection, document_id) for kind, document_id in wanted]
        self.read([key for key in keys if key not in self.snapshots])
        return tuple(self._at(kind, key) for (kind, _), key in zip(wanted, keys, strict=True))

    def gather_all(self, kind: type[D], document_ids: Sequence[str]) -> list[D | None]:
        """Return many documents of one kind by id, in the order asked for, read in one round trip."""
        keys = [self.place.key(kind.collection, document_id) for document_id in document_ids]
        self.read([key for key in dict.fromkeys(keys) if key not in self.snapshots])
        return [self._at(kind, key) for key in keys]

    @overload
    def peek(self, a: tuple[type[D], str], /) -> tuple[D | None]: ...
    @overload
    def peek(self, a: tuple[type[D], str], b: tuple[type[D2], str], /) -> tuple[D | None, D2 | None]: ...
    @overload
    def peek(
        self, a: tuple[type[D], str], b: tuple[type[D2], str], c: tuple[type[D3], str], /
    ) -> tuple[D | None, D2 | None, D3 | None]: ...
    def peek(self, *wanted: tuple[type[Any], str]) -> tuple[Any, ...]:
        """Return documents on which the decision does not depend: read in one round trip, but not guarded."""
        found = self.store.read([self.place.key(kind.collection, document_id) for kind, document_id in wanted])
        return tuple(self._model(kind, snapshot) for (kind, _), snapshot in zip(wanted, found, strict=True))

    def list(
        self,
        kind: type[D],
        *where: Where,
        order_by: tuple[str, ...] = (),
        limit: int = 500,
        after: tuple[Any, ...] | None = None,
        without: tuple[str, ...] = (),
    ) -> Page[D]:
        """Return a page of documents; never something to decide on, for a list cannot be guarded.

        `without`: fields that are large and of no use to who asks; they come as they are where nothing was ever set.
        Raises Refusal INVALID_FIELDS where `after` is of a list in another order: a cursor comes from outside.
        """
        if after is not None and len(after) != len(order_by) + 1:
            raise INVALID_FIELDS.refuse(
                fields={"cursor": "is of another list; leave it out to begin at the first page"}
            )
        fields = [name.removeprefix("-") for name in order_by]
        asked = Query(kind.collection, self.place.path, where, order_by, limit, after, database=self.place.database)
        found = self.store.query(replace(asked, only=_excerpt(kind, fields, without)))
        items = [model for model in (self._model(kind, snapshot, without) for snapshot in found) if model is not None]
        more = len(found) == limit and limit > 0
        last = found[-1] if found else None
        return Page(items, (*(_dig(last.data or {}, name) for name in fields), last.key.id) if more and last else None)

    def count(self, kind: type[Document], *where: Where) -> int:
        return self.store.count(Query(kind.collection, self.place.path, where, database=self.place.database))

    def read(self, keys: Sequence[Key]) -> None:
        """Read these now, in one round trip, so that `get` finds them."""
        if keys:
            self.snapshots.update({snapshot.key: snapshot for snapshot in self.store.read(keys)})

    def _at(self, kind: type[D], key: Key) -> D | None:
        return self._shown(self._stored(kind, key))

    def _model(self, kind: type[D], snapshot: Snapshot, without: tuple[str, ...] = ()) -> D | None:
        return None if snapshot.data is None else self._shown(model_of(kind, snapshot, without))

    def _stored(self, kind: type[D], key: Key) -> D | None:
        """Return the document as it was read, validated once however often it is asked for: models are frozen."""
        snapshot = self.snapshots.get(key)
        if snapshot is None or snapshot.data is None:
            return None
        known = self._validated.get(key)
        if known is not None and known[0] is snapshot and type(known[1]) is kind:
            return known[1]
        model = model_of(kind, snapshot)
        self._validated[key] = snapshot, model
        return model

    def _shown(self, model: D | None) -> D | None:
        return model if model is not None and self._may_see(model) else None

    def _may_see(self, model: Document) -> bool:
        actor = self.actor
        return not actor.is_guest or (bool(actor.stay_id) and model.belongs_to(actor.room_id, actor.stay_id))


@dataclass
class Work(View):
    """What one command or event reads and wants kept. Made anew for each attempt; hold on to nothing of it.

    It reads its own wishes: what was kept is given back as it will be, what is to go is not there any more.
    `caused_by` is the event that is being handled, or whatever else set this in motion; `heard` is that event's envelope.
    `offline_since` is when it was tapped, where it waited on a device: nobody can be asked any more, so what was done by
    then is kept (docs/offline.md).
    """

    new_ulid: Callable[[], str] = field(kw_only=True)
    caused_by: str = field(default="", kw_only=True)
    kept: dict[Key, Document] = field(default_factory=dict, kw_only=True)
    removed: set[Key] = field(default_factory=set, kw_only=True)
    told: list[Told] = field(default_factory=list, kw_only=True)
    repeated: list[Envelope] = field(default_factory=list, kw_only=True)
    cause: str | None = field(default=None, kw_only=True)
    offline_since: datetime | None = field(default=None, kw_only=True)
    heard: Envelope | None = field(default=None, kw_only=True)

    @property
    def is_late(self) -> bool:
        return self.offline_since is not None

    @property
    def tapped_at(self) -> datetime:
        """When a person did what this says: now, or when they tapped it on a device that kept it until now.

        No device's clock puts it into the future, nor further back than a device keeps what waits. What follows one upon
        another has its own order beside this: a document never takes a tap for earlier than what it has heard of before.
        """
        if self.offline_since is None:
            return self.now
        return max(min(self.offline_since, self.now), self.now - KEPT_ON_A_DEVICE)

    @property
    def is_without_effect(self) -> bool:
        """Whether nothing would be written or told: what was asked for is so already."""
        return not (self.told or self.repeated or self.removed or self.changed())

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{self.new_ulid()}"

    def as_house(self) -> Work:
        """Return this same work with the eyes of the house: for what a guest's wish sets in motion and they may not see."""
        return replace(self, actor=system(self.place.tenant_id, self.place.property_id, "house"))

    def as_read(self, kind: type[D], document_id: str) -> D | None:
        """Return a document as this work found it, whatever is kept of it since; None where it was not there."""
        return self._stored(kind, self.place.key(kind.collection, document_id))

    def keep(self, change: Change[D] | D) -> D:
        """Have a document written and its events published with this commit; return it as it will be.

        A document that did not change keeps its revision and is not written. One that nobody read must be new, and the
        commit fails if it is not. May be called again for the same document; the last one counts, all events do.
        """
        state, events = (change.state, change.events) if isinstance(change, Change) else (change, ())
        key = self.place.key(state.collection, state.id)
        if key not in self.snapshots:
            if state.revision:
                raise RuntimeError(f"{key.path} was not read by this work: what it was made from is not guarded")
            self.snapshots[key] = Snapshot(key, None, None)
        before = self._stored(type(state), key)
        state = self._revised(before, state)
        self.kept[key] = state
        self.removed.discard(key)
        self.told += [self._told(event, state.revision) for event in events]
        return state

    def forget(self, document: Document) -> None:
        """Have a document deleted with this commit."""
        key = self.place.key(document.collection, document.id)
        self.kept.pop(key, None)
        self.removed.add(key)

    def tell(self, *events: Event, revision: int = 0) -> None:
        """Have events published that no kept document brought."""
        self.told += [self._told(event, revision) for event in events]

    def repeat(self, envelope: Envelope) -> None:
        """Have an event published once more just as it was, id included: who handled it already will not again."""
        self.repeated.append(envelope)

    def give_up(self) -> None:
        """Want nothing kept or told any more; what was read is still guarded."""
        for wishes in (self.kept, self.removed, self.told, self.repeated):
            wishes.clear()

    def seen(self) -> list[Document]:
        """Return the documents that this work looked at, as they were, and those that it keeps, as they will be."""
        return [*(document for _, document in self._validated.values()), *self.kept.values()]

    def touched(self) -> list[str]:
        """Return the ids of the documents that this work keeps or lets go."""
        return [key.id for key in (*self.kept, *self.removed)]

    def changed(self) -> list[Document]:
        """Return the documents that this work changes."""
        return [model for key, model in self.kept.items() if self._stored(type(model), key) != model]

    def announcements(self) -> list[Told]:
        """Return what the changed documents say of themselves, whatever the command was."""
        return [
            self._told(event, model.revision)
            for model in self.changed()
            for event in model.announcements(self._stored(type(model), self.place.key(model.collection, model.id)))
        ]

    def writes(self) -> list[Write]:
        """Return the guarded writes: what changed, what goes, and proof that the rest of what was read still is so."""
        changed = {self.place.key(model.collection, model.id): model for model in self.changed()}
        writes: list[Write] = [Put(key, to_data(model), self.snapshots[key]) for key, model in changed.items()]
        writes += [Delete(key, self.snapshots.get(key)) for key in self.removed]
        untouched = self.snapshots.keys() - changed.keys() - self.removed
        return writes + [Unchanged(self.snapshots[key]) for key in sorted(untouched)]

    def _at(self, kind: type[D], key: Key) -> D | None:
        kept = self.kept.get(key)
        if isinstance(kept, kind):
            return self._shown(kept)
        return None if key in self.removed else super()._at(kind, key)

    def _told(self, event: Event, revision: int) -> Told:
        return Told(event, revision, self.new_id("evt"))

    def _revised(self, before: D | None, state: D) -> D:
        if before is not None and state.but(revision=before.revision, updated_at=before.updated_at) == before:
            return before
        return state.but(revision=(before.revision if before else 0) + 1, updated_at=self.now)


def _excerpt(kind: type[Document], ordered: Sequence[str], without: Sequence[str]) -> tuple[str, ...]:
    """Return the fields to ask for, and those that a cursor is made of; none where all of them are."""
    if not without and not issubclass(kind, Excerpt):
        return ()
    return tuple(sorted({*kind.model_fields, *(name.split(".")[0] for name in ordered)} - {*without}))


def _dig(data: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data
