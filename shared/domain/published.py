"""Values that published events carry and that may not grow with ours: a frozen version keeps its list.

What came later is told by the nearest of the old words; the journal and the documents have the exact one.
"""

from __future__ import annotations

from enum import StrEnum


class PauseReason(StrEnum):
    """Of `task.paused.v1`: the reasons that the seed names."""

    BREAK = "break"
    AWAITING_LINEN = "awaiting_linen"
    AWAITING_MAINTENANCE = "awaiting_maintenance"
    OTHER = "other"

    @classmethod
    def nearest_to(cls, reason: str) -> PauseReason:
        return cls(reason) if reason in set(cls) else cls.OTHER
