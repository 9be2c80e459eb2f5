"""Small types of what people type: numbers in any of the digits our guests and staff write, and bounded text."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

_LATIN = {ord(digit): str(value) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for value, digit in enumerate(digits)}
_LATIN |= {ord("٫"): ".", ord("٬"): ""}


def latin_digits(value: Any) -> Any:
    """Return text with Persian and Arabic digits and separators turned to Latin ones; leave anything else alone."""
    return value.translate(_LATIN) if isinstance(value, str) else value


Whole = Annotated[int, BeforeValidator(latin_digits), Field(ge=-(2**53), le=2**53)]
Decimal = Annotated[float, BeforeValidator(latin_digits), Field(allow_inf_nan=False)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
