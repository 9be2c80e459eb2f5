"""What a caller asked: the body of a request, read strictly and refused as Mews refuses it.

Mews docs: guidelines/responses.md (400 "Invalid {Parameter}", "Invalid JSON"); guidelines/pagination.md;
operations/_objects.md, "Time interval"; the "max n items" and "max length 3 months" of each operation.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn, TypeVar

from .entities import Interval, is_id
from .refusals import Malformed, Unauthorized

MOST_ITEMS = 1000
Word = TypeVar("Word", bound=str)
_LONGEST_INTERVAL = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Limitation:
    count: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """Mews docs: guidelines/authentication.md: tokens travel in the body."""

    client_token: str
    access_token: str


class Asked:
    """A JSON object of a request, or one inside it."""

    def __init__(self, fields: dict[str, object]) -> None:
        self._fields = fields

    @classmethod
    def parse(cls, body: bytes) -> "Asked":
        try:
            fields = json.loads(body)
        except ValueError as error:
            raise Malformed("Invalid JSON.") from error
        if not isinstance(fields, dict):
            raise Malformed("Invalid JSON.")
        return cls(fields)

    def without_tokens(self) -> dict[str, object]:
        """Give the body as it may be shown to a person."""
        return {name: value for name, value in self._fields.items() if not name.endswith("Token")}

    def authenticate(self, known: Credentials) -> str:
        """Return the access token; refuse tokens that are not ours with 401, a missing client name with 400."""
        if self._fields.get("ClientToken") != known.client_token:
            raise Unauthorized("Invalid ClientToken.")
        if self._fields.get("AccessToken") != known.access_token:
            raise Unauthorized("Invalid AccessToken.")
        self.text("Client")
        return known.access_token

    def has(self, name: str) -> bool:
        return self._fields.get(name) is not None

    def text(self, name: str) -> str:
        value = self._fields.get(name)
        return value if isinstance(value, str) and value else _invalid(name)

    def maybe_text(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def word(self, name: str, known: Mapping[str, Word]) -> Word:
        value = self.text(name)
        return known[value] if value in known else _invalid(name)

    def an_id(self, name: str) -> str:
        value = self.text(name)
        return value.lower() if is_id(value) else _invalid(name)

    def texts(self, name: str, most: int = MOST_ITEMS) -> frozenset[str] | None:
        """Read an optional array of strings; an empty one is as good as none."""
        value = self._fields.get(name)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > most:
            _invalid(name)
        if not all(isinstance(item, str) for item in value):
            _invalid(name)
        return frozenset(value) or None

    def ids(self, name: str, most: int = MOST_ITEMS) -> frozenset[str] | None:
        values = self.texts(name, most)
        if values is not None and not all(map(is_id, values)):
            _invalid(name)
        return None if values is None else frozenset(map(str.lower, values))

    def needed_ids(self, name: str) -> frozenset[str]:
        return self.ids(name) or _invalid(name)

    def words(self, name: str, known: Collection[str]) -> frozenset[str] | None:
        values = self.texts(name)
        if values is not None and not values <= frozenset(known):
            _invalid(name)
        return values

    def flag(self, name: str) -> bool:
        value = self._fields.get(name)
        return value if isinstance(value, bool) else False if value is None else _invalid(name)

    def part(self, name: str) -> "Asked":
        value = self._fields.get(name)
        return Asked(value) if isinstance(value, dict) else _invalid(name)

    def parts(self, name: str) -> list["Asked"]:
        value = self._fields.get(name)
        if not isinstance(value, list) or not 1 <= len(value) <= MOST_ITEMS:
            _invalid(name)
        return [Asked(item) if isinstance(item, dict) else _invalid(name) for item in value]

    def new_text(self, name: str) -> str | None:
        """Read an update value: None leaves the old one. Mews docs: guidelines/serialization.md, "Update values"."""
        if not self.has(name):
            return None
        value = self.part(name)._fields.get("Value")
        return value if isinstance(value, str) and value else _invalid(name)

    def instant(self, name: str) -> datetime:
        value = self.text(name)
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            _invalid(name)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)

    def interval(self, name: str) -> Interval | None:
        if not self.has(name):
            return None
        part = self.part(name)
        interval = Interval(part.instant("StartUtc"), part.instant("EndUtc"))
        return interval if timedelta() <= interval.end - interval.start <= _LONGEST_INTERVAL else _invalid(name)

    def limitation(self) -> Limitation:
        part = self.part("Limitation")
        count = part._fields.get("Count")
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_ITEMS:
            _invalid("Limitation")
        return Limitation(count, part.an_id("Cursor") if part.has("Cursor") else None)


def _invalid(name: str) -> NoReturn:
    message = f"Invalid {name}."
    raise Malformed(message)
