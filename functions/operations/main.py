"""The entry point of the operations service."""

from __future__ import annotations

from functions.operations import dead_letters, description, health, journal, relay
from shared.runtime.service import serve

__all__ = ["dead_letters", "description", "health", "journal", "operations", "relay"]

operations = serve("operations")
