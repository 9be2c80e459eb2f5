"""P5: the eraser itself: however much there is, wherever it is interrupted, and with no document that says nothing of guests."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

import functions.guests.main
import functions.housekeeping.main
import functions.operations.main
import functions.rooms.main
import functions.stays.main
import functions.tickets.main  # noqa: F401 - what is called here
from functions.guests import erasing
from shared.domain.documents import Document, Excerpt
from shared.domain.erasures import Erasure
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.photos import Photo
from shared.domain.privacy import Fate
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.stays import Source, Stay, StayStatus
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket, TicketKind
from shared.runtime.journal import JOURNAL
from shared.runtime.parking import DeadLetter
from shared.runtime.store.port import Write
from tests.bridge import Died
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, MANAGER, Form, Ground, ground, guest_of
from tests.pictures import PICTURE

NAME, GUEST = "Zarlasht Popalzai", derived_id("gst", "sheet", "zarlasht")
STAY = derived_id("rsv", "sheet", "first")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands


def stays_once(hotel: Ground, external_id: str = "first", room_id: str = "204") -> str:
    """Have her stay, ask for something, leave a ring behind, and go."""
    ready = CleaningState(status=Cleaning.READY)
    if hotel.find(Room, room_id) is None:
        hotel.put(Room(room_id=room_id, number=room_id, floor=2, cleaning=ready), Tablet(room_id=room_id))
    line = {
        "guest": {"name": NAME, "external_id": "zarlasht", "phone": "+93 70 765 4321"},
        "room_id": room_id,
        "status": "checked_in",
        "arrival_at": hotel.now.isoformat(),
        "departure_at": (hotel.now + timedelta(days=2)).isoformat(),
        "source": {"vendor": "sheet", "external_id": external_id},
    }
    hotel.data("POST", "reservations/bulk", [line], by=AGENT)
    stay_id = derived_id("rsv", "sheet", external_id)
    asked = {"kind": "other", "text": f"{NAME} would like tea"}
    hotel.data("POST", f"rooms/{room_id}/tickets", asked, by=guest_of(room_id, stay_id))
    hotel.data("POST", f"rooms/{room_id}/tickets", {**asked, "about": "room"}, by=FRONT_DESK)
    hotel.data("PUT", f"reservations/{stay_id}/status", {"status": "checked_out", "even_if_early": True}, by=FRONT_DESK)
    sent = hotel.data("POST", "/api/v1/uploads/photo", Form(file=(io.BytesIO(PICTURE), "r.jpg")), by=HOUSEKEEPER)
    found = {"room_id": room_id, "description": f"{NAME}'s ring", "photos": [sent["photo_id"]]}
    hotel.data("POST", "/api/v1/housekeeping/lost-and-found", found, by=HOUSEKEEPER)
    hotel.deliver()
    return stay_id


def forget(hotel: Ground) -> None:
    hotel.data("DELETE", f"guests/{GUEST}", by=MANAGER)


def named(hotel: Ground) -> list[str]:
    """Return the collections that name her still."""
    return sorted({one.key.collection for one in hotel.store.everything() if "Popalzai" in str(one.data)})


def run_job(hotel: Ground) -> int:
    return hotel.call("POST", "/internal/cron/erasures", by=None).status_code


def _documents_below(kind: type[Document]) -> Iterator[type[Document]]:
    for below in kind.__subclasses__():
        yield below
        yield from _documents_below(below)


def test_every_document_says_what_it_holds_about_a_guest() -> None:
    """What says nothing may only be a view of documents that do: an excerpt, or lines of the journal."""
    declared = {kind.collection for kind in erasing.kept_kinds()}
    silent = {
        kind.__qualname__
        for kind in _documents_below(Document)
        if kind.__module__.startswith(("shared.", "functions."))
        if not issubclass(kind, Excerpt)
        if "about_guest" not in vars(kind) and kind.collection not in {*declared, JOURNAL}
    }
    assert silent == set()


def test_what_may_hold_anything_of_guests_is_where_the_eraser_looks() -> None:
    """The guests' service loads the domain and the parked events, and no other context."""
    for kind in erasing.kept_kinds():
        elsewhere = not kind.__module__.startswith("shared.domain.") and kind is not DeadLetter
        assert not elsewhere or (kind.about_guest.fate is Fate.KEEP and not kind.about_guest.texts), kind


def test_what_is_declared_is_there() -> None:
    """A field that was renamed would be kept, silently."""
    for kind in erasing.kept_kinds():
        about = kind.about_guest
        named_fields = {
            *(field for field in (about.guest, *about.stays, *about.fields, *about.photos, *about.named_in) if field),
            *(path.split(".")[0] for path in about.texts),
        }
        assert named_fields <= kind.model_fields.keys(), kind
        assert bool(about.why) == (about.fate is Fate.KEEP), kind
        assert not about.beside or about.beside in {one.collection for one in erasing.kept_kinds()}


TYPED = {"text", "note", "reason", "description", "where", "outcome", "resolution", "comment"}


