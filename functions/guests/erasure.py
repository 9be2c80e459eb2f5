"""Being forgotten, and having forgotten what is remembered.

Who is forgotten loses the profile; stays keep their dates and lose the name, and the journal keeps no reply with it. What
other contexts hold in a guest's own words follows the event. A guest may have their wishes forgotten themselves, on the
tablet, and stays who they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.domain.documents import Value
from shared.domain.guests import STILL_HERE, Guest, GuestForgotten, PreferencesForgotten
from shared.domain.ids import GuestId, RoomId
from shared.domain.people import GUESTS, MANAGERS, SERVICES
from shared.domain.refusals import NOT_FOUND
from shared.domain.rooms import Room
from shared.domain.stays import Stay
from shared.domain.tablets import Tablet
from shared.flows.rows import row, tablet_of
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.journal import JOURNAL, Entry, Reply
from shared.runtime.place import Place
from shared.runtime.routes import Request, command, handler
from shared.runtime.store.port import Patch, Query, Where
from shared.runtime.units import Units
from shared.runtime.work import Work

MOST_STAYS = 400
CHUNK = 200


class ForgetGuest(Request):
    guest_id: GuestId


class Forgotten(Value):
    guest_id: str
    stays: int


@command("DELETE /api/v1/properties/{property_id}/guests/{guest_id}", allow=MANAGERS | SERVICES, reads=(Guest,))
def forget_guest(request: ForgetGuest, work: Work) -> Forgotten:
    """Erase who a guest was. Refused while they are in house; a PMS that still names them has to forget them too."""
    guest = work.get(Guest, request.guest_id)
    listed = work.list(Stay, Where("guest_id", "==", guest.guest_id), limit=MOST_STAYS).items
    stays = [stay for stay in work.gather_all(Stay, [stay.stay_id for stay in listed]) if stay is not None]
    here = next((stay for stay in stays if stay.in_house and stay.guest_id == guest.guest_id), None)
    if here is not None:
        raise STILL_HERE.refuse(guest_id=guest.guest_id, stay_id=here.stay_id, room_id=here.room_id)
    for stay in stays:
        work.keep(stay.without_guest())
    work.forget(guest)
    work.tell(GuestForgotten(guest_id=guest.guest_id))
    return Forgotten(guest_id=guest.guest_id, stays=len(stays))


class ForgetMe(Request):
    room_id: RoomId


@command("POST /api/v1/properties/{property_id}/rooms/{room_id}/forget-me", allow=GUESTS, reads=(Room, Tablet))
def forget_me(request: ForgetMe, work: Work) -> Tablet:
    """Forget what is remembered of the guest who asks. The wishes that they have set for this stay stand until it ends."""
    stay = row(work, request.room_id).stay
    if stay is None:
        raise NOT_FOUND.refuse(f"Nobody is in {request.room_id}.", room_id=request.room_id)
    house = work.as_house()
    guest = house.find(Guest, stay.guest_id)
    if guest is not None:
        house.keep(guest.forgetting_everything(stay.stay_id))
    return work.keep(tablet_of(work, request.room_id).forgetting())


@handler(GuestForgotten)
def blank_replies_when_guest_forgotten(event: GuestForgotten, units: Units) -> None:
    """Take out of the journal what was answered about the guest; that it was answered, and to whom, stays."""
    _blank(event.guest_id, units.place, lambda _: True)


@handler(PreferencesForgotten)
def blank_wishes_when_preferences_forgotten(event: PreferencesForgotten, units: Units) -> None:
    """Take out of the journal the profiles that were answered with what was remembered in them."""
    _blank(event.guest_id, units.place, lambda data: isinstance(data, dict) and "preferences" in data)


def _blank(guest_id: str, place: Place, is_to_go: Callable[[Any], bool]) -> None:
    store, after = cloud().store, None
    while True:
        named = (Where("guest_ids", "array_contains", guest_id),)
        found = store.query(Query(JOURNAL, place.path, named, limit=CHUNK, after=after, database=place.database))
        entries = [Entry.model_validate(dict(snapshot.data)) for snapshot in found if snapshot.data is not None]
        blanks = [
            Patch(place.key(JOURNAL, entry.entry_id), {"reply": to_data(Reply(status=entry.reply.status))})
            for entry in entries
            if entry.reply.data is not None and is_to_go(entry.reply.data)
        ]
        if blanks:
            store.commit(blanks)
        if len(found) < CHUNK:
            return
        after = (found[-1].key.id,)
