"""A guest who is to be forgotten: how they and their hotel write the name, what they tap, and how it is searched for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

LATIN, PERSIAN, ARABIC = "Zarlasht Popalzai", "زرلښت پوپلزی", "زرلښت پوپلزي"
EMAIL, PHONE = "zarlasht@example.af", "+93 70 765 4321"
NAMED = f"{LATIN}, {PERSIAN}, {EMAIL}, ۰۷۰۷۶۵۴۳۲۱"
NEEDLES = ("zarlasht", "popalzai", "زرلښت", "پوپلزی", "707654321")

TAPS: Mapping[str, Mapping[str, Any]] = {
    "set_guest_flag": {"flag": "make_up_room"},
    "set_temperature_preset": {"celsius": 21},
    "open_ticket": {"kind": "other", "text": f"I am {NAMED}"},
    "set_ticket_status": {"status": "cancelled"},
    "create_task": {"kind": "mid_stay_clean", "note": f"{NAMED} is out until four"},
    "forget_me": {},
}
"""What a guest says with each command that they have."""


_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s().-]+(?=\d)")
_LETTERS = {ord("ي"): "ی", ord("ك"): "ک"}


def leaves_out(text: str) -> str:
    """Return text as it is searched: digits of all sets as Latin ones, one form of each letter, no marks between digits."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    digits = {ord(one): str(unicodedata.digit(one)) for one in set(plain) if one.isdigit()}
    return _BETWEEN_DIGITS.sub("", plain.translate(_LETTERS | digits))


def hits(what: Mapping[str, str]) -> dict[str, list[str]]:
    """Return, of all that was searched, what names the guest, and how."""
    found = {where: [needle for needle in NEEDLES if needle in leaves_out(text)] for where, text in what.items()}
    return {where: named for where, named in found.items() if named}
