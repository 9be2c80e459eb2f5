"""The scheduled relay: what is committed but not yet on the bus is published, every minute."""

from __future__ import annotations

from shared.runtime.relay import relay
from shared.runtime.routes import job
from shared.runtime.units import Units


@job("relay", schedule="* * * * *")
def relay_pending(units: Units) -> None:
    """Publish what a crash left in the journal."""
    relay(units.place)
