"""Ours as LangChain's chat models."""

from __future__ import annotations

import asyncio

import pytest
from eigengraph_langchain.chat import EigenGraphChat
from langchain_core.messages import AIMessage, ChatMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool

from eigengraph.errors import ConfigError, ModelError
from eigengraph.models import Reply, Sampling
from eigengraph.records import Message, ToolCall
from tests.models.asking import Scripted, reply


@tool
def get_order(order_id: str) -> str:
    """Show an order."""
    return order_id


CHAT = [
    SystemMessage("Be kind."),
    HumanMessage("Where is A1?"),
    AIMessage("", tool_calls=[{"name": "get_order", "args": {"order_id": "A1"}, "id": "c1"}]),
    ToolMessage("No such order", tool_call_id="c1", status="error"),
]


def test_a_chat_becomes_a_request():
    model = Scripted([reply("It is lost.", finish="stop")])
    chat = EigenGraphChat(answering=model, temperature=0.5, max_tokens=99)
    answer = asyncio.run(chat.bind_tools([get_order]).ainvoke(CHAT))
    [asked] = model.asked
    assert (asked.role, asked.system, asked.sampling) == ("agent", "Be kind.", Sampling(0.5, 99))
    assert asked.messages == (
        Message("user", "Where is A1?", side="user"),
        Message("assistant", "", (ToolCall("get_order", {"order_id": "A1"}, id="c1"),)),
        Message("tool", "No such order", call_id="c1", error=True),
    )
    assert asked.tools[0]["function"]["name"] == "get_order"
    assert answer.content == "It is lost."
    assert answer.usage_metadata == {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
    assert answer.response_metadata["finish_reason"] == "stop"


def test_calls_and_reasoning_come_back():
    calls = (ToolCall("get_order", {"order_id": "A1"}, id="c1"),)
    chat = EigenGraphChat(answering=Scripted([Reply(Message("assistant", "", calls, "Hm."))]))
    answer = asyncio.run(chat.ainvoke("Hello."))
    assert answer.tool_calls == [{"name": "get_order", "args": {"order_id": "A1"}, "id": "c1", "type": "tool_call"}]
    assert answer.additional_kwargs == {"reasoning_content": "Hm."}


def test_it_works_without_an_event_loop_and_inside_one():
    chat = EigenGraphChat(answering=Scripted([reply("One."), reply("Two.")]))
    assert chat.invoke("Hello.").content == "One."

    async def inside():
        return chat.invoke("Hello.").content

    assert asyncio.run(inside()) == "Two."


def test_text_stops_where_it_should():
    chat = EigenGraphChat(answering=Scripted([reply("One. Two.")]))
    assert chat.invoke("Hello.", stop=[" Two"]).content == "One."


def test_what_cannot_be_used_is_an_error():
    with pytest.raises(ModelError, match="half a call"):
        EigenGraphChat(answering=Scripted([reply("", fault="half a call")])).invoke("Hello.")
    with pytest.raises(ConfigError, match="a message of type 'chat' cannot be sent"):
        EigenGraphChat(answering=Scripted([])).invoke([ChatMessage("x", role="critic")])
    with pytest.raises(ConfigError, match="tool_choice 'any' cannot be forced"):
        EigenGraphChat(answering=Scripted([])).bind_tools([get_order], tool_choice="any")
