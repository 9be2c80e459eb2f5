"""The maintenance service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.maintenance import reports, work_orders  # noqa: F401 - each declares its functions
from shared.runtime.service import serve, targets

maintenance = serve("maintenance")
globals().update(targets("maintenance"))
