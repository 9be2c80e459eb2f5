"""Everything the domain declares, loaded at once: for what carries events that it did not itself make (the relay)."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import shared.domain
from shared.domain.events import EVENTS, Event


def every_event() -> dict[str, type[Event]]:
    """Return all kinds of events by subject. A process that runs one context has else imported only that one's."""
    for module in iter_modules(shared.domain.__path__):
        import_module(f"{shared.domain.__name__}.{module.name}")
    return EVENTS
