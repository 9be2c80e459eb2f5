"""The identity service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.identity import invitations, pairing, people, pins, sessions, settings, staff  # noqa: F401 - each declares its functions
from shared.runtime.service import serve, targets

identity = serve("identity")
globals().update(targets("identity"))
