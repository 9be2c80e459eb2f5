"""The entry point of the stays service."""

from __future__ import annotations

from functions.stays import bulk, day, reservations
from shared.runtime.service import serve

__all__ = ["bulk", "day", "reservations", "stays"]

stays = serve("stays")
