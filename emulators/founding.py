"""Founds the demo hotel in an empty cloud, as it is at the moment of its clock.

    python -m emulators.founding --lived --hotel .local/hotel.json

The hotel is made in memory, by the product itself, and goes to the cloud in a few large commits. Without `--lived` it is
breakfast, with nothing begun; with it the house has a week behind it and has lived its day until now. What a PMS is to know
of it is written to a file.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from emulators import seed
from emulators.demo import ZONE, DemoHotel, business_date, demo_hotel, with_last_week, write_hotel
from emulators.history import last_days
from emulators.living import DAWN, Day
from emulators.memory import Memory, remembering
from functions import load_all
from shared.domain.documents import Document
from shared.runtime.clock import hotel_clock, hotel_now
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.journal import COMMITTED_AT, JOURNAL
from shared.runtime.place import Place
from shared.runtime.store.port import Key, OutcomeUnknown, Put

_CHUNK, _AT_ONCE, _TRIES = 60, 2, 8


@dataclass(frozen=True)
class Founded:
    """The hotel as a PMS knows it, in the memory where it was made. `refused`: what was told no on the way."""

    hotel: DemoHotel
    memory: Memory
    refused: Sequence[str] = ()


@contextmanager
def at_breakfast(at: datetime, zone: ZoneInfo = ZONE) -> Iterator[Founded]:
    """Make the house of that business date, with nothing begun yet, whatever the hour."""
    hotel = demo_hotel(business_date(at, zone), zone=zone)
    with remembering(_place(hotel), at, hotel.seed) as memory:
        seed.seed(hotel)
        memory.bus.deliver_all()
        yield Founded(hotel, memory)


@contextmanager
def lived(at: datetime, zone: ZoneInfo = ZONE) -> Iterator[Founded]:
    """Make the house as it is at that moment, after a week and a part of a day."""
    with dawning(at, zone) as (day, memory):
        hotel = day.live(at)
        yield Founded(hotel, memory, day.refused)


@contextmanager
def dawning(at: datetime, zone: ZoneInfo = ZONE) -> Iterator[tuple[Day, Memory]]:
    """Make the house as it is at dawn of that business date, or at that moment where it is earlier, ready to live on."""
    today = business_date(at, zone)
    hotel = with_last_week(demo_hotel(today, zone=zone))
    dawn = min(at, datetime.combine(today, DAWN, zone))
    with remembering(_place(hotel), dawn - timedelta(hours=10), hotel.seed) as memory:
        day = Day(hotel, memory)
        seed.open_house(hotel)
        day.write_roster(today)
        day.begin_the_night(dawn)
        memory.now = dawn
        seed.furnish(hotel)
        memory.bus.deliver_all()
        _keep(memory, last_days(hotel), hotel)
        day.plan()
        yield day, memory


def _place(hotel: DemoHotel) -> Place:
    return Place(hotel.tenant, hotel.property_id)


def _keep(memory: Memory, documents: Iterator[Document], hotel: DemoHotel) -> None:
    place = _place(hotel)
    puts = [
        Put(place.key(one.collection, one.id), to_data(one.but(revision=1, updated_at=memory.now)), None)
        for one in documents
    ]
    memory.store.commit(puts)


def load(memory: Memory) -> None:
    """Write all that is in memory to this process's cloud, whose own clock is the real one.

    A cold emulator on a busy machine may take longer than a commit may: what is written is the same however often.
    """
    found = [(one.key, _by_its_clock(one.key, one.data)) for one in memory.store.everything() if one.data is not None]
    chunks = [found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_write, chunks))


def _write(documents: Sequence[tuple[Key, Mapping[str, Any]]]) -> None:
    puts = [Put(key, data, None) for key, data in documents]
    for _ in range(_TRIES - 1):
        with suppress(OutcomeUnknown):
            cloud().store.commit(puts)
            return
    cloud().store.commit(puts)


def _by_its_clock(key: Key, data: Mapping[str, Any]) -> Mapping[str, Any]:
    if key.collection != JOURNAL:
        return data
    return {**data, COMMITTED_AT: hotel_clock().real(data[COMMITTED_AT])}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m emulators.founding", description=__doc__.partition("\n")[0])
    parser.add_argument("--lived", action="store_true", help="with a week and the day until now behind it")
    parser.add_argument("--hotel", type=Path, metavar="FILE", help="where to write what the PMS is to know")
    parser.add_argument(
        "--waiting", action="store_true", help="make the hotel at once, and read where the cloud is on our own input"
    )
    asked = parser.parse_args(argv)
    load_all()
    with (lived if asked.lived else at_breakfast)(hotel_now()) as founded:
        hotel, memory = founded.hotel, founded.memory
    if asked.waiting:
        os.environ.update(json.load(sys.stdin))
    load(memory)
    seed.open_accounts(hotel)
    if asked.hotel:
        write_hotel(hotel, asked.hotel)
    print(f"{hotel.name}: {len(hotel.rooms)} rooms, {len(hotel.in_house())} in house, {len(hotel.staff)} people")
    return 0


if __name__ == "__main__":
    sys.exit(main())
