"""A sheet of rooms as offices save it: CSV with commas, semicolons or tabs, any line ends, headings in any case.

Reads it into lines of fields by our names. What is in the fields is checked where they are taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shared.domain.folding import folded
from shared.domain.refusals import INVALID_FIELDS, Refusal

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "number",
        "room",
        "room number",
        "room no",
        "room id",
        "name",
        "room name",
        "شماره",
        "شماره اتاق",
        "اتاق",
    ),
    "floor": ("floor", "level", "storey", "طبقه", "منزل"),
    "wing": ("wing", "building", "بال", "ساختمان"),
    "room_type": ("room type", "type", "category", "نوع", "نوع اتاق"),
}
"""What a column may be called, compared as names are; the first of each is how we call it."""

_FIELDS = {folded(heading): field for field, headings in HEADINGS.items() for heading in headings}
_WANTED = ("number", "floor")
_SEPARATORS = ",;\t"
_SAID_FIRST = re.compile(r"sep=([,;\t])\n", re.IGNORECASE)
_REST = ""
"""The field of cells that stand under no heading."""


def read_sheet(text: str, *, most: int) -> Mapping[int, Mapping[str, Any]]:
    """Return each line with something in it by its place, from 1 and without the heading; cells that are empty left out.

    Raises Refusal INVALID_FIELDS for a sheet that cannot be read, saying in which line, or which headings it needs.
    """
    said = re.sub("\r\n?", "\n", text.removeprefix("\ufeff")).replace("\x00", "").lstrip("\n")
    separator, body = _separated(said)
    rows = csv.reader(io.StringIO(body), delimiter=separator, skipinitialspace=True)
    fields = _fields(_whole(next(_read(rows), [])))
    lines = {at: line for at, row in enumerate(_read(rows), start=1) if (line := _line(fields, row))}
    if len(lines) > most:
        raise _refusal(f"has more than {most} lines")
    return lines


def _separated(text: str) -> tuple[str, str]:
    """Return what stands between cells, and the sheet without the line that may say so."""
    if found := _SAID_FIRST.match(text):
        return found[1], text[found.end() :]
    heading = text.partition("\n")[0]
    return max(_SEPARATORS, key=heading.count), text


def _read(rows: Any) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise _refusal(f"cannot be read in line {rows.line_num}: {error}") from None


def _whole(heading: Sequence[str]) -> list[str]:
    """Return the headings as they were written, without the empty ones that trail."""
    named = [cell.strip() for cell in heading]
    while named and not named[-1]:
        named.pop()
    return named


def _fields(heading: Sequence[str]) -> list[str]:
    fields = [_FIELDS.get(folded(name), "") for name in heading]
    ours = ", ".join(HEADINGS)
    if unknown := [name or "(nothing)" for name, field in zip(heading, fields, strict=True) if not field]:
        raise _refusal(f"has the heading {unknown[0][:60]}; known are {ours}")
    if twice := [field for field in HEADINGS if fields.count(field) > 1]:
        raise _refusal(f"has two headings for {twice[0]}")
    if missing := [field for field in _WANTED if field not in fields]:
        raise _refusal(f"needs the heading {missing[0]} in its first line; known are {ours}")
    return fields


def _line(fields: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    cells = zip([*fields, *[_REST] * (len(row) - len(fields))], row, strict=False)
    return {field: cell for field, cell in cells if cell.strip()}


def _refusal(why: str) -> Refusal:
    return INVALID_FIELDS.refuse(f"The sheet {why}.", fields={"csv": why})
