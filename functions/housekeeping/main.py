"""The housekeeping service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.housekeeping import (  # noqa: F401 - each declares its functions
    assignment,
    blocks,
    board,
    checklists,
    escalations,
    headlines,
    inspections,
    learning,
    linen,
    lists,
    lost_and_found,
    maintenance,
    minute,
    photos,
    plans,
    presence,
    requests,
    settings,
    shifts,
    stats,
    status,
    stayovers,
    tasks,
    turnovers,
    worklists,
)
from shared.runtime.service import serve, targets

housekeeping = serve("housekeeping")
globals().update(targets("housekeeping"))
