"""What operators see: structured logs in Google's JSON fields, OpenTelemetry spans and metrics, W3C trace context."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry import metrics, trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_tracer = trace.get_tracer("roomstatesync")
_meter = metrics.get_meter("roomstatesync")
_propagator = TraceContextTextMapPropagator()
_counters: dict[str, metrics.Counter] = {}


@contextmanager
def span(name: str, **attributes: str | int | float | bool) -> Iterator[None]:
    with _tracer.start_as_current_span(name, attributes=attributes):
        yield


@contextmanager
def continued(carrier: Mapping[str, str], name: str, **attributes: str | int | float | bool) -> Iterator[None]:
    """Run the block as a span of the trace that the carrier's `traceparent` names, or of a new one."""
    token = otel_context.attach(_propagator.extract(dict(carrier)))
    try:
        with span(name, **attributes):
            yield
    finally:
        otel_context.detach(token)


def traceparent() -> str:
    """Return the current trace context as W3C writes it, or "" where nothing is traced."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent", "")


def count(name: str, amount: int = 1, **attributes: str | int | float | bool) -> None:
    if name not in _counters:
        _counters[name] = _meter.create_counter(name)
    _counters[name].add(amount, attributes)


def info(message: str, **fields: Any) -> None:
    _log("INFO", message, fields)


def warning(message: str, **fields: Any) -> None:
    _log("WARNING", message, fields)


def error(message: str, **fields: Any) -> None:
    _log("ERROR", message, fields)


def _log(severity: str, message: str, fields: Mapping[str, Any]) -> None:
    record = {"severity": severity, "time": datetime.now(UTC).isoformat(), "message": message, **fields}
    current = trace.get_current_span().get_span_context()
    if current.is_valid:
        project = os.environ.get("GOOGLE_CLOUD_PROJECT", "")
        record["logging.googleapis.com/trace"] = f"projects/{project}/traces/{current.trace_id:032x}"
        record["logging.googleapis.com/spanId"] = f"{current.span_id:016x}"
    sys.stderr.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