def _typed(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Yield the paths of what people type, at any depth; a list or a map is one step, `*`."""
    for name, field in model.model_fields.items():
        inner = [one for one in _models(field.annotation) if issubclass(one, BaseModel)]
        step = ".*" if inner and get_origin(field.annotation) in (tuple, list, dict) else ""
        for one in inner:
            yield from _typed(one, f"{path}{name}{step}.")
        if name in TYPED and not inner:
            yield f"{path}{name}"


def _models(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def test_what_people_type_in_a_guests_document_is_declared_at_any_depth() -> None:
    """A new field with somebody's words in it would be kept, silently."""
    for kind in erasing.kept_kinds():
        about = kind.about_guest
        if about.fate is Fate.BLANK:
            missing = {path for path in _typed(kind) if path.split(".")[0] not in about.fields} - {*about.texts}
            assert missing == set(), kind


def test_a_guest_with_more_stays_than_a_page_holds_loses_the_name_in_all(hotel: Ground) -> None:
    stays_once(hotel)
    first = hotel.get(Stay, STAY)
    count = 405
    older = [
        first.but(
            stay_id=derived_id("rsv", "sheet", f"older {number}"),
            guest_name=f"{NAME} {'I' * (number % 3)}",
            source=Source(vendor="sheet", external_id=f"older {number}", version="1"),
        )
        for number in range(count)
    ]
    tickets = [
        Ticket(
            ticket_id=derived_id("tkt", stay.stay_id),
            room_id="204",
            stay_id=stay.stay_id,
            kind=TicketKind.OTHER,
            text=f"Tea for {NAME}",
            opened_by="guest",
            opened_at=hotel.now,
        )
        for stay in older[::8]
    ]
    hotel.put(*older, *tickets)
    assert hotel.data("DELETE", f"guests/{GUEST}", by=MANAGER)["stays"] == count + 1
    hotel.deliver()
    assert named(hotel) == []
    assert hotel.get(Erasure, GUEST).stays == count + 1


def test_it_goes_on_where_the_time_was_up(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        stays_once(hotel, f"stay {number}")
        hotel.pass_time(days=2)
    monkeypatch.setattr(erasing, "BUDGET", timedelta(seconds=-1))
    forget(hotel)
    hotel.deliver()
    assert not hotel.get(Erasure, GUEST).is_done
    assert set(named(hotel)) > {"stays", "tickets", "erasures"}
    monkeypatch.setattr(erasing, "BUDGET", timedelta(seconds=40))
    assert run_job(hotel) == 204
    assert named(hotel) == []
    assert run_job(hotel) == 204


class Deaths:
    """Has the process die before or after the commit, or the deletion of a file, that is the nth."""

    def __init__(self, hotel: Ground, when: int, *, after: bool) -> None:
        self.left, self.after = when, after
        hotel.store.before_commit = self._before
        hotel.store.after_commit = self._after
        self._delete = hotel.files.delete
        hotel.files.delete = self.delete

    @property
    def has_come(self) -> bool:
        return self.left < 0

    def delete(self, path: str) -> None:
        self._before(())
        self._delete(path)
        self._after(())

    def _before(self, _: Sequence[Write]) -> None:
        if not self.after:
            self._one()

    def _after(self, _: Sequence[Write]) -> None:
        if self.after:
            self._one()

    def _one(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise Died

    def end(self, hotel: Ground) -> None:
        hotel.store.before_commit = hotel.store.after_commit = lambda _: None
        hotel.files.delete = self._delete


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_however_often_it_is_interrupted_nothing_is_left(after: bool, hotel: Ground) -> None:  # noqa: FBT001 - a case
    """It dies over every step it takes, each time a step further than before, and the job takes it up."""
    stays_once(hotel)
    forget(hotel)
    deaths = 0
    while not hotel.get(Erasure, GUEST).is_done:
        dying = Deaths(hotel, deaths % 5, after=after)
        try:
            run_job(hotel)
        except Died:
            deaths += 1
        dying.end(hotel)
        assert deaths < 200, hotel.get(Erasure, GUEST)
    assert deaths > 10
    assert named(hotel) == []
    assert (hotel.files.files, hotel.all(Photo)) == ({}, [])


def test_who_comes_again_while_it_runs_is_a_new_guest(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    stays_once(hotel)
    monkeypatch.setattr(erasing, "BUDGET", timedelta(seconds=-1))
    forget(hotel)
    hotel.deliver()
    hotel.pass_time(hours=1)
    line: dict[str, Any] = {
        "guest": {"name": NAME, "external_id": "zarlasht"},
        "room_id": "204",
        "status": "checked_in",
        "arrival_at": hotel.now.isoformat(),
        "departure_at": (hotel.now + timedelta(days=1)).isoformat(),
        "source": {"vendor": "sheet", "external_id": "second"},
    }
    hotel.data("POST", "reservations/bulk", [line], by=AGENT)
    monkeypatch.setattr(erasing, "BUDGET", timedelta(seconds=40))
    run_job(hotel)
    assert hotel.get(Guest, GUEST).name == NAME
    assert hotel.get(Tablet, "204").guest_name == NAME
    again = hotel.get(Stay, derived_id("rsv", "sheet", "second"))
    assert (again.status, again.guest_name) == (StayStatus.CHECKED_IN, NAME)
    assert hotel.get(Stay, STAY).guest_name == ""


def test_who_is_forgotten_twice_is_forgotten(hotel: Ground) -> None:
    stays_once(hotel)
    forget(hotel)
    hotel.deliver()
    stays_once(hotel, "second", "205")
    assert "stays" in named(hotel)
    forget(hotel)
    hotel.deliver()
    assert named(hotel) == []


def test_the_request_is_answered_again_as_it_was(hotel: Ground) -> None:
    stays_once(hotel)
    answers = []
    for _ in range(2):
        answers.append(hotel.data("DELETE", f"guests/{GUEST}", by=MANAGER, Idempotency_Key="once"))
        hotel.deliver()
    assert answers == [{"guest_id": GUEST, "stays": 1}] * 2
