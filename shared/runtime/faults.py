"""What is wrong with the fields of a request, a line of a list or an event: which field, and why in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared.domain.words import FORMS


@dataclass(frozen=True)
class Fault:
    """`field` is the path to it with dots, "" for the whole; `code` is pydantic's name of the fault."""

    field: str
    message: str
    code: str


def faults(error: ValidationError) -> list[Fault]:
    """Return every fault there is; never a pattern, and never what was sent."""
    return [
        Fault(
            ".".join(str(part) for part in item["loc"]),
            _words(item["type"], item["msg"], item.get("ctx") or {}),
            item["type"],
        )
        for item in error.errors(include_url=False, include_input=False)
    ]


_A_NUMBER, _A_MOMENT, _A_DAY = (
    "must be a number",
    "must be a moment with its offset or Z",
    "must be a day, such as 2026-06-15",
)
_SAID: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "date_type": _A_DAY,
    "date_parsing": _A_DAY,
    "date_from_datetime_parsing": _A_DAY,
    "datetime_type": _A_MOMENT,
    "datetime_parsing": _A_MOMENT,
    "datetime_from_date_parsing": _A_MOMENT,
    "timezone_aware": _A_MOMENT,
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "none_required": "must be null",
}
_OF_LENGTH = ("too_short", "too_long", "string_too_short", "string_too_long")


def _words(kind: str, message: str, context: Mapping[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        return f"must be {FORMS.get(context['pattern'], 'written as such are')}"
    if kind in _OF_LENGTH:
        return _of_length(kind, context)
    if kind in _SAID:
        return _SAID[kind].format_map(context)
    return message.removeprefix("Value error, ")


def _of_length(kind: str, context: Mapping[str, Any]) -> str:
    of_text = kind.startswith("string") or context.get("field_type") == "Value"
    if kind.endswith("too_long"):
        return f"has more than {context['max_length']} {'letters' if of_text else 'entries'}"
    least = context["min_length"]
    return "must not be empty" if least == 1 else f"must have at least {least} {'letters' if of_text else 'entries'}"
