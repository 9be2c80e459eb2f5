"""What a document holds about a guest, and what becomes of it when they ask to be forgotten. Pure.

Each Document declares it (`about_guest`); the eraser (functions/guests/erasing.py) knows no document by name and walks these
declarations. What is linked to the guest, or to a stay of theirs, is emptied or deleted. Free text that is linked to nobody
is read for their name, address and number, and only these are struck out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import permutations
from typing import Any


class Fate(StrEnum):
    """What becomes of a document that is linked to who is forgotten. What is kept says why."""

    ERASE = "erase"
    BLANK = "blank"
    KEEP = "keep"


@dataclass(frozen=True)
class AboutGuest:
    """One kind of document: how those of a guest are found, and what goes of them.

    `guest` is the field that names the guest, `stays` are those that name a stay. `beside` is a collection whose documents
    have the same ids, and are found so. `named_in` are fields with another system's words: a document that names the guest there, or a stay of theirs, goes whole.

    `fields` become empty in what is linked. `texts` are the paths of what people type ("notes.*.text"): emptied in what is
    linked, struck through elsewhere. `photos` are fields with photos that go, files and all, with what is linked.
    """

    fate: Fate
    why: str = ""
    guest: str = ""
    stays: tuple[str, ...] = ()
    beside: str = ""
    named_in: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()


def keep(why: str, *, texts: Sequence[str] = ()) -> AboutGuest:
    """Declare that a document holds nothing of guests but, perhaps, their names in what people typed."""
    return AboutGuest(Fate.KEEP, why=why, texts=tuple(texts))


def blank(
    *,
    guest: str = "",
    stays: Sequence[str] = (),
    fields: Sequence[str] = (),
    texts: Sequence[str] = (),
    photos: Sequence[str] = (),
) -> AboutGuest:
    """Declare that the documents of a guest stay, without what tells of them."""
    return AboutGuest(
        Fate.BLANK, guest=guest, stays=tuple(stays), fields=tuple(fields), texts=tuple(texts), photos=tuple(photos)
    )


def erase(*, guest: str = "", beside: str = "", named_in: Sequence[str] = (), texts: Sequence[str] = ()) -> AboutGuest:
    """Declare that the documents of a guest go."""
    return AboutGuest(Fate.ERASE, guest=guest, beside=beside, named_in=tuple(named_in), texts=tuple(texts))


STRUCK = "…"
_LEAST_LETTERS = 3
"""A single word of a name that is shorter stands in too many other words' place."""
_LEAST_SOUNDS = 4
"""Two scripts are compared by their consonants; so many must agree."""
_LEAST_SOUNDS_ALONE = 3
_MOST_WORDS = 4
_LEAST_DIGITS = 7
_DIGITS_KEPT = 9
"""A number is known by its last digits: with or without the country, and the nought before it."""


