"""What is told of the past: how long ago it may have been, and how far the clock may be ahead of who tells it.

A device keeps taps and the day's work for KEPT_ON_DEVICES and no longer; what is told as older was not tapped then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.domain.refusals import INVALID_FIELDS

KEPT_ON_DEVICES = timedelta(days=30)
AHEAD = timedelta(days=1)
"""How far a device's clock may be ahead of ours; what happened later than that did not happen."""


def in_the_past(moment: datetime, now: datetime, field: str) -> datetime:
    """Return when something happened that somebody tells of, as they say. Raises Refusal INVALID_FIELDS, by the field."""
    if wrong := not_past(moment, now):
        raise INVALID_FIELDS.refuse(f"{field} {wrong}.", fields={field: wrong}, said=moment)
    return moment


def not_past(moment: datetime, now: datetime) -> str | None:
    """Say in words why this cannot be when something happened that is told of now; None where it can."""
    if moment > now + AHEAD:
        return "must not be in the future"
    if moment < now - KEPT_ON_DEVICES:
        return f"must not be more than {KEPT_ON_DEVICES.days} days ago"
    return None
