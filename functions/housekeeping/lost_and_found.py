"""Lost and found: record what was left behind, match it with who claims it, let it go (docs/linen-and-lost-property.md)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from shared.domain.ids import LostItemId, PhotoId, RoomId, StaffId
from shared.domain.lost_and_found import (
    IN_THE_HOUSE,
    Claim,
    Disposal,
    Disposing,
    LostCategory,
    LostClaim,
    LostItem,
    LostStatus,
    kept_for,
    left_behind_by,
)
from shared.domain.past import in_the_past
from shared.domain.people import DESK, SHIFT_LEADS, STAFF
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.rooms import Room
from shared.domain.staff import Staff
from shared.domain.stays import Stay
from shared.domain.words import Asked, Instant, Text
from shared.flows.photos import attached
from shared.runtime.lists import ListRequest, several
from shared.runtime.routes import Request, command, query
from shared.runtime.store.port import Where
from shared.runtime.work import Page, View, Work

KEEPERS = SHIFT_LEADS | DESK
_RECENT_STAYS = 10  # of one room: more than can have been there within the days of a link, and had come by then
Said = Annotated[Text, Field(max_length=500)]


class ListLostItems(ListRequest):
    """`status` may name several, with commas between. `due`: only what is in the house and kept long enough."""

    status: Annotated[tuple[LostStatus, ...], several, Field(min_length=1)] | None = None
    room: RoomId | None = None
    category: LostCategory | None = None
    due: Asked = False


@query("GET /api/v1/housekeeping/lost-and-found", allow=STAFF)
def list_lost_items(request: ListLostItems, view: View) -> Page[LostItem]:
    """List found items, the latest found first; those that are due, the longest due first. All filters hold together."""
    equal = {"room_id": request.room, "category": request.category and request.category.value}
    where = [Where(field, "==", value) for field, value in equal.items() if value is not None]
    statuses = set(request.status or LostStatus) & (IN_THE_HOUSE if request.due else set(LostStatus))
    if statuses < set(LostStatus):
        where.append(Where("status", "in", sorted(status.value for status in statuses)))
    if request.due:
        where.append(Where("keep_until", "<=", view.now))
    order = ("keep_until",) if request.due else ("-found_at",)
    return view.list(LostItem, *where, order_by=order, limit=request.limit, after=request.after)


class GetLostItem(Request):
    item_id: LostItemId


@query("GET /api/v1/housekeeping/lost-and-found/{item_id}", allow=STAFF)
def get_lost_item(request: GetLostItem, view: View) -> LostItem:
    """Return the item, with when it was claimed and where it went; it names nobody."""
    return view.get(LostItem, request.item_id)


class RecordLostItem(Request):
    """Without `room_id` it was found outside the rooms. `found_by` and `found_at` are who records it, and when they did.

    `description` says what the thing is, and not whose: while the thing is here it stays, also when its owner is forgotten.
    """

    room_id: RoomId | None = None
    category: LostCategory = LostCategory.OTHER
    description: Annotated[Text, Field(min_length=1)]
    where: Said = ""
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=10)] = ()
    found_by: StaffId | None = None
    found_at: Instant | None = None


@command("POST /api/v1/housekeeping/lost-and-found", allow=STAFF, status=201)
def record_lost_item(request: RecordLostItem, work: Work) -> LostItem:
    """Record a found item, linked to the stay that was in the room then, or had left it some days before."""
    told = in_the_past(request.found_at, work.now, "found_at") if request.found_at else work.tapped_at
    found_at = min(told, work.now)  # a device's clock may be ahead
    stay = _left_behind_by(work, request.room_id, found_at) if request.room_id else None
    item = LostItem(
        item_id=work.new_id("laf"),
        room_id=request.room_id,
        stay_id=stay.stay_id if stay else None,
        guest_id=stay.guest_id if stay else None,
        category=request.category,
        description=request.description,
        where=request.where,
        photos=attached(work, request.photos),
        found_by=_finder(work, request.found_by),
        found_at=found_at,
        recorded_by=work.actor.id,
        keep_until=found_at + kept_for(request.category, work.settings),
    )
    return work.keep(item.recorded())


def _finder(work: Work, staff_id: str | None) -> str:
    """Return who found it: a person of the property. What was recorded on a device is kept if they have left since."""
    if staff_id is None or work.find(Staff, staff_id) is not None:
        return staff_id or work.actor.id
    if work.is_late:
        return work.actor.id
    raise INVALID_FIELDS.refuse(fields={"found_by": "must be a person who works here"})


def _left_behind_by(work: Work, room_id: str, found_at: datetime) -> Stay | None:
    work.get(Room, room_id)  # also an archived one: what was found is found
    of_the_room = (Where("room_id", "==", room_id), Where("checked_in_at", "<=", found_at))
    listed = work.list(Stay, *of_the_room, order_by=("-checked_in_at",), limit=_RECENT_STAYS)
    stay = left_behind_by(listed.items, found_at, timedelta(days=work.settings.found_link_days))
    return work.get(Stay, stay.stay_id) if stay else None


class GetLostClaim(Request):
    item_id: LostItemId


@query("GET /api/v1/housekeeping/lost-and-found/{item_id}/claim", allow=KEEPERS, by_pin=False)
def get_lost_claim(request: GetLostClaim, view: View) -> LostClaim:
    """Return who claims the item and who got it back, for those who hand it out."""
    return view.get(LostClaim, request.item_id)


class MatchLostItem(Request):
    """`reference` is how the claim came or was proved; `claimant` is left out where the linked guest is who claims."""

    item_id: LostItemId
    claimant: Annotated[Text, Field(max_length=200)] = ""
    reference: Annotated[Said, Field(min_length=1)]


@command(
    "POST /api/v1/housekeeping/lost-and-found/{item_id}/match", allow=KEEPERS, reads=(LostItem, LostClaim), by_pin=False
)
def match_lost_item(request: MatchLostItem, work: Work) -> LostItem:
    """Hold the item for who claims it."""
    matched = work.get(LostItem, request.item_id).matched(Claim(matched_by=work.actor.id, matched_at=work.now))
    work.keep(_claim(work, request.item_id).but(claimant=request.claimant, reference=request.reference))
    return work.keep(matched)


@command("DELETE /api/v1/housekeeping/lost-and-found/{item_id}/match", allow=KEEPERS, reads=(LostItem, LostClaim))
def unmatch_lost_item(request: GetLostItem, work: Work) -> LostItem:
    """Take a wrong match back, and forget who claimed it."""
    unmatched = work.get(LostItem, request.item_id).unmatched()
    _forget(work, work.find(LostClaim, request.item_id))
    return work.keep(unmatched)


class DisposeLostItem(Request):
    """`to` says to whom; only what is destroyed goes to nobody."""

    item_id: LostItemId
    how: Disposing
    to: Annotated[Text, Field(max_length=200)] = ""
    reason: Said = ""


@command("POST /api/v1/housekeeping/lost-and-found/{item_id}/dispose", allow=KEEPERS, reads=(LostItem, LostClaim))
def dispose_lost_item(request: DisposeLostItem, work: Work) -> LostItem:
    """Give the item back, or, once it was kept long enough, away. This is final."""
    disposal = Disposal(how=request.how, to=request.to, reason=request.reason, by=work.actor.id, at=work.now)
    roles = work.roles
    disposed = work.get(LostItem, request.item_id).disposed(disposal, roles)
    if request.how is Disposing.RETURNED:
        work.keep(_claim(work, request.item_id).but(handed_to=request.to))
    return work.keep(disposed)


def _claim(work: Work, item_id: str) -> LostClaim:
    return work.find(LostClaim, item_id) or LostClaim(item_id=item_id)


def _forget(work: Work, claim: LostClaim | None) -> None:
    if claim is not None:
        work.forget(claim)
