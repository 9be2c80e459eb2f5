"""The tickets service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.tickets import tickets as ticket_functions  # noqa: F401 - each declares its functions
from shared.runtime.service import serve, targets

tickets = serve("tickets")
globals().update(targets("tickets"))
