"""The pms service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.pms import conditions_in, conditions_out, connection, drift, notices, reconcile, sync  # noqa: F401 - each declares its functions
from shared.runtime.service import serve, targets

pms = serve("pms")
globals().update(targets("pms"))
