"""Contract with a real vLLM: requests to it and what it answered, replayed.

Recorded from vLLM 0.32 (its CPU build) with Qwen2.5-Coder-0.5B-Instruct in bf16 and a context of 2,048 tokens.
``served`` says how; very long texts in requests are left out.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from eigengraph.errors import ConfigError, ContextOverflow, ModelError
from eigengraph.models import EndpointFacts
from eigengraph.models.probes import ask_for_call, ask_for_json, has_call, has_json
from tests.plugins.openai.conftest import ask, sending

RECORDED = json.loads((Path(__file__).parent / "recorded" / "vllm.json").read_text("utf-8"))
MODEL = "qwen2.5-coder-0.5b"
LENGTHS = ("max_tokens", "seed")  # the recording's own


@pytest.fixture
def replayed(server):
    """``replayed(name, request)`` returns the reply that the recorded answer becomes."""

    def run(name, request=None, **options):
        server.answer = sending(RECORDED[name]["body"], RECORDED[name]["status"])
        return ask(server.model(MODEL, **options), request)

    return run


@pytest.mark.parametrize(
    ("name", "request_", "options"),
    [
        ("tools_auto", ask_for_call(), {}),
        ("response_format", ask_for_json(), {}),
        ("structured_outputs", ask_for_json(), {"structured": "structured_outputs"}),
    ],
)
def test_what_was_recorded_is_what_the_client_sends(replayed, server, name, request_, options):
    replayed(name, request_, **options)
    sent, recorded = (
        {k: v for k, v in body.items() if k not in LENGTHS} for body in (server.asked[0], RECORDED[name]["request"])
    )
    assert sent == recorded


def test_text_and_usage(replayed):
    reply = replayed("text")
    assert (reply.message.content, reply.message.thinking, reply.finish, reply.fault) == ("Hello!", "", "stop", "")
    assert (reply.prompt_tokens, reply.completion_tokens, reply.cached_tokens, reply.reasoning_tokens) == (35, 3, 0, 0)


def test_a_reply_that_is_cut_off(replayed):
    reply = replayed("cut_off")
    assert (reply.finish, reply.completion_tokens, reply.fault) == ("length", 2, "")


def test_logprobs(replayed):
    reply = replayed("logprobs")
    assert len(reply.logprobs) == reply.completion_tokens
    assert reply.logprobs[0] == ("Hello", pytest.approx(-0.0824, abs=1e-4))
    assert reply.logprobs[-1][0] == "<|im_end|>"


@pytest.mark.parametrize(
    ("name", "finish"), [("tools_required", "tool_calls"), ("tools_named", "stop"), ("tools_auto", "stop")]
)
def test_calls(replayed, name, finish):
    """By a grammar where a call is demanded; where it is the model's choice, ``hermes`` left this one in the text."""
    reply = replayed(name, ask_for_call())
    assert has_call(reply)
    assert (reply.message.content, reply.finish, reply.fault) == ("", finish, "")
    assert RECORDED["tools_auto"]["body"]["choices"][0]["message"].get("tool_calls") is None


def test_text_beside_a_call_of_no_tool(replayed):
    reply = replayed("tools_result", ask_for_call())
    assert reply.message.tool_calls == ()
    assert reply.message.content.endswith('{"status": "shipped"}')


@pytest.mark.parametrize("name", ["response_format", "structured_outputs"])
def test_an_object_by_a_schema(replayed, name):
    assert has_json(replayed(name, ask_for_json()))


def test_the_old_name_of_schemas_is_ignored():
    """Which is why the client never sends it."""
    assert "guided_json" in RECORDED["guided_json"]["request"]
    assert RECORDED["guided_json"]["body"]["choices"][0]["message"]["content"] == "Hello!"


def test_a_schema_does_not_bind_a_model_that_is_expected_to_think_first(replayed):
    """``doctor`` finds it: behind a reasoning parser the grammar waits for the end of a thought that never began."""
    reply = replayed("response_format_behind_a_reasoning_parser", ask_for_json())
    assert not has_json(reply)
    assert reply.message.content.endswith('"population": 139,000,000\n}')


def test_reasoning(replayed):
    reply = replayed("reasoning")
    assert (reply.message.thinking.strip(), reply.message.content) == ("I multiply 3 by 5, which gives 15.", "15")


@pytest.mark.parametrize(
    ("name", "error", "line"),
    [
        (
            "unknown_model",
            ConfigError,
            r"does not know model '.*' or its path \(404: The model `nobody` does not exist",
        ),
        ("wrong_path", ConfigError, r"does not know model '.*' or its path \(404: Not Found\)"),
        ("wrong_key", ConfigError, r"refuses the key \(401: Unauthorized\); put a valid one"),
        ("tools_without_a_parser", ConfigError, r"does not take tools \(400: \"auto\" tool choice requires"),
        ("reply_overflow", ConfigError, r"max_tokens=8192 cannot be greater .*; set a smaller max_tokens in"),
        ("context_overflow", ContextOverflow, r"maximum context length is 2048 tokens"),
        ("bad_schema", ModelError, r"answered 400: Grammar error: Invalid type: nonsense"),
        ("bad_request", ModelError, r"answered 400: 1 validation error"),
        ("no_json", ModelError, r"answered 400: 1 validation error: .*JSON decode error"),
    ],
)
def test_refusals(replayed, name, error, line):
    with pytest.raises(error, match=line) as caught:
        replayed(name)
    assert type(caught.value) is error


def test_the_list_of_models(server):
    server.models = sending(RECORDED["models"]["body"])

    async def go(model):
        try:
            return await model.inspect()
        finally:
            await model.close()

    assert asyncio.run(go(server.model(MODEL))) == EndpointFacts(MODEL, (MODEL,), 2048, 8192)
