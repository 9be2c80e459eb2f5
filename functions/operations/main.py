"""The operations service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.operations import dead_letters, description, health, journal, relay, unread  # noqa: F401 - each declares its functions
from shared.runtime.service import serve, targets

operations = serve("operations")
globals().update(targets("operations"))
