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
from typing import Any, NamedTuple

from shared.domain.folding import folded_letter


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
            if spelled.words > 1 or loosely:
                yield from _runs(words, spelled)
            if loosely:
                yield from ((word.start, word.end) for word in words if spelled.has(word))


class _Word(NamedTuple):
    """A word of a text as it is compared, by what it sounds like, and where it stands."""

    folded: str
    sound: str
    start: int
    end: int


@dataclass(frozen=True)
class _Spelled:
    """A name as it is looked for: its words, these joined in every order, and what both sound like."""

    words: int
    wholes: frozenset[str]
    sounds: frozenset[str]
    alone: frozenset[str]
    heard: frozenset[str]

    def has(self, word: _Word) -> bool:
        return word.folded in self.alone or word.sound in self.heard


@lru_cache(maxsize=1024)
def _spelled(name: str) -> _Spelled:
    own = tuple(_words(name))
    orders = list(permutations(own) if len(own) <= _MOST_WORDS else (own, own[::-1]))
    sounds = {_heard("".join(word.sound for word in order)) for order in orders} if len(own) > 1 else set()
    return _Spelled(
        words=len(own),
        wholes=frozenset("".join(word.folded for word in order) for order in orders),
        sounds=frozenset(sound for sound in sounds if len(sound) >= _LEAST_SOUNDS),
        alone=frozenset(word.folded for word in own if len(word.folded) >= _LEAST_LETTERS),
        heard=frozenset(word.sound for word in own if len(word.sound) >= _LEAST_SOUNDS_ALONE),
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


def _runs(words: Sequence[_Word], name: _Spelled) -> Iterator[tuple[int, int]]:
    """Yield where words that stand together are the name: in any order, however they are joined, in any script."""
    longest = max(map(len, name.wholes), default=0) + 2 * name.words
    for first in range(len(words)):
        run = sound = ""
        for word in words[first : first + name.words + 2]:
            run, sound = run + word.folded, _heard(sound + word.sound)
            if len(run) > longest:
                break
            sounds_so = sound in name.sounds and words[first].sound and word.sound
            if run in name.wholes or sounds_so:
                yield words[first].start, word.end


def _words(text: str) -> Iterator[_Word]:
    """Yield each word. A zero-width non-joiner and an apostrophe part words as a space does: Dana's bag is Dana's."""
    word, letters, start = "", "", 0
    for place, character in enumerate(f"{text} "):
        plain = " " if character in _PARTS_WORDS else folded_letter(character)
        if " " in plain:
            if word:
                yield _Word(word, _sound(letters), start, place)
            word = letters = ""
        elif plain or word:
            start = start if word else place
            word, letters = word + plain, letters + (character.lower() if character.lower() in _OF_THEIR_OWN else plain)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())


@lru_cache(maxsize=65536)
def _sound(letters: str) -> str:
    """Return the consonants, in one alphabet for Latin, Persian and Cyrillic; vowels and breaks are written too variously."""
    for spelled, sound in _SPELLED:
        letters = letters.replace(spelled, sound)
    return _heard("".join(_SOUNDS.get(letter, letter) for letter in letters))


def _heard(sounds: str) -> str:
    """Return each sound once where it is written twice."""
    return re.sub(r"(.)\1+", r"\1", sounds)


_PARTS_WORDS = frozenset("\u200c'`\u00b4\u2018\u2019")
_OF_THEIR_OWN = frozenset("қғҳҷ")
"""Letters that are compared as those that many type for them, and sound otherwise."""
_SPELLED = (("gh", "q"), ("kh", "x"), ("sh", "š"), ("ch", "č"), ("zh", "z"), ("ph", "f"), ("th", "s"), ("dh", "z"))
_SOUNDS: Mapping[str, str] = {
    **dict.fromkeys("aeiouyvwh'`", ""),
    **dict.fromkeys("اوهحعی", ""),
    **dict.fromkeys("аеиоуыэюявъьҳ", ""),
    "c": "k", "j": "j", "ب": "b", "پ": "p", "ت": "t", "ط": "t", "ث": "s", "س": "s", "ص": "s", "ج": "j", "چ": "č",
    "خ": "x", "د": "d", "ذ": "z", "ز": "z", "ض": "z", "ظ": "z", "ژ": "z", "ر": "r", "ش": "š", "غ": "q", "ق": "q",
    "ف": "f", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ټ": "t", "ډ": "d", "ړ": "r", "ږ": "g", "ښ": "š",
    "ڼ": "n", "څ": "s", "ځ": "z", "б": "b", "г": "g", "ғ": "q", "д": "d", "ж": "z", "з": "z", "к": "k", "қ": "q",
    "л": "l", "м": "m", "н": "n", "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "х": "x", "ч": "č", "ҷ": "j",
    "ш": "š", "щ": "š", "ц": "s",
}  # fmt: skip
