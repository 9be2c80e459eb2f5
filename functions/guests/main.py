"""The entry point of the guests service."""

from __future__ import annotations

from functions.guests import erasure, memory, profiles
from shared.runtime.service import serve

__all__ = ["erasure", "guests", "memory", "profiles"]

guests = serve("guests")
