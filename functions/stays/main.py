"""The stays service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.stays import bulk, choice, day, elsewhere, reservations  # noqa: F401 - each declares its functions
from shared.runtime.service import serve, targets

stays = serve("stays")
globals().update(targets("stays"))
