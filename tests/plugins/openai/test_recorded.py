"""Contract with a real server: what llama.cpp's answered a small model's requests, replayed.

Recorded from llama.cpp through xllamacpp 2026.10 with SmolLM2-135M-Instruct, whose template knows no tools; timings are
left out.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from eigengraph.errors import ContextOverflow
from eigengraph.models import EndpointFacts
from eigengraph.models.probes import ask_for_call, ask_for_json, has_call, has_json
from tests.plugins.openai.conftest import ask, sending

RECORDED = json.loads((Path(__file__).parent / "recorded" / "llama_cpp.json").read_text("utf-8"))


@pytest.fixture
def replayed(server):
    """``replayed(name, request)`` returns the reply that the recorded answer becomes."""

    def run(name, request=None):
        server.answer = sending(RECORDED[name]["body"], RECORDED[name]["status"])
        return ask(server.model(), request)

    return run


def test_text(replayed):
    reply = replayed("text")
    assert reply.message.content
    assert (reply.prompt_tokens, reply.completion_tokens, reply.finish, reply.fault) == (20, 10, "stop", "")


def test_an_object_by_a_schema(replayed):
    assert has_json(replayed("schema", ask_for_json()))


def test_a_template_without_tools_answers_in_words(replayed):
    reply = replayed("tools", ask_for_call())
    assert not has_call(reply)
    assert (reply.finish, reply.fault, reply.cached_tokens) == ("length", "", 3)


def test_logprobs(replayed):
    reply = replayed("logprobs")
    assert len(reply.logprobs) == reply.completion_tokens == 4
    assert reply.logprobs[0] == ("Hello", pytest.approx(-1.534, abs=1e-3))
    assert "".join(token for token, _ in reply.logprobs) == "Hello there, hello"


def test_a_prompt_that_does_not_fit(replayed):
    with pytest.raises(ContextOverflow, match="exceeds the available context size"):
        replayed("overflow")


def test_the_list_of_models(server):
    server.models = sending(RECORDED["models"]["body"])

    async def go(model):
        try:
            return await model.inspect()
        finally:
            await model.close()

    facts = asyncio.run(go(server.model("smollm2.gguf")))
    assert facts == EndpointFacts("smollm2.gguf", ("smollm2.gguf",), 2048, 8192)
