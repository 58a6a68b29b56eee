"""LangChain's chat models as ours: with a fake chat model that needs no provider."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import Any

import eigengraph_langchain
import pytest
from eigengraph_langchain.model import LangChainModel, open_langchain
from langchain_core.exceptions import ContextOverflowError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import RunnableLambda

import eigengraph as eg
from eigengraph.errors import ConfigError, ContextOverflow, ModelError, RetryableError
from eigengraph.records import Message, ToolCall
from tests.models.asking import request
from tests.toys import SHOP

TOOLS = SHOP.schemas["agent"]
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}


class Fake(BaseChatModel):
    """Answers with one message, or raises; keeps what it was asked."""

    answer: Any
    asked: list[Any]

    @property
    def _llm_type(self) -> str:
        return "fake"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        self.asked.append((messages, kwargs))
        if isinstance(self.answer, Exception):
            raise self.answer
        return ChatResult(generations=[ChatGeneration(message=self.answer)])

    def bind_tools(self, tools, **kwargs):
        return self.bind(tools=tools, **kwargs)

    def with_structured_output(self, schema, *, include_raw=False, **kwargs):
        assert include_raw
        assert {"title", "description"} <= schema.keys()
        parsed = {"a": 1} if self.answer.content == '{"a": 1}' else None
        return self | RunnableLambda(lambda raw: {"raw": raw, "parsed": parsed, "parsing_error": None})


def ask(answer, asked=None, **options):
    fake = Fake(answer=answer, asked=[])
    reply = asyncio.run(LangChainModel(fake, "langchain:some:m", **options).complete(asked or request()))
    [(messages, kwargs)] = fake.asked
    return reply, messages, kwargs


def test_a_request_and_its_reply():
    usage = {
        "input_tokens": 9,
        "output_tokens": 4,
        "total_tokens": 13,
        "input_token_details": {"cache_read": 3},
        "output_token_details": {"reasoning": 2},
    }
    said = AIMessage("Yes.", usage_metadata=usage, response_metadata={"finish_reason": "stop"})
    reply, messages, kwargs = ask(said)
    assert [(message.type, message.content) for message in messages] == [("system", "Be kind."), ("human", "Hello.")]
    assert kwargs == {"temperature": 1.0, "max_tokens": 8192}
    assert reply == eg.Reply(Message("assistant", "Yes."), 9, 4, 3, 2, "stop")


def test_sampling_may_be_left_to_the_chat_model():
    assert ask(AIMessage("Yes."), sampling=False)[2] == {}


def test_tools_and_calls():
    history = (
        Message("user", "Where is A1?", side="user"),
        Message("assistant", "", (ToolCall("get_order", {"order_id": "A1"}, id="c1"),)),
        Message("tool", "pending", call_id="c1"),
    )
    said = AIMessage("", tool_calls=[{"name": "get_order", "args": {"order_id": "B1"}, "id": "c2"}])
    reply, messages, kwargs = ask(said, request(messages=history, tools=TOOLS))
    assert [message.type for message in messages] == ["system", "human", "ai", "tool"]
    assert messages[2].tool_calls[0]["args"] == {"order_id": "A1"}
    assert messages[3].tool_call_id == "c1"
    assert kwargs["tools"] == TOOLS
    assert reply.message.tool_calls == (ToolCall("get_order", {"order_id": "B1"}, id="c2"),)


def test_calls_left_in_the_text():
    said = AIMessage('```json\n{"name": "get_order", "arguments": {"order_id": "B1"}}\n```')
    assert ask(said, request(tools=TOOLS))[0].message == Message(
        "assistant", "", (ToolCall("get_order", {"order_id": "B1"}),)
    )


def test_calls_that_cannot_be_read_are_a_fault():
    bad = {"name": "get_order", "args": "{", "id": "c", "error": None, "type": "invalid_tool_call"}
    reply = ask(AIMessage("", invalid_tool_calls=[bad]), request(tools=TOOLS))[0]
    assert reply.fault == "a call of 'get_order' whose arguments are no JSON object: '{'"


@pytest.mark.parametrize(
    "said",
    [
        AIMessage("Yes.", additional_kwargs={"reasoning_content": "Hm."}),
        AIMessage([{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "Yes."}]),
        AIMessage([{"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": "Yes."}]),
    ],
)
def test_reasoning(said):
    assert ask(said)[0].message == Message("assistant", "Yes.", thinking="Hm.")


def test_the_user_writes_as_the_assistant():
    asked = request(role="user", messages=(Message("assistant", "Hi!"), Message("user", "Hello.", side="user")))
    reply, messages, _ = ask(AIMessage("Bye."), asked)
    assert [message.type for message in messages] == ["system", "human", "ai"]
    assert reply.message == Message("user", "Bye.", side="user")


@pytest.mark.parametrize(("text", "content"), [('{"a": 1}', '{"a":1}'), ("no object", "no object")])
def test_a_schema(text, content):
    reply, _, _ = ask(AIMessage(text), request(schema=SCHEMA))
    assert reply.message.content == content


class Status(Exception):
    def __init__(self, status):
        super().__init__("no\nluck")
        self.status_code = status


@pytest.mark.parametrize(
    ("raised", "kind", "line"),
    [
        (Status(429), RetryableError, "Status: no luck"),
        (Status(500), RetryableError, "Status: no luck"),
        (OSError("reset"), RetryableError, "OSError: reset"),
        (Status(400), ModelError, "Status: no luck"),
        (Status(401), ConfigError, "model 'langchain:some:m' refuses the key"),
        (Status(404), ConfigError, "model 'langchain:some:m' is unknown to its provider"),
        (NotImplementedError(), ConfigError, "model 'langchain:some:m' does not take tools or schemas"),
        (ContextOverflowError("long"), ContextOverflow, "ContextOverflowError: long"),
    ],
)
def test_failures(raised, kind, line):
    with pytest.raises((ModelError, ContextOverflow, ConfigError), match=f"^{line}") as caught:
        ask(raised)
    assert type(caught.value) is kind
    assert getattr(caught.value, "busy", False) == (getattr(raised, "status_code", 0) == 429)


# Opening


@pytest.mark.parametrize("rest", ["", "openai", "openai:", ":gpt-5"])
def test_a_spec_that_is_none(rest):
    host = eg.Host([eigengraph_langchain], installed=False)
    with pytest.raises(ConfigError, match=r"is not langchain:PROVIDER:MODEL; write it as in 'langchain:openai:gpt-5'"):
        host.model(f"langchain:{rest}", {})


def test_an_option_of_the_wrong_kind():
    with pytest.raises(ConfigError, match="langchain setting 'sampling' cannot be 'yes'; give true or false"):
        open_langchain("openai:m", {"sampling": "yes"})


def test_without_langchain_the_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "langchain.chat_models", None)
    with pytest.raises(ConfigError, match=r"model .langchain:openai:m. needs LangChain; pip install 'eigen"):
        open_langchain("openai:m", {})


def installed(monkeypatch, init):
    """Put something in the place of LangChain's own door, which is an extra."""
    module = type(sys)("langchain.chat_models")
    module.init_chat_model = init
    monkeypatch.setitem(sys.modules, "langchain", type(sys)("langchain"))
    monkeypatch.setitem(sys.modules, "langchain.chat_models", module)


def test_a_spec_and_its_options_reach_langchain(monkeypatch):
    given = {}

    def init(name, **options):
        given.update(options, name=name)
        return Fake(answer=AIMessage("Yes."), asked=[])

    installed(monkeypatch, init)
    model = open_langchain("openai:org/m:free", {"base_url": "http://here", "sampling": False})
    assert given == {"name": "org/m:free", "model_provider": "openai", "base_url": "http://here", "max_retries": 0}
    assert model == replace(model, name="langchain:openai:org/m:free", sampling=False)


def test_what_langchain_refuses_is_one_line(monkeypatch):
    def init(name, **options):
        raise ValueError("Unsupported provider='nope'.\n\nSupported: a, b")

    installed(monkeypatch, init)
    with pytest.raises(ConfigError, match=r"^model 'langchain:nope:m' cannot be opened: Unsupported .* a, b; mend the"):
        open_langchain("nope:m", {})
