"""The eraser: goes through all that the house keeps, page by page, by what each document declares (shared/domain/privacy.py).

It knows no document by name. Each page is one guarded commit which also says how far it came, so a crash between any two
lines costs at most one page done twice; whoever comes next goes on there. Documents before journal: what is written of
them afterwards is empty already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import shared.domain
from shared.domain.documents import Document, Excerpt
from shared.domain.erasures import Erasure
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.photos import Photo
from shared.domain.privacy import AboutGuest, Fate, emptied, struck, struck_throughout
from shared.domain.stays import ModificationRequested, Stay
from shared.flows.photos import path_of
from shared.runtime import parking
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.journal import JOURNAL, Entry, Reply
from shared.runtime.store.port import Delete, Patch, Query, Snapshot, Where
from shared.runtime.units import TryAgain, Units
from shared.runtime.work import View, Work

PAGE = 100
STAYS = 25
"""Of so many stays the documents are asked for at once; a store takes thirty."""
BUDGET = timedelta(seconds=40)
"""How long one run goes on; the next one does the rest."""
ASKING = "forget_guest"
"""The command that is answered with no more than an id and a count: its reply may stay."""
_IDS = re.compile(r"[A-Za-z0-9_-]{6,64}")

Kind = type[Document]
Moved = Callable[[Erasure], Erasure]


@dataclass(frozen=True)
class Stage:
    """One going-through. `step` does a page and moves the erasure on."""

    name: str
    step: Callable[[Units, Erasure], None]


def erase_all(units: Units, guest_id: str) -> bool:
    """Go on erasing until all is done, or the time is up; return whether all is done."""
    began = units.now
    while True:
        erasure = units.view().find(Erasure, guest_id)
        if erasure is None or erasure.is_done:
            return True
        if units.now - began > BUDGET:
            return False
        before = erasure.revision
        _stage(erasure.stage).step(units, erasure)
        if _revision(units, guest_id) == before:  # something is still at work, and is waited for
            return False


@cache
def stages() -> tuple[Stage, ...]:
    """Return all there is to go through, in order: what is linked to the guest and their stays, the journal, then words."""
    kinds = [
        (kind, kind.about_guest) for kind in kept_kinds() if kind is not Guest
    ]  # the command took the profile itself
    linked = [Stage(f"guest:{kind.collection}", partial(_of_guest, kind)) for kind, about in kinds if about.guest]
    linked += [
        Stage(f"{field}:{kind.collection}", partial(_of_stays, kind, field))
        for kind, about in kinds
        if not about.guest
        for field in about.stays
    ]
    linked += [Stage(f"beside:{kind.collection}", partial(_beside, kind)) for kind, about in kinds if about.beside]
    linked.sort(key=lambda stage: stage.name != f"guest:{Stay.collection}")  # first of all who they were
    said = [Stage(f"named:{kind.collection}", partial(_naming, kind)) for kind, about in kinds if about.named_in]
    said += [Stage(f"texts:{kind.collection}", partial(_saying, kind)) for kind, about in kinds if about.texts]
    journal = [Stage("journal:guest", _journal_of_guest), Stage("journal:stays", _journal_of_stays)]
    return (*linked, *said, *journal, Stage("letters of nobody", _letters_of_nobody))


@cache
def kept_kinds() -> tuple[Kind, ...]:
    """Return every kind of document that a property keeps, by collection."""
    for module in iter_modules(shared.domain.__path__, "shared.domain."):
        import_module(module.name)
    found: set[Kind] = {parking.DeadLetter, *_kinds_below(Document)}
    return tuple(sorted((kind for kind in found if "about_guest" in vars(kind)), key=lambda kind: kind.collection))


def _kinds_below(kind: Kind) -> Iterable[Kind]:
    for below in kind.__subclasses__():
        if not issubclass(below, Excerpt):
            yield below
            yield from _kinds_below(below)


def _stage(name: str) -> Stage:
    """Return the stage; of one that an older release called so, the first: all is gone through once more."""
    return next((stage for stage in stages() if stage.name == name), stages()[0])


def _after(name: str) -> str | None:
    names = [stage.name for stage in stages()]
    place = names.index(name) + 1 if name in names else 0
    return names[place] if place < len(names) else None


def _move(units: Units, erasure: Erasure, moved: Moved, act: Callable[[Work], object] = lambda _: None) -> None:
    """Do something and move the erasure on, in one commit; nothing where somebody else has moved it meanwhile."""

    def step(work: Work) -> None:
        if work.get(Erasure, erasure.guest_id).revision == erasure.revision:
            act(work)
            work.keep(moved(erasure))

    units.run(cloud().new_ulid(), step, [units.place.key(Erasure.collection, erasure.guest_id)])


def _next(erasure: Erasure, found: Sequence[str], at: datetime, size: int = PAGE) -> Erasure:
    """Return the erasure behind this page, or at the next stage where it was the last."""
    if len(found) < size:
        return erasure.at_stage(_after(erasure.stage), at)
    return erasure.but(after=found[-1])


def _revision(units: Units, guest_id: str) -> int:
    erasure = units.view().find(Erasure, guest_id)
    return erasure.revision if erasure else 0


# What is linked


def _of_guest(kind: Kind, units: Units, erasure: Erasure) -> None:
    field = Where(kind.about_guest.guest, "==", erasure.guest_id)
    _let_page_go(kind, (field,), units, erasure, lambda found: _next(erasure, found, units.now))


def _of_stays(kind: Kind, field: str, units: Units, erasure: Erasure) -> None:
    stays, last = _stays(units.view(), erasure)
    if not last:
        _move(units, erasure, lambda one: one.at_stage(_after(one.stage), units.now))
        return
    onwards = erasure.but(stays_after=last, after=None)
    if not stays:
        _move(units, erasure, lambda _: onwards)
        return
    _let_page_go(
        kind,
        (Where(field, "in", stays),),
        units,
        erasure,
        lambda found: erasure.but(after=found[-1]) if len(found) == PAGE else onwards,
    )


def _stays(view: View, erasure: Erasure) -> tuple[list[str], str | None]:
    """Return the next stays of theirs, and which was looked at last; (…, None) where there is none any more."""
    theirs = Where("guest_id", "==", erasure.guest_id)
    found = view.list(Stay, theirs, limit=STAYS, after=_from(erasure.stays_after)).items
    return [stay.stay_id for stay in found if not erasure.spares(stay)], found[-1].stay_id if found else None


def _from(after: str | None) -> tuple[str] | None:
    return (after,) if after else None


def _beside(kind: Kind, units: Units, erasure: Erasure) -> None:
    """Let go what has the same id as what is linked to the guest."""
    linked = next(one for one in kept_kinds() if one.collection == kind.about_guest.beside)
    theirs = Where(linked.about_guest.guest, "==", erasure.guest_id)
    found = [one.id for one in units.view().list(linked, theirs, limit=PAGE, after=_from(erasure.after)).items]
    _move(units, erasure, lambda one: _next(one, found, units.now), partial(_forget_all, kind, found))


def _let_page_go(
    kind: Kind,
    where: tuple[Where, ...],
    units: Units,
    erasure: Erasure,
    onwards: Callable[[list[str]], Erasure],
) -> None:
    """Let a page of linked documents go: first the files, which only the documents name, then these."""
    page = units.view().list(kind, *where, limit=PAGE, after=_from(erasure.after)).items
    gone = {photo_id for document in page for photo_id in _photos(document)}
    for photo_id in gone:
        cloud().files.delete(path_of(units.place, photo_id))
    found = [document.id for document in page]
    after = onwards(found)

    def act(work: Work) -> None:
        documents = [one for one in work.gather_all(kind, found) if one is not None and not _is_spared(erasure, one)]
        if not gone.issuperset(photo_id for one in documents for photo_id in _photos(one)):
            raise TryAgain("a photo was added meanwhile", 1.0)
        for photo in work.gather_all(Photo, sorted(gone)):
            if photo is not None:
                work.forget(photo)
        for document in documents:
            if kind.about_guest.fate is Fate.ERASE:
                work.forget(document)
            else:
                work.keep(document.without_guest())

    def moved(_: Erasure) -> Erasure:
        stays = [one for one in page if isinstance(one, Stay) and not erasure.spares(one)]
        return after.knowing(stays).but(documents=after.documents + len(found))

    _move(units, erasure, moved, act)


def _photos(document: Document) -> Iterable[str]:
    for field in document.about_guest.photos:
        yield from getattr(document, field)


def _is_spared(erasure: Erasure, document: Document) -> bool:
    return isinstance(document, Stay) and erasure.spares(document)


# What names them


def _naming(kind: Kind, units: Units, erasure: Erasure) -> None:
    """Let go what another system wrote, where it names the guest or a stay of theirs."""
    page = _page(kind, units, erasure)
    fields = kind.about_guest.named_in
    said = {snapshot.key.id: _said(snapshot, fields) for snapshot in page}
    theirs = _of_theirs(said, units.view(), erasure)
    waits = [
        one for one in units.view().gather_all(kind, theirs) if one is not None and not one.may_be_erased(units.now)
    ]
    if waits:
        return
    _strike(units, erasure, theirs, list(said), partial(_forget_all, kind, theirs))


def _saying(kind: Kind, units: Units, erasure: Erasure) -> None:
    """Strike through, in what people typed, how the guest may be named there."""
    page = _page(kind, units, erasure)
    hit = [snapshot.key.id for snapshot in page if _struck(snapshot.data, kind.about_guest, erasure) != snapshot.data]

    def act(work: Work) -> None:
        for document in work.gather_all(kind, hit):
            if document is not None:
                work.keep(kind.model_validate(_struck(to_data(document), kind.about_guest, erasure)))

    _strike(units, erasure, hit, [snapshot.key.id for snapshot in page], act)


def _forget_all(kind: Kind, ids: Sequence[str], work: Work) -> None:
    for document in work.gather_all(kind, ids):
        if document is not None:
            work.forget(document)


def _strike(
    units: Units, erasure: Erasure, hit: Sequence[str], page: Sequence[str], act: Callable[[Work], object]
) -> None:
    """Change documents, then the journal's entries about them, then go on: which ones is kept while it is to be done."""
    if hit:
        _move(units, erasure, lambda one: one.but(touched=(*one.touched, *hit)), act)
        return  # the page is gone through once more, and then has none
    for document_id in erasure.touched:
        _clean_entries(units, erasure, Where("about", "array_contains", document_id))
    if erasure.touched or page or erasure.after:
        struck_through = erasure.but(touched=(), documents=erasure.documents + len(erasure.touched))
        _move(units, erasure, lambda _: _next(struck_through, page, units.now))
        return
    _move(units, erasure, lambda one: one.at_stage(_after(one.stage), units.now))


