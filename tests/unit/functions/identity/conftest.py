"""What the product hashes slowly is hashed quickly here: hundreds of people set PINs and passwords."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spend as little as there is on a hash; how much the product asks for is held by test_slow_hashes.py."""
    slow = hashlib.scrypt

    def quick(secret: bytes, *, n: int, **how: Any) -> bytes:
        return slow(secret, n=2, **how)

    monkeypatch.setattr(hashlib, "scrypt", quick)
