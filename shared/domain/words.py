"""What people and systems write, as it is let in: text made storable and bounded, numbers in any digits, moments.

One way in for every kind of text: `Name` and `Label` are one line, `Text` may have several; a person is told the limit, what
a system says (`Told`, `ToldText`) is cut to it. What nobody sees (marks of direction, soft hyphens, byte order marks) is taken off;
a zero-width joiner or non-joiner stays only inside a word, where Persian and others write with it. Which names are the
same is not asked here but in `folding`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, Strict, StringConstraints

_LATIN = {ord(digit): str(value) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for value, digit in enumerate(digits)}
_LATIN |= {ord("٫"): ".", ord("٬"): ""}

FORMS: dict[str, str] = {}
"""What text of each pattern is, in words: nobody can read a regular expression."""

LONGEST_NAME, LONGEST_LABEL, LONGEST_TEXT = 200, 60, 2000

_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE1000)])
_CONTROLS |= dict.fromkeys([0xAD, 0x34F, 0x180E, 0x200B, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])
_CONTROLS |= dict.fromkeys(map(ord, "\t\u1680\u2800\u3164\u115f\u1160\uffa0"), " ")
"""What is taken off everywhere, or is a blank that looks like a letter to Unicode."""
_DIRECTIONS = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))
"""Marks of direction: of use in running text of two directions, and only in the way in a name."""
_IN_ONE_LINE = _CONTROLS | _DIRECTIONS
_NON_JOINER = "\u200c"
_JOINERS = re.compile("[\u200c\u200d]+")
_ODD = frozenset(char for char in map(chr, _IN_ONE_LINE) if char.isprintable() and char != " ")
"""What is printable to Unicode, and yet taken off."""


def written(pattern: str, words: str, max_length: int | None = None) -> StringConstraints:
    """Have text be of this pattern; who writes something else reads that it must be `words`."""
    FORMS[pattern] = words
    return StringConstraints(pattern=pattern, max_length=max_length)


def latin_digits(value: Any) -> Any:
    """Return text with Persian and Arabic digits and separators turned to Latin ones; leave anything else alone."""
    return value.translate(_LATIN) if isinstance(value, str) else value


def storable(value: Any) -> Any:
    """Return JSON with every half of a surrogate pair, which no store can keep, shown as the character that was lost.

    Raises RecursionError for what is nested deeper than anybody means.
    """
    match value:
        case str():
            return value if value.isascii() or _is_unicode(value) else _repaired(value)
        case dict():
            return {storable(name): storable(inner) for name, inner in value.items()}
        case list():
            return [storable(inner) for inner in value]
        case _:
            return value


def one_line(value: Any) -> Any:
    """Return text as one line without what nobody sees, each run of blanks one; "" where nothing is left to see."""
    if not isinstance(value, str):
        return value
    if _is_plain(value):
        return _plainly(value)
    return _shown(" ".join(_BREAKS.sub(" ", _plain(value)).translate(_IN_ONE_LINE).split()))


def several_lines(value: Any) -> Any:
    """Return text with its lines, each as `one_line` has it; at most one empty line in a row. Marks of direction stay."""
    if not isinstance(value, str):
        return value
    if _is_plain(value):
        return _plainly(value)
    lines = [" ".join(line.translate(_CONTROLS).split()) for line in _BREAKS.split(_plain(value))]
    return _shown(re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n"))


def legible(value: Any) -> Any:
    """Return JSON with every text in it as `several_lines` has it; of systems, whose fields are of no kind of ours."""
    match value:
        case dict():
            return {name: legible(inner) for name, inner in value.items()}
        case list():
            return [legible(inner) for inner in value]
        case _:
            return several_lines(value)


def cut_to(most: int) -> BeforeValidator:
    """Have text of a system cleaned and cut, never refused: what it is about matters more than its end."""

    def cut(value: Any) -> Any:
        text = one_line(value) if most <= LONGEST_NAME else several_lines(value)
        return text[:most].rstrip() if isinstance(text, str) else text

    return BeforeValidator(cut)


def _is_plain(text: str) -> bool:
    """Whether there is nothing in it to take off but blanks and joiners: so it is with nearly all that is ever read."""
    return text.replace(_NON_JOINER, "").isprintable() and (text.isascii() or _ODD.isdisjoint(text))


def _plainly(text: str) -> str:
    found = " ".join(text.split())
    return found if found.isascii() else _shown(unicodedata.normalize("NFC", found))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", storable(text))


def _shown(text: str) -> str:
    """Return the text composed, its joiners only inside words; "" where there is no letter, figure or sign in it."""
    if not any(unicodedata.category(char)[0] in "LNPS" for char in text):
        return ""
    return text if text.isascii() else unicodedata.normalize("NFC", _JOINERS.sub(_joining, text))


def _joining(found: re.Match[str]) -> str:
    """Return one joiner where it stands between two letters or signs that are written with such, else nothing."""
    around = (found.string[found.start() - 1 : found.start()], found.string[found.end() : found.end() + 1])
    written = all(side and not side.isascii() and unicodedata.category(side)[0] in "LMS" for side in around)
    return found[0][0] if written else ""


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _repaired(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _a_number(value: Any) -> Any:
    """Refuse yes and no, which Python takes for 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic tells of a ValueError only
    return latin_digits(value)


Whole = Annotated[int, BeforeValidator(_a_number), Field(ge=-(2**53), le=2**53)]
Decimal = Annotated[float, BeforeValidator(_a_number), Field(allow_inf_nan=False)]
YesNo = Annotated[bool, Strict()]
"""True or false as JSON writes them; "yes" and 1 are something else."""

Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), BeforeValidator(several_lines)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), BeforeValidator(one_line)]
Label = Annotated[str, StringConstraints(max_length=LONGEST_LABEL), BeforeValidator(one_line)]
Told = Annotated[str, cut_to(LONGEST_NAME)]
ToldText = Annotated[str, cut_to(LONGEST_TEXT)]


def _asked(value: Any) -> Any:
    """Read yes or no of a query string, which has nothing but text."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


Asked = Annotated[bool, Strict(), BeforeValidator(_asked)]
"""`YesNo` of a query."""


def _with_its_plus(value: Any) -> Any:
    """Give back the "+" of an offset, which reads as a space in a query string that somebody typed by hand.

    A bare number is refused: nobody says what it counts, nor from when.
    """
    if isinstance(value, int | float) or (isinstance(value, str) and "T" not in value.upper() and ":" not in value):
        raise ValueError("must be a moment with its offset or Z, such as 2026-06-15T12:00:00Z")
    return value.replace(" ", "+") if isinstance(value, str) and "T" in value else value


def _of_our_times(moment: datetime) -> datetime:
    if not 1970 <= moment.year < 2200:  # noqa: PLR2004 - far enough both ways that no zone's offset overflows
        raise ValueError("is not a moment of our times")
    return moment.astimezone(UTC)


Instant = Annotated[AwareDatetime, BeforeValidator(_with_its_plus), AfterValidator(_of_our_times)]
"""A moment with its offset or Z, kept in UTC."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _a_day(value: Any) -> Any:
    said = latin_digits(value)
    if not isinstance(said, date) and not (isinstance(said, str) and _ISO_DAY.fullmatch(said)):
        raise ValueError("must be a day, such as 2026-06-15")
    return said


Day = Annotated[date, BeforeValidator(_a_day)]
"""A day of the calendar; a number, which would count from 1970, is none."""
