"""The relay: publishes what a crash, or a bus that was away, left in the journal. Called by its scheduled job.

Runs beside the commands themselves: an entry may be published by both, and receivers dedupe by event id.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.runtime import telemetry
from shared.runtime.bus.port import BusAway
from shared.runtime.cloud import cloud
from shared.runtime.execution import publish
from shared.runtime.journal import COMMITTED_AT, JOURNAL, Entry
from shared.runtime.place import Place
from shared.runtime.store.port import Data, Query, Where

GRACE = timedelta(seconds=5)  # while its own command is probably still about to publish it
BUDGET = timedelta(seconds=40)  # of the minute until the next run
PAGE = 100


@dataclass(frozen=True)
class Relayed:
    """What one run did. `failed` entries stay pending for the next run; each has been logged."""

    published: int = 0
    failed: int = 0


def relay(place: Place) -> Relayed:
    """Publish the property's pending entries, oldest first, until none is left, the time is up or the bus is away."""
    ground = cloud()
    began = ground.wall()
    published = failed = 0
    for found in _pending(place, began - GRACE):
        if not published + failed:
            telemetry.observe_late("relay_behind_seconds", (began - found[COMMITTED_AT]).total_seconds())
        if ground.wall() - began > BUDGET:
            break
        try:
            if _publish(place, found):
                published += 1
            else:
                failed += 1
        except BusAway as reason:
            telemetry.warning("left for the next run", place=place.path, reason=str(reason))
            failed += 1
            break
    if published or failed:
        telemetry.info("relayed", place=place.path, published=published, failed=failed)
    return Relayed(published, failed)


def _publish(place: Place, found: Data) -> bool:
    """One entry that cannot be published must never keep the others back, whatever is wrong with it. Raises BusAway."""
    try:
        publish(Entry.model_validate(dict(found)), place)
    except BusAway:
        telemetry.count("relayed_entries", outcome="failed")
        raise
    except Exception:  # noqa: BLE001 - see above
        telemetry.error(
            "still pending", place=place.path, entry=found.get("entry_id"), stack_trace=traceback.format_exc()
        )
    else:
        telemetry.count("relayed_entries", outcome="published")
        return True
    telemetry.count("relayed_entries", outcome="failed")
    return False


def _pending(place: Place, before: datetime) -> Iterator[Data]:
    after: tuple[object, ...] | None = None
    while True:
        query = Query(
            JOURNAL,
            place.path,
            (Where("pending", "==", value=True), Where(COMMITTED_AT, "<", before)),
            (COMMITTED_AT,),
            PAGE,
            after,
            database=place.database,
        )
        page = cloud().store.query(query)
        yield from (snapshot.data for snapshot in page if snapshot.data is not None)
        if len(page) < PAGE:
            return
        last = page[-1]
        after = ((last.data or {})[COMMITTED_AT], last.key.id)
