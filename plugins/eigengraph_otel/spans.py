"""From what a run tells to spans and their attributes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.util.types import AttributeValue

from eigengraph.graphs import Item
from eigengraph.models import Reply, Request

Attributes = dict[str, AttributeValue]

_DIALOGUE = "rollout"
_UNUSABLE = "unusable reply"
_where: ContextVar[Attributes] = ContextVar("eigengraph_otel_where")
"""What the stage at work is about, for the requests that it makes."""


@dataclass(frozen=True)
class Spans:
    """Makes the spans of one run.

    Attributes:
        tracer: Starts them.
        domain: The run's.
    """

    tracer: Tracer
    domain: str

    @asynccontextmanager
    async def stage(self, name: str, item: Item, /) -> AsyncIterator[Callable[[Item, str], None]]:
        """Note what the requests of a stage are about, and follow a dialogue with a span of its own."""
        where: Attributes = {
            "eigengraph.domain": self.domain,
            "eigengraph.stage": name,
            "eigengraph.candidate.index": item.index,
            "eigengraph.candidate.attempt": item.attempt,
        }
        token = _where.set(where)
        try:
            if name != _DIALOGUE or item.task is None:
                yield lambda _done, _reason: None
                return
            known = {**where, "gen_ai.conversation.id": item.task.id}
            with self._span("dialogue", SpanKind.INTERNAL, known) as span:

                def told(done: Item, reason: str) -> None:
                    if done.trajectory is not None:
                        span.set_attribute("eigengraph.dialogue.outcome", str(done.trajectory.outcome))
                        span.set_attribute("eigengraph.dialogue.turns", done.trajectory.turns)
                    if reason:
                        span.set_status(Status(StatusCode.ERROR, reason.partition(":")[0]))

                yield told
        finally:
            _where.reset(token)

    @asynccontextmanager
    async def request(self, model: str, request: Request, /) -> AsyncIterator[Callable[[Reply], None]]:
        """Follow a request with a span, within that of its dialogue where it has one."""
        asked = {**_where.get({}), **dict(_of_model(model)), **dict(_of_request(request))}
        name = f"chat {asked['gen_ai.request.model']}"
        with self._span(name, SpanKind.CLIENT, asked) as span:

            def told(reply: Reply) -> None:
                span.set_attributes(dict(_of_reply(reply)))
                if reply.fault:
                    span.set_status(Status(StatusCode.ERROR, _UNUSABLE))

            yield told

    @contextmanager
    def _span(self, name: str, kind: SpanKind, known: Attributes) -> Iterator[Span]:
        """Start a span, which tells of an error its type alone: messages quote what models wrote."""
        with self.tracer.start_as_current_span(
            name, kind=kind, attributes=known, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise


def _of_model(spec: str) -> Iterator[tuple[str, AttributeValue]]:
    """Yield what a model spec tells: ``scheme``, ``scheme:name`` or ``scheme:name@url``."""
    scheme, _, rest = spec.partition(":")
    name, _, url = rest.partition("@")
    yield "gen_ai.provider.name", scheme
    yield "gen_ai.request.model", name or scheme
    where = urlsplit(url)
    if where.hostname:
        yield "server.address", where.hostname
        yield "server.port", where.port or (443 if where.scheme == "https" else 80)


def _of_request(request: Request) -> Iterator[tuple[str, AttributeValue]]:
    yield "gen_ai.operation.name", "chat"
    yield "gen_ai.request.temperature", request.sampling.temperature
    yield "gen_ai.request.max_tokens", request.sampling.max_tokens
    yield "gen_ai.request.top_p", request.sampling.top_p
    yield "gen_ai.output.type", "text" if request.schema is None else "json"
    yield "eigengraph.role", request.role
    if request.key:
        yield "eigengraph.request.key", request.key


def _of_reply(reply: Reply) -> Iterator[tuple[str, AttributeValue]]:
    yield "gen_ai.usage.input_tokens", reply.prompt_tokens
    yield "gen_ai.usage.output_tokens", reply.completion_tokens
    if reply.cached_tokens:
        yield "gen_ai.usage.cache_read.input_tokens", reply.cached_tokens
    if reply.finish:
        yield "gen_ai.response.finish_reasons", (reply.finish,)
    yield "eigengraph.request.tries", reply.tries
    yield "eigengraph.reply.calls", len(reply.message.tool_calls)
