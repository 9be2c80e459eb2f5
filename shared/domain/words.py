"""Small types of what people type: numbers in any of the digits our guests and staff write, moments, and bounded text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

_LATIN = {ord(digit): str(value) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for value, digit in enumerate(digits)}
_LATIN |= {ord("٫"): ".", ord("٬"): ""}


def latin_digits(value: Any) -> Any:
    """Return text with Persian and Arabic digits and separators turned to Latin ones; leave anything else alone."""
    return value.translate(_LATIN) if isinstance(value, str) else value


Whole = Annotated[int, BeforeValidator(latin_digits), Field(ge=-(2**53), le=2**53)]
Decimal = Annotated[float, BeforeValidator(latin_digits), Field(allow_inf_nan=False)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _with_its_plus(value: Any) -> Any:
    """Give back the "+" of an offset, which reads as a space in a query string that somebody typed by hand."""
    return value.replace(" ", "+") if isinstance(value, str) and "T" in value else value


def _of_our_times(moment: datetime) -> datetime:
    if not 1970 <= moment.year < 2200:  # noqa: PLR2004 - far enough both ways that no zone's offset overflows
        raise ValueError("is not a moment of our times")
    return moment.astimezone(UTC)


Instant = Annotated[AwareDatetime, BeforeValidator(_with_its_plus), AfterValidator(_of_our_times)]
"""A moment with its offset or Z, kept in UTC."""
