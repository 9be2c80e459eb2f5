"""Linen: how much of each line lies clean on the shelf, how much is out, and how long the shelf will last.

A line runs low when less lies on the shelf than its watermark. That is told once, and again only after it recovered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import exp2, log
from typing import Annotated, Any, ClassVar

from pydantic import Field

from shared.domain.documents import Change, Document, Value
from shared.domain.events import Event
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.settings import Language

NOT_ENOUGH_LINEN = Rule("MELMASTOON.HOUSEKEEPING.NOT_ENOUGH_LINEN", 409, "There is not as much on the shelf.")
NOT_AS_MUCH_OUT = Rule("MELMASTOON.HOUSEKEEPING.NOT_AS_MUCH_LINEN_OUT", 409, "There is not as much out.")

HALF_LIFE = timedelta(hours=2)
"""In the pace of use, pieces issued so long ago count half."""
_MEAN_LIFE_MINUTES = HALF_LIFE / timedelta(minutes=1) / log(2)


class Stocktake(Value):
    """Who counted, why, and what had been believed until then."""

    by: str
    at: datetime
    reason: str
    believed_stock: int
    believed_in_use: int


class LinenLine(Document):
    """`stock` lies clean on the shelf, `in_use` is out: in rooms, on carts, in the laundry.

    `recent_use` is what was issued until `used_at`, each piece halved every HALF_LIFE since. `low_since` is when the line
    ran low, None while it is not. `beyond` are pieces that were told of late, issued or returned, and of which the line
    did not know: a stocktake has to find them.
    """

    collection: ClassVar[str] = "linen"
    key: ClassVar[str] = "line_id"
    about_guest: ClassVar[AboutGuest] = keep("It counts linen.")

    line_id: str
    name: str
    translations: dict[Language, str] = Field(default_factory=dict)
    stock: Annotated[int, Field(ge=0)] = 0
    in_use: Annotated[int, Field(ge=0)] = 0
    low_watermark: Annotated[int, Field(ge=0)] = 0
    low_since: datetime | None = None
    recent_use: Annotated[float, Field(ge=0)] = 0.0
    used_at: datetime | None = None
    beyond: Annotated[int, Field(ge=0)] = 0
    stocktake: Stocktake | None = None

    @property
    def is_low(self) -> bool:
        return self.stock < self.low_watermark

    def set_up(self, at: datetime) -> Change[LinenLine]:
        """Begin this new line, or have it called and watched otherwise; a watermark above the shelf is told like a fall."""
        return self._becoming(at)

    def issued(self, count: int, at: datetime) -> Change[LinenLine]:
        """Take pieces off the shelf. Raises Refusal NOT_ENOUGH_LINEN."""
        if count > self.stock:
            raise NOT_ENOUGH_LINEN.refuse(
                f"{self.stock} of {self.name} are on the shelf, {count} were asked for.", stock=self.stock, asked=count
            )
        at = max(at, self.used_at or at)  # one that is told late does not make what was used since older
        return self._becoming(
            at,
            stock=self.stock - count,
            in_use=self.in_use + count,
            recent_use=self.used_of_late(at) + count,
            used_at=at,
        )

    def returned(self, count: int, at: datetime) -> Change[LinenLine]:
        """Put clean pieces back on the shelf. Raises Refusal NOT_AS_MUCH_OUT: what turns up beside is for a stocktake."""
        if count > self.in_use:
            raise NOT_AS_MUCH_OUT.refuse(
                f"{self.in_use} of {self.name} are out, {count} were to return.", in_use=self.in_use, asked=count
            )
        return self._becoming(at, stock=self.stock + count, in_use=self.in_use - count)

    def issued_late(self, count: int, at: datetime) -> Change[LinenLine]:
        """Take off the shelf what was taken while nobody could be told that there is less; the rest goes `beyond`."""
        there = min(count, self.stock)
        return self.but(beyond=self.beyond + count - there).issued(there, at)

    def returned_late(self, count: int, at: datetime) -> Change[LinenLine]:
        """Put back on the shelf what came back all the same; what was not believed to be out goes `beyond`."""
        out = min(count, self.in_use)
        return self.but(beyond=self.beyond + count - out).returned(out, at)

    def counted(self, stock: int, in_use: int | None, *, by: str, reason: str, at: datetime) -> Change[LinenLine]:
        """Believe what somebody counted; None leaves what is out as it was believed."""
        taken = Stocktake(by=by, at=at, reason=reason, believed_stock=self.stock, believed_in_use=self.in_use)
        return self._becoming(
            at, stock=stock, in_use=self.in_use if in_use is None else in_use, beyond=0, stocktake=taken
        )

    def used_of_late(self, at: datetime) -> float:
        """Return the pieces issued, older ones counting less."""
        if self.used_at is None:
            return 0.0
        return self.recent_use * exp2(-max(at - self.used_at, timedelta()) / HALF_LIFE)

    def lasts_minutes(self, at: datetime) -> int | None:
        """Return how long the shelf lasts at the recent pace; None while not even one piece counts as recent use.

        A low line with an empty shelf lasts 0 minutes: nobody can use it, however much they would.
        """
        if self.is_low and not self.stock:
            return 0
        used = self.used_of_late(at)
        return int(self.stock / used * _MEAN_LIFE_MINUTES) if used >= 1 else None

    def _becoming(self, at: datetime, **changes: Any) -> Change[LinenLine]:
        after = self.but(**changes)
        if not after.is_low:
            return Change(after.but(low_since=None))
        if after.low_since is not None:
            return Change(after)
        alert = LinenLow(
            line_id=after.line_id,
            name=after.name,
            stock=after.stock,
            in_use=after.in_use,
            low_watermark=after.low_watermark,
        )
        return Change(after.but(low_since=at), (alert,))


def runway_minutes(lines: Sequence[LinenLine], at: datetime) -> int | None:
    """Return how many minutes the scarcest line lasts at the pace of recent use; None while nothing is being used."""
    lasting = [minutes for line in lines if (minutes := line.lasts_minutes(at)) is not None]
    return min(lasting, default=None)


class LinenLow(Event):
    """The shelf fell under the watermark; told once per fall. `name` is what the house calls the line."""

    subject: ClassVar[str] = "melmastoon.housekeeping.linen.low_stock_alert.v1"
    aggregate: ClassVar[str] = "line_id"

    line_id: str
    name: str
    stock: int
    in_use: int
    low_watermark: int
