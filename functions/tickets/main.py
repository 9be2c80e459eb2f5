"""The entry point of the tickets service."""

from __future__ import annotations

from functions.tickets import tickets as ticket_functions
from shared.runtime.service import serve

__all__ = ["ticket_functions", "tickets"]

tickets = serve("tickets")
