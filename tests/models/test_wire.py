"""OpenAI's chat-completions format: what is sent, and what is made of the answers that servers give."""

import json
import re

import pytest

from eigengraph.errors import ConfigError, RetryableError
from eigengraph.models import Sampling, chat_body, chat_messages, read_reply
from eigengraph.records import Message, ToolCall
from tests.models.asking import request
from tests.toys import SHOP

TOOLS = SHOP.schemas["agent"]
CALL = ToolCall("get_order", {"order_id": "A1", "n": 10**30}, id="c1")
HISTORY = (
    Message("assistant", "Hi!"),
    Message("user", "Where is A1?", side="user"),
    Message("assistant", "", (CALL,), thinking="Let me look."),
    Message("tool", "pending", call_id="c1"),
    Message("assistant", "It is pending."),
)


def answer(message, finish="stop", **more):
    """Return a whole answer whose one choice is this message."""
    usage = {"prompt_tokens": 30, "completion_tokens": 7}
    return {"choices": [{"message": message, "finish_reason": finish}], "usage": usage, **more}


def read(message, finish="stop", **fields):
    return read_reply(request(**fields), answer(message, finish))


# Requests


def test_a_body_holds_what_the_request_does():
    body = chat_body(request(tools=TOOLS, schema={"type": "object"}, sampling=Sampling(0.5, 99, 0.9, True)), "m")
    assert body == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello."}],
        "temperature": 0.5,
        "max_tokens": 99,
        "top_p": 0.9,
        "logprobs": True,
        "tools": TOOLS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "agent", "schema": {"type": "object"}, "strict": True},
        },
    }


def test_a_plain_body_has_nothing_it_need_not_have():
    assert chat_body(request(), "m").keys() == {"model", "messages", "temperature", "max_tokens"}


def test_the_agents_messages_keep_their_roles():
    system, *sent = chat_messages(request(messages=HISTORY))
    assert system == {"role": "system", "content": "Be kind."}
    assert [message["role"] for message in sent] == ["assistant", "user", "assistant", "tool", "assistant"]
    [call] = sent[2]["tool_calls"]
    assert (call["id"], call["type"], call["function"]["name"]) == ("c1", "function", "get_order")
    assert json.loads(call["function"]["arguments"]) == CALL.arguments
    assert sent[3] == {"role": "tool", "content": "pending", "tool_call_id": "c1"}
    assert "Let me look." not in json.dumps(sent)


def test_the_user_writes_as_the_assistant():
    sent = chat_messages(request(role="user", messages=HISTORY[:2]))
    assert [(message["role"], message["content"]) for message in sent[1:]] == [
        ("user", "Hi!"),
        ("assistant", "Where is A1?"),
    ]


def test_a_role_without_a_prompt_is_a_bug_of_its_worker():
    with pytest.raises(ConfigError, match="role 'scenario' asks a language model with neither a system prompt nor"):
        chat_messages(request(role="scenario", system="", messages=()))


# Replies


def test_text_is_a_message_of_the_agent():
    reply = read({"role": "assistant", "content": " It is pending.\n"})
    assert reply.message == Message("assistant", "It is pending.")
    assert (reply.prompt_tokens, reply.completion_tokens, reply.finish, reply.fault) == (30, 7, "stop", "")


def test_the_user_simulators_text_is_the_users():
    reply = read({"content": "Where is A1?"}, role="user")
    assert reply.message == Message("user", "Where is A1?", side="user")


def raw(name="get_order", arguments='{"order_id": "A1"}', call_id="c1"):
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


FOUND = ToolCall("get_order", {"order_id": "A1"})


@pytest.mark.parametrize("arguments", ['{"order_id": "A1"}', {"order_id": "A1"}])
def test_calls_that_the_server_found(arguments):
    reply = read({"content": None, "tool_calls": [raw(arguments=arguments)]}, "tool_calls")
    assert reply.message == Message("assistant", "", (ToolCall("get_order", {"order_id": "A1"}, id="c1"),))


@pytest.mark.parametrize("arguments", ["", "{}", None])
def test_a_call_without_arguments(arguments):
    [call] = read({"tool_calls": [raw(arguments=arguments)]}).message.tool_calls
    assert call.arguments == {}


IN_TEXT = {
    '```json\n{"name": "get_order", "arguments": {"order_id": "A1"}}\n```': "",
    '```\n{"name": "get_order", "parameters": {"order_id": "A1"}}\n```': "",
    '<tool_call>\n{"name": "get_order", "arguments": {"order_id": "A1"}}\n</tool_call>': "",
    '{"name": "get_order", "arguments": "{\\"order_id\\": \\"A1\\"}"}': "",
    '[{"type": "function", "function": {"name": "get_order", "arguments": {"order_id": "A1"}}}]': "",
    'Let me see.\n```json\n{"name": "get_order", "arguments": {"order_id": "A1"}}\n```': "Let me see.",
}


