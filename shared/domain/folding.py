"""One folding of names for comparison: what people take for the same name folds to the same text.

`web/i18n/folding.ts` folds alike; `tests/contract/folding.json` holds the two together. Who asks to be forgotten is looked for
by the same letters (privacy.py). Never shown, and never kept but as what an id was derived from.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from shared.domain.words import latin_digits

_UNSEEN = re.compile(
    "[\u00ad\u00b4\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff'`\u2018\u2019\u02b9-\u02bf]+"
)
"""Joiners, marks of direction, and apostrophes of every shape."""
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0621\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\ufe00-\ufe0f]+"
)
"""Accents, points and vowel signs of Latin, Cyrillic, Hebrew and Arabic writing, a hamza without a seat, the stretched line."""
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("يىېۍےۓ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةۀۃہھەۂ", "ه"),
        **dict.fromkeys("ٱ", "ا"),
        **dict.fromkeys("ګ", "گ"),
        **dict.fromkeys("қ", "к"),
        **dict.fromkeys("ғ", "г"),
        **dict.fromkeys("ҳ", "х"),
        **dict.fromkeys("ҷ", "ч"),
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ς": "σ",
        "ŋ": "n",
    }
)


def folded(text: str) -> str:
    """Return the text as it is compared: "Müller-Lüdenscheidt" is "muller ludenscheidt", "كريم" is "کریم", "۲۰۴" is "204"."""
    return " ".join(_in_its_letters(text).split())


@lru_cache(maxsize=4096)
def folded_letter(character: str) -> str:
    """Return one character as it is compared: "" where it counts for nothing, a blank where it parts words."""
    return _in_its_letters(character)


def _in_its_letters(text: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", _UNSEEN.sub("", text)))
    alike: str = latin_digits(bare).lower().translate(_ALIKE)
    return "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in alike)
