"""What guests leave behind: found, kept, claimed, and given back or away (docs/linen-and-lost-property.md).

An item names nobody, for all staff see it on their screens; whose it is said to be stands beside it, in a LostClaim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Self

from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.people import Role
from shared.domain.privacy import AboutGuest, blank, erase
from shared.domain.refusals import INVALID_FIELDS, Rule
from shared.domain.settings import Choices
from shared.domain.stays import Stay

STATUS_CANNOT_FOLLOW = Rule(
    "MELMASTOON.HOUSEKEEPING.LOST_ITEM_STATUS_CANNOT_FOLLOW", 409, "The item cannot go there from here."
)
STILL_KEPT = Rule("MELMASTOON.HOUSEKEEPING.LOST_ITEM_STILL_KEPT", 409, "The item is still kept for who left it behind.")


class LostCategory(StrEnum):
    VALUABLE = "valuable"
    PERISHABLE = "perishable"
    OTHER = "other"


class LostStatus(StrEnum):
    RECORDED = "recorded"
    MATCHED = "matched"
    DISPOSED = "disposed"


class Disposing(StrEnum):
    RETURNED = "returned"
    DONATED = "donated"
    DESTROYED = "destroyed"
    AUTHORITIES = "authorities"


LIFECYCLE: Mapping[LostStatus, frozenset[LostStatus]] = {
    LostStatus.RECORDED: frozenset({LostStatus.MATCHED, LostStatus.DISPOSED}),
    LostStatus.MATCHED: frozenset({LostStatus.RECORDED, LostStatus.DISPOSED}),
    LostStatus.DISPOSED: frozenset(),
}
"""Which status may follow which."""

IN_THE_HOUSE = frozenset(status for status, following in LIFECYCLE.items() if following)


class Claim(Value):
    """Somebody claims it; who, stands in LostClaim."""

    matched_by: str
    matched_at: datetime


class Disposal(Value):
    """Where the item went. `to` is whom it was given away to; who got it back stands in LostClaim."""

    how: Disposing
    to: str = ""
    reason: str = ""
    by: str
    at: datetime


class LostItem(Document):
    """`room_id` is None for what was found outside the rooms; `where` is the place in the staff's words.

    `stay_id` and `guest_id` are whose it probably is, None where nobody had been there in time.
    """

    collection: ClassVar[str] = "lost_and_found"
    key: ClassVar[str] = "item_id"
    about_guest: ClassVar[AboutGuest] = blank(
        guest="guest_id",
        stays=("stay_id",),
        texts=("description", "where", "disposal.to", "disposal.reason"),
        photos=("photos",),
    )

    item_id: str
    room_id: str | None = None
    stay_id: str | None = None
    guest_id: str | None = None
    category: LostCategory
    description: str
    where: str = ""
    photos: tuple[str, ...] = ()
    found_by: str
    found_at: datetime
    recorded_by: str
    status: LostStatus = LostStatus.RECORDED
    keep_until: datetime
    claim: Claim | None = None
    disposal: Disposal | None = None

    def recorded(self) -> Change[LostItem]:
        """Begin keeping this new item."""
        told = LostItemRecorded(**self._ids, category=self.category, found_at=self.found_at, keep_until=self.keep_until)
        return Change(self, (told,))

    def matched(self, claim: Claim) -> Change[LostItem]:
        """Hold the item for who claims it. A wrong match is taken back before another one is made."""
        after = self._becoming(LostStatus.MATCHED).but(claim=claim)
        return Change(after, (LostItemMatched(**self._ids),))

    def unmatched(self) -> Change[LostItem]:
        """Take a wrong match back; an item that is not matched stays as it is."""
        if self.status is LostStatus.RECORDED:
            return Change(self)
        after = self._becoming(LostStatus.RECORDED).but(claim=None)
        return Change(after, (LostItemUnmatched(**self._ids),))

    def disposed(self, disposal: Disposal, roles: frozenset[Role]) -> Change[LostItem]:
        """Let the item go, for good.

        Back to its owner it may go any time. Anything else waits until `keep_until`, and until nobody claims it any more,
        unless a manager gives a reason. Raises Refusal STILL_KEPT.
        """
        after = self._becoming(LostStatus.DISPOSED)
        if disposal.how is not Disposing.DESTROYED and not disposal.to:
            raise INVALID_FIELDS.refuse(fields={"to": f"must say to whom, where it is {disposal.how}"})
        kept = disposal.at < self.keep_until or self.status is LostStatus.MATCHED
        decided = Role.MANAGER in roles and bool(disposal.reason)
        if kept and disposal.how is not Disposing.RETURNED and not decided:
            raise STILL_KEPT.refuse(
                "It is kept for its owner; a manager may decide otherwise, with a reason.",
                status=self.status,
                keep_until=self.keep_until,
                attempted=disposal.how,
            )
        named = disposal.but(to="") if disposal.how is Disposing.RETURNED else disposal
        return Change(after.but(disposal=named), (LostItemDisposed(**self._ids, how=disposal.how),))

    def without_guest(self) -> Self:
        """Return the item without what was written of it, once it is gone; of one that is still here, names are struck out."""
        emptied = super().without_guest()
        return emptied if self.disposal else self.but(photos=())

    @property
    def _ids(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in LostItemEvent.model_fields}

    def _becoming(self, status: LostStatus) -> LostItem:
        if status not in LIFECYCLE[self.status]:
            raise STATUS_CANNOT_FOLLOW.refuse(
                f"The item is {self.status}; it cannot become {status}.",
                status=self.status,
                attempted=status,
                may_follow=sorted(LIFECYCLE[self.status]),
            )
        return self.but(status=status)


class LostClaim(Document):
    """Who claims an item, how that was told or proved, and who got it back: the only names in lost and found.

    It goes with a match that was wrong, and when the guest it is linked to asks to be forgotten.
    """

    collection: ClassVar[str] = "lost_claims"
    key: ClassVar[str] = "item_id"
    about_guest: ClassVar[AboutGuest] = erase(beside="lost_and_found", texts=("claimant", "reference", "handed_to"))

    item_id: str
    claimant: str = ""
    reference: str = ""
    handed_to: str = ""


def kept_for(category: LostCategory, choices: Choices) -> timedelta:
    days = {
        LostCategory.VALUABLE: choices.keep_valuables_days,
        LostCategory.PERISHABLE: choices.keep_perishables_days,
        LostCategory.OTHER: choices.keep_found_days,
    }
    return timedelta(days=days[category])


def left_behind_by(stays: Iterable[Stay], found_at: datetime, within: timedelta) -> Stay | None:
    """Return, of the stays of one room, the one that an item found then probably is of.

    That is who was in the room at that moment, or else who left it last before, unless that is longer ago than `within`.
    """
    had_come = [stay for stay in stays if (came := stay.in_room_since or stay.checked_in_at) and came <= found_at]
    last = max(had_come, key=_left, default=None)
    return last if last and _left(last) >= found_at - within else None


def _left(stay: Stay) -> datetime:
    return stay.checked_out_at or datetime.max.replace(tzinfo=stay.arrival_at.tzinfo)


class LostItemEvent(Event):
    """What every event about an item says. Ids only: what it is stands in the document."""

    aggregate: ClassVar[str] = "item_id"

    item_id: str
    room_id: str | None = None
    stay_id: str | None = None
    guest_id: str | None = None


class LostItemRecorded(LostItemEvent):
    subject: ClassVar[str] = "melmastoon.housekeeping.lost_item.recorded.v1"

    category: LostCategory
    found_at: datetime
    keep_until: datetime


class LostItemMatched(LostItemEvent):
    subject: ClassVar[str] = "melmastoon.housekeeping.lost_item.matched.v1"


class LostItemUnmatched(LostItemEvent):
    """The match was wrong: the item waits for its owner again."""

    subject: ClassVar[str] = "melmastoon.housekeeping.lost_item.unmatched.v1"


class LostItemDisposed(LostItemEvent):
    subject: ClassVar[str] = "melmastoon.housekeeping.lost_item.disposed.v1"

    how: Disposing