def _page(kind: Kind, units: Units, erasure: Erasure) -> list[Snapshot]:
    place = units.place
    asked = Query(kind.collection, place.path, limit=PAGE, after=_from(erasure.after), database=place.database)
    return [snapshot for snapshot in cloud().store.query(asked) if snapshot.data is not None]


def _struck(data: Any, about: AboutGuest, erasure: Erasure) -> Any:
    """Return the data struck through. In what is theirs or nobody's, a single word of their name is likely to be theirs."""
    theirs = bool(about.guest) and data.get(about.guest) == erasure.guest_id
    of_another = any(data.get(field) for field in about.stays)
    loosely = theirs or (data.get("room_id") in erasure.rooms and not of_another)
    return struck(data, about.texts, partial(erasure.traces.strike, loosely=loosely))


def _said(snapshot: Snapshot, fields: Sequence[str]) -> str:
    data = snapshot.data or {}
    return "\n".join(
        value if isinstance(value := data.get(field), str) else json.dumps(value, ensure_ascii=False, default=str)
        for field in fields
    )


def _of_theirs(said: dict[str, str], view: View, erasure: Erasure) -> list[str]:
    """Return what names them: by name, by their id, or by the id of a stay of theirs, ours or that of who booked it."""
    named: dict[str, set[str]] = {}
    for document_id, text in said.items():
        for token in set(_IDS.findall(text)):
            for stay_id in _stay_ids(token, erasure.vendors):
                named.setdefault(stay_id, set()).add(document_id)
    stays = view.gather_all(Stay, sorted(named))
    linked = {
        document_id
        for stay in stays
        if stay is not None and stay.guest_id == erasure.guest_id and not erasure.spares(stay)
        for document_id in named[stay.stay_id]
    }
    traces = erasure.traces
    return [
        document_id
        for document_id, text in said.items()
        if document_id in linked or erasure.guest_id in text or _names(text, erasure) or traces.strike(text) != text
    ]


