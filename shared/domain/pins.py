"""A PIN: by it somebody takes over a device that the house shares. Kept is what it can be proved by, not the PIN.

It opens floor work on that device and nothing else: a password brings somebody in (docs/decisions/pins.md).
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator

from shared.domain.common_pins import is_guessable
from shared.domain.documents import Document
from shared.domain.events import Event
from shared.domain.people import FLOOR, Role
from shared.domain.privacy import AboutGuest, keep
from shared.domain.refusals import INVALID_FIELDS, Rule
from shared.domain.words import latin_digits, written

PIN_TOO_SIMPLE = Rule("MELMASTOON.IDENTITY.PIN_TOO_SIMPLE", 422, "Anybody would try this PIN first.")
NO_PIN_FOR_ROLE = Rule(
    "MELMASTOON.IDENTITY.NO_PIN_FOR_ROLE", 409, "The desk and managers sign in with their password, not with a PIN."
)

Digits = Annotated[str, written(r"^[0-9]{4,8}$", "4 to 8 digits"), BeforeValidator(latin_digits)]
FEWEST = {Role.HOUSEKEEPER: 4, Role.MAINTENANCE: 4, Role.SUPERVISOR: 6}
"""How many digits a PIN has at least: who leads a shift may do more, and is worth more tries."""


class Pin(Document):
    """One person's, in one property. So few digits are soon tried through: whoever asks counts the tries."""

    collection: ClassVar[str] = "pins"
    key: ClassVar[str] = "staff_id"
    about_guest: ClassVar[AboutGuest] = keep("It is of staff.")

    staff_id: str
    salt: str
    proof: str
    length: int = 4

    @classmethod
    def of(cls, staff_id: str, digits: str, salt: str) -> Self:
        """Raises PIN_TOO_SIMPLE for years, dates, rows of digits, and the commonest of all."""
        if is_guessable(digits):
            raise PIN_TOO_SIMPLE.refuse(fields={"pin": "must not be a date, a year, digits in a row, nor a common PIN"})
        return cls(staff_id=staff_id, salt=salt, proof=_slow_hash(digits, salt), length=len(digits))

    def for_role(self, role: Role) -> Self:
        """Return it where it is enough for this role. Raises NO_PIN_FOR_ROLE, and INVALID_FIELDS for too few digits."""
        if role not in FLOOR:
            raise NO_PIN_FOR_ROLE.refuse(role=role)
        if self.length < FEWEST[role]:
            raise INVALID_FIELDS.refuse(fields={"pin": f"must have {FEWEST[role]} digits at least"}, role=role)
        return self

    def serves(self, role: Role) -> bool:
        return role in FLOOR and self.length >= FEWEST[role]

    def is_proved_by(self, digits: str) -> bool:
        return hmac.compare_digest(self.proof, _slow_hash(digits, self.salt))


class PinGuessed(Event):
    """So many wrong PINs of one person were typed on a device that there is a pause now."""

    subject: ClassVar[str] = "melmastoon.identity.pin.guessed.v1"
    aggregate: ClassVar[str] = "staff_id"

    staff_id: str
    device_id: str


def _slow_hash(digits: str, salt: str) -> str:
    return hashlib.scrypt(digits.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32).hex()
