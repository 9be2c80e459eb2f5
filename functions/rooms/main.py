"""The rooms service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.rooms import context, flags, history, observations, rows, setup, streams  # noqa: F401 - each declares its functions
from shared.runtime.service import serve, targets

rooms = serve("rooms")
globals().update(targets("rooms"))
