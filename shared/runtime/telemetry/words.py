"""One log line, in the JSON that Cloud Logging reads, without what no log may hold.

https://cloud.google.com/logging/docs/structured-logging names the fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from opentelemetry.trace import SpanContext

from shared.runtime.clock import utc_now

LONGEST = 2_000  # characters of one text; a stack trace may have LONGEST_STACK
LONGEST_STACK = 30_000
LABELS = ("context", "function", "command", "handler", "job", "entry", "vendor", "event")
SECRET = frozenset(
    {
        "authorization", "body", "cookie", "custom_token", "data", "email", "guest_name", "id_token", "name", "note",
        "pairing_code", "password", "payload", "phone", "preferences", "refresh_token", "secret", "text", "token",
    }
)  # fmt: skip

_HIDDEN = "[not logged]"
_PATTERNS = (
    (re.compile(r"\beyJ[\w-]{8,}(\.[\w-]*)*"), "[token]"),
    (re.compile(r"\b[\w-]{10,}\.[\w-]{10,}\.[\w-]*"), "[token]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [token]"),
    (re.compile(r"\bdevice\.\w+\.[\w-]+"), "[device]"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"input_value=.*?(?=, input_type=|\]|$)", re.DOTALL), "input_value=[not logged]"),
    (re.compile(r"(/webhooks/pms/[^/\s]+/[^/\s]+/)[^/\s?]+"), r"\1[secret]"),
)


def line(
    severity: str, message: str, fields: Mapping[str, Any], span: SpanContext, *, service: str = "", project: str = ""
) -> str:
    """Return the line for one log record. Never raises, whatever the fields hold."""
    record: dict[str, Any] = {"severity": severity, "time": utc_now().isoformat(), "message": clean(message)}
    record |= {name: _value(name, value) for name, value in fields.items() if name not in record}
    labels = {name: str(record[name]) for name in LABELS if name in record} | ({"service": service} if service else {})
    if labels:
        record["logging.googleapis.com/labels"] = labels
    if span.is_valid:
        record["logging.googleapis.com/trace"] = f"projects/{project}/traces/{span.trace_id:032x}"
        record["logging.googleapis.com/spanId"] = f"{span.span_id:016x}"
        record["logging.googleapis.com/trace_sampled"] = span.trace_flags.sampled
    return json.dumps(record, ensure_ascii=True, default=lambda value: clean(str(value)))


def clean(text: str, longest: int = LONGEST) -> str:
    """Return the text without tokens, addresses and what people typed, as far as their shape gives them away."""
    text = text[: 4 * longest]
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _value(name: str, value: Any) -> Any:
    if name.lower() in SECRET:
        return _HIDDEN
    match value:
        case str():
            return clean(value, LONGEST_STACK if name == "stack_trace" else LONGEST)
        case Mapping():
            return {str(key): _value(str(key), inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_value("", inner) for inner in value]
        case int() | float() | bool() | None:
            return value
        case _:
            return clean(str(value))