@pytest.mark.parametrize("content", IN_TEXT)
def test_calls_that_the_server_left_in_the_text(content):
    reply = read({"content": content}, tools=TOOLS)
    assert reply.message == Message("assistant", IN_TEXT[content], (FOUND,))


TEXT_ONLY = [
    '```json\n{"name": "no_such_tool", "arguments": {}}\n```',
    '{"name": "Ann"}',
    "```python\nprint(1)\n```",
    '```json\n{"name": "get_order", "argum',
    "[1, 2]",
    "{",
]


@pytest.mark.parametrize("content", TEXT_ONLY)
def test_other_json_is_text(content):
    assert read({"content": content}, tools=TOOLS).message == Message("assistant", content)


def test_text_of_a_role_without_tools_is_left_alone():
    content = next(iter(IN_TEXT))
    assert read({"content": content}).message == Message("assistant", content)


DEEP = '{"order_id":' * 150 + "1" + "}" * 150
FAULTS = {
    "half an object": (
        raw(arguments='{"order_id": "A'),
        "tool_calls",
        "a call of 'get_order' whose arguments are",
    ),
    "cut off": (raw(arguments='{"order_id": "A'), "length", r".* are no JSON: .*; it was cut off at max_tokens"),
    "a list": (raw(arguments="[1]"), "tool_calls", r"a call of 'get_order' whose arguments are no object: '\[1\]'"),
    "no function": ({"id": "c1"}, "tool_calls", r"a tool call that names no function: \{'id': 'c1'\}"),
    "too deep": (
        raw(arguments=DEEP),
        "tool_calls",
        "a call of 'get_order' whose arguments are nested more than 100",
    ),
    "far too deep": (raw(arguments="[" * 10**6), "tool_calls", "a call of 'get_order' whose arguments are no JSON"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_a_model_wrote_wrong_is_its_fault(what):
    call, finish, fault = FAULTS[what]
    reply = read({"content": "Here:", "tool_calls": [call]}, finish)
    assert reply.message == Message("assistant", "Here:")
    assert re.match(fault, reply.fault), reply.fault


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_nothing_before_the_end_is_a_fault(finish):
    reply = read({"content": None, "reasoning_content": "Hm, hm"}, finish)
    assert reply.fault == f"nothing was written before the reply was cut off ({finish})"


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_reasoning_is_thinking(name):
    assert read({"content": "Yes.", name: "Hm."}).message == Message("assistant", "Yes.", thinking="Hm.")


@pytest.mark.parametrize("content", ["<think>\nHm.\n</think>\n\nYes.", "Hm.\n</think>\nYes."])
def test_reasoning_that_the_server_left_in_the_text(content):
    assert read({"content": content}).message == Message("assistant", "Yes.", thinking="Hm.")


def test_a_refusal_is_said():
    assert read({"content": None, "refusal": "I cannot do that."}).message.content == "I cannot do that."


def test_parts_are_joined():
    parts = [{"type": "text", "text": "Yes"}, {"type": "image"}, {"type": "text", "text": "."}]
    assert read({"content": parts}).message.content == "Yes."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('Sure:\n```json\n{"a": 1}\n```\nDone.', '{"a": 1}'),
        ("```\nno JSON\n```", "```\nno JSON\n```"),
        ("none", "none"),
    ],
)
def test_a_schemas_json_is_taken_out_of_its_fence(content, text):
    assert read({"content": content}, schema={"type": "object"}).message.content == text


def test_usage_in_full():
    usage = {
        "prompt_tokens": 30,
        "completion_tokens": 9,
        "prompt_tokens_details": {"cached_tokens": 16},
        "completion_tokens_details": {"reasoning_tokens": 4},
    }
    reply = read_reply(request(), answer({"content": "Yes."}) | {"usage": usage})
    assert (reply.prompt_tokens, reply.completion_tokens) == (30, 9)
    assert (reply.cached_tokens, reply.reasoning_tokens) == (16, 4)


def test_what_is_not_counted_is_estimated_so_that_budgets_hold():
    uncounted = {"choices": [{"message": {"content": "y" * 400}}]}
    reply = read_reply(request(), uncounted, 4000)
    assert reply.prompt_tokens == 1000
    assert 100 <= reply.completion_tokens <= 110


def test_logprobs_where_asked_for():
    told = {"content": [{"token": "Yes", "logprob": -0.5, "bytes": [89]}, {"token": ".", "logprob": 0}]}
    body = {"choices": [{"message": {"content": "Yes."}, "logprobs": told}]}
    assert read_reply(request(), body).logprobs == (("Yes", -0.5), (".", 0.0))


@pytest.mark.parametrize(
    "body", [None, [], {}, {"choices": []}, {"choices": [{}]}, {"choices": [{"message": "x"}]}, answer({"content": 3})]
)
def test_another_shape_may_pass(body):
    with pytest.raises(RetryableError, match="what is no chat completion: "):
        read_reply(request(), body)