def _names(text: str, erasure: Erasure) -> bool:
    guests = (derived_id("gst", vendor, token) for vendor in erasure.vendors for token in set(_IDS.findall(text)))
    return erasure.guest_id in guests


def _stay_ids(token: str, vendors: Sequence[str]) -> Iterable[str]:
    """Return the stays that a word may name; a word without a digit in it names none."""
    if token.startswith("rsv_"):
        yield token
    elif any(one.isdigit() for one in token):
        yield from (derived_id("rsv", vendor, token) for vendor in vendors)


# The journal


def _journal_of_guest(units: Units, erasure: Erasure) -> None:
    _clean_entries(units, erasure, Where("guest_ids", "array_contains", erasure.guest_id))
    _move(units, erasure, lambda one: one.at_stage(_after(one.stage), units.now))


def _journal_of_stays(units: Units, erasure: Erasure) -> None:
    stays, last = _stays(units.view(), erasure)
    for stay_id in stays:
        _clean_entries(units, erasure, Where("about", "array_contains", stay_id))
    after = erasure.but(stays_after=last) if last else erasure.at_stage(_after(erasure.stage), units.now)
    _move(units, erasure, lambda _: after)


def _clean_entries(units: Units, erasure: Erasure, about: Where) -> None:
    """Take out of these entries what was answered and what was said; that it was, and to whom, stays."""
    strike = lru_cache(maxsize=10_000)(partial(erasure.traces.strike, loosely=True))  # entries repeat one another
    for entry in entries(units, about):
        cleaned = _cleaned(entry, strike)
        if cleaned:
            cloud().store.commit([Patch(units.place.key(JOURNAL, entry.entry_id), cleaned)])


