"""Profiles as the desk sees them, and what it has learned and wants remembered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.domain.documents import Change, Value
from shared.domain.events import Event
from shared.domain.guests import MOST_PREFERENCES, STAFF, Guest, PreferenceKey, PreferenceValue
from shared.domain.ids import GuestId
from shared.domain.people import DESK, SERVICES
from shared.domain.settings import Language
from shared.domain.stays import Stay
from shared.domain.tickets import Ticket
from shared.runtime.routes import Request, command, query
from shared.runtime.work import View, Work


class GetGuest(Request):
    guest_id: GuestId


@query("GET /api/v1/properties/{property_id}/guests/{guest_id}", allow=DESK | SERVICES)
def get_guest(request: GetGuest, view: View) -> Guest:
    """Return the profile, with each preference and where it was learned."""
    return view.get(Guest, request.guest_id)


class Remembered(Value):
    """One thing to know of a guest. `room_id` is where they were when it was learned, None where staff wrote it down."""

    key: str
    value: str
    learned_from: str
    learned_at: datetime
    room_id: str | None = None


class Welcome(Value):
    """`greeting` and `welcome_back` are for the guest to read or hear, in `language`."""

    guest_id: str
    name: str
    language: str | None
    returning: bool
    stays_count: int
    last_stay_at: datetime | None
    greeting: str
    welcome_back: tuple[str, ...]
    remembered: tuple[Remembered, ...]


class GetWelcome(Request):
    """`language`: another one than the guest's own."""

    guest_id: GuestId
    language: Language | None = None


@query("GET /api/v1/properties/{property_id}/guests/{guest_id}/welcome", allow=DESK | SERVICES)
def get_welcome(request: GetWelcome, view: View) -> Welcome:
    """Return how to say "welcome back" to this guest, and what it rests on."""
    guest = view.get(Guest, request.guest_id)
    language = request.language or guest.spoken
    return Welcome(
        guest_id=guest.guest_id,
        name=guest.name,
        language=language,
        returning=guest.stays_count > 0,
        stays_count=guest.stays_count,
        last_stay_at=guest.last_stay_at,
        greeting=guest.greeting(language),
        welcome_back=guest.welcome_back(language),
        remembered=_remembered(guest, view),
    )


class SetPreferences(Request):
    """What to remember by key (`pillow`, `floor`, `temperature`, ...); null forgets one. Others are left as they are."""

    guest_id: GuestId
    preferences: Annotated[
        dict[PreferenceKey, PreferenceValue | None], Field(min_length=1, max_length=MOST_PREFERENCES)
    ]


@command("PUT /api/v1/properties/{property_id}/guests/{guest_id}/preferences", allow=DESK | SERVICES, reads=(Guest,))
def set_preferences(request: SetPreferences, work: Work) -> Guest:
    """Remember what staff learned of the guest."""
    guest = work.get(Guest, request.guest_id)
    for key in (key for key, value in request.preferences.items() if value is None):
        guest = guest.forgetting(key)
    events: list[Event] = []
    for key, value in request.preferences.items():
        if value is not None:
            learned = guest.learning(key, value, STAFF, work.now)
            guest, events = learned.state, [*events, *learned.events]
    return work.keep(Change(guest, tuple(events)))


def _remembered(guest: Guest, view: View) -> tuple[Remembered, ...]:
    sources = {known.learned_from for known in guest.preferences.values()}
    stays = [source for source in sources if source.startswith("rsv_")]
    tickets = [source for source in sources if source.startswith("tkt_")]
    view.read(
        [view.place.key(Stay.collection, stay_id) for stay_id in stays]
        + [view.place.key(Ticket.collection, ticket_id) for ticket_id in tickets]
    )
    rooms = {stay.stay_id: stay.room_id for stay in view.gather_all(Stay, stays) if stay}
    rooms |= {ticket.ticket_id: ticket.room_id for ticket in view.gather_all(Ticket, tickets) if ticket}
    return tuple(
        Remembered(key=key, **dict(known), room_id=rooms.get(known.learned_from))
        for key, known in sorted(guest.preferences.items())
    )
