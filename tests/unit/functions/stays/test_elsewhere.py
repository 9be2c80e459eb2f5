"""Reservations of another service, which tells of them by event (R21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shared.domain.events import Event
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.pms import Connection
from shared.domain.rooms import Cleaning, Room
from shared.domain.stays import (
    GuestCheckedIn,
    GuestCheckedOut,
    GuestDidNotCome,
    GuestLeftEarly,
    ReservationCancelled,
    ReservationConfirmed,
    ReservationEvent,
    ReservationModified,
    RoomMoved,
    Source,
    Stay,
    StayStatus,
)
from shared.runtime.envelope import OUR_CONTEXTS, Envelope, EnvelopeActor
from shared.runtime.parking import DeadLetter
from tests.ground import FRONT_DESK, NOON, REPOSITORY, Ground

IN, OUT = StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT
TWO_DAYS = timedelta(days=2)


def booked(hotel: Ground, room_id: str = "201") -> str:
    """Book Amina at our desk, which no other system owns."""
    body = {
        "guest": {"name": "Amina"},
        "room_id": room_id,
        "arrival_at": hotel.now.isoformat(),
        "departure_at": (hotel.now + TWO_DAYS).isoformat(),
    }
    return str(hotel.data("POST", "reservations", body, by=FRONT_DESK)["stay_id"])


def in_house(hotel: Ground) -> str:
    stay_id = booked(hotel)
    hotel.data("PUT", f"reservations/{stay_id}/status", {"status": "checked_in"}, by=FRONT_DESK)
    hotel.deliver()
    return stay_id


def about(hotel: Ground, kind: type[ReservationEvent], stay_id: str, **said: object) -> ReservationEvent:
    """Return what somebody tells of the stay, with these facts otherwise than we have them."""
    stay = hotel.get(Stay, stay_id)
    facts = {name: getattr(stay, name) for name in ReservationEvent.model_fields if name in Stay.model_fields}
    return kind.model_validate({"reservation_id": stay_id, **facts, **said})


def tells(
    hotel: Ground, event: Event, *, producer: str = "front-office@3", revision: int = 1, at: datetime | None = None
) -> None:
    hotel.pass_time(seconds=1)
    count = len(hotel.bus.published)
    envelope = Envelope(
        id=f"evt_elsewhere_{count}",
        subject=event.subject,
        tenant_id="demo",
        property_id="demo-hotel",
        occurred_at=at or hotel.now,
        producer=producer,
        actor=EnvelopeActor(type="system", id=producer),
        correlation_id=f"elsewhere-{count}",
        causation_id=f"elsewhere-{count}",
        revision=revision,
        payload=event.model_dump(mode="json", by_alias=True),
    )
    hotel.bus.publish([envelope.message()])
    hotel.deliver()


def parked(hotel: Ground) -> list[str]:
    return [letter.reason.code for letter in hotel.all(DeadLetter)]


def shown(hotel: Ground, room_id: str = "201") -> tuple[str | None, Cleaning]:
    room = hotel.get(Room, room_id)
    return (room.stay.stay_id if room.stay else None, room.cleaning.status)


def test_a_check_out_by_another_service_empties_the_room(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    tells(hotel, about(hotel, GuestCheckedOut, stay_id, status=OUT))
    assert shown(hotel) == (None, Cleaning.DIRTY)
    stay = hotel.get(Stay, stay_id)
    assert (stay.status, stay.checked_out_at, stay.guest_name) == (OUT, hotel.now, "Amina")
    assert hotel.told().count(GuestCheckedOut.subject) == 2  # theirs, and ours of what we made of it
    assert parked(hotel) == []


@pytest.mark.parametrize(
    ("kind", "said", "status", "room_id"),
    [
        (ReservationConfirmed, {"status": "confirmed", "room_id": "202"}, StayStatus.CONFIRMED, "202"),
        (ReservationModified, {"status": "confirmed", "room_id": None, "changed": ["roomId"]}, "confirmed", None),
        (ReservationCancelled, {"status": "cancelled"}, StayStatus.CANCELLED, "201"),
        (GuestDidNotCome, {"status": "no_show"}, StayStatus.NO_SHOW, "201"),
        (GuestCheckedIn, {"status": "checked_in"}, IN, "201"),
        (GuestLeftEarly, {"status": "checked_out", "planned_departure_at": NOON + TWO_DAYS}, OUT, "201"),
        (RoomMoved, {"status": "checked_in", "room_id": "203", "from_room_id": "201"}, IN, "203"),
    ],
)
def test_whatever_another_service_tells_of_a_reservation_is_settled(
    hotel: Ground, kind: type[ReservationEvent], said: dict[str, object], status: str, room_id: str | None
) -> None:
    stay_id = booked(hotel)
    tells(hotel, about(hotel, kind, stay_id, **said))
    stay = hotel.get(Stay, stay_id)
    assert (stay.status, stay.room_id) == (status, room_id)
    in_rooms = {room.room_id for room in hotel.all(Room) if room.stay is not None}
    assert in_rooms == ({room_id} if status == IN else set())
    assert parked(hotel) == []


def test_what_we_tell_ourselves_is_not_settled_again(hotel: Ground) -> None:
    in_house(hotel)
    assert [entry.name for entry in hotel.journal() if entry.name.startswith("settle_when_told")] == []


def test_told_twice_and_told_again_it_has_its_effect_once(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    out = about(hotel, GuestCheckedOut, stay_id, status=OUT, checked_out_at=hotel.now)
    tells(hotel, out)
    (theirs,) = [one for one in hotel.bus.published if one.topic == out.subject and b"front-office" in one.data]
    hotel.bus.publish([theirs])
    hotel.deliver()
    tells(hotel, out, revision=2)
    assert hotel.told().count(GuestCheckedOut.subject) == 4  # theirs three times, ours once
    assert hotel.get(Guest, hotel.get(Stay, stay_id).guest_id).stays_count == 1


@pytest.mark.parametrize(("revision", "early"), [(1, timedelta()), (2, timedelta(minutes=5))])
def test_what_is_older_than_what_was_told_changes_nothing(hotel: Ground, revision: int, early: timedelta) -> None:
    """Of an earlier revision; or, where all are of one, of an earlier moment."""
    stay_id = in_house(hotel)
    inside = about(hotel, GuestCheckedIn, stay_id)
    tells(hotel, about(hotel, GuestCheckedOut, stay_id, status=OUT), revision=2)
    tells(hotel, inside, revision=revision, at=hotel.now - early)
    assert hotel.get(Stay, stay_id).status is OUT


def test_what_the_desk_has_done_since_is_not_undone_by_an_older_word(hotel: Ground) -> None:
    stay_id = in_house(hotel)
    inside, before = about(hotel, GuestCheckedIn, stay_id), hotel.now
    hotel.pass_time(hours=1)
    hotel.data("PUT", f"reservations/{stay_id}/status", {"status": "checked_out", "even_if_early": True}, by=FRONT_DESK)
    tells(hotel, inside, at=before + timedelta(minutes=1))
    assert hotel.get(Stay, stay_id).status is OUT


@pytest.mark.parametrize("kind", [GuestCheckedOut, ReservationCancelled])
def test_a_stay_of_the_pms_is_not_anybody_elses_to_tell_of(hotel: Ground, kind: type[ReservationEvent]) -> None:
    stay_id = in_house(hotel)
    source = Source(vendor="mews", external_id="1", version="1")
    hotel.put(hotel.get(Stay, stay_id).but(source=source))
    connected = {"vendor": "mews", "connection_id": "c", "base_url": "", "secrets": {}, "enterprise_id": "e"}
    hotel.put(Connection.model_validate({**connected, "enterprise": "E"}))
    tells(hotel, about(hotel, kind, stay_id, status=OUT if kind is GuestCheckedOut else "cancelled"))
    assert shown(hotel) == (stay_id, Cleaning.CLEAN)
    assert parked(hotel) == ["MELMASTOON.STAYS.OWNED_BY_PMS"]


def test_a_service_names_its_reservations_and_guests_as_it_does_in_bulk(hotel: Ground) -> None:
    line = {
        "guest": {"name": "Zahra", "external_id": "Z-1"},
        "room_id": "202",
        "arrival_at": hotel.now.isoformat(),
        "departure_at": (hotel.now + TWO_DAYS).isoformat(),
        "source": {"vendor": "front-office", "external_id": "R-1", "version": "0"},
    }
    hotel.data("POST", "reservations/bulk", [line])
    stay_id = derived_id("rsv", "front-office", "R-1")
    tells(hotel, about(hotel, GuestCheckedIn, stay_id, status=IN, reservation_id="R-1", guest_id="Z-1"))
    assert shown(hotel, "202") == (stay_id, Cleaning.CLEAN)
    tells(hotel, about(hotel, ReservationConfirmed, stay_id, status="confirmed", reservation_id="R-2", guest_id="Z-1"))
    assert hotel.get(Stay, derived_id("rsv", "front-office", "R-2")).guest_name == "Zahra"


def test_a_reservation_of_a_guest_whom_nobody_named_waits_where_people_see_it(hotel: Ground) -> None:
    stay_id = booked(hotel)
    tells(hotel, about(hotel, ReservationConfirmed, stay_id, reservation_id="R-9", guest_id="Z-9"))
    assert parked(hotel) == ["MELMASTOON.GENERAL.RESOURCE_NOT_FOUND"]
    assert len(hotel.all(Stay)) == 1


def test_all_contexts_are_known_as_ours() -> None:
    contexts = {path.parent.name for path in Path(REPOSITORY, "functions").glob("*/main.py")}
    assert contexts == OUR_CONTEXTS
