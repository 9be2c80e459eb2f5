"""Lists by cursor: opaque to callers, stateless, and safe to keep while the list changes."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from shared.domain.words import Whole
from shared.runtime.routes import Request
from shared.runtime.store.limits import check_path

several = BeforeValidator(lambda value: value.split(",") if isinstance(value, str) else value)
"""Of a filter that may name several, with commas between: `Annotated[tuple[TicketStatus, ...], several]`."""

_LARGEST = 1 << 63  # a store's whole numbers have 64 bits


def to_cursor(after: tuple[Any, ...]) -> str:
    values = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in after]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> tuple[Any, ...]:
    """Return where the page begins. Raises ValueError for what `to_cursor` did not make."""
    try:
        values = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        *fields, last = map(_value, values)
        if not isinstance(values, list) or not isinstance(last, str) or "/" in last:
            raise ValueError  # noqa: TRY301 - one message for every way to be wrong
        check_path(f"any/{last}", document=True)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise ValueError("is not a cursor of ours; leave it out to begin at the first page") from None
    return (*fields, last)


def _value(said: Any) -> Any:
    """Return one value that a document may be ordered by. Raises ValueError, KeyError or TypeError for any other."""
    if isinstance(said, dict):
        moment = datetime.fromisoformat(said["at"])
        if moment.tzinfo is None:
            raise ValueError(said)
        return moment.astimezone(UTC)
    if not isinstance(said, str | int | float | None) or (isinstance(said, int | float) and not abs(said) < _LARGEST):
        raise ValueError(said)
    return said


class ListRequest(Request):
    """A request for a page. `cursor` is `meta.next_cursor` of the page before."""

    cursor: Annotated[str, Field(max_length=1000)] | None = None
    limit: Annotated[Whole, Field(ge=1, le=500)] = 100

    @field_validator("cursor")
    @classmethod
    def _ours(cls, cursor: str | None) -> str | None:
        if cursor is not None:
            from_cursor(cursor)
        return cursor

    @property
    def after(self) -> tuple[Any, ...] | None:
        return from_cursor(self.cursor) if self.cursor else None
