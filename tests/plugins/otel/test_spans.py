"""Spans of a run, collected in memory: one for each dialogue, one for each request."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import eigengraph_otel
import pytest
from eigengraph_offline.model import open_offline
from eigengraph_otel.spans import Spans
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import eigengraph as eg
from eigengraph.errors import ModelError
from eigengraph.models import Request
from eigengraph.records import Message

SHOP = Path(__file__).parents[3] / "examples" / "shop_domain"
SPEC = "paid:small@https://models.example:8443/v1"


class Paid:
    """The offline backend at a price; the twentieth request fails for good."""

    def __init__(self):
        self.model = open_offline("", {})
        self.seen = 0

    async def complete(self, request):
        self.seen += 1
        if self.seen == 20:
            raise ModelError("it is broken")
        reply = await self.model.complete(request)
        return eg.Reply(reply.message, 60, 40, cached_tokens=20, finish="stop")


class Plugin:
    def __init__(self, model):
        self.model = model

    @eg.hookimpl
    def register_models(self):
        return [eg.ModelScheme("paid", lambda rest, options: self.model)]


@pytest.fixture
def exporter(monkeypatch):
    """Where the spans of this process go."""
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    return kept


@pytest.fixture
def run(exporter, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(SHOP)
    host = eg.Host([importlib.import_module("eigengraph_shop"), Plugin(Paid()), eigengraph_otel])
    settings = eg.Settings(domain="shop", tasks=3, model=SPEC, out=tmp_path / "run")
    return eg.synthesize(host, settings)


def named(exporter, name):
    return [span for span in exporter.get_finished_spans() if span.name == name]


def test_a_span_for_each_dialogue(exporter, run):
    dialogues = named(exporter, "dialogue")
    rollouts = [
        step for index in range(run.summary.candidates) for step in run.history(index) if step.stage == "rollout"
    ]
    assert len(dialogues) == len(rollouts) >= 3
    accepted = [datum.index for datum in run.data()]
    done = [span.attributes for span in dialogues if span.attributes["eigengraph.candidate.index"] in accepted]
    assert {span["eigengraph.dialogue.outcome"] for span in done} >= {"completed"}
    assert {span["gen_ai.conversation.id"] for span in done} >= {datum.task.id for datum in run.data()}
    assert all(span["eigengraph.dialogue.turns"] > 0 and span["eigengraph.domain"] == "shop" for span in done)
    assert all(span.parent is None for span in dialogues)


def test_a_span_for_each_request(exporter, run):
    requests = named(exporter, "chat small")
    assert len(requests) == run.manifest["spend"][SPEC]["calls"] + 1  # and the one that failed
    sound = [span for span in requests if span.status.is_ok or span.status.status_code is trace.StatusCode.UNSET]
    first = dict(sound[0].attributes)
    assert first.pop("eigengraph.request.key")
    assert first.pop("gen_ai.request.temperature") > 0  # as the role asks
    assert first.pop("gen_ai.request.max_tokens") > 0
    assert first == {
        "eigengraph.domain": "shop",
        "eigengraph.stage": "scenario",
        "eigengraph.candidate.index": first["eigengraph.candidate.index"],
        "eigengraph.candidate.attempt": 0,
        "gen_ai.provider.name": "paid",
        "gen_ai.request.model": "small",
        "server.address": "models.example",
        "server.port": 8443,
        "gen_ai.operation.name": "chat",
        "gen_ai.request.top_p": 1.0,
        "gen_ai.output.type": "json",
        "eigengraph.role": "scenario",
        "gen_ai.usage.input_tokens": 60,
        "gen_ai.usage.output_tokens": 40,
        "gen_ai.usage.cache_read.input_tokens": 20,
        "gen_ai.response.finish_reasons": ("stop",),
        "eigengraph.request.tries": 1,
        "eigengraph.reply.calls": 0,
    }
    assert all(span.kind is trace.SpanKind.CLIENT for span in requests)


def test_requests_of_a_dialogue_lie_within_its_span(exporter, run):
    dialogues = {span.context.span_id: span.attributes for span in named(exporter, "dialogue")}
    for span in named(exporter, "chat small"):
        role = span.attributes["eigengraph.role"]
        assert (span.parent is not None) == (role in ("agent", "user"))
        if span.parent is not None:
            around = dialogues[span.parent.span_id]
            assert span.attributes["eigengraph.candidate.index"] == around["eigengraph.candidate.index"]


def test_what_fails_is_an_error(exporter, run):
    [failed] = [span for span in named(exporter, "chat small") if span.status.status_code is trace.StatusCode.ERROR]
    assert failed.status.description == failed.attributes["error.type"] == "ModelError"
    assert failed.events == ()


SECRET = "my card is 4417 1234"


def test_nothing_that_a_model_wrote_is_in_a_span(exporter):
    """Neither by an unusable reply, nor by an error that quotes it, nor by a reason that a model gave."""
    spans = Spans(trace.get_tracer_provider().get_tracer("test"), "shop")
    request = Request("agent", (), context=None, key="k")
    task = SimpleNamespace(id="t")
    item = SimpleNamespace(index=0, attempt=0, task=task, trajectory=None)

    async def work():
        async with spans.request(SPEC, request) as told:
            told(eg.Reply(Message("assistant", SECRET), 1, 1, fault=f"cannot read {SECRET}"))
        with pytest.raises(ModelError):
            async with spans.request(SPEC, request):
                raise ModelError(f"the endpoint says {SECRET}")
        async with spans.stage("rollout", item) as told:
            told(item, f"agent: it told {SECRET}")
        with pytest.raises(ValueError, match=SECRET):
            async with spans.stage("rollout", item):
                raise ValueError(SECRET)

    asyncio.run(work())
    found = exporter.get_finished_spans()
    assert [span.status.description for span in found] == ["unusable reply", "ModelError", "agent", "ValueError"]
    assert SECRET not in "".join(span.to_json() for span in found)


def test_what_is_finished_makes_no_spans(exporter, run):
    exporter.clear()
    host = run.host
    eg.synthesize(host, eg.Settings(domain="shop", tasks=3, model=SPEC, out=run.path))
    assert exporter.get_finished_spans() == ()


def test_a_traced_run_makes_the_same_data(exporter, run, monkeypatch, tmp_path):
    plain = eg.Host([importlib.import_module("eigengraph_shop"), Plugin(Paid())], installed=False)
    assert not any(plugin.name == "eigengraph_otel" for plugin in plain.plugins)
    again = eg.synthesize(
        eg.Host([importlib.import_module("eigengraph_shop"), Plugin(Paid())]),
        eg.Settings(domain="shop", tasks=3, model=SPEC, concurrency=64, out=tmp_path / "plain"),
    )
    assert again.summary.digest == run.summary.digest


def test_hook_observe_without_a_provider_or_the_library():
    """Nothing is traced, and the library is not even asked for a tracer."""
    code = (
        "import sys, eigengraph as eg, eigengraph_otel\n"
        "settings = eg.Settings(domain='shop')\n"
        "assert eigengraph_otel.observe(settings) == []\n"
        "assert 'eigengraph_otel.spans' not in sys.modules\n"
        "sys.modules['opentelemetry'] = None\n"
        "assert eigengraph_otel.observe(settings) == []\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
