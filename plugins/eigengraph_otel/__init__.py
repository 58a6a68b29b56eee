"""OpenTelemetry spans: one for each dialogue, one for each request to a model.

The names of attributes are those of OpenTelemetry's conventions for generative AI where these have one, else they begin
with ``eigengraph.``. Where no tracer provider is set up, nothing is traced and nothing is imported at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eigengraph.config import Settings
from eigengraph.hookspecs import hookimpl

if TYPE_CHECKING:
    from eigengraph.graphs import Observer


@hookimpl
def observe(settings: Settings) -> list[Observer]:
    """Trace a run if the process has a tracer provider."""
    try:
        from opentelemetry import trace
    except ImportError:  # the extra [otel] is not installed
        return []
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return []
    from eigengraph_otel.spans import Spans

    return [Spans(trace.get_tracer("eigengraph"), settings.domain)]
