"""What operators see, and what they must never see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from pydantic import BaseModel, ValidationError

from shared.runtime import telemetry
from shared.runtime.telemetry.exporters import wanted
from tests.security.google import firebase, signed, unsigned

REPOSITORY = Path(__file__).parents[3]
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
Logged = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Logged:
    return lambda: [json.loads(said) for said in capsys.readouterr().err.splitlines()]


def test_a_log_line_has_googles_fields(logged: Logged) -> None:
    telemetry.warning("left for the relay", entry="cmd_1", command="flag_room", attempts=3)
    said = logged()[0]

    assert (said["severity"], said["message"], said["attempts"]) == ("WARNING", "left for the relay", 3)
    assert said["logging.googleapis.com/labels"].items() >= {"entry": "cmd_1", "command": "flag_room"}.items()
    assert datetime.fromisoformat(said["time"]).tzinfo == UTC


def test_a_log_line_within_a_trace_names_it(logged: Logged, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "hotel-project")
    span = NonRecordingSpan(SpanContext(0xA, 0xB, is_remote=True, trace_flags=TraceFlags(1)))
    with trace.use_span(span):
        telemetry.info("here")
    said = logged()[0]

    assert said["logging.googleapis.com/trace"] == f"projects/hotel-project/traces/{0xA:032x}"
    assert said["logging.googleapis.com/spanId"] == f"{0xB:016x}"
    assert said["logging.googleapis.com/trace_sampled"] is True


def test_an_error_brings_the_stack_trace_of_what_is_being_handled(logged: Logged) -> None:
    try:
        int("no number")
    except ValueError:
        telemetry.error("function failed")

    assert "invalid literal for int() with base 10: 'no number'" in logged()[0]["stack_trace"]


def test_an_error_of_nothing_has_no_stack_trace(logged: Logged) -> None:
    telemetry.error("parked an event")

    assert "stack_trace" not in logged()[0]


class Asked(BaseModel):
    celsius: int


SECRETS: dict[str, Callable[[], str]] = {
    "a signed token": lambda: signed(firebase(name="Ahmad")),
    "an unsigned token": lambda: unsigned(firebase(name="Ahmad")),
    "an authorization header": lambda: "Authorization: Bearer abc.def",
    "a device's credential": lambda: "__session=device.dev_01J0.c2VjcmV0LXNlY3JldA",
    "an e-mail address": lambda: "no account for ahmad.karimi@example.com",
    "a webhook's secret": lambda: "POST /webhooks/pms/mews/con_1/s3cr3t-in-the-path?x=1",
    "what somebody typed": lambda: _invalid("two pillows for Ahmad, please"),
}
PARTS = (
    "eyJ", "abc.def", "c2VjcmV0", "karimi", "s3cr3t", "pillows",
)  # fmt: skip


def _invalid(typed: str) -> str:
    try:
        Asked.model_validate({"celsius": typed})
    except ValidationError as error:
        return str(error)
    raise AssertionError


@pytest.mark.parametrize("what", SECRETS)
def test_no_log_holds(logged: Logged, what: str) -> None:
    secret = SECRETS[what]()
    try:
        int(secret)
    except ValueError:
        telemetry.error(
            f"failed with {secret}", reason=secret, nested={"deep": [secret]}, unprintable=ValueError(secret)
        )
    said = json.dumps(logged())

    assert not [part for part in PARTS if part in said]


@pytest.mark.parametrize(
    "field", ["token", "Authorization", "cookie", "guest_name", "name", "email", "body", "password"]
)
def test_a_field_that_is_called_by_a_secrets_name_is_not_logged(logged: Logged, field: str) -> None:
    telemetry.info("seen", **{field: "Ahmad", "facts": {field: "Ahmad"}})

    assert "Ahmad" not in json.dumps(logged())


@pytest.mark.parametrize("odd", [object(), {1, 2}, {"a": {3}}, b"bytes", float("nan"), "\ud800", datetime(2026, 1, 1)])  # noqa: DTZ001
def test_nothing_that_is_logged_breaks_what_logs_it(logged: Logged, odd: Any) -> None:
    telemetry.info("odd", value=odd)

    assert logged()[0]["message"] == "odd"


def test_a_field_cannot_stand_in_for_the_severity(logged: Logged) -> None:
    telemetry.error("real", severity="DEBUG", time="never")

    assert logged()[0]["severity"] == "ERROR"


def test_a_long_text_is_cut(logged: Logged) -> None:
    telemetry.info("x" * 1_000_000, value="y" * 1_000_000)
    said = logged()[0]

    assert len(said["message"]) == len(said["value"]) == 2000


def test_only_requests_that_went_wrong_are_logged_and_by_their_routes_path(logged: Logged) -> None:
    facts: dict[str, Any] = {"context": "pms", "function": "receive", "method": "POST", "path": "/webhooks/{secret}"}
    for status in (200, 404, 500):
        telemetry.answered(**facts, status=status, seconds=0.25)
    said = logged()

    assert [one["severity"] for one in said] == ["INFO", "ERROR"]
    assert said[1]["httpRequest"] == {
        "requestMethod": "POST", "requestUrl": "/webhooks/{secret}", "status": 500, "latency": "0.250000s",
    }  # fmt: skip


@pytest.mark.parametrize("header", ["traceparent", "Traceparent"])
def test_a_trace_goes_on_in_whom_we_call(header: str) -> None:
    with telemetry.continued({header: TRACEPARENT}, "test"):
        assert telemetry.traceparent().split("-")[1] == TRACEPARENT.split("-")[1]
        assert telemetry.outgoing().keys() == {"traceparent"}
    assert telemetry.traceparent() == ""


@pytest.mark.parametrize(
    ("environment", "targets"),
    [
        ({}, {"prometheus"}),
        ({"K_SERVICE": "rooms"}, {"google"}),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, {"otlp"}),
        ({"K_SERVICE": "rooms", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector"}, {"google", "otlp"}),
        ({"K_SERVICE": "rooms", "OTEL_SDK_DISABLED": "true"}, set()),
    ],
)
def test_the_environment_says_where_to_export_to(environment: dict[str, str], targets: set[str]) -> None:
    assert wanted(environment) == targets


def run(program: str) -> str:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_counts_and_durations_are_shown_to_prometheus() -> None:
    said = run("""
