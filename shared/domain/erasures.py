"""Being forgotten, as far as it has come: one document per guest, which stays to keep late words from naming them again.

While it runs it holds how they may be named, to find that in what people typed; with the last step it holds only when.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from shared.domain.documents import Document
from shared.domain.guests import Guest
from shared.domain.privacy import AboutGuest, Traces, keep
from shared.domain.stays import OVER, Stay

MOST_SPELLINGS = 200
"""Of one guest's name. A profile that a house uses for everybody who walks in has more, and is nobody's name."""

COMES_LATE = timedelta(days=8)
"""Pub/Sub keeps a message for a week."""
LOOKED_AGAIN = timedelta(days=1)


class Erasure(Document):
    """`stage` is what is being gone through, "" once all is done; `stays_after` and `after` are how far that has come.

    `touched` are documents that were struck through, whose entries in the journal are still to be. `rooms` are those
    that the guest had, `vendors` the systems that booked them. `again_at` is when it is looked whether an event that came
    late was parked.
    """

    collection: ClassVar[str] = "erasures"
    key: ClassVar[str] = "guest_id"
    about_guest: ClassVar[AboutGuest] = keep("It holds the names to look for until it is done, and an id afterwards.")

    guest_id: str
    asked_by: str
    asked_at: datetime
    done_at: datetime | None = None
    again_at: datetime | None = None
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    stage: str = ""
    stays_after: str | None = None
    after: str | None = None
    touched: tuple[str, ...] = ()
    stays: int = 0
    documents: int = 0

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def traces(self) -> Traces:
        return Traces(self.names, self.emails, self.phones)

    def asked(self, guest: Guest, by: str, at: datetime, first: str) -> Erasure:
        """Return it at its beginning; also one that was done before, or is under way, for who came again meanwhile."""
        return self.but(
            asked_by=by,
            asked_at=at,
            done_at=None,
            again_at=None,
            names=_with(self.names, [guest.name]),
            emails=_with(self.emails, [guest.email]),
            phones=_with(self.phones, [guest.phone]),
            stage=first,
            stays_after=None,
            after=None,
        )

    def spares(self, stay: Stay) -> bool:
        """Whether a stay began, or was told anew, since they asked: who comes again is a new guest."""
        return stay.in_house or (
            stay.status not in OVER and stay.updated_at is not None and stay.updated_at > self.asked_at
        )

    def knowing(self, stays: Iterable[Stay]) -> Erasure:
        """Return it knowing under what names, in which rooms and by whose word they stayed."""
        known = list(stays)
        return self.but(
            names=_with(self.names, [stay.guest_name for stay in known]),
            rooms=_with(self.rooms, [stay.room_id for stay in known]),
            vendors=_with(self.vendors, [stay.source.vendor for stay in known if stay.source]),
            stays=self.stays + len(known),
        )

    def at_stage(self, stage: str | None, at: datetime) -> Erasure:
        """Return it at the beginning of a stage; with None it is done, and names nobody any more."""
        if stage is not None:
            return self.but(stage=stage, stays_after=None, after=None)
        nothing: dict[str, Any] = dict.fromkeys(("names", "emails", "phones", "rooms", "touched"), ())
        again = at + LOOKED_AGAIN
        return self.but(stage="", stays_after=None, after=None, done_at=at, again_at=again, **nothing)

    def looked_again(self, at: datetime) -> Erasure:
        """Return it to be looked after again, for as long as what was told before it was done may still come."""
        late = self.done_at is not None and at - self.done_at < COMES_LATE
        return self.but(again_at=at + LOOKED_AGAIN if late else None)


def _with(known: tuple[str, ...], more: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *(one for one in more if one))))[:MOST_SPELLINGS]