def entries(units: Units, about: Where) -> Iterable[Entry]:
    """Yield the journal's entries that are about something, however many they are."""
    place, after = units.place, None
    while True:
        asked = Query(JOURNAL, place.path, (about,), limit=PAGE, after=after, database=place.database)
        found = cloud().store.query(asked)
        yield from (Entry.model_validate(dict(snapshot.data)) for snapshot in found if snapshot.data is not None)
        if len(found) < PAGE:
            return
        after = (found[-1].key.id,)


def blanked(reply: Reply) -> dict[str, Any]:
    """Return of a reply how it went, and nothing of what was said."""
    problem = (
        {name: reply.problem[name] for name in ("code", "status", "success") if name in reply.problem}
        if reply.problem
        else None
    )
    return to_data(Reply(status=reply.status, unchanged=reply.unchanged, problem=problem))


def _cleaned(entry: Entry, strike: Callable[[str], str]) -> dict[str, Any]:
    """Return the entry's fields that become others."""
    reply = to_data(entry.reply)
    after = {
        "reply": reply if entry.name == ASKING else blanked(entry.reply),
        "rooms": struck_throughout(entry.rooms, strike),
        "events": [struck_throughout(_without_wish(event), strike) for event in entry.events],
    }
    before = {"reply": reply, "rooms": entry.rooms, "events": list(entry.events)}
    return {name: value for name, value in after.items() if value != before[name]}


def _without_wish(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event without what a guest said in it; of all that the journal repeats, only this one carries it."""
    if event.get("subject") != ModificationRequested.subject:
        return event
    return dict(emptied(event, "payload.modification.note"))


# Elsewhere


def look_again(units: Units, erasure: Erasure) -> None:
    """Let go what was parked since it was done: an event may come for a week after it was told. Only ids are known now."""
    kind, after = parking.DeadLetter, None
    while True:
        place = units.place
        asked = Query(kind.collection, place.path, limit=PAGE, after=after, database=place.database)
        page = [snapshot for snapshot in cloud().store.query(asked) if snapshot.data is not None]
        said = {one.key.id: _said(one, kind.about_guest.named_in) for one in page}
        late = _of_theirs(said, units.view(), erasure)
        if late:
            units.run(cloud().new_ulid(), partial(_forget_all, kind, late))
        for letter_id in late:
            _clean_entries(units, erasure, Where("about", "array_contains", letter_id))
        if len(page) < PAGE:
            break
        after = (page[-1].key.id,)
    _move(units, erasure, lambda one: one.looked_again(units.now))


def _letters_of_nobody(units: Units, erasure: Erasure) -> None:
    """Let go the events that could not be read, and so are no property's, where they name the guest or a stay of theirs."""
    store, after = cloud().store, None
    while True:
        nowhere = parking.NOWHERE
        asked = Query(parking.DeadLetter.collection, nowhere.path, limit=PAGE, after=after, database=nowhere.database)
        page = [snapshot for snapshot in store.query(asked) if snapshot.data is not None]
        said = {one.key.id: _said(one, parking.DeadLetter.about_guest.named_in) for one in page}
        theirs = set(_of_theirs(said, units.view(), erasure))
        deletes = [Delete(one.key, None) for one in page if one.key.id in theirs]
        if deletes:
            store.commit(deletes)
        if len(page) < PAGE:
            break
        after = (page[-1].key.id,)
    _move(units, erasure, lambda one: one.at_stage(_after(one.stage), units.now))
