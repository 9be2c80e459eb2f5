"""Where spans and metrics go: Google Cloud on Cloud Run, OTLP where an endpoint is named, else Prometheus text.

Everything heavy is loaded in here when it is first needed; on Google Cloud that takes seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics.export import MetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace.export import SpanExporter

Target = Literal["google", "otlp", "prometheus"]
EVERY = 60_000  # milliseconds between two exports of metrics: Cloud Monitoring takes no more

_read_by_prometheus = False


def wanted(environment: Mapping[str, str]) -> frozenset[Target]:
    """Return where this process is to export to."""
    targets: set[Target] = set()
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return frozenset()
    if environment.get("K_SERVICE"):
        targets.add("google")
    if environment.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        targets.add("otlp")
    return frozenset(targets or {"prometheus"})


def begin(service: str, environment: Mapping[str, str]) -> None:
    """Set OpenTelemetry's providers; from then on what the process measures is exported."""
    from opentelemetry import metrics, trace  # noqa: PLC0415 - with its SDK, below
    from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415 - heavy: loaded when first needed
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - likewise
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - likewise

    targets = wanted(environment)
    if not targets:
        return
    resource = _resource(service, environment)
    tracer_provider = TracerProvider(resource=resource)
    for exporter in _span_exporters(targets, environment):
        tracer_provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(tracer_provider)
    metrics.set_meter_provider(MeterProvider(_readers(targets, environment), resource=resource))


def prometheus_text() -> str:
    if not _read_by_prometheus:
        return ""
    from prometheus_client import generate_latest  # noqa: PLC0415 - loaded with its reader

    return generate_latest().decode()


def _resource(service: str, environment: Mapping[str, str]) -> Resource:
    from opentelemetry.sdk.resources import Resource, get_aggregated_resources  # noqa: PLC0415 - heavy

    from shared.runtime.cloud import VERSION  # noqa: PLC0415 - the cloud loads telemetry

    ours = Resource.create({"service.name": service, "service.version": VERSION, "service.namespace": "roomstatesync"})
    if not environment.get("K_SERVICE"):
        return ours
    from opentelemetry.resourcedetector.gcp_resource_detector import (  # noqa: PLC0415 - asks the metadata server
        GoogleCloudResourceDetector,
    )

    return get_aggregated_resources([GoogleCloudResourceDetector(raise_on_error=False)], ours)


def _span_exporters(targets: frozenset[Target], environment: Mapping[str, str]) -> list[SpanExporter]:
    exporters: list[SpanExporter] = []
    if "google" in targets:
        from opentelemetry.exporter.cloud_trace import CloudTraceSpanExporter  # noqa: PLC0415 - heavy

        exporters.append(
            CloudTraceSpanExporter(environment.get("GOOGLE_CLOUD_PROJECT"))  # type: ignore[no-untyped-call]  # no types
        )
    if "otlp" in targets:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - heavy

        exporters.append(OTLPSpanExporter())
    return exporters


def _readers(targets: frozenset[Target], environment: Mapping[str, str]) -> list[MetricReader]:
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader  # noqa: PLC0415 - heavy

    readers: list[MetricReader] = []
    if "google" in targets:
        from opentelemetry.exporter.cloud_monitoring import CloudMonitoringMetricsExporter  # noqa: PLC0415 - heavy

        exporter = CloudMonitoringMetricsExporter(environment.get("GOOGLE_CLOUD_PROJECT"), add_unique_identifier=True)
        readers.append(PeriodicExportingMetricReader(exporter, export_interval_millis=EVERY))
    if "otlp" in targets:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter  # noqa: PLC0415 - heavy

        readers.append(PeriodicExportingMetricReader(OTLPMetricExporter(), export_interval_millis=EVERY))
    if "prometheus" in targets:
        readers.append(_prometheus())
    return readers


def _prometheus() -> MetricReader:
    global _read_by_prometheus  # noqa: PLW0603 - one per process, as its reader is
    from opentelemetry.exporter.prometheus import PrometheusMetricReader  # noqa: PLC0415 - heavy

    _read_by_prometheus = True
    return PrometheusMetricReader()
