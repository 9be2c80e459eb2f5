"""What has few digits or letters is kept by a hash so slow that nobody tries all through who has read the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from functions.identity.pairing import _pairing_key
from functions.identity.passwords import _key
from shared.domain.pins import Pin


@pytest.mark.parametrize(
    ("keep", "factor"),
    [
        (lambda: Pin.of("stf_1", "4839", "00" * 16), 2**14),
        (lambda: Pin(staff_id="stf_1", salt="00" * 16, proof="").is_proved_by("4839"), 2**14),
        (lambda: _pairing_key("ABCDEFGH"), 2**13),
        (lambda: _key("ABCDEFGH"), 2**13),
    ],
    ids=["a PIN", "a try of one", "a pairing code", "a sign-in code"],
)
def test_it_takes_megabytes_and_milliseconds(
    monkeypatch: pytest.MonkeyPatch, keep: Callable[[], object], factor: int
) -> None:
    asked: list[tuple[int, int, int]] = []

    def spy(secret: bytes, *, salt: bytes, n: int, r: int, p: int, dklen: int) -> Any:
        asked.append((n, r, p))
        return bytes(dklen)

    monkeypatch.setattr(hashlib, "scrypt", spy)
    keep()

    assert asked == [(factor, 8, 1)]
