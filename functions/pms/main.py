"""The pms context: the two-way bridge. Imports its modules so that functions-framework finds every function."""

from __future__ import annotations

from functions.pms import conditions_in, conditions_out, connection, drift, notices, reconcile, sync
from shared.runtime.service import serve

__all__ = ["conditions_in", "conditions_out", "connection", "drift", "notices", "pms", "reconcile", "sync"]

pms = serve("pms")
