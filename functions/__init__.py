"""What runs: one folder per context, one module per aggregate, one function per command, query or event."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

_HERE = Path(__file__).parent


def contexts() -> list[str]:
    """Return the names of all contexts: the folders that have an entry point."""
    return sorted(found.parent.name for found in _HERE.glob("*/main.py"))


def load_all() -> None:
    """Fill the function map with every context's functions. For tools; a service loads its own context only."""
    for context in contexts():
        import_module(f"{__name__}.{context}.main")
