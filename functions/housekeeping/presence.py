"""Two people at once: who has which card open, or moves it. Told to screens only; nothing is decided on it.

It is gone within minutes, so it stands in no journal: written as it comes, one small document for each person.
"""

from __future__ import annotations

from datetime import datetime

from shared.domain.documents import Value
from shared.domain.people import STAFF
from shared.domain.presence import LASTS, Card, Doing, Presence
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.http import Http
from shared.runtime.problems import FORBIDDEN, Problem
from shared.runtime.routes import Request, endpoint
from shared.runtime.store.port import Delete, Put


class ShowPresence(Request):
    """`looking_at` null: nothing any more."""

    looking_at: Card | None
    doing: Doing = Doing.OPEN


class Shown(Value):
    """`until`: say it again before then, as long as it is so."""

    until: datetime | None


@endpoint("PUT /api/v1/properties/{property_id}/presence", allow=STAFF)
def show_presence(request: ShowPresence, http: Http, property_id: str) -> Shown:  # noqa: ARG001 - http.place
    """Show to others on the staff which card you have open, for two minutes or until you say otherwise."""
    if http.actor is None or http.place is None:
        raise Problem(FORBIDDEN)
    ground = cloud()
    key = http.place.key(Presence.collection, http.actor.id)
    if request.looking_at is None:
        ground.store.commit([Delete(key, None)])
        return Shown(until=None)
    now = ground.clock()
    shown = Presence(
        revision=1,
        updated_at=now,
        staff_id=http.actor.id,
        looking_at=request.looking_at,
        doing=request.doing,
        at=now,
        expires_at=now + LASTS,
    )
    ground.store.commit([Put(key, to_data(shown), None)])
    return Shown(until=shown.expires_at)
