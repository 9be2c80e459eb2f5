"""The identity service: imports its modules, so that functions-framework finds every function; nothing else."""

from __future__ import annotations

from functions.identity import (  # noqa: F401 - each declares its functions
    devices,
    invitations,
    pairing,
    passwords,
    people,
    pins,
    sessions,
    settings,
    staff,
)
from functions.identity.addresses import refuse_unknown_proxies
from shared.runtime.service import serve, targets

refuse_unknown_proxies()
identity = serve("identity")
globals().update(targets("identity"))
