"""The entry point of the housekeeping service."""

from __future__ import annotations

from functions.housekeeping import blocks, status
from shared.runtime.service import serve

__all__ = ["blocks", "housekeeping", "status"]

housekeeping = serve("housekeeping")
