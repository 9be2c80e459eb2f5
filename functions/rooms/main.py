"""The entry point of the rooms service."""

from __future__ import annotations

from functions.rooms import context, flags, history, observations, rows, setup, streams
from shared.runtime.service import serve

__all__ = ["context", "flags", "history", "observations", "rooms", "rows", "setup", "streams"]

rooms = serve("rooms")
