"""The guests service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.guests import erasure, memory, profiles  # noqa: F401 - each declares its functions
from shared.runtime.service import serve, targets

guests = serve("guests")
globals().update(targets("guests"))
