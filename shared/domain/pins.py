"""A PIN: by it somebody takes a shared device over from who had it before. Kept is what it can be proved by, not the PIN.

It guards what a colleague beside you could do in your name, not what a stranger could: a password brings somebody in.
"""

from __future__ import annotations

import hashlib
import hmac
from itertools import pairwise
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator

from shared.domain.documents import Document
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import Rule
from shared.domain.words import latin_digits, written

PIN_TOO_SIMPLE = Rule("MELMASTOON.IDENTITY.PIN_TOO_SIMPLE", 422, "Anybody would try this PIN first.")

Digits = Annotated[str, written(r"^[0-9]{4,8}$", "4 to 8 digits"), BeforeValidator(latin_digits)]


class Pin(Document):
    """One person's, in one property. So few digits are soon tried through: whoever asks counts the tries."""

    collection: ClassVar[str] = "pins"
    key: ClassVar[str] = "staff_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of staff.")

    staff_id: str
    salt: str
    proof: str

    @classmethod
    def of(cls, staff_id: str, digits: str, salt: str) -> Self:
        """Raises PIN_TOO_SIMPLE for one digit repeated, and for digits in a row."""
        steps = {int(after) - int(before) for before, after in pairwise(digits)}
        if len(steps) == 1 and steps <= {-1, 0, 1}:
            raise PIN_TOO_SIMPLE.refuse(fields={"pin": "must not be one digit repeated, nor digits in a row"})
        return cls(staff_id=staff_id, salt=salt, proof=_slow_hash(digits, salt))

    def is_proved_by(self, digits: str) -> bool:
        return hmac.compare_digest(self.proof, _slow_hash(digits, self.salt))


def _slow_hash(digits: str, salt: str) -> str:
    return hashlib.scrypt(digits.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32).hex()