@dataclass(frozen=True)
class Traces:
    """How somebody may be named in what people typed: the spellings of their name, their addresses and numbers."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    def strike(self, text: str, *, loosely: bool = False) -> str:
        """Return the text without them. `loosely` also takes single words of the name: where it is likely to be theirs."""
        spans = [*self._emails_in(text), *self._phones_in(text), *self._names_in(text, loosely=loosely)]
        for start, end in sorted(_joined(spans), reverse=True):
            text = text[:start] + STRUCK + text[end:]
        return text

    def _emails_in(self, text: str) -> Iterator[tuple[int, int]]:
        for email in self.emails:
            for found in re.finditer(re.escape(email), text, re.IGNORECASE):
                yield found.span()

    def _phones_in(self, text: str) -> Iterator[tuple[int, int]]:
        wanted = {digits[-_DIGITS_KEPT:] for phone in self.phones if len(digits := _digits(phone)) >= _LEAST_DIGITS}
        for found in re.finditer(r"[+(]?\d[\d\s().\-/\u200c]*\d", text) if wanted else ():
            if any(_digits(found[0]).endswith(digits) for digits in wanted):
                yield found.span()

    def _names_in(self, text: str, *, loosely: bool) -> Iterator[tuple[int, int]]:
        words = list(_words(text))
        for name in self.names:
            spelled = _spelled(name)
            if len(spelled.words) > 1 or loosely:
                yield from _runs(words, spelled)
            if loosely:
                yield from ((start, end) for word, start, end in words if spelled.has(word))


@dataclass(frozen=True)
class _Spelled:
    """A name as it is looked for: its words, these joined in every order, and what both sound like."""

    words: tuple[str, ...]
    wholes: frozenset[str]
    sounds: frozenset[str]
    alone: frozenset[str]
    heard: frozenset[str]

    def has(self, word: str) -> bool:
        return word in self.alone or _sound(word) in self.heard


@lru_cache(maxsize=1024)
def _spelled(name: str) -> _Spelled:
    own = tuple(word for word, _, _ in _words(name))
    orders = permutations(own) if len(own) <= _MOST_WORDS else (own, own[::-1])
    wholes = frozenset("".join(order) for order in orders)
    sounds = {_sound(whole) for whole in wholes} if len(own) > 1 else set()
    return _Spelled(
        words=own,
        wholes=wholes,
        sounds=frozenset(sound for sound in sounds if len(sound) >= _LEAST_SOUNDS),
        alone=frozenset(word for word in own if len(word) >= _LEAST_LETTERS),
        heard=frozenset(sound for word in own if len(sound := _sound(word)) >= _LEAST_SOUNDS_ALONE),
    )


def emptied(data: Any, path: str) -> Any:
    """Return the data with the text at this path "" ("notes.*.text"; `*` is every item or value)."""
    return _at(data, path.split("."), lambda _: "")


def struck(data: Any, paths: Iterable[str], strike: Callable[[str], str]) -> Any:
    """Return the data with each text at these paths struck through."""
    for path in paths:
        data = _at(data, path.split("."), strike)
    return data


def struck_throughout(data: Any, strike: Callable[[str], str]) -> Any:
    """Return the data with every text in it, at any depth, struck through."""
    match data:
        case str():
            return strike(data)
        case Mapping():
            return {key: struck_throughout(value, strike) for key, value in data.items()}
        case list() | tuple():
            return [struck_throughout(value, strike) for value in data]
        case _:
            return data


def _at(data: Any, path: list[str], change: Callable[[str], str]) -> Any:
    if not path:
        return change(data) if isinstance(data, str) else [change(one) for one in data] if _is_texts(data) else data
    first, rest = path[0], path[1:]
    match data:
        case Mapping() if first == "*":
            return {key: _at(value, rest, change) for key, value in data.items()}
        case Mapping() if first in data:
            return {**data, first: _at(data[first], rest, change)}
        case list() | tuple() if first == "*":
            return [_at(value, rest, change) for value in data]
        case _:
            return data


def _is_texts(data: Any) -> bool:
    return isinstance(data, list | tuple) and all(isinstance(one, str) for one in data)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans with those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _runs(words: Sequence[tuple[str, int, int]], name: _Spelled) -> Iterator[tuple[int, int]]:
    """Yield where words that stand together are the name: in any order, however they are joined, in any script."""
    longest = max(map(len, name.wholes), default=0) + 2 * len(name.words)
    for first in range(len(words)):
        run = ""
        for word, _, end in words[first : first + len(name.words) + 2]:
            run += word
            if len(run) > longest:
                break
            if run in name.wholes or (name.sounds and _sound(run) in name.sounds):
                yield words[first][1], end


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word as it is compared, with where it stands. A zero-width non-joiner parts words as a space does."""
    word, start = "", 0
    for place, character in enumerate(text):
        plain = _plain(character)
        if plain.isalnum() or (plain == "" and word):
            start, word = (place, plain) if not word else (start, word + plain)
        elif word:
            yield word, start, place
            word = ""
    if word:
        yield word, start, len(text)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return a letter as it is compared: no marks, no case, one form of those that are typed in several."""
    if character == "\u200c":
        return " "
    spread = unicodedata.normalize("NFKD", character)
    bare = "".join(one for one in spread if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return bare.replace("\u0640", "").casefold().translate(_LETTERS)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    """Return the consonants, in one alphabet for Latin, Persian and Cyrillic; vowels and breaths are written too variously."""
    for spelled, sound in _SPELLED:
        word = word.replace(spelled, sound)
    heard = "".join(_SOUNDS.get(letter, letter) for letter in word)
    return re.sub(r"(.)\1+", r"\1", heard)


_LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىېۍےئ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        "ګ": "گ",
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ةۀەھہ", "ه"),
        "ؤ": "و",
        "ء": "",
        "ı": "i",
    }
)
_SPELLED = (("gh", "q"), ("kh", "x"), ("sh", "š"), ("ch", "č"), ("zh", "z"), ("ph", "f"), ("th", "s"), ("dh", "z"))
_SOUNDS: Mapping[str, str] = {
    **dict.fromkeys("aeiouyvwh'`", ""),
    **dict.fromkeys("اوهحعیايے", ""),
    **dict.fromkeys("аеёиоуӯыэюяйҳвъьӣ", ""),
    "c": "k", "j": "j", "ب": "b", "پ": "p", "ت": "t", "ط": "t", "ث": "s", "س": "s", "ص": "s", "ج": "j", "چ": "č",
    "خ": "x", "د": "d", "ذ": "z", "ز": "z", "ض": "z", "ظ": "z", "ژ": "z", "ر": "r", "ش": "š", "غ": "q", "ق": "q",
    "ف": "f", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ټ": "t", "ډ": "d", "ړ": "r", "ږ": "g", "ښ": "š",
    "ڼ": "n", "څ": "s", "ځ": "z", "б": "b", "г": "g", "ғ": "q", "д": "d", "ж": "z", "з": "z", "к": "k", "қ": "q",
    "л": "l", "м": "m", "н": "n", "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "х": "x", "ч": "č", "ҷ": "j",
    "ш": "š", "щ": "š", "ц": "s",
}  # fmt: skip
