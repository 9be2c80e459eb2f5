"""Being forgotten, and having forgotten what is remembered.

Who is forgotten loses the profile at once, and everything else by and by (erasing.py): stays keep their dates and lose the
name, and nothing that they said or that was said of them is kept. A guest may have their wishes forgotten themselves, on the
tablet, and stays who they are.
"""

from __future__ import annotations

import traceback

from functions.guests.erasing import blanked, entries, erase_all, look_again, stages
from shared.domain.documents import Value
from shared.domain.erasures import Erasure
from shared.domain.guests import STILL_HERE, Guest, GuestForgotten, PreferencesForgotten
from shared.domain.ids import GuestId, RoomId
from shared.domain.people import GUESTS, MANAGERS, SERVICES
from shared.domain.refusals import NOT_FOUND
from shared.domain.rooms import Room
from shared.domain.sharing import is_at_home
from shared.domain.stays import Stay, StayStatus
from shared.domain.tablets import Tablet
from shared.flows.rows import rooms_here, row, tablet_of
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.journal import JOURNAL
from shared.runtime.routes import Request, command, handler, job
from shared.runtime.store.port import Patch, Where
from shared.runtime.units import TryAgain, Units
from shared.runtime.work import Work

_MOST = 100
"""Stays of one guest that are not over, and erasures of one run: what is more waits for the next."""


class ForgetGuest(Request):
    guest_id: GuestId


class Forgotten(Value):
    """`stays` is how many they had; what is kept of these loses the name by and by."""

    guest_id: str
    stays: int


@command("DELETE /api/v1/properties/{property_id}/guests/{guest_id}", allow=MANAGERS | SERVICES, reads=(Guest, Erasure))
def forget_guest(request: ForgetGuest, work: Work) -> Forgotten:
    """Erase who a guest was. Refused while they are in house; a PMS that still names them has to forget them too."""
    guest, before = work.get(Guest, request.guest_id), work.find(Erasure, request.guest_id)
    theirs = Where("guest_id", "==", guest.guest_id)
    coming = Where("status", "in", [StayStatus.CHECKED_IN.value, StayStatus.CONFIRMED.value])
    listed = work.list(Stay, theirs, coming, limit=_MOST).items
    stays = [stay for stay in work.gather_all(Stay, [stay.stay_id for stay in listed]) if stay is not None]
    rooms = rooms_here(work, tuple(stay.room_id for stay in stays if stay.room_id))
    for stay in stays:
        stays_on = stay.room_id in rooms and is_at_home(stay, rooms[stay.room_id])
        if stay.guest_id == guest.guest_id and (stay.in_house or stays_on):
            raise STILL_HERE.refuse(guest_id=guest.guest_id, stay_id=stay.stay_id, room_id=stay.room_id)
    erasure = before or Erasure(guest_id=guest.guest_id, asked_by=work.actor.id, asked_at=work.now)
    work.keep(erasure.asked(guest, work.actor.id, work.now, stages()[0].name))
    work.forget(guest)
    work.tell(GuestForgotten(guest_id=guest.guest_id))
    return Forgotten(guest_id=guest.guest_id, stays=work.count(Stay, theirs))


@handler(GuestForgotten)
def erase_when_guest_forgotten(event: GuestForgotten, units: Units) -> None:
    """Erase what the house keeps of the guest, as far as the time allows; the job does the rest."""
    erase_all(units, event.guest_id)


@job("erasures", schedule="*/5 * * * *")
def go_on_erasing(units: Units) -> None:
    """Go on with what is not erased yet: what was too much for one run, was interrupted, or waited for others."""
    view, failed = units.view(), 0
    late = Where("again_at", "<=", view.now)
    unfinished = view.list(Erasure, Where("done_at", "==", None), limit=_MOST).items
    for erasure in (*unfinished, *view.list(Erasure, late, order_by=("again_at",), limit=_MOST).items):
        try:
            if erasure.is_done:
                look_again(units, erasure)
            else:
                erase_all(units, erasure.guest_id)
        except Exception:  # noqa: BLE001 - one guest's trouble is not the others'
            telemetry.error("erasure interrupted", erasure=erasure.guest_id, stack_trace=traceback.format_exc())
            failed += 1
    if failed:
        raise TryAgain(f"{failed} erasures were interrupted")


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


@handler(PreferencesForgotten)
def blank_wishes_when_preferences_forgotten(event: PreferencesForgotten, units: Units) -> None:
    """Take out of the journal the profiles that were answered with what was remembered in them."""
    for entry in entries(units, Where("guest_ids", "array_contains", event.guest_id)):
        if isinstance(entry.reply.data, dict) and "preferences" in entry.reply.data:
            cloud().store.commit([Patch(units.place.key(JOURNAL, entry.entry_id), {"reply": blanked(entry.reply)})])