from shared.runtime import telemetry
telemetry.count("before")
telemetry.start("gateway")
telemetry.start("again")
with telemetry.span("one"):
    assert telemetry.traceparent()
telemetry.count("requests", 2, function="flag_room")
telemetry.observe("request_seconds", 0.03, function="flag_room")
print(telemetry.prometheus())
""")

    assert 'requests_total{function="flag_room"' in said
    assert 'le="0.05"' in said
    assert "request_seconds_sum" in said


def test_until_it_is_started_telemetry_loads_no_sdk() -> None:
    run("""
import sys
from shared.runtime import telemetry
telemetry.count("x"); telemetry.observe("y", 1.0); telemetry.start_aside("rooms")
with telemetry.span("z"): pass
assert telemetry.prometheus() == ""
loaded = [name for name in sys.modules if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter", "google.auth"))]
assert not loaded, loaded
""")


def test_a_span_is_marked_by_the_kind_of_what_went_wrong_never_by_its_words() -> None:
    said = run("""
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
seen = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(seen))
trace.set_tracer_provider(provider)
from shared.runtime import telemetry
try:
    with telemetry.span("one", function="flag_room"):
        raise ValueError("two pillows for Ahmad")
except ValueError:
    pass
print(seen.get_finished_spans()[0].to_json())
""")

    assert json.loads(said)["status"] == {"status_code": "ERROR", "description": "ValueError"}
    assert "Ahmad" not in said
