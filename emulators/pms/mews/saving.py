"""What the stand-in remembers between two runs: one JSON file with the tables that people change.

Categories, services and faults are not in it: they are made at each start. Nor is the webhooks' address, whose secret is
new each time, nor what was on its way to it: whoever missed that compares both sides, as with the real Mews.
"""

from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from .entities import Block, Customer, Reservation, Resource
from .ledger import Ledger

_SAVE_EVERY_SECONDS = 2.0


class Unreadable(Exception):
    """One line that tells a person which file it is and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """`out_of_order`: the rooms that were shown so, for blocks begin and end while nobody runs."""

    house: str
    resources: tuple[Resource, ...]
    reservations: tuple[Reservation, ...]
    customers: tuple[Customer, ...]
    blocks: tuple[Block, ...]
    out_of_order: frozenset[str]
    format: Literal[1] = 1


_SAVED = TypeAdapter(Saved)


def saved(ledger: Ledger) -> Saved:
    with ledger.lock:
        return Saved(
            house=ledger.house.key,
            resources=tuple(ledger.resources),
            reservations=tuple(ledger.reservations),
            customers=tuple(ledger.customers),
            blocks=tuple(ledger.blocks),
            out_of_order=ledger.out_of_order,
        )


class File:
    """The state of one ledger in one file. Used by one thread at a time."""

    def __init__(self, path: Path, ledger: Ledger) -> None:
        self._path = path
        self._ledger = ledger
        self._written: Saved | None = None

    def bring_back(self) -> bool:
        """Put the saved rows in the place of those that are there; nobody is told. Return whether there was a file.

        Raises Unreadable.
        """
        try:
            saved = _SAVED.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return False
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "the file"
            raise Unreadable(f"{self._path} is no state of the stand-in ({where}: {first['msg']})") from error
        except OSError as error:
            raise Unreadable(f"{self._path} cannot be read ({error.strerror})") from error
        if saved.house != self._ledger.house.key:
            raise Unreadable(f"{self._path} is the state of another house, {saved.house}")
        with self._ledger.lock:
            self._ledger.resources.replace_all(saved.resources)
            self._ledger.reservations.replace_all(saved.reservations)
            self._ledger.customers.replace_all(saved.customers)
            self._ledger.blocks.replace_all(saved.blocks)
            self._ledger.out_of_order = saved.out_of_order
        self._written = saved
        return True

    def save(self) -> None:
        """Write what changed since the last time; a crash meanwhile leaves the former file."""
        now = saved(self._ledger)
        if now == self._written:
            return
        fresh = self._path.with_name(self._path.name + ".new")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(_SAVED.dump_json(now))
        fresh.replace(self._path)
        self._written = now

    def keep_saving(self, until: Event) -> Thread:
        """Save every few seconds in a thread of its own, and once more when the event is set; then the thread ends."""

        def save() -> None:
            while not until.wait(_SAVE_EVERY_SECONDS):
                self.save()
            self.save()

        thread = Thread(target=save, name="mews-state")
        thread.start()
        return thread
