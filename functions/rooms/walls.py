"""What the clocks on the hotel's walls show: instants said in the property's zone, so that no caller has to convert."""

from __future__ import annotations

from datetime import date, datetime

from shared.domain.documents import Value
from shared.domain.settings import Settings


class Local(Value):
    """`check_out_time` (HH:MM) and its date are of the stay in the room; None where nobody is in it."""

    zone: str
    today: date
    time: str
    business_date: date
    check_out_date: date | None = None
    check_out_time: str | None = None


def local(settings: Settings, now: datetime, check_out_at: datetime | None) -> Local:
    here = settings.local(now)
    leaves = settings.local(check_out_at) if check_out_at else None
    return Local(
        zone=settings.zone,
        today=here.date(),
        time=f"{here:%H:%M}",
        business_date=settings.business_date(now),
        check_out_date=leaves.date() if leaves else None,
        check_out_time=f"{leaves:%H:%M}" if leaves else None,
    )
