"""What operators see: structured logs in Google's JSON fields, OpenTelemetry spans and metrics, W3C trace context.

Only OpenTelemetry's API is loaded here, which does nothing until `start`. No token, no name of a person and no body may
get into a log or a span: `words` takes out what slips through, but the caller is who must not say it.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry import metrics, trace
from opentelemetry.trace import Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.runtime.telemetry import exporters
from shared.runtime.telemetry.words import line

# In seconds: from a read in memory to a request that nobody waits for any more.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
# In seconds: of what nobody waits for, from at once to a day late.
LATE_BUCKETS = (0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 900, 3_600, 86_400)

_tracer = trace.get_tracer("roomstatesync")
_meter = metrics.get_meter("roomstatesync")
_propagator = TraceContextTextMapPropagator()
_counters: dict[str, metrics.Counter] = {}
_histograms: dict[str, metrics.Histogram] = {}
_lock = threading.Lock()
_service = ""


def start(service: str) -> None:
    """Load the exporters that the environment asks for and begin to export; once per process, further calls do nothing.

    Takes seconds on Google Cloud (its exporters are heavy): a function calls `start_aside` after its first answer.
    """
    global _service  # noqa: PLW0603 - one per process, as OpenTelemetry's own providers are
    with _lock:
        if _service:
            return
        _service = service
        exporters.begin(service, os.environ)


def start_aside(service: str) -> None:
    """Do as `start` on a thread of its own, where there is anything to export to; what is measured before is lost."""
    if not _service and exporters.wanted(os.environ) - {"prometheus"}:
        threading.Thread(target=start, args=(service,), name="telemetry", daemon=True).start()


def prometheus() -> str:
    """Return all metrics in Prometheus' text format; "" where this process exports them elsewhere, or nothing yet."""
    return exporters.prometheus_text()


@contextmanager
def span(name: str, **attributes: str | int | float | bool) -> Iterator[None]:
    """Run the block as a span. An exception marks it by its type only: its text may hold what a guest wrote."""
    with _tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield
        except Exception as reason:
            current.set_status(Status(StatusCode.ERROR, type(reason).__name__))
            raise


@contextmanager
def continued(carrier: Mapping[str, str], name: str, **attributes: str | int | float | bool) -> Iterator[None]:
    """Run the block as a span of the trace that the carrier's `traceparent` names, or of a new one."""
    lower = {key.lower(): value for key, value in carrier.items()}
    token = otel_context.attach(_propagator.extract(lower))
    try:
        with span(name, **attributes):
            yield
    finally:
        otel_context.detach(token)


def traceparent() -> str:
    """Return the current trace context as W3C writes it, or "" where nothing is traced."""
    return outgoing().get("traceparent", "")


def outgoing() -> dict[str, str]:
    """Return the headers that continue this trace in whom we call."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier


def count(name: str, amount: int = 1, **attributes: str | int | float | bool) -> None:
    if name not in _counters:
        _counters[name] = _meter.create_counter(name)
    _counters[name].add(amount, attributes)


def observe(name: str, value: float, **attributes: str | int | float | bool) -> None:
    """Add a duration, in seconds, to a histogram. Attributes must be few and never ids: each makes a time series."""
    _record(name, value, BUCKETS, attributes)


def observe_late(name: str, value: float, **attributes: str | int | float | bool) -> None:
    """Do as `observe`, for what may take minutes or come hours late."""
    _record(name, value, LATE_BUCKETS, attributes)


def _record(
    name: str, value: float, buckets: Sequence[float], attributes: Mapping[str, str | int | float | bool]
) -> None:
    if name not in _histograms:
        _histograms[name] = _meter.create_histogram(name, "s", explicit_bucket_boundaries_advisory=buckets)
    _histograms[name].record(value, attributes)


def answered(*, context: str, function: str, method: str, path: str, status: int, seconds: float) -> None:
    """Count and time one request, and log it where it went wrong. `path` is the route's, never the one that came.

    Good answers are not logged: Cloud Run's own request log has them.
    """
    count("requests", context=context, function=function, status=status)
    observe("request_seconds", seconds, context=context, function=function, ok=status < 500)  # noqa: PLR2004 - HTTP's
    if status >= 400:  # noqa: PLR2004 - likewise
        facts = {"requestMethod": method, "requestUrl": path, "status": status, "latency": f"{seconds:.6f}s"}
        _log("ERROR" if status >= 500 else "INFO", f"{function} answered {status}", {"httpRequest": facts})  # noqa: PLR2004


def info(message: str, **fields: Any) -> None:
    _log("INFO", message, fields)


def warning(message: str, **fields: Any) -> None:
    _log("WARNING", message, fields)


def error(message: str, **fields: Any) -> None:
    """Log an error; within an `except` its stack trace goes with it, where none is given."""
    if "stack_trace" not in fields and sys.exception() is not None:
        fields["stack_trace"] = traceback.format_exc()
    _log("ERROR", message, fields)


def _log(severity: str, message: str, fields: Mapping[str, Any]) -> None:
    current = trace.get_current_span().get_span_context()
    sys.stderr.write(
        line(severity, message, fields, current, service=_service, project=os.environ.get("GOOGLE_CLOUD_PROJECT", ""))
        + "\n"
    )
